// The next run: its settings, its guard, and starting it.
#include "view/control/parts.h"

#include "lab/lab.h"
#include "view/home/home_model.h"
#include "view/home/items.h"
#include "view/labs/cards.h"
#include "view/model/entry.h"
#include "view/model/message.h"
#include "view/model/setting_rows.h"
#include "view/stage/next_steps.h"

#include "base/c_source.h"

#include <stdio.h>

static void run(struct model *model, struct wishes *wishes)
{
    model_close_all(model);
    message_forget(model);
    if (model->view == VIEW_HOME)
        model->view = views_first_of_run();
    model->asked = model->settings.plan;
    wish_for(wishes, (struct wish){ .kind = WISH_RUN });
}

// Nothing is shown until the command has started: what was typed may have to be mended.
static void record(struct model *model, const char *command, struct wishes *wishes)
{
    model_close_all(model);
    message_forget(model);
    snprintf(model->to_record, sizeof model->to_record, "%s", command);
    if (model->running == RUN_BUSY)
        wish_for(wishes, (struct wish){ .kind = WISH_CANCEL });
    wish_for(wishes, (struct wish){ .kind = WISH_RECORD });
}

// Only what was typed into this window.
static void record_again(struct model *model, struct wishes *wishes)
{
    if (model->again[0])
        record(model, model->again, wishes);
    else
        message_say_text(model, TEXT_SAID_NOT_AGAIN_ID);
}

void control_run(struct model *model, const struct document *document, enum action action, int64_t argument,
                 struct wishes *wishes)
{
    (void)action;
    (void)argument;
    if (model->running == RUN_BUSY)
        return;
    if (document && document->recording.command && model->view != VIEW_HOME)
        record_again(model, wishes);
    else
        run(model, wishes);
}

void control_record(struct model *model, const struct document *document, enum action action, int64_t argument,
                    struct wishes *wishes)
{
    (void)document;
    (void)action;
    if (argument < 0 || argument >= HOME_FIELDS)
        return;
    const char *typed = model->home->typed[argument].text;
    if (argument == HOME_PROGRAM && !c_source_begins(typed))
        message_refuse(model, text_of(model->language, TEXT_SAID_NO_C_SOURCE_ID));
    else
        record(model, typed, wishes);
}

// Says that what was asked for is refused.
static void say_refused(struct model *model)
{
    message_refuse(model, text_of(model->language, TEXT_SETTINGS_TOO_LARGE_ID));
}

static bool enter_card(struct model *model, int card)
{
    struct card_setting settings[CARD_SETTINGS_MAX];
    const int count = card_settings(model->settings.plan.lab, card, settings);
    for (int i = 0; i < count; i++)
        if (!setting_enter(model, settings_named(model->settings.lab, settings[i].name), settings[i].value))
            return false;
    return true;
}

// Now, instead of what runs.
static void run_instead(struct model *model, struct wishes *wishes)
{
    if (model->running == RUN_BUSY)
        wish_for(wishes, (struct wish){ .kind = WISH_CANCEL });
    run(model, wishes);
}

void control_choose_card(struct model *model, const struct document *document, enum action action, int64_t card,
                         struct wishes *wishes)
{
    (void)document;
    (void)action;
    if (card < 0 || card >= cards_count(model->settings.plan.lab))
        return;
    if (enter_card(model, (int)card))
        run_instead(model, wishes);
    else
        say_refused(model);
}

void control_choose_lab(struct model *model, const struct document *document, enum action action, int64_t id,
                        struct wishes *wishes)
{
    const struct lab *lab = id > LAB_NONE && id < LAB_COUNT ? lab_of((uint32_t)id) : NULL;
    (void)action;
    if (!lab)
        return;
    setting_enter_lab(model, lab->settings);
    // What is shown until the run is there is another lab's.
    if (!view_can_show(model->view, model, document) || model->view == VIEW_HOME)
        model->view = views_first_of_run();
    run_instead(model, wishes);
}

void control_open_seen(struct model *model, const struct document *document, enum action action, int64_t index,
                       struct wishes *wishes)
{
    (void)document;
    (void)action;
    if (index < 0 || index >= model->seen_count)
        return;
    model->view = views_first_of_run();
    wish_for(wishes, (struct wish){ .kind = WISH_OPEN_SEEN, .index = index });
}

