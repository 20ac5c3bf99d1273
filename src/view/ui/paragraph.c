// Breaks a text into lines: between words, and between Chinese characters as Chinese books do (禁则): no closing mark begins
// a line and no opening one ends it; a number stays with its unit or measure word; and what the table of terms names is
// not cut in two.
#include "view/ui/ui.h"

#include "base/utf8.h"

#include <string.h>

#define NO_BREAK_SPACE 0xa0

static const char *const terms[] = {
#define TERM(word) word,
#include "../assets/languages.def"
};

static const char *const units[] = { "ns", "µs", "ms", "s", "min", "h", "%", "KiB", "MiB", "GiB" };

static bool is_wide(uint32_t character)
{
    return (character >= 0x2e80 && character < 0xa4d0) || (character >= 0xf900 && character < 0xfb00) ||
           (character >= 0xff00 && character < 0xff61) || character >= 0x20000;
}

static bool is_digit(uint32_t character) { return character >= '0' && character <= '9'; }

static bool is_letter(uint32_t character) { return (character | 0x20) >= 'a' && (character | 0x20) <= 'z'; }

static bool is_among(uint32_t character, const char *set)
{
    uint32_t one;
    for (size_t length; (length = utf8_read(set, &one)) > 0; set += length)
        if (one == character)
            return true;
    return false;
}

// Marks that may not begin a line, and ones that may not end it, with a space between or without.
static bool stays_with_before(uint32_t character)
{
    return is_among(character, "，。；：！？、）》」』”’…—·,.;:!?)%×/");
}
static bool stays_with_after(uint32_t character) { return is_among(character, "（《「『“‘(/≤≥=第约"); }

static bool is_number(uint32_t character)
{
    return is_digit(character) || is_among(character, "一两二三四五六七八九十几每各");
}

// What is counted: 3 次, 两个核.
static bool is_measure(uint32_t character) { return is_among(character, "次个核种步条遍轮幕拍倍级处项秒行"); }

static bool begins_unit(const char *text)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const size_t length = strlen(units[i]);
        if (strncmp(text, units[i], length) == 0 && !is_letter((unsigned char)text[length]))
            return true;
    }
    return false;
}

static size_t before_of(const char *text, size_t at, uint32_t *character)
{
    do
        at--;
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
    utf8_read(text + at, character);
    return at;
}

// Whether one of the terms begins before the place and ends after it.
static bool cuts_term(const char *text, size_t at)
{
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        const size_t length = strlen(terms[i]);
        uint32_t character;
        for (size_t k = utf8_read(terms[i], &character); k < length; k += utf8_read(terms[i] + k, &character))
            if (k <= at && strncmp(text + at - k, terms[i], length) == 0)
                return true;
    }
    return false;
}

// Whether a line may end before the place in the text, which is past its first character; within a term where `narrow`.
static bool may_break(const char *text, size_t at, bool narrow)
{
    uint32_t before, after;
    size_t back = before_of(text, at, &before);
    utf8_read(text + at, &after);
    const bool spaced = before == ' ';
    while (before == ' ' && back > 0)
        back = before_of(text, back, &before);
    if (after == ' ' || after == NO_BREAK_SPACE || before == NO_BREAK_SPACE)
        return false;
    if (stays_with_before(after) || stays_with_after(before))
        return false;
    if ((is_number(before) && is_measure(after)) || (is_digit(before) && begins_unit(text + at)))
        return false;
    if (spaced)
        return true;
    return (is_wide(before) || is_wide(after)) && (narrow || !cuts_term(text, at));
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
    uint32_t character;
    for (int narrow = 0; narrow < 2; narrow++)
        for (size_t at = fits; at > 0; at = before_of(text, at, &character))
            if (may_break(text, at, narrow > 0))
                return at;
    return fits > 0 ? fits : utf8_read(text, &character);
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
