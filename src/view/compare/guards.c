// The page of guards as a table: a row a guard, its finals as a histogram, its figures as bars, its verdict in a word.
#include "view/compare/guards.h"
#include "view/compare/compare_model.h"

#include "base/text.h"
#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "view/labs/balance/guards.h"
#include "view/labs/sentence.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum column {
    COLUMN_GUARD,
    COLUMN_FINALS,
    COLUMN_WRONG,
    COLUMN_LOST,
    COLUMN_TIME,
    COLUMN_CORES,
    COLUMN_WAITING,
    COLUMN_VERDICT,
    COLUMNS
};

// Shares of the width; where room is short the later ones of `dropped` go first.
static const struct {
    enum text_id title;
    float share;
    bool right;
    enum text_id brief; // where the title does not fit
    enum text_id tip;
} columns[COLUMNS] = {
    [COLUMN_GUARD] = { TEXT_COMPARE_GUARD_ID, 0.155f, false, TEXT_COMPARE_GUARD_ID, TEXT_COMPARE_GUARD_TIP_ID },
    [COLUMN_FINALS] = { TEXT_COMPARE_FINALS_ID, 0.235f, false, TEXT_COMPARE_FINALS_ID, TEXT_COMPARE_FINALS_TIP_ID },
    [COLUMN_WRONG] = { TEXT_COMPARE_WRONG_ID, 0.075f, true, TEXT_COMPARE_WRONG_SHORT_ID, TEXT_COMPARE_WRONG_TIP_ID },
    [COLUMN_LOST] = { TEXT_COMPARE_LOST_ID, 0.09f, true, TEXT_COMPARE_LOST_SHORT_ID, TEXT_COMPARE_LOST_TIP_ID },
    [COLUMN_TIME] = { TEXT_COMPARE_TIME_ID, 0.16f, false, TEXT_COMPARE_TIME_ID, TEXT_COMPARE_TIME_TIP_ID },
    [COLUMN_CORES] = { TEXT_COMPARE_CORES_ID, 0.09f, false, TEXT_COMPARE_CORES_ID, TEXT_COMPARE_CORES_TIP_ID },
    [COLUMN_WAITING] = { TEXT_COMPARE_WAITING_ID, 0.075f, false, TEXT_COMPARE_WAITING_ID, TEXT_COMPARE_WAITING_TIP_ID },
    [COLUMN_VERDICT] = { TEXT_COMPARE_VERDICT_ID, 0.12f, true, TEXT_COMPARE_VERDICT_ID, TEXT_COMPARE_VERDICT_TIP_ID },
};
static const enum column dropped[] = { COLUMN_WAITING, COLUMN_CORES, COLUMN_TIME };

struct table {
    struct rect cells[COLUMNS]; // of a row, x and width
    bool shown[COLUMNS];
    float row_px;
    double slowest; // of the ratios of the rows' kind
};

// ---- texts ---------------------------------------------------------------------------------------------------------

static const char *row_name(struct frame *frame, const struct compare_row *row)
{
    if (row->experiment.memory == MEMORY_PRIVATE)
        return text_of(frame->language, TEXT_COMPARE_OWN_ID);
    return guard_title(frame->language, &row->experiment);
}

// What the guard does.
static const char *row_tip(const struct frame *frame, const struct compare_row *row)
{
    if (row->experiment.memory == MEMORY_PRIVATE)
        return text_of(frame->language, TEXT_COMPARE_OWN_TIP_ID);
    return guard_tip(frame->language, &row->experiment);
}

struct verdict {
    enum text_id words, tip;
    enum text_role role;
};

static struct verdict verdict_of(const struct compare_row *row)
{
    const struct experiment *experiment = &row->experiment;
    if (row->lost > 0)
        return (struct verdict){ TEXT_COMPARE_LOSES_ID, TEXT_COMPARE_LOSES_TIP_ID, TEXT_LOST };
    if (experiment->memory == MEMORY_PRIVATE)
        return (struct verdict){ TEXT_COMPARE_NOT_SHARED_ID, TEXT_COMPARE_OWN_TIP_ID, TEXT_GOOD };
    if (guard_of(experiment)->unfenced)
        return (struct verdict){ TEXT_COMPARE_NONE_SEEN_ID, TEXT_COMPARE_UNFENCED_TIP_ID, TEXT_SOFT };
    if (!guard_keeps_all(experiment))
        return (struct verdict){ TEXT_COMPARE_NONE_SEEN_ID, TEXT_COMPARE_NONE_SEEN_TIP_ID, TEXT_SOFT };
    if (guard_keeps_by_points(experiment))
        return (struct verdict){ TEXT_COMPARE_CORRECT_HERE_ID, TEXT_COMPARE_CORRECT_HERE_TIP_ID, TEXT_GOOD };
    return (struct verdict){ TEXT_COMPARE_CORRECT_ID, TEXT_COMPARE_CORRECT_TIP_ID, TEXT_GOOD };
}

