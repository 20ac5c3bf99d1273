// Breaks a text into lines: between words, and between any two Chinese characters except where punctuation forbids it.
#include "view/ui.h"

#include "base/utf8.h"

#include <string.h>

static bool is_wide(uint32_t character)
{
    return (character >= 0x2e80 && character < 0xa4d0) || (character >= 0xf900 && character < 0xfb00) ||
           (character >= 0xff00 && character < 0xff61) || character >= 0x20000;
}

static bool is_among(uint32_t character, const char *set)
{
    uint32_t one;
    for (size_t length; (length = utf8_read(set, &one)) > 0; set += length) {
        if (one == character)
            return true;
    }
    return false;
}

// Marks that may not begin a line, and ones that may not end it.
static bool stays_with_before(uint32_t character) { return is_among(character, "，。；：！？、）》」』”’…·,.;:!?)%×"); }
static bool stays_with_after(uint32_t character) { return is_among(character, "（《「『“‘("); }

static bool may_break(uint32_t before, uint32_t after)
{
    if (before == ' ')
        return after != ' ';
    if (!is_wide(before) && !is_wide(after))
        return false;
    return after != ' ' && !stays_with_before(after) && !stays_with_after(before);
}

// How many bytes of the text make the next line, at most max_px wide; at least one character. Ends at a newline too.
static size_t line_bytes(const struct frame *frame, const char *text, struct text_look look, float max_px)
{
    const struct metrics *metrics = frame->list->metrics;
    const size_t whole = strcspn(text, "\n");
    size_t fits = metrics->fit(metrics->context, look, text, whole, max_px);
    fits += strspn(text + fits, " "); // spaces at the end of a line are not seen
    if (fits >= whole)
        return whole;
    size_t best = 0, first = 0;
    uint32_t before = 0, after;
    for (size_t at = 0, length; at <= fits && (length = utf8_read(text + at, &after)) > 0; at += length) {
        if (at > 0 && may_break(before, after))
            best = at;
        if (at == 0)
            first = length;
        before = after;
    }
    if (best > 0)
        return best;
    return fits > 0 ? fits : first;
}

static size_t without_spaces(const char *text, size_t bytes)
{
    while (bytes > 0 && text[bytes - 1] == ' ')
        bytes--;
    return bytes;
}

static const char *next_line(const char *text, size_t bytes)
{
    text += bytes;
    if (*text == '\n')
        return text + 1;
    return text + strspn(text, " ");
}

static float line_height(const struct font_lines *lines) { return lines->line_px; }

float ui_paragraph_height(const struct frame *frame, float width_px, const char *utf8, struct text_style style)
{
    const struct font_lines lines = draw_text_lines(frame->list, style);
    const struct text_look look = text_style_look(style);
    int count = 0;
    for (const char *at = utf8; *at; count++)
        at = next_line(at, line_bytes(frame, at, look, width_px));
    return (float)count * line_height(&lines);
}

static void put_line(struct frame *frame, struct rect rect, float base, const char *text, size_t bytes,
                     struct text_style style)
{
    const float x = style.across == ACROSS_LEFT    ? rect.x
                    : style.across == ACROSS_RIGHT ? rect_right(rect)
                                                   : rect_centre(rect).x;
    style.along = ALONG_BASE;
    style.max_px = rect.width + 1;
    draw_textf(frame->list, point_at(x, base), style, "%.*s", (int)bytes, text);
}

struct rect ui_paragraph(struct frame *frame, struct rect rect, const char *utf8, struct text_style style)
{
    const struct font_lines lines = draw_text_lines(frame->list, style);
    const struct text_look look = text_style_look(style);
    const float step = line_height(&lines), lead = (step - lines.ascent_px - lines.descent_px) / 2;
    float y = rect.y;
    for (const char *at = utf8; *at; y += step) {
        size_t bytes = line_bytes(frame, at, look, rect.width);
        const char *next = next_line(at, bytes);
        const bool last = *next && y + 2 * step > rect_bottom(rect) + 1;
        // The last line that fits takes all the rest and so ends in "…".
        bytes = last ? strlen(at) : without_spaces(at, bytes);
        put_line(frame, rect, y + lead + lines.ascent_px, at, bytes, style);
        at = last ? at + bytes : next;
    }
    rect.height = y - rect.y;
    return rect;
}
