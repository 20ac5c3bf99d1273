// Writes every winner's collision beside its version, then reads them off along the order.
#include "view/clashes.h"

#include <stdlib.h>

// Fills in the collision + 1 of every winner; 0 elsewhere. One array for all workers, one worker behind the other.
static uint32_t *winners_of(const struct ledger *ledger, uint64_t *firsts)
{
    const struct recording *recording = ledger->recording;
    uint64_t updates = 0;
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        firsts[w] = updates;
        updates += recording->workers[w].updates;
    }
    uint32_t *winners = calloc(updates + 1, sizeof *winners);
    for (size_t i = 0; winners && i < ledger->collision_count; i++) {
        const uint32_t winner = ledger_winner(ledger, i);
        winners[firsts[version_worker(winner)] + version_sequence(winner)] = (uint32_t)i + 1;
    }
    return winners;
}

struct status clashes_build(struct clashes *clashes, const struct order *order, const struct ledger *ledger)
{
    uint64_t firsts[WORKERS_MAX];
    const size_t most = ledger->collision_count + 1;
    uint32_t *winners = winners_of(ledger, firsts);
    *clashes = (struct clashes){
        .positions = calloc(most, sizeof *clashes->positions),
        .collisions = calloc(most, sizeof *clashes->collisions),
    };
    if (!winners || !clashes->positions || !clashes->collisions) {
        free(winners);
        clashes_finish(clashes);
        return status_make(STATUS_FAILED, "not enough memory for the collisions of the run");
    }
    for (uint64_t p = 0; p < order->stores && clashes->count < ledger->collision_count; p++) {
        const uint32_t version = order->versions[p];
        const uint32_t collision = winners[firsts[version_worker(version)] + version_sequence(version)];
        if (collision > 0) {
            clashes->positions[clashes->count] = p;
            clashes->collisions[clashes->count++] = collision - 1;
        }
    }
    free(winners);
    return status_ok();
}

void clashes_finish(struct clashes *clashes)
{
    free(clashes->positions);
    free(clashes->collisions);
    *clashes = (struct clashes){ 0 };
}

// How many winners stand at or before the position.
static size_t count_until(const struct clashes *clashes, int64_t position)
{
    size_t low = 0, high = clashes->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if ((int64_t)clashes->positions[middle] <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t clashes_next(const struct clashes *clashes, int64_t position)
{
    const size_t index = count_until(clashes, position);
    return index < clashes->count ? (int64_t)index : -1;
}

int64_t clashes_previous(const struct clashes *clashes, int64_t position)
{
    return (int64_t)count_until(clashes, position - 1) - 1;
}
