// The check of layout.
#ifndef VIEW_SHAPES_CHECK_H
#define VIEW_SHAPES_CHECK_H

#include "view/shapes/command.h"

#include <stdio.h>

// Prints one line for every text that leaves its place, the clip or the picture, lies over another text of its
// layer, or was cut; returns how many.
size_t draw_list_check_texts(const struct draw_list *list, FILE *out);

// Prints one line for every text that a line, a curve or an arrow's head goes through which was drawn later, in its layer;
// returns how many.
size_t draw_list_check_strokes(const struct draw_list *list, FILE *out);

// Prints one line for every text whose letters touch the edge of the box that they stand in: the last that was drawn round their
// middle and has an edge; returns how many.
size_t draw_list_check_margins(const struct draw_list *list, FILE *out);

#endif
