// One table (RFC 4180), a row for what lasts or happens, in the order in which it begins. What has no sense in a row is empty.
#include "report/traces/trace_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct csv {
    FILE *out;
    const struct trace_run *run;
    char name[TRACE_NAME_BYTES], text[TRACE_TEXT_BYTES];
};

// ---- fields -----------------------------------------------------------------------------------------------------------

// In quotes where it needs them.
static void put_text(FILE *out, const char *text)
{
    fputc(',', out);
    if (!text)
        return;
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_number(FILE *out, bool known, int64_t value)
{
    if (known)
        fprintf(out, ",%" PRId64, value);
    else
        fputc(',', out);
}

// ---- rows -------------------------------------------------------------------------------------------------------------

// Who made a task, what is waited for, who has it.
static const char *other_of(const struct csv *csv, const struct trace_event *event)
{
    return trace_task_name(csv->run, event->other);
}

static const char *what_of(struct csv *csv, const struct trace_event *event)
{
    switch ((enum trace_kind)event->kind) {
    case TRACE_TASK:
        return csv->run->recording->tasks[event->task].kind == TASK_PROCESS ? "process" : "thread";
    case TRACE_COUNTER:
        return csv->run->adds->counter_name(csv->run->lab_trace, event->number, csv->name);
    default:
        return trace_word(event);
    }
}

static const char *text_of(struct csv *csv, const struct trace_event *event)
{
    if (event->kind == TRACE_PRINT)
        return trace_printed(event, false, csv->text, sizeof csv->text);
    if (event->kind == TRACE_STEP)
        return event->text;
    if (event->about)
        return "about";
    return trace_detail(event);
}

static void put_task(const struct csv *csv, const struct trace_event *event)
{
    const bool has = event->task != TRACE_NONE;
    const struct trace_ids *ids = &csv->run->ids;
    put_text(csv->out, trace_task_name(csv->run, event->task));
    put_number(csv->out, has, has ? ids->processes[ids->process_of[event->task]].id : 0);
    put_number(csv->out, has, has ? ids->thread_ids[event->task] : 0);
}

static void take(void *sink, const struct trace_event *event)
{
    struct csv *csv = sink;
    if (event->kind == TRACE_END || event->continued)
        return;
    int64_t number = 0;
    const bool numbered = trace_number(event, &number);
    fprintf(csv->out, "%" PRIu64 ",%" PRIu64, trace_since(csv->run, event->ns), trace_since(csv->run, event->end_ns));
    put_text(csv->out, trace_category(event));
    put_text(csv->out, what_of(csv, event));
    put_task(csv, event);
    put_text(csv->out, trace_resource_name(csv->run, event->resource));
    put_text(csv->out, other_of(csv, event));
    put_number(csv->out, event->cpu >= 0, event->cpu);
    put_number(csv->out, numbered, number);
    put_text(csv->out, text_of(csv, event));
    fputs("\r\n", csv->out);
}

// ---- all together -----------------------------------------------------------------------------------------------------

static bool begin(void **sink, FILE *out, const struct trace_run *run)
{
    struct csv *csv = calloc(1, sizeof *csv);
    *sink = csv;
    if (!csv)
        return false;
    csv->out = out;
    csv->run = run;
    fputs("begin_ns,end_ns,kind,what,task,pid,tid,resource,other,cpu,value,text\r\n", out);
    return true;
}

const struct trace_sink trace_csv = { .begin = begin, .take = take, .release = free };
