// The stored recordings: made by the builder, a few of each kind, and kept under tests/fuzz as seeds for the
// fuzzer.
//
// They also hold the file format still: what is saved today must be what was saved then, to the byte, and what was
// saved then must open. A format that is changed on purpose gets a new version number (or, while version 2 may still
// change, none), and UPDATE_GOLDEN=1 writes the files anew. Those named v1- are of version 1, and seeds alone.
#include "support/recording_builder.h"
#include "support/recording_foreign.h"
#include "support/recording_image.h"
#include "support/recording_variables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CORPUS "tests/fuzz/corpus/fuzz_recording/"

struct stored {
    const char *name;
    struct build plan;
    const char *script; // NULL: by the plan's seed
};

static const struct stored stored[] = {
    { "script", { .experiment = { .timing = TIMING_FULL } }, "1122 12 12 1212 2 3333 1122" },
    { "none",
      { .seed = 1,
        .burst = 2,
        .experiment = { .count = 3, .iterations = 30, .timing = TIMING_FULL },
        .switches = true },
      NULL },
    { "none-sampled", { .seed = 2, .burst = 5, .experiment = { .iterations = 150, .timing = TIMING_SAMPLED } }, NULL },
    { "none-untimed",
      { .seed = 3, .burst = 9, .experiment = { .count = 9, .iterations = 20 }, .stop_after = 500 },
      NULL },
    { "mutex",
      { .seed = 4,
        .burst = 3,
        .experiment = { .guard = GUARD_MUTEX, .count = 3, .iterations = 10, .timing = TIMING_FULL },
        .switches = true },
      NULL },
    { "spin",
      { .seed = 5, .burst = 3, .experiment = { .guard = GUARD_SPIN, .cores = 1, .iterations = 20 }, .switches = true },
      NULL },
    { "atomic",
      { .seed = 6, .burst = 2, .experiment = { .guard = GUARD_ATOMIC, .iterations = 40, .timing = TIMING_SAMPLED } },
      NULL },
    { "gil-3.9",
      { .seed = 7,
        .burst = 6,
        .experiment = { .guard = GUARD_GIL,
                        .python = PYTHON_3_9,
                        .count = 3,
                        .iterations = 30,
                        .timing = TIMING_SAMPLED },
        .switches = true },
      NULL },
    { "gil-3.12",
      { .seed = 8,
        .burst = 6,
        .experiment = { .guard = GUARD_GIL, .python = PYTHON_3_12, .iterations = 30 },
        .switches = true },
      NULL },
    { "gil+mutex",
      { .seed = 9,
        .burst = 4,
        .experiment = { .guard = GUARD_GIL_MUTEX, .iterations = 12, .timing = TIMING_FULL },
        .switches = true },
      NULL },
    { "processes",
      { .seed = 10,
        .burst = 4,
        .experiment = { .workers = WORKERS_PROCESSES, .iterations = 60, .timing = TIMING_FULL } },
      NULL },
    { "private",
      { .seed = 11,
        .burst = 4,
        .experiment = { .workers = WORKERS_PROCESSES,
                        .memory = MEMORY_PRIVATE,
                        .iterations = 40,
                        .timing = TIMING_SAMPLED },
        .switches = true },
      NULL },
};

static struct built *build_stored(const struct stored *which)
{
    return which->script ? build_script(&which->plan, which->script) : build_random(&which->plan);
}

// What is made now and what is stored must be the same to the byte.
static void compare_with_stored(const char *name, const struct recording *made)
{
    const char *update = getenv("UPDATE_GOLDEN");
    char path[128];
    snprintf(path, sizeof path, CORPUS "%s", name);
    if (update && *update == '1') {
        struct status status = recording_save(made, path);
        assert_string_equal(status.message, "");
    }
    struct recording opened;
    struct status status = recording_open(&opened, path);
    assert_string_equal(status.message, "");
    status = recording_verify(&opened);
    assert_string_equal(status.message, "");
    struct image now = image_of(made), then = image_of(&opened);
    if (now.size_bytes != then.size_bytes || memcmp(now.bytes, then.bytes, now.size_bytes) != 0)
        fail_msg("%s: %zu bytes stored, %zu bytes made now, and not the same", path, then.size_bytes, now.size_bytes);
    image_free(&now);
    image_free(&then);
    recording_close(&opened);
}

static void test_stored_recordings_are_as_ever(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        struct built *built = build_stored(&stored[i]);
        compare_with_stored(stored[i].name, &built->recording);
        built_free(built);
    }
}

static void test_stored_recording_of_no_lab_is_as_ever(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(5);
    compare_with_stored("command", &foreign->recording);
    // As before there were commands.
    foreign->recording.command_count = foreign->recording.gil_count = 0;
    foreign->recording.command = NULL;
    foreign->recording.gils = NULL;
    compare_with_stored("foreign", &foreign->recording);
    foreign_free(foreign);
}

static void test_stored_recording_of_variables_is_as_ever(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(1, 6);
    compare_with_stored("variables", &run->recording);
    watched_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stored_recordings_are_as_ever),
        cmocka_unit_test(test_stored_recording_of_no_lab_is_as_ever),
        cmocka_unit_test(test_stored_recording_of_variables_is_as_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
