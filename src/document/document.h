// A document: one recording with all that was derived from it, ready to be shown.
//
// Built once, read-only afterwards: every view reads the same one. Building takes time linear in the updates;
// showing it afterwards costs by pixels, not by events.
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "analysis/patience.h"
#include "analysis/states.h"
#include "base/status.h"
#include "document/density.h"
#include "document/extent.h"
#include "document/moments.h"
#include "document/overview.h"
#include "document/own_stores.h"
#include "document/story_pace.h"
#include "document/waits.h"
#include "document/worst.h"
#include "labs/balance/ledger.h"
#include "labs/balance/order.h"
#include "labs/balance/overwrites.h"
#include "labs/balance/statistics.h"
#include "labs/balance/why.h"
#include "recording/recording.h"

struct document {
    struct recording recording;
    struct ledger ledger;
    struct order order;
    struct states states;
    struct run_figures figures;
    struct why why;
    struct moments moments;       // what the playhead counts
    struct overwrites overwrites; // who wrote over whom, and the collisions in the order they happened
    struct worst worst;
    struct waits waits;           // for locks, by time
    struct story_pace story;      // how a first playback goes
    struct overview overview;     // the timeline's rows, for any zoom
    struct extent extent;         // what the timelines show of the run unless asked for more
    struct density density;       // lost updates and the balance along the run
    struct own_stores own_stores; // with private memory: whose balance is what
    struct patience patience;     // what went on at the GIL
};

// Derives everything from a recording that has been verified or comes from a live run. Takes the recording over,
// also on failure (then it is closed). The document stays where it is: its parts point at each other.
struct status document_build(struct document *document, struct recording *recording);

// Who waits for a document that takes long: called after each derivation with the share that is done (0 … 1), on the building
// thread. False: it is not wanted any more; the building then ends with STATUS_FAILED.
struct document_watch {
    bool (*goes_on)(void *context, double share);
    void *context;
};
struct status document_build_watched(struct document *document, struct recording *recording,
                                     const struct document_watch *watch);

void document_finish(struct document *document); // a zeroed one is allowed

// The whole run on the recording's clock: from the first worker's construction to the end.
static inline uint64_t document_from_ns(const struct document *document) { return document->states.from_ns; }
static inline uint64_t document_to_ns(const struct document *document) { return document->states.to_ns; }

#endif
