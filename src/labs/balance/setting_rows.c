// The balance's table of settings. Ranges and names stand here and nowhere else.
#include "labs/balance/setting_rows.h"

#include "base/text.h"
#include "lab/common_settings.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    AMOUNT_MAX = 1000,
    REPEATED_FROM = 2,
    COUNT_USUAL = 2,
};

// The seed's amounts, then others without a common measure, so that sums tell who was lost.
static const int32_t usual_amounts[] = { 5, 8, 3, 7, 11, 2, 9, 4 };

enum {
    AMOUNTS = sizeof usual_amounts / sizeof *usual_amounts
};

_Static_assert((int)LAB_TASKS_MAX == (int)WORKERS_MAX, "as many as a version can name");

static const char *const memory_kind_names[MEMORY_COUNT] = { "shared", "private" };
static const char *const schedule_names[SCHEDULE_COUNT] = { "free", "driven" };

const char *memory_kind_name(enum memory_kind kind) { return memory_kind_names[kind]; }

// ---- what can be chosen --------------------------------------------------------------------------------------------

static const char *guard_name(uint32_t guard) { return guards[guard]->name; }

static const char *version_name(uint32_t version) { return pythons[version].name; }

static uint32_t version_listed(uint32_t place) { return python_by_age[place]; }

static const char *version_note(uint32_t version) { return pythons[version].also_words; }

static bool version_read(const char *name, uint32_t *number)
{
    enum python_version version;
    const bool known = python_from_name(name, &version);
    if (known)
        *number = version;
    return known;
}

static const char *program_name(uint32_t program) { return program_kinds[program].name; }

static const char *memory_name(uint32_t memory) { return memory_kind_names[memory]; }

static const char *schedule_name(uint32_t schedule) { return schedule_names[schedule]; }

static const struct setting_choices guard_choices = { GUARD_COUNT, guard_name, NULL, NULL, NULL };
static const struct setting_choices versions = { PYTHON_COUNT, version_name, version_listed, version_read,
                                                 version_note };
static const struct setting_choices programs = { PROGRAM_COUNT, program_name, NULL, NULL, NULL };
static const struct setting_choices memories = { MEMORY_COUNT, memory_name, NULL, NULL, NULL };
static const struct setting_choices schedules = { SCHEDULE_COUNT, schedule_name, NULL, NULL, NULL };

// ---- what depends on others ----------------------------------------------------------------------------------------

// The plan as what it is: the rows see plans of the balance alone.
static struct experiment *own(struct plan *plan) { return (struct experiment *)plan; }

static bool has_bytecode(const struct plan *plan) { return guard_of(plan_experiment(plan))->bytecode; }

static bool has_processes(const struct plan *plan) { return plan->kind == WORKERS_PROCESSES; }

static bool has_waits(const struct plan *plan) { return plan_experiment(plan)->io_every > 0; }

static bool has_waits_in_bytecode(const struct plan *plan) { return has_bytecode(plan) && has_waits(plan); }

static uint64_t program_now(const struct plan *plan) { return experiment_program(plan_experiment(plan)); }

static bool program_is_the_guards(const struct plan *plan) { return plan_experiment(plan)->guard == GUARD_GIL_MUTEX; }

static void fill_cost(struct plan *plan) { own(plan)->bytecode_cost_ns = python_of(own(plan))->bytecode_ns; }

static char *say_cost(char words[SETTING_WORDS_BYTES])
{
    uint64_t least = pythons[0].bytecode_ns, most = least;
    char from[TEXT_NUMBER_BYTES], to[TEXT_NUMBER_BYTES];
    for (int i = 1; i < PYTHON_COUNT; i++) {
        least = pythons[i].bytecode_ns < least ? pythons[i].bytecode_ns : least;
        most = pythons[i].bytecode_ns > most ? pythons[i].bytecode_ns : most;
    }
    snprintf(words, SETTING_WORDS_BYTES, "%s to %s, as the version's own is", text_duration_exact(from, least),
             text_duration_exact(to, most));
    return words;
}

