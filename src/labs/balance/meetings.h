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

#endif
