// Holds a picture back until one comes that differs from it: only then is it known how long it is shown.
#include "gui/animation.h"

#include "base/fault.h"
#include "os/file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct animation {
    const struct animation_format *format;
    void *encoder;
    struct canvas held, before; // to be added next; added last. No pixels: none yet
    uint64_t held_ms;
};

const struct animation_format *animation_format_of(const char *path)
{
    enum {
        FORMATS = 2
    };
    static const struct animation_format *const formats[FORMATS] = { &animation_webp, &animation_gif };
    const size_t length = strlen(path);
    for (int i = 0; i < FORMATS; i++) {
        const size_t tail = strlen(formats[i]->ending);
        if (length > tail && strcasecmp(path + length - tail, formats[i]->ending) == 0)
            return formats[i];
    }
    return NULL;
}

struct status animation_begin(struct animation **out, const struct animation_format *format)
{
    *out = NULL;
    if (format->without)
        return status_make(STATUS_USAGE, "this program was built without %s, which %s needs", format->without,
                           format->ending);
    *out = calloc(1, sizeof **out);
    if (!*out)
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    (*out)->format = format;
    return status_ok();
}

static bool same(const struct canvas *one, const struct canvas *other)
{
    for (int y = 0; y < one->height; y++)
        if (memcmp(one->pixels + (size_t)y * one->stride, other->pixels + (size_t)y * other->stride,
                   (size_t)one->width * sizeof *one->pixels) != 0)
            return false;
    return true;
}

static bool copy(struct canvas *to, const struct canvas *from)
{
    if (!to->pixels)
        *to = (struct canvas){ malloc((size_t)from->width * (size_t)from->height * sizeof *to->pixels),
                               (size_t)from->width, from->width, from->height };
    for (int y = 0; to->pixels && y < from->height; y++)
        memcpy(to->pixels + (size_t)y * to->stride, from->pixels + (size_t)y * from->stride,
               (size_t)from->width * sizeof *to->pixels);
    return to->pixels;
}

// What is held is shown until then.
static struct status let_go(struct animation *animation, uint64_t until_ms)
{
    const struct animation_format *format = animation->format;
    const struct canvas *before = animation->before.pixels ? &animation->before : NULL;
    if (!format->add(animation->encoder, &animation->held, before, animation->held_ms, until_ms))
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    if (format->bytes && format->bytes(animation->encoder) > ANIMATION_MOST_BYTES)
        return status_fault(STATUS_FAILED, FAULT_ANIMATION_LARGE);
    const struct canvas added = animation->held;
    animation->held = animation->before;
    animation->before = added;
    return status_ok();
}

struct status animation_add(struct animation *animation, const struct canvas *picture, uint64_t ms)
{
    const bool first = !animation->encoder;
    if (first)
        animation->encoder = animation->format->begin(picture->width, picture->height);
    if (!animation->encoder)
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    if (!first && same(picture, &animation->held))
        return status_ok();
    const struct status status = first ? status_ok() : let_go(animation, ms);
    if (!status_is_ok(status))
        return status;
    animation->held_ms = ms;
    return copy(&animation->held, picture) ? status_ok() : status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
}

struct status animation_write(struct animation *animation, uint64_t until_ms, const char *path)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    struct status status = let_go(animation, until_ms);
    if (!status_is_ok(status))
        return status;
    if (!animation->format->end(animation->encoder, until_ms, &bytes, &count))
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    const struct os_piece piece = { bytes, count };
    status = count > ANIMATION_MOST_BYTES ? status_fault(STATUS_FAILED, FAULT_ANIMATION_LARGE)
                                          : os_file_write(path, &piece, 1);
    free(bytes);
    return status;
}

void animation_drop(struct animation *animation)
{
    if (!animation)
        return;
    if (animation->encoder)
        animation->format->drop(animation->encoder);
    free(animation->held.pixels);
    free(animation->before.pixels);
    free(animation);
}
