// What is said of a lab's run goes by what its row can tell.
#include "report/lab_report.h"

#include "analysis/lock_totals.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lab/lab.h"
#include "lab/settings.h"

#include <inttypes.h>
#include <string.h>

enum {
    PRINTS_SHOWN = 40, // of a long console the last ones are left out
};

static const char *const resource_kinds[RESOURCE_KINDS] = {
    [RESOURCE_NONE] = "none",           [RESOURCE_LOCK] = "lock",
    [RESOURCE_SPIN_LOCK] = "spin lock", [RESOURCE_GIL] = "gil",
    [RESOURCE_CONDITION] = "condition", [RESOURCE_SEMAPHORE] = "semaphore",
    [RESOURCE_QUEUE] = "queue",         [RESOURCE_PIPE] = "pipe",
    [RESOURCE_POOL] = "pool",           [RESOURCE_TASK] = "ends of tasks",
    [RESOURCE_CLOCK] = "clock",
};

static const struct lab *lab_of_report(const struct run_report *report) { return lab_of(report->recording->plan->lab); }

static const char *variant_name(const struct lab *lab, const struct plan *plan)
{
    const struct setting *variants = settings_variants(lab->settings);
    return variants ? setting_choice_name(variants, setting_choice_place(variants, plan)) : NULL;
}

// ---- how tasks ended ------------------------------------------------------------------------------------------------

static const char *const ends[TASK_ENDS] = {
    [TASK_DONE] = "done",
    [TASK_STOPPED] = "stopped",
    [TASK_EXITED] = "exited",
    [TASK_SIGNALED] = "killed",
};

// By whom a process was reaped, a thread joined.
static const char *reaper_of(const struct recording *recording, const struct task *task)
{
    return task->reaper ? recording->tasks[task->reaper - 1].name : "supervisor";
}

// ---- text -----------------------------------------------------------------------------------------------------------

