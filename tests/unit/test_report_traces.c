// Traces of made-up recordings, against what their simulation knows: who held what, from when to when; what was lost; what
// leads where. Every packet and event is read by tests/traces/read.py (tests/cli/export.bats); here by the table and by
// counting.
#include "report/traces/protobuf.h"
#include "report/traces/trace.h"
#include "report/traces/trace_slices.h"

#include "../support/random.h"
#include "../support/recording_builder.h"
#include "../support/recording_foreign.h"
#include "../support/resource_script.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SEED 12

static char *trace_of(const struct recording *recording, enum trace_format format, unsigned parts, size_t *bytes)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, bytes);
    assert_non_null(out);
    const struct status status = trace_write(out, recording, format, parts);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    assert_int_equal(fclose(out), 0);
    return text;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

// ---- the table ------------------------------------------------------------------------------------------------------

// A row of a table whose texts have no commas; false: there are no more.
struct row {
    uint64_t begin_ns, end_ns;
    char kind[16], what[64], task[32], resource[32], other[32];
    int64_t value;
};

static const char *read_field(const char *at, char *field, size_t room)
{
    const size_t length = strcspn(at, ",\r");
    snprintf(field, room, "%.*s", (int)length, at);
    return at + length + (at[length] == ',');
}

static const char *read_row(const char *at, struct row *row)
{
    char field[64];
    if (!*at)
        return NULL;
    at = read_field(at, field, sizeof field);
    row->begin_ns = strtoull(field, NULL, 10);
    at = read_field(at, field, sizeof field);
    row->end_ns = strtoull(field, NULL, 10);
    at = read_field(at, row->kind, sizeof row->kind);
    at = read_field(at, row->what, sizeof row->what);
    at = read_field(at, row->task, sizeof row->task);
    at = read_field(read_field(at, field, sizeof field), field, sizeof field); // pid, tid
    at = read_field(at, row->resource, sizeof row->resource);
    at = read_field(at, row->other, sizeof row->other);
    at = read_field(read_field(at, field, sizeof field), field, sizeof field); // cpu, value
    row->value = strtoll(field, NULL, 10);
    return strstr(at, "\r\n") + 2;
}

static const char *first_row(const char *table) { return strstr(table, "\r\n") + 2; }

// ---- who held what ----------------------------------------------------------------------------------------------------

static bool has_stretch(const struct simulated_stretch *stretches, size_t count, const struct row *row,
                        const struct scripted *made, uint64_t from_ns)
{
    for (size_t i = 0; i < count; i++)
        if (stretches[i].from_ns - from_ns == row->begin_ns && stretches[i].to_ns - from_ns == row->end_ns &&
            strcmp(made->tasks[stretches[i].task].name, row->task) == 0 &&
            strcmp(made->resources[stretches[i].resource].name, row->resource) == 0)
            return true;
    return false;
}

static size_t count_lasting(const struct simulated_stretch *stretches, size_t count)
{
    size_t lasting = 0;
    for (size_t i = 0; i < count; i++)
        lasting += stretches[i].to_ns > stretches[i].from_ns;
    return lasting;
}

static uint64_t first_made(const struct recording *recording)
{
    uint64_t first = UINT64_MAX;
    for (uint32_t t = 0; t < recording->task_count; t++)
        first = recording->tasks[t].created_ns < first ? recording->tasks[t].created_ns : first;
    return first;
}

static void check_table(const struct scripted *made, uint64_t seed)
{
    const struct simulated_truth *truth = &made->truth;
    const uint64_t from_ns = first_made(&made->recording);
    size_t bytes, holds = 0, waits = 0;
    char *table = trace_of(&made->recording, TRACE_CSV, TRACE_ALL_PARTS, &bytes);
    struct row row;
    for (const char *at = first_row(table); (at = read_row(at, &row)) != NULL;) {
        const bool hold = strcmp(row.kind, "hold") == 0, wait = strcmp(row.kind, "wait") == 0;
        holds += hold;
        waits += wait;
        if ((hold && !has_stretch(truth->holds, truth->hold_count, &row, made, from_ns)) ||
            (wait && !has_stretch(truth->waits, truth->wait_count, &row, made, from_ns)))
            fail_msg("seed %" PRIu64 ": no such %s: %s, %s, from %" PRIu64 " to %" PRIu64, seed, row.kind, row.task,
                     row.resource, row.begin_ns, row.end_ns);
    }
    if (holds != count_lasting(truth->holds, truth->hold_count) ||
        waits != count_lasting(truth->waits, truth->wait_count))
        fail_msg("seed %" PRIu64 ": %zu holds and %zu waits, not %zu and %zu", seed, holds, waits, truth->hold_count,
                 truth->wait_count);
    free(table);
}

