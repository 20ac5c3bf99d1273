// Lines, settings and figures.
#include "view/compare/real_feed.h"

#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool real_feed(struct compare_model *model, const char *line)
{
    struct real_model *real = &model->real;
    uint64_t made, in_all;
    int end = 0;
    if (strcmp(line, "real\n") == 0 || strcmp(line, "real") == 0) {
        real->phase = REAL_RECORDS;
        return true;
    }
    if (real->phase != REAL_MODEL_RUNS || sscanf(line, "model %" SCNu64 " %" SCNu64 "%n", &made, &in_all, &end) != 2 ||
        line[end + (int)strspn(line + end, "\r\n")] != '\0' || made > in_all)
        return false;
    real->made = made;
    real->in_all = in_all;
    return true;
}

struct experiment real_experiment(const struct experiment *settings)
{
    struct settings defaults;
    settings_init(&defaults, &balance_settings, (int)settings->cores);
    struct experiment experiment = *settings_experiment(&defaults);
    experiment_set_python(&experiment, (enum python_version)settings->python);
    experiment.bytecode_cost_ns = settings->bytecode_cost_ns;
    experiment.guard = settings->guard == GUARD_GIL_MUTEX ? GUARD_GIL_MUTEX : GUARD_GIL;
    experiment.program = experiment.guard == GUARD_GIL_MUTEX ? PROGRAM_LOCK
                         : guard_of(settings)->bytecode      ? settings->program
                                                             : experiment.program;
    experiment.count = settings->count;
    experiment.iterations = settings->iterations;
    experiment.timing = guard_timing(&experiment);
    experiment.deadline_ns = settings->deadline_ns;
    experiment.switch_interval_ns = settings->switch_interval_ns;
    memcpy(experiment.amounts, settings->amounts, sizeof experiment.amounts);
    return experiment;
}

struct status real_show(struct compare_model *model, const struct document *run, const struct document *recorded)
{
    struct real_model *real = &model->real;
    struct status status = status_ok();
    if (run && recorded)
        status = beside_of_model(&real->figures[BESIDE_MODEL], &run->recording, &balance_story(run)->figures);
    if (status_is_ok(status) && run && recorded)
        status = beside_of_real(&real->figures[BESIDE_REAL], &recorded->recording);
    const bool shown = run && recorded && status_is_ok(status);
    real->runs[BESIDE_MODEL] = shown ? run : NULL;
    real->runs[BESIDE_REAL] = shown ? recorded : NULL;
    real->from_ns = real->to_ns = 0;
    return status;
}
