// Chrome's Trace Event Format, as Perfetto's UI, Speedscope and Tracy's importer read it.
//
// Slices are pairs of B and E, not X: their times are rounded in the same way by all readers (one takes microseconds as a
// double and cuts it off), so that slices that meet still meet. An E has its B's name and category and no arguments: at
// equal times Speedscope then sees an end before a beginning. Every event has a ts, metadata, too. States are T, which
// Perfetto alone reads. A counter's argument has the counter's own name: Tracy knows it by that.
#include "report/traces/trace_names.h"
#include "report/traces/trace_rows.h"

#include "base/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct chrome {
    FILE *out;
    const struct trace_run *run;
    struct trace_row *rows;
    bool any; // an event has been written
    char name[TRACE_NAME_BYTES], text[TRACE_TEXT_BYTES];
    struct arena memory;
};

// ---- pieces ---------------------------------------------------------------------------------------------------------

static void put_number(FILE *out, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        digits[--at] = '-';
    fwrite(digits + at, 1, sizeof digits - at, out);
}

// Microseconds, with the nanoseconds as their fraction.
static void put_time(FILE *out, uint64_t ns)
{
    const unsigned fraction = (unsigned)(ns % 1000);
    const char digits[] = { '.', (char)('0' + fraction / 100), (char)('0' + fraction / 10 % 10),
                            (char)('0' + fraction % 10) };
    put_number(out, (int64_t)(ns / 1000));
    fwrite(digits, 1, sizeof digits, out);
}

// Begins an event of a thread; the caller adds to it and closes it.
static void open_event(struct chrome *chrome, char phase, int64_t process, int64_t thread, uint64_t since_ns)
{
    FILE *out = chrome->out;
    fputs(chrome->any ? ",\n{\"ph\":\"" : "\n{\"ph\":\"", out);
    fputc(phase, out);
    fputs("\",\"pid\":", out);
    put_number(out, process);
    fputs(",\"tid\":", out);
    put_number(out, thread);
    fputs(",\"ts\":", out);
    put_time(out, since_ns);
    chrome->any = true;
}

static void open_of_task(struct chrome *chrome, char phase, uint32_t task, uint64_t ns)
{
    const struct trace_ids *ids = &chrome->run->ids;
    open_event(chrome, phase, ids->processes[ids->process_of[task]].id, ids->thread_ids[task],
               trace_since(chrome->run, ns));
}

static void put_text(FILE *out, const char *key, const char *text)
{
    fputs(key, out);
    json_write_string(out, text);
}

static void put_args(FILE *out, const struct trace_arg *args, int count)
{
    for (int i = 0; i < count; i++) {
        fputs(i ? "," : ",\"args\":{", out);
        json_write_string(out, args[i].key);
        fputc(':', out);
        if (args[i].text)
            json_write_string(out, args[i].text);
        else
            put_number(out, args[i].number);
    }
    if (count > 0)
        fputc('}', out);
}

static void close_event(struct chrome *chrome) { fputc('}', chrome->out); }

// ---- who is who -------------------------------------------------------------------------------------------------------

// The rows of locks are the threads of a process of their own.
static int64_t rows_id(const struct chrome *chrome) { return chrome->run->ids.next_made_up; }
static int64_t row_id(const struct chrome *chrome, uint32_t resource) { return rows_id(chrome) + 1 + resource; }

static void put_metadata(struct chrome *chrome, int64_t process, int64_t thread, const char *what, const char *name,
                         int64_t place)
{
    const struct trace_arg arg = name ? (struct trace_arg){ .key = "name", .text = name }
                                      : (struct trace_arg){ .key = "sort_index", .number = place };
    open_event(chrome, 'M', process, thread, 0);
    put_text(chrome->out, ",\"name\":", what);
    put_args(chrome->out, &arg, 1);
    close_event(chrome);
}

static void name_row(struct chrome *chrome, int64_t process, int64_t thread, const char *name, int64_t place)
{
    put_metadata(chrome, process, thread, "thread_name", name, 0);
    put_metadata(chrome, process, thread, "thread_sort_index", NULL, place);
}

