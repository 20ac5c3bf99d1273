#include "schedules/lanes.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Below 2^32 a sum cannot overflow; less the prime it wraps round where it was below, and then is the greater of the two.
static inline uint32_t add(uint32_t a, uint32_t b, uint32_t prime)
{
    const uint32_t sum = a + b, less = sum - prime;
    return less < sum ? less : sum;
}

#if defined(__x86_64__)
#define FOR_WIDE __attribute__((target("avx2")))

FOR_WIDE static inline __m256i load(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i_u *)(const void *)from);
}

FOR_WIDE static inline void store(uint32_t *to, __m256i lanes) { _mm256_storeu_si256((__m256i_u *)(void *)to, lanes); }

FOR_WIDE static inline __m256i both(__m256i a, __m256i b, __m256i primes)
{
    const __m256i sum = _mm256_add_epi32(a, b);
    return _mm256_min_epu32(sum, _mm256_sub_epi32(sum, primes));
}

FOR_WIDE static inline __m256i two(const uint32_t *a, const uint32_t *b, __m256i primes)
{
    return both(load(a), load(b), primes);
}

// Four vectors a round: it is then the cache that is waited for, not the loop.
FOR_WIDE static size_t add_wide(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime)
{
    enum {
        W = LANES_WIDE,
    };
    const __m256i primes = _mm256_set1_epi32((int)prime);
    size_t i = 0;
    for (; i + 4 * W <= count; i += 4 * W) {
        const __m256i first = two(a + i, b + i, primes), second = two(a + i + W, b + i + W, primes);
        const __m256i third = two(a + i + 2 * W, b + i + 2 * W, primes);
        const __m256i fourth = two(a + i + 3 * W, b + i + 3 * W, primes);
        store(sum + i, first);
        store(sum + i + W, second);
        store(sum + i + 2 * W, third);
        store(sum + i + 3 * W, fourth);
    }
    for (; i + W <= count; i += W)
        store(sum + i, two(a + i, b + i, primes));
    return i;
}

FOR_WIDE static void sum_wide(uint32_t *to, const uint32_t *const *sources, int source_count, size_t count,
                              uint32_t prime)
{
    enum {
        W = LANES_WIDE,
    };
    const __m256i primes = _mm256_set1_epi32((int)prime);
    const uint32_t *a = sources[0], *b = sources[1], *c = sources[2];
    size_t i = 0;
    if (source_count == 3) {
        for (; i + 2 * W <= count; i += 2 * W) {
            const __m256i first = both(two(a + i, b + i, primes), load(c + i), primes);
            const __m256i second = both(two(a + i + W, b + i + W, primes), load(c + i + W), primes);
            store(to + i, first);
            store(to + i + W, second);
        }
        for (; i < count; i += W)
            store(to + i, both(two(a + i, b + i, primes), load(c + i), primes));
        return;
    }
    const uint32_t *d = sources[3];
    for (; i + 2 * W <= count; i += 2 * W) {
        const __m256i first = both(two(a + i, b + i, primes), two(c + i, d + i, primes), primes);
        const __m256i second = both(two(a + i + W, b + i + W, primes), two(c + i + W, d + i + W, primes), primes);
        store(to + i, first);
        store(to + i + W, second);
    }
    for (; i < count; i += W)
        store(to + i, both(two(a + i, b + i, primes), two(c + i, d + i, primes), primes));
}

// Unrolled for each number of workers, so that every sum has a name of its own.
#define UNROLLED _Pragma("GCC unroll 16")

FOR_WIDE static inline __attribute__((always_inline)) void cube_vector(int workers, uint32_t *const *to,
                                                                       const uint32_t *const *from, size_t at,
                                                                       __m256i primes)
{
    enum {
        PLACES = 1 << LANES_SOURCES_MAX,
    };
    __m256i sums[1 + LANES_SOURCES_MAX][PLACES]; // of the balance, of each register
    int taken = 0, given = 0;
    UNROLLED for (int place = 0; place < 1 << workers; place++)
    {
        UNROLLED for (int value = place == (1 << workers) - 1; value <= workers; value++)
        {
            if (value > 0 && !(place >> (value - 1) & 1))
                continue;
            __m256i sum = primes;
            UNROLLED for (int w = 0; w < workers; w++)
            {
                const __m256i source =
                    place >> w & 1 ? sums[value == 1 + w ? 0 : value][place ^ 1 << w] : load(from[taken++] + at);
                sum = w == 0 ? source : both(sum, source, primes);
            }
            sums[value][place] = sum;
            if (value > 0)
                store(to[given++] + at, sum);
        }
    }
}

