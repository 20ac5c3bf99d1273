// Who wrote over whom, the slowest way there is: memory and registers moved on store by store, and after every store the
// set of all updates that are in the balance. And schedules to try it on.
#ifndef SUPPORT_OVERWRITES_TRUTH_H
#define SUPPORT_OVERWRITES_TRUTH_H

#include "labs/balance/books.h"
#include "labs/balance/order.h"
#include "random.h"
#include "recording_builder.h"

#include <assert.h>
#include <string.h>

enum {
    UPDATES_MOST = 256, // of one run
    TRUTH_WORDS = UPDATES_MOST / 64,
};

// Memory and registers, moved on store by store in one order; an update is known by the position of its store.
struct slow {
    size_t stores;
    uint32_t versions[UPDATES_MOST];
    int64_t balances[UPDATES_MOST], read[UPDATES_MOST];
    uint64_t sets[UPDATES_MOST][TRUTH_WORDS]; // after each store: the updates that are in the balance
    int64_t last_in[UPDATES_MOST];            // the last store after which an update was in it
};

static inline int64_t place_of(const struct slow *slow, uint32_t version)
{
    for (size_t p = 0; p < slow->stores; p++)
        if (slow->versions[p] == version)
            return (int64_t)p;
    return -1;
}

static inline bool is_in(const struct slow *slow, size_t store, size_t update)
{
    return slow->sets[store][update / 64] >> (update % 64) & 1;
}

static inline void slow_of(struct slow *slow, const struct recording *recording, const struct order *order)
{
    const size_t stores = (size_t)order->stores;
    uint32_t *versions = slow->versions;
    memset(slow, 0, sizeof *slow);
    assert(stores <= UPDATES_MOST);
    slow->stores = stores;
    for (size_t p = 0; p < stores; p++)
        versions[p] = order_version(order, p);
    for (size_t p = 0; p < stores; p++) {
        const uint32_t worker = version_worker(versions[p]), sequence = version_sequence(versions[p]);
        const int64_t from = place_of(slow, balance_journal(recording, worker)[sequence]);
        assert(from < (int64_t)p);
        if (from >= 0)
            memcpy(slow->sets[p], slow->sets[from], sizeof slow->sets[p]);
        slow->read[p] = from >= 0 ? slow->balances[from] : 0;
        slow->balances[p] = slow->read[p] + update_change(balance_amount(recording, worker), sequence);
        slow->sets[p][p / 64] |= (uint64_t)1 << (p % 64);
    }
    for (size_t p = 0; p < stores; p++)
        for (size_t v = 0; v <= p; v++)
            if (is_in(slow, p, v))
                slow->last_in[v] = (int64_t)p;
}

// ---- schedules ------------------------------------------------------------------------------------------------------

// Every worker's micro-steps in a random order; some like to go on for a while.
static inline void random_script(char *script, struct random *random, uint32_t workers, uint32_t iterations)
{
    uint32_t left[4], all = 0, steps = 4 * iterations, worker = 0;
    const uint64_t burst = 1 + random_below(random, 6);
    for (uint32_t w = 0; w < workers; w++)
        all += left[w] = steps;
    for (size_t at = 0; all > 0; at++, all--) {
        if (random_below(random, burst) == 0 || left[worker] == 0)
            do
                worker = (uint32_t)random_below(random, workers);
            while (left[worker] == 0);
        left[worker]--;
        script[at] = (char)('1' + worker);
        script[at + 1] = '\0';
    }
}

#endif
