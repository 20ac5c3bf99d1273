// Bars and arrows of the ledger's picture: who held what, from which store to which.
//
// A bar spans what was written meanwhile, and is red where that was anything: its value was stale when it was written.
#include "view/ledger/bars.h"

#include "document/document.h"
#include "view/ledger/words.h"
#include "view/looks/marks.h"
#include "view/ui/cell_words.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdlib.h>

struct span {
    float from, to; // upright
};

static struct span span_of(const struct hold *hold, const struct hold_bar *bar, const struct hold_column *column)
{
    const struct excerpt *excerpt = &hold->excerpt;
    const float half = hold->box_height / 2;
    const bool folded = bar->from_row >= 0 && bar->from_row < excerpt->count && excerpt->rows[bar->from_row].fold;
    const float from = bar->from_row < 0 ? hold->room.y
                       : folded          ? hold_y(hold, bar->from_row) + half + hold->bar_px
                                         : hold_load_y(hold, bar->from_row, column);
    const float foot = hold_y(hold, excerpt->count - 1) + hold->pitch / 2;
    return (struct span){ from, bar->row >= excerpt->count ? foot : hold_y(hold, bar->row) };
}

static struct colour colour_of(const struct frame *frame, const struct hold_bar *bar)
{
    return bar->stale ? frame->theme->marks[MARK_LOST] : theme_worker_line(frame->theme, (int)bar->task);
}

// The box's edge on the column's side, and the bar's edge on the box's.
static float box_edge(const struct hold *hold, int row, const struct hold_column *column)
{
    const struct rect box = hold_box(hold, row);
    return column->side < 0 ? box.x : rect_right(box);
}

static float bar_edge(const struct hold *hold, const struct hold_column *column)
{
    const float half = column->task < 0 ? hold->bar_px / 4 : hold->bar_px / 2;
    return column->x - (float)column->side * half;
}

static bool in_sight(const struct hold *hold, int row)
{
    return row >= 0 && row < hold->excerpt.count && !hold->excerpt.rows[row].fold;
}

static void draw_arrows(struct frame *frame, const struct hold *hold, const struct hold_bar *bar,
                        const struct hold_column *column)
{
    const float head = 11 * frame->scale.u, thin = frame->scale.stroke_px * 0.9f, edge = bar_edge(hold, column);
    if (in_sight(hold, bar->from_row) && bar->held) {
        const float y = hold_load_y(hold, bar->from_row, column);
        mark_arrow_straight(frame->list, point_at(box_edge(hold, bar->from_row, column), y), point_at(edge, y),
                            stroke_solid(frame->theme->marks[MARK_LINE], thin), head);
    }
    if (in_sight(hold, bar->row)) {
        const float y = hold_y(hold, bar->row);
        const struct colour colour = frame->theme->marks[bar->stale ? MARK_LOST : MARK_CURVE];
        const struct point box = point_at(box_edge(hold, bar->row, column), y), from = point_at(edge, y);
        mark_arrow_straight(frame->list, from, box, stroke_solid(colour, thin * 1.4f), head * 1.3f);
        if (!bar->held && bar->reads)
            mark_head(frame->list, from, (float)column->side, 0, head, colour);
    }
}

// Beside the bar, away from the balance; where arrows to a column beyond pass there, between two rows.
static float label_y(const struct hold *hold, const struct hold_bar *bar, const struct hold_column *column,
                     struct span span)
{
    const float middle = (span.from + span.to) / 2;
    const int last = bar->row < hold->excerpt.count ? bar->row : hold->excerpt.count;
    if (column->outer || last - bar->from_row < 2)
        return middle;
    int row = bar->from_row > 0 ? bar->from_row : 0;
    while (row + 1 < last && hold_y(hold, row + 1) < middle)
        row++;
    return (hold_y(hold, row) + hold_y(hold, row + 1) + hold->box_height / 2) / 2;
}

static const char *fitting(struct frame *frame, const char *text, struct text_style style, float room_px)
{
    return text && draw_text_width(frame->list, text, style) <= room_px ? text : NULL;
}

