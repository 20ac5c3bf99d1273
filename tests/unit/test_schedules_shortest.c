// Shortest schedules: known ones, deadlocks by hand-made listings, and figures where nothing can be walked.
#include "labs/balance/guard.h"
#include "schedules/explore.h"
#include "schedules/shortest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int32_t amounts[SCHEDULES_WORKERS_MAX] = { 5, 8, 3, 7 };

static struct course course_for(enum guard_id guard, int count, uint64_t iterations)
{
    struct experiment experiment = { .guard = guard, .count = (uint32_t)count, .iterations = iterations };
    memcpy(experiment.amounts, amounts, sizeof amounts);
    struct course course;
    assert_true(status_is_ok(course_of(&course, &experiment)));
    return course;
}

static struct course course_of_steps(const struct program *program, int count, uint64_t iterations)
{
    struct course course;
    const struct status status = course_init(&course, program, count, iterations, amounts);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return course;
}

static struct shortest found(const struct course *course, const char *prefix, struct goal goal, size_t list_max)
{
    struct walk from = walk_start(course);
    assert_int_equal(walk_follow(course, &from, prefix, NULL, NULL), strlen(prefix));
    struct shortest shortest;
    shortest_find(&shortest, course, &from, goal, list_max, NULL);
    assert_true(shortest.complete);
    return shortest;
}

static void assert_shortest(struct shortest *shortest, uint32_t switches, unsigned long schedules)
{
    assert_true(shortest->found);
    assert_int_equal(shortest->switches, switches);
    if (mpz_cmp_ui(shortest->schedules, schedules) != 0)
        fail_msg("%lu schedules, not %lu", mpz_get_ui(shortest->schedules), schedules);
}

static void known_shortest_schedules(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 2, 1);
    struct shortest shortest = found(&course, "", (struct goal){ GOAL_WRONG, 0 }, 100);
    assert_shortest(&shortest, 3, 12);
    assert_int_equal(shortest.listed_count, 12);
    assert_string_equal(shortest.listed[0], "11121222");
    shortest_finish(&shortest);
    for (int sign = -1; sign <= 1; sign += 2) {
        shortest = found(&course, "", (struct goal){ GOAL_FINAL, sign * 3 }, 100);
        assert_shortest(&shortest, 5, 2);
        shortest_finish(&shortest);
    }
    shortest = found(&course, "", (struct goal){ GOAL_LOSING, 0 }, 1);
    assert_int_equal(shortest.switches, 2);
    assert_int_equal(shortest.listed_count, 1);
    shortest_finish(&shortest);
    shortest = found(&course, "", (struct goal){ GOAL_FINAL, 7 }, 100);
    assert_false(shortest.found);
    assert_int_equal(shortest.listed_count, 0);
    shortest_finish(&shortest);
}

// On the way, what was switched before does not count, and going on with whoever moved last is no switch.
static void from_here(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 2, 1);
    struct shortest shortest = found(&course, "1112", (struct goal){ GOAL_WRONG, 0 }, 100);
    assert_shortest(&shortest, 2,
                    3); // T1 stores somewhere before T2's end; if T2 ran to its end first, T1 would put it right
    for (size_t i = 0; i < shortest.listed_count; i++) {
        struct walk walk = walk_start(&course);
        walk_follow(&course, &walk, "1112", NULL, NULL);
        const size_t length = strlen(shortest.listed[i]);
        assert_int_equal(walk_follow(&course, &walk, shortest.listed[i], NULL, NULL), length);
        assert_true(walk_ended(&course, &walk));
        assert_int_not_equal(walk.balance, 0);
        assert_int_equal(walk.switches, 3);
    }
    shortest_finish(&shortest);
}

static void no_switch_needed_by_one_worker(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, 1, 3);
    struct shortest shortest = found(&course, "", (struct goal){ GOAL_FINAL, 0 }, 5);
    assert_shortest(&shortest, 0, 1);
    assert_string_equal(shortest.listed[0], "111111111111");
    shortest_finish(&shortest);
}

