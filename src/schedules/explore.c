// One exploration: all of it, or as much as the budget allows. Where there is a lattice what sweeping it takes is
// foreseen, and then all is counted in one go; where there is a lock by hand, by boxes (explore_boxes.c); where there are
// other locks paths come first (cheap, and they foresee the rest), then outcomes, then probabilities.
#include "schedules/explore.h"

#include "schedules/explore_boxes.h"
#include "schedules/explorer.h"
#include "schedules/outcomes.h"
#include "schedules/safe.h"

#include <math.h>
#include <stdlib.h>

enum {
    // Steps that workers may part in the narrowest partial exploration; then half as many more each time, while that
    // can be afforded.
    SPREAD_FIRST = 2,
};

// Of the time that is left: for foreseeing how wide it may be.
#define SPREAD_TIME_SHARE 0.1

// A unit of work in ns before any was measured: on the fast side, so that what may fit is tried.
#define WORK_NS 0.7

// What one pass over the paths has found and foreseen.
struct paths {
    struct graph_result result;
    struct counting_plan plan; // for the outcomes
};

double exploration_share(const mpz_t count, const mpz_t whole)
{
    if (mpz_sgn(whole) == 0)
        return 0;
    long count_exponent, whole_exponent;
    const double count_part = mpz_get_d_2exp(&count_exponent, count);
    const double whole_part = mpz_get_d_2exp(&whole_exponent, whole);
    const long exponent = count_exponent - whole_exponent; // never much above 0, and below −1100 the share is 0
    return ldexp(count_part / whole_part, exponent < -1100 ? -1100 : (int)exponent);
}

static struct pass pass_of(struct explorer *explorer, enum pass_kind kind, enum tally_kind figures)
{
    return (struct pass){
        .course = explorer->course,
        .values = &explorer->values,
        .meter = &explorer->meter,
        .kind = kind,
        .figures = figures,
    };
}

static bool run_paths(struct explorer *explorer, uint32_t spread, double time_share, struct paths *paths)
{
    struct pass pass = pass_of(explorer, PASS_PATHS, TALLY_NUMBERS);
    graph_result_init(&paths->result);
    meter_part(&explorer->meter, spread == GRAPH_SPREAD_ALL ? PATHS_PART : 0, 0,
               explorer_stop_after(explorer, time_share));
    const uint64_t peak = explorer->meter.bytes_peak; // of what was tried before
    explorer->meter.bytes_peak = explorer->meter.bytes;
    const bool well = graph_run(&pass, explorer->from, spread, &paths->result);
    paths->plan = counting_plan(&pass, paths->result.places, explorer->meter.bytes_peak, paths->result.ended);
    if (explorer->meter.bytes_peak < peak)
        explorer->meter.bytes_peak = peak;
    explorer->exploration->places += paths->result.places;
    if (!well)
        graph_result_finish(&pass, &paths->result);
    return well;
}

static void finish_paths(struct explorer *explorer, struct paths *paths)
{
    struct pass pass = pass_of(explorer, PASS_PATHS, TALLY_NUMBERS);
    graph_result_finish(&pass, &paths->result);
}

// What the paths say, exactly where they are all paths, else as bounds.
static void take_paths(struct exploration *exploration, const struct paths *paths, bool all)
{
    if (exploration->paths_known)
        return;
    mpz_set(exploration->deadlocks, paths->result.deadlocked);
    mpz_add(exploration->losing, paths->result.ended, paths->result.deadlocked);
    if (!exploration->schedules_known)
        mpz_set(exploration->schedules, exploration->losing);
    mpz_sub(exploration->losing, exploration->losing, paths->result.kept);
    exploration->paths_known = all;
    exploration->schedules_known = exploration->schedules_known || all;
}

// The probabilities of what paths tell.
static bool run_path_shares(struct explorer *explorer, uint32_t spread)
{
    struct exploration *exploration = explorer->exploration;
    struct pass pass = pass_of(explorer, PASS_PATHS, TALLY_SHARES);
    struct graph_result result;
    graph_result_init(&result);
    meter_part(&explorer->meter, SHARES_PART, 0, explorer_stop_after(explorer, 1));
    const bool well = graph_run(&pass, explorer->from, spread, &result);
    if (well) {
        const double all = result.share_ended + result.share_deadlocked;
        exploration->probability_deadlock = result.share_deadlocked;
        exploration->probability_losing = mpz_sgn(exploration->losing) == 0 ? 0 : fmax(0, all - result.share_kept);
    }
    exploration->places += result.places;
    graph_result_finish(&pass, &result);
    return well;
}

