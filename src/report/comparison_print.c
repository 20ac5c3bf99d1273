// Prints a comparison: a table for people, JSON and CSV for programs.
#include "report/comparison.h"

#include "base/json.h"
#include "base/text.h"
#include "experiment/guard.h"
#include "experiment/settings.h"
#include "report/report.h"

#include <inttypes.h>

struct range {
    int64_t min, max;
};

static struct range finals_of(const struct comparison_row *row)
{
    struct range range = { 0, 0 };
    for (int i = 0; i < row->runs; i++) {
        if (i == 0 || row->finals[i] < range.min)
            range.min = row->finals[i];
        if (i == 0 || row->finals[i] > range.max)
            range.max = row->finals[i];
    }
    return range;
}

static double mean(double sum, int known) { return known ? sum / known : -1; }

static double lost_share(const struct comparison_row *row)
{
    return row->updates ? (double)row->lost / (double)row->updates : 0;
}

static void right_aligned(FILE *out, int columns, const char *text)
{
    fprintf(out, "%*s%s", columns - (int)text_columns(text), "", text);
}

static void figure_or_dash(FILE *out, int columns, double value, const char *unit)
{
    char text[TEXT_NUMBER_BYTES];
    snprintf(text, sizeof text, value < 0 ? "–" : "%.1f%s", value, unit);
    right_aligned(out, columns, text);
}

static void print_row(FILE *out, const struct comparison *comparison, int index, bool colour)
{
    const struct comparison_row *row = &comparison->rows[index];
    const struct range finals = finals_of(row);
    const double blocked = mean(row->blocked_share, row->blocked_known);
    char text[3 * TEXT_NUMBER_BYTES], a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    const bool bad = row->lost || !comparison_as_must(row);
    fprintf(out, "%-12s%5d", comparison_name(row), row->wrong);
    right_aligned(out, 9, text_percent(a, lost_share(row)));
    if (finals.min == finals.max)
        snprintf(text, sizeof text, "%s", text_grouped_ascii(a, finals.min));
    else
        snprintf(text, sizeof text, "%s … %s", text_grouped_ascii(a, finals.min), text_grouped_ascii(b, finals.max));
    right_aligned(out, 20, text);
    figure_or_dash(out, 8, comparison_relative(comparison, index), "×");
    figure_or_dash(out, 7, mean(row->cores_busy, row->cores_known), "");
    right_aligned(out, 9, blocked < 0 ? "–" : text_percent(a, blocked));
    fprintf(out, "  %s%s%s\n",
            !colour ? ""
            : bad   ? "\033[1;38;5;204m"
                    : "\033[38;5;78m",
            comparison_verdict(row), colour ? "\033[0m" : "");
}

void comparison_text(FILE *out, const struct comparison *comparison, bool colour)
{
    const struct experiment *e = &comparison->rows[0].experiment;
    char iterations[TEXT_NUMBER_BYTES];
    fprintf(out, "%d run%s of each · %" PRIu32 " %s × %s · %" PRIu32 " core%s, runs interleaved\n\n",
            comparison->rows[0].runs, comparison->rows[0].runs == 1 ? "" : "s", e->count,
            worker_kind_name((enum worker_kind)e->workers), text_grouped_ascii(iterations, (int64_t)e->iterations),
            e->cores, e->cores == 1 ? "" : "s");
    fprintf(out, "%-12s%5s%9s%20s%8s%7s%9s\n", "guard", "wrong", "lost", "final balance", "time", "cores", "blocked");
    for (int i = 0; i < COMPARISON_ROWS; i++)
        print_row(out, comparison, i, colour);
    fputs("\nwrong: runs that ended with another balance than expected · lost: share of updates\n"
          "time: per update against no lock, median of the rounds · cores: busy, mean · blocked: share of time\n",
          out);
}

static void key_double(struct json *json, const char *key, double value, int decimals)
{
    json_key(json, key);
    if (value < 0)
        json_null(json);
    else
        json_double(json, value, decimals);
}

static void print_json_row(struct json *json, const struct comparison *comparison, int index)
{
    const struct comparison_row *row = &comparison->rows[index];
    const struct guard *guard = guard_of(&row->experiment);
    json_object_begin(json);
    json_key(json, "name");
    json_string(json, comparison_name(row));
    json_key(json, "guard");
    json_string(json, guard->name);
    json_key(json, "python");
    json_string(json, guard->bytecode ? python_name((enum python_version)row->experiment.python) : NULL);
    json_key(json, "workers");
    json_string(json, worker_kind_name((enum worker_kind)row->experiment.workers));
    json_key(json, "memory");
    json_string(json, memory_kind_name((enum memory_kind)row->experiment.memory));
    json_key(json, "runs");
    json_int(json, row->runs);
    json_key(json, "wrong");
    json_int(json, row->wrong);
    json_key(json, "stopped");
    json_int(json, row->stopped);
    json_key(json, "updates");
    json_uint(json, row->updates);
    json_key(json, "lost");
    json_uint(json, row->lost);
    json_key(json, "books_balance");
    json_bool(json, row->books_balance);
    json_key(json, "finals");
    json_array_begin(json);
    for (int i = 0; i < row->runs; i++)
        json_int(json, row->finals[i]);
    json_array_end(json);
    key_double(json, "relative_time", comparison_relative(comparison, index), 3);
    key_double(json, "cores_busy", mean(row->cores_busy, row->cores_known), 3);
    key_double(json, "blocked_share", mean(row->blocked_share, row->blocked_known), 4);
    json_key(json, "verdict");
    json_string(json, comparison_verdict(row));
    json_object_end(json);
}

void comparison_json(FILE *out, const struct comparison *comparison)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key(&json, "schema");
    json_int(&json, 1);
    json_key(&json, "repeat");
    json_int(&json, comparison->repeat);
    json_key(&json, "guards");
    json_array_begin(&json);
    for (int i = 0; i < COMPARISON_ROWS; i++)
        print_json_row(&json, comparison, i);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

void comparison_csv(FILE *out, const struct comparison *comparison)
{
    fputs("guard,runs,wrong,updates,lost,final_min,final_max,relative_time,cores_busy,blocked_share,verdict\n", out);
    for (int i = 0; i < COMPARISON_ROWS; i++) {
        const struct comparison_row *row = &comparison->rows[i];
        const struct range finals = finals_of(row);
        const double figures[] = { comparison_relative(comparison, i), mean(row->cores_busy, row->cores_known),
                                   mean(row->blocked_share, row->blocked_known) };
        fprintf(out, "%s,%d,%d,%" PRIu64 ",%" PRIu64 ",%" PRId64 ",%" PRId64, comparison_name(row), row->runs,
                row->wrong, row->updates, row->lost, finals.min, finals.max);
        for (int f = 0; f < 3; f++) {
            if (figures[f] < 0)
                fputc(',', out); // not known: an empty field
            else
                fprintf(out, ",%.4f", figures[f]);
        }
        fprintf(out, ",%s\n", comparison_verdict(row));
    }
}
