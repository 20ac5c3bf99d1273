// Exploring under a budget: whatever time, memory, cancelling or failing allocations leave of it must be true, and
// nothing may be left behind.
#include "labs/balance/guard.h"
#include "schedules/explore.h"
#include "schedules/shortest.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)

// ---- memory that runs out ------------------------------------------------------------------------------------------

static long allocations, allocations_allowed = LONG_MAX;
static long pieces; // allocated and not given back

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void __real_free(void *memory);
void __wrap_free(void *memory);

static bool refused(void) { return allocations++ >= allocations_allowed; }

static void *counted(void *memory)
{
    pieces += memory != NULL;
    return memory;
}

void *__wrap_malloc(size_t bytes) { return refused() ? NULL : counted(__real_malloc(bytes)); }

void *__wrap_calloc(size_t count, size_t bytes) { return refused() ? NULL : counted(__real_calloc(count, bytes)); }

void *__wrap_realloc(void *memory, size_t bytes)
{
    if (refused())
        return NULL;
    void *more = __real_realloc(memory, bytes);
    pieces += more != NULL && memory == NULL;
    return more;
}

void __wrap_free(void *memory)
{
    pieces -= memory != NULL;
    __real_free(memory);
}

// ---- a clock of our own --------------------------------------------------------------------------------------------

static uint64_t clock_ns, tick_ns;

static uint64_t ticking(void) { return clock_ns += tick_ns; }

static int fresh(void **state)
{
    (void)state;
    allocations = 0;
    allocations_allowed = LONG_MAX;
    pieces = 0;
    clock_ns = 0;
    tick_ns = MS;
    return 0;
}

// ---- courses -------------------------------------------------------------------------------------------------------

static struct course course_for(enum guard_id guard, int count, uint64_t iterations)
{
    const struct experiment experiment = {
        .guard = guard,
        .count = (uint32_t)count,
        .iterations = iterations,
        .amounts = { 5, 8, 3, 7 },
    };
    struct course course;
    assert_true(status_is_ok(course_of(&course, &experiment)));
    return course;
}

static struct exploration explore(const struct course *course, const struct budget *budget)
{
    const struct walk start = walk_start(course);
    struct exploration exploration;
    exploration_run(&exploration, course, &start, budget);
    return exploration;
}

static const struct outcome *outcome_of(const struct exploration *exploration, int64_t final)
{
    for (size_t i = 0; i < exploration->outcome_count; i++)
        if (exploration->outcomes[i].final == final)
            return &exploration->outcomes[i];
    return NULL;
}

static void at_most(const mpz_t part, const mpz_t whole, const char *what)
{
    if (mpz_cmp(part, whole) > 0)
        fail_msg("%s: %g, more than the %g there are", what, mpz_get_d(part), mpz_get_d(whole));
}

static void exactly(const mpz_t part, const mpz_t whole, const char *what)
{
    if (mpz_cmp(part, whole) != 0)
        fail_msg("%s: %g, not %g", what, mpz_get_d(part), mpz_get_d(whole));
}

// Every figure of a partial exploration against those of the whole.
static void assert_true_bounds(const struct exploration *part, const struct exploration *whole)
{
    mpz_t ends;
    mpz_init(ends);
    for (size_t i = 0; i < part->outcome_count; i++) {
        const struct outcome *outcome = &part->outcomes[i], *of_whole = outcome_of(whole, outcome->final);
        if (!of_whole) {
            fail_msg("nothing ends with %ld", (long)outcome->final);
            return;
        }
        at_most(outcome->schedules, of_whole->schedules, "schedules of an outcome");
        if (outcome->probability > of_whole->probability * (1 + 1e-9))
            fail_msg("probability %g, more than %g", outcome->probability, of_whole->probability);
        mpz_add(ends, ends, outcome->schedules);
    }
    at_most(part->wrong, whole->wrong, "wrong");
    at_most(part->losing, whole->losing, "losing");
    at_most(part->deadlocks, whole->deadlocks, "deadlocks");
    at_most(part->schedules, whole->schedules, "schedules");
    at_most(part->explored, part->schedules, "explored");
    if (part->schedules_known)
        exactly(part->schedules, whole->schedules, "schedules known");
    if (part->paths_known) {
        exactly(part->losing, whole->losing, "losing known");
        exactly(part->deadlocks, whole->deadlocks, "deadlocks known");
    }
    if (part->outcome_count)
        at_most(ends, part->explored, "outcomes together");
    if (part->complete)
        exactly(part->explored, whole->schedules, "all explored");
    else
        assert_int_not_equal(part->end, BUDGET_KEPT);
    mpz_clear(ends);
}

