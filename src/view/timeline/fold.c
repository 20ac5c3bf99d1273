// The folded ends of the run: a box with "…" and how long it is that is hidden there. A press shows the whole run.
#include "view/timeline/parts.h"

#include "base/text.h"
#include "view/model/together.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

// Beside another recording nothing is folded: what stands above each other would not be of the same moment.
static bool shows_extent(const struct model *model)
{
    return model->timeline->to_ns <= model->timeline->from_ns && !together_shown(model);
}

struct timeline_folds timeline_folds_of(const struct frame *frame, struct rect *plot)
{
    const struct document *document = frame->document;
    const struct extent extent = document->extent;
    const float gap = 3 * frame->scale.u;
    const float width = frame->scale.type[TYPE_SMALL] * 2.4f;
    struct timeline_folds folds = { .before_ns = 0 };
    if (!shows_extent(frame->model) || plot->width < 8 * width)
        return folds;
    folds.before_ns = extent.from_ns - document_from_ns(document);
    folds.after_ns = document_to_ns(document) > extent.to_ns ? document_to_ns(document) - extent.to_ns : 0;
    if (folds.before_ns > 0) {
        folds.before = rect_cut_left(plot, width);
        rect_cut_left(plot, gap);
    }
    if (folds.after_ns > 0) {
        folds.after = rect_cut_right(plot, width);
        rect_cut_right(plot, gap);
    }
    return folds;
}

float timeline_folds_x(const struct frame *frame, const struct timeline_folds *folds, uint64_t ns)
{
    const struct extent extent = frame->document->extent;
    const uint64_t start = document_from_ns(frame->document);
    if (folds->before_ns > 0 && ns < extent.from_ns)
        return folds->before.x +
               folds->before.width * (float)((double)(ns > start ? ns - start : 0) / (double)folds->before_ns);
    if (folds->after_ns > 0 && ns > extent.to_ns) {
        const double share = (double)(ns - extent.to_ns) / (double)folds->after_ns;
        return folds->after.x + folds->after.width * (float)(share < 1 ? share : 1);
    }
    return -1;
}

// "…", and below it number and unit, where there is room for them.
static void draw_fold(struct frame *frame, struct rect rect, uint64_t ns, bool before)
{
    const uint32_t id = ui_id("timeline fold", before);
    const bool lit = ui_look_of(frame, id) != UI_PLAIN;
    const char *time = words_time(frame, ns);
    char number[TEXT_NUMBER_BYTES] = "";
    struct text_style style = ui_text(frame, TYPE_SMALL, lit ? TEXT_MAIN : TEXT_SOFT);
    const float line = draw_text_lines(frame->list, style).line_px;
    size_t length = 0;
    while (time[length] && time[length] != ' ' && length + 1 < sizeof number)
        length++;
    for (size_t i = 0; i < length; i++)
        number[i] = time[i];
    const char *lines[] = { "…", number, time[length] ? time + length + 1 : "" };
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = rect_inset(rect, 1);
    draw_box(frame->list, rect, frame->scale.radius_px / 2,
             paint_solid(frame->theme->grounds[lit ? GROUND_HOVER : GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    const bool told = rect.height >= 3 * line && draw_text_width(frame->list, number, style) < rect.width - 2 &&
                      draw_text_width(frame->list, lines[2], style) < rect.width - 2;
    const int count = told ? 3 : 1;
    for (int i = 0; i < count && line <= rect.height - 2; i++) {
        const float y = rect_centre(rect).y + ((float)i - (float)(count - 1) / 2) * line;
        draw_text(frame->list, point_at(rect_centre(rect).x, y), lines[i], style);
    }
    ui_focus_ring(frame, rect, frame->scale.radius_px / 2, id);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = id,
                                .group = ui_group("timeline folds"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_TIMELINE_FIT,
                                .tip = FILL(frame->document->tale.count > 0 ? TEXT_TIMELINE_IDLE_ID
                                            : before                        ? TEXT_TIMELINE_BEFORE_ID
                                                                            : TEXT_TIMELINE_AFTER_ID,
                                            time, ui_key_said(frame, ACTION_JUMP, -1)) });
}

void timeline_folds_draw(struct frame *frame, const struct timeline_folds *folds)
{
    if (folds->before_ns > 0)
        draw_fold(frame, folds->before, folds->before_ns, true);
    if (folds->after_ns > 0)
        draw_fold(frame, folds->after, folds->after_ns, false);
}
