// Ticks to nanoseconds: exact against plain long arithmetic, never stepping back, never leaving 64 bits.
#include "support/random.h"

#include "recording/recording.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

__extension__ typedef __int128 int128;

static struct recording clock_of(struct run_facts *facts, uint64_t tick0, uint64_t ns0, uint64_t tick1, uint64_t ns1)
{
    *facts = (struct run_facts){ .tick0 = tick0, .tick0_ns = ns0, .tick1 = tick1, .tick1_ns = ns1 };
    return (struct recording){ .facts = facts };
}

static void assert_ns(uint64_t expected, uint64_t got)
{
    if (expected != got)
        fail_msg("expected %" PRIu64 ", got %" PRIu64, expected, got);
}

static void test_both_moments_are_met(void **state)
{
    (void)state;
    struct run_facts facts;
    struct recording recording = clock_of(&facts, 1000, 5000, 4000, 6000);
    assert_ns(5000, recording_ns(&recording, 1000));
    assert_ns(6000, recording_ns(&recording, 4000));
    assert_ns(5500, recording_ns(&recording, 2500));
    assert_ns(4667, recording_ns(&recording, 1)); // 5000 − 333, rounded down
    assert_ns(4666, recording_ns(&recording, 0));
    assert_ns(7000, recording_ns(&recording, 7000));
    assert_ns(0, recording_span_ns(&recording, 0));
    assert_ns(0, recording_span_ns(&recording, 2));
    assert_ns(1, recording_span_ns(&recording, 3));
    assert_ns(1000, recording_span_ns(&recording, 3000));
}

static void test_ends_of_the_numbers(void **state)
{
    (void)state;
    struct run_facts facts;
    struct recording slow = clock_of(&facts, 100, 50, 101, 1050); // a tick is a microsecond
    assert_ns(0, recording_ns(&slow, 0));                         // it would be before 0
    assert_ns(UINT64_MAX, recording_ns(&slow, UINT64_MAX));
    assert_ns(UINT64_MAX, recording_span_ns(&slow, UINT64_MAX));
    struct run_facts widest;
    struct recording one = clock_of(&widest, 0, 0, UINT64_MAX, UINT64_MAX);
    assert_ns(UINT64_MAX, recording_ns(&one, UINT64_MAX));
    assert_ns(UINT64_MAX / 3, recording_ns(&one, UINT64_MAX / 3));
    assert_ns(UINT64_MAX - 1, recording_span_ns(&one, UINT64_MAX - 1));
}

static void test_clocks_that_make_no_sense(void **state)
{
    (void)state;
    struct run_facts facts;
    struct recording stopped = clock_of(&facts, 7, 70, 7, 90);
    assert_ns(70, recording_ns(&stopped, 1000));
    assert_ns(0, recording_span_ns(&stopped, 1000));
    struct recording backwards = clock_of(&facts, 7, 70, 3, 90);
    assert_ns(70, recording_ns(&backwards, 1000));
    struct recording flat = clock_of(&facts, 7, 70, 9, 70);
    assert_ns(70, recording_ns(&flat, 1000));
    assert_ns(70, recording_ns(&flat, 0));
    struct recording falling = clock_of(&facts, 7, 70, 9, 60);
    assert_ns(70, recording_ns(&falling, 9));
}

// The line by signed 128-bit numbers and floor division, one way for both sides.
static int128 line_ns(const struct run_facts *facts, uint64_t ticks)
{
    int128 product = ((int128)ticks - (int128)facts->tick0) * (int128)(facts->tick1_ns - facts->tick0_ns);
    int128 per = (int128)(facts->tick1 - facts->tick0);
    int128 quotient = product / per;
    quotient -= product % per < 0 ? 1 : 0;
    return (int128)facts->tick0_ns + quotient;
}

static void test_random_clocks(void **state)
{
    (void)state;
    uint64_t seed = random_seed(3);
    print_message("seed %" PRIu64 "\n", seed);
    struct random random = { seed };
    for (int i = 0; i < 100000; i++) {
        // Up to 2^62, so that the reference stays within 127 bits.
        uint64_t tick0 = random_next(&random) >> random_between(&random, 3, 40),
                 tick1 = tick0 + 1 + (random_next(&random) >> random_between(&random, 3, 60));
        uint64_t ns0 = random_next(&random) >> random_between(&random, 3, 40),
                 ns1 = ns0 + 1 + (random_next(&random) >> random_between(&random, 3, 60));
        struct run_facts facts;
        struct recording recording = clock_of(&facts, tick0, ns0, tick1, ns1);
        uint64_t ticks = i % 2 ? random_between(&random, tick0, tick1) : random_next(&random) >> 2;
        int128 line = line_ns(&facts, ticks);
        uint64_t expected = line < 0 ? 0 : line > UINT64_MAX ? UINT64_MAX : (uint64_t)line;
        assert_ns(expected, recording_ns(&recording, ticks));
        if (recording_ns(&recording, ticks + 1) < expected)
            fail_msg("steps back after %" PRIu64 " ticks", ticks);
    }
}

// After a moment: the first ticks of which the moment is later; none before them, and all behind.
static void expect_after(const struct recording *recording, uint64_t ns)
{
    const uint64_t after = recording_ticks_after(recording, ns);
    if (after > 0 && recording_ns(recording, after - 1) > ns)
        fail_msg("%" PRIu64 " ticks are after %" PRIu64 " ns, not the first ones", after, ns);
    if (after < UINT64_MAX && recording_ns(recording, after) <= ns)
        fail_msg("%" PRIu64 " ticks are not after %" PRIu64 " ns", after, ns);
}

static void test_first_ticks_after_a_moment(void **state)
{
    (void)state;
    struct random random = { random_seed(4) };
    struct run_facts facts;
    struct recording slow = clock_of(&facts, 100, 50, 101, 1050);
    const uint64_t ends[] = { 0, 1, 49, 50, 51, 1049, 1050, 1051, UINT64_MAX - 1, UINT64_MAX };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        expect_after(&slow, ends[i]);
    struct recording stopped = clock_of(&facts, 7, 70, 7, 90);
    assert_ns(0, recording_ticks_after(&stopped, 69));
    assert_ns(UINT64_MAX, recording_ticks_after(&stopped, 70));
    for (int i = 0; i < 50000; i++) {
        const uint64_t tick0 = random_next(&random) >> random_between(&random, 3, 60),
                       ns0 = random_next(&random) >> random_between(&random, 3, 60);
        struct recording recording =
            clock_of(&facts, tick0, ns0, tick0 + 1 + (random_next(&random) >> random_between(&random, 3, 62)),
                     ns0 + 1 + (random_next(&random) >> random_between(&random, 3, 62)));
        expect_after(&recording, i % 2 ? random_between(&random, ns0, facts.tick1_ns) : random_next(&random) >> i % 64);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_ticks_after_a_moment),
        cmocka_unit_test(test_both_moments_are_met),
        cmocka_unit_test(test_ends_of_the_numbers),
        cmocka_unit_test(test_clocks_that_make_no_sense),
        cmocka_unit_test(test_random_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
