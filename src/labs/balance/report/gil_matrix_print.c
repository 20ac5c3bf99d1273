// Prints the matrix and the listings, for a person and for a program.
#include "labs/balance/report/gil_matrix.h"

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/report/explain.h"
#include "labs/balance/settings.h"

#include <inttypes.h>
#include <string.h>

enum {
    WORDS_BYTES = 512,
};

static const char *const lock_names[] = { [GIL_TIMED] = "timed", [GIL_TICKS] = "ticks", [GIL_NONE] = "none" };

static const char *const step_names[STEP_KINDS] = {
    [STEP_LOCAL] = "local",   [STEP_LOAD] = "load", [STEP_ADD] = "add",       [STEP_STORE] = "store",
    [STEP_MODIFY] = "modify", [STEP_LOCK] = "lock", [STEP_UNLOCK] = "unlock", [STEP_MARK] = "mark",
    [STEP_AWAIT] = "await",   [STEP_OPEN] = "open",
};

static const char *const look_names[] = {
    [LOOKS_NEVER] = "never",
    [LOOKS_BEFORE] = "before",
    [LOOKS_AFTER] = "after",
};

// ---- for a person --------------------------------------------------------------------------------------------------

static bool row_asked(const struct gil_matrix *matrix, int program)
{
    bool asked = false;
    for (int p = 0; p < PYTHON_COUNT; p++)
        asked |= matrix->cells[program][p].asked;
    return asked;
}

static bool column_asked(const struct gil_matrix *matrix, int python)
{
    bool asked = false;
    for (int i = 0; i < PROGRAM_COUNT; i++)
        asked |= matrix->cells[i][python].asked;
    return asked;
}

static const struct experiment *experiment_shown(const struct gil_matrix *matrix)
{
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int p = 0; p < PYTHON_COUNT; p++)
            if (matrix->cells[i][p].asked)
                return &matrix->cells[i][p].experiment;
    }
    return &matrix->cells[0][0].experiment;
}

// The cells asked for, as rows and columns of a table.
struct sheet {
    const struct gil_matrix *matrix;
    bool colour;
    int programs[PROGRAM_COUNT], pythons[PYTHON_COUNT];
    size_t program_count, python_count;
};

static struct sheet sheet_of(const struct gil_matrix *matrix, bool colour)
{
    struct sheet sheet = { .matrix = matrix, .colour = colour };
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (row_asked(matrix, i))
            sheet.programs[sheet.program_count++] = i;
    for (int age = 0; age < PYTHON_COUNT; age++)
        if (column_asked(matrix, (int)python_by_age[age]))
            sheet.pythons[sheet.python_count++] = (int)python_by_age[age];
    return sheet;
}

static void figures_cell(const struct gil_cell *figures, bool colour, struct text_cell *cell)
{
    char share[TEXT_NUMBER_BYTES];
    const struct program *listing =
        listing_of((enum program_id)figures->experiment.program, (enum python_version)figures->experiment.python);
    if (!program_can_lose(listing) && figures->lost == 0)
        snprintf(cell->text, sizeof cell->text, "none");
    else
        snprintf(cell->text, sizeof cell->text, "%s %d/%d",
                 text_percent(share, figures->updates ? (double)figures->lost / (double)figures->updates : 0),
                 figures->wrong, figures->runs);
    if (colour)
        cell->ink = figures->wrong ? "\033[1;38;5;204m" : figures->lost ? "\033[38;5;204m" : "\033[38;5;78m";
}

static void sheet_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct sheet *sheet = context;
    if (row == 0)
        snprintf(cell->text, sizeof cell->text, "%s",
                 column ? python_name((enum python_version)sheet->pythons[column - 1]) : "program");
    else if (column == 0)
        snprintf(cell->text, sizeof cell->text, "%s", program_kinds[sheet->programs[row - 1]].name);
    else if (sheet->matrix->cells[sheet->programs[row - 1]][sheet->pythons[column - 1]].asked)
        figures_cell(&sheet->matrix->cells[sheet->programs[row - 1]][sheet->pythons[column - 1]], sheet->colour, cell);
}

