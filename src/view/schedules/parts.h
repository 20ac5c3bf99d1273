// The parts of the schedules view. Inside that view only: each draws into the rectangle it is given, from the same desk.
#ifndef VIEW_SCHEDULES_PARTS_H
#define VIEW_SCHEDULES_PARTS_H

#include "schedules/desk.h"
#include "view/model/view_row.h"
#include "view/ui/ui.h"

// Moves on the desk, by hand and by themselves; struct view_row has what each means.
void schedules_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                   struct wishes *wishes);
bool schedules_tick(struct model *model, double seconds);

struct schedules_sheet {
    const struct desk *desk;
    struct course course;
    struct walk walk; // where the moves have led
    unsigned enabled; // who can move
    bool over;        // nobody can
};

void schedules_workers_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_graph_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_tree_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_outcomes_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);
void schedules_rivals_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect);

// A panel's title, or the brief one; empty where neither fits.
const char *schedules_title(const struct frame *frame, struct rect panel, enum text_id title, enum text_id brief);

// A token's size, so that in a lecture the name in it can be read.
float schedules_token_px(const struct frame *frame, float size_px);

// The panel with its title, and the stepper of iterations in its head; returns the room inside.
struct rect schedules_head_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect,
                                enum text_id title, enum text_id brief);

// A step that others can see, in a word or two: "load", "store +5", "lock".
const char *schedules_step_word(struct frame *frame, const struct schedules_sheet *sheet, int worker, uint32_t place);

// Names and numbers in the arena.
const char *schedules_name(struct frame *frame, const struct schedules_sheet *sheet, int worker);
const char *schedules_number(struct frame *frame, int64_t value); // grouped; "> 9 × 10^18" where it does not fit
const char *schedules_signed(struct frame *frame, int64_t value);
const char *schedules_lock(const struct frame *frame, const struct schedules_sheet *sheet, int lock);

#endif
