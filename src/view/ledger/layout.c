// Where everything of the ledger's picture stands: rows by what there is to show, columns by who wrote in them.
#include "view/ledger/layout.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/ledger/ledger_model.h"
#include "view/ui/words.h"

#include <math.h>

// ---- rows ----------------------------------------------------------------------------------------------------------

float hold_y(const struct hold *hold, int row)
{
    return floorf(hold->room.y + ((float)row + 0.5f) * hold->pitch + (row > hold->extra_row ? hold->extra : 0));
}

float hold_load_y(const struct hold *hold, int row, const struct hold_column *column)
{
    return hold_y(hold, row) + hold->box_height * (0.27f + 0.14f * (float)column->lane);
}

float hold_spine(const struct hold *hold, uint32_t worker)
{
    const struct hold_column *column = hold_column(hold, worker);
    return hold->middle + (hold->private && column ? (float)column->side * hold->box_px * 0.6f : 0);
}

struct rect hold_box(const struct hold *hold, const struct document *document, int row)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    const float width = at->fold ? hold->fold_px : hold->box_px;
    const float middle = at->fold || at->from < 0
                             ? hold->middle
                             : hold_spine(hold, version_worker(balance_story(document)->order.versions[at->from]));
    return rect_of(floorf(middle - width / 2), hold_y(hold, row) - hold->box_height / 2, width, hold->box_height);
}

const struct hold_column *hold_column(const struct hold *hold, uint32_t worker)
{
    return hold->column_of[worker] < 0 ? NULL : &hold->columns[hold->column_of[worker]];
}

// ---- bars ----------------------------------------------------------------------------------------------------------

static struct hold_bar bar_of(const struct hold *hold, const struct document *document, uint32_t version, int64_t at)
{
    const int64_t parent_at = ledger_position(document, ledger_parent(&balance_story(document)->ledger, version));
    return (struct hold_bar){
        .version = version,
        .parent_at = parent_at,
        .at = at,
        .from_row = excerpt_find(&hold->excerpt, parent_at),
        .row = excerpt_find(&hold->excerpt, at),
        .stale = !hold->private && parent_at != at - 1,
    };
}

bool hold_bar_of(const struct hold *hold, const struct document *document, int row, struct hold_bar *bar)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    if (at->fold || at->from < 0)
        return false;
    *bar = bar_of(hold, document, balance_story(document)->order.versions[at->from], at->from);
    return true;
}

bool hold_bar_open(const struct hold *hold, const struct document *document, const uint64_t *counts, uint32_t worker,
                   struct hold_bar *bar)
{
    if (counts[worker] >= balance_updates(&document->recording, worker))
        return false;
    const uint32_t version = version_make(worker, (uint32_t)counts[worker]);
    *bar = bar_of(hold, document, version, ledger_position(document, version));
    return bar->from_row < hold->excerpt.count && bar->row == hold->excerpt.count;
}

void hold_row_counts(const struct document *document, const struct excerpt_row *row, uint64_t *counts)
{
    uint64_t before[WORKERS_MAX] = { 0 };
    order_counts_at(&balance_story(document)->order, row->from - 1, before);
    order_counts_at(&balance_story(document)->order, row->to - 1, counts);
    for (uint32_t w = 0; w < document->recording.task_count; w++)
        counts[w] -= before[w];
}

// ---- columns -------------------------------------------------------------------------------------------------------

struct seats {
    uint32_t workers[WORKERS_MAX]; // the pair first, then the others that wrote in sight
    int count;
};

static void seat(struct seats *seats, uint32_t worker)
{
    for (int i = 0; i < seats->count; i++)
        if (seats->workers[i] == worker)
            return;
    seats->workers[seats->count++] = worker;
}

static void seat_pair(struct seats *seats, uint32_t a, uint32_t b)
{
    seat(seats, a < b ? a : b);
    seat(seats, a < b ? b : a);
}

static void find_seats(const struct frame *frame, const struct hold *hold, struct seats *seats)
{
    const struct document *document = frame->document;
    const uint32_t workers = document->recording.task_count;
    uint64_t wrote = 0, hidden = 0;
    if (hold->collision)
        seat_pair(seats, version_worker(hold->focus->overwriter.version),
                  version_worker(hold->focus->overwriter.victim));
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct excerpt_row *row = &hold->excerpt.rows[i];
        uint64_t counts[WORKERS_MAX] = { 0 };
        if (!row->fold && row->from >= 0)
            wrote |= UINT64_C(1) << version_worker(balance_story(document)->order.versions[row->from]);
        if (row->fold)
            hold_row_counts(document, row, counts);
        for (uint32_t w = 0; row->fold && w < workers; w++)
            hidden |= (uint64_t)(counts[w] > 0) << w;
    }
    for (uint32_t w = 0; w < workers && workers <= 2; w++)
        seat(seats, w);
    for (uint32_t w = 0; w < workers; w++)
        if (wrote >> w & 1)
            seat(seats, w);
    for (uint32_t w = 0; w < workers; w++)
        if (hidden >> w & 1)
            seat(seats, w);
}

