// The balance as a curve and lost updates as marks, by columns.
#include "view/timeline_parts.h"
#include "view/words.h"

#include "base/text.h"

#include <math.h>

// Whether the whole run is in sight.
static bool is_whole(const struct document *document, const struct timeline_axis *axis)
{
    return axis->from_ns == document_from_ns(document) && axis->to_ns == document_to_ns(document);
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

// In pieces: where the playhead passes, only what it touches is painted anew.
static void draw_balance_curve(struct frame *frame, const struct point *points, size_t count)
{
    enum {
        PIECE_POINTS = 48
    };
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_CURVE], frame->scale.stroke_px * 0.7f);
    for (size_t from = 0; from + 1 < count; from += PIECE_POINTS - 1)
        draw_polyline(frame->list, points + from, count - from < PIECE_POINTS ? count - from : PIECE_POINTS, stroke);
}

// The balance in a column: what it ends with and its range; false where nothing was stored. Of the whole run it is known.
static bool balance_in(const struct document *document, const struct timeline_axis *axis, int column, int columns,
                       int64_t *position, struct order_range *range, int32_t *end)
{
    const struct order *order = &document->order;
    if (is_whole(document, axis))
        return density_balance(&document->density, column, columns, range, end);
    const float step = axis->width / (float)columns;
    const int64_t before = *position;
    *position = order_position_at(order, timeline_ns(axis, axis->x + (float)(column + 1) * step));
    *end = order_balance_at(order, *position);
    return *position > before && order_balance_range(order, (uint64_t)(before + 1), (uint64_t)(*position + 1), range);
}

void timeline_balance_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct order *order = &frame->document->order;
    const int columns = (int)(axis->width / (frame->scale.u > 1.6f ? 2 : 1));
    const struct order_range all = balance_range(order, axis);
    struct point *points = columns > 0 ? arena_get_array(frame->arena, 2 * (size_t)columns + 2, sizeof *points) : NULL;
    size_t count = 0;
    int64_t position = order_position_at(order, axis->from_ns);
    if (!points)
        return;
    const float zero = balance_y(row, &all, 0), step = axis->width / (float)columns;
    draw_line(frame->list, point_at(axis->x, zero), point_at(axis->x + axis->width, zero),
              stroke_solid(frame->theme->trims[TRIM_GRID], frame->scale.line_px));
    for (int i = 0; i < columns; i++) {
        struct order_range range;
        int32_t end;
        const bool moved = balance_in(frame->document, axis, i, columns, &position, &range, &end);
        const float x = axis->x + (float)i * step, y = balance_y(row, &all, end);
        if (moved) {
            const float low = balance_y(row, &all, range.low), high = balance_y(row, &all, range.high);
            if (low - high > 2) // up and down within the column
                points[count++] = point_at(x, fabsf(high - y) < fabsf(low - y) ? low : high);
        }
        points[count++] = point_at(x + step, y);
    }
    draw_balance_curve(frame, points, count);
}

// Lost updates in each column; of the whole run they are known.
static void count_lost(const struct document *document, const struct timeline_axis *axis, float step, int columns,
                       uint32_t *lost)
{
    const struct order *order = &document->order;
    if (is_whole(document, axis)) {
        density_columns(&document->density, false, columns, lost);
        return;
    }
    int64_t position = order_position_at(order, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        const int64_t next = order_position_at(order, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        lost[i] =
            next > position ? (uint32_t)order_lost_between(order, (uint64_t)(position + 1), (uint64_t)(next + 1)) : 0;
        position = next > position ? next : position;
    }
}

void timeline_lost_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const float step = floorf(2 * frame->scale.u) > 2 ? floorf(2 * frame->scale.u) : 2;
    const int columns = (int)(axis->width / step);
    uint32_t *lost = columns > 0 ? arena_get_array(frame->arena, (size_t)columns, sizeof *lost) : NULL;
    uint32_t most = 1;
    if (!lost || frame->document->figures.lost == 0)
        return;
    count_lost(frame->document, axis, step, columns, lost);
    for (int i = 0; i < columns; i++)
        most = lost[i] > most ? lost[i] : most;
    for (int i = 0; i < columns; i++) {
        const float height = row->rect.height * (0.35f + 0.65f * sqrtf((float)lost[i] / (float)most));
        if (lost[i] > 0)
            draw_rect(
                frame->list,
                rect_of(axis->x + (float)i * step, rect_bottom(row->rect) - height, step > 3 ? step - 1 : step, height),
                paint_solid(frame->theme->marks[MARK_LOST]));
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
        if (fabsf(y - word) >= line && (i == 0 || fabsf(y - zero) >= line))
            timeline_words_draw(frame, rect_of(rect.x, y - line / 2, rect.width, line), text_grouped(value, values[i]),
                                TEXT_FAINT);
    }
}
