// The balance's row, by columns: a quiet band from the least to the most that a column's stores left, in it a line, the balance
// at rest. Where a store has pixels of its
// own the balance is drawn store by store. With private memory every worker has a balance, so each gets a curve of its own, in
// its colour, one above the other as far as they fit.
#include "document/cell_playback.h"
#include "view/looks/marks.h"
#include "view/timeline/columns.h"
#include "view/timeline/row.h"
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
    struct order_range range;
    struct colour colour;
};

static float balance_y(const struct plot *plot, int32_t value)
{
    const float pad = plot->rect.height * 0.1f, height = plot->rect.height - 2 * pad;
    const double span = (double)plot->range.high - plot->range.low;
    return rect_bottom(plot->rect) - pad -
           (span > 0 ? (float)(((double)value - plot->range.low) / span) * height : height / 2);
}

// From the lowest to the highest balance in sight, and 0.
static struct order_range balance_range(const struct order *order, const struct timeline_axis *axis)
{
    const int64_t first = order_position_at(order, axis->from_ns), last = order_position_at(order, axis->to_ns);
    struct order_range range, all = { 0, 0 };
    if (order_balance_range(order, (uint64_t)(first < 0 ? 0 : first), (uint64_t)(last + 1), &range)) {
        all.low = range.low < 0 ? range.low : 0;
        all.high = range.high > 0 ? range.high : 0;
    }
    return all;
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
    const struct order *order;
    const struct own_stores *own; // NULL: all
    uint32_t worker;
};

// How many there are at or before a moment, and the balance after so many.
static uint64_t stores_until(const struct stores *stores, uint64_t ns)
{
    const int64_t position = order_position_at(stores->order, ns);
    return stores->own ? own_stores_until(stores->own, stores->worker, position) : (uint64_t)(position + 1);
}

static int64_t position_after(const struct stores *stores, uint64_t count)
{
    return stores->own ? own_stores_position(stores->own, stores->worker, count) : (int64_t)count - 1;
}

