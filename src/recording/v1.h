// Version 1 of the file, as it was written until version 2 came: never to change. Private to open_v1.c, and to the lab
// whose recordings they are (struct lab, from_v1).
//
// It knew one lab, the balance, and its header and table were as they still are. Sections in this order: plan, facts,
// workers; a journal of each worker, times of each (none in an untimed recording), notes of each; switch records.
#ifndef RECORDING_V1_H
#define RECORDING_V1_H

#include <stdint.h>

enum {
    V1_VERSION = 1,
    V1_LAB = 1, // whose number in struct lab's table it is
    V1_WORKERS_MAX = 63,
    V1_LOCKS = 2,
    V1_NOBODY = 255,
};

enum v1_section_kind {
    V1_SECTION_PLAN = 1,     // one struct v1_plan
    V1_SECTION_FACTS = 2,    // one struct v1_facts
    V1_SECTION_WORKERS = 3,  // a struct v1_worker of each
    V1_SECTION_JOURNAL = 4,  // of each worker: a version (4 bytes) of each update
    V1_SECTION_TIMES = 5,    // of each worker: ticks (8 bytes) of each update that was timed
    V1_SECTION_NOTES = 6,    // of each worker: struct note is as it was
    V1_SECTION_SWITCHES = 7, // one
};

// Numbers of guards, pythons, programs and kinds are today's (labs/balance/experiment.h).
struct v1_plan {
    uint32_t guard, python, processes, private_memory, timing, count, cores, program;
    uint64_t iterations, switch_interval_ns, bytecode_cost_ns, deadline_ns;
    int32_t amounts[V1_WORKERS_MAX + 1];
    uint64_t io_every, io_ns, io_workers;
    uint8_t driven;
    uint8_t reserved[39];
};

struct v1_facts {
    uint32_t ended, states_source;
    char states_reason[240];
    uint64_t began_unix_ns, began_ns, released_ns, ended_ns;
    uint64_t tick0, tick0_ns, tick1, tick1_ns;
    uint64_t lost_switch_records;
    uint64_t final_cell;
    int64_t supervisor_pid;
    uint32_t sample_every, machine_cpus;
    uint64_t called_ns, throttled_ns, stolen_ns;
    uint8_t taken, unpinned;
    uint8_t reserved[38];
};

struct v1_worker {
    int64_t pid, tid, parent_pid;
    int32_t amount;
    uint32_t end;
    int32_t end_code;
    uint32_t first_cpu;
    uint64_t created_ns, started_ns, entered_ns, released_ns, finished_ns, joined_ns, cpu_ns;
    uint64_t updates, final_cell;
    uint64_t acquisitions[V1_LOCKS], contended[V1_LOCKS], wait_ticks[V1_LOCKS], hold_ticks[V1_LOCKS];
    uint64_t retries, gil_switches, gil_requests, gil_timeouts;
    uint64_t notes, notes_dropped;
    uint64_t run_cpu_ns;
    uint8_t reserved[56];
};

struct v1_switch {
    uint64_t ns;
    int32_t tid; // of SWITCH_LOST: how many were lost
    uint16_t cpu;
    uint8_t kind;   // enum switch_kind
    uint8_t worker; // index; V1_NOBODY for SWITCH_LOST
};

_Static_assert(sizeof(struct v1_plan) == 384 && sizeof(struct v1_facts) == 408 && sizeof(struct v1_worker) == 288 &&
                   sizeof(struct v1_switch) == 16,
               "the file format fixes the layout");

// What is small in such a file.
struct v1_small {
    struct v1_plan plan;
    struct v1_facts facts;
    struct v1_worker workers[V1_WORKERS_MAX]; // plan.count
};

#endif
