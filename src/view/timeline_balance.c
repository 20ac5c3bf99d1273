// The balance and lost updates by columns: a quiet band from the least to the most that a column's stores left, in it a line,
// the balance at rest; lost updates as heat, by the share of a column's updates that was lost. Where a store has pixels of its
// own the balance is drawn store by store.
#include "view/timeline_parts.h"
#include "view/words.h"

#include "base/text.h"

#include <math.h>

// Whether it is the extent that is in sight: of that the columns are known.
static bool is_extent(const struct document *document, const struct timeline_axis *axis)
{
    return axis->from_ns == document->extent.from_ns && axis->to_ns == document->extent.to_ns;
}

// Every column's stretch.
static void fill_stretches(const struct document *document, const struct timeline_axis *axis, int columns,
                           struct stretch *stretches)
{
    const struct order *order = &document->order;
    const float step = axis->width / (float)columns;
    const bool known = is_extent(document, axis);
    int64_t position = order_position_at(order, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        if (known) {
            stretches[i] = density_stretch(&document->density, i, columns);
            continue;
        }
        const int64_t next = order_position_at(order, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        stretches[i] = stretch_of(order, (uint64_t)(position + 1), (uint64_t)((next > position ? next : position) + 1));
        position = next > position ? next : position;
    }
}

static float balance_y(const struct timeline_row *row, const struct order_range *range, int32_t value)
{
    const float pad = row->rect.height * 0.1f, height = row->rect.height - 2 * pad;
    const double span = (double)range->high - range->low;
    return rect_bottom(row->rect) - pad -
           (span > 0 ? (float)(((double)value - range->low) / span) * height : height / 2);
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

static void draw_curve_pieces(struct frame *frame, const struct point *points, size_t count)
{
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_CURVE], frame->scale.stroke_px * 0.7f);
    for (size_t from = 0; from + 1 < count; from += PIECE_POINTS - 1)
        draw_polyline(frame->list, points + from, count - from < PIECE_POINTS ? count - from : PIECE_POINTS, stroke);
}

// Store by store: level until the next.
static void draw_steps(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                       const struct order_range *all)
{
    const struct order *order = &frame->document->order;
    const int64_t first = order_position_at(order, axis->from_ns), last = order_position_at(order, axis->to_ns);
    struct point *points = arena_get_array(frame->arena, 2 * (size_t)(last - first) + 2, sizeof *points);
    size_t count = 0;
    float y = balance_y(row, all, order_balance_at(order, first));
    if (!points)
        return;
    points[count++] = point_at(axis->x, y);
    for (int64_t p = first + 1; p <= last; p++) {
        const float x = timeline_x(axis, order->times_ns[p]);
        points[count++] = point_at(x, y);
        y = balance_y(row, all, order_balance_at(order, p));
        points[count++] = point_at(x, y);
    }
    points[count++] = point_at(axis->x + axis->width, y);
    draw_curve_pieces(frame, points, count);
}

// Between the least and the most of each column.
static void draw_band(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                      const struct order_range *all, const struct stretch *stretches, int columns)
{
    const struct theme *theme = frame->theme;
    const struct paint paint =
        paint_solid(colour_over(theme->grounds[GROUND_PANEL], theme->marks[MARK_CURVE], theme->kind ? 0.2f : 0.16f));
    const float step = axis->width / (float)columns;
    for (int from = 0; from < columns; from += PIECE_POINTS) {
        const int count = columns - from < PIECE_POINTS ? columns - from : PIECE_POINTS;
        struct point points[4 * PIECE_POINTS];
        for (int i = 0; i < count; i++) {
            const struct stretch *stretch = &stretches[from + i];
            // On whole pixels, so that pieces meet without a seam.
            const float left = floorf(axis->x + (float)(from + i) * step),
                        right = floorf(axis->x + (float)(from + i + 1) * step);
            const float high = balance_y(row, all, stretch->range.high), low = balance_y(row, all, stretch->range.low);
            points[2 * i] = point_at(left, high);
            points[2 * i + 1] = point_at(right, high);
            points[4 * count - 1 - 2 * i] = point_at(left, low);
            points[4 * count - 2 - 2 * i] = point_at(right, low);
        }
        draw_polygon(frame->list, points, 4 * (size_t)count, paint, stroke_none());
    }
}

