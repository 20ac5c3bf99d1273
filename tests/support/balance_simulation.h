// The balance's script on top of the simulation: loads, stores, journals, time stamps, and the truth about them.
#ifndef SUPPORT_BALANCE_SIMULATION_H
#define SUPPORT_BALANCE_SIMULATION_H

#include "recording_builder.h"
#include "recording_simulation.h"

// What a task is as a worker of the balance. What it has stored are its steps.
struct simulated_worker {
    uint32_t at;        // next operation of its iteration
    bool loaded;        // between load and store
    uint64_t cell;      // what it loaded
    unsigned char *set; // truth: the updates in what it loaded
    bool stamp_due;     // stored, and the stamp of that store not taken yet
};

struct balance_simulation {
    struct simulation run;
    struct built *built;
    char operations[16]; // of one iteration: a acquire, r release the mutex; L load, S store, M both at once
    int gil;             // which resource is the GIL; −1: none
    int mutex;           // which is that of a and r
    bool prompt;
    bool stopping;
    uint32_t capacity;           // updates each worker may make
    uint64_t cells[WORKERS_MAX]; // [0] alone with shared memory
    unsigned char *cell_sets[WORKERS_MAX];
    size_t set_bytes;
    size_t step_room;
    struct simulated_worker workers[WORKERS_MAX];
};

// Takes memory for built->experiment (complete) and brings the workers to the starting line.
void balance_simulation_begin(struct balance_simulation *simulation, struct built *built, bool switches);

// Load or store of the worker's next update, with no regard to locks.
void balance_simulation_step(struct balance_simulation *simulation, uint32_t worker);

// One turn of a worker as its guard has it: a step, or an attempt at a lock. The worker must be able to (simulation_can).
void balance_simulation_turn(struct balance_simulation *simulation, uint32_t worker);

// Ends the worker (balance_simulation_turn does it by itself when its work is done).
void balance_simulation_finish(struct balance_simulation *simulation, uint32_t worker);

// Joins all, fills the facts and the truth, frees what only the simulation needed.
void balance_simulation_end(struct balance_simulation *simulation);

#endif
