// What goes on at the GIL, in its row: above who holds it, below how long the others have waited. A countdown is a ramp
// that is full after one interval; a request an arrow up to the holder; the stretch until it is honoured is hatched; where
// the holder had to wait until another had taken the lock there is a diamond. Under a GIL of ticks there are no countdowns:
// there it is shown how often the holder took its own lock straight back.
//
// Everything in sight is found by binary search, what is thinner than some pixels is drawn column by column.
#include "view/timeline/lock.h"
#include "view/timeline/pick.h"
#include "view/timeline/processes.h"
#include "view/timeline/track.h"

#include "base/text.h"
#include "document/present.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>

enum {
    RAMP_LEAST_PX = 5,  // narrower ones are not told apart
    MARK_PITCH_PX = 14, // marks closer together become ticks
    NEAR_PX = 4,        // a mark this near to the pointer is meant
};

static const struct patience *patience_of(const struct frame *frame, const struct timeline_row *row)
{
    return patiences_of(&frame->document->gils, row->index);
}

static struct rect band_of(struct rect row) { return rect_cut_top(&row, floorf(row.height * 0.58f)); }

// At some time between.
static bool is_asked(const struct patience *patience, uint64_t from_ns, uint64_t to_ns)
{
    const size_t end = patience_request_find(patience, to_ns);
    return end > 0 &&
           (patience->requests[end - 1].asked_ns >= from_ns || patience->requests[end - 1].honoured_ns > from_ns);
}

static struct rect strip_of(struct rect row)
{
    rect_cut_top(&row, floorf(row.height * 0.58f) + 1);
    return row;
}

// ---- countdowns ----------------------------------------------------------------------------------------------------

struct outline {
    struct point *points;
    size_t count, room;
};

static void add_point(struct outline *outline, float x, float y)
{
    if (outline->count < outline->room)
        outline->points[outline->count++] = point_at(x, y);
}

// From its beginning at the foot to as high as it came, level once it is full, down again at its end.
static void add_ramp(struct outline *outline, const struct timeline_axis *axis, struct rect strip,
                     const struct countdown *countdown, uint64_t interval_ns)
{
    const float end = axis->x + axis->width, foot = rect_bottom(strip) - 1, height = strip.height - 3;
    const float from = timeline_x(axis, countdown->from_ns), full = timeline_x(axis, countdown->from_ns + interval_ns);
    const float left = fmaxf(from, axis->x), right = fminf(timeline_x(axis, countdown->to_ns), end);
    const float slope = full > from ? height / (full - from) : 0;
    add_point(outline, left, foot);
    add_point(outline, left, foot - fminf((left - from) * slope, height));
    if (full > left && full < right)
        add_point(outline, full, foot - height);
    add_point(outline, right, foot - fminf((right - from) * slope, height));
    add_point(outline, right, foot);
}

static void end_outline(struct frame *frame, struct outline *outline, struct colour colour)
{
    if (outline->count > 1)
        draw_polyline(frame->list, outline->points, outline->count,
                      stroke_solid(colour, fmaxf(1.5f * frame->scale.u, 1)));
    outline->count = 0;
}

