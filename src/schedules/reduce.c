// From a collision to its shape, from the shape to the fewest switches, and then a walk to make sure.
#include "schedules/reduce.h"

#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/python.h"
#include "labs/balance/settings.h"
#include "schedules/turns.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_WORKER UINT32_MAX

struct maker {
    const struct ledger *ledger;
    const struct order *order;
    uint32_t overwriter;     // worker of the recording whose store follows the last of the lost
    uint64_t overwritten_at; // position of that store
    bool same_overwriter;    // asked for
    size_t collision;
    struct reduction *reduction;
    uint32_t keeper;    // of the recording, to be taken in although it is no member's; NO_WORKER
    size_t count;       // members
    uint32_t *recorded; // their versions in the recording; the heir, then the victims in the order of stores
    uint32_t *sorted;   // indices of those, by version
    struct collide_member *members;
    struct course course; // of the small experiment
    struct collide_found found;
    size_t steps; // walked in all searches so far: together they may walk as many as one alone
};

static struct status no_memory(const struct maker *maker)
{
    return status_with(STATUS_FAILED, FAULT_REDUCE_MEMORY, part_number(maker->count));
}

// ---- what was recorded ----------------------------------------------------------------------------------------------

static uint32_t size_of(const struct maker *maker) { return maker->ledger->collisions[maker->collision].size; }

// The heir, and all victims: they are stored after the fork.
static struct status gather(struct maker *maker)
{
    const uint32_t fork = ledger_fork(maker->ledger, maker->collision);
    const uint32_t size = size_of(maker);
    if (size > REDUCE_SIZE_MAX)
        return status_with(STATUS_USAGE, FAULT_REDUCE_SIZE, part_number(size), part_number(REDUCE_SIZE_MAX));
    maker->recorded = malloc(((size_t)size + 1) * sizeof *maker->recorded);
    maker->sorted = calloc((size_t)size + 1, sizeof *maker->sorted);
    maker->members = malloc(((size_t)size + 1) * sizeof *maker->members);
    if (!maker->recorded || !maker->sorted || !maker->members)
        return no_memory(maker);
    maker->recorded[maker->count++] = ledger_heir(maker->ledger, maker->collision);
    int64_t at = fork == VERSION_START ? -1 : (int64_t)order_position_of(maker->order, fork);
    while (maker->count <= size && (at = order_next_lost(maker->order, at)) >= 0) {
        const uint32_t version = order_version(maker->order, (uint64_t)at);
        if (ledger_collision_of(maker->ledger, version) == maker->collision)
            maker->recorded[maker->count++] = version;
    }
    assert(maker->count == (size_t)size + 1);
    return status_ok();
}

static uint64_t event_of(const struct maker *maker, uint32_t version)
{
    return order_event_of_store(maker->order, order_position_of(maker->order, version));
}

static struct status count_switches(struct maker *maker)
{
    assert(maker->recorded && maker->count > 1);
    const uint32_t fork = ledger_fork(maker->ledger, maker->collision);
    const uint64_t from = fork == VERSION_START ? 0 : event_of(maker, fork) + 1;
    const uint64_t to = order_event_of_store(maker->order, maker->overwritten_at);
    struct order_cursor cursor;
    if (!order_cursor_set(&cursor, maker->order, from))
        return status_with(STATUS_BAD_FILE, FAULT_NO_EVENT, part_number(from));
    uint64_t switches = 0;
    uint32_t worker = version_worker(order_cursor_event(&cursor)->version);
    for (uint64_t at = from; at < to && order_cursor_next(&cursor); at++) {
        const uint32_t next = version_worker(order_cursor_event(&cursor)->version);
        switches += next != worker;
        worker = next;
    }
    maker->reduction->recorded_switches = switches;
    return status_ok();
}

// ---- the small experiment -------------------------------------------------------------------------------------------

struct by_version {
    uint32_t version, index;
};

static int compare(const void *a, const void *b)
{
    const uint32_t left = ((const struct by_version *)a)->version, right = ((const struct by_version *)b)->version;
    return left < right ? -1 : left > right;
}

static struct status sort(struct maker *maker)
{
    assert(maker->recorded && maker->sorted && maker->count > 1);
    struct by_version *rows = malloc(maker->count * sizeof *rows);
    if (!rows)
        return no_memory(maker);
    for (size_t i = 0; i < maker->count; i++)
        rows[i] = (struct by_version){ maker->recorded[i], (uint32_t)i };
    qsort(rows, maker->count, sizeof *rows, compare);
    for (size_t i = 0; i < maker->count; i++)
        maker->sorted[i] = rows[i].index;
    free(rows);
    return status_ok();
}