// How far from the balance's middle the column of a lane stands.
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
    const float least = draw_text_width(frame->list, words_time(frame, 9990000), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    const float edge = (hold->private ? hold->box_px * 1.1f : fmaxf(hold->box_px, hold->fold_px) / 2) + 46 * u;
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
    struct seats seats = { .count = 0 };
    int on_side[2] = { 0, 0 };
    find_seats(frame, hold, &seats);
    const struct lanes lanes = lanes_of(frame, hold, seats.count);
    const int most = 2 * lanes.most;
    hold->count = 0;
    for (int w = 0; w < WORKERS_MAX; w++)
        hold->column_of[w] = -1;
    for (int i = 0; i < seats.count; i++) {
        if (hold->count == most) {
            struct hold_column *last = &hold->columns[most - 1];
            last->others = last->worker < 0 ? last->others + 1 : 2;
            last->worker = -1;
            hold->column_of[seats.workers[i]] = most - 1;
            continue;
        }
        const int right = i < 2 ? i : (i % 2 == 0);
        hold->columns[hold->count] =
            (struct hold_column){ .worker = (int)seats.workers[i], .side = right ? 1 : -1, .lane = on_side[right]++ };
        hold->column_of[seats.workers[i]] = hold->count++;
    }
    place_columns(frame, hold, &lanes, on_side);
}

// ---- all -----------------------------------------------------------------------------------------------------------

// Of processes that share nothing: the one that wrote last, and its neighbour.
static uint64_t pair_at(const struct document *document, const struct hold *hold)
{
    const uint32_t count = document->recording.task_count;
    const int64_t position = hold->present->position;
    const uint32_t worker = position < 0 ? 0 : version_worker(balance_story(document)->order.versions[position]);
    const uint32_t first = worker / 2 * 2 + 1 < count || worker == 0 ? worker / 2 * 2 : worker - 1;
    return UINT64_C(3) << first;
}

static void choose_rows(struct frame *frame, struct hold *hold)
{
    const float u = frame->scale.u, type = frame->scale.type[TYPE_BODY];
    const float wanted = fmaxf(66 * u, 4.3f * type), least = fmaxf(26 * u, 1.6f * type);
    int rows = (int)(hold->room.height / wanted);
    const int most = (int)(hold->room.height / least);
    rows = rows < 8 ? (most < 8 ? most : 8) : rows;
    rows = rows > EXCERPT_ROWS / 2 ? EXCERPT_ROWS / 2 : rows;
    if (hold->collision)
        excerpt_of_collision(&hold->excerpt, frame->document, hold->focus, frame->model->ledger, rows,
                             most > rows ? most : rows);
    else
        excerpt_at(&hold->excerpt, frame->document, hold->present->position, pair_at(frame->document, hold), rows);
}

static float widest_value(struct frame *frame, const struct hold *hold, struct text_style style)
{
    float widest = 0;
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct excerpt_row *row = &hold->excerpt.rows[i];
        if (!row->fold)
            widest = fmaxf(widest,
                           draw_text_width(
                               frame->list,
                               words_number(frame, order_balance_at(&balance_story(frame->document)->order, row->from)),
                               style));
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
    if (room.height < 5 * frame->scale.type[TYPE_BODY] || room.width < 12 * frame->scale.type[TYPE_BODY])
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
    const struct hold_column *column = hold_column(hold, version_worker(bar->version));
    if (!column || column->side != side || bar->from_row > row || bar->row < row)
        return;
    const float away = fabsf(column->x - hold->middle) - 1.5f * hold->bar_px;
    clear->arrows = clear->arrows || bar->from_row == row || bar->row == row;
    clear->beside_px = fminf(clear->beside_px, away);
    if (bar->row > row)
        clear->below_px = fminf(clear->below_px, away);
}

struct hold_side hold_side_of(const struct hold *hold, const struct document *document, int row, int side)
{
    const float half = hold->room.width / 2;
    struct hold_side clear = { false, half, half };
    uint64_t counts[WORKERS_MAX] = { 0 };
    struct hold_bar bar;
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold_bar_of(hold, document, i, &bar))
            keep_clear(hold, &bar, row, side, &clear);
    order_counts_at(&balance_story(document)->order, hold->excerpt.rows[hold->excerpt.count - 1].to - 1, counts);
    for (uint32_t w = 0; w < document->recording.task_count; w++)
        if (hold_column(hold, w) && hold_bar_open(hold, document, counts, w, &bar))
            keep_clear(hold, &bar, row, side, &clear);
    return clear;
}
