// The desk is that of the window.
#include "commands/picture_schedules.h"

#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "view/control/control.h"
#include "view/schedules/prepare.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// What was asked for, where the settings have it.
static struct status choose_listing(struct picture_request *request)
{
    struct schedules_model *schedules = request->model.schedules;
    schedules_choose(&request->model, request->listing);
    if (schedules->listing != request->listing)
        return status_make(STATUS_USAGE, "--page %s: the recording is of the lab %s", request->page,
                           lab_of(request->model.settings.plan.lab)->name);
    schedules->locks.variant[request->listing] = request->listing_variant;
    return status_ok();
}

static struct status prepare_locks(struct picture_request *request)
{
    struct locks_desk *desk = &request->model.schedules->locks;
    if (request->moves && strlen(request->moves) > LOCKING_MOVES_MAX)
        return status_make(STATUS_USAGE, "--moves %.20s…: at most %d moves", request->moves, LOCKING_MOVES_MAX);
    snprintf(desk->moves, sizeof desk->moves, "%s", request->moves ? request->moves : "");
    schedules_prepare(&request->model);
    const size_t made = strlen(desk->moves);
    if (request->moves && request->moves[made])
        return status_make(STATUS_USAGE, "--moves %s: move %zu is not possible", request->moves, made + 1);
    return status_ok();
}

struct status picture_schedules_fill(struct picture_request *request, const struct experiment *experiment)
{
    struct model *model = &request->model;
    (void)experiment;
    const struct status status = request->page ? choose_listing(request) : status_ok();
    if (!status_is_ok(status))
        return status;
    if (!settings_experiment(&model->settings))
        return prepare_locks(request);
    const uint32_t most = desk_iterations_max(settings_experiment(&model->settings)->count);
    if (settings_given(&request->settings, "iterations")) {
        if (settings_experiment(&request->settings)->iterations > most)
            return status_make(STATUS_USAGE, "--iterations %" PRIu64 ": the schedules view shows 1 to %u of %u workers",
                               settings_experiment(&request->settings)->iterations, most,
                               settings_experiment(&model->settings)->count);
        model->schedules->iterations = (uint32_t)settings_experiment(&request->settings)->iterations;
    }
    if (model->schedules->listing != LISTING_BALANCE)
        return prepare_locks(request);
    if (request->moves && strlen(request->moves) > DESK_MOVES_MAX)
        return status_make(STATUS_USAGE, "--moves %.20s…: at most %d moves", request->moves, DESK_MOVES_MAX);
    snprintf(model->schedules->moves, sizeof model->schedules->moves, "%s", request->moves ? request->moves : "");
    schedules_prepare(model);
    const size_t made = strlen(model->schedules->moves);
    if (request->moves && request->moves[made])
        return status_make(STATUS_USAGE, "--moves %s: move %zu is not possible", request->moves, made + 1);
    return status_ok();
}
