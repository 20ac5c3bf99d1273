// An experiment as files of version 1 keep it.
#ifndef LABS_BALANCE_EXPERIMENT_V1_H
#define LABS_BALANCE_EXPERIMENT_V1_H

#include "labs/balance/experiment.h"

struct experiment_v1 {
    uint32_t guard, python, workers, memory, timing, count, cores, program;
    uint64_t iterations, switch_interval_ns, bytecode_cost_ns, deadline_ns;
    int32_t amounts[WORKERS_MAX + 1];
    uint64_t io_every, io_ns, io_workers;
    uint8_t scheduled, reserved[39];
};

_Static_assert(sizeof(struct experiment_v1) == 32 + 32 + 256 + 64, "the file format fixes the layout");

struct experiment experiment_from_v1(const struct experiment_v1 *old);
struct experiment_v1 experiment_to_v1(const struct experiment *experiment);

#endif
