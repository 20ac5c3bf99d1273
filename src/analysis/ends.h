// The two ends of a task: its death, and that somebody saw it. Between the two a process is a zombie.
//
// Told apart only where the recording's tasks are a tree (somebody started somebody); where one supervisor made them all
// and waits for them, as for the balance's workers, dead is dead. A thread leaves no zombie.
#ifndef ANALYSIS_ENDS_H
#define ANALYSIS_ENDS_H

#include "analysis/states.h"

#include <stdbool.h>
#include <stdint.h>

#define ENDS_NEVER UINT64_MAX

// Whether any of its tasks was started by another. Cost of a look at each.
bool recording_is_tree(const struct recording *recording);

// When the task died, by the kernel's records, or as far as it is known without; and when its end was seen. ENDS_NEVER: not
// in this run.
uint64_t task_died_at(const struct states *states, uint32_t task);
uint64_t task_reaped_at(const struct recording *recording, uint32_t task);

// Dead, and nobody has seen it: a zombie. And for how long it was one, until the end of the run at most; 0: it never was.
bool task_is_zombie_at(const struct states *states, const struct recording *recording, uint32_t task, uint64_t ns);
uint64_t task_zombie_ns(const struct states *states, const struct recording *recording, uint32_t task);

#endif