// From who gives a lock back to who had waited for it: as many as waits were met.
static void check_flows(const struct scripted *made, uint64_t seed)
{
    const struct simulated_truth *truth = &made->truth;
    size_t bytes, met = 0;
    char *json = trace_of(&made->recording, TRACE_CHROME_JSON, TRACE_ALL_PARTS, &bytes);
    for (size_t w = 0; w < truth->wait_count; w++)
        for (size_t h = 0; h < truth->hold_count; h++)
            met += truth->waits[w].task == truth->holds[h].task &&
                   truth->waits[w].resource == truth->holds[h].resource &&
                   truth->waits[w].to_ns == truth->holds[h].from_ns;
    const size_t begun = count_of(json, "{\"ph\":\"s\""), ended = count_of(json, "{\"ph\":\"f\"");
    if (begun != met || ended != met)
        fail_msg("seed %" PRIu64 ": %zu flows begin and %zu end, not %zu", seed, begun, ended, met);
    assert_int_equal(count_of(json, "{\"ph\":\"B\""), count_of(json, "{\"ph\":\"E\""));
    free(json);
}

static void holds_and_waits_are_told_as_they_were(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 100; i++) {
        struct random random = { seed + i };
        struct script_plan plan = { .seed = seed + i, .switches = i % 2 };
        plan.tasks = (uint32_t)random_between(&random, 1, 9);
        plan.cores = (uint32_t)random_between(&random, 1, 4);
        const uint64_t count = random_one_in(&random, 10) ? RESOURCES_MAX : random_between(&random, 1, 6);
        for (uint64_t r = 0; r < count; r++) {
            plan.resources[r] =
                (struct resource){ .kind = random_one_in(&random, 3) ? RESOURCE_SPIN_LOCK : RESOURCE_LOCK,
                                   .capacity = 1 };
            plan.resources[r].sleeps = plan.resources[r].kind == RESOURCE_LOCK;
            snprintf(plan.resources[r].name, sizeof plan.resources[r].name, "lock %" PRIu64, r + 1);
        }
        struct scripted *made = script_random(&plan, 600);
        check_table(made, plan.seed);
        check_flows(made, plan.seed);
        scripted_free(made);
    }
}

// ---- slices that do not nest by themselves ------------------------------------------------------------------------------

// What is given back before what was taken later: that ends, too, and begins again in the same moment.
static void what_is_not_taken_last_is_given_back(void **state)
{
    (void)state;
    static const struct {
        uint8_t kind, of;
        uint32_t resource;
        bool continued, stays, gives;
    } want[] = {
        { TRACE_WORK, 0, TRACE_NONE, false, false, false }, { TRACE_HOLD, 0, 0, false, false, false },
        { TRACE_HOLD, 0, 1, false, false, false },          { TRACE_END, TRACE_HOLD, 1, false, true, false },
        { TRACE_END, TRACE_HOLD, 0, false, false, true },   { TRACE_HOLD, 0, 1, true, false, false },
        { TRACE_END, TRACE_HOLD, 1, false, false, true },
    };
    struct script_plan plan = { .tasks = 1,
                                .cores = 1,
                                .resources = { { .name = "a", .kind = RESOURCE_LOCK, .sleeps = 1 },
                                               { .name = "b", .kind = RESOURCE_LOCK, .sleeps = 1 } } };
    struct scripted *made = script_build(&plan, "1+a 1+b 1-a 1-b");
    struct trace_run run = { .recording = &made->recording, .parts = TRACE_ALL_PARTS };
    struct trace_slices slices = { 0 };
    struct trace_event event;
    assert_true(status_is_ok(states_build(&run.states, run.recording)));
    size_t at = 0;
    for (event = (struct trace_event){ 0 }; trace_slices_next(&slices, &run, 0, &event);
         event = (struct trace_event){ 0 }) {
        if (at == 0 && event.value == TRACE_STARTING)
            continue;
        if (at < sizeof want / sizeof *want && !(at == 0 && event.kind == TRACE_END)) {
            assert_int_equal(event.kind, want[at].kind);
            assert_int_equal(event.resource, want[at].resource);
            assert_int_equal(event.continued, want[at].continued);
            assert_int_equal(event.stays, want[at].stays);
            assert_int_equal(event.gives, want[at].gives);
            if (event.kind == TRACE_END)
                assert_int_equal(event.of, want[at].of);
            at++;
        }
    }
    assert_int_equal(at, sizeof want / sizeof *want);
    states_finish(&run.states);
    scripted_free(made);
}

