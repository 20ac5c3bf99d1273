// The settings of an experiment as a person writes them: rows that every lab has, then the lab's own.
//
// Rows are numbered: a row stays the same as long as the lab does. Each wrong value gets one clear line naming option, value
// and range.
#ifndef LAB_SETTINGS_H
#define LAB_SETTINGS_H

#include "base/status.h"
#include "lab/setting.h"

#include <stdbool.h>

enum {
    SETTINGS_MAX = 32, // rows in all
};

struct settings {
    struct experiment experiment;
    bool given[SETTINGS_MAX]; // by row: set by the user rather than by default
    int machine_cores;
};

// The row of that number; NULL: there are no more.
const struct setting *settings_row(const struct experiment *plan, int row);

// The number of the row with that name; −1: there is none.
int settings_named(const struct experiment *plan, const char *name);

// All rows as help and JSON list them. Returns how many.
int settings_listed(const struct experiment *plan, const struct setting *rows[SETTINGS_MAX]);

// The defaults: the seed program's values. machine_cores ≥ 1.
void settings_init(struct settings *settings, int machine_cores);

// Takes one option. STATUS_USAGE with the line to print when the name is none of the table's or the value is wrong.
struct status settings_set(struct settings *settings, const char *name, const char *value);

// Whether there is an option of that name.
bool settings_has(const struct settings *settings, const char *name);

// Whether it was set by the user; and that it is as if it was, or was not.
bool settings_given(const struct settings *settings, const char *name);
void settings_mark(struct settings *settings, const char *name, bool given);

// Fills in what depends on other settings (amounts, timing), then checks what only the whole can tell: balance within 32
// bits, memory for journals, private memory only for processes, options that mean nothing together. memory_available in bytes.
struct status settings_finish(struct settings *settings, uint64_t memory_available);

// One setting changed by hand after the others: what stood in its way gives way.
void settings_give_way(struct settings *settings, const struct setting *setting);

// Makes the settings those of a plan, as its defaults would have them where they agree.
void settings_adopt(struct settings *settings, const struct experiment *plan);

// The options that repeat this experiment, as words of a command line: " --guard mutex --count 3"; only those that
// differ from the defaults. Returns false where the buffer is too small.
bool settings_words(const struct experiment *plan, char *buffer, size_t size_bytes);

// Writes key and value of every setting that is reported.
void settings_json(const struct experiment *plan, struct json *json);

// Names of the values, as on the command line.
const char *worker_kind_name(enum worker_kind kind);
const char *timing_kind_name(enum timing_kind kind);

// Checks an experiment that comes from a file: every field in its range. STATUS_BAD_FILE names the field.
struct status experiment_check(const struct experiment *plan);

#endif
