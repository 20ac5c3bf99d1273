// The parts of a report that a recording of a tree of tasks has: who made, joined and reaped whom, what was waited for, what was
// printed.
#include "report/parts.h"

#include "analysis/lock_totals.h"
#include "base/said.h"
#include "base/text.h"
#include "base/utf8.h"
#include "recording/resource_said.h"

#include <inttypes.h>
#include <string.h>

enum {
    PRINTS_SHOWN = 40, // of a long console the last ones are left out
};

static const char *const resource_kinds[RESOURCE_KINDS] = {
    [RESOURCE_NONE] = SAID("none"),           [RESOURCE_LOCK] = SAID("lock"),
    [RESOURCE_SPIN_LOCK] = SAID("spin lock"), [RESOURCE_GIL] = SAID("gil"),
    [RESOURCE_CONDITION] = SAID("condition"), [RESOURCE_SEMAPHORE] = SAID("semaphore"),
    [RESOURCE_QUEUE] = SAID("queue"),         [RESOURCE_PIPE] = SAID("pipe"),
    [RESOURCE_POOL] = SAID("pool"),           [RESOURCE_TASK] = SAID("ends of tasks"),
    [RESOURCE_CLOCK] = SAID("clock"),         [RESOURCE_RW_LOCK] = SAID("read-write lock"),
    [RESOURCE_BARRIER] = SAID("barrier"),     [RESOURCE_CALL] = SAID("system call"),
};

// ---- how tasks ended ------------------------------------------------------------------------------------------------

static const char *const ends[TASK_ENDS] = {
    [TASK_DONE] = SAID("done"),
    [TASK_STOPPED] = SAID("stopped"),
    [TASK_EXITED] = SAID("exited"),
    [TASK_SIGNALED] = SAID("killed"),
};

// By whom a process was reaped, a thread joined; NULL: nobody knows.
static const char *reaper_of(const struct recording *recording, const struct task *task)
{
    if (task->reaper)
        return recording->tasks[task->reaper - 1].name;
    // Of a command the supervisor reaps the first alone.
    return recording->command && task != recording->tasks ? NULL : said("supervisor");
}

// ---- text -----------------------------------------------------------------------------------------------------------

void report_tasks_text(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct task *task = &recording->tasks[t];
        paper_label(&report->paper, task->name);
        fprintf(report->paper.out, task->kind == TASK_PROCESS ? said("process %" PRId64) : said("thread of %" PRId64),
                task->pid);
        if (task->parent != TASK_NONE)
            fprintf(report->paper.out, said(", made by %s"), recording->tasks[task->parent].name);
        fprintf(report->paper.out, "%s%s", said(", "), said(ends[task->end]));
        if (task->end >= TASK_EXITED)
            fprintf(report->paper.out,
                    task->end == TASK_SIGNALED ? said(" by signal %" PRId32) : said(" with %" PRId32), task->end_code);
        const char *reaper = task->kind == TASK_PROCESS ? reaper_of(recording, task) : NULL;
        if (reaper && task->reaper)
            fprintf(report->paper.out, said(", reaped by %s"), reaper);
        else if (reaper)
            fputs(said(", reaped by supervisor"), report->paper.out);
        fputc('\n', report->paper.out);
    }
}

// A print's bytes as plain text, a line each: control characters and what is no UTF-8 become a dot.
static void write_print(const struct run_report *report, const struct printed *printed, const char *bytes)
{
    char clock[CLOCK_TEXT_BYTES];
    fprintf(report->paper.out, "  %11s  %-4s ", recording_clock_text(clock, report->recording, printed->ns),
            report->recording->tasks[printed->task].name);
    char plain[2] = { 0 };
    for (uint32_t i = 0; i < printed->bytes; i++) {
        plain[0] = bytes[i];
        const bool is_plain = (unsigned char)bytes[i] < 0x80 && utf8_is_plain_text(plain);
        fputc(is_plain ? bytes[i] : '.', report->paper.out);
    }
    fputc('\n', report->paper.out);
}

void report_console_text(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const char *bytes = recording->console_text;
    char more[TEXT_NUMBER_BYTES];
    for (size_t i = 0; i < recording->console_count && i < PRINTS_SHOWN; i++) {
        if (i == 0)
            fprintf(report->paper.out, "\n  %s\n", said("printed"));
        write_print(report, &recording->console[i], bytes);
        bytes += recording->console[i].bytes;
    }
    if (recording->console_count > PRINTS_SHOWN)
        fprintf(report->paper.out, said("  and %s\n"),
                text_counted(more, recording->console_count - PRINTS_SHOWN, "more line"));
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

static void write_task_json(struct json *json, const struct run_report *report, uint32_t t)
{
    const struct recording *recording = report->recording;
    const struct task *task = &recording->tasks[t];
    json_object_begin(json);
    report_task_json(json, report, t);
    json_key_string(json, "parent", task->parent == TASK_NONE ? NULL : recording->tasks[task->parent].name);
    json_key_string(json, "kind", task->kind == TASK_PROCESS ? said("process") : said("thread"));
    json_key_string(json, "ended", said(ends[task->end]));
    json_key_int(json, "end_code", task->end_code);
    json_key_string(json, "reaped_by", task->kind == TASK_PROCESS ? reaper_of(recording, task) : NULL);
    json_key_int(json, "parent_pid", task->parent_pid);
    json_key_uint(json, "notes", task->notes);
    json_key_uint(json, "notes_dropped", task->notes_dropped);
    report_task_states_json(json, report, t);
    json_object_end(json);
}

static void write_resource_json(struct json *json, const struct run_report *report, uint32_t number)
{
    const struct resource *resource = &report->recording->resources[number];
    const struct lock_totals totals = lock_totals_of(report->recording, number);
    char name[RESOURCE_SAID_BYTES];
    json_object_begin(json);
    json_key_string(json, "name", resource_said(name, report->recording, number));
    json_key_string(json, "kind", said(resource_kinds[resource->kind]));
    json_key_uint_if(json, "capacity", resource->capacity > 0, resource->capacity);
    json_key_uint(json, "acquisitions", totals.acquisitions);
    json_key_uint(json, "contended", totals.contended);
    json_key_uint(json, "wait_ns", recording_span_ns(report->recording, totals.wait_ticks));
    json_object_end(json);
}

void report_tasks_json(struct json *json, const struct run_report *report)
{
    json_key(json, "tasks");
    json_array_begin(json);
    for (uint32_t t = 0; t < report->recording->task_count; t++)
        write_task_json(json, report, t);
    json_array_end(json);
}

void report_resources_json(struct json *json, const struct run_report *report)
{
    json_key(json, "resources");
    json_array_begin(json);
    for (uint32_t r = 0; r < report->recording->resource_count; r++)
        write_resource_json(json, report, r);
    json_array_end(json);
}

void report_console_json(struct json *json, const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const char *bytes = recording->console_text;
    json_key(json, "console");
    json_array_begin(json);
    for (size_t i = 0; i < recording->console_count; i++) {
        const struct printed *printed = &recording->console[i];
        char text[256];
        const size_t length = printed->bytes < sizeof text - 1 ? printed->bytes : sizeof text - 1;
        memcpy(text, bytes, length);
        text[length] = '\0';
        bytes += printed->bytes;
        json_object_begin(json);
        json_key_uint(json, "ns", printed->ns > report->states->from_ns ? printed->ns - report->states->from_ns : 0);
        json_key_string(json, "task", recording->tasks[printed->task].name);
        json_key_string(json, "text", text);
        json_object_end(json);
    }
    json_array_end(json);
}
