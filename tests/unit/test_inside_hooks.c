// Programs whose loads and stores are watched: what their books say is what they did.
#include "support/hooked.h"

#include "inside/books_layout.h"
#include "record/books_left.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

// A run of a case by one of the two; NULL: clang is not here.
static struct recorded *run_of(size_t which, const char *name, const char *passes)
{
    if (!is_here(words_of[which]))
        return NULL;
    struct recorded *run = recorded_run(hooked, words_of[which], name, passes);
    assert_int_equal(run->status, 0);
    assert_true(run->books.any);
    hooked_check(run);
    return run;
}

#define EACH_RUN(run, name, passes)                                                                                    \
    for (size_t which = 0; which < sizeof words_of / sizeof *words_of; which++)                                        \
        for (struct recorded *run = run_of(which, name, passes); run; recorded_free(run), run = NULL)

static uint64_t value_before(const struct recorded *run, const struct raw_variable *variable,
                             const struct raw_store *store)
{
    return store->parent ? run->books.stores[variable->first_store + store->parent - 1].value : variable->first;
}

static size_t stores_of(const struct recorded *run, const struct raw_variable *variable, enum act_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < variable->store_count; i++)
        count += run->books.acts[run->books.stores[variable->first_store + i].act].kind == kind;
    return count;
}

// The variable named so by the program is in the books and certain, and ends with the value that it printed.
static const struct raw_variable *ends_truly(const struct recorded *run, const char *at, const char *name)
{
    const struct raw_variable *variable = hooked_variable(run, at);
    assert_non_null(variable);
    assert_int_equal(variable->doubt, 0);
    assert_int_equal(variable->store_count, variable->stores);
    assert_int_equal(hooked_value(variable, variable->final), recorded_said(run, name));
    return variable;
}

// And each of its stores changed what it was computed from by this much.
static const struct raw_variable *truly(const struct recorded *run, const char *at, const char *name, int64_t step)
{
    const struct raw_variable *variable = ends_truly(run, at, name);
    for (size_t i = 0; i < variable->store_count; i++) {
        const struct raw_store *store = &run->books.stores[variable->first_store + i];
        const uint64_t amount = store->value - value_before(run, variable, store);
        assert_int_equal(run->books.acts[store->act].kind, ACT_UPDATE);
        assert_int_equal(hooked_value(variable, amount), step);
    }
    return variable;
}

// What the program's own result misses is what the books say was lost.
static void misses_what_was_lost(const struct recorded *run, const char *at, const char *name, int64_t right,
                                 int64_t step)
{
    const struct raw_variable *variable = truly(run, at, name, step);
    const struct hooked_lost lost = hooked_lost(&run->books, variable);
    assert_int_equal(right - recorded_said(run, name), lost.net);
    assert_true(lost.net == step * (int64_t)lost.count);
}

static void what_a_race_lost_is_what_is_missing(void **state)
{
    (void)state;
    EACH_RUN(run, "race", "100000")
    {
        misses_what_was_lost(run, "count_at", "count", 200000, 1);
        misses_what_was_lost(run, "other_at", "other", -400000, -2);
    }
}

static void sixteen_threads_are_told_apart(void **state)
{
    (void)state;
    EACH_RUN(run, "crowd", "3000")
    {
        misses_what_was_lost(run, "count_at", "count", 16 * 3000, 1);
        misses_what_was_lost(run, "other_at", "other", -32 * 3000, -2);
    }
}

static void with_a_mutex_nothing_is_lost(void **state)
{
    (void)state;
    EACH_RUN(run, "locked", "20000")
    {
        assert_int_equal(recorded_said(run, "count"), 40000);
        assert_int_equal(hooked_lost(&run->books, truly(run, "count_at", "count", 1)).count, 0);
    }
}

static void threads_may_come_and_go_by_the_hundred(void **state)
{
    (void)state;
    EACH_RUN(run, "many", "150")
    {
        const struct raw_variable *count = truly(run, "count_at", "count", 1);
        assert_int_equal(hooked_value(count, count->first) + (int64_t)count->stores, 300);
        assert_int_equal(hooked_lost(&run->books, count).count, 0);
    }
}

