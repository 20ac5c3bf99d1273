// A moment of a run as it is written, on a command line or in a file of scenes: 1.5ms, 50%, start, end, lost:3, collision:1, beat:1.3.
#ifndef DOCUMENT_MOMENT_AT_H
#define DOCUMENT_MOMENT_AT_H

#include "document/document.h"
#include "document/playback.h"

#include <stdbool.h>
#include <stdint.h>

// Just after the N-th update was lost, or collision N (by time) was settled; or in one of its beats (labs/balance/beats.h).
enum moment_at_kind {
    AT_TIME,
    AT_SHARE,
    AT_LOST,
    AT_COLLISION,
    AT_BEAT,
};

struct moment_at {
    enum moment_at_kind kind;
    double share;
    uint64_t ns;               // since the start of the run
    uint64_t number;           // from 1
    int beat;                  // 1 to 4
    const char *option, *text; // as typed; not copied
};

// option: "--at", or "at:" of a file, for messages. STATUS_USAGE where it is none of these.
struct status moment_at_read(struct moment_at *at, const char *option, const char *text);

// Puts the playhead there, at rest. STATUS_USAGE where the run has not so many.
struct status moment_at_seek(const struct moment_at *at, struct playback *playback, const struct document *document);

#endif
