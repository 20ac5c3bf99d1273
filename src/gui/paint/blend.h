// Puts colours on runs of pixels: the innermost loops of all drawing.
//
// Pixels are 32 bits, 0xffRRGGBB in the machine's own order; the top byte of a picture's pixels is always 255. A
// colour's top byte is its alpha, its others are not premultiplied. Covers are 0 (none) to 255 (all). All
// arithmetic is whole numbers, rounded to nearest, so that every machine paints the same bits.
#ifndef GUI_PAINT_BLEND_H
#define GUI_PAINT_BLEND_H

#include "view/shapes/geometry.h"

#include <stddef.h>
#include <stdint.h>

static inline uint32_t pixel_of(struct colour colour)
{
    return (uint32_t)colour.a << 24 | (uint32_t)colour.r << 16 | (uint32_t)colour.g << 8 | colour.b;
}

// The rounded quotient, exact for every product of two bytes.
static inline uint32_t divide_255(uint32_t product)
{
    product += 128;
    return (product + (product >> 8)) >> 8;
}

// One colour over count pixels, all covered alike.
void blend_run(uint32_t *pixels, size_t count, uint32_t colour, uint8_t cover);

// One colour over count pixels, each covered as its byte of the mask says.
void blend_mask(uint32_t *pixels, const uint8_t *mask, size_t count, uint32_t colour);

// A row of a pattern over count pixels, repeated every pitch pixels, from its pixel `phase` on. mask: as above, or
// NULL: all covered alike. Each pixel of the row has its own alpha.
void blend_pattern(uint32_t *pixels, const uint8_t *mask, uint8_t cover, size_t count, const uint32_t *row,
                   size_t pitch, size_t phase);

#endif
