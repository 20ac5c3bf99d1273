// Pictures that follow each other as one file: an animated WebP or a GIF, as its name ends.
//
// Equal pictures in a row become one that is shown for longer. The file is made in memory and put in its place at the end, so that
// nobody sees half of it. Each format is a file of its own (webp.c, gif.c); where its library was not there when the program was
// built, one that says so stands in for it (webp_without.c, gif_without.c).
#ifndef GUI_ANIMATION_H
#define GUI_ANIMATION_H

#include "base/status.h"
#include "gui/animation_format.h"

enum {
    ANIMATION_MOST_BYTES = 64 << 20, // of a file; more is refused
};

// The one that the name ends in; NULL: none.
const struct animation_format *animation_format_of(const char *path);

struct animation;

// STATUS_USAGE: the program was built without what the format needs.
struct status animation_begin(struct animation **out, const struct animation_format *format);
// A copy is kept. STATUS_FAILED where memory is short or the file would be too large.
struct status animation_add(struct animation *animation, const struct canvas *picture, uint64_t ms);
// The last picture is shown until then.
struct status animation_write(struct animation *animation, uint64_t until_ms, const char *path);
void animation_drop(struct animation *animation); // NULL is allowed

#endif
