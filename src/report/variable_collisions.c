// See variable_collisions.h.
#include "report/variable_collisions.h"

#include <stdlib.h>

uint32_t variable_lost_by(const struct history *history, uint32_t store)
{
    const int64_t number = store ? history_next(history, store - 1) : -1;
    return number >= 0 && history->overwrites[number].store == store ? history->overwrites[number].lost : 0;
}

static bool loads_before(const struct history *history, uint32_t store)
{
    const uint8_t kind = history_act(history, store)->kind;
    return kind == ACT_UPDATE || kind == ACT_ATOMIC_UPDATE;
}

static struct variable_step step_of(const struct history *history, uint32_t number, bool is_load)
{
    struct variable_step step = { .store = number, .is_load = is_load };
    if (is_load) {
        const bool known = history_load_ns(history, number, &step.from_ns, &step.ns);
        step.about = known && !history_load_is_timed(history, number);
    } else {
        step.from_ns = step.ns = history_ns(history, number);
        step.about = !history_is_timed(history, number);
    }
    return step;
}

struct placed {
    struct variable_step step;
    uint32_t behind; // the store that it stands behind; of a store itself
};

static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->behind != b->behind)
        return a->behind < b->behind ? -1 : 1;
    if (a->step.is_load != b->step.is_load)
        return a->step.is_load ? 1 : -1;
    if (a->step.ns != b->step.ns)
        return a->step.ns < b->step.ns ? -1 : 1;
    return a->step.store < b->step.store ? -1 : a->step.store > b->step.store;
}

struct variable_step *variable_steps(const struct history *history, size_t collision, size_t *count)
{
    const struct history_collision *settled = &history->collisions[collision];
    const uint32_t fork = settled->fork, last = history->overwrites[settled->settling].store;
    const size_t most = 2 * ((size_t)last - fork + 1);
    struct placed *placed = malloc(most * sizeof *placed);
    struct variable_step *steps = malloc(most * sizeof *steps);
    size_t made = 0;
    for (uint32_t n = fork ? fork : 1; placed && n <= last; n++) {
        const struct store *store = &history->stores[n - 1];
        placed[made++] = (struct placed){ step_of(history, n, false), n };
        if (n > fork && store->parent >= fork && loads_before(history, n))
            placed[made++] = (struct placed){ step_of(history, n, true), store->parent };
    }
    if (placed && steps) {
        qsort(placed, made, sizeof *placed, compare_placed);
        for (size_t i = 0; i < made; i++)
            steps[i] = placed[i].step;
        *count = made;
    } else {
        free(steps);
        steps = NULL;
    }
    free(placed);
    return steps;
}
