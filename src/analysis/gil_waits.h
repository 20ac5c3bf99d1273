// How long workers waited to have the GIL.
#ifndef ANALYSIS_GIL_WAITS_H
#define ANALYSIS_GIL_WAITS_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdint.h>

// Of all waits that ended in having it, from asking for the lock to holding it. Nearest ranks. All 0 where nobody waited, or
// there is no GIL.
struct gil_waits {
    uint64_t count;
    uint64_t median_ns, p99_ns, worst_ns; // 99 of 100 took p99_ns at most
    uint32_t worst;                       // the worker that waited longest
};

// STATUS_FAILED when memory is short.
struct status gil_waits_of(struct gil_waits *waits, const struct recording *recording);

#endif
