// Sentences: the experiment, and why a run did not race.
#include "labs/balance/report/report.h"

#include "base/said.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/report/explain.h"

#include <inttypes.h>

static void write_amounts(FILE *out, const struct experiment *experiment)
{
    enum {
        SHOWN_MOST = 8
    };
    fputs("n = ", out);
    for (uint32_t i = 0; i < experiment->count && i < SHOWN_MOST; i++)
        fprintf(out, "%s%" PRId32, i ? ", " : "", experiment->amounts[i]);
    if (experiment->count > SHOWN_MOST)
        fputs(", …", out);
}

static void write_waits(FILE *out, const struct experiment *experiment)
{
    char name[WORKER_NAME_BYTES], time[TEXT_NUMBER_BYTES], every[TEXT_NUMBER_BYTES], count[TEXT_NUMBER_BYTES];
    const int waiters = __builtin_popcountll(experiment->io_workers);
    if (experiment->io_every == 0 || waiters == 0)
        return;
    if (waiters == 1)
        worker_name(name, experiment->workers, (uint32_t)__builtin_ctzll(experiment->io_workers));
    fprintf(out, waiters == 1 ? said(" · %s waits %s for input every %s") : said(" · %s wait %s for input every %s"),
            waiters == 1 ? name : text_grouped_ascii(count, waiters), text_duration_exact(time, experiment->io_ns),
            text_counted(every, experiment->io_every, "iteration"));
}

void report_sentence(FILE *out, const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    const bool processes = experiment->workers == WORKERS_PROCESSES;
    char iterations[TEXT_NUMBER_BYTES], time[TEXT_NUMBER_BYTES];
    fprintf(out, said("%s · %s × (balance += n; balance −= n)\n"),
            text_counted(time, experiment->count, processes ? "process" : "thread"),
            text_grouped_ascii(iterations, (int64_t)experiment->iterations));
    write_amounts(out, experiment);
    if (guard->bytecode && !experiment_has_gil(experiment))
        fprintf(out, said(" · CPython %s, no GIL"), python_of(experiment)->name);
    else
        fprintf(out, " · %s", said(guard->title));
    if (experiment_has_gil(experiment))
        fprintf(out, said(" of CPython %s"), python_of(experiment)->name);
    if (experiment_has_gil(experiment) && python_of(experiment)->lock == GIL_TIMED)
        fprintf(out, said(", patience %s"), text_duration_exact(time, experiment->switch_interval_ns));
    if (guard->bytecode && experiment_program(experiment) != PROGRAM_CALL && !guard_takes_lock(experiment))
        fprintf(out, ", %s", program_kinds[experiment_program(experiment)].form);
    if (experiment->memory == MEMORY_PRIVATE)
        fputs(said(" · a balance each"), out);
    write_waits(out, experiment);
    fprintf(out, " · %s\n", text_counted(time, experiment->cores, "core"));
}

bool report_why(FILE *out, const struct account *account)
{
    char number[TEXT_NUMBER_BYTES];
    const struct why why = account->why;
    switch (why.kind) {
    case WHY_NOTHING:
        return false;
    case WHY_CANCELLED:
        if (!program_can_end_wrong(guard_program(experiment_of(account->recording)))) {
            fprintf(out, said("A final %" PRId64 " is not proof: %s lost.\n"), account->figures.final,
                    text_were(number, account->figures.lost, "update"));
            return true;
        }
        fprintf(out, said("A final %" PRId64 " is not proof: %s lost, and their sum happens to be 0.\n"),
                account->figures.final, text_were(number, account->figures.lost, "update"));
        return true;
    case WHY_SWITCH_POINTS: // the explanation says it
        return false;
    case WHY_SWITCHES_MISSED:
        fprintf(out, said("Nothing was lost this time: %s of the GIL came, and none cost an update.\n"),
                text_counted(number, why.switches, "switch"));
        return true;
    case WHY_ONE_WORKER:
        fputs(said("One worker alone has nobody to race with.\n"), out);
        return true;
    case WHY_NO_OVERLAP:
        fputs(said("Nothing was lost: each worker was done before the next one began.\n"
                   "Give them more iterations.\n"),
              out);
        return true;
    case WHY_ONE_CORE:
        fprintf(out,
                said("Nothing was lost: on one core they took turns, and of %s\n"
                     "none came between a load and its store.\n"),
                text_counted(number, why.switches, "preemption"));
        return true;
    case WHY_NEVER_TOGETHER:
        fputs(said("Nothing was lost: the kernel never ran two of them at the same moment.\n"), out);
        return true;
    case WHY_UNFENCED:
        fputs(said("Nothing was lost this time, and no order of these steps loses anything: only\n"
                   "a machine that lets a load pass the stores before it can.\n"),
              out);
        return true;
    case WHY_LUCK:
        fputs(said("Nothing was lost this time, though nothing prevented it. Run it again,\n"
                   "or with more iterations.\n"),
              out);
        return true;
    }
    return false;
}

bool report_explanation(FILE *out, const struct experiment *experiment)
{
    if (!guard_of(experiment)->bytecode)
        return false;
    explain_print(out, experiment_program(experiment), (enum python_version)experiment->python);
    return true;
}
