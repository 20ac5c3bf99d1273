// A recording of no lab, as a program of many threads and processes leaves it: made up by playing a small machine forward
// with so many cpus. What it tells is consistent: who waits for a lock finds it held, a lock has one holder, who sleeps on is
// woken by what it waits for, parents join their children.
//
// struct crowd_run *crowd = crowd_new((struct crowd_plan){ .tasks = 4096, .processes = 8, .resources = 64, .records = 1000000,
// .cpus = 8, .seed = 1 }); … crowd->recording … crowd_free(crowd);
#ifndef SUPPORT_RECORDING_CROWD_H
#define SUPPORT_RECORDING_CROWD_H

#include "base/merge.h"
#include "recording/recording.h"
#include "support/random.h"

enum {
    CROWD_TASKS = 0, // the resource that stands for ends that are waited for
    CROWD_CLOCK = 1, // for sleep
    CROWD_PIPE = 2,  // a pipe of a few
    CROWD_SLOTS = 3, // a semaphore
    CROWD_LOCKS = 4, // locks from here on; with a GIL that is the first of them
    CROWD_CPUS_MAX = 64,
};

struct crowd_plan {
    uint32_t tasks;     // 1 to TASKS_MAX
    uint32_t processes; // 1 to tasks
    uint32_t resources; // CROWD_LOCKS + 1 to RESOURCES_MAX
    uint32_t records;   // notes and switch records, about
    uint32_t cpus;      // 1 to CROWD_CPUS_MAX
    bool gil;           // the first process's threads have an interpreter round them
    bool one_lock;      // all want the same lock
    bool broken;        // the last lock keeps nobody out
    bool ring;          // two of the first process wait for each other at the end, and it is killed
    uint64_t seed;
};

struct crowd_task;

// A task was woken by what somebody did at a resource; 0: by nobody, it gave up.
struct crowd_wake {
    uint64_t ns;
    int resource;
};

struct crowd_run {
    struct crowd_plan plan;
    struct random random;
    struct plan no_plan;
    struct run_facts facts;
    struct resource resources[RESOURCES_MAX];
    struct task *tasks;
    struct crowd_task *machine; // what each task is at
    struct use *uses;
    const struct note **notes;
    struct switch_record *switches;
    struct printed *console;
    char *console_text;
    size_t switch_count, switch_room, console_count, console_room, console_bytes, console_bytes_room, note_count;
    int holders[RESOURCES_MAX]; // −1: free
    int first_waiting[RESOURCES_MAX], last_waiting[RESOURCES_MAX];
    uint32_t level, slots; // in the pipe, taken of the semaphore
    uint32_t *ready;       // a ring of as many as there are tasks
    uint32_t ready_first, ready_count, alive;
    struct merge sleepers;
    int running[CROWD_CPUS_MAX]; // −1: nobody
    uint64_t now[CROWD_CPUS_MAX];
    struct recording recording;
};

// Ends the test program when memory is short, or where what it made is refused by recording_verify.
struct crowd_run *crowd_new(struct crowd_plan plan);

// In their order.
const struct crowd_wake *crowd_wakes(const struct crowd_run *crowd, uint32_t task, size_t *count);

void crowd_free(struct crowd_run *crowd);

#endif
