// The balance's rows, and what of them goes together. Ranges and names stand here and nowhere else.
#include "labs/balance/settings.h"

#include "base/fault.h"
#include "base/text.h"
#include "lab/setting_words.h"
#include "lab/settings.h"
#include "labs/balance/guard.h"
#include "labs/balance/needs.h"
#include "labs/balance/python/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    AMOUNT_MAX = 1000,
    REPEATED_FROM = 2,
    ANALYSIS_BYTES_PER_UPDATE = 6, // what the ledger takes beside the journals
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

static bool has_bytecode(const struct experiment *experiment) { return guard_of(experiment)->bytecode; }

static bool has_processes(const struct experiment *experiment) { return experiment->workers == WORKERS_PROCESSES; }

static bool has_waits(const struct experiment *experiment) { return experiment->io_every > 0; }

static bool has_waits_in_bytecode(const struct experiment *experiment)
{
    return has_bytecode(experiment) && has_waits(experiment);
}

static uint64_t program_now(const struct experiment *experiment) { return experiment_program(experiment); }

static bool program_is_the_guards(const struct experiment *experiment) { return experiment->guard == GUARD_GIL_MUTEX; }

static void fill_cost(struct experiment *experiment)
{
    experiment->bytecode_cost_ns = python_of(experiment)->bytecode_ns;
}

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

