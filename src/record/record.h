// Records a command: somebody else's program, run as it is, and all that it starts. The kernel tells who ran when and who made
// whom; a library preloaded into it tells what its threads did at their locks (record/left.h). Either may be refused: the
// recording then has what the other tells, and says why.
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/status.h"
#include "record/options.h"
#include "recording/recording.h"

#include <stdint.h>

#define RECORD_BYTES_LEAST (UINT64_C(1) << 20)
#define RECORD_BYTES_USUAL (UINT64_C(256) << 20)

// Runs it to its end (or the deadline, or until two requests to end have come) and seals what was recorded. words: as for execvp.
// From a single-threaded process. STATUS_USAGE: it cannot be executed (*exec_code: 127 there is none, 126 it may not be);
// STATUS_FAILED: the system refused more than one can do without. Nothing but the program's own doing is left behind.
struct status record_run(struct recording *recording, char *const *words, const struct record_options *options,
                         int *exec_code);

#endif