static void fill_amounts(struct plan *plan)
{
    struct experiment *experiment = own(plan);
    const uint32_t repeated = AMOUNTS - REPEATED_FROM;
    memset(experiment->amounts, 0, sizeof experiment->amounts);
    for (uint32_t i = 0; i < experiment->count; i++)
        experiment->amounts[i] = usual_amounts[i < REPEATED_FROM ? i : REPEATED_FROM + (i - REPEATED_FROM) % repeated];
}

static char *say_amounts(char words[SETTING_WORDS_BYTES])
{
    size_t length = 0;
    for (int i = 0; i < AMOUNTS; i++)
        length += (size_t)snprintf(words + length, SETTING_WORDS_BYTES - length, "%s%" PRId32,
                                   i == 0               ? ""
                                   : i == REPEATED_FROM ? ", then "
                                                        : ",",
                                   usual_amounts[i]);
    snprintf(words + length, SETTING_WORDS_BYTES - length, " repeated");
    return words;
}

static void fill_timing(struct plan *plan) { plan->timing = guard_timing(own(plan)); }

static char *say_timing(char words[SETTING_WORDS_BYTES])
{
    char most[TEXT_NUMBER_BYTES];
    snprintf(words, SETTING_WORDS_BYTES, "%s; under a lock %s up to %s updates", timing_kind_name(TIMING_SAMPLED),
             timing_kind_name(TIMING_FULL), text_grouped_ascii(most, TIMING_FULL_UPDATES_MAX));
    return words;
}

// ---- the rows ------------------------------------------------------------------------------------------------------

static const uint64_t iterations_ladder[] = {
    1,     2,     3,     5,      10,     20,     50,      100,     200,     500,      1000,     2000,     5000,
    10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000, 10000000, 20000000, 30000000, 0,
};

// From a microsecond to a second.
static const uint64_t times_ladder[] = {
    1 * SETTING_US,   2 * SETTING_US,   5 * SETTING_US,   10 * SETTING_US,  20 * SETTING_US,
    50 * SETTING_US,  100 * SETTING_US, 200 * SETTING_US, 500 * SETTING_US, 1 * SETTING_MS,
    2 * SETTING_MS,   5 * SETTING_MS,   10 * SETTING_MS,  20 * SETTING_MS,  50 * SETTING_MS,
    100 * SETTING_MS, 200 * SETTING_MS, 500 * SETTING_MS, 1 * SETTING_S,    0,
};

static const uint64_t costs_ladder[] = {
    0, 1, 2, 5, 10, 25, 50, 100, 200, 500, 1 * SETTING_US, 2 * SETTING_US, 5 * SETTING_US, 10 * SETTING_US, 0,
};

static const uint64_t every_ladder[] = {
    0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000, 0,
};