static void draw_countdowns(struct frame *frame, const struct timeline_axis *axis, const struct patience *patience,
                            struct rect strip, int worker)
{
    const struct countdown *all = patience->countdowns[worker];
    const size_t count = patience->countdown_count[worker];
    const struct colour colour = theme_worker(frame->theme, worker)->text;
    const float end = axis->x + axis->width;
    struct outline outline = { .room = (size_t)(axis->width / RAMP_LEAST_PX + 2) * 5 };
    outline.points = arena_get_array(frame->arena, outline.room, sizeof *outline.points);
    struct rect fold = rect_of(axis->x, rect_bottom(strip) - 3, 0, 2);
    for (size_t i = countdown_find(all, count, axis->from_ns);
         outline.points && i < count && all[i].from_ns < axis->to_ns;) {
        frame->looked_at++;
        const float from = fmaxf(timeline_x(axis, all[i].from_ns), axis->x), to = timeline_x(axis, all[i].to_ns);
        if (to - from >= RAMP_LEAST_PX) {
            // Those that follow each other are one line; where the worker did not wait there is none.
            if (outline.count > 0 && from - outline.points[outline.count - 1].x > 1)
                end_outline(frame, &outline, colour);
            add_ramp(&outline, axis, strip, &all[i], patience->interval_ns);
            i++;
            continue;
        }
        const float left = floorf(from), right = fminf(fmaxf(left + 1, to), end);
        if (left > rect_right(fold) + 1) {
            if (fold.width > 0)
                draw_rect(frame->list, fold, paint_solid(colour));
            fold.x = left;
        }
        fold.width = right - fold.x;
        const size_t next = countdown_find(all, count, timeline_ns(axis, right));
        i = next > i ? next : i + 1;
    }
    if (fold.width > 0)
        draw_rect(frame->list, fold, paint_solid(colour));
    end_outline(frame, &outline, colour);
}

// ---- requests ------------------------------------------------------------------------------------------------------

// An arrow from the waiters up to the holder.
static void draw_asked(struct frame *frame, struct rect band, float x)
{
    const float half = 5 * frame->scale.u, top = rect_bottom(band) - fminf(band.height * 0.5f, 9 * frame->scale.u);
    const struct point head[3] = { { x - half, rect_bottom(band) }, { x, top }, { x + half, rect_bottom(band) } };
    draw_rect(frame->list, rect_of(x - frame->scale.line_px, band.y, 2 * frame->scale.line_px, band.height),
              paint_solid(frame->theme->on_worker));
    draw_polygon(frame->list, head, 3, paint_solid(frame->theme->plate_text),
                 stroke_solid(frame->theme->on_worker, fmaxf(frame->scale.u, 1)));
}

// Along the upper edge, where no name is.
static void draw_handed(struct frame *frame, struct rect band, float from, float to)
{
    const float half = fminf(4.5f * frame->scale.u, band.height * 0.2f), y = band.y + half + 1;
    const struct point diamond[4] = { { to, y - half }, { to + half, y }, { to, y + half }, { to - half, y } };
    const float thin = fmaxf(frame->scale.u, 1);
    if (to - from > 2 * half) {
        draw_line(frame->list, point_at(from, y), point_at(to, y), stroke_solid(frame->theme->plate, 3 * thin));
        draw_line(frame->list, point_at(from, y), point_at(to, y), stroke_solid(frame->theme->plate_text, thin));
    }
    draw_polygon(frame->list, diamond, 4, paint_solid(frame->theme->plate_text),
                 stroke_solid(frame->theme->on_worker, thin));
}

static void draw_stretch(struct frame *frame, struct rect band, float from, float to)
{
    if (to - from >= 2)
        draw_rect(frame->list, rect_of(from, band.y, to - from, band.height),
                  (struct paint){ colour_faded(frame->theme->plate, 90), frame->theme->on_worker, PATTERN_HATCH,
                                  8 * frame->scale.u, point_at(0, 0) });
}

