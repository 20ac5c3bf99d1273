// Sums of lanes, in vectors as wide as the cpu has: of remainders modulo a prime, and of shares. All exploring costs is spent
// here.
//
// Plain functions: any thread may call.
#ifndef SCHEDULES_LANES_H
#define SCHEDULES_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LANES_WIDE = 8,         // lanes in a vector
    LANES_SOURCES_MAX = 4,  // of one sum
    LANES_CUBE_TO_MAX = 32, // of a cube of four workers
    LANES_CUBE_FROM_MAX = 80,
};

// sum[i] = (a[i] + b[i]) modulo the prime (below 2^31), each remainder below it. sum may be a or b.
void lanes_add(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime);

// to[i] = the sum of all sources[s][i] modulo the prime; without a source zeros. count: a multiple of LANES_WIDE.
void lanes_sum(uint32_t *to, const uint32_t *const *sources, int source_count, size_t count, uint32_t prime);

// All the sums of a block of places at which so many workers (two to four) each have loaded or have not, in one go: what is
// summed from other sums of it never leaves the cpu. Places are sets of workers that have loaded; by rising number of that
// set, each has a sum for the balance, but for the last, and one for the register of each in the set. It has a source by
// each worker: of one in the set the same value without that worker in it, of the register's own the balance; of one that is
// not the next of `from`. The registers' sums go to `to`, in this order. count: a multiple of LANES_WIDE. False where the cpu
// cannot; nothing is done then.
bool lanes_cube(int workers, uint32_t *const *to, const uint32_t *const *from, size_t count, uint32_t prime);
bool lanes_cube_possible(void);

// to[i] = the sum of all sources[s][i] × weights[s]; without a source zeros. count: a multiple of LANES_WIDE.
void lanes_weigh(double *to, const double *const *sources, const double *weights, int source_count, size_t count);

#endif
