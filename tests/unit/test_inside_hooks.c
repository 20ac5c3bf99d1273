// Programs whose loads and stores are watched: what their books say is what they did.
#include "support/hooked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct recorded_how hooked = { .hooks = true };

// gcc's hooks and clang's, as far as clang is here.
static const char *const words_of[] = { "hooks_words", "hooks_words.clang" };

static bool is_here(const char *program)
{
    char path[RECORDED_PATH_BYTES];
    return recorded_has(path, program);
}

// The variable named so by the program is in the books, ends with the value that it printed, and each of its stores changed what it
// was computed from by this much.
static const struct raw_variable *truly(const struct recorded *run, const char *at, const char *name, int64_t step)
{
    const struct raw_variable *variable = hooked_variable(run, at);
    assert_non_null(variable);
    assert_int_equal(variable->doubt, 0);
    assert_int_equal(variable->store_count, variable->stores);
    assert_int_equal(hooked_value(variable, variable->final), recorded_said(run, name));
    for (size_t i = 0; i < variable->store_count; i++) {
        const struct raw_store *store = &run->books.stores[variable->first_store + i];
        const uint64_t before =
            store->parent ? run->books.stores[variable->first_store + store->parent - 1].value : variable->first;
        assert_int_equal(run->books.acts[store->act].kind, ACT_UPDATE);
        assert_int_equal(hooked_value(variable, store->value - before), step);
    }
    return variable;
}

static void what_a_race_lost_is_what_is_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++) {
        if (!is_here(words_of[i]))
            continue;
        struct recorded *run = recorded_run(hooked, words_of[i], "race", "100000");
        assert_int_equal(run->status, 0);
        hooked_check(run);
        assert_true(run->books.any);
        const struct raw_variable *count = truly(run, "count_at", "count", 1);
        assert_int_equal(200000 - recorded_said(run, "count"), hooked_lost(&run->books, count).net);
        const struct raw_variable *other = truly(run, "other_at", "other", -2);
        assert_int_equal(-400000 - recorded_said(run, "other"), hooked_lost(&run->books, other).net);
        recorded_free(run);
    }
}

static void with_a_mutex_nothing_is_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++) {
        if (!is_here(words_of[i]))
            continue;
        struct recorded *run = recorded_run(hooked, words_of[i], "locked", "20000");
        assert_int_equal(run->status, 0);
        hooked_check(run);
        assert_int_equal(recorded_said(run, "count"), 40000);
        const struct raw_variable *count = truly(run, "count_at", "count", 1);
        assert_int_equal(hooked_lost(&run->books, count).count, 0);
        recorded_free(run);
    }
}

// Without a supervisor a program with our hooks does what it would do.
static void nobody_who_looks_changes_nothing(void **state)
{
    (void)state;
    if (!is_here(words_of[1]))
        skip();
    struct recorded *run = recorded_run((struct recorded_how){ .plain = true }, words_of[1], "locked", "1000");
    assert_int_equal(run->status, 0);
    assert_int_equal(recorded_said(run, "count"), 2000);
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_race_lost_is_what_is_missing),
        cmocka_unit_test(with_a_mutex_nothing_is_lost),
        cmocka_unit_test(nobody_who_looks_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