static void draw_requests(struct frame *frame, const struct timeline_axis *axis, const struct patience *patience,
                          struct rect band)
{
    const struct gil_request *requests = patience->requests;
    const float pitch = MARK_PITCH_PX * frame->scale.u, end = axis->x + axis->width;
    size_t first = patience_request_find(patience, axis->from_ns);
    float shaded = axis->x;
    // Those before what is in sight may reach into it.
    while (first > 0 &&
           (requests[first - 1].honoured_ns > axis->from_ns || requests[first - 1].handed_ns > axis->from_ns))
        first--;
    for (size_t i = first; i < patience->request_count && requests[i].asked_ns < axis->to_ns;) {
        const struct gil_request *request = &requests[i];
        frame->looked_at++;
        const float x = timeline_x(axis, request->asked_ns),
                    next = i + 1 < patience->request_count ? timeline_x(axis, requests[i + 1].asked_ns) : INFINITY;
        if (request->honoured_ns) {
            const float to = fminf(timeline_x(axis, request->honoured_ns), end);
            draw_stretch(frame, band, fmaxf(x, shaded), to);
            shaded = fmaxf(shaded, to);
        }
        if (next - x < pitch && x >= axis->x) {
            draw_rect(frame->list, rect_of(floorf(x), rect_bottom(band) - band.height * 0.3f, 1, band.height * 0.3f),
                      paint_solid(frame->theme->on_worker));
            const size_t after = patience_request_find(patience, timeline_ns(axis, floorf(x) + 3));
            i = after > i ? after : i + 1;
            continue;
        }
        if (request->handed_ns && request->handed_ns > axis->from_ns && request->handed_ns < axis->to_ns)
            draw_handed(frame, band, fmaxf(timeline_x(axis, request->honoured_ns), axis->x),
                        timeline_x(axis, request->handed_ns));
        if (x >= axis->x)
            draw_asked(frame, band, x);
        i++;
    }
}

// ---- the holder's own lock, taken straight back ----------------------------------------------------------------------

static void draw_return(struct frame *frame, struct rect strip, float x)
{
    const float radius = fminf(strip.height * 0.32f, 6 * frame->scale.u), y = strip.y + radius + 1;
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_CURVE], fmaxf(1.5f * frame->scale.u, 1));
    draw_arc(frame->list, point_at(x, y), radius, 0, 0.5f, stroke);
    mark_head(frame->list, point_at(x - radius, y - 1), 0, -1, radius, frame->theme->marks[MARK_CURVE]);
}

static void draw_returns(struct frame *frame, const struct timeline_axis *axis, const struct patience *patience,
                         struct rect strip)
{
    const float step = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    const size_t columns = (size_t)(axis->width / step), first = patience_return_find(patience, axis->from_ns),
                 last = patience_return_find(patience, axis->to_ns);
    if (patience->return_count == 0 || last == first)
        return;
    if ((float)(last - first) * MARK_PITCH_PX * frame->scale.u < axis->width) {
        frame->looked_at += last - first;
        for (size_t i = first; i < last; i++)
            draw_return(frame, strip, timeline_x(axis, patience->returns[i].released_ns));
        return;
    }
    size_t *counts = arena_get_array(frame->arena, columns + 1, sizeof *counts), most = 1, before = first;
    frame->looked_at += columns;
    for (size_t i = 0; counts && i < columns; i++) {
        const size_t next = patience_return_find(patience, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        counts[i] = next - before;
        most = counts[i] > most ? counts[i] : most;
        before = next;
    }
    for (size_t i = 0; counts && i < columns; i++) {
        const float height = strip.height * (0.25f + 0.75f * sqrtf((float)counts[i] / (float)most));
        if (counts[i] > 0)
            draw_rect(
                frame->list,
                rect_of(axis->x + (float)i * step, rect_bottom(strip) - height, step > 3 ? step - 1 : step, height),
                paint_solid(frame->theme->marks[MARK_LINE]));
    }
}

static void draw_waiters(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct rect band = band_of(row->rect), strip = strip_of(row->rect);
    const struct patience *patience = patience_of(frame, row);
    draw_rect(frame->list, strip, paint_solid(frame->theme->grounds[GROUND_WELL]));
    draw_clip_push(frame->list, row->rect, false);
    for (uint32_t w = 0; patience->interval_ns > 0 && w < frame->document->recording.task_count; w++)
        draw_countdowns(frame, axis, patience, strip, (int)w);
    draw_returns(frame, axis, patience, strip);
    draw_requests(frame, axis, patience, band);
    draw_clip_pop(frame->list);
}

// Its holder, in the upper part.
static void draw_hold(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, band_of(row->rect).height);
    draw_box(frame->list, rect, 0, paint_solid(theme_worker(frame->theme, piece->kind)->fill),
             theme_worker_stroke(frame->theme, piece->kind, frame->scale.u));
    const uint64_t from_ns = timeline_ns(piece->axis, piece->from),
                   to_ns = timeline_ns(piece->axis, piece->from + 4 * frame->scale.type[TYPE_SMALL]);
    if (piece->span && !is_asked(patience_of(frame, row), from_ns, to_ns))
        timeline_inside_draw(frame, rect, words_name(frame, (uint32_t)piece->span->extra), frame->theme->on_worker);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    timeline_track_draw(frame, axis, row, &frame->document->overview.locks[row->index], draw_hold);
    draw_waiters(frame, axis, row);
}

