// A load's number is that of the stores before it and of the loads before it; a store's likewise.
#include "document/variable_events.h"

#include "document/variable_store.h"

static bool is_by_then(const void *of, size_t position, const void *moment)
{
    return store_ns(of, (int64_t)position) <= *(const uint64_t *)moment;
}

int64_t variable_position_at(const void *of, uint64_t moment)
{
    const struct variable_story *story = of;
    return (int64_t)search_count(story, story->history.count, &moment, is_by_then) - 1;
}

static bool store_is_at_or_before(const void *of, size_t position, const void *event)
{
    return event_of_store_at(of, (int64_t)position) <= *(const uint64_t *)event;
}

// The last store at or before an event; −1: none.
static int64_t position_of_event(const struct variable_story *story, uint64_t event)
{
    return (int64_t)search_count(story, story->history.count, &event, store_is_at_or_before) - 1;
}

uint64_t variable_event_count(const struct variable_story *story)
{
    return (uint64_t)story->history.count + story->load_count;
}

static struct cell_event event_at(const struct variable_story *story, uint64_t event, int64_t position)
{
    if (position >= 0 && event_of_store_at(story, position) == event)
        return (struct cell_event){ store_ns(story, position), position, position, store_at(story, position)->task,
                                    true };
    const int64_t store = story->loads[event - (uint64_t)(position + 1)];
    return (struct cell_event){ load_ns(story, store), position, store, store_at(story, store)->task, false };
}

uint32_t variable_events(const void *of, uint64_t from, uint32_t count, struct cell_event *found)
{
    const struct variable_story *story = of;
    const uint64_t all = variable_event_count(story);
    int64_t position = position_of_event(story, from);
    uint32_t taken = 0;
    for (uint64_t event = from; event < all && taken < count; event++) {
        if (position + 1 < story->history.count && event_of_store_at(story, position + 1) <= event)
            position++;
        found[taken++] = event_at(story, event, position);
    }
    return taken;
}

uint64_t variable_event_of_store(const void *of, int64_t position) { return event_of_store_at(of, position); }

uint64_t variable_event_of_load(const void *of, int64_t position) { return event_of_load_at(of, position); }

int64_t variable_position_after(const void *of, uint64_t count)
{
    return count > 0 ? position_of_event(of, count - 1) : -1;
}

static bool number_is_before(const void *numbers, size_t index, const void *number_given)
{
    return ((const uint32_t *)numbers)[index] < *(const uint64_t *)number_given;
}

// How many of a task's loads are events before that one.
static size_t own_loads_before(const struct variable_story *story, size_t seat, uint64_t event)
{
    const uint32_t from = story->own_load_starts[seat], to = story->own_load_starts[seat + 1];
    return search_count(story->own_loads + from, to - from, &event, number_is_before);
}

int64_t variable_only_task(const void *of, uint64_t from, uint64_t to)
{
    const struct variable_story *story = of;
    const int64_t first = variable_position_after(of, from), last = variable_position_after(of, to);
    int64_t only = -1;
    for (size_t i = 0; i < story->task_count; i++) {
        if (own_until(story, i, last) == own_until(story, i, first) &&
            own_loads_before(story, i, to) == own_loads_before(story, i, from))
            continue;
        if (only >= 0)
            return -1;
        only = story->tasks[i];
    }
    return only;
}

int64_t variable_last_event(const struct variable_story *story, uint32_t task_given, uint64_t count)
{
    const size_t seat = seat_of(story, task_given);
    if (seat >= story->task_count || story->tasks[seat] != task_given)
        return -1;
    const size_t stores = own_until(story, seat, variable_position_after(story, count)),
                 loads = own_loads_before(story, seat, count);
    const int64_t store =
        stores > 0 ? (int64_t)event_of_store_at(story, story->own[story->own_starts[seat] + stores - 1]) : -1;
    const int64_t load = loads > 0 ? (int64_t)story->own_loads[story->own_load_starts[seat] + loads - 1] : -1;
    return store > load ? store : load;
}

static struct moments_event moments_event_of(const void *of, uint64_t event)
{
    const struct cell_event found = event_at(of, event, position_of_event(of, event));
    return (struct moments_event){ found.ns, found.task };
}

// Stores are found by time; behind the last of them stand the loads that have read it.
static uint64_t moments_until(const void *of, uint64_t moment)
{
    const struct variable_story *story = of;
    const int64_t position = variable_position_at(story, moment);
    uint64_t loads = story->loads_before[position + 1], end = story->loads_before[position + 2];
    while (loads < end) {
        const uint64_t middle = loads + (end - loads) / 2;
        if (load_ns(story, story->loads[middle]) <= moment)
            loads = middle + 1;
        else
            end = middle;
    }
    return (uint64_t)(position + 1) + loads;
}

struct moments_source variable_moments(const struct variable_story *story)
{
    return (struct moments_source){
        .of = story, .count = variable_event_count(story), .event = moments_event_of, .until = moments_until
    };
}
