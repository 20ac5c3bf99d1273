// The row of `workers` in the table of labs, its settings, and how its recordings are checked.
#include "labs/workers/workers.h"

#include "base/fault.h"
#include "base/said.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[WORKERS_VARIANTS] = { "computing", "waiting", "both" };
static const char *const kind_names[WORKERS_KINDS] = { "threads", "processes", "gil" };

static const char *variant_name(uint32_t variant) { return variant_names[variant]; }
static const char *kind_name(uint32_t kind) { return kind_names[kind]; }

static const struct setting_choices variants = { WORKERS_VARIANTS, variant_name, NULL, NULL, NULL };
static const struct setting_choices kinds = { WORKERS_KINDS, kind_name, NULL, NULL, NULL };
static const struct setting_choices pythons = { WORKERS_PYTHONS, workers_python_name, NULL, NULL, NULL };

static const uint64_t counts[] = { 1, 2, 4, 8, 16, 32, 0 };
static const uint64_t units[] = { 8, 16, 32, 64, 128, 0 };
static const uint64_t unit_times[] = {
    100 * SETTING_US, SETTING_MS, 2 * SETTING_MS, 5 * SETTING_MS, 10 * SETTING_MS, 0
};

static bool under_gil(const struct plan *plan) { return workers_plan_of(plan)->of == WORKERS_OF_GIL; }

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, WORKERS_COMPUTING),
    {
        .name = "workers",
        .metavar = "KIND",
        .help = "{range} ({usual}); gil: threads of which one computes at a time",
        .kind = SETTING_CHOICE,
        .rank = 20,
        SETTING_AT(struct workers_plan, of),
        .choices = &kinds,
        .usual = WORKERS_OF_THREADS,
        .json = "workers",
    },
    {
        .name = "python",
        .metavar = "VERSION",
        .help = "whose GIL it is: {range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 30,
        SETTING_AT(struct workers_plan, python),
        .choices = &pythons,
        .usual = WORKERS_PYTHON_3_12,
        .means = under_gil,
        .json = "python",
    },
    {
        .name = "count-most",
        .metavar = "N",
        .help = "1, 2, 4 ... workers up to so many, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 40,
        SETTING_AT(struct workers_plan, count_most),
        .low = 1,
        .high = WORKERS_MOST,
        .usual = 16,
        .json = "count_most",
        .steps = true,
        .ladder = counts,
    },
    {
        .name = "rounds",
        .metavar = "N",
        .help = "times that each count has its turn, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 50,
        SETTING_AT(struct workers_plan, rounds),
        .low = 1,
        .high = WORKERS_ROUNDS,
        .usual = 3,
        .json = "rounds",
        .steps = true,
    },
    {
        .name = "units",
        .metavar = "N",
        .help = "units that the work has, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 60,
        SETTING_AT(struct workers_plan, units),
        .low = 1,
        .high = WORKERS_UNITS,
        .usual = 32,
        .json = "units",
        .steps = true,
        .ladder = units,
    },
    {
        .name = "unit",
        .metavar = "TIME",
        .help = "how long one takes alone, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 70,
        SETTING_AT(struct workers_plan, unit_ns),
        .low = 10 * SETTING_US,
        .high = 100 * SETTING_MS,
        .usual = 5 * SETTING_MS,
        .json = "unit_ns",
        .steps = true,
        .ladder = unit_times,
    },
    COMMON_CORES,
    COMMON_DEADLINE(60 * SETTING_S),
    { .name = NULL },
};

static enum worker_kind kind_of(const struct plan *plan)
{
    return workers_plan_of(plan)->of == WORKERS_OF_PROCESSES ? WORKERS_PROCESSES : WORKERS_THREADS;
}

// Nothing stands between the steps: what is measured is the work.
static void derive(struct plan *plan)
{
    struct workers_plan *form = (struct workers_plan *)plan;
    plan->kind = kind_of(plan);
    plan->timing = TIMING_FULL;
    plan->tasks = form->count_most;
    form->pace_ns = 0;
}

const struct lab_settings workers_settings = {
    .lab = LAB_WORKERS,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct workers_plan),
    .derive = derive,
};

// ---- the row --------------------------------------------------------------------------------------------------------

