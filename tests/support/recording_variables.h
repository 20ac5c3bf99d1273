// A recorded command whose loads and stores were seen, made up step by step, and the truth about it.
//
//     struct watched_run *run = watched_run_new(3); // main, T1, T2
//     uint32_t source = watched_run_source(run, "main.c", text);
//     uint32_t add = watched_run_place(run, source, 10, "deposit");
//     uint32_t balance = watched_run_variable(run, "balance", "long", VALUE_SIGNED, 8, 0);
//     watched_run_load(run, balance, 1, add); watched_run_load(run, balance, 2, add);
//     watched_run_store(run, balance, 1, add, 5); watched_run_store(run, balance, 2, add, 7); // T1's is lost
//     watched_run_seal(run); … run->recording, watched_run_survives(run, balance, 0) … watched_run_free(run);
//
// A store is an update where its task has loaded since its own last store, else an assignment. The truth is kept in the
// slowest way: every value carries the set of all stores that are in it; a load copies the set, a store puts it back with
// itself. Who is not in the final set is lost. A store that leaves the newest value as it was is in the hands of all who hold
// that value; one at a place that only ever moves the same value there, and finds it there, has it from memory. Locks are taken at once (a script never waits): they are in the lock sets, and
// as notes.
#ifndef SUPPORT_RECORDING_VARIABLES_H
#define SUPPORT_RECORDING_VARIABLES_H

#include "recording/recording.h"
#include "support/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WATCHED_TASKS = 64,     // at most
    WATCHED_VARIABLES = 64, // at most
    WATCHED_PLACES = 64,    // of which anything can be told
};

struct watched_variable; // what is being made up of one

struct watched_run {
    struct recording recording; // whole after watched_run_seal; recording_close does nothing to it
    struct plan plan;
    struct run_facts facts;
    struct recorded_command command;
    struct watched watched;
    struct task tasks[WATCHED_TASKS];
    struct resource resources[RESOURCES_MAX];
    struct variable variables[WATCHED_VARIABLES];
    struct watched_variable *made;                   // of each
    uint64_t ns;                                     // now
    uint64_t set[WATCHED_TASKS];                     // the locks that a task holds, as bits
    uint64_t given_ns[WATCHED_TASKS][RESOURCES_MAX]; // when it last gave each back
    bool moves[WATCHED_PLACES];                      // of each place: watched_run_moves
    bool keeps_truth; // true until it is changed: the sets; past some 20 000 stores they take long
    struct source *sources;
    char *source_text;
    struct place *places;
    struct lock_set *lock_sets;
    struct act *acts;
    struct access *accesses;
    struct pair *pairs;
    struct store *stores;
    struct use *uses;
    struct note *notes[WATCHED_TASKS];
    size_t rooms[6], note_rooms[WATCHED_TASKS];
};

// Task 0 is the process "main"; the others are its threads T1, T2 …, which it made.
struct watched_run *watched_run_new(uint32_t tasks);
void watched_run_free(struct watched_run *run); // NULL is allowed

// Their numbers.
uint32_t watched_run_source(struct watched_run *run, const char *name, const char *text);
uint32_t watched_run_place(struct watched_run *run, uint32_t source, uint32_t line, const char *function);
uint32_t watched_run_lock(struct watched_run *run, const char *name, enum resource_kind kind);
uint32_t watched_run_variable(struct watched_run *run, const char *name, const char *type, enum value_kind kind,
                              uint8_t bytes, uint64_t first);

// For the truth alone: this place stores one value and no other, which is computed nowhere to be seen.
void watched_run_moves(struct watched_run *run, uint32_t place);

// What tasks do. Time passes by 10 ns with each.
void watched_run_load(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place);
void watched_run_store(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value);
void watched_run_assign(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value);
void watched_run_atomic(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value);
void watched_run_foreign(struct watched_run *run, uint32_t variable, uint32_t task, uint64_t value);
void watched_run_take(struct watched_run *run, uint32_t task, uint32_t lock);
void watched_run_give(struct watched_run *run, uint32_t task, uint32_t lock);

// What memory holds now, and what the task loaded last.
uint64_t watched_run_value(const struct watched_run *run, uint32_t variable);
uint64_t watched_run_loaded(const struct watched_run *run, uint32_t variable, uint32_t task);

// The task is made now, which otherwise it was before anything else; its end is seen by main now, else when all is over.
void watched_run_make(struct watched_run *run, uint32_t task);
void watched_run_join(struct watched_run *run, uint32_t task);

// Whenever the variable was touched at the place so far no other task was there.
void watched_run_alone(struct watched_run *run, uint32_t variable, uint32_t place);

// Two accesses of a variable that nothing put in order, so often.
void watched_run_pair(struct watched_run *run, uint32_t variable, struct pair pair);

// The same of every two accesses at which different tasks held no lock in common and one at least was a store, not both
// atomic.
void watched_run_find_pairs(struct watched_run *run);

// Puts all into the recording; after it nothing more is done.
void watched_run_seal(struct watched_run *run);

// Whether a store (by number, from 0) is in the value that memory holds now; once sealed, in the final one.
bool watched_run_survives(const struct watched_run *run, uint32_t variable, size_t store);

// ---- ready ones -----------------------------------------------------------------------------------------------------

// A bank, with its source: four threads add to and take from `balance`, under `lock` only where they add; `attempts` is
// counted under it everywhere; each thread sets its own `done[0]` to `done[3]`; `log.next` is atomic. Rounds: of each thread,
// each one deposit and one withdrawal; the truth is kept up to 1000. Sealed.
struct watched_run *watched_run_bank(uint64_t seed, uint32_t rounds);

#endif
