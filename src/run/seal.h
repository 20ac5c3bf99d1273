// Turns the memory of a run that has ended into a recording.
#ifndef RUN_SEAL_H
#define RUN_SEAL_H

#include "os/worker.h"
#include "recording/recording.h"
#include "run/facts.h"
#include "run/memory.h"

// What the supervisor knows of the run.
struct run_outcome {
    struct run_watch watch;
    struct {
        uint64_t created_ns, started_ns, joined_ns;
        struct os_worker handle;
    } workers[TASKS_STARTED_MAX];
};

// Seals it. The recording takes over the memory (memory is zeroed) and copies what it needs of the rest. On failure
// (no memory for the copy) both stay as they were.
struct status run_seal(struct recording *recording, struct run_memory *memory, const struct run_outcome *outcome);

#endif
