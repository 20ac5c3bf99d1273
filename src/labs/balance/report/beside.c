// One table of rows gives the lines of the text and the keys of the JSON.
#include "labs/balance/report/beside.h"

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/python/programs.h"
#include "labs/balance/settings.h"

#include <math.h>

// In the order in which they are printed.
static const struct {
    enum beside_figure figure;
    const char *label, *key;
} rows[] = {
    { BESIDE_TOOK, "time of its threads", "took_ns" },
    { BESIDE_INTERVAL, "switch interval", "interval_ns" },
    { BESIDE_SWITCHES, "switches", "switches" },
    { BESIDE_PACE, "switches a second", "switches_per_second" },
    { BESIDE_SLICE, "slice, median", "slice_ns" },
    { BESIDE_WAITING, "share waiting", "share_waiting" },
    { BESIDE_TIMEOUTS, "interval ran out", "timeouts" },
    { BESIDE_REQUESTS, "asked to let go", "requests" },
    { BESIDE_FORCED, "let go when asked", "forced" },
    { BESIDE_FINAL, "final balance", "final" },
    { BESIDE_LOST, "lost updates", "lost" },
};

enum {
    ROWS = sizeof rows / sizeof *rows,
};

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

static void write_figure(char *text, double value, enum beside_unit unit)
{
    if (isnan(value))
        snprintf(text, TEXT_CELL_BYTES, "–");
    else if (unit == BESIDE_NS)
        text_duration(text, (uint64_t)value);
    else if (unit == BESIDE_SHARE)
        text_percent(text, value);
    else if (unit == BESIDE_A_SECOND)
        text_decimal(text, value);
    else
        text_grouped_ascii(text, (int64_t)value);
}

static void sheet_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct beside *beside = context;
    const char *version = beside->real.version[0] ? beside->real.version : beside->version;
    const struct beside_run *run = column == COLUMN_MODEL ? &beside->model : &beside->real;
    if (row == 0 && column == COLUMN_MODEL)
        snprintf(cell->text, sizeof cell->text, "model");
    else if (row == 0 && column == COLUMN_REAL)
        snprintf(cell->text, sizeof cell->text, "CPython %s", version);
    else if (row > 0 && column == COLUMN_LABEL)
        snprintf(cell->text, sizeof cell->text, "%s", rows[row - 1].label);
    else if (row > 0)
        write_figure(cell->text, beside_value(run, rows[row - 1].figure), beside_units[rows[row - 1].figure]);
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
                                                .row_count = ROWS + 1,
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
    for (size_t i = 0; i < ROWS; i++) {
        const enum beside_unit unit = beside_units[rows[i].figure];
        json_key(json, rows[i].key);
        json_double(json, beside_value(run, rows[i].figure),
                    unit == BESIDE_SHARE      ? 4
                    : unit == BESIDE_A_SECOND ? 1
                                              : 0);
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
    json_key_string(&json, "version", beside->real.version);
    json_key(&json, "experiment");
    json_object_begin(&json);
    settings_json(&balance_settings, experiment_plan(beside->experiment), &json);
    json_object_end(&json);
    write_run(&json, "model", &beside->model);
    write_run(&json, "real", &beside->real);
    json_object_end(&json);
    json_finish(&json);
}
