// What is written in a draw list, as text in the order in which it is read.
#ifndef VIEW_SHAPES_LINES_H
#define VIEW_SHAPES_LINES_H

#include "view/shapes/command.h"

#include <stdio.h>

// A paragraph for each section (draw_section) in the order in which they were drawn, after what stands in none and before what lies
// on top; in it line below line, and in a line from left to right. Nothing where memory is short.
void draw_list_lines(const struct draw_list *list, FILE *out);

#endif
