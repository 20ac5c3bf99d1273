// Field by field, both ways.
#include "labs/balance/experiment_v1.h"

// What has one name and one width in both.
#define SAME_FIELDS(from)                                                                                              \
    .guard = (from)->guard, .python = (from)->python, .workers = (from)->workers, .memory = (from)->memory,            \
    .timing = (from)->timing, .count = (from)->count, .cores = (from)->cores, .program = (from)->program,              \
    .iterations = (from)->iterations, .switch_interval_ns = (from)->switch_interval_ns,                                \
    .bytecode_cost_ns = (from)->bytecode_cost_ns, .deadline_ns = (from)->deadline_ns, .io_every = (from)->io_every,    \
    .io_ns = (from)->io_ns, .io_workers = (from)->io_workers, .scheduled = (from)->scheduled

struct experiment experiment_from_v1(const struct experiment_v1 *old)
{
    struct experiment experiment = { .lab = LAB_BALANCE, SAME_FIELDS(old) };
    memcpy(experiment.amounts, old->amounts, sizeof experiment.amounts);
    // What is not 0 there is refused by who checks it.
    for (size_t i = 0; i < sizeof old->reserved; i++)
        experiment.reserved[i % sizeof experiment.reserved] |= old->reserved[i];
    return experiment;
}

struct experiment_v1 experiment_to_v1(const struct experiment *experiment)
{
    struct experiment_v1 old = { SAME_FIELDS(experiment) };
    memcpy(old.amounts, experiment->amounts, sizeof old.amounts);
    return old;
}
