// The rows: tracks of spans folded to pixels, at the deepest zoom single loads and stores; labels, ruler, playhead, words.
#include "view/timeline/parts.h"

#include "base/text.h"
#include "document/present.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/looks/marks.h"
#include "view/texts/clock_text.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

// ---- the axis ------------------------------------------------------------------------------------------------------

struct timeline_axis timeline_axis_of(const struct model *model, const struct document *document, struct rect rect)
{
    uint64_t from = model->timeline.from_ns, to = model->timeline.to_ns;
    if (to <= from)
        return (struct timeline_axis){ document->extent.from_ns, document->extent.to_ns, rect.x, rect.width };
    const uint64_t ns = model->playback.ns, length = to - from;
    if (model->playback.playing && (ns < from || ns >= to)) {
        from = document_from_ns(document) + (ns - document_from_ns(document)) / length * length;
        to = from + length;
    }
    return (struct timeline_axis){ from, to, rect.x, rect.width };
}

bool timeline_shows_all(const struct model *model, const struct document *document)
{
    const struct timeline_axis axis = timeline_axis_of(model, document, rect_of(0, 0, 1, 1));
    return axis.from_ns <= document_from_ns(document) && axis.to_ns >= document_to_ns(document);
}

float timeline_x(const struct timeline_axis *axis, uint64_t ns)
{
    const double share = ((double)ns - (double)axis->from_ns) / (double)(axis->to_ns - axis->from_ns);
    return axis->x + (float)(share * (double)axis->width);
}

uint64_t timeline_ns(const struct timeline_axis *axis, float x)
{
    double share = axis->width > 0 ? (double)(x - axis->x) / (double)axis->width : 0;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return axis->from_ns + (uint64_t)(share * (double)(axis->to_ns - axis->from_ns));
}

// ---- tracks --------------------------------------------------------------------------------------------------------

// A stretch of a row to be painted: one span, or pixels filled mostly by one kind (span is then NULL).
struct piece {
    float from, to;
    int kind;
    const struct track_span *span;
    const struct timeline_axis *axis;
};
typedef void draw_piece(struct frame *frame, const struct timeline_row *row, const struct piece *piece);

// Spans of two pixels or more one by one, thinner ones pixel by pixel; no pixel is looked at twice.
static void draw_track(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                       const struct track *track, draw_piece *draw)
{
    const float end = axis->x + axis->width;
    struct piece fold = { 0, 0, -1, NULL, axis };
    float done = axis->x;
    size_t i = track_find(track, axis->from_ns);
    while (i < track->count && track->spans[i].from_ns < axis->to_ns && done < end) {
        const struct track_span *span = &track->spans[i];
        float from = timeline_x(axis, span->from_ns), to = timeline_x(axis, span->to_ns);
        from = from > done ? from : done;
        to = to < end ? to : end;
        if (to <= from) {
            i++;
            continue;
        }
        if (to - from >= 2) {
            const struct piece piece = { from, to, span->kind, span, axis };
            draw(frame, row, &piece);
            done = to;
            i++;
            continue;
        }
        const float left = floorf(from), right = left + 1;
        const int kind = track_most(track, timeline_ns(axis, left), timeline_ns(axis, right), NULL);
        if (kind != fold.kind || fold.to < left) {
            if (fold.kind >= 0)
                draw(frame, row, &fold);
            fold = (struct piece){ left > done ? left : done, right, kind, NULL, axis };
        }
        fold.to = right;
        done = right;
        const size_t next = track_find(track, timeline_ns(axis, right));
        i = next > i ? next : i + (to <= right);
    }
    if (fold.kind >= 0)
        draw(frame, row, &fold);
}

static void draw_inside(struct frame *frame, struct rect rect, const char *text, struct colour colour)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    style.colour = colour;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    const float pad = 7 * frame->scale.u;
    if (style.size_px * 1.35f < rect.height && draw_text_width(frame->list, text, style) + 2 * pad < rect.width)
        draw_text(frame->list, point_at(rect.x + pad, rect_centre(rect).y), text, style);
}

