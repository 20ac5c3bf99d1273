// The collision step by step: every load and store from the fork to the store that wrote over the last of the lost, with the values.
#include "view/ledger/excerpt.h"
#include "view/ledger/parts.h"

#include "base/text.h"
#include "document/document.h"
#include "view/ledger/picks.h"
#include "view/looks/marks.h"
#include "view/ui/cell_words.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <string.h>

enum {
    CHAINS_SCANNED = 512 // overwrites looked at for those of one collision
};

// ---- one step ------------------------------------------------------------------------------------------------------

static const char *sum_text(struct frame *frame, const struct cell_event *event)
{
    if (event->is_store)
        return words_sum(frame, event->position);
    const char *text = arena_printf(frame->arena, "→ %s", words_cell(frame, event->position));
    return text ? text : "";
}

// To the nanosecond, since steps follow each other so closely; rounded from here on, and where that has no room. NULL where
// nothing has.
#define EXACT_NS 1000000

static const char *offset_text(struct frame *frame, uint64_t ns, bool timed, float room_px, struct text_style style)
{
    timed |= ns == 0;
    const char *exact = arena_printf(frame->arena, "%s+%s ns", timed ? "" : "~", words_number(frame, (int64_t)ns));
    if (exact && ns < EXACT_NS && draw_text_width(frame->list, exact, style) < room_px)
        return exact;
    const char *rounded = arena_printf(frame->arena, "%s+%s", timed ? "" : "~", words_time(frame, ns));
    return rounded && draw_text_width(frame->list, rounded, style) < room_px ? rounded : NULL;
}

// The first moment that a step can have been at. Of a variable's load that was not timed no more is known than between which stores
// it was; its own moment is the last that it can have been at.
static uint64_t earliest_ns(const struct frame *frame, const struct cell_event *event)
{
    const struct cell_history *cell = &frame->document->cell;
    uint64_t held_ns;
    if (event->is_store || event->position < 0 || !frame->document->variable ||
        cell->kind->held(cell->of, event->store, &held_ns))
        return event->ns;
    const uint64_t ns = cell->kind->ns(cell->of, event->position);
    return ns < event->ns ? ns : event->ns;
}

// What the others' times count from: the first of them.
struct since {
    uint64_t ns;
    bool timed;
};

static struct since since(const struct frame *frame, const struct cell_event *first)
{
    const struct cell_history *cell = &frame->document->cell;
    return (struct since){ earliest_ns(frame, first), cell->kind->timed(cell->of, first->store, !first->is_store) };
}

// "?" where those two would be told differently.
static const char *when_text(struct frame *frame, const struct cell_event *event, struct since first, float room_px,
                             struct text_style style)
{
    const struct cell_history *cell = &frame->document->cell;
    const uint64_t first_ns = first.ns;
    const bool timed = first.timed && cell->kind->timed(cell->of, event->store, !event->is_store);
    const uint64_t earliest = earliest_ns(frame, event);
    const char *last = offset_text(frame, event->ns - first_ns, timed, room_px, style),
               *early = offset_text(frame, earliest > first_ns ? earliest - first_ns : 0, timed, room_px, style);
    return last && early && strcmp(early, last) != 0 ? "?" : last;
}

// What is special about a step.
struct mark {
    uint64_t number;
    struct since first;
    bool now;  // the last that happened
    bool wins; // it writes over the last of the lost
    bool beat; // what the present beat is about
};

static enum text_id verb_of(const struct cell_history *cell, const struct cell_event *event)
{
    static const enum text_id verbs[ACT_KINDS] = {
        [ACT_UPDATE] = TEXT_LEDGER_WRITES_ID,     [ACT_ASSIGN] = TEXT_LEDGER_SETS_ID,
        [ACT_ATOMIC] = TEXT_LEDGER_ADDS_ID,       [ACT_FOREIGN] = TEXT_LEDGER_FOUND_ID,
        [ACT_ATOMIC_STORE] = TEXT_LEDGER_SETS_ID, [ACT_ATOMIC_UPDATE] = TEXT_LEDGER_WRITES_ID,
    };
    const enum act_kind act = event->is_store ? cell->kind->act(cell->of, event->store) : ACT_UPDATE;
    if (!event->is_store)
        return TEXT_LEDGER_READS_ID;
    return act < ACT_KINDS && verbs[act] ? verbs[act] : TEXT_LEDGER_WRITES_ID;
}

