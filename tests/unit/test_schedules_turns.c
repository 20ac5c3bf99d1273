// Turns: what a schedule in digits makes of each worker's listing, how it is completed, and what is refused.
#include "support/random.h"

#include "labs/balance/guard.h"
#include "schedules/turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct experiment experiment_for(enum guard_id guard, enum python_version python, uint32_t count,
                                        uint64_t iterations)
{
    return (struct experiment){
        .guard = guard,
        .python = python,
        .count = count,
        .iterations = iterations,
        .amounts = { 5, 8, 3, 7 },
    };
}

// "1:3 2:4 …": each turn's worker and steps.
static char *written(const struct turn_list *list)
{
    static char text[4096];
    size_t length = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < list->count; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%u:%u", i ? " " : "",
                                   list->turns[i].worker + 1, list->turns[i].steps);
    return text;
}

static void expect_turns(const struct experiment *experiment, const char *schedule, const char *turns)
{
    struct turn_list list;
    const struct status status = turns_of(&list, experiment, schedule);
    if (!status_is_ok(status))
        fail_msg("%s: %s", schedule, status.message);
    assert_string_equal(written(&list), turns);
    turns_finish(&list);
}

static void expect_whole(const struct experiment *experiment, const char *schedule, const char *whole)
{
    struct turn_list list;
    const struct status status = turns_of(&list, experiment, schedule);
    if (!status_is_ok(status))
        fail_msg("%s: %s", schedule, status.message);
    char *digits = turns_digits(&list);
    assert_non_null(digits);
    assert_string_equal(digits, whole);
    free(digits);
    turns_finish(&list);
}

static void expect_refused(const struct experiment *experiment, const char *schedule, const char *message)
{
    struct turn_list list;
    const struct status status = turns_of(&list, experiment, schedule);
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_string_equal(status.message, message);
    assert_null(list.turns);
    assert_int_equal(list.count, 0);
}

// load, add, store, load, sub, store: the sum belongs to the store.
static void machine_steps(void **state)
{
    (void)state;
    const struct experiment none = experiment_for(GUARD_NONE, PYTHON_3_9, 2, 1);
    expect_turns(&none, "11121222", "1:1 1:2 1:1 2:1 1:2 2:2 2:1 2:2");
    const struct experiment atomic = experiment_for(GUARD_ATOMIC, PYTHON_3_9, 2, 2);
    expect_turns(&atomic, "12121212", "1:1 2:1 1:1 2:1 1:1 2:1 1:1 2:1");
    const struct experiment mutex = experiment_for(GUARD_MUTEX, PYTHON_3_9, 2, 1);
    expect_turns(&mutex, "111111222222", "1:1 1:1 1:2 1:1 1:2 1:1 2:1 2:1 2:2 2:1 2:2 2:1");
}

