// The stage: code, states and balance side by side, the short timeline under them; in a lecture what happens now in large type.
#include "labs/balance/story.h"
#include "view/model/together.h"
#include "view/model/view_row.h"
#include "view/stage/parts.h"
#include "view/timeline/timeline.h"

static void draw_wide(struct frame *frame, const struct balance_present *present, struct rect top)
{
    if (!balance_story(frame->document)) { // neither a listing nor a balance
        stage_states_draw(frame, present, top);
        return;
    }
    const float gap = frame->scale.gap_px, all = top.width - 2 * gap;
    const float least = stage_code_least_px(frame);
    const float code_px = least > all * 0.285f ? least : all * 0.285f;
    if (code_px < all * 0.36f) {
        stage_code_draw(frame, present, rect_cut_left(&top, code_px));
        rect_cut_left(&top, gap);
    }
    const struct rect balance = rect_cut_right(&top, all * (frame->scale.lecture ? 0.27f : 0.235f));
    rect_cut_right(&top, gap);
    stage_states_draw(frame, present, top);
    stage_balance_draw(frame, present, balance);
}

// In a lecture code may need all the width; then the three stand one under the other.
static void draw_tall(struct frame *frame, const struct balance_present *present, struct rect top)
{
    if (!balance_story(frame->document)) {
        stage_states_draw(frame, present, top);
        return;
    }
    const float gap = frame->scale.gap_px, code_px = (top.width - gap) * 0.55f, least = stage_code_least_px(frame);
    const bool beside = least <= code_px, below = !beside && least <= top.width;
    const struct rect states = rect_cut_top(&top, (top.height - gap) * (below ? 0.38f : 0.5f));
    rect_cut_top(&top, gap);
    stage_states_draw(frame, present, states);
    if (beside) {
        stage_code_draw(frame, present, rect_cut_left(&top, code_px));
        rect_cut_left(&top, gap);
    } else if (below) {
        stage_code_draw(frame, present, rect_cut_top(&top, (top.height - gap) * 0.5f));
        rect_cut_top(&top, gap);
    }
    stage_balance_draw(frame, present, top);
}

// Units of the sheet without which the short timeline has no room for its rows.
#define STRIP_LEAST 150

static void draw(struct frame *frame)
{
    struct balance_present present;
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px;
    balance_present_of(&present, frame->document, &frame->model->playback);
    if (frame->document->tale.count > 0) {
        stage_lab_draw(frame, &present);
        return;
    }
    const bool tall = frame->list->height_px > frame->list->width_px;
    const float share = frame->scale.lecture ? 0.2f : tall ? 0.26f : 0.38f;
    const float foot_px = (rest.height - gap) * share;
    const bool sides = together_shown(frame->model); // two stages have no room for more than themselves
    const bool has_foot = !sides && (frame->scale.lecture || foot_px >= STRIP_LEAST * frame->scale.u);
    const struct rect foot = rect_cut_bottom(&rest, has_foot ? foot_px : 0);
    rect_cut_bottom(&rest, has_foot ? gap : 0);
    if (tall || rest.height > rest.width * 0.9f)
        draw_tall(frame, &present, rest);
    else
        draw_wide(frame, &present, rest);
    if (!has_foot)
        return;
    if (frame->scale.lecture && stage_at_end(frame) && balance_story(frame->document) &&
        stage_reasons_height(frame, foot.width, foot.height) > 0)
        stage_reasons_draw(frame, foot);
    else if (frame->scale.lecture)
        stage_caption_draw(frame, &present, foot);
    else
        timeline_strip_draw(frame, foot);
}

const struct view_row view_stage = {
    .name = "stage",
    .title = TEXT_VIEW_STAGE_ID,
    .tip = TEXT_TIP_STAGE_ID,
    .needs = NEEDS_RUN,
    .draw = draw,
    .tell = timeline_tell,
};
