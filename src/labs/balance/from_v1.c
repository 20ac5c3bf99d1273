// What version 1 of the file kept of the balance, in the form of today.
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "recording/v1.h"

#include <assert.h>
#include <string.h>

_Static_assert((int)V1_LAB == (int)LAB_BALANCE && (int)V1_WORKERS_MAX == (int)WORKERS_MAX,
               "version 1 is the balance's");

void balance_plan_from_v1(const struct v1_small *small, struct plan *plan)
{
    const struct v1_plan *v1 = &small->plan;
    struct experiment experiment = {
        .lab = LAB_BALANCE,
        .count = v1->count,
        .workers = v1->processes,
        .cores = v1->cores,
        .timing = v1->timing,
        .deadline_ns = v1->deadline_ns,
        .guard = v1->guard,
        .python = v1->python,
        .memory = v1->private_memory,
        .program = v1->program,
        .iterations = v1->iterations,
        .switch_interval_ns = v1->switch_interval_ns,
        .bytecode_cost_ns = v1->bytecode_cost_ns,
        .io_every = v1->io_every,
        .io_ns = v1->io_ns,
        .io_workers = v1->io_workers,
        .scheduled = v1->driven,
    };
    memcpy(experiment.amounts, v1->amounts, sizeof experiment.amounts);
    memcpy(plan, &experiment, sizeof *plan);
}

static void workers_from_v1(const struct v1_small *small, struct balance_worker *workers)
{
    for (uint32_t w = 0; w < small->plan.count; w++)
        workers[w] = (struct balance_worker){ .updates = small->workers[w].updates,
                                              .final_cell = small->workers[w].final_cell,
                                              .retries = small->workers[w].retries,
                                              .amount = small->workers[w].amount };
}

void balance_section_from_v1(const struct v1_small *small, uint32_t number, void *to)
{
    if (number == BALANCE_OWN_WORKERS)
        workers_from_v1(small, to);
    else
        *(struct balance_run *)to =
            (struct balance_run){ .final_cell = small->facts.final_cell, .sample_every = small->facts.sample_every };
}