void gil_matrix_text(FILE *out, const struct gil_matrix *matrix, bool colour)
{
    const struct experiment *e = experiment_shown(matrix);
    const struct sheet sheet = sheet_of(matrix, colour);
    struct text_column columns[1 + PYTHON_COUNT] = { { .left = true, .least = 15 } };
    char runs[TEXT_NUMBER_BYTES], workers[TEXT_NUMBER_BYTES], iterations[TEXT_NUMBER_BYTES],
        interval[TEXT_NUMBER_BYTES], cores[TEXT_NUMBER_BYTES];
    for (size_t i = 1; i <= sheet.python_count; i++)
        columns[i].least = 11;
    fprintf(out, "%s of each · %s × %s · patience %s · %s\n\n", text_counted(runs, (uint64_t)matrix->runs, "run"),
            text_counted(workers, e->count, e->workers == WORKERS_PROCESSES ? "process" : "thread"),
            text_grouped_ascii(iterations, (int64_t)e->iterations),
            text_duration_exact(interval, e->switch_interval_ns), text_counted(cores, e->cores, "core"));
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = sheet.python_count + 1,
                                                .row_count = sheet.program_count + 1,
                                                .ink_end = "\033[0m",
                                                .cell = sheet_cell,
                                                .context = &sheet });
    fputs("\nshare of updates lost, then runs that ended with another balance than expected\n"
          "none: no switch point lets an update be lost, and none was\n",
          out);
}

static const char *mark_of(const struct program *program, int i, bool loaded)
{
    if (!program->bytecode)
        return loaded ? "  ! " : "  . ";
    if (program->steps[i].looks != LOOKS_BEFORE)
        return "    ";
    return loaded ? "--! " : "--- ";
}

static void print_listing(FILE *out, const struct program *program)
{
    bool loaded = false;
    int line = 0;
    for (int i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        if (step->python_line != line)
            fprintf(out, "        %3u  %s\n", step->python_line, program->python[step->python_line - 1]);
        line = step->python_line;
        fprintf(out, "  %s       %s\n", mark_of(program, i, loaded), step->text);
        loaded = step->kind == STEP_LOAD || (loaded && step->kind != STEP_STORE);
        if (program->bytecode && step->looks == LOOKS_AFTER)
            fprintf(out, "  %s\n", loaded ? "--!" : "---");
    }
}

void gil_listing_text(FILE *out, const struct gil_matrix *matrix)
{
    const char *between = "";
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int age = 0; age < PYTHON_COUNT; age++) {
            const enum python_version python = python_by_age[age];
            if (!matrix->cells[i][python].asked)
                continue;
            fprintf(out, "%s%s on CPython %s\n\n", between, program_kinds[i].name, python_name(python));
            print_listing(out, listing_of((enum program_id)i, python));
            fputc('\n', out);
            explain_print(out, (enum program_id)i, python);
            between = "\n";
        }
    }
    fputs("\n---: a switch point; !: between a load and its store; . and !: no GIL, so between any two\n", out);
}

// ---- for a program -------------------------------------------------------------------------------------------------

static void key_strings(struct json *json, const char *key, const char *const *values)
{
    json_key(json, key);
    json_array_begin(json);
    for (; values && *values; values++)
        json_string(json, *values);
    json_array_end(json);
}

static void write_verdict(struct json *json, enum program_id program, enum python_version python)
{
    char text[EXPLAIN_BYTES];
    const struct program *listing = listing_of(program, python);
    const struct switch_points points = program_switch_points(listing);
    json_key_bool(json, "can_lose", program_can_lose(listing));
    json_key_bool(json, "can_end_wrong", program_can_end_wrong(listing));
    json_key(json, "switch_points");
    json_object_begin(json);
    json_key_int(json, "all", points.all);
    json_key_int(json, "inside", points.inside);
    json_key_int(json, "exposed", points.exposed);
    json_object_end(json);
    json_key_string(json, "explanation", explain(text, program, python));
}

