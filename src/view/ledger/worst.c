// The list of the worst collisions: a press takes the playhead there.
//
// Columns are as wide as what stands in them; where all do not fit the least telling go.
#include "view/ledger/parts.h"

#include "base/text.h"
#include "document/document.h"
#include "view/ledger/ledger_model.h"
#include "view/model/model.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>

// The columns that can be sorted by, in the order of the model's numbers.
enum {
    COLUMN_SIZE,
    COLUMN_NET,
    COLUMN_WHEN,
    COLUMN_HELD,
    COLUMN_WHO, // is not sorted by
    COLUMNS,
};

enum {
    ROWS_MOST = 128
};

static const struct {
    enum text_id head, by; // COLUMN_WHO: none
    int place;             // from left to right
    int worth;             // the lower, the sooner it goes
    bool right;
} looks[COLUMNS] = {
    [COLUMN_SIZE] = { TEXT_LEDGER_SIZE_ID, TEXT_LEDGER_BY_SIZE_ID, 2, 4, true },
    [COLUMN_NET] = { TEXT_LEDGER_NET_ID, TEXT_LEDGER_BY_NET_ID, 4, 1, true },
    [COLUMN_WHEN] = { TEXT_LEDGER_WHEN_ID, TEXT_LEDGER_BY_WHEN_ID, 0, 2, false },
    [COLUMN_HELD] = { TEXT_LEDGER_HELD_ID, TEXT_LEDGER_BY_HELD_ID, 3, 0, true },
    [COLUMN_WHO] = { TEXT_LEDGER_WHO_ID, TEXT_LEDGER_BY_SIZE_ID, 1, 3, false },
};

struct list {
    size_t collisions[ROWS_MOST];
    const char *texts[ROWS_MOST][COLUMNS];
    int count;
    bool held;             // of one at least it is known for how long; of the balance it is said where it is not
    float widths[COLUMNS]; // 0: left out
    float gap;
};

// ---- what is in it -------------------------------------------------------------------------------------------------

static enum cell_worst order_of(int sort)
{
    return sort == COLUMN_NET ? CELL_WORST_NET : sort == COLUMN_HELD ? CELL_WORST_HELD : CELL_WORST_SIZE;
}

// Collision number `row` of the list as it is sorted.
static size_t listed(const struct cell_history *cell, const struct ledger_model *ledger, size_t row, size_t count)
{
    const size_t at = ledger->ascending ? count - 1 - row : row;
    return ledger->sort == COLUMN_WHEN ? cell->kind->by_time(cell->of, at)
                                       : cell->kind->worst(cell->of, order_of(ledger->sort), at);
}

static const char *when_text(struct frame *frame, bool timed, uint64_t ns)
{
    char clock[CLOCK_TEXT_BYTES];
    const char *text = arena_printf(frame->arena, "%s", recording_clock_text(clock, &frame->document->recording, ns));
    return words_figure(frame, timed, text ? text : "");
}

static void fill_row(struct frame *frame, struct list *list, int row)
{
    const struct cell_history *cell = &frame->document->cell;
    const size_t number = list->collisions[row];
    const struct cell_collision collision = cell->kind->collision(cell->of, number);
    const struct cell_overwrite settling = cell->kind->overwrite(cell->of, collision.settling);
    const struct cell_overwriter by = cell_tell(cell, &settling);
    const struct cell_who victims = cell->kind->victims(cell->of, number);
    const char **texts = list->texts[row];
    list->held |= by.held_known || !frame->document->variable;
    texts[COLUMN_WHEN] = when_text(frame, cell->kind->timed(cell->of, by.position, false), by.stored_ns);
    texts[COLUMN_WHO] =
        FILL(TEXT_LEDGER_OVER_ID, words_called(frame, cell_task(cell, by.position)), words_who(frame, &victims));
    texts[COLUMN_SIZE] = words_number(frame, (int64_t)collision.size);
    texts[COLUMN_HELD] = by.held_known
                             ? words_figure(frame, cell_held_is_timed(cell, by.position), words_time(frame, by.held_ns))
                             : text_of(frame->language, TEXT_LEDGER_NOT_TIMED_ID);
    texts[COLUMN_NET] = words_amount(frame, collision.net);
}

static struct text_style style_of(const struct frame *frame, int column)
{
    const struct text_style styles[COLUMNS] = {
        [COLUMN_WHEN] = ui_mono(frame, TYPE_SMALL, TEXT_SOFT), [COLUMN_WHO] = ui_bold(frame, TYPE_SMALL, TEXT_MAIN),
        [COLUMN_SIZE] = ui_mono(frame, TYPE_SMALL, TEXT_LOST), [COLUMN_HELD] = ui_mono(frame, TYPE_SMALL, TEXT_SOFT),
        [COLUMN_NET] = ui_mono(frame, TYPE_SMALL, TEXT_SOFT),
    };
    return styles[column];
}

static float sum_of(const struct list *list)
{
    float sum = 0;
    for (int i = 0; i < COLUMNS; i++)
        sum += list->widths[i] > 0 ? list->widths[i] + list->gap : 0;
    return sum - list->gap;
}

