// Fonts: finding them, measuring text with them, and the letters as masks of coverage, all kept for the next frame.
//
// One font object per face and size, because changing a font's size drops its letters. Whole strings are kept as
// measured and, once drawn, as masks; numbers that change ("figures") are set from single letters with all digits
// equally wide, so that they neither fill the store nor jump about. Stores have fixed limits: what was not used
// longest goes first, and struct fonts_stats says so. Needs SDL2_ttf but no display and no SDL_Init. One thread at
// a time.
#ifndef GUI_PAINT_FONTS_H
#define GUI_PAINT_FONTS_H

#include "base/status.h"
#include "gui/paint/mask.h"
#include "view/shapes/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FONTS_OPEN_MAX 48                         // faces × sizes
#define FONTS_STRINGS_MAX 4096                    // strings remembered
#define FONTS_STRING_BYTES_MAX ((size_t)32 << 20) // of their masks

struct fonts;

// Finds the program's faces: Noto Sans CJK SC first (it has English and Chinese), then DejaVu, then what the system
// thinks fit. file: a font file (--font) that comes before them all, or NULL; of a collection its Simplified Chinese face.
// It serves for plain and bold text, and for figures and code where it has an evenly spaced face. STATUS_FAILED when
// there is no font, STATUS_USAGE when file is none: the message names it. samples: texts that are to be written, for which
// the file serves for figures and code too where the face found for them cannot; up to 32, NULL after the last; NULL: none.
struct status fonts_create(struct fonts **out, const char *file, const char *const *samples);
void fonts_destroy(struct fonts *fonts);

// The measures for views; valid as long as the fonts are.
const struct metrics *fonts_metrics(struct fonts *fonts);

// The file of the first face that cannot write the text, for messages; NULL: every face can.
const char *fonts_without(struct fonts *fonts, const char *utf8);

// Has the face a glyph for every character of the text? If not, *missing (unless NULL) is the first without.
bool fonts_have_text(struct fonts *fonts, enum face face, const char *utf8, uint32_t *missing);

// Where a face comes from, for messages: its file, and the number of the face in it.
const char *fonts_file(const struct fonts *fonts, enum face face, int *index);

// Hands out the masks that make up the text: one for a string, one a letter for figures. utf8 ends in a zero.
void fonts_set_text(struct fonts *fonts, struct text_look look, const char *utf8, size_t bytes, text_sink *sink,
                    void *context);

struct fonts_stats {
    size_t fonts_open, fonts_opened, fonts_closed_for_room;
    size_t strings, string_bytes, strings_dropped_for_room;
};

struct fonts_stats fonts_stats(const struct fonts *fonts);

#endif