// One of the last runs or files: shown where a run is seen first, unless a view is open that can show it.
void control_open_listed(struct model *model, const struct document *document, enum action action, int64_t index,
                         struct wishes *wishes)
{
    (void)document;
    model_close_all(model);
    if (model->view == VIEW_HOME)
        model->view = views_first_of_run();
    wish_for(wishes,
             (struct wish){ .kind = action == ACTION_OPEN_RUN ? WISH_OPEN_RUN : WISH_OPEN_RECENT, .index = index });
}

bool control_opens_below(enum action action, int64_t argument, struct listed_one *one)
{
    const bool opens = action == ACTION_OPEN_RUN || action == ACTION_OPEN_RECENT || action == ACTION_OPEN_SEEN;
    one->list = action == ACTION_OPEN_RUN ? LISTED_RUNS : action == ACTION_OPEN_SEEN ? LISTED_SEEN : LISTED_RECENT;
    one->index = (int)argument;
    return opens;
}

static int listed_count(const struct model *model, enum listed list)
{
    return list == LISTED_RUNS ? model->past_run_count : list == LISTED_SEEN ? model->seen_count : model->recent_count;
}

// The recording that is chosen at home; false: it is none.
static bool chosen_recording(const struct model *model, struct listed_one *one)
{
    struct home_item item;
    if (model->view != VIEW_HOME || !home_chosen(model, &item) || item.has_field || item.lab)
        return false;
    *one = (struct listed_one){ item.is_past ? LISTED_RUNS : LISTED_SEEN, item.seen };
    return true;
}

// Where nothing is shown yet it is simply opened.
void control_open_below(struct model *model, const struct document *document, enum action action, int64_t argument,
                        struct wishes *wishes)
{
    struct listed_one one = listed_of(argument);
    (void)document;
    if (action == ACTION_PRESS_BELOW && !chosen_recording(model, &one))
        return;
    if (one.list < LISTED_RUNS || one.list > LISTED_SEEN || one.index < 0 || one.index >= listed_count(model, one.list))
        return;
    model_close_all(model);
    if (model->view == VIEW_HOME)
        model->view = VIEW_TIMELINE;
    wish_for(wishes, (struct wish){ .kind = WISH_OPEN_BELOW, .listed = one });
}

void control_enter_home(struct model *model, const struct document *document, enum action action, int64_t argument,
                        struct wishes *wishes)
{
    struct home_item item;
    (void)argument;
    if (!home_chosen(model, &item))
        return;
    if (item.has_field) // the field for it is the ui's
        return;
    if (item.lab)
        control_choose_lab(model, document, action, item.lab, wishes);
    else if (item.is_past)
        control_open_listed(model, document, ACTION_OPEN_RUN, item.seen, wishes);
    else
        control_open_seen(model, document, action, item.seen, wishes);
}

void control_next(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    const enum next_step step = (enum next_step)argument;
    uint64_t ns;
    (void)action;
    if (!document)
        return;
    if (step == NEXT_FIRST_LOSS) {
        control_move(model, document, ACTION_JUMP, -1, wishes);
        control_move(model, document, ACTION_COLLISION, 1, wishes);
    } else if (step == NEXT_FIRST_WAIT && next_first_wait(document, &ns)) {
        control_move(model, document, ACTION_SEEK, (int64_t)(ns - document_from_ns(document)), wishes);
    } else if (step == NEXT_SHARE || step == NEXT_TWO || step == NEXT_LONGER) {
        if (!next_settings(model, document, step))
            say_refused(model);
        else if (model->running != RUN_BUSY)
            run(model, wishes);
    }
    views_follow(model, document);
}

void control_setting(struct model *model, const struct document *document, enum action action, int64_t argument,
                     struct wishes *wishes)
{
    (void)document;
    (void)wishes;
    const int row = (int)argument;
    if (action == ACTION_SETTING) {
        // A lecture shows no controls.
        const bool opens = !model->lecture && model->open_setting != row;
        model_close_all(model);
        model->open_setting = opens ? row : OPEN_NOTHING;
    } else if (action == ACTION_SETTING_LESS || action == ACTION_SETTING_MORE) {
        model->setting_wrong[0] = '\0';
        setting_step(&model->settings, row, action == ACTION_SETTING_LESS ? -1 : 1);
    } else if (action == ACTION_SETTING_PICK) {
        const struct setting_pick pick = setting_pick_of(argument);
        const struct setting *setting = settings_row(model->settings.lab, pick.row);
        const char *choice = setting ? setting_choice_name(setting, pick.choice) : NULL;
        if (choice)
            setting_enter(model, pick.row, choice);
    }
}
