// At once and beside the row: a tip comes later, and at the pointer.
#include "view/timeline/hovered.h"

#include "view/ui/words.h"

#include <math.h>

static const struct timeline_row *row_at(const struct timeline_layout *layout, struct point pointer)
{
    for (int i = 0; i < layout->rows.count; i++)
        if (rect_holds(timeline_row_seen(layout, i), pointer))
            return &layout->rows.list[i];
    return NULL;
}

void timeline_hovered_draw(struct frame *frame, const struct timeline_layout *layout, bool whole)
{
    const float u = frame->scale.u;
    const struct timeline_row *row =
        frame->ui->hover == ui_id("timeline rows", whole) ? row_at(layout, frame->ui->pointer) : NULL;
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    const float line = style.size_px * 1.45f;
    if (!row || row->kind != &timeline_worker_row || row->rect.height >= line || frame->document->crowd.process_count)
        return;
    const char *name = words_name(frame, (uint32_t)row->index);
    const float right = rect_right(layout->labels) - 14 * u, width = draw_text_width(frame->list, name, style) + 8 * u,
                y = rect_centre(row->rect).y;
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    const struct rect plate = rect_of(right - width, y - line / 2, width, line);
    draw_layer_begin(frame->list);
    draw_box(frame->list, plate, frame->scale.radius_px / 3, paint_solid(frame->theme->grounds[GROUND_SELECTED]),
             stroke_solid(theme_worker(frame->theme, row->index)->text, fmaxf(frame->scale.line_px, 1)));
    draw_text(frame->list, rect_centre(plate), name, style);
}
