// Where a GIL of conditions may be. Every taker signals D while it has S, taken while it had M; every leaver signals C while it has M:
// so a take is told by three addresses, and a leave by two of which one is M.
//
// The library inside the program leaves out what a thread does to a mutex that it had last itself. So one take seen whole
// is asked for (the first of all is), and a leave may be seen as a bare signal. Which of them really alternate is not
// looked at here: gil_replay.h does.
#include "record/gil_place.h"

#include "record/gil_tally.h"

#include <stdlib.h>
#include <string.h>

enum {
    HELD_MOST = 16 // mutexes that a thread has at once; of more the innermost
};

struct held {
    uint64_t mutexes[HELD_MOST]; // in the order in which they were taken
    int count;
};

static void give(struct held *held, uint64_t mutex)
{
    int kept = 0;
    for (int i = 0; i < held->count; i++)
        if (held->mutexes[i] != mutex)
            held->mutexes[kept++] = held->mutexes[i];
    held->count = kept;
}

static void take(struct held *held, uint64_t mutex)
{
    give(held, mutex);
    if (held->count == HELD_MOST)
        give(held, held->mutexes[0]);
    held->mutexes[held->count++] = mutex;
}

static bool is_near(uint64_t a, uint64_t b) { return (a > b ? a - b : b - a) < GIL_SPAN_BYTES; }

static bool are_near(const struct gil_place *place)
{
    const uint64_t m = place->mutex, c = place->condition, s = place->switch_mutex, d = place->switch_condition;
    return is_near(m, c) && is_near(m, s) && is_near(m, d) && is_near(c, s) && is_near(c, d) && is_near(s, d);
}

// What signals were seen under: takes by (M, S, D), leaves by (C, M), M being 0 where no mutex nearby was seen to be held.
struct signals {
    struct gil_tally takes, leaves;
};

static bool note_signal(struct signals *signals, const struct held *held, uint64_t condition)
{
    const uint64_t inner = held->count > 0 ? held->mutexes[held->count - 1] : 0;
    const uint64_t outer = held->count > 1 ? held->mutexes[held->count - 2] : 0;
    if (is_near(outer, condition) && is_near(inner, condition) && is_near(outer, inner))
        return gil_tally_add(&signals->takes, outer, inner, condition);
    return gil_tally_add(&signals->leaves, condition, is_near(inner, condition) ? inner : 0, 0);
}

static bool look_through(struct signals *signals, const struct event_stream *stream)
{
    struct held held = { 0 };
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        if (event->kind == EVENT_MUTEX_GOT)
            take(&held, event->object);
        else if (event->kind == EVENT_MUTEX_RELEASED)
            give(&held, event->object);
        else if (event->kind == EVENT_COND_SIGNALLED && !note_signal(signals, &held, event->object))
            return false;
    }
    return true;
}

static int by_count(const void *a, const void *b)
{
    const struct tallied *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return memcmp(left->key, right->key, sizeof left->key);
}

static bool is_part_of(const struct gil_place *place, uint64_t address)
{
    return address == place->mutex || address == place->condition || address == place->switch_mutex ||
           address == place->switch_condition;
}

static bool is_part_of_any(const struct gil_places *places, uint64_t address)
{
    for (size_t i = 0; i < places->count; i++)
        if (is_part_of(&places->all[i], address))
            return true;
    return false;
}

// The condition that is signalled most under the mutex, or, where none is, without it. False: there is none.
static bool find_condition(struct gil_place *place, const struct gil_tally *leaves, const struct gil_places *places)
{
    uint64_t most[2] = { 0 }, best[2] = { 0 }; // [1] under the mutex
    for (size_t i = 0; i < leaves->count; i++) {
        const struct tallied *leave = &leaves->all[i];
        const bool under = leave->key[1] == place->mutex;
        place->condition = leave->key[0];
        if ((!under && leave->key[1] != 0) || leave->count <= most[under] || !are_near(place) ||
            place->condition == place->switch_condition || is_part_of_any(places, place->condition))
            continue;
        most[under] = leave->count;
        best[under] = place->condition;
    }
    place->condition = most[1] ? best[1] : best[0];
    return most[0] || most[1];
}

static void add_places(struct gil_places *places, struct signals *signals)
{
    struct gil_tally *takes = &signals->takes;
    if (takes->count)
        qsort(takes->all, takes->count, sizeof *takes->all, by_count); // it is not searched any more
    for (size_t i = 0; i < takes->count && i < GIL_PLACES_MOST && places->count < GIL_PLACES_MOST; i++) {
        const uint64_t *key = takes->all[i].key;
        struct gil_place place = {
            .shape = GIL_OF_CONDITION, .mutex = key[0], .switch_mutex = key[1], .switch_condition = key[2]
        };
        if (!is_part_of_any(places, key[0]) && !is_part_of_any(places, key[1]) && !is_part_of_any(places, key[2]) &&
            find_condition(&place, &signals->leaves, places))
            places->all[places->count++] = place;
    }
}

bool gil_conditions_of(struct gil_places *places, const struct event_streams *streams, const struct gil_image *image)
{
    struct signals signals = { 0 };
    bool done = true;
    for (size_t s = image->first; done && s < image->first + image->count; s++)
        done = look_through(&signals, &streams->streams[s]);
    if (done)
        add_places(places, &signals);
    gil_tally_finish(&signals.takes);
    gil_tally_finish(&signals.leaves);
    return done;
}
