// Thread by thread: a wait at another semaphore than the one that the thread made last is at none of these.
#include "record/parking.h"

#include "record/gil_images.h"

#include <stdlib.h>

// 3.13, or a later one.
static bool has_parking(const struct gil_image *image)
{
    const unsigned first = 13;
    unsigned minor = 0;
    uint16_t at = 2;
    if (image->version_bytes < 4 || image->version[0] != '3' || image->version[1] != '.')
        return false;
    for (; at < image->version_bytes && image->version[at] >= '0' && image->version[at] <= '9' && minor < 100; at++)
        minor = 10 * minor + (unsigned)(image->version[at] - '0');
    return minor >= first;
}

static struct object *semaphore_at(struct objects *objects, const struct event_stream *stream,
                                   const struct event *event)
{
    const int32_t at = objects_at(objects, RESOURCE_SEMAPHORE, stream->image, event->object);
    return at == OBJECT_NONE ? NULL : &objects->all[at];
}

// Those that were made with 0 may be; where one was used otherwise it is not.
static void look_through(struct objects *objects, const struct event_stream *stream, bool *is_none)
{
    uint64_t made = 0;
    for (size_t e = 0; e < stream->count; e++) {
        const struct event *event = &stream->events[e];
        struct object *object = event->kind >= EVENT_SEM_MADE && event->kind < EVENT_SEM_POSTED
                                    ? semaphore_at(objects, stream, event)
                                    : NULL;
        if (!object)
            continue;
        if (event->kind == EVENT_SEM_MADE) {
            made = event->object;
            object->parks |= event->value == 0;
            is_none[object - objects->all] |= event->value != 0;
        } else {
            is_none[object - objects->all] |= event->object != made;
        }
    }
}

bool parking_find(struct objects *objects, const struct event_streams *streams)
{
    struct gil_images images;
    bool *is_none = calloc(objects->count + 1, sizeof *is_none);
    if (!is_none || !gil_images_of(&images, streams)) {
        free(is_none);
        return false;
    }
    for (size_t i = 0; i < images.count; i++)
        for (size_t s = 0; has_parking(&images.all[i]) && s < images.all[i].count; s++)
            look_through(objects, &streams->streams[images.all[i].first + s], is_none);
    for (size_t i = 0; i < objects->count; i++)
        objects->all[i].parks = objects->all[i].parks && !is_none[i];
    gil_images_finish(&images);
    free(is_none);
    return true;
}
