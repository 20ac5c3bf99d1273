// The images of a recorded program: whose streams are whose, and which image a fork copied.
#ifndef RECORD_GIL_IMAGES_H
#define RECORD_GIL_IMAGES_H

#include "record/event.h"

#include <stdbool.h>

struct gil_image {
    uint32_t number;
    size_t first, count; // its streams; in a fork's child the first is the thread that forked
    uint64_t from_ns;    // its first event
    int64_t parent;      // the number of the image that it is a copy of; −1: it began with exec, or that is not known
    uint32_t forker;     // of a copy: the stream of its parent that made it
    uint64_t forked_ns;  // and when it knew
    const char *version; // as its interpreter tells, or that of the image it was copied from; not terminated
    uint16_t version_bytes; // 0: it does not tell
    bool begins_late;       // some of its first records were thrown away
};

// Whether a CPython told that it is of version 2, whose GIL is a semaphore.
static inline bool gil_image_is_of_two(const struct gil_image *image)
{
    return image->version_bytes >= 2 && image->version[0] == '2' && image->version[1] == '.';
}

struct gil_images {
    struct gil_image *all; // by from_ns, but a parent before its children
    size_t count;
};

// False: memory is short. What it points to lies in the streams. Free with gil_images_finish.
bool gil_images_of(struct gil_images *images, const struct event_streams *streams);
void gil_images_finish(struct gil_images *images);

#endif
