// Additions in vectors as wide as the cpu has; the rest is GMP's.
#include "schedules/modulo.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define BELOW ((uint32_t)1 << 31)

enum {
    PRIME_BITS = 30, // each prime has more
    ROUNDS = 25,     // below 2^64 GMP's test (BPSW) makes no mistake; more rounds cost nothing here
};

int modulo_primes_for(const mpz_t most)
{
    const size_t needed = mpz_sizeinbase(most, 2) / PRIME_BITS + 1;
    return needed > MODULO_PRIMES_MAX ? MODULO_PRIMES_MAX + 1 : (int)needed;
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

// Below 2^32 a sum cannot overflow; less the prime it wraps round where it was below, and then is the greater of the two.
static inline uint32_t add(uint32_t a, uint32_t b, uint32_t prime)
{
    const uint32_t sum = a + b, less = sum - prime;
    return less < sum ? less : sum;
}

#if defined(__x86_64__)
enum {
    WIDE = 8, // remainders in a vector
};

__attribute__((target("avx2"))) static size_t add_wide(uint32_t *sum, const uint32_t *a, const uint32_t *b,
                                                       size_t count, uint32_t prime)
{
    const __m256i primes = _mm256_set1_epi32((int)prime);
    size_t i = 0;
    for (; i + WIDE <= count; i += WIDE) {
        const __m256i both = _mm256_add_epi32(_mm256_loadu_si256((const __m256i_u *)(const void *)(a + i)),
                                              _mm256_loadu_si256((const __m256i_u *)(const void *)(b + i)));
        _mm256_storeu_si256((__m256i_u *)(void *)(sum + i), _mm256_min_epu32(both, _mm256_sub_epi32(both, primes)));
    }
    return i;
}

static bool has_wide(void) { return __builtin_cpu_supports("avx2"); }
#else
static size_t add_wide(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime)
{
    (void)sum, (void)a, (void)b, (void)count, (void)prime;
    return 0;
}

static bool has_wide(void) { return false; }
#endif

void modulo_add(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime)
{
    size_t i = has_wide() ? add_wide(sum, a, b, count, prime) : 0;
    for (; i < count; i++)
        sum[i] = add(a[i], b[i], prime);
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
