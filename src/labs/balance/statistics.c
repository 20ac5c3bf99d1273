// Figures of one run, from what the recording counted and what was derived; and spreads of many values.
#include "labs/balance/statistics.h"

#include "analysis/lock_totals.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include <stdlib.h>

static void count_locks(struct run_figures *figures, const struct recording *recording)
{
    const struct lock_totals locks = lock_totals_of_kind(recording, false);
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++) {
        const struct use of_gil = balance_gil_use(recording, w);
        figures->gil_switches += of_gil.switches;
        figures->gil_requests += of_gil.requests;
        figures->gil_timeouts += of_gil.timeouts;
    }
    figures->hold_known = experiment_of(recording)->timing == TIMING_FULL;
    figures->acquisitions = locks.acquisitions;
    figures->contended = locks.contended;
    figures->wait_ns = recording_span_ns(recording, locks.wait_ticks);
    figures->hold_ns = recording_span_ns(recording, locks.hold_ticks);
}

void figures_of(struct run_figures *figures, const struct recording *recording, const struct ledger *ledger,
                const struct states *states)
{
    const bool ran = states->run_to_ns > states->run_from_ns;
    *figures = (struct run_figures){
        .final = ledger->final,
        .expected = ledger->expected,
        .updates = ledger->updates,
        .survived = ledger->survived,
        .lost = ledger->lost,
        .collisions = ledger->collision_count,
        .lost_net = ledger->lost_net,
        .books_balance = ledger->books_balance,
        .wall_ns = states->run_to_ns - states->run_from_ns,
        .cores_busy = states->cores_busy,
        .blocked_share = ran ? states_share_of_all(states, experiment_of(recording)->count, STATE_BLOCKED) : -1,
    };
    figures->ns_per_update = figures->updates ? (double)figures->wall_ns / (double)figures->updates : 0;
    count_locks(figures, recording);
    figures->gil_waits_known = recording_find_resource(recording, RESOURCE_GIL) >= 0 &&
                               status_is_ok(gil_waits_of(&figures->gil_waits, recording));
}

void figures_find_longest(struct run_figures *figures, const struct overwrites *overwrites)
{
    const struct recording *recording = overwrites->ledger->recording;
    figures->stale_known = balance_sample_every(recording) == 1;
    for (size_t i = 0; figures->stale_known && i < overwrites->count; i++) {
        const uint32_t version = overwrites->order->versions[overwrites->all[i].position];
        uint64_t held_ns;
        overwrites_held_ns(overwrites->order, (int64_t)overwrites->all[i].position, &held_ns);
        if (held_ns > figures->longest_stale_ns) {
            figures->longest_stale = version;
            figures->longest_stale_ns = held_ns;
        }
    }
}

static int compare_doubles(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

struct spread spread_of(double *values, size_t count)
{
    struct spread spread = { 0 };
    if (count == 0)
        return spread;
    qsort(values, count, sizeof *values, compare_doubles);
    for (size_t i = 0; i < count; i++)
        spread.mean += values[i] / (double)count;
    spread.min = values[0];
    spread.max = values[count - 1];
    spread.median = count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
    return spread;
}