static struct tally finals_of(const struct paths *paths, int words)
{
    const struct cell_span finals = paths->result.finals;
    struct tally tally = {
        .low = finals.low,
        .length = finals.length,
        .stride = tally_stride(finals.length),
        .words = words,
    };
    tally.lanes = calloc(tally.stride * (size_t)words + 1, sizeof *tally.lanes);
    return tally;
}

// The schedules by their ends, and how likely these are.
static bool run_outcomes(struct explorer *explorer, uint32_t spread, const struct paths *paths)
{
    struct exploration *exploration = explorer->exploration;
    struct meter *meter = &explorer->meter;
    struct pass pass = pass_of(explorer, PASS_OUTCOMES, TALLY_TAPED);
    const struct tally shares = finals_of(paths, 1);
    const struct tally counts = finals_of(paths, (int)(mpz_sizeinbase(paths->result.ended, 2) / TALLY_WORD_BITS + 1));
    meter_part(meter, OUTCOMES_PART, paths->plan.work, explorer_stop_after(explorer, OUTCOMES_STOP_SHARE));
    const uint64_t before = meter_elapsed_ns(meter);
    bool well = counts.lanes && shares.lanes;
    if (!well)
        meter->end = BUDGET_MEMORY;
    else
        well = counting_run(&paths->plan, &pass, explorer->from, spread, &counts, &shares, &exploration->places);
    if (well && !(well = outcomes_take(exploration, &explorer->values, &counts)))
        meter->end = BUDGET_MEMORY;
    if (well)
        outcomes_probabilities(exploration, &explorer->values, &shares);
    if (meter->done > 0)
        explorer->work_ns = fmax(WORK_NS, (double)(meter_elapsed_ns(meter) - before) / meter->done);
    free(counts.lanes);
    free(shares.lanes);
    return well;
}

// The outcomes and all probabilities, of these paths.
static bool run_ends(struct explorer *explorer, uint32_t spread, const struct paths *paths)
{
    struct exploration *exploration = explorer->exploration;
    if (!explorer_affordable(explorer, &paths->plan) || !run_outcomes(explorer, spread, paths))
        return false;
    mpz_add(exploration->explored, paths->result.ended, paths->result.deadlocked);
    return run_path_shares(explorer, spread);
}

// Where no schedule loses anything, all that end end as expected: nothing but the probability of a deadlock is left
// to find.
static bool run_lossless(struct explorer *explorer, const struct paths *paths)
{
    struct exploration *exploration = explorer->exploration;
    if (!run_path_shares(explorer, GRAPH_SPREAD_ALL))
        return false;
    mpz_set(exploration->explored, exploration->schedules);
    if (mpz_sgn(paths->result.ended) == 0 ||
        outcomes_expected(exploration, paths->result.ended, 1 - exploration->probability_deadlock))
        return true;
    explorer->meter.end = BUDGET_MEMORY;
    return false;
}

// ---- where there is a lattice --------------------------------------------------------------------------------------

// A sweep, and what it will cost.
struct foreseen {
    struct sweep sweep;
    struct counting_plan plan;
};

static void finish_sweep(struct explorer *explorer, struct foreseen *foreseen)
{
    sweep_finish(&foreseen->sweep);
    meter_give(&explorer->meter, sweep_bytes(&explorer->lattice));
}

// False where even that cannot be afforded.
static bool foresee_sweep(struct explorer *explorer, uint32_t spread, double time_share, struct foreseen *foreseen)
{
    struct meter *meter = &explorer->meter;
    const size_t bytes = sweep_bytes(&explorer->lattice);
    meter_part(meter, spread == SWEEP_SPREAD_ALL ? PATHS_PART : 0, 0, explorer_stop_after(explorer, time_share));
    if (!meter_take(meter, bytes))
        return false;
    if (!sweep_init(&foreseen->sweep, &explorer->lattice, spread)) {
        meter_give(meter, bytes);
        meter->end = BUDGET_MEMORY;
        return false;
    }
    const bool well = sweep_foresee(&foreseen->sweep, explorer_spend, meter);
    if (well) {
        foreseen->plan = counting_plan_sweep(&foreseen->sweep, meter, explorer->exploration->schedules);
        if (explorer_affordable(explorer, &foreseen->plan))
            return true;
    } else if (meter->end == BUDGET_KEPT) {
        meter->end = BUDGET_MEMORY; // too many lanes
    }
    finish_sweep(explorer, foreseen);
    return false;
}