// Every turn of every listing: all of a worker's turns together are its whole listing, and under a GIL each but the last
// ends where the version looks, or before a lock.
static void turns_make_up_the_listing(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    for (uint32_t i = 0; i < GUARD_COUNT * PYTHON_COUNT * 24; i++) {
        struct experiment experiment =
            experiment_for((enum guard_id)(i % GUARD_COUNT), (enum python_version)(i / GUARD_COUNT % PYTHON_COUNT),
                           1 + (uint32_t)random_below(&random, 4), 1 + random_below(&random, 3));
        experiment.program = (uint32_t)random_below(&random, PROGRAM_LOCK);
        experiment.count = guard_of(&experiment)->workers ? guard_of(&experiment)->workers : experiment.count;
        struct course course;
        assert_true(status_is_ok(course_of(&course, &experiment)));
        const struct program *program = course.program;
        char schedule[1024];
        size_t length = 0;
        struct walk walk = walk_start(&course);
        while (!walk_ended(&course, &walk) && length + 1 < sizeof schedule) {
            const int worker = (int)random_below(&random, experiment.count);
            if (!(walk_enabled(&course, &walk) >> worker & 1))
                continue;
            walk_move(&course, &walk, worker, NULL, NULL);
            schedule[length++] = (char)('1' + worker);
        }
        schedule[length] = '\0';
        struct turn_list list;
        assert_true(status_is_ok(turns_of(&list, &experiment, schedule)));
        uint32_t done[SCHEDULES_WORKERS_MAX] = { 0 };
        const uint32_t whole = (uint32_t)program->step_count * (uint32_t)experiment.iterations;
        for (uint32_t t = 0; t < list.count; t++) {
            const struct turn turn = list.turns[t];
            done[turn.worker] += turn.steps;
            assert_true(turn.steps > 0);
            const uint32_t at = done[turn.worker];
            const struct step *before = &program->steps[(at - 1) % (uint32_t)program->step_count];
            const struct step *after = &program->steps[at % (uint32_t)program->step_count];
            if (program->bytecode && at < whole && before->looks != LOOKS_AFTER && after->looks != LOOKS_BEFORE &&
                after->kind != STEP_LOCK)
                fail_msg("%s %u: turn %u ends before \"%s\"", guards[experiment.guard]->name, experiment.python, t + 1,
                         after->text);
        }
        for (uint32_t w = 0; w < experiment.count; w++)
            assert_int_equal(done[w], whole);
        char *digits = turns_digits(&list);
        assert_string_equal(digits, schedule);
        free(digits);
        turns_finish(&list);
    }
}

// 3.12 looks once a pass, at the jump back: a pass is a turn, and the last takes the jump as well.
static void a_gil_move_is_many_steps(void **state)
{
    (void)state;
    const struct experiment gil = experiment_for(GUARD_GIL, PYTHON_3_12, 2, 2);
    const int steps = guard_program(&gil)->step_count;
    struct turn_list list;
    assert_true(status_is_ok(turns_of(&list, &gil, "1221")));
    assert_int_equal(list.count, 4);
    assert_int_equal(list.turns[0].steps + list.turns[3].steps, 2 * steps);
    assert_int_equal(list.turns[1].steps + list.turns[2].steps, 2 * steps);
    turns_finish(&list);
}

// Local steps behind a pass's last visible one belong to the next pass; behind the last of all to the last turn.
static void trailing_steps(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_LOCAL },
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
        { .text = "", .kind = STEP_LOCAL },
        { .text = "", .kind = STEP_LOCAL },
    };
    static const int32_t amounts[] = { 1, 1 };
    const struct experiment names = experiment_for(GUARD_MUTEX, PYTHON_3_9, 2, 2);
    struct program program = { .steps = steps, .step_count = 4 };
    struct course course;
    struct turn_list list;
    assert_true(status_is_ok(course_init(&course, &program, 2, 2, amounts)));
    assert_true(status_is_ok(turns_make(&list, &course, &names, "1221")));
    assert_string_equal(written(&list), "1:2 2:2 2:6 1:6");
    turns_finish(&list);

    // No switch point at all: the whole run is one turn.
    program.bytecode = true;
    assert_true(status_is_ok(course_init(&course, &program, 2, 50, amounts)));
    assert_true(status_is_ok(turns_make(&list, &course, &names, "2")));
    assert_string_equal(written(&list), "2:200 1:200");
    turns_finish(&list);
}

static void what_stops_early_is_completed(void **state)
{
    (void)state;
    const struct experiment none = experiment_for(GUARD_NONE, PYTHON_3_9, 3, 1);
    expect_whole(&none, "", "111122223333");
    expect_whole(&none, "2", "222233331111");
    expect_whole(&none, "213", "213333111222");
    const struct experiment mutex = experiment_for(GUARD_MUTEX, PYTHON_3_9, 2, 2);
    expect_whole(&mutex, "1", "111111111111222222222222");
    expect_whole(&mutex, "1111112", "111111222222222222111111");
}

