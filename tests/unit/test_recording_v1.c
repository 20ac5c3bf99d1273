// Files of version 1, stored in tests/golden/v1: each opens, verifies, and says the same once it was saved anew. Damage
// and lies are refused as they are in files of today.
#include "support/recording_image.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "recording/v1.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STORED "tests/golden/v1/"

static struct image image_read(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, STORED "%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    struct image image = { malloc((size_t)size), (size_t)size };
    assert_non_null(image.bytes);
    rewind(file);
    assert_int_equal(fread(image.bytes, 1, image.size_bytes, file), image.size_bytes);
    assert_int_equal(fclose(file), 0);
    return image;
}

static struct status open_whole(struct recording *recording, const struct image *image)
{
    const struct status status = recording_open_bytes(recording, image->bytes, image->size_bytes);
    return status_is_ok(status) ? recording_verify(recording) : status;
}

static void assert_ok(const char *name, struct status status)
{
    if (!status_is_ok(status))
        fail_msg("%s: %s", name, status.message);
}

// ---- the same afterwards --------------------------------------------------------------------------------------------

static void assert_bytes(const char *name, const char *what, const void *a, const void *b, size_t bytes)
{
    if (bytes > 0 && memcmp(a, b, bytes) != 0)
        fail_msg("%s, %s: not the same %zu bytes", name, what, bytes);
}

static void assert_same(const char *name, const struct recording *a, const struct recording *b)
{
    assert_bytes(name, "counts", a, b, offsetof(struct recording, plan));
    assert_bytes(name, "plan", a->plan, b->plan, sizeof *a->plan);
    assert_bytes(name, "facts", a->facts, b->facts, sizeof *a->facts);
    assert_bytes(name, "tasks", a->tasks, b->tasks, a->task_count * sizeof *a->tasks);
    assert_bytes(name, "resources", a->resources, b->resources, a->resource_count * sizeof *a->resources);
    assert_bytes(name, "uses", a->uses, b->uses, (size_t)a->task_count * a->resource_count * sizeof *a->uses);
    assert_bytes(name, "switches", a->switches, b->switches, a->switch_count * sizeof *a->switches);
    assert_bytes(name, "run", balance_run(a), balance_run(b), sizeof *balance_run(a));
    for (uint32_t w = 0; w < a->task_count; w++) {
        assert_bytes(name, "notes", a->notes[w], b->notes[w], a->tasks[w].notes * sizeof(struct note));
        assert_bytes(name, "worker", balance_worker(a, w), balance_worker(b, w), sizeof(struct balance_worker));
        assert_bytes(name, "journal", balance_journal(a, w), balance_journal(b, w),
                     balance_updates(a, w) * sizeof(uint32_t));
        assert_bytes(name, "times", balance_times(a, w), balance_times(b, w),
                     balance_time_count(a, w) * sizeof(uint64_t));
    }
}

static void saved_anew(const char *name)
{
    char path[128];
    struct image image = image_read(name);
    struct recording old, now;
    assert_int_equal(image.bytes[offsetof(struct file_header, version)], V1_VERSION);
    assert_ok(name, open_whole(&old, &image));
    snprintf(path, sizeof path, "%s/anew", test_folder());
    assert_ok(name, recording_save(&old, path));
    assert_ok(name, recording_read(&now, path));
    assert_same(name, &old, &now);
    recording_close(&old);
    // The same from a file, and saved before it was verified: saving reads what was not read yet.
    char stored[256];
    snprintf(stored, sizeof stored, STORED "%s", name);
    assert_ok(name, recording_open(&old, stored));
    assert_ok(name, recording_save(&old, path));
    assert_same(name, &old, &now);
    recording_close(&now);
    assert_ok(name, recording_read(&now, path));
    assert_same(name, &old, &now);
    recording_close(&now);
    recording_close(&old);
    image_free(&image);
}

static void test_every_stored_file_says_the_same_when_saved_anew(void **state)
{
    (void)state;
    DIR *folder = opendir(STORED);
    int count = 0;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (!strstr(entry->d_name, ".rl"))
            continue;
        saved_anew(entry->d_name);
        count++;
    }
    closedir(folder);
    assert_in_range(count, 26, 100);
}

// ---- damage ---------------------------------------------------------------------------------------------------------

static void assert_every_bit_counts(const char *name)
{
    struct image image = image_read(name);
    struct recording recording;
    for (size_t bit = 0; bit < image.size_bytes * 8; bit++) {
        const unsigned char mask = (unsigned char)(1u << bit % 8);
        image.bytes[bit / 8] ^= mask;
        const struct status status = open_whole(&recording, &image);
        if (status.kind != STATUS_BAD_FILE || !status.message[0])
            fail_msg("%s: bit %zu of byte %zu turned over: kind %d \"%s\"", name, bit % 8, bit / 8, status.kind,
                     status.message);
        recording_close(&recording);
        image.bytes[bit / 8] ^= mask;
    }
    assert_ok(name, open_whole(&recording, &image));
    recording_close(&recording);
    image_free(&image);
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    assert_every_bit_counts("one.rl");
    assert_every_bit_counts("driven-gil.rl");
}

static void test_cut_off_anywhere(void **state)
{
    (void)state;
    struct image image = image_read("driven-gil.rl");
    for (size_t size = 0; size < image.size_bytes; size++) {
        // In a piece of just that size, so that a sanitizer sees any step outside.
        struct image cut = { malloc(size ? size : 1), size };
        struct recording recording;
        assert_non_null(cut.bytes);
        memcpy(cut.bytes, image.bytes, size);
        const struct status status = recording_open_bytes(&recording, cut.bytes, size);
        if (status.kind != STATUS_BAD_FILE)
            fail_msg("%zu bytes of %zu: kind %d \"%s\"", size, image.size_bytes, status.kind, status.message);
        image_free(&cut);
    }
    image_free(&image);
}