static void take_swept(struct explorer *explorer, const struct counting_swept *swept)
{
    struct exploration *exploration = explorer->exploration;
    double all = 0;
    for (size_t lane = 0; lane < swept->shares.length; lane++)
        all += tally_get_share(&swept->shares, lane);
    mpz_set_ui(exploration->explored, 0);
    for (size_t i = 0; i < exploration->outcome_count; i++)
        mpz_add(exploration->explored, exploration->explored, exploration->outcomes[i].schedules);
    if (!exploration->paths_known)
        mpz_sub(exploration->losing, exploration->explored, swept->kept);
    exploration->probability_losing = mpz_sgn(exploration->losing) == 0 ? 0 : fmax(0, all - swept->share_kept);
    outcomes_probabilities(exploration, &explorer->values, &swept->shares);
}

static bool run_sweep(struct explorer *explorer, struct foreseen *foreseen)
{
    struct exploration *exploration = explorer->exploration;
    struct meter *meter = &explorer->meter;
    struct counting_swept swept = { 0 };
    mpz_init(swept.kept);
    meter_part(meter, OUTCOMES_PART + SHARES_PART, foreseen->plan.work,
               explorer_stop_after(explorer, OUTCOMES_STOP_SHARE));
    const uint64_t before = meter_elapsed_ns(meter);
    bool well = counting_sweep(&foreseen->plan, &foreseen->sweep, meter, &swept);
    if (well && !(well = outcomes_take(exploration, &explorer->values, &swept.counts)))
        meter->end = BUDGET_MEMORY;
    if (well)
        take_swept(explorer, &swept);
    if (meter->done > 0)
        explorer->work_ns = fmax(WORK_NS, (double)(meter_elapsed_ns(meter) - before) / meter->done);
    exploration->places += (uint64_t)foreseen->sweep.places;
    free(swept.counts.lanes);
    free(swept.shares.lanes);
    mpz_clear(swept.kept);
    return well;
}

// What is not affordable leaves the figures of the paths, if they are.
static bool run_whole_sweep(struct explorer *explorer)
{
    struct exploration *exploration = explorer->exploration;
    struct foreseen foreseen;
    bool well = foresee_sweep(explorer, SWEEP_SPREAD_ALL, SPREAD_TIME_SHARE, &foreseen);
    if (well) {
        well = run_sweep(explorer, &foreseen);
        finish_sweep(explorer, &foreseen);
    }
    exploration->paths_known = well;
    const enum budget_end end = explorer->meter.end;
    struct paths paths;
    if (!well && end != BUDGET_CANCELLED && run_paths(explorer, GRAPH_SPREAD_ALL, PATHS_TIME_SHARE, &paths)) {
        take_paths(exploration, &paths, true);
        finish_paths(explorer, &paths);
    }
    if (explorer->meter.end != BUDGET_CANCELLED)
        explorer->meter.end = end;
    return well;
}

// The widest spread that can be afforded, below a limit. 0 where there is none.
static uint32_t widest_sweep(struct explorer *explorer, uint32_t limit, struct foreseen *best)
{
    uint32_t widest = 0;
    for (uint32_t spread = SPREAD_FIRST; spread < limit; spread += spread / 2) {
        struct foreseen foreseen;
        if (!foresee_sweep(explorer, spread, SPREAD_TIME_SHARE, &foreseen))
            break;
        if (widest)
            finish_sweep(explorer, best);
        *best = foreseen;
        widest = spread;
    }
    if (widest && explorer->meter.end == BUDGET_CANCELLED) {
        finish_sweep(explorer, best);
        return 0;
    }
    return widest;
}

static void run_part_sweep(struct explorer *explorer)
{
    uint32_t limit = explorer->course->length;
    while (mpz_sgn(explorer->exploration->explored) == 0) {
        struct foreseen foreseen;
        const uint32_t spread = widest_sweep(explorer, limit, &foreseen);
        if (spread == 0)
            return;
        (void)run_sweep(explorer, &foreseen); // what it did not get leaves the exploration incomplete, as it is
        finish_sweep(explorer, &foreseen);
        limit = spread;
    }
}

// ---- where there are locks -----------------------------------------------------------------------------------------

