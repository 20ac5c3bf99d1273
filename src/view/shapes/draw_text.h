// Adds lines of text to a list: measured, placed, and cut where they must be.
#ifndef VIEW_SHAPES_DRAW_TEXT_H
#define VIEW_SHAPES_DRAW_TEXT_H

#include "view/shapes/command.h"

#define DRAW_TEXT_SIZE_MAX 512 // pixels; larger text is set at this size

enum across {
    ACROSS_LEFT,
    ACROSS_CENTRE,
    ACROSS_RIGHT
};
enum along {
    ALONG_BASE,   // the point lies on the base line
    ALONG_MIDDLE, // half way up a capital letter, which is also the middle of digits and, nearly, of ideographs
    ALONG_TOP,    // at the top of the tallest letter
};

struct text_style {
    enum face face;
    float size_px; // rounded to whole pixels
    struct colour colour;
    enum across across;
    enum along along;
    float max_px; // 0: as wide as it gets; else cut, ending in "…"
    bool foreign; // a name that is not ours: no fault where it is cut
    bool figures; // see struct text_look
    uint32_t id;
    struct rect place; // where it has to stay, for the check of layout; empty: the clip
};

// One line of UTF-8 at the point. Returns the box it takes (what was measured, also when nothing is drawn). NULL
// counts as empty.
struct rect draw_text(struct draw_list *list, struct point point, const char *utf8, struct text_style style);
struct rect draw_textf(struct draw_list *list, struct point point, struct text_style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// The measures of a style, as draw_text would use them.
struct text_look text_style_look(struct text_style style);
float draw_text_width(const struct draw_list *list, const char *utf8, struct text_style style);
struct font_lines draw_text_lines(const struct draw_list *list, struct text_style style);

#endif
