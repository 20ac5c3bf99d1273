// What a pool's run came to: who did how many, what was lost, what hangs.
#include "labs/pool/pool.h"

#include "base/said.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    SHOWN = POOL_SHOWN,
    SHOWN_BITS = 7,
    MORE_BIT = SHOWN * SHOWN_BITS, // another did some as well
    LOST_SHIFT = MORE_BIT + 1,
    LOST_MOST = POOL_LOST_SHOWN,
    HANGS_BIT = 31,
};

_Static_assert(POOL_TASKS_MAX < 1 << SHOWN_BITS, "a worker's tasks fit into an outcome");

static bool is_worker(const struct recording *recording, uint32_t task)
{
    return task > 0 && recording->tasks[task].kind == TASK_PROCESS;
}

static uint32_t all_did(const struct pool_tally *tally)
{
    uint32_t sum = 0;
    for (uint32_t t = 0; t < POOL_MADE_MAX; t++)
        sum += tally->did[t];
    return sum;
}

// ---- outcome --------------------------------------------------------------------------------------------------------

// The workers' counts, the highest first; those behind the last shown in one.
static void rank(const struct recording *recording, const struct pool_tally *tally, uint32_t ranked[SHOWN + 1])
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        uint32_t count = is_worker(recording, t) ? tally->did[t] : 0;
        for (uint32_t at = 0; at < SHOWN; at++)
            if (count > ranked[at]) {
                const uint32_t pushed = ranked[at];
                ranked[at] = count;
                count = pushed;
            }
        ranked[SHOWN] += count;
    }
}

uint32_t pool_outcome(const struct recording *recording)
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    const uint32_t hangs = recording->facts->ended == RUN_DEADLINE;
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    if (plan->variant == POOL_JOIN_BEFORE_CLOSE)
        return hangs << HANGS_BIT | (uint32_t)pool_was_raised(recording, POOL_ERROR_RUNNING) << SHOWN_BITS |
               all_did(&tally);
    uint32_t ranked[SHOWN + 1] = { 0 }, outcome = 0;
    const uint32_t lost = pool_count(tally.lost, plan->given);
    rank(recording, &tally, ranked);
    for (uint32_t at = 0; at < SHOWN; at++)
        outcome = outcome << SHOWN_BITS | ranked[at];
    return outcome | (uint32_t)(ranked[SHOWN] > 0) << MORE_BIT | (lost < LOST_MOST ? lost : LOST_MOST) << LOST_SHIFT |
           hangs << HANGS_BIT;
}

void pool_came(const struct plan *plan, uint32_t outcome, struct pool_came *came)
{
    const struct pool_plan *form = pool_plan_of(plan);
    const uint32_t one = (1u << SHOWN_BITS) - 1;
    *came = (struct pool_came){ .hangs = outcome >> HANGS_BIT };
    if (form->variant == POOL_JOIN_BEFORE_CLOSE) {
        came->raised = outcome >> SHOWN_BITS & 1;
        came->done = outcome & one;
        return;
    }
    for (uint32_t at = 0; at < SHOWN; at++) {
        came->did[at] = outcome >> (SHOWN - 1 - at) * SHOWN_BITS & one;
        came->shown += at < form->processes || came->did[at] > 0;
    }
    came->more = outcome >> MORE_BIT & 1;
    came->lost = outcome >> LOST_SHIFT & LOST_MOST;
}

char *pool_shares(const struct pool_came *came, char shares[LAB_OUTCOME_BYTES])
{
    int at = 0;
    shares[0] = '\0';
    for (int i = 0; i < came->shown; i++)
        at += snprintf(shares + at, LAB_OUTCOME_BYTES - (size_t)at, "%s%" PRIu32, i ? " / " : "", came->did[i]);
    snprintf(shares + at, LAB_OUTCOME_BYTES - (size_t)at, "%s", came->more ? " / ..." : "");
    return shares;
}

char *pool_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    struct pool_came came;
    char shares[LAB_OUTCOME_BYTES], lost[40] = "", whole[3 * LAB_OUTCOME_BYTES];
    pool_came(plan, outcome, &came);
    const char *hangs = came.hangs ? said(", then waits for ever") : "";
    if (came.lost > 0)
        snprintf(lost, sizeof lost,
                 came.lost == LOST_MOST ? said(", %" PRIu32 " or more lost") : said(", %" PRIu32 " lost"), came.lost);
    snprintf(whole, sizeof whole, "%.30s%s%s", pool_shares(&came, shares), lost, hangs);
    if (pool_plan_of(plan)->variant == POOL_JOIN_BEFORE_CLOSE)
        snprintf(name, LAB_OUTCOME_BYTES, said("%s, %" PRIu32 " of %" PRIu32 " done%s"),
                 came.raised ? said("ValueError at once") : said("no error"), came.done, pool_plan_of(plan)->given,
                 hangs);
    else
        snprintf(name, LAB_OUTCOME_BYTES, "%.*s", LAB_OUTCOME_BYTES - 1, whole);
    return name;
}
