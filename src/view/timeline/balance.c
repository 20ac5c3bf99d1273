// The row of the balance, or of the variable that is followed, by columns: a quiet band from the least to the most that a column's
// stores left, in it a line, the value at rest. Where a store has pixels of its own it is drawn store by store. With private memory
// every worker has a balance, so each gets a curve of its own, in its colour, one above the other as far as they fit.
#include "document/cell_playback.h"
#include "view/looks/marks.h"
#include "view/timeline/columns.h"
#include "view/timeline/hits.h"
#include "view/timeline/pick.h"
#include "view/timeline/row.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A balance's plot: where it is, what it reaches from and to, its colour.
struct plot {
    struct rect rect;
    double low, high;
    struct colour colour;
};

static float balance_y(const struct plot *plot, double value)
{
    const float pad = plot->rect.height * 0.1f, height = plot->rect.height - 2 * pad;
    const double span = plot->high - plot->low;
    return rect_bottom(plot->rect) - pad - (span > 0 ? (float)((value - plot->low) / span) * height : height / 2);
}

// From the lowest to the highest value in sight; of what has sums also 0.
static struct plot plot_of(const struct cell_history *cell, const struct timeline_axis *axis, struct rect rect,
                           struct colour colour)
{
    const int64_t first = cell->kind->position_at(cell->of, axis->from_ns),
                  last = cell->kind->position_at(cell->of, axis->to_ns);
    const struct cell_stretch all = cell->kind->stretch(cell->of, first + 1, last + 1);
    struct plot plot = { rect, all.low, all.high, colour };
    if (variable_has_sums(cell->type)) {
        plot.low = all.low < 0 ? all.low : 0;
        plot.high = all.high > 0 ? all.high : 0;
    }
    return plot;
}

enum {
    PIECE_POINTS = 48 // in pieces: where the playhead passes, only what it touches is painted anew
};

static void draw_curve_pieces(struct frame *frame, const struct plot *plot, const struct point *points, size_t count)
{
    const struct stroke stroke = stroke_solid(plot->colour, frame->scale.stroke_px * 0.7f);
    for (size_t from = 0; from + 1 < count; from += PIECE_POINTS - 1)
        draw_polyline(frame->list, points + from, count - from < PIECE_POINTS ? count - from : PIECE_POINTS, stroke);
}

// Whose stores are drawn: all, or with private memory those of one worker. A store's number among them is its place there.
struct stores {
    const struct cell_history *cell;
    const struct own_stores *own; // NULL: all
    uint32_t worker;
};

// How many there are at or before a moment, and the balance after so many.
static uint64_t stores_until(const struct stores *stores, uint64_t ns)
{
    const int64_t position = stores->cell->kind->position_at(stores->cell->of, ns);
    return stores->own ? own_stores_until(stores->own, stores->worker, position) : (uint64_t)(position + 1);
}

static int64_t position_after(const struct stores *stores, uint64_t count)
{
    return stores->own ? own_stores_position(stores->own, stores->worker, count) : (int64_t)count - 1;
}