// As wide as the widest of the column, its head too; the least telling columns go until the rest fits.
static void measure(struct frame *frame, struct list *list, float room_px)
{
    const struct text_style head = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    list->gap = 12 * frame->scale.u;
    for (int i = 0; i < COLUMNS; i++) {
        list->widths[i] =
            i == COLUMN_WHO ? 1 : draw_text_width(frame->list, text_of(frame->language, looks[i].head), head);
        for (int row = 0; row < list->count; row++)
            list->widths[i] =
                fmaxf(list->widths[i], draw_text_width(frame->list, list->texts[row][i], style_of(frame, i)));
        list->widths[i] = ceilf(list->widths[i]) + 1;
    }
    list->widths[COLUMN_HELD] *= (float)list->held;
    for (int worth = 0; worth < COLUMNS - 1 && sum_of(list) > room_px; worth++)
        for (int i = 0; i < COLUMNS; i++)
            if (looks[i].worth == worth)
                list->widths[i] = 0;
    const float spare = room_px - sum_of(list);
    int shown = 0;
    for (int i = 0; i < COLUMNS; i++)
        shown += list->widths[i] > 0;
    if (shown > 1 && spare > 0)
        list->gap += spare / (float)(shown - 1);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

// The columns from left to right, each in its cell.
static bool next_cell(const struct list *list, int place, struct rect *row, int *column, struct rect *cell)
{
    for (*column = 0; *column < COLUMNS && looks[*column].place != place; ++*column)
        continue;
    if (list->widths[*column] <= 0)
        return false;
    *cell = rect_cut_left(row, list->widths[*column]);
    rect_cut_left(row, list->gap);
    return true;
}

static void draw_row(struct frame *frame, const struct list *list, int number, struct rect row, bool chosen)
{
    const int64_t collision = (int64_t)list->collisions[number];
    const uint32_t id = ui_id("worst", collision);
    const float u = frame->scale.u;
    const struct rect whole = rect_of(row.x - 6 * u, row.y, row.width + 12 * u, row.height);
    struct rect cell;
    int column;
    if (chosen || ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, whole, 4 * u, paint_solid(frame->theme->grounds[chosen ? GROUND_SELECTED : GROUND_HOVER]),
                 stroke_none());
    ui_hit(frame, (struct hit){ .rect = whole,
                                .id = id,
                                .group = ui_group("worst list"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SELECT_COLLISION,
                                .argument = collision,
                                .tip = text_of(frame->language, TEXT_LEDGER_WORST_TIP_ID) });
    ui_focus_ring(frame, whole, 4 * u, id);
    for (int place = 0; place < COLUMNS; place++) {
        if (!next_cell(list, place, &row, &column, &cell))
            continue;
        struct text_style style = style_of(frame, column);
        if (chosen && column == COLUMN_SIZE)
            style.colour = frame->theme->texts[TEXT_MAIN];
        style.across = looks[column].right ? ACROSS_RIGHT : ACROSS_LEFT;
        words_fit(frame, cell, list->texts[number][column], style);
    }
}

static void draw_heads(struct frame *frame, const struct list *list, struct rect row)
{
    struct rect cell;
    int column;
    for (int place = 0; place < COLUMNS; place++) {
        if (!next_cell(list, place, &row, &column, &cell) || column == COLUMN_WHO)
            continue;
        const char *text = text_of(frame->language, looks[column].head);
        const float width = ui_link_width(frame, text);
        const float x = looks[column].right ? rect_right(cell) - width : cell.x;
        ui_link(frame, rect_of(x, row.y, width, row.height), text,
                (struct ui_press){ .id = ui_id("worst head", column),
                                   .group = ui_group("worst heads"),
                                   .action = ACTION_LEDGER_SORT,
                                   .argument = column,
                                   .tip = text_of(frame->language, TEXT_LEDGER_SORT_TIP_ID),
                                   .chosen = frame->model->ledger->sort == column });
    }
}

void ledger_worst_draw(struct frame *frame, const struct ledger_focus *focus, struct rect rect)
{
    const struct cell_history *cell = &frame->document->cell;
    const struct ledger_model *ledger = frame->model->ledger;
    const size_t count = ledger->sort == COLUMN_WHEN ? cell->collisions : cell->worst;
    const int sort = ledger->sort >= 0 && ledger->sort < COLUMN_WHO ? ledger->sort : COLUMN_SIZE;
    struct rect room =
        ui_panel(frame, rect, text_of(frame->language, TEXT_LEDGER_WORST_ID), text_of(frame->language, looks[sort].by));
    const float line = frame->scale.type[TYPE_SMALL] * 2.1f;
    struct list *list = arena_get(frame->arena, sizeof *list);
    if (!list || count == 0 || room.height < 2 * line)
        return;
    const struct rect heads = rect_cut_top(&room, line);
    const size_t fit = (size_t)(room.height / line) < ROWS_MOST ? (size_t)(room.height / line) : ROWS_MOST;
    const size_t shown = fit < count ? fit : count;
    size_t first = ledger->list_scroll > 0 ? (size_t)ledger->list_scroll : 0;
    first = first + shown > count ? count - shown : first;
    list->count = (int)shown;
    for (int i = 0; i < list->count; i++) {
        list->collisions[i] = listed(cell, ledger, first + (size_t)i, count);
        fill_row(frame, list, i);
    }
    measure(frame, list, room.width);
    draw_heads(frame, list, heads);
    ui_hit(frame, (struct hit){ .rect = room,
                                .id = ui_id("worst area", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_LEDGER_SCROLL,
                                .argument = ledger_area_argument(
                                    (struct ledger_area){ LEDGER_WORST, (int64_t)(count - shown) }) });
    for (int i = 0; i < list->count; i++)
        draw_row(frame, list, i, rect_cut_top(&room, line), focus->collision == (int64_t)list->collisions[i]);
}
