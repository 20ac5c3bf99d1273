// Measures without fonts: every letter as wide as its class, so that layout can be tested on any machine.
#include "view/shapes/metrics.h"

#include "base/utf8.h"

#include <stdint.h>

// The blocks of Chinese text this program can meet: ideographs, their punctuation and full-width forms.
static bool is_wide(uint32_t code_point)
{
    return (code_point >= 0x2e80 && code_point < 0xa4d0) || (code_point >= 0xac00 && code_point < 0xd7a4) ||
           (code_point >= 0xf900 && code_point < 0xfb00) || (code_point >= 0xfe30 && code_point < 0xfe70) ||
           (code_point >= 0xff00 && code_point < 0xff61) || (code_point >= 0x20000 && code_point < 0x40000);
}

static float letter_px(struct text_look look, uint32_t code_point)
{
    static const float em[FACE_COUNT] = { 0.55f, 0.59f, 0.6f, 0.6f };
    return (float)look.size_px * (is_wide(code_point) ? 1.0f : em[look.face]);
}

static float plain_width(void *context, struct text_look look, const char *utf8, size_t bytes)
{
    (void)context;
    float width = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t code_point;
        at += utf8_read(utf8 + at, &code_point);
        width += letter_px(look, code_point);
    }
    return width;
}

static size_t plain_fit(void *context, struct text_look look, const char *utf8, size_t bytes, float max_px)
{
    (void)context;
    float width = 0;
    size_t at = 0;
    while (at < bytes) {
        uint32_t code_point;
        size_t length = utf8_read(utf8 + at, &code_point);
        width += letter_px(look, code_point);
        if (width > max_px)
            break;
        at += length;
    }
    return at;
}

static struct font_lines plain_lines(void *context, struct text_look look)
{
    (void)context;
    float em = (float)look.size_px;
    return (struct font_lines){ em * 0.88f, em * 0.24f, em * 0.73f, em * 1.4f };
}

const struct metrics *metrics_plain(void)
{
    static const struct metrics plain = { plain_width, plain_fit, plain_lines, NULL };
    return &plain;
}
