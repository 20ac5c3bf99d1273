// Of a program that was recorded: its tasks by process, how many of each ran at once, and what its resources were waited for.
//
// Empty for a lab's run, whose tasks are few. Built once, then constant.
#ifndef DOCUMENT_CROWD_H
#define DOCUMENT_CROWD_H

#include "analysis/states.h"
#include "base/arena.h"
#include "base/status.h"
#include "document/meter.h"

struct crowd_process {
    uint32_t first,
        count; // its tasks: crowd->tasks[first …]; the first of them is the process itself, where it was seen
    struct meter running; // of its tasks; empty where the kernel did not tell
};

struct crowd {
    uint32_t process_count;
    struct crowd_process *processes; // in the order of their first tasks
    uint32_t *tasks;                 // of all, process by process, each in its order
    uint32_t *process_of;            // by task
    uint32_t *busiest;    // tasks, by how long they ran, the longest first; where that is not known in their order
    struct meter running; // of all tasks
    uint32_t resource_count;
    struct meter *waits;   // by resource
    uint32_t *most_waited; // resources, by how long they were waited for in all, the longest first
    struct arena memory;
};

// STATUS_FAILED when memory is short. Time n log n in spans and notes.
struct status crowd_build(struct crowd *crowd, const struct recording *recording, const struct states *states);
void crowd_finish(struct crowd *crowd); // a zeroed one is allowed

// The task's number within its process: 0 is the first. Logarithmic.
uint32_t crowd_number(const struct crowd *crowd, uint32_t task);

// The process's first task.
static inline uint32_t crowd_leader(const struct crowd *crowd, uint32_t process)
{
    return crowd->tasks[crowd->processes[process].first];
}

#endif