static void what_is_not_possible_is_named(void **state)
{
    (void)state;
    struct experiment none = experiment_for(GUARD_NONE, PYTHON_3_9, 2, 1);
    expect_refused(&none, "1x", "--schedule: move 2 is 'x', must be a digit from 1 to 2");
    expect_refused(&none, "3", "--schedule: move 1 is '3', must be a digit from 1 to 2");
    expect_refused(&none, "0", "--schedule: move 1 is '0', must be a digit from 1 to 2");
    expect_refused(&none, "12\n", "--schedule: move 3 is \\x0A, must be a digit from 1 to 2");
    expect_refused(&none, "1é", "--schedule: move 2 is \\xC3, must be a digit from 1 to 2");
    expect_refused(&none, "11111", "--schedule: move 5 is '1', but T1 has ended");
    none.workers = WORKERS_PROCESSES;
    expect_refused(&none, "112211222", "--schedule: move 9 is '2', but P2 has ended");
    none.count = 1;
    expect_refused(&none, "2", "--schedule: move 1 is '2', must be 1");
    none.count = 5;
    expect_refused(&none, "1", "--schedule: drives 1 to 4 workers, not 5");
    none.count = 2;
    none.memory = MEMORY_PRIVATE;
    expect_refused(&none, "1", "--schedule: goes with shared memory only: with private memory nobody meets");
    struct experiment gil = experiment_for(GUARD_GIL, PYTHON_3_9, 2, 1);
    gil.io_every = gil.io_workers = 1;
    gil.io_ns = 1000;
    expect_refused(&gil, "1", "--schedule: does not go with --io-every: a move never waits for input");
    const struct experiment mutex = experiment_for(GUARD_MUTEX, PYTHON_3_9, 2, 1);
    expect_refused(&mutex, "11112", "--schedule: move 5 is '2', but T2 waits for the mutex that T1 holds");
    const struct experiment spin = experiment_for(GUARD_SPIN, PYTHON_3_9, 3, 1);
    expect_refused(&spin, "31", "--schedule: move 2 is '1', but T1 waits for the spin lock that T3 holds");
    const struct experiment own = experiment_for(GUARD_GIL_MUTEX, PYTHON_3_12, 2, 1);
    expect_refused(&own, "12", "--schedule: move 2 is '2', but T2 waits for the lock that T1 holds");
    const struct experiment endless = experiment_for(GUARD_NONE, PYTHON_3_9, 4, 2000000);
    expect_refused(&endless, "", "--schedule: with 2000000 iterations it is longer than 4194304 moves");
    const struct experiment more = experiment_for(GUARD_GIL, PYTHON_3_12, 1, 400000000);
    struct turn_list list;
    assert_int_equal(turns_of(&list, &more, "").kind, STATUS_USAGE);
}

static void a_deadlock_is_refused(void **state)
{
    (void)state;
    static const struct step crossed[] = {
        { .text = "", .kind = STEP_LOCK, .lock = 0 },
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
    };
    static const int32_t amounts[] = { 1, 1 };
    const struct experiment names = experiment_for(GUARD_MUTEX, PYTHON_3_9, 2, 2);
    const struct program program = { .steps = crossed, .step_count = 2 };
    struct course course;
    struct turn_list list;
    assert_true(status_is_ok(course_init(&course, &program, 2, 1, amounts)));
    const struct status status = turns_make(&list, &course, &names, "2");
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_string_equal(status.message, "--schedule: a deadlock after move 2: T1 waits for the mutex that T2 holds, "
                                        "and nobody can move");
    assert_null(list.turns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machine_steps),
        cmocka_unit_test(turns_make_up_the_listing),
        cmocka_unit_test(a_gil_move_is_many_steps),
        cmocka_unit_test(trailing_steps),
        cmocka_unit_test(what_stops_early_is_completed),
        cmocka_unit_test(what_is_not_possible_is_named),
        cmocka_unit_test(a_deadlock_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
