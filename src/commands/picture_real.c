// Two recordings, each understood as a document.
#include "commands/picture_real.h"

#include "commands/progress.h"
#include "commands/real_pair.h"

#include "document/build.h"
#include "labs/balance/python/installed.h"
#include "labs/balance/python/python.h"
#include "labs/balance/settings.h"
#include "os/signals.h"
#include "view/compare/real_feed.h"

#include <stdio.h>

// As in a window on this machine; of runs that were kept it does not matter what is here.
static struct status find_interpreter(struct real_model *real, enum python_version python, bool kept)
{
    char *path = real->interpreters[python];
    const char *name = python_name(python);
    if (kept) {
        snprintf(path, sizeof real->interpreters[python], "python%s", name);
        return status_ok();
    }
    if (pythons[python].lock == GIL_NONE)
        return status_make(STATUS_USAGE, "--page real: CPython %s has no GIL to compare with", name);
    return python_find_installed(name, path, sizeof real->interpreters[python])
               ? status_ok()
               : status_make(STATUS_USAGE, "--page real: no python%s in PATH or pyenv", name);
}

static void clear_progress(void *context) { progress_clear(context); }

static struct status run_pair(struct real_pair *pair, const struct experiment *experiment, const char *interpreter)
{
    struct progress progress = { 0 };
    const struct real_pair_watch watch = { progress_show, clear_progress, &progress };
    struct status status = os_signals_init();
    if (status_is_ok(status))
        status = real_pair_run(pair, experiment, interpreter, &watch);
    progress_clear(&progress);
    return status;
}

// Both must be what the page shows: a run of the balance, and a command.
static struct status check(const struct real_pair *pair, const char *folder)
{
    if (!experiment_of(&pair->parts[BESIDE_MODEL]))
        return status_make(STATUS_BAD_FILE, "%s/%s.rl: is no run of the balance", folder, beside_stems[BESIDE_MODEL]);
    return pair->parts[BESIDE_REAL].command
               ? status_ok()
               : status_make(STATUS_BAD_FILE, "%s/%s.rl: is no recorded command", folder, beside_stems[BESIDE_REAL]);
}

struct status picture_real_fill(struct picture_real *picture, struct model *model, const char *folder)
{
    struct real_model *real = &model->compare->real;
    const struct experiment experiment = real_experiment(settings_experiment(&model->settings));
    struct real_pair pair = { 0 };
    const enum python_version python = (enum python_version)experiment.python;
    struct status status = find_interpreter(real, python, folder);
    if (status_is_ok(status))
        status = folder ? real_pair_open(&pair, folder) : run_pair(&pair, &experiment, real->interpreters[python]);
    if (status_is_ok(status) && folder)
        status = check(&pair, folder);
    for (int i = 0; i < BESIDE_PARTS && status_is_ok(status); i++)
        status = document_build(&picture->documents[i], &pair.parts[i]);
    real_pair_close(&pair);
    return status_is_ok(status)
               ? real_show(model->compare, &picture->documents[BESIDE_MODEL], &picture->documents[BESIDE_REAL])
               : status;
}

void picture_real_finish(struct picture_real *picture)
{
    for (int i = 0; i < BESIDE_PARTS; i++)
        document_finish(&picture->documents[i]);
}
