// A recording: the sealed, read-only result of one run, in memory as on disk.
//
// Live run or opened file, it is the same: constant arrays that nobody changes any more. All times named _ns are on
// one clock (CLOCK_MONOTONIC of the machine that ran it); ticks are turned into that clock with recording_ns().
//
// A recording has tasks, resources, notes, switch records, what was printed, sources: one form for a lab's run and for a
// foreign program's, which has its command besides, and the books of its shared variables where its loads and stores could be
// seen. What only its lab knows how to read (journals, cells) is in sections of the lab's own.
//
// File: a header, a table of sections, the sections; everything little-endian, sections 64-byte aligned, each with
// length and XXH3 checksum (over its padded length). A file is untrusted input: recording_open reads and checks all
// that is small (header, table, facts, the lengths of all sections and that they fit each other); recording_verify
// reads the large sections and checks checksums and every version and index in them. What is written is version 2;
// files of version 1, which knew one lab alone, are read into the same form (open_v1.c). What was checked is in memory of
// our own, so nobody who writes to the file, shortens or replaces it changes it any more: a recording takes as much
// memory as its file is long. Nothing may follow a version before one of the two: analysis checks versions itself where
// it follows them, so an unverified recording can at worst be refused later.
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include "base/clock_text.h"
#include "base/status.h"
#include "recording/command.h"
#include "recording/notes.h"
#include "recording/plan.h"
#include "recording/printed.h"
#include "recording/resource.h"
#include "recording/tasks.h"
#include "recording/variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The longest run that is believed, by the clocks around it: 30 days. A deadline is an hour at most, but who stops the
// whole program for a while (SIGSTOP) has a longer one. In nanoseconds that is exact as a double.
#define RECORDING_LONGEST_NS (UINT64_C(30) * 24 * 3600 * 1000000000)

