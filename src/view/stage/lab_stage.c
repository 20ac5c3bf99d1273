// The stage of tasks that make one another: code, states and what the lab is about side by side, under them the short timeline
// and the console; in a lecture, where the sentence takes the timeline's place, that and the console.
#include "view/stage/parts.h"

#include "lab/lab.h"
#include "view/timeline/timeline.h"

static bool has_listing(const struct frame *frame)
{
    const struct lab *lab = lab_of(frame->document->recording.plan->lab);
    return lab && lab->listing;
}

static void draw_wide(struct frame *frame, const struct balance_present *present, struct rect top)
{
    const float gap = frame->scale.gap_px, all = top.width - 2 * gap;
    if (has_listing(frame)) {
        const float least = stage_lab_code_least_px(frame), usual = all * 0.27f;
        stage_lab_code_draw(frame, present,
                            rect_cut_left(&top, least < usual         ? usual
                                                : least < all * 0.38f ? least
                                                                      : all * 0.38f));
        rect_cut_left(&top, gap);
    }
    const struct rect picture = rect_cut_right(&top, all * (has_listing(frame) ? 0.29f : 0.4f));
    rect_cut_right(&top, gap);
    stage_states_draw(frame, present, top);
    stage_picture_draw(frame, present, picture);
}

static void draw_tall(struct frame *frame, const struct balance_present *present, struct rect top)
{
    const float gap = frame->scale.gap_px;
    const struct rect states = rect_cut_top(&top, (top.height - gap) * 0.48f);
    rect_cut_top(&top, gap);
    stage_states_draw(frame, present, states);
    if (has_listing(frame)) {
        stage_lab_code_draw(frame, present, rect_cut_left(&top, (top.width - gap) * 0.5f));
        rect_cut_left(&top, gap);
    }
    stage_picture_draw(frame, present, top);
}

static void draw_foot(struct frame *frame, const struct balance_present *present, struct rect foot)
{
    const float gap = frame->scale.gap_px;
    const struct rect console = rect_cut_right(&foot, (foot.width - gap) * (frame->scale.lecture ? 0.38f : 0.28f));
    rect_cut_right(&foot, gap);
    if (frame->scale.lecture)
        stage_caption_draw(frame, present, foot);
    else
        timeline_strip_draw(frame, foot);
    stage_console_draw(frame, present, console);
}

// Units of the sheet without which the short timeline has no room for its rows.
#define FOOT_LEAST 150

void stage_lab_draw(struct frame *frame, const struct balance_present *present)
{
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px;
    const bool tall = frame->list->height_px > frame->list->width_px;
    const float share = frame->scale.lecture ? 0.24f : tall ? 0.3f : 0.4f, foot_px = (rest.height - gap) * share;
    if (frame->scale.lecture || foot_px >= FOOT_LEAST * frame->scale.u) {
        const struct rect foot = rect_cut_bottom(&rest, foot_px);
        rect_cut_bottom(&rest, gap);
        draw_foot(frame, present, foot);
    }
    if (tall || rest.height > rest.width * 0.9f)
        draw_tall(frame, present, rest);
    else
        draw_wide(frame, present, rest);
}
