// The work is GMP's.
#include "schedules/modulo.h"

#include <stdlib.h>

#define BELOW ((uint32_t)1 << 31)

// The bits of a prime's logarithm, at least: all of them are above 2^31 − 2^15.
#define PRIME_BITS 30.9999

enum {
    ROUNDS = 25, // below 2^64 GMP's test (BPSW) makes no mistake; more rounds cost nothing here
};

int modulo_primes_for(const mpz_t most)
{
    const double needed = (double)mpz_sizeinbase(most, 2) / PRIME_BITS;
    return needed >= MODULO_PRIMES_MAX ? MODULO_PRIMES_MAX + 1 : (int)needed + 1;
}

void modulo_primes(uint32_t *primes, int count)
{
    mpz_t candidate;
    mpz_init_set_ui(candidate, BELOW - 1);
    for (int found = 0; found < count; mpz_sub_ui(candidate, candidate, 2))
        if (mpz_probab_prime_p(candidate, ROUNDS))
            primes[found++] = (uint32_t)mpz_get_ui(candidate);
    mpz_clear(candidate);
}

bool modulo_init(struct modulo *modulo, int count)
{
    const size_t room = (size_t)count;
    *modulo = (struct modulo){
        .count = count,
        .primes = malloc(room * sizeof *modulo->primes),
        .inverse = malloc(room * sizeof *modulo->inverse),
        .others = malloc(room * sizeof *modulo->others),
    };
    if (!modulo->primes || !modulo->inverse || !modulo->others) {
        free(modulo->primes);
        free(modulo->inverse);
        free(modulo->others);
        return false;
    }
    modulo_primes(modulo->primes, count);
    mpz_t prime, inverse;
    mpz_inits(prime, inverse, NULL);
    mpz_init_set_ui(modulo->product, 1);
    for (int i = 0; i < count; i++)
        mpz_mul_ui(modulo->product, modulo->product, modulo->primes[i]);
    for (int i = 0; i < count; i++) {
        mpz_init(modulo->others[i]);
        mpz_divexact_ui(modulo->others[i], modulo->product, modulo->primes[i]);
        mpz_set_ui(prime, modulo->primes[i]);
        mpz_invert(inverse, modulo->others[i], prime); // there is one: different primes
        modulo->inverse[i] = (uint32_t)mpz_get_ui(inverse);
    }
    mpz_clears(prime, inverse, NULL);
    return true;
}

void modulo_finish(struct modulo *modulo)
{
    for (int i = 0; i < modulo->count; i++)
        mpz_clear(modulo->others[i]);
    mpz_clear(modulo->product);
    free(modulo->primes);
    free(modulo->inverse);
    free(modulo->others);
}

void modulo_number(const struct modulo *modulo, const uint32_t *remainders, size_t stride, mpz_t number)
{
    mpz_set_ui(number, 0);
    for (int i = 0; i < modulo->count; i++) {
        const uint64_t times = (uint64_t)remainders[(size_t)i * stride] * modulo->inverse[i] % modulo->primes[i];
        mpz_addmul_ui(number, modulo->others[i], (unsigned long)times);
    }
    mpz_mod(number, number, modulo->product);
}
