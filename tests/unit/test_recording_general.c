// Recordings of no lab: what a foreign program's run leaves, with tasks, resources, notes, switch records, what was
// printed and sources. Saved and opened again they are the same; every count, name and index that lies is refused.
#include "support/recording_foreign.h"
#include "support/recording_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_ok(struct status status)
{
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
}

static void assert_bytes(const char *what, const void *a, const void *b, size_t bytes)
{
    if (bytes > 0 && memcmp(a, b, bytes) != 0)
        fail_msg("%s: not the same %zu bytes", what, bytes);
}

static void assert_same(const struct recording *a, const struct recording *b)
{
    assert_bytes("counts", a, b, offsetof(struct recording, plan));
    assert_bytes("plan", a->plan, b->plan, sizeof *a->plan);
    assert_bytes("facts", a->facts, b->facts, sizeof *a->facts);
    assert_bytes("tasks", a->tasks, b->tasks, a->task_count * sizeof *a->tasks);
    assert_bytes("resources", a->resources, b->resources, a->resource_count * sizeof *a->resources);
    assert_bytes("uses", a->uses, b->uses, (size_t)a->task_count * a->resource_count * sizeof *a->uses);
    for (uint32_t i = 0; i < a->task_count; i++)
        assert_bytes("notes", a->notes[i], b->notes[i], a->tasks[i].notes * sizeof **a->notes);
    assert_bytes("switches", a->switches, b->switches, a->switch_count * sizeof *a->switches);
    assert_bytes("console", a->console, b->console, a->console_count * sizeof *a->console);
    assert_bytes("console text", a->console_text, b->console_text, a->console_bytes);
    assert_bytes("sources", a->sources, b->sources, a->source_count * sizeof *a->sources);
    assert_bytes("source text", a->source_text, b->source_text, a->source_bytes);
    assert_bytes("command", a->command, b->command, a->command_count * sizeof *a->command);
    assert_bytes("gils", a->gils, b->gils, a->gil_count * sizeof *a->gils);
    assert_true(a->own == NULL && b->own == NULL);
}

static void test_come_back(void **state)
{
    (void)state;
    static const uint32_t tasks[] = { 1, 2, 7, 300, TASKS_MAX };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct foreign *foreign = foreign_new(tasks[i]);
        foreign->recording.console_count = tasks[i] > 1 ? FOREIGN_PRINTS : 0;
        foreign->recording.console_bytes = tasks[i] > 1 ? FOREIGN_CONSOLE_BYTES : 0;
        assert_ok(recording_verify(&foreign->recording));
        struct image image = image_of(&foreign->recording), again;
        struct recording opened;
        assert_ok(recording_open_bytes(&opened, image.bytes, image.size_bytes));
        assert_ok(recording_verify(&opened));
        assert_same(&foreign->recording, &opened);
        again = image_of(&opened);
        assert_int_equal(image.size_bytes, again.size_bytes);
        assert_bytes("image", image.bytes, again.bytes, image.size_bytes);
        image_free(&again);
        image_free(&image);
        recording_close(&opened);
        foreign_free(foreign);
    }
}

// ---- what lies ------------------------------------------------------------------------------------------------------

// Refused live and from a file with right checksums, before or while its contents are verified.
static void assert_refused(const struct foreign *foreign, const struct image *image, const char *reason)
{
    struct recording opened = { 0 };
    struct status status = recording_verify(&foreign->recording);
    if (foreign->recording.task_count && (status.kind != STATUS_BAD_FILE || !strstr(status.message, reason)))
        fail_msg("live: expected \"%s\", got \"%s\"", reason, status.message);
    image_reseal(image->bytes, image->size_bytes);
    status = recording_open_bytes(&opened, image->bytes, image->size_bytes);
    if (status_is_ok(status))
        status = recording_verify(&opened);
    if (status.kind != STATUS_BAD_FILE || !strstr(status.message, reason))
        fail_msg("file: expected \"%s\", got \"%s\"", reason, status.message);
    recording_close(&opened);
}

// Puts a value into the live array and into the file's section alike.
static void set(void *array, struct image *image, enum section_kind kind, uint32_t index, size_t offset,
                const void *value, size_t bytes)
{
    memcpy((char *)array + offset, value, bytes);
    memcpy(image_data(image, kind, index) + offset, value, bytes);
}

#define LIE(array, kind, index, type, which, field, value, reason)                                                     \
    {                                                                                                                  \
        struct foreign *foreign = foreign_new(9);                                                                      \
        struct image image = image_of(&foreign->recording);                                                            \
        const __typeof__((type){ 0 }.field) lie = value;                                                               \
        set(foreign->array, &image, kind, index, (which) * sizeof(type) + offsetof(type, field), &lie, sizeof lie);    \
        assert_refused(foreign, &image, reason);                                                                       \
        image_free(&image);                                                                                            \
        foreign_free(foreign);                                                                                         \
    }

