// The listings: well formed, their switch points where CPython's evaluation loop has them, and what follows from them
// as it was measured on real interpreters.
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static int lines(const char *const *source)
{
    int count = 0;
    while (source[count])
        count++;
    return count;
}

// What one listing does, from its first step to its last.
struct walk {
    int loaded, held, net, updates;
};

static void walk_step(struct walk *walk, const struct step *step, int locks)
{
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        assert_int_equal(walk->loaded++, 0);
        break;
    case STEP_ADD:
    case STEP_MODIFY:
        assert_int_equal(walk->loaded, step->kind == STEP_ADD);
        assert_true(step->sign == 1 || step->sign == -1);
        walk->net += step->sign;
        walk->updates += step->kind == STEP_MODIFY;
        break;
    case STEP_STORE:
        assert_int_equal(walk->loaded--, 1);
        walk->updates++;
        break;
    case STEP_LOCK:
    case STEP_UNLOCK:
        walk->held += step->kind == STEP_LOCK ? 1 : -1;
        assert_in_range(walk->held, 0, 1);
        assert_in_range(step->lock, 0, locks - 1);
        break;
    case STEP_MARK:
        assert_true(walk->loaded == 0 && walk->updates == 0);
        break;
    case STEP_AWAIT:
    case STEP_OPEN:
        walk->held += step->kind == STEP_AWAIT ? 1 : -1;
        assert_in_range(walk->held, 0, 1);
        assert_int_equal(step->lock, 0);
        break;
    case STEP_LOCAL:
    case STEP_KINDS:
        break;
    }
}

static void check_form(const struct program *program, int locks)
{
    struct walk walk = { 0 };
    for (int i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        assert_true(step->text && *step->text);
        assert_in_range(step->kind, 0, STEP_KINDS - 1);
        assert_in_range(step->python_line, 0, lines(program->python));
        assert_in_range(step->c_line, 0, lines(program->c));
        if (!program->bytecode)
            assert_int_equal(step->looks, LOOKS_NEVER);
        walk_step(&walk, step, locks);
    }
    assert_int_equal(walk.loaded, 0);
    assert_int_equal(walk.held, 0);
    assert_int_equal(walk.net, 0);
    assert_int_equal(walk.updates, 2);
}

static void test_well_formed(void **state)
{
    (void)state;
    for (int p = 0; p < PYTHON_COUNT; p++) {
        for (int g = 0; g < GUARD_COUNT; g++) {
            const struct program *program = guards[g]->program((enum python_version)p);
            const struct experiment experiment = { .guard = (uint32_t)g, .python = (uint32_t)p };
            assert_int_equal(program->bytecode, experiment_has_gil(&experiment));
            assert_ptr_equal(guard_program(&experiment), program); // of a recording from before there were others
            check_form(program, guards[g]->lock_count);
        }
        for (int i = 0; i < PROGRAM_COUNT; i++)
            check_form(listing_of((enum program_id)i, (enum python_version)p), 2);
    }
}

// ---- where a version looks, worked out anew from the bytecodes ------------------------------------------------------

static bool named(const struct step *step, const char *opcode)
{
    const size_t length = strlen(opcode);
    return strncmp(step->text, opcode, length) == 0 && (step->text[length] == ' ' || step->text[length] == '\0');
}

static bool one_of(const struct step *step, const char *const *opcodes)
{
    for (; *opcodes; opcodes++)
        if (named(step, *opcodes))
            return true;
    return false;
}

static const struct step *neighbour(const struct program *program, int i, int away)
{
    return &program->steps[(i + program->step_count + away) % program->step_count];
}

static bool is_call(const struct step *step) { return strncmp(step->text, "CALL", 4) == 0; }

// A call that enters a function of the program's own is followed by what does not stand on its line.
static bool is_python_call(const struct program *program, int i)
{
    return is_call(&program->steps[i]) && neighbour(program, i, 1)->python_line != program->steps[i].python_line;
}

static bool is_return(const struct step *step) { return strncmp(step->text, "RETURN", 6) == 0; }

// Up to 3.9 it looks before a bytecode unless the one before jumps straight on, or it is a SETUP; on entering a
// function and on coming back it looks.
static int looks_3_9(const struct program *program, int i)
{
    static const char *const straight_on[] = { "LOAD_FAST", "LOAD_CONST", "STORE_FAST", "POP_TOP", NULL };
    static const char *const setups[] = { "SETUP_FINALLY", "SETUP_WITH", NULL };
    if (one_of(&program->steps[i], setups) || one_of(neighbour(program, i, -1), straight_on))
        return LOOKS_NEVER;
    return LOOKS_BEFORE;
}

// 3.10 looks on entering a function, after every call, and on jumping back.
static int looks_3_10(const struct program *program, int i)
{
    const struct step *step = &program->steps[i];
    if (i > 0 && is_python_call(program, i - 1))
        return LOOKS_BEFORE;
    return is_return(step) || named(step, "JUMP_ABSOLUTE") || (is_call(step) && !is_python_call(program, i))
               ? LOOKS_AFTER
               : LOOKS_NEVER;
}

// 3.12 and 3.13 look on entering a function, on jumping back, and after calls of C functions, len not among them.
static int looks_3_12(const struct program *program, int i)
{
    const struct step *step = &program->steps[i];
    const bool len = i > 1 && strstr(neighbour(program, i, -2)->text, " len");
    return named(step, "RESUME") || named(step, "JUMP_BACKWARD") ||
                   (is_call(step) && !is_python_call(program, i) && !len)
               ? LOOKS_AFTER
               : LOOKS_NEVER;
}

