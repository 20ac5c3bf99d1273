// What one GIL of a recording comes to in figures, whoever made it: a lab's model, or a program that was recorded.
#ifndef ANALYSIS_GIL_FIGURES_H
#define ANALYSIS_GIL_FIGURES_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct gil_figures {
    uint64_t takings, switches;            // a switch: another than the last takes it; the first taking of all is none
    uint64_t timeouts, requests, honoured; // patience ran out; asked; let go with a request outstanding
    uint64_t from_ns, to_ns;               // its first note and its last
    uint64_t holding_ns, waiting_ns; // all tasks together; who lets go as asked waits from then on to have it back
    double slice_ns;                 // the median from one switch to the next; 0: there were not two
};

// Of the resource of that number, and of some tasks alone: those whose `counted` is true; NULL: all. STATUS_FAILED when memory
// is short.
struct status gil_figures_of(struct gil_figures *figures, const struct recording *recording, uint32_t gil,
                             const bool *counted);

// Of the time in which tasks had it or waited for it, the share in which they waited; 0 where none did either.
static inline double gil_share_waiting(const struct gil_figures *figures)
{
    const double all = (double)figures->holding_ns + (double)figures->waiting_ns;
    return all > 0 ? (double)figures->waiting_ns / all : 0;
}

// From its first note to its last; 0 where that is no time.
static inline double gil_switches_a_second(const struct gil_figures *figures)
{
    const uint64_t ns = figures->to_ns - figures->from_ns;
    return ns > 0 ? (double)figures->switches * 1e9 / (double)ns : 0;
}

#endif
