// Runs a lab's program (lab/lab_program.h): the supervisor of tasks that make one another.
#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include "base/status.h"
#include "recording/recording.h"
#include "run/options.h"

// As run_plan (run/run.h), of a plan whose lab has a program. The run is over when all of its tasks are gone, or at the
// deadline, or at a signal: then what is left is killed. A task that was killed by nobody of the run ends it as
// RUN_WORKER_DIED, once the rest is over.
struct status run_program(struct recording *recording, const struct plan *plan, const struct run_options *options);

#endif
