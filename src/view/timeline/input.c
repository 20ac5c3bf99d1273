// What the pointer and the keys do in the timeline.
#include "document/cell_playback.h"
#include "view/model/message.h"
#include "view/model/together.h"
#include "view/timeline/notes.h"
#include "view/timeline/parts.h"
#include "view/timeline/pick.h"
#include "view/timeline/places.h"
#include "view/timeline/processes.h"
#include "view/timeline/rows.h"
#include "view/timeline/search.h"
#include "view/timeline/timeline_model.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define ZOOM_PER_NOTCH 1.25
#define PAN_PER_NOTCH 0.08 // of the width
#define LEAST_NS 20.0      // in sight: a load and a store are some nanoseconds
#define ROWS_PER_NOTCH 3
#define CLICK_PX 4 // the pointer may move so far and it is still a click

// ---- what is in sight ----------------------------------------------------------------------------------------------

// Shows a stretch, held within the run.
static void show(struct model *model, const struct document *document, double from, double length)
{
    const struct extent all = together_whole(model, document);
    const double start = (double)all.from_ns, whole = (double)all.to_ns - start;
    length = length > LEAST_NS ? length : LEAST_NS;
    length = length < whole ? length : whole;
    from = from < start ? start : from > start + whole - length ? start + whole - length : from;
    model->timeline->from_ns = (uint64_t)from;
    model->timeline->to_ns = (uint64_t)(from + length);
}

// All of the run, or (0 to 0) its extent, where they are not the same.
static void fit(struct model *model, const struct document *document, bool all)
{
    const struct extent whole = together_whole(model, document), extent = together_extent(model, document);
    const bool same = extent.from_ns == whole.from_ns && extent.to_ns == whole.to_ns;
    model->timeline->from_ns = all && !same ? whole.from_ns : 0;
    model->timeline->to_ns = all && !same ? whole.to_ns : 0;
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
    const uint64_t ns = together_head_ns(model);
    if (timeline->to_ns > timeline->from_ns && (ns < timeline->from_ns || ns >= timeline->to_ns)) {
        const double length = (double)(timeline->to_ns - timeline->from_ns);
        show(model, document, (double)ns - length / 2, length);
    }
}

// ---- pointer -------------------------------------------------------------------------------------------------------

// scrolls: what the picture had of it (scroll_argument in timeline.c).
static void scroll_to(struct timeline_model *timeline, int row, int64_t scrolls)
{
    const int most = (int)(uint32_t)scrolls;
    timeline->scroll_rows = row < 0 ? 0 : row < most ? row : most;
}

static float row_px(int64_t scrolls) { return scrolls > 0 ? (float)(scrolls >> 32) : 1; }

// A touchpad turns by less than a row.
static void scroll_by(struct timeline_model *timeline, float notches, int64_t scrolls)
{
    const float rows = fminf(fmaxf(notches * ROWS_PER_NOTCH + timeline->scroll_rest, -1e6f), 1e6f),
                whole = truncf(rows);
    timeline->scroll_rest = rows - whole;
    scroll_to(timeline, timeline->scroll_rows + (int)whole, scrolls);
}

// Control: up and down the rows; shift: along; else it zooms.
static bool wheel(struct model *model, const struct document *document, const struct timeline_axis *axis,
                  const struct pointer_event *event, int64_t scrolls)
{
    if (event->control) {
        scroll_by(model->timeline, -event->wheel_y, scrolls);
        return true;
    }
    if (event->shift || event->wheel_x != 0 || event->wheel_y != 0)
        timeline_leave(model, event->shift || event->wheel_x != 0 ? WAY_MOVE : WAY_ZOOM, event->at.x);
    if (event->shift || event->wheel_x != 0)
        pan(model, document, axis, (double)(event->wheel_x - (event->shift ? event->wheel_y : 0)) * PAN_PER_NOTCH);
    if (!event->shift && event->wheel_y != 0)
        zoom_about(model, document, axis, timeline_ns(axis, event->at.x), (double)event->wheel_y);
    return true;
}

