// The ledger run by run (journals.h). Each update of a run but the first was computed from the one before, so that of every
// run a first part survives, down to where the path from the final version left it, and the rest is lost as a whole: the
// path comes by a run at most once, or goes in a circle.
//
// 1. The path is walked from the final version back to the start, run by run.
// 2. What is lost of each run, in the order of workers and sequences, was computed from a survivor, whose collision it opens
// or joins (found by the fork), or from a lost update of another run.
// 3. Those last take over the collision of the run they hang from: up to the first that has one, then down the same way, so
// that each is settled once.
//
// Runs are looked up from where their worker's last one was found: both ways pass them nearly in order.
#include "labs/balance/ledger_runs.h"

#include "base/numbered.h"
#include "labs/balance/ledger_tree.h"

#include <stdlib.h>
#include <string.h>

#define UNSETTLED UINT32_MAX // no collision has this index: there are fewer than 2^31

struct builder {
    struct ledger *ledger;
    const struct journals *journals;
    struct ledger_tree tree;
    uint32_t near[WORKERS_MAX]; // the run of each worker that was looked up last
    struct numbered forks;      // of this tree's collisions, by number from `opened` on
    size_t opened;              // collisions of the trees before
    uint32_t *pending;          // lost runs that hang from lost ones
    size_t pending_count;
    struct status wrong;
};

static bool refuse(struct builder *builder, struct status status)
{
    builder->wrong = status;
    return false;
}

static uint32_t run_of(struct builder *builder, uint32_t version)
{
    uint32_t *near = &builder->near[version_worker(version)];
    return *near = journals_run_near(builder->journals, version, *near);
}

static uint32_t end_of(const struct builder *builder, uint32_t worker, uint32_t run)
{
    return journals_run_end(builder->journals, worker, run);
}

// ---- 1. survivors --------------------------------------------------------------------------------------------------

// keep, next: NULL where only the number is wanted.
static struct status walk(struct builder *builder, uint32_t *keep, uint32_t *next, uint32_t *last, uint64_t *survived)
{
    const struct journals *journals = builder->journals;
    uint64_t left = builder->tree.updates;
    uint32_t child = LEDGER_NO_RUN;
    for (uint32_t version = builder->tree.final; version != VERSION_START;) {
        if (!ledger_tree_has(journals, &builder->tree, version))
            return ledger_bad_version(version);
        const uint32_t run = run_of(builder, version), kept = version_sequence(version) + 1 - journals->first[run];
        if (kept > left)
            return ledger_bad_loop();
        left -= kept;
        if (keep) {
            keep[run] = version_sequence(version) + 1;
            next[run] = child;
        }
        child = run;
        version = journals->parent[run];
    }
    *survived += builder->tree.updates - left;
    *last = child;
    return status_ok();
}

static void begin(struct builder *builder, const struct journals *journals, uint32_t tree)
{
    builder->journals = journals;
    builder->tree = ledger_tree(journals, tree);
    for (uint32_t w = builder->tree.from; w < builder->tree.to; w++) // the path begins at the end
        builder->near[w] = journals->begin[w + 1] - (journals->begin[w + 1] > journals->begin[w]);
}

struct status ledger_runs_survivors(const struct journals *journals, uint64_t *survived)
{
    struct status status = status_ok();
    for (uint32_t i = 0; i < ledger_tree_count(journals) && status_is_ok(status); i++) {
        struct builder builder = { 0 };
        uint32_t last;
        begin(&builder, journals, i);
        status = walk(&builder, NULL, NULL, &last, survived);
    }
    return status;
}

static struct status find_survivors(struct builder *builder)
{
    struct ledger *ledger = builder->ledger;
    uint32_t last = LEDGER_NO_RUN;
    const struct status status = walk(builder, ledger->keep, ledger->next, &last, &ledger->survived);
    if (status_is_ok(status) && last != LEDGER_NO_RUN)
        ledger->first_survivor[builder->tree.home] =
            version_make(journals_worker_of(builder->journals, last), 0) + builder->journals->first[last];
    return status;
}

// ---- 2. collisions -------------------------------------------------------------------------------------------------

// Adds what is lost of a run to a collision. Unsigned, because a made-up file may pass 32 bits; that shall wrap, not trap.
static void count_victims(struct builder *builder, uint32_t worker, uint32_t run, uint32_t collision)
{
    struct ledger *ledger = builder->ledger;
    struct collision *of = &ledger->collisions[collision];
    const uint32_t from = ledger->keep[run], lost = end_of(builder, worker, run) - from;
    const uint32_t amount = (uint32_t)balance_amount(ledger->recording, worker);
    of->size += lost;
    if (lost % 2 == 1)
        of->net = (int32_t)((uint32_t)of->net + (from % 2 == 1 ? 0 - amount : amount));
    ledger->collision_of[run] = collision;
}