// The balance at rest, every so many columns.
static void draw_rest(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                      const struct order_range *all, const struct stretch *stretches, int columns)
{
    enum {
        STRIDE = 3
    };
    const struct order *order = &frame->document->order;
    const float step = axis->width / (float)columns;
    struct point *points = arena_get_array(frame->arena, (size_t)columns / STRIDE + 3, sizeof *points);
    size_t count = 0;
    if (!points)
        return;
    points[count++] =
        point_at(axis->x, balance_y(row, all, balance_at_rest(order, order_position_at(order, axis->from_ns))));
    for (int i = STRIDE - 1; i < columns; i += STRIDE)
        points[count++] = point_at(axis->x + (float)(i + 1) * step, balance_y(row, all, stretches[i].rest));
    points[count++] = point_at(axis->x + axis->width, balance_y(row, all, stretches[columns - 1].rest));
    draw_curve_pieces(frame, points, count);
}

void timeline_balance_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct order *order = &frame->document->order;
    const float step = floorf(1.6f * frame->scale.u) > 2 ? floorf(1.6f * frame->scale.u) : 2;
    const int columns = (int)(axis->width / step);
    const struct order_range all = balance_range(order, axis);
    const int64_t stores = order_position_at(order, axis->to_ns) - order_position_at(order, axis->from_ns);
    const float zero = balance_y(row, &all, 0);
    draw_line(frame->list, point_at(axis->x, zero), point_at(axis->x + axis->width, zero),
              stroke_solid(frame->theme->trims[TRIM_GRID], frame->scale.line_px));
    if (stores <= columns / 2) {
        draw_steps(frame, axis, row, &all);
        return;
    }
    struct stretch *stretches = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *stretches) : NULL;
    if (!stretches)
        return;
    fill_stretches(frame->document, axis, columns, stretches);
    draw_band(frame, axis, row, &all, stretches, columns);
    draw_rest(frame, axis, row, &all, stretches, columns);
}

// ---- lost updates --------------------------------------------------------------------------------------------------

float timeline_lost_step(const struct frame *frame)
{
    const float step = floorf(8 * frame->scale.u);
    return step > 4 ? step : 4;
}

// As heat: the more of a column's updates were lost, the stronger.
void timeline_lost_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const int columns = (int)(axis->width / timeline_lost_step(frame));
    struct stretch *stretches = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *stretches) : NULL;
    const float middle = rect_centre(row->rect).y;
    draw_rect(frame->list, rect_of(axis->x, middle, axis->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_GRID]));
    if (!stretches || frame->document->figures.lost == 0)
        return;
    fill_stretches(frame->document, axis, columns, stretches);
    const float stride = axis->width / (float)columns, gap = stride > 6 ? 1 : 0;
    for (int i = 0; i < columns; i++) {
        if (stretches[i].lost == 0)
            continue;
        const float share = (float)stretches[i].lost / (float)stretches[i].stores;
        const float left = floorf(axis->x + (float)i * stride), right = floorf(axis->x + (float)(i + 1) * stride);
        draw_rect(frame->list, rect_of(left, row->rect.y, right - left - gap, row->rect.height),
                  paint_solid(colour_faded(frame->theme->marks[MARK_LOST], (uint8_t)(60 + 195 * sqrtf(share)))));
    }
}

// The word, and at their heights 0 and the ends of what is in sight; the word stands where they leave room.
void timeline_balance_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                                 const struct timeline_row *row)
{
    const struct order_range range = balance_range(&frame->document->order, axis);
    const int32_t values[] = { 0, range.high, range.low };
    const float line = frame->scale.type[TYPE_SMALL] * 1.3f, zero = balance_y(row, &range, 0),
                high = balance_y(row, &range, range.high), low = balance_y(row, &range, range.low);
    const float above = zero - high, below = low - zero;
    float word = rect_centre(rect).y;
    if (fabsf(word - zero) < line)
        word = above >= below ? zero - fmaxf(above / 2, line) : zero + fmaxf(below / 2, line);
    timeline_words_draw(frame, rect_of(rect.x, word - line / 2, rect.width, line),
                        text_of(frame->language, TEXT_BALANCE_ID), TEXT_SOFT);
    for (int i = 0; i < 3; i++) {
        char value[TEXT_NUMBER_BYTES];
        const float y = balance_y(row, &range, values[i]);
        // In a low row it would reach into the next.
        const float reach = line * 0.46f - 2.5f * frame->scale.u;
        if (y - reach < rect.y || y + reach > rect_bottom(rect))
            continue;
        if (fabsf(y - word) >= line && (i == 0 || fabsf(y - zero) >= line))
            timeline_words_draw(frame, rect_of(rect.x, y - line / 2, rect.width, line), text_grouped(value, values[i]),
                                TEXT_FAINT);
    }
}
