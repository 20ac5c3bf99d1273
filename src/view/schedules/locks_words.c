// Looked up in the desk's plan.
#include "view/schedules/locks_words.h"

#include "view/ui/words.h"

#include <string.h>

static const enum text_id variant_texts[LISTING_COUNT][LOCKS_VARIANTS_MAX] = {
    [LISTING_TWO] = { TEXT_LOCKS_OPPOSITE_ID, TEXT_LOCKS_SAME_ID },
    [LISTING_PHILOSOPHERS] = { TEXT_LOCKS_ALL_RIGHT_ID, TEXT_LOCKS_ONE_LEFT_ID, TEXT_LOCKS_WAITER_ID },
};

int locks_variants_of(enum schedules_listing listing)
{
    return listing == LISTING_TWO ? 2 : (int)PHILOSOPHERS_ARRANGEMENTS;
}

const char *locks_variant(const struct frame *frame, const struct locks_desk *desk, int variant)
{
    return text_of(frame->language, variant_texts[desk->listing][variant]);
}

int locks_task(int worker) { return worker + 1; }

const char *locks_name(struct frame *frame, int worker)
{
    const char *name = arena_printf(frame->arena, "T%d", worker + 1);
    return name ? name : "";
}

const char *locks_lock(struct frame *frame, const struct locks_desk *desk, int lock)
{
    const char *number = strrchr(desk->locking.names[lock], ' ');
    if (desk->locking.capacity[lock] != 1 || !number)
        return text_of(frame->language, TEXT_LOCKS_SEAT_ID);
    return FILL(desk->listing == LISTING_TWO ? TEXT_LOCKS_LOCK_ID : TEXT_LOCKS_FORK_ID, number + 1);
}

const char *locks_step(struct frame *frame, const struct locks_desk *desk, int worker, int place)
{
    const struct locking_step *next = &desk->locking.steps[worker][place];
    return FILL(next->takes ? TEXT_LOCKS_TAKES_ID : TEXT_LOCKS_GIVES_ID, locks_lock(frame, desk, next->lock));
}

const char *locks_waits(struct frame *frame, const struct locks_desk *desk, int worker)
{
    const int lock = locking_blocked_on(&desk->locking, &desk->places, worker);
    if (lock < 0)
        return NULL;
    if (desk->locking.capacity[lock] != 1)
        return text_of(frame->language, TEXT_LOCKS_WAITS_SEAT_ID);
    return FILL(TEXT_LOCKS_WAITS_ID, locks_lock(frame, desk, lock),
                locks_name(frame, __builtin_ctz(locking_holders(&desk->locking, &desk->places, lock))));
}
