// The queue's row in the table of labs, and its settings.
#include "labs/queue/queue.h"

#include "base/fault.h"
#include "base/said.h"
#include "lab/settings.h"

#include <string.h>

static const char *const variant_names[QUEUE_VARIANTS] = {
    "as-written", "blocking-get", "timeout", "nowait", "sentinel", "killed-reader", "join-first", "full-and-empty",
};

static const char *variant_name(uint32_t variant) { return variant_names[variant]; }

static const struct setting_choices variants = { QUEUE_VARIANTS, variant_name, NULL, NULL, NULL };

static const uint64_t delays[] = {
    10 * SETTING_US, 100 * SETTING_US, SETTING_MS, 10 * SETTING_MS, 100 * SETTING_MS, 0,
};
static const uint64_t timeouts[] = {
    SETTING_MS, 10 * SETTING_MS, 100 * SETTING_MS, 500 * SETTING_MS, SETTING_S, 0,
};

static bool has_timeout(const struct plan *plan)
{
    const uint32_t variant = queue_plan_of(plan)->variant;
    return variant == QUEUE_TIMEOUT || variant == QUEUE_KILLED_READER;
}

enum {
    ITEMS_USUAL = 10,
    CAPACITY_USUAL = 3
};

// Where it is asked whether the queue is full, one item fills it.
static void fill_items(struct plan *plan)
{
    struct queue_plan *queue = (struct queue_plan *)plan;
    queue->items = queue->variant == QUEUE_BOTH_TRUE ? 1 : ITEMS_USUAL;
}

static void fill_capacity(struct plan *plan)
{
    struct queue_plan *queue = (struct queue_plan *)plan;
    queue->capacity = queue->variant == QUEUE_BOTH_TRUE ? 1 : CAPACITY_USUAL;
}

static const struct setting rows[] = {
    PROGRAM_LAB_VARIANT(&variants, QUEUE_AS_WRITTEN),
    {
        .name = "items",
        .metavar = "N",
        .help = "items that are put, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 20,
        SETTING_AT(struct queue_plan, items),
        .low = 1,
        .high = QUEUE_ITEMS_MAX,
        .usual = ITEMS_USUAL,
        .fill = fill_items,
        .late = true,
        .json = "items",
        .steps = true,
    },
    {
        .name = "capacity",
        .metavar = "N",
        .help = "items that the queue holds, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 30,
        SETTING_AT(struct queue_plan, capacity),
        .low = 1,
        .high = QUEUE_ITEMS_MAX,
        .usual = CAPACITY_USUAL,
        .fill = fill_capacity,
        .late = true,
        .json = "capacity",
        .steps = true,
    },
    {
        .name = "item-bytes",
        .metavar = "N",
        .help = "bytes of an item, {range} ({usual})",
        .kind = SETTING_COUNT,
        .rank = 35,
        SETTING_AT(struct queue_plan, item_bytes),
        .low = 1,
        .high = QUEUE_BYTES_MAX,
        .usual = 4,
        .json = "item_bytes",
        .steps = true,
    },
    {
        .name = "put-delay",
        .metavar = "TIME",
        .help = "sleep before each put, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 40,
        SETTING_AT(struct queue_plan, put_delay_ns),
        .low = 0,
        .high = SETTING_S,
        .usual = 0,
        .json = "put_delay_ns",
        .steps = true,
        .ladder = delays,
    },
    {
        .name = "get-delay",
        .metavar = "TIME",
        .help = "sleep before each get, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 50,
        SETTING_AT(struct queue_plan, get_delay_ns),
        .low = 0,
        .high = SETTING_S,
        .usual = 0,
        .json = "get_delay_ns",
        .steps = true,
        .ladder = delays,
    },
    {
        .name = "timeout",
        .metavar = "TIME",
        .help = "how long a get waits that gives up, {range} ({usual})",
        .kind = SETTING_DURATION,
        .rank = 60,
        SETTING_AT(struct queue_plan, timeout_ns),
        .low = SETTING_MS,
        .high = 10 * SETTING_S,
        .usual = 100 * SETTING_MS,
        .means = has_timeout,
        .json = "timeout_ns",
        .steps = true,
        .ladder = timeouts,
    },
    COMMON_CORES,
    PROGRAM_LAB_PACE(50 * SETTING_US),
    COMMON_DEADLINE(SETTING_S),
    { .name = NULL },
};

static void derive(struct plan *plan)
{
    plan->kind = WORKERS_PROCESSES;
    plan->timing = TIMING_FULL;
    plan->tasks = 2; // beside the main one
}

const struct lab_settings queue_settings = {
    .lab = LAB_QUEUE,
    .rows = rows,
    .variant = "variant",
    .used_bytes = sizeof(struct queue_plan),
    .derive = derive,
};

// ---- the row --------------------------------------------------------------------------------------------------------

static uint32_t resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    const uint32_t capacity = queue_plan_of(plan)->capacity;
    static const struct resource all[QUEUE_RESOURCES] = {
        [QUEUE_BOUND] = { .name = "places", .kind = RESOURCE_SEMAPHORE, .sleeps = 1 },
        [QUEUE_BUFFER] = { .name = "buffer", .kind = RESOURCE_QUEUE, .sleeps = 1 },
        [QUEUE_PIPE] = { .name = "pipe", .kind = RESOURCE_PIPE, .sleeps = 1 },
        [QUEUE_READ_LOCK] = { .name = "read lock", .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 },
        [QUEUE_WRITE_LOCK] = { .name = "write lock", .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 },
        [QUEUE_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [QUEUE_CLOCK] = { .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 },
    };
    memcpy(resources, all, sizeof all);
    resources[QUEUE_BOUND].capacity = capacity;
    resources[QUEUE_BUFFER].capacity = capacity;
    return QUEUE_RESOURCES;
}

// Items are read from what was shared: they must be of this plan.
static struct status check_recording(const struct recording *recording)
{
    const struct queue_plan *plan = queue_plan_of(recording->plan);
    const struct queue_shared *shared = program_lab_shared(recording);
    uint32_t all_fed = 0;
    bool wrong = false;
    for (uint32_t b = 0; b < QUEUE_BUFFERS; b++) {
        const uint32_t most = b == QUEUE_OF_MAIN ? 1 : plan->items + 1;
        const uint32_t put = atomic_load(&shared->buffers[b].put), fed = atomic_load(&shared->buffers[b].fed);
        wrong |= put > most || fed > put;
        all_fed += wrong ? 0 : fed;
    }
    const struct status status = program_lab_check(&lab_queue, recording);
    if (!status_is_ok(status))
        return status;
    return wrong || shared->left_whole > all_fed
               ? status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text("queue: more came out than went in"))
               : status;
}

const struct lab lab_queue = {
    .id = LAB_QUEUE,
    .name = SAID("queue"),
    .title = SAID("Queue"),
    .settings = &queue_settings,
    .program = &queue_program,
    .resources = resources,
    .check_recording = check_recording,
    .books = queue_books,
    .outcome = queue_outcome,
    .outcome_name = queue_outcome_name,
    .sentence = queue_sentence,
    .figures = queue_figures,
    .listing = queue_listing,
};
