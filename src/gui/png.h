// Pixels as a PNG file.
#ifndef GUI_PNG_H
#define GUI_PNG_H

#include "base/status.h"
#include "gui/paint/raster.h"

#include <stddef.h>
#include <stdint.h>

// Encodes the canvas (8 bits red, green, blue; alpha is left out) into heap memory the caller frees. The same
// pixels give the same bytes with the same libpng and zlib. STATUS_FAILED when memory is short.
struct status png_encode(const struct canvas *canvas, uint8_t **bytes, size_t *count);

// Encodes and writes it, so that a reader never sees half a file.
struct status png_write(const struct canvas *canvas, const char *path);

// Reads a PNG file of at most RASTER_SIDE_MAX pixels a side into a canvas whose pixels the caller frees: for tests
// that compare pictures.
struct status png_read(const char *path, struct canvas *canvas);

#endif
