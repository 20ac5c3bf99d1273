// The settings of a run as a person writes them: the rows of its lab's table (lab/lab_settings.h), which ones were given, and the
// plan that they come to.
//
// Rows are numbered: a row stays the same as long as the lab does. Each wrong value gets one clear line naming option, value
// and range.
#ifndef LAB_SETTINGS_H
#define LAB_SETTINGS_H

#include "base/status.h"
#include "lab/lab_settings.h"
#include "lab/setting.h"
#include "recording/plan.h"

#include <stdbool.h>

enum {
    SETTINGS_MAX = 32, // rows in all
};

struct settings {
    struct plan plan; // always one of that lab
    const struct lab_settings *lab;
    bool given[SETTINGS_MAX]; // by row: set by the user rather than by default
    int machine_cores;
};

// The row of that number; NULL: there are no more.
const struct setting *settings_row(const struct lab_settings *lab, int row);

// The number of the row with that name; −1: there is none. "variant" names the row of the lab's variants, whatever it is called.
int settings_named(const struct lab_settings *lab, const char *name);

// The row whose choices (setting_choice_name) are the lab's variants; NULL: it has none.
const struct setting *settings_variants(const struct lab_settings *lab);

// All rows as help and JSON list them. Returns how many.
int settings_listed(const struct lab_settings *lab, const struct setting *rows[SETTINGS_MAX]);

// The lab's defaults; its cpus are the machine's. machine_cores ≥ 1.
void settings_init(struct settings *settings, const struct lab_settings *lab, int machine_cores);

// Takes one option. STATUS_USAGE with the line to print when the name is none of the table's or the value is wrong.
struct status settings_set(struct settings *settings, const char *name, const char *value);

// Whether there is an option of that name.
bool settings_has(const struct settings *settings, const char *name);

// Whether it was set by the user; and that it is as if it was, or was not.
bool settings_given(const struct settings *settings, const char *name);
void settings_mark(struct settings *settings, const char *name, bool given);

// Fills in what depends on other settings, then checks what only the whole can tell. memory_available in bytes.
struct status settings_finish(struct settings *settings, uint64_t memory_available);

// Whether all that was given means something with the rest. STATUS_USAGE names the first that does not, and, where another
// choice of one setting is all it takes, what it goes with. For whoever gave them all at once: by hand one may come to mean
// something later.
struct status settings_check_given(const struct settings *settings);

// One setting changed by hand after the others: what stood in its way gives way.
void settings_give_way(struct settings *settings, const struct setting *setting);

// Makes the settings those of a plan of that lab, as its defaults would have them where they agree. It leaves them alone
// where the plan could not be run here.
void settings_adopt(struct settings *settings, const struct lab_settings *lab, const struct plan *plan);

// The options that repeat this run of the lab, as words of a command line: " --guard mutex --count 3"; only those that
// differ from the defaults. Returns false where the buffer is too small.
bool settings_words(const struct lab_settings *lab, const struct plan *plan, char *buffer, size_t size_bytes);

// Writes key and value of every setting that is reported.
void settings_json(const struct lab_settings *lab, const struct plan *plan, struct json *json);

// Checks a plan that comes from a file: of this lab, every field in its range, and what goes together. STATUS_BAD_FILE names
// the field.
struct status settings_check(const struct lab_settings *lab, const struct plan *plan);

#endif
