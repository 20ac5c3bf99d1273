// How much is in a resource at any moment: of queues, pipes and pools what was put in and not taken out, of semaphores what
// was taken and not given back.
//
// A track a resource: the moments at which its level changed. Each task notes by itself, after it has done it, so a taking
// may stand a little before the putting that it took from: a level below zero is told as zero. Built once, then constant;
// 16 bytes a change.
#ifndef ANALYSIS_LEVELS_H
#define ANALYSIS_LEVELS_H

#include "base/arena.h"
#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct level_step {
    uint64_t ns;
    uint32_t level; // from here on
};

struct level_track {
    const struct level_step *steps; // by time
    size_t count;
    uint32_t most; // the highest it came to
};

struct levels {
    const struct level_track *of; // by resource; no steps where it has no level, or nobody changed it
    uint32_t resource_count;
    struct arena memory;
};

// Whether something can be in a resource of that kind.
bool level_is_of(enum resource_kind kind);

// STATUS_FAILED when memory is short.
struct status levels_build(struct levels *levels, const struct recording *recording);
void levels_finish(struct levels *levels); // a zeroed one is allowed

// How many steps of a track have come by a moment; and its level then: 0 before the first. Logarithmic.
size_t level_steps_until(const struct level_track *track, uint64_t ns);
uint32_t level_at(const struct level_track *track, uint64_t ns);

#endif
