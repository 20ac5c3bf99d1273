// Walks the chains back from the store that settled the collision, until all that it lost is found.
#include "analysis/history_victims.h"

#include <stdlib.h>

// Every lost store of the collision is in one of its chains, each of which is ended by an overwrite (analysis/history.h).
size_t history_victims(const struct history *history, size_t collision, uint16_t tasks[VICTIMS_TOLD])
{
    const struct history_collision *of = &history->collisions[collision];
    uint8_t *seen = calloc(history->recording->task_count, 1);
    uint32_t left = of->lost;
    size_t count = 0;
    for (size_t i = of->settling + 1; seen && left > 0 && i-- > 0;) {
        const struct history_overwrite *overwrite = &history->overwrites[i];
        uint32_t store = overwrite->store - 1;
        if (history->links[store] != collision)
            continue;
        for (uint32_t n = 0; n < overwrite->lost && left > 0; n++, left--, store = history_parent(history, store)) {
            const uint16_t task = history->stores[store - 1].task;
            if (!seen[task] && count++ < VICTIMS_TOLD)
                tasks[count - 1] = task;
            seen[task] = 1;
        }
    }
    free(seen);
    return count;
}
