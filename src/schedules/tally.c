// Sums of tallies. Everything exploring costs is spent in add_lanes.
#include "schedules/tally.h"

#include "schedules/tape.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define WORD_MASK (((uint64_t)1 << TALLY_WORD_BITS) - 1)

enum {
    PAIR = 2,         // lanes in one vector
    STRIDE_STEP = 8,  // lanes: one cache line
    PAGE_LANES = 512, // planes a page apart would all fall into the same few cache lines
};

typedef uint64_t pair __attribute__((vector_size(16), aligned(8), may_alias));

// A tally as it lies over the sum.
struct piece {
    const uint64_t *lanes; // its first lies over the sum's lane `begin`
    uint32_t at;
    size_t begin, end; // of the sum's lanes
    size_t stride;
    int words;
    int of; // struct tally_source
};

int tally_words(long double most)
{
    int bits;
    frexpl(most, &bits); // most < 2^bits
    return bits <= TALLY_WORD_BITS ? 1 : (bits + TALLY_WORD_BITS - 1) / TALLY_WORD_BITS;
}

size_t tally_stride(size_t length)
{
    const size_t stride = (length + STRIDE_STEP - 1) / STRIDE_STEP * STRIDE_STEP;
    return stride % PAGE_LANES == 0 ? stride + STRIDE_STEP : stride;
}

void tally_span(struct tally *sum, const struct tally_source *sources, int count)
{
    sum->low = 0;
    sum->length = 0;
    for (int i = 0; i < count; i++) {
        const struct tally *tally = sources[i].tally;
        if (tally->length == 0)
            continue;
        const int64_t low = tally->low + sources[i].shift;
        const int64_t end = low + (int64_t)tally->length;
        const int64_t sum_end = sum->low + (int64_t)sum->length;
        const int64_t new_low = sum->length && sum->low < low ? sum->low : low;
        const int64_t new_end = sum->length && sum_end > end ? sum_end : end;
        sum->low = new_low;
        sum->length = (size_t)(new_end - new_low);
    }
}

static struct piece piece_of(const struct tally *sum, const struct tally_source *source)
{
    const struct tally *tally = source->tally;
    const int64_t begin = tally->low + source->shift - sum->low;
    return (struct piece){
        .lanes = tally->lanes,
        .at = tally->at,
        .begin = (size_t)begin,
        .end = (size_t)begin + tally->length,
        .stride = tally->stride,
        .words = tally->words,
        .of = source->of,
    };
}

// Lanes begin to end of sum = a + b, a having at least as many words as b; b may have none.
static void add_lanes(const struct tally *sum, const struct piece *a, const struct piece *b, size_t begin, size_t end)
{
    const size_t stride = sum->stride, a_stride = a->stride, b_stride = b->stride;
    size_t at = begin;
    for (; at + 2 * PAIR <= end; at += 2 * PAIR) {
        pair carry = { 0 }, carry2 = { 0 };
        uint64_t *out = sum->lanes + at;
        const uint64_t *x = a->lanes + (at - a->begin), *y = b->lanes + (at - b->begin);
        int word = 0;
        for (; word < b->words; word++, out += stride, x += a_stride, y += b_stride) {
            const pair lane = *(const pair *)x + *(const pair *)y + carry;
            const pair lane2 = *(const pair *)(x + PAIR) + *(const pair *)(y + PAIR) + carry2;
            *(pair *)out = lane & WORD_MASK;
            *(pair *)(out + PAIR) = lane2 & WORD_MASK;
            carry = lane >> TALLY_WORD_BITS;
            carry2 = lane2 >> TALLY_WORD_BITS;
        }
        for (; word < a->words; word++, out += stride, x += a_stride) {
            const pair lane = *(const pair *)x + carry;
            const pair lane2 = *(const pair *)(x + PAIR) + carry2;
            *(pair *)out = lane & WORD_MASK;
            *(pair *)(out + PAIR) = lane2 & WORD_MASK;
            carry = lane >> TALLY_WORD_BITS;
            carry2 = lane2 >> TALLY_WORD_BITS;
        }
        for (; word < sum->words; word++, out += stride) {
            *(pair *)out = carry;
            *(pair *)(out + PAIR) = carry2;
            carry = carry2 = (pair){ 0 };
        }
    }
    for (; at < end; at++) {
        uint64_t carry = 0;
        for (int word = 0; word < sum->words; word++) {
            const size_t w = (size_t)word;
            const uint64_t lane = (word < a->words ? a->lanes[w * a_stride + at - a->begin] : 0) +
                                  (word < b->words ? b->lanes[w * b_stride + at - b->begin] : 0) + carry;
            sum->lanes[w * stride + at] = lane & WORD_MASK;
            carry = lane >> TALLY_WORD_BITS;
        }
    }
}

static void copy_lanes(const struct tally *sum, const struct piece *from, size_t begin, size_t end)
{
    for (int word = 0; word < sum->words; word++) {
        uint64_t *out = sum->lanes + (size_t)word * sum->stride;
        if (from && word < from->words)
            memcpy(out + begin, from->lanes + (size_t)word * from->stride + begin - from->begin,
                   (end - begin) * sizeof *out);
        else
            memset(out + begin, 0, (end - begin) * sizeof *out);
    }
}

// tape: where there is one.
typedef void join_lanes(const struct tally *sum, const struct piece *a, const struct piece *b, size_t begin, size_t end,
                        struct tape *tape);

