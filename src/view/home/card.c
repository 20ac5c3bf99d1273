// The ground that all cards of the home have.
#include "view/home/card.h"

#include "view/looks/theme.h"

void home_card_ground(struct frame *frame, struct rect rect, struct rect pressed, struct ui_press press)
{
    const struct theme *theme = frame->theme;
    const bool lit = ui_look_of(frame, press.id) != UI_PLAIN;
    draw_box(frame->list, rect, frame->scale.radius_px, paint_solid(theme->grounds[lit ? GROUND_HOVER : GROUND_PANEL]),
             press.chosen ? stroke_solid(theme->marks[MARK_ACCENT], frame->scale.stroke_px)
                          : stroke_solid(theme->trims[TRIM_EDGE], frame->scale.line_px));
    ui_focus_ring(frame, rect, frame->scale.radius_px, press.id);
    ui_press_hit(frame, pressed, press);
}
