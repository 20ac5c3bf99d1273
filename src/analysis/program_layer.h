// The program's layer: what each worker was doing as far as it said so itself, by analysis/states.h.
#ifndef ANALYSIS_PROGRAM_LAYER_H
#define ANALYSIS_PROGRAM_LAYER_H

#include "analysis/given_back.h"
#include "analysis/spans.h"
#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>

// What is known besides its own notes: the end of the run, and what others gave back of what somebody had.
struct program_facts {
    uint64_t to_ns;
    const struct given_back *given_back;
    size_t given_back_count;
};

// Fills in the activities of one worker, whose states have been filled in. They are in the arena. False: memory is short.
bool program_layer_build(struct worker_states *states, const struct recording *recording, uint32_t worker,
                         const struct program_facts *facts, struct arena *memory);

#endif