static void write_cell(struct json *json, const struct gil_cell *cell)
{
    const enum program_id program = (enum program_id)cell->experiment.program;
    const enum python_version python = (enum python_version)cell->experiment.python;
    char words[WORDS_BYTES];
    json_object_begin(json);
    json_key_string(json, "program", program_kinds[program].name);
    json_key_string(json, "python", python_name(python));
    json_key_int(json, "runs", cell->runs);
    json_key_int(json, "wrong", cell->wrong);
    json_key_int(json, "stopped", cell->stopped);
    json_key_uint(json, "updates", cell->updates);
    json_key_uint(json, "lost", cell->lost);
    json_key(json, "lost_share");
    json_double(json, cell->updates ? (double)cell->lost / (double)cell->updates : 0, 6);
    json_key(json, "finals");
    json_array_begin(json);
    for (int i = 0; i < cell->runs; i++)
        json_int(json, cell->finals[i]);
    json_array_end(json);
    json_key_bool(json, "books_balance", cell->books_balance);
    json_key(json, "switches_per_s");
    if (pythons[python].lock == GIL_NONE || cell->wall_ns == 0)
        json_null(json);
    else
        json_double(json, (double)cell->switches * 1e9 / (double)cell->wall_ns, 1);
    json_key(json, "slice_ns");
    if (cell->slices_known)
        json_double(json, cell->slice_ns / cell->slices_known, 0);
    else
        json_null(json);
    write_verdict(json, program, python);
    json_key_string(json, "options", experiment_words(&cell->experiment, words, sizeof words) ? words + 1 : NULL);
    json_object_end(json);
}

void gil_matrix_json(FILE *out, const struct gil_matrix *matrix)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_int(&json, "schema", 1);
    json_key_int(&json, "runs", matrix->runs);
    json_key(&json, "cells");
    json_array_begin(&json);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int age = 0; age < PYTHON_COUNT; age++)
            if (matrix->cells[i][python_by_age[age]].asked)
                write_cell(&json, &matrix->cells[i][python_by_age[age]]);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static void write_version(struct json *json, const struct python *python)
{
    json_object_begin(json);
    json_key_string(json, "name", python->name);
    key_strings(json, "also", python->also);
    json_key_string(json, "lock", lock_names[python->lock]);
    json_key(json, "ticks");
    if (python->lock == GIL_TICKS)
        json_int(json, python->ticks);
    else
        json_null(json);
    json_key_string(json, "looks",
                    python->looks == GIL_LOOKS_BETWEEN ? "between"
                    : python->looks == GIL_LOOKS_AT    ? "at"
                                                       : "nowhere");
    key_strings(json, "straight_on", python->straight_on);
    key_strings(json, "not_before", python->not_before);
    key_strings(json, "looks_at", python->looks_at);
    key_strings(json, "silent_calls", python->silent);
    json_key_bool(json, "looks_on_entry", python->looks_on_entry);
    json_key_bool(json, "looks_on_return", python->looks_on_return);
    json_object_end(json);
}

static void write_step(struct json *json, const struct step *step)
{
    char opcode[64];
    const size_t length = strcspn(step->text, " ");
    const char *argument = step->text + length;
    snprintf(opcode, sizeof opcode, "%.*s", (int)length, step->text);
    argument += strspn(argument, " ");
    json_object_begin(json);
    json_key_int(json, "line", step->python_line);
    json_key_string(json, "opcode", opcode);
    json_key_string(json, "argument", *argument ? argument : NULL);
    json_key_string(json, "does", step_names[step->kind]);
    json_key_string(json, "looks", look_names[step->looks]);
    json_object_end(json);
}

static void write_listing(struct json *json, enum program_id program, enum python_version python)
{
    const struct program *listing = listing_of(program, python);
    json_object_begin(json);
    json_key_string(json, "program", program_kinds[program].name);
    json_key_string(json, "python", python_name(python));
    key_strings(json, "source", listing->python);
    json_key(json, "steps");
    json_array_begin(json);
    for (int i = 0; i < listing->step_count; i++)
        write_step(json, &listing->steps[i]);
    json_array_end(json);
    write_verdict(json, program, python);
    json_object_end(json);
}

void gil_listing_json(FILE *out, const struct gil_matrix *matrix)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_int(&json, "schema", 1);
    json_key(&json, "versions");
    json_array_begin(&json);
    for (int age = 0; age < PYTHON_COUNT; age++)
        if (column_asked(matrix, (int)python_by_age[age]))
            write_version(&json, &pythons[python_by_age[age]]);
    json_array_end(&json);
    json_key(&json, "listings");
    json_array_begin(&json);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        for (int age = 0; age < PYTHON_COUNT; age++)
            if (matrix->cells[i][python_by_age[age]].asked)
                write_listing(&json, (enum program_id)i, python_by_age[age]);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
