// One worker's time stamps, in whichever form the recording has them: how many updates had been made, and when.
#ifndef LABS_BALANCE_STAMPS_H
#define LABS_BALANCE_STAMPS_H

#include "labs/balance/books.h"

#include <stdint.h>

struct stamps {
    const struct recording *recording;
    const uint64_t *times;              // one every `every` updates; NULL: they say themselves when they were taken
    const struct balance_stamp *stamps; // … here
    uint64_t count;
    uint32_t every; // 1: each store has one; 0: there are none
};

static inline struct stamps stamps_of(const struct recording *recording, uint32_t worker)
{
    const bool any = balance_own_times(recording, worker) != NULL;
    return (struct stamps){
        .recording = recording,
        .times = balance_times(recording, worker),
        .stamps = balance_stamps(recording, worker),
        .count = any ? balance_time_count(recording, worker) : 0,
        .every = any ? balance_sample_every(recording) : 0,
    };
}

// How many updates the worker had made at a stamp: with one for each store it was taken just after, else just before the load
// of the next.
static inline uint64_t stamps_made(const struct stamps *stamps, uint64_t at)
{
    if (stamps->stamps)
        return stamps->stamps[at].made;
    return stamps->every == 1 ? at + 1 : at * stamps->every;
}

static inline uint64_t stamps_ns(const struct stamps *stamps, uint64_t at)
{
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): of one form or the other there are as many as are asked for
    return recording_ns(stamps->recording, stamps->stamps ? stamps->stamps[at].ticks : stamps->times[at]);
}

// How many stamps were taken with so many updates made, or fewer. Constant time, or logarithmic in their number.
uint64_t stamps_until(const struct stamps *stamps, uint64_t made);

#endif