// The member that a version is, which must be one.
static int32_t member_of(const struct maker *maker, uint32_t version)
{
    size_t low = 0, high = maker->count;
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        if (maker->recorded[maker->sorted[middle]] <= version)
            low = middle;
        else
            high = middle;
    }
    assert(maker->recorded[maker->sorted[low]] == version);
    return (int32_t)maker->sorted[low];
}

// How many of the updates between two members stay: as many as `keep` (an even number), or one more to keep the sign.
static uint32_t kept_between(uint32_t updates, uint32_t keep)
{
    return updates <= keep + 1 ? updates : keep + (updates & 1);
}

static void add_worker(struct maker *maker, uint32_t recorded)
{
    struct reduction *reduction = maker->reduction;
    const uint32_t count = reduction->experiment.count++;
    if (recorded == maker->keeper)
        reduction->keeper = (int)count;
    if (count < SCHEDULES_WORKERS_MAX)
        reduction->workers[count] = recorded;
}

static bool keeper_before(const struct maker *maker, uint32_t recorded)
{
    return maker->keeper < recorded && maker->reduction->keeper < 0;
}

// Numbers workers and updates anew. Returns the most passes that a worker needs.
static uint32_t renumber(struct maker *maker, uint32_t keep)
{
    uint32_t passes = 0, next = 0;
    maker->reduction->experiment.count = 0;
    maker->reduction->keeper = -1;
    for (size_t i = 0; i < maker->count; i++) {
        const uint32_t version = maker->recorded[maker->sorted[i]], sequence = version_sequence(version);
        const uint32_t before = i > 0 ? maker->recorded[maker->sorted[i - 1]] : VERSION_START;
        const bool first = i == 0 || version_worker(before) != version_worker(version);
        if (first && keeper_before(maker, version_worker(version)))
            add_worker(maker, maker->keeper);
        if (first)
            add_worker(maker, version_worker(version));
        next = first ? sequence & 1 : next + kept_between(sequence - version_sequence(before) - 1, keep);
        maker->members[maker->sorted[i]] = (struct collide_member){
            .worker = (int)maker->reduction->experiment.count - 1,
            .update = next++,
        };
        passes = (next + 1) / 2 > passes ? (next + 1) / 2 : passes;
    }
    if (keeper_before(maker, NO_WORKER))
        add_worker(maker, maker->keeper);
    return passes;
}

static void find_parents(struct maker *maker)
{
    const uint32_t fork = ledger_fork(maker->ledger, maker->collision);
    for (size_t i = 0; i < maker->count; i++) {
        const uint32_t parent = ledger_parent(maker->ledger, maker->recorded[i]);
        maker->members[i].parent = parent == fork ? COLLIDE_FORK : member_of(maker, parent);
    }
}

// Default settings but for what makes the experiment; one cpu, so that it runs anywhere.
static struct status set_experiment(struct maker *maker, uint32_t iterations)
{
    const struct recording *recording = maker->ledger->recording;
    const struct experiment *recorded = experiment_of(recording);
    struct experiment *experiment = &maker->reduction->experiment;
    const uint32_t count = experiment->count;
    struct settings settings;
    if (count > SCHEDULES_WORKERS_MAX)
        return status_with(STATUS_USAGE, FAULT_REDUCE_WORKERS, part_number(count), part_number(SCHEDULES_WORKERS_MAX));
    settings_init(&settings, &balance_settings, 1);
    *experiment = *settings_experiment(&settings);
    experiment->guard = recorded->guard;
    experiment->program = recorded->program;
    if (guard_of(recorded)->bytecode)
        experiment_set_python(experiment, (enum python_version)recorded->python);
    experiment->workers = recorded->workers;
    experiment->count = count;
    experiment->iterations = iterations;
    experiment->timing = guard_timing(experiment);
    for (uint32_t i = 0; i < count; i++)
        experiment->amounts[i] = balance_amount(recording, maker->reduction->workers[i]);
    return course_of(&maker->course, experiment);
}

// ---- the search -----------------------------------------------------------------------------------------------------

