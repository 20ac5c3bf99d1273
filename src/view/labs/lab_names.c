// Asks the lab's view, then the lab.
#include "view/labs/lab_names.h"

#include "document/document.h"
#include "lab/lab.h"
#include "view/labs/lab_view.h"

const char *lab_title(enum language language, uint32_t lab)
{
    const struct lab_view *view = lab_view_of(lab);
    return view && view->title ? text_of(language, view->title) : lab_of(lab)->title;
}

const char *lab_about(enum language language, uint32_t lab)
{
    const struct lab_view *view = lab_view_of(lab);
    return view && view->sentence ? text_of(language, view->sentence) : "";
}

const char *lab_asleep(struct frame *frame, uint32_t task, uint64_t ns)
{
    const struct lab_view *view = lab_view_of(frame->document->recording.plan->lab);
    return view && view->asleep ? view->asleep(frame, task, ns) : NULL;
}

// Of a lab without one: tasks that run and wait.
static void draw_tasks(struct frame *frame, struct rect rect)
{
    static const struct {
        float from, to;
        enum state state;
    } spans[] = { { 0, 0.42f, STATE_RUNNING },
                  { 0.45f, 1, STATE_BLOCKED },
                  { 0.1f, 0.3f, STATE_READY },
                  { 0.33f, 0.75f, STATE_RUNNING },
                  { 0.78f, 1, STATE_DEAD } };
    enum {
        ABOVE = 2, // of them
        SPANS = sizeof spans / sizeof *spans
    };
    const float height = rect.height * 0.36f;
    for (int i = 0; i < SPANS; i++) {
        const float y = i < ABOVE ? rect.y + rect.height * 0.08f : rect.y + rect.height * 0.56f;
        const struct rect span =
            rect_of(rect.x + spans[i].from * rect.width, y, (spans[i].to - spans[i].from) * rect.width, height);
        draw_box(frame->list, span, frame->scale.radius_px / 3,
                 theme_state_paint(frame->theme, spans[i].state, frame->scale.pitch_px, point_at(rect.x, rect.y)),
                 theme_state_stroke(frame->theme, spans[i].state, frame->scale.u));
    }
}

void lab_icon_draw(struct frame *frame, uint32_t lab, struct rect rect)
{
    const struct lab_view *view = lab_view_of(lab);
    (view && view->icon ? view->icon : draw_tasks)(frame, rect);
}

uint32_t lab_after(uint32_t lab)
{
    do
        lab++;
    while (lab < LAB_COUNT && !lab_of(lab));
    return lab < LAB_COUNT ? lab : LAB_NONE;
}