// ---- the balance ------------------------------------------------------------------------------------------------------

static void check_balance(const struct built *built)
{
    char line[BUILT_LINE_BYTES];
    size_t bytes;
    int64_t balance = 0, lost = 0, marked = 0, over = 0;
    uint64_t last_ns = 0;
    char *table = trace_of(&built->recording, TRACE_CSV, TRACE_ALL_PARTS, &bytes);
    struct row row;
    for (const char *at = first_row(table); (at = read_row(at, &row)) != NULL; last_ns = row.begin_ns) {
        if (row.begin_ns < last_ns || row.end_ns < row.begin_ns)
            fail_msg("%s: a row from %" PRIu64 " after %" PRIu64, built_line(built, line), row.begin_ns, last_ns);
        if (strcmp(row.what, "balance") == 0)
            balance = row.value;
        if (strcmp(row.what, "lost updates") == 0)
            lost = row.value;
        if (strcmp(row.kind, "mark") == 0)
            *(strcmp(row.what, "lost") == 0 ? &marked : &over) += row.value;
        if (strcmp(row.kind, "mark") == 0 && (!*row.other || strcmp(row.task, row.other) == 0))
            fail_msg("%s: %s writes over %s", built_line(built, line), row.task, row.other);
    }
    const bool shared = built->experiment.memory == MEMORY_SHARED;
    if ((shared && balance != built->final) || (uint64_t)lost != built->lost || (uint64_t)marked != built->lost ||
        (uint64_t)over != built->lost)
        fail_msg("%s: ends at %" PRId64 " with %" PRId64 " lost, %" PRId64 " and %" PRId64 " in marks, not at %" PRId64
                 " with %" PRIu64,
                 built_line(built, line), balance, lost, marked, over, built->final, built->lost);
    free(table);
}

static void lost_updates_are_all_told(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 60; i++) {
        struct build plan = build_plan(seed + i, 1000);
        plan.truth = true;
        struct built *built = build_random(&plan);
        check_balance(built);
        built_free(built);
    }
}

// ---- parts, and recordings of no lab --------------------------------------------------------------------------------

static void parts_are_left_out(void **state)
{
    (void)state;
    struct build plan = build_plan(SEED, 1000);
    struct built *built = build_random(&plan);
    for (unsigned part = 0; part < TRACE_PARTS; part++) {
        size_t bytes;
        char *table = trace_of(&built->recording, TRACE_CSV, 1u << part, &bytes);
        struct row row;
        for (const char *at = first_row(table); (at = read_row(at, &row)) != NULL;)
            if (strcmp(row.kind, "task") != 0)
                assert_string_equal(row.kind, trace_part_rows[part].name);
        free(table);
    }
    built_free(built);
}

static void programs_of_no_lab_are_told(void **state)
{
    (void)state;
    static const uint32_t counts[] = { 1, 9, 300, TASKS_MAX };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (int format = 0; format < TRACE_FORMATS; format++) {
            struct foreign *foreign = foreign_new(counts[i]);
            size_t bytes;
            char *trace = trace_of(&foreign->recording, (enum trace_format)format, TRACE_ALL_PARTS, &bytes);
            assert_true(bytes > counts[i] * 10);
            if (format == TRACE_CSV)
                assert_int_equal(count_of(trace, ",task,process,") + count_of(trace, ",task,thread,"), counts[i]);
            free(trace);
            foreign_free(foreign);
        }
}

// ---- numbers of tasks -------------------------------------------------------------------------------------------------

