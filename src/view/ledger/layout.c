// Where everything of the ledger's picture stands: rows by what there is to show, columns by who wrote in them.
#include "view/ledger/layout.h"

#include "document/document.h"
#include "view/ledger/ledger_model.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdlib.h>

// ---- rows ----------------------------------------------------------------------------------------------------------

float hold_y(const struct hold *hold, int row)
{
    return floorf(hold->room.y + ((float)row + 0.5f) * hold->pitch + (row > hold->extra_row ? hold->extra : 0));
}

float hold_load_y(const struct hold *hold, int row, const struct hold_column *column)
{
    return hold_y(hold, row) + hold->box_height * (0.27f + 0.14f * (float)column->lane);
}

float hold_spine(const struct hold *hold, uint32_t task)
{
    const struct hold_column *column = hold_column(hold, task);
    return hold->middle + (hold->cell->is_private && column ? (float)column->side * hold->box_px * 0.6f : 0);
}

struct rect hold_box(const struct hold *hold, int row)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    const float width = at->fold ? hold->fold_px : hold->box_px;
    const float middle = at->fold || at->from < 0 ? hold->middle : hold_spine(hold, cell_task(hold->cell, at->from));
    return rect_of(floorf(middle - width / 2), hold_y(hold, row) - hold->box_height / 2, width, hold->box_height);
}

const struct hold_column *hold_column(const struct hold *hold, uint32_t task)
{
    return hold->column_of[task] < 0 ? NULL : &hold->columns[hold->column_of[task]];
}

// ---- bars ----------------------------------------------------------------------------------------------------------

static struct hold_bar bar_of(const struct hold *hold, int64_t at)
{
    const struct cell_history *cell = hold->cell;
    const int64_t parent_at = cell_parent(cell, at);
    return (struct hold_bar){
        .task = cell_task(cell, at),
        .parent_at = parent_at,
        .at = at,
        .from_row = excerpt_find(&hold->excerpt, parent_at),
        .row = excerpt_find(&hold->excerpt, at),
        .reads = cell_reads(cell, at),
        .held = !cell->one_step && cell_holds(cell, at),
        .stale = !cell->is_private && cell_holds(cell, at) && parent_at != at - 1,
    };
}

bool hold_bar_of(const struct hold *hold, int row, struct hold_bar *bar)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    if (at->fold || at->from < 0)
        return false;
    *bar = bar_of(hold, at->from);
    return true;
}

int hold_bars_open(const struct hold *hold, struct hold_bar bars[TASKS_SEEN])
{
    const struct cell_history *cell = hold->cell;
    const int64_t last = hold->excerpt.rows[hold->excerpt.count - 1].to - 1;
    int64_t next[TASKS_SEEN];
    const uint32_t found = cell->kind->next_stores(cell->of, last, next, TASKS_SEEN);
    int count = 0;
    for (uint32_t i = 0; i < found; i++) {
        bars[count] = bar_of(hold, next[i]);
        const struct hold_bar *bar = &bars[count];
        count += hold_column(hold, bar->task) && bar->held && bar->from_row < hold->excerpt.count &&
                 bar->row == hold->excerpt.count;
    }
    return count;
}

// ---- columns -------------------------------------------------------------------------------------------------------

struct seats {
    uint32_t tasks[TASKS_SEEN]; // the pair first, then the others that wrote in sight
    int count, more;            // and others that are no longer told one by one
};

static void seat(struct seats *seats, uint32_t task)
{
    for (int i = 0; i < seats->count; i++)
        if (seats->tasks[i] == task)
            return;
    if (seats->count < TASKS_SEEN)
        seats->tasks[seats->count++] = task;
}

static void seat_pair(struct seats *seats, uint32_t a, uint32_t b)
{
    seat(seats, a < b ? a : b);
    seat(seats, a < b ? b : a);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

// Those that wrote in rows of their own, in their order; then those that folds hide.
static void seat_rows(const struct hold *hold, struct seats *seats)
{
    uint32_t wrote[EXCERPT_ROWS];
    size_t count = 0;
    for (int i = 0; i < hold->excerpt.count; i++)
        if (!hold->excerpt.rows[i].fold && hold->excerpt.rows[i].from >= 0)
            wrote[count++] = cell_task(hold->cell, hold->excerpt.rows[i].from);
    qsort(wrote, count, sizeof *wrote, by_number);
    for (size_t i = 0; i < count; i++)
        seat(seats, wrote[i]);
}

static void seat_folds(const struct hold *hold, struct seats *seats)
{
    uint32_t hidden[TASKS_SEEN * 2];
    size_t count = 0;
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct excerpt_row *row = &hold->excerpt.rows[i];
        if (!row->fold)
            continue;
        const uint32_t all =
            hold->cell->kind->tasks_between(hold->cell->of, row->from, row->to, hidden + count, TASKS_SEEN);
        const int more = all > TASKS_SEEN ? (int)(all - TASKS_SEEN) : 0;
        seats->more = more > seats->more ? more : seats->more;
        count += all < TASKS_SEEN ? all : TASKS_SEEN;
        qsort(hidden, count, sizeof *hidden, by_number);
        size_t kept = 0;
        for (size_t k = 0; k < count; k++)
            if (kept == 0 || hidden[kept - 1] != hidden[k])
                hidden[kept++] = hidden[k];
        count = kept < TASKS_SEEN ? kept : TASKS_SEEN;
    }
    for (size_t i = 0; i < count; i++)
        seat(seats, hidden[i]);
}

