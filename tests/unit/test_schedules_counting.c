// Numbers by their remainders, the tape, and two threads at it: each held against plain sums, or against one thread.
#include "labs/balance/guard.h"
#include "schedules/explore.h"
#include "schedules/lanes.h"
#include "schedules/modulo.h"
#include "schedules/tape.h"
#include "support/random.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
    PRIMES = 40,
    LANES = 300,
};

// ---- remainders ----------------------------------------------------------------------------------------------------

static void primes_fall_from_the_largest(void **state)
{
    (void)state;
    uint32_t primes[PRIMES];
    modulo_primes(primes, PRIMES);
    assert_int_equal(primes[0], 2147483647); // M. Mersenne, 1644; L. Euler, 1772
    assert_int_equal(primes[1], 2147483629);
    mpz_t number;
    mpz_init(number);
    for (int i = 1; i < PRIMES; i++) {
        assert_true(primes[i] < primes[i - 1]);
        mpz_set_ui(number, primes[i]);
        assert_true(mpz_probab_prime_p(number, 30));
    }
    mpz_clear(number);
}

static void numbers_are_known_by_their_remainders(void **state)
{
    (void)state;
    struct random random = { random_seed(61) };
    mpz_t number, again;
    mpz_inits(number, again, NULL);
    for (int round = 0; round < 2000; round++) {
        const size_t bits = random_between(&random, 1, 1100);
        mpz_set_ui(number, 0);
        for (size_t bit = 0; bit < bits; bit++)
            if (random_one_in(&random, 2))
                mpz_setbit(number, bit);
        struct modulo modulo;
        assert_true(modulo_init(&modulo, modulo_primes_for(number)));
        assert_true(mpz_cmp(modulo.product, number) > 0);
        uint32_t remainders[PRIMES * 2];
        for (int i = 0; i < modulo.count; i++)
            remainders[2 * i] = (uint32_t)mpz_fdiv_ui(number, modulo.primes[i]);
        modulo_number(&modulo, remainders, 2, again);
        assert_int_equal(mpz_cmp(number, again), 0);
        modulo_finish(&modulo);
    }
    mpz_clears(number, again, NULL);
}

// Whatever the length, and wherever in memory they begin; the greatest remainders among them.
static void sums_stay_below_the_prime(void **state)
{
    (void)state;
    struct random random = { random_seed(62) };
    uint32_t primes[PRIMES], a[LANES + 16], b[LANES + 16], sum[LANES + 16];
    modulo_primes(primes, PRIMES);
    for (int round = 0; round < 3000; round++) {
        const uint32_t prime = primes[random_below(&random, PRIMES)];
        const size_t count = random_below(&random, LANES), from_a = random_below(&random, 16),
                     from_b = random_below(&random, 16), to = random_below(&random, 16);
        for (size_t i = 0; i < LANES + 16; i++) {
            a[i] = random_one_in(&random, 4) ? prime - 1 : (uint32_t)random_below(&random, prime);
            b[i] = random_one_in(&random, 4) ? prime - 1 : (uint32_t)random_below(&random, prime);
            sum[i] = 7;
        }
        lanes_add(sum + to, a + from_a, b + from_b, count, prime);
        for (size_t i = 0; i < LANES + 16; i++) {
            const bool inside = i >= to && i < to + count;
            const uint64_t wanted = inside ? ((uint64_t)a[from_a + i - to] + b[from_b + i - to]) % prime : 7;
            if (sum[i] != wanted)
                fail_msg("lane %zu of %zu: %u, not %llu", i - to, count, sum[i], (unsigned long long)wanted);
        }
    }
}

static uint32_t some_remainder(struct random *random, uint32_t prime)
{
    return random_one_in(random, 4) ? prime - 1 : (uint32_t)random_below(random, prime);
}