static void name_all(struct chrome *chrome)
{
    const struct trace_run *run = chrome->run;
    for (uint32_t p = 0; p < run->ids.process_count; p++) {
        const struct trace_process *process = &run->ids.processes[p];
        const int64_t thread = run->ids.thread_ids[process->first];
        put_metadata(chrome, process->id, thread, "process_name", trace_process_name(run, p), 0);
        put_metadata(chrome, process->id, thread, "process_sort_index", NULL, p);
    }
    for (uint32_t t = 0; t < run->recording->task_count; t++)
        name_row(chrome, run->ids.processes[run->ids.process_of[t]].id, run->ids.thread_ids[t],
                 run->recording->tasks[t].name, t);
    if (trace_has_rows(run)) {
        put_metadata(chrome, rows_id(chrome), rows_id(chrome), "process_name", "locks", 0);
        put_metadata(chrome, rows_id(chrome), rows_id(chrome), "process_sort_index", NULL, run->ids.process_count);
    }
    for (uint32_t r = 0; r < run->recording->resource_count; r++)
        if (trace_has_row(run, r))
            name_row(chrome, rows_id(chrome), row_id(chrome, r), run->recording->resources[r].name, r);
}

// ---- events -----------------------------------------------------------------------------------------------------------

static void put_name(struct chrome *chrome, const struct trace_event *event)
{
    put_text(chrome->out, ",\"cat\":", trace_category(event));
    put_text(chrome->out, ",\"name\":", trace_name(chrome->run, event, chrome->name));
}

// Both ends of a flow have one name and number.
static void put_flow(struct chrome *chrome, const struct trace_event *event, char phase, uint64_t number)
{
    if (number == 0)
        return;
    open_of_task(chrome, phase, event->task, event->ns);
    fputs(",\"cat\":\"flow\",\"name\":\"leads to\",\"id\":", chrome->out);
    put_number(chrome->out, (int64_t)number);
    if (phase == 'f')
        fputs(",\"bp\":\"e\"", chrome->out);
    close_event(chrome);
}

static void put_row(struct chrome *chrome, const struct trace_event *event, char phase, const char *name)
{
    open_event(chrome, phase, rows_id(chrome), row_id(chrome, event->resource), trace_since(chrome->run, event->ns));
    put_text(chrome->out, ",\"cat\":\"lock\",\"name\":", name);
    close_event(chrome);
}

static void put_rows(struct chrome *chrome, const struct trace_event *event)
{
    if (event->kind != TRACE_HOLD && event->kind != TRACE_END)
        return;
    const uint32_t before = event->resource == TRACE_NONE ? 0 : chrome->rows[event->resource].task;
    const struct trace_row_change change = trace_rows_see(chrome->rows, event);
    if (change.ends)
        put_row(chrome, event, 'E', trace_task_name(chrome->run, before));
    if (change.begins)
        put_row(chrome, event, 'B', trace_task_name(chrome->run, event->task));
}

static void put_visible_slice(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_arg args[TRACE_ARGS_MAX];
    put_flow(chrome, event, 's', event->flow_out);
    open_of_task(chrome, event->kind == TRACE_END ? 'E' : 'B', event->task, event->ns);
    put_name(chrome, event);
    if (event->kind != TRACE_END)
        put_args(chrome->out, args, trace_args(chrome->run, event, args));
    close_event(chrome);
    put_flow(chrome, event, 'f', event->flow_in);
}

static void put_slice(struct chrome *chrome, const struct trace_event *event)
{
    if (!event->hidden)
        put_visible_slice(chrome, event);
    put_rows(chrome, event);
}

static void put_instant(struct chrome *chrome, const struct trace_event *event)
{
    struct trace_arg args[TRACE_ARGS_MAX];
    int count = trace_args(chrome->run, event, args);
    if (event->kind == TRACE_PRINT)
        args[count++] =
            (struct trace_arg){ .key = "text", .text = trace_printed(event, false, chrome->text, sizeof chrome->text) };
    open_of_task(chrome, 'i', event->task, event->ns);
    fputs(",\"s\":\"t\"", chrome->out);
    put_name(chrome, event);
    put_args(chrome->out, args, count);
    close_event(chrome);
    put_flow(chrome, event, 's', event->flow_out);
    put_flow(chrome, event, 'f', event->flow_in);
}

