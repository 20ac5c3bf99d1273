// What came before what: vector clocks. Each task has a clock that ticks when it lets others follow it, and knows how far it
// follows each of the others. What it lets go (a lock, a semaphore, an atomic store with release …) takes along all it knows; who
// gets it follows all that. An access at a task's tick comes before everything of those who follow that tick or a later one.
//
// All of it is called by the task itself, in a hook. Objects are told apart by address, whatever they are; those in shared memory and the
// pipes are the same in all processes of the family, the others each process has by itself.
#ifndef INSIDE_HOOKS_ORDER_H
#define INSIDE_HOOKS_ORDER_H

#include "inside/hooks/order_slots.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
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

// Makes what is shared by all tasks, once in a process. false: there is no memory.
bool order_begin(void);

// made: what order_makes answered, 0 where nobody asked.
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
