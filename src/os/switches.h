// The kernel's own record of who ran when: every switch-in and switch-out of this process's threads and of its
// children.
//
// Opened before the workers start, it follows every thread and process that the opening thread (or one followed
// already) starts from then on, and the opening thread itself. So the same thread must open the records and start
// the workers; all calls below come from it. The kernel writes into one ring per cpu, which is drained by
// os_switches_drain: often enough (every few milliseconds) that none fills. Records the kernel had to drop are
// counted, never ignored.
//
// For one tid the order is START, then IN and OUT in turn, then EXIT (after its last IN, with no OUT between: it is
// forgotten while it still runs). Only records lost break that.
#ifndef OS_SWITCHES_H
#define OS_SWITCHES_H

#include "base/status.h"

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

struct os_switches; // what is open

// Opens a ring on every cpu this process may use, all of one size: the largest the kernel grants, but not much larger than
// `expected` records on one cpu between two drains take (the kernel clears them, at about 1 ms a MiB). Where the kernel
// refuses, the status says in one line why and what would help (kind STATUS_FAILED), and *switches is NULL: the run goes on
// without. Release with os_switches_close. The first opening on a machine where nobody else records anything takes the
// kernel some 10 ms.
struct status os_switches_open(struct os_switches **switches, uint64_t expected);

// Moves all records up to now to the store inside. Cheap when there is nothing new. If memory for the store runs
// out the records are counted as lost. After the stop it does nothing.
void os_switches_drain(struct os_switches *switches);

// Stops recording and drains the rest. No record comes after.
void os_switches_stop(struct os_switches *switches);

// Everything drained, sorted by time (stop first; asserted): *count records, owned by switches. Everything followed
// is in it, the supervisor's own records too.
const struct os_switch *os_switches_records(struct os_switches *switches, size_t *count);

// How many records the kernel, or the store, had to drop so far. The kernel tells of its last ones at the stop
// only.
uint64_t os_switches_lost(const struct os_switches *switches);

// Bytes of ring got per cpu (a record takes some 24): for the user it is the limit to raise when records are lost.
size_t os_switches_ring_bytes(const struct os_switches *switches);

void os_switches_close(struct os_switches *switches); // NULL is allowed

#endif
