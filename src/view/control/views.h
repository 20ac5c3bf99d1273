// The table of views (view/model/view_row.h), and what goes to one of them or to all.
#ifndef VIEW_CONTROL_VIEWS_H
#define VIEW_CONTROL_VIEWS_H

#include "view/model/view_row.h"

extern const struct view_row *const view_rows[VIEW_COUNT];

// Has it what it needs? document: NULL: there is no run yet.
bool view_can_show(enum view view, const struct model *model, const struct document *document);

// Why it has not, where it has not: in a few words, and what that comes from.
struct view_reason {
    enum text_id what, why;
};
struct view_reason view_reason_of(enum view view, const struct document *document);

// Whether it tells of the settings, not of the run that is shown.
bool view_tells_settings(enum view view);

// Of every view.
void views_init(struct model *model);
void views_opened(struct model *model, const struct document *document);
void views_leaving(struct model *model, enum action action);
void views_draw_over(struct frame *frame);
void views_follow(struct model *model, const struct document *document);
bool views_escape(struct model *model); // the one shown, or the first that has something to take back
bool views_stop(const struct model *model, struct wishes *wishes); // the first for which something goes on

// Where a recording is seen first.
enum view views_first_of_run(void);

// Of the one that is shown.
void view_prepare(struct model *model, const struct document *document);
bool view_tick(struct model *model, double seconds);

// Of the one that sees to the action, where it has what it needs.
void views_act(struct model *model, const struct document *document, enum action action, int64_t argument,
               struct wishes *wishes);
bool views_pointer(struct model *model, const struct document *document, struct area_input input);

// A view's field by its number; NULL: no view has it.
const struct view_field *views_field(enum view_field_number number);

// The field that is searched in: of the view that is shown, or of the first that has one; NULL: no view has.
const struct view_search *views_search(const struct model *model);

#endif