// Every column's of one worker's own balance, which only it writes: what it adds and what is left, in turns.
static void fill_own_stretches(const struct timeline_axis *axis, int columns, const struct stores *stores,
                               struct cell_stretch *stretches)
{
    const uint64_t all = own_stores_until(stores->own, stores->worker, stores->cell->stores - 1);
    const float step = axis->width / (float)columns;
    uint64_t before = stores_until(stores, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        const uint64_t found = stores_until(stores, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        const uint64_t until = found > before ? found : before;
        const double now = cell_number(stores->cell, position_after(stores, until));
        const double other = until > before ? cell_number(stores->cell, position_after(stores, until - 1)) : now;
        // Where it stored, it is at rest where it has taken away what it added; at its end as it was left.
        const bool rests = until == before || until == all || until % 2 == 0;
        stretches[i] = (struct cell_stretch){
            .stores = until - before,
            .low = now < other ? now : other,
            .high = now > other ? now : other,
            .rest = rests ? now : other,
        };
        before = until;
    }
}

// Store by store: level until the next.
static void draw_steps(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                       const struct stores *stores)
{
    const struct cell_history *cell = stores->cell;
    const uint64_t first = stores_until(stores, axis->from_ns), last = stores_until(stores, axis->to_ns);
    struct point *points = arena_get_array(frame->arena, 2 * (size_t)(last - first) + 2, sizeof *points);
    size_t count = 0;
    float y = balance_y(plot, cell_number(cell, position_after(stores, first)));
    if (!points)
        return;
    points[count++] = point_at(axis->x, y);
    frame->looked_at += last - first;
    for (uint64_t made = first + 1; made <= last; made++) {
        const int64_t position = position_after(stores, made);
        const float x = timeline_x(axis, cell->kind->ns(cell->of, position));
        points[count++] = point_at(x, y);
        y = balance_y(plot, cell_number(cell, position));
        points[count++] = point_at(x, y);
    }
    points[count++] = point_at(axis->x + axis->width, y);
    draw_curve_pieces(frame, plot, points, count);
}

// Between the least and the most of each column.
static void draw_band(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                      const struct cell_stretch *stretches, int columns)
{
    const struct theme *theme = frame->theme;
    const struct paint paint =
        paint_solid(colour_over(theme->grounds[GROUND_PANEL], plot->colour, theme->kind ? 0.2f : 0.16f));
    const float step = axis->width / (float)columns;
    for (int from = 0; from < columns; from += PIECE_POINTS) {
        const int count = columns - from < PIECE_POINTS ? columns - from : PIECE_POINTS;
        struct point points[4 * PIECE_POINTS];
        for (int i = 0; i < count; i++) {
            const struct cell_stretch *stretch = &stretches[from + i];
            // On whole pixels, so that pieces meet without a seam.
            const float left = floorf(axis->x + (float)(from + i) * step),
                        right = floorf(axis->x + (float)(from + i + 1) * step);
            const float high = balance_y(plot, stretch->high), low = balance_y(plot, stretch->low);
            points[2 * i] = point_at(left, high);
            points[2 * i + 1] = point_at(right, high);
            points[4 * count - 1 - 2 * i] = point_at(left, low);
            points[4 * count - 2 - 2 * i] = point_at(right, low);
        }
        draw_polygon(frame->list, points, 4 * (size_t)count, paint, stroke_none());
    }
}

// The balance at rest, every so many columns.
static void draw_rest(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                      const struct cell_stretch *stretches, int columns, double start)
{
    enum {
        STRIDE = 3
    };
    const float step = axis->width / (float)columns;
    struct point *points = arena_get_array(frame->arena, (size_t)columns / STRIDE + 3, sizeof *points);
    size_t count = 0;
    if (!points)
        return;
    points[count++] = point_at(axis->x, balance_y(plot, start));
    for (int i = STRIDE - 1; i < columns; i += STRIDE)
        points[count++] = point_at(axis->x + (float)(i + 1) * step, balance_y(plot, stretches[i].rest));
    points[count++] = point_at(axis->x + axis->width, balance_y(plot, stretches[columns - 1].rest));
    draw_curve_pieces(frame, plot, points, count);
}

static int columns_of(const struct frame *frame, const struct timeline_axis *axis)
{
    const float step = floorf(1.6f * frame->scale.u) > 2 ? floorf(1.6f * frame->scale.u) : 2;
    return (int)(axis->width / step);
}

static void draw_zero(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot)
{
    const float zero = balance_y(plot, 0);
    draw_line(frame->list, point_at(axis->x, zero), point_at(axis->x + axis->width, zero),
              stroke_solid(frame->theme->trims[TRIM_GRID], frame->scale.line_px));
}

static void draw_plot(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                      const struct stores *stores)
{
    const int columns = columns_of(frame, axis);
    const uint64_t first = stores_until(stores, axis->from_ns), last = stores_until(stores, axis->to_ns);
    if (plot->low <= 0 && plot->high >= 0)
        draw_zero(frame, axis, plot);
    if ((int64_t)(last - first) <= columns / 2) {
        draw_steps(frame, axis, plot, stores);
        return;
    }
    struct cell_stretch *stretches =
        columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *stretches) : NULL;
    if (!stretches)
        return;
    frame->looked_at += (uint64_t)columns;
    if (stores->own)
        fill_own_stretches(axis, columns, stores, stretches);
    else
        timeline_fill_stretches(frame->document, axis, columns, stretches);
    draw_band(frame, axis, plot, stretches, columns);
    draw_rest(frame, axis, plot, stretches, columns,
              stores->own ? stretches[0].rest
                          : stores->cell->kind->stretch(stores->cell->of, (int64_t)first, (int64_t)first).rest);
}

