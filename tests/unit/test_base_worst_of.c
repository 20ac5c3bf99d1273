// The worst of many: against all of them sorted, and nothing asked twice.
#include "base/worst_of.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    THINGS_MOST = 3000,
    ROUNDS = 200,
};

struct things {
    uint64_t badness[THINGS_MOST];
    unsigned asked[THINGS_MOST];
};

static uint64_t badness_of(const void *things, uint32_t number)
{
    struct things *all = (struct things *)things;
    all->asked[number]++;
    return all->badness[number];
}

static const struct things *sorted; // by compare()

static int compare(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    const uint64_t x = sorted->badness[a], y = sorted->badness[b];
    return x != y ? (x > y ? -1 : 1) : (a > b) - (a < b);
}

static void the_worst_come_first(void **state)
{
    (void)state;
    static struct things things;
    static uint32_t want[THINGS_MOST], list[WORST_OF_MOST];
    struct random random = { random_seed(1) };
    for (int round = 0; round < ROUNDS; round++) {
        const size_t count = random_below(&random, round % 10 ? 50 : THINGS_MOST + 1);
        const size_t most = random_below(&random, round % 3 ? 20 : WORST_OF_MOST + 1);
        const uint64_t values = 1 + random_below(&random, round % 2 ? 5 : UINT64_MAX - 1); // often equal
        for (size_t i = 0; i < count; i++) {
            things.badness[i] = random_below(&random, values);
            things.asked[i] = 0;
            want[i] = (uint32_t)i;
        }
        sorted = &things;
        qsort(want, count, sizeof *want, compare);
        const size_t found = worst_of(list, most, count, &things, badness_of);
        assert_int_equal(found, count < most ? count : most);
        for (size_t i = 0; i < found; i++)
            assert_int_equal(list[i], want[i]);
        for (size_t i = 0; i < count; i++)
            assert_true(things.asked[i] == (most > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_worst_come_first) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