// What lies at the pointer in the row that is meant.
static struct timeline_pick pick_at(const struct document *document, const struct timeline_axis *axis,
                                    const struct area_input *input)
{
    struct timeline_pick pick = { 0 };
    if (!input->part || input->part->action != ACTION_TIMELINE_ROW)
        return pick;
    const struct timeline_row row = { timeline_row_kinds[input->part->argument >> 32],
                                      (int)(uint32_t)input->part->argument, input->part->rect };
    timeline_pick_at(document, axis, &row, input->event.at.x, &pick);
    return pick;
}

// A press selects and brings the playhead there; once more on the same, or on nothing, lets go.
static void press_row(struct model *model, const struct document *document, const struct timeline_axis *axis,
                      const struct area_input *input)
{
    struct timeline_model *timeline = model->timeline;
    const struct timeline_pick pick = pick_at(document, axis, input);
    const bool again = timeline->pick.kind && timeline_pick_is(&pick, &timeline->pick);
    timeline_leave(model, WAY_SCRUB, 0);
    model->together.head_ns = timeline_ns(axis, input->event.at.x); // beside a longer one it may be past this one's end
    playback_seek_ns(&model->playback, document, model->together.head_ns);
    model->glide = 1;
    timeline->pick = again ? (struct timeline_pick){ 0 } : pick;
}

static void ask_menu(struct model *model, const struct document *document, const struct timeline_axis *axis,
                     const struct area_input *input)
{
    struct timeline_model *timeline = model->timeline;
    const struct timeline_pick pick = pick_at(document, axis, input);
    timeline->pick = pick.kind ? pick : timeline->pick;
    timeline->menu_at = input->event.at;
    if (timeline->pick.kind)
        model->open_setting = OPEN_SELECTED;
}

