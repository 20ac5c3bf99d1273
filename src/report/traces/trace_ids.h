// Numbers of processes and threads for readers that tell tasks apart by them: a recording's own where each stands for one
// task alone, else made up, above all that Linux gives.
#ifndef REPORT_TRACES_TRACE_IDS_H
#define REPORT_TRACES_TRACE_IDS_H

#include "base/arena.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TRACE_REAL_IDS_MOST = 1 << 22, // Linux's PID_MAX_LIMIT
};

struct trace_process {
    uint32_t main;     // its first task, where that is the process itself; TASK_NONE: whoever ran it is not recorded
    uint32_t first;    // its first task that is
    int64_t id;        // unique
    int64_t parent_id; // 0: not known
};

struct trace_ids {
    struct trace_process *processes; // in the order of their first tasks
    uint32_t process_count;
    uint32_t *process_of; // by task
    int64_t *thread_ids;  // by task; unique. The main task of a process has its process's id
    int64_t next_made_up;
};

// It is in the arena. False: memory is short.
bool trace_ids_make(struct trace_ids *ids, const struct recording *recording, struct arena *memory);

#endif