static void time_runs_out(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        int count;
        uint64_t iterations;
    } cases[] = { { GUARD_NONE, 2, 44 },
                  { GUARD_NONE, 3, 10 },
                  { GUARD_ATOMIC, 3, 5 },
                  { GUARD_MUTEX, 3, 12 },
                  { GUARD_FLAG, 2, 24 } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const struct course course = course_for(cases[c].guard, cases[c].count, cases[c].iterations);
        struct exploration whole = explore(&course, NULL);
        int complete = 0, partial = 0, foreseen = 0;
        // The clock ticks whenever it is read, a few dozen times in all.
        for (uint64_t time_ms = 1; time_ms < 400; time_ms += time_ms / 4 + 1) {
            const struct budget budget = { .time_ns = time_ms * MS, .now_ns = ticking };
            struct exploration part = explore(&course, &budget);
            assert_true_bounds(&part, &whole);
            if (!part.complete)
                assert_int_equal(part.end, BUDGET_TIME);
            assert_true(part.needed_ns == 0 || (!part.complete && part.needed_ns > budget.time_ns / 2));
            foreseen += part.needed_ns > 0;
            complete += part.complete;
            partial += !part.complete && part.outcome_count > 0;
            exploration_finish(&part);
        }
        assert_true(complete > 0);
        if (cases[c].guard == GUARD_NONE || cases[c].guard == GUARD_FLAG)
            assert_true(partial > 0 && foreseen > 0);
        exploration_finish(&whole);
    }
}

static void memory_limit_holds(void **state)
{
    (void)state;
    static const enum guard_id guard[] = { GUARD_NONE, GUARD_FLAG };
    for (size_t g = 0; g < sizeof guard / sizeof *guard; g++) {
        const struct course course = course_for(guard[g], 2, 24);
        struct exploration whole = explore(&course, NULL);
        int partial = 0;
        for (uint64_t limit = 1000; limit < whole.bytes_peak * 2; limit += limit / 3) {
            const struct budget budget = { .memory_bytes = limit };
            struct exploration part = explore(&course, &budget);
            assert_true_bounds(&part, &whole);
            if (part.bytes_peak > limit)
                fail_msg("%lu bytes taken, %lu allowed", (unsigned long)part.bytes_peak, (unsigned long)limit);
            if (limit > whole.bytes_peak * 5 / 4)
                assert_true(part.complete);
            if (!part.complete)
                assert_int_equal(part.end, BUDGET_MEMORY);
            assert_true(part.needed_bytes == 0 || (!part.complete && part.needed_bytes > limit));
            partial += !part.complete && part.outcome_count > 0;
            exploration_finish(&part);
        }
        assert_true(partial > 0);
        exploration_finish(&whole);
    }
}

// The least memory that all can be explored with, to an eighth: it goes slower with less than it takes where there is more.
static uint64_t least_memory(const struct course *course, uint64_t enough)
{
    for (;;) {
        const struct budget budget = { .memory_bytes = enough * 7 / 8 };
        struct exploration tried = explore(course, &budget);
        const bool complete = tried.complete;
        exploration_finish(&tried);
        if (!complete)
            return enough;
        enough = budget.memory_bytes;
    }
}

// In most schedules the workers stay together: half of the memory does for them.
static void a_part_is_most_of_it(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 2, 40);
    struct exploration whole = explore(&course, NULL);
    const struct budget budget = { .memory_bytes = least_memory(&course, whole.bytes_peak) / 2 };
    struct exploration part = explore(&course, &budget);
    assert_false(part.complete);
    const double share = exploration_share(part.explored, part.schedules);
    if (share < 0.8)
        fail_msg("half of the memory explores %.4f of the schedules", share);
    exploration_finish(&part);
    exploration_finish(&whole);
}

static int asked, asked_allowed;
static double share_told;

static bool go_on(void *context, double share)
{
    assert_ptr_equal(context, &asked);
    if (!(share >= share_told && share <= 1))
        fail_msg("progress goes from %g to %g", share_told, share);
    share_told = share;
    return asked++ < asked_allowed;
}