// ---- a balance a worker --------------------------------------------------------------------------------------------

static bool is_private(const struct document *document) { return document->cell.is_private; }

// A worker's own balance takes up what it adds and gives it back.
static struct plot own_plot(const struct frame *frame, struct rect rect, uint32_t worker)
{
    const int32_t amount = experiment_of(&frame->document->recording)->amounts[worker];
    return (struct plot){ rect, amount < 0 ? amount : 0, amount > 0 ? amount : 0,
                          theme_worker_line(frame->theme, (int)worker) };
}

static uint32_t balances_shown(const struct frame *frame, float height)
{
    const uint32_t count = frame->document->recording.task_count;
    const float least = frame->scale.type[TYPE_SMALL] * (frame->scale.lecture ? 2.3f : 1.5f);
    const uint32_t fit = height > least ? (uint32_t)(height / least) : 1;
    return fit < count ? fit : count;
}

// One above the other, as the workers' rows are.
static struct rect lane_of(struct rect rect, uint32_t worker, uint32_t shown)
{
    const float height = floorf(rect.height / (float)shown), gap = height * 0.08f;
    return rect_of(rect.x, rect.y + height * (float)worker, rect.width, height - gap);
}

static void draw_balances(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct document *document = frame->document;
    const uint32_t shown = balances_shown(frame, row->rect.height);
    for (uint32_t w = 0; w < shown; w++) {
        const struct plot plot = own_plot(frame, lane_of(row->rect, w, shown), w);
        const struct stores stores = { &document->cell, &balance_story(document)->own_stores, w };
        draw_plot(frame, axis, &plot, &stores);
    }
}

// Where its value is known.
static struct rect told_of(const struct frame *frame, const struct timeline_axis *axis, struct rect rect)
{
    const uint64_t seen_ns = frame->document->variable ? cell_seen_from_ns(&frame->document->cell) : 0;
    if (seen_ns <= axis->from_ns)
        return rect;
    const float right = axis->x + axis->width;
    const float x = fminf(timeline_x(axis, seen_ns), right);
    const float edge = frame->scale.stroke_px; // of a line that lies along the row's edge
    return rect_of(x, rect.y - edge, right - x, rect.height + 2 * edge);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    if (is_private(frame->document)) {
        draw_balances(frame, axis, row);
        return;
    }
    const struct stores stores = { .cell = &frame->document->cell };
    const struct plot plot = plot_of(stores.cell, axis, row->rect, frame->theme->marks[MARK_CURVE]);
    const struct rect told = told_of(frame, axis, row->rect);
    const bool whole = told.x <= row->rect.x;
    if (!whole)
        draw_clip_push(frame->list, told, false);
    draw_plot(frame, axis, &plot, &stores);
    if (!whole)
        draw_clip_pop(frame->list);
}

// ---- labels --------------------------------------------------------------------------------------------------------

// A number of the row's, as its values are written.
static const char *number_text(struct frame *frame, double value)
{
    if (frame->document->cell.type->kind == VALUE_FLOAT)
        return words_total(frame, (struct amount){ .real = value });
    return words_number(frame, value >= 9.2e18 ? INT64_MAX : value <= -9.2e18 ? INT64_MIN : (int64_t)value);
}

// The word, and at their heights 0 and the ends of what is in sight; the word stands where they leave room.
static const char *name_of(struct frame *frame, int index)
{
    (void)index;
    return frame->document->variable ? frame->document->variable->history.variable->name
                                     : text_of(frame->language, TEXT_BALANCE_ID);
}

