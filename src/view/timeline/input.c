// What the pointer and the keys do in the timeline.
#include "document/cell_playback.h"
#include "view/timeline/parts.h"
#include "view/timeline/processes.h"
#include "view/timeline/timeline_model.h"

#include <math.h>

#define ZOOM_PER_NOTCH 1.25
#define PAN_PER_NOTCH 0.08 // of the width
#define LEAST_NS 20.0      // in sight: a load and a store are some nanoseconds
#define SCROLL_PER_NOTCH_PX 48
#define CLICK_PX 4 // the pointer may move so far and it is still a click

// ---- what is in sight ----------------------------------------------------------------------------------------------

// Shows a stretch, held within the run.
static void show(struct model *model, const struct document *document, double from, double length)
{
    const double start = (double)document_from_ns(document), whole = (double)document_to_ns(document) - start;
    length = length > LEAST_NS ? length : LEAST_NS;
    length = length < whole ? length : whole;
    from = from < start ? start : from > start + whole - length ? start + whole - length : from;
    model->timeline->from_ns = (uint64_t)from;
    model->timeline->to_ns = (uint64_t)(from + length);
}

// All of the run, or (0 to 0) its extent, where they are not the same.
static void fit(struct model *model, const struct document *document, bool all)
{
    const bool same =
        document->extent.from_ns == document_from_ns(document) && document->extent.to_ns == document_to_ns(document);
    model->timeline->from_ns = all && !same ? document_from_ns(document) : 0;
    model->timeline->to_ns = all && !same ? document_to_ns(document) : 0;
}

static void zoom_about(struct model *model, const struct document *document, const struct timeline_axis *axis,
                       uint64_t ns, double notches)
{
    const double length = (double)(axis->to_ns - axis->from_ns), share = ((double)ns - (double)axis->from_ns) / length;
    const double next = length * pow(ZOOM_PER_NOTCH, -notches);
    show(model, document, (double)ns - share * (next > LEAST_NS ? next : LEAST_NS), next);
}

static void pan(struct model *model, const struct document *document, const struct timeline_axis *axis, double share)
{
    const double length = (double)(axis->to_ns - axis->from_ns);
    show(model, document, (double)axis->from_ns + share * length, length);
}

void timeline_follow(struct model *model, const struct document *document)
{
    const struct timeline_model *timeline = model->timeline;
    const uint64_t ns = model->playback.ns;
    if (timeline->to_ns > timeline->from_ns && (ns < timeline->from_ns || ns >= timeline->to_ns)) {
        const double length = (double)(timeline->to_ns - timeline->from_ns);
        show(model, document, (double)ns - length / 2, length);
    }
}

// ---- pointer -------------------------------------------------------------------------------------------------------

// most: what the picture had to scroll.
static void scroll_to(struct timeline_model *timeline, int px, int64_t most)
{
    timeline->scroll_px = px < 0 ? 0 : px < most ? px : (int)most;
}

// Control: up and down the rows; shift: along; else it zooms.
static bool wheel(struct model *model, const struct document *document, const struct timeline_axis *axis,
                  const struct pointer_event *event, int64_t most)
{
    if (event->control) {
        scroll_to(model->timeline, model->timeline->scroll_px - (int)(event->wheel_y * SCROLL_PER_NOTCH_PX), most);
        return true;
    }
    if (event->shift || event->wheel_x != 0)
        pan(model, document, axis, (double)(event->wheel_x - (event->shift ? event->wheel_y : 0)) * PAN_PER_NOTCH);
    if (!event->shift && event->wheel_y != 0)
        zoom_about(model, document, axis, timeline_ns(axis, event->at.x), (double)event->wheel_y);
    return true;
}

static bool in_rows(struct model *model, const struct document *document, const struct timeline_axis *axis,
                    const struct area_input *input)
{
    struct timeline_model *timeline = model->timeline;
    const struct pointer_event *event = &input->event;
    if (event->kind == POINTER_DOUBLE) {
        fit(model, document, false);
        return true;
    }
    if (event->kind == POINTER_DOWN) {
        timeline->grabbed_ns = timeline_ns(axis, event->at.x);
        timeline->grabbed_px = timeline->scroll_px;
        timeline->dragged = false;
        return true;
    }
    if (event->kind == POINTER_UP && !input->pressed && !timeline->dragged) {
        const uint64_t ns = timeline_ns(axis, event->at.x);
        const bool again = timeline->pinned && fabsf(timeline_x(axis, timeline->pin.ns) - event->at.x) <= CLICK_PX;
        playback_seek_ns(&model->playback, document, ns);
        model->glide = 1;
        timeline->pinned = !again;
        timeline->pin.ns = ns;
        timeline->pin.share = (event->at.y - input->hit->rect.y) / input->hit->rect.height;
        return true;
    }
    if (!input->pressed)
        return true; // the hair line moves
    const float down = event->at.y - input->pressed_at.y;
    if (fabsf(event->at.x - input->pressed_at.x) > CLICK_PX || (input->hit->argument > 0 && fabsf(down) > CLICK_PX))
        timeline->dragged = true;
    if (timeline->dragged) {
        scroll_to(timeline, timeline->grabbed_px - (int)down, input->hit->argument);
        const double length = (double)(axis->to_ns - axis->from_ns);
        const double share = (double)(event->at.x - axis->x) / (double)axis->width;
        show(model, document, (double)timeline->grabbed_ns - share * length, length);
    }
    return true;
}

