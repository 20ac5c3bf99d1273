// What can be set of the locks.
#include "labs/locks/locks.h"
#include "labs/locks/schedules.h"

#include "base/fault.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[LOCKS_VARIANTS] = {
    "never-released", "finally",         "non-blocking", "timeout",         "double-release",
    "same-order",     "opposite-orders", "philosophers", "fork-while-held",
};
static const char *const arrangement_names[LOCKS_ARRANGEMENTS] = { "all-right", "one-left", "waiter" };
static const char *const holder_names[LOCKS_HOLDERS] = { "returns", "killed" };
static const char *const rescue_names[] = { "no", "yes" };

static const char *variant_name(uint32_t number) { return variant_names[number]; }
static const char *arrangement_name(uint32_t number) { return arrangement_names[number]; }
static const char *holder_name(uint32_t number) { return holder_names[number]; }
static const char *rescue_name(uint32_t number) { return rescue_names[number]; }

static const struct setting_choices variants = { LOCKS_VARIANTS, variant_name, NULL, NULL, NULL };
static const struct setting_choices arrangements = { LOCKS_ARRANGEMENTS, arrangement_name, NULL, NULL, NULL };
static const struct setting_choices holders = { LOCKS_HOLDERS, holder_name, NULL, NULL, NULL };
static const struct setting_choices rescues = { 2, rescue_name, NULL, NULL, NULL };

static const uint64_t times[] = {
    SETTING_MS, 5 * SETTING_MS, 10 * SETTING_MS, 50 * SETTING_MS, 100 * SETTING_MS, 500 * SETTING_MS, SETTING_S, 0,
};
static const uint64_t pauses[] = {
    10 * SETTING_US, 100 * SETTING_US, SETTING_MS, 10 * SETTING_MS, 100 * SETTING_MS, 0,
};

// ---- what means something where --------------------------------------------------------------------------------------

static uint32_t variant_of(const struct plan *plan) { return locks_plan_of(plan)->variant; }

static bool is_table(const struct plan *plan) { return variant_of(plan) == LOCKS_PHILOSOPHERS; }

// With its own times: a driven run takes one round, and waits for nothing but its turn.
static bool is_free(const struct plan *plan) { return locks_has_two(plan) && !locks_is_driven(plan); }

static bool is_fork(const struct plan *plan) { return variant_of(plan) == LOCKS_FORK_WHILE_HELD; }

static bool has_workers(const struct plan *plan) { return !is_fork(plan); }

static bool is_never(const struct plan *plan) { return variant_of(plan) == LOCKS_NEVER_RELEASED; }

static bool can_be_killed(const struct plan *plan) { return is_never(plan) && plan->kind == WORKERS_PROCESSES; }

static bool has_hold(const struct plan *plan) { return !locks_has_two(plan) && !is_fork(plan); }