// Where it is done, in front of the time: ":16", of Python the instruction too.
static void draw_step_place(struct frame *frame, const struct cell_event *event, float left, float right, float y)
{
    const struct cell_history *cell = &frame->document->cell;
    const uint32_t place = cell->kind->place(cell->of, event->store, !event->is_store);
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_SOFT);
    if (place == PLACE_NOWHERE)
        return;
    const char *line = words_line(frame, place), *instruction = frame->document->recording.places[place].instruction;
    const char *both = *instruction ? arena_printf(frame->arena, "%s %s", line, instruction) : line;
    style.along = ALONG_MIDDLE;
    style.across = ACROSS_RIGHT;
    style.figures = false;
    const char *const texts[] = { both ? both : "", line };
    draw_text(frame->list, point_at(right, y), words_first_fitting(frame, texts, 2, style, right - left), style);
}

static void draw_step(struct frame *frame, const struct cell_event *event, struct mark mark, struct rect row)
{
    const uint64_t number = mark.number;
    const bool now = mark.now, wins = mark.wins;
    const struct cell_history *cell = &frame->document->cell;
    const uint32_t task = event->task, id = ui_id("motion step", (int64_t)number);
    const bool store = event->is_store, lost = store && cell_is_lost(cell, event->position);
    const bool happened = number < frame->model->playback.events;
    const float u = frame->scale.u, size = row.height * (frame->scale.lecture ? 0.9f : 0.74f), y = rect_centre(row).y;
    const struct rect whole = rect_of(row.x - 6 * u, row.y, row.width + 12 * u, row.height);
    struct text_style verb = wins || mark.beat ? ui_bold(frame, TYPE_BODY, TEXT_MAIN)
                                               : ui_text(frame, TYPE_BODY, TEXT_SOFT),
                      sum = ui_mono(frame, TYPE_BODY,
                                    lost       ? TEXT_LOST
                                    : happened ? TEXT_MAIN
                                               : TEXT_SOFT),
                      time = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    if (wins)
        draw_box(frame->list, whole, 5 * u, paint_solid(frame->theme->grounds[GROUND_LOST]),
                 stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px));
    else if (now || mark.beat || ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, whole, 5 * u,
                 paint_solid(frame->theme->grounds[now || mark.beat ? GROUND_WELL : GROUND_HOVER]), stroke_none());
    if ((now || mark.beat) && !wins)
        draw_box(frame->list, whole, 5 * u, paint_none(),
                 stroke_solid(frame->theme->marks[MARK_PLAYHEAD], frame->scale.stroke_px));
    ui_hit(frame, (struct hit){ .rect = whole,
                                .id = id,
                                .group = ui_group("motion steps"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SEEK_EVENT,
                                .argument = (int64_t)number + 1,
                                .tip = text_of(frame->language, TEXT_LEDGER_STEP_TIP_ID) });
    ui_focus_ring(frame, whole, 5 * u, id);
    mark_token(frame->list, frame->theme, point_at(row.x + size / 2, y), size, (int)task,
               frame->scale.lecture && size * MARK_NAME_SHARE < frame->scale.type[TYPE_SMALL]
                   ? NULL
                   : words_token(frame, task),
               u);
    verb.along = sum.along = time.along = ALONG_MIDDLE;
    sum.figures = false;
    const float x = row.x + size + 10 * u;
    const char *word = text_of(frame->language, verb_of(cell, event));
    const struct rect said = draw_text(frame->list, point_at(x, y), word, verb);
    const float column = x + frame->scale.type[TYPE_BODY] * 3.6f,
                left = column > rect_right(said) + 8 * u ? column : rect_right(said) + 8 * u;
    const char *text = sum_text(frame, event);
    while (draw_text_width(frame->list, text, sum) > rect_right(row) - left &&
           sum.size_px > (frame->scale.lecture ? 24 : 8))
        sum.size_px -= 1;
    const float sum_px = draw_text_width(frame->list, text, sum);
    if (sum_px <= rect_right(row) - left)
        draw_text(frame->list, point_at(left, y), text, sum);
    time.across = ACROSS_RIGHT;
    const char *offset = when_text(frame, event, mark.first, rect_right(row) - left - sum_px - 10 * u, time);
    float right = rect_right(row);
    if (offset && cell_tells_when(cell))
        right = draw_text(frame->list, point_at(right, y), offset, time).x - 10 * u;
    draw_step_place(frame, event, left + sum_px + 10 * u, right, y);
}

