// Recordings written and opened again: the same to the last byte; and what is no recording is told apart, in time
// and memory that do not depend on what it claims.
#include "support/built_streams.h"
#include "support/recording_builder.h"
#include "support/recording_image.h"

#include "labs/balance/books.h"
#include "support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include <cmocka.h>

// ---- memory, watched and refused ------------------------------------------------------------------------------------

static size_t largest_allocation;
static int allocation_to_fail = -1; // counts down

static bool allocation_fails(size_t size_bytes)
{
    largest_allocation = size_bytes > largest_allocation ? size_bytes : largest_allocation;
    return allocation_to_fail >= 0 && allocation_to_fail-- == 0;
}

void *__real_malloc(size_t size_bytes);
void *__wrap_malloc(size_t size_bytes);
void *__wrap_malloc(size_t size_bytes) { return allocation_fails(size_bytes) ? NULL : __real_malloc(size_bytes); }

void *__real_calloc(size_t count, size_t size_bytes);
void *__wrap_calloc(size_t count, size_t size_bytes);
void *__wrap_calloc(size_t count, size_t size_bytes)
{
    return allocation_fails(count * size_bytes) ? NULL : __real_calloc(count, size_bytes);
}

XXH3_state_t *__real_XXH3_createState(void);
XXH3_state_t *__wrap_XXH3_createState(void);
XXH3_state_t *__wrap_XXH3_createState(void) { return allocation_fails(1) ? NULL : __real_XXH3_createState(); }

// ---- helpers --------------------------------------------------------------------------------------------------------

static void path_in(char path[128], const char *name) { snprintf(path, 128, "%s/%s", test_folder(), name); }

static void assert_ok(struct status status, const struct built *built)
{
    char line[BUILT_LINE_BYTES];
    if (!status_is_ok(status))
        fail_msg("%s (%s)", status.message, built ? built_line(built, line) : "");
}

static void assert_bad_file(struct status status, const char *reason)
{
    if (status.kind != STATUS_BAD_FILE || !strstr(status.message, reason)) {
        fail_msg("expected kind %d with \"%s\", got kind %d: \"%s\"", STATUS_BAD_FILE, reason, status.kind,
                 status.message);
    }
}

static void assert_bytes(const char *what, const struct built *built, const void *expected, const void *got,
                         size_t bytes)
{
    char line[BUILT_LINE_BYTES];
    if (bytes > 0 && (!expected || !got || memcmp(expected, got, bytes) != 0))
        fail_msg("%s: %zu bytes differ (%s)", what, bytes, built_line(built, line));
}

static void assert_same_recording(const struct built *built, const struct recording *opened)
{
    const struct recording *made = &built->recording;
    assert_bytes("experiment", built, experiment_of(made), experiment_of(opened), sizeof *experiment_of(made));
    assert_bytes("facts", built, made->facts, opened->facts, sizeof *made->facts);
    assert_int_equal(made->switch_count, opened->switch_count);
    assert_int_equal(made->resource_count, opened->resource_count);
    assert_bytes("resources", built, made->resources, opened->resources,
                 made->resource_count * sizeof *made->resources);
    assert_bytes("run", built, balance_run(made), balance_run(opened), sizeof *balance_run(made));
    assert_bytes("uses", built, made->uses, opened->uses,
                 (size_t)made->task_count * made->resource_count * sizeof *made->uses);
    assert_bytes("switches", built, made->switches, opened->switches, made->switch_count * sizeof *made->switches);
    uint32_t every = balance_sample_every(made);
    for (uint32_t w = 0; w < experiment_of(made)->count; w++) {
        const struct task *task = &made->tasks[w];
        const uint64_t updates = balance_updates(made, w);
        assert_bytes("task", built, task, &opened->tasks[w], sizeof *task);
        assert_bytes("worker", built, balance_worker(made, w), balance_worker(opened, w),
                     sizeof *balance_worker(made, w));
        assert_bytes("journal", built, made->own[BALANCE_OWN_JOURNALS + w], opened->own[BALANCE_OWN_JOURNALS + w],
                     (balance_in_streams(made) ? balance_worker(made, w)->words : updates) * sizeof(uint32_t));
        assert_bytes("notes", built, made->notes[w], opened->notes[w], task->notes * sizeof(struct note));
        assert_int_equal(every == 0, balance_own_times(opened, w) == NULL);
        if (every) {
            assert_bytes("times", built, balance_own_times(made, w), balance_own_times(opened, w),
                         balance_is_stamped(made) ? balance_worker(made, w)->stamps * sizeof(struct balance_stamp)
                                                  : (updates + every - 1) / every * sizeof(uint64_t));
        }
    }
}

