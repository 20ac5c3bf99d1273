// The scheduling states of every worker over time, and beside them what its program was doing.
//
// Kernel layer: new (constructed, not started), ready (could run, has no cpu), running (on a cpu), blocked (waits),
// dead. From the kernel's switch records; between a wait's switch-out and the next switch-in there is no wake-up
// record: blocked turns ready when the lock's own events say that its holder let go (the release that found this
// worker first in the queue), or, where no event says it, at the switch-in itself (wake_known is then false).
// Without kernel records: new, blocked (known waits) and dead only; the rest is STATE_ALIVE: ready or running,
// which cannot be told. Program layer: at the starting line, working, waiting for a lock (held by whom), holding
// it, done. Spans of a layer meet end to end from the worker's construction to the end of the run.
//
// What is counted is counted twice: over a worker's life, and of the run: from the moment all were let go to the last update
// that anybody made. A worker whose own last update is over counts as dead from then on, whatever it still has to do to be
// gone; so the shares of the run add up to one for every worker, and the running ones of all workers to the cores busy.
#ifndef ANALYSIS_STATES_H
#define ANALYSIS_STATES_H

#include "analysis/spans.h"
#include "base/arena.h"
#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct states {
    bool from_kernel;
    uint64_t from_ns, to_ns; // construction of the first worker, end of the run
    // The run itself: from the release, just before the first load, to the last worker's last store. Both 0: nobody was let go.
    uint64_t run_from_ns, run_to_ns;
    struct worker_states *workers; // by task
    double cores_busy;             // running time of all workers ÷ length of the run; < 0: not known
    struct arena memory;
};

// STATUS_FAILED when memory is short. A recording's records may contradict each other (files are untrusted): spans
// still meet end to end.
struct status states_build(struct states *states, const struct recording *recording);

// The same without activities, which take most of the time and the memory where locks are taken often: who needs but the
// scheduling states and what they add up to.
struct status states_build_scheduling(struct states *states, const struct recording *recording);

void states_finish(struct states *states);

// The share of the run that a worker, or all workers together, spent in a state; 0 where there was no run.
double states_share(const struct states *states, uint32_t worker, enum state state);
double states_share_of_all(const struct states *states, uint32_t workers, enum state state);

// Who has a lock at a moment, dead or alive, as far as recorded; −1: nobody.
int states_holder(const struct states *states, uint32_t workers, uint32_t lock, uint64_t ns);

// The span at a moment (clamped to the first and last). Logarithmic.
const struct state_span *states_at(const struct worker_states *worker, uint64_t ns);
const struct activity_span *activity_at(const struct worker_states *worker, uint64_t ns);

#endif