// ---- all -----------------------------------------------------------------------------------------------------------

// The steps of a collision: every load and store from the fork to the store that settled it.
struct steps {
    uint64_t first, last; // event numbers
    uint64_t now, beat;   // what happened last, or, where a beat is told, what it is about; UINT64_MAX: the other
};

static void draw_fold(struct frame *frame, struct piece piece, struct rect row)
{
    const struct cell_history *cell = &frame->document->cell;
    const int64_t only = cell->kind->only_task(cell->of, (uint64_t)piece.from, (uint64_t)piece.to);
    const char *number = words_number(frame, piece.to - piece.from);
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_FAINT);
    const char *text = FILL(TEXT_LEDGER_MORE_ID, number);
    const char *whole = only < 0 ? text : FILL(TEXT_LEDGER_STEPS_OF_ID, number, words_called(frame, (uint32_t)only));
    rect_cut_left(&row, frame->scale.type[TYPE_BODY] * 2.1f);
    words_fit(frame, row, draw_text_width(frame->list, whole, style) <= row.width ? whole : text, style);
}

// The first and the last; where they can be, the loads and stores that make it, of the overwriter, of the first and of the
// last of the lost; the present; and what else has room.
static void pick_steps(struct frame *frame, const struct ledger_focus *focus, const struct steps *steps, int rows,
                       int most, struct picks *picks)
{
    const struct cell_history *cell = &frame->document->cell;
    const int64_t lost = ledger_first_lost(frame->document, focus, focus->fork_at), over = focus->overwriter.position;
    const uint64_t wanted[] = {
        steps->first,
        steps->last,
        cell->kind->event_of_load(cell->of, over),
        cell->kind->event_of_store(cell->of, lost),
        cell->kind->event_of_store(cell->of, over - 1),
        steps->now,
        steps->beat,
        steps->last - 1,
        cell->kind->event_of_load(cell->of, lost),
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i] >= steps->first && wanted[i] <= steps->last)
            picks_add(picks, (int64_t)wanted[i], i < 2 ? PIECES_MOST : i < 5 ? most : rows);
    for (uint64_t next = steps->first; next <= steps->last; next++)
        if (!picks_add(picks, (int64_t)next, rows))
            break;
}

enum {
    STEPS_MOST = 128 // one under the other
};

static void draw_singles(struct frame *frame, const struct steps *steps, struct since first, struct piece piece,
                         float line, struct rect *room)
{
    const struct cell_history *cell = &frame->document->cell;
    struct cell_event events[STEPS_MOST];
    const int64_t wanted = piece.to - piece.from < STEPS_MOST ? piece.to - piece.from : STEPS_MOST;
    const uint32_t count = cell->kind->events(cell->of, (uint64_t)piece.from, (uint32_t)wanted, events);
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t number = (uint64_t)piece.from + i;
        const struct mark mark = { number, first, number == steps->now, number == steps->last, number == steps->beat };
        if (room->height < line * 0.98f)
            return;
        draw_step(frame, &events[i], mark, rect_cut_top(room, line));
    }
}