// ---- round trips ----------------------------------------------------------------------------------------------------

static void round_trip(const struct built *built)
{
    char path[128], again[128];
    struct recording opened, reopened;
    path_in(path, "one");
    path_in(again, "two");
    assert_ok(recording_verify(&built->recording), built);
    assert_ok(recording_save(&built->recording, path), built);
    assert_ok(recording_open(&opened, path), built);
    assert_ok(recording_verify(&opened), built);
    assert_same_recording(built, &opened);

    assert_ok(recording_save(&opened, again), built);
    struct image first = image_of(&built->recording), second = image_of(&opened);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_bytes("saved again", built, first.bytes, second.bytes, first.size_bytes);
    assert_int_equal(first.size_bytes % 64, 0);
    image_free(&second);

    // Saving over the very file that is open must not disturb it.
    assert_ok(recording_save(&opened, path), built);
    assert_ok(recording_verify(&opened), built);
    recording_close(&opened);
    assert_ok(recording_read(&reopened, again), built);
    assert_same_recording(built, &reopened);
    recording_close(&reopened);
    assert_ok(recording_open_bytes(&reopened, first.bytes, first.size_bytes), built);
    assert_ok(recording_verify(&reopened), built);
    assert_same_recording(built, &reopened);
    recording_close(&reopened);
    image_free(&first);
}

static void test_random_recordings_come_back(void **state)
{
    (void)state;
    uint64_t seed = random_seed(1);
    print_message("seeds from %" PRIu64 "\n", seed);
    for (uint64_t i = 0; i < 60; i++) {
        struct build plan = build_plan(seed + i, i < 50 ? 500 : 20000);
        plan.truth = false;
        struct built *built = build_random(&plan);
        round_trip(built);
        built_to_streams(built);
        round_trip(built);
        built_free(built);
    }
}

static void test_all_guards_timings_and_memories_come_back(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < GUARD_COUNT * TIMING_COUNT * 3; kind++) {
        struct build plan = { .seed = kind, .burst = 3, .switches = kind % 2 == 0 };
        plan.experiment.guard = kind % GUARD_COUNT;
        plan.experiment.timing = kind / GUARD_COUNT % TIMING_COUNT;
        uint32_t memory = kind / GUARD_COUNT / TIMING_COUNT; // threads; processes; processes with memory of their own
        plan.experiment.workers = memory > 0 ? WORKERS_PROCESSES : WORKERS_THREADS;
        plan.experiment.memory = memory > 1 ? MEMORY_PRIVATE : MEMORY_SHARED;
        struct built *built = build_random(&plan);
        round_trip(built);
        built_to_streams(built);
        round_trip(built);
        built_free(built);
    }
}

static void test_workers_without_updates(void **state)
{
    (void)state;
    struct build plan = { .experiment = { .count = 5, .timing = TIMING_FULL } };
    struct built *built = build_script(&plan, "2222 3");
    assert_int_equal(built->updates, 2);
    round_trip(built);
    built_to_streams(built);
    round_trip(built);
    built_free(built);
}

static void test_most_workers(void **state)
{
    (void)state;
    struct build plan = { .seed = 5,
                          .experiment = { .count = WORKERS_MAX, .iterations = 3, .timing = TIMING_SAMPLED },
                          .switches = true };
    struct built *built = build_random(&plan);
    round_trip(built);
    built_free(built);
}

// ---- what is no recording -------------------------------------------------------------------------------------------

static void file_write(const char *path, const void *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
    assert_int_equal(fclose(file), 0);
}