// Where it was read, where that is not where it is stored; "" where it is.
static const char *load_line(struct frame *frame, const struct cell_history *cell, const struct hold_bar *bar)
{
    const uint32_t load = cell->kind->place(cell->of, bar->at, true),
                   store = cell->kind->place(cell->of, bar->at, false);
    if (load == PLACE_NOWHERE || words_place_is_same(&frame->document->recording, load, store))
        return "";
    return words_line(frame, load);
}

static const char *beside(struct frame *frame, const char *line, const char *time)
{
    return !*line ? time : time ? arena_printf(frame->arena, "%s  %s", line, time) : line;
}

static void draw_label(struct frame *frame, const struct hold *hold, const struct hold_bar *bar,
                       const struct hold_column *column, struct span span)
{
    const int worker = (int)bar->task;
    struct text_style value = ui_mono(frame, TYPE_BODY, TEXT_LOST), time = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float length = span.to - span.from, high = column->outer ? length : fminf(length, hold->pitch * 1.5f),
                gap = 5 * frame->scale.u + hold->bar_px;
    value.face = FACE_MONO_BOLD;
    value.figures = false;
    value.along = time.along = ALONG_MIDDLE;
    value.across = time.across = column->side < 0 ? ACROSS_RIGHT : ACROSS_LEFT;
    if (!bar->stale)
        value.colour = theme_worker(frame->theme, worker)->text;
    const char *line_at = load_line(frame, hold->cell, bar);
    const char *figure = fitting(frame, words_cell(frame, bar->parent_at), value, column->label_px);
    const char *said = fitting(frame, hold_gil_brief(frame, bar), time, column->label_px);
    if (!said)
        said = fitting(frame, beside(frame, line_at, hold_how_long(frame, bar, false)), time, column->label_px);
    if (!said)
        said = fitting(frame, hold_how_long(frame, bar, false), time, column->label_px);
    if (!said)
        said = fitting(frame, hold_how_long(frame, bar, true), time, column->label_px);
    const float line = draw_text_lines(frame->list, value).line_px, small = draw_text_lines(frame->list, time).line_px;
    const float y = label_y(hold, bar, column, span), x = column->x + (float)column->side * gap;
    // Arrows of those farther out go behind it.
    const bool both = figure && said && 1.08f * (line + small) <= high;
    const float width = fmaxf(figure ? draw_text_width(frame->list, figure, value) : 0,
                              both ? draw_text_width(frame->list, said, time) : 0),
                height = both ? line + small : line;
    if (both || (figure && 1.08f * line <= high))
        draw_box(frame->list, rect_of(column->side < 0 ? x - width : x, y - 0.46f * height, width, 0.92f * height), 0,
                 paint_solid(frame->theme->grounds[GROUND_PANEL]), stroke_none());
    if (both) {
        draw_text(frame->list, point_at(x, y - small / 2), figure, value);
        draw_text(frame->list, point_at(x, y + line / 2), said, time);
    } else if (figure && 1.08f * line <= high) {
        draw_text(frame->list, point_at(x, y), figure, value);
    }
}

// Too much to be told apart, as white on paper: then it gets an outline.
static bool is_like(struct colour a, struct colour b) { return abs(a.r - b.r) + abs(a.g - b.g) + abs(a.b - b.b) < 60; }

static void draw_bar(struct frame *frame, const struct hold *hold, const struct hold_bar *bar)
{
    const bool now = bar->at == hold->told[0] || bar->at == hold->told[1];
    const struct hold_column *column = hold_column(hold, bar->task);
    if (!column)
        return;
    draw_arrows(frame, hold, bar, column);
    if (!bar->held)
        return;
    const struct span span = span_of(hold, bar, column);
    const bool others = column->task < 0;
    // Of all others together the bars may cover each other: thin, and a little apart.
    const float width = others ? hold->bar_px / 3 : hold->bar_px,
                x = others ? column->x + (float)(bar->task % 3) * 1.5f * width : column->x;
    const struct rect rect = rect_of(x - width / 2, span.from, width, fmaxf(span.to - span.from, 2));
    const struct colour colour = colour_of(frame, bar);
    draw_box(frame->list, rect, width / 2, paint_solid(colour),
             is_like(colour, frame->theme->grounds[GROUND_PANEL])
                 ? stroke_solid(frame->theme->outline, frame->scale.line_px)
                 : stroke_none());
    if (others)
        return;
    if (now)
        draw_box(frame->list, rect_inset(rect, -2 * frame->scale.stroke_px), width, paint_none(),
                 stroke_solid(frame->theme->marks[MARK_PLAYHEAD], frame->scale.stroke_px));
    ui_hit(frame, (struct hit){ .rect = rect_inset(rect, -0.2f * width),
                                .id = ui_id("held", bar->at),
                                .kind = HIT_PRESS,
                                .action = ACTION_LEDGER_GO,
                                .argument = bar->at,
                                .tip = hold_bar_tip(frame, bar) });
}

