// Runs a lab's plan for real: workers, what they leave, kernel records, and at the end a sealed recording.
//
// The calling thread supervises: it prepares all memory, starts the workers, lets them go together, drains the
// kernel's switch records while they run, watches deadline, signals and the death of processes, and joins. It must
// be the process's only thread where workers are processes.
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/status.h"
#include "recording/recording.h"

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

// Runs it. On success *recording is sealed (close with recording_close); facts->ended says whether it ran to its
// end, to its deadline, to a signal (os_signals) or whether a worker died: all of these are successes here, what
// was recorded stands. Fails, with nothing left behind, where memory, threads or processes cannot be had, and as
// STATUS_INTERRUPTED where a signal came before there was a run. The
// experiment has been through settings_finish.
struct status run_plan(struct recording *recording, const struct plan *plan, const struct run_options *options);

#endif