static void draw_steps(struct frame *frame, const struct ledger_focus *focus, const struct steps *steps,
                       struct rect room)
{
    const float wanted = frame->scale.type[TYPE_BODY] * (frame->scale.lecture ? 1.9f : 2.05f);
    const int rows = (int)(room.height / wanted), most = (int)(room.height / (frame->scale.type[TYPE_BODY] * 1.65f));
    struct picks picks = { .count = 0 };
    struct piece pieces[PIECES_MOST];
    if (most < 3 || steps->first >= frame->document->cell.events)
        return;
    const struct cell_event begins = cell_event(&frame->document->cell, steps->first);
    const struct since first = since(frame, &begins);
    pick_steps(frame, focus, steps, rows, most, &picks);
    const int count = picks_pieces(&picks, pieces), needed = picks_rows(&picks);
    const float line = needed > rows ? room.height / (float)needed : wanted;
    for (int i = 0; i < count; i++)
        if (pieces[i].fold)
            draw_fold(frame, pieces[i], rect_cut_top(&room, line));
        else
            draw_singles(frame, steps, first, pieces[i], line, &room);
}

// ---- under the steps -----------------------------------------------------------------------------------------------

// How many stores wrote over lost ones of the collision; with more than are looked at, 1: then it is not said.
static int chains_of(const struct cell_history *cell, size_t number)
{
    const struct cell_collision collision = cell->kind->collision(cell->of, number);
    uint64_t left = collision.size;
    int chains = 0;
    for (int64_t i = (int64_t)collision.settling, n = 0; i >= 0 && n < CHAINS_SCANNED; i--, n++) {
        const struct cell_overwrite overwrite = cell->kind->overwrite(cell->of, (size_t)i);
        if (overwrite.collision != number)
            continue;
        chains++;
        left -= overwrite.lost;
        if (left == 0)
            return chains;
    }
    return 1;
}

static const char *sum_of(struct frame *frame, const struct ledger_focus *focus)
{
    const struct cell_history *cell = &frame->document->cell;
    const struct cell_collision collision = cell->kind->collision(cell->of, (size_t)focus->collision);
    const char *net = words_amount(frame, collision.net), *size = words_number(frame, (int64_t)collision.size);
    const int times = chains_of(cell, (size_t)focus->collision);
    if (collision.size == 1)
        return FILL(TEXT_LEDGER_SUM_ONE_ID, net);
    return times == 1 ? FILL(TEXT_LEDGER_SUM_ID, size, net)
                      : FILL(TEXT_LEDGER_SUM_TIMES_ID, size, words_number(frame, times), net);
}

// What can be done with it, as links: as many as fit.
static void draw_links(struct frame *frame, struct rect row)
{
    static const struct {
        enum text_id text, tip;
        enum action action;
        int64_t argument;
    } links[] = {
        { TEXT_LEDGER_NEXT_BEAT_ID, TEXT_LEDGER_NEXT_BEAT_TIP_ID, ACTION_COLLISION, 1 },
        { TEXT_LEDGER_NEXT_LOST_ID, TEXT_NEXT_LOST_TIP_ID, ACTION_LOST, 1 },
        { TEXT_LEDGER_REDUCE_ID, TEXT_LEDGER_REDUCE_TIP_ID, ACTION_LEDGER_REDUCE, 0 },
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const char *text =
            ui_key_and(frame, links[i].action, links[i].argument, text_of(frame->language, links[i].text));
        const float width = ui_link_width(frame, text);
        const bool of_balance = links[i].action == ACTION_LEDGER_REDUCE;
        if (width > row.width || (of_balance && frame->document->variable))
            continue;
        ui_link(frame, rect_cut_left(&row, width), text,
                (struct ui_press){ .id = ui_id("ledger link", (int64_t)i),
                                   .group = ui_group("motion tools"),
                                   .action = links[i].action,
                                   .argument = links[i].argument,
                                   .tip = FILL(links[i].tip, ui_key_said(frame, ACTION_LOST, -1)) });
        rect_cut_left(&row, 18 * frame->scale.u);
    }
}