// Once all arrows are there.
static void draw_label_of(struct frame *frame, const struct hold *hold, const struct hold_bar *bar)
{
    const struct hold_column *column = hold_column(hold, bar->task);
    if (column && bar->held && column->task >= 0)
        draw_label(frame, hold, bar, column, span_of(hold, bar, column));
}

static bool is_among(uint32_t task, const uint32_t *tasks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (tasks[i] == task)
            return true;
    return false;
}

// How long the only one that wrote in a fold was alone.
static void draw_alone(struct frame *frame, const struct hold *hold, int row, const struct hold_column *column)
{
    const struct cell_history *cell = hold->cell;
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    const uint64_t ns =
        cell->kind->ns(cell->of, at->to - 1) - cell->kind->ns(cell->of, at->from > 0 ? at->from - 1 : 0);
    const bool timed = cell->kind->timed(cell->of, at->to - 1, false) &&
                       cell->kind->timed(cell->of, at->from > 0 ? at->from - 1 : 0, false);
    const char *time = timed ? words_time(frame, ns) : FILL(TEXT_ABOUT_ID, words_time(frame, ns));
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const char *name = words_called(frame, (uint32_t)column->task);
    const char *text = fitting(frame, FILL(TEXT_LEDGER_ALONE_ID, time, name), style, column->label_px);
    style.along = ALONG_MIDDLE;
    style.across = column->side < 0 ? ACROSS_RIGHT : ACROSS_LEFT;
    text = text ? text : fitting(frame, time, style, column->label_px);
    if (text)
        draw_text(frame->list,
                  point_at(column->x + (float)column->side * (hold->bar_px + 5 * frame->scale.u), hold_y(hold, row)),
                  text, style);
}

// Of a fold: a dotted bar for each that wrote in it.
static void draw_folded(struct frame *frame, const struct hold *hold, int row)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    uint32_t tasks[TASKS_SEEN];
    const uint32_t all = hold->cell->kind->tasks_between(hold->cell->of, at->from, at->to, tasks, TASKS_SEEN);
    const float radius = hold->bar_px / 2, step = hold->bar_px * 1.55f;
    const float top = row > 0 ? hold_y(hold, row - 1) + hold->box_height * 0.55f : hold->room.y,
                foot = hold_y(hold, row) + hold->box_height / 2;
    for (int i = 0; i < hold->count; i++) {
        const struct hold_column *column = &hold->columns[i];
        if (column->task < 0 || !is_among((uint32_t)column->task, tasks, all < TASKS_SEEN ? all : TASKS_SEEN))
            continue;
        for (float y = foot - radius; y >= top + radius; y -= step)
            draw_disc(frame->list, point_at(column->x, y), radius,
                      paint_solid(theme_worker_line(frame->theme, column->task)), stroke_none());
        if (all == 1 && cell_tells_when(hold->cell))
            draw_alone(frame, hold, row, column);
    }
}

void hold_bars_draw(struct frame *frame, const struct hold *hold)
{
    struct hold_bar open[TASKS_SEEN], bar;
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold->excerpt.rows[i].fold)
            draw_folded(frame, hold, i);
    const int count = hold_bars_open(hold, open);
    for (int i = 0; i < count; i++)
        draw_bar(frame, hold, &open[i]);
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold_bar_of(hold, i, &bar))
            draw_bar(frame, hold, &bar);
    for (int i = 0; i < count; i++)
        draw_label_of(frame, hold, &open[i]);
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold_bar_of(hold, i, &bar))
            draw_label_of(frame, hold, &bar);
}
