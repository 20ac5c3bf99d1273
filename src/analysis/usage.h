// What a run took, in general: time, cores, locks. Figures of any recording, whatever its tasks did.
#ifndef ANALYSIS_USAGE_H
#define ANALYSIS_USAGE_H

#include "analysis/gil_waits.h"
#include "analysis/states.h"

#include <stdbool.h>
#include <stdint.h>

// A figure that cannot be known has its _known false or is < 0.
struct run_usage {
    uint64_t wall_ns;                                   // of the run: from the release to the last step
    double cores_busy;                                  // < 0: not known
    double blocked_share;                               // of the run, all tasks together; < 0: not known
    uint64_t acquisitions, contended, wait_ns, hold_ns; // all locks but a GIL
    bool hold_known;                                    // full timing only
    uint64_t gil_switches, gil_requests, gil_timeouts;
    bool gil_waits_known; // false: no GIL, or no memory to look
    struct gil_waits gil_waits;
};

void usage_of(struct run_usage *usage, const struct recording *recording, const struct states *states);

#endif
