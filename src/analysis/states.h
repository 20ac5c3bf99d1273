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

#include "base/arena.h"
#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum state {
    STATE_NEW = 0,
    STATE_READY = 1,
    STATE_RUNNING = 2,
    STATE_BLOCKED = 3,
    STATE_DEAD = 4,
    STATE_ALIVE = 5, // ready or running: cannot be told
    STATE_COUNT,
};

enum activity {
    ACTIVITY_NONE = 0,     // not begun, or done
    ACTIVITY_STARTING = 1, // begun, at the starting line
    ACTIVITY_WORKING = 2,  // in its loop, no lock held or waited for (as far as recorded)
    ACTIVITY_WAITING = 3,  // wants a lock
    ACTIVITY_HOLDING = 4,  // has it (recorded where waited for, where others wait, or with full timing)
    ACTIVITY_COUNT,
};

struct state_span {
    uint64_t from_ns, to_ns;
    uint8_t state;      // enum state
    uint8_t lock;       // of STATE_BLOCKED: which lock + 1; 0: not a lock (a page fault, a timer, …) or not known
    uint8_t holder;     // of STATE_BLOCKED on a lock: worker that held it when the wait began + 1; 0: not known
    uint8_t preempted;  // of STATE_READY: 1 after a preemption or yield, 0 after start or wake
    int16_t cpu;        // of STATE_RUNNING; −1: not known
    uint8_t wake_known; // of STATE_BLOCKED: its end was seen as a release, time-out or hand-over
    uint8_t reserved;
};

struct activity_span {
    uint64_t from_ns, to_ns;
    uint8_t activity; // enum activity
    uint8_t lock;     // of waiting and holding: which lock + 1
    uint8_t other;    // of waiting: the holder seen + 1; of holding: 1 if somebody was seen waiting at the release
    uint8_t held;     // bit l: has lock l meanwhile, as far as recorded; also beside another it has or wants
};

struct state_totals {
    uint64_t ns[STATE_COUNT];
    uint64_t preemptions; // switch-outs while ready to go on
    uint64_t waits;       // switch-outs to wait
};

struct worker_states {
    const struct state_span *spans;
    size_t span_count;
    const struct activity_span *activities;
    size_t activity_count;
    struct state_totals life; // from its construction to the end
    struct state_totals run;  // of the run; sums to its length
};

struct states {
    bool from_kernel;
    uint64_t from_ns, to_ns; // construction of the first worker, end of the run
    // The run itself: from the release, just before the first load, to the last worker's last store. Both 0: nobody was let go.
    uint64_t run_from_ns, run_to_ns;
    struct worker_states workers[WORKERS_MAX];
    double cores_busy; // running time of all workers ÷ length of the run; < 0: not known
    struct arena memory;
};

// STATUS_FAILED when memory is short. A recording's records may contradict each other (files are untrusted): spans
// still meet end to end.
struct status states_build(struct states *states, const struct recording *recording);
void states_finish(struct states *states);

// The share of the run that a worker, or all workers together, spent in a state; 0 where there was no run.
double states_share(const struct states *states, uint32_t worker, enum state state);
double states_share_of_all(const struct states *states, uint32_t workers, enum state state);

// The span at a moment (clamped to the first and last). Logarithmic.
const struct state_span *states_at(const struct worker_states *worker, uint64_t ns);
const struct activity_span *activity_at(const struct worker_states *worker, uint64_t ns);

#endif
