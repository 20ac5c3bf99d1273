// The head of the panel in the middle: what is scheduled, the title, the stepper of iterations.
#include "view/schedules/head.h"

#include "labs/balance/settings.h"
#include "view/model/model.h"
#include "view/schedules/schedules_model.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

float schedules_tabs_draw(struct frame *frame, struct rect panel, float room_px)
{
    static const struct {
        enum text_id label, tip;
    } listings[LISTING_COUNT] = {
        [LISTING_BALANCE] = { TEXT_LISTING_BALANCE_ID, TEXT_LISTING_BALANCE_TIP_ID },
        [LISTING_TWO] = { TEXT_LISTING_TWO_ID, TEXT_LISTING_TWO_TIP_ID },
        [LISTING_PHILOSOPHERS] = { TEXT_LISTING_PHILOSOPHERS_ID, TEXT_LISTING_PHILOSOPHERS_TIP_ID },
    };
    const float height = ui_row_height(frame), gap = frame->scale.gap_px * 0.4f;
    const float start = panel.x + frame->scale.pad_px * 0.5f, y = panel.y + frame->scale.pad_px * 0.35f;
    const int first = settings_experiment(&frame->model->settings) ? LISTING_BALANCE : LISTING_BALANCE + 1;
    float x = start;
    for (int i = first; i < LISTING_COUNT; i++)
        x += ui_button_width(frame, text_of(frame->language, listings[i].label)) + gap;
    if (x - start > room_px)
        return 0;
    x = start;
    for (int i = first; i < LISTING_COUNT; i++) {
        const char *label = text_of(frame->language, listings[i].label);
        const float width = ui_button_width(frame, label);
        ui_tab(frame, rect_of(x, y, width, height), "", label,
               (struct ui_press){ .id = ui_id("schedule listing", i),
                                  .group = ui_group("schedule listings"),
                                  .action = ACTION_SCHEDULE_LISTING,
                                  .argument = i,
                                  .tip = text_of(frame->language, listings[i].tip),
                                  .chosen = (int)frame->model->schedules->listing == i });
        x += width + gap;
    }
    return x - panel.x;
}

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
    const float tabs = schedules_tabs_draw(frame, rect, head.width - frame->scale.pad_px);
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    head.width -= tabs;
    draw_text(frame->list,
              point_at(tabs > 0 ? rect.x + tabs + frame->scale.pad_px * 0.5f : room.x, rect.y + (room.y - rect.y) / 2),
              schedules_title(frame, head, title, brief), style);
    return room;
}