static uint32_t resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    static const struct resource all[WORKERS_RESOURCES] = {
        [WORKERS_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [WORKERS_CLOCK] = { .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 },
        [WORKERS_GIL] = { .name = "GIL", .kind = RESOURCE_GIL, .sleeps = 1, .hands_over = 1, .capacity = 1 },
    };
    const struct workers_plan *form = workers_plan_of(plan);
    const bool gil = under_gil(plan) && form->python != WORKERS_PYTHON_3_13T;
    memcpy(resources, all, (gil ? WORKERS_RESOURCES : WORKERS_GIL) * sizeof *all);
    if (gil && form->python != WORKERS_PYTHON_2_7)
        resources[WORKERS_GIL].patience_ns = WORKERS_INTERVAL_NS;
    return gil ? WORKERS_RESOURCES : WORKERS_GIL;
}

// A unit: begun by the worker whose turn it is, within its phase, done after it was begun and right.
static bool unit_is_right(const struct recording *recording, const struct workers_phase *phase, uint32_t level,
                          uint32_t number)
{
    static const struct workers_unit none;
    const struct workers_shared *shared = program_lab_shared(recording);
    const struct workers_unit *unit = &phase->units[number];
    if (unit->worker == 0)
        return memcmp(unit, &none, sizeof none) == 0;
    const uint64_t end = phase->ended_ns ? phase->ended_ns : recording->facts->ended_ns;
    if (unit->worker != number % workers_count(recording->plan, level) + 1)
        return false;
    if (unit->begun_ns == 0)
        return unit->done_ns == 0 && unit->result == 0;
    if (phase->begun_ns == 0 || unit->begun_ns < phase->begun_ns || unit->begun_ns > end)
        return false;
    const bool result = unit->result == workers_result(number, shared->steps);
    if (unit->done_ns == 0)
        return unit->result == 0 || result;
    return unit->done_ns >= unit->begun_ns && unit->done_ns <= end && result;
}

static bool phase_is_right(const struct recording *recording, uint32_t round, uint32_t level, uint64_t *last)
{
    static const struct workers_unit none;
    const struct workers_shared *shared = program_lab_shared(recording);
    const struct workers_phase *phase = &shared->phases[round][level];
    const struct workers_plan *plan = workers_plan_of(recording->plan);
    const bool used = round < plan->rounds && level < workers_levels(recording->plan);
    if (!used && (phase->begun_ns || phase->ended_ns))
        return false;
    if (phase->begun_ns && (phase->begun_ns < *last || phase->begun_ns > recording->facts->ended_ns))
        return false;
    if (phase->ended_ns &&
        (phase->ended_ns < phase->begun_ns || !phase->begun_ns || phase->ended_ns > recording->facts->ended_ns))
        return false;
    *last = phase->ended_ns ? phase->ended_ns : phase->begun_ns ? phase->begun_ns : *last;
    for (uint32_t i = 0; i < WORKERS_UNITS; i++)
        if (used && i < plan->units ? !unit_is_right(recording, phase, level, i)
                                    : memcmp(&phase->units[i], &none, sizeof none) != 0)
            return false;
    return true;
}

static struct status check_recording(const struct recording *recording)
{
    const struct workers_shared *shared = program_lab_shared(recording);
    const struct status status = program_lab_check(&lab_workers, recording);
    uint64_t last = recording->facts->began_ns;
    bool right = workers_computes(recording->plan) || shared->steps == 0;
    for (uint32_t round = 0; round < WORKERS_ROUNDS; round++)
        for (uint32_t level = 0; level < WORKERS_LEVELS && right; level++)
            right = phase_is_right(recording, round, level, &last);
    if (!status_is_ok(status) || right)
        return status;
    return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text("workers: work that cannot be"));
}

const struct lab lab_workers = {
    .id = LAB_WORKERS,
    .name = SAID("workers"),
    .title = SAID("How many pay"),
    .settings = &workers_settings,
    .program = &workers_program,
    .resources = resources,
    .check_recording = check_recording,
    .books = workers_books,
    .outcome = workers_outcome,
    .outcome_name = workers_outcome_name,
    .sentence = workers_sentence,
    .figures = workers_figures,
    .listing = workers_listing,
};
