// A picture of what the window would show, as a file, with no window and no display.
#ifndef GUI_PICTURE_H
#define GUI_PICTURE_H

#include "base/status.h"
#include "document/document.h"
#include "gui/paint/fonts.h"
#include "view/model/model.h"

// Can a picture be written under that name: does it end in .png, .svg or .txt, or is it PICTURE_OUT? STATUS_USAGE says what would be
// right.
#define PICTURE_OUT "-" // standard output, as text
struct status picture_check_path(const char *path);

// Writes the picture of the model (whose size it has) and its document (NULL: no run) as PNG, SVG or text (window_tell), as the path
// ends. A reader never sees half of it. STATUS_USAGE for another ending.
struct status picture_write(const struct model *model, const struct document *document, struct fonts *fonts,
                            const char *path);

// What it says, as text in the heap; the caller frees it.
struct status picture_text(const struct model *model, const struct document *document, struct fonts *fonts,
                           char **text);

// Writes none, but makes a number of its pixels: another one for other pixels, save by a rare chance.
struct status picture_signature(const struct model *model, const struct document *document, struct fonts *fonts,
                                uint64_t *signature);

#endif
