// What follows from what a history can be asked.
#include "document/cell_history.h"

struct amount cell_change(const struct cell_history *cell, int64_t position)
{
    return variable_difference(cell->type, cell_value(cell, position), cell_value(cell, cell_parent(cell, position)));
}

double cell_number(const struct cell_history *cell, int64_t position)
{
    const uint64_t value = cell_value(cell, position);
    if (cell->type->kind == VALUE_FLOAT)
        return variable_real(cell->type, value);
    const int64_t whole = variable_whole(cell->type, value);
    return cell->type->kind == VALUE_UNSIGNED ? (double)(uint64_t)whole : (double)whole;
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
