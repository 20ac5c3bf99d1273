// See open_v1.h, and v1.h for the form itself.
//
// What is small is read as it was written and copied over, field by field; from there on the checks are those of
// today. Only what today's form does not have any more is checked here: reserved bytes, and that a switch record names
// its worker's thread. What is a lab's own (settings, figures) its lab copies.
#include "recording/open_v1.h"

#include "base/fault.h"
#include "lab/lab.h"
#include "recording/v1.h"

#include <string.h>

struct v1 {
    struct v1_small small;
    const unsigned char *image;
    struct switch_record *switches; // the recording's
    struct section sections[3 + 3 * V1_WORKERS_MAX + 1];
};

static bool all_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i])
            return false;
    return true;
}

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

// ---- what is small --------------------------------------------------------------------------------------------------

struct reader {
    struct recording *recording;
    struct opened *opened;
    struct v1 *v1;
    const struct lab *lab;
    const struct note **notes;
    const void **own;
    uint32_t place; // of the next section
    uint64_t at;    // where it must begin
};

static struct status read_small(struct reader *reader, enum v1_section_kind kind, const char *name, void *to,
                                size_t bytes)
{
    const struct section section = { .kind = kind, .bytes = bytes, .element_bytes = 1, .small = true, .name = name };
    const void *data = NULL;
    struct status status = opened_read_small(reader->opened, reader->place, &section, &reader->at, &data);
    if (!status_is_ok(status))
        return status;
    memcpy(to, data, bytes);
    reader->v1->sections[reader->place++] = section;
    return status;
}

static struct status read_all_small(struct reader *reader)
{
    struct v1_small *small = &reader->v1->small;
    struct status status = read_small(reader, V1_SECTION_PLAN, "experiment", &small->plan, sizeof small->plan);
    if (!status_is_ok(status))
        return status;
    if (small->plan.count < 1 || small->plan.count > V1_WORKERS_MAX)
        return bad("experiment: count is out of range");
    if (!all_zero(small->plan.reserved, sizeof small->plan.reserved))
        return bad("experiment: reserved bytes are in use");
    status = read_small(reader, V1_SECTION_FACTS, "facts of the run", &small->facts, sizeof small->facts);
    if (!status_is_ok(status))
        return status;
    if (!all_zero(small->facts.reserved, sizeof small->facts.reserved))
        return bad("facts of the run: reserved bytes are in use");
    status = read_small(reader, V1_SECTION_WORKERS, "facts of the workers", small->workers,
                        small->plan.count * sizeof *small->workers);
    for (uint32_t w = 0; status_is_ok(status) && w < small->plan.count; w++)
        if (!all_zero(small->workers[w].reserved, sizeof small->workers[w].reserved))
            return bad("facts of the workers: reserved bytes are in use");
    return status;
}

static void *room(struct reader *reader, size_t count, size_t bytes)
{
    return arena_get_array(&reader->opened->memory, count, bytes);
}

// ---- into today's form ----------------------------------------------------------------------------------------------

static void fill_facts(struct run_facts *facts, const struct v1_facts *v1)
{
    *facts = (struct run_facts){
        .ended = v1->ended,
        .states_source = v1->states_source,
        .began_unix_ns = v1->began_unix_ns,
        .began_ns = v1->began_ns,
        .released_ns = v1->released_ns,
        .ended_ns = v1->ended_ns,
        .tick0 = v1->tick0,
        .tick0_ns = v1->tick0_ns,
        .tick1 = v1->tick1,
        .tick1_ns = v1->tick1_ns,
        .lost_switch_records = v1->lost_switch_records,
        .supervisor_pid = v1->supervisor_pid,
        .called_ns = v1->called_ns,
        .throttled_ns = v1->throttled_ns,
        .stolen_ns = v1->stolen_ns,
        .machine_cpus = v1->machine_cpus,
        .taken = v1->taken,
        .unpinned = v1->unpinned,
    };
    memcpy(facts->states_reason, v1->states_reason, sizeof facts->states_reason);
}