static void all_widths_are_told(void **state)
{
    static const struct {
        const char *at, *name;
        unsigned bytes;
        int64_t step;
    } variables[] = {
        { "one_at", "one", 1, 1 },         { "two_at", "two", 2, 1 },         { "four_at", "four", 4, 1 },
        { "whole.a_at", "whole.a", 8, 1 }, { "whole.b_at", "whole.b", 8, 2 }, { "whole.c_at", "whole.c", 8, 3 },
        { "sixteen_at", "sixteen", 8, 1 },
    };
    (void)state;
    EACH_RUN(run, "widths", "5000")
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const struct raw_variable *variable = hooked_variable(run, variables[i].at);
        if (!variable && which == 1 && strncmp(variables[i].name, "whole", 5) == 0)
            continue; // clang calls memcpy
        assert_non_null(variable);
        assert_int_equal(variable->bytes, variables[i].bytes);
        const int64_t final = hooked_value(variable, variable->final);
        assert_int_equal(final, hooked_value(variable, (uint64_t)recorded_said(run, variables[i].name)));
        const int64_t right = (int64_t)variable->first + variables[i].step * (int64_t)variable->stores;
        const int64_t lost = hooked_lost(&run->books, variable).net;
        assert_int_equal(final, hooked_value(variable, (uint64_t)(right - lost)));
    }
}

// What had been loaded of it before counts for what is stored after.
static void a_range_is_taken_over_exactly(void **state)
{
    (void)state;
    EACH_RUN(run, "taken_over", "100")
    {
        const uint64_t from = (uint64_t)recorded_said(run, "pairs_at"), to = (uint64_t)recorded_said(run, "pairs_end");
        for (size_t i = 0; i < run->books.variable_count; i++) {
            const struct raw_variable *variable = &run->books.variables[i];
            if (variable->address < from || variable->address >= to)
                continue;
            const int64_t right = (int64_t)variable->first + (int64_t)variable->stores;
            assert_int_equal(variable->bytes, 8);
            assert_int_equal(hooked_lost(&run->books, variable).net, right - (int64_t)variable->final);
        }
    }
}

static void atomics_lose_what_was_loaded_and_stored_apart(void **state)
{
    (void)state;
    EACH_RUN(run, "atomics", "5000")
    {
        const struct raw_variable *added = ends_truly(run, "added_at", "added");
        assert_int_equal(stores_of(run, added, ACT_ATOMIC), 10000);
        assert_int_equal(recorded_said(run, "added"), 10000);
        assert_null(hooked_variable(run, "alone_at")); // one thread's is no variable
#ifdef __x86_64__
        static const char *const halves[] = { "low_at", "high_at" };
        for (int half = 0; half < 2; half++) {
            const struct raw_variable *variable = hooked_variable(run, halves[half]);
            assert_non_null(variable);
            assert_int_equal(stores_of(run, variable, ACT_ATOMIC), 10000);
            assert_int_equal(variable->final, 10000);
        }
#endif
        const struct raw_variable *exchanged = ends_truly(run, "exchanged_at", "exchanged");
        assert_int_equal(stores_of(run, exchanged, ACT_ATOMIC), 10000);
        const struct raw_variable *stored = ends_truly(run, "stored_at", "stored");
        assert_int_equal(stores_of(run, stored, ACT_ATOMIC_UPDATE), 10000);
        assert_int_equal(hooked_lost(&run->books, stored).net, 10000 - recorded_said(run, "stored"));
        const struct raw_variable *lock = ends_truly(run, "lock_at", "lock");
        assert_int_equal(stores_of(run, lock, ACT_ATOMIC_STORE), 10000);
        assert_int_equal(hooked_lost(&run->books, truly(run, "count_at", "count", 1)).count, 0);
    }
}

static void a_constant_is_computed_from_nothing(void **state)
{
    static const char *const names[][2] = { { "flag_at", "flag" },
                                            { "guarded_at", "guarded" },
                                            { "other_at", "other" } };
    (void)state;
    EACH_RUN(run, "assignments", "2000")
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct raw_variable *variable = ends_truly(run, names[i][0], names[i][1]);
        assert_int_equal(stores_of(run, variable, ACT_ASSIGN), variable->stores);
        assert_int_equal(hooked_lost(&run->books, variable).count, 0);
    }
}

// Who takes a turn away after a while says that here some are lost.
static void a_turn_is_not_taken_from_who_is_only_slow(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++)
        EACH_RUN(run, "trap", "15")
        {
            assert_int_equal(recorded_said(run, "count"), 30);
            assert_int_equal(hooked_lost(&run->books, truly(run, "count_at", "count", 1)).count, 0);
            assert_int_equal(run->books.interrupted, 0);
        }
}