static void test_files_that_are_none(void **state)
{
    (void)state;
    struct recording recording;
    char path[128];
    path_in(path, "missing");
    struct status status = recording_open(&recording, path);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "missing"));
    assert_null(recording.owner);

    assert_false(status_is_ok(recording_open(&recording, test_folder())));
    assert_false(status_is_ok(recording_open(&recording, "/dev/null")));

    path_in(path, "other");
    file_write(path, "", 0);
    assert_bad_file(recording_open(&recording, path), "other: the file is empty");
    file_write(path, "x", 1);
    assert_bad_file(recording_open(&recording, path), "this is no recording");
    file_write(path, "%PDF-1.7 is something else, and long enough to hold a header of sixty-four bytes", 80);
    assert_bad_file(recording_open(&recording, path), "this is no recording");
    recording_close(&recording); // after a failure as well
}

static void test_no_folder_to_save_in(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, "1122");
    struct status status = recording_save(&built->recording, "/no/such/folder/file");
    assert_int_equal(status.kind, STATUS_FAILED);
    built_free(built);
}

static void test_what_would_not_open_is_not_saved(void **state)
{
    (void)state;
    char path[128];
    path_in(path, "refused");
    struct built *built = build_script(NULL, "1122");
    built->books.workers[1].amount++;
    struct status status = recording_save(&built->recording, path);
    assert_int_equal(status.kind, STATUS_FAILED);
    assert_non_null(strstr(status.message, "amount"));
    assert_int_equal(access(path, F_OK), -1);
    built_free(built);
}

// Opens bytes in a piece of memory of just that size, so that a sanitizer sees any step outside.
static struct status open_exactly(const void *bytes, size_t size_bytes)
{
    unsigned char *copy = malloc(size_bytes ? size_bytes : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size_bytes);
    struct recording recording;
    largest_allocation = 0;
    struct status status = recording_open_bytes(&recording, copy, size_bytes);
    assert_in_range(largest_allocation, 0, 100000);
    if (status_is_ok(status))
        status = recording_verify(&recording);
    recording_close(&recording);
    free(copy);
    return status;
}

struct header_case {
    size_t offset, bytes;
    uint64_t value;
    const char *reason;
};

static void test_headers_that_lie(void **state)
{
    (void)state;
    const struct header_case cases[] = {
        { 0, 1, 'R', "no recording" },
        { 7, 1, 'r', "no recording" },
        { offsetof(struct file_header, version), 4, 3, "format 3" },
        { offsetof(struct file_header, version), 4, 1, "damaged" }, // it is none of that version,
        { offsetof(struct file_header, version), 4, 0, "format 0" },
        { offsetof(struct file_header, byte_order), 4, 0x0D0C0B0A, "byte order" },
        { offsetof(struct file_header, file_bytes), 8, UINT64_MAX, "cut off" },
        { offsetof(struct file_header, file_bytes), 8, (uint64_t)1 << 40, "cut off" },
        { offsetof(struct file_header, file_bytes), 8, 64, "too long" },
        { offsetof(struct file_header, section_count), 4, UINT32_MAX, "claims 4294967295 sections" },
        { offsetof(struct file_header, section_count), 4, FORMAT_SECTIONS_MAX + 1, "sections" },
        { offsetof(struct file_header, section_count), 4, 0, "damaged" },
        { offsetof(struct file_header, section_count), 4, 1, "damaged" },
        { offsetof(struct file_header, section_count), 4, 3, "damaged" },
        { offsetof(struct file_header, reserved), 4, 1, "do not fit" },
        { offsetof(struct file_header, reserved) + 24, 4, 1, "do not fit" },
    };
    struct built *built = build_script(NULL, "1122 12 12");
    struct image image = image_of(&built->recording);
    assert_ok(open_exactly(image.bytes, image.size_bytes), built);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int sealed = 0; sealed < 2; sealed++) {
            struct image wrong = image_of(&built->recording);
            memcpy(wrong.bytes + cases[i].offset, &cases[i].value, cases[i].bytes);
            if (sealed)
                image_reseal(wrong.bytes, wrong.size_bytes);
            // Unsealed, the checksum may say it first.
            assert_bad_file(open_exactly(wrong.bytes, wrong.size_bytes), sealed ? cases[i].reason : "");
            image_free(&wrong);
        }
    }
    image_free(&image);
    built_free(built);
}

