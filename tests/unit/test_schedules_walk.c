// Courses and walks: what a listing makes of a worker's run, and what a schedule does step by step.
#include "labs/balance/cell.h"
#include "labs/balance/guard.h"
#include "schedules/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int32_t amounts[SCHEDULES_WORKERS_MAX] = { 5, 8, 3, 7 };

static struct course course_for(enum guard_id guard, enum python_version python, int count, uint64_t iterations)
{
    struct experiment experiment = {
        .guard = guard,
        .python = python,
        .count = (uint32_t)count,
        .iterations = iterations,
    };
    memcpy(experiment.amounts, amounts, sizeof amounts);
    struct course course;
    struct status status = course_of(&course, &experiment);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return course;
}

// The kinds of a pass's visible steps, a letter each, with a bar where a worker may be left before it.
static const char *pass_of(const struct course *course)
{
    static const char letters[STEP_KINDS] = { '?', 'l', '?', 's', 'm', '(', ')', '!', '[', ']' };
    static char text[2 * COURSE_STEPS_MAX + 1];
    size_t length = 0;
    for (uint32_t i = 0; i < course->step_count; i++) {
        if (course->steps[i].cut)
            text[length++] = '|';
        text[length++] = letters[course->steps[i].kind];
    }
    text[length] = '\0';
    return text;
}

static void courses_of_the_guards(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        enum python_version python;
        const char *pass;
    } passes[] = {
        { GUARD_FLAG, PYTHON_3_9, "|[|!|l|s|l|s|]" },    { GUARD_PETERSON, PYTHON_3_9, "|!|!|[|l|s|l|s|]" },
        { GUARD_NONE, PYTHON_3_9, "|l|s|l|s" },          { GUARD_ATOMIC, PYTHON_3_9, "|m|m" },
        { GUARD_MUTEX, PYTHON_3_9, "|(|l|s|l|s|)" },     { GUARD_SPIN, PYTHON_3_9, "|(|l|s|l|s|)" },
        { GUARD_GIL, PYTHON_3_9, "|l|s|l|s" },           { GUARD_GIL, PYTHON_3_12, "|lsls" },
        { GUARD_GIL_MUTEX, PYTHON_3_9, "|(|l|s|l|s|)" }, { GUARD_GIL_MUTEX, PYTHON_3_12, "|(|lsls)" },
    };
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
        const struct course course = course_for(passes[i].guard, passes[i].python, 2, 3);
        assert_string_equal(pass_of(&course), passes[i].pass);
        assert_int_equal(course.length, 3 * course.step_count);
        assert_int_equal(course.expected, 0);
    }
}

// Each visible step says which of the program's steps it is, and that it begins where the one before it ends.
static void steps_point_into_the_listing(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_GIL, PYTHON_3_9, 2, 1);
    int first = 0;
    for (uint32_t i = 0; i < course.step_count; i++) {
        const struct course_step *step = &course.steps[i];
        assert_int_equal(step->first, first);
        assert_int_equal(course.program->steps[step->step].kind, step->kind);
        first = step->step + 1;
    }
    assert_int_equal(course.steps[1].add, 1);
    assert_int_equal(course.steps[3].add, -1);
}

static void places_say_what_is_carried_and_held(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_MUTEX, PYTHON_3_9, 2, 2);
    static const bool carries[] = { false, false, true, false, true, false };
    static const enum step_kind touches[] = { STEP_LOAD, STEP_LOAD, STEP_STORE, STEP_LOAD, STEP_STORE, STEP_LOAD };
    static const uint32_t updates[] = { 0, 0, 0, 1, 1, 2 };
    for (uint32_t place = 0; place < course.length; place++) {
        const uint32_t in_pass = place % 6;
        assert_int_equal(course_carries(&course, place), carries[in_pass]);
        assert_int_equal(course_holds(&course, place), in_pass > 0);
        if (place < course.length - 1)
            assert_int_equal(course_touches(&course, place), touches[in_pass]);
        assert_int_equal(course_updates(&course, place), updates[in_pass] + 2 * (place / 6));
        assert_int_equal(course_moves_alone(&course, place), course.length - place);
    }
    // Before the last unlock nothing is left to touch, after it nothing is held.
    assert_int_equal(course_touches(&course, course.length - 1), STEP_LOCAL);
    assert_int_equal(course_holds(&course, course.length), 0);
    assert_false(course_carries(&course, course.length));
}

static void refused(const struct step *steps, int step_count, int count, uint64_t iterations, const char *words)
{
    const struct program program = { .steps = steps, .step_count = step_count };
    struct course course;
    const struct status status = course_init(&course, &program, count, iterations, amounts);
    assert_int_equal(status.kind, STATUS_USAGE);
    if (!strstr(status.message, words))
        fail_msg("\"%s\" does not say \"%s\"", status.message, words);
}