// ---- kinds ---------------------------------------------------------------------------------------------------------

static bool is_bytecode(const struct compare_row *row) { return guard_of(&row->experiment)->bytecode; }

// The first row of a row's kind: what its time is held against.
static int compare_base(const struct compare_model *compare, int row)
{
    int base = 0;
    while (base < row && is_bytecode(&compare->rows[base]) != is_bytecode(&compare->rows[row]))
        base++;
    return base;
}

static double slowest_of(const struct compare_model *compare, bool bytecode)
{
    double slowest = 0;
    for (int i = 0; i < compare->row_count; i++)
        if (is_bytecode(&compare->rows[i]) == bytecode && compare->relative[i] > slowest)
            slowest = compare->relative[i];
    return slowest;
}

// ---- cells ---------------------------------------------------------------------------------------------------------

enum {
    BINS = 31, // an odd number: the one in the middle is the expected balance alone
    MIDDLE = BINS / 2
};

static int bin_of(int64_t away, int64_t most)
{
    if (away == 0 || most == 0)
        return MIDDLE;
    const double share = (double)(away < 0 ? -away : away) / (double)most;
    const int far = (int)ceil(share * MIDDLE);
    return MIDDLE + (away < 0 ? -1 : 1) * (far < 1 ? 1 : far > MIDDLE ? MIDDLE : far);
}

static void draw_histogram(struct frame *frame, const struct compare_row *row, struct rect cell)
{
    int bins[BINS] = { 0 }, most_runs = 1;
    int64_t most = 0;
    for (int i = 0; i < row->done; i++)
        most = llabs(row->finals[i]) > most ? llabs(row->finals[i]) : most;
    for (int i = 0; i < row->done; i++) {
        int *bin = &bins[bin_of(row->finals[i], most)];
        most_runs = ++*bin > most_runs ? *bin : most_runs;
    }
    struct text_style small = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    const float label = small.size_px * 1.3f, foot = rect_bottom(cell) - label, pitch = cell.width / BINS;
    const float high = foot - cell.y - 4 * frame->scale.u;
    for (int i = 0; i < BINS; i++) {
        const float height = fmaxf(2, high * (float)bins[i] / (float)most_runs);
        if (bins[i] > 0)
            draw_rect(frame->list,
                      rect_of(cell.x + (float)i * pitch, foot - height, fmaxf(1, floorf(pitch) - 1), height),
                      paint_solid(frame->theme->marks[i == MIDDLE ? MARK_GOOD : MARK_LOST]));
    }
    draw_rect(frame->list, rect_of(cell.x, foot, cell.width, frame->scale.line_px),
              paint_solid(frame->theme->marks[MARK_LINE]));
    small.across = ACROSS_CENTRE;
    small.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(cell.x + cell.width / 2, foot + label * 0.55f), "0", small);
    if (most > 0 && cell.width > 12 * small.size_px) {
        words_fit_end(frame, rect_of(cell.x, foot, cell.width * 0.4f, label * 1.1f), words_number(frame, -most), small,
                      false);
        words_fit_end(frame, rect_of(cell.x + cell.width * 0.6f, foot, cell.width * 0.4f, label * 1.1f),
                      words_number(frame, most), small, true);
    }
}

static void draw_bar(struct frame *frame, struct rect rect, double share, struct paint paint)
{
    const float height = fminf(rect.height, 15 * frame->scale.u);
    rect = rect_of(rect.x, rect_centre(rect).y - height / 2, rect.width, height);
    rect.width = fmaxf(2, rect.width * (float)(share > 1 ? 1 : share));
    draw_box(frame->list, rect, 3 * frame->scale.u, paint, stroke_none());
}