enum table_change {
    SWAP,
    DOUBLE,
    KIND,
    INDEX,
    OFFSET,
    OFFSET_FAR,
    BYTES,
    BYTES_HUGE,
    TABLE_CHANGES,
};

static void table_change(struct file_section *section, enum table_change change)
{
    struct file_section other = section[1];
    switch (change) {
    case SWAP:
        section[1] = section[0];
        section[0] = other;
        break;
    case DOUBLE:
        section[1] = section[0];
        break;
    case KIND:
        section->kind += 7;
        break;
    case INDEX:
        section->index ^= 1;
        break;
    case OFFSET:
        section->offset += 64;
        break;
    case OFFSET_FAR:
        section->offset = UINT64_MAX - 63;
        break;
    case BYTES:
        section->bytes -= section->bytes ? 1 : 0;
        section->bytes += section->bytes ? 0 : 1;
        break;
    case BYTES_HUGE:
        section->bytes = UINT64_MAX;
        break;
    case TABLE_CHANGES:
        break;
    }
}

// Any other table than the one that the facts call for is refused, be its checksums as right as they may.
static void test_tables_that_lie(void **state)
{
    (void)state;
    struct build plan = { .seed = 9,
                          .experiment = { .iterations = 20, .timing = TIMING_FULL, .guard = GUARD_MUTEX },
                          .switches = true };
    struct built *built = build_random(&plan);
    struct image image = image_of(&built->recording);
    struct file_header header;
    memcpy(&header, image.bytes, sizeof header);
    assert_int_equal(header.section_count, 6 + 2 + 5 + 2 + 2 + 2);
    for (uint32_t i = 0; i + 1 < header.section_count; i++) {
        for (enum table_change change = SWAP; change < TABLE_CHANGES; change++) {
            struct image wrong = image_of(&built->recording);
            struct file_section sections[2];
            unsigned char *place = wrong.bytes + sizeof header + i * sizeof *sections;
            memcpy(sections, place, sizeof sections);
            table_change(sections, change);
            memcpy(place, sections, sizeof sections);
            image_reseal(wrong.bytes, wrong.size_bytes);
            assert_bad_file(open_exactly(wrong.bytes, wrong.size_bytes), "damaged");
            image_free(&wrong);
        }
    }
    image_free(&image);
    built_free(built);
}

// Bytes behind the last section, and between two, are refused even where every checksum covers them.
static void test_nothing_hides_between_sections(void **state)
{
    (void)state;
    struct build plan = { .experiment = { .timing = TIMING_FULL } };
    struct built *built = build_script(&plan, "1122 12 12");
    struct image image = image_of(&built->recording);
    static const uint32_t kinds[] = { SECTION_OWN + BALANCE_SECTION_JOURNAL, SECTION_OWN + BALANCE_SECTION_TIMES };
    for (size_t i = 0; i < 2; i++) {
        struct file_section section = image_section(&image, kinds[i], 0);
        assert_int_not_equal(section.bytes % 64, 0);
        image.bytes[section.offset + section.bytes] = 1;
        image_reseal(image.bytes, image.size_bytes);
        assert_bad_file(open_exactly(image.bytes, image.size_bytes), "something stands behind");
        image.bytes[section.offset + section.bytes] = 0;
        image_reseal(image.bytes, image.size_bytes);
        assert_ok(open_exactly(image.bytes, image.size_bytes), built);
    }
    unsigned char *longer = calloc(1, image.size_bytes + 64);
    assert_non_null(longer);
    memcpy(longer, image.bytes, image.size_bytes);
    uint64_t file_bytes = image.size_bytes + 64;
    memcpy(longer + offsetof(struct file_header, file_bytes), &file_bytes, sizeof file_bytes);
    image_reseal(longer, (size_t)file_bytes);
    assert_bad_file(open_exactly(longer, (size_t)file_bytes), "do not fit");
    free(longer);
    image_free(&image);
    built_free(built);
}

