// What a supervisor watches of a run, whatever runs, and the facts and switch records that become of it.
#ifndef RUN_FACTS_H
#define RUN_FACTS_H

#include "os/clock.h"
#include "os/switches.h"
#include "os/taken.h"
#include "recording/recording.h"

struct run_watch {
    enum run_end ended;
    uint64_t began_unix_ns, began_ns, ended_ns;
    struct os_instant before, after;
    struct os_taken taken_before, taken_after;
    struct os_switches *switches;  // stopped; NULL where the kernel refused
    struct status switches_status; // why
};

// The moments before the first task is made, and after the last one is gone.
void run_watch_begin(struct run_watch *watch);
void run_watch_end(struct run_watch *watch);

// The facts, but for what the tasks tell: when they were let go, and where they ran.
void run_fill_facts(struct run_facts *facts, const struct run_watch *watch);

// The tasks' own records, and what was lost: *kept records, which the caller frees; NULL where there are none. STATUS_FAILED
// when memory is short.
struct status run_copy_switches(const struct task *tasks, uint32_t count, struct os_switches *switches,
                                struct switch_record **records, size_t *kept);

#endif
