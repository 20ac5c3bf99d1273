// What came before what: vector clocks. Each task has a clock that ticks when it lets others follow it, and knows how far it
// follows each of the others. What it lets go (a lock, a semaphore, an atomic store with release …) takes along all it knows; who
// gets it follows all that. An access at a task's tick comes before everything of those who follow that tick or a later one.
//
// Tasks have their clocks in slots. A slot whose task has ended is given to a new one only by who follows that end, so that
// nothing is mistaken for the new task's; only where there is no slot left any ended one is taken, and after that accesses that
// nothing put in order may be taken for ordered. The other way round nothing goes wrong: what is ordered is known to be.
//
// All of it is called by the task itself, in a hook. Objects are told apart by address, whatever they are; those in shared memory and the
// pipes are the same in all processes of the family, the others each process has by itself. Slots are the family's.
#ifndef INSIDE_HOOKS_ORDER_H
#define INSIDE_HOOKS_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ORDER_SLOTS = 1024,
    ORDER_OBJECTS = 1 << 18,
};

// Of objects that stand for the same in all processes of the family: what lies in memory that they share (hooks/shared.h); and of what is
// no address, but known by a number of the system's, as pipes are.
#define ORDER_SHARED (UINT64_C(1) << 60)
#define ORDER_FILE (UINT64_C(1) << 62)
#define ORDER_SIGNALS (ORDER_FILE | UINT64_C(1) << 61) // all of them

// As C11 numbers them.
enum {
    ORDER_RELAXED = 0,
    ORDER_CONSUME,
    ORDER_ACQUIRE,
    ORDER_RELEASE,
    ORDER_BOTH,
    ORDER_ALL,
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

// Makes what is shared by all tasks, once in a process. false: there is no memory.
bool order_begin(void);

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
void order_task_begin(struct order_task *task, uint32_t made);

// It has ended; who follows `object` follows its end (its thread, as who joins it knows it).
void order_task_end(struct order_task *task, uint64_t object);

// Takes a lock, or gives it back. Those who have it to read do not follow each other.
void order_locked(struct order_task *task, uint64_t object, bool to_read);
void order_unlocks(struct order_task *task, uint64_t object, bool to_read);

// Lets those follow who get from the object later: a semaphore, a condition, a pipe, a thread's end.
void order_posts(struct order_task *task, uint64_t object);
void order_gets(struct order_task *task, uint64_t object);

// A barrier: who passes follows all who arrived in the same generation. made: for how many it is.
void order_barrier(struct order_task *task, uint64_t object, uint32_t made);
void order_arrives(struct order_task *task, uint64_t object);
void order_passes(struct order_task *task, uint64_t object);

// An atomic access with that memory order, after it was done, while nobody else can do one at the address. Which of the two, or
// both, it is.
void order_atomic(struct order_task *task, uint64_t address, bool load, bool store, int order);
void order_fence(struct order_task *task, int order);

// What was there is gone: nobody follows it any more.
void order_forget(uint64_t object);
void order_forget_range(uintptr_t address, size_t bytes);

#endif
