// The one table: a row a view, from the list.
#include "view/control/views.h"

#include "document/document.h"
#include "lab/lab.h"
#include "labs/balance/settings.h"
#include "labs/locks/locks.h"
#include "view/sides/sides.h"
#include "view/ui/ui.h"

#define VIEW_ROW(constant, row, key) [VIEW_##constant] = &view_##row,
const struct view_row *const view_rows[VIEW_COUNT] = { VIEW_LIST(VIEW_ROW) };

bool view_can_show(enum view view, const struct model *model, const struct document *document)
{
    switch (view_rows[view]->needs) {
    case NEEDS_NOTHING:
        return true;
    case NEEDS_RUN:
        return document;
    case NEEDS_BOOKS:
        return document && document->cell.kind;
    case NEEDS_STEPS:
        if (document && document->recording.command) // it is what is looked at
            return false;
        return settings_experiment(&model->settings) || model->settings.lab == &locks_settings;
    }
    return false;
}

struct view_reason view_reason_of(enum view view, const struct document *document)
{
    if (view_rows[view]->needs == NEEDS_STEPS)
        return (struct view_reason){ TEXT_NO_STEPS_ID, TEXT_NO_STEPS_WHY_ID };
    if (!document)
        return (struct view_reason){ TEXT_NO_RUN_YET_ID, TEXT_PRESS_R_ID };
    if (lab_of(document->recording.plan->lab))
        return (struct view_reason){ TEXT_NO_LEDGER_ID, TEXT_NO_LEDGER_WHY_ID };
    if (document->recording.watched && !document->recording.watched->reason[0])
        return (struct view_reason){ TEXT_NOTHING_SHARED_ID, TEXT_NOTHING_SHARED_WHY_ID };
    if (document->recording.command)
        return (struct view_reason){ TEXT_NO_LEDGER_COMMAND_ID, TEXT_NO_LEDGER_COMMAND_WHY_ID };
    return (struct view_reason){ TEXT_NO_BOOKS_ID, TEXT_NO_BOOKS_WHY_ID };
}

bool view_tells_settings(enum view view)
{
    return view_rows[view]->needs == NEEDS_NOTHING || view_rows[view]->needs == NEEDS_STEPS;
}

void views_init(struct model *model)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->init)
            view_rows[view]->init(model);
}

void views_opened(struct model *model, const struct document *document)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->opened)
            view_rows[view]->opened(model, document);
}

void views_leaving(struct model *model, enum action action)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->leaving)
            view_rows[view]->leaving(model, action);
}

void views_draw_over(struct frame *frame)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->draw_over)
            view_rows[view]->draw_over(frame);
}

void views_follow(struct model *model, const struct document *document)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->follow)
            view_rows[view]->follow(model, document);
}

bool views_escape(struct model *model)
{
    if (view_rows[model->view]->escape && view_rows[model->view]->escape(model))
        return true;
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->escape && view_rows[view]->escape(model))
            return true;
    return false;
}

bool views_stop(const struct model *model, struct wishes *wishes)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->stop && view_rows[view]->stop(model, wishes))
            return true;
    return false;
}

enum view views_first_of_run(void)
{
    int view = 0;
    while (view_rows[view]->needs != NEEDS_RUN)
        view++;
    return (enum view)view;
}

static void prepare(struct model *model, const struct document *document)
{
    if (view_rows[model->view]->prepare && view_can_show(model->view, model, document))
        view_rows[model->view]->prepare(model, document);
}

void view_prepare(struct model *model, const struct document *document)
{
    prepare(model, document);
    if (!sides_shown(model))
        return;
    sides_catch_up(model, document);
    prepare(sides_lower(model), model->sides->lower);
}

bool view_tick(struct model *model, double seconds)
{
    return view_rows[model->view]->tick && view_rows[model->view]->tick(model, seconds);
}

static bool sees_to(const struct view_row *row, enum action action)
{
    const enum action *own = row->actions;
    while (own && *own != ACTION_NONE && *own != action)
        own++;
    return own && *own != ACTION_NONE;
}

// The view whose action it is and that has what it needs; NULL: none.
static const struct view_row *owner_of(enum action action, const struct model *model, const struct document *document)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        if (sees_to(view_rows[view], action))
            return view_can_show((enum view)view, model, document) ? view_rows[view] : NULL;
    return NULL;
}

void views_act(struct model *model, const struct document *document, enum action action, int64_t argument,
               struct wishes *wishes)
{
    const struct view_row *row = owner_of(action, model, document);
    if (row && row->act)
        row->act(model, document, action, argument, wishes);
}

bool views_pointer(struct model *model, const struct document *document, struct area_input input)
{
    const struct view_row *row = owner_of(input.hit->action, model, document);
    return row && row->pointer && row->pointer(model, document, input);
}

const struct view_search *views_search(const struct model *model)
{
    if (view_rows[model->view]->search)
        return view_rows[model->view]->search;
    for (int view = 0; view < VIEW_COUNT; view++)
        if (view_rows[view]->search)
            return view_rows[view]->search;
    return NULL;
}

const struct view_field *views_field(enum view_field_number number)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        for (const struct view_field *field = view_rows[view]->fields; field && field->typed; field++)
            if (field->number == number)
                return field;
    return NULL;
}
