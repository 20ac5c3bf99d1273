// Figures of one run, from what was derived.
#include "labs/balance/statistics.h"

#include "labs/balance/books.h"

void figures_of(struct run_figures *figures, const struct recording *recording, const struct ledger *ledger,
                const struct states *states)
{
    *figures = (struct run_figures){
        .final = ledger->final,
        .expected = ledger->expected,
        .updates = ledger->updates,
        .survived = ledger->survived,
        .lost = ledger->lost,
        .collisions = ledger->collision_count,
        .lost_net = ledger->lost_net,
        .books_balance = ledger->books_balance,
    };
    usage_of(&figures->usage, recording, states);
    figures->ns_per_update = figures->updates ? (double)figures->usage.wall_ns / (double)figures->updates : 0;
}

void figures_find_longest(struct run_figures *figures, const struct overwrites *overwrites)
{
    const struct recording *recording = overwrites->ledger->recording;
    figures->stale_known = balance_sample_every(recording) == 1;
    for (size_t i = 0; figures->stale_known && i < overwrites->count; i++) {
        const uint32_t version = order_version(overwrites->order, overwrites->all[i].position);
        uint64_t held_ns;
        overwrites_held_ns(overwrites->order, (int64_t)overwrites->all[i].position, &held_ns);
        if (held_ns > figures->longest_stale_ns) {
            figures->longest_stale = version;
            figures->longest_stale_ns = held_ns;
        }
    }
}
