// The ground that all cards of the home have.
#include "view/home/card.h"

#include "view/looks/theme.h"

void home_card_ground(struct frame *frame, struct rect rect, struct rect pressed, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const bool lit = ui_look_of(frame, press.id) != UI_PLAIN;
    const struct ui *ui = frame->ui;
    // The card that arrows lead to has the keyboard until Tab has given it to something else: Enter opens it.
    const bool ringed = press.chosen && !ui->editing && !(ui->focus_visible && ui->focus);
    draw_box(frame->list, rect, frame->scale.radius_px, paint_solid(theme->grounds[lit ? GROUND_HOVER : GROUND_PANEL]),
             stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px));
    if (press.chosen && !ringed && !ui_has_ring(ui, press.id))
        ui_chosen_mark(frame, rect);
    if (ringed)
        draw_box(frame->list, rect_inset(rect, -frame->scale.stroke_px),
                 frame->scale.radius_px + frame->scale.stroke_px, paint_none(),
                 stroke_solid(theme->marks[MARK_FOCUS], frame->scale.stroke_px));
    ui_focus_ring(frame, rect, frame->scale.radius_px, press.id);
    ui_press_hit(frame, pressed, press);
}
