// The present of a run of the balance: what every worker has done, holds and is about to do at the playhead.
//
// Worked out from the order of loads and stores. Plain values, made anew each frame; cost of order_cursor_set and one look-up
// a worker.
#ifndef LABS_BALANCE_PRESENT_H
#define LABS_BALANCE_PRESENT_H

#include "document/present.h"
#include "labs/balance/order.h"

struct balance_present {
    struct present now;
    int64_t position;         // the last store; −1: none
    int64_t balance;          // with private memory that of the last worker that stored
    struct order_event event; // the last load or store, where there was one (now.events > 0)
    struct order_event next;  // the one that is about to happen, where one is (now.about)
    uint64_t made[WORKERS_MAX];
    uint64_t holds;               // bit w: worker w has loaded and not yet stored
    uint32_t seen[WORKERS_MAX];   // the version it holds the balance of
    int64_t held[WORKERS_MAX];    // that balance
    uint64_t behind[WORKERS_MAX]; // stores since: 0 means that what it holds is what stands there
};

// Without books only `now` says anything: nobody has made an update or holds a balance.
void balance_present_of(struct balance_present *present, const struct document *document,
                        const struct playback *playback);

static inline bool present_holds(const struct balance_present *present, uint32_t worker)
{
    return present->holds >> worker & 1;
}

// The worker's step in the guard's listing that comes next: −1 before it was let go, or when it is done. And the one that
// it has done last, as far as it was recorded (a load, a store, a lock taken or given back): −1 before its first. What the
// caption tells of is the latter, of present->now.worker; where a store is `about` to happen, the former, of its worker.
int present_step(const struct balance_present *present, const struct document *document, uint32_t worker);
int present_done_step(const struct balance_present *present, const struct document *document, uint32_t worker);

// The balance a version's store left behind; the start's is 0.
int64_t present_balance_of(const struct document *document, uint32_t version);

#endif