static void find_seats(const struct frame *frame, const struct hold *hold, struct seats *seats)
{
    const uint32_t tasks = frame->document->recording.task_count;
    if (hold->collision)
        seat_pair(seats, cell_task(hold->cell, hold->focus->overwriter.position),
                  cell_task(hold->cell, hold->focus->overwriter.position - 1));
    for (uint32_t w = 0; w < tasks && tasks <= 2; w++)
        seat(seats, w);
    seat_rows(hold, seats);
    seat_folds(hold, seats);
}

// How far from the word's middle the column of a lane stands.
struct lanes {
    float inner, outer; // of the first and of the last, where there is more than one
    float label_px;     // beside the outer
    int most;           // on one side
};

static struct lanes lanes_of(struct frame *frame, const struct hold *hold, int seats)
{
    const float u = frame->scale.u, half = hold->room.width / 2;
    const float longest = draw_text_width(frame->list, FILL(TEXT_LEDGER_OFF_CPU_ID, words_time(frame, 9990000)),
                                          ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    const float least =
        draw_text_width(frame->list, words_cell_time(frame, 9990000), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    const float edge = (hold->cell->is_private ? hold->box_px * 1.1f : fmaxf(hold->box_px, hold->fold_px) / 2) + 46 * u;
    const float step = fmaxf(least, 4 * frame->scale.type[TYPE_BODY]) + 2 * hold->bar_px;
    struct lanes lanes = { .inner = edge, .most = (int)((half - edge) / step) };
    lanes.most = lanes.most > COLUMNS_MOST / 2 ? COLUMNS_MOST / 2 : lanes.most;
    lanes.most = lanes.most > 1 ? lanes.most : seats > 2 ? 2 : 1; // all others need a place beside the pair
    const float wanted = longest + 3 * hold->bar_px;
    lanes.outer = fmaxf(edge, half - wanted);
    if (lanes.most > 1)
        lanes.outer = fmaxf(lanes.outer, edge + step);
    lanes.outer = fminf(lanes.outer, half - 2 * hold->bar_px);
    return lanes;
}

static void place_columns(const struct frame *frame, struct hold *hold, const struct lanes *lanes, const int *on_side)
{
    const float half = hold->room.width / 2, alone = 295 * frame->scale.u;
    for (int i = 0; i < hold->count; i++) {
        struct hold_column *column = &hold->columns[i];
        const int lanes_here = on_side[column->side > 0];
        float away = fminf(lanes->outer, fmaxf(alone, lanes->inner)), room = half - away;
        column->outer = column->lane == lanes_here - 1;
        if (lanes_here > 1) {
            const float step = (lanes->outer - lanes->inner) / (float)(lanes_here - 1);
            away = lanes->inner + step * (float)column->lane;
            room = column->outer ? half - away : step;
        }
        column->x = floorf(hold->middle + (float)column->side * away);
        column->label_px = room - 1.5f * hold->bar_px - 8 * frame->scale.u;
    }
}

// The pair next to the balance, the others outside, in turn right and left; who finds no place goes into the last.
static void seat_columns(struct frame *frame, struct hold *hold)
{
    struct seats seats = { .count = 0, .more = 0 };
    int on_side[2] = { 0, 0 };
    find_seats(frame, hold, &seats);
    const struct lanes lanes = lanes_of(frame, hold, seats.count);
    const int most = 2 * lanes.most;
    hold->count = 0;
    for (uint32_t w = 0; w < frame->document->recording.task_count; w++)
        hold->column_of[w] = -1;
    for (int i = 0; i < seats.count; i++) {
        if (hold->count == most) {
            struct hold_column *last = &hold->columns[most - 1];
            last->others = last->task < 0 ? last->others + 1 : 2 + seats.more;
            last->task = -1;
            hold->column_of[seats.tasks[i]] = (int16_t)(most - 1);
            continue;
        }
        const int right = i < 2 ? i : (i % 2 == 0);
        hold->columns[hold->count] =
            (struct hold_column){ .task = (int)seats.tasks[i], .side = right ? 1 : -1, .lane = on_side[right]++ };
        hold->column_of[seats.tasks[i]] = (int16_t)hold->count++;
    }
    place_columns(frame, hold, &lanes, on_side);
}

// ---- all -----------------------------------------------------------------------------------------------------------

// Of processes that share nothing: the one that wrote last, and its neighbour.
static void pair_at(const struct document *document, const struct hold *hold, uint32_t pair[2])
{
    const uint32_t count = document->recording.task_count;
    const int64_t position = hold->present->position;
    const uint32_t task = position < 0 ? 0 : cell_task(hold->cell, position);
    const uint32_t first = task / 2 * 2 + 1 < count || task == 0 ? task / 2 * 2 : task - 1;
    pair[0] = first;
    pair[1] = first + 1;
}

static void choose_rows(struct frame *frame, struct hold *hold)
{
    const float u = frame->scale.u, type = frame->scale.type[TYPE_BODY];
    const float wanted = fmaxf(66 * u, 4.3f * type), least = fmaxf(26 * u, 1.6f * type);
    int rows = (int)(hold->room.height / wanted);
    const int most = (int)(hold->room.height / least);
    rows = rows < 8 ? (most < 8 ? most : 8) : rows;
    rows = rows > EXCERPT_ROWS / 2 ? EXCERPT_ROWS / 2 : rows;
    uint32_t pair[2];
    pair_at(frame->document, hold, pair);
    if (hold->collision)
        excerpt_of_collision(&hold->excerpt, frame->document, hold->focus, frame->model->ledger, rows,
                             most > rows ? most : rows);
    else
        excerpt_at(&hold->excerpt, frame->document, hold->present->position, pair, rows);
}

static float widest_value(struct frame *frame, const struct hold *hold, struct text_style style)
{
    float widest = 0;
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct excerpt_row *row = &hold->excerpt.rows[i];
        if (!row->fold)
            widest = fmaxf(widest, draw_text_width(frame->list, words_cell(frame, row->from), style));
    }
    return widest;
}

// Close rows leave less between the boxes, so that the figures keep their size.
static float box_height(const struct frame *frame, float pitch)
{
    const float type = frame->scale.type[TYPE_BODY], wanted = fmaxf(34 * frame->scale.u, 1.9f * type);
    return floorf(fminf(wanted, pitch * (pitch < 2.6f * type ? 0.76f : 0.62f)));
}

static void size_rows(struct frame *frame, struct hold *hold)
{
    const float u = frame->scale.u, type = frame->scale.type[TYPE_BODY];
    const int count = hold->excerpt.count > 0 ? hold->excerpt.count : 1;
    const float most = fmaxf(88 * u, 5.2f * type);
    hold->pitch = fminf(most, (hold->room.height - hold->extra) / (float)count);
    hold->box_height = box_height(frame, hold->pitch);
    hold->bar_px = floorf(fmaxf(4, 8 * u * (frame->scale.lecture ? 1.4f : 1)));
    const float value = widest_value(frame, hold, ui_mono(frame, TYPE_BODY, TEXT_MAIN));
    hold->box_px = floorf(fminf(fmaxf(146 * u, value + 2.2f * hold->box_height), hold->room.width * 0.34f));
    hold->fold_px = floorf(fminf(fmaxf(228 * u, 15.5f * type), hold->room.width * 0.42f));
    hold->middle = floorf(hold->room.x + hold->room.width / 2);
}

void hold_make_room(const struct frame *frame, struct hold *hold)
{
    hold->pitch = fminf(hold->pitch, (hold->room.height - hold->extra) / (float)hold->excerpt.count);
    hold->box_height = box_height(frame, hold->pitch);
}

bool hold_lay_out(struct frame *frame, struct hold *hold, struct rect room)
{
    hold->room = room;
    hold->extra = 0;
    hold->extra_row = EXCERPT_ROWS;
    hold->column_of = arena_get_array(frame->arena, frame->document->recording.task_count, sizeof *hold->column_of);
    if (!hold->column_of || room.height < 5 * frame->scale.type[TYPE_BODY] ||
        room.width < 12 * frame->scale.type[TYPE_BODY])
        return false;
    choose_rows(frame, hold);
    if (hold->excerpt.count == 0)
        return false;
    size_rows(frame, hold);
    seat_columns(frame, hold);
    return true;
}

// ---- room for words -------------------------------------------------------------------------------------------------

static void keep_clear(const struct hold *hold, const struct hold_bar *bar, int row, int side, struct hold_side *clear)
{
    const struct hold_column *column = hold_column(hold, bar->task);
    if (!column || column->side != side || bar->from_row > row || bar->row < row)
        return;
    const float away = fabsf(column->x - hold->middle) - 1.5f * hold->bar_px;
    clear->arrows = clear->arrows || bar->from_row == row || bar->row == row;
    clear->beside_px = fminf(clear->beside_px, away);
    if (bar->row > row)
        clear->below_px = fminf(clear->below_px, away);
}

struct hold_side hold_side_of(const struct hold *hold, int row, int side)
{
    const float half = hold->room.width / 2;
    struct hold_side clear = { false, half, half };
    struct hold_bar open[TASKS_SEEN], bar;
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold_bar_of(hold, i, &bar))
            keep_clear(hold, &bar, row, side, &clear);
    const int count = hold_bars_open(hold, open);
    for (int i = 0; i < count; i++)
        keep_clear(hold, &open[i], row, side, &clear);
    return clear;
}