static void write_heading(const struct run_report *report)
{
    const struct plan *plan = report->recording->plan;
    const struct lab *lab = lab_of_report(report);
    char words[1024], time[TEXT_NUMBER_BYTES];
    paper_ink(&report->paper, INK_BOLD);
    fputs("Race Ledger\n", report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
    const char *variant = variant_name(lab, plan);
    fprintf(report->paper.out, "%s%s%s, %s, %s\n", lab->title, variant ? ", " : "", variant ? variant : "",
            text_counted(words, report->recording->task_count, "task"), text_duration(time, report->usage->wall_ns));
    if (settings_words(lab->settings, plan, words, sizeof words))
        fprintf(report->paper.out, "raceledger run %s%s\n", lab->name, words);
    fputc('\n', report->paper.out);
}

static void write_outcome(const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    char outcome[LAB_OUTCOME_BYTES], sentence[LAB_SENTENCE_BYTES];
    if (lab->outcome && lab->outcome_name) {
        paper_ink(&report->paper, INK_BOLD);
        fprintf(report->paper.out, "%s\n",
                lab->outcome_name(report->recording->plan, lab->outcome(report->recording), outcome));
        paper_ink(&report->paper, INK_PLAIN);
    }
    if (lab->sentence)
        fprintf(report->paper.out, "%s\n", lab->sentence(report->recording, sentence));
}

// A key as a person reads it.
static void write_name(FILE *out, const char *key)
{
    for (; *key; key++)
        fputc(*key == '_' ? ' ' : *key, out);
}

static void write_books(const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    struct lab_books books;
    char number[TEXT_NUMBER_BYTES];
    if (!lab->books)
        return;
    lab->books(report->recording, UINT64_MAX, &books);
    const bool balance = lab_books_balance(&books);
    fputc('\n', report->paper.out);
    paper_label(&report->paper, balance ? "the books balance" : "THE BOOKS DO NOT BALANCE");
    paper_ink(&report->paper, balance ? INK_GOOD : INK_LOST);
    fprintf(report->paper.out, "%s ", text_grouped_ascii(number, (int64_t)books.whole.value));
    write_name(report->paper.out, books.whole.name);
    for (uint32_t i = 0; i < books.part_count; i++) {
        fprintf(report->paper.out, " %c %s ", i ? '+' : '=', text_grouped_ascii(number, (int64_t)books.parts[i].value));
        write_name(report->paper.out, books.parts[i].name);
    }
    fputc('\n', report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
}

static void write_tasks(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct task *task = &recording->tasks[t];
        paper_label(&report->paper, task->name);
        fprintf(report->paper.out, "%s %" PRId64, task->kind == TASK_PROCESS ? "process" : "thread of", task->pid);
        if (task->parent != TASK_NONE)
            fprintf(report->paper.out, ", made by %s", recording->tasks[task->parent].name);
        fprintf(report->paper.out, ", %s", ends[task->end]);
        if (task->end >= TASK_EXITED)
            fprintf(report->paper.out, " %s%" PRId32, task->end == TASK_SIGNALED ? "by signal " : "with ",
                    task->end_code);
        if (task->kind == TASK_PROCESS)
            fprintf(report->paper.out, ", reaped by %s", reaper_of(recording, task));
        fputc('\n', report->paper.out);
    }
}

// A print's bytes as plain text, a line each: control characters and what is no UTF-8 become a dot.
static void write_print(const struct run_report *report, const struct printed *printed, const char *bytes)
{
    char time[TEXT_NUMBER_BYTES];
    const uint64_t since = printed->ns > report->states->from_ns ? printed->ns - report->states->from_ns : 0;
    fprintf(report->paper.out, "  %11s  %-4s ", text_duration(time, since),
            report->recording->tasks[printed->task].name);
    char plain[2] = { 0 };
    for (uint32_t i = 0; i < printed->bytes; i++) {
        plain[0] = bytes[i];
        const bool is_plain = (unsigned char)bytes[i] < 0x80 && utf8_is_plain_text(plain);
        fputc(is_plain ? bytes[i] : '.', report->paper.out);
    }
    fputc('\n', report->paper.out);
}

static void write_console(const struct run_report *report)
{
    const struct recording *recording = report->recording;
    const char *bytes = recording->console_text;
    char more[TEXT_NUMBER_BYTES];
    for (size_t i = 0; i < recording->console_count && i < PRINTS_SHOWN; i++) {
        if (i == 0)
            fputs("\n  printed\n", report->paper.out);
        write_print(report, &recording->console[i], bytes);
        bytes += recording->console[i].bytes;
    }
    if (recording->console_count > PRINTS_SHOWN)
        fprintf(report->paper.out, "  and %s\n",
                text_counted(more, recording->console_count - PRINTS_SHOWN, "more line"));
}

void lab_report_text(const struct run_report *report)
{
    write_heading(report);
    write_outcome(report);
    write_books(report);
    fputc('\n', report->paper.out);
    write_tasks(report);
    report_states_text(report);
    write_console(report);
    fputc('\n', report->paper.out);
    report_time_text(report, NULL);
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void lab_plan_json(struct json *json, const struct plan *plan)
{
    const struct lab *lab = lab_of(plan->lab);
    json_key_string(json, "lab", lab->name);
    json_key_string(json, "variant", variant_name(lab, plan));
    json_key(json, "settings");
    json_object_begin(json);
    settings_json(lab->settings, plan, json);
    json_object_end(json);
}

static void write_books_json(struct json *json, const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    struct lab_books books;
    json_key(json, "books");
    if (!lab->books) {
        json_null(json);
        return;
    }
    lab->books(report->recording, UINT64_MAX, &books);
    json_object_begin(json);
    json_key_uint(json, books.whole.name, books.whole.value);
    for (uint32_t i = 0; i < books.part_count; i++)
        json_key_uint(json, books.parts[i].name, books.parts[i].value);
    json_key_bool(json, "balance", lab_books_balance(&books));
    json_object_end(json);
}

static void write_task_json(struct json *json, const struct run_report *report, uint32_t t)
{
    const struct recording *recording = report->recording;
    const struct task *task = &recording->tasks[t];
    json_object_begin(json);
    report_task_json(json, report, t);
    json_key_string(json, "parent", task->parent == TASK_NONE ? NULL : recording->tasks[task->parent].name);
    json_key_string(json, "kind", task->kind == TASK_PROCESS ? "process" : "thread");
    json_key_string(json, "ended", ends[task->end]);
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
    json_object_begin(json);
    json_key_string(json, "name", resource->name);
    json_key_string(json, "kind", resource_kinds[resource->kind]);
    json_key_uint_if(json, "capacity", resource->capacity > 0, resource->capacity);
    json_key_uint(json, "acquisitions", totals.acquisitions);
    json_key_uint(json, "contended", totals.contended);
    json_key_uint(json, "wait_ns", recording_span_ns(report->recording, totals.wait_ticks));
    json_object_end(json);
}

static void write_own_json(struct json *json, const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    char outcome[LAB_OUTCOME_BYTES], sentence[LAB_SENTENCE_BYTES];
    json_key_string(json, "outcome",
                    lab->outcome && lab->outcome_name
                        ? lab->outcome_name(report->recording->plan, lab->outcome(report->recording), outcome)
                        : NULL);
    json_key_string(json, "why", lab->sentence ? lab->sentence(report->recording, sentence) : NULL);
    if (!lab->figures)
        return;
    json_key(json, lab->name);
    json_object_begin(json);
    lab->figures(report->recording, json);
    json_object_end(json);
}

static void write_console_json(struct json *json, const struct run_report *report)
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

void lab_report_json(FILE *out, const struct run_report *report)
{
    const struct recording *recording = report->recording;
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    lab_plan_json(&json, recording->plan);
    write_books_json(&json, report);
    write_own_json(&json, report);
    report_time_json(&json, report);
    report_source_json(&json, report);
    report_machine_json(&json, report);
    json_key(&json, "tasks");
    json_array_begin(&json);
    for (uint32_t t = 0; t < recording->task_count; t++)
        write_task_json(&json, report, t);
    json_array_end(&json);
    json_key(&json, "resources");
    json_array_begin(&json);
    for (uint32_t r = 0; r < recording->resource_count; r++)
        write_resource_json(&json, report, r);
    json_array_end(&json);
    write_console_json(&json, report);
    json_object_end(&json);
    json_finish(&json);
}