static void draw_label(struct frame *frame, struct rect rect, const struct plot *plot)
{
    const bool sums = variable_has_sums(frame->document->cell.type);
    const double values[] = { 0, plot->high, plot->low };
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f, zero = balance_y(plot, sums ? 0 : plot->low),
                high = balance_y(plot, plot->high), low = balance_y(plot, plot->low);
    const float above = zero - high, below = low - zero;
    const float reach = line * 0.46f - 2.5f * frame->scale.u; // in a low row it would reach into the next
    float word = rect_centre(rect).y;
    if (fabsf(word - zero) < line && (above > 0 || below > 0)) // where it never moved the name has all the row
        word = above >= below ? zero - fmaxf(above / 2, line) : zero + fmaxf(below / 2, line);
    word =
        rect.height > 2 * reach ? fmaxf(rect.y + reach, fminf(rect_bottom(rect) - reach, word)) : rect_centre(rect).y;
    const struct rect name = rect_of(rect.x, word - line / 2, rect.width, line);
    if (frame->document->variable)
        timeline_name_draw(frame, name, name_of(frame, 0));
    else
        timeline_words_draw(frame, name, name_of(frame, 0), TEXT_SOFT);
    for (int i = 0; i < 3 && sums; i++) {
        const float y = balance_y(plot, values[i]);
        if (y - reach < rect.y || y + reach > rect_bottom(rect))
            continue;
        if (fabsf(y - word) >= line && (i == 0 || fabsf(y - zero) >= line))
            timeline_words_draw(frame, rect_of(rect.x, y - line / 2, rect.width, line), number_text(frame, values[i]),
                                TEXT_FAINT);
    }
}

// From where it goes to where: beside its ends, or where these leave no room in one line.
static void draw_ends(struct frame *frame, struct rect lane, const struct plot *plot)
{
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f, reach = line * 0.46f - 2.5f * frame->scale.u;
    const char *low = number_text(frame, plot->low), *high = number_text(frame, plot->high);
    const float top = balance_y(plot, plot->high), foot = balance_y(plot, plot->low);
    if (foot - top < line || top - reach < lane.y) {
        timeline_words_draw(frame, lane, FILL(TEXT_TIMELINE_FROM_TO_ID, low, high), TEXT_FAINT);
        return;
    }
    timeline_words_draw(frame, rect_of(lane.x, top - line / 2, lane.width, line), high, TEXT_FAINT);
    timeline_words_draw(frame, rect_of(lane.x, foot - line / 2, lane.width, line), low, TEXT_FAINT);
}

// Whose balance it is, and what it goes up to; the last says how many more there are.
static void draw_own_label(struct frame *frame, struct rect lane, uint32_t worker, uint32_t more)
{
    const struct plot plot = own_plot(frame, lane, worker);
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f,
                most = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.42f : 30 * frame->scale.u;
    const float size = fminf(fminf(lane.height, most), lane.width * 0.45f);
    const bool tall = lane.height * 0.8f > size + 3 * line;
    const float middle = rect_centre(lane).y - (tall ? line / 2 : 0);
    mark_token(frame->list, frame->theme, point_at(lane.x + size / 2, middle), size, (int)worker,
               words_name(frame, worker), frame->scale.u);
    if (tall)
        timeline_words_draw(frame, rect_of(lane.x, middle + size / 2, lane.width, line),
                            text_of(frame->language, TEXT_BALANCE_ID), TEXT_SOFT);
    rect_cut_left(&lane, size + 4 * frame->scale.u);
    const char *others = arena_printf(frame->arena, "+%u", more);
    if (more > 0)
        timeline_words_draw(frame, lane, others ? others : "", TEXT_FAINT);
    else
        draw_ends(frame, lane, &plot);
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    if (!is_private(frame->document)) {
        const struct plot plot = plot_of(&frame->document->cell, axis, row->rect, (struct colour){ 0 });
        draw_label(frame, rect, &plot);
        return;
    }
    const uint32_t count = frame->document->recording.task_count, shown = balances_shown(frame, row->rect.height);
    for (uint32_t w = 0; w < shown; w++)
        draw_own_label(frame, lane_of(rect, w, shown), w, w + 1 == shown ? count - shown : 0);
}