static bool in_rows(struct model *model, const struct document *document, const struct timeline_axis *axis,
                    const struct area_input *input)
{
    struct timeline_model *timeline = model->timeline;
    const struct pointer_event *event = &input->event;
    if (event->kind == POINTER_DOUBLE) {
        timeline_leave(model, WAY_JUMP, 0);
        fit(model, document, false);
        return true;
    }
    if (event->kind == POINTER_MENU) {
        ask_menu(model, document, axis, input);
        return true;
    }
    if (event->kind == POINTER_DOWN) {
        timeline->grabbed_ns = timeline_ns(axis, event->at.x);
        timeline->grabbed_rows = timeline->scroll_rows;
        timeline->dragged = false;
        return true;
    }
    if (event->kind == POINTER_UP && !input->pressed && !timeline->dragged) {
        press_row(model, document, axis, input);
        return true;
    }
    if (!input->pressed)
        return true; // the hair line moves
    const float down = event->at.y - input->pressed_at.y;
    if (fabsf(event->at.x - input->pressed_at.x) > CLICK_PX || (input->hit->argument > 0 && fabsf(down) > CLICK_PX))
        timeline->dragged = true;
    if (timeline->dragged) {
        if (event->kind == POINTER_MOVE)
            timeline_leave(model, WAY_MOVE, 0);
        scroll_to(timeline, timeline->grabbed_rows - (int)roundf(down / row_px(input->hit->argument)),
                  input->hit->argument);
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
    const struct extent all = together_whole(model, document);
    const struct timeline_axis whole = { all.from_ns, all.to_ns, input->hit->rect.x, input->hit->rect.width };
    if (input->event.kind != POINTER_DOWN && !input->pressed)
        return false;
    timeline_leave(model, WAY_MOVE, 0);
    const double length = (double)(axis->to_ns - axis->from_ns);
    show(model, document, (double)timeline_ns(&whole, input->event.at.x) - length / 2, length);
    return true;
}

// The middle of what is in sight goes where it is pressed or dragged.
static bool in_bar(struct timeline_model *timeline, const struct area_input *input)
{
    const float room = input->hit->rect.height, seen = room / row_px(input->hit->argument),
                share = (input->event.at.y - input->hit->rect.y) / (room > 1 ? room : 1),
                all = seen + (float)(uint32_t)input->hit->argument;
    if (input->event.kind != POINTER_DOWN && !input->pressed)
        return false;
    scroll_to(timeline, (int)fminf(fmaxf(roundf(share * all - seen / 2), -1), 1e6f), input->hit->argument);
    return true;
}

bool timeline_pointer(struct model *model, const struct document *document, struct area_input input)
{
    const struct timeline_axis axis = timeline_axis_of(model, document, input.hit->rect);
    model->together.points = input.hit->action == ACTION_TIMELINE_AREA || input.hit->action == ACTION_TIMELINE_RULER;
    model->together.pointed_ns = timeline_ns(&axis, input.event.at.x);
    if (input.hit->action == ACTION_TIMELINE_BAR && input.event.kind != POINTER_WHEEL)
        return in_bar(model->timeline, &input);
    if (input.hit->action == ACTION_TIMELINE_ROWS || input.hit->action == ACTION_TIMELINE_BAR) {
        if (input.event.kind == POINTER_WHEEL)
            scroll_by(model->timeline, -input.event.wheel_y, input.hit->argument);
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

// ---- to what is meant ----------------------------------------------------------------------------------------------

#define FOCUS_LEAST_NS 50.0 // of a load and a store, that may fall together

// A stretch with some room on either side.
static void focus_on(struct model *model, const struct document *document, double from, double to, double margin)
{
    const double length = to - from > FOCUS_LEAST_NS ? to - from : FOCUS_LEAST_NS;
    timeline_leave(model, WAY_JUMP, 0);
    show(model, document, from - margin * length, length * (1 + 2 * margin));
    model->playback.playing = false;
    if (model->view != VIEW_STAGE)
        model->view = VIEW_TIMELINE;
}

// From the load of a store, if that is known.
static double load_of(const struct cell_history *cell, int64_t position)
{
    const uint64_t stored = cell->kind->ns(cell->of, position),
                   loaded = cell_event(cell, cell->kind->event_of_load(cell->of, position)).ns;
    return (double)(loaded > 0 && loaded < stored ? loaded : stored);
}

// With what searches, where that can be done: a lecture shows no field.
static void say_nothing_selected(struct model *model)
{
    message_say_key(model, TEXT_SAID_NOTHING_SELECTED_SEARCH_ID, ACTION_SEARCH, TEXT_SAID_NOTHING_SELECTED_ID);
}

static void focus_selected(struct model *model, const struct document *document, const struct timeline_axis *axis)
{
    const struct timeline_pick *pick = &model->timeline->pick;
    const struct cell_history *cell = &document->cell;
    if (!pick->kind) {
        say_nothing_selected(model);
    } else if (pick->store >= 0 && pick->store < cell->stores && cell->kind) {
        focus_on(model, document, load_of(cell, pick->store), (double)cell->kind->ns(cell->of, pick->store), 1.5);
    } else if (pick->to_ns > pick->from_ns) {
        focus_on(model, document, (double)pick->from_ns, (double)pick->to_ns, 0.1);
    } else { // a moment: closer round it
        const double part = (double)(axis->to_ns - axis->from_ns) / 16;
        focus_on(model, document, (double)pick->from_ns - part, (double)pick->from_ns + part, 0);
    }
}

// The one that was settled last by the playhead, or the first: from where its reason begins to where it was settled.
static void focus_collision(struct model *model, const struct document *document)
{
    const struct cell_history *cell = &document->cell;
    if (!cell->kind || cell->collisions == 0) {
        message_say_text(model, TEXT_SAID_NO_COLLISION_ID);
        return;
    }
    const int64_t position = playback_position(&model->playback, document);
    int64_t number = cell->kind->previous_settled(cell->of, position + 1);
    number = number >= 0 ? number : cell->kind->next_settled(cell->of, position);
    number = number >= 0 ? number : 0;
    const struct cell_overwrite settling = cell_settling(cell, cell->kind->by_time(cell->of, (size_t)number));
    const double held = load_of(cell, settling.position), first = load_of(cell, settling.first);
    focus_on(model, document, held < first ? held : first, (double)cell->kind->ns(cell->of, settling.position), 0.3);
}

// What stands out of the stretch that is in sight, by its number.
static void focus_stall(struct model *model, const struct document *document, int64_t number)
{
    const struct timeline_story *story = &model->timeline->story;
    if (number < 0 || number >= story->count)
        return;
    const struct timeline_stall *stall = &story->list[number];
    focus_on(model, document, (double)stall->from_ns, (double)stall->to_ns, 0.2);
}

// Asked for once more it is measured no longer.
static void measure_selected(struct model *model)
{
    struct timeline_model *timeline = model->timeline;
    const struct timeline_pick *pick = &timeline->pick;
    if (!pick->kind) {
        say_nothing_selected(model);
        return;
    }
    if (pick->from_ns == pick->to_ns) {
        message_say_text(model, TEXT_SAID_NO_STRETCH_ID);
        return;
    }
    timeline->measuring =
        !timeline->measuring || timeline->measure_from_ns != pick->from_ns || timeline->measure_to_ns != pick->to_ns;
    timeline->measure_from_ns = pick->from_ns;
    timeline->measure_to_ns = pick->to_ns;
}

void timeline_leaving(struct model *model, enum action action)
{
    static const enum action jumps[] = { ACTION_SEEK,      ACTION_SEEK_EVENT,       ACTION_JUMP,     ACTION_LOST,
                                         ACTION_COLLISION, ACTION_SELECT_COLLISION, ACTION_LEDGER_GO };
    enum timeline_way way = action == ACTION_SCRUB ? WAY_SCRUB : WAY_NONE;
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++)
        if (action == jumps[i])
            way = WAY_JUMP;
    timeline_leave(model, way, 0);
}

// ---- keys ----------------------------------------------------------------------------------------------------------

static void arrange(struct model *model, enum action action, int64_t argument)
{
    struct timeline_arrangement *arrangement = &model->timeline->arrangement;
    if (model->open_setting != OPEN_ROWS)
        model_close_all(model);
    if (action == ACTION_TIMELINE_ORDER && argument >= 0 && argument < TIMELINE_ORDERS)
        arrangement->order = (enum timeline_order)argument;
    else if (action == ACTION_TIMELINE_PIN && argument < 0)
        arrangement->pinned = (struct bit_set){ 0 };
    else if (action == ACTION_TIMELINE_PIN && argument < BIT_SET_MAX)
        bit_set_toggle(&arrangement->pinned, (uint32_t)argument);
    arrangement->known = model->timeline->hits.known = false; // in a row that is pinned it is found, too
    if (arrangement->order != ORDER_NUMBER || action == ACTION_TIMELINE_PIN)
        model->timeline->scroll_rows = 0;
}

// In the short timeline nothing is arranged: there it is said.
static void pin_selected(struct model *model)
{
    const struct timeline_pick *pick = &model->timeline->pick;
    if (!pick->kind) {
        say_nothing_selected(model);
        return;
    }
    if (pick->kind != &timeline_worker_row) {
        message_say_text(model, TEXT_SAID_NO_TASKS_ROW_ID);
        return;
    }
    arrange(model, ACTION_TIMELINE_PIN, pick->index);
    if (model->view != VIEW_TIMELINE)
        message_say_text(model, bit_set_has(&model->timeline->arrangement.pinned, (uint32_t)pick->index)
                                    ? TEXT_SAID_PINNED_ID
                                    : TEXT_SAID_UNPINNED_ID);
}

// From a view without it the timeline comes into sight first.
static void open_over(struct model *model, int what)
{
    const bool opens = model->open_setting != what;
    model_close_all(model);
    if (opens && model->view != VIEW_TIMELINE && model->view != VIEW_STAGE)
        model->view = VIEW_TIMELINE;
    if (opens && what == OPEN_ROWS)
        model->view = VIEW_TIMELINE;
    model->open_setting = opens ? what : OPEN_NOTHING;
}

static const char *filter_begin(struct model *model) { return model->timeline->arrangement.filter; }

static void filter_typed(struct model *model, const char *utf8)
{
    struct timeline_arrangement *arrangement = &model->timeline->arrangement;
    const size_t length = strlen(utf8), most = sizeof arrangement->filter - 1,
                 bytes = length > most ? utf8_cut(utf8, most) : length;
    memcpy(arrangement->filter, utf8, bytes);
    arrangement->filter[bytes] = '\0';
    arrangement->known = false;
    model->timeline->scroll_rows = 0;
}

const struct view_field timeline_fields[] = {
    { FIELD_NOTE, timeline_note_begin, timeline_note_typed, ACTION_TIMELINE_NOTE_ENTER, true },
    { FIELD_ROWS, filter_begin, filter_typed, ACTION_NONE, false },
    { .typed = NULL },
};

void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    const struct timeline_axis axis = timeline_axis_of(model, document, rect_of(0, 0, 1000, 1));
    switch (action) {
    case ACTION_TIMELINE_ZOOM: {
        const uint64_t ns = together_head_ns(model);
        const bool seen = ns >= axis.from_ns && ns <= axis.to_ns;
        timeline_leave(model, WAY_ZOOM, 0);
        zoom_about(model, document, &axis, seen ? ns : axis.from_ns + (axis.to_ns - axis.from_ns) / 2,
                   (double)argument * 2);
        break;
    }
    case ACTION_TIMELINE_PAN:
        timeline_leave(model, WAY_MOVE, 0);
        pan(model, document, &axis, (double)argument / 10);
        break;
    case ACTION_TIMELINE_FIT:
        timeline_leave(model, WAY_ZOOM, -1);
        fit(model, document, argument == 0);
        break;
    case ACTION_TIMELINE_SCROLL:
        scroll_to(model->timeline, model->timeline->scroll_rows + (int)(argument >> 32) * ROWS_PER_NOTCH,
                  (int64_t)(uint32_t)argument);
        break;
    case ACTION_TIMELINE_FOLD:
        timeline_fold(model->timeline, document, argument);
        break;
    case ACTION_TIMELINE_FOCUS:
        model_close_all(model);
        if (argument == 0)
            focus_selected(model, document, &axis);
        else if (argument == 1)
            focus_collision(model, document);
        else
            focus_stall(model, document, argument - 2);
        break;
    case ACTION_TIMELINE_BACK:
        if (!timeline_go_back(model, document, argument < 0 ? -1 : 1))
            message_say_text(model, argument < 0 ? TEXT_SAID_NO_WAY_BACK_ID : TEXT_SAID_NO_WAY_ON_ID);
        break;
    case ACTION_TIMELINE_MEASURE:
        model_close_all(model);
        measure_selected(model);
        break;
    case ACTION_TIMELINE_LET_GO:
        model->timeline->pick = (struct timeline_pick){ 0 };
        break;
    case ACTION_TIMELINE_NOTE:
    case ACTION_TIMELINE_NOTE_ENTER:
    case ACTION_TIMELINE_NOTE_GO:
    case ACTION_TIMELINE_NOTE_DROP:
        timeline_note_act(model, document, action, argument, wishes);
        if (action == ACTION_TIMELINE_NOTE_GO)
            timeline_follow(model, document);
        break;
    case ACTION_TIMELINE_ORDER:
    case ACTION_TIMELINE_PIN:
        arrange(model, action, argument);
        break;
    case ACTION_TIMELINE_PIN_ROW:
        pin_selected(model);
        break;
    case ACTION_TIMELINE_OPEN:
        open_over(model, (int)argument);
        break;
    case ACTION_SEARCH:
        if (model->timeline->search[0] && argument != 0)
            timeline_hits_go(model, document, argument > 0 ? 1 : -1);
        timeline_follow(model, document);
        break;
    default:
        break;
    }
}
