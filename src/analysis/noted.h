// What a note says of a resource. Notes come from files: whoever reads one asks here first.
#ifndef ANALYSIS_NOTED_H
#define ANALYSIS_NOTED_H

#include "recording/recording.h"

#include <stdbool.h>

// The resource that it is of; NULL where it is of none: its byte then means something else, or the recording has none of
// that number.
static inline const struct resource *noted_resource(const struct recording *recording, const struct note *note)
{
    const bool names_one = note->kind <= NOTE_REFUSED || note->kind == NOTE_JOINED;
    return names_one && note->resource < recording->resource_count ? &recording->resources[note->resource] : NULL;
}

// Whether a wait for the resource ends with it: with what was waited for, or with the waiter's time. At a GIL an interval
// that runs out is only an occasion to ask for it.
static inline bool noted_wait_ends(const struct resource *resource, const struct note *note)
{
    switch (note->kind) {
    case NOTE_ACQUIRED:
    case NOTE_PUT:
    case NOTE_TOOK:
    case NOTE_JOINED:
        return true;
    case NOTE_TIMED_OUT:
        return resource->kind != RESOURCE_GIL;
    default:
        return false;
    }
}

// Whether it takes a lock, which the task then has; and whether it gives one back. Of all else nobody has anything: what
// is in it is counted (analysis/levels.h).
static inline bool noted_takes(const struct resource *resource, const struct note *note)
{
    return note->kind == NOTE_ACQUIRED && resource_is_lock(resource);
}
static inline bool noted_gives(const struct resource *resource, const struct note *note)
{
    return note->kind == NOTE_RELEASED && resource_is_lock(resource);
}

#endif
