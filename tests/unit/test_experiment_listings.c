// The listings: well formed, and their switch points where CPython's evaluation loop has them.
#include "experiment/guard.h"

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

static void test_well_formed(void **state)
{
    (void)state;
    for (int g = 0; g < GUARD_COUNT; g++) {
        for (int p = 0; p < PYTHON_COUNT; p++) {
            const struct program *program = guards[g]->program((enum python_version)p);
            int loaded = 0, held = 0, net = 0, updates = 0;
            assert_int_equal(program->bytecode, guards[g]->bytecode);
            for (int i = 0; i < program->step_count; i++) {
                const struct step *step = &program->steps[i];
                assert_true(step->text && *step->text);
                assert_in_range(step->kind, 0, STEP_KINDS - 1);
                assert_in_range(step->python_line, 0, lines(program->python));
                assert_in_range(step->c_line, 0, lines(program->c));
                if (!program->bytecode)
                    assert_int_equal(step->looks, LOOKS_NEVER);
                switch ((enum step_kind)step->kind) {
                case STEP_LOAD:
                    assert_int_equal(loaded++, 0);
                    break;
                case STEP_ADD:
                case STEP_MODIFY:
                    assert_int_equal(loaded, step->kind == STEP_ADD);
                    assert_true(step->sign == 1 || step->sign == -1);
                    net += step->sign;
                    updates += step->kind == STEP_MODIFY;
                    break;
                case STEP_STORE:
                    assert_int_equal(loaded--, 1);
                    updates++;
                    break;
                case STEP_LOCK:
                case STEP_UNLOCK:
                    held += step->kind == STEP_LOCK ? 1 : -1;
                    assert_in_range(held, 0, 1);
                    assert_in_range(step->lock, 0, guards[g]->lock_count - 1);
                    break;
                case STEP_LOCAL:
                case STEP_KINDS:
                    break;
                }
            }
            assert_int_equal(loaded, 0);
            assert_int_equal(held, 0);
            assert_int_equal(net, 0);
            assert_int_equal(updates, 2);
        }
    }
}

static bool named(const struct step *step, const char *opcode)
{
    const size_t length = strlen(opcode);
    return strncmp(step->text, opcode, length) == 0 && (step->text[length] == ' ' || step->text[length] == '\0');
}

static bool one_of(const struct step *step, const char *const *opcodes)
{
    for (; *opcodes; opcodes++) {
        if (named(step, *opcodes))
            return true;
    }
    return false;
}

// 3.9 looks before a bytecode unless the one before jumps straight on, or it is a SETUP; on entering a function it
// looks.
static int looks_3_9(const struct program *program, int i)
{
    static const char *const straight_on[] = { "LOAD_FAST", "LOAD_CONST", "STORE_FAST", "POP_TOP", NULL };
    static const char *const setups[] = { "SETUP_FINALLY", "SETUP_WITH", NULL };
    const struct step *before = &program->steps[(i + program->step_count - 1) % program->step_count];
    if (one_of(&program->steps[i], setups) || one_of(before, straight_on))
        return LOOKS_NEVER;
    return LOOKS_BEFORE;
}

// A call of a Python function is followed by what it calls, so the one before RETURN's next is the call itself:
// after a return 3.9 goes on from CALL_FUNCTION, which does not jump straight on.
static bool after_return(const struct program *program, int i)
{
    return i > 0 && named(&program->steps[i - 1], "RETURN_VALUE");
}

// 3.12 looks on entering a function, on jumping back, and after calls of C functions.
static int looks_3_12(const struct step *step)
{
    if (named(step, "RESUME"))
        return LOOKS_BEFORE;
    if (named(step, "JUMP_BACKWARD") || (named(step, "CALL") && step->kind != STEP_LOCAL))
        return LOOKS_AFTER;
    return LOOKS_NEVER;
}

static void test_switch_points(void **state)
{
    (void)state;
    for (int g = 0; g < GUARD_COUNT; g++) {
        if (!guards[g]->bytecode)
            continue;
        const struct program *old = guards[g]->program(PYTHON_3_9), *new = guards[g]->program(PYTHON_3_12);
        for (int i = 0; i < old->step_count; i++) {
            const int expected = after_return(old, i) ? LOOKS_BEFORE : looks_3_9(old, i);
            if (old->steps[i].looks != expected)
                fail_msg("%s 3.9 step %d %s: looks %d, not %d", guards[g]->name, i, old->steps[i].text,
                         old->steps[i].looks, expected);
        }
        for (int i = 0; i < new->step_count; i++) {
            if (new->steps[i].looks != looks_3_12(&new->steps[i]))
                fail_msg("%s 3.12 step %d %s: looks %d", guards[g]->name, i, new->steps[i].text, new->steps[i].looks);
        }
    }
}

static void test_can_lose(void **state)
{
    (void)state;
    static const bool loses[GUARD_COUNT][PYTHON_COUNT] = {
        [GUARD_NONE] = { true, true },
        [GUARD_GIL] = { [PYTHON_3_9] = true, [PYTHON_3_12] = false },
    };
    for (int g = 0; g < GUARD_COUNT; g++) {
        for (int p = 0; p < PYTHON_COUNT; p++)
            assert_int_equal(program_can_lose(guards[g]->program((enum python_version)p)), loses[g][p]);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int p = 0; p < PYTHON_COUNT; p++) {
        enum python_version python = PYTHON_COUNT;
        assert_true(python_from_name(python_name((enum python_version)p), &python));
        assert_int_equal(python, p);
    }
    enum python_version python;
    assert_false(python_from_name("3", &python));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_well_formed),
        cmocka_unit_test(test_switch_points),
        cmocka_unit_test(test_can_lose),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
