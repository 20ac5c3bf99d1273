// The panel's title, with the stepper of iterations beside it.
#include "view/schedules/head.h"

#include "view/schedules/words.h"
#include "view/ui/words.h"

// Fewer and more iterations, at the right of the panel's head; the width it takes.
static float draw_iterations(struct frame *frame, const struct desk *desk, struct rect panel)
{
    const uint64_t iterations = desk->experiment.iterations;
    const char *number = schedules_number(frame, (int64_t)iterations);
    const char *words = iterations == 1 ? text_of(frame->language, TEXT_SCHEDULES_ITERATION_ID)
                                        : FILL(TEXT_SCHEDULES_ITERATIONS_ID, number);
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const float height = ui_row_height(frame), pad = frame->scale.pad_px;
    const float width = draw_text_width(frame->list, words, style) + 2 * height + 8 * frame->scale.u;
    if (frame->scale.lecture || width + 2 * pad > panel.width)
        return 0;
    struct rect rect = rect_of(rect_right(panel) - pad * 0.6f - width, panel.y + pad * 0.35f, width, height);
    struct ui_press press = { .id = ui_id("schedule iterations", 0),
                              .group = ui_group("desk graph"),
                              .action = ACTION_SCHEDULE_ITERATIONS,
                              .argument = -1,
                              .disabled = iterations <= 1 };
    ui_icon(frame, rect_cut_left(&rect, height), ICON_LESS, press);
    press.id = ui_id("schedule iterations", 1);
    press.argument = 1;
    press.disabled = iterations >= desk_iterations_max(desk->experiment.count);
    ui_icon(frame, rect_cut_right(&rect, height), ICON_MORE, press);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, rect_centre(rect), words, style);
    return width + pad;
}

struct rect schedules_head_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect,
                                enum text_id title, enum text_id brief)
{
    struct rect head = rect;
    struct rect room = ui_panel(frame, rect, "", NULL);
    head.width -= draw_iterations(frame, sheet->desk, rect);
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(room.x, rect.y + (room.y - rect.y) / 2), schedules_title(frame, head, title, brief),
              style);
    return room;
}
