// Writes a draw list as an SVG 1.1 picture: the same shapes, patterns and words, sharp at any size.
//
// Fonts are named, not embedded; every text carries the width it was measured with (textLength), so that another
// font keeps the layout. Errors of the stream stay in the stream (ferror). The same list gives the same bytes on
// every machine.
#ifndef VIEW_SHAPES_SVG_H
#define VIEW_SHAPES_SVG_H

#include "view/shapes/command.h"

#include <stdio.h>

// title: what a screen reader says of the picture; NULL: none.
void svg_write(const struct draw_list *list, const char *title, FILE *out);

#endif
