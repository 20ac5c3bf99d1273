// How many rounds a comparison makes where nobody says how many.
#include "commands/rounds.h"

#include "os/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define S UINT64_C(1000000000)

// As if that long had passed since the beginning, and since the last round began.
static bool next_after(uint64_t rounds, uint64_t elapsed_ns, uint64_t round_ns, uint64_t enough_ns)
{
    struct rounds_pace pace;
    rounds_begin(&pace, 4, 20, enough_ns);
    pace.rounds = rounds;
    pace.done = 4 * rounds;
    pace.began_ns = os_now_ns() - elapsed_ns;
    pace.round_began_ns = os_now_ns() - round_ns;
    return rounds_next(&pace);
}

static void the_first_is_made_in_any_case(void **state)
{
    (void)state;
    assert_true(next_after(0, 0, 0, 8 * S));
    assert_true(next_after(0, 60 * S, 0, 8 * S));
}

static void another_is_made_where_it_fits(void **state)
{
    (void)state;
    assert_true(next_after(3, 3 * S, S, 600 * S));
    assert_false(next_after(3, 6 * S, 3 * S, 8 * S));
    assert_false(next_after(1, 60 * S, 60 * S, 8 * S));
    assert_false(next_after(7, 8 * S, S / 1000, 8 * S));
}

static void who_asks_for_so_many_gets_them(void **state)
{
    (void)state;
    assert_true(next_after(19, 600 * S, 60 * S, 0));
    assert_false(next_after(20, S, S, 0));
    assert_false(next_after(20, S, S, 600 * S));
}

static void nothing_to_run_is_no_round(void **state)
{
    (void)state;
    struct rounds_pace pace;
    rounds_begin(&pace, 0, 20, 8 * S);
    assert_false(rounds_next(&pace));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_is_made_in_any_case),
        cmocka_unit_test(another_is_made_where_it_fits),
        cmocka_unit_test(who_asks_for_so_many_gets_them),
        cmocka_unit_test(nothing_to_run_is_no_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