// The kernel's layer takes most of a worker's row, the program's a band above it; a low row has no room for that.
static bool is_low(const struct frame *frame, const struct timeline_row *row)
{
    return row->rect.height < 12 * frame->scale.u;
}

static struct rect kernel_part(const struct frame *frame, const struct timeline_row *row)
{
    if (is_low(frame, row))
        return row->rect;
    return rect_between(row->rect.x, row->rect.y + floorf(row->rect.height * 0.2f), rect_right(row->rect),
                        rect_bottom(row->rect));
}

static const enum text_id state_words[STATE_COUNT] = { TEXT_STATE_NEW_ID,     TEXT_STATE_READY_ID,
                                                       TEXT_STATE_RUNNING_ID, TEXT_STATE_BLOCKED_ID,
                                                       TEXT_STATE_DEAD_ID,    TEXT_STATE_ALIVE_ID };

// Its name on a plate, where a span has room for it and for its pattern.
static void draw_state_word(struct frame *frame, struct rect rect, enum text_id id)
{
    const char *word = text_of(frame->language, id);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    const float thin = frame->scale.u * 0.5f, pad = 5 * frame->scale.u;
    const struct rect plate = mark_plate_rect(frame->list, point_at(0, 0), word, style, thin);
    if (plate.height + 2 * thin < rect.height && 1.6f * plate.width + 2 * pad < rect.width)
        mark_plate(frame->list, frame->theme, point_at(rect.x + pad + plate.width / 2, rect_centre(rect).y), rect, word,
                   style, thin);
}

// Blocked on something that is no lock: where the program waits for input it is that.
static enum text_id blocked_else_word(const struct frame *frame)
{
    return experiment_of(&frame->document->recording)->io_every ? TEXT_TIMELINE_INPUT_ID : TEXT_STATE_BLOCKED_ID;
}

static void draw_state(struct frame *frame, const struct timeline_row *row, const struct piece *piece)
{
    const struct rect part = kernel_part(frame, row);
    const struct rect rect = rect_of(piece->from, part.y, piece->to - piece->from, part.height);
    if (piece->kind == TRACK_BLOCKED_ELSE) {
        mark_blocked_else_span(frame->list, frame->theme, rect, 2 * frame->scale.u, frame->scale.u,
                               point_at(0, rect.y));
        if (piece->span)
            draw_state_word(frame, rect, blocked_else_word(frame));
        return;
    }
    mark_state_span(frame->list, frame->theme, rect, (enum state)piece->kind, 2 * frame->scale.u, frame->scale.u,
                    point_at(0, rect.y));
    if (piece->span && piece->kind == STATE_RUNNING && piece->span->extra >= 0) {
        const char *cpu = FILL(TEXT_TIMELINE_CPU_ID, words_number(frame, piece->span->extra));
        draw_inside(frame, rect, cpu, frame->theme->states[STATE_RUNNING].text);
    } else if (piece->span) {
        const struct worker_states *worker = &frame->document->states.workers[row->index];
        const struct state_span *span =
            (size_t)piece->span->source < worker->span_count ? &worker->spans[piece->span->source] : NULL;
        const bool off = span && span->state == STATE_READY && span->preempted;
        draw_state_word(frame, rect, off ? TEXT_TIMELINE_OFF_CPU_ID : state_words[piece->kind]);
    }
}

static void draw_activity(struct frame *frame, const struct timeline_row *row, const struct piece *piece)
{
    const struct theme *theme = frame->theme;
    const float height = floorf(row->rect.height * 0.2f) - 1;
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, height > 2 ? height : 2);
    if (piece->kind == ACTIVITY_HOLDING)
        draw_rect(frame->list, rect, paint_solid(theme->marks[MARK_GOOD]));
    else if (piece->kind == ACTIVITY_WAITING)
        draw_rect(frame->list, rect,
                  (struct paint){ theme->grounds[GROUND_WELL], theme->marks[MARK_LOST], PATTERN_HATCH,
                                  6 * frame->scale.u, point_at(0, 0) });
    else if (piece->kind == ACTIVITY_WORKING)
        draw_rect(frame->list, rect_of(rect.x, rect_bottom(rect) - 1, rect.width, 1),
                  paint_solid(theme->marks[MARK_LINE]));
}