// The collision of a fork, opened where its first victim comes. False: wrong is set.
static bool join_fork(struct builder *builder, uint32_t fork, uint32_t victim, uint32_t *collision)
{
    struct ledger *ledger = builder->ledger;
    const uint32_t number = numbered_add(&builder->forks, &fork);
    if (number == NUMBERED_NONE)
        return refuse(builder, ledger_no_memory(builder->tree.updates));
    *collision = (uint32_t)builder->opened + number;
    if (*collision < ledger->collision_count)
        return true;
    if (fork == VERSION_START)
        ledger->start_collision[builder->tree.home] = *collision;
    const uint32_t heir =
        fork == VERSION_START ? ledger->first_survivor[builder->tree.home] : ledger_survivor_after(ledger, fork);
    if (heir == VERSION_START)
        return refuse(builder, ledger_bad_loss(victim));
    ledger->collisions[ledger->collision_count++] = (struct collision){ .first = victim };
    return true;
}

// What is lost of a run.
static bool settle(struct builder *builder, uint32_t worker, uint32_t run)
{
    const struct journals *journals = builder->journals;
    const uint32_t from = builder->ledger->keep[run], victim = version_make(worker, from);
    uint32_t fork = from > journals->first[run] ? victim - 1 : journals->parent[run], collision;
    if (from == journals->first[run] && fork != VERSION_START) {
        const uint32_t above = run_of(builder, fork);
        if (version_sequence(fork) >= builder->ledger->keep[above]) {
            builder->ledger->collision_of[run] = UNSETTLED;
            builder->pending[builder->pending_count++] = run;
            return true;
        }
    }
    if (!join_fork(builder, fork, victim, &collision))
        return false;
    count_victims(builder, worker, run, collision);
    return true;
}

static bool settle_all(struct builder *builder)
{
    const struct journals *journals = builder->journals;
    for (uint32_t w = builder->tree.from; w < builder->tree.to; w++) {
        memcpy(builder->near, journals->begin, sizeof builder->near);
        for (uint32_t run = journals->begin[w]; run < journals->begin[w + 1]; run++)
            if (builder->ledger->keep[run] < end_of(builder, w, run) && !settle(builder, w, run))
                return false;
    }
    return true;
}

// ---- 3. what hangs from lost ones ----------------------------------------------------------------------------------

// Settles a run and all unsettled ones it hangs from. A way longer than all that are pending is a circle.
static bool hand_down(struct builder *builder, uint32_t run)
{
    const struct journals *journals = builder->journals;
    const uint32_t *collision_of = builder->ledger->collision_of;
    size_t steps = 0;
    uint32_t at = run;
    for (; collision_of[at] == UNSETTLED; at = run_of(builder, journals->parent[at]))
        if (steps++ == builder->pending_count)
            return false;
    const uint32_t collision = collision_of[at];
    for (at = run; collision_of[at] == UNSETTLED; at = run_of(builder, journals->parent[at]))
        count_victims(builder, journals_worker_of(journals, at), at, collision);
    return true;
}

static bool settle_rest(struct builder *builder)
{
    memcpy(builder->near, builder->journals->begin, sizeof builder->near);
    for (size_t i = 0; i < builder->pending_count; i++)
        if (!hand_down(builder, builder->pending[i]))
            return refuse(builder, ledger_bad_loop());
    return true;
}

// ---- the whole -----------------------------------------------------------------------------------------------------

static struct status build_tree(struct builder *builder, uint32_t index)
{
    begin(builder, &builder->ledger->journals, index);
    builder->opened = builder->ledger->collision_count;
    builder->pending_count = 0;
    builder->forks = numbered_of(sizeof(uint32_t), UINT32_MAX - 1);
    struct status status = find_survivors(builder);
    if (status_is_ok(status) && (!settle_all(builder) || !settle_rest(builder)))
        status = builder->wrong;
    numbered_free(&builder->forks);
    return status;
}

static struct status take_memory(struct builder *builder)
{
    struct ledger *ledger = builder->ledger;
    const struct journals *journals = &ledger->journals;
    const size_t runs = journals->begin[journals->count];
    ledger->memory = malloc(3 * runs * sizeof(uint32_t) + 1);
    builder->pending = malloc(runs * sizeof *builder->pending + 1);
    ledger->collisions = malloc(runs * sizeof *ledger->collisions + 1); // at most one a run
    if (!ledger->memory || !builder->pending || !ledger->collisions)
        return ledger_no_memory(ledger->updates);
    ledger->keep = ledger->memory;
    ledger->next = ledger->keep + runs;
    ledger->collision_of = ledger->next + runs;
    memcpy(ledger->keep, journals->first, runs * sizeof *ledger->keep); // lost until the path has come by
    memset(ledger->next, 0xFF, runs * sizeof *ledger->next);            // LEDGER_NO_RUN
    return status_ok();
}

struct status ledger_runs_build(struct ledger *ledger)
{
    struct builder builder = { .ledger = ledger };
    struct status status = take_memory(&builder);
    for (uint32_t i = 0; i < ledger_tree_count(&ledger->journals) && status_is_ok(status); i++)
        status = build_tree(&builder, i);
    free(builder.pending);
    return status;
}

void ledger_runs_lost(const struct ledger *ledger, uint32_t worker, uint64_t *plus, uint64_t *minus)
{
    const struct journals *journals = &ledger->journals;
    *plus = *minus = 0;
    for (uint32_t run = journals->begin[worker]; run < journals->begin[worker + 1]; run++) {
        const uint64_t from = ledger->keep[run], to = journals_run_end(journals, worker, run);
        *plus += (to + 1) / 2 - (from + 1) / 2; // even sequences add
        *minus += to / 2 - from / 2;
    }
}
