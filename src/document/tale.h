// What there is to tell of a run of tasks that make one another, by time: what they noted, but for the steps of their
// programs, and what they printed.
//
// Such a run has no loads and stores to follow; the playhead goes from one of these to the next, and the caption tells the
// last. Empty where a lab has events of its own, and where nobody started anybody. Built once, then constant; 16 bytes each.
#ifndef DOCUMENT_TALE_H
#define DOCUMENT_TALE_H

#include "base/status.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum told_kind {
    TOLD_NOTE,
    TOLD_PRINT
};

struct tale_event {
    uint64_t ns;
    uint32_t index; // of the task's notes, or in the recording's console
    uint16_t task;
    uint8_t kind; // enum told_kind
};

enum {
    TALE_BEATS_MAX = 10,
};

struct tale {
    struct tale_event *all;
    size_t count;
    // The events that a first playback stops at, and a lecture's remote control goes to: their numbers, by time. Of a short tale
    // all of them; of a longer one those that tell most (tale_beats.h).
    uint32_t beats[TALE_BEATS_MAX];
    size_t beat_count;
};

// Times are held within from_ns and to_ns. STATUS_FAILED when memory is short.
struct status tale_build(struct tale *tale, const struct recording *recording, uint64_t from_ns, uint64_t to_ns);
void tale_finish(struct tale *tale); // a zeroed one is allowed

// How many have come by a moment. Logarithmic.
size_t tale_until(const struct tale *tale, uint64_t ns);

// How many beats have come by a moment.
size_t tale_beats_until(const struct tale *tale, uint64_t ns);

// The note that is told.
static inline const struct note *tale_note(const struct recording *recording, const struct tale_event *event)
{
    return &recording->notes[event->task][event->index];
}

#endif
