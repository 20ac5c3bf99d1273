// What must hold for the recording of every real run, whatever the kernel did, found in the plainest way and with
// nothing of src/analysis.
//
// struct run_truth truth; if (!run_truth_of(&truth, &recording)) fail_msg("%s", truth.wrong);
#ifndef SUPPORT_RUN_TRUTH_H
#define SUPPORT_RUN_TRUTH_H

#include "labs/balance/experiment.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct run_truth {
    uint64_t updates, survived;
    int64_t final, expected; // with private memory: sums over the workers
    int64_t lost_net;        // summed over the lost updates themselves
    bool kernel_records;     // there were some to look at
    char wrong[400];         // the first thing that does not hold, both values; empty: all does
};

// Fills it in; false where something does not hold. The run was made by this process, at most a worker died in it.
bool run_truth_of(struct run_truth *truth, const struct recording *recording);

// What an update that was made had read. Linear in its worker's journal.
uint32_t run_parent(const struct recording *recording, uint32_t version);

// One line about an experiment for the message of a failed test. The buffer is returned.
#define RUN_LINE_BYTES 200
char *run_line(const struct experiment *experiment, char buffer[RUN_LINE_BYTES]);

#endif
