// The scrub bar: where the playhead stands in the run, with the collisions or the longest waits on it.
#include "view/window/scrub.h"

#include "base/search.h"
#include "document/cell_playback.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    MARKS_MOST = 48, // collisions with a mark each
    WORST_MARKS = 6,
};

// Whose marks they are, and on whose bar: of two recordings the one that leads has it.
struct marked {
    struct frame *frame;
    const struct frame *bar;
};

// A moment on the clock of the other one.
static uint64_t on_clock_of(const struct frame *other, const struct frame *frame, uint64_t ns)
{
    const int64_t since = (int64_t)(ns - frame->model->together.zero_ns);
    const uint64_t zero = other->model->together.zero_ns;
    return since < 0 && (uint64_t)-since > zero ? 0 : zero + (uint64_t)since;
}

static double share_of_ns(const struct marked *of, uint64_t ns)
{
    const struct document *document = of->bar->document;
    if (of->bar != of->frame) {
        const uint64_t from = document_from_ns(document), to = document_to_ns(document);
        ns = on_clock_of(of->bar, of->frame, ns);
        ns = ns < from ? from : ns > to ? to : ns;
    }
    return playback_share_of_ns(&of->bar->model->playback, document, ns);
}

static double share_of_store(const struct marked *of, int64_t position)
{
    const struct cell_history *cell = &of->frame->document->cell;
    return of->bar == of->frame ? playback_share_of_store(&of->frame->model->playback, of->frame->document, position)
                                : share_of_ns(of, cell->kind->ns(cell->of, position));
}

// Up to which store a share of the bar has come.
static int64_t stores_until(const struct marked *of, double share)
{
    const struct cell_history *cell = &of->frame->document->cell;
    struct playback playback = of->bar->model->playback;
    if (share >= 1)
        return cell->stores;
    playback_seek_share(&playback, of->bar->document, share);
    return cell->kind->position_at(cell->of, on_clock_of(of->frame, of->bar, playback.ns)) + 1;
}

// Lost stores in so many equal columns of the bar.
static void count_lost(const struct marked *of, int columns, uint32_t *lost)
{
    const struct cell_history *cell = &of->frame->document->cell;
    if (of->bar == of->frame) {
        cell->kind->columns(cell->of, of->frame->model->playback.pace != PACE_TIME, columns, lost);
        return;
    }
    int64_t before = 0;
    for (int i = 0; i < columns; i++) {
        const int64_t until = stores_until(of, (double)(i + 1) / columns);
        lost[i] = until > before ? (uint32_t)cell->kind->lost_between(cell->of, before, until) : 0;
        before = until > before ? until : before;
    }
}

static void draw_density(const struct marked *of, struct rect rect)
{
    struct frame *frame = of->frame;
    const float step = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    const int columns = (int)(rect.width / step);
    uint32_t *lost = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *lost) : NULL;
    uint32_t most = 1;
    if (!lost || frame->document->cell.lost == 0)
        return;
    count_lost(of, columns, lost);
    for (int i = 0; i < columns; i++)
        most = lost[i] > most ? lost[i] : most;
    const float bar = floorf(step * 0.6f), stride = rect.width / (float)columns;
    for (int i = 0; i < columns; i++) {
        if (lost[i] == 0)
            continue;
        // By the root, so that where one was lost it shows beside where thousands were.
        const float height = 2 + (rect.height - 2) * sqrtf((float)lost[i] / (float)most);
        draw_rect(frame->list, rect_of(rect.x + stride * (float)i, rect_bottom(rect) - height, bar, height),
                  paint_solid(frame->theme->marks[MARK_LOST]));
    }
}

static void draw_mark(const struct marked *of, struct rect rect, int64_t position)
{
    struct frame *frame = of->frame;
    const float x = rect.x + rect.width * (float)share_of_store(of, position);
    const float width = floorf(2 * frame->scale.u) > 1 ? floorf(2 * frame->scale.u) : 1;
    draw_rect(frame->list, rect_of(floorf(x - width / 2), rect.y, width, rect.height),
              paint_solid(frame->theme->marks[MARK_LOST]));
}

// Where few collisions were settled each has a mark; of many the first and the worst, over where updates were lost.
static void draw_collisions(const struct marked *of, struct rect rect)
{
    const struct cell_history *cell = &of->frame->document->cell;
    const size_t count = cell->collisions;
    if (count == 0)
        return;
    if (count > MARKS_MOST) {
        draw_density(of, rect_of(rect.x, rect.y + rect.height * 0.45f, rect.width, rect.height * 0.55f));
        draw_mark(of, rect, cell_settling(cell, cell->kind->by_time(cell->of, 0)).position);
    }
    const size_t marked = count > MARKS_MOST ? WORST_MARKS : count;
    for (size_t i = 0; i < marked; i++) {
        const size_t collision =
            count > MARKS_MOST ? cell->kind->worst(cell->of, CELL_WORST_SIZE, i) : cell->kind->by_time(cell->of, i);
        draw_mark(of, rect, cell_settling(cell, collision).position);
    }
}

// Under a lock, where nothing was lost: the longest waits, each from where it began to where it ended.
static struct rect wait_mark(const struct marked *of, struct rect rect, const struct wait *wait)
{
    const float u = of->frame->scale.u, from = (float)share_of_ns(of, wait->from_ns),
                to = (float)share_of_ns(of, wait->to_ns), least = floorf(2 * u) > 2 ? floorf(2 * u) : 2;
    const float left = floorf(rect.x + rect.width * from), right = floorf(rect.x + rect.width * to);
    return rect_of(left, rect.y, fmaxf(right - left, least), rect.height);
}

static int waits_marked(const struct document *document)
{
    return document->cell.lost == 0 && document->tale.count == 0 ? document->waits.longest_count : 0;
}

