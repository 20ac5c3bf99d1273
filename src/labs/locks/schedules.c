// Asks the explorer.
#include "labs/locks/schedules.h"

#include <stdio.h>
#include <string.h>

_Static_assert((int)LOCKING_MOVES_MAX < (int)LOCKS_MOVES_BYTES, "every schedule fits into a plan");

bool locks_locking(const struct plan *plan, struct locking *locking)
{
    static const enum philosophers_arrangement arrangements[LOCKS_ARRANGEMENTS] = {
        [LOCKS_ALL_RIGHT] = PHILOSOPHERS_ALL_RIGHT,
        [LOCKS_ONE_LEFT] = PHILOSOPHERS_ONE_LEFT,
        [LOCKS_WAITER] = PHILOSOPHERS_WAITER,
    };
    const struct locks_plan *form = locks_plan_of(plan);
    if (!locks_has_two(plan))
        return false;
    if (form->variant == LOCKS_PHILOSOPHERS)
        locking_philosophers(locking, (int)form->count, arrangements[form->arrangement]);
    else
        locking_two(locking, form->variant == LOCKS_OPPOSITE_ORDERS);
    return true;
}

bool locks_schedules(const struct plan *plan, struct locking_counts *counts)
{
    struct locking locking = { 0 };
    if (locks_plan_of(plan)->give_up_ns > 0 && !locks_is_driven(plan))
        return false;
    return locks_locking(plan, &locking) && locking_count(counts, &locking, NULL);
}

// ---- one of them -----------------------------------------------------------------------------------------------------

static struct status not_possible(const struct locking *locking, const struct locking_places *places,
                                  const struct plan *plan, const char *option, int at)
{
    const char move = locks_plan_of(plan)->moves[at], kind = plan->kind == WORKERS_PROCESSES ? 'P' : 'T';
    const int worker = move - '1';
    char word[8], why[64] = "has ended";
    snprintf(word, sizeof word, move >= ' ' && move <= '~' ? "'%c'" : "\\x%02X", (unsigned char)move);
    if (worker < 0 || worker >= locking->workers)
        return status_make(STATUS_USAGE, "%s: move %d is %s, must be a digit from 1 to %d", option, at + 1, word,
                           locking->workers);
    const int lock = locking_blocked_on(locking, places, worker);
    if (lock >= 0 && locking->capacity[lock] > 1)
        snprintf(why, sizeof why, "waits for a seat");
    else if (lock >= 0)
        snprintf(why, sizeof why, "waits for %s that %c%d has", locking->names[lock], kind,
                 __builtin_ctz(locking_holders(locking, places, lock)) + 1);
    return status_make(STATUS_USAGE, "%s: move %d is %s, but %c%d %s", option, at + 1, word, kind, worker + 1, why);
}

// Writes the moves that follow, and the 0s at the end.
static void go_on(const struct locking *locking, struct locking_places *places, char *moves, int count)
{
    int worker = count > 0 ? moves[count - 1] - '1' : 0;
    for (unsigned enabled; (enabled = locking_enabled(locking, places)) != 0; places->of[worker]++) {
        while (!(enabled >> worker & 1))
            worker = (worker + 1) % locking->workers;
        moves[count++] = (char)('1' + worker);
    }
    memset(moves + count, 0, LOCKS_MOVES_BYTES - (size_t)count);
}

struct status locks_complete_moves(struct plan *plan, const char *option)
{
    struct locking locking = { 0 };
    struct locking_places places = { { 0 } };
    char *moves = ((struct locks_plan *)plan)->moves;
    if (!locks_locking(plan, &locking))
        return status_make(STATUS_USAGE, "%s: this variant has no schedules", option);
    const int made = locking_follow(&locking, &places, moves);
    if (moves[made] != '\0')
        return not_possible(&locking, &places, plan, option, made);
    go_on(&locking, &places, moves, made);
    return status_ok();
}

bool locks_moves_are_whole(const struct plan *plan)
{
    struct locking locking = { 0 };
    struct locking_places places = { { 0 } };
    const char *moves = locks_plan_of(plan)->moves;
    return locks_locking(plan, &locking) && moves[locking_follow(&locking, &places, moves)] == '\0' &&
           locking_enabled(&locking, &places) == 0;
}
