// One table of figures gives the lines of the text and the keys of the JSON.
#include "labs/balance/report/beside.h"

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/python/programs.h"
#include "labs/balance/settings.h"

#include <math.h>

enum unit {
    UNIT_COUNT,
    UNIT_NS,
    UNIT_A_SECOND,
    UNIT_SHARE,
};

// Numbers that are not known are NAN.
struct figure {
    const char *label, *key;
    enum unit unit;
    double (*value)(const struct beside_run *run);
    bool of_gil; // not known where there is none
};

static double took(const struct beside_run *run) { return (double)(run->gil.to_ns - run->gil.from_ns); }
static double interval(const struct beside_run *run) { return run->interval_ns ? (double)run->interval_ns : NAN; }
static double switches(const struct beside_run *run) { return (double)run->gil.switches; }
static double pace(const struct beside_run *run) { return gil_switches_a_second(&run->gil); }
static double slice(const struct beside_run *run) { return run->gil.slice_ns > 0 ? run->gil.slice_ns : NAN; }
static double waiting(const struct beside_run *run) { return gil_share_waiting(&run->gil); }
static double timeouts(const struct beside_run *run) { return (double)run->gil.timeouts; }
static double requests(const struct beside_run *run) { return (double)run->gil.requests; }
static double honoured(const struct beside_run *run) { return (double)run->gil.honoured; }
static double final(const struct beside_run *run) { return (double)run->final; }
static double lost(const struct beside_run *run) { return run->lost_known ? (double)run->lost : NAN; }

static const struct figure figures[] = {
    { "time of its threads", "took_ns", UNIT_NS, took, true },
    { "switch interval", "interval_ns", UNIT_NS, interval, true },
    { "switches", "switches", UNIT_COUNT, switches, true },
    { "switches a second", "switches_per_second", UNIT_A_SECOND, pace, true },
    { "slice, median", "slice_ns", UNIT_NS, slice, true },
    { "share waiting", "share_waiting", UNIT_SHARE, waiting, true },
    { "interval ran out", "timeouts", UNIT_COUNT, timeouts, true },
    { "asked to let go", "requests", UNIT_COUNT, requests, true },
    { "let go when asked", "forced", UNIT_COUNT, honoured, true },
    { "final balance", "final", UNIT_COUNT, final, false },
    { "lost updates", "lost", UNIT_COUNT, lost, false },
};

enum {
    FIGURES = sizeof figures / sizeof *figures,
};

static double value_of(const struct beside_run *run, const struct figure *figure)
{
    return run->gil_known || !figure->of_gil ? figure->value(run) : NAN;
}

// ---- for a person --------------------------------------------------------------------------------------------------

enum column {
    COLUMN_LABEL,
    COLUMN_MODEL,
    COLUMN_REAL,
    COLUMNS
};

static const struct text_column columns[COLUMNS] = {
    [COLUMN_LABEL] = { .left = true, .least = 20 },
    [COLUMN_MODEL] = { .least = 12 },
    [COLUMN_REAL] = { .least = 12 },
};

static void write_figure(char *text, double value, enum unit unit)
{
    if (isnan(value))
        snprintf(text, TEXT_CELL_BYTES, "–");
    else if (unit == UNIT_NS)
        text_duration(text, (uint64_t)value);
    else if (unit == UNIT_SHARE)
        text_percent(text, value);
    else if (unit == UNIT_A_SECOND)
        text_decimal(text, value);
    else
        text_grouped_ascii(text, (int64_t)value);
}

static void sheet_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct beside *beside = context;
    if (row == 0 && column == COLUMN_MODEL)
        snprintf(cell->text, sizeof cell->text, "model");
    else if (row == 0 && column == COLUMN_REAL)
        snprintf(cell->text, sizeof cell->text, "CPython %s", beside->real_version);
    else if (row > 0 && column == COLUMN_LABEL)
        snprintf(cell->text, sizeof cell->text, "%s", figures[row - 1].label);
    else if (row > 0)
        write_figure(cell->text, value_of(column == COLUMN_MODEL ? &beside->model : &beside->real, &figures[row - 1]),
                     figures[row - 1].unit);
}

void beside_text(FILE *out, const struct beside *beside)
{
    const struct experiment *e = beside->experiment;
    char threads[TEXT_NUMBER_BYTES], iterations[TEXT_NUMBER_BYTES], patience[TEXT_NUMBER_BYTES];
    fprintf(out, "CPython %s and its model, the same program: %s · %s × %s · switch interval %s\n\n", beside->version,
            program_kinds[experiment_program(e)].name, text_counted(threads, e->count, "thread"),
            text_grouped_ascii(iterations, (int64_t)e->iterations), text_duration(patience, e->switch_interval_ns));
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = COLUMNS,
                                                .row_count = FIGURES + 1,
                                                .cell = sheet_cell,
                                                .context = beside });
    fputs("\nslice: from one switch to the next · share waiting: of the time in which they had the GIL or waited for "
          "it\n",
          out);
    if (!beside->real.gil_known)
        fputs("In the recorded run no GIL was found.\n", out);
}

// ---- for a program -------------------------------------------------------------------------------------------------

static void write_run(struct json *json, const char *key, const struct beside_run *run)
{
    json_key(json, key);
    json_object_begin(json);
    for (size_t i = 0; i < FIGURES; i++) {
        const double value = value_of(run, &figures[i]);
        json_key(json, figures[i].key);
        json_double(json, value, figures[i].unit == UNIT_SHARE ? 4 : figures[i].unit == UNIT_A_SECOND ? 1 : 0);
    }
    json_object_end(json);
}

void beside_json(FILE *out, const struct beside *beside)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    json_key_string(&json, "python", beside->version);
    json_key_string(&json, "interpreter", beside->interpreter);
    json_key_string(&json, "version", beside->real_version);
    json_key(&json, "experiment");
    json_object_begin(&json);
    settings_json(&balance_settings, experiment_plan(beside->experiment), &json);
    json_object_end(&json);
    write_run(&json, "model", &beside->model);
    write_run(&json, "real", &beside->real);
    json_object_end(&json);
    json_finish(&json);
}
