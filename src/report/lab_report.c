// What is said of a lab's run goes by what its row can tell.
#include "report/lab_report.h"

#include "analysis/lock_totals.h"
#include "base/said.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lab/lab.h"
#include "lab/settings.h"

#include <inttypes.h>
#include <string.h>

enum {
    TASKS_BYTES = 2 * TEXT_NUMBER_BYTES + 8, // "1 process and 2 threads"
};

static const struct lab *lab_of_report(const struct run_report *report) { return lab_of(report->recording->plan->lab); }

static const char *variant_name(const struct lab *lab, const struct plan *plan)
{
    const struct setting *variants = settings_variants(lab->settings);
    return variants ? setting_choice_name(variants, setting_choice_place(variants, plan)) : NULL;
}

// ---- text -----------------------------------------------------------------------------------------------------------

// What ran, by its kind: a lab may call its work tasks.
static const char *tasks_text(const struct recording *recording, char words[TASKS_BYTES])
{
    char threads_text[TEXT_NUMBER_BYTES], processes_text[TEXT_NUMBER_BYTES];
    uint32_t processes = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        processes += recording->tasks[t].kind == TASK_PROCESS;
    const uint32_t threads = recording->task_count - processes;
    text_counted(processes_text, processes, "process");
    text_counted(threads_text, threads, "thread");
    snprintf(words, TASKS_BYTES, "%s%s%s", processes ? processes_text : "", processes && threads ? said(" and ") : "",
             threads ? threads_text : "");
    return words;
}

static void write_heading(const struct run_report *report)
{
    const struct plan *plan = report->recording->plan;
    const struct lab *lab = lab_of_report(report);
    char words[1024], time[TEXT_NUMBER_BYTES], tasks[TASKS_BYTES];
    paper_ink(&report->paper, INK_BOLD);
    fputs("Race Ledger\n", report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
    const char *variant = variant_name(lab, plan);
    fprintf(report->paper.out, "%s%s%s%s%s%s%s\n", said(lab->title), variant ? said(", ") : "", variant ? variant : "",
            said(", "), tasks_text(report->recording, tasks), said(", "), text_duration(time, report->usage->wall_ns));
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
        fprintf(report->paper.out, "%s\n", lab_sentence(lab, report->recording, sentence));
}

// As a person reads it: "never put", or of one "items" and "zombies" without their last letter.
static void write_part(FILE *out, const struct books_part *part)
{
    const char *english = part->said ? part->said : part->name, *own = said(english);
    char number[TEXT_NUMBER_BYTES], name[64];
    snprintf(name, sizeof name, "%s", own);
    for (char *at = name; own == english && *at; at++)
        *at = *at == '_' ? ' ' : *at;
    const size_t length = strlen(name);
    if (own == english && part->value == 1 && name[length - 1] == 's')
        name[length - 1] = '\0';
    fprintf(out, said("%s %s"), text_grouped_ascii(number, (int64_t)part->value), name);
}

static void write_books(const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    struct lab_books books;
    if (!lab->books)
        return;
    lab->books(report->recording, UINT64_MAX, &books);
    const bool balance = lab_books_balance(&books);
    fputc('\n', report->paper.out);
    paper_label(&report->paper, balance ? said("the books balance") : said("THE BOOKS DO NOT BALANCE"));
    paper_ink(&report->paper, balance ? INK_GOOD : INK_LOST);
    write_part(report->paper.out, &books.whole);
    for (uint32_t i = 0; i < books.part_count; i++) {
        fprintf(report->paper.out, " %c ", i ? '+' : '=');
        write_part(report->paper.out, &books.parts[i]);
    }
    fputc('\n', report->paper.out);
    paper_ink(&report->paper, INK_PLAIN);
}

void lab_report_text(const struct run_report *report)
{
    write_heading(report);
    write_outcome(report);
    write_books(report);
    fputc('\n', report->paper.out);
    report_tasks_text(report);
    report_states_text(report);
    report_console_text(report);
    report_time_text(report, NULL);
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void lab_plan_json(struct json *json, const struct plan *plan)
{
    const struct lab *lab = lab_of(plan->lab);
    json_key_string(json, "lab", said(lab->name));
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

static void write_own_json(struct json *json, const struct run_report *report)
{
    const struct lab *lab = lab_of_report(report);
    char outcome[LAB_OUTCOME_BYTES], sentence[LAB_SENTENCE_BYTES];
    json_key_string(json, "outcome",
                    lab->outcome && lab->outcome_name
                        ? lab->outcome_name(report->recording->plan, lab->outcome(report->recording), outcome)
                        : NULL);
    json_key_string(json, "why", lab_sentence(lab, report->recording, sentence));
    if (!lab->figures)
        return;
    json_key(json, lab->name);
    json_object_begin(json);
    lab->figures(report->recording, json);
    json_object_end(json);
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
    report_tasks_json(&json, report);
    report_resources_json(&json, report);
    report_console_json(&json, report);
    json_object_end(&json);
    json_finish(&json);
}
