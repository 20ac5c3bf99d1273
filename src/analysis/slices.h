// Slices: how long each worker had the GIL before another took it.
#ifndef ANALYSIS_SLICES_H
#define ANALYSIS_SLICES_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>

// The lengths of all slices but the last, in nanoseconds, in their order. A slice goes from one switch to the next: a
// worker that takes its own lock straight back goes on with it. *lengths_ns is the caller's to free; with no GIL, or one
// that never changed hands, there are none.
struct status slices_of(const struct recording *recording, double **lengths_ns, size_t *count);

// The same of one GIL of several, the resource of that number, and of some tasks alone: those whose `counted` is true; NULL: all.
// Time linear in notes, and takings sorted.
struct status slices_of_gil(const struct recording *recording, uint32_t gil, const bool *counted, double **lengths_ns,
                            size_t *count);

#endif
