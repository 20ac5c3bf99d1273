// Patterns as small pictures that repeat, made once for each set of colours and pitch.
#ifndef GUI_PAINT_PATTERN_TILES_H
#define GUI_PAINT_PATTERN_TILES_H

#include "gui/paint/coverage.h"
#include "view/shapes/paint.h"

#define PATTERN_TILES_MAX 32
#define PATTERN_PITCH_MAX 64

struct pattern_tile {
    uint32_t *pixels; // pitch × pitch, each with its own alpha; NULL: free
    int pitch;
    enum pattern pattern;
    uint32_t fill, ink;
    uint64_t used;
};

struct pattern_tiles {
    struct pattern_tile tiles[PATTERN_TILES_MAX];
    struct coverage coverage;
    uint64_t clock;
};

// False when memory is short.
bool pattern_tiles_init(struct pattern_tiles *tiles);
void pattern_tiles_finish(struct pattern_tiles *tiles);

// The tile for a paint whose pattern is not solid, valid until the next call; the one used longest ago makes room.
// NULL when memory is short.
const struct pattern_tile *pattern_tile_get(struct pattern_tiles *tiles, const struct paint *paint);

#endif
