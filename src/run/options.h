// What is asked of a run beside its plan.
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct run_options {
    bool no_kernel_records; // do not ask the kernel for switch records (for measuring what they cost)
    // What the run is driven by, in its lab's own form (lab/live.h); NULL: the kernel decides.
    const void *script;
    // Called every now and then (at most every run_progress_ns) from the supervising thread while workers run;
    // NULL: nobody wants to know.
    void (*progress)(void *context, uint64_t steps_made, uint64_t steps_in_all, uint64_t elapsed_ns);
    void *context;
};

#endif
