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

// ---- packed sections ------------------------------------------------------------------------------------------------

static const size_t element_bytes[] = {
    [PACKING_NOTES] = 16, [PACKING_MOMENTS] = 8, [PACKING_STAMPS] = 16, [PACKING_WORDS] = 4
};

// A step forward: mostly small, or as large as numbers get, as far as `most_bits` go.
static uint64_t step_of(struct random *random, int most_bits)
{
    const int bits = random_one_in(random, 50) ? most_bits : (int)random_between(random, 1, 12);
    return random_next(random) >> (64 - bits);
}

static void fill_stamps(struct random *random, unsigned char *elements, size_t count)
{
    struct balance_stamp stamp = { 0 };
    for (size_t i = 0; i < count; i++) {
        stamp.ticks += step_of(random, 64);
        stamp.made += (uint32_t)step_of(random, 32);
        memcpy(elements + i * sizeof stamp, &stamp, sizeof stamp);
    }
}

static void fill_notes(struct random *random, unsigned char *elements, size_t count)
{
    const uint64_t kinds = random_between(random, 1, 5), others = random_one_in(random, 2) ? 2 : 65536;
    struct note note = { 0 };
    for (size_t i = 0; i < count; i++) {
        note.ticks += step_of(random, 61);
        note.step += random_one_in(random, 3) ? (uint32_t)step_of(random, 32) : 2;
        note.kind = (uint8_t)(random_one_in(random, 40) ? random_next(random) : random_below(random, kinds));
        note.resource = (uint8_t)(random_one_in(random, 40) ? random_next(random) : 0);
        note.other = (uint16_t)random_below(random, others);
        memcpy(elements + i * sizeof note, &note, sizeof note);
    }
}

static void fill_words(struct random *random, unsigned char *elements, size_t count)
{
    uint32_t lines[4] = { 0, 1u << 26, 2u << 26, 63u << 26 };
    const uint64_t regular = random_between(random, 1, 30);
    for (size_t i = 0; i < count; i++) {
        const size_t line = random_one_in(random, regular) ? (size_t)random_below(random, 4) : i % 2;
        lines[line] += (uint32_t)step_of(random, 32) - (random_one_in(random, 9) ? 100 : 0);
        memcpy(elements + i * 4, &lines[line], 4);
    }
}

static void fill(struct random *random, enum packing packing, unsigned char *elements, size_t count)
{
    uint64_t moment = random_next(random);
    if (packing == PACKING_NOTES)
        fill_notes(random, elements, count);
    if (packing == PACKING_STAMPS)
        fill_stamps(random, elements, count);
    if (packing == PACKING_WORDS)
        fill_words(random, elements, count);
    for (size_t i = 0; packing == PACKING_MOMENTS && i < count; i++) {
        moment += step_of(random, 64);
        memcpy(elements + i * 8, &moment, 8);
    }
}

// In memory of just the sizes that are told, so that a sanitizer sees any step outside.
static bool unpacks(enum packing packing, const unsigned char *packed, size_t bytes, size_t count,
                    const unsigned char *expected)
{
    unsigned char *from = malloc(bytes + !bytes), *to = malloc(count * element_bytes[packing] + 1);
    assert_true(from && to);
    memcpy(from, packed, bytes);
    const bool whole = packing_unpack(packing, from, bytes, to, count);
    if (whole && expected)
        assert_memory_equal(to, expected, count * element_bytes[packing]);
    free(from);
    free(to);
    return whole;
}

// Packed and unpacked it is the same; with a byte or an element more or less it is none; any other bytes do no harm.
static void check_packing(struct random *random, enum packing packing, size_t count)
{
    const size_t bytes = count * element_bytes[packing], room = bytes + 100;
    unsigned char *elements = malloc(bytes + 1), *packed = malloc(room);
    assert_true(elements && packed);
    fill(random, packing, elements, count);
    const size_t length = packing_pack(packing, elements, count, packed, room);
    const size_t most = random_below(random, room);
    if (length > 0) {
        assert_in_range(length, count, room);
        assert_true(unpacks(packing, packed, length, count, elements));
        assert_false(unpacks(packing, packed, length - 1, count, NULL));
        packed[length] = 0;
        assert_false(unpacks(packing, packed, length + 1, count, NULL));
        assert_false(unpacks(packing, packed, length, count + 1, NULL));
        assert_false(unpacks(packing, packed, length, count - 1, NULL));
    }
    unsigned char *exact = malloc(most + 1);
    assert_non_null(exact);
    assert_in_range(packing_pack(packing, elements, count, exact, most), 0, most);
    for (int i = 0; i < 10 && length > 0; i++) {
        packed[random_below(random, length)] = (unsigned char)random_next(random);
        unpacks(packing, packed, length, count, NULL);
    }
    free(exact);
    free(packed);
    free(elements);
}

