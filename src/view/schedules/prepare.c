// Fills the desk: the settings' experiment with this view's iterations, every guard beside it.
#include "view/schedules/prepare.h"
#include "view/schedules/locks_desk.h"

#include "labs/balance/settings.h"
#include "labs/locks/locks.h"
#include "view/labs/balance/guards.h"
#include "view/schedules/schedules_model.h"

#include <stdio.h>

static struct schedules_followed followed_of(const struct plan *plan)
{
    const struct locks_plan *locks = locks_plan_of(plan);
    if (plan->lab != LAB_LOCKS)
        return (struct schedules_followed){ .lab = plan->lab };
    return (struct schedules_followed){ plan->lab, locks->variant, locks->count, locks->arrangement };
}

static bool is_same(const struct schedules_followed *a, const struct schedules_followed *b)
{
    return a->lab == b->lab && a->variant == b->variant && a->count == b->count && a->arrangement == b->arrangement;
}

// The settings are other ones: what they run is scheduled. A variant with one lock has two locks beside it.
static void follow_settings(struct model *model)
{
    struct schedules_model *schedules = model->schedules;
    const struct schedules_followed now = followed_of(&model->settings.plan);
    if (is_same(&schedules->followed, &now))
        return;
    schedules->followed = now;
    schedules->showing = false;
    schedules->listing = now.lab != LAB_LOCKS                ? LISTING_BALANCE
                         : now.variant == LOCKS_PHILOSOPHERS ? LISTING_PHILOSOPHERS
                                                             : LISTING_TWO;
    if (now.lab != LAB_LOCKS)
        return;
    schedules->locks.variant[LISTING_TWO] = now.variant == LOCKS_SAME_ORDER;
    schedules->locks.variant[LISTING_PHILOSOPHERS] = (int)now.arrangement;
    schedules->locks.philosophers = (int)now.count;
}

void schedules_choose(struct model *model, enum schedules_listing listing)
{
    follow_settings(model);
    if (listing != LISTING_BALANCE || settings_experiment(&model->settings))
        model->schedules->listing = listing;
}

void schedules_prepare(struct model *model)
{
    struct schedules_model *schedules = model->schedules;
    follow_settings(model);
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