static void draw_time(struct frame *frame, const struct table *table, double relative, struct rect cell)
{
    const struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    char text[32];
    if (relative < 0)
        return;
    snprintf(text, sizeof text, relative < 9.95 ? "%.1f×" : "%.0f×", relative);
    const float words = draw_text_width(frame->list, "00000×", style);
    struct rect bar = rect_of(cell.x, cell.y, cell.width - words, cell.height);
    const double share = table->slowest > 0 ? relative / table->slowest : 0;
    if (bar.width > 12 * frame->scale.u) {
        draw_bar(frame, bar, share, paint_solid(frame->theme->marks[MARK_ACCENT]));
        cell.x += bar.width * (float)share + 8 * frame->scale.u;
        cell.width = words;
    }
    words_fit_end(frame, cell, text, style, false);
}

static void draw_cores(struct frame *frame, const struct compare_row *row, struct rect cell)
{
    const struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    char text[16];
    if (row->cores_busy < 0)
        return;
    snprintf(text, sizeof text, "%.1f", row->cores_busy);
    const float words = draw_text_width(frame->list, "00.0", style), gap = 3 * frame->scale.u;
    const int cores = (int)row->experiment.cores;
    const float width = (cell.width - words - 2 * gap) / (float)cores - gap;
    for (int i = 0; i < cores && width > 4; i++) {
        struct rect box = rect_of(cell.x + (float)i * (width + gap), cell.y, width, cell.height);
        draw_bar(frame, box, 1, paint_solid(frame->theme->trims[TRIM_TRACK]));
        if (row->cores_busy > i + 0.02)
            draw_bar(frame, box, row->cores_busy - i, paint_solid(frame->theme->marks[MARK_ACCENT]));
    }
    words_fit_end(frame, rect_of(rect_right(cell) - words, cell.y, words, cell.height), text, style, true);
}

static void draw_waiting(struct frame *frame, const struct compare_row *row, struct rect cell)
{
    if (row->blocked_share < 0)
        return;
    draw_bar(frame, cell, 1, paint_solid(frame->theme->trims[TRIM_TRACK]));
    if (row->blocked_share > 0.005)
        draw_bar(frame, cell, row->blocked_share,
                 theme_state_paint(frame->theme, STATE_BLOCKED, 8 * frame->scale.u, point_at(cell.x, 0)));
}

// ---- rows ----------------------------------------------------------------------------------------------------------

static struct rect cell_of(const struct table *table, enum column column, struct rect row)
{
    return rect_of(table->cells[column].x, row.y, table->cells[column].width, row.height);
}

// What kind of rows follow, and what their times are held against.
static void draw_kind(struct frame *frame, const struct table *table, int base, struct rect line)
{
    const struct compare_row *row = &frame->model->compare->rows[base];
    const struct text_style name = ui_bold(frame, TYPE_SMALL, TEXT_SOFT),
                            words = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const bool bytecode = is_bytecode(row);
    const char *against = FILL(TEXT_COMPARE_AGAINST_ID, row_name(frame, row));
    struct rect left = cell_of(table, COLUMN_GUARD, line), cell = cell_of(table, COLUMN_TIME, line);
    left.width = rect_right(table->cells[COLUMN_FINALS]) - left.x;
    words_fit_end(frame, left,
                  text_of(frame->language, bytecode ? TEXT_COMPARE_KIND_BYTECODE_ID : TEXT_COMPARE_KIND_C_ID), name,
                  false);
    ui_explain(frame, left,
               text_of(frame->language, bytecode ? TEXT_COMPARE_KIND_BYTECODE_TIP_ID : TEXT_COMPARE_KIND_C_TIP_ID));
    if (!table->shown[COLUMN_TIME])
        return;
    cell.width = rect_right(line) - cell.x;
    words_fit_end(frame, cell, against, words, false);
    ui_explain(frame, rect_of(cell.x, cell.y, draw_text_width(frame->list, against, words), cell.height),
               text_of(frame->language, TEXT_COMPARE_AGAINST_TIP_ID));
}

