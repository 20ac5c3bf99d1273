// How many are at something at once, over time, and what that adds up to: tasks of a process on a cpu, waits for a resource.
//
// Steps at which the number changes, each with the sums up to it, so that any stretch of time is answered by two searches.
// Built once, then constant; 24 bytes a step, two steps a stretch that somebody is at it.
#ifndef DOCUMENT_METER_H
#define DOCUMENT_METER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct meter_step {
    uint64_t ns;
    uint64_t sum_ns; // of all stretches together, up to here
    uint32_t now;    // at it from here on
    uint32_t begun;  // stretches that have begun, with those that begin here
};

struct meter {
    const struct meter_step *steps; // by time
    size_t count;
};

// A stretch begins or ends.
struct meter_edge {
    uint64_t ns;
    int32_t by; // +1, −1
};

// Sorts the edges, of which there are as many ends as beginnings, and makes the meter in the arena. False: memory is short.
bool meter_make(struct meter *meter, struct arena *memory, struct meter_edge *edges, size_t count);

// Between two moments: the time of all stretches together, as far as it lies within; how many began (from ≤ t < to). At one: how
// many are at it. Logarithmic.
uint64_t meter_sum_ns(const struct meter *meter, uint64_t from_ns, uint64_t to_ns);
uint64_t meter_begun(const struct meter *meter, uint64_t from_ns, uint64_t to_ns);
uint32_t meter_at(const struct meter *meter, uint64_t ns);

// The time of all stretches before a moment, of one moment after the other: *near (from 0) is the step at the one before, and
// then at this.
uint64_t meter_until_ns(const struct meter *meter, size_t *near, uint64_t ns);

#endif
