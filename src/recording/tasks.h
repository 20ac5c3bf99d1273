// Tasks: the threads and processes that were run, what is known of each, and how it used the run's resources.
//
// Field widths are fixed because the file is the memory (little-endian), and so are the numbers of the enumerations:
// append, never renumber.
#ifndef RECORDING_TASKS_H
#define RECORDING_TASKS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TASKS_MAX = 4096,
    TASK_NAME_BYTES = 32,
};

#define TASK_NONE UINT32_MAX // a task's parent where that was not recorded

enum task_kind {
    TASK_THREAD = 0,
    TASK_PROCESS = 1,
    TASK_KINDS,
};

enum task_end {
    TASK_DONE = 0,
    TASK_STOPPED = 1,  // by deadline or signal, after a whole step of its own
    TASK_EXITED = 2,   // a process: exited by itself with end_code
    TASK_SIGNALED = 3, // a process: killed by signal end_code
    TASK_ENDS,
};

// Times are 0 where the moment never came. Tasks stand in the order in which they were made: a parent before its children.
struct task {
    char name[TASK_NAME_BYTES]; // as it is shown: "T1"; zero-terminated plain text, zeros behind it
    int64_t pid, tid, parent_pid;
    uint32_t parent; // index of the task that started it; TASK_NONE: it was none of these
    uint32_t kind;   // enum task_kind
    uint32_t end;    // enum task_end
    int32_t end_code;
    uint32_t first_cpu;   // where it was when released
    uint32_t reaper;      // who saw its end: a task's index + 1; 0: the supervisor, who started it or adopted it
    uint64_t created_ns;  // constructed: the state new begins
    uint64_t started_ns;  // started: ready begins
    uint64_t entered_ns;  // its first own instruction
    uint64_t released_ns; // left the starting line
    uint64_t finished_ns; // its last step done
    uint64_t joined_ns;   // joined or reaped: the reaper saw its end
    uint64_t cpu_ns;      // cpu time by the kernel's account, from entry to finish
    // Cpu time by the kernel's account from released_ns to finished_ns; 0: not known (it was killed; older recordings).
    uint64_t run_cpu_ns;
    uint64_t notes;         // kept
    uint64_t notes_dropped; // not kept: the buffer was full
    uint8_t reserved[32];   // 0
};

// What a task had of one resource, as counted by itself.
struct use {
    uint64_t acquisitions, contended;
    uint64_t wait_ticks;                   // waiting, from NOTE_WAITS to NOTE_ACQUIRED
    uint64_t hold_ticks;                   // holding; of a lock known with full timing only, else 0
    uint64_t switches, requests, timeouts; // of a GIL: by this task
    uint64_t reserved;                     // 0
};

struct recording;

// Counts by all tasks' notes what each had of each resource, adding to uses (of each task, of each resource). What nothing ended
// lasted to the end of the task, a hold to where another gave it back or the run ended. False: memory is short.
bool uses_count(const struct recording *recording, struct use *uses);

// Names a task that has no name of its own by its kind and number (from 0): T1, P2.
void task_set_name(struct task *task, uint32_t number);

_Static_assert(sizeof(struct task) == 192 && sizeof(struct use) == 64, "the file format fixes the layout");

#endif
