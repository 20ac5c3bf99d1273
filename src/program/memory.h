// The memory of a lab's program: one mapping that all of its tasks share. The supervisor lays it out, tasks write into it while
// they live, and the recording is made of it.
//
// A slot is written by its task alone, but for the moments of its making (whoever makes it, before it begins) and of its end
// (whoever reaps it, after it is gone).
#ifndef PROGRAM_MEMORY_H
#define PROGRAM_MEMORY_H

#include "lab/lab.h"
#include "lab/lab_program.h"
#include "lab/layout.h"
#include "os/signals.h"
#include "os/worker.h"
#include "recording/notes.h"
#include "recording/printed.h"
#include "recording/tasks.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PROGRAM_PRINTS = 256, // kept of a task
    PROGRAM_PRINT_BYTES = 8192,
};

struct program_slot {
    char name[TASK_NAME_BYTES];
    uint32_t parent, kind; // enum task_kind
    uint64_t created_ns, started_ns;
    struct os_worker thread; // of a thread; means something in the process that made it alone

    // By the task.
    int64_t pid, tid, parent_pid;
    uint64_t entered_ns, finished_ns, cpu_ns;
    uint32_t first_cpu;
    _Alignas(LAYOUT_LINE_BYTES) _Atomic uint64_t note_count; // release: the notes below it are there
    uint64_t dropped;
    struct note *notes;
    _Atomic uint32_t print_count; // release: as above
    uint32_t print_bytes;
    struct printed prints[PROGRAM_PRINTS];
    char print_text[PROGRAM_PRINT_BYTES];
    _Atomic uint32_t finished; // of a thread: release: it is done

    // By who reaps it.
    _Alignas(LAYOUT_LINE_BYTES) uint64_t joined_ns;
    uint32_t reaper; // a task's index + 1; 0: the supervisor
    enum os_worker_end end;
    int end_code;
    _Atomic uint32_t joined; // release: all of the above is there
};

struct program_memory {
    void *mapping;
    size_t mapping_bytes;
    const struct lab *lab;
    struct plan *plan;
    void *shared;               // the lab's
    struct program_slot *slots; // tasks_most
    uint32_t tasks_most, notes_most;
    int task_resource, clock_resource; // −1: the lab has none
    double ticks_per_ns;
    struct os_bell bell;    // rung by the main task at its end
    _Atomic uint32_t *made; // tasks; a slot below it may still be without created_ns
};

// Maps all that a run of the plan needs, which is one of the lab's and was checked. Release with program_memory_unmap.
struct status program_memory_map(struct program_memory *memory, const struct lab *lab, const struct plan *plan);
void program_memory_unmap(struct program_memory *memory);

// By the supervisor: a process of the tree was reaped. False: it is none of the tasks'.
bool program_reaped(struct program_memory *memory, int64_t pid, enum os_worker_end end, int code, uint64_t ns);

// By the supervisor, when all are gone: how many tasks there were, those of a process that ended with them among them.
uint32_t program_settle(struct program_memory *memory, uint64_t ended_ns);

#endif
