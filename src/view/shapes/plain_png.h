// Pixels as a PNG in base64, for a picture inside an SVG file: not packed, so that it needs no library.
#ifndef VIEW_SHAPES_PLAIN_PNG_H
#define VIEW_SHAPES_PLAIN_PNG_H

#include "view/shapes/command.h"

#include <stdio.h>

// Errors stay in the stream.
void plain_png_write(const struct pixels *pixels, FILE *out);

#endif
