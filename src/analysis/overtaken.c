#include "analysis/overtaken.h"

#include <stdlib.h>

static int by_cost(const void *a, const void *b)
{
    const struct overtaken *one = a, *other = b;
    if (one->lost != other->lost)
        return one->lost > other->lost ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

size_t overtaken_find(struct overtaken rows[OVERTAKEN_MOST], const struct history *history)
{
    size_t count = 0;
    for (size_t i = 0; i < history->overwrite_count; i++) {
        const struct history_overwrite *overwrite = &history->overwrites[i];
        const uint32_t place = history_act(history, overwrite->store)->taken_before;
        size_t at = 0;
        while (at < count && rows[at].place + 1 != place)
            at++;
        if (place == 0 || at == OVERTAKEN_MOST)
            continue;
        if (at == count)
            rows[count++] = (struct overtaken){ place - 1, 0, 0 };
        rows[at].times++;
        rows[at].lost += overwrite->lost;
    }
    if (count > 0)
        qsort(rows, count, sizeof *rows, by_cost);
    return count;
}