// A cube is its sums, one after the other as its description says, each in 64 bits.
static void a_cube_is_its_sums(void **state)
{
    (void)state;
    enum {
        COUNT = 3 * LANES_WIDE,
        ROOM = COUNT + 8,
    };
    static uint32_t to[LANES_CUBE_TO_MAX][ROOM], from[LANES_CUBE_FROM_MAX][ROOM];
    struct random random = { random_seed(64) };
    uint32_t prime;
    modulo_primes(&prime, 1);
    for (int round = 0; lanes_cube_possible() && round < 60; round++) {
        const int workers = 2 + round % 3;
        const size_t shift = random_below(&random, 8);
        uint32_t *given[LANES_CUBE_TO_MAX];
        const uint32_t *taken[LANES_CUBE_FROM_MAX];
        for (int i = 0; i < LANES_CUBE_TO_MAX; i++)
            given[i] = to[i] + shift;
        for (int i = 0; i < LANES_CUBE_FROM_MAX; i++) {
            taken[i] = from[i] + random_below(&random, 8);
            for (int lane = 0; lane < ROOM; lane++)
                from[i][lane] = some_remainder(&random, prime);
        }
        assert_true(lanes_cube(workers, given, taken, COUNT, prime));
        for (int lane = 0; lane < COUNT; lane++) {
            uint64_t sums[1 + LANES_SOURCES_MAX][1 << LANES_SOURCES_MAX] = { 0 };
            int next_from = 0, next_to = 0;
            for (int place = 0; place < 1 << workers; place++) {
                for (int value = place + 1 == 1 << workers; value <= workers; value++) {
                    if (value > 0 && !(place >> (value - 1) & 1))
                        continue;
                    for (int w = 0; w < workers; w++)
                        sums[value][place] += place >> w & 1 ? sums[value == 1 + w ? 0 : value][place - (1 << w)]
                                                             : taken[next_from++][lane];
                    sums[value][place] %= prime;
                    if (value > 0)
                        assert_int_equal(given[next_to++][lane], sums[value][place]);
                }
            }
        }
    }
}

// ---- the tape ------------------------------------------------------------------------------------------------------

struct spending {
    uint64_t lanes, allowed;
};

static bool spend(void *context, uint64_t lanes)
{
    struct spending *spending = context;
    spending->lanes += lanes;
    return spending->lanes <= spending->allowed;
}

// What is taken must not lie over what is still in use, whatever was given back before.
static void places_in_the_field_do_not_overlap(void **state)
{
    (void)state;
    struct random random = { random_seed(63) };
    struct meter meter;
    meter_init(&meter, NULL);
    struct field field;
    field_init(&field, &meter);
    enum {
        HELD = 60
    };
    struct {
        uint32_t at;
        size_t lanes;
    } held[HELD] = { 0 };
    for (int round = 0; round < 20000; round++) {
        const size_t i = random_below(&random, HELD);
        if (held[i].lanes)
            field_give(&field, held[i].at, held[i].lanes);
        held[i].lanes = random_between(&random, 1, random_one_in(&random, 5) ? 100000 : 700);
        held[i].at = field_take(&field, held[i].lanes);
        assert_true(held[i].at + held[i].lanes <= field.lanes);
        for (size_t j = 0; j < HELD; j++)
            if (j != i && held[j].lanes)
                assert_true(held[i].at >= held[j].at + held[j].lanes || held[j].at >= held[i].at + held[i].lanes);
    }
    assert_false(field.failed);
    field_finish(&field);
    assert_int_equal(meter.bytes, 0);
}

