// When a worker's stores may have happened, as pace.h has it, but of any store by itself and in either direction: the same
// bounds and estimates to the nanosecond.
//
// Between two known moments the k-th update is estimated at k equal steps of working time from the first. That is a
// multiplication, with the working time until each span kept beside it, so an estimate needs none of those before. It holds
// for records that do not contradict themselves (estimate_is_sound); pace.h takes any. Memory: 16 bytes a span of working
// time. Constant once built: any thread may ask.
#ifndef LABS_BALANCE_ESTIMATE_H
#define LABS_BALANCE_ESTIMATE_H

#include "analysis/states.h"
#include "labs/balance/known.h"

#include <stdbool.h>
#include <stdint.h>

// A span in which the worker was at work, and for how long it had been before.
struct work_span {
    uint64_t from_ns, before_ns;
};

struct estimate {
    struct known known;            // all bounds lie between its begin and its end
    const struct work_span *works; // one more than work_count: at the end stands the sum
    size_t work_count;
};

struct estimates {
    struct estimate of[WORKERS_MAX];
    void *memory;
};

// states: of the same recording, not needed any more afterwards. False where memory is short.
bool estimates_build(struct estimates *estimates, const struct recording *recording, const struct states *states);
void estimates_finish(struct estimates *estimates); // a zeroed one is allowed

// Whether the worker's stamps and notes stand in the order of their moments. Linear in them.
bool estimate_is_sound(const struct estimate *estimate);

// Whether every store has a time stamp. Its estimate is that, and its upper bound as well.
static inline bool estimate_is_full(const struct estimate *estimate) { return estimate->known.stamps.every == 1; }

// From a known moment to the next. Kept by whoever asks for more than one store: most are in the one that was asked for last.
// Zeroed it is none.
struct estimate_stretch {
    uint32_t from, to; // updates
    uint64_t low_ns, high_ns;
    uint64_t worked_ns, work_ns; // working time until the stretch, in it
    size_t first, last;          // spans of working time that may lie in it
    size_t notes;                // until it begins
    double step_ns;              // of working time an update
    bool idle;                   // made updates without working: the records have a gap here
};

// The longest stretch without working time that ends after one moment and until another, as the kernel's records have it; false:
// there is none. Looks at the last ones alone, where they are many.
bool estimate_longest_gap(const struct estimate *estimate, uint64_t after_ns, uint64_t until_ns, uint64_t *from_ns,
                          uint64_t *to_ns);

// Of one store (an update that was made). Neither decreases from one to the next. Constant time with a stamp for every store,
// else logarithmic in the worker's notes and spans; of the stretch that was asked for last, which the caller keeps, only in how
// far away it is.
uint64_t estimate_ns(const struct estimate *estimate, uint32_t sequence);
uint64_t estimate_near(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence);
uint64_t estimate_low(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence);
uint64_t estimate_high(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence);

// Of the stores from ≤ s < to those that are estimated before a moment, or, where `at` is, at it: how many. Logarithmic in them
// (with stamps of every store in the result), times an estimate.
uint32_t estimate_count(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t from, uint32_t to,
                        uint64_t ns, bool at);

// Of the stores from ≤ s < to those whose upper bound is not after a moment: how many. Logarithmic.
uint32_t estimate_count_bounded(const struct estimate *estimate, uint32_t from, uint32_t to, uint64_t ns);

#endif
