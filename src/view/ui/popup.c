// The box of a pop-up: where it goes, what it covers.
#include "view/ui/ui.h"

float popup_pad(const struct frame *frame) { return frame->scale.pad_px; }

static float held(float value, float least, float most)
{
    return value > most ? (most > least ? most : least) : value > least ? value : least;
}

static void backdrop_hit(struct frame *frame)
{
    frame->ui->over = frame->ui->hit_count;
    ui_hit(frame, (struct hit){
                      .rect = rect_of(0, 0, frame->list->width_px, frame->list->height_px),
                      .id = ui_id("backdrop", 0),
                      .kind = HIT_PRESS,
                      .action = ACTION_CANCEL,
                  });
}

struct rect popup_begin(struct frame *frame, struct rect anchor, float width_px, float height_px)
{
    const float pad = popup_pad(frame), gap = frame->scale.gap_px / 2;
    const float width = width_px + 2 * pad, height = height_px + 2 * pad;
    const float x = held(anchor.x - pad, gap, frame->list->width_px - gap - width);
    const float y = held(rect_bottom(anchor) + gap, gap, frame->list->height_px - gap - height);
    const struct rect box = rect_of(x, y, width, height);
    backdrop_hit(frame);
    draw_layer_begin(frame->list);
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px));
    // What is pressed beside the controls stays inside.
    ui_hit(frame, (struct hit){ .rect = box, .id = ui_id("popup", 0), .kind = HIT_AREA });
    return rect_inset(box, pad);
}