// Without the kernel's records most of it is not known.
static void put_state(struct chrome *chrome, const struct trace_event *event)
{
    static const char *const names[TRACE_STATES + 1] = {
        [STATE_NEW] = "Created", [STATE_READY] = "R", [STATE_RUNNING] = "Running",
        [STATE_BLOCKED] = "S",   [STATE_DEAD] = "X",  [TRACE_STATE_ZOMBIE] = "Z",
    };
    const char *name = names[event->value], *resource = trace_resource_name(chrome->run, event->resource);
    if (!chrome->run->states.from_kernel || !name)
        return;
    struct trace_arg arg = { 0 };
    if (event->cpu >= 0)
        arg = (struct trace_arg){ .key = "cpu", .number = event->cpu };
    else if (resource)
        arg = (struct trace_arg){ .key = "blocked_function", .text = resource };
    open_of_task(chrome, 'T', event->task, event->ns);
    fputs(",\"dur\":", chrome->out);
    put_time(chrome->out, event->end_ns - event->ns);
    put_text(chrome->out, ",\"cat\":\"thread_state\",\"name\":", name);
    put_args(chrome->out, &arg, arg.key != NULL);
    close_event(chrome);
}

static void put_counter(struct chrome *chrome, const struct trace_event *event)
{
    const struct trace_arg arg = { .key = trace_name(chrome->run, event, chrome->name), .number = event->value };
    open_of_task(chrome, 'C', 0, event->ns);
    put_text(chrome->out, ",\"name\":", trace_category(event));
    put_args(chrome->out, &arg, 1);
    close_event(chrome);
}

static void (*const puts_of[TRACE_KINDS])(struct chrome *chrome, const struct trace_event *event) = {
    [TRACE_STATE] = put_state,   [TRACE_WORK] = put_slice,      [TRACE_WAIT] = put_slice,   [TRACE_HOLD] = put_slice,
    [TRACE_END] = put_slice,     [TRACE_NOTE] = put_instant,    [TRACE_STEP] = put_instant, [TRACE_PRINT] = put_instant,
    [TRACE_LEVEL] = put_counter, [TRACE_COUNTER] = put_counter, [TRACE_MARK] = put_instant,
};

// ---- all together -----------------------------------------------------------------------------------------------------

static bool begin(void **sink, FILE *out, const struct trace_run *run)
{
    struct chrome *chrome = calloc(1, sizeof *chrome);
    *sink = chrome;
    if (!chrome)
        return false;
    chrome->out = out;
    chrome->run = run;
    chrome->rows = trace_rows_make(run, &chrome->memory);
    if (!chrome->rows)
        return false;
    fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", out);
    name_all(chrome);
    return true;
}

static void take(void *sink, const struct trace_event *event)
{
    if (puts_of[event->kind])
        puts_of[event->kind](sink, event);
}

static void end(void *sink)
{
    struct chrome *chrome = sink;
    const struct run_facts *facts = chrome->run->recording->facts;
    fputs("\n],\"otherData\":{\"program\":\"raceledger\",\"recording\":", chrome->out);
    json_write_string(chrome->out, chrome->run->lab ? chrome->run->lab->title : "program");
    fprintf(chrome->out, ",\"ts_0_monotonic_ns\":\"%" PRIu64 "\",\"began_unix_ns\":\"%" PRIu64 "\"}}\n",
            chrome->run->states.from_ns, facts->began_unix_ns);
}

static void release(void *sink)
{
    struct chrome *chrome = sink;
    if (chrome)
        arena_finish(&chrome->memory);
    free(chrome);
}

const struct trace_sink trace_chrome_json = { .begin = begin, .take = take, .end = end, .release = release };
