// Large objects whose words are handed from thread to thread in order: they cost no books, and nothing that is lost there is missed.
#include "support/hooked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct recorded_how hooked = { .hooks = true };
static const char *const programs[] = { "hooks_buffers", "hooks_buffers.clang" };

// A run of a case by gcc's hooks or clang's; NULL: clang is not here.
static struct recorded *run_of(size_t which, const char *name, const char *number)
{
    char path[RECORDED_PATH_BYTES];
    if (!recorded_has(path, programs[which]))
        return NULL;
    struct recorded *run = recorded_run(hooked, programs[which], name, number);
    assert_int_equal(run->status, 0);
    assert_true(run->books.any);
    hooked_check(run);
    return run;
}

#define EACH_RUN(run, name, number)                                                                                    \
    for (size_t which = 0; which < sizeof programs / sizeof *programs; which++)                                        \
        for (struct recorded *run = run_of(which, name, number); run; recorded_free(run), run = NULL)

static void none_is_in_doubt(const struct recorded *run)
{
    for (size_t i = 0; i < run->books.variable_count; i++)
        assert_int_equal(run->books.variables[i].doubt, 0);
}

static void buffers_that_go_round_are_no_variables(void **state)
{
    (void)state;
    EACH_RUN(run, "pass", "60")
    {
        none_is_in_doubt(run);
        assert_in_range(run->books.variable_count, 1, 200);
        assert_in_range(run->books.handed_words, 8192, 24 * 8192); // at least one buffer, in and out
        assert_int_equal(run->books.folded_variables, 0);
    }
}

static void a_table_that_a_lock_guards_is_handed_on(void **state)
{
    (void)state;
    EACH_RUN(run, "locked", "1")
    {
        none_is_in_doubt(run);
        assert_int_equal(run->books.handed_words, 4096);
        assert_null(hooked_variable(run, "one_at"));
        assert_int_equal(recorded_said(run, "one"), 40);
    }
}

// However often it went on in order before.
static void a_race_on_what_was_handed_on_misses_no_update(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        EACH_RUN(run, "race", "20000")
        {
            const struct raw_variable *variable = hooked_variable(run, "one_at");
            if (!variable) { // the threads came one after the other, by chance in order
                assert_int_equal(recorded_said(run, "one"), 40040);
                continue;
            }
            assert_int_equal(variable->doubt, 0);
            assert_int_equal(hooked_value(variable, variable->final), recorded_said(run, "one"));
            const struct hooked_lost lost = hooked_lost(&run->books, variable);
            assert_int_equal(40040 - recorded_said(run, "one"), lost.net);
            assert_int_equal(lost.net, lost.count);
        }
}

// The three accesses of each loss are in order, and so the word is handed on, until the first of them is found out.
static void a_store_of_what_was_loaded_before_it_was_handed_on_is_no_claim(void **state)
{
    (void)state;
    EACH_RUN(run, "holes", "1")
    {
        const struct raw_variable *variable = hooked_variable(run, "two_at");
        assert_int_equal(recorded_said(run, "two"), 1);
        assert_non_null(variable);
        assert_int_equal(variable->doubt, DOUBT_HANDED);
    }
    EACH_RUN(run, "holes", "300")
    {
        const struct raw_variable *variable = hooked_variable(run, "two_at");
        assert_int_equal(recorded_said(run, "two"), 300);
        assert_non_null(variable);
        assert_int_equal(variable->doubt, DOUBT_HANDED);
        assert_true(hooked_lost(&run->books, variable).count >= 298);
    }
}

static void constants_are_stored_over_what_was_loaded(void **state)
{
    (void)state;
    EACH_RUN(run, "constants", "50")
    {
        none_is_in_doubt(run);
        assert_int_equal(run->books.handed_words, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffers_that_go_round_are_no_variables),
        cmocka_unit_test(a_table_that_a_lock_guards_is_handed_on),
        cmocka_unit_test(a_race_on_what_was_handed_on_misses_no_update),
        cmocka_unit_test(a_store_of_what_was_loaded_before_it_was_handed_on_is_no_claim),
        cmocka_unit_test(constants_are_stored_over_what_was_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
