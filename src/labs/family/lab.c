// The family's row in the table of labs, and its settings.
#include "labs/family/family.h"

#include "base/fault.h"
#include "base/said.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[FAMILY_VARIANTS] = {
    "fork-twice",         "globals", "join",   "join-timeout",  "terminate", "kill", "daemon",
    "daemon-main-killed", "zombie",  "orphan", "target-called",
};

static const char *variant_name(uint32_t variant) { return variant_names[variant]; }

static const struct setting_choices variants = { FAMILY_VARIANTS, variant_name, NULL, NULL, NULL };

static const uint64_t times[] = {
    SETTING_MS, 5 * SETTING_MS, 10 * SETTING_MS, 20 * SETTING_MS, 50 * SETTING_MS, 100 * SETTING_MS, 0,
};
static const uint64_t page_counts[] = { 16, 64, 256, 1024, 0 };

static bool has_pages(const struct plan *plan) { return family_plan_of(plan)->variant == FAMILY_GLOBALS; }

static bool has_work(const struct plan *plan)
{
    const uint32_t variant = family_plan_of(plan)->variant;
    return variant != FAMILY_FORK_TWICE && variant != FAMILY_GLOBALS;
}

static bool has_timeout(const struct plan *plan)
{
    const uint32_t variant = family_plan_of(plan)->variant;
    return variant == FAMILY_JOIN_TIMEOUT || variant == FAMILY_KILL;
}

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, FAMILY_FORK_TWICE),
    {
        .name = "pages",
        .metavar = "N",
        .help = "pages of memory that the child goes over, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 20,
        SETTING_AT(struct family_plan, pages),
        .low = FAMILY_TOUCHES,
        .high = FAMILY_PAGES_MAX,
        .usual = 256,
        .means = has_pages,
        .json = "pages",
        .steps = true,
        .ladder = page_counts,
    },
    {
        .name = "work",
        .metavar = "TIME",
        .help = "how long a child works, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 40,
        SETTING_AT(struct family_plan, work_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 20 * SETTING_MS,
        .means = has_work,
        .json = "work_ns",
        .steps = true,
        .ladder = times,
    },
    {
        .name = "timeout",
        .metavar = "TIME",
        .help = "how long a join waits that gives up, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 60,
        SETTING_AT(struct family_plan, timeout_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 5 * SETTING_MS,
        .means = has_timeout,
        .json = "timeout_ns",
        .steps = true,
        .ladder = times,
    },
    COMMON_CORES,
    PROGRAM_LAB_PACE(50 * SETTING_US),
    COMMON_DEADLINE(2 * SETTING_S),
    { .name = NULL },
};

static void derive(struct plan *plan)
{
    plan->kind = WORKERS_PROCESSES;
    plan->timing = TIMING_FULL;
    plan->tasks = family_children(family_plan_of(plan)->variant); // beside the main one
}

const struct lab_settings family_settings = {
    .lab = LAB_FAMILY,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct family_plan),
    .derive = derive,
};

// ---- the row --------------------------------------------------------------------------------------------------------

static uint32_t resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    static const struct resource all[FAMILY_RESOURCES] = {
        [FAMILY_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [FAMILY_CLOCK] = { .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 },
        [FAMILY_READY] = { .name = "ready", .kind = RESOURCE_CONDITION, .sleeps = 1 },
        [FAMILY_GO] = { .name = "go", .kind = RESOURCE_CONDITION, .sleeps = 1 },
    };
    (void)plan;
    memcpy(resources, all, sizeof all);
    return FAMILY_RESOURCES;
}

static struct status check_recording(const struct recording *recording)
{
    const struct family_shared *shared = program_lab_shared(recording);
    const struct status status = program_lab_check(&lab_family, recording);
    if (status_is_ok(status) && shared->pages_known > 1)
        return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT,
                           part_text("family: whether pages are known is no yes or no"));
    return status;
}

const struct lab lab_family = {
    .id = LAB_FAMILY,
    .name = SAID("family"),
    .title = SAID("Family"),
    .settings = &family_settings,
    .program = &family_program,
    .resources = resources,
    .check_recording = check_recording,
    .books = family_books,
    .outcome = family_outcome,
    .outcome_name = family_outcome_name,
    .sentence = family_sentence,
    .figures = family_figures,
    .listing = family_listing,
};
