// What a loop does to a variable, again and again: the turn, the seat, the act and the entry are those of the last time, and nothing
// is looked for. All of it is in the turn of the task that calls.
#ifndef INSIDE_HOOKS_AGAIN_H
#define INSIDE_HOOKS_AGAIN_H

#include "inside/hooks/hooks.h"
#include "inside/hooks/seat.h"
#include "inside/hooks/task.h"
#include "inside/ticks.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    AGAIN_STAMP_EVERY = 64, // stores of one task on end
    AGAIN_LOOK_EVERY = 8,
    AGAIN_STAMP_TICKS = 100000,
};

static inline uint64_t again_peek(const struct variable *variable)
{
    const volatile void *at = (const volatile void *)variable->address; // NOLINT(performance-no-int-to-ptr)
    if (likely(variable->bytes == 8))
        return *(const volatile uint64_t *)at;
    if (variable->bytes == 4)
        return *(const volatile uint32_t *)at;
    return variable->bytes == 2 ? *(const volatile uint16_t *)at : *(const volatile uint8_t *)at;
}

// ---- times ----------------------------------------------------------------------------------------------------------

// Whether it is worth a look at the clock: another task came in, or it was long ago. What lies between two stamps was done by
// one task on end.
static inline bool again_wants_stamp(struct variable *variable, bool came_in)
{
    const uint32_t since = variable->stream.since;
    if (came_in || since >= AGAIN_STAMP_EVERY)
        return true;
    if (likely(since % AGAIN_LOOK_EVERY != AGAIN_LOOK_EVERY - 1))
        return false;
    const uint64_t before = variable->ticks;
    return (variable->ticks = clock_ticks()) - before > AGAIN_STAMP_TICKS;
}

// With a store it is looked at if it was with the load that it has to do with.
static inline bool again_is_timed(struct variable *variable, const struct seat *seat, int kind, bool came_in)
{
    const bool stores = kind != TOUCH_LOAD && kind != TOUCH_ATOMIC_LOAD;
    if (stores && seat->has && !came_in)
        return seat->load_ns != 0;
    return again_wants_stamp(variable, came_in);
}

// ---- done -----------------------------------------------------------------------------------------------------------

static inline void again_load(struct turn *turn)
{
    struct seat *seat = turn->seat;
    seat->has = true;
    seat->version = turn->variable->stream.count;
    seat->value = turn->variable->value;
    seat->load_place = turn->place;
    seat->load_ns = turn->ns;
    seat->load_tick = seat->task->clocks.order.now;
    seat->load_locks = seat->task->clocks.locks.number;
    turn->variable->left->loads++;
}

static inline void again_touch(struct turn *turn, bool store)
{
    if (store)
        turn->stores = true;
    else
        again_load(turn);
}

// The turn's store, by what it left: what the act behind the task's last one did, computed from what the store before it left. false:
// it is something else.
static inline bool again_put(struct turn *turn, uint64_t value)
{
    struct variable *const variable = turn->variable;
    struct seat *const seat = turn->seat;
    struct act *const last = seat->act, *const act = last ? last->next : NULL;
    if (unlikely(!act || act->place != turn->place || act->kind != BOOKS_UPDATE || !seat->has || turn->ns != 0 ||
                 act->order != 0 || seat->load_tick != seat->task->clocks.order.now ||
                 act->load_place != seat->load_place || act->amount != value - seat->value ||
                 seat->version != variable->stream.count || !stream_again(&variable->stream, act)))
        return false;
    seat->act = act;
    seat->has = false;
    variable->value = variable->left->value = value;
    turn->stores = false;
    stream_counts(variable->left);
    return true;
}

#endif