static void what_cannot_be_explored_is_refused(void **state)
{
    (void)state;
    const struct step modify = { .text = "", .kind = STEP_MODIFY, .sign = 1 };
    const struct step unlock = { .text = "unlock it", .kind = STEP_UNLOCK };
    const struct step far_lock = { .text = "", .kind = STEP_LOCK, .lock = COURSE_LOCKS_MAX };
    refused(&modify, 1, 0, 1, "1 to 4 workers, not 0");
    refused(&modify, 1, 5, 1, "1 to 4 workers, not 5");
    refused(&modify, 1, 2, UINT64_C(1) << 40, "too many");
    refused(&modify, 1, 2, (uint64_t)VERSION_SEQUENCE_MASK + 2, "too many");
    refused(&unlock, 1, 2, 1, "\"unlock it\"");
    refused(&far_lock, 1, 2, 1, "lock 8");
    struct step many[COURSE_STEPS_MAX + 1];
    for (int i = 0; i <= COURSE_STEPS_MAX; i++)
        many[i] = modify;
    refused(many, COURSE_STEPS_MAX + 1, 2, 1, "more than 128");

    struct course course;
    struct experiment experiment = { .guard = GUARD_NONE, .count = 2, .iterations = 1, .memory = MEMORY_PRIVATE };
    assert_int_equal(course_of(&course, &experiment).kind, STATUS_USAGE);
    experiment.memory = MEMORY_SHARED;
    experiment.count = 63;
    assert_int_equal(course_of(&course, &experiment).kind, STATUS_USAGE);
}

struct notes {
    int count;
    struct walk_step steps[32];
};

static void note(void *context, const struct walk_step *step)
{
    struct notes *notes = context;
    assert_true(notes->count < 32);
    notes->steps[notes->count++] = *step;
}

// T1 load, store, load; T2 load; T1 store; T2 store, load, store: ends at 5.
static void the_shortest_failure_step_by_step(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, PYTHON_3_9, 2, 1);
    struct walk walk = walk_start(&course);
    assert_int_equal(walk_follow(&course, &walk, "111", NULL, NULL), 3);
    assert_int_equal(walk.balance, 5);
    assert_int_equal(walk.registers[0], 5);
    assert_int_equal(walk.switches, 0);
    const struct walk kept = walk;

    struct notes notes = { 0 };
    assert_int_equal(walk_follow(&course, &walk, "21", note, &notes), 2);
    assert_int_equal(walk.balance, 0);
    assert_false(walk.lost);
    assert_true(walk_stale(&course, &walk, 1));
    assert_false(walk_stale(&course, &walk, 0));
    const uint32_t first = version_make(0, 0), second = version_make(0, 1);
    assert_int_equal(notes.count, 2);
    assert_int_equal(notes.steps[0].worker, 1);
    assert_int_equal(notes.steps[0].kind, STEP_LOAD);
    assert_int_equal(notes.steps[0].value, 5);
    assert_int_equal(notes.steps[0].version, first);
    assert_int_equal(notes.steps[1].kind, STEP_STORE);
    assert_int_equal(notes.steps[1].value, 0);
    assert_int_equal(notes.steps[1].version, second);
    assert_int_equal(notes.steps[1].parent, first);
    assert_int_equal(notes.steps[1].over, first);

    notes.count = 0;
    assert_int_equal(walk_follow(&course, &walk, "2", note, &notes), 1);
    assert_int_equal(walk.balance, 13);
    assert_true(walk.lost);
    assert_int_equal(notes.steps[0].version, version_make(1, 0));
    assert_int_equal(notes.steps[0].parent, first);
    assert_int_equal(notes.steps[0].over, second);

    assert_int_equal(walk_follow(&course, &walk, "222", NULL, NULL), 2); // the third is one too many
    assert_true(walk_ended(&course, &walk));
    assert_false(walk_deadlocked(&course, &walk));
    assert_int_equal(walk.balance, 5);
    assert_int_equal(walk.switches, 3);
    assert_int_equal(walk.moves, 8);

    // Undo is the copy.
    walk = kept;
    assert_int_equal(walk_follow(&course, &walk, "12222", NULL, NULL), 5);
    assert_int_equal(walk.balance, 0);
    assert_false(walk.lost);
    assert_int_equal(walk.switches, 1);
}

static void following_stops_at_what_is_not_possible(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_MUTEX, PYTHON_3_9, 2, 1);
    struct walk walk = walk_start(&course);
    assert_int_equal(walk_follow(&course, &walk, "1x", NULL, NULL), 1);
    assert_int_equal(walk_follow(&course, &walk, "3", NULL, NULL), 0);
    assert_int_equal(walk_follow(&course, &walk, "0", NULL, NULL), 0);
    assert_int_equal(walk_enabled(&course, &walk), 1);
    assert_int_equal(walk_follow(&course, &walk, "2", NULL, NULL), 0);
    assert_int_equal(walk.moves, 1);
}