FOR_WIDE static void cube_wide(int workers, uint32_t *const *to, const uint32_t *const *from, size_t count,
                               uint32_t prime)
{
    const __m256i primes = _mm256_set1_epi32((int)prime);
    if (workers == 2)
        for (size_t at = 0; at < count; at += LANES_WIDE)
            cube_vector(2, to, from, at, primes);
    else if (workers == 3)
        for (size_t at = 0; at < count; at += LANES_WIDE)
            cube_vector(3, to, from, at, primes);
    else
        for (size_t at = 0; at < count; at += LANES_WIDE)
            cube_vector(4, to, from, at, primes);
}

enum {
    DOUBLES = 4, // in a vector
};

FOR_WIDE static inline __m256d weighed(const double *const *sources, const __m256d *weights, int source_count, size_t i)
{
    __m256d sum = _mm256_mul_pd(_mm256_loadu_pd(sources[0] + i), weights[0]);
    for (int s = 1; s < source_count; s++)
        sum = _mm256_add_pd(sum, _mm256_mul_pd(_mm256_loadu_pd(sources[s] + i), weights[s]));
    return sum;
}

FOR_WIDE static void weigh_wide(double *to, const double *const *sources, const double *weights, int source_count,
                                size_t count)
{
    __m256d wide[LANES_SOURCES_MAX];
    for (int s = 0; s < source_count; s++)
        wide[s] = _mm256_set1_pd(weights[s]);
    for (size_t i = 0; i < count; i += 2 * DOUBLES) {
        const __m256d first = weighed(sources, wide, source_count, i);
        const __m256d second = weighed(sources, wide, source_count, i + DOUBLES);
        _mm256_storeu_pd(to + i, first);
        _mm256_storeu_pd(to + i + DOUBLES, second);
    }
}

static bool has_wide(void) { return __builtin_cpu_supports("avx2"); }
#else
static size_t add_wide(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime)
{
    (void)sum, (void)a, (void)b, (void)count, (void)prime;
    return 0;
}

static void sum_wide(uint32_t *to, const uint32_t *const *sources, int source_count, size_t count, uint32_t prime)
{
    (void)to, (void)sources, (void)source_count, (void)count, (void)prime;
}

static void cube_wide(int workers, uint32_t *const *to, const uint32_t *const *from, size_t count, uint32_t prime)
{
    (void)workers, (void)to, (void)from, (void)count, (void)prime;
}

static void weigh_wide(double *to, const double *const *sources, const double *weights, int source_count, size_t count)
{
    (void)to, (void)sources, (void)weights, (void)source_count, (void)count;
}

static bool has_wide(void) { return false; }
#endif

void lanes_add(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count, uint32_t prime)
{
    size_t i = has_wide() ? add_wide(sum, a, b, count, prime) : 0;
    for (; i < count; i++)
        sum[i] = add(a[i], b[i], prime);
}

void lanes_sum(uint32_t *to, const uint32_t *const *sources, int source_count, size_t count, uint32_t prime)
{
    if (source_count == 0) {
        memset(to, 0, count * sizeof *to);
    } else if (source_count == 1) {
        memcpy(to, sources[0], count * sizeof *to);
    } else if (source_count == 2) {
        lanes_add(to, sources[0], sources[1], count, prime);
    } else if (has_wide()) {
        sum_wide(to, sources, source_count, count, prime);
    } else {
        lanes_add(to, sources[0], sources[1], count, prime);
        for (int s = 2; s < source_count; s++)
            lanes_add(to, to, sources[s], count, prime);
    }
}

bool lanes_cube_possible(void) { return has_wide(); }

bool lanes_cube(int workers, uint32_t *const *to, const uint32_t *const *from, size_t count, uint32_t prime)
{
    if (!has_wide())
        return false;
    cube_wide(workers, to, from, count, prime);
    return true;
}

void lanes_weigh(double *to, const double *const *sources, const double *weights, int source_count, size_t count)
{
    if (source_count == 0) {
        memset(to, 0, count * sizeof *to);
        return;
    }
    if (has_wide()) {
        weigh_wide(to, sources, weights, source_count, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        to[i] = sources[0][i] * weights[0];
    for (int s = 1; s < source_count; s++)
        for (size_t i = 0; i < count; i++)
            to[i] += sources[s][i] * weights[s];
}
