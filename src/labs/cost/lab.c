// The row of `cost` in the table of labs, its settings, and how its recordings are checked.
#include "labs/cost/cost.h"

#include "base/fault.h"
#include "base/said.h"
#include "base/text.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[COST_VARIANTS] = {
    "thread", "process", "process-16", "process-128", "process-1024", "hand-over",
};

static const char *variant_name(uint32_t variant) { return variant_names[variant]; }

static const struct setting_choices variants = { COST_VARIANTS, variant_name, NULL, NULL, NULL };

// The more a fork has to copy the fewer are made.
static void usual_repetitions(struct plan *plan)
{
    static const uint32_t usual[COST_VARIANTS] = { 500, 200, 100, 50, 20, COST_REPETITIONS_MAX };
    struct cost_plan *form = (struct cost_plan *)plan;
    form->repetitions = usual[form->variant];
}

static char *say_usual_repetitions(char words[SETTING_WORDS_BYTES])
{
    static const char text[] = "1000 of a hand-over, 20 to 500 of the others";
    return memcpy(words, text, sizeof text);
}

// On one core every hand-over is a switch.
static void usual_cores_of_variant(struct settings *settings)
{
    if (cost_plan_of(&settings->plan)->variant == COST_HAND_OVER && !settings_given(settings, "cores"))
        settings->plan.cores = 1;
}

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, COST_PROCESS),
    {
        .name = "repetitions",
        .metavar = "N",
        .help = "times that each is measured, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 20,
        SETTING_AT(struct cost_plan, repetitions),
        .low = 1,
        .high = COST_REPETITIONS_MAX,
        .usual = 200,
        .fill = usual_repetitions,
        .late = true,
        .say_usual = say_usual_repetitions,
        .json = "repetitions",
        .steps = true,
    },
    COMMON_CORES,
    COMMON_DEADLINE(20 * SETTING_S),
    { .name = NULL },
};

static struct status bring(struct settings *settings)
{
    usual_cores_of_variant(settings);
    return status_ok();
}

// Nothing stands between the steps: what is measured are they.
static void derive(struct plan *plan)
{
    plan->kind = WORKERS_PROCESSES;
    plan->timing = TIMING_FULL;
    plan->tasks = COST_ROWS; // one of each at a time, beside the main one
    ((struct cost_plan *)plan)->pace_ns = 0;
}

static struct status settle(struct settings *settings, uint64_t memory_available)
{
    const uint32_t variant = cost_plan_of(&settings->plan)->variant;
    const uint64_t touched = (uint64_t)cost_touched_mib(variant) << 20;
    if (touched <= memory_available)
        return status_ok();
    char needed[TEXT_NUMBER_BYTES], left[TEXT_NUMBER_BYTES];
    return status_with(STATUS_USAGE, FAULT_TOUCHED, part_text(variant_names[variant]),
                       part_text(text_bytes(needed, touched)), part_text(text_bytes(left, memory_available)));
}

const struct lab_settings cost_settings = {
    .lab = LAB_COST,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct cost_plan),
    .bring = bring,
    .derive = derive,
    .settle = settle,
};

// ---- the row --------------------------------------------------------------------------------------------------------

static uint32_t resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    static const struct resource all[COST_RESOURCES] = {
        [COST_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [COST_TO_THREAD] = { .name = "to T1", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [COST_FROM_THREAD] = { .name = "from T1", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [COST_TO_PROCESS] = { .name = "to P1", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [COST_FROM_PROCESS] = { .name = "from P1", .kind = RESOURCE_PIPE, .sleeps = 1 },
    };
    const uint32_t count = cost_plan_of(plan)->variant == COST_HAND_OVER ? COST_RESOURCES : COST_ENDS + 1;
    memcpy(resources, all, count * sizeof *all);
    return count;
}

// A moment that came lies within the run, and after those before it.
static bool is_right(const struct recording *recording, const struct cost_sample *sample, uint64_t *last)
{
    const uint64_t moments[] = { sample->begun_ns, sample->entered_ns,
                                 sample->ended_ns == COST_REFUSED ? 0 : sample->ended_ns };
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        if (moments[i] == 0)
            continue;
        if (sample->begun_ns == 0 || moments[i] < *last || moments[i] > recording->facts->ended_ns)
            return false;
        *last = moments[i];
    }
    return sample->ended_ns != COST_REFUSED || (sample->begun_ns > 0 && sample->entered_ns == 0);
}

static bool rows_are_right(const struct recording *recording)
{
    static const struct cost_sample none;
    const struct cost_shared *shared = program_lab_shared(recording);
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        const uint32_t used = cost_has_row(recording->plan, row) ? cost_plan_of(recording->plan)->repetitions : 0;
        uint64_t last = recording->facts->began_ns;
        for (uint32_t i = 0; i < COST_REPETITIONS_MAX; i++) {
            const struct cost_sample *sample = &shared->samples[row][i];
            if (i < used ? !is_right(recording, sample, &last) : memcmp(sample, &none, sizeof none) != 0)
                return false;
        }
    }
    return true;
}

static bool ends_are_right(const struct cost_shared *shared)
{
    static const int32_t none[COST_ROWS][2];
    return memcmp(shared->to, none, sizeof none) == 0 && memcmp(shared->from, none, sizeof none) == 0;
}

static struct status check_recording(const struct recording *recording)
{
    const struct cost_shared *shared = program_lab_shared(recording);
    const uint64_t touched = (uint64_t)cost_touched_mib(cost_plan_of(recording->plan)->variant) << 20;
    const struct status status = program_lab_check(&lab_cost, recording);
    if (!status_is_ok(status))
        return status;
    if (shared->touched_bytes != 0 && shared->touched_bytes != touched)
        return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT,
                           part_text("cost: other memory was touched than the plan's"));
    return rows_are_right(recording) && ends_are_right(shared)
               ? status
               : status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text("cost: times that cannot be"));
}

const struct lab lab_cost = {
    .id = LAB_COST,
    .name = SAID("cost"),
    .title = SAID("What it costs"),
    .settings = &cost_settings,
    .program = &cost_program,
    .resources = resources,
    .check_recording = check_recording,
    .books = cost_books,
    .outcome = cost_outcome,
    .outcome_name = cost_outcome_name,
    .sentence = cost_sentence,
    .figures = cost_figures,
    .listing = cost_listing,
};
