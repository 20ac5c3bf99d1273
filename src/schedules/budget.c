// Spending a budget: the clock is read once in a while, not at every step.
#include "schedules/budget.h"

enum {
    LOOK_EVERY = 1000000, // units of work (some nanoseconds each): a few milliseconds
};

#define PACE_SHARE 0.05 // of a part: before that its pace says too little

void meter_init(struct meter *meter, const struct budget *budget)
{
    *meter = (struct meter){ .stop_ns = UINT64_MAX };
    if (budget)
        meter->budget = *budget;
    if (meter->budget.now_ns)
        meter->started_ns = meter->budget.now_ns();
}

void meter_part(struct meter *meter, double share, double work, uint64_t stop_ns)
{
    meter->share_before += meter->share_part;
    meter->share_part = share;
    meter->done = 0;
    meter->whole = work;
    meter->part_ns = meter->budget.now_ns ? meter->budget.now_ns() : 0;
    meter->stop_ns = stop_ns;
    meter->needed_ns = 0;
    meter->since_look = LOOK_EVERY; // a part that comes too late ends at once
    if (meter->end != BUDGET_CANCELLED)
        meter->end = BUDGET_KEPT;
}

// Whether the part under way is too late, or will be: its pace so far, once it says something, is taken for the rest.
static bool too_late(struct meter *meter)
{
    if (meter->stop_ns == UINT64_MAX || !meter->budget.now_ns)
        return false;
    const uint64_t now_ns = meter->budget.now_ns();
    if (now_ns >= meter->stop_ns)
        return true;
    if (meter->whole <= 0 || meter->done < meter->whole * PACE_SHARE || meter->done > meter->whole)
        return false;
    const double needed_ns = (double)(now_ns - meter->part_ns) * (meter->whole / meter->done);
    if (needed_ns <= (double)(meter->stop_ns - meter->part_ns))
        return false;
    meter->needed_ns = (uint64_t)needed_ns;
    return true;
}

bool meter_look(struct meter *meter)
{
    const struct budget *budget = &meter->budget;
    meter->since_look = 0;
    if (budget->go_on && meter->end != BUDGET_CANCELLED) {
        const double part = meter->whole > 0 && meter->done < meter->whole ? meter->done / meter->whole : 1;
        const double share = meter->share_before + meter->share_part * part;
        if (share > meter->share_told)
            meter->share_told = share < 1 ? share : 1;
        if (!budget->go_on(budget->context, meter->share_told))
            meter->end = BUDGET_CANCELLED;
    }
    if (meter->end == BUDGET_KEPT && too_late(meter))
        meter->end = BUDGET_TIME;
    return meter->end == BUDGET_KEPT;
}

bool meter_spend(struct meter *meter, uint64_t work)
{
    meter->done += (double)work;
    meter->since_look += work;
    return meter->since_look < LOOK_EVERY || meter_look(meter);
}

bool meter_take(struct meter *meter, size_t bytes)
{
    const uint64_t limit = meter->budget.memory_bytes;
    if (limit != 0 && (meter->bytes > limit || bytes > limit - meter->bytes)) {
        meter->end = BUDGET_MEMORY;
        return false;
    }
    meter->bytes += bytes;
    if (meter->bytes > meter->bytes_peak)
        meter->bytes_peak = meter->bytes;
    return true;
}

uint64_t meter_elapsed_ns(const struct meter *meter)
{
    return meter->budget.now_ns ? meter->budget.now_ns() - meter->started_ns : 0;
}

uint64_t meter_left_ns(const struct meter *meter)
{
    const struct budget *budget = &meter->budget;
    if (budget->time_ns == 0 || !budget->now_ns)
        return UINT64_MAX;
    const uint64_t elapsed = meter_elapsed_ns(meter);
    return elapsed < budget->time_ns ? budget->time_ns - elapsed : 0;
}
