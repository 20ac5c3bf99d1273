// Recordings made up in memory, with the truth about them: for every test that needs a recording and knows what
// must come out.
//
// A simulation carries out loads and stores one after the other in an order that a script or a seed chooses, and
// keeps what a real run would keep: journals, times, notes, switch records, facts. Beside that it keeps the
// truth in the slowest and plainest way: every value carries the set of all updates that are in it; a load copies
// the set, a store puts it back with one update more. Whoever is not in the final set is lost. Nothing of
// src/recording or src/analysis is used to find it.
//
// struct built *built = build_script(NULL, "1122 12 12"); // T1 load, store; T2 load, store; both load, both store
// … struct build plan = build_plan(seed, 5000);             // everything chosen by the seed; change what you like:
// plan.experiment.guard = GUARD_NONE; struct built *built = build_random(&plan); … built->recording,
// built->survived, built->survives[worker][sequence] … built_free(built);
#ifndef SUPPORT_RECORDING_BUILDER_H
#define SUPPORT_RECORDING_BUILDER_H

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What to build.
struct build {
    struct experiment experiment; // see build_random for what may be left 0
    uint64_t seed;                // of the schedule and all made-up times
    uint32_t burst; // how many micro-steps a worker takes at a stretch, about; 1: the finest interleaving. 0: 20
    uint64_t
        stop_after; // micro-steps after which the run is stopped as by its deadline (workers finish their iterations); 0: it ends by itself
    bool switches; // kernel switch records (else states_source is STATES_PROGRAM)
    bool
        prompt; // a time stamp follows its store at once, as in driven runs; else the worker may be held up between them
    bool
        truth; // keep survives[] and steps[]; costs (updates)² / 4 bytes of copying and 48 bytes an update: only below some 100 000 updates
};

// One load or store as it happened.
struct built_step {
    uint64_t ticks;   // its true moment; strictly increasing from step to step
    uint64_t ns;      // the same on the recording's clock; never decreasing
    uint32_t version; // the update it belongs to
    bool store;       // else a load
};

struct built {
    struct recording recording; // valid until built_free; recording_close does nothing to it
    struct experiment experiment;
    struct plan no_plan; // built_forget_lab
    struct run_facts facts;
    struct task tasks[WORKERS_MAX];
    struct resource resources[RESOURCES_MAX];
    struct use uses[WORKERS_MAX * GUARD_LOCKS_MAX]; // as in the recording
    const struct note *notes[WORKERS_MAX];
    struct balance_books books;
    uint64_t seed;

    // The truth.
    uint64_t updates;
    int64_t final, expected; // with private memory: sums over the workers
    bool truth;              // the following is known
    uint64_t survived, lost;
    int64_t lost_net;
    unsigned char *survives[WORKERS_MAX]; // per update: 1 survives, 0 lost
    struct built_step *steps; // all loads and stores of updates that were made, in their true order: 2 × updates
    size_t step_count;
};

// Carries out a script: each digit 1 to 9 is one micro-step (load, then store, of its next update) of that worker;
// blanks mean nothing. An update left without its store was not made. plan gives the experiment (guard, timing,
// memory, amounts …), NULL: none, threads, shared, untimed; count 0: the highest digit, iterations 0: as many as
// the script needs. The script rules: the guard's locks are not simulated and there are no notes. The truth is
// always kept.
struct built *build_script(const struct build *plan, const char *script);

// A run as the plan has it, guards simulated: mutex, spin, atomic and 3.12 lose nothing; none, GIL under 3.9 and 3.13t do.
// In plan->experiment, these may be 0 and get a usual value: count (2), cores (2), iterations (100), amounts (5, 8,
// 3, 7 … as the defaults), switch interval, bytecode cost, deadline. With timing full every note of a lock is kept,
// else the contended ones.
struct built *build_random(const struct build *plan);

// A plan of which the seed chooses everything (truth and valid for settings_check): guard, 1 to 63 workers,
// threads or processes, shared or private memory, timing, bursts, sometimes stopped early. Its run makes about
// updates_max updates at most (at least 126).
struct build build_plan(uint64_t seed, uint64_t updates_max);

// One line about it for the message of a failed test: seed and settings. The buffer is returned.
#define BUILT_LINE_BYTES 200
char *built_line(const struct built *built, char buffer[BUILT_LINE_BYTES]);

// Takes away what only the lab has, as if no lab had run it: tasks, notes, uses, switches and resources stay.
void built_forget_lab(struct built *built);

void built_free(struct built *built); // NULL is allowed

#endif