// Nothing is asked again after a no, whatever was under way.
static int cancel_everywhere(const struct course *course, const struct exploration *whole, uint64_t memory_bytes)
{
    for (asked_allowed = 0;; asked_allowed++) {
        asked = 0;
        share_told = 0;
        const struct budget budget = { .memory_bytes = memory_bytes, .go_on = go_on, .context = &asked };
        struct exploration part = explore(course, &budget);
        assert_true_bounds(&part, whole);
        const enum budget_end end = part.end;
        exploration_finish(&part);
        if (end != BUDGET_CANCELLED)
            return asked;
        assert_int_equal(asked, asked_allowed + 1);
    }
}

static void cancelled_at_any_moment(void **state)
{
    (void)state;
    static const enum guard_id guard[] = { GUARD_NONE, GUARD_FLAG };
    for (size_t g = 0; g < sizeof guard / sizeof *guard; g++) {
        const struct course course = course_for(guard[g], 2, guard[g] == GUARD_NONE ? 28 : 14);
        struct exploration whole = explore(&course, NULL);
        assert_true(cancel_everywhere(&course, &whole, 0) > 5);
        assert_true(share_told > 0.8);
        assert_true(cancel_everywhere(&course, &whole, whole.bytes_peak / 2) >
                    5); // while a part is chosen and explored
        exploration_finish(&whole);
    }
}

static void allocations_fail(const struct course *course)
{
    struct exploration whole = explore(course, NULL);
    for (long allowed = 0;; allowed++) {
        const long before = pieces;
        allocations = 0;
        allocations_allowed = allowed;
        struct exploration part = explore(course, NULL);
        allocations_allowed = LONG_MAX;
        assert_true_bounds(&part, &whole);
        const bool complete = part.complete;
        exploration_finish(&part);
        if (pieces != before)
            fail_msg("%ld pieces left behind when allocation %ld failed", pieces - before, allowed);
        if (complete && allocations <= allowed)
            break;
    }
    exploration_finish(&whole);
}

static void allocations_fail_one_by_one(void **state)
{
    (void)state;
    const struct course none = course_for(GUARD_NONE, 2, 2), flag = course_for(GUARD_FLAG, 2, 2);
    allocations_fail(&none);
    allocations_fail(&flag);
}

static void search_allocations_fail_one_by_one(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 2, 2);
    const struct walk start = walk_start(&course);
    for (long allowed = 0;; allowed++) {
        const long before = pieces;
        allocations = 0;
        allocations_allowed = allowed;
        struct shortest shortest;
        shortest_find(&shortest, &course, &start, (struct goal){ GOAL_FINAL, 21 }, 10, NULL);
        allocations_allowed = LONG_MAX;
        const bool complete = shortest.complete;
        if (!complete)
            assert_int_equal(shortest.end, BUDGET_MEMORY);
        else
            assert_true(shortest.found);
        shortest_finish(&shortest);
        if (pieces != before)
            fail_msg("%ld pieces left behind when allocation %ld failed", pieces - before, allowed);
        if (complete)
            break;
    }
}

static void search_keeps_its_budget(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 2, 10);
    const struct walk start = walk_start(&course);
    struct shortest whole;
    shortest_find(&whole, &course, &start, (struct goal){ GOAL_FINAL, 30 }, 3, NULL);
    assert_true(whole.complete && whole.found);
    assert_int_equal(whole.listed_count, 3);
    const struct budget budgets[] = {
        { .time_ns = 5 * MS, .now_ns = ticking },
        { .memory_bytes = 100000 },
        { .go_on = go_on, .context = &asked },
    };
    static const enum budget_end ends[] = { BUDGET_TIME, BUDGET_MEMORY, BUDGET_CANCELLED };
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        asked = 0;
        asked_allowed = 3;
        share_told = 0;
        struct shortest part;
        shortest_find(&part, &course, &start, (struct goal){ GOAL_FINAL, 30 }, 3, &budgets[i]);
        assert_false(part.complete || part.found);
        assert_int_equal(part.end, ends[i]);
        assert_int_equal(part.listed_count, 0);
        if (part.switches > whole.switches)
            fail_msg("none with fewer than %u, but there are some with %u", part.switches, whole.switches);
        shortest_finish(&part);
    }
    shortest_finish(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(time_runs_out, fresh),
        cmocka_unit_test_setup(memory_limit_holds, fresh),
        cmocka_unit_test_setup(a_part_is_most_of_it, fresh),
        cmocka_unit_test_setup(cancelled_at_any_moment, fresh),
        cmocka_unit_test_setup(allocations_fail_one_by_one, fresh),
        cmocka_unit_test_setup(search_allocations_fail_one_by_one, fresh),
        cmocka_unit_test_setup(search_keeps_its_budget, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
