// A text is measured by the list's metrics, and copied into its arena as it will be set.
#include "view/shapes/draw_text.h"
#include "view/shapes/held.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

struct text_look text_style_look(struct text_style style)
{
    float size = style.size_px > 1 ? style.size_px : 1; // a NaN gives 1
    size = size < DRAW_TEXT_SIZE_MAX ? size : DRAW_TEXT_SIZE_MAX;
    return (struct text_look){ style.face, (int)(size + 0.5f), style.figures };
}

float draw_text_width(const struct draw_list *list, const char *utf8, struct text_style style)
{
    const struct metrics *metrics = list->metrics;
    return utf8 ? metrics->width_px(metrics->context, text_style_look(style), utf8, strlen(utf8)) : 0;
}

struct font_lines draw_text_lines(const struct draw_list *list, struct text_style style)
{
    return list->metrics->lines(list->metrics->context, text_style_look(style));
}

// How many bytes of the text, in whole characters, leave room for the ellipsis within max_px.
static size_t bytes_before_dots(const struct metrics *metrics, struct text_look look, const char *utf8, float max_px)
{
    float dots_px = metrics->width_px(metrics->context, look, ELLIPSIS, strlen(ELLIPSIS));
    size_t kept = metrics->fit(metrics->context, look, utf8, strlen(utf8), max_px - dots_px);
    while (kept > 0 && utf8[kept - 1] == ' ')
        kept--;
    return kept;
}

// Copies the text into the arena, ended by the ellipsis if dots are wanted. False when memory is short.
static bool copy_words(struct draw_list *list, struct draw_words *words, const char *utf8, size_t kept, bool dots)
{
    size_t bytes = kept + (dots ? strlen(ELLIPSIS) : 0);
    char *copy = list->failed ? NULL : arena_get(list->arena, bytes + 1);
    if (!copy) {
        list->failed = true;
        return false;
    }
    memcpy(copy, utf8, kept);
    memcpy(copy + kept, ELLIPSIS, bytes - kept);
    words->utf8 = copy;
    words->bytes = bytes;
    return true;
}

// The words as they will be set: whole, or as many letters as leave room for the ellipsis, or nothing where not even that fits.
static bool set_words(struct draw_list *list, struct draw_words *words, const char *utf8, float max_px)
{
    const struct metrics *metrics = list->metrics;
    words->width_px = metrics->width_px(metrics->context, words->look, utf8, strlen(utf8));
    words->cut = max_px > 0 && words->width_px > max_px;
    if (!words->cut)
        return copy_words(list, words, utf8, strlen(utf8), false);
    size_t kept = bytes_before_dots(metrics, words->look, utf8, max_px);
    do {
        if (!copy_words(list, words, utf8, kept, kept > 0))
            return false;
        words->width_px = metrics->width_px(metrics->context, words->look, words->utf8, words->bytes);
        // Letters move their neighbours, so the last one and the dots can be a pixel wider together than apart.
        while (kept > 0 && (utf8[--kept] & 0xc0) == 0x80) {
        }
    } while (words->width_px > max_px && words->bytes > 0);
    return true;
}

struct rect draw_text(struct draw_list *list, struct point point, const char *utf8, struct text_style style)
{
    if (draw_refused(list, point_is_number(point)) || !utf8 || !*utf8)
        return rect_of(0, 0, 0, 0);
    point = held_point(point);
    struct draw_command command = { .kind = DRAW_TEXT };
    struct draw_words *words = &command.words;
    *words = (struct draw_words){
        .look = text_style_look(style), .colour = style.colour, .id = style.id, .layer = list->layer
    };
    if (!set_words(list, words, utf8, style.max_px))
        return rect_of(0, 0, 0, 0);
    struct font_lines lines = draw_text_lines(list, style);
    static const float part_left[] = { 0, 0.5f, 1 };
    float below[] = { 0, lines.cap_px / 2, lines.ascent_px };
    words->origin =
        point_at(whole(point.x - words->width_px * part_left[style.across]), whole(point.y + below[style.along]));
    words->bounds = rect_of(words->origin.x, words->origin.y - lines.ascent_px, words->width_px,
                            lines.ascent_px + lines.descent_px);
    const struct draw_clip *clip = &list->clips[list->depth];
    words->place = rect_is_empty(style.place) ? clip->rect : style.place;
    words->scrolls = clip->scrolls;
    words->foreign = style.foreign;

    // Ink may stand out beyond the measured box: accents above, a slanted letter at the ends.
    float em = (float)words->look.size_px;
    command.bounds = rect_between(words->origin.x - em / 2, words->origin.y - em * 1.3f,
                                  words->origin.x + words->width_px + em / 2, words->origin.y + em * 0.6f);
    draw_list_add(list, &command, !clip->scrolls);
    return words->bounds;
}

struct rect draw_textf(struct draw_list *list, struct point point, struct text_style style, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return draw_text(list, point, text, style);
}
