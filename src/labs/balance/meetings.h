// How finely a run's workers interleaved: how often an update read what another worker had stored, and how long each went on
// alone between.
//
// Recording must not change that; a time stamp at every update does. So it is a figure of every run whose loop noted foreign
// reads alone; of recordings made before it would be the recorder's own.
#ifndef LABS_BALANCE_MEETINGS_H
#define LABS_BALANCE_MEETINGS_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

// A run of one worker is a stretch of its updates of which each but the first read its own predecessor.
struct meetings {
    bool known;
    uint64_t foreign_reads;
    uint64_t runs;
    uint32_t median, longest; // updates; 0 where there is no run
};

// Of a recording that was verified. Reads its journals twice, and takes no memory.
void meetings_of(struct meetings *meetings, const struct recording *recording);

// What a time stamp at every update does to a run, as it was measured (README.md, "How fast").
enum timing_effect {
    TIMING_EFFECT_NONE,     // not every update has one, or a step takes longer than a stamp, or nobody meets anybody
    TIMING_EFFECT_RACE,     // workers meet 20 to 70 times as often
    TIMING_EFFECT_ATOMIC,   // twice as often, and an update takes seven times as long
    TIMING_EFFECT_PASSAGES, // a passage of a lock takes up to three times as long
};

// None of a recording that does not tell how workers met.
enum timing_effect timing_effect_of(const struct recording *recording);

// The same as a sentence, for reports; NULL: none.
const char *timing_effect_told(enum timing_effect effect);

#endif
