// From the ledger to the scheduler's desk: the collision that is looked at, with the fewest context switches.
#include "view/ledger/reduce.h"

#include "view/ledger/focus.h"
#include "view/model/message.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "schedules/desk.h"
#include "schedules/reduce.h"
#include "view/model/setting_rows.h"
#include "view/schedules/prepare.h"

#include <stdio.h>
#include <string.h>

// The settings become those of the small experiment, but for what the view does not show: how many iterations a run has,
// its cores and its deadline stay as recorded. False where the desk would not hold them.
static bool adopt(struct model *model, const struct document *document, const struct reduction *reduction)
{
    const struct experiment *small = &reduction->experiment;
    struct settings before = model->settings;
    struct experiment experiment = *experiment_of(&document->recording);
    if (small->iterations > desk_iterations_max(small->count) || strlen(reduction->schedule) > DESK_MOVES_MAX)
        return false;
    experiment.count = small->count;
    memcpy(experiment.amounts, small->amounts, sizeof experiment.amounts);
    experiment.io_every = experiment.io_ns = experiment.io_workers = 0;
    settings_adopt(&model->settings, &balance_settings, experiment_plan(&experiment));
    const struct experiment *adopted = settings_experiment(&model->settings);
    if (adopted && adopted->count == small->count &&
        memcmp(adopted->amounts, small->amounts, sizeof small->amounts) == 0)
        return true;
    model->settings = before;
    return false;
}

static void say_switches(struct model *model, enum text_id id, uint64_t first, uint64_t second)
{
    char numbers[2][TEXT_NUMBER_BYTES];
    struct arena arena = ARENA_EMPTY;
    const char *words[] = { text_grouped(numbers[0], (int64_t)first), text_grouped(numbers[1], (int64_t)second) };
    message_say(model, text_fill(&arena, model->language, id, words, 2));
    arena_finish(&arena);
}

void ledger_reduce(struct model *model, const struct document *document, struct wishes *wishes)
{
    if (!balance_story(document))
        return;
    const struct ledger_focus focus = ledger_focus_of(document, model);
    if (focus.collision < 0) {
        message_say_text(model, TEXT_LEDGER_MOTION_NONE_ID);
        return;
    }
    model->playback.playing = false;
    model->reducing = true;
    wish_for(wishes, (struct wish){ .kind = WISH_REDUCE, .collision = focus.collision });
}

bool ledger_reduced(struct model *model, const struct document *document, struct status status,
                    const struct reduction *reduction)
{
    model->reducing = false;
    if (!status_is_ok(status)) {
        message_say(model, model->language == LANGUAGE_EN ? status.message
                                                          : text_of(model->language, TEXT_LEDGER_NOT_REDUCED_ID));
        return true;
    }
    if (!adopt(model, document, reduction)) {
        say_switches(model, TEXT_LEDGER_REDUCED_LONG_ID, reduction->switches, reduction->experiment.iterations);
        return false;
    }
    schedules_lay_out(model, (uint32_t)reduction->experiment.iterations, reduction->schedule);
    say_switches(model, TEXT_LEDGER_REDUCED_ID, reduction->switches, reduction->recorded_switches);
    return true;
}
