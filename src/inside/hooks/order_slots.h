// Whose the clocks are (order.h): tasks that begin, are made and end, and processes that do.
//
// Tasks have their clocks in slots. A slot whose task has ended is given to a new one only by who follows that end, so that
// nothing is mistaken for the new task's; only where there is no slot left any ended one is taken, and after that accesses that
// nothing put in order may be taken for ordered. The other way round nothing goes wrong: what is ordered is known to be.
// Slots are the family's.
#ifndef INSIDE_HOOKS_ORDER_SLOTS_H
#define INSIDE_HOOKS_ORDER_SLOTS_H

#include "inside/hooks/family.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ORDER_SLOTS = 1024,
};

// Of a task; zero before it begins.
struct order_task {
    uint32_t *clock; // of all slots, in its slot; NULL: it has not begun
    uint32_t slot;
    uint32_t now;           // clock[slot]
    uint32_t known;         // clock[known] and those behind it are 0
    uint32_t stamp;         // changes whenever the clock does
    uint32_t generation;    // of the barrier that it waits at
    uint32_t lease_inverse; // the complement of its lease at this tick (handed.h); 0: it has none
    // What loads without order have seen, which the next fence makes it follow; and what it knew at its last fence, which stores
    // without order take along. NULL: nothing.
    struct order_vector *seen, *fenced;
};

// Whether what a task did at its tick comes before all that `task` does from now on.
static inline bool order_is_before(const struct order_task *task, uint32_t slot, uint32_t tick)
{
    return tick <= task->clock[slot];
}

// Makes the slots, once in a process. false: there is no memory.
bool order_slots_begin(void);

// Nothing is claimed of the order any more: something had no room, or a clock came to its end.
bool order_is_lost(void);

// An ended task's slot was given to one that does not follow it: what is said to be before something may not be.
bool order_is_vague(void);

// Whether there is no other task, or none that it does not follow the end of: what it does comes before or after all of others.
bool order_is_alone(const struct order_task *task);

// A task is about to make another: what it answers is for the other's order_task_begin, 0 where there is none. It goes back by
// order_not_made where the other was not made.
uint32_t order_makes(struct order_task *task);
void order_not_made(uint32_t made);

// What it makes is the first thread of another process. Who has seen that process end follows all of its tasks.
void order_made_process(uint32_t made, int32_t pid);
void order_process_ended(struct order_task *task, int32_t pid);

// It follows all tasks of other processes that are no more.
void order_processes_ended(struct order_task *task);

// A task has its slot, which is another's where there is none left, and gives it up at a tick of its own. made: what order_makes
// answered for it.
void order_slot_begin(struct order_task *task, uint32_t made);
void order_slot_end(struct order_task *task, uint32_t ended);

static inline void order_join(uint32_t *into, const uint32_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        into[i] = from[i] > into[i] ? from[i] : into[i];
}

static inline void order_tick(struct order_task *task)
{
    if (task->now == UINT32_MAX) {
        family_lose_order();
        return;
    }
    task->clock[task->slot] = ++task->now;
    task->lease_inverse = 0;
    task->stamp++;
}

#endif