static void test_what_is_packed_comes_back(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(6);
    struct random random = { seed };
    print_message("seed %" PRIu64 "\n", seed);
    for (int i = 0; i < 4000; i++)
        check_packing(&random, (enum packing)(PACKING_NOTES + i % 4), random_between(&random, 1, i % 100 ? 60 : 3000));
}

static void test_what_cannot_be_packed(void **state)
{
    (void)state;
    unsigned char room[256];
    const struct note falls[] = { { .ticks = 10 }, { .ticks = 9 } };
    const struct balance_stamp used = { .reserved = 1 };
    const uint32_t word = 7;
    assert_int_equal(packing_pack(PACKING_NOTES, falls, 2, room, sizeof room), 0);
    assert_int_equal(packing_pack(PACKING_STAMPS, &used, 1, room, sizeof room), 0);
    assert_int_equal(packing_pack(PACKING_NONE, &word, 1, room, sizeof room), 0);
    assert_false(packing_unpack(PACKING_NONE, room, 4, room, 1));
}

// A mutex taken often, fully timed: 24 bytes an update as it stands in memory, 8 at the most in the file.
static struct built *often_taken(void)
{
    struct build plan = { .seed = 3,
                          .experiment = { .iterations = 20000, .timing = TIMING_FULL, .guard = GUARD_MUTEX } };
    struct built *built = build_random(&plan);
    built_to_streams(built);
    return built;
}

static void test_notes_of_a_mutex_are_short(void **state)
{
    (void)state;
    struct built *built = often_taken();
    round_trip(built);
    struct image image = image_of(&built->recording);
    assert_in_range(image.size_bytes, 1, 8 * built->updates);
    for (uint32_t w = 0; w < 2; w++) {
        assert_true(image_section(&image, SECTION_NOTES | FORMAT_PACKED, w).bytes < built->tasks[w].notes * 4);
        image_section(&image, (SECTION_OWN + BALANCE_SECTION_TIMES) | FORMAT_PACKED, w);
    }
    image_free(&image);
    built_free(built);
}

// With right checksums: a packed section that is too long or too short, or of what is not packed.
static void test_packed_sections_that_lie(void **state)
{
    (void)state;
    struct built *built = often_taken();
    struct image image = image_of(&built->recording);
    struct file_header header;
    memcpy(&header, image.bytes, sizeof header);
    for (uint32_t i = 0; i < header.section_count; i++) {
        struct file_section section, whole;
        unsigned char *place = image.bytes + sizeof header + i * sizeof section;
        memcpy(&whole, place, sizeof whole);
        for (int way = 0; way < 4; way++) {
            section = whole;
            if (way == 0)
                section.kind ^= FORMAT_PACKED;
            else
                section.bytes = way == 1 ? 0 : way == 2 ? section.bytes - 1 : UINT64_MAX - 63;
            if (section.bytes == whole.bytes && way > 0)
                continue;
            memcpy(place, &section, sizeof section);
            image_reseal(image.bytes, image.size_bytes);
            assert_bad_file(open_exactly(image.bytes, image.size_bytes), "damaged");
        }
        memcpy(place, &whole, sizeof whole);
    }
    image_reseal(image.bytes, image.size_bytes);
    assert_ok(open_exactly(image.bytes, image.size_bytes), built);
    const struct file_section notes = image_section(&image, SECTION_NOTES | FORMAT_PACKED, 1);
    image.bytes[notes.offset + notes.bytes - 1] |= 128; // the last number does not end
    image_reseal(image.bytes, image.size_bytes);
    assert_bad_file(open_exactly(image.bytes, image.size_bytes), "the notes of task 2 cannot be unpacked");
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
        cmocka_unit_test(test_what_is_packed_comes_back),
        cmocka_unit_test(test_what_cannot_be_packed),
        cmocka_unit_test(test_notes_of_a_mutex_are_short),
        cmocka_unit_test(test_packed_sections_that_lie),
        cmocka_unit_test(test_what_was_verified_stays),
        cmocka_unit_test(test_changes_while_it_is_read_are_refused),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