static void fill_task(struct task *task, const struct v1_worker *v1, uint32_t index, bool process)
{
    *task = (struct task){
        .pid = v1->pid,
        .tid = v1->tid,
        .parent_pid = v1->parent_pid,
        .parent = TASK_NONE,
        .kind = process ? TASK_PROCESS : TASK_THREAD,
        .end = v1->end,
        .end_code = v1->end_code,
        .first_cpu = v1->first_cpu,
        .created_ns = v1->created_ns,
        .started_ns = v1->started_ns,
        .entered_ns = v1->entered_ns,
        .released_ns = v1->released_ns,
        .finished_ns = v1->finished_ns,
        .joined_ns = v1->joined_ns,
        .cpu_ns = v1->cpu_ns,
        .run_cpu_ns = v1->run_cpu_ns,
        .notes = v1->notes,
        .notes_dropped = v1->notes_dropped,
    };
    task_set_name(task, index);
}

static void fill_use(struct use *use, const struct v1_worker *v1, uint32_t lock, bool gil)
{
    *use = (struct use){
        .acquisitions = v1->acquisitions[lock],
        .contended = v1->contended[lock],
        .wait_ticks = v1->wait_ticks[lock],
        .hold_ticks = v1->hold_ticks[lock],
        .switches = gil ? v1->gil_switches : 0,
        .requests = gil ? v1->gil_requests : 0,
        .timeouts = gil ? v1->gil_timeouts : 0,
    };
}

// Settings first: what resources there are follows from them.
static struct status convert_plan(struct reader *reader)
{
    struct recording *recording = reader->recording;
    struct plan *plan = room(reader, 1, sizeof *plan);
    struct resource *resources = room(reader, RESOURCES_MAX, sizeof *resources);
    if (!plan || !resources)
        return opened_no_memory();
    reader->lab->plan_from_v1(&reader->v1->small, plan);
    recording->plan = plan;
    struct status status = recording_check_plan(plan);
    if (!status_is_ok(status))
        return status;
    recording->resources = resources;
    recording->resource_count = reader->lab->resources(plan, resources);
    recording->task_count = reader->v1->small.plan.count;
    return status;
}

static struct status convert_general(struct reader *reader)
{
    const struct v1_small *small = &reader->v1->small;
    struct recording *recording = reader->recording;
    const uint32_t tasks = recording->task_count, resources = recording->resource_count;
    struct run_facts *facts = room(reader, 1, sizeof *facts);
    struct task *task = room(reader, tasks, sizeof *task);
    struct use *uses = room(reader, (size_t)tasks * resources, sizeof *uses);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    reader->notes = room(reader, tasks, sizeof *reader->notes);
    if (!facts || !task || !uses || !reader->notes)
        return opened_no_memory();
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    fill_facts(facts, &small->facts);
    for (uint32_t w = 0; w < tasks; w++) {
        fill_task(&task[w], &small->workers[w], w, small->plan.processes != 0);
        for (uint32_t lock = 0; lock < resources && lock < V1_LOCKS; lock++)
            fill_use(&uses[w * resources + lock], &small->workers[w], lock, (int)lock == gil);
    }
    recording->facts = facts;
    recording->tasks = task;
    recording->uses = uses;
    recording->notes = reader->notes;
    return recording_check_general(recording);
}

static struct status convert_own(struct reader *reader)
{
    struct recording *recording = reader->recording;
    struct lab_section section;
    reader->own = room(reader, reader->lab->small_sections + 2 * V1_WORKERS_MAX, sizeof *reader->own);
    if (!reader->own)
        return opened_no_memory();
    recording->own = reader->own;
    for (uint32_t i = 0; i < reader->lab->small_sections; i++) {
        reader->lab->section(recording, i, &section);
        void *data = room(reader, 1, (size_t)section.bytes);
        if (!data)
            return opened_no_memory();
        reader->lab->section_from_v1(&reader->v1->small, i, data);
        reader->own[i] = data;
    }
    return reader->lab->check_recording(recording);
}

// ---- what is large --------------------------------------------------------------------------------------------------

// The next section is this one of today's, under version 1's number.
static struct status point(struct reader *reader, const struct section *section, enum v1_section_kind kind)
{
    struct section written = *section;
    const void *data = reader->opened->image + reader->at;
    written.kind = kind;
    struct status status = opened_expect(reader->opened, reader->place, &written, &reader->at);
    if (!status_is_ok(status))
        return status;
    if (section->kind != SECTION_SWITCHES)
        format_point(reader->recording, reader->notes, reader->own, section, data);
    reader->v1->sections[reader->place++] = *section;
    return status;
}