static void fill_amounts(struct experiment *experiment)
{
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

static const struct setting rows[] = {
    {
        .name = "guard",
        .metavar = "NAME",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 10,
        .of_variant = true,
        SETTING_AT(guard),
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
        SETTING_AT(python),
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
        SETTING_AT(program),
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
        SETTING_AT(switch_interval_ns),
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
        SETTING_AT(bytecode_cost_ns),
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
        SETTING_AT(io_every),
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
        SETTING_AT(io_ns),
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
        SETTING_AT(io_workers),
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
        SETTING_AT(memory),
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
        SETTING_LIST_AT(amounts),
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
        SETTING_AT(iterations),
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
        SETTING_AT(scheduled),
        .usual = SCHEDULE_FREE,
        .choices = &schedules,
        .json = "schedule",
    },
    { .name = NULL },
};

static const struct setting *row_named(const char *name)
{
    const struct setting *row = rows;
    while (strcmp(row->name, name) != 0)
        row++;
    return row;
}

// ---- what they bring along -----------------------------------------------------------------------------------------

// A version or a program is asked for because of its GIL, and the program `lock` is the one with a lock of its own.
static struct status bring_guard(struct settings *settings)
{
    struct experiment *experiment = &settings->experiment;
    const bool gil_given = settings_given(settings, "python") || settings_given(settings, "program") ||
                           settings_given(settings, "io-every");
    if (!settings_given(settings, "guard") && gil_given)
        experiment->guard = GUARD_GIL;
    if (experiment->guard == GUARD_GIL && experiment->program == PROGRAM_LOCK)
        experiment->guard = GUARD_GIL_MUTEX;
    if (experiment->guard != GUARD_GIL_MUTEX)
        return status_ok();
    if (settings_given(settings, "program") && experiment->program != PROGRAM_LOCK)
        return setting_must_be(row_named("program"), program_kinds[experiment->program].name,
                               "lock with --guard gil+mutex");
    experiment->program = PROGRAM_LOCK;
    return status_ok();
}

static uint32_t amounts_given(const struct experiment *experiment)
{
    uint32_t count = 0;
    while (count < WORKERS_MAX && experiment->amounts[count])
        count++;
    return count;
}

// A list of amounts fixes how many workers there are, unless --count says so as well.
static struct status bring(struct settings *settings)
{
    struct experiment *experiment = &settings->experiment;
    const struct status status = bring_guard(settings);
    if (!status_is_ok(status) || !settings_given(settings, "amounts"))
        return status;
    const uint32_t amounts = amounts_given(experiment);
    if (!settings_given(settings, "count"))
        experiment->count = amounts;
    if (experiment->count == amounts)
        return status_ok();
    return status_with(STATUS_USAGE, FAULT_AMOUNTS, part_number(amounts), part_number(experiment->count));
}

// ---- what only the whole can tell ----------------------------------------------------------------------------------

// With no wait asked for there is none; else what is not given is as usual.
static struct status settle_io(struct settings *settings)
{
    struct experiment *experiment = &settings->experiment;
    char text[TEXT_NUMBER_BYTES];
    if (!experiment->io_every) {
        const char *lone = settings_given(settings, "io-time") ? "io-time" : "io-workers";
        if (settings_given(settings, lone))
            return status_with(STATUS_USAGE, FAULT_LONE_WAIT, part_text(lone));
        experiment->io_ns = experiment->io_workers = 0;
        return status_ok();
    }
    if (!experiment->io_ns)
        setting_put_usual(row_named("io-time"), experiment);
    if (!experiment->io_workers)
        setting_put_usual(row_named("io-workers"), experiment);
    if (experiment->io_workers >> experiment->count == 0)
        return status_ok();
    return status_with(STATUS_USAGE, FAULT_WAITERS, part_text(text_grouped_ascii(text, experiment->count)));
}

// The balance strays by at most one amount for every iteration of every worker, and not at all where nothing can be
// lost.
static struct status check_reach(const struct experiment *experiment)
{
    int64_t reach = 0;
    char text[TEXT_NUMBER_BYTES], limit[TEXT_NUMBER_BYTES];
    if (guard_keeps_all(experiment))
        return status_ok();
    for (uint32_t i = 0; i < experiment->count; i++)
        reach += experiment->amounts[i] * (int64_t)experiment->iterations;
    if (reach <= INT32_MAX)
        return status_ok();
    return status_with(STATUS_USAGE, FAULT_REACH, part_number(experiment->iterations),
                       part_text(text_grouped_ascii(text, reach)), part_text(text_grouped_ascii(limit, INT32_MAX)));
}

static struct status check_memory(const struct experiment *experiment, uint64_t available)
{
    const uint64_t needed =
        experiment_memory_bytes(experiment) + ANALYSIS_BYTES_PER_UPDATE * experiment_updates(experiment);
    char needed_text[TEXT_NUMBER_BYTES], available_text[TEXT_NUMBER_BYTES];
    if (needed <= available)
        return status_ok();
    return status_with(STATUS_USAGE, FAULT_JOURNALS, part_number(experiment->iterations),
                       part_number(experiment->count), part_text(text_bytes(needed_text, needed)),
                       part_text(text_bytes(available_text, available)));
}

static struct status settle(struct settings *settings, uint64_t memory_available)
{
    struct experiment *experiment = &settings->experiment;
    if (experiment->memory == MEMORY_PRIVATE && experiment->workers == WORKERS_THREADS)
        return setting_must_be(row_named("memory"), memory_kind_names[MEMORY_PRIVATE],
                               "shared for threads: only processes (--workers processes) can have memory of their own");
    struct status status = settle_io(settings);
    if (status_is_ok(status))
        status = check_reach(experiment);
    if (status_is_ok(status))
        status = check_memory(experiment, memory_available);
    return status;
}

static struct status check(const struct experiment *experiment)
{
    const struct experiment *e = experiment;
    for (size_t i = 0; i < sizeof e->reserved; i++)
        if (e->reserved[i])
            return status_fault(STATUS_BAD_FILE, FAULT_UNKNOWN_SETTINGS);
    if (e->guard == GUARD_GIL && e->program == PROGRAM_LOCK)
        return status_fault(STATUS_BAD_FILE, FAULT_PROGRAM_LOCK);
    if (e->io_every ? e->io_workers == 0 || e->io_workers >> e->count != 0 : e->io_workers != 0)
        return status_fault(STATUS_BAD_FILE, FAULT_NO_SUCH_WAITERS);
    if (e->memory == MEMORY_PRIVATE && e->workers != WORKERS_PROCESSES)
        return status_fault(STATUS_BAD_FILE, FAULT_PRIVATE_THREADS);
    if (e->scheduled == SCHEDULE_DRIVEN &&
        (e->count > DRIVEN_WORKERS_MAX || e->memory == MEMORY_PRIVATE || e->io_every))
        return status_fault(STATUS_BAD_FILE, FAULT_NOT_DRIVEN);
    struct status status = check_reach(experiment);
    if (!status_is_ok(status))
        status.kind = STATUS_BAD_FILE;
    return status;
}

// ---- what gives way ------------------------------------------------------------------------------------------------

static bool is(const struct setting *setting, const char *name) { return strcmp(setting->name, name) == 0; }

// Those that are still there go on waiting for input.
static void keep_io_workers(struct settings *settings)
{
    struct settings trial = *settings;
    trial.experiment.io_every = trial.experiment.io_workers = 0;
    settings_mark(&trial, "io-time", false);
    settings_mark(&trial, "io-workers", false);
    if (status_is_ok(settings_finish(&trial, UINT64_MAX)))
        settings->experiment.io_workers &= (UINT64_C(1) << trial.experiment.count) - 1;
}

static void give_way(struct settings *settings, const struct setting *setting)
{
    struct experiment *experiment = &settings->experiment;
    // The program with a lock of its own and the guard that is that lock come and go together.
    if (is(setting, "guard") && (experiment->guard == GUARD_GIL_MUTEX || experiment->program == PROGRAM_LOCK)) {
        experiment->program = experiment->guard == GUARD_GIL_MUTEX ? PROGRAM_LOCK : PROGRAM_CALL;
        settings_mark(settings, "program", false);
    }
    if (is(setting, "program") && experiment->guard == GUARD_GIL_MUTEX && experiment->program != PROGRAM_LOCK)
        experiment->guard = GUARD_GIL;
    if (is(setting, "count")) {
        settings_mark(settings, "amounts", false);
        memset(experiment->amounts, 0, sizeof experiment->amounts);
    }
    if (is(setting, "amounts"))
        settings_mark(settings, "count", false);
    if (is(setting, "io-every") && experiment->io_every == 0) {
        settings_mark(settings, "io-time", false);
        settings_mark(settings, "io-workers", false);
    }
    if (is(setting, "count") || is(setting, "amounts"))
        keep_io_workers(settings);
    if (is(setting, "workers") && experiment->workers == WORKERS_THREADS)
        experiment->memory = MEMORY_SHARED;
}

const struct lab_settings balance_settings = { rows, bring, settle, check, experiment_updates, give_way };
