// How a view measures text without knowing what draws it: a small table of functions it is given.
//
// The window's fonts fill the table with their real measures (gui/paint/fonts.h). metrics_plain() gives one with fixed
// measures that needs no font at all, for tests of layout and for pictures where the program is built without a
// window.
#ifndef VIEW_SHAPES_METRICS_H
#define VIEW_SHAPES_METRICS_H

#include <stdbool.h>
#include <stddef.h>

enum face {
    FACE_REGULAR,
    FACE_BOLD,
    FACE_MONO,
    FACE_MONO_BOLD,
    FACE_COUNT,
};

// How a text looks, as far as its measures go.
struct text_look {
    enum face face;
    int size_px;  // of the em square; 1 or more
    bool figures; // set letter by letter, every digit equally wide: for numbers that change, which must not jump about
};

// Heights of a face, in pixels from the base line; all positive.
struct font_lines {
    float ascent_px;  // top of the tallest usual letter or ideograph
    float descent_px; // down to the foot of p and j
    float cap_px;     // height of H
    float line_px;    // from one base line to the next
};

struct metrics {
    // Width of the first `bytes` bytes (whole characters) of a UTF-8 text, ended by a zero there or later, set in
    // one line.
    float (*width_px)(void *context, struct text_look look, const char *utf8, size_t bytes);
    // How many of the bytes, in whole characters, are at most max_px wide.
    size_t (*fit)(void *context, struct text_look look, const char *utf8, size_t bytes, float max_px);
    struct font_lines (*lines)(void *context, struct text_look look);
    void *context;
};

// Fixed measures: letters 0.55 em wide (0.6 in mono, 0.59 in bold), East Asian ones 1 em, and heights to suit. No
// memory, no state.
const struct metrics *metrics_plain(void);

#endif
