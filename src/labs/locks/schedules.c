// The plan's locks, as the explorer knows them.
#include "labs/locks/schedules.h"

#include "labs/locks/locks.h"

bool locks_schedules(const struct plan *plan, struct locking_counts *counts)
{
    static const enum philosophers_arrangement arrangements[LOCKS_ARRANGEMENTS] = {
        [LOCKS_ALL_RIGHT] = PHILOSOPHERS_ALL_RIGHT,
        [LOCKS_ONE_LEFT] = PHILOSOPHERS_ONE_LEFT,
        [LOCKS_WAITER] = PHILOSOPHERS_WAITER,
    };
    const struct locks_plan *form = locks_plan_of(plan);
    struct locking locking;
    if (form->give_up_ns > 0)
        return false;
    if (form->variant == LOCKS_PHILOSOPHERS)
        locking_philosophers(&locking, (int)form->count, arrangements[form->arrangement]);
    else if (form->variant == LOCKS_SAME_ORDER || form->variant == LOCKS_OPPOSITE_ORDERS)
        locking_two(&locking, form->variant == LOCKS_OPPOSITE_ORDERS);
    else
        return false;
    return locking_count(counts, &locking, NULL);
}
