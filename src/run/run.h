// Runs a lab's plan for real: workers, what they leave, kernel records, and at the end a sealed recording.
//
// The calling thread supervises: it prepares all memory, starts the workers, lets them go together, drains the
// kernel's switch records while they run, watches deadline, signals and the death of processes, and joins. It must
// be the process's only thread where workers are processes.
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/status.h"
#include "recording/recording.h"
#include "run/options.h"

// Runs it. On success *recording is sealed (close with recording_close); facts->ended says whether it ran to its
// end, to its deadline, to a signal (os_signals) or whether a worker died: all of these are successes here, what
// was recorded stands. Fails, with nothing left behind, where memory, threads or processes cannot be had, and as
// STATUS_INTERRUPTED where a signal came before there was a run. The
// experiment has been through settings_finish.
struct status run_plan(struct recording *recording, const struct plan *plan, const struct run_options *options);

#endif
