// The ledger's picture: its panel, the word's stores as boxes, folds, and who wrote over whom.
#include "view/ledger/bars.h"
#include "view/ledger/parts.h"
#include "view/ledger/words.h"

#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/cell_words.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <math.h>

// ---- boxes ---------------------------------------------------------------------------------------------------------

static void draw_token(struct frame *frame, struct point centre, float size, uint32_t task)
{
    const bool named = !frame->scale.lecture || size * MARK_NAME_SHARE >= frame->scale.type[TYPE_SMALL];
    mark_token(frame->list, frame->theme, centre, size, (int)task, named ? words_token(frame, task) : NULL,
               frame->scale.u);
}

static void draw_box_frame(struct frame *frame, struct rect box, bool lost, bool now)
{
    const float u = frame->scale.u, line = frame->scale.line_px * 1.3f;
    const struct colour edge = frame->theme->marks[lost ? MARK_LOST : MARK_LINE];
    draw_box(frame->list, box, 6 * u, paint_solid(frame->theme->grounds[lost ? GROUND_LOST : GROUND_SELECTED]),
             lost ? stroke_dashed(edge, line, 5 * u, 3 * u) : stroke_solid(edge, frame->scale.line_px));
    if (now)
        draw_box(frame->list, rect_inset(box, -2 * frame->scale.stroke_px), 8 * u, paint_none(),
                 stroke_solid(frame->theme->marks[MARK_PLAYHEAD], frame->scale.stroke_px));
}

// The line that stored, beside who did, where the value leaves room.
static void draw_place(struct frame *frame, const struct hold *hold, int64_t position, struct rect *box,
                       struct text_style value)
{
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_SOFT);
    const uint32_t place = position < 0 ? PLACE_NOWHERE : hold->cell->kind->place(hold->cell->of, position, false);
    const char *line = place == PLACE_NOWHERE ? "" : words_line(frame, place);
    const float width = draw_text_width(frame->list, line, style),
                needed = draw_text_width(frame->list, words_cell(frame, position), value) + 6 * frame->scale.u;
    style.along = ALONG_MIDDLE;
    if (!*line || width + needed > box->width)
        return;
    draw_text(frame->list, point_at(box->x, rect_centre(*box).y), line, style);
    rect_cut_left(box, width + 4 * frame->scale.u);
}