static void draw_hold(struct frame *frame, const struct timeline_row *row, const struct piece *piece)
{
    const struct theme *theme = frame->theme;
    char name[WORKER_NAME_BYTES];
    const bool gil = timeline_is_gil(frame->document, row); // there the waiters have a part of their own
    const float height = gil ? timeline_gil_band(row->rect).height : row->rect.height;
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, height);
    const struct colour fill = gil           ? theme_worker(theme, piece->kind)->fill
                               : piece->span ? theme_worker(theme, piece->span->extra)->fill
                                             : theme->marks[MARK_LINE];
    struct paint paint = paint_solid(fill);
    if (piece->kind == 1 && !gil) // somebody waits
        paint = (struct paint){ fill, theme->on_worker, PATTERN_HATCH, 9 * frame->scale.u, point_at(0, 0) };
    draw_box(frame->list, rect, 0, paint, stroke_none());
    const uint64_t from_ns = timeline_ns(piece->axis, piece->from),
                   to_ns = timeline_ns(piece->axis, piece->from + 4 * frame->scale.type[TYPE_SMALL]);
    if (piece->span && (gil ? !timeline_gil_is_asked(frame->document, from_ns, to_ns) : piece->kind == 0))
        draw_inside(
            frame, rect,
            worker_name(name, experiment_of(&frame->document->recording)->workers, (uint32_t)piece->span->extra),
            theme->on_worker);
}

static void draw_ran(struct frame *frame, const struct timeline_row *row, const struct piece *piece)
{
    char name[WORKER_NAME_BYTES];
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, row->rect.height);
    draw_box(frame->list, rect, rect.width > 8 ? 2 * frame->scale.u : 0,
             paint_solid(theme_worker(frame->theme, piece->kind)->fill), stroke_none());
    if (piece->span)
        draw_inside(
            frame, rect,
            worker_name(name, experiment_of(&frame->document->recording)->workers, (uint32_t)piece->span->extra),
            frame->theme->on_worker);
}

// ---- single loads and stores ---------------------------------------------------------------------------------------

#define EVENT_PITCH_PX 9 // closer together single marks would not be seen

static void draw_event(struct frame *frame, const struct rect *rect, float x, const struct order_event *event,
                       float *text_end)
{
    const struct theme *theme = frame->theme;
    const struct order *order = &balance_story(frame->document)->order;
    const float size = 4 * frame->scale.u, y = rect->y + rect->height * 0.72f;
    const bool store = event->kind == ORDER_STORE, lost = store && order_is_lost(order, (uint64_t)event->position);
    const struct colour colour = lost ? theme->marks[MARK_LOST] : theme->plate_text;
    char value[TEXT_NUMBER_BYTES];
    const struct rect box = rect_of(x - size, y - size, 2 * size, 2 * size);
    draw_disc(frame->list, point_at(x, y), size * 1.5f, paint_solid(theme->plate), stroke_none());
    if (store)
        draw_rect(frame->list, rect_inset(box, size * 0.15f), paint_solid(colour));
    else
        draw_disc(frame->list, point_at(x, y), size, paint_none(), stroke_solid(colour, size * 0.45f));
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    style.colour = colour;
    text_grouped(value, order_balance_at(order, event->position));
    const float width = draw_text_width(frame->list, value, style) + 8 * frame->scale.u;
    if (x - width / 2 < *text_end || x - width / 2 < rect->x || x + width / 2 > rect_right(*rect))
        return;
    style.figures = true;
    if (style.size_px > rect->height * 0.4f && !frame->scale.lecture)
        style.size_px = rect->height * 0.4f;
    mark_plate(frame->list, theme, point_at(x, rect->y + rect->height * 0.27f), *rect, value, style,
               frame->scale.u * 0.6f);
    *text_end = x + width / 2 + 10 * frame->scale.u;
}

