// Against a list of booleans.
#include "base/bit_set.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_same(const struct bit_set *set, const bool *there)
{
    uint32_t count = 0;
    int next = -1;
    for (uint32_t i = BIT_SET_MAX; i-- > 0;) {
        count += there[i];
        next = there[i] ? (int)i : next;
        assert_int_equal(bit_set_has(set, i), there[i]);
        assert_int_equal(bit_set_next(set, i), next);
    }
    assert_int_equal(bit_set_next(set, BIT_SET_MAX), -1);
    assert_int_equal(bit_set_count(set), count);
}

static void it_has_what_was_put_in(void **state)
{
    (void)state;
    struct random random = { random_seed(5) };
    struct bit_set set = { .words = { 0 } };
    bool there[BIT_SET_MAX] = { false };
    assert_same(&set, there);
    for (int round = 0; round < 30; round++) {
        for (int i = 0; i < 1 << round % 8; i++) {
            const uint32_t number = (uint32_t)random_below(&random, BIT_SET_MAX);
            if (round % 3)
                bit_set_add(&set, number);
            else
                bit_set_toggle(&set, number);
            there[number] = round % 3 ? true : !there[number];
        }
        assert_same(&set, there);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(it_has_what_was_put_in) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