static bool heir_was_last(const struct maker *maker)
{
    return order_position_of(maker->order, maker->recorded[COLLIDE_HEIR]) >
           order_position_of(maker->order, maker->recorded[maker->count - 1]);
}

// Which of the small experiment's a worker of the recording is; −1: none.
static int small_worker(const struct maker *maker, uint32_t recorded)
{
    for (uint32_t i = 0; i < maker->reduction->experiment.count && i < SCHEDULES_WORKERS_MAX; i++)
        if (maker->reduction->workers[i] == recorded)
            return (int)i;
    return -1;
}

// One way to number. late: bit w: the part of worker w ends with its last pass, else it begins with its first.
static struct status try_numbers(struct maker *maker, uint32_t keep, uint32_t more, uint32_t late)
{
    uint32_t own[SCHEDULES_WORKERS_MAX] = { 0 };
    const uint32_t passes = renumber(maker, keep) + more;
    const struct status status = set_experiment(maker, passes);
    if (!status_is_ok(status))
        return status;
    maker->reduction->overwriter = maker->same_overwriter ? small_worker(maker, maker->overwriter) : -1;
    const struct collide_shape shape = {
        .members = maker->members,
        .count = maker->count,
        .heir_last = maker->reduction->heir_last,
        .overwriter = maker->reduction->overwriter,
        .steps_most = COLLIDE_STEPS_MAX - maker->steps,
    };
    find_parents(maker);
    for (size_t i = 0; i < maker->count; i++) {
        const uint32_t needed = maker->members[i].update / 2 + 1;
        uint32_t *most = &own[maker->members[i].worker];
        *most = needed > *most ? needed : *most;
    }
    for (uint32_t w = 0; w < maker->reduction->experiment.count; w++)
        if ((late >> w & 1) && (own[w] == passes || own[w] == 0))
            return status; // the same as early
    for (size_t i = 0; i < maker->count; i++) {
        const int worker = maker->members[i].worker;
        maker->members[i].update += late >> worker & 1 ? 2 * (passes - own[worker]) : 0;
    }
    const struct status searched = collide_find(&maker->found, &maker->course, &shape);
    maker->steps += maker->found.steps;
    return searched;
}

// Wider and wider: a worker may need another pass to survive in, or some of what it did between its parts; or its part
// has to be its last, because nothing keeps it from reading on.
static struct status try_all(struct maker *maker)
{
    static const struct {
        uint32_t keep, more;
    } tries[] = { { 0, 0 }, { 0, 1 }, { 2, 0 }, { 2, 1 } };
    const size_t count = sizeof tries / sizeof *tries;
    struct status status = status_ok();
    uint32_t workers = 0; // known after the first try
    for (uint32_t late = 0; late == 0 || late < 1U << workers; late++) {
        for (size_t i = 0; i < count && status_is_ok(status) && !maker->found.found; i++)
            status = try_numbers(maker, tries[i].keep, tries[i].more, late);
        workers = maker->reduction->experiment.count;
        if (!status_is_ok(status) || maker->found.found)
            break;
    }
    return status;
}

static bool is_member(const struct maker *maker, uint32_t worker)
{
    for (size_t i = 0; i < maker->count; i++)
        if (version_worker(maker->recorded[i]) == worker)
            return true;
    return false;
}

// The next to survive after the heir that is nobody of the collision: it may have kept the balance through the last losses.
static uint32_t find_keeper(const struct maker *maker)
{
    uint64_t at = order_position_of(maker->order, maker->recorded[COLLIDE_HEIR]) + 1;
    for (; at < maker->order->stores; at++)
        if (!order_is_lost(maker->order, at) &&
            !is_member(maker, version_worker(order_version(maker->order, (uint64_t)at))))
            return version_worker(order_version(maker->order, (uint64_t)at));
    return NO_WORKER;
}

// The journals do not always say which of two stores came first, and the order then goes by time or picks one. So that
// the heir was last is asked for first, but not insisted on.
static struct status try_heirs(struct maker *maker)
{
    maker->reduction->heir_last = heir_was_last(maker);
    struct status status = try_all(maker);
    if (status_is_ok(status) && !maker->found.found && maker->reduction->heir_last) {
        maker->reduction->heir_last = false;
        status = try_all(maker);
    }
    return status;
}