static void draw_events(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct order *order = &balance_story(frame->document)->order;
    const int64_t last = order_event_at(order, axis->to_ns), before = order_event_at(order, axis->from_ns);
    struct order_cursor cursor;
    float text_end = row->rect.x;
    const struct rect part = kernel_part(frame, row);
    if (!order->timed || (float)(last - before) * EVENT_PITCH_PX > axis->width || last <= before ||
        !order_cursor_set(&cursor, order, (uint64_t)(before + 1)))
        return;
    for (int64_t i = before + 1; i <= last; i++) {
        const struct order_event *event = order_cursor_event(&cursor);
        if ((int)version_worker(event->version) == row->index)
            draw_event(frame, &part, timeline_x(axis, event->ns), event, &text_end);
        if (!order_cursor_next(&cursor))
            break;
    }
}

void timeline_row_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct overview *overview = &frame->document->overview;
    switch (row->kind) {
    case TIMELINE_WORKER:
        if (!is_low(frame, row))
            draw_track(frame, axis, row, &overview->activities[row->index], draw_activity);
        draw_track(frame, axis, row, &overview->states[row->index], draw_state);
        draw_events(frame, axis, row);
        break;
    case TIMELINE_LOCK:
        draw_track(frame, axis, row, &overview->locks[row->index], draw_hold);
        if (timeline_is_gil(frame->document, row))
            timeline_gil_draw(frame, axis, row);
        break;
    case TIMELINE_CPU:
        draw_track(frame, axis, row, &overview->cpus[row->index], draw_ran);
        break;
    case TIMELINE_BALANCE:
        timeline_balance_draw(frame, axis, row);
        break;
    case TIMELINE_LOST:
        timeline_lost_draw(frame, axis, row);
        break;
    }
}

// ---- labels --------------------------------------------------------------------------------------------------------

bool timeline_words_draw(struct frame *frame, struct rect rect, const char *text, enum text_role role)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, role);
    style.across = ACROSS_RIGHT;
    style.along = ALONG_MIDDLE;
    const float least = frame->scale.lecture ? style.size_px : 7;
    while (draw_text_width(frame->list, text, style) > rect.width && style.size_px > least)
        style.size_px -= 1;
    if (draw_text_width(frame->list, text, style) > rect.width)
        return false;
    draw_text(frame->list, point_at(rect_right(rect), rect_centre(rect).y), text, style);
    return true;
}

// A name that somebody's program gave may be long: what there is room for of it; the row's tip has all of it.
static void draw_resource_name(struct frame *frame, struct rect rect, const char *name)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    if (timeline_words_draw(frame, rect, name, TEXT_SOFT))
        return;
    style.along = ALONG_MIDDLE;
    style.max_px = rect.width;
    style.foreign = true;
    draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), name, style);
}

// What a row shows.
static const char *row_tip(struct frame *frame, const struct timeline_row *row)
{
    const struct document *document = frame->document;
    const struct experiment *experiment = experiment_of(&document->recording);
    static const enum text_id texts[] = {
        [TIMELINE_BALANCE] = TEXT_TIMELINE_ROW_BALANCE_ID, [TIMELINE_LOST] = TEXT_TIMELINE_ROW_LOST_ID
    };
    switch (row->kind) {
    case TIMELINE_WORKER:
        return FILL(TEXT_TIMELINE_ROW_WORKER_ID, words_name(frame, (uint32_t)row->index),
                    words_number(frame, experiment->amounts[row->index]),
                    words_number(frame, (int64_t)balance_updates(&document->recording, (uint32_t)row->index)),
                    words_number(frame, (int64_t)balance_story(document)->ledger.lost_of[row->index]));
    case TIMELINE_LOCK:
        return timeline_is_gil(document, row) ? text_of(frame->language, TEXT_TIMELINE_ROW_GIL_ID)
               : resource_is_lock(&document->recording.resources[row->index])
                   ? FILL(TEXT_TIMELINE_ROW_LOCK_ID, words_resource(frame, row->index))
                   : words_resource(frame, row->index);
    case TIMELINE_CPU:
        return FILL(TEXT_TIMELINE_ROW_CPU_ID, words_number(frame, document->overview.cpu_ids[row->index]));
    case TIMELINE_BALANCE:
        return text_of(frame->language, experiment->memory == MEMORY_PRIVATE ? TEXT_TIMELINE_ROW_BALANCES_ID
                                                                             : TEXT_TIMELINE_ROW_BALANCE_ID);
    default:
        return text_of(frame->language, texts[row->kind]);
    }
}

