// What a format of animations can do, for gui/animation.h.
#ifndef GUI_ANIMATION_FORMAT_H
#define GUI_ANIMATION_FORMAT_H

#include "gui/paint/raster.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Times are milliseconds from the start and grow; pictures have the size that `begin` was told.
struct animation_format {
    const char *ending;  // ".webp"
    const char *without; // the library that it was built without; NULL: it is there, and so are those below
    void *(*begin)(int width, int height); // NULL: memory is short
    // A picture that differs from the one before: shown from that time on. before: NULL: it is the first.
    bool (*add)(void *encoder, const struct canvas *picture, const struct canvas *before, uint64_t ms,
                uint64_t until_ms);
    size_t (*bytes)(const void *encoder); // so far; NULL: it is known at the end only
    bool (*end)(void *encoder, uint64_t until_ms, uint8_t **bytes, size_t *count); // in the heap; the caller frees it
    void (*drop)(void *encoder);
};

extern const struct animation_format animation_webp, animation_gif;

#endif
