// What the workers' own counts say of a resource: how often it was taken and waited for, how long it was waited for and held.
#ifndef ANALYSIS_LOCK_TOTALS_H
#define ANALYSIS_LOCK_TOTALS_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct lock_totals {
    uint64_t acquisitions, contended; // contended: those that had to wait
    uint64_t wait_ticks, hold_ticks;  // holding is known with full timing, of a GIL always; else 0
};

// Of one worker, and of all. All 0 where nothing was counted of the resource.
struct lock_totals lock_totals_of_worker(const struct recording *recording, uint32_t resource, uint32_t worker);
struct lock_totals lock_totals_of(const struct recording *recording, uint32_t resource);

// Of all resources of which there is one holder at a time, and that are a GIL or that are not.
struct lock_totals lock_totals_of_kind(const struct recording *recording, bool gil);

#endif