// What a row's cells say in words, over the row that takes the press.
static void explain_cells(struct frame *frame, const struct table *table, int index, struct rect row)
{
    const struct compare_model *compare = frame->model->compare;
    const struct compare_row *at = &compare->rows[index];
    const struct verdict verdict = verdict_of(at);
    const char *runs = words_number(frame, at->done);
    char percent[TEXT_NUMBER_BYTES];
    text_percent(percent, at->blocked_share);
    int64_t low = at->finals[0], high = at->finals[0];
    for (int i = 1; i < at->done; i++) {
        low = at->finals[i] < low ? at->finals[i] : low;
        high = at->finals[i] > high ? at->finals[i] : high;
    }
    const char *words[COLUMNS] = {
        [COLUMN_FINALS] = FILL(TEXT_COMPARE_FINALS_SAID_ID, runs, words_signed(frame, low), words_signed(frame, high)),
        [COLUMN_WRONG] = FILL(TEXT_COMPARE_WRONG_SAID_ID, words_number(frame, at->wrong), runs),
        [COLUMN_LOST] = FILL(TEXT_COMPARE_LOST_SAID_ID, words_number(frame, (int64_t)at->lost),
                             words_number(frame, (int64_t)at->updates)),
        [COLUMN_GUARD] = row_tip(frame, at),
        [COLUMN_VERDICT] = text_of(frame->language, verdict.tip),
    };
    const struct compare_row *base = &compare->rows[compare_base(compare, index)];
    if (compare->relative[index] >= 0 && base != at)
        words[COLUMN_TIME] = FILL(TEXT_COMPARE_TIME_SAID_ID,
                                  arena_printf(frame->arena, "%.2f", compare->relative[index]), row_name(frame, base));
    else if (compare->relative[index] >= 0)
        words[COLUMN_TIME] = text_of(frame->language, TEXT_COMPARE_AGAINST_TIP_ID);
    if (at->cores_busy >= 0)
        words[COLUMN_CORES] = FILL(TEXT_COMPARE_CORES_SAID_ID, arena_printf(frame->arena, "%.2f", at->cores_busy),
                                   words_number(frame, at->experiment.cores));
    if (at->blocked_share >= 0)
        words[COLUMN_WAITING] = FILL(TEXT_COMPARE_WAITING_SAID_ID, percent);
    for (int i = 0; i < COLUMNS; i++)
        if (table->shown[i])
            ui_explain(frame, cell_of(table, (enum column)i, row), words[i]);
}

static void draw_name(struct frame *frame, const struct compare_row *row, struct rect cell)
{
    const struct text_style style = ui_bold(frame, TYPE_STRONG, TEXT_MAIN);
    const char *name = row_name(frame, row);
    if (draw_text_width(frame->list, name, style) > cell.width && row->experiment.memory != MEMORY_PRIVATE)
        name = guard_short_title(frame->language, &row->experiment);
    words_fit_end(frame, cell, name, style, false);
}