static void draw_waits(const struct marked *of, struct rect rect)
{
    struct frame *frame = of->frame;
    const struct waits *waits = &frame->document->waits;
    const struct paint paint = paint_solid(frame->theme->marks[MARK_LINE]);
    const float width = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    for (int i = 0; i < waits_marked(frame->document); i++) {
        const struct rect mark = wait_mark(of, rect, &waits->all[waits->longest[i]]);
        draw_rect(frame->list, rect_of(mark.x, mark.y, width, mark.height), paint);
        draw_rect(frame->list, rect_of(mark.x, rect_bottom(mark) - width, mark.width, width), paint);
    }
}

// Of the tale's events, or its beats alone, those that have marks, in a rectangle.
struct told_marks {
    const struct marked *of;
    struct rect rect;
    float width, end; // of a mark; where the next may begin
    bool beats;
    size_t step; // so many had no place before the last one that had
};

static float told_x(const struct told_marks *marks, size_t index)
{
    const struct tale *tale = &marks->of->frame->document->tale;
    const double share = share_of_ns(marks->of, tale->all[marks->beats ? tale->beats[index] : index].ns);
    return floorf(marks->rect.x + marks->rect.width * (float)share - marks->width / 2);
}

static bool has_no_place(const void *of, size_t index, const void *first)
{
    const struct told_marks *marks = of;
    return told_x(marks, *(const size_t *)first + index) < marks->end;
}

// The first from that one on that has a place; most likely as far on as the last one was.
static size_t next_with_place(struct told_marks *marks, size_t count, size_t from)
{
    const size_t left = count - from, guess = marks->step < left ? marks->step : left;
    marks->step = search_near(marks, left, guess, &from, has_no_place);
    return from + marks->step;
}

// A mark at each, as far as each has a place of its own: of half a million the next that has one is searched for.
static void draw_told(const struct marked *of, struct rect rect, bool beats)
{
    struct frame *frame = of->frame;
    const struct tale *tale = &frame->document->tale;
    const size_t count = beats ? tale->beat_count : tale->count;
    const float width = fmaxf(floorf(2 * frame->scale.u), 1);
    const struct colour colour =
        beats ? frame->theme->marks[MARK_LINE] : colour_faded(frame->theme->marks[MARK_LINE], 120);
    struct told_marks marks = { of, rect, width, rect.x - 1, beats, 0 };
    for (size_t i = 0; (i = next_with_place(&marks, count, i)) < count; i++) {
        const float x = told_x(&marks, i);
        draw_rect(frame->list, rect_of(x, rect.y, width, rect.height), paint_solid(colour));
        marks.end = x + 2 * width;
    }
}

// Of tasks that make one another: high marks at the beats, low ones at all else there is to tell.
static void draw_tale(const struct marked *of, struct rect rect)
{
    draw_told(of, rect_of(rect.x, rect.y + rect.height * 0.6f, rect.width, rect.height * 0.4f), false);
    draw_told(of, rect, true);
}

static void draw_marks(const struct marked *of, struct rect rect)
{
    draw_collisions(of, rect);
    draw_waits(of, rect);
    draw_tale(of, rect);
}

// Who waited how long, and for whom, at its mark.
static void explain_waits(const struct marked *of, struct rect rect)
{
    struct frame *frame = of->frame;
    const struct waits *waits = &frame->document->waits;
    for (int i = waits_marked(frame->document); i-- > 0;) {
        const struct wait *wait = &waits->all[waits->longest[i]];
        const char *name = words_name(frame, wait->worker), *time = words_time(frame, wait->to_ns - wait->from_ns);
        const struct rect mark = wait_mark(of, rect, wait);
        ui_explain(frame, rect_between(mark.x - 2, mark.y, rect_right(mark) + 2, rect_bottom(mark)),
                   wait->holder ? FILL(TEXT_SCRUB_WAIT_TIP_ID, name, time, words_name(frame, wait->holder - 1u))
                                : FILL(TEXT_SCRUB_WAIT_ALONE_TIP_ID, name, time));
    }
}

// Of two recordings one above the other each has half the height, with a line of the ground between.
static int share_out(struct frame *frame, struct rect rect, struct marked marked[2], struct rect rects[2])
{
    struct frame *other = frame->model->together.other;
    marked[0] = (struct marked){ frame, frame };
    rects[0] = rect;
    if (!other)
        return 1;
    const int own = frame->model->together.lower ? 1 : 0;
    const float half = floorf((rect.height - frame->scale.u) / 2);
    marked[own] = (struct marked){ frame, frame };
    marked[1 - own] = (struct marked){ other, frame };
    rects[0] = rect_of(rect.x, rect.y, rect.width, half);
    rects[1] = rect_of(rect.x, rect_bottom(rect) - half, rect.width, half);
    return 2;
}

// The track lies low in the rectangle, the density stands on it; all of it can be grabbed, and a little below as well.
void scrub_draw(struct frame *frame, struct rect rect)
{
    const float track = rect.height * 0.72f;
    const bool none = !frame->document;
    struct marked marked[2];
    struct rect rects[2];
    const struct rect all = rect_of(rect.x, rect.y, rect.width, track - 3.5f * frame->scale.u);
    const int count = none ? 0 : share_out(frame, all, marked, rects);
    for (int i = 0; i < count; i++)
        draw_marks(&marked[i], rects[i]);
    ui_slider(frame, rect_of(rect.x, rect.y, rect.width, 2 * track),
              none ? 0 : playback_share(&frame->model->playback, frame->document),
              (struct ui_press){
                  .id = ui_id("scrub", 0),
                  .action = ACTION_SCRUB,
                  .disabled = none,
              });
    for (int i = 0; i < count; i++)
        explain_waits(&marked[i], rects[i]);
}