// Nor is the same overwriter insisted on, for the same reason.
static struct status search(struct maker *maker)
{
    const uint32_t overwriter = maker->overwriter;
    maker->same_overwriter = true;
    maker->keeper = is_member(maker, overwriter) ? NO_WORKER : overwriter;
    struct status status = try_heirs(maker);
    if (status_is_ok(status) && !maker->found.found) {
        maker->same_overwriter = false;
        maker->keeper = NO_WORKER;
        status = try_heirs(maker);
    }
    if (status_is_ok(status) && !maker->found.found) {
        maker->keeper = find_keeper(maker);
        status = maker->keeper == NO_WORKER ? status : try_all(maker);
    }
    if (status_is_ok(status) && !maker->found.found)
        status = status_fault(STATUS_USAGE, FAULT_REDUCE_NOTHING);
    return status;
}

// ---- the schedule ---------------------------------------------------------------------------------------------------

static uint32_t version_of(const struct maker *maker, size_t member)
{
    return version_make((uint32_t)maker->members[member].worker, maker->members[member].update);
}

// What was walked: what each update read, and who wrote over a victim last.
struct walked {
    uint32_t *journals[SCHEDULES_WORKERS_MAX];
    bool *victims[SCHEDULES_WORKERS_MAX]; // per update
    int overwriter;
};

static void note_parent(void *context, const struct walk_step *step)
{
    struct walked *walked = context;
    if (step->kind != STEP_STORE)
        return;
    walked->journals[version_worker(step->version)][version_sequence(step->version)] = step->parent;
    if (step->over != step->parent && step->over != VERSION_START &&
        walked->victims[version_worker(step->over)][version_sequence(step->over)])
        walked->overwriter = step->worker;
}

// Makes the runs from the start, and leaves the digits and the journals.
static struct status make_moves(struct maker *maker, struct walked *walked, struct walk *walk)
{
    struct reduction *reduction = maker->reduction;
    size_t last_run = 0;
    uint64_t most = 0;
    for (int w = 0; w < maker->course.count; w++)
        most += course_moves_alone(&maker->course, 0);
    reduction->schedule = malloc(most + 1);
    reduction->enough = malloc(most + 1);
    if (!reduction->schedule || !reduction->enough)
        return no_memory(maker);
    for (size_t i = 0; i < maker->found.run_count; i++) {
        const struct collide_run run = maker->found.runs[i];
        for (last_run = walk->moves; walk->places[run.worker] < run.place; reduction->moves++) {
            assert(reduction->moves < most);
            reduction->schedule[reduction->moves] = (char)('1' + run.worker);
            walk_move(&maker->course, walk, run.worker, note_parent, walked);
        }
    }
    reduction->schedule[reduction->moves] = '\0';
    // Who moved last goes on by itself.
    memcpy(reduction->enough, reduction->schedule, last_run + 1);
    reduction->enough[last_run + 1] = '\0';
    if (last_run + 1 > REDUCE_MOVES_MAX)
        return status_with(STATUS_USAGE, FAULT_REDUCE_MOVES, part_number(last_run + 1), part_number(REDUCE_MOVES_MAX));
    return status_ok();
}

// Whether the ledger of the walk has the collision as it was recorded.
static bool same_collision(const struct maker *maker, const struct ledger *small)
{
    const struct collision *recorded = &maker->ledger->collisions[maker->collision];
    const uint32_t first = version_of(maker, 1);
    if (!ledger_is_lost(small, first))
        return false;
    const uint32_t collision = ledger_collision_of(small, first), fork = ledger_fork(small, collision);
    const struct collision *walked = &small->collisions[collision];
    if (walked->size != recorded->size || walked->net != recorded->net ||
        ledger_heir(small, collision) != version_of(maker, COLLIDE_HEIR))
        return false;
    for (size_t i = 0; i < maker->count; i++) {
        const uint32_t version = version_of(maker, i);
        const int32_t parent = maker->members[i].parent;
        if (ledger_parent(small, version) != (parent == COLLIDE_FORK ? fork : version_of(maker, (size_t)parent)))
            return false;
        if (i != COLLIDE_HEIR && (!ledger_is_lost(small, version) || ledger_collision_of(small, version) != collision))
            return false;
    }
    return true;
}

