// The settings as a person writes them: one table of options, all checked in one place.
//
// Every option of an experiment is a row: name, what it takes, its default in words, its range. Each wrong value
// gets one clear line naming option, value and range.
#ifndef LAB_SETTINGS_H
#define LAB_SETTINGS_H

#include "base/status.h"
#include "labs/balance/experiment.h"

#include <stdbool.h>
#include <stdio.h>

struct setting {
    const char *name;    // without the dashes: "switch-interval"
    const char *metavar; // "TIME"
    const char *help;    // values, range and default, in one line
};

// Ended by a row with a NULL name.
extern const struct setting settings_table[];

struct settings {
    struct experiment experiment;
    bool given[16]; // by row of settings_table: set by the user rather than by default
    int machine_cores;
};

// The defaults: the seed program's values. machine_cores ≥ 1.
void settings_init(struct settings *settings, int machine_cores);

// Takes one option. STATUS_USAGE with the line to print when the name is none of the table's or the value is wrong.
struct status settings_set(struct settings *settings, const char *name, const char *value);

// Whether the table has this option.
bool settings_has(const char *name);

// Whether it was set by the user.
bool settings_given(const struct settings *settings, const char *name);

// Fills in what depends on other settings (amounts, timing, cores), then checks what only the whole can tell:
// balance within 32 bits, memory for journals, private memory only for processes, options that mean nothing
// together. memory_available in bytes.
struct status settings_finish(struct settings *settings, uint64_t memory_available);

// The options that repeat this experiment, as words of a command line: " --guard mutex --count 3"; only those that
// differ from the defaults. Returns false where the buffer is too small.
bool settings_words(const struct experiment *experiment, char *buffer, size_t size_bytes);

// Names of the values, as on the command line.
const char *worker_kind_name(enum worker_kind kind);
const char *memory_kind_name(enum memory_kind kind);
const char *timing_kind_name(enum timing_kind kind);

// Bytes of shared memory a run of this experiment needs: journals, times, events, locks.
uint64_t experiment_memory_bytes(const struct experiment *experiment);

// How many lock events each worker's buffer holds in a run of this experiment.
uint64_t experiment_events_capacity(const struct experiment *experiment);

// Checks an experiment that comes from a file: every field in its range. STATUS_BAD_FILE names the field.
struct status experiment_check(const struct experiment *experiment);

#endif
