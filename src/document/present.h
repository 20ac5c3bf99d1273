// The present: what every worker has done, holds and is about to do at the playhead.
//
// Worked out from the order of loads and stores, so that stepping back shows what stepping forward showed. Plain
// values, made anew each frame; cost of order_cursor_set and one look-up a worker.
#ifndef DOCUMENT_PRESENT_H
#define DOCUMENT_PRESENT_H

#include "document/document.h"
#include "document/playback.h"
#include "labs/balance/experiment.h"

// The last thing that happened.
enum present_kind {
    PRESENT_NOTHING, // nothing yet
    PRESENT_EVENT,   // a load or a store
    PRESENT_STATE,   // a worker's scheduling state changed
    PRESENT_LOCK,    // a worker began to wait for a lock, or has it after a wait
};

struct present {
    uint64_t ns;
    int64_t position; // the last store; −1: none
    int64_t balance;  // with private memory that of the last worker that stored
    enum present_kind kind;
    struct order_event event; // the last load or store, where there was one (events > 0)
    uint64_t events;
    uint32_t worker;         // of the last thing that happened
    bool about;              // the next load or store is about to happen (labs/balance/beats.h) …
    struct order_event next; // … this one
    bool fast;               // it goes too fast for single events to be followed (playback_is_fast)
    uint64_t made[WORKERS_MAX];
    uint64_t holds;               // bit w: worker w has loaded and not yet stored
    uint32_t seen[WORKERS_MAX];   // the version it holds the balance of
    int64_t held[WORKERS_MAX];    // that balance
    uint64_t behind[WORKERS_MAX]; // stores since: 0 means that what it holds is what stands there
};

void present_of(struct present *present, const struct document *document, const struct playback *playback);

static inline bool present_holds(const struct present *present, uint32_t worker)
{
    return present->holds >> worker & 1;
}

// The worker's step in the guard's listing that comes next: −1 before it was let go, or when it is done. And the one that
// it has done last, as far as it was recorded (a load, a store, a lock taken or given back): −1 before its first. What the
// caption tells of is the latter, of present->worker; where a store is `about` to happen, the former, of its worker.
int present_step(const struct present *present, const struct document *document, uint32_t worker);
int present_done_step(const struct present *present, const struct document *document, uint32_t worker);

// The balance a version's store left behind; the start's is 0.
int64_t present_balance_of(const struct document *document, uint32_t version);

// "T1", "P2".
#define WORKER_NAME_BYTES 8
const char *worker_name(char name[WORKER_NAME_BYTES], const struct experiment *experiment, uint32_t worker);

#endif