static struct status check(const struct maker *maker, const struct walked *walked, const struct walk *walk)
{
    const struct experiment *experiment = &maker->reduction->experiment;
    struct balance_books books = { .run = { .final_cell = cell_make((int32_t)walk->balance, walk->current) } };
    struct recording recording = { .plan = experiment_plan(experiment), .task_count = experiment->count };
    balance_books_attach(&books, &recording);
    for (uint32_t w = 0; w < experiment->count; w++) {
        books.workers[w].amount = experiment->amounts[w];
        books.workers[w].updates = experiment_updates_per_worker(experiment);
        balance_books_set(&books, &recording, w, walked->journals[w], NULL);
    }
    struct ledger ledger;
    struct status status = ledger_build(&ledger, &recording);
    const bool same_overwriter =
        !maker->same_overwriter || walked->overwriter == small_worker(maker, maker->overwriter);
    if (status_is_ok(status) &&
        (!same_collision(maker, &ledger) || !same_overwriter || walk->switches != maker->found.switches))
        status = status_fault(STATUS_FAILED, FAULT_REDUCE_WRONG);
    ledger_finish(&ledger);
    return status;
}

static struct status walk_it(struct maker *maker)
{
    struct walked walked = { .overwriter = -1 };
    const uint64_t updates = experiment_updates_per_worker(&maker->reduction->experiment);
    struct walk walk = walk_start(&maker->course);
    struct status status = status_ok();
    for (int w = 0; w < maker->course.count && status_is_ok(status); w++) {
        walked.journals[w] = calloc(updates, sizeof *walked.journals[w]);
        walked.victims[w] = calloc(updates, sizeof *walked.victims[w]);
        if (!walked.journals[w] || !walked.victims[w])
            status = no_memory(maker);
    }
    for (size_t i = COLLIDE_HEIR + 1; i < maker->count && status_is_ok(status); i++)
        walked.victims[maker->members[i].worker][maker->members[i].update] = true;
    if (status_is_ok(status))
        status = make_moves(maker, &walked, &walk);
    if (status_is_ok(status))
        status = check(maker, &walked, &walk);
    for (int w = 0; w < SCHEDULES_WORKERS_MAX; w++) {
        free(walked.journals[w]);
        free(walked.victims[w]);
    }
    return status;
}

// ---- from outside ---------------------------------------------------------------------------------------------------

struct status reduction_make(struct reduction *reduction, const struct overwrites *overwrites, size_t collision)
{
    const struct ledger *ledger = overwrites->ledger;
    const uint64_t overwritten_at = overwrites_settling(overwrites, collision)->position;
    struct maker maker = {
        .ledger = ledger,
        .order = overwrites->order,
        .overwriter = version_worker(order_version(overwrites->order, overwritten_at)),
        .overwritten_at = overwritten_at,
        .collision = collision,
        .reduction = reduction,
        .keeper = NO_WORKER,
    };
    *reduction = (struct reduction){ .collision = collision };
    // The search knows no steps but loads and stores.
    if (guard_by_hand(experiment_of(ledger->recording)))
        return status_fault(STATUS_USAGE, FAULT_REDUCE_BY_HAND);
    struct status status = gather(&maker);
    if (status_is_ok(status))
        status = count_switches(&maker);
    if (status_is_ok(status))
        status = sort(&maker);
    if (status_is_ok(status))
        status = search(&maker);
    if (status_is_ok(status))
        status = walk_it(&maker);
    if (status_is_ok(status)) {
        reduction->switches = maker.found.switches;
        for (size_t i = COLLIDE_HEIR + 1; i < maker.count; i++)
            reduction->victims |= 1U << maker.members[i].worker;
        reduction->heir = version_of(&maker, COLLIDE_HEIR);
        reduction->first = version_of(&maker, (size_t)member_of(&maker, ledger->collisions[collision].first));
    } else {
        reduction_finish(reduction);
    }
    collide_finish(&maker.found);
    free(maker.recorded);
    free(maker.sorted);
    free(maker.members);
    return status;
}

void reduction_finish(struct reduction *reduction)
{
    free(reduction->schedule);
    free(reduction->enough);
    *reduction = (struct reduction){ 0 };
}

char *reduction_command(const struct reduction *reduction)
{
    char words[512];
    if (!experiment_words(&reduction->experiment, words, sizeof words))
        return NULL;
    const size_t bytes = strlen(words) + strlen(reduction->enough) + 64;
    char *line = malloc(bytes);
    if (line)
        snprintf(line, bytes, "raceledger run%s --schedule %s", words, reduction->enough);
    return line;
}
