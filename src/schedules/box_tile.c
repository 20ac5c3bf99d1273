#include "schedules/box_tile.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// What is no sum. False: it is none of these.
static inline bool do_other(const struct box_tile *tile, const struct box_step *step)
{
    uint32_t *to = tile->slots + step->to;
    const size_t behind = tile->behind * sizeof *to;
    switch (step->deed) {
    case BOX_RECALL:
        if (tile->first)
            memset(to - tile->behind, 0, behind);
        else
            memcpy(to - tile->behind, tile->stores + step->a, behind);
        return true;
    case BOX_KEEP:
        memcpy(tile->stores + step->a, to + tile->lanes - tile->behind, behind);
        return true;
    case BOX_CLEAR:
        memset(to, 0, tile->lanes * sizeof *to);
        return true;
    case BOX_COPY:
        memcpy(to, tile->slots + step->a, tile->lanes * sizeof *to);
        return true;
    case BOX_PLACE:
        return true;
    default:
        return false;
    }
}

// Below 2^32 a sum cannot overflow; less the prime it wraps round where it was below, and then is the greater of the two.
static size_t run_plain(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                        const uint32_t *primes, bool each)
{
    for (; at < count; at++) {
        const struct box_step *step = &steps[at];
        if (step->deed != BOX_ADD) {
            if (!do_other(tile, step))
                return at;
            continue;
        }
        uint32_t *to = tile->slots + step->to;
        const uint32_t *a = tile->slots + step->a, *b = tile->slots + step->b;
        for (uint32_t lane = 0; lane < tile->lanes; lane++) {
            const uint32_t sum = a[lane] + b[lane], less = sum - primes[each ? lane : 0];
            to[lane] = less < sum ? less : sum;
        }
    }
    return at;
}

#if defined(__x86_64__)
// The two below differ in how wide a vector is.
#define FOR_WIDE __attribute__((target("avx2")))
#define FOR_WIDEST __attribute__((target("avx512f")))

enum {
    WIDE = 8, // lanes
    WIDEST = 16,
};

FOR_WIDE static inline __m256i load_wide(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i_u *)(const void *)from);
}

FOR_WIDE static inline void store_wide(uint32_t *to, __m256i lanes)
{
    _mm256_storeu_si256((__m256i_u *)(void *)to, lanes);
}

FOR_WIDE static inline void sum_wide(uint32_t *to, const uint32_t *a, const uint32_t *b, __m256i primes)
{
    const __m256i sum = _mm256_add_epi32(load_wide(a), load_wide(b));
    store_wide(to, _mm256_min_epu32(sum, _mm256_sub_epi32(sum, primes)));
}

FOR_WIDE static inline void copy_wide(uint32_t *to, const uint32_t *from, uint32_t lanes)
{
    for (uint32_t lane = 0; lane < lanes; lane += WIDE)
        store_wide(to + lane, load_wide(from + lane));
}

FOR_WIDE static size_t run_wide(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                                uint32_t prime)
{
    const __m256i primes = _mm256_set1_epi32((int)prime);
    const uint32_t lanes = tile->lanes, behind = tile->behind;
    uint32_t *slots = tile->slots;
    for (; at < count; at++) {
        const struct box_step *step = &steps[at];
        uint32_t *to = slots + step->to;
        if (step->deed == BOX_ADD) {
            const uint32_t *a = slots + step->a, *b = slots + step->b;
            for (const uint32_t *end = to + lanes; to < end; to += 4 * WIDE, a += 4 * WIDE, b += 4 * WIDE) {
                sum_wide(to, a, b, primes);
                sum_wide(to + WIDE, a + WIDE, b + WIDE, primes);
                sum_wide(to + 2 * WIDE, a + 2 * WIDE, b + 2 * WIDE, primes);
                sum_wide(to + 3 * WIDE, a + 3 * WIDE, b + 3 * WIDE, primes);
            }
        } else if (step->deed == BOX_KEEP) {
            copy_wide(tile->stores + step->a, to + lanes - behind, behind);
        } else if (step->deed == BOX_RECALL && !tile->first) {
            copy_wide(to - behind, tile->stores + step->a, behind);
        } else if (!do_other(tile, step)) {
            return at;
        }
    }
    return at;
}

FOR_WIDEST static inline void sum_widest(uint32_t *to, const uint32_t *a, const uint32_t *b, __m512i primes)
{
    const __m512i sum = _mm512_add_epi32(_mm512_loadu_si512(a), _mm512_loadu_si512(b));
    _mm512_storeu_si512(to, _mm512_min_epu32(sum, _mm512_sub_epi32(sum, primes)));
}

FOR_WIDEST static inline void copy_widest(uint32_t *to, const uint32_t *from, uint32_t lanes)
{
    for (uint32_t lane = 0; lane < lanes; lane += WIDEST)
        _mm512_storeu_si512(to + lane, _mm512_loadu_si512(from + lane));
}

FOR_WIDEST static size_t run_widest(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                                    uint32_t prime)
{
    const __m512i primes = _mm512_set1_epi32((int)prime);
    const uint32_t lanes = tile->lanes, behind = tile->behind;
    uint32_t *slots = tile->slots;
    for (; at < count; at++) {
        const struct box_step *step = &steps[at];
        uint32_t *to = slots + step->to;
        if (step->deed == BOX_ADD) {
            const uint32_t *a = slots + step->a, *b = slots + step->b;
            for (const uint32_t *end = to + lanes; to < end; to += 2 * WIDEST, a += 2 * WIDEST, b += 2 * WIDEST) {
                sum_widest(to, a, b, primes);
                sum_widest(to + WIDEST, a + WIDEST, b + WIDEST, primes);
            }
        } else if (step->deed == BOX_KEEP) {
            copy_widest(tile->stores + step->a, to + lanes - behind, behind);
        } else if (step->deed == BOX_RECALL && !tile->first) {
            copy_widest(to - behind, tile->stores + step->a, behind);
        } else if (!do_other(tile, step)) {
            return at;
        }
    }
    return at;
}

enum box_width box_tile_width(void)
{
    if (__builtin_cpu_supports("avx512f"))
        return BOX_WIDEST;
    return __builtin_cpu_supports("avx2") ? BOX_WIDE : BOX_PLAIN;
}

size_t box_tile_run(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                    enum box_width width, const uint32_t *primes, bool each)
{
    if (width == BOX_WIDEST)
        return run_widest(steps, at, count, tile, primes[0]);
    if (width == BOX_WIDE)
        return run_wide(steps, at, count, tile, primes[0]);
    return run_plain(steps, at, count, tile, primes, each);
}
#else
enum box_width box_tile_width(void) { return BOX_PLAIN; }

size_t box_tile_run(const struct box_step *steps, size_t at, size_t count, const struct box_tile *tile,
                    enum box_width width, const uint32_t *primes, bool each)
{
    (void)width;
    return run_plain(steps, at, count, tile, primes, each);
}
#endif