// ---- words ---------------------------------------------------------------------------------------------------------

static uint64_t apart(uint64_t a, uint64_t b) { return a > b ? a - b : b - a; }

// A stretch of time that the pointer covers in the row of a GIL.
struct reach {
    const struct patience *patience;
    uint64_t ns, near_ns; // marks no further off are meant
    uint64_t from_ns, to_ns;
};

static const char *request_words(struct frame *frame, const struct gil_request *request)
{
    const char *waiter = words_name(frame, request->waiter), *waited = words_time(frame, request->waited_ns);
    if (!request->honoured_ns || !request->holder)
        return FILL(TEXT_TIMELINE_TIP_ASKED_ONLY_ID, waiter, waited);
    return FILL(TEXT_TIMELINE_TIP_ASKED_ID, waiter, waited, words_name(frame, request->holder - 1u),
                words_time(frame, request->honoured_ns - request->asked_ns));
}

static const char *handed_words(struct frame *frame, const struct gil_request *request)
{
    return FILL(TEXT_TIMELINE_TIP_HANDED_ID, words_name(frame, request->holder - 1u),
                words_time(frame, request->handed_ns - request->honoured_ns), words_name(frame, request->taker - 1u));
}

static const char *near_request(struct frame *frame, const struct reach *reach)
{
    const struct patience *patience = reach->patience;
    const size_t first = patience_request_find(patience, reach->from_ns),
                 end = patience_request_find(patience, reach->to_ns + 1);
    if (end - first > 1)
        return FILL(TEXT_TIMELINE_TIP_REQUESTS_ID, words_number(frame, (int64_t)(end - first)),
                    words_time(frame, reach->to_ns - reach->from_ns));
    const size_t at = end > 0 ? end - 1 : 0; // the last one asked by then
    if (at >= patience->request_count || end == 0)
        return NULL;
    const struct gil_request *request = &patience->requests[at];
    const uint64_t asked = apart(request->asked_ns, reach->ns), handed = apart(request->handed_ns, reach->ns);
    if (request->handed_ns && request->honoured_ns && request->holder && request->taker && handed <= reach->near_ns &&
        handed < asked && reach->ns > request->honoured_ns)
        return handed_words(frame, request);
    return asked <= reach->near_ns || (reach->ns >= request->asked_ns && reach->ns <= request->honoured_ns)
               ? request_words(frame, request)
               : NULL;
}

static const char *near_return(struct frame *frame, const struct reach *reach)
{
    const struct patience *patience = reach->patience;
    const size_t first = patience_return_find(patience, reach->from_ns),
                 end = patience_return_find(patience, reach->to_ns + 1);
    if (end == first)
        return NULL;
    if (end - first > 1)
        return FILL(TEXT_TIMELINE_TIP_RETURNS_ID, words_number(frame, (int64_t)(end - first)),
                    words_time(frame, reach->to_ns - reach->from_ns));
    const struct gil_return *one = &patience->returns[first];
    return FILL(TEXT_TIMELINE_TIP_RETURN_ID, words_name(frame, one->worker),
                words_time(frame, one->taken_ns - one->released_ns));
}