static bool has_timeout(const struct plan *plan) { return variant_of(plan) == LOCKS_TIMEOUT || is_fork(plan); }

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, LOCKS_NEVER_RELEASED),
    {
        .name = "workers",
        .metavar = "KIND",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 15,
        SETTING_AT(struct plan, kind),
        .usual = WORKERS_THREADS,
        .choices = &setting_worker_kinds,
        .means = has_workers,
        .json = "workers",
        .json_null = true,
    },
    {
        .name = "holder",
        .metavar = "END",
        .help = "how it ends that never gives back, {range} ({usual}); a process can be killed",
        .kind = SETTING_CHOICE,
        .rank = 20,
        SETTING_AT(struct locks_plan, holder),
        .usual = LOCKS_HOLDER_RETURNS,
        .choices = &holders,
        .means = can_be_killed,
        .json = "holder",
        .json_null = true,
    },
    {
        .name = "rescue",
        .metavar = "WHETHER",
        .help = "another than its holder gives the lock back, {range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 25,
        SETTING_AT(struct locks_plan, rescue),
        .usual = 0,
        .choices = &rescues,
        .means = is_never,
        .json = "rescue",
        .json_null = true,
    },
    {
        .name = "count",
        .metavar = "N",
        .help = "philosophers, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 30,
        SETTING_AT(struct locks_plan, count),
        .low = 2,
        .high = LOCKS_MOST,
        .usual = LOCKS_MOST,
        .means = is_table,
        .json = "count",
        .json_null = true,
        .steps = true,
    },
    {
        .name = "arrangement",
        .metavar = "NAME",
        .help = "of the philosophers, {range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 35,
        SETTING_AT(struct locks_plan, arrangement),
        .usual = LOCKS_ALL_RIGHT,
        .choices = &arrangements,
        .means = is_table,
        .json = "arrangement",
        .json_null = true,
    },
    {
        .name = "rounds",
        .metavar = "N",
        .help = "how often both locks are taken, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 40,
        SETTING_AT(struct locks_plan, rounds),
        .low = 1,
        .high = LOCKS_ROUNDS_MOST,
        .usual = 3,
        .means = is_free,
        .json = "rounds",
        .json_null = true,
        .steps = true,
    },
    {
        .name = "pause",
        .metavar = "TIME",
        .help = "sleep between the first lock and the second, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 45,
        SETTING_AT(struct locks_plan, pause_ns),
        .low = 0,
        .high = SETTING_S,
        .usual = SETTING_MS,
        .means = is_free,
        .json = "pause_ns",
        .json_null = true,
        .steps = true,
        .ladder = pauses,
    },
    {
        .name = "give-up",
        .metavar = "TIME",
        .help = "how long the second lock is waited for, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 50,
        SETTING_AT(struct locks_plan, give_up_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 0,
        .never = "never",
        .means = is_free,
        .json = "give_up_ns",
        .json_null = true,
        .steps = true,
        .ladder = times,
    },
    {
        .name = "hold",
        .metavar = "TIME",
        .help = "how long the first holds the lock, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 55,
        SETTING_AT(struct locks_plan, hold_ns),
        .low = 0,
        .high = 10 * SETTING_S,
        .usual = 100 * SETTING_MS,
        .means = has_hold,
        .json = "hold_ns",
        .json_null = true,
        .steps = true,
        .ladder = times,
    },
    {
        .name = "timeout",
        .metavar = "TIME",
        .help = "how long an acquire waits that gives up, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 60,
        SETTING_AT(struct locks_plan, timeout_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 50 * SETTING_MS,
        .means = has_timeout,
        .json = "timeout_ns",
        .json_null = true,
        .steps = true,
        .ladder = times,
    },
    {
        .name = "share",
        .metavar = "PERCENT",
        .help = "of its time that the thread holds the lock, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 65,
        SETTING_AT(struct locks_plan, share),
        .low = 10,
        .high = 90,
        .usual = 50,
        .means = is_fork,
        .json = "share",
        .json_null = true,
        .steps = true,
    },
    {
        .name = "schedule",
        .metavar = "MOVES",
        .help = "one round in this order of steps: a digit a move, 1 the first worker; what is left follows one by one",
        .kind = SETTING_DIGITS,
        .rank = 70,
        SETTING_LIST_AT(struct locks_plan, moves),
        .low = 1,
        .high = LOCKS_MOST,
        .means = locks_is_driven,
        .once = true,
        .json = "schedule",
        .json_absent = true,
    },
    COMMON_CORES,
    PROGRAM_LAB_PACE(50 * SETTING_US),
    COMMON_DEADLINE(SETTING_S),
    { .name = NULL },
};

// A driven run has none of the times of a free one.
static struct status check_schedule(const struct settings *settings)
{
    static const char *const others[] = { "rounds", "pause", "give-up" };
    if (!locks_is_driven(&settings->plan))
        return status_ok();
    if (!locks_has_two(&settings->plan))
        return status_make(STATUS_USAGE,
                           "--schedule: goes with --variant same-order, opposite-orders or philosophers, not %s",
                           variant_name(variant_of(&settings->plan)));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (settings_given(settings, others[i]))
            return status_make(STATUS_USAGE, "--%s: does not go with --schedule, which is one round, step by step",
                               others[i]);
    return status_ok();
}

// Only a process can be ended alone: whoever wants its holder killed wants processes.
static struct status bring(struct settings *settings)
{
    struct plan *plan = &settings->plan;
    const struct status status = check_schedule(settings);
    if (!status_is_ok(status))
        return status;
    if (!is_never(plan) || locks_plan_of(plan)->holder != LOCKS_HOLDER_KILLED || plan->kind == WORKERS_PROCESSES)
        return status_ok();
    if (settings_given(settings, "holder") && settings_given(settings, "workers"))
        return status_fault(STATUS_USAGE, FAULT_KILLED_THREAD);
    if (settings_given(settings, "holder"))
        plan->kind = WORKERS_PROCESSES;
    return status_ok();
}

// Whichever of the two was changed last stands.
static void give_way(struct settings *settings, const struct setting *setting)
{
    struct locks_plan *plan = (struct locks_plan *)&settings->plan;
    if (plan->holder != LOCKS_HOLDER_KILLED || settings->plan.kind == WORKERS_PROCESSES)
        return;
    if (strcmp(setting->name, "holder") == 0) {
        settings_mark(settings, "workers", false);
    } else if (strcmp(setting->name, "workers") == 0) {
        settings_mark(settings, "holder", false);
        plan->holder = LOCKS_HOLDER_RETURNS;
    }
}

static uint32_t workers_of(const struct plan *plan)
{
    return is_table(plan) ? locks_plan_of(plan)->count : variant_of(plan) == LOCKS_DOUBLE_RELEASE ? 1 : 2;
}

static void derive(struct plan *plan)
{
    plan->timing = TIMING_FULL;
    plan->tasks = workers_of(plan); // beside the main one
}

static struct status settle(struct settings *settings, uint64_t memory_available)
{
    (void)memory_available;
    return locks_is_driven(&settings->plan) ? locks_complete_moves(&settings->plan, "--schedule") : status_ok();
}

static struct status check(const struct plan *plan)
{
    return !locks_is_driven(plan) || locks_moves_are_whole(plan)
               ? status_ok()
               : status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text("plan: its moves are no schedule"));
}

const struct lab_settings locks_settings = {
    .lab = LAB_LOCKS,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct locks_plan),
    .bring = bring,
    .give_way = give_way,
    .derive = derive,
    .settle = settle,
    .check = check,
};
