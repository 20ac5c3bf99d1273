// A recording: the sealed, read-only result of one run, in memory as on disk.
//
// Live run or opened file, it is the same: constant arrays that nobody changes any more. All times named _ns are on
// one clock (CLOCK_MONOTONIC of the machine that ran it); ticks are turned into that clock with recording_ns().
//
// File: a header, a table of sections, the sections; everything little-endian, sections 64-byte aligned, each with
// length and XXH3 checksum (over its padded length). A file is untrusted input: recording_open reads and checks all
// that is small (header, table, facts, the lengths of all sections and that they fit each other); recording_verify
// reads the large sections and checks checksums and every version and index in them. What was checked is in memory of
// our own, so nobody who writes to the file, shortens or replaces it changes it any more: a recording takes as much
// memory as its file is long. Nothing may follow a version before one of the two: analysis checks versions itself where
// it follows them, so an unverified recording can at worst be refused later.
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include "base/status.h"
#include "labs/balance/cell.h"
#include "recording/events.h"
#include "recording/plan.h"
#include "recording/resource.h"

#include <stddef.h>
#include <stdint.h>

// The longest run that is believed, by the clocks around it: 30 days. A deadline is an hour at most, but who stops the
// whole program for a while (SIGSTOP) has a longer one. In nanoseconds that is exact as a double.
#define RECORDING_LONGEST_NS (UINT64_C(30) * 24 * 3600 * 1000000000)

enum run_end {
    RUN_COMPLETE = 0,
    RUN_DEADLINE = 1,    // stopped by its deadline
    RUN_INTERRUPTED = 2, // stopped by a signal
    RUN_WORKER_DIED = 3, // a worker process ended before its work was done
};

enum states_source {
    STATES_KERNEL = 0,  // switch records of the kernel
    STATES_PROGRAM = 1, // only what the program itself knows; states_reason says why
};

enum switch_kind { // as in os/switches.h
    SWITCH_IN = 1,
    SWITCH_OUT_READY = 2,
    SWITCH_OUT_WAIT = 3,
    SWITCH_START = 4,
    SWITCH_EXIT = 5,
    SWITCH_LOST = 6,
};

// A kernel switch record. Only workers' records are kept (and SWITCH_LOST); sorted by ns.
struct switch_record {
    uint64_t ns;
    int32_t tid; // of SWITCH_LOST: how many were lost (INT32_MAX at most)
    uint16_t cpu;
    uint8_t kind;   // enum switch_kind
    uint8_t worker; // index of the worker; 255 for SWITCH_LOST
};

enum taken_kind {
    TAKEN_THROTTLED = 1,
    TAKEN_STOLEN = 2,
};

// Facts of the run as a whole.
struct run_facts {
    uint32_t ended;           // enum run_end
    uint32_t states_source;   // enum states_source
    char states_reason[240];  // zero-terminated; empty where the source is the kernel
    uint64_t began_unix_ns;   // date of the run, CLOCK_REALTIME
    uint64_t began_ns;        // the first worker was constructed
    uint64_t released_ns;     // the workers were let go
    uint64_t ended_ns;        // the last worker was joined
    uint64_t tick0, tick0_ns; // one moment on both clocks, before the start
    uint64_t tick1, tick1_ns; // and one after the end
    uint64_t lost_switch_records;
    uint64_t final_cell; // balance and version at the end; with private memory 0: see the workers
    int64_t supervisor_pid;
    uint32_t sample_every; // updates per time stamp: 0 none, 1 all, TIMING_SAMPLE_EVERY
    uint32_t machine_cpus; // cpus the process could use
    uint64_t called_ns; // who slept at the starting line was last woken then; 0: nobody slept there (older recordings)
    uint64_t throttled_ns; // held back by a cpu quota between begin and end, over all cpus
    uint64_t stolen_ns;    // given to others by the hypervisor, over all cpus; in steps of some 10 ms
    uint8_t taken;         // enum taken_kind: which of the two are known; 0 in older recordings
    uint8_t unpinned;      // 1: the system refused to keep the workers on their cpus, and placed them itself
    uint8_t room[38];
};

enum worker_end {
    WORKER_DONE = 0,
    WORKER_STOPPED = 1,  // by deadline or signal, after a whole iteration, in a driven run after a whole turn
    WORKER_EXITED = 2,   // a process: exited by itself with end_code
    WORKER_SIGNALED = 3, // a process: killed by signal end_code
};

