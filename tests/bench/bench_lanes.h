// Loops on real threads, started together as a run starts its workers, for whatever compares them.
//
// A lane is one worker's thread, kept on its cpu; all leave at once. They run on memory laid out by run/memory.h itself. A
// round in which the kernel took the cpu away from a lane is measured again, a few times: it says nothing about the loop.
#ifndef BENCH_BENCH_LANES_H
#define BENCH_BENCH_LANES_H

#include "labs/balance/live.h"
#include "run/memory.h"

#include <stdbool.h>

enum {
    LANES_MAX = 2,
};

typedef void lane_loop(struct work *work);

// A thing to measure: lanes running a loop on laid out memory.
struct lanes {
    struct run_memory memory;
    lane_loop *loop;
};

// An experiment without a lock, of so many lanes (1 to LANES_MAX) and iterations. False: it was said why not. Release with
// lanes_finish in either case.
bool lanes_init(struct lanes *lanes, lane_loop *loop, enum timing_kind timing, uint32_t count, uint64_t iterations);
void lanes_finish(struct lanes *lanes);

// The loop that a run has.
void lanes_recorded(struct work *work);

// One round, from a balance of 0: nanoseconds an update of one lane, on average over the lanes.
double lanes_measure(struct lanes *lanes);

// What the last round left, of each lane.
struct work *lanes_work(const struct lanes *lanes, uint32_t lane);

#endif