static void draw_store(struct frame *frame, const struct hold *hold, int row)
{
    const int64_t position = hold->excerpt.rows[row].from;
    struct rect box = hold_box(hold, row);
    const bool lost = position >= 0 && cell_is_lost(hold->cell, position);
    const bool told = position >= 0 && (position == hold->told[0] || position == hold->told[1]);
    const bool now = told && hold->present->position == position && hold->present->event.is_store;
    const float u = frame->scale.u, pad = 10 * u, token = box.height * 0.76f;
    const uint32_t id = ui_id("store", position);
    struct text_style value = ui_mono(frame, TYPE_STRONG, lost ? TEXT_LOST : TEXT_MAIN);
    value.across = ACROSS_RIGHT;
    value.figures = false;
    if (position > hold->present->position)
        value.colour = frame->theme->texts[lost ? TEXT_LOST : TEXT_SOFT];
    draw_box_frame(frame, box, lost, now);
    ui_focus_ring(frame, box, 6 * u, id);
    ui_hit(frame, (struct hit){ .rect = box,
                                .id = id,
                                .group = ui_group("ledger rows"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_LEDGER_GO,
                                .argument = position,
                                .tip = frame->ui->hover == id ? hold_box_tip(frame, position) : NULL });
    rect_cut_left(&box, pad);
    rect_cut_right(&box, pad);
    if (position >= 0) {
        const struct rect seat = rect_cut_left(&box, token + 0.6f * pad);
        draw_token(frame, point_at(seat.x + token / 2, rect_centre(seat).y), token, cell_task(hold->cell, position));
    } else {
        const struct rect said =
            words_fit(frame, rect_of(box.x, box.y, box.width * 0.6f, box.height),
                      text_of(frame->language, TEXT_LEDGER_START_ID), ui_text(frame, TYPE_BODY, TEXT_SOFT));
        rect_cut_left(&box, said.width);
    }
    draw_place(frame, hold, position, &box, value);
    words_fit(frame, box, words_cell(frame, position), value);
}

static void draw_fold(struct frame *frame, const struct hold *hold, int row)
{
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    const struct rect box = hold_box(hold, row);
    const uint64_t lost = hold->cell->kind->lost_between(hold->cell->of, at->from, at->to);
    const bool all = lost == (uint64_t)(at->to - at->from);
    const uint32_t id = ui_id("unfold", at->from);
    const enum ui_look look = ui_look_of(frame, id);
    const float u = frame->scale.u;
    struct text_style style = ui_bold(frame, TYPE_BODY, all ? TEXT_LOST : look == UI_PLAIN ? TEXT_SOFT : TEXT_MAIN);
    style.across = ACROSS_CENTRE;
    const struct colour edge = frame->theme->marks[all ? MARK_LOST : MARK_LINE];
    draw_box(frame->list, box, 6 * u,
             paint_solid(frame->theme->grounds[look != UI_PLAIN ? GROUND_HOVER
                                               : all            ? GROUND_LOST
                                                                : GROUND_WELL]),
             stroke_dashed(edge, frame->scale.line_px * 1.3f, 5 * u, 3 * u));
    ui_focus_ring(frame, box, 6 * u, id);
    const char *number = words_number(frame, (int64_t)lost);
    ui_hit(frame, (struct hit){ .rect = box,
                                .id = id,
                                .group = ui_group("ledger rows"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_LEDGER_UNFOLD,
                                .argument = at->from,
                                .tip = FILL(TEXT_LEDGER_MORE_TIP_ID, number, words_number(frame, at->to - at->from)) });
    const char *text = hold_fold_text(frame, at, box.width - 12 * u, style);
    if (text)
        words_fit(frame, box, text, style);
}

// The word itself: a line from store to store, dotted where stores are folded away.
static void draw_spine(struct frame *frame, const struct hold *hold)
{
    const struct colour colour = frame->theme->marks[MARK_LINE];
    const float width = frame->scale.stroke_px * 0.8f;
    float last[3] = { 0, 0, 0 };
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct rect box = hold_box(hold, i);
        const float x = rect_centre(box).x;
        const int which = !hold->cell->is_private ? 1 : x < hold->middle ? 0 : 2;
        const bool folded = hold->excerpt.rows[i].fold || (i > 0 && hold->excerpt.rows[i - 1].fold);
        const float from = last[which] > 0 ? last[which] : box.y - 0.3f * box.height;
        draw_line(frame->list, point_at(x, from), point_at(x, box.y),
                  folded ? stroke_dashed(frame->theme->marks[MARK_LOST], width, width, 2.4f * width)
                         : stroke_solid(colour, width));
        last[which] = rect_bottom(box);
    }
}

// ---- who wrote over whom -------------------------------------------------------------------------------------------

// From the last lost store round to the one that replaced it, on the side of the task that did.
static void draw_over(struct frame *frame, const struct hold *hold, int row)
{
    const struct hold_column *column = hold_column(hold, cell_task(hold->cell, hold->excerpt.rows[row].from));
    if (row == 0 || hold->excerpt.rows[row - 1].fold || !column)
        return;
    const struct rect from = hold_box(hold, row - 1), to = hold_box(hold, row);
    const float u = frame->scale.u, side = (float)column->side, out = side * 40 * u;
    const float a = side < 0 ? from.x : rect_right(from), b = side < 0 ? to.x : rect_right(to);
    const float y0 = from.y + from.height * 0.86f, y1 = to.y + to.height * 0.14f;
    const struct point curve[4] = { point_at(a + side * 3 * u, y0), point_at(a + out, y0 + (y1 - y0) * 0.25f),
                                    point_at(b + out, y1 - (y1 - y0) * 0.2f), point_at(b + side * 3 * u, y1) };
    mark_arrow(frame->list, curve, stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.stroke_px), 11 * u);
}

// Of a store that ended some other chain: in one line, where there is room.
static void draw_other(struct frame *frame, const struct hold *hold, int row, const struct cell_overwrite *overwrite)
{
    const struct hold_column *column = hold_column(hold, cell_task(hold->cell, overwrite->position));
    const int side = column && column->side > 0 ? -1 : 1;
    const struct rect box = hold_box(hold, row);
    const float gap = 12 * frame->scale.u;
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_LOST);
    const char *text = hold_headline(frame, overwrite);
    const struct hold_side clear = hold_side_of(hold, row, side);
    const float left = side > 0 ? rect_right(box) + gap : hold->middle - clear.beside_px;
    const float right = side > 0 ? hold->middle + clear.beside_px : box.x - gap;
    style.across = side > 0 ? ACROSS_LEFT : ACROSS_RIGHT;
    if (!clear.arrows && draw_text_width(frame->list, text, style) <= right - left)
        words_fit(frame, rect_of(left, box.y, right - left, box.height), text, style);
}

