// The program's layer: what each worker was doing as far as it said so itself, by analysis/states.h.
#ifndef ANALYSIS_PROGRAM_LAYER_H
#define ANALYSIS_PROGRAM_LAYER_H

#include "analysis/spans.h"
#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>

// Fills in the activities of one worker, up to to_ns. They are in the arena. False: memory is short.
bool program_layer_build(struct worker_states *states, const struct recording *recording, uint32_t worker,
                         uint64_t to_ns, struct arena *memory);

#endif
