// What follows from what a history can be asked.
#include "document/cell_history.h"

#include <string.h>

double value_number(uint8_t kind, uint64_t bits)
{
    if (kind == VALUE_FLOAT) {
        double number;
        memcpy(&number, &bits, sizeof number);
        return number;
    }
    return kind == VALUE_UNKNOWN || kind == VALUE_SIGNED ? (double)(int64_t)bits : (double)bits;
}

uint64_t cell_change(const struct cell_history *cell, int64_t position)
{
    const uint64_t after = cell_value(cell, position), before = cell_value(cell, cell_parent(cell, position));
    if (!value_has_sums(cell->value_kind))
        return 0;
    if (cell->value_kind != VALUE_FLOAT)
        return after - before;
    const double change = value_number(VALUE_FLOAT, after) - value_number(VALUE_FLOAT, before);
    uint64_t bits;
    memcpy(&bits, &change, sizeof bits);
    return bits;
}

struct cell_overwriter cell_tell(const struct cell_history *cell, const struct cell_overwrite *overwrite)
{
    struct cell_overwriter teller = { .position = overwrite->position,
                                      .parent = cell_parent(cell, overwrite->position),
                                      .stored_ns = cell->kind->ns(cell->of, overwrite->position) };
    teller.held_known = cell->kind->held(cell->of, overwrite->position, &teller.held_ns);
    return teller;
}

int64_t cell_lost_of(const struct cell_history *cell, size_t collision, int64_t after, int64_t before, int most)
{
    int64_t position = after;
    for (int i = 0; i < most; i++) {
        position = cell->kind->next_lost(cell->of, position);
        if (position < 0 || position >= before)
            return -1;
        if (cell->kind->collision_of(cell->of, position) == collision)
            return position;
    }
    return -1;
}