static struct status point_notes(struct reader *reader)
{
    struct status status = status_ok();
    for (uint32_t w = 0; status_is_ok(status) && w < reader->recording->task_count; w++) {
        struct section section;
        format_section(reader->recording, SECTION_NOTES - SECTION_COUNTS + w, &section);
        status = point(reader, &section, V1_SECTION_NOTES);
    }
    return status;
}

// Journals, then times: the lab's own sections in their order.
static struct status point_own(struct reader *reader)
{
    const uint32_t tasks = reader->recording->task_count;
    const uint32_t first = SECTION_NOTES - SECTION_COUNTS + tasks + SECTION_COMMAND - SECTION_SWITCHES;
    struct section section;
    struct status status = status_ok();
    for (uint32_t i = 0; status_is_ok(status) && i < 2 * tasks; i++) {
        if (!format_section(reader->recording, first + reader->lab->small_sections + i, &section))
            break;
        status = point(reader, &section, i < tasks ? V1_SECTION_JOURNAL : V1_SECTION_TIMES);
    }
    return status;
}

static struct status point_switches(struct reader *reader)
{
    struct opened *opened = reader->opened;
    const uint32_t sections = opened->table->header.section_count;
    const uint64_t bytes = reader->place < sections ? opened->table->sections[reader->place].bytes : 0;
    if (bytes % sizeof(struct v1_switch) != 0 || bytes > opened->image_bytes)
        return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_SWITCH_BYTES, part_number(bytes)));
    reader->recording->switch_count = (size_t)(bytes / sizeof(struct v1_switch));
    struct section section;
    format_section(reader->recording, SECTION_NOTES - SECTION_COUNTS + reader->recording->task_count, &section);
    struct status status = point(reader, &section, V1_SECTION_SWITCHES);
    if (!status_is_ok(status))
        return status;
    struct switch_record *switches = room(reader, reader->recording->switch_count, sizeof *switches);
    reader->v1->switches = switches;
    reader->recording->switches = switches;
    return switches ? status : opened_no_memory();
}

struct status v1_read(struct recording *recording, struct opened *opened)
{
    struct reader reader = { .recording = recording,
                             .opened = opened,
                             .lab = lab_of(V1_LAB),
                             .at = format_table_bytes(opened->table->header.section_count) };
    reader.v1 = room(&reader, 1, sizeof *reader.v1);
    if (!reader.v1)
        return opened_no_memory();
    struct status (*const steps[])(struct reader *) = {
        read_all_small, convert_plan, convert_general, convert_own, point_own, point_notes, point_switches,
    };
    struct status status = status_ok();
    for (size_t i = 0; status_is_ok(status) && i < sizeof steps / sizeof *steps; i++)
        status = steps[i](&reader);
    if (status_is_ok(status))
        status = opened_expect_end(opened, reader.place, reader.at);
    reader.v1->image = opened->image;
    opened->v1 = reader.v1;
    return status;
}

// ---- verification ---------------------------------------------------------------------------------------------------

void v1_section(const struct v1 *v1, uint32_t place, struct section *section) { *section = v1->sections[place]; }

static bool convert_switch(const struct v1_small *small, const struct v1_switch *written, struct switch_record *record)
{
    const bool lost = written->kind == SWITCH_LOST;
    *record = (struct switch_record){ .ns = written->ns,
                                      .cpu = lost ? (uint32_t)written->tid : written->cpu,
                                      .task = lost ? SWITCH_NOBODY : written->worker,
                                      .kind = written->kind };
    if (lost)
        return written->worker == V1_NOBODY && written->tid > 0;
    return written->worker < small->plan.count && written->tid == small->workers[written->worker].tid;
}

struct status v1_convert(const struct v1 *v1, const struct section *section, uint64_t offset, size_t from, size_t to)
{
    if (section->kind != SECTION_SWITCHES || section->small)
        return status_ok();
    const struct v1_switch *written = (const void *)(v1->image + offset);
    for (size_t i = from; i < to; i++)
        if (!convert_switch(&v1->small, &written[i], &v1->switches[i]))
            return status_with(STATUS_BAD_FILE, FAULT_SWITCH_OF_NOBODY, part_number(i));
    return status_ok();
}