// ---- lies -----------------------------------------------------------------------------------------------------------

struct lie {
    uint32_t section;
    size_t offset, bytes;
    uint64_t value;
    const char *reason; // NULL: it is right
};

#define PLAN(field, value, reason)                                                                                     \
    {                                                                                                                  \
        V1_SECTION_PLAN, offsetof(struct v1_plan, field), sizeof((struct v1_plan *)0)->field, value, reason            \
    }
#define FACT(field, value, reason)                                                                                     \
    {                                                                                                                  \
        V1_SECTION_FACTS, offsetof(struct v1_facts, field), sizeof((struct v1_facts *)0)->field, value, reason         \
    }
#define WORKER(field, value, reason)                                                                                   \
    {                                                                                                                  \
        V1_SECTION_WORKERS, offsetof(struct v1_worker, field), sizeof((struct v1_worker *)0)->field, value, reason     \
    }
#define SWITCH(which, field, value, reason)                                                                            \
    {                                                                                                                  \
        V1_SECTION_SWITCHES, (which) * sizeof(struct v1_switch) + offsetof(struct v1_switch, field),                   \
            sizeof((struct v1_switch *)0)->field, value, reason                                                        \
    }

static void test_lies_are_refused(void **state)
{
    (void)state;
    static const struct lie lies[] = {
        PLAN(guard, GUARD_COUNT, "guard"),
        PLAN(guard, UINT32_MAX, "guard"),
        PLAN(guard, 0, "resource that is not there"), // and there are notes of a lock
        PLAN(count, 0, "count"),
        PLAN(count, 64, "count"),
        PLAN(count, UINT32_MAX, "count"),
        PLAN(count, 1, "damaged"),
        PLAN(timing, 3, "timing"),
        PLAN(timing, 0, "time stamps"),
        PLAN(processes, 2, "out of range"),
        PLAN(iterations, UINT64_MAX, "iterations"),
        PLAN(reserved[0], 1, "reserved"),
        PLAN(reserved[38], 1, "reserved"),
        FACT(ended, 4, "no such end"),
        FACT(states_reason[0], '\033', "no plain text"),
        FACT(tick1, 0, "clocks"),
        FACT(sample_every, 0, "time stamps"),
        FACT(sample_every, 3, "time stamps"),
        FACT(reserved[37], 1, "reserved"),
        FACT(machine_cpus, 0, "without cpus"),
        WORKER(amount, 9, "amount"),
        WORKER(updates, UINT64_MAX, "updates"),
        WORKER(updates, (uint64_t)1 << 62, "updates"),
        WORKER(end, 4, "no such end"),
        WORKER(tid, 1, "of nobody"), // its switch records name another
        WORKER(notes, UINT64_MAX, "more notes"),
        WORKER(notes, (uint64_t)1 << 40, "no notes of task 1 where"),
        WORKER(contended[0], UINT64_MAX, "acquisitions"),
        WORKER(reserved[55], 1, "reserved"),
        SWITCH(3, tid, 1, "switch record 3 is of nobody"),
        SWITCH(3, worker, 2, "switch record 3 is of nobody"),
        SWITCH(3, worker, V1_NOBODY, "switch record 3 is of nobody"),
        SWITCH(3, kind, 0, "switch record 3 is of no kind"),
        SWITCH(3, kind, 7, "switch record 3 is of no kind"),
        SWITCH(3, kind, SWITCH_LOST, "switch record 3 is of nobody"),
        SWITCH(3, ns, 0, "switch record 3 comes before"),
        SWITCH(0, ns, 0, "switch record 0 lies far outside"),
        SWITCH(3, cpu, UINT16_MAX, NULL),
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct image image = image_read("spin.rl");
        struct recording recording;
        memcpy(image_data(&image, lies[i].section, 0) + lies[i].offset, &lies[i].value, lies[i].bytes);
        image_reseal(image.bytes, image.size_bytes);
        const struct status status = open_whole(&recording, &image);
        if (lies[i].reason ? status.kind != STATUS_BAD_FILE || !strstr(status.message, lies[i].reason)
                           : !status_is_ok(status))
            fail_msg("lie %zu: expected \"%s\", got \"%s\"", i, lies[i].reason ? lies[i].reason : "ok", status.message);
        recording_close(&recording);
        image_free(&image);
    }
}

static void test_lost_records_are_lost_still(void **state)
{
    (void)state;
    struct image image = image_read("spin.rl");
    struct v1_switch *records = (void *)image_data(&image, V1_SECTION_SWITCHES, 0);
    const uint64_t ns = records[3].ns;
    records[3] = (struct v1_switch){ .ns = ns, .tid = 70000, .cpu = 1, .kind = SWITCH_LOST, .worker = V1_NOBODY };
    image_reseal(image.bytes, image.size_bytes);
    struct recording recording;
    assert_ok("lost", open_whole(&recording, &image));
    const struct switch_record *record = &recording.switches[3];
    assert_int_equal(record->kind, SWITCH_LOST);
    assert_int_equal(record->task, SWITCH_NOBODY);
    assert_int_equal(record->cpu, 70000);
    assert_int_equal(record->ns, ns);
    assert_int_equal(recording.switches[2].task, records[2].worker);
    assert_int_equal(recording.switches[2].cpu, records[2].cpu);
    recording_close(&recording);
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_stored_file_says_the_same_when_saved_anew),
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_cut_off_anywhere),
        cmocka_unit_test(test_lies_are_refused),
        cmocka_unit_test(test_lost_records_are_lost_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