// A countdown that ended here without a request.
static const char *near_end(struct frame *frame, const struct reach *reach)
{
    const struct patience *patience = reach->patience;
    for (uint32_t w = 0; w < frame->document->recording.task_count; w++) {
        const size_t count = patience->countdown_count[w];
        const struct countdown *all = patience->countdowns[w];
        const size_t at = countdown_find(all, count, reach->from_ns);
        if (at == count || all[at].to_ns > reach->to_ns)
            continue;
        if (all[at].end == COUNTDOWN_OUTRUN)
            return FILL(TEXT_TIMELINE_TIP_OUTRUN_ID, words_name(frame, w), words_time(frame, patience->interval_ns));
        if (all[at].end == COUNTDOWN_SWITCHED)
            return FILL(TEXT_TIMELINE_TIP_ANEW_ID, words_name(frame, w));
    }
    return NULL;
}

// Who has counted longest by now.
static const char *counting(struct frame *frame, const struct patience *patience, const char *held, uint64_t ns)
{
    uint64_t longest = 0;
    uint32_t who = 0, waiting = 0;
    for (uint32_t w = 0; w < frame->document->recording.task_count; w++) {
        const size_t count = patience->countdown_count[w], at = countdown_find(patience->countdowns[w], count, ns);
        if (at == count || patience->countdowns[w][at].from_ns > ns)
            continue;
        const uint64_t counted = ns - patience->countdowns[w][at].from_ns;
        if (waiting++ == 0 || counted > longest) {
            longest = counted;
            who = w;
        }
    }
    if (waiting == 0)
        return held;
    const uint64_t most = patience->interval_ns;
    const char *counted = words_time(frame, longest < most ? longest : most), *interval = words_time(frame, most);
    return waiting == 1 ? FILL(TEXT_TIMELINE_TIP_COUNTS_ID, held, words_name(frame, who), counted, interval)
                        : FILL(TEXT_TIMELINE_TIP_COUNTS_MORE_ID, held, words_name(frame, who), counted, interval,
                               words_number(frame, (int64_t)(waiting - 1)));
}

static const char *words_of(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                            uint64_t ns)
{
    const double near = (double)(axis->to_ns - axis->from_ns) / (double)axis->width * NEAR_PX * frame->scale.u;
    struct reach reach = { .patience = patience_of(frame, row), .ns = ns, .near_ns = (uint64_t)near + 1 };
    reach.from_ns = ns > reach.near_ns ? ns - reach.near_ns : 0;
    reach.to_ns = ns + reach.near_ns;
    const char *words = near_request(frame, &reach);
    words = words ? words : near_return(frame, &reach);
    words = words ? words : near_end(frame, &reach);
    return words ? words : counting(frame, reach.patience, timeline_lock_words(frame, axis, row, ns), ns);
}

// ---- the row -------------------------------------------------------------------------------------------------------

// Those that were waited for longest come first, as locks do.
static void collect(struct timeline_rows *rows, const struct document *document)
{
    const uint32_t *ranked = document->crowd.most_waited;
    for (uint32_t i = 0; i < document->recording.resource_count && document->gils.count > 0; i++) {
        const int resource = ranked ? (int)ranked[i] : (int)i;
        if (patiences_of(&document->gils, resource) && timeline_lock_shown(rows, document, resource) &&
            !timeline_gil_folded(rows->model, document, i))
            timeline_rows_add(rows, &timeline_gil_row, resource);
    }
}

// Of several it is told whose it is.
static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    const struct recording *recording = &frame->document->recording;
    const char *shown = text_of(frame->language, TEXT_TIMELINE_ROW_GIL_ID);
    for (uint32_t i = 0; i < recording->gil_count && recording->gil_count > 1; i++)
        if (recording->gils[i].resource == (uint32_t)row->index)
            return FILL(TEXT_TIMELINE_ROW_GIL_OF_ID, words_resource(frame, row->index),
                        words_name(frame, recording->gils[i].task), shown);
    return shown;
}

const struct timeline_row_kind timeline_gil_row = {
    .weight = 1,
    .foot_u = 36,
    .foreign_foot = true,
    .collect = collect,
    .draw = draw,
    .label = timeline_lock_label,
    .name = timeline_resource_name,
    .explain = explain,
    .words = words_of,
    .pick = timeline_lock_pick,
};