static void draw_row(struct frame *frame, const struct table *table, int index, struct rect row)
{
    const struct compare_row *at = &frame->model->compare->rows[index];
    const uint32_t id = ui_id("compare row", index);
    const struct verdict verdict = verdict_of(at);
    const struct text_style figure = ui_mono(frame, TYPE_BODY, at->lost ? TEXT_LOST : TEXT_MAIN);
    const bool can_open = at->saved[0] != '\0';
    char percent[TEXT_NUMBER_BYTES];
    if (can_open && ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, row, frame->scale.radius_px * 0.6f, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    draw_rect(frame->list, rect_of(row.x, rect_bottom(row), row.width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    ui_hit(frame, (struct hit){ .rect = row,
                                .id = id,
                                .group = ui_group("compared rows"),
                                .kind = HIT_PRESS,
                                .focusable = can_open,
                                .disabled = !can_open,
                                .action = ACTION_COMPARE_OPEN,
                                .argument = compared_run_argument((struct compared_run){ PAGE_GUARDS, index }),
                                .tip = can_open ? text_of(frame->language, TEXT_COMPARE_OPEN_TIP_ID) : NULL });
    ui_focus_ring(frame, row, frame->scale.radius_px * 0.6f, id);
    draw_name(frame, at, cell_of(table, COLUMN_GUARD, row));
    if (at->done == 0)
        return;
    explain_cells(frame, table, index, row);
    const struct rect inner = rect_of(row.x, row.y + row.height * 0.1f, row.width, row.height * 0.84f);
    draw_histogram(frame, at, cell_of(table, COLUMN_FINALS, inner));
    words_fit_end(frame, cell_of(table, COLUMN_WRONG, row), words_number(frame, at->wrong),
                  ui_mono(frame, TYPE_BODY, at->wrong ? TEXT_LOST : TEXT_MAIN), true);
    text_percent(percent, at->updates ? (double)at->lost / (double)at->updates : 0);
    words_fit_end(frame, cell_of(table, COLUMN_LOST, row), at->lost ? percent : "0", figure, true);
    if (table->shown[COLUMN_TIME])
        draw_time(frame, table, frame->model->compare->relative[index], cell_of(table, COLUMN_TIME, row));
    if (table->shown[COLUMN_CORES])
        draw_cores(frame, at, cell_of(table, COLUMN_CORES, row));
    if (table->shown[COLUMN_WAITING])
        draw_waiting(frame, at, cell_of(table, COLUMN_WAITING, row));
    words_fit_end(frame, cell_of(table, COLUMN_VERDICT, row), text_of(frame->language, verdict.words),
                  ui_bold(frame, TYPE_BODY, verdict.role), true);
}

static void lay_out(const struct frame *frame, struct table *table, struct rect room)
{
    const float gap = frame->scale.pad_px, least = frame->scale.type[TYPE_BODY] * 4.4f;
    float shares = 0;
    for (int i = 0; i < COLUMNS; i++) {
        table->shown[i] = true;
        shares += columns[i].share;
    }
    for (size_t i = 0;
         i < sizeof dropped / sizeof *dropped && room.width * columns[COLUMN_CORES].share / shares < least; i++) {
        table->shown[dropped[i]] = false;
        shares -= columns[dropped[i]].share;
    }
    float x = room.x;
    for (int i = 0; i < COLUMNS; i++) {
        const float width = table->shown[i] ? room.width * columns[i].share / shares : 0;
        const bool last = i == COLUMNS - 1;
        table->cells[i] = rect_of(x, room.y, width - (last ? 0 : gap), 0);
        x += width;
    }
}

static void draw_heads(struct frame *frame, const struct table *table, struct rect row)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    for (int i = 0; i < COLUMNS; i++) {
        const struct rect cell = cell_of(table, (enum column)i, row);
        const char *title = text_of(frame->language, columns[i].title);
        if (draw_text_width(frame->list, title, style) > cell.width)
            title = text_of(frame->language, columns[i].brief);
        if (!table->shown[i])
            continue;
        words_fit_end(frame, cell, title, style, columns[i].right);
        ui_explain(frame, cell, text_of(frame->language, columns[i].tip));
    }
}

// ---- the page of guards --------------------------------------------------------------------------------------------

void guards_draw(struct frame *frame, struct rect room)
{
    const struct compare_model *compare = frame->model->compare;
    struct table table = { .slowest = 0 };
    if (compare->row_count == 0) {
        struct text_style words = ui_text(frame, TYPE_CAPTION, TEXT_SOFT);
        words.across = ACROSS_CENTRE;
        const float height =
            ui_paragraph_height(frame, room.width, text_of(frame->language, TEXT_COMPARE_EMPTY_ID), words);
        ui_paragraph(frame, rect_of(room.x, rect_centre(room).y - height / 2, room.width, height + 1),
                     text_of(frame->language, TEXT_COMPARE_EMPTY_ID), words);
        return;
    }
    lay_out(frame, &table, room);
    int kinds = 0;
    for (int i = 0; i < compare->row_count; i++)
        kinds += compare_base(compare, i) == i;
    draw_heads(frame, &table, rect_cut_top(&room, frame->scale.type[TYPE_SMALL] * 2.2f));
    const float kind_px = frame->scale.type[TYPE_SMALL] * 2, most = 120;
    table.row_px = fminf((room.height - kind_px * (float)kinds) / (float)compare->row_count, most * frame->scale.u);
    for (int i = 0; i < compare->row_count && table.row_px > frame->scale.type[TYPE_BODY]; i++) {
        if (compare_base(compare, i) == i)
            draw_kind(frame, &table, i, rect_cut_top(&room, kind_px));
        table.slowest = slowest_of(compare, is_bytecode(&compare->rows[i]));
        draw_row(frame, &table, i, rect_cut_top(&room, table.row_px));
    }
}

const char *guards_title(struct frame *frame, struct text_style style, float room_px)
{
    const struct compare_model *compare = frame->model->compare;
    const struct experiment *experiment =
        compare->row_count ? &compare->rows[0].experiment : settings_experiment(&frame->model->settings);
    const char *runs = words_number(frame, compare->repeat);
    const char *texts[] = { FILL(TEXT_COMPARE_TITLE_ID, runs,
                                 sentence_without_variant(frame->arena, frame->language, experiment_plan(experiment),
                                                          SENTENCE_NUMBERS)),
                            FILL(TEXT_COMPARE_TITLE_SHORT_ID, runs) };
    if (compare->running && compare->running_page == PAGE_GUARDS)
        texts[0] = FILL(TEXT_COMPARE_PROGRESS_ID, words_number(frame, compare->rounds_done), runs);
    return words_first_fitting(frame, texts, 2, style, room_px);
}
