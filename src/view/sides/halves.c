// What both lack room for they give up by themselves, as any view in a low window does.
#include "view/sides/halves.h"

#include "view/model/together.h"
#include "view/sides/sides.h"
#include "view/sides/strip.h"
#include "view/texts/texts.h"

#include "recording/recording.h"

#define HALF_LEAST 200 // units of the sheet without which half the room is too low for a view

static bool has_processes_alone(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].kind != TASK_PROCESS)
            return false;
    return true;
}

// As it speaks of this one's workers.
static enum language spoken(const struct model *model, const struct document *document)
{
    const struct recording *recording = &document->recording;
    return text_spoken(model->language, recording->plan->lab != LAB_NONE ? recording->plan->kind == WORKERS_PROCESSES
                                                                         : has_processes_alone(recording));
}

bool sides_frame(struct frame *of, const struct frame *frame, int side)
{
    struct model *model = arena_get(frame->arena, sizeof *model);
    *of = *frame;
    if (!model)
        return false;
    *model = side == SIDE_LOWER ? frame->model->sides->model : *frame->model;
    of->document = side == SIDE_LOWER ? frame->model->sides->lower : frame->document;
    of->language = spoken(model, of->document);
    model->together.title = sides_title(frame->arena, of->language, frame->model, of->document, side);
    of->model = model;
    return true;
}

bool sides_frame_beside(struct frame *of, const struct frame *frame, int side)
{
    struct frame *other = arena_get(frame->arena, sizeof *other);
    struct model *model = arena_get(frame->arena, sizeof *model);
    if (!other || !model || !sides_frame(other, frame, side == SIDE_LOWER ? SIDE_UPPER : SIDE_LOWER) ||
        !sides_frame(of, frame, side))
        return false;
    *model = *of->model;
    model->together.other = other;
    of->model = model;
    return true;
}

void sides_draw(struct frame *frame, void (*draw)(struct frame *frame))
{
    const float gap = frame->scale.gap_px * 0.7f, strip = sides_strip_height(frame);
    struct rect rest = frame->body;
    struct frame of;
    const float half = (rest.height - strip - 2 * gap) / 2;
    if (half < HALF_LEAST * frame->scale.u) {
        struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
        style.across = ACROSS_CENTRE;
        ui_paragraph(frame, ui_panel(frame, frame->body, NULL, NULL), text_of(frame->language, TEXT_SIDES_LOW_ID),
                     style);
        return;
    }
    if (!sides_frame(&of, frame, SIDE_UPPER))
        return;
    of.body = rect_cut_top(&rest, half);
    ui_upper_begin(frame->ui);
    draw(&of);
    ui_upper_end(frame->ui);
    rect_cut_top(&rest, gap);
    sides_strip_draw(frame, rect_cut_top(&rest, strip));
    rect_cut_top(&rest, gap);
    if (!sides_frame(&of, frame, SIDE_LOWER))
        return;
    of.body = rest;
    ui_lower_begin(frame->ui);
    draw(&of);
    ui_lower_end(frame->ui);
}