static void draw_foot(struct frame *frame, const struct ledger_focus *focus, struct rect *room)
{
    const float type = frame->scale.type[TYPE_BODY], line = type * 1.7f;
    if (room->height < line + 5 * type)
        return;
    if (!frame->scale.lecture && room->height > 2 * line + 9 * type)
        draw_links(frame, rect_cut_bottom(room, line));
    const struct rect row = rect_cut_bottom(room, line);
    rect_cut_bottom(room, type * 0.4f);
    const struct rect said = words_fit(frame, row, sum_of(frame, focus), ui_bold(frame, TYPE_BODY, TEXT_LOST));
    ui_hit(frame, (struct hit){ .rect = said,
                                .id = ui_id("ledger sum", 0),
                                .kind = HIT_TIP,
                                .tip = text_of(frame->language, frame->document->variable ? TEXT_LEDGER_SUM_VALUE_TIP_ID
                                                                                          : TEXT_LEDGER_SUM_TIP_ID) });
}

// ---- the panel -----------------------------------------------------------------------------------------------------

static const char *title_of(struct frame *frame, const struct ledger_focus *focus, float width_px)
{
    static const enum text_id titles[] = { TEXT_LEDGER_MOTION_ID, TEXT_LEDGER_MOTION_SHORT_ID,
                                           TEXT_LEDGER_MOTION_BARE_ID };
    const struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    const char *title = text_of(frame->language, TEXT_LEDGER_MOTION_ALONE_ID);
    for (size_t i = 0; focus->collision >= 0 && i < sizeof titles / sizeof *titles; i++) {
        title = FILL(titles[i], words_number(frame, focus->number + 1),
                     words_number(frame, (int64_t)frame->document->cell.collisions));
        if (draw_text_width(frame->list, title, style) <= width_px)
            break;
    }
    return title;
}

// With no collision: the loads and stores round the playhead, a page of them at a time.
static void draw_ordinary(struct frame *frame, const struct cell_present *present, struct rect room)
{
    const float line = frame->scale.type[TYPE_BODY] * (frame->scale.lecture ? 1.9f : 2.05f);
    const uint64_t all = frame->document->cell.events, rows = (uint64_t)(room.height / line);
    const uint64_t now = present->events > 0 ? present->events - 1 : 0, page = rows > 2 ? rows - 1 : 1;
    uint64_t first = now / page * page;
    first = first + rows > all ? (all > rows ? all - rows : 0) : first;
    if (rows < 1 || first >= all)
        return;
    const struct steps steps = { first, UINT64_MAX, present->events > 0 ? now : UINT64_MAX, UINT64_MAX };
    const struct piece piece = { (int64_t)first, (int64_t)(first + rows < all ? first + rows : all), false };
    const struct cell_event begins = cell_event(&frame->document->cell, first);
    draw_singles(frame, &steps, since(frame, &begins), piece, line, &room);
}

static void draw_collision(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                           struct rect room)
{
    const struct cell_history *cell = &frame->document->cell;
    const bool told = focus->beat != BEAT_NONE;
    const struct steps steps = {
        .first = focus->fork_at < 0 ? 0 : cell->kind->event_of_store(cell->of, focus->fork_at) + 1,
        .last = focus->story.event[BEAT_COUNT],
        .now = told || present->events == 0 ? UINT64_MAX : present->events - 1,
        .beat = told ? focus->story.event[focus->beat] : UINT64_MAX,
    };
    draw_foot(frame, focus, &room);
    draw_steps(frame, focus, &steps, room);
}

void ledger_motion_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                        struct rect rect)
{
    const char *note = focus->beat == BEAT_NONE ? NULL
                                                : FILL(TEXT_LEDGER_BEAT_ID, words_number(frame, (int64_t)focus->beat),
                                                       words_number(frame, BEATS));
    const struct text_style small = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const float beside = note ? draw_text_width(frame->list, note, small) + frame->scale.pad_px : 0;
    const struct rect room =
        ui_panel(frame, rect, title_of(frame, focus, rect.width - 2.2f * frame->scale.pad_px - beside), note);
    if (focus->collision < 0)
        draw_ordinary(frame, present, room);
    else
        draw_collision(frame, focus, present, room);
}