static void a_tape_is_played_step_by_step(void **state)
{
    (void)state;
    struct meter meter;
    meter_init(&meter, NULL);
    struct tape tape;
    tape_init(&tape, &meter);
    const uint32_t a = field_take(&tape.field, 3), b = field_take(&tape.field, 3);
    tape_add(&tape, (struct tape_step){ .to = a, .a = TAPE_NONE, .b = TAPE_NONE, .count = 3 });
    tape_add(&tape, (struct tape_step){ .to = a + 1, .a = TAPE_ONE, .b = TAPE_NONE, .count = 1 });
    tape_add(&tape, (struct tape_step){ .to = b, .a = a, .b = TAPE_NONE, .count = 3, .of_a = 2 });
    tape_add(&tape, (struct tape_step){ .to = b, .a = b, .b = a, .count = 3, .of_a = 1, .of_b = 4 });
    uint32_t field[64] = { 0 };
    double shares[64] = { 0 };
    assert_true(tape.field.lanes <= 64);
    struct spending spending = { .allowed = 10 };
    assert_true(tape_play(&tape, field, 3, spend, &spending));
    assert_int_equal(spending.lanes, 10);
    assert_int_equal(field[b], 0);
    assert_int_equal(field[b + 1], 2);
    assert_true(tape_play_shares(&tape, shares, 8, spend, &(struct spending){ .allowed = 10 }));
    assert_float_equal(shares[b + 1], 6, 0);
    assert_float_equal(shares[b + 2], 0, 0);
    assert_false(tape_play(&tape, field, 3, spend, &(struct spending){ .allowed = 9 }));
    tape_finish(&tape);
}

// ---- two threads ---------------------------------------------------------------------------------------------------

struct thread {
    struct beside beside;
    pthread_t thread;
    void (*work)(void *argument);
    void *argument;
    _Atomic int done;
    bool refuses;
    int begun, asked;
};

static void *run(void *context)
{
    struct thread *thread = context;
    thread->work(thread->argument);
    thread->done = 1;
    return NULL;
}

static bool begin(struct beside *beside, void (*work)(void *argument), void *argument)
{
    struct thread *thread = (struct thread *)beside;
    if (thread->refuses)
        return false;
    thread->begun++;
    thread->work = work;
    thread->argument = argument;
    thread->done = 0;
    assert_int_equal(pthread_create(&thread->thread, NULL, run, thread), 0);
    return true;
}

static bool ended(struct beside *beside, uint64_t patience_ns)
{
    struct thread *thread = (struct thread *)beside;
    thread->asked++;
    if (!thread->done)
        nanosleep(&(struct timespec){ .tv_nsec = (long)(patience_ns / 20) }, NULL);
    if (!thread->done)
        return false;
    pthread_join(thread->thread, NULL);
    return true;
}

static struct course course_for(int count, uint64_t iterations)
{
    struct experiment experiment = {
        .guard = GUARD_NONE,
        .count = (uint32_t)count,
        .iterations = iterations,
        .amounts = { 5, 8, 3 },
    };
    struct course course;
    assert_true(status_is_ok(course_of(&course, &experiment)));
    return course;
}

static void explore(struct exploration *exploration, const struct course *course, struct budget *budget)
{
    const struct walk start = walk_start(course);
    exploration_run(exploration, course, &start, budget);
}

static void assert_same(const struct exploration *a, const struct exploration *b)
{
    assert_true(a->complete && b->complete);
    assert_int_equal(mpz_cmp(a->wrong, b->wrong), 0);
    assert_int_equal(a->outcome_count, b->outcome_count);
    for (size_t i = 0; i < a->outcome_count; i++) {
        assert_int_equal(a->outcomes[i].final, b->outcomes[i].final);
        assert_int_equal(mpz_cmp(a->outcomes[i].schedules, b->outcomes[i].schedules), 0);
        assert_memory_equal(&a->outcomes[i].probability, &b->outcomes[i].probability, sizeof(double));
    }
}

static void two_threads_count_as_one_does(void **state)
{
    (void)state;
    const struct course courses[] = { course_for(2, 45), course_for(3, 9) };
    for (size_t i = 0; i < sizeof courses / sizeof *courses; i++) {
        struct exploration one, two, refused;
        struct thread thread = { .beside = { begin, ended } };
        explore(&one, &courses[i], NULL);
        explore(&two, &courses[i], &(struct budget){ .beside = &thread.beside });
        assert_int_equal(thread.begun, 1);
        assert_same(&one, &two);
        thread.refuses = true;
        explore(&refused, &courses[i], &(struct budget){ .beside = &thread.beside });
        assert_same(&one, &refused);
        exploration_finish(&one);
        exploration_finish(&two);
        exploration_finish(&refused);
    }
}

