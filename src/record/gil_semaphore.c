// Where a GIL that is a semaphore may be. CPython 2.7 gives it back before every wait for another semaphore or anything else, and takes
// it again straight after: post(G), the wait, got(G).
//
// Consumers that lock a queue with a semaphore do the same; what tells them apart is in gil.c.
#include "record/gil_place.h"

#include "record/gil_tally.h"

#include <stdlib.h>

enum {
    LIKELY_MOST = 4
};

struct step {
    uint64_t semaphore; // 0: something else
    bool posts;         // else it got it, or was refused
};

static bool is_answer(const struct event *event)
{
    return event->kind == EVENT_SEM_GOT || event->kind == EVENT_SEM_REFUSED || gil_waits_elsewhere(event);
}

static bool look_through(struct gil_tally *brackets, const struct event_stream *stream)
{
    struct step before = { 0 }, last = { 0 };
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        if (!is_answer(event) && event->kind != EVENT_SEM_POSTED)
            continue;
        const uint64_t semaphore = gil_waits_elsewhere(event) ? 0 : event->object;
        const bool closes = event->kind == EVENT_SEM_GOT && before.posts && before.semaphore == semaphore;
        if (closes && !last.posts && last.semaphore != semaphore && !gil_tally_add(brackets, semaphore, 0, 0))
            return false;
        before = last;
        last = (struct step){ semaphore, event->kind == EVENT_SEM_POSTED };
    }
    return true;
}

static int by_count(const void *a, const void *b)
{
    const struct tallied *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return left->key[0] < right->key[0] ? -1 : left->key[0] > right->key[0];
}

// When it was made for the last time; 0: not as far as is known. The memory of a lock that is gone is given to others, and a GIL is
// never made anew.
static uint64_t made_ns(uint64_t semaphore, const struct event_streams *streams, const struct gil_image *image)
{
    uint64_t last = 0;
    for (size_t s = image->first; s < image->first + image->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        for (size_t i = 0; i < stream->count; i++)
            if (stream->events[i].kind == EVENT_SEM_MADE && stream->events[i].object == semaphore &&
                stream->events[i].ns > last)
                last = stream->events[i].ns;
    }
    return last;
}

// The one semaphore that threads of the image took and gave back; 0: there is none, or more. A CPython 2 gives its GIL back round every wait
// for another one: where there is but one, that is it.
static uint64_t only_one(const struct event_streams *streams, const struct gil_image *image)
{
    uint64_t only = 0;
    for (size_t s = image->first; s < image->first + image->count; s++)
        for (size_t i = 0; i < streams->streams[s].count; i++) {
            const struct event *event = &streams->streams[s].events[i];
            if (event->kind < EVENT_SEM_WAITS || event->kind > EVENT_SEM_POSTED || event->object == only)
                continue;
            if (only != 0)
                return 0;
            only = event->object;
        }
    return only;
}

static void add_place(struct gil_places *places, uint64_t semaphore, const struct event_streams *streams,
                      const struct gil_image *image)
{
    places->all[places->count++] = (struct gil_place){ .shape = GIL_OF_SEMAPHORE,
                                                       .mutex = semaphore,
                                                       .from_ns = made_ns(semaphore, streams, image) };
}

bool gil_semaphores_of(struct gil_places *places, const struct event_streams *streams, const struct gil_image *image)
{
    struct gil_tally brackets = { 0 };
    bool done = true;
    for (size_t s = image->first; done && s < image->first + image->count; s++)
        done = look_through(&brackets, &streams->streams[s]);
    if (done && brackets.count)
        qsort(brackets.all, brackets.count, sizeof *brackets.all, by_count);
    for (size_t i = 0; done && i < brackets.count && i < LIKELY_MOST && places->count < GIL_PLACES_MOST; i++)
        add_place(places, brackets.all[i].key[0], streams, image);
    const bool bare = done && brackets.count == 0 && image->begins_late && gil_image_is_of_two(image);
    const uint64_t only = bare ? only_one(streams, image) : 0;
    if (only != 0 && places->count < GIL_PLACES_MOST)
        add_place(places, only, streams, image);
    gil_tally_finish(&brackets);
    return done;
}