const struct setting balance_setting_rows[] = {
    COMMON_WORKERS(WORKERS_THREADS),
    COMMON_COUNT(1, WORKERS_MAX, COUNT_USUAL),
    COMMON_CORES,
    COMMON_TIMING(fill_timing, say_timing),
    COMMON_DEADLINE(30 * SETTING_S),
    {
        .name = "guard",
        .metavar = "NAME",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 10,
        .of_variant = true,
        SETTING_AT(struct experiment, guard),
        .usual = GUARD_NONE,
        .choices = &guard_choices,
        .json = "guard",
    },
    {
        .name = "python",
        .metavar = "VERSION",
        .help = "CPython whose GIL it is: {range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 20,
        .of_variant = true,
        SETTING_AT(struct experiment, python),
        .usual = PYTHON_3_12,
        .choices = &versions,
        .means = has_bytecode,
        .json = "python",
        .json_null = true,
        .steps = true,
    },
    {
        .name = "program",
        .metavar = "NAME",
        .help = "under a GIL: {range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 30,
        .of_variant = true,
        SETTING_AT(struct experiment, program),
        .usual = PROGRAM_CALL,
        .choices = &programs,
        .means = has_bytecode,
        .implied = program_is_the_guards,
        .number = program_now,
        .json = "program",
        .json_null = true,
        .steps = true,
    },
    {
        .name = "switch-interval",
        .metavar = "TIME",
        .help = "a GIL's patience, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 100,
        .of_variant = true,
        SETTING_AT(struct experiment, switch_interval_ns),
        .low = SETTING_US,
        .high = SETTING_S,
        .usual = 5 * SETTING_MS,
        .means = has_bytecode,
        .json = "switch_interval_ns",
        .steps = true,
        .ladder = times_ladder,
    },
    {
        .name = "bytecode-cost",
        .metavar = "TIME",
        .help = "pace of one bytecode under a GIL, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 110,
        .of_variant = true,
        SETTING_AT(struct experiment, bytecode_cost_ns),
        .high = 10 * SETTING_US,
        .means = has_bytecode,
        .fill = fill_cost,
        .follows = "python",
        .say_usual = say_cost,
        .json = "bytecode_cost_ns",
        .steps = true,
        .ladder = costs_ladder,
    },
    {
        .name = "io-every",
        .metavar = "N",
        .help = "under a GIL: some workers wait for input after every N iterations ({usual})",
        .kind = SETTING_COUNT,
        .rank = 120,
        .of_variant = true,
        SETTING_AT(struct experiment, io_every),
        .low = 1,
        .high = ITERATIONS_MAX,
        .never = "never",
        .means = has_bytecode,
        .json = "every",
        .json_object = "io",
        .steps = true,
        .ladder = every_ladder,
    },
    {
        .name = "io-time",
        .metavar = "TIME",
        .help = "how long such a wait is, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 130,
        .of_variant = true,
        SETTING_AT(struct experiment, io_ns),
        .low = SETTING_US,
        .high = SETTING_S,
        .usual = SETTING_MS,
        .means = has_waits_in_bytecode,
        .there = has_waits,
        .always_said = true,
        .json = "time_ns",
        .json_object = "io",
        .steps = true,
        .ladder = times_ladder,
    },
    {
        .name = "io-workers",
        .metavar = "N,N,...",
        .help = "which workers wait, by number ({usual})",
        .kind = SETTING_SET,
        .rank = 140,
        .of_variant = true,
        SETTING_AT(struct experiment, io_workers),
        .low = 1,
        .high = WORKERS_MAX,
        .usual = 1,
        .means = has_waits_in_bytecode,
        .there = has_waits,
        .always_said = true,
        .json = "workers",
        .json_object = "io",
    },
    {
        .name = "memory",
        .metavar = "KIND",
        .help = "{1}, or {2} for processes: each its own balance ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 50,
        SETTING_AT(struct experiment, memory),
        .usual = MEMORY_SHARED,
        .choices = &memories,
        .means = has_processes,
        .json = "memory",
    },
    {
        .name = "amounts",
        .metavar = "N,N,...",
        .help = "one a worker, each {range} ({usual})",
        .kind = SETTING_LIST,
        .rank = 70,
        SETTING_LIST_AT(struct experiment, amounts),
        .low = 1,
        .high = AMOUNT_MAX,
        .each = "amount",
        .fill = fill_amounts,
        .late = true,
        .say_usual = say_amounts,
        .json = "amounts",
    },
    {
        .name = "iterations",
        .metavar = "N",
        .help = "of each worker, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 80,
        SETTING_AT(struct experiment, iterations),
        .low = 1,
        .high = ITERATIONS_MAX,
        .usual = 100000,
        .json = "iterations",
        .steps = true,
        .ladder = iterations_ladder,
    },
    {
        .name = "schedule", // by who drives the run
        .kind = SETTING_CHOICE,
        .rank = 160,
        SETTING_AT(struct experiment, scheduled),
        .usual = SCHEDULE_FREE,
        .choices = &schedules,
        .json = "schedule",
    },
    { .name = NULL },
};
