// See steps.h.
#include "analysis/steps.h"

#include "analysis/amounts.h"

enum {
    AMOUNTS_FEW = 4,
    VALUES_MOST = 2 * AMOUNTS_FEW + 2,
};

// Whether a value was not seen before; where there is room, it is now.
static bool is_new(int64_t *seen, uint32_t *count, uint32_t most, int64_t value)
{
    for (uint32_t i = 0; i < *count; i++)
        if (seen[i] == value)
            return false;
    if (*count < most)
        seen[(*count)++] = value;
    return true;
}

bool steps_are_few(const struct recording *recording, const struct variable *variable, uint32_t place)
{
    const struct store *stores = recording->stores + variable->first_store;
    int64_t amounts[AMOUNTS_FEW], values[VALUES_MOST];
    uint32_t amount_count = 0, value_count = 0;
    for (uint64_t i = 0; i < variable->store_count; i++) {
        const struct act *act = &recording->acts[stores[i].act];
        if (act->place != place || (act->kind != ACT_UPDATE && act->kind != ACT_ATOMIC_UPDATE))
            continue;
        const uint64_t from = stores[i].parent ? stores[stores[i].parent - 1].value : variable->first;
        const bool full = amount_count == AMOUNTS_FEW;
        if (is_new(amounts, &amount_count, AMOUNTS_FEW, variable_whole(variable, stores[i].value - from)) && full)
            return false;
        is_new(values, &value_count, VALUES_MOST, variable_whole(variable, stores[i].value));
    }
    return value_count > 2 * amount_count + 1;
}
