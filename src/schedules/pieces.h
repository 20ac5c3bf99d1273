// Sums of lanes in a field, piece by piece: gathered, and then made for each prime, or of shares.
//
// What is added first is summed first; a piece may be made from those before it.
#ifndef SCHEDULES_PIECES_H
#define SCHEDULES_PIECES_H

#include "schedules/lanes.h"

#include <stdint.h>

enum {
    PIECES_AT_ONCE = 48,
    PIECE_ONE = -1, // in place of a number of sources: the one at the start
};

struct piece {
    uint32_t to, count; // lanes of the field; a multiple of LANES_WIDE, but for PIECE_ONE
    int source_count;   // 0: zeros
    uint32_t from[LANES_SOURCES_MAX];
    uint8_t of[LANES_SOURCES_MAX]; // each source comes in from one of so many that can move
};

struct pieces {
    uint32_t *fields; // of remainders: one for each prime, of so many lanes, one behind the other
    size_t lanes;
    const uint32_t *primes;
    int prime_count;
    double *shares; // or a field of shares, which begin with `one`
    double one;
    int count;
    struct piece items[PIECES_AT_ONCE];
};

// Makes those that are there.
void pieces_make(struct pieces *pieces);

// A cube of sums (lanes_cube), of lanes of the field. Only of remainders.
struct cube {
    int workers;
    uint32_t count;
    int to_count, from_count;
    uint32_t to[LANES_CUBE_TO_MAX], from[LANES_CUBE_FROM_MAX];
};

// Makes the pieces that are there, and the cube.
void pieces_make_cube(struct pieces *pieces, const struct cube *cube);

// One more, to be filled in.
static inline struct piece *pieces_add(struct pieces *pieces)
{
    if (pieces->count == PIECES_AT_ONCE)
        pieces_make(pieces);
    return &pieces->items[pieces->count++];
}

#endif
