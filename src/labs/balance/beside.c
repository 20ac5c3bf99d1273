// One table tells what each figure is.
#include "labs/balance/beside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const beside_stems[BESIDE_PARTS] = { [BESIDE_MODEL] = "model", [BESIDE_REAL] = "real" };

static struct status set_gil(struct beside_run *run, const struct recording *recording)
{
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    run->gil_known = gil >= 0;
    if (gil < 0)
        return status_ok();
    bool *counted = calloc(recording->task_count, sizeof *counted);
    if (!counted)
        return status_make(STATUS_FAILED, "no memory for the figures");
    for (uint32_t t = 0; t < recording->task_count; t++)
        counted[t] = beside_counts(recording, t);
    const struct status status = gil_figures_of(&run->gil, recording, (uint32_t)gil, counted);
    run->resource = (uint32_t)gil;
    run->interval_ns = recording->resources[gil].patience_ns;
    free(counted);
    return status;
}

struct status beside_of_model(struct beside_run *run, const struct recording *recording,
                              const struct run_figures *figures)
{
    *run =
        (struct beside_run){ .final_known = true, .final = figures->final, .lost_known = true, .lost = figures->lost };
    return set_gil(run, recording);
}

// It is the last thing that it prints.
static void read_printed(struct beside_run *run, const struct recording *recording)
{
    char line[128] = "";
    if (recording->console_count == 0)
        return;
    const size_t bytes = recording->console[recording->console_count - 1].bytes;
    if (bytes >= sizeof line || bytes > recording->console_bytes)
        return;
    memcpy(line, recording->console_text + recording->console_bytes - bytes, bytes);
    run->final_known = python_script_read(line, run->version, &run->final);
    if (!run->final_known)
        run->version[0] = '\0';
}

struct status beside_of_real(struct beside_run *run, const struct recording *recording)
{
    *run = (struct beside_run){ .gil_known = false };
    read_printed(run, recording);
    return set_gil(run, recording);
}

// ---- figures -------------------------------------------------------------------------------------------------------

const enum beside_unit beside_units[BESIDE_FIGURES] = {
    [BESIDE_TOOK] = BESIDE_NS,        [BESIDE_INTERVAL] = BESIDE_NS,    [BESIDE_SWITCHES] = BESIDE_COUNT,
    [BESIDE_PACE] = BESIDE_A_SECOND,  [BESIDE_SLICE] = BESIDE_NS,       [BESIDE_WAITING] = BESIDE_SHARE,
    [BESIDE_TIMEOUTS] = BESIDE_COUNT, [BESIDE_REQUESTS] = BESIDE_COUNT, [BESIDE_FORCED] = BESIDE_COUNT,
    [BESIDE_FINAL] = BESIDE_COUNT,    [BESIDE_LOST] = BESIDE_COUNT,
};

static double of_gil(const struct beside_run *run, enum beside_figure figure)
{
    const struct gil_figures *gil = &run->gil;
    const double figures[BESIDE_FIGURES] = {
        [BESIDE_TOOK] = (double)(gil->to_ns - gil->from_ns),
        [BESIDE_INTERVAL] = run->interval_ns ? (double)run->interval_ns : NAN,
        [BESIDE_SWITCHES] = (double)gil->switches,
        [BESIDE_PACE] = gil_switches_a_second(gil),
        [BESIDE_SLICE] = gil->slice_ns > 0 ? gil->slice_ns : NAN,
        [BESIDE_WAITING] = gil_share_waiting(gil),
        [BESIDE_TIMEOUTS] = (double)gil->timeouts,
        [BESIDE_REQUESTS] = (double)gil->requests,
        [BESIDE_FORCED] = (double)gil->honoured,
    };
    return run->gil_known ? figures[figure] : NAN;
}

double beside_value(const struct beside_run *run, enum beside_figure figure)
{
    if (figure == BESIDE_FINAL)
        return run->final_known ? (double)run->final : NAN;
    if (figure == BESIDE_LOST)
        return run->lost_known ? (double)run->lost : NAN;
    return of_gil(run, figure);
}
