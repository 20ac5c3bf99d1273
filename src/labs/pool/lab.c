// The pool's row in the table of labs, and its settings.
#include "labs/pool/pool.h"

#include "base/fault.h"
#include "base/said.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[POOL_VARIANTS] = {
    "apply-async",       "apply",           "exception",   "killed-worker", "instant",
    "join-before-close", "exception-heard", "killed-idle",
};

static const char *variant_name(uint32_t variant) { return variant_names[variant]; }

static const struct setting_choices variants = { POOL_VARIANTS, variant_name, NULL, NULL, NULL };

static const uint64_t times[] = {
    10 * SETTING_US, 100 * SETTING_US, SETTING_MS, 10 * SETTING_MS, 100 * SETTING_MS, 0,
};
static const uint64_t timeouts[] = {
    SETTING_MS, 10 * SETTING_MS, 100 * SETTING_MS, 500 * SETTING_MS, SETTING_S, 0,
};

static bool has_time(const struct plan *plan) { return pool_plan_of(plan)->variant != POOL_INSTANT; }

static bool has_timeout(const struct plan *plan) { return pool_kills(pool_plan_of(plan)); }

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, POOL_APPLY_ASYNC),
    {
        .name = "processes",
        .metavar = "N",
        .help = "workers of the pool, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 20,
        SETTING_AT(struct pool_plan, processes),
        .low = 1,
        .high = POOL_PROCESSES_MAX,
        .usual = 3,
        .json = "processes",
        .steps = true,
    },
    {
        .name = "tasks",
        .metavar = "N",
        .help = "tasks that they are given, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 30,
        SETTING_AT(struct pool_plan, given),
        .low = 1,
        .high = POOL_TASKS_MAX,
        .usual = 10,
        .json = "tasks",
        .steps = true,
    },
    {
        .name = "task-time",
        .metavar = "TIME",
        .help = "each task sleeps up to so long, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 40,
        SETTING_AT(struct pool_plan, task_ns),
        .low = 0,
        .high = SETTING_S,
        .usual = 10 * SETTING_MS,
        .means = has_time,
        .json = "task_ns",
        .json_null = true,
        .steps = true,
        .ladder = times,
    },
    {
        .name = "timeout",
        .metavar = "TIME",
        .help = "how long get() waits before it gives up, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 50,
        SETTING_AT(struct pool_plan, timeout_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 0,
        .never = "never",
        .means = has_timeout,
        .json = "timeout_ns",
        .json_null = true,
        .steps = true,
        .ladder = timeouts,
    },
    COMMON_CORES,
    PROGRAM_LAB_PACE(20 * SETTING_US),
    COMMON_DEADLINE(SETTING_S),
    { .name = NULL },
};

static void derive(struct plan *plan)
{
    plan->kind = WORKERS_PROCESSES;
    plan->timing = TIMING_FULL;
    plan->tasks = pool_plan_of(plan)->processes;
}

const struct lab_settings pool_settings = {
    .lab = LAB_POOL,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct pool_plan),
    .derive = derive,
};

// ---- the row --------------------------------------------------------------------------------------------------------

static uint32_t resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    static const struct resource all[POOL_RESOURCES] = {
        [POOL_TASKS] = { .name = "task pipe", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [POOL_QUEUE] = { .name = "task queue", .kind = RESOURCE_QUEUE, .sleeps = 1 },
        [POOL_READ_LOCK] = { .name = "read lock", .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 },
        [POOL_RESULTS] = { .name = "result pipe", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [POOL_WRITE_LOCK] = { .name = "write lock", .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 },
        [POOL_RESULT] = { .name = "result", .kind = RESOURCE_CONDITION, .sleeps = 1 },
        [POOL_BUSY] = { .name = "busy", .kind = RESOURCE_NONE, .sleeps = 1 },
        [POOL_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [POOL_CLOCK] = { .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 },
    };
    memcpy(resources, all, sizeof all);
    if (pool_plan_of(plan)->variant == POOL_KILLED_WORKER)
        resources[POOL_BUSY].kind = RESOURCE_CONDITION;
    return POOL_RESOURCES;
}

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

static bool is_message(const struct pool_message *message, uint32_t given)
{
    return (message->number <= given || message->number == POOL_MESSAGE_END) && message->failed <= 1;
}

// Tasks that were given are read from what was shared: they must be of this plan.
static struct status check_recording(const struct recording *recording)
{
    const uint32_t given = pool_plan_of(recording->plan)->given;
    const struct pool_shared *shared = program_lab_shared(recording);
    const struct status status = program_lab_check(&lab_pool, recording);
    if (!status_is_ok(status))
        return status;
    if ((atomic_load(&shared->given) & ~POOL_GIVEN_END) > given || atomic_load(&shared->outstanding) > given)
        return bad("pool: it was given more tasks than there are");
    for (uint32_t i = 0; i < sizeof shared->hands / sizeof *shared->hands; i++)
        if (!is_message(&shared->hands[i], given))
            return bad("pool: a worker took a task that there is not");
    for (uint32_t i = 0; i < sizeof shared->arrived / sizeof *shared->arrived; i++)
        if (!is_message(&shared->arrived[i], given))
            return bad("pool: the result of a task arrived that there is not");
    return status;
}

const struct lab lab_pool = {
    .id = LAB_POOL,
    .name = SAID("pool"),
    .title = SAID("Pool"),
    .settings = &pool_settings,
    .program = &pool_program,
    .resources = resources,
    .check_recording = check_recording,
    .books = pool_books,
    .outcome = pool_outcome,
    .outcome_name = pool_outcome_name,
    .sentence = pool_sentence,
    .figures = pool_figures,
    .listing = pool_listing,
};