#define TASK(which, field, value, reason) LIE(tasks, SECTION_TASKS, 0, struct task, which, field, value, reason)
#define RESOURCE(which, field, value, reason)                                                                          \
    LIE(resources, SECTION_RESOURCES, 0, struct resource, which, field, value, reason)
#define NOTE(which, field, value, reason) LIE(notes[4], SECTION_NOTES, 4, struct note, which, field, value, reason)
#define SWITCH(which, field, value, reason)                                                                            \
    LIE(switches, SECTION_SWITCHES, 0, struct switch_record, which, field, value, reason)
#define PRINTED(which, field, value, reason)                                                                           \
    LIE(console, SECTION_CONSOLE, 0, struct printed, which, field, value, reason)
#define SOURCE(which, field, value, reason) LIE(sources, SECTION_SOURCES, 0, struct source, which, field, value, reason)

static void test_tasks_that_lie(void **state)
{
    (void)state;
    TASK(3, name[0], 0, "task 4: its name");
    TASK(3, name[1], '\033', "its name");
    TASK(3, name[1], '\x9b', "its name");
    TASK(3, name[31], 'x', "its name"); // behind the end
    TASK(0, parent, 0, "its parent");   // a loop of one
    TASK(3, parent, 3, "its parent");
    TASK(3, parent, 4,
         "its parent"); // whose parent is 1: but a child never stands before its parent, so no loop closes
    TASK(3, parent, 9, "its parent");
    TASK(3, parent, TASK_NONE - 1, "its parent");
    TASK(3, kind, TASK_KINDS, "no such kind");
    TASK(3, end, TASK_ENDS, "no such end");
    TASK(3, end, TASK_SIGNALED, "no such end"); // a thread
    TASK(3, notes, UINT64_MAX, "more notes");
    TASK(3, notes_dropped, UINT64_MAX, "counts more");
    TASK(3, created_ns, 1, "out of order");
    TASK(3, finished_ns, UINT64_MAX, "out of order");
    TASK(3, cpu_ns, UINT64_MAX, "cpu time");
    TASK(3, reaper, 4, "its reaper"); // itself
    TASK(3, reaper, 10, "its reaper");
    TASK(8, reserved[31], 1, "reserved");
    static const char full[TASK_NAME_BYTES] = "a name without an end, so long.."; // no zero
    struct foreign *foreign = foreign_new(9);
    struct image image = image_of(&foreign->recording);
    set(foreign->tasks, &image, SECTION_TASKS, 0, 0, full, sizeof full);
    assert_refused(foreign, &image, "task 1: its name");
    image_free(&image);
    foreign_free(foreign);
}

static void test_resources_and_uses_that_lie(void **state)
{
    (void)state;
    RESOURCE(1, name[0], 0, "resource 2: its name");
    RESOURCE(1, name[0], '\n', "its name");
    RESOURCE(1, kind, RESOURCE_KINDS, "no such kind");
    RESOURCE(1, sleeps, 2, "sleeps or does not");
    RESOURCE(1, hands_over, 255, "sleeps or does not");
    RESOURCE(1, patience_ns, UINT64_MAX, "patience");
    RESOURCE(1, reserved, 1, "reserved");
    LIE(uses, SECTION_USES, 0, struct use, 5, acquisitions, UINT64_MAX, "task 2: its acquisitions");
    LIE(uses, SECTION_USES, 0, struct use, 5, contended, 2, "task 2: its acquisitions");
    LIE(uses, SECTION_USES, 0, struct use, 26, wait_ticks, UINT64_MAX, "task 9: it waited");
    LIE(uses, SECTION_USES, 0, struct use, 26, hold_ticks, UINT64_MAX, "it waited");
    LIE(uses, SECTION_USES, 0, struct use, 26, switches, UINT64_MAX, "counts more");
    LIE(uses, SECTION_USES, 0, struct use, 26, reserved, 1, "reserved");
}

