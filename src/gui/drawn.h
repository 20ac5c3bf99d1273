// The window drawn once, with no window: what pictures and films are made from.
#ifndef GUI_DRAWN_H
#define GUI_DRAWN_H

#include "base/arena.h"
#include "base/status.h"
#include "document/document.h"
#include "gui/paint/fonts.h"
#include "view/model/model.h"
#include "view/shapes/draw.h"
#include "view/window/window.h"

#include <stdio.h>

struct drawn {
    struct arena arena;
    struct ui *ui;
    struct draw_list list;
    struct frame frame;
};

// In the model's size. document: NULL: no run. drawn_finish, whatever comes of it.
struct status drawn_make(struct drawn *drawn, const struct model *model, const struct document *document,
                         struct fonts *fonts);
void drawn_finish(struct drawn *drawn);

// As SVG, titled with what is shown. Errors stay in the stream.
void drawn_svg(struct drawn *drawn, FILE *out);

#endif
