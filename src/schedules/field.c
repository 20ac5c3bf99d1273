// Places come in classes of sizes, so that what is given back fits what is taken next.
#include "schedules/field.h"

#include <stdlib.h>

enum {
    FREE_FIRST = 16,
};

void field_init(struct field *field, struct meter *meter) { *field = (struct field){ .meter = meter }; }

void field_finish(struct field *field)
{
    for (int i = 0; i < FIELD_CLASSES; i++) {
        meter_give(field->meter, field->free[i].room * sizeof *field->free[i].at);
        free(field->free[i].at);
    }
}

void field_clear(struct field *field)
{
    field->lanes = 0;
    for (int i = 0; i < FIELD_CLASSES; i++)
        field->free[i].count = 0;
}

void *field_more_room(struct field *field, void *memory, size_t *room, size_t first, size_t each)
{
    const size_t more = *room ? *room : first;
    void *grown = NULL;
    if (meter_take(field->meter, more * each)) {
        grown = realloc(memory, (*room + more) * each);
        if (!grown) {
            meter_give(field->meter, more * each);
            field->meter->end = BUDGET_MEMORY;
        }
    }
    field->failed = field->failed || !grown;
    *room += grown ? more : 0;
    return grown;
}

// The class of so many lanes; *size: what it has. One an octave: with finer ones, what tallies of yesterday's length left would fit
// none of today's.
static int class_of(size_t lanes, size_t *size)
{
    int octave = 0;
    while (((size_t)FIELD_ALIGN << octave) < lanes)
        octave++;
    *size = (size_t)FIELD_ALIGN << octave;
    return octave;
}

uint32_t field_take(struct field *field, size_t lanes)
{
    size_t size;
    struct field_free *free = &field->free[class_of(lanes, &size)];
    if (free->count > 0)
        return free->at[--free->count];
    if (size >= FIELD_LANES_MAX - field->lanes) {
        field->meter->end = BUDGET_MEMORY;
        field->failed = true;
        return FIELD_NONE;
    }
    field->lanes += size;
    return (uint32_t)(field->lanes - size);
}

void field_give(struct field *field, uint32_t at, size_t lanes)
{
    size_t size;
    struct field_free *free = &field->free[class_of(lanes, &size)];
    if (free->count == free->room) {
        uint32_t *more = field_more_room(field, free->at, &free->room, FREE_FIRST, sizeof *more);
        if (!more)
            return;
        free->at = more;
    }
    free->at[free->count++] = at;
}
