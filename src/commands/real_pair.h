// The dial's run and the same program in a real CPython, recorded: both made, kept in a folder, or read from one.
#ifndef COMMANDS_REAL_PAIR_H
#define COMMANDS_REAL_PAIR_H

#include "base/status.h"
#include "labs/balance/beside.h"
#include "labs/balance/experiment.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

// Empty: zeroed.
struct real_pair {
    struct recording parts[BESIDE_PARTS];
};

struct real_pair_watch {
    // As struct run_options has it, while the model runs.
    void (*progress)(void *context, uint64_t made, uint64_t in_all, uint64_t elapsed_ns);
    void (*recording_begins)(void *context); // the model has ended; NULL: nobody wants to know
    void *context;
};

// Runs the model, then the interpreter, whose output goes nowhere. STATUS_INTERRUPTED where a signal (os_signals_init) ended it,
// STATUS_FAILED where either cannot be run to its end, STATUS_USAGE where the interpreter cannot be executed.
struct status real_pair_run(struct real_pair *pair, const struct experiment *experiment, const char *interpreter,
                            const struct real_pair_watch *watch);

// As model.rl and real.rl in the folder, which is made.
struct status real_pair_save(const struct real_pair *pair, const char *folder);
struct status real_pair_open(struct real_pair *pair, const char *folder);

void real_pair_close(struct real_pair *pair); // an empty one is allowed

#endif