static void draw_overwrites(struct frame *frame, const struct hold *hold)
{
    const struct cell_history *cell = hold->cell;
    for (int i = 0; i < hold->excerpt.count; i++) {
        const struct excerpt_row *row = &hold->excerpt.rows[i];
        const int64_t at = row->fold ? -1 : cell->kind->next_overwrite(cell->of, row->from - 1);
        if (at < 0)
            continue;
        const struct cell_overwrite overwrite = cell->kind->overwrite(cell->of, (size_t)at);
        if (overwrite.position != row->from)
            continue;
        draw_over(frame, hold, i);
        if (i != hold->extra_row)
            draw_other(frame, hold, i, &overwrite);
    }
    hold_words_draw(frame, hold);
}

// ---- the playhead --------------------------------------------------------------------------------------------------

// Two small heads at the edges: where in the picture it stands.
static void draw_playhead(struct frame *frame, const struct hold *hold)
{
    const struct cell_present *present = hold->present;
    const int row = excerpt_find(&hold->excerpt, present->position);
    if (row < 0 || row >= hold->excerpt.count || present->events == 0)
        return;
    const struct excerpt_row *at = &hold->excerpt.rows[row];
    const struct hold_column *column = hold_column(hold, present->event.task);
    const float part = (float)((double)(present->position - at->from) / (double)(at->to - at->from));
    float y = hold_y(hold, row) + (at->fold ? (part - 0.5f) * hold->box_height : 0);
    if (!at->fold && !present->event.is_store && column)
        y = hold_load_y(hold, row, column);
    const float u = frame->scale.u, size = 11 * u;
    const struct colour colour = frame->theme->marks[MARK_PLAYHEAD];
    mark_head(frame->list, point_at(hold->room.x - 6 * u + size, y), 1, 0, size, colour);
    mark_head(frame->list, point_at(rect_right(hold->room) + 6 * u - size, y), -1, 0, size, colour);
}

// ---- round it ------------------------------------------------------------------------------------------------------

static void draw_head(struct frame *frame, struct point centre, float size, uint32_t task)
{
    draw_token(frame, centre, size, task);
    ui_hit(frame, (struct hit){ .rect = rect_of(centre.x - size / 2, centre.y - size / 2, size, size),
                                .id = ui_id("column", task),
                                .kind = HIT_TIP,
                                .tip = FILL(TEXT_LEDGER_TIP_COLUMN_ID, words_name(frame, task)) });
}

static void draw_heads(struct frame *frame, const struct hold *hold, struct rect row)
{
    const float size = row.height * 0.86f, gap = 8 * frame->scale.u;
    struct text_style name = ui_bold(frame, TYPE_BODY, TEXT_MAIN), soft = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float y = rect_centre(row).y;
    name.across = ACROSS_CENTRE;
    soft.along = ALONG_MIDDLE;
    name.along = ALONG_MIDDLE;
    name.foreign = frame->document->variable;
    name.max_px = hold->box_px * 1.6f;
    draw_text(frame->list, point_at(hold->middle, y), hold_title(frame), name);
    for (int i = 0; i < hold->count; i++) {
        const struct hold_column *column = &hold->columns[i];
        soft.across = column->side < 0 ? ACROSS_RIGHT : ACROSS_LEFT;
        const float x = column->x + (float)column->side * (column->task < 0 ? 0 : size / 2 + gap);
        const char *texts[] = { text_of(frame->language, TEXT_LEDGER_HOLDS_ID),
                                text_of(frame->language, TEXT_LEDGER_HOLDS_SHORT_ID) };
        if (column->task >= 0)
            draw_head(frame, point_at(column->x, y), size, (uint32_t)column->task);
        else
            texts[0] = texts[1] = FILL(TEXT_LEDGER_OTHERS_ID, words_number(frame, column->others));
        for (size_t k = hold->cell->one_step && column->task >= 0 ? 2 : 0; k < 2; k++) {
            // Beside an inner column the next one's token stands.
            const float room = column->label_px - size / 2 + hold->bar_px / 2 - (column->outer ? 0 : size / 2 + gap);
            if (draw_text_width(frame->list, texts[k], soft) > room)
                continue;
            draw_text(frame->list, point_at(x, y), texts[k], soft);
            break;
        }
    }
}

// Of a variable: that its books balance, at the right end of the row.
static void draw_equation(struct frame *frame, struct rect *row)
{
    const struct history *history = frame->document->variable ? &frame->document->variable->history : NULL;
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_GOOD);
    if (!history || !history->claims || !history->has_sums)
        return;
    const struct amount expected = variable_wrapped(history->variable, amount_plus(history->final, history->lost_net));
    const char *text = FILL(TEXT_VARIABLE_EQUATION_ID, words_total(frame, history->final),
                            words_amount(frame, history->lost_net), words_total(frame, expected));
    const float width = draw_text_width(frame->list, text, style);
    style.along = ALONG_MIDDLE;
    style.across = ACROSS_RIGHT;
    if (width > row->width * 0.75f)
        return;
    draw_text(frame->list, point_at(rect_right(*row), rect_centre(*row).y), text, style);
    rect_cut_right(row, width + 26 * frame->scale.u);
}

