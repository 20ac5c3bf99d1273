// Fills the desk: the settings' experiment with this view's iterations, every guard beside it.
#include "view/schedules/prepare.h"
#include "view/schedules/locks_desk.h"

#include "labs/balance/settings.h"
#include "view/labs/balance/guards.h"
#include "view/schedules/schedules_model.h"

#include <stdio.h>

void schedules_prepare(struct model *model)
{
    struct schedules_model *schedules = model->schedules;
    if (schedules->listing != LISTING_BALANCE) {
        locks_prepare(schedules);
        return;
    }
    const struct experiment experiment = desk_experiment(settings_experiment(&model->settings), schedules->iterations);
    struct experiment rivals[CARD_COUNT];
    _Static_assert((int)CARD_COUNT <= (int)DESK_RIVALS_MAX, "the desk has room for every card");
    for (int card = 0; card < CARD_COUNT; card++) {
        rivals[card] = experiment;
        rivals[card].guard = guard_cards[card].guard;
        if (guard_cards[card].fixes_python)
            rivals[card].python = guard_cards[card].python;
    }
    if (!schedules->desk.filled || !experiment_same(&schedules->desk.experiment, &experiment)) {
        desk_keep_possible(&experiment, schedules->moves);
        schedules->showing = false;
    }
    desk_fill(&schedules->desk, &experiment, schedules->moves, rivals, CARD_COUNT);
}

void schedules_lay_out(struct model *model, uint32_t iterations, const char *moves)
{
    struct schedules_model *schedules = model->schedules;
    schedules->iterations = iterations;
    schedules->listing = LISTING_BALANCE;
    snprintf(schedules->moves, sizeof schedules->moves, "%s", moves);
    schedules->showing = false;
    model->view = VIEW_SCHEDULES;
}
