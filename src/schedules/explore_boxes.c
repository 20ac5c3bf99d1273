// Where there is a lock by hand: the paths by boxes, then the outcomes.
#include "schedules/explore_boxes.h"

#include "schedules/modulo.h"
#include "schedules/outcomes.h"
#include "schedules/safe.h"

#include <math.h>
#include <stdlib.h>

static bool foresee_boxes(struct explorer *explorer, struct boxes *boxes, enum box_tokens tokens, int primes)
{
    struct meter *meter = &explorer->meter;
    if (!boxes_init(boxes, explorer->course, &explorer->values, explorer->from, tokens, (uint32_t)primes, meter))
        return false;
    if (boxes_foresee(boxes, explorer_spend, meter))
        return true;
    boxes_finish(boxes);
    return false;
}

// How many schedules there are, and how many lose nothing. *possible: whether boxes can tell.
static bool run_box_paths(struct explorer *explorer, bool *possible)
{
    struct exploration *exploration = explorer->exploration;
    struct meter *meter = &explorer->meter;
    struct boxes boxes;
    mpz_t number;
    mpz_init(number);
    const bool bounded = schedules_at_most(number, explorer->course, explorer->from);
    const int primes = bounded ? modulo_primes_for(number) : 0;
    meter_part(meter, PATHS_PART, 0, explorer_stop_after(explorer, PATHS_TIME_SHARE));
    bool well = bounded && primes <= MODULO_PRIMES_MAX && foresee_boxes(explorer, &boxes, BOX_PATHS, primes);
    *possible = well || meter->end != BUDGET_KEPT;
    if (well) {
        double share_kept = 0;
        well = counting_paths(&boxes, meter, exploration->schedules, number, &share_kept);
        if (well) {
            mpz_sub(exploration->losing, exploration->schedules, number);
            exploration->probability_losing = mpz_sgn(exploration->losing) == 0 ? 0 : fmax(0, 1 - share_kept);
            exploration->schedules_known = exploration->paths_known = true;
            exploration->places += (uint64_t)boxes.places;
        }
        boxes_finish(&boxes);
    }
    mpz_clear(number);
    return well;
}

static bool run_box_outcomes(struct explorer *explorer, const struct boxes *boxes)
{
    struct exploration *exploration = explorer->exploration;
    struct meter *meter = &explorer->meter;
    const struct counting_plan plan = counting_plan_boxes(boxes, meter, exploration->schedules);
    struct counting_swept swept = { 0 };
    if (!explorer_affordable(explorer, &plan))
        return false;
    meter_part(meter, OUTCOMES_PART + SHARES_PART, plan.work, explorer_stop_after(explorer, OUTCOMES_STOP_SHARE));
    bool well = counting_boxes(&plan, boxes, meter, &swept);
    if (well && !(well = outcomes_take(exploration, &explorer->values, &swept.counts)))
        meter->end = BUDGET_MEMORY;
    if (well) {
        outcomes_probabilities(exploration, &explorer->values, &swept.shares);
        mpz_set(exploration->explored, exploration->schedules);
    }
    free(swept.counts.lanes);
    free(swept.shares.lanes);
    return well;
}

bool explorer_run_boxes(struct explorer *explorer, bool *possible)
{
    struct boxes boxes;
    if (!run_box_paths(explorer, possible))
        return false;
    if (mpz_sgn(explorer->exploration->losing) == 0)
        return explorer_take_safe(explorer);
    meter_part(&explorer->meter, 0, 0, explorer_stop_after(explorer, PATHS_TIME_SHARE));
    if (!foresee_boxes(explorer, &boxes, BOX_OUTCOMES, 0)) {
        if (explorer->meter.end == BUDGET_KEPT)
            explorer->meter.end = BUDGET_MEMORY; // of paths they could be had
        return false;
    }
    const bool well = run_box_outcomes(explorer, &boxes);
    boxes_finish(&boxes);
    return well;
}
