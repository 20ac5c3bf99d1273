// Numbers by their remainders modulo primes (the Chinese remainder theorem).
//
// Where a number has many words, sums cost as many additions with their carries, and what is summed does not fit the
// cache. Remainders of one prime alone are half a word wide, know no carries, and each prime can be done for itself: one after
// the other in little memory, or beside each other. A number below the product of the primes is known by its
// remainders; modulo_number puts it together.
//
// Plain data, no state: any thread may call.
#ifndef SCHEDULES_MODULO_H
#define SCHEDULES_MODULO_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MODULO_PRIMES_MAX = 640, // numbers of 19 800 bits
};

// So many of the primes below 2^31, the largest first, have a product above `most`; MODULO_PRIMES_MAX + 1: not even all.
int modulo_primes_for(const mpz_t most);

// The largest `count` (up to MODULO_PRIMES_MAX) primes below 2^31, falling.
void modulo_primes(uint32_t *primes, int count);

// What is needed to put numbers together from remainders modulo so many primes.
struct modulo {
    int count;
    uint32_t *primes;
    uint32_t *inverse; // of all the others' product, modulo the prime
    mpz_t product;
    mpz_t *others; // the product without the prime
};

// False where there is no memory; then nothing is to be finished.
bool modulo_init(struct modulo *modulo, int count);
void modulo_finish(struct modulo *modulo);

// The number below the product that has these remainders, remainders[i × stride] modulo prime i.
void modulo_number(const struct modulo *modulo, const uint32_t *remainders, size_t stride, mpz_t number);

#endif