// Every column's of one worker's own balance, which only it writes: what it adds and what is left, in turns.
static void fill_own_stretches(const struct timeline_axis *axis, int columns, const struct stores *stores,
                               struct stretch *stretches)
{
    const struct order *order = stores->order;
    const uint64_t all = own_stores_until(stores->own, stores->worker, (int64_t)order->stores - 1);
    const float step = axis->width / (float)columns;
    uint64_t before = stores_until(stores, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        const uint64_t found = stores_until(stores, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        const uint64_t until = found > before ? found : before;
        const int32_t now = order_balance_at(order, position_after(stores, until));
        const int32_t other = until > before ? order_balance_at(order, position_after(stores, until - 1)) : now;
        // Where it stored, it is at rest where it has taken away what it added; at its end as it was left.
        const bool rests = until == before || until == all || until % 2 == 0;
        stretches[i] = (struct stretch){
            .stores = until - before,
            .range = { now < other ? now : other, now > other ? now : other },
            .rest = rests ? now : other,
        };
        before = until;
    }
}

// Store by store: level until the next.
static void draw_steps(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                       const struct stores *stores)
{
    const struct order *order = stores->order;
    const uint64_t first = stores_until(stores, axis->from_ns), last = stores_until(stores, axis->to_ns);
    struct point *points = arena_get_array(frame->arena, 2 * (size_t)(last - first) + 2, sizeof *points);
    size_t count = 0;
    float y = balance_y(plot, order_balance_at(order, position_after(stores, first)));
    if (!points)
        return;
    points[count++] = point_at(axis->x, y);
    for (uint64_t made = first + 1; made <= last; made++) {
        const int64_t position = position_after(stores, made);
        const float x = timeline_x(axis, order->times_ns[position]);
        points[count++] = point_at(x, y);
        y = balance_y(plot, order_balance_at(order, position));
        points[count++] = point_at(x, y);
    }
    points[count++] = point_at(axis->x + axis->width, y);
    draw_curve_pieces(frame, plot, points, count);
}

// Between the least and the most of each column.
static void draw_band(struct frame *frame, const struct timeline_axis *axis, const struct plot *plot,
                      const struct stretch *stretches, int columns)
{
    const struct theme *theme = frame->theme;
    const struct paint paint =
        paint_solid(colour_over(theme->grounds[GROUND_PANEL], plot->colour, theme->kind ? 0.2f : 0.16f));
    const float step = axis->width / (float)columns;
    for (int from = 0; from < columns; from += PIECE_POINTS) {
        const int count = columns - from < PIECE_POINTS ? columns - from : PIECE_POINTS;
        struct point points[4 * PIECE_POINTS];
        for (int i = 0; i < count; i++) {
            const struct stretch *stretch = &stretches[from + i];
            // On whole pixels, so that pieces meet without a seam.
            const float left = floorf(axis->x + (float)(from + i) * step),
                        right = floorf(axis->x + (float)(from + i + 1) * step);
            const float high = balance_y(plot, stretch->range.high), low = balance_y(plot, stretch->range.low);
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
                      const struct stretch *stretches, int columns, int32_t start)
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
    draw_zero(frame, axis, plot);
    if ((int64_t)(last - first) <= columns / 2) {
        draw_steps(frame, axis, plot, stores);
        return;
    }
    struct stretch *stretches = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *stretches) : NULL;
    if (!stretches)
        return;
    if (stores->own)
        fill_own_stretches(axis, columns, stores, stretches);
    else
        timeline_fill_stretches(frame->document, axis, columns, stretches);
    draw_band(frame, axis, plot, stretches, columns);
    draw_rest(frame, axis, plot, stretches, columns,
              stores->own ? stretches[0].rest : balance_at_rest(stores->order, (int64_t)first - 1));
}

// ---- a balance a worker --------------------------------------------------------------------------------------------

static bool is_private(const struct document *document)
{
    return experiment_of(&document->recording)->memory == MEMORY_PRIVATE;
}

// A worker's own balance takes up what it adds and gives it back.
static struct plot own_plot(const struct frame *frame, struct rect rect, uint32_t worker)
{
    const int32_t amount = experiment_of(&frame->document->recording)->amounts[worker];
    return (struct plot){ rect,
                          { amount < 0 ? amount : 0, amount > 0 ? amount : 0 },
                          theme_worker(frame->theme, (int)worker)->fill };
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
        const struct stores stores = { &balance_story(document)->order, &balance_story(document)->own_stores, w };
        draw_plot(frame, axis, &plot, &stores);
    }
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    if (is_private(frame->document)) {
        draw_balances(frame, axis, row);
        return;
    }
    const struct stores stores = { .order = &balance_story(frame->document)->order };
    const struct plot plot = { row->rect, balance_range(stores.order, axis), frame->theme->marks[MARK_CURVE] };
    draw_plot(frame, axis, &plot, &stores);
}

// ---- labels --------------------------------------------------------------------------------------------------------

// The word, and at their heights 0 and the ends of what is in sight; the word stands where they leave room.
static void draw_label(struct frame *frame, struct rect rect, const struct plot *plot)
{
    const int32_t values[] = { 0, plot->range.high, plot->range.low };
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f, zero = balance_y(plot, 0),
                high = balance_y(plot, plot->range.high), low = balance_y(plot, plot->range.low);
    const float above = zero - high, below = low - zero;
    float word = rect_centre(rect).y;
    if (fabsf(word - zero) < line && (above > 0 || below > 0)) // where it never moved the name has all the row
        word = above >= below ? zero - fmaxf(above / 2, line) : zero + fmaxf(below / 2, line);
    timeline_words_draw(frame, rect_of(rect.x, word - line / 2, rect.width, line),
                        text_of(frame->language, TEXT_BALANCE_ID), TEXT_SOFT);
    for (int i = 0; i < 3; i++) {
        char value[TEXT_NUMBER_BYTES];
        const float y = balance_y(plot, values[i]);
        // In a low row it would reach into the next.
        const float reach = line * 0.46f - 2.5f * frame->scale.u;
        if (y - reach < rect.y || y + reach > rect_bottom(rect))
            continue;
        if (fabsf(y - word) >= line && (i == 0 || fabsf(y - zero) >= line))
            timeline_words_draw(frame, rect_of(rect.x, y - line / 2, rect.width, line), text_grouped(value, values[i]),
                                TEXT_FAINT);
    }
}

