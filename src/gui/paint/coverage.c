// Edges to cells to covers. A full cell counts 2^17: 256 units of height by 512 half-units of width.
#include "gui/paint/coverage.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ONE COVERAGE_ONE
#define FULL (1 << 17)
#define BLOCK 4 // cells a bit stands for
#define BLOCKS_A_WORD 64

bool coverage_init(struct coverage *coverage, int width_most, int rows_most)
{
    assert(width_most > 0 && rows_most > 0);
    // Two more than the width: the last edge of a row adds to the cell after its own.
    size_t blocks = ((size_t)width_most + 2 + BLOCK - 1) / BLOCK;
    size_t words = (blocks + BLOCKS_A_WORD - 1) / BLOCKS_A_WORD, rows = (size_t)rows_most;
    *coverage =
        (struct coverage){ .stride = blocks * BLOCK, .words = words, .width_most = width_most, .rows_most = rows_most };
    coverage->cells = calloc(rows * coverage->stride, sizeof *coverage->cells);
    coverage->touched = calloc(rows * words, sizeof *coverage->touched);
    coverage->mask = malloc(coverage->stride);
    if (!coverage->cells || !coverage->touched || !coverage->mask) {
        coverage_finish(coverage);
        return false;
    }
    return true;
}

void coverage_finish(struct coverage *coverage)
{
    free(coverage->cells);
    free(coverage->touched);
    free(coverage->mask);
    *coverage = (struct coverage){ 0 };
}

void coverage_begin(struct coverage *coverage, int left, int top, int right, int bottom)
{
    assert(right - left <= coverage->width_most && bottom - top <= coverage->rows_most && right >= left &&
           bottom >= top);
    coverage->left = left;
    coverage->top = top;
    coverage->width = right - left;
    coverage->rows = bottom - top;
    coverage->first_row = coverage->rows;
    coverage->last_row = -1;
}

static inline void touch(uint64_t *touched, int cell)
{
    unsigned block = (unsigned)cell / BLOCK;
    touched[block / BLOCKS_A_WORD] |= UINT64_C(1) << (block % BLOCKS_A_WORD);
}

// A piece of an edge inside one cell: height units tall, on average `from_left` half-units from the cell's left side.
static inline void add(int32_t *cells, uint64_t *touched, int cell, int32_t height, int32_t from_left)
{
    cells[cell] += height * (2 * ONE - from_left);
    cells[cell + 1] += height * from_left;
    touch(touched, cell);
    touch(touched, cell + 1);
}

// The cell a place lies in, and how far inside it. Only for places inside the window, which are never negative.
static inline int32_t cell_of(int32_t place) { return place >> 8; }
static inline int32_t part_of(int32_t place) { return place & (ONE - 1); }

// A piece of an edge inside one row, from x0 to x1, height units tall (negative: upwards).
static void add_in_row(int32_t *cells, uint64_t *touched, int32_t x0, int32_t x1, int32_t height)
{
    if (x0 > x1) {
        int32_t swap = x0;
        x0 = x1;
        x1 = swap;
    }
    int32_t first = cell_of(x0), last = cell_of(x1);
    if (first == last) {
        add(cells, touched, first, height, part_of(x0) + part_of(x1));
        return;
    }
    // Shares of the height by shares of the width, kept so that they add up to the whole exactly.
    int64_t slope = height * (INT64_C(1) << 32) / (x1 - x0);
    int32_t done = (int32_t)((slope * (ONE - part_of(x0))) >> 32);
    add(cells, touched, first, done, part_of(x0) + ONE);
    for (int32_t cell = first + 1; cell < last; cell++) {
        int32_t upto = (int32_t)((slope * ((cell + 1) * ONE - x0)) >> 32);
        add(cells, touched, cell, upto - done, ONE);
        done = upto;
    }
    add(cells, touched, last, height - done, part_of(x1));
}

// An edge that lies inside the window, downwards; direction says which way it went.
static void add_inside(struct coverage *coverage, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t direction)
{
    if (y0 >= y1)
        return;
    int row = cell_of(y0), last = cell_of(y1 - 1);
    coverage->first_row = row < coverage->first_row ? row : coverage->first_row;
    coverage->last_row = last > coverage->last_row ? last : coverage->last_row;
    int32_t *cells = coverage->cells + (size_t)row * coverage->stride;
    uint64_t *touched = coverage->touched + (size_t)row * coverage->words;
    // |slope| × (y1 − y0) is at most |x1 − x0| × 2^32.
    int64_t slope = (int64_t)(x1 - x0) * (INT64_C(1) << 32) / (y1 - y0);
    int32_t x = x0;
    for (int32_t y = y0; row <= last; row++) {
        int32_t end = row < last ? (row + 1) * ONE : y1;
        int32_t next = row < last ? x0 + (int32_t)((slope * (end - y0)) >> 32) : x1;
        add_in_row(cells, touched, x, next, (end - y) * direction);
        x = next;
        y = end;
        cells += coverage->stride;
        touched += coverage->words;
    }
}

