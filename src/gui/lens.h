// A window onto a sheet that is larger than it: where type is wanted larger than the content has room for, the content is laid out
// on a larger sheet, whole, and the window shows a part of it.
//
// The part follows the pointer, whose place in the window is its place on the sheet; what gets the keyboard or opens comes into
// sight; keys move it. Sheet, hits and pointer are in the sheet's pixels everywhere but here.
#ifndef GUI_LENS_H
#define GUI_LENS_H

#include "view/model/model.h"
#include "view/ui/ui.h"

struct window_size {
    int width_px, height_px;
};

// How many times the window the sheet is to be, by the last picture; 1: as large as it.
float lens_factor(const struct model *model, const struct ui *ui);

// The sheet is now of that factor: the model gets its size, the part stays on it.
void lens_set(struct model *model, struct ui *ui, struct window_size window, float factor);

// The pointer is there in the window.
void lens_follow(struct ui *ui, struct point pointer);

// What has got the keyboard since the last picture, or has opened, comes into sight.
void lens_show(struct ui *ui, struct window_size window);

#endif
