// The stage of tasks that make one another: code (of a program that was recorded its source, where its loads and
// stores were seen, else who waits for whom), states and what the lab is
// about side by side, under them the short timeline and the console; in a lecture, where the sentence takes the timeline's place, that and the console.
#include "view/stage/parts.h"

#include "lab/lab.h"
#include "view/source/source.h"
#include "view/stage/waits.h"
#include "view/timeline/timeline.h"

#include <math.h>

static bool has_listing(const struct frame *frame)
{
    const struct lab *lab = lab_of(frame->document->recording.plan->lab);
    return lab && lab->listing;
}

// What stands at the left: the code, a program's own source, or who waits for whom.
static bool has_left(const struct frame *frame)
{
    return has_listing(frame) || source_has(frame->document) || stage_waits_has(frame->document);
}

static void draw_left(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    if (has_listing(frame))
        stage_lab_code_draw(frame, present, rect);
    else if (source_has(frame->document))
        source_draw(frame, rect);
    else
        stage_waits_draw(frame, present->now.ns, rect);
}

// The widths of the three side by side, of so much in all.
struct widths {
    float left, states, picture; // left 0: there is none
};

static struct widths widths_of(struct frame *frame, float all)
{
    if (!has_left(frame))
        return (struct widths){ 0, all * 0.6f, all * 0.4f };
    const float least = has_listing(frame) ? stage_lab_code_least_px(frame) : 0, usual = all * 0.27f,
                most = all * (frame->scale.lecture ? 0.38f : 0.33f);
    const float left = fminf(fmaxf(least, usual), most), picture = all * 0.29f;
    return (struct widths){ left, all - left - picture, picture };
}

// Sizes of the smallest type that the states need side by side: four discs with their names in them, and arrows between.
#define STATES_EM 25
#define STATES_MANY_EM 46 // of a program's own run: tokens have longer names

static bool states_fit(struct frame *frame, struct rect top)
{
    const float least = has_left(frame) && !has_listing(frame) ? STATES_MANY_EM : STATES_EM;
    return widths_of(frame, top.width - 2 * frame->scale.gap_px).states >= least * frame->scale.type[TYPE_SMALL];
}

static void draw_wide(struct frame *frame, const struct balance_present *present, struct rect top)
{
    const float gap = frame->scale.gap_px;
    const struct widths widths = widths_of(frame, top.width - 2 * gap);
    if (widths.left > 0) {
        draw_left(frame, present, rect_cut_left(&top, widths.left));
        rect_cut_left(&top, gap);
    }
    const struct rect picture = rect_cut_right(&top, widths.picture);
    rect_cut_right(&top, gap);
    stage_states_draw(frame, present, top);
    stage_picture_draw(frame, present, picture);
}

// Where the three have no room side by side: code above what the lab is about, and the states beside them.
static void draw_square(struct frame *frame, const struct balance_present *present, struct rect top)
{
    const float gap = frame->scale.gap_px, all = top.width - gap;
    const float least = has_listing(frame) ? stage_lab_code_least_px(frame) : 0;
    struct rect left = rect_cut_left(&top, fminf(fmaxf(least, all * 0.38f), all * 0.43f));
    rect_cut_left(&top, gap);
    if (has_left(frame)) {
        draw_left(frame, present, rect_cut_top(&left, (left.height - gap) * (has_listing(frame) ? 0.38f : 0.5f)));
        rect_cut_top(&left, gap);
    }
    stage_picture_draw(frame, present, left);
    stage_states_draw(frame, present, top);
}

static void draw_tall(struct frame *frame, const struct balance_present *present, struct rect top)
{
    const float gap = frame->scale.gap_px;
    const struct rect states = rect_cut_top(&top, (top.height - gap) * 0.48f);
    rect_cut_top(&top, gap);
    stage_states_draw(frame, present, states);
    if (has_left(frame)) {
        draw_left(frame, present, rect_cut_left(&top, (top.width - gap) * 0.5f));
        rect_cut_left(&top, gap);
    }
    stage_picture_draw(frame, present, top);
}

// A run that prints nothing has no console.
static void draw_foot(struct frame *frame, const struct balance_present *present, struct rect foot)
{
    const float gap = frame->scale.gap_px;
    if (frame->document->recording.console_count > 0) {
        stage_console_draw(frame, present,
                           rect_cut_right(&foot, (foot.width - gap) * (frame->scale.lecture ? 0.38f : 0.28f)));
        rect_cut_right(&foot, gap);
    }
    if (frame->scale.lecture)
        stage_caption_draw(frame, present, foot);
    else
        timeline_strip_draw(frame, foot);
}

// Units of the sheet without which the short timeline has no room for its rows.
#define FOOT_LEAST 150

void stage_lab_draw(struct frame *frame, const struct balance_present *present)
{
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px;
    const bool tall = frame->list->height_px > frame->list->width_px;
    const bool wide = !tall && states_fit(frame, rest);
    const float share = frame->scale.lecture ? (wide || tall ? 0.24f : 0.2f)
                        : tall               ? 0.3f
                                             : 0.4f,
                foot_px = (rest.height - gap) * share;
    if (frame->scale.lecture || foot_px >= FOOT_LEAST * frame->scale.u) {
        const struct rect foot = rect_cut_bottom(&rest, foot_px);
        rect_cut_bottom(&rest, gap);
        draw_foot(frame, present, foot);
    }
    if (tall || rest.height > rest.width * 0.9f)
        draw_tall(frame, present, rest);
    else if (!wide)
        draw_square(frame, present, rest);
    else
        draw_wide(frame, present, rest);
}
