// Locks that were given back by another than their holder: a lock that is a semaphore lets anybody do it.
#ifndef ANALYSIS_GIVEN_BACK_H
#define ANALYSIS_GIVEN_BACK_H

#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>

struct given_back {
    uint64_t ns;
    uint8_t resource;
};

// All of a recording, by time; they are in the arena. Told only of tasks whose every note was kept (full timing, none
// dropped): of others a holder's own release may look like it. False: memory is short.
bool given_back_find(const struct recording *recording, struct arena *memory, const struct given_back **list,
                     size_t *count);

#endif
