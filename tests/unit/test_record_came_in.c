// When a task came to a CPU next, against a walk over all records.
#include "record/came_in.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum {
    TASKS = 7,
    RECORDS = 600,
};

static uint64_t next_by_walking(const struct switch_record *records, uint32_t task, uint64_t ns)
{
    for (size_t i = 0; i < RECORDS; i++)
        if (records[i].kind == SWITCH_IN && records[i].task == task && records[i].ns > ns)
            return records[i].ns;
    return 0;
}

static void it_finds_what_a_walk_finds(void **state)
{
    (void)state;
    static const uint8_t kinds[] = { SWITCH_IN, SWITCH_OUT_WAIT, SWITCH_OUT_READY };
    struct switch_record records[RECORDS];
    struct came_in came_in;
    uint32_t random = 1;
    for (uint32_t i = 0; i < RECORDS; i++) {
        random = random * 1664525 + 1013904223;
        // The last two tasks never run, and a record may be of nobody.
        const uint32_t task = (random >> 20) % (TASKS - 1);
        records[i] = (struct switch_record){ .ns = 10 + i / 3 * 5,
                                             .task = (uint16_t)(task == TASKS - 2 ? SWITCH_NOBODY : task),
                                             .kind = kinds[(random >> 10) % 3] };
    }
    assert_true(came_in_build(&came_in, records, RECORDS, TASKS));
    for (uint32_t task = 0; task <= TASKS; task++)
        for (uint64_t ns = 0; ns < 10 + RECORDS / 3 * 5 + 10; ns++)
            assert_int_equal(came_in_after(&came_in, task, ns), next_by_walking(records, task, ns));
    came_in_free(&came_in);
}

static void nothing_has_none(void **state)
{
    (void)state;
    struct came_in came_in;
    assert_true(came_in_build(&came_in, NULL, 0, 0));
    assert_int_equal(came_in_after(&came_in, 0, 0), 0);
    came_in_free(&came_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_what_a_walk_finds),
        cmocka_unit_test(nothing_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
