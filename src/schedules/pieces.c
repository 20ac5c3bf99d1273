#include "schedules/pieces.h"

static void make_remainders(const struct pieces *pieces, uint32_t *field, uint32_t prime)
{
    for (int i = 0; i < pieces->count; i++) {
        const struct piece *piece = &pieces->items[i];
        const uint32_t *from[LANES_SOURCES_MAX];
        for (int s = 0; s < piece->source_count; s++)
            from[s] = field + piece->from[s];
        if (piece->source_count == PIECE_ONE)
            field[piece->to] = 1;
        else
            lanes_sum(field + piece->to, from, piece->source_count, piece->count, prime);
    }
}

static void make_shares(const struct pieces *pieces)
{
    double *field = pieces->shares;
    for (int i = 0; i < pieces->count; i++) {
        const struct piece *piece = &pieces->items[i];
        const double *from[LANES_SOURCES_MAX];
        double weights[LANES_SOURCES_MAX];
        for (int s = 0; s < piece->source_count; s++) {
            from[s] = field + piece->from[s];
            weights[s] = 1.0 / piece->of[s];
        }
        if (piece->source_count == PIECE_ONE)
            field[piece->to] = pieces->one;
        else
            lanes_weigh(field + piece->to, from, weights, piece->source_count, piece->count);
    }
}

void pieces_make(struct pieces *pieces)
{
    for (int p = 0; p < pieces->prime_count; p++)
        make_remainders(pieces, pieces->fields + (size_t)p * pieces->lanes, pieces->primes[p]);
    if (pieces->shares)
        make_shares(pieces);
    pieces->count = 0;
}

void pieces_make_cube(struct pieces *pieces, const struct cube *cube)
{
    for (int p = 0; p < pieces->prime_count; p++) {
        uint32_t *field = pieces->fields + (size_t)p * pieces->lanes;
        uint32_t *to[LANES_CUBE_TO_MAX];
        const uint32_t *from[LANES_CUBE_FROM_MAX];
        for (int i = 0; i < cube->to_count; i++)
            to[i] = field + cube->to[i];
        for (int i = 0; i < cube->from_count; i++)
            from[i] = field + cube->from[i];
        make_remainders(pieces, field, pieces->primes[p]);
        lanes_cube(cube->workers, to, from, cube->count, pieces->primes[p]);
    }
    pieces->count = 0;
}
