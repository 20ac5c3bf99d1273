// A damaged recording is found out, whatever the damage: cut off at any byte, any one bit turned over, any piece
// overwritten.
#include "support/recording_builder.h"
#include "support/recording_image.h"

#include "support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// All kinds of sections, some of them ending in padding, in a file small enough to try every bit.
static struct built *everything(void)
{
    struct build plan = { .seed = 4, .burst = 2, .switches = true };
    plan.experiment =
        (struct experiment){ .guard = GUARD_GIL_MUTEX, .count = 3, .iterations = 15, .timing = TIMING_FULL };
    return build_random(&plan);
}

// Opens and verifies; what is refused must be refused as a bad file, and with a reason.
static bool is_refused(const void *bytes, size_t size_bytes)
{
    struct recording recording;
    struct status status = recording_open_bytes(&recording, bytes, size_bytes);
    if (status_is_ok(status))
        status = recording_verify(&recording);
    recording_close(&recording);
    if (!status_is_ok(status) && (status.kind != STATUS_BAD_FILE || !status.message[0]))
        fail_msg("kind %d instead of %d: \"%s\"", status.kind, STATUS_BAD_FILE, status.message);
    return !status_is_ok(status);
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    struct built *built = everything();
    struct image image = image_of(&built->recording);
    print_message("%zu bytes\n", image.size_bytes);
    assert_in_range(image.size_bytes, 8000, 24000);
    assert_false(is_refused(image.bytes, image.size_bytes));
    for (size_t bit = 0; bit < image.size_bytes * 8; bit++) {
        unsigned char mask = (unsigned char)(1u << bit % 8);
        image.bytes[bit / 8] ^= mask;
        if (!is_refused(image.bytes, image.size_bytes))
            fail_msg("bit %zu of byte %zu of %zu turned over, and nobody saw it", bit % 8, bit / 8, image.size_bytes);
        image.bytes[bit / 8] ^= mask;
    }
    assert_false(is_refused(image.bytes, image.size_bytes));
    image_free(&image);
    built_free(built);
}

static void test_cut_off_anywhere_in_memory(void **state)
{
    (void)state;
    struct built *built = everything();
    struct image image = image_of(&built->recording);
    for (size_t size = 0; size < image.size_bytes; size++) {
        // In a piece of just that size, so that a sanitizer sees any step outside.
        unsigned char *cut = malloc(size ? size : 1);
        assert_non_null(cut);
        memcpy(cut, image.bytes, size);
        struct recording recording;
        struct status status = recording_open_bytes(&recording, cut, size);
        if (status.kind != STATUS_BAD_FILE) {
            fail_msg("%zu bytes of %zu: kind %d instead of %d \"%s\"", size, image.size_bytes, status.kind,
                     STATUS_BAD_FILE, status.message);
        }
        free(cut);
    }
    image_free(&image);
    built_free(built);
}

static void test_cut_off_anywhere_on_disk(void **state)
{
    (void)state;
    struct built *built = everything();
    char path[128];
    snprintf(path, sizeof path, "%s/cut", test_folder());
    struct image image = image_of(&built->recording);
    assert_true(status_is_ok(recording_save(&built->recording, path)));
    for (size_t size = image.size_bytes; size-- > 0;) {
        struct recording recording;
        assert_int_equal(truncate(path, (off_t)size), 0);
        struct status status = recording_open(&recording, path);
        if (status.kind != STATUS_BAD_FILE || !strstr(status.message, path)) {
            fail_msg("%zu bytes of %zu: kind %d instead of %d \"%s\"", size, image.size_bytes, status.kind,
                     STATUS_BAD_FILE, status.message);
        }
    }
    image_free(&image);
    built_free(built);
}

static void test_too_long_by_anything(void **state)
{
    (void)state;
    struct built *built = everything();
    struct image image = image_of(&built->recording);
    unsigned char *longer = calloc(1, image.size_bytes + 200);
    assert_non_null(longer);
    memcpy(longer, image.bytes, image.size_bytes);
    assert_false(is_refused(longer, image.size_bytes));
    for (size_t more = 1; more <= 200; more++)
        assert_true(is_refused(longer, image.size_bytes + more));
    free(longer);
    image_free(&image);
    built_free(built);
}

// Pieces overwritten, moved, zeroed, in recordings of all kinds.
static void test_random_damage(void **state)
{
    (void)state;
    uint64_t seed = random_seed(77);
    print_message("seeds from %" PRIu64 "\n", seed);
    struct random random = { seed };
    for (int i = 0; i < 60; i++) {
        struct build plan = build_plan(random_next(&random), 400);
        plan.truth = false;
        struct built *built = build_random(&plan);
        struct image image = image_of(&built->recording);
        unsigned char *damaged = malloc(image.size_bytes);
        assert_non_null(damaged);
        for (int k = 0; k < 50; k++) {
            size_t length = (size_t)random_between(&random, 1, image.size_bytes / 2);
            size_t from = (size_t)random_below(&random, image.size_bytes - length),
                   to = (size_t)random_below(&random, image.size_bytes - length);
            memcpy(damaged, image.bytes, image.size_bytes);
            if (k % 2)
                memmove(damaged + to, image.bytes + from, length);
            else
                memset(damaged + to, (int)random_below(&random, 256), length);
            bool same = memcmp(damaged, image.bytes, image.size_bytes) == 0;
            if (is_refused(damaged, image.size_bytes) == same) {
                char line[BUILT_LINE_BYTES];
                fail_msg("%zu bytes at %zu of %zu %s (%s)", length, to, image.size_bytes,
                         same ? "refused though unharmed" : "not seen", built_line(built, line));
            }
        }
        free(damaged);
        image_free(&image);
        built_free(built);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_cut_off_anywhere_in_memory),
        cmocka_unit_test(test_cut_off_anywhere_on_disk),
        cmocka_unit_test(test_too_long_by_anything),
        cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