static void test_records_that_lie(void **state)
{
    (void)state;
    NOTE(1, kind, 0, "note 1 of task 5 is of no kind");
    NOTE(1, kind, NOTE_KINDS, "is of no kind");
    NOTE(1, kind, NOTE_HONOURED, "is of no kind that its resource has");
    NOTE(1, resource, 3, "a resource that is not there");
    NOTE(1, resource, 255, "a resource that is not there");
    NOTE(0, other, 10, "names a task that is not there");
    NOTE(2, kind, NOTE_PUT, "is of no kind that its resource has");
    NOTE(1, kind, NOTE_OWN + 1, "is of no kind");
    NOTE(2, ticks, 2000, "comes before");
    NOTE(2, step, 0, "comes before");
    NOTE(2, ticks, UINT64_MAX, "far outside");
    SWITCH(7, kind, 0, "switch record 7 is of no kind");
    SWITCH(7, kind, SWITCH_LOST, "of nobody");
    SWITCH(7, task, 9, "of nobody");
    SWITCH(7, task, SWITCH_NOBODY, "of nobody");
    SWITCH(7, cpu, 65536, "a cpu that cannot be");
    SWITCH(7, reserved, 1, "reserved");
    SWITCH(7, ns, 2005, "comes before");
}

// What a task did without a resource names none, and tasks that are there.
static void test_notes_of_tasks(void **state)
{
    (void)state;
    static const struct {
        struct note note;
        const char *problem; // NULL: it is right
    } cases[] = {
        { { .kind = NOTE_AT, .other = UINT16_MAX }, NULL },
        { { .kind = NOTE_AT, .resource = 1 }, "is of no resource, and names one" },
        { { .kind = NOTE_STARTED, .other = 8 }, NULL },
        { { .kind = NOTE_STARTED, .other = 9 }, "names a task that is not there" },
        { { .kind = NOTE_SIGNALED, .other = 3, .resource = 64 }, NULL },
        { { .kind = NOTE_SIGNALED, .other = 3, .resource = 65 }, "is of no resource, and names one" },
        { { .kind = NOTE_SIGNALED, .other = 9, .resource = 9 }, "names a task that is not there" },
        { { .kind = NOTE_OWN, .other = 9, .resource = 255 }, NULL },
        { { .kind = NOTE_JOINED, .other = 1 }, "is of no kind that its resource has" }, // a lock
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct foreign *foreign = foreign_new(9);
        foreign->notes[4][0] = cases[i].note;
        foreign->notes[4][0].ticks = foreign->notes[4][1].ticks;
        const struct status status = recording_verify(&foreign->recording);
        assert_int_equal(status.kind, cases[i].problem ? STATUS_BAD_FILE : STATUS_OK);
        if (cases[i].problem)
            assert_non_null(strstr(status.message, cases[i].problem));
        foreign_free(foreign);
    }
}

static void test_texts_that_lie(void **state)
{
    (void)state;
    PRINTED(2, stream, 0, "print 2 went to no stream");
    PRINTED(2, stream, 3, "no stream");
    PRINTED(2, task, 9, "of nobody");
    PRINTED(2, bytes, 0, "is empty");
    PRINTED(2, bytes, 2, "do not fit each other");
    PRINTED(2, bytes, UINT32_MAX, "do not fit each other");
    PRINTED(2, ns, 1, "comes before");
    PRINTED(2, reserved, 1, "reserved");
    SOURCE(1, name[0], 0, "the name of source 1");
    SOURCE(1, name[0], '\033', "the name of source 1");
    SOURCE(0, name[239], 'x', "the name of source 0");
    SOURCE(0, reserved[7], 1, "source 0");
    SOURCE(0, bytes, 10, "do not fit each other");
    SOURCE(0, bytes, UINT64_MAX, "do not fit each other");
    SOURCE(1, bytes, 1, "do not fit each other");
}

