// Rows that labs have in common: settings that every plan has a field for. A lab puts those that mean something for it into
// its table, each with its own default; one that would say something else of such a field writes a row of its own.
#ifndef LAB_COMMON_SETTINGS_H
#define LAB_COMMON_SETTINGS_H

#include "lab/setting.h"

extern const struct setting_choices setting_worker_kinds, setting_timing_kinds;
extern const uint64_t setting_deadlines[]; // a ladder

// What the tasks are: enum worker_kind.
#define COMMON_WORKERS(default_kind)                                                                                   \
    {                                                                                                                  \
        .name = "workers", .metavar = "KIND", .help = "{range} ({usual})", .kind = SETTING_CHOICE, .rank = 40,         \
        SETTING_AT(struct plan, kind), .usual = (default_kind), .choices = &setting_worker_kinds, .json = "workers",   \
    }

// How many workers there are.
#define COMMON_COUNT(least_count, most_count, default_count)                                                           \
    {                                                                                                                  \
        .name = "count", .metavar = "N", .help = "workers, {range} ({usual})", .kind = SETTING_COUNT, .rank = 60,      \
        SETTING_AT(struct plan, tasks), .low = (least_count), .high = (most_count), .usual = (default_count),          \
        .json = "count", .steps = true,                                                                                \
    }

// The cpus they may use; all there are, unless given. Every lab has it.
#define COMMON_CORES                                                                                                   \
    {                                                                                                                  \
        .name = "cores", .metavar = "N", .help = "cpus the workers may use, {range} ({usual})", .kind = SETTING_COUNT, \
        .rank = 90, SETTING_AT(struct plan, cores), .low = 1, .high = SETTING_CORES_MAX, .of_machine = true,           \
        .always_said = true, .json = "cores", .steps = true,                                                           \
    }

// How much is timed. fill: puts the default; say: says it.
#define COMMON_TIMING(fill_default, say_default)                                                                       \
    {                                                                                                                  \
        .name = "timing", .metavar = "KIND", .help = "{range} ({usual})", .kind = SETTING_CHOICE, .rank = 150,         \
        SETTING_AT(struct plan, timing), .choices = &setting_timing_kinds, .fill = (fill_default), .late = true,       \
        .say_usual = (say_default), .json = "timing",                                                                  \
    }

// When the run is stopped, from a millisecond to an hour. Every lab has it.
#define COMMON_DEADLINE(default_ns)                                                                                    \
    {                                                                                                                  \
        .name = "deadline", .metavar = "TIME", .help = "the run is stopped after it, {range} ({usual})",               \
        .kind = SETTING_DURATION, .rank = 170, SETTING_AT(struct plan, deadline_ns), .low = SETTING_MS,                \
        .high = SETTING_HOUR, .usual = (default_ns), .steps = true, .ladder = setting_deadlines,                       \
    }

enum {
    SETTING_CORES_MAX = 1 << 16, // in a file; of this machine there may be fewer
};

// Names of the values, as on the command line.
const char *worker_kind_name(enum worker_kind kind);
const char *timing_kind_name(enum timing_kind kind);

#endif
