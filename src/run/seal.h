// Turns the memory of a run that has ended into a recording.
#ifndef RUN_SEAL_H
#define RUN_SEAL_H

#include "os/clock.h"
#include "os/switches.h"
#include "os/taken.h"
#include "os/worker.h"
#include "recording/recording.h"
#include "run/memory.h"

// What the supervisor knows of the run.
struct run_outcome {
    enum run_end ended;
    uint64_t began_unix_ns, began_ns, ended_ns;
    struct os_instant before, after;
    struct os_taken taken_before, taken_after;
    struct {
        uint64_t created_ns, started_ns, joined_ns;
        struct os_worker handle;
    } workers[TASKS_STARTED_MAX];
    struct os_switches *switches;  // stopped; NULL where the kernel refused
    struct status switches_status; // why
};

// Seals it. The recording takes over the memory (memory is zeroed) and copies what it needs of the rest. On failure
// (no memory for the copy) both stay as they were.
struct status run_seal(struct recording *recording, struct run_memory *memory, const struct run_outcome *outcome);

#endif