// ---- files that change under their reader ----------------------------------------------------------------------------

// Overwrites the whole file in place, as another program may.
static void overwrite(const char *path, size_t size_bytes, int with)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    for (size_t i = 0; i < size_bytes; i++)
        assert_int_equal(fputc(with, file), with);
    assert_int_equal(fclose(file), 0);
}

// What was verified is what is read from then on, whatever becomes of the file.
static void test_what_was_verified_stays(void **state)
{
    (void)state;
    struct build plan = { .seed = 12, .experiment = { .iterations = 50000, .timing = TIMING_FULL }, .switches = true };
    struct built *built = build_random(&plan);
    struct image before = image_of(&built->recording);
    char path[128];
    path_in(path, "changing");
    for (int way = 0; way < 3; way++) {
        struct recording recording;
        assert_ok(recording_save(&built->recording, path), built);
        assert_ok(recording_read(&recording, path), built);
        if (way == 0)
            overwrite(path, before.size_bytes, 0xFF);
        else if (way == 1)
            assert_int_equal(truncate(path, 0), 0);
        else
            assert_int_equal(unlink(path), 0);
        assert_ok(recording_verify(&recording), built);
        struct image after = image_of(&recording);
        assert_int_equal(after.size_bytes, before.size_bytes);
        assert_memory_equal(after.bytes, before.bytes, before.size_bytes);
        image_free(&after);
        recording_close(&recording);
    }
    image_free(&before);
    built_free(built);
}

// Between opening and verifying a change is found out: the file is refused, by name.
static void test_changes_while_it_is_read_are_refused(void **state)
{
    (void)state;
    struct build plan = { .seed = 12, .experiment = { .iterations = 50000 } };
    struct built *built = build_random(&plan);
    struct image image = image_of(&built->recording);
    char path[128];
    path_in(path, "changing");
    static const char *const reasons[] = { "changing: the recording is damaged", "changing: it became shorter" };
    for (int way = 0; way < 2; way++) {
        struct recording recording;
        assert_ok(recording_save(&built->recording, path), built);
        assert_ok(recording_open(&recording, path), built);
        if (way == 0)
            overwrite(path, image.size_bytes, 0xFF);
        else
            assert_int_equal(truncate(path, (off_t)image.size_bytes - 1), 0);
        assert_bad_file(recording_verify(&recording), reasons[way]);
        recording_close(&recording);
    }
    image_free(&image);
    built_free(built);
}

// ---- memory that runs out -------------------------------------------------------------------------------------------

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, "1122 12 12");
    char path[128];
    path_in(path, "memory");
    assert_ok(recording_save(&built->recording, path), built);
    int failures = 0;
    for (int n = 0;; n++) {
        struct recording recording;
        allocation_to_fail = n;
        struct status status = recording_open(&recording, path);
        if (status_is_ok(status)) {
            status = recording_verify(&recording);
            if (status_is_ok(status))
                status = recording_save(&recording, path);
        }
        recording_close(&recording);
        bool reached = allocation_to_fail < 0;
        allocation_to_fail = -1;
        if (!reached) {
            assert_ok(status, built);
            break;
        }
        if (status_is_ok(status))
            continue; // it had asked for more than it needed, and did with less
        assert_int_equal(status.kind, STATUS_FAILED);
        failures++;
    }
    assert_in_range(failures, 3, 20); // the opening's, the verification's, the saving's
    built_free(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_recordings_come_back),
        cmocka_unit_test(test_all_guards_timings_and_memories_come_back),
        cmocka_unit_test(test_workers_without_updates),
        cmocka_unit_test(test_most_workers),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_no_folder_to_save_in),
        cmocka_unit_test(test_what_would_not_open_is_not_saved),
        cmocka_unit_test(test_headers_that_lie),
        cmocka_unit_test(test_tables_that_lie),
        cmocka_unit_test(test_nothing_hides_between_sections),
        cmocka_unit_test(test_what_was_verified_stays),
        cmocka_unit_test(test_changes_while_it_is_read_are_refused),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
