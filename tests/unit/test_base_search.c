// Against counting one by one, for every length, every moment and every guess, with equal things among them.
#include "base/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool has_come(const void *things, size_t index, const void *moment)
{
    return ((const int *)things)[index] <= *(const int *)moment;
}

static void what_has_come_is_counted(void **state)
{
    (void)state;
    static const int things[] = { 1, 1, 2, 4, 4, 4, 7, 9 };
    for (size_t count = 0; count <= sizeof things / sizeof *things; count++) {
        for (int moment = 0; moment <= 10; moment++) {
            size_t come = 0;
            while (come < count && things[come] <= moment)
                come++;
            assert_int_equal(search_count(things, count, &moment, has_come), come);
            for (size_t guess = 0; guess <= count; guess++)
                assert_int_equal(search_near(things, count, guess, &moment, has_come), come);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_has_come_is_counted) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
