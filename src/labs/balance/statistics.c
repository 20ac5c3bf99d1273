// Figures of one run, from what was derived.
#include "labs/balance/statistics.h"

#include "labs/balance/books.h"
#include "labs/balance/pace.h"

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

// Its load too.
static bool longest_is_timed(const struct run_figures *figures, const struct recording *recording)
{
    const uint32_t version = figures->longest_stale;
    return pace_load_is_timed(recording, version_worker(version), version_sequence(version));
}

void figures_find_longest(struct run_figures *figures, const struct overwrites *overwrites)
{
    const struct recording *recording = overwrites->ledger->recording;
    figures->stale_known = balance_sample_every(recording) == 1;
    figures->stale_about = balance_is_stamped(recording);
    for (size_t i = 0; (figures->stale_known || figures->stale_about) && i < overwrites->count; i++) {
        const uint64_t position = overwrites->all[i].position;
        uint64_t held_ns, off_ns;
        overwrites_held_at_all(overwrites, (int64_t)position, &held_ns, &off_ns);
        if (held_ns > figures->longest_stale_ns) {
            figures->longest_stale = order_version(overwrites->order, position);
            figures->longest_stored_ns = order_ns(overwrites->order, position);
            figures->longest_stale_ns = held_ns;
            figures->longest_off_ns = off_ns;
        }
    }
    if (figures->stale_known && figures->longest_stale != VERSION_START)
        figures->stale_known = longest_is_timed(figures, recording);
    figures->stale_about = !figures->stale_known && figures->longest_stale != VERSION_START;
}