// From where it goes to where: beside its ends, or where these leave no room in one line.
static void draw_ends(struct frame *frame, struct rect lane, const struct plot *plot)
{
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f, reach = line * 0.46f - 2.5f * frame->scale.u;
    const char *low = words_number(frame, plot->range.low), *high = words_number(frame, plot->range.high);
    const float top = balance_y(plot, plot->range.high), foot = balance_y(plot, plot->range.low);
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
        const struct plot plot = { row->rect, balance_range(&balance_story(frame->document)->order, axis), { 0 } };
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
        words = arena_printf(frame->arena, "%s%s%s %s", words, w > 0 ? "  ·  " : "", words_name(frame, w),
                             words_number(frame, own_stores_balance(&balance_story(document)->own_stores,
                                                                    &balance_story(document)->order, w, position)));
    return FILL(TEXT_TIMELINE_TIP_BALANCES_ID, words ? words : "", words_number(frame, position + 1));
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct balance_story *story = balance_story(frame->document);
    const int64_t position = order_position_at(&story->order, ns);
    (void)axis;
    if (is_private(frame->document))
        return balances_words(frame, row, position);
    return FILL(TEXT_TIMELINE_TIP_BALANCE_ID, words_number(frame, order_balance_at(&story->order, position)),
                words_number(frame, position + 1),
                words_number(frame, (int64_t)overwrites_lost_until(&story->overwrites, position)));
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    (void)row;
    return text_of(frame->language,
                   is_private(frame->document) ? TEXT_TIMELINE_ROW_BALANCES_ID : TEXT_TIMELINE_ROW_BALANCE_ID);
}

// ---- search --------------------------------------------------------------------------------------------------------

// The nearest store after (or before) the playhead that left this balance.
static bool find_balance(const struct document *document, int64_t value, int direction, int64_t position,
                         int64_t *found)
{
    if (!balance_story(document))
        return false;
    const int64_t stores = (int64_t)balance_story(document)->order.stores;
    for (int64_t p = position + direction; p >= 0 && p < stores; p += direction) {
        if (order_balance_at(&balance_story(document)->order, p) == value) {
            *found = p;
            return true;
        }
    }
    return false;
}

// A number, "−5" as it is shown here or "-5" as it is typed: the next store that left this balance.
static bool find(struct model *model, const struct document *document, const char *word, int direction)
{
    const bool minus = strncmp(word, "−", strlen("−")) == 0;
    const char *digits = minus ? word + strlen("−") : word;
    char *end;
    int64_t position;
    const long value = strtol(digits, &end, 10);
    if (end == digits || *end)
        return false;
    if (find_balance(document, minus ? -value : value, direction, playback_position(&model->playback, document),
                     &position))
        playback_seek_event(&model->playback, document,
                            order_event_of_store(&balance_story(document)->order, (uint64_t)position) + 1);
    return true;
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (balance_story(document))
        timeline_rows_add(rows, &timeline_balance_row, 0);
}

const struct timeline_row_kind timeline_balance_row = {
    .weight = 2,
    .takes_spare = true,
    .at_foot = true,
    .collect = collect,
    .draw = draw,
    .label = label,
    .explain = explain,
    .words = words,
    .find = find,
};