// Whatever is counted by their ends, together they are all schedules there are; and those that lose nothing are the orders of
// whole updates. Equal amounts too, where only one of workers that are alike is followed.
static void ends_add_up_to_all(void **state)
{
    (void)state;
    static const struct {
        int count;
        uint64_t iterations;
        int32_t amounts[SCHEDULES_WORKERS_MAX];
    } cases[] = { { 2, 30, { 5, 8 } },      { 2, 30, { 5, 5 } },      { 2, 12, { 1000, 1 } },
                  { 3, 7, { 5, 8, 3 } },    { 3, 7, { 5, 8, 5 } },    { 3, 6, { 2, 2, 2 } },
                  { 4, 3, { 5, 8, 3, 7 } }, { 4, 3, { 5, 8, 8, 5 } }, { 4, 3, { 1, 1, 1, 1 } } };
    mpz_t kept, factor;
    mpz_inits(kept, factor, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct experiment experiment = { .guard = GUARD_NONE,
                                         .count = (uint32_t)cases[i].count,
                                         .iterations = cases[i].iterations };
        memcpy(experiment.amounts, cases[i].amounts, sizeof cases[i].amounts);
        struct course course;
        assert_true(status_is_ok(course_of(&course, &experiment)));
        struct exploration exploration;
        explore(&exploration, &course, NULL);
        mpz_fac_ui(kept, (unsigned long)(2 * cases[i].iterations) * (unsigned long)cases[i].count);
        mpz_fac_ui(factor, (unsigned long)(2 * cases[i].iterations));
        for (int w = 0; w < cases[i].count; w++)
            mpz_divexact(kept, kept, factor);
        mpz_add(kept, kept, exploration.losing);
        assert_int_equal(mpz_cmp(exploration.explored, exploration.schedules), 0);
        assert_int_equal(mpz_cmp(kept, exploration.schedules), 0);
        exploration_finish(&exploration);
    }
    mpz_clears(kept, factor, NULL);
}

// What is little to do is done at once.
static void a_thread_is_not_begun_for_little(void **state)
{
    (void)state;
    const struct course course = course_for(2, 5);
    struct thread thread = { .beside = { begin, ended } };
    struct exploration exploration;
    explore(&exploration, &course, &(struct budget){ .beside = &thread.beside });
    assert_true(exploration.complete);
    assert_int_equal(thread.begun, 0);
    exploration_finish(&exploration);
}

static bool go_on_until(void *context, double share)
{
    (void)share;
    int *left = context;
    return *left > 0 && (*left)-- > 0;
}

// Cancelled at any moment: what was begun is waited for, nothing is left running, and nothing false is said.
static void cancelled_both_stop(void **state)
{
    (void)state;
    const struct course course = course_for(2, 60);
    for (int left = 0; left < 60; left += 3) {
        struct thread thread = { .beside = { begin, ended } };
        int go_on = left;
        struct exploration exploration;
        explore(&exploration, &course,
                &(struct budget){ .beside = &thread.beside, .go_on = go_on_until, .context = &go_on });
        assert_true(exploration.complete || exploration.end == BUDGET_CANCELLED);
        if (thread.begun)
            assert_true(thread.done);
        exploration_finish(&exploration);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(primes_fall_from_the_largest),
        cmocka_unit_test(numbers_are_known_by_their_remainders),
        cmocka_unit_test(sums_stay_below_the_prime),
        cmocka_unit_test(places_in_the_field_do_not_overlap),
        cmocka_unit_test(a_cube_is_its_sums),
        cmocka_unit_test(a_tape_is_played_step_by_step),
        cmocka_unit_test(two_threads_count_as_one_does),
        cmocka_unit_test(ends_add_up_to_all),
        cmocka_unit_test(a_thread_is_not_begun_for_little),
        cmocka_unit_test(cancelled_both_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