// More iterations make no failure shorter; and there are as many as places to break off in.
static void long_runs(void **state)
{
    (void)state;
    static const struct {
        int count;
        uint64_t iterations;
        uint32_t switches;
        unsigned long schedules;
    } cases[] = { { 2, 2, 3, 48 }, { 2, 40, 3, 19200 }, { 3, 1, 4, 180 }, { 3, 4, 4, 2880 }, { 4, 1, 5, 2160 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct course course = course_for(GUARD_NONE, cases[i].count, cases[i].iterations);
        struct shortest shortest = found(&course, "", (struct goal){ GOAL_WRONG, 0 }, 3);
        assert_shortest(&shortest, cases[i].switches, cases[i].schedules);
        shortest_finish(&shortest);
    }
}

static void guarded_runs_cannot_go_wrong(void **state)
{
    (void)state;
    static const enum guard_id safe[] = { GUARD_MUTEX, GUARD_SPIN, GUARD_ATOMIC, GUARD_GIL_MUTEX };
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++) {
        const struct course course = course_for(safe[i], 2, 2);
        for (enum goal_kind goal = GOAL_WRONG; goal <= GOAL_DEADLOCK; goal++) {
            struct shortest shortest = found(&course, "", (struct goal){ goal, 1 }, 10);
            assert_false(shortest.found);
            shortest_finish(&shortest);
        }
    }
}

// ---- deadlocks -----------------------------------------------------------------------------------------------------

static void a_forgotten_release_is_found(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_LOCK },
        { .text = "", .kind = STEP_LOAD },
        { .text = "", .kind = STEP_ADD, .sign = 1 },
        { .text = "", .kind = STEP_STORE },
    };
    const struct program program = { .steps = steps, .step_count = 4 };
    const struct course course = course_of_steps(&program, 2, 1);
    const struct walk start = walk_start(&course);
    struct exploration exploration;
    exploration_run(&exploration, &course, &start, NULL);
    // Whoever takes it keeps it: two schedules, and both stop before the other one has begun.
    assert_int_equal(mpz_get_ui(exploration.schedules), 2);
    assert_int_equal(mpz_get_ui(exploration.deadlocks), 2);
    assert_int_equal(exploration.outcome_count, 0);
    assert_true(exploration.probability_deadlock == 1);
    exploration_finish(&exploration);
    struct shortest shortest = found(&course, "", (struct goal){ GOAL_DEADLOCK, 0 }, 10);
    assert_shortest(&shortest, 0, 2);
    assert_string_equal(shortest.listed[0], "111");
    assert_string_equal(shortest.listed[1], "222");
    shortest_finish(&shortest);
}

// One takes A and then B, then B and then A: each part alone is harmless, two workers in different parts are not.
static void locks_in_opposite_order_are_found(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_LOCK, .lock = 0 },   { .text = "", .kind = STEP_LOCK, .lock = 1 },
        { .text = "", .kind = STEP_MODIFY, .sign = 1 }, { .text = "", .kind = STEP_UNLOCK, .lock = 1 },
        { .text = "", .kind = STEP_UNLOCK, .lock = 0 }, { .text = "", .kind = STEP_LOCK, .lock = 1 },
        { .text = "", .kind = STEP_LOCK, .lock = 0 },   { .text = "", .kind = STEP_UNLOCK, .lock = 0 },
        { .text = "", .kind = STEP_UNLOCK, .lock = 1 },
    };
    const struct program program = { .steps = steps, .step_count = 9 };
    const struct course course = course_of_steps(&program, 2, 1);
    const struct walk start = walk_start(&course);
    struct exploration exploration;
    exploration_run(&exploration, &course, &start, NULL);
    if (mpz_sgn(exploration.deadlocks) <= 0 || mpz_cmp(exploration.deadlocks, exploration.schedules) >= 0)
        fail_msg("%lu of %lu schedules deadlock", mpz_get_ui(exploration.deadlocks), mpz_get_ui(exploration.schedules));
    assert_int_equal(exploration.outcome_count, 1);
    assert_int_equal(exploration.outcomes[0].final, 13);
    exploration_finish(&exploration);
    struct shortest shortest = found(&course, "", (struct goal){ GOAL_DEADLOCK, 0 }, 10);
    assert_int_equal(shortest.switches, 1);
    // T1 through the first part and with B in hand, then T2 with A in hand: neither can go on.
    assert_string_equal(shortest.listed[0], "1111112");
    struct walk walk = start;
    walk_follow(&course, &walk, shortest.listed[0], NULL, NULL);
    assert_true(walk_deadlocked(&course, &walk));
    assert_int_equal(course_blocked_on(&course, walk.places, 0), 0);
    assert_int_equal(course_blocked_on(&course, walk.places, 1), 1);
    shortest_finish(&shortest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_shortest_schedules),          cmocka_unit_test(from_here),
        cmocka_unit_test(no_switch_needed_by_one_worker),    cmocka_unit_test(long_runs),
        cmocka_unit_test(guarded_runs_cannot_go_wrong),      cmocka_unit_test(a_forgotten_release_is_found),
        cmocka_unit_test(locks_in_opposite_order_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