static void a_held_lock_blocks(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_GIL_MUTEX, PYTHON_3_12, 3, 1);
    struct walk walk = walk_start(&course);
    assert_int_equal(walk_enabled(&course, &walk), 7);
    assert_int_equal(course_holder(&course, walk.places, 1), -1);
    walk_move(&course, &walk, 1, NULL, NULL); // takes it, and may be left after the call
    assert_int_equal(walk_enabled(&course, &walk), 2);
    assert_int_equal(course_holder(&course, walk.places, 1), 1);
    assert_int_equal(course_blocked_on(&course, walk.places, 0), 1);
    assert_int_equal(course_blocked_on(&course, walk.places, 1), -1);
    struct notes notes = { 0 };
    walk_move(&course, &walk, 1, note, &notes); // both updates and the release in one go
    assert_int_equal(notes.count, 5);
    assert_int_equal(notes.steps[4].kind, STEP_UNLOCK);
    assert_int_equal(notes.steps[4].lock, 1);
    assert_int_equal(walk_enabled(&course, &walk), 5);
    assert_int_equal(course_blocked_on(&course, walk.places, 0), -1);
}

// Under a GIL a lock inside a stretch without switch points is taken on the way if it is free; if not, the worker
// is left before it.
static void a_move_ends_before_a_held_lock(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_MODIFY, .sign = 1, .looks = LOOKS_BEFORE },
        { .text = "", .kind = STEP_LOCK, .lock = 1 },
        { .text = "", .kind = STEP_MODIFY, .sign = 1, .looks = LOOKS_BEFORE },
        { .text = "", .kind = STEP_UNLOCK, .lock = 1 },
    };
    const struct program program = { .steps = steps, .step_count = 4, .bytecode = true };
    struct course course;
    assert_true(status_is_ok(course_init(&course, &program, 2, 1, amounts)));
    assert_string_equal(pass_of(&course), "|m(|m)");
    struct walk walk = walk_start(&course);
    walk_move(&course, &walk, 0, NULL, NULL);
    assert_int_equal(walk.places[0], 2);
    walk_move(&course, &walk, 1, NULL, NULL);
    assert_int_equal(walk.places[1], 1);
    assert_int_equal(course_blocked_on(&course, walk.places, 1), 1);
    assert_int_equal(walk_enabled(&course, &walk), 1);
    assert_int_equal(walk_follow(&course, &walk, "12", NULL, NULL), 2);
    assert_int_equal(walk.places[1], 2);
    assert_int_equal(walk_follow(&course, &walk, "2", NULL, NULL), 1);
    assert_true(walk_ended(&course, &walk));
    assert_int_equal(walk.balance, 26);
}

// A switch point after the last bytecode, and none before the first, is one between two passes.
static void passes_may_be_joined(void **state)
{
    (void)state;
    static const struct step joined[] = {
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
        { .text = "", .kind = STEP_LOCAL },
    };
    struct program program = { .steps = joined, .step_count = 2, .bytecode = true };
    struct course course;
    assert_true(status_is_ok(course_init(&course, &program, 2, 50, amounts)));
    assert_int_equal(course_moves_alone(&course, 0), 1);
    struct walk walk = walk_start(&course);
    walk_move(&course, &walk, 1, NULL, NULL);
    assert_int_equal(walk.places[1], course.length);
    assert_int_equal(walk.balance, 400);

    static const struct step parted[] = {
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
        { .text = "", .kind = STEP_LOCAL, .looks = LOOKS_AFTER },
    };
    program.steps = parted;
    assert_true(status_is_ok(course_init(&course, &program, 2, 50, amounts)));
    assert_int_equal(course_moves_alone(&course, 0), 50);
    walk = walk_start(&course);
    walk_move(&course, &walk, 1, NULL, NULL);
    assert_int_equal(walk.places[1], 1);
}

static void a_forgotten_release_deadlocks(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { .text = "", .kind = STEP_LOCK },
        { .text = "", .kind = STEP_MODIFY, .sign = 1 },
    };
    const struct program program = { .steps = steps, .step_count = 2 };
    struct course course;
    assert_true(status_is_ok(course_init(&course, &program, 1, 2, amounts)));
    struct walk walk = walk_start(&course);
    assert_int_equal(walk_follow(&course, &walk, "111", NULL, NULL), 2);
    assert_true(walk_deadlocked(&course, &walk));
    assert_int_equal(course_blocked_on(&course, walk.places, 0), 0);
    assert_int_equal(course_holder(&course, walk.places, 0), 0); // it waits for itself
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(courses_of_the_guards),
        cmocka_unit_test(steps_point_into_the_listing),
        cmocka_unit_test(places_say_what_is_carried_and_held),
        cmocka_unit_test(what_cannot_be_explored_is_refused),
        cmocka_unit_test(the_shortest_failure_step_by_step),
        cmocka_unit_test(following_stops_at_what_is_not_possible),
        cmocka_unit_test(a_held_lock_blocks),
        cmocka_unit_test(a_move_ends_before_a_held_lock),
        cmocka_unit_test(passes_may_be_joined),
        cmocka_unit_test(a_forgotten_release_deadlocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
