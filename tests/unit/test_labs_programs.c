// What is read off a listing at a glance (updates can be lost, the final can be wrong) against every schedule there is.
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"
#include "schedules/explore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check(enum program_id program, enum python_version python)
{
    const struct experiment experiment = {
        .guard = program == PROGRAM_LOCK ? GUARD_GIL_MUTEX : GUARD_GIL,
        .python = python,
        .program = program,
        .count = 2,
        .iterations = 2,
        .amounts = { 5, 8 },
    };
    const char *what = program_kinds[program].name;
    struct course course;
    struct exploration exploration;
    const struct status status = course_of(&course, &experiment);
    if (!status_is_ok(status))
        fail_msg("%s on %s: %s", what, python_name(python), status.message);
    const struct walk start = walk_start(&course);
    exploration_run(&exploration, &course, &start, NULL);
    assert_true(exploration.complete);
    const bool loses = mpz_sgn(exploration.losing) > 0, wrong = mpz_sgn(exploration.wrong) > 0;
    const struct program *listing = guard_program(&experiment);
    if (program_can_lose(listing) != loses)
        fail_msg("%s on %s: can lose is %d, some schedule does is %d", what, python_name(python),
                 program_can_lose(listing), loses);
    if (program_can_end_wrong(listing) != wrong)
        fail_msg("%s on %s: can end wrong is %d, some schedule does is %d", what, python_name(python),
                 program_can_end_wrong(listing), wrong);
    assert_int_equal(mpz_sgn(exploration.deadlocks), 0);
    exploration_finish(&exploration);
}

static void test_every_program_on_every_version(void **state)
{
    (void)state;
    for (int i = 0; i < PROGRAM_COUNT; i++)
        for (int p = 0; p < PYTHON_COUNT; p++)
            check((enum program_id)i, (enum python_version)p);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_program_on_every_version) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