static bool run_whole(struct explorer *explorer)
{
    struct paths paths;
    if (!run_paths(explorer, GRAPH_SPREAD_ALL, PATHS_TIME_SHARE, &paths))
        return false;
    take_paths(explorer->exploration, &paths, true);
    const bool well = mpz_sgn(explorer->exploration->losing) == 0 ? run_lossless(explorer, &paths)
                                                                  : run_ends(explorer, GRAPH_SPREAD_ALL, &paths);
    finish_paths(explorer, &paths);
    return well;
}

// The widest spread that can be afforded, below a limit; its paths go to best. 0 where there is none.
static uint32_t widest_spread(struct explorer *explorer, uint32_t limit, struct paths *best)
{
    uint32_t widest = 0;
    for (uint32_t spread = SPREAD_FIRST; spread < limit; spread += spread / 2) {
        struct paths paths;
        if (!run_paths(explorer, spread, SPREAD_TIME_SHARE, &paths))
            break;
        if (!explorer_affordable(explorer, &paths.plan)) {
            finish_paths(explorer, &paths);
            break;
        }
        if (widest)
            finish_paths(explorer, best);
        *best = paths;
        widest = spread;
    }
    if (widest && explorer->meter.end == BUDGET_CANCELLED) {
        finish_paths(explorer, best);
        return 0;
    }
    return widest;
}

// Schedules whose workers stay together, as far apart as can be afforded. What was foreseen too low, by the pace of
// the machine, is tried again less wide.
static void run_part(struct explorer *explorer)
{
    struct exploration *exploration = explorer->exploration;
    uint32_t limit = explorer->course->length;
    while (mpz_sgn(exploration->explored) == 0) {
        struct paths paths;
        const uint32_t spread = widest_spread(explorer, limit, &paths);
        if (spread == 0)
            return;
        (void)run_ends(explorer, spread,
                       &paths); // what it got is noted; what it did not get leaves the exploration incomplete, as it is
        if (mpz_sgn(exploration->explored) != 0)
            take_paths(exploration, &paths, false);
        finish_paths(explorer, &paths);
        limit = spread;
    }
}

void exploration_run(struct exploration *exploration, const struct course *course, const struct walk *from,
                     const struct budget *budget)
{
    *exploration = (struct exploration){ .expected = course->expected };
    mpz_inits(exploration->schedules, exploration->explored, exploration->wrong, exploration->losing,
              exploration->deadlocks, NULL);
    struct explorer explorer = { .course = course, .from = from, .exploration = exploration, .work_ns = WORK_NS };
    meter_init(&explorer.meter, budget);
    values_init(&explorer.values, course, from);
    if (schedules_safe(exploration->schedules, course, from)) {
        exploration->complete = explorer_take_safe(&explorer);
    } else {
        exploration->schedules_known = schedules_without_locks(exploration->schedules, course, from);
        explorer.swept =
            exploration->schedules_known && lattice_init(&explorer.lattice, course, &explorer.values, from);
        bool boxed = false;
        exploration->complete = explorer.swept ? run_whole_sweep(&explorer) : explorer_run_boxes(&explorer, &boxed);
        if (!explorer.swept && !boxed)
            exploration->complete = run_whole(&explorer);
    }
    exploration->end = explorer.meter.end;
    if (exploration->end == BUDGET_TIME && explorer.meter.needed_ns)
        exploration->needed_ns = explorer.meter.part_ns - explorer.meter.started_ns + explorer.meter.needed_ns;
    else if (exploration->end == BUDGET_TIME)
        exploration->needed_ns = explorer.needed_ns;
    exploration->needed_least = !explorer.meter.needed_ns;
    if (exploration->end == BUDGET_MEMORY)
        exploration->needed_bytes = explorer.needed_bytes;
    if (!exploration->complete && exploration->end != BUDGET_CANCELLED) {
        if (explorer.swept)
            run_part_sweep(&explorer);
        else
            run_part(&explorer);
        if (explorer.meter.end == BUDGET_CANCELLED)
            exploration->end = BUDGET_CANCELLED;
    }
    if (explorer.swept)
        lattice_finish(&explorer.lattice);
    exploration->bytes_peak = explorer.meter.bytes_peak;
    exploration->elapsed_ns = meter_elapsed_ns(&explorer.meter);
}

void exploration_finish(struct exploration *exploration)
{
    outcomes_drop(exploration);
    mpz_clears(exploration->schedules, exploration->explored, exploration->wrong, exploration->losing,
               exploration->deadlocks, NULL);
}