// Whoever shares a number with another gets one of its own; a thread belongs to the process of whoever made it.
static void numbers_are_of_one_task_alone(void **state)
{
    (void)state;
    struct task tasks[] = {
        { .kind = TASK_PROCESS, .pid = 100, .tid = 100, .parent = TASK_NONE, .parent_pid = 7 },
        { .kind = TASK_THREAD, .pid = 100, .tid = 101, .parent = 0 },
        { .kind = TASK_PROCESS, .pid = 102, .tid = 102, .parent = 1 },
        { .kind = TASK_THREAD, .pid = 102, .tid = 101, .parent = 2 }, // its tid is the other thread's, used again
        { .kind = TASK_THREAD, .pid = 0, .tid = -5, .parent = TASK_NONE },
        { .kind = TASK_PROCESS, .pid = INT64_MAX, .tid = 0, .parent = TASK_NONE },
    };
    enum {
        COUNT = sizeof tasks / sizeof *tasks,
    };
    const struct recording recording = { .tasks = tasks, .task_count = COUNT };
    struct arena memory = ARENA_EMPTY;
    struct trace_ids ids;
    assert_true(trace_ids_make(&ids, &recording, &memory));
    static const uint32_t processes[COUNT] = { 0, 0, 1, 1, 2, 3 };
    for (uint32_t t = 0; t < COUNT; t++) {
        assert_int_equal(ids.process_of[t], processes[t]);
        for (uint32_t other = 0; other < t; other++)
            assert_int_not_equal(ids.thread_ids[t], ids.thread_ids[other]);
    }
    assert_int_equal(ids.processes[0].id, 100);
    assert_int_equal(ids.processes[0].parent_id, 7);
    assert_int_equal(ids.processes[1].parent_id, 100);
    assert_int_equal(ids.thread_ids[0], 100);
    assert_int_equal(ids.thread_ids[2], 102);
    assert_true(ids.thread_ids[1] > TRACE_REAL_IDS_MOST && ids.thread_ids[3] > TRACE_REAL_IDS_MOST);
    assert_true(ids.processes[2].id > TRACE_REAL_IDS_MOST && ids.processes[3].id > TRACE_REAL_IDS_MOST);
    assert_true(ids.next_made_up > ids.processes[3].id);
    arena_finish(&memory);
}

// ---- protocol buffers ---------------------------------------------------------------------------------------------------

static void fields_are_written_as_specified(void **state)
{
    (void)state;
    unsigned char bytes[64];
    struct proto proto;
    proto_init(&proto, bytes, sizeof bytes);
    proto_uint(&proto, 1, 150);
    proto_text(&proto, 2, "testing");
    const size_t inner = proto_begin(&proto, 3);
    proto_uint(&proto, 1, 150);
    proto_end(&proto, inner);
    proto_fixed64(&proto, 47, 1);
    proto_int(&proto, 5, -1);
    static const unsigned char want[] = { 0x08, 0x96, 0x01, 0x12, 0x07, 't',  'e',  's',  't',  'i',  'n',  'g', 0x1a,
                                          0x03, 0x08, 0x96, 0x01, 0xf9, 0x02, 0x01, 0,    0,    0,    0,    0,   0,
                                          0,    0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 };
    assert_false(proto.full);
    assert_int_equal(proto.length, sizeof want);
    assert_memory_equal(bytes, want, sizeof want);
}

// The length of a message inside takes one byte up to 127, and what it holds is moved to it.
static void lengths_take_the_bytes_they_need(void **state)
{
    (void)state;
    static unsigned char bytes[40000];
    static char text[20001];
    for (size_t length = 0; length < sizeof text - 1; length += length < 300 ? 1 : 997) {
        struct proto proto;
        memset(text, 'x', length);
        text[length] = '\0';
        proto_init(&proto, bytes, sizeof bytes);
        const size_t outer = proto_begin(&proto, 1);
        proto_text(&proto, 2, text);
        proto_end(&proto, outer);
        const size_t inside = 1 + (length < 128 ? 1u : length < 16384 ? 2u : 3u) + length;
        const size_t lengths = inside < 128 ? 1u : inside < 16384 ? 2u : 3u;
        assert_int_equal(proto.length, 1 + lengths + inside);
        assert_int_equal(bytes[1 + lengths], 0x12);
    }
}

static void what_has_no_room_is_left_out(void **state)
{
    (void)state;
    unsigned char bytes[48] = { 0 };
    for (size_t room = 0; room < 40; room++) {
        struct proto proto;
        proto_init(&proto, bytes, room);
        const size_t outer = proto_begin(&proto, 1);
        proto_text(&proto, 2, "as long as it is, it has no room in so few bytes");
        proto_end(&proto, outer);
        assert_true(proto.full);
        assert_int_equal(bytes[room], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_and_waits_are_told_as_they_were),
        cmocka_unit_test(what_is_not_taken_last_is_given_back),
        cmocka_unit_test(lost_updates_are_all_told),
        cmocka_unit_test(parts_are_left_out),
        cmocka_unit_test(programs_of_no_lab_are_told),
        cmocka_unit_test(numbers_are_of_one_task_alone),
        cmocka_unit_test(fields_are_written_as_specified),
        cmocka_unit_test(lengths_take_the_bytes_they_need),
        cmocka_unit_test(what_has_no_room_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