static void who_computes_for_long_lets_others_in(void **state)
{
    (void)state;
    EACH_RUN(run, "computes", "10") { misses_what_was_lost(run, "count_at", "count", 20, 1); }
}

// What lies on a stack ends with its function; where the function itself touched it is known, by which it has a name.
static void what_lies_on_a_stack_ends_with_its_function(void **state)
{
    (void)state;
    EACH_RUN(run, "stack", "500")
    {
        const uint64_t address = (uint64_t)recorded_said(run, "sum_at");
        size_t found = 0;
        for (size_t i = 0; i < run->books.variable_count; i++) {
            const struct raw_variable *variable = &run->books.variables[i];
            if (variable->address != address)
                continue;
            assert_int_equal(variable->doubt, 0);
            assert_int_equal(variable->first, found * 1000000);
            assert_int_equal(variable->stores, 1000);
            assert_in_range(variable->frame, address + 8, address + 4096);
            assert_in_range(variable->frame_place, 0, run->books.place_count - 1);
            found++;
        }
        assert_int_equal(found, 2);
    }
}

static uint64_t bytes_left(const struct recorded *run)
{
    char path[RECORDED_PATH_BYTES];
    snprintf(path, sizeof path, "%s/" BOOKS_MEMORY_NAME, books_left_folder(run->books_left));
    static struct books_head head;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(&head, sizeof head, 1, file), 1);
    fclose(file);
    return (uint64_t)head.next * BOOKS_BLOCK_BYTES;
}

// A million, of which each but the first few is what the one before it was.
static void what_a_loop_stores_takes_little_room(void **state)
{
    static const char *const programs[] = { "hooks_cost", "hooks_cost.clang" };
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs && is_here(programs[i]); i++) {
        struct recorded *run = recorded_run(hooked, programs[i], "watched", "1000000");
        assert_int_equal(run->status, 0);
        hooked_check(run);
        assert_in_range(bytes_left(run), 1, 2 << 20);
        const struct raw_variable *most = run->books.variables;
        for (size_t j = 0; j < run->books.variable_count; j++)
            if (run->books.variables[j].stores > most->stores)
                most = &run->books.variables[j];
        assert_int_equal(most->store_count, 1000001);
        assert_int_equal(most->final, most->first + 1000001);
        assert_int_equal(hooked_lost(&run->books, most).count, 0);
        recorded_free(run);
    }
}

static void modules_are_where_the_code_is(void **state)
{
    (void)state;
    EACH_RUN(run, "locked", "10")
    {
        const struct raw_books *books = &run->books;
        size_t programs = 0;
        for (size_t i = 0; i < books->module_count; i++)
            programs += books->modules[i].path == UINT32_MAX ||
                        strstr(books->text + books->modules[i].path, words_of[which]) != NULL;
        assert_int_equal(programs, 1);
        for (size_t i = 0; i < books->place_count; i++) {
            size_t j = 0;
            while (j < books->module_count && !(books->places[i].address >= books->modules[j].from &&
                                                books->places[i].address < books->modules[j].to))
                j++;
            assert_true(j < books->module_count);
        }
    }
}

// The child's memory is its own from then on: so are its books.
static void a_child_keeps_its_own_books(void **state)
{
    (void)state;
    EACH_RUN(run, "forks", "500")
    {
        const uint64_t address = (uint64_t)recorded_said(run, "count_at");
        const int32_t child = (int32_t)recorded_said(run, "child_pid");
        int found = 0;
        for (size_t i = 0; i < run->books.variable_count; i++) {
            const struct raw_variable *variable = &run->books.variables[i];
            if (variable->address != address)
                continue;
            assert_true(variable->pid == child || variable->pid == run->pid);
            assert_int_equal(variable->final, 2000);
            assert_int_equal(variable->first + variable->stores, 2000);
            assert_int_equal(hooked_lost(&run->books, variable).count, 0);
            found |= variable->pid == child ? 1 : 2;
        }
        assert_int_equal(found, 3);
        assert_int_equal(recorded_said(run, "child_count"), 2000);
    }
}

