// Two channels are blended at a time, held apart in one 32-bit word: a product of two bytes fits in 16 bits, so
// they never meet.
#include "gui/blend.h"

#include <wchar.h>

#define LOW_CHANNELS 0x00ff00ffu
#define OPAQUE 0xff000000u

// colour over pixel, alpha 0 to 255.
static inline uint32_t over(uint32_t pixel, uint32_t colour, uint32_t alpha)
{
    uint32_t rest = 255 - alpha;
    uint32_t red_blue = (pixel & LOW_CHANNELS) * rest + (colour & LOW_CHANNELS) * alpha + 0x00800080u;
    uint32_t green = (pixel >> 8 & 0xff) * rest + (colour >> 8 & 0xff) * alpha;
    red_blue = (red_blue + (red_blue >> 8 & LOW_CHANNELS)) >> 8 & LOW_CHANNELS;
    return OPAQUE | red_blue | divide_255(green) << 8;
}

static void fill(uint32_t *pixels, size_t count, uint32_t colour)
{
#if WCHAR_MAX > 0xffff
    // The C library has this loop written for the cpu at hand.
    wmemset((wchar_t *)pixels, (wchar_t)colour, count);
#else
    for (size_t i = 0; i < count; i++) {
        pixels[i] = colour;
    }
#endif
}

void blend_run(uint32_t *pixels, size_t count, uint32_t colour, uint8_t cover)
{
    uint32_t alpha = divide_255((colour >> 24) * cover);
    if (alpha == 255) {
        fill(pixels, count, colour | OPAQUE);
    } else if (alpha > 0) {
        for (size_t i = 0; i < count; i++) {
            pixels[i] = over(pixels[i], colour, alpha);
        }
    }
}

void blend_mask(uint32_t *pixels, const uint8_t *mask, size_t count, uint32_t colour)
{
    uint32_t strength = colour >> 24;
    for (size_t i = 0; i < count; i++) {
        if (mask[i] == 0) {
            continue;
        }
        uint32_t alpha = divide_255(strength * mask[i]);
        pixels[i] = alpha == 255 ? colour : over(pixels[i], colour, alpha);
    }
}

void blend_pattern(uint32_t *pixels, const uint8_t *mask, uint8_t cover, size_t count, const uint32_t *row,
                   size_t pitch, size_t phase)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t colour = row[phase];
        phase = phase + 1 < pitch ? phase + 1 : 0;
        uint32_t alpha = divide_255((colour >> 24) * (mask ? mask[i] : cover));
        pixels[i] = alpha == 255 ? colour : over(pixels[i], colour, alpha);
    }
}
