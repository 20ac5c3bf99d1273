// What the tasks hold and wait for: the locks of a plan, and what lies behind them.
#include "labs/locks/locks.h"

#include <stdio.h>

uint32_t locks_count(const struct plan *plan)
{
    const struct locks_plan *form = locks_plan_of(plan);
    switch (form->variant) {
    case LOCKS_SAME_ORDER:
    case LOCKS_OPPOSITE_ORDERS:
    case LOCKS_FORK_WHILE_HELD:
        return 2;
    case LOCKS_PHILOSOPHERS:
        return form->count;
    default:
        return 1;
    }
}

static void name_lock(struct resource *resource, uint32_t variant, uint32_t lock)
{
    static const char *const copies[] = { [LOCKS_ORIGINAL] = "lock", [LOCKS_COPY] = "its copy" };
    *resource = (struct resource){ .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 };
    if (variant == LOCKS_PHILOSOPHERS)
        snprintf(resource->name, sizeof resource->name, "fork %u", (unsigned)lock + 1);
    else if (variant == LOCKS_SAME_ORDER || variant == LOCKS_OPPOSITE_ORDERS)
        snprintf(resource->name, sizeof resource->name, "lock %c", "AB"[lock]);
    else
        snprintf(resource->name, sizeof resource->name, "%s", copies[lock]);
}

uint32_t locks_resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    static const struct resource others[LOCKS_RESOURCES] = {
        [LOCKS_EVENT] = { .name = "start", .kind = RESOURCE_CONDITION, .sleeps = 1 },
        [LOCKS_ENDS] = { .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 },
        [LOCKS_CLOCK] = { .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 },
        [LOCKS_SEATS] = { .name = "seats", .kind = RESOURCE_SEMAPHORE, .sleeps = 1 },
        [LOCKS_TURN] = { .name = "turn", .kind = RESOURCE_CONDITION, .sleeps = 1 },
    };
    const struct locks_plan *form = locks_plan_of(plan);
    const uint32_t locks = locks_count(plan);
    const bool seats = form->variant == LOCKS_PHILOSOPHERS && form->arrangement == LOCKS_WAITER;
    const uint32_t rest = locks_is_driven(plan) ? LOCKS_RESOURCES : seats ? LOCKS_TURN : LOCKS_SEATS;
    for (uint32_t lock = 0; lock < locks; lock++)
        name_lock(&resources[lock], form->variant, lock);
    for (uint32_t i = 0; i < rest; i++)
        resources[locks + i] = others[i];
    if (seats)
        resources[locks + LOCKS_SEATS].capacity = form->count - 1;
    else if (rest > LOCKS_SEATS)
        resources[locks + LOCKS_SEATS].kind = RESOURCE_NONE;
    return locks + rest;
}
