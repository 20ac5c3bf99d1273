// The variables of a recorded command, worst first: what each lost, and what keeps its accesses apart.
#include "view/ledger/ledger_model.h"
#include "view/ledger/parts.h"

#include "document/followed.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_TASKS,
    COLUMN_LOADS,
    COLUMN_STORES,
    COLUMN_LOST,
    COLUMN_GUARD,
    COLUMNS,
};

enum {
    ROWS_MOST = 128
};

static const struct {
    enum text_id head;
    int worth; // the lower, the sooner it goes; those of 9 stay
    bool right;
} looks[COLUMNS] = {
    [COLUMN_NAME] = { TEXT_VARIABLES_NAME_ID, 9, false },    [COLUMN_TYPE] = { TEXT_VARIABLES_TYPE_ID, 0, false },
    [COLUMN_TASKS] = { TEXT_VARIABLES_THREADS_ID, 2, true }, [COLUMN_LOADS] = { TEXT_VARIABLES_LOADS_ID, 1, true },
    [COLUMN_STORES] = { TEXT_VARIABLES_STORES_ID, 3, true }, [COLUMN_LOST] = { TEXT_VARIABLES_LOST_ID, 9, true },
    [COLUMN_GUARD] = { TEXT_VARIABLES_GUARD_ID, 9, false },
};

struct list {
    const struct variable_row *rows[ROWS_MOST];
    const char *texts[ROWS_MOST][COLUMNS];
    enum text_role guard[ROWS_MOST];
    int count;
    float widths[COLUMNS]; // 0: left out
    float gap;
};

static float line_px(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 2.05f; }

float ledger_variables_height(const struct frame *frame, uint32_t rows)
{
    const float title = draw_text_lines(frame->list, ui_bold(frame, TYPE_LABEL, TEXT_SOFT)).line_px;
    return line_px(frame) * ((float)rows + 0.85f) + title + 2.2f * frame->scale.pad_px;
}

static const char *kept(struct frame *frame, const char *text)
{
    const char *copy = arena_printf(frame->arena, "%s", text);
    return copy ? copy : "";
}

// With what tells it from another of its name: its process, or in the same one where it lies.
static const char *name_of(struct frame *frame, const struct variable_row *row)
{
    const struct document *document = frame->document;
    const struct variable *all = document->recording.variables, *variable = &all[document->sums.all[row->sum].variable];
    bool elsewhere = false, here = false;
    for (uint32_t i = 0; row->count == 1 && i < document->sums.count; i++) {
        const struct variable *other = &all[document->sums.all[i].variable];
        if (other == variable || strcmp(other->name, variable->name) != 0)
            continue;
        elsewhere |= other->process != variable->process;
        here |= other->process == variable->process;
    }
    const char *name = here ? arena_printf(frame->arena, "%s · 0x%" PRIx64, row->name, variable->address)
                       : elsewhere
                           ? arena_printf(frame->arena, "%s · %s", row->name, words_token(frame, variable->process))
                           : arena_printf(frame->arena, "%s", row->name);
    return name ? name : "";
}

static void fill_row(struct frame *frame, struct list *list, int at)
{
    const struct variable_row *row = list->rows[at];
    const struct variable_sum *sum = &frame->document->sums.all[row->sum];
    const char **texts = list->texts[at];
    texts[COLUMN_NAME] = name_of(frame, row);
    texts[COLUMN_TYPE] = kept(frame, frame->document->recording.variables[sum->variable].type);
    texts[COLUMN_TASKS] = words_number(frame, row->tasks);
    texts[COLUMN_LOADS] = words_number(frame, (int64_t)row->loads);
    texts[COLUMN_STORES] = words_number(frame, (int64_t)row->stores);
    texts[COLUMN_LOST] = sum->claims ? words_number(frame, sum->lost) : "?";
    texts[COLUMN_GUARD] = words_guarded(frame, row, &list->guard[at]);
}

static struct text_style style_of(const struct frame *frame, const struct list *list, int row, int column)
{
    const struct variable_sum *sum = &frame->document->sums.all[list->rows[row]->sum];
    const bool lost = column == COLUMN_LOST && (sum->lost > 0 || !sum->claims);
    struct text_style style = column == COLUMN_GUARD  ? ui_bold(frame, TYPE_LABEL, list->guard[row])
                              : column == COLUMN_TYPE ? ui_mono(frame, TYPE_SMALL, TEXT_SOFT)
                                                      : ui_mono(frame, TYPE_BODY, lost ? TEXT_LOST : TEXT_MAIN);
    style.figures = false;
    style.across = looks[column].right ? ACROSS_RIGHT : ACROSS_LEFT;
    return style;
}

static float sum_of(const struct list *list)
{
    float sum = 0;
    for (int i = 0; i < COLUMNS; i++)
        sum += list->widths[i] > 0 ? list->widths[i] + list->gap : 0;
    return sum - list->gap;
}

// Python's have no type: a column for none is left out, whichever rows are in sight.
static bool any_has_type(const struct recording *recording)
{
    for (uint32_t i = 0; i < recording->watched->variable_count; i++)
        if (recording->variables[i].type[0])
            return true;
    return false;
}