// A table takes not all of the room, though it comes first.
static void a_large_table_leaves_room_for_others(void **state)
{
    (void)state;
    struct recorded *run = recorded_run(hooked, words_of[0], "reads", "3");
    assert_int_equal(run->status, 0);
    hooked_check(run);
    assert_in_range(run->books.variable_count, 10000, 1 << 16);
    assert_in_range(run->books.folded_variables, 100000, 1 << 19);
    const struct raw_variable *count = truly(run, "count_at", "count", 1);
    assert_int_equal(count->final, 3);
    recorded_free(run);
}

// It cannot be seen, and is not said to be right.
static void what_processes_share_is_told_exactly(void **state)
{
    (void)state;
    EACH_RUN(run, "processes", "100000")
    {
        misses_what_was_lost(run, "*both_at", "*both", 200000, 1);
        assert_string_equal(run->books.reason, "");
    }
    EACH_RUN(run, "forks", "100")
    assert_string_equal(run->books.reason, "");
}

static void what_processes_have_at_other_addresses_is_said_to_be_unseen(void **state)
{
    (void)state;
    EACH_RUN(run, "apart", "100")
    {
        const struct raw_variable *variable = hooked_variable(run, "*both_at");
        assert_true(!variable || variable->doubt & DOUBT_FOREIGN);
        assert_non_null(strstr(run->books.reason, "at different addresses"));
    }
}

// What a process that is killed leaves taken is had by the others; and where it is not certain what it did, it is not claimed.
static void a_process_that_is_killed_holds_nobody_up(void **state)
{
    static const char *const passes[] = { "1000", "5003" };
    (void)state;
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        EACH_RUN(run, "killed", passes[i])
        {
            const struct raw_variable *variable = hooked_variable(run, "*both_at");
            assert_non_null(variable);
            assert_true((variable->doubt & ~(uint32_t)(DOUBT_TURN | DOUBT_FOREIGN | DOUBT_DROPPED)) == 0);
            assert_int_equal(hooked_value(variable, variable->final), recorded_said(run, "*both"));
        }
}

static void killed_at_any_moment_what_is_there_is_whole(void **state)
{
    (void)state;
    for (unsigned us = 3000; us < 60000; us += 7000) {
        const struct recorded_how killed = { .hooks = true, .kill_us = us };
        struct recorded *run = recorded_run(killed, words_of[0], "endless");
        assert_true(WIFSIGNALED(run->status));
        hooked_check(run);
        recorded_free(run);
    }
}

static void what_has_no_room_is_counted(void **state)
{
    (void)state;
    const struct recorded_how small = { .hooks = true, .most_bytes = 1 << 20 };
    struct recorded *run = recorded_run(small, words_of[0], "crowd", "30000");
    assert_int_equal(run->status, 0);
    hooked_check(run);
    const struct raw_variable *count = hooked_variable(run, "count_at");
    assert_non_null(count);
    assert_true(count->stores > count->store_count && count->store_count > 0);
    assert_true(count->doubt & DOUBT_DROPPED);
    assert_in_range(run->books.dropped_stores, count->stores - count->store_count, UINT64_MAX);
    recorded_free(run);
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
        cmocka_unit_test(sixteen_threads_are_told_apart),
        cmocka_unit_test(with_a_mutex_nothing_is_lost),
        cmocka_unit_test(threads_may_come_and_go_by_the_hundred),
        cmocka_unit_test(all_widths_are_told),
        cmocka_unit_test(a_range_is_taken_over_exactly),
        cmocka_unit_test(atomics_lose_what_was_loaded_and_stored_apart),
        cmocka_unit_test(a_constant_is_computed_from_nothing),
        cmocka_unit_test(a_turn_is_not_taken_from_who_is_only_slow),
        cmocka_unit_test(who_computes_for_long_lets_others_in),
        cmocka_unit_test(what_lies_on_a_stack_ends_with_its_function),
        cmocka_unit_test(what_a_loop_stores_takes_little_room),
        cmocka_unit_test(modules_are_where_the_code_is),
        cmocka_unit_test(a_child_keeps_its_own_books),
        cmocka_unit_test(a_large_table_leaves_room_for_others),
        cmocka_unit_test(what_processes_share_is_told_exactly),
        cmocka_unit_test(what_processes_have_at_other_addresses_is_said_to_be_unseen),
        cmocka_unit_test(a_process_that_is_killed_holds_nobody_up),
        cmocka_unit_test(killed_at_any_moment_what_is_there_is_whole),
        cmocka_unit_test(what_has_no_room_is_counted),
        cmocka_unit_test(nobody_who_looks_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
