// What of the balance's settings goes together.
#include "labs/balance/settings.h"

#include "base/fault.h"
#include "base/text.h"
#include "lab/setting_words.h"
#include "labs/balance/guard.h"
#include "labs/balance/needs.h"
#include "labs/balance/python/listing.h"
#include "labs/balance/setting_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    ANALYSIS_BYTES_PER_UPDATE = 6, // what the ledger takes beside the journals
};

static const struct setting *row_named(const char *name)
{
    const struct setting *row = balance_setting_rows;
    while (strcmp(row->name, name) != 0)
        row++;
    return row;
}

// ---- what they bring along -----------------------------------------------------------------------------------------

// A version or a program is asked for because of its GIL, and the program `lock` is the one with a lock of its own.
static struct status bring_guard(struct settings *settings)
{
    struct experiment *experiment = experiment_to_change(settings);
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

// A lock made for so many workers goes with no other number of them.
static struct status check_count(const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    char count[TEXT_NUMBER_BYTES], must_be[64];
    if (guard->workers == 0 || experiment->count == guard->workers)
        return status_ok();
    snprintf(must_be, sizeof must_be, "%" PRIu32 " with --guard %s", guard->workers, guard->name);
    return status_with(STATUS_USAGE, FAULT_MUST_BE, part_text("count"),
                       part_text(text_grouped_ascii(count, experiment->count)), part_text(must_be));
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
    struct experiment *experiment = experiment_to_change(settings);
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
    struct experiment *experiment = experiment_to_change(settings);
    char text[TEXT_NUMBER_BYTES];
    if (!experiment->io_every) {
        const char *lone = settings_given(settings, "io-time") ? "io-time" : "io-workers";
        if (settings_given(settings, lone))
            return status_with(STATUS_USAGE, FAULT_LONE_WAIT, part_text(lone));
        experiment->io_ns = experiment->io_workers = 0;
        return status_ok();
    }
    if (!experiment->io_ns)
        setting_put_usual(row_named("io-time"), &settings->plan);
    if (!experiment->io_workers)
        setting_put_usual(row_named("io-workers"), &settings->plan);
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
    struct experiment *experiment = experiment_to_change(settings);
    if (experiment->memory == MEMORY_PRIVATE && experiment->workers == WORKERS_THREADS)
        return setting_must_be(row_named("memory"), memory_kind_name(MEMORY_PRIVATE),
                               "shared for threads: only processes (--workers processes) can have memory of their own");
    struct status status = check_count(experiment);
    if (status_is_ok(status))
        status = settle_io(settings);
    if (status_is_ok(status))
        status = check_reach(experiment);
    if (status_is_ok(status))
        status = check_memory(experiment, memory_available);
    return status;
}

static struct status check(const struct plan *plan)
{
    const struct experiment *e = plan_experiment(plan);
    if (e->guard == GUARD_GIL && e->program == PROGRAM_LOCK)
        return status_fault(STATUS_BAD_FILE, FAULT_PROGRAM_LOCK);
    if (guard_of(e)->workers && e->count != guard_of(e)->workers)
        return status_fault(STATUS_BAD_FILE, FAULT_GUARD_COUNT);
    if (e->io_every ? e->io_workers == 0 || e->io_workers >> e->count != 0 : e->io_workers != 0)
        return status_fault(STATUS_BAD_FILE, FAULT_NO_SUCH_WAITERS);
    if (e->memory == MEMORY_PRIVATE && e->workers != WORKERS_PROCESSES)
        return status_fault(STATUS_BAD_FILE, FAULT_PRIVATE_THREADS);
    if (e->scheduled == SCHEDULE_DRIVEN &&
        (e->count > DRIVEN_WORKERS_MAX || e->memory == MEMORY_PRIVATE || e->io_every))
        return status_fault(STATUS_BAD_FILE, FAULT_NOT_DRIVEN);
    struct status status = check_reach(e);
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
    struct experiment *tried = experiment_to_change(&trial);
    tried->io_every = tried->io_workers = 0;
    settings_mark(&trial, "io-time", false);
    settings_mark(&trial, "io-workers", false);
    if (status_is_ok(settings_finish(&trial, UINT64_MAX)))
        experiment_to_change(settings)->io_workers &= (UINT64_C(1) << tried->count) - 1;
}

// A lock for two and another number of workers do not go together: what was not chosen now gives way, the guard to the lock by
// hand that is for any number.
static void keep_guard_and_count(struct settings *settings, const struct setting *setting)
{
    struct experiment *experiment = experiment_to_change(settings);
    const uint32_t workers = guard_of(experiment)->workers;
    if (workers == 0)
        return;
    if (is(setting, "guard") && experiment->count != workers) {
        experiment->count = workers;
        settings_mark(settings, "amounts", false);
        memset(experiment->amounts, 0, sizeof experiment->amounts);
        keep_io_workers(settings);
    }
    if ((is(setting, "count") && experiment->count != workers) ||
        (is(setting, "amounts") && amounts_given(experiment) != workers))
        experiment->guard = GUARD_TICKET;
}

static void give_way(struct settings *settings, const struct setting *setting)
{
    struct experiment *experiment = experiment_to_change(settings);
    keep_guard_and_count(settings, setting);
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

const struct lab_settings balance_settings = {
    .lab = LAB_BALANCE,
    .rows = balance_setting_rows,
    .variant = "guard",
    .used_bytes = offsetof(struct experiment, reserved),
    .bring = bring,
    .settle = settle,
    .check = check,
    .give_way = give_way,
};
