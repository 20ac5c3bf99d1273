// The present: what happened last at the playhead, and to whom.
//
// Worked out from the moments and the states, so that stepping back shows what stepping forward showed. Plain values, made
// anew each frame; cost of the lab's event and one look-up a worker. What a lab's workers hold and have done is the lab's
// (labs/balance/present.h).
#ifndef DOCUMENT_PRESENT_H
#define DOCUMENT_PRESENT_H

#include "document/document.h"
#include "document/playback.h"

// The last thing that happened.
enum present_kind {
    PRESENT_NOTHING, // nothing yet
    PRESENT_EVENT,   // one of the lab's own events: of the balance a load or a store
    PRESENT_STATE,   // a worker's scheduling state changed
    PRESENT_LOCK,    // a worker began to wait for a lock, or has it after a wait
    PRESENT_TOLD,    // what the tale tells (document/tale.h)
};

struct present {
    uint64_t ns;
    uint64_t events; // of the lab's own, so many have happened
    enum present_kind kind;
    uint32_t worker; // of the last thing that happened
    size_t told;     // so much of the tale has happened
    bool about;      // the lab's next event is about to happen
    bool fast;       // it goes too fast for single events to be followed (playback_is_fast)
};

void present_of(struct present *present, const struct document *document, const struct playback *playback);

#endif