static void join_words(const struct tally *sum, const struct piece *a, const struct piece *b, size_t begin, size_t end,
                       struct tape *tape)
{
    (void)tape;
    if (!a || !b)
        copy_lanes(sum, a ? a : b, begin, end);
    else if (a->words >= b->words)
        add_lanes(sum, a, b, begin, end);
    else
        add_lanes(sum, b, a, begin, end);
}

static void join_shares(const struct tally *sum, const struct piece *a, const struct piece *b, size_t begin, size_t end,
                        struct tape *tape)
{
    (void)tape;
    // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles, in memory of their own
    double *out = (double *)sum->lanes;
    const struct piece *one = a ? a : b;
    if (!one) {
        memset(out + begin, 0, (end - begin) * sizeof *out);
        return;
    }
    // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles, in memory of their own
    const double *x = (const double *)one->lanes, *y = a && b ? (const double *)b->lanes : NULL;
    const double share = 1.0 / one->of, share_y = y ? 1.0 / b->of : 0;
    for (size_t at = begin; at < end; at++)
        out[at] = y ? x[at - one->begin] * share + y[at - b->begin] * share_y : x[at - one->begin] * share;
}

static void join_taped(const struct tally *sum, const struct piece *a, const struct piece *b, size_t begin, size_t end,
                       struct tape *tape)
{
    const struct piece *one = a ? a : b;
    for (size_t at = begin; at < end; at += TAPE_COUNT_MAX)
        tape_add(tape, (struct tape_step){
                           .to = sum->at + (uint32_t)at,
                           .a = one ? one->at + (uint32_t)(at - one->begin) : TAPE_NONE,
                           .b = a && b ? b->at + (uint32_t)(at - b->begin) : TAPE_NONE,
                           .count = (uint32_t)(end - at < TAPE_COUNT_MAX ? end - at : TAPE_COUNT_MAX) & TAPE_COUNT_MAX,
                           .of_a = one ? (unsigned)one->of & 7U : 0,
                           .of_b = a && b ? (unsigned)b->of & 7U : 0,
                       });
}

// Lays the two pieces over the whole sum: stretch by stretch, both, either or neither is there.
static void join(const struct tally *sum, const struct piece *a, const struct piece *b, join_lanes *join_stretch,
                 struct tape *tape)
{
    for (size_t begin = 0; begin < sum->length;) {
        size_t end = sum->length;
        const struct piece *here[2] = { NULL, NULL };
        const struct piece *pieces[2] = { a, b };
        for (int i = 0; i < 2; i++) {
            if (!pieces[i] || begin >= pieces[i]->end)
                continue;
            const bool covered = begin >= pieces[i]->begin;
            const size_t edge = covered ? pieces[i]->end : pieces[i]->begin;
            here[i] = covered ? pieces[i] : NULL;
            end = edge < end ? edge : end;
        }
        join_stretch(sum, here[0], here[1], begin, end, tape);
        begin = end;
    }
}

// The first two sources are laid over the whole sum in one go, every other is added where it lies.
static void sum_all(const struct tally *sum, const struct tally_source *sources, int count, join_lanes *join_stretch,
                    struct tape *tape)
{
    struct piece pieces[2];
    int laid = 0, i = 0;
    for (; i < count && laid < 2; i++)
        if (sources[i].tally->length)
            pieces[laid++] = piece_of(sum, &sources[i]);
    join(sum, laid > 0 ? &pieces[0] : NULL, laid > 1 ? &pieces[1] : NULL, join_stretch, tape);
    const struct piece so_far = { sum->lanes, sum->at, 0, sum->length, sum->stride, sum->words, 1 };
    for (; i < count; i++) {
        if (sources[i].tally->length == 0)
            continue;
        const struct piece more = piece_of(sum, &sources[i]);
        join_stretch(sum, &so_far, &more, more.begin, more.end, tape);
    }
}

void tally_sum(const struct tally *sum, const struct tally_source *sources, int count)
{
    sum_all(sum, sources, count, join_words, NULL);
}

void tally_sum_shares(const struct tally *sum, const struct tally_source *sources, int count)
{
    sum_all(sum, sources, count, join_shares, NULL);
}

void tally_sum_taped(const struct tally *sum, const struct tally_source *sources, int count, struct tape *tape)
{
    sum_all(sum, sources, count, join_taped, tape);
}

void tally_get(const struct tally *tally, size_t lane, mpz_t number)
{
    mpz_set_ui(number, 0);
    for (int word = tally->words - 1; word >= 0; word--) {
        const uint64_t value = tally->lanes[(size_t)word * tally->stride + lane];
        mpz_mul_2exp(number, number, TALLY_WORD_BITS / 2);
        mpz_add_ui(number, number, (unsigned long)(value >> TALLY_WORD_BITS / 2));
        mpz_mul_2exp(number, number, TALLY_WORD_BITS / 2);
        mpz_add_ui(number, number, (unsigned long)(value & (WORD_MASK >> TALLY_WORD_BITS / 2)));
    }
}

void tally_put(const struct tally *tally, size_t lane, const mpz_t number)
{
    mpz_t rest;
    mpz_init_set(rest, number);
    for (int word = 0; word < tally->words; word++) {
        tally->lanes[(size_t)word * tally->stride + lane] = mpz_get_ui(rest) & WORD_MASK;
        mpz_tdiv_q_2exp(rest, rest, TALLY_WORD_BITS);
    }
    mpz_clear(rest);
}

double tally_get_share(const struct tally *tally, size_t lane)
{
    // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles, in memory of their own
    return ldexp(((const double *)tally->lanes)[lane], -TALLY_SHARE_SCALE);
}