static bool in_ruler(struct model *model, const struct timeline_axis *axis, const struct area_input *input)
{
    struct timeline_model *timeline = model->timeline;
    const uint64_t ns = timeline_ns(axis, input->event.at.x);
    if (input->event.kind == POINTER_DOWN) {
        timeline->measure_from_ns = timeline->measure_to_ns = ns;
        timeline->measuring = true;
    } else if (input->pressed) {
        timeline->measure_to_ns = ns;
    } else if (input->event.kind == POINTER_UP && timeline->measure_from_ns == timeline->measure_to_ns) {
        timeline->measuring = false;
    }
    return true;
}

static bool in_map(struct model *model, const struct document *document, const struct timeline_axis *axis,
                   const struct area_input *input)
{
    const struct timeline_axis whole = { document_from_ns(document), document_to_ns(document), input->hit->rect.x,
                                         input->hit->rect.width };
    if (input->event.kind != POINTER_DOWN && !input->pressed)
        return false;
    const double length = (double)(axis->to_ns - axis->from_ns);
    show(model, document, (double)timeline_ns(&whole, input->event.at.x) - length / 2, length);
    return true;
}

// The middle of what is in sight goes where it is pressed or dragged.
static bool in_bar(struct timeline_model *timeline, const struct area_input *input)
{
    const double room = (double)input->hit->rect.height, content = room + (double)input->hit->argument;
    const double share = (double)(input->event.at.y - input->hit->rect.y) / (room > 1 ? room : 1);
    if (input->event.kind != POINTER_DOWN && !input->pressed)
        return false;
    scroll_to(timeline, (int)(share * content - room / 2), input->hit->argument);
    return true;
}

bool timeline_pointer(struct model *model, const struct document *document, struct area_input input)
{
    const struct timeline_axis axis = timeline_axis_of(model, document, input.hit->rect);
    if (input.hit->action == ACTION_TIMELINE_BAR && input.event.kind != POINTER_WHEEL)
        return in_bar(model->timeline, &input);
    if (input.hit->action == ACTION_TIMELINE_ROWS || input.hit->action == ACTION_TIMELINE_BAR) {
        if (input.event.kind == POINTER_WHEEL)
            scroll_to(model->timeline, model->timeline->scroll_px - (int)(input.event.wheel_y * SCROLL_PER_NOTCH_PX),
                      input.hit->argument);
        return input.event.kind == POINTER_WHEEL;
    }
    if (input.event.kind == POINTER_WHEEL)
        return wheel(model, document, &axis, &input.event,
                     input.hit->action == ACTION_TIMELINE_AREA ? input.hit->argument : 0);
    switch (input.hit->action) {
    case ACTION_TIMELINE_AREA:
        return in_rows(model, document, &axis, &input);
    case ACTION_TIMELINE_RULER:
        return in_ruler(model, &axis, &input);
    case ACTION_TIMELINE_MAP:
        return in_map(model, document, &axis, &input);
    default:
        return false;
    }
}

// ---- keys ----------------------------------------------------------------------------------------------------------

void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    (void)wishes;
    const struct timeline_axis axis = timeline_axis_of(model, document, rect_of(0, 0, 1000, 1));
    switch (action) {
    case ACTION_TIMELINE_ZOOM: {
        const uint64_t ns = model->playback.ns;
        const bool seen = ns >= axis.from_ns && ns <= axis.to_ns;
        zoom_about(model, document, &axis, seen ? ns : axis.from_ns + (axis.to_ns - axis.from_ns) / 2,
                   (double)argument * 2);
        break;
    }
    case ACTION_TIMELINE_PAN:
        pan(model, document, &axis, (double)argument / 10);
        break;
    case ACTION_TIMELINE_FIT:
        fit(model, document, argument == 0);
        break;
    case ACTION_TIMELINE_SCROLL:
        scroll_to(model->timeline, model->timeline->scroll_px + (int)(argument >> 32) * SCROLL_PER_NOTCH_PX,
                  (int64_t)(uint32_t)argument);
        break;
    case ACTION_TIMELINE_FOLD:
        timeline_fold(model->timeline, document, argument);
        break;
    case ACTION_SEARCH:
        if (model->timeline->search[0] && argument != 0)
            timeline_find(model, document, argument > 0 ? 1 : -1);
        timeline_follow(model, document);
        break;
    default:
        break;
    }
}
