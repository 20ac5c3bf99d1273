// Turns outlines into how much of each pixel they cover: exact areas, so every edge is soft by as much as it should
// be.
//
// An outline is a set of directed edges, in 1/256 pixel. Each edge adds to the cells it crosses how much of the
// cell lies to its right; summed along a row from the left this is the covered area. Where pieces that turn the
// same way overlap, the sum is held at full, so a stroke can be laid out as overlapping pieces. Whole numbers
// throughout: the same bits on every machine. Beside the cells a bit for every four of them tells which were
// touched; between those a row is one run, full or empty, so the inside of a large shape costs nothing but its
// filling. One shape at a time: begin, edges, sweep. Not thread-safe.
#ifndef GUI_PAINT_COVERAGE_H
#define GUI_PAINT_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COVERAGE_ONE 256 // units in a pixel

struct coverage {
    int32_t *cells;       // all 0 between shapes
    uint64_t *touched;    // likewise
    uint8_t *mask;        // one row
    size_t stride, words; // cells and bit words a row
    int width_most, rows_most;
    int left, top, width, rows; // the window of the present shape, in pixels
    int first_row, last_row;    // touched, of the window
};

// Room for windows of so many pixels. False when memory is short.
bool coverage_init(struct coverage *coverage, int width_most, int rows_most);
void coverage_finish(struct coverage *coverage);

// Starts a shape: only what lies in this window (not larger than the room) is kept of it.
void coverage_begin(struct coverage *coverage, int left, int top, int right, int bottom);

// An edge of the outline, in 1/256 pixel of the picture, within ± 2^28. An outline's edges follow each other and
// end where they began; which comes first does not matter.
void coverage_edge(struct coverage *coverage, int32_t x0, int32_t y0, int32_t x1, int32_t y1);

// Gets what is covered of one row, from left to right: count pixels from (x, y) on, each as its byte of mask says,
// or, where mask is NULL, all of them `cover` (not 0).
typedef void coverage_sink(void *context, int x, int y, size_t count, const uint8_t *mask, uint8_t cover);

// Hands out the shape and forgets it.
void coverage_sweep(struct coverage *coverage, coverage_sink *sink, void *context);

#endif
