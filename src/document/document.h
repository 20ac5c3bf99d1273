// A document: one recording with all that was derived from it, ready to be shown.
//
// Built once (document/build.h), read-only afterwards: every view reads the same one. Showing it costs by pixels, not by
// events.
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "analysis/levels.h"
#include "analysis/patience.h"
#include "analysis/states.h"
#include "analysis/variable_sums.h"
#include "base/status.h"
#include "document/cell_history.h"
#include "document/crowd.h"
#include "document/extent.h"
#include "document/moments.h"
#include "document/overview.h"
#include "document/story_pace.h"
#include "document/tale.h"
#include "document/variable_story.h"
#include "document/waits.h"
#include "document/whereabouts.h"
#include "recording/recording.h"

struct document {
    struct recording recording;
    struct states states;
    struct moments moments;    // what the playhead counts
    struct waits waits;        // for locks and all else, by time
    struct tale tale;          // what there is to tell of tasks that make one another
    struct story_pace pace;    // how a first playback goes
    struct overview overview;  // the timeline's rows, for any zoom
    struct extent extent;      // what the timelines show of the run unless asked for more
    struct patiences gils;     // what went on at each GIL
    struct levels levels;      // how much is in queues, pipes, semaphores
    struct crowd crowd;        // of a program that was recorded: its processes, and what was waited for
    struct cell_history cell;  // of the word whose stores the playhead follows: the balance, or the variable; else none
    struct variable_sums sums; // of a command whose loads and stores were seen: its variables, worst first
    struct whereabouts whereabouts;  // where its tasks were seen
    struct variable_story *variable; // the one that is followed (document/followed.h); NULL: none is
    void *story;                     // the lab's own: what only its runs have (labs/balance/story.h)
};

// Who waits for a document that takes long (document/build.h): called now and then with the share that is done (0 … 1), on the
// building thread. False: it is not wanted any more.
struct document_watch {
    bool (*goes_on)(void *context, double share);
    void *context;
};

// The whole run on the recording's clock: from the first worker's construction to the end.
static inline uint64_t document_from_ns(const struct document *document) { return document->states.from_ns; }
static inline uint64_t document_to_ns(const struct document *document) { return document->states.to_ns; }

// The length by which moments are written: of a run that hangs at its end, what comes before that.
static inline uint64_t document_clock_ns(const struct document *document)
{
    return document->tale.count > 0 ? document->extent.to_ns - document->extent.from_ns
                                    : document_to_ns(document) - document_from_ns(document);
}

#endif
