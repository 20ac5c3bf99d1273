// Lays out one mapping: the same walk first adds up how much it takes, then hands out the pieces.
#ifndef LAB_LAYOUT_H
#define LAB_LAYOUT_H

#include <stddef.h>

enum {
    LAYOUT_LINE_BYTES = 64, // of a cache; every piece begins on a line of its own
};

struct layout {
    char *base;     // NULL: it is only measured
    size_t used;    // bytes so far
    size_t shared;  // of those: what every worker touches; the rest belongs to one worker each
    size_t present; // and what is there before anybody starts; 0: all of it
};

// The next piece; NULL where it is only measured, or empty.
static inline void *layout_take(struct layout *layout, size_t size_bytes)
{
    void *piece = layout->base ? layout->base + layout->used : NULL;
    layout->used += (size_bytes + LAYOUT_LINE_BYTES - 1) / LAYOUT_LINE_BYTES * LAYOUT_LINE_BYTES;
    return size_bytes ? piece : NULL;
}

// What was taken until now is what every worker touches.
static inline void layout_end_shared(struct layout *layout) { layout->shared = layout->used; }

// What is taken from now on is only reserved: its memory is taken as it is written to.
static inline void layout_end_present(struct layout *layout)
{
    enum {
        OFF_BYTES = 1 << 12 // pages of its own
    };
    layout->used = (layout->used + OFF_BYTES - 1) / OFF_BYTES * OFF_BYTES;
    layout->present = layout->used;
}

#endif
