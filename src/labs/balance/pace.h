// When one worker's stores may have happened: a lower bound, an upper bound and an estimate for each, from what its
// worker left behind.
//
// Some moments are known together with how many updates the worker had made by then: its time stamps, its lock
// events, its release, its finish. They are the bounds. Between two of them the updates are spread evenly over the
// time in which the worker was running (or, where that is not known, alive and not blocked). Inside analysis only.
#ifndef LABS_BALANCE_PACE_H
#define LABS_BALANCE_PACE_H

#include "analysis/states.h"
#include "labs/balance/known.h"

#include <stdint.h>

// One worker's pace: how its stores are spread over its time.
struct store_pace {
    struct known known; // all bounds lie between its begin and its end
    const struct state_span *spans;
    size_t span_count;

    // Going forward: the stretch between two known moments, and the piece of it that lies in one running span.
    uint64_t low_ns, high_ns; // of the update pace_next gave last
    uint32_t next, end;       // its next update, the first one past the stretch
    uint64_t time_at, event_at;
    size_t span_at, piece_at;
    uint32_t first;         // the stretch's
    double step_ns;         // running time per update
    double piece_end_ns;    // running time in the stretch up to the end of the piece
    uint64_t piece_base_ns; // moment = base + running time

    // Going backward.
    uint64_t ceiling_ns;
    uint32_t ceiling_from; // it holds from this update on, up to the last one asked for
    uint64_t ceiling_event, ceiling_time;
};

// states: of the same recording.
void pace_init(struct store_pace *pace, const struct recording *recording, const struct states *states,
               uint32_t worker);

// For the next store, from the first to the last: low_ns and high_ns are set, and an estimate between them is
// returned. Amortised constant.
uint64_t pace_next_slowly(struct store_pace *pace);

// The upper bound of a store, to be asked from the last store to the first. Amortised constant.
uint64_t pace_ceiling_slowly(struct store_pace *pace, uint32_t sequence);

// When an update loaded, as early as it can have been, between two moments: low_ns (the store it read) and high_ns
// (the next store by anybody, or its own). It was not before the worker's last stamp or note, nor while the
// worker waited for its lock. A driven run's worker noted it.
uint64_t pace_load_ns(const struct recording *recording, uint32_t worker, uint32_t sequence, uint64_t low_ns,
                      uint64_t high_ns);

// Whether, in a run with a stamp for every store, that is when it loaded. In a driven run a load waits for its own turn: where
// it was not noted nobody knows for how long (recordings of before). Logarithmic in the worker's notes.
bool pace_load_is_timed(const struct recording *recording, uint32_t worker, uint32_t sequence);

static inline uint64_t pace_next(struct store_pace *pace)
{
    const double done = (double)(pace->next + 1 - pace->first) * pace->step_ns; // not added up: see estimate.h
    if (pace->next < pace->end && done <= pace->piece_end_ns) {
        pace->next++;
        return pace->piece_base_ns + (uint64_t)done;
    }
    return pace_next_slowly(pace);
}

static inline uint64_t pace_ceiling(struct store_pace *pace, uint32_t sequence)
{
    return sequence >= pace->ceiling_from ? pace->ceiling_ns : pace_ceiling_slowly(pace, sequence);
}

#endif
