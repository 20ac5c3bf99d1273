// A place at which a GIL may be: addresses in one image whose use has, at first sight, the shape of one.
#ifndef RECORD_GIL_PLACE_H
#define RECORD_GIL_PLACE_H

#include "record/gil_facts.h"
#include "record/gil_images.h"

enum {
    GIL_SPAN_BYTES =
        256, // CPython keeps the four parts of a GIL of conditions in one structure; 137 to 192 apart so far
    GIL_PLACES_MOST = 256, // looked at in an image: each interpreter may have one
};

struct gil_place {
    enum gil_shape shape;
    uint64_t mutex, condition, switch_mutex, switch_condition; // as in struct gil
    uint64_t from_ns; // what was done at these addresses before was done to something else
    bool copied;      // the image that this one was forked from had it there
    bool had;         // and whoever forked had taken it
};

struct gil_places {
    struct gil_place all[GIL_PLACES_MOST];
    size_t count;
};

// Whether a thread waits for something else there than a semaphore.
static inline bool gil_waits_elsewhere(const struct event *event)
{
    return event->kind == EVENT_SLEEPS || event->kind == EVENT_JOIN_WAITS || event->kind == EVENT_REAP_WAITS ||
           event->kind == EVENT_READS || event->kind == EVENT_POLLS;
}

// Adds what looks like a GIL of conditions in the image. False: memory is short.
bool gil_conditions_of(struct gil_places *places, const struct event_streams *streams, const struct gil_image *image);

// Adds what looks like a GIL that is a semaphore, the likeliest first. False: memory is short.
bool gil_semaphores_of(struct gil_places *places, const struct event_streams *streams, const struct gil_image *image);

#endif
