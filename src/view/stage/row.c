// A row gives up first what is more, then the figure with its name: a figure without its name says nothing.
#include "view/stage/row.h"

#include "view/ui/words.h"

float stage_row_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 1.62f; }

void stage_row_draw(struct frame *frame, struct rect *rest, float row_px, const struct stage_row *row)
{
    if (rest->height < row_px - 0.5f)
        return;
    struct text_style words = ui_text(frame, TYPE_BODY, TEXT_SOFT), figure = ui_mono(frame, TYPE_BODY, row->role);
    words.along = figure.along = ALONG_MIDDLE;
    figure.across = ACROSS_RIGHT;
    const char *label = text_of(frame->language, row->label), *more = row->more && *row->more ? row->more : NULL;
    const float room = rest->width - frame->scale.gap_px - draw_text_width(frame->list, row->value, figure),
                more_px = more ? draw_text_width(frame->list, more, figure) + frame->scale.pad_px : 0;
    struct text_style fitted = words;
    if (!words_shrink(frame, label, &fitted, room - more_px)) {
        more = NULL;
        fitted = words;
        if (!words_shrink(frame, label, &fitted, room))
            return;
    }
    const struct rect cell = rect_cut_top(rest, row_px);
    const float y = rect_centre(cell).y;
    ui_explain(frame, cell, text_of(frame->language, row->tip));
    draw_text(frame->list, point_at(cell.x, y), label, fitted);
    draw_text(frame->list, point_at(rect_right(cell) - (more ? more_px : 0), y), row->value, figure);
    if (more)
        draw_text(frame->list, point_at(rect_right(cell), y), more, figure);
}
