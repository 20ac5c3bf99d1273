// What the ways of counting share.
#include "schedules/explorer.h"

#include "schedules/outcomes.h"

// Of the time that is left, for what is foreseen; the rest is for what was foreseen wrongly.
#define OUTCOMES_TIME_SHARE 0.85

uint64_t explorer_stop_after(const struct explorer *explorer, double share)
{
    const uint64_t left = meter_left_ns(&explorer->meter);
    if (left == UINT64_MAX)
        return UINT64_MAX;
    return explorer->meter.started_ns + meter_elapsed_ns(&explorer->meter) + (uint64_t)((double)left * share);
}

bool explorer_affordable(struct explorer *explorer, const struct counting_plan *plan)
{
    const uint64_t left_ns = meter_left_ns(&explorer->meter), limit = explorer->meter.budget.memory_bytes;
    const bool memory = limit == 0 || plan->bytes_peak <= limit;
    const bool time = left_ns == UINT64_MAX || plan->work * explorer->work_ns <= (double)left_ns * OUTCOMES_TIME_SHARE;
    if (!memory || !time)
        explorer->meter.end = memory ? BUDGET_TIME : BUDGET_MEMORY;
    explorer->needed_bytes = memory ? 0 : plan->bytes_peak;
    explorer->needed_ns = time ? 0 : meter_elapsed_ns(&explorer->meter) + (uint64_t)(plan->work * explorer->work_ns);
    return memory && time;
}

bool explorer_take_safe(struct explorer *explorer)
{
    struct exploration *exploration = explorer->exploration;
    exploration->schedules_known = exploration->paths_known = true;
    mpz_set(exploration->explored, exploration->schedules);
    if (outcomes_expected(exploration, exploration->schedules, 1))
        return true;
    explorer->meter.end = BUDGET_MEMORY;
    return false;
}

bool explorer_spend(void *context, uint64_t work) { return meter_spend(context, work); }