// Facts of one worker. Times are 0 where the moment never came.
struct worker_facts {
    int64_t pid, tid, parent_pid;
    int32_t amount;
    uint32_t end; // enum worker_end
    int32_t end_code;
    uint32_t first_cpu;                     // where it was when released
    uint64_t created_ns;                    // constructed: the state new begins
    uint64_t started_ns;                    // started: ready begins
    uint64_t entered_ns;                    // its first own instruction
    uint64_t released_ns;                   // left the starting line
    uint64_t finished_ns;                   // last update done
    uint64_t joined_ns;                     // the supervisor saw its end
    uint64_t cpu_ns;                        // cpu time by the kernel's account, from entry to finish
    uint64_t updates;                       // made: the length of its journal
    uint64_t final_cell;                    // with private memory: its own balance and version at the end; else 0
    uint64_t acquisitions[2], contended[2]; // per lock of the guard
    uint64_t wait_ticks[2];                 // waiting, from LOCK_WAITS to LOCK_ACQUIRED
    uint64_t hold_ticks[2];                 // holding; known with full timing only, else 0
    uint64_t retries;                       // atomic: compare-and-swaps that had to be tried again
    uint64_t gil_switches, gil_requests, gil_timeouts; // by this worker
    uint64_t events;                                   // kept
    uint64_t events_dropped;                           // not kept: the buffer was full
    // Cpu time by the kernel's account from released_ns to finished_ns; 0: not known (it was killed; older recordings).
    uint64_t run_cpu_ns;
    uint8_t room[56];
};

struct recording {
    const struct plan *plan;
    const struct run_facts *facts;
    const struct worker_facts *workers;    // plan->tasks
    const uint32_t *journals[WORKERS_MAX]; // workers[w].updates versions: what each update had read
    const uint64_t *times[WORKERS_MAX];    // (updates + sample_every − 1) / sample_every ticks; NULL if untimed.
        // full: just after each store, just before the next load; sampled: just before the load of update i ×
        // sample_every
    const struct resource *resources;             // what workers hold and wait for; events name them by number
    uint32_t resource_count;                      // RESOURCES_MAX at most
    const struct lock_event *events[WORKERS_MAX]; // workers[w].events
    const struct switch_record *switches;         // all workers', by time
    size_t switch_count;
    void *owner; // what recording_close releases
    void (*release)(void *owner);
};

// The first resource of a kind; −1 where there is none.
static inline int recording_find_resource(const struct recording *recording, enum resource_kind kind)
{
    for (uint32_t i = 0; i < recording->resource_count; i++)
        if (recording->resources[i].kind == kind)
            return (int)i;
    return -1;
}

// Ticks → nanoseconds on the recording's clock (linear through the two instants; may lie slightly outside the run).
uint64_t recording_ns(const struct recording *recording, uint64_t ticks);
// A length in ticks → nanoseconds.
uint64_t recording_span_ns(const struct recording *recording, uint64_t ticks);

// Opens and verifies a file: what nearly everybody wants. As below; nothing is left open on failure.
struct status recording_read(struct recording *recording, const char *path);

// Opens a file; see the top for what is checked. The large sections are zeros until recording_verify has read them.
// STATUS_BAD_FILE with the reason, also where there is no file; STATUS_FAILED when memory is short. Nothing is left
// behind on failure. Close with recording_close.
struct status recording_open(struct recording *recording, const char *path);

// The same on bytes in memory (8-byte aligned, staying valid until the close, which does not free them).
struct status recording_open_bytes(struct recording *recording, const void *bytes, size_t size_bytes);

// Reads everything: checksums, every parent version (start, or an update that was made, of a worker that shares the
// memory), events' kinds, locks and order, switch records' order, kinds and workers, and that no moment lies further
// outside the run than the run is long. STATUS_BAD_FILE with the first
// thing that is wrong. For a live run's recording only the contents are checked.
struct status recording_verify(const struct recording *recording);

// Writes it so that a reader never sees half of it.
struct status recording_save(const struct recording *recording, const char *path);

void recording_close(struct recording *recording); // one never opened, but zeroed, is allowed

#endif