// ---- words ---------------------------------------------------------------------------------------------------------

// With private memory: every balance that has a curve.
static const char *balances_words(struct frame *frame, const struct timeline_row *row, int64_t position)
{
    const struct document *document = frame->document;
    const uint32_t shown = balances_shown(frame, row->rect.height);
    const char *words = "";
    for (uint32_t w = 0; w < shown && words; w++)
        words =
            arena_printf(frame->arena, "%s%s%s %s", words, w > 0 ? "  ·  " : "", words_name(frame, w),
                         words_number(frame, own_stores_balance(&balance_story(document)->own_stores, w, position)));
    return FILL(TEXT_TIMELINE_TIP_BALANCES_ID, words ? words : "", words_number(frame, position + 1));
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct cell_history *cell = &frame->document->cell;
    const int64_t position = cell->kind->position_at(cell->of, ns);
    (void)axis;
    if (is_private(frame->document))
        return balances_words(frame, row, position);
    if (frame->document->variable && ns < cell_seen_from_ns(cell))
        return text_of(frame->language, TEXT_TIMELINE_TIP_UNSEEN_ID);
    return FILL(frame->document->variable ? TEXT_TIMELINE_TIP_VARIABLE_ID : TEXT_TIMELINE_TIP_BALANCE_ID,
                words_cell(frame, position), words_cell_about(frame, words_number(frame, position + 1)),
                words_number(frame, (int64_t)cell->kind->lost_until(cell->of, position)));
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    (void)row;
    if (frame->document->variable)
        return FILL(TEXT_TIMELINE_ROW_VARIABLE_ID, frame->document->variable->history.variable->name);
    return text_of(frame->language,
                   is_private(frame->document) ? TEXT_TIMELINE_ROW_BALANCES_ID : TEXT_TIMELINE_ROW_BALANCE_ID);
}

// ---- search --------------------------------------------------------------------------------------------------------

enum {
    STORES_MOST = 4000000, // looked through at once
};

// The stores that left a value, from the first that counts on.
static void find_value(const struct document *document, int64_t value, struct timeline_hits *hits)
{
    const struct cell_history *cell = &document->cell;
    const int64_t first = hits->from_ns > 0 ? cell->kind->position_at(cell->of, hits->from_ns) + 1 : 0,
                  last = cell->stores - first > STORES_MOST ? first + STORES_MOST : cell->stores;
    int found = 0;
    for (int64_t p = first; p < last && found <= TIMELINE_HITS_MOST; p++) {
        if (variable_whole(cell->type, cell_value(cell, p)) != value)
            continue;
        const uint64_t ns = cell->kind->ns(cell->of, p);
        timeline_hit_add(
            hits, &(struct timeline_pick){ .kind = &timeline_balance_row, .from_ns = ns, .to_ns = ns, .store = p });
        found++;
    }
    if (last < cell->stores)
        timeline_hits_end(hits, cell->kind->ns(cell->of, last - 1));
}

// A number, "−5" as it is shown here or "-5" as it is typed: the stores that left this balance.
static void find(const struct document *document, const char *word, struct timeline_hits *hits)
{
    const bool minus = strncmp(word, "−", strlen("−")) == 0;
    const char *digits = minus ? word + strlen("−") : word;
    char *end;
    const long value = strtol(digits, &end, 10);
    if (end != digits && !*end && document->cell.kind && !is_private(document))
        find_value(document, minus ? -value : value, hits);
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (document->cell.kind && document->cell.stores > 0)
        timeline_rows_add(rows, &timeline_balance_row, 0);
}

static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    (void)row;
    return timeline_pick_stores(document, axis, x, picked);
}

const struct timeline_row_kind timeline_balance_row = {
    .weight = 2,
    .takes_spare = true,
    .at_foot = true,
    .foreign_foot = true,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = name_of,
    .explain = explain,
    .words = words,
    .pick = pick,
    .tells_stores = true,
    .find = find,
};
