// Loads and stores, and who wrote over whom, as the history of the value has them: the balance's, or a command's variable's.
#include "page/rows.h"

#include "base/text.h"
#include "document/beats.h"
#include "page/fold.h"

#include <stdlib.h>

enum {
    EVENTS_MOST = 3000,
    COLLISIONS_MOST = 150,
    STEPS_MOST = 16, // of a collision, half of them at each end
};

// [ns, task, stores, value, lost, how many it writes over]
static void put_event(struct json *json, const struct document *document, const struct cell_event *event)
{
    const struct cell_history *cell = &document->cell;
    char text[TEXT_NUMBER_BYTES];
    json_array_begin(json);
    json_uint(json, page_ns(document, event->ns));
    json_uint(json, event->task);
    json_uint(json, event->is_store);
    json_string(json, variable_value_text(text, cell->type, cell_value(cell, event->position)));
    if (event->is_store) {
        const int64_t next = cell->kind->next_overwrite(cell->of, event->position - 1);
        const struct cell_overwrite overwrite =
            next >= 0 ? cell->kind->overwrite(cell->of, (size_t)next) : (struct cell_overwrite){ .position = -1 };
        json_uint(json, cell_is_lost(cell, event->position));
        json_uint(json, overwrite.position == event->position ? overwrite.lost : 0);
    }
    json_array_end(json);
}

static void put_events(struct json *json, const struct document *document, uint64_t from, uint64_t to)
{
    for (uint64_t number = from; number < to; number++) {
        const struct cell_event event = cell_event(&document->cell, number);
        put_event(json, document, &event);
    }
}

void page_events(struct json *json, const struct document *document, int folds)
{
    const struct cell_history *cell = &document->cell;
    const uint64_t all = cell->kind ? cell->events : 0;
    json_key_uint(json, "events_all", all);
    json_key(json, "events");
    json_array_begin(json);
    if (all <= fold_of(EVENTS_MOST, 16, folds))
        put_events(json, document, 0, all);
    json_array_end(json);
}

static void put_victims(struct json *json, const struct cell_who *who)
{
    json_key(json, "over");
    json_array_begin(json);
    for (uint32_t i = 0; i < who->count && i < CELL_WHO_TOLD; i++)
        json_uint(json, who->tasks[i]);
    json_array_end(json);
    json_key_uint(json, "over_all", who->count);
}

static void put_collision(struct json *json, const struct document *document, size_t number)
{
    const struct cell_history *cell = &document->cell;
    char text[TEXT_NUMBER_BYTES];
    uint64_t held_ns = 0;
    const struct story_collision told = story_collision_of(document, (int64_t)number);
    const struct cell_collision collision = cell->kind->collision(cell->of, told.collision);
    const struct cell_overwrite settling = cell_settling(cell, told.collision);
    const struct cell_who victims = cell->kind->victims(cell->of, told.collision);
    const uint64_t to = told.event[BEAT_COUNT] + 1, half = STEPS_MOST / 2;
    const bool folded = to - told.begins > STEPS_MOST;
    json_object_begin(json);
    json_key_uint(json, "number", number + 1);
    json_key_uint(json, "ns", page_ns(document, cell->kind->ns(cell->of, settling.position)));
    json_key_uint(json, "by", cell_task(cell, settling.position));
    put_victims(json, &victims);
    json_key_uint(json, "lost", collision.size);
    json_key_uint(json, "lost_last", settling.lost); // of these, by the store that ended it
    json_key_string(json, "net",
                    variable_has_sums(cell->type) ? variable_amount_text(text, cell->type, collision.net) : NULL);
    const bool held = cell->kind->held(cell->of, settling.position, &held_ns);
    json_key_uint_if(json, "held_ns", held, held_ns);
    json_key_bool(json, "held_about", held && !cell_held_is_timed(cell, settling.position));
    json_key_uint(json, "between", folded ? to - told.begins - STEPS_MOST : 0);
    json_key(json, "steps");
    json_array_begin(json);
    put_events(json, document, told.begins, folded ? told.begins + half : to);
    if (folded)
        put_events(json, document, to - half, to);
    json_array_end(json);
    json_object_end(json);
}

static int by_number(const void *a, const void *b)
{
    const size_t one = *(const size_t *)a, other = *(const size_t *)b;
    return one < other ? -1 : one > other;
}

// Those that lost most, by time.
void page_collisions(struct json *json, const struct document *document, int folds)
{
    const struct cell_history *cell = &document->cell;
    const size_t all = cell->kind ? cell->collisions : 0, most = fold_of(COLLISIONS_MOST, 2, folds);
    size_t numbers[COLLISIONS_MOST], count = 0;
    for (; count < all && count < most && (all <= most || count < cell->worst); count++)
        numbers[count] =
            all <= most ? count : cell->kind->number_of(cell->of, cell->kind->worst(cell->of, CELL_WORST_SIZE, count));
    qsort(numbers, count, sizeof *numbers, by_number);
    json_key_uint(json, "collisions_all", all);
    json_key(json, "collisions");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++)
        put_collision(json, document, numbers[i]);
    json_array_end(json);
}
