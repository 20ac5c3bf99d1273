// Programs whose accesses are put in order, and such that leave some unordered: of the first nothing is claimed, and of the others
// the places that are wrong, in every run.
#include "support/hooked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum {
    RUNS = 2, // of each, with each of the numbers of threads
};

static const struct recorded_how hooked = { .hooks = true };

static const char *const compilers[] = { "hooks_order", "hooks_order.clang" };
static const char *const threads[] = { "2", "5" };

static struct recorded *run_case(const char *program, const char *name, const char *count)
{
    char path[RECORDED_PATH_BYTES];
    if (!recorded_has(path, program))
        return NULL;
    struct recorded *run = recorded_run(hooked, program, name, count);
    if (run->status != 0)
        print_error("%s %s %s ended with %d: %s\n", program, name, count, run->status, run->err ? run->err : "");
    assert_int_equal(run->status, 0);
    hooked_check(run);
    return run;
}

static void each_run(const char *name, void (*check)(const struct recorded *run, const char *name))
{
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
        for (size_t j = 0; j < sizeof threads / sizeof *threads; j++)
            for (int k = 0; k < RUNS; k++) {
                struct recorded *run = run_case(compilers[i], name, threads[j]);
                if (!run)
                    continue;
                check(run, name);
                recorded_free(run);
            }
}

static void has_no_pairs(const struct recorded *run, const char *name)
{
    if (run->books.pair_count > 0)
        print_error("%s: %zu pairs\n", name, run->books.pair_count);
    assert_int_equal(run->books.pair_count, 0);
}

static void of_right_programs_nothing_is_claimed(void **state)
{
    static const char *const names[] = { "mutex",  "c11",       "spin",   "atomic",    "flag",  "fences",
                                         "rwlock", "semaphore", "handed", "phases",    "own",   "condition",
                                         "once",   "read-only", "pipe",   "published", "joined" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        each_run(names[i], has_no_pairs);
}

static uint64_t accesses_of(const struct raw_books *books, const struct raw_variable *variable, bool stores)
{
    uint64_t count = 0;
    for (size_t i = 0; i < variable->access_count; i++) {
        const struct raw_access *access = &books->accesses[variable->first_access + i];
        if (stores == (access->kind == ACCESS_STORE))
            count += access->count;
    }
    return count;
}

// A store and what conflicts with it, both seen, by two threads, no more often than there were accesses.
static void check_pair(const struct recorded *run, const struct raw_variable *variable, const struct raw_pair *pair)
{
    const struct raw_books *books = &run->books;
    assert_in_range(pair->count, 1, variable->loads + variable->stores);
    assert_in_range(pair->first_ns, run->began_ns, run->ended_ns);
    assert_true(pair->kind[0] == ACCESS_STORE || pair->kind[1] == ACCESS_STORE);
    assert_true(pair->tid[0] != 0 && pair->tid[1] != 0 && pair->tid[0] != pair->tid[1]);
    for (int side = 0; side < 2; side++) {
        bool found = false;
        for (size_t i = 0; i < variable->access_count && !found; i++) {
            const struct raw_access *access = &books->accesses[variable->first_access + i];
            found = access->place == pair->place[side] && access->kind == pair->kind[side];
        }
        assert_true(found);
    }
}

static void has_pairs(const struct recorded *run, const char *name)
{
    const struct raw_variable *variable = hooked_variable(run, "count_at");
    assert_non_null(variable);
    if (variable->pair_count == 0)
        print_error("%s: no pair\n", name);
    assert_int_not_equal(variable->pair_count, 0);
    // The first access of all may have come before anything was counted, and is told none the less.
    const uint64_t loads = accesses_of(&run->books, variable, false), stores = accesses_of(&run->books, variable, true);
    assert_in_range(loads + stores, variable->loads + variable->stores, variable->loads + variable->stores + 1);
    assert_in_range(loads, variable->loads, variable->loads + 1);
    assert_in_range(stores, variable->stores, variable->stores + 1);
    for (size_t i = 0; i < variable->pair_count; i++)
        check_pair(run, variable, &run->books.pairs[variable->first_pair + i]);
}

static void of_wrong_ones_what_is_wrong_in_every_run(void **state)
{
    static const char *const names[] = { "race", "wrong-lock", "half", "relaxed", "to-read", "beside" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        each_run(names[i], has_pairs);
}

// Of the accesses of one kind: under which locks they were made, by how many of these sets.
static size_t sets_of(const struct recorded *run, const char *word, uint8_t kind, struct raw_lock_set *first)
{
    const struct raw_variable *variable = hooked_variable(run, word);
    uint32_t seen[8];
    size_t count = 0;
    assert_non_null(variable);
    for (size_t i = 0; i < variable->access_count; i++) {
        const struct raw_access *access = &run->books.accesses[variable->first_access + i];
        size_t at = 0;
        while (at < count && seen[at] != access->locks)
            at++;
        if (access->kind != kind || at < count)
            continue;
        assert_true(count < 8 && access->locks < run->books.lock_set_count);
        seen[count++] = access->locks;
    }
    if (count > 0)
        *first = run->books.lock_sets[seen[0]];
    return count;
}

static void accesses_tell_under_which_locks_they_were_made(void **state)
{
    (void)state;
    struct raw_lock_set set;
    struct recorded *run = run_case("hooks_order", "mutex", "4");
    assert_int_equal(sets_of(run, "count_at", ACCESS_STORE, &set), 1);
    assert_true(set.mode[0] == LOCK_WHOLE && set.mode[1] == 0 && set.lock[0] != 0);
    recorded_free(run);
    run = run_case("hooks_order", "wrong-lock", "4");
    assert_int_equal(sets_of(run, "count_at", ACCESS_STORE, &set), 3); // none, where it was shared
    recorded_free(run);
    run = run_case("hooks_order", "to-read", "4");
    assert_int_equal(sets_of(run, "count_at", ACCESS_STORE, &set), 2);
    assert_int_equal(run->books.lock_sets[1].mode[0], LOCK_TO_READ);
    recorded_free(run);
}

// What was allocated is known by the place that did it.
static void objects_of_the_heap_are_known(void **state)
{
    (void)state;
    struct recorded *run = run_case("hooks_order", "published", "2");
    size_t found = 0;
    for (size_t i = 0; i < run->books.variable_count; i++) {
        const struct raw_variable *variable = &run->books.variables[i];
        if (variable->object == 0)
            continue;
        assert_int_equal(variable->object, variable->address);
        assert_int_equal(variable->object_bytes, sizeof(long));
        assert_in_range(variable->allocated, 0, run->books.place_count - 1);
        found++;
    }
    assert_true(found > 1); // one after the other where the same memory was given out again
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_right_programs_nothing_is_claimed),
        cmocka_unit_test(of_wrong_ones_what_is_wrong_in_every_run),
        cmocka_unit_test(accesses_tell_under_which_locks_they_were_made),
        cmocka_unit_test(objects_of_the_heap_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
