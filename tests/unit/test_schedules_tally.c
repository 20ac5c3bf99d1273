// Tallies against sums of plain numbers, and exponents against balances.
#include "schedules/number.h"
#include "schedules/tally.h"
#include "schedules/values.h"
#include "support/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SOURCES = 5,
    LENGTH = 40,
    WORDS = 5,
};

static void words_hold_what_they_must(void **state)
{
    (void)state;
    assert_int_equal(tally_words(1), 1);
    assert_int_equal(tally_words(0x1p62L - 1), 1);
    assert_int_equal(tally_words(0x1p62L), 2);
    assert_int_equal(tally_words(0x1p124L), 3);
    for (size_t length = 1; length < 3000; length++) {
        const size_t stride = tally_stride(length);
        assert_true(stride >= length && stride < length + 17);
        assert_true(stride * sizeof(uint64_t) % 4096 != 0);
    }
}

static struct tally random_tally(struct random *random, bool shares)
{
    struct tally tally = {
        .low = (int64_t)random_below(random, 60) - 30,
        .length = random_one_in(random, 8) ? 0 : random_between(random, 1, LENGTH),
        .words = shares ? 1 : (int)random_between(random, 1, WORDS),
    };
    tally.stride = tally_stride(tally.length);
    tally.lanes = calloc(tally.stride * (size_t)tally.words + 1, sizeof *tally.lanes);
    for (int word = 0; word < tally.words; word++)
        for (size_t lane = 0; lane < tally.length; lane++) {
            const uint64_t bits = random_next(random) >> 2;
            // All ones now and then: carries that run through.
            tally.lanes[(size_t)word * tally.stride + lane] = random_one_in(random, 3) ? (UINT64_MAX >> 2) : bits;
            if (shares)
                // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles
                ((double *)tally.lanes)[lane] = (double)bits;
        }
    return tally;
}

static void sources_of(struct random *random, bool shares, struct tally *tallies, struct tally_source *sources,
                       int count)
{
    for (int i = 0; i < count; i++) {
        tallies[i] = random_tally(random, shares);
        sources[i] = (struct tally_source){ &tallies[i], (int64_t)random_below(random, 41) - 20,
                                            random_one_in(random, 2) ? 1 : 4 };
    }
}

// Lanes that were not set must not matter.
static void get_lanes(struct tally *sum)
{
    sum->stride = tally_stride(sum->length);
    const size_t bytes = (sum->stride * (size_t)sum->words + 1) * sizeof *sum->lanes;
    sum->lanes = malloc(bytes);
    memset(sum->lanes, 0xA5, bytes);
}

static void check_lane(const struct tally *sum, size_t lane, const struct tally_source *sources, int count)
{
    mpz_t wanted, number;
    mpz_inits(wanted, number, NULL);
    const int64_t exponent = sum->low + (int64_t)lane;
    for (int i = 0; i < count; i++) {
        const int64_t at = exponent - sources[i].shift - sources[i].tally->low;
        if (at < 0 || at >= (int64_t)sources[i].tally->length)
            continue;
        tally_get(sources[i].tally, (size_t)at, number);
        mpz_add(wanted, wanted, number);
    }
    tally_get(sum, lane, number);
    if (mpz_cmp(number, wanted) != 0)
        fail_msg("lane %zu of %zu: %g, not %g", lane, sum->length, mpz_get_d(number), mpz_get_d(wanted));
    mpz_clears(wanted, number, NULL);
}

static void sums_are_right(void **state)
{
    (void)state;
    struct random random = { random_seed(4) };
    for (int round = 0; round < 3000; round++) {
        struct tally tallies[SOURCES], sum = { .words = WORDS + 1 };
        struct tally_source sources[SOURCES];
        const int count = (int)random_between(&random, 1, SOURCES);
        sources_of(&random, false, tallies, sources, count);
        tally_span(&sum, sources, count);
        get_lanes(&sum);
        tally_sum(&sum, sources, count);
        for (size_t lane = 0; lane < sum.length; lane++)
            check_lane(&sum, lane, sources, count);
        free(sum.lanes);
        for (int i = 0; i < count; i++)
            free(tallies[i].lanes);
    }
}

