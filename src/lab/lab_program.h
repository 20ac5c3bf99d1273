// How a lab whose tasks make one another is run: a program with a main task, written with program/program.h.
//
// All such labs' plans begin alike, so that the run, the report and the window know variant and pace without knowing the lab.
#ifndef LAB_LAB_PROGRAM_H
#define LAB_LAB_PROGRAM_H

#include "base/status.h"
#include "recording/plan.h"

#include <stddef.h>
#include <stdint.h>

struct self; // program/program.h: a task, to itself

// The beginning of a plan's form in each of these labs.
struct program_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant; // the lab's own enumeration
    uint32_t reserved_2;
    uint64_t pace_ns; // busy before each step, as an interpreter would be
} PLAN_FORM;

enum {
    PROGRAM_PLAN_BYTES = 48,
};

_Static_assert(sizeof(struct program_plan) == PROGRAM_PLAN_BYTES, "the file format fixes the layout");

static inline const struct program_plan *program_plan_of(const struct plan *plan)
{
    return (const struct program_plan *)plan;
}

struct lab_program {
    // What the tasks share, in bytes, a multiple of 8: zeroed before open, and the lab's own section of the recording as
    // close leaves it. A lab's form of it holds numbers of fixed width alone.
    size_t shared_bytes;

    uint32_t (*tasks_most)(const struct plan *plan); // that can be made in one run, the main one with them: at most 63
    uint32_t (*notes_most)(const struct plan *plan); // of one task

    // By the supervisor, before there are tasks: makes what they share (pipes). On failure nothing is left behind. May be NULL.
    struct status (*open)(void *shared, const struct plan *plan);

    // The main task.
    void (*main)(struct self *self);

    // By the supervisor, when all tasks are gone: finds out what was left, and releases what open made. May be NULL.
    void (*close)(void *shared, const struct plan *plan);
};

#endif