enum run_end {
    RUN_COMPLETE = 0,
    RUN_DEADLINE = 1,    // stopped by its deadline
    RUN_INTERRUPTED = 2, // stopped by a signal
    RUN_WORKER_DIED = 3, // a process ended before its work was done
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

#define SWITCH_NOBODY UINT16_MAX // the task of SWITCH_LOST

// A kernel switch record. Only the recording's tasks' are kept (and SWITCH_LOST); sorted by ns.
struct switch_record {
    uint64_t ns;
    uint32_t cpu;     // of SWITCH_LOST: how many were lost (INT32_MAX at most)
    uint16_t task;    // index
    uint8_t kind;     // enum switch_kind
    uint8_t reserved; // 0
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
    uint64_t began_ns;        // the first task was constructed
    uint64_t released_ns;     // the tasks were let go
    uint64_t ended_ns;        // the last task was joined
    uint64_t tick0, tick0_ns; // one moment on both clocks, before the start
    uint64_t tick1, tick1_ns; // and one after the end
    uint64_t lost_switch_records;
    int64_t supervisor_pid;
    uint64_t called_ns; // who slept at the starting line was last woken then; 0: nobody slept there (older recordings)
    uint64_t throttled_ns; // held back by a cpu quota between begin and end, over all cpus
    uint64_t stolen_ns;    // given to others by the hypervisor, over all cpus; in steps of some 10 ms
    uint32_t machine_cpus; // cpus the process could use
    uint8_t taken;         // enum taken_kind: which of the two are known; 0 in older recordings
    uint8_t unpinned;      // 1: the system refused to keep the tasks on their cpus, and placed them itself
    uint8_t reserved[26];  // 0
};

// Counts say how long each array is; where one is 0 its array may be NULL.
struct recording {
    uint32_t task_count, resource_count, source_count;
    uint32_t command_count, gil_count; // one command at most
    uint32_t watched_count;            // of a command: its loads and stores were seen; 1 at most
    uint32_t reserved;                 // 0
    size_t switch_count, console_count, console_bytes, source_bytes;
    const struct plan *plan;
    const struct run_facts *facts;
    const struct task *tasks;             // task_count, at most TASKS_MAX
    const struct resource *resources;     // what tasks hold and wait for; notes name them by number
    const struct use *uses;               // of each task, of each resource: see recording_use
    const struct note *const *notes;      // of each task: tasks[t].notes
    const struct switch_record *switches; // all tasks', by time
    const struct printed *console;        // by time
    const char *console_text;             // console_bytes
    const struct source *sources;
    const char *source_text;                // source_bytes
    const struct recorded_command *command; // NULL: a lab's run
    const struct found_gil *gils;           // gil_count; of a command alone
    const struct watched
        *watched; // NULL: no loads and stores were seen; its counts are those of the seven arrays that follow
    const struct place *places;
    const struct variable *variables;
    const struct lock_set *lock_sets;
    const struct act *acts;
    const struct access *accesses;
    const struct pair *pairs;
    const struct store *stores;
    const void *const *own; // what the lab's own sections hold, by number (lab/lab.h); NULL without a lab
    void *owner;            // what recording_close releases
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

// How a task used a resource; all zeros where there is no such resource.
static inline struct use recording_use(const struct recording *recording, uint32_t task, uint32_t resource)
{
    if (resource >= recording->resource_count)
        return (struct use){ 0 };
    return recording->uses[(size_t)task * recording->resource_count + resource];
}

// First and last moment that are believed: no further outside the run than its clocks' two moments are apart, as cpus'
// counters differ a little. Of a recording whose facts were checked.
struct time_window {
    uint64_t first, last;
};

static inline struct time_window time_window_round(uint64_t first, uint64_t last)
{
    const uint64_t length = last - first;
    return (struct time_window){ first > length ? first - length : 0, last + length };
}

static inline bool time_window_has(struct time_window window, uint64_t moment)
{
    return moment >= window.first && moment <= window.last;
}

static inline struct time_window recording_ticks_window(const struct recording *recording)
{
    return time_window_round(recording->facts->tick0, recording->facts->tick1);
}

// Ticks → nanoseconds on the recording's clock (linear through the two instants; may lie slightly outside the run).
uint64_t recording_ns(const struct recording *recording, uint64_t ticks);
// The first ticks that are after a moment: recording_ns is above it from there on. UINT64_MAX where none are.
uint64_t recording_ticks_after(const struct recording *recording, uint64_t ns);
// A length in ticks → nanoseconds.
uint64_t recording_span_ns(const struct recording *recording, uint64_t ticks);

// The clock that every moment is told by, in views, reports, JSON and tables: its 0 is when the first task was made
// (constructed), its end is the end of the run. O(tasks).
uint64_t recording_from_ns(const struct recording *recording);
uint64_t recording_to_ns(const struct recording *recording);
// A moment [ns, as all times of the recording are] on that clock; what lies before it is 0.
uint64_t recording_since_ns(const struct recording *recording, uint64_t ns);
// The same as it is written, in the unit of the whole: "286.605 µs" (base/clock_text.h). Returns the buffer.
char *recording_clock_text(char buffer[CLOCK_TEXT_BYTES], const struct recording *recording, uint64_t ns);

// Opens and verifies a file: what nearly everybody wants. As below; nothing is left open on failure.
struct status recording_read(struct recording *recording, const char *path);

// Opens a file; see the top for what is checked. The large sections are zeros until recording_verify has read them.
// STATUS_BAD_FILE with the reason, also where there is no file; STATUS_FAILED when memory is short. Nothing is left
// behind on failure. Close with recording_close.
struct status recording_open(struct recording *recording, const char *path);

// The same on bytes in memory (8-byte aligned, staying valid until the close, which does not free them).
struct status recording_open_bytes(struct recording *recording, const void *bytes, size_t size_bytes);

// Reads everything: checksums, notes' kinds, resources and order, switch records' order, kinds and tasks, what was
// printed, that no moment lies further outside the run than the run is long, and by the lab what is its own (the
// balance: every parent version is the start or an update that was made). STATUS_BAD_FILE with the first thing that is
// wrong. For a live run's recording only the contents are checked.
struct status recording_verify(const struct recording *recording);

// Writes it so that a reader never sees half of it.
struct status recording_save(const struct recording *recording, const char *path);

void recording_close(struct recording *recording); // one never opened, but zeroed, is allowed

#endif