static void shares_are_right(void **state)
{
    (void)state;
    struct random random = { random_seed(5) };
    for (int round = 0; round < 3000; round++) {
        struct tally tallies[SOURCES], sum = { .words = 1 };
        struct tally_source sources[SOURCES];
        const int count = (int)random_between(&random, 1, SOURCES);
        sources_of(&random, true, tallies, sources, count);
        tally_span(&sum, sources, count);
        get_lanes(&sum);
        tally_sum_shares(&sum, sources, count);
        for (size_t lane = 0; lane < sum.length; lane++) {
            double wanted = 0;
            for (int i = 0; i < count; i++) {
                const int64_t at = sum.low + (int64_t)lane - sources[i].shift - tallies[i].low;
                if (at >= 0 && at < (int64_t)tallies[i].length)
                    // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles
                    wanted += ((const double *)tallies[i].lanes)[at] / sources[i].of;
            }
            const double share = ldexp(tally_get_share(&sum, lane), TALLY_SHARE_SCALE);
            if (fabs(share - wanted) > wanted * 1e-14)
                fail_msg("lane %zu of %zu: %g, not %g", lane, sum.length, share, wanted);
        }
        free(sum.lanes);
        for (int i = 0; i < count; i++)
            free(tallies[i].lanes);
    }
}

// Whatever the way, the exponent of a balance is that of the start and one shift for each amount.
static void exponents_stand_for_balances(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
        { .text = "", .kind = STEP_MODIFY, .sign = -1 },
    };
    static const struct program program = { .steps = steps, .step_count = 2 };
    struct random random = { random_seed(6) };
    int plain = 0, by_amount = 0;
    for (int round = 0; round < 2000; round++) {
        int32_t amounts[SCHEDULES_WORKERS_MAX];
        const uint64_t most = random_one_in(&random, 2) ? 9 : 1000;
        for (int w = 0; w < SCHEDULES_WORKERS_MAX; w++)
            amounts[w] = (int32_t)random_between(&random, 1, most);
        if (random_one_in(&random, 3))
            amounts[1] = amounts[0];
        struct course course;
        const int count = (int)random_between(&random, 1, 4);
        assert_true(status_is_ok(course_init(&course, &program, count, random_between(&random, 1, 6), amounts)));
        struct walk walk = walk_start(&course);
        for (uint64_t moves = random_below(&random, 8); moves > 0 && walk_enabled(&course, &walk); moves--) {
            const int worker = (int)random_below(&random, (uint64_t)count);
            if (walk_enabled(&course, &walk) >> worker & 1)
                walk_move(&course, &walk, worker, NULL, NULL);
        }
        struct values values;
        values_init(&values, &course, &walk);
        plain += values.unit != 0;
        by_amount += values.unit == 0;
        int64_t exponent = values.balance;
        for (unsigned enabled; (enabled = walk_enabled(&course, &walk)) != 0;) {
            if (values_balance(&values, exponent) != walk.balance)
                fail_msg("exponent %ld stands for %ld, not %ld", (long)exponent,
                         (long)values_balance(&values, exponent), (long)walk.balance);
            const int worker = (int)random_below(&random, (uint64_t)count);
            if (!(enabled >> worker & 1))
                continue;
            exponent += course_next(&course, walk.places[worker])->sign * values.shift[worker];
            walk_move(&course, &walk, worker, NULL, NULL);
        }
    }
    assert_true(plain > 100 && by_amount > 100);
}

static void numbers_as_text(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        { "0", "0" },
        { "70", "70" },
        { "137846528820", "137 846 528 820" },
        { "999999999999999", "999 999 999 999 999" },
        { "1000000000000000", "1.00e15" },
        { "9999999999999999999", "9.99e18" },
        { "107507208733336176461620", "1.07e23" },
        { "92045125813734238026462263037378063990076729140", "9.20e46" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mpz_t number;
        char buffer[NUMBER_BYTES];
        mpz_init_set_str(number, texts[i][0], 10);
        assert_string_equal(number_text(buffer, number), texts[i][1]);
        mpz_clear(number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_hold_what_they_must), cmocka_unit_test(sums_are_right),
        cmocka_unit_test(shares_are_right),          cmocka_unit_test(exponents_stand_for_balances),
        cmocka_unit_test(numbers_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