// Name and guard share what the figures leave; where that is little, figures go.
static void measure(struct frame *frame, struct list *list, float room_px)
{
    const struct text_style head = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    const float name_least = frame->scale.type[TYPE_BODY] * 6, guard_least = frame->scale.type[TYPE_LABEL] * 8;
    float wanted[COLUMNS];
    list->gap = 16 * frame->scale.u;
    for (int i = 0; i < COLUMNS; i++) {
        wanted[i] = draw_text_width(frame->list, text_of(frame->language, looks[i].head), head);
        for (int row = 0; row < list->count; row++)
            wanted[i] =
                fmaxf(wanted[i], draw_text_width(frame->list, list->texts[row][i], style_of(frame, list, row, i)));
        wanted[i] = ceilf(wanted[i]) + 1;
        list->widths[i] = wanted[i];
    }
    if (!any_has_type(&frame->document->recording))
        list->widths[COLUMN_TYPE] = 0;
    for (int worth = 0; worth < 9 && sum_of(list) > room_px; worth++)
        for (int i = 0; i < COLUMNS; i++)
            if (looks[i].worth == worth)
                list->widths[i] = 0;
    float over = sum_of(list) - room_px;
    const float from_guard = fminf(fmaxf(over, 0), fmaxf(list->widths[COLUMN_GUARD] - guard_least, 0));
    list->widths[COLUMN_GUARD] -= from_guard;
    over -= from_guard;
    if (over > 0)
        list->widths[COLUMN_NAME] = fmaxf(list->widths[COLUMN_NAME] - over, fminf(name_least, wanted[COLUMN_NAME]));
    else if (sum_of(list) < room_px) // what is left over goes behind the name, and behind the guards
        list->widths[COLUMN_NAME] += (room_px - sum_of(list)) * 0.5f;
}

static bool next_cell(const struct list *list, int column, struct rect *row, struct rect *cell)
{
    if (list->widths[column] <= 0)
        return false;
    *cell = rect_cut_left(row, list->widths[column]);
    rect_cut_left(row, list->gap);
    return true;
}

static void draw_row(struct frame *frame, const struct list *list, int at, struct rect row, uint32_t number)
{
    const uint32_t id = ui_id("variable", number);
    const bool chosen = document_row(frame->document) == (int64_t)number;
    const float u = frame->scale.u;
    const struct rect whole = rect_of(row.x - 8 * u, row.y, row.width + 16 * u, row.height - 1);
    struct rect cell;
    if (chosen || ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, whole, 5 * u, paint_solid(frame->theme->grounds[chosen ? GROUND_SELECTED : GROUND_HOVER]),
                 stroke_none());
    ui_hit(frame, (struct hit){ .rect = whole,
                                .id = id,
                                .group = ui_group("variables"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_VARIABLE,
                                .argument = number,
                                .tip = FILL(TEXT_VARIABLES_TIP_ID, list->texts[at][COLUMN_NAME]) });
    ui_focus_ring(frame, whole, 5 * u, id);
    for (int column = 0; column < COLUMNS; column++) {
        if (!next_cell(list, column, &row, &cell))
            continue;
        struct text_style style = style_of(frame, list, at, column);
        if (looks[column].right || column == COLUMN_GUARD) {
            words_fit(frame, cell, list->texts[at][column], style);
            continue;
        }
        style.along = ALONG_MIDDLE;
        style.foreign = true;
        style.max_px = cell.width;
        draw_text(frame->list, point_at(cell.x, rect_centre(cell).y), list->texts[at][column], style);
    }
}

static void draw_heads(struct frame *frame, const struct list *list, struct rect row)
{
    struct rect cell;
    for (int column = 0; column < COLUMNS; column++) {
        struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
        style.across = looks[column].right ? ACROSS_RIGHT : ACROSS_LEFT;
        if (next_cell(list, column, &row, &cell))
            words_fit(frame, cell, text_of(frame->language, looks[column].head), style);
    }
}

// Where something that is claimed is not exact, that is said instead, in red.
static void draw_not_exact(struct frame *frame, struct rect rect)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_LOST);
    const float pad = frame->scale.pad_px;
    style.across = ACROSS_RIGHT;
    words_fit(frame, rect_of(rect.x + rect.width / 2, rect.y + pad * 0.5f, rect.width / 2 - pad, 1.5f * style.size_px),
              text_of(frame->language, TEXT_VARIABLES_NOT_EXACT_ID), style);
}

void ledger_variables_draw(struct frame *frame, struct rect rect)
{
    const struct variable_sums *sums = &frame->document->sums;
    const struct ledger_model *ledger = frame->model->ledger;
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_VARIABLES_ID),
                                sums->exact ? text_of(frame->language, TEXT_VARIABLES_NOTE_ID) : NULL);
    const float line = line_px(frame);
    struct list *list = arena_get(frame->arena, sizeof *list);
    if (!sums->exact)
        draw_not_exact(frame, rect);
    if (!list || room.height < 1.5f * line)
        return;
    *list = (struct list){ .count = 0 };
    const struct rect heads = rect_cut_top(&room, line * 0.85f);
    const uint32_t fit = room.height >= line ? (uint32_t)(room.height / line) : 0,
                   most = fit < ROWS_MOST ? fit : ROWS_MOST, shown = most < sums->row_count ? most : sums->row_count;
    const int64_t chosen = document_row(frame->document), last = (int64_t)(sums->row_count - shown);
    int64_t first = ledger->variables_scroll;
    // Where nobody has scrolled, the one that is followed is in sight.
    if (first == 0 && chosen >= (int64_t)shown)
        first = chosen - (int64_t)shown + 1;
    first = first < 0 ? 0 : first > last ? last : first;
    list->count = (int)shown;
    for (int i = 0; i < list->count; i++) {
        list->rows[i] = &sums->rows[first + i];
        fill_row(frame, list, i);
    }
    measure(frame, list, room.width);
    draw_heads(frame, list, heads);
    ui_hit(frame, (struct hit){ .rect = room,
                                .id = ui_id("variables area", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_LEDGER_SCROLL,
                                .argument = ledger_area_argument((struct ledger_area){ LEDGER_VARIABLES, last }) });
    for (int i = 0; i < list->count; i++)
        draw_row(frame, list, i, rect_cut_top(&room, line), (uint32_t)(first + i));
}
