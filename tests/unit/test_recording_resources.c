// What a recording's table of resources says: of every guard's run, before and after it went through a file.
#include "support/recording_builder.h"
#include "support/recording_image.h"

#include "labs/balance/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define INTERVAL_NS 7000

struct expected {
    enum guard_id guard;
    enum python_version python;
    uint32_t count;
    struct resource resources[2];
};

#define MUTEX(called)                                                                                                  \
    {                                                                                                                  \
        .name = called, .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1                                              \
    }
#define SPIN(called)                                                                                                   \
    {                                                                                                                  \
        .name = called, .kind = RESOURCE_SPIN_LOCK, .capacity = 1                                                      \
    }
#define GIL(hands, patience)                                                                                           \
    {                                                                                                                  \
        .name = "GIL", .kind = RESOURCE_GIL, .sleeps = 1, .hands_over = hands, .capacity = 1, .patience_ns = patience  \
    }
#define NO_GIL                                                                                                         \
    {                                                                                                                  \
        .name = "GIL", .kind = RESOURCE_NONE, .sleeps = 1, .capacity = 1                                               \
    }

static const struct expected table[] = {
    { GUARD_NONE, PYTHON_3_12, 0, { { .kind = 0 } } },
    { GUARD_ATOMIC, PYTHON_3_12, 0, { { .kind = 0 } } },
    { GUARD_MUTEX, PYTHON_3_12, 1, { MUTEX("mutex") } },
    { GUARD_SPIN, PYTHON_2_7, 1, { SPIN("spin lock") } },
    { GUARD_GIL, PYTHON_3_9, 1, { GIL(1, INTERVAL_NS) } },
    { GUARD_GIL, PYTHON_2_7, 1, { GIL(0, 0) } },
    { GUARD_GIL, PYTHON_3_13T, 1, { NO_GIL } },
    { GUARD_GIL_MUTEX, PYTHON_3_12, 2, { GIL(1, INTERVAL_NS), MUTEX("lock") } },
    { GUARD_GIL_MUTEX, PYTHON_3_13T, 2, { NO_GIL, MUTEX("lock") } },
};

static void check(const struct expected *expected, const struct recording *recording)
{
    assert_int_equal(recording->resource_count, expected->count);
    for (uint32_t i = 0; i < expected->count; i++)
        if (memcmp(&recording->resources[i], &expected->resources[i], sizeof *recording->resources) != 0)
            fail_msg("guard %d under %d: resource %u is \"%s\", kind %u, sleeps %u, hands over %u", expected->guard,
                     expected->python, i, recording->resources[i].name, recording->resources[i].kind,
                     recording->resources[i].sleeps, recording->resources[i].hands_over);
}

static void follow_from_the_guard(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct build plan = { .seed = i + 1,
                                    .experiment = { .guard = table[i].guard,
                                                    .python = table[i].python,
                                                    .iterations = 10,
                                                    .switch_interval_ns = INTERVAL_NS } };
        struct built *built = build_random(&plan);
        check(&table[i], &built->recording);
        struct image image = image_of(&built->recording);
        struct recording opened;
        const struct status status = recording_open_bytes(&opened, image.bytes, image.size_bytes);
        if (!status_is_ok(status))
            fail_msg("guard %d: %s", table[i].guard, status.message);
        check(&table[i], &opened);
        recording_close(&opened);
        image_free(&image);
        built_free(built);
    }
}

static void are_found_by_kind(void **state)
{
    (void)state;
    const struct resource resources[] = { SPIN("a"), MUTEX("b"), { .name = "c", .kind = RESOURCE_QUEUE }, MUTEX("d") };
    const struct recording recording = { .resources = resources, .resource_count = 4 };
    assert_int_equal(recording_find_resource(&recording, RESOURCE_SPIN_LOCK), 0);
    assert_int_equal(recording_find_resource(&recording, RESOURCE_LOCK), 1);
    assert_int_equal(recording_find_resource(&recording, RESOURCE_QUEUE), 2);
    assert_int_equal(recording_find_resource(&recording, RESOURCE_GIL), -1);
    assert_true(resource_is_lock(&resources[0]) && resource_is_lock(&resources[1]));
    assert_false(resource_is_lock(&resources[2]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follow_from_the_guard),
        cmocka_unit_test(are_found_by_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
