// The kernel's own record of who ran when: every switch-in and switch-out of this process's threads and of its
// children.
//
// Opened before the workers start, it follows every thread and process that the opening thread (or one followed
// already) starts from then on, and the opening thread itself. So the same thread must open the records and start
// the workers; all calls below come from it. The kernel writes into one ring per cpu, which is drained by
// os_switches_drain: often enough (every few milliseconds) that none fills. Records the kernel had to drop are
// counted, never ignored.
//
// Or opened on another process that is about to become another program (os_switches_open_on): then it follows that one
// from its exec on, with all that it starts, and tells besides of their lives: who made whom, what they are called, which
// process becomes another program, who is gone.
//
// For one tid the order is START, then IN and OUT in turn, then EXIT (after its last IN, with no OUT between: it is
// forgotten while it still runs). Only records lost break that.
#ifndef OS_SWITCHES_H
#define OS_SWITCHES_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum os_switch_kind {
    OS_SWITCH_IN = 1,        // began to run on this cpu
    OS_SWITCH_OUT_READY = 2, // stopped running though it could go on: preempted, or yielded
    OS_SWITCH_OUT_WAIT = 3,  // stopped running to wait for something
    OS_SWITCH_START = 4,     // thread or process came into being (the kernel's fork event); cpu is its creator's
    OS_SWITCH_EXIT = 5,      // thread or process is going; it was running, and runs no more of its own code
    OS_SWITCH_LOST = 6,      // the kernel dropped records on this cpu before this moment; tid is how many
};

// 16 bytes, as kept in recordings.
struct os_switch {
    uint64_t ns; // os_now_ns() clock
    int32_t tid;
    uint16_t cpu;
    uint8_t kind; // enum os_switch_kind
    uint8_t reserved;
};

enum os_life_kind {
    OS_LIFE_STARTED = 1, // parent_pid and parent_tid made it: a thread where pid is parent_pid's, else a process
    OS_LIFE_NAMED = 2,   // name
    OS_LIFE_EXEC = 3,    // its process became another program; name
    OS_LIFE_ENDED = 4,
};

// What becomes of a thread or process.
struct os_life {
    uint64_t ns; // os_now_ns() clock
    int32_t pid, tid;
    int32_t parent_pid, parent_tid; // of OS_LIFE_STARTED
    uint8_t kind;                   // enum os_life_kind
    char name[23];                  // the kernel's, of at most 15 bytes, any bytes; zero-terminated
};

struct os_switches; // what is open

// Opens a ring on every cpu this process may use, all of one size: the largest the kernel grants, but not much larger than
// `expected` records on one cpu between two drains take (the kernel clears them, at about 1 ms a MiB). Where the kernel
// refuses, the status says in one line why and what would help (kind STATUS_FAILED), and *switches is NULL: the run goes on
// without. Release with os_switches_close. The first opening on a machine where nobody else records anything takes the
// kernel some 10 ms.
struct status os_switches_open(struct os_switches **switches, uint64_t expected);

// The same on the process with that pid, a child of ours that has not executed its program yet: the kernel begins at its
// exec. At most most_bytes are kept of what comes; past that the oldest are dropped, or (not keep_newest) what comes, and
// counted as lost.
struct status os_switches_open_on(struct os_switches **switches, int64_t pid, uint64_t expected, uint64_t most_bytes,
                                  bool keep_newest);

// Moves all records up to now to the store inside. Cheap when there is nothing new. If memory for the store runs
// out the records are counted as lost. After the stop it does nothing.
void os_switches_drain(struct os_switches *switches);

// Stops recording and drains the rest. No record comes after.
void os_switches_stop(struct os_switches *switches);

// Everything drained, sorted by time (stop first; asserted): *count records, owned by switches. Everything followed
// is in it, the supervisor's own records too.
const struct os_switch *os_switches_records(struct os_switches *switches, size_t *count);

// What was drained so far, while it goes on; valid until the next drain.
const struct os_switch *os_switches_so_far(const struct os_switches *switches, size_t *count);

// The lives, sorted by time, of records that were opened on another process; else none.
const struct os_life *os_switches_lives(const struct os_switches *switches, size_t *count);

// How many records the kernel, or the store, had to drop so far. The kernel tells of its last ones at the stop
// only.
uint64_t os_switches_lost(const struct os_switches *switches);

// Bytes of ring got per cpu (a record takes some 24): for the user it is the limit to raise when records are lost.
size_t os_switches_ring_bytes(const struct os_switches *switches);

void os_switches_close(struct os_switches *switches); // NULL is allowed

#endif