void timeline_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row)
{
    ui_explain(frame, rect, row_tip(frame, row));
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    const struct overview *overview = &frame->document->overview;
    char name[WORKER_NAME_BYTES], text[40];
    rect_cut_right(&rect, 8 * frame->scale.u);
    switch (row->kind) {
    case TIMELINE_WORKER: {
        if (is_low(frame, row)) { // of low rows one in so many has its name
            const int pitch = (int)ceilf(19 * frame->scale.u / (rect.height + 2 * frame->scale.u));
            if (row->index % pitch != 0)
                break;
            rect = rect_of(rect.x, rect_centre(rect).y - 8.5f * frame->scale.u, rect.width, 17 * frame->scale.u);
            snprintf(text, sizeof text, "%s", worker_name(name, experiment->workers, (uint32_t)row->index));
        } else {
            snprintf(text, sizeof text, "n = %d", experiment->amounts[row->index]);
        }
        const float most = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.42f : 30 * frame->scale.u;
        float size = rect.height < most ? rect.height : most;
        size = size < rect.width * 0.45f ? size : rect.width * 0.45f;
        mark_token(frame->list, frame->theme, point_at(rect.x + size / 2, rect_centre(rect).y), size, row->index,
                   worker_name(name, experiment->workers, (uint32_t)row->index), frame->scale.u);
        rect_cut_left(&rect, size + 4 * frame->scale.u);
        timeline_words_draw(frame, rect, text, TEXT_SOFT);
        break;
    }
    case TIMELINE_LOCK:
        draw_resource_name(frame, rect, words_resource(frame, row->index));
        break;
    case TIMELINE_CPU:
        timeline_words_draw(frame, rect, FILL(TEXT_TIMELINE_CPU_ID, words_number(frame, overview->cpu_ids[row->index])),
                            TEXT_SOFT);
        break;
    case TIMELINE_BALANCE:
        timeline_balance_label_draw(frame, axis, rect, row);
        break;
    case TIMELINE_LOST:
        timeline_words_draw(frame, rect, text_of(frame->language, TEXT_LOST_ID), TEXT_LOST);
        break;
    }
}

// ---- ruler and playhead --------------------------------------------------------------------------------------------

// 1, 2 or 5 times a power of ten: the smallest such step of at least so many ns.
static uint64_t nice_step(double least)
{
    uint64_t step = 1;
    for (int digits = 0; digits < 18; digits++, step *= 10) {
        if ((double)step >= least)
            return step;
        if ((double)step * 2 >= least)
            return step * 2;
        if ((double)step * 5 >= least)
            return step * 5;
    }
    return step;
}

// In the clock's unit or a smaller one.
static const char *mark_text(struct frame *frame, uint64_t ns, uint64_t step)
{
    const uint64_t run = document_to_ns(frame->document) - document_from_ns(frame->document);
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "µs" }, { 1, "ns" } };
    int unit = 0;
    while (unit < 3 && (step < units[unit].ns / 1000 || run < units[unit].ns))
        unit++;
    int places = 0;
    uint64_t part = units[unit].ns;
    for (; part > step && places < 3; part /= 10)
        places++;
    const char *whole = words_number(frame, (int64_t)(ns / units[unit].ns));
    const char *text = places == 0 ? arena_printf(frame->arena, "%s %s", whole, units[unit].name)
                                   : arena_printf(frame->arena, "%s.%0*" PRIu64 " %s", whole, places,
                                                  ns % units[unit].ns / part, units[unit].name);
    return text ? text : "";
}

enum {
    MARKS_MOST = 1000, // no surface has room for more
};