static int looks_nowhere(const struct program *program, int i)
{
    (void)program;
    (void)i;
    return LOOKS_NEVER;
}

static void test_switch_points(void **state)
{
    (void)state;
    static int (*const rules[PYTHON_COUNT])(const struct program *program, int i) = {
        [PYTHON_2_7] = looks_3_9,   [PYTHON_3_9] = looks_3_9,   [PYTHON_3_10] = looks_3_10,
        [PYTHON_3_12] = looks_3_12, [PYTHON_3_13] = looks_3_12, [PYTHON_3_13T] = looks_nowhere,
    };
    for (int p = 0; p < PYTHON_COUNT; p++) {
        for (int i = 0; i < PROGRAM_COUNT; i++) {
            const struct program *program = listing_of((enum program_id)i, (enum python_version)p);
            for (int s = 0; s < program->step_count; s++) {
                const int expected = rules[p](program, s);
                if (program->steps[s].looks != expected)
                    fail_msg("%s on %s, step %d %s: looks %d, not %d", program_kinds[i].name, pythons[p].name, s,
                             program->steps[s].text, program->steps[s].looks, expected);
            }
        }
    }
}

static void test_counts_of_points(void **state)
{
    (void)state;
    // Known from Python/ceval.c of 3.9: eight, four inside an update, three while the balance stands changed.
    const struct switch_points old = program_switch_points(listing_of(PROGRAM_INLINE, PYTHON_3_9));
    assert_int_equal(old.all, 8);
    assert_int_equal(old.inside, 4);
    assert_int_equal(old.exposed, 4);
    assert_int_equal(old.changed, 3);
    const struct switch_points new = program_switch_points(listing_of(PROGRAM_INLINE, PYTHON_3_12));
    assert_int_equal(new.all, 1);
    assert_int_equal(new.inside, 0);
    // With a lock there are points inside, but nobody who comes in by them gets at the balance.
    const struct switch_points locked = program_switch_points(listing_of(PROGRAM_LOCK, PYTHON_3_9));
    assert_true(locked.inside > 0);
    assert_int_equal(locked.exposed, 0);
}

// ---- what can be lost -----------------------------------------------------------------------------------------------

// What each version was seen to do to each program: nothing, lose updates, lose them and end wrong.
static void test_can_lose(void **state)
{
    (void)state;
    static const struct {
        enum program_id program;
        const char *seen; // by age: 2.7 3.9 3.10 3.12 3.13 3.13t
    } known[] = {
        { PROGRAM_CALL, "ww...w" },         { PROGRAM_INLINE, "ww...w" },        { PROGRAM_AUGMENTED, "ww...w" },
        { PROGRAM_CALL_IN_PLUS, "wwlllw" }, { PROGRAM_CALL_IN_MINUS, "wwwwww" }, { PROGRAM_INT, "wwwwww" },
        { PROGRAM_LEN, "www..w" },          { PROGRAM_LOCK, "......" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        for (int age = 0; age < PYTHON_COUNT; age++) {
            const struct program *program = listing_of(known[i].program, python_by_age[age]);
            const char *what = program_kinds[known[i].program].name, *python = python_name(python_by_age[age]);
            if (program_can_lose(program) != (known[i].seen[age] != '.'))
                fail_msg("%s on %s: can lose is %d", what, python, program_can_lose(program));
            if (program_can_end_wrong(program) != (known[i].seen[age] == 'w'))
                fail_msg("%s on %s: can end wrong is %d", what, python, program_can_end_wrong(program));
        }
    }
    static const bool loses[GUARD_COUNT] = { [GUARD_NONE] = true, [GUARD_GIL] = true, [GUARD_FLAG] = true };
    for (int g = 0; g < GUARD_COUNT; g++)
        assert_int_equal(program_can_lose(guards[g]->program(PYTHON_3_9)), loses[g]);
}

// ---- names ----------------------------------------------------------------------------------------------------------

static void test_names(void **state)
{
    (void)state;
    bool aged[PYTHON_COUNT] = { false };
    for (int p = 0; p < PYTHON_COUNT; p++) {
        enum python_version python = PYTHON_COUNT;
        assert_true(python_from_name(python_name((enum python_version)p), &python));
        assert_int_equal(python, p);
        aged[python_by_age[p]] = true;
    }
    for (int p = 0; p < PYTHON_COUNT; p++)
        assert_true(aged[p]);
    static const struct {
        const char *name;
        enum python_version python;
    } alike[] = { { "3.2", PYTHON_3_9 }, { "3.8", PYTHON_3_9 }, { "3.11", PYTHON_3_12 } };
    enum python_version python = PYTHON_COUNT;
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        assert_true(python_from_name(alike[i].name, &python));
        assert_int_equal(python, alike[i].python);
    }
    assert_false(python_from_name("3", &python));
    assert_false(python_from_name("3.1", &python));
    assert_false(python_from_name("3.14", &python));
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        enum program_id program = PROGRAM_COUNT;
        assert_true(program_from_name(program_kinds[i].name, &program));
        assert_int_equal(program, i);
    }
    enum program_id program;
    assert_false(program_from_name("", &program));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_well_formed),
        cmocka_unit_test(test_switch_points),
        cmocka_unit_test(test_counts_of_points),
        cmocka_unit_test(test_can_lose),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
