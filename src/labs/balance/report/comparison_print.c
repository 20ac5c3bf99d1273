// Prints a comparison: a table for people, JSON and CSV for programs.
#include "labs/balance/report/comparison.h"

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "lab/common_settings.h"
#include "labs/balance/guard.h"
#include "labs/balance/report/report.h"
#include "labs/balance/setting_rows.h"
#include "labs/balance/settings.h"

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

struct sheet {
    const struct comparison *comparison;
    bool colour;
};

enum column {
    COLUMN_NAME,
    COLUMN_WRONG,
    COLUMN_LOST,
    COLUMN_FINALS,
    COLUMN_TIME,
    COLUMN_AGAINST,
    COLUMN_CORES,
    COLUMN_BLOCKED,
    COLUMN_VERDICT,
    COLUMNS
};

static const struct text_column columns[COLUMNS] = {
    [COLUMN_NAME] = { .left = true, .least = 10 },
    [COLUMN_WRONG] = { .least = 5 },
    [COLUMN_LOST] = { .least = 7 },
    [COLUMN_FINALS] = { .least = 18 },
    [COLUMN_TIME] = { .least = 6 },
    [COLUMN_AGAINST] = { .left = true },
    [COLUMN_CORES] = { .least = 5 },
    [COLUMN_BLOCKED] = { .least = 7 },
    [COLUMN_VERDICT] = { .left = true },
};

static void figure_or_dash(char *text, double value, const char *unit)
{
    char number[TEXT_NUMBER_BYTES];
    snprintf(text, TEXT_CELL_BYTES, "%s%s", value < 0 ? "–" : text_decimal(number, value), value < 0 ? "" : unit);
}

static void finals_text(char *text, struct range finals)
{
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES];
    if (finals.min == finals.max)
        text_grouped_ascii(text, finals.min);
    else
        snprintf(text, TEXT_CELL_BYTES, "%s … %s", text_grouped_ascii(a, finals.min),
                 text_grouped_ascii(b, finals.max));
}

// What its time is held against.
static const char *against(const struct comparison *comparison, int index)
{
    return comparison->rows[comparison_base(comparison, index)].name;
}

static void row_cell(const struct sheet *sheet, int index, enum column column, struct text_cell *cell)
{
    const struct comparison_row *row = &sheet->comparison->rows[index];
    const double blocked = mean(row->blocked_share, row->blocked_known);
    switch (column) {
    case COLUMN_NAME:
        snprintf(cell->text, sizeof cell->text, "%s", row->name);
        break;
    case COLUMN_WRONG:
        text_grouped_ascii(cell->text, row->wrong);
        break;
    case COLUMN_LOST:
        text_percent(cell->text, lost_share(row));
        break;
    case COLUMN_FINALS:
        finals_text(cell->text, finals_of(row));
        break;
    case COLUMN_TIME:
        figure_or_dash(cell->text, comparison_relative(sheet->comparison, index), "×");
        break;
    case COLUMN_AGAINST:
        snprintf(cell->text, sizeof cell->text, "%s", against(sheet->comparison, index));
        break;
    case COLUMN_CORES:
        figure_or_dash(cell->text, mean(row->cores_busy, row->cores_known), "");
        break;
    case COLUMN_BLOCKED:
        if (blocked < 0)
            figure_or_dash(cell->text, blocked, "");
        else
            text_percent(cell->text, blocked);
        break;
    case COLUMN_VERDICT:
        snprintf(cell->text, sizeof cell->text, "%s", comparison_verdict(row));
        if (sheet->colour)
            cell->ink = row->lost || !comparison_as_must(row) ? "\033[1;38;5;204m" : "\033[38;5;78m";
        break;
    case COLUMNS:
        break;
    }
}

static void sheet_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const headings[COLUMNS] = { "guard", "wrong",   "lost", "final balance", "time", "of",
                                                   "cores", "blocked", "" };
    if (row == 0)
        snprintf(cell->text, sizeof cell->text, "%s", headings[column]);
    else
        row_cell(context, (int)row - 1, (enum column)column, cell);
}

static void print_left_out(FILE *out, const struct experiment *experiment)
{
    int count = 0;
    for (int i = 0; i < GUARD_COUNT; i++) {
        if (guards[i]->workers == 0 || guards[i]->workers == experiment->count)
            continue;
        fprintf(out, "%s%s", count++ ? ", " : "left out, as made for another number of workers: ", guards[i]->title);
    }
    if (count > 0)
        fputc('\n', out);
}

void comparison_text(FILE *out, const struct comparison *comparison, bool colour)
{
    const struct experiment *e = &comparison->rows[0].experiment;
    const struct sheet sheet = { comparison, colour };
    char runs[TEXT_NUMBER_BYTES], workers[TEXT_NUMBER_BYTES], iterations[TEXT_NUMBER_BYTES], cores[TEXT_NUMBER_BYTES];
    fprintf(out, "%s of each%s · %s × %s · %s, runs interleaved\n\n",
            text_counted(runs, (uint64_t)comparison->rows[0].runs, "run"),
            comparison->fewer ? ", as many as time allowed (--repeat makes more)" : "",
            text_counted(workers, e->count, e->workers == WORKERS_PROCESSES ? "process" : "thread"),
            text_grouped_ascii(iterations, (int64_t)e->iterations), text_counted(cores, e->cores, "core"));
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = COLUMNS,
                                                .row_count = (size_t)comparison->row_count + 1,
                                                .ink_end = "\033[0m",
                                                .cell = sheet_cell,
                                                .context = &sheet });
    fputs("\nwrong: runs that ended with another balance than expected · lost: share of updates\n"
          "time: per update, as a multiple of what stands beside it: loops in C of no lock, interpreted bytecode of no "
          "GIL;\n"
          "median of the rounds · cores: busy, mean · blocked: share of time\n",
          out);
    print_left_out(out, e);
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
    json_string(json, row->name);
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
    json_key(json, "relative_to");
    json_string(json, against(comparison, index));
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
    for (int i = 0; i < comparison->row_count; i++)
        print_json_row(&json, comparison, i);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

void comparison_csv(FILE *out, const struct comparison *comparison)
{
    fputs("guard,runs,wrong,updates,lost,final_min,final_max,relative_time,cores_busy,blocked_share,verdict,relative_"
          "to\n",
          out);
    for (int i = 0; i < comparison->row_count; i++) {
        const struct comparison_row *row = &comparison->rows[i];
        const struct range finals = finals_of(row);
        const double figures[] = { comparison_relative(comparison, i), mean(row->cores_busy, row->cores_known),
                                   mean(row->blocked_share, row->blocked_known) };
        fprintf(out, "%s,%d,%d,%" PRIu64 ",%" PRIu64 ",%" PRId64 ",%" PRId64, row->name, row->runs, row->wrong,
                row->updates, row->lost, finals.min, finals.max);
        for (int f = 0; f < 3; f++)
            if (figures[f] < 0)
                fputc(',', out); // not known: an empty field
            else
                fprintf(out, ",%.4f", figures[f]);
        fprintf(out, ",%s,%s\n", comparison_verdict(row), against(comparison, i));
    }
}