void timeline_ruler_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float foot)
{
    const uint64_t start = document_from_ns(frame->document);
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    style.along = ALONG_MIDDLE;
    style.figures = false;
    const float room = draw_text_width(frame->list, "000.000 ms", style) + 24 * frame->scale.u;
    const uint64_t span = axis->to_ns - axis->from_ns;
    const uint64_t step = nice_step((double)span * (double)room / (double)axis->width);
    const uint64_t first = (axis->from_ns - start + step - 1) / step * step, marks = span / step + 1;
    for (uint64_t i = 0; i < marks && i < MARKS_MOST && first + i * step < axis->to_ns - start; i++) {
        const uint64_t ns = first + i * step;
        const float x = timeline_x(axis, start + ns);
        draw_rect(frame->list, rect_of(x, rect.y, frame->scale.line_px, foot - rect.y),
                  paint_solid(frame->theme->trims[TRIM_GRID]));
        const char *text = mark_text(frame, ns, step);
        if (x + 5 * frame->scale.u + draw_text_width(frame->list, text, style) < rect_right(rect))
            draw_text(frame->list, point_at(x + 5 * frame->scale.u, rect_centre(rect).y), text, style);
    }
}

void timeline_playhead_draw(struct frame *frame, float x, float top, float foot)
{
    const float half = 6 * frame->scale.u;
    const struct colour colour = frame->theme->marks[MARK_PLAYHEAD];
    const struct point head[3] = { { x - half, top }, { x + half, top }, { x, top + 1.3f * half } };
    draw_rect(frame->list, rect_of(x - frame->scale.line_px, top, 2 * frame->scale.line_px, foot - top),
              paint_solid(colour));
    draw_polygon(frame->list, head, 3, paint_solid(colour), stroke_none());
}

// ---- words ---------------------------------------------------------------------------------------------------------

static const char *worker_tip(struct frame *frame, uint32_t worker, uint64_t ns)
{
    const struct worker_states *states = &frame->document->states.workers[worker];
    if (states->span_count == 0)
        return text_of(frame->language, TEXT_TIMELINE_TIP_NONE_ID);
    const struct state_span *span = states_at(states, ns);
    const char *name = words_name(frame, worker), *time = words_time(frame, span->to_ns - span->from_ns);
    if (span->state == STATE_RUNNING && span->cpu >= 0)
        return FILL(TEXT_TIMELINE_TIP_RUNNING_ID, name, words_number(frame, span->cpu), time);
    if (span->state == STATE_BLOCKED && span->holder > 0)
        return FILL(TEXT_TIMELINE_TIP_BLOCKED_ID, name, time, words_name(frame, span->holder - 1u));
    if (span->state == STATE_BLOCKED && span->lock == 0 && experiment_of(&frame->document->recording)->io_every)
        return FILL(TEXT_TIMELINE_TIP_INPUT_ID, name, time);
    return FILL(TEXT_TIMELINE_TIP_STATE_ID, name, text_of(frame->language, state_words[span->state]), time);
}

static const struct track_span *span_at(const struct track *track, uint64_t ns)
{
    const size_t at = track_find(track, ns);
    return at < track->count && track->spans[at].from_ns <= ns ? &track->spans[at] : NULL;
}

// What was lost of the updates in a column's width round the moment.
static const char *lost_words(struct frame *frame, const struct timeline_axis *axis, uint64_t ns)
{
    const double column = (double)(axis->to_ns - axis->from_ns) / (double)axis->width * timeline_lost_step(frame);
    const uint64_t half = (uint64_t)(column / 2) + 1, from = ns > half ? ns - half : 0;
    const struct timeline_measure measure = timeline_measure_of(frame->document, from, ns + half);
    return FILL(TEXT_TIMELINE_TIP_LOST_ID, words_number(frame, (int64_t)measure.lost),
                words_number(frame, (int64_t)measure.updates), words_time(frame, 2 * half));
}

