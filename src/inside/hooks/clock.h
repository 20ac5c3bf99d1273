// The seam to what puts accesses in order (vector clocks, lock sets, pairs): what it keeps with a task, a variable and a seat,
// and what it is told. A seat is what one task has with one variable.
//
// All of it is called with the variable's turn held by the task, so that nothing of the variable or the seat changes meanwhile.
// It may not take a turn, block, or call a function of libc that could be interposed.
#ifndef INSIDE_HOOKS_CLOCK_H
#define INSIDE_HOOKS_CLOCK_H

#include <stdint.h>

struct task;
struct variable;
struct seat;

// As in recording/variables.h.
enum touch_kind {
    TOUCH_LOAD = 1,
    TOUCH_STORE = 2,
    TOUCH_ATOMIC_LOAD = 3,
    TOUCH_ATOMIC_STORE = 4,
    TOUCH_ATOMIC_BOTH = 5,
};

struct clock_task {
    uint32_t reserved;
};
struct clock_variable {
    uint32_t reserved;
};
struct clock_seat {
    uint32_t reserved;
};

// The task begins; its struct is zeroed. Before anything else is told of it.
static inline void clock_task_begin(struct task *task) { (void)task; }

// A variable begins: its books are opened by the task that touches it second. Its clock_variable is zeroed.
static inline void clock_variable_begin(struct task *task, struct variable *variable)
{
    (void)task;
    (void)variable;
}

// Before each access. place: the address to which the hook returns; order: of atomics, as in C11, else 0.
static inline void clock_access(struct task *task, struct variable *variable, struct seat *seat, enum touch_kind kind,
                                uintptr_t place, int order)
{
    (void)task;
    (void)variable;
    (void)seat;
    (void)kind;
    (void)place;
    (void)order;
}

// After an atomic access was done, with the turn still held; done 0: a compare-exchange that failed (it was a load).
static inline void clock_atomic_done(struct task *task, struct variable *variable, struct seat *seat,
                                     enum touch_kind kind, int order)
{
    (void)task;
    (void)variable;
    (void)seat;
    (void)kind;
    (void)order;
}

// Its memory is given back, or the process ends.
static inline void clock_variable_end(struct variable *variable) { (void)variable; }

#endif
