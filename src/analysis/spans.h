// The spans of a worker's two layers, and what adds up over them.
//
// A layer is made by appending to an array with room for all that can come: the last span is the present one, and the next
// ends it. Records may contradict each other (files are untrusted), so a moment before the present span's beginning counts
// as that beginning, one after the end of the run as that end.
#ifndef ANALYSIS_SPANS_H
#define ANALYSIS_SPANS_H

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
    ACTIVITY_NONE = 0,     // not begun, or done, or dead
    ACTIVITY_STARTING = 1, // begun, at the starting line
    ACTIVITY_WORKING = 2,  // in its loop, no lock held and nothing waited for (as far as recorded)
    ACTIVITY_WAITING = 3,  // wants a lock, or waits for any other resource
    ACTIVITY_HOLDING = 4,  // has it (recorded where waited for, where others wait, or with full timing)
    ACTIVITY_COUNT,
};

struct state_span {
    uint64_t from_ns, to_ns;
    uint8_t state;      // enum state
    uint8_t lock;       // of STATE_BLOCKED: which resource + 1; 0: none (a page fault, a timer, …) or not known
    uint8_t preempted;  // of STATE_READY: 1 after a preemption or yield, 0 after start or wake
    uint8_t wake_known; // of STATE_BLOCKED: its end was seen as a release, time-out or hand-over
    uint16_t holder;    // of STATE_BLOCKED on a lock: worker that held it when the wait began + 1; on RESOURCE_TASK:
                        // whose end it waits for + 1; 0: not known, or anybody's
    int16_t cpu;        // of STATE_RUNNING; −1: not known
};

struct activity_span {
    uint64_t from_ns, to_ns;
    uint64_t held;    // bit r: has lock r meanwhile, as far as recorded; also beside another it has or wants, and dead
    uint8_t activity; // enum activity
    uint8_t lock;     // of waiting and holding: which resource + 1; of several held the innermost
    uint16_t holder;  // of waiting: the one seen, or whose end is waited for, + 1; 0: not known
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

static inline uint64_t span_clamp(uint64_t ns, uint64_t low_ns, uint64_t high_ns)
{
    return ns < low_ns ? low_ns : ns > high_ns ? high_ns : ns;
}

#endif