// With private memory: every balance that has a curve.
static const char *balances_words(struct frame *frame, const struct timeline_row *row, int64_t position)
{
    const struct document *document = frame->document;
    const uint32_t shown = timeline_balances_shown(frame, row->rect.height);
    const char *words = "";
    for (uint32_t w = 0; w < shown && words; w++)
        words = arena_printf(frame->arena, "%s%s%s %s", words, w > 0 ? "  ·  " : "", words_name(frame, w),
                             words_number(frame, own_stores_balance(&balance_story(document)->own_stores,
                                                                    &balance_story(document)->order, w, position)));
    return FILL(TEXT_TIMELINE_TIP_BALANCES_ID, words ? words : "", words_number(frame, position + 1));
}

static const char *row_words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                             uint64_t ns)
{
    const struct document *document = frame->document;
    const struct overview *overview = &document->overview;
    const struct track_span *span = NULL;
    if (row->kind == TIMELINE_WORKER)
        return worker_tip(frame, (uint32_t)row->index, ns);
    if (row->kind == TIMELINE_LOST)
        return lost_words(frame, axis, ns);
    if (row->kind == TIMELINE_BALANCE) {
        const int64_t position = order_position_at(&balance_story(document)->order, ns);
        if (experiment_of(&document->recording)->memory == MEMORY_PRIVATE)
            return balances_words(frame, row, position);
        return FILL(
            TEXT_TIMELINE_TIP_BALANCE_ID,
            words_number(frame, order_balance_at(&balance_story(document)->order, position)),
            words_number(frame, position + 1),
            words_number(frame, (int64_t)overwrites_lost_until(&balance_story(document)->overwrites, position)));
    }
    span = span_at(row->kind == TIMELINE_LOCK ? &overview->locks[row->index] : &overview->cpus[row->index], ns);
    const char *words = text_of(frame->language, TEXT_TIMELINE_TIP_NONE_ID);
    if (!span && row->kind == TIMELINE_CPU) {
        words = FILL(TEXT_TIMELINE_TIP_IDLE_ID, words_number(frame, overview->cpu_ids[row->index]));
    } else if (!span && document->recording.plan->timing == TIMING_FULL && row->kind == TIMELINE_LOCK &&
               resource_is_lock(&document->recording.resources[row->index])) {
        words = FILL(TEXT_STAGE_LOCK_OPEN_ID, words_resource(frame, row->index));
    } else if (span) {
        const char *time = words_time(frame, span->to_ns - span->from_ns),
                   *who = words_name(frame, (uint32_t)span->extra);
        words = row->kind == TIMELINE_LOCK
                    ? FILL(TEXT_TIMELINE_TIP_LOCK_ID, words_resource(frame, row->index), who, time)
                    : FILL(TEXT_TIMELINE_TIP_CPU_ID, words_number(frame, overview->cpu_ids[row->index]), who, time);
    }
    return timeline_is_gil(document, row) ? timeline_gil_words(frame, axis, words, ns) : words;
}

const char *timeline_tip(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    char clock[CLOCK_TEXT_BYTES];
    const uint64_t from = document_from_ns(frame->document);
    clock_text(clock, ns - from, document_to_ns(frame->document) - from);
    const char *text = arena_printf(frame->arena, "%s   %s", clock, row_words(frame, axis, row, ns));
    return text ? text : "";
}

struct timeline_measure timeline_measure_of(const struct document *document, uint64_t from_ns, uint64_t to_ns)
{
    const struct recording *recording = &document->recording;
    struct timeline_measure measure = { .ns = to_ns - from_ns };
    size_t low[2];
    for (int end = 0; end < 2; end++) {
        const uint64_t ns = end ? to_ns : from_ns;
        size_t a = 0, b = recording->switch_count;
        while (a < b) {
            const size_t middle = a + (b - a) / 2;
            if (recording->switches[middle].ns < ns)
                a = middle + 1;
            else
                b = middle;
        }
        low[end] = a;
    }
    measure.switches = low[1] - low[0];
    const int64_t first = order_position_at(&balance_story(document)->order, from_ns),
                  last = order_position_at(&balance_story(document)->order, to_ns);
    measure.updates = (uint64_t)(last - first);
    measure.lost = order_lost_between(&balance_story(document)->order, (uint64_t)(first + 1), (uint64_t)(last + 1));
    return measure;
}
