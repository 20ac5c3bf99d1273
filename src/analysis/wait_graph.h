// Who waits for whom: each task waits for one thing at most, which one task at most holds, so that from a task one way leads
// on, and a way that comes back to where it began is a ring: nobody in it goes on unless somebody gives up.
//
// From the notes alone: locks have holders, and who waits for a task's end waits for that task; waits for all else lead to
// nobody. A task that has ended waits no longer, but holds what it held. One that was stopped with the run waits to the end.
#ifndef ANALYSIS_WAIT_GRAPH_H
#define ANALYSIS_WAIT_GRAPH_H

#include "analysis/states.h"
#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// At one moment.
struct task_wait {
    int32_t resource; // −1: it waits for nothing
    int32_t task;     // whose end it waits for; −1: for no task's, or any child's
    uint64_t since_ns;
};

struct wait_graph {
    uint32_t task_count, resource_count;
    struct task_wait *waits; // by task
    int32_t *holders;        // by resource: a task, alive or dead; −1: nobody, or it is no lock
};

// What was noted up to that moment; it is in the arena. Time linear in the notes. False: memory is short.
bool wait_graph_at(struct wait_graph *graph, const struct recording *recording, uint64_t ns, struct arena *memory);

// The same of the states that were made of a recording (analysis/states.h), which know it without going through the notes: for a
// picture of a run that has many. Where not every taking was noted (timing is not full), who was seen to have a lock has it until it
// notes that it gave it back. Time linear in tasks, times the logarithm of what each did.
bool wait_graph_of_states(struct wait_graph *graph, const struct recording *recording, const struct states *states,
                          uint64_t ns, struct arena *memory);

// Adds to it those that are dead by then and died waiting, as they do that are killed in a deadlock: they wait for good.
void wait_graph_add_dead(struct wait_graph *graph, const struct recording *recording, const struct states *states,
                         uint64_t ns);

// A task of a ring, the one of the lowest number; −1: there is none. Linear in the tasks. False: memory is short.
bool wait_graph_find_ring(const struct wait_graph *graph, struct arena *memory, int *task);

// The task that a task waits for; −1: nobody, as far as known.
int wait_graph_next(const struct wait_graph *graph, uint32_t task);

// How many tasks are in the ring that the task is in; 0: it is in none. The others follow by wait_graph_next.
uint32_t wait_graph_ring(const struct wait_graph *graph, uint32_t task);

// A link of a ring: the task waits for the resource, which the next link's task holds, or is.
struct wait_link {
    uint32_t task, resource;
};

struct wait_ring {
    uint64_t closed_ns;            // the last of its waits began
    uint64_t opened_ns;            // somebody gave up, or gave back; UINT64_MAX: it was still closed at the end
    uint32_t length;               // a task that waits for what it has itself is a ring of 1
    const struct wait_link *links; // the first is that of the task that closed it
};

// All rings that ever closed, by time; they are in the arena. Time n log n in the notes. False: memory is short.
bool wait_rings_find(const struct recording *recording, struct arena *memory, const struct wait_ring **rings,
                     size_t *count);

#endif
