// Two channels are blended at a time, held apart in one 32-bit word: a product of two bytes fits in 16 bits, so
// they never meet.
#include "gui/paint/blend.h"

#include <string.h>
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
    for (size_t i = 0; i < count; i++)
        pixels[i] = colour;
#endif
}

// Four pixels at once, in vectors the compiler maps onto what the cpu has; the same arithmetic as `over`, channel by channel.
typedef uint32_t quad_pixels __attribute__((vector_size(16)));
typedef uint8_t quad_bytes __attribute__((vector_size(16)));
typedef uint16_t quad_channels __attribute__((vector_size(32)));

static inline void over_quad(uint32_t *pixels, uint32_t colour, const uint8_t *alpha)
{
    quad_pixels under, above = { colour, colour, colour, colour };
    quad_pixels spread = { alpha[0], alpha[1], alpha[2], alpha[3] };
    spread *= 0x01010101u;
    memcpy(&under, pixels, sizeof under);
    quad_channels part = __builtin_convertvector((quad_bytes)spread, quad_channels);
    quad_channels sum = __builtin_convertvector((quad_bytes)under, quad_channels) * (255 - part) +
                        __builtin_convertvector((quad_bytes)above, quad_channels) * part + 128;
    quad_bytes mixed = __builtin_convertvector((sum + (sum >> 8)) >> 8, quad_bytes);
    memcpy(pixels, &mixed, sizeof mixed);
}

void blend_run(uint32_t *pixels, size_t count, uint32_t colour, uint8_t cover)
{
    uint32_t alpha = divide_255((colour >> 24) * cover);
    if (alpha == 255) {
        fill(pixels, count, colour | OPAQUE);
        return;
    }
    uint8_t four[4];
    memset(four, (int)alpha, sizeof four);
    size_t done = 0;
    for (; alpha > 0 && done + 4 <= count; done += 4)
        over_quad(pixels + done, colour | OPAQUE, four);
    for (; alpha > 0 && done < count; done++)
        pixels[done] = over(pixels[done], colour, alpha);
}

static void mask_pixels(uint32_t *pixels, const uint8_t *mask, size_t count, uint32_t colour)
{
    uint32_t strength = colour >> 24;
    for (size_t i = 0; i < count; i++)
        if (mask[i] > 0)
            pixels[i] = over(pixels[i], colour, divide_255(strength * mask[i]));
}

void blend_mask(uint32_t *pixels, const uint8_t *mask, size_t count, uint32_t colour)
{
    size_t done = 0;
    for (; colour >= OPAQUE && done + 4 <= count; done += 4) {
        uint32_t four;
        memcpy(&four, mask + done, sizeof four);
        if (four == UINT32_MAX)
            for (size_t i = 0; i < 4; i++)
                pixels[done + i] = colour;
        else if (four != 0)
            over_quad(pixels + done, colour, mask + done);
    }
    mask_pixels(pixels + done, mask + done, count - done, colour);
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