// On the edge (a0, b0) to (a1, b1): a where it passes b.
static int32_t cross_at(int32_t a0, int32_t b0, int32_t a1, int32_t b1, int32_t b)
{
    return b1 == b0 ? a0 : a0 + (int32_t)((int64_t)(a1 - a0) * (b - b0) / (b1 - b0));
}

// Cuts the edge at the window's sides. What lies to the left still covers all to its right, so it is moved onto the
// left side; what lies to the right covers nothing here.
static void add_across(struct coverage *coverage, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t direction)
{
    int32_t right = coverage->width * ONE;
    if (x0 <= 0 && x1 <= 0) {
        add_inside(coverage, 0, y0, 0, y1, direction);
        return;
    }
    if (x0 >= right && x1 >= right)
        return;
    if (x0 < 0) {
        int32_t y = cross_at(y0, x0, y1, x1, 0);
        add_inside(coverage, 0, y0, 0, y, direction);
        x0 = 0;
        y0 = y;
    } else if (x1 < 0) {
        int32_t y = cross_at(y0, x0, y1, x1, 0);
        add_inside(coverage, 0, y, 0, y1, direction);
        x1 = 0;
        y1 = y;
    }
    if (x0 > right) {
        y0 = cross_at(y0, x0, y1, x1, right);
        x0 = right;
    } else if (x1 > right) {
        y1 = cross_at(y0, x0, y1, x1, right);
        x1 = right;
    }
    add_inside(coverage, x0, y0, x1, y1, direction);
}

void coverage_edge(struct coverage *coverage, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    int32_t direction = 1, bottom = coverage->rows * ONE;
    if (y0 > y1) {
        int32_t x = x0, y = y0;
        x0 = x1;
        y0 = y1;
        x1 = x;
        y1 = y;
        direction = -1;
    }
    x0 -= coverage->left * ONE;
    x1 -= coverage->left * ONE;
    y0 -= coverage->top * ONE;
    y1 -= coverage->top * ONE;
    if (y1 <= 0 || y0 >= bottom || y0 == y1)
        return;
    int32_t from = x0, to = x1, upper = y0, lower = y1;
    if (y0 < 0) {
        from = cross_at(x0, y0, x1, y1, 0);
        upper = 0;
    }
    if (y1 > bottom) {
        to = cross_at(x0, y0, x1, y1, bottom);
        lower = bottom;
    }
    add_across(coverage, from, upper, to, lower, direction);
}

static inline uint8_t cover_of(int32_t sum)
{
    uint32_t part = (uint32_t)(sum < 0 ? -sum : sum);
    return part >= FULL ? 255 : (uint8_t)((part * 255 + FULL / 2) / FULL);
}

// The first touched block from `block` on, or the number of blocks.
static size_t next_touched(const uint64_t *touched, size_t words, size_t block)
{
    size_t word = block / BLOCKS_A_WORD;
    if (word >= words)
        return words * BLOCKS_A_WORD;
    uint64_t bits = touched[word] >> (block % BLOCKS_A_WORD) << (block % BLOCKS_A_WORD);
    while (bits == 0) {
        if (++word == words)
            return words * BLOCKS_A_WORD;
        bits = touched[word];
    }
    return word * BLOCKS_A_WORD + (size_t)__builtin_ctzll(bits);
}

static bool is_touched(const uint64_t *touched, size_t words, size_t block)
{
    return block / BLOCKS_A_WORD < words && (touched[block / BLOCKS_A_WORD] >> (block % BLOCKS_A_WORD) & 1);
}

static void sweep_row(struct coverage *coverage, int row, coverage_sink *sink, void *context)
{
    int32_t *cells = coverage->cells + (size_t)row * coverage->stride;
    uint64_t *touched = coverage->touched + (size_t)row * coverage->words;
    size_t words = coverage->words, width = (size_t)coverage->width;
    int y = coverage->top + row;
    int32_t sum = 0;
    size_t x = 0; // what lies before it is handed out
    for (size_t block = next_touched(touched, words, 0); block < words * BLOCKS_A_WORD;) {
        size_t from = block * BLOCK;
        if (from > x && x < width && cover_of(sum) > 0)
            sink(context, coverage->left + (int)x, y, (from < width ? from : width) - x, NULL, cover_of(sum));
        size_t to = from;
        do {
            for (size_t end = to + BLOCK; to < end; to++) {
                sum += cells[to];
                cells[to] = 0;
                coverage->mask[to] = cover_of(sum);
            }
        } while (is_touched(touched, words, ++block));
        if (from < width)
            sink(context, coverage->left + (int)from, y, (to < width ? to : width) - from, coverage->mask + from, 255);
        x = to;
        block = next_touched(touched, words, block);
    }
    memset(touched, 0, words * sizeof *touched);
    if (x < width && cover_of(sum) > 0)
        sink(context, coverage->left + (int)x, y, width - x, NULL, cover_of(sum));
}

void coverage_sweep(struct coverage *coverage, coverage_sink *sink, void *context)
{
    for (int row = coverage->first_row; row <= coverage->last_row; row++)
        sweep_row(coverage, row, sink, context);
}
