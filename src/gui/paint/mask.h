// How much of each pixel the letters of a text cover.
#ifndef GUI_PAINT_MASK_H
#define GUI_PAINT_MASK_H

#include <stddef.h>
#include <stdint.h>

// 0 to 255 a pixel, row after row, stride bytes apart. left and top: from the text's origin (the left end of the base line) to
// the mask's first pixel.
struct text_mask {
    const uint8_t *cover;
    size_t stride;
    int left, top, width, height;
};

// Gets the masks of a text, each moved right by dx pixels. Valid during the call only.
typedef void text_sink(void *context, const struct text_mask *mask, int dx);

#endif