// Counts of a file that claim what it has no room for, and what would overflow if it were multiplied.
static void test_counts_that_lie(void **state)
{
    (void)state;
    static const struct {
        size_t offset, bytes;
        uint64_t value;
        const char *reason;
    } cases[] = {
        { offsetof(struct file_counts, tasks), 4, 0, "tasks" },
        { offsetof(struct file_counts, tasks), 4, TASKS_MAX + 1, "tasks" },
        { offsetof(struct file_counts, tasks), 4, UINT32_MAX, "tasks" },
        { offsetof(struct file_counts, tasks), 4, TASKS_MAX, "no tasks where" },
        { offsetof(struct file_counts, tasks), 4, 8, "no tasks where" },
        { offsetof(struct file_counts, resources), 4, RESOURCES_MAX, "no resources where" },
        { offsetof(struct file_counts, resources), 4, RESOURCES_MAX + 1, "more resources" },
        { offsetof(struct file_counts, resources), 4, UINT32_MAX, "more resources" },
        { offsetof(struct file_counts, resources), 4, 0, "no resources where" },
        { offsetof(struct file_counts, switches), 8, FOREIGN_SWITCHES - 1, "no switch records where" },
        { offsetof(struct file_counts, switches), 8, UINT64_MAX / 16 + 1 + FOREIGN_SWITCHES, "more records" },
        { offsetof(struct file_counts, printed), 8, UINT64_MAX, "more records" },
        { offsetof(struct file_counts, printed), 8, 0, "text of nothing" },
        { offsetof(struct file_counts, printed_bytes), 8, 1, "no text of the console where" },
        { offsetof(struct file_counts, sources), 4, UINT32_MAX, "no sources where" },
        { offsetof(struct file_counts, sources), 4, 0, "text of nothing" },
        { offsetof(struct file_counts, source_bytes), 8, UINT64_MAX, "more records" },
        { offsetof(struct file_counts, watched), 4, 1, "no facts of what was watched where" },
        { offsetof(struct file_counts, watched), 4, 2, "of no command" },
        { offsetof(struct file_counts, reserved), 8, 1, "reserved" },
        { offsetof(struct file_counts, commands), 4, 2, "more commands" },
        { offsetof(struct file_counts, commands), 4, 0, "more commands" }, // whose GIL would it be
        { offsetof(struct file_counts, gils), 4, GILS_MAX + 1, "more commands" },
        { offsetof(struct file_counts, gils), 4, 0, "no interpreter locks where" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct foreign *foreign = foreign_new(9);
        struct image image = image_of(&foreign->recording);
        struct recording opened;
        memcpy(image_data(&image, SECTION_COUNTS, 0) + cases[i].offset, &cases[i].value, cases[i].bytes);
        image_reseal(image.bytes, image.size_bytes);
        const struct status status = recording_open_bytes(&opened, image.bytes, image.size_bytes);
        if (status.kind != STATUS_BAD_FILE || !strstr(status.message, cases[i].reason))
            fail_msg("case %zu: expected \"%s\", got \"%s\"", i, cases[i].reason, status.message);
        image_free(&image);
        foreign_free(foreign);
    }
}

#define COMMAND(field, value, reason) LIE(command, SECTION_COMMAND, 0, struct recorded_command, 0, field, value, reason)
#define GIL(field, value, reason) LIE(gils, SECTION_GILS, 0, struct found_gil, 0, field, value, reason)

static void test_commands_that_lie(void **state)
{
    (void)state;
    COMMAND(text[0], 0, "command: it is no plain text");
    COMMAND(text[2], '\x1b', "command: it is no plain text");
    COMMAND(text[COMMAND_TEXT_BYTES - 1], 'x', "command: it is no plain text"); // behind the end
    COMMAND(end, COMMAND_ENDS, "no such end");
    COMMAND(inside, 2, "no such end");
    COMMAND(keeps_newest, 2, "no such end");
    COMMAND(reason[0], '\n', "the reason");
    COMMAND(lost_records, UINT64_MAX, "counts more");
    COMMAND(folded_tasks, UINT64_MAX, "counts more");
    COMMAND(cpu_ns, UINT64_MAX, "counts more");
    COMMAND(reserved[5], 1, "reserved");
    COMMAND(reserved_2[3], 1, "reserved");
    GIL(resource, 0, "of no resource of that kind"); // a lock
    GIL(resource, FOREIGN_RESOURCES, "of no resource of that kind");
    GIL(task, 9, "of a task that is not there");
    GIL(evidence, 0, "no such evidence");
    GIL(evidence, GIL_EVIDENCES, "no such evidence");
    GIL(version[1], '\x07', "no plain text");
    GIL(takes, UINT64_MAX, "counts more");
    GIL(timeouts, 6, "a part is more");
    GIL(requests, 4, "a part is more");
    GIL(switches, 10, "a part is more");
    GIL(forced, 10, "a part is more");
    GIL(interval_ns, UINT64_MAX, "a part is more");
    GIL(reserved, 1, "reserved");
    GIL(reserved_2[1], 1, "reserved");
}

#define PLAN(field, value, reason) LIE(plans, SECTION_PLAN, 0, struct plan, 0, field, value, reason)

static void test_plans_that_lie(void **state)
{
    (void)state;
    PLAN(lab, LAB_COUNT, "there is no lab");
    PLAN(lab, UINT32_MAX, "there is no lab");
    PLAN(tasks, UINT32_MAX, "out of range");
    PLAN(kind, WORKERS_COUNT, "out of range");
    PLAN(timing, TIMING_COUNT, "out of range");
    PLAN(reserved, 1, "reserved");
    PLAN(own[PLAN_OWN_BYTES - 1], 1, "reserved"); // of no lab
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_come_back),        cmocka_unit_test(test_commands_that_lie),
        cmocka_unit_test(test_tasks_that_lie),   cmocka_unit_test(test_resources_and_uses_that_lie),
        cmocka_unit_test(test_records_that_lie), cmocka_unit_test(test_notes_of_tasks),
        cmocka_unit_test(test_texts_that_lie),   cmocka_unit_test(test_counts_that_lie),
        cmocka_unit_test(test_plans_that_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