static void draw_legend(struct frame *frame, const struct hold *hold, struct rect row)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const float gap = 26 * frame->scale.u;
    style.along = ALONG_MIDDLE;
    if (hold->excerpt.unfolded) {
        const char *text = text_of(frame->language, TEXT_LEDGER_FOLD_ID);
        const float width = ui_link_width(frame, text);
        ui_link(frame, rect_cut_right(&row, width), text,
                (struct ui_press){ .id = ui_id("fold all", 0), .action = ACTION_LEDGER_UNFOLD, .argument = -1 });
        rect_cut_right(&row, gap);
    }
    draw_equation(frame, &row);
    const bool lost = hold->cell->lost > 0;
    const enum text_id ids[] = { TEXT_LEDGER_LEGEND_BAR_ID, frame->document->variable ? TEXT_VARIABLE_LEGEND_LOST_ID
                                                                                      : TEXT_LEDGER_LEGEND_LOST_ID };
    for (size_t i = 0; i < (lost ? 2 : 1); i++) {
        const char *text =
            text_of(frame->language, hold->cell->one_step && i == 0 ? TEXT_LEDGER_LEGEND_STEP_ID : ids[i]);
        const float width = draw_text_width(frame->list, text, style);
        if (width > row.width)
            return;
        draw_text(frame->list, point_at(row.x, rect_centre(row).y), text, style);
        rect_cut_left(&row, width + gap);
    }
}

static void draw_picture(struct frame *frame, const struct hold *hold)
{
    draw_spine(frame, hold);
    hold_bars_draw(frame, hold);
    for (int i = 0; i < hold->excerpt.count; i++)
        if (hold->excerpt.rows[i].fold)
            draw_fold(frame, hold, i);
        else
            draw_store(frame, hold, i);
    draw_overwrites(frame, hold);
    draw_playhead(frame, hold);
}

static struct rect draw_panel(struct frame *frame, struct rect rect)
{
    const char *title = text_of(frame->language, TEXT_LEDGER_TITLE_ID);
    if (draw_text_width(frame->list, title, ui_bold(frame, TYPE_LABEL, TEXT_SOFT)) >
        rect.width - 3 * frame->scale.pad_px)
        title = text_of(frame->language, TEXT_LEDGER_TITLE_SHORT_ID);
    return ui_panel(frame, rect, title,
                    frame->document->variable ? FILL(TEXT_VARIABLE_NOTE_ID, hold_title(frame))
                                              : text_of(frame->language, TEXT_LEDGER_NOTE_ID));
}

// What the beat is about: both that have read, the first that writes, the one that writes over it.
static void find_told(struct hold *hold)
{
    const struct ledger_focus *focus = hold->focus;
    const struct cell_present *present = hold->present;
    hold->told[0] = hold->told[1] = -1;
    if (!hold->collision || focus->beat == BEAT_NONE) {
        hold->told[0] = present->events > 0 ? present->event.store : -1;
        return;
    }
    hold->told[0] = focus->beat == BEAT_WRITES ? focus->story.first : focus->story.overwriter;
    hold->told[1] = focus->beat == BEAT_READ ? focus->story.first : -1;
}

void ledger_hold_draw(struct frame *frame, const struct ledger_focus *focus, const struct cell_present *present,
                      struct rect rect)
{
    struct rect room = draw_panel(frame, rect);
    struct hold *hold = arena_get(frame->arena, sizeof *hold);
    const float head = frame->scale.type[TYPE_BODY] * 2.1f, legend = frame->scale.type[TYPE_SMALL] * 1.9f;
    if (!hold)
        return;
    *hold = (struct hold){
        .focus = focus, .cell = &frame->document->cell, .present = present, .collision = focus->collision >= 0
    };
    find_told(hold);
    if (!hold->collision) {
        const struct rect used = ui_paragraph(frame, room, hold_why(frame), ui_text(frame, TYPE_BODY, TEXT_MAIN));
        rect_cut_top(&room, used.height + frame->scale.gap_px * 0.6f);
    }
    struct rect heads = rect_cut_top(&room, head);
    struct rect foot = rect_cut_bottom(&room, legend);
    if (!hold_lay_out(frame, hold, room))
        return;
    hold_words_lay_out(frame, hold);
    ui_hit(frame, (struct hit){ .rect = hold->room,
                                .id = ui_id("ledger rows", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_LEDGER_SCROLL,
                                .argument = ledger_area_argument(
                                    (struct ledger_area){ LEDGER_ROWS, hold->excerpt.above + hold->excerpt.below }) });
    draw_heads(frame, hold, heads);
    draw_picture(frame, hold);
    draw_legend(frame, hold, foot);
}
