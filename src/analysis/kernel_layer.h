// The kernel's layer: when each worker was new, ready, running, blocked, dead; analysis/states.h says what is known of that.
#ifndef ANALYSIS_KERNEL_LAYER_H
#define ANALYSIS_KERNEL_LAYER_H

#include "analysis/spans.h"
#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>

// Fills in all workers' spans, up to to_ns, the totals of their lives, and of the totals of the run the counts. from_kernel:
// by the switch records; else by the waits alone that the workers noted. Spans are in the arena. False: memory is short.
bool kernel_layer_build(struct worker_states *workers, const struct recording *recording, bool from_kernel,
                        uint64_t to_ns, struct arena *memory);

#endif
