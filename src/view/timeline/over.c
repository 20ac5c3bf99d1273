// What the timeline opens over the view: the menu of what is selected, the words of a note, the list of notes, and what can be done
// with the rows. (The legend has a file of its own.)
#include "view/timeline/over.h"

#include "view/model/together.h"
#include "view/timeline/details.h"
#include "view/timeline/legend.h"
#include "view/timeline/notes.h"
#include "view/timeline/pick.h"
#include "view/timeline/rows.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>

// ---- the menu of what is selected ----------------------------------------------------------------------------------

struct entry {
    enum text_id label;
    enum action action;
    int64_t argument;
    bool disabled;
    const char *text; // that is copied
};

// With the key that does the same.
static const char *label_of(struct frame *frame, const struct entry *entry)
{
    const char *words = text_of(frame->language, entry->label), *key = ui_key(frame, entry->action, entry->argument);
    return *key ? FILL(TEXT_WORDS_AND_KEY_ID, words, key) : words;
}

static void draw_entry(struct frame *frame, struct rect row, const struct entry *entry, int number)
{
    const uint32_t id = ui_id("timeline menu", number);
    const bool lit = !entry->disabled && ui_look_of(frame, id) != UI_PLAIN;
    struct text_style style = ui_text(frame, TYPE_BODY, entry->disabled ? TEXT_FAINT : lit ? TEXT_MAIN : TEXT_SOFT);
    if (lit)
        draw_box(frame->list, row, frame->scale.radius_px / 2, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(row.x + frame->scale.pad_px / 2, rect_centre(row).y), label_of(frame, entry),
              style);
    ui_focus_ring(frame, row, frame->scale.radius_px / 2, id);
    ui_hit(frame, (struct hit){ .rect = row,
                                .id = id,
                                .group = ui_group("timeline menu"),
                                .kind = HIT_PRESS,
                                .disabled = entry->disabled,
                                .focusable = !entry->disabled,
                                .action = entry->action,
                                .argument = entry->argument,
                                .text = entry->text });
}

static void draw_entries(struct frame *frame, const struct entry *entries, int count)
{
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const struct point at = frame->model->timeline->menu_at;
    const float height = ui_row_height(frame);
    float width = 0;
    for (int i = 0; i < count; i++)
        width = fmaxf(width, draw_text_width(frame->list, label_of(frame, &entries[i]), style));
    struct rect room =
        popup_begin(frame, rect_of(at.x, at.y, 1, 1), width + frame->scale.pad_px + 1, (float)count * height);
    for (int i = 0; i < count; i++)
        draw_entry(frame, rect_cut_top(&room, height), &entries[i], i);
}

static void draw_menu(struct frame *frame)
{
    const struct timeline_pick *pick = &frame->model->timeline->pick;
    const bool task = pick->kind == &timeline_worker_row,
               pinned = task && bit_set_has(&frame->model->timeline->arrangement.pinned, (uint32_t)pick->index);
    const struct timeline_axis axis =
        timeline_axis_of(frame->model, frame->document, rect_of(0, 0, frame->list->width_px, 1));
    const struct entry entries[] = {
        { TEXT_SELECTED_COPY_ID, ACTION_COPY_TEXT, 0, false, timeline_details_text(frame, &axis) },
        { TEXT_SELECTED_ZOOM_ID, ACTION_TIMELINE_FOCUS, 0, false, NULL },
        { TEXT_SELECTED_MEASURE_ID, ACTION_TIMELINE_MEASURE, 0, pick->from_ns == pick->to_ns, NULL },
        { TEXT_SELECTED_NOTE_ID, ACTION_TIMELINE_NOTE, 0, false, NULL },
        { TEXT_SELECTED_NOTE_WORDS_ID, ACTION_TIMELINE_NOTE, 1, frame->scale.lecture, NULL },
        { pinned ? TEXT_SELECTED_UNPIN_ID : TEXT_SELECTED_PIN_ID, ACTION_TIMELINE_PIN_ROW, 0, !task, NULL },
    };
    draw_entries(frame, entries, sizeof entries / sizeof *entries);
}

// ---- parts of the pop-ups ------------------------------------------------------------------------------------------

// Where a pop-up hangs from: the middle of the window's upper part, or the button that opens it.
static struct rect anchor_of(const struct frame *frame, enum timeline_tool tool)
{
    const struct hit *button = ui_hit_of(frame->ui, ui_id("timeline tool", (int64_t)tool));
    return button ? button->rect : rect_of(frame->list->width_px * 0.3f, frame->body.y + ui_row_height(frame), 1, 1);
}

static float title_height(const struct frame *frame) { return frame->scale.type[TYPE_LABEL] * 1.7f; }

static void draw_title(struct frame *frame, struct rect *room, const char *title)
{
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.foreign = true;
    words_fit_end(frame, rect_cut_top(room, title_height(frame)), title, style, false);
}

// ---- a note's words ------------------------------------------------------------------------------------------------

static void draw_note(struct frame *frame)
{
    const float height = ui_row_height(frame), u = frame->scale.u;
    const float width = fminf(420 * u, frame->list->width_px * 0.7f);
    const struct rect anchor = rect_of((frame->list->width_px - width) / 2, frame->body.y + 2 * height, width, 1);
    struct rect room = popup_begin(frame, anchor, width, title_height(frame) + height);
    const char *title = FILL(TEXT_NOTE_TITLE_ID, timeline_clock(frame, frame->model->playback.ns)),
               *of = together_title(frame->model, "");
    draw_title(frame, &room, *of ? FILL(TEXT_SIDES_SAID_ID, title, of) : title);
    ui_field(
        frame, room, frame->model->timeline->note_typed, text_of(frame->language, TEXT_NOTE_HINT_ID),
        (struct ui_press){ .id = ui_id("view field", FIELD_NOTE), .action = ACTION_FIELD, .argument = FIELD_NOTE });
}

// ---- all notes -----------------------------------------------------------------------------------------------------

static void draw_note_line(struct frame *frame, struct rect row, int number)
{
    const struct bookmark *note = &frame->model->timeline->bookmarks.list[number];
    const uint32_t id = ui_id("note line", number);
    const struct rect cross = rect_cut_right(&row, row.height);
    const bool lit = ui_look_of(frame, id) != UI_PLAIN;
    if (lit)
        draw_box(frame->list, row, frame->scale.radius_px / 2, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    ui_focus_ring(frame, row, frame->scale.radius_px / 2, id);
    ui_press_hit(
        frame, row,
        (struct ui_press){
            .id = id, .group = ui_group("note lines"), .action = ACTION_TIMELINE_NOTE_GO, .argument = number });
    if (!frame->scale.lecture)
        ui_icon(frame, cross, ICON_CLOSE,
                (struct ui_press){ .id = ui_id("note drop", number),
                                   .group = ui_group("note lines"),
                                   .action = ACTION_TIMELINE_NOTE_DROP,
                                   .argument = number,
                                   .tip = text_of(frame->language, TEXT_NOTE_DROP_TIP_ID) });
    rect_cut_left(&row, frame->scale.pad_px / 2);
    struct text_style clock = ui_mono(frame, TYPE_BODY, TEXT_SOFT),
                      words = ui_text(frame, TYPE_BODY, note->text[0] ? TEXT_MAIN : TEXT_FAINT);
    clock.figures = false;
    const char *at = timeline_clock(frame, document_from_ns(frame->document) + note->ns);
    words_fit_end(frame, rect_cut_left(&row, draw_text_width(frame->list, at, clock) + frame->scale.pad_px), at, clock,
                  false);
    words.along = ALONG_MIDDLE;
    words.foreign = true;
    words.max_px = row.width;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y), timeline_note_words(frame, note), words);
}

// The notes of one recording, in the pop-up of all.
struct note_part {
    struct frame *frame;
    bool lower;
    const char *title, *none, *where;
    int first, count;        // of those that are in sight
    float list_px, where_px; // how high
};

static struct text_style where_style(const struct frame *frame) { return ui_text(frame, TYPE_SMALL, TEXT_FAINT); }

static struct note_part part_of(struct frame *frame, float width_px, bool lower)
{
    const char *file = frame->model->notes_file;
    struct note_part part = { .frame = frame, .lower = lower };
    part.title = together_title(frame->model, text_of(frame->language, TEXT_NOTES_ID));
    part.none = FILL(TEXT_NOTES_NONE_ID, ui_key_said(frame, ACTION_TIMELINE_NOTE, 0),
                     ui_key_said(frame, ACTION_TIMELINE_NOTE, 1));
    part.where = file[0] ? FILL(TEXT_NOTES_WHERE_ID, file) : text_of(frame->language, TEXT_NOTES_UNSAVED_ID);
    part.where_px = ui_paragraph_height(frame, width_px, part.where, where_style(frame)) + frame->scale.gap_px / 2;
    return part;
}

static int note_count(const struct note_part *part) { return part->frame->model->timeline->bookmarks.count; }

// As many as there is room for, from the first that is ahead of the playhead or near it.
static void choose_notes(struct note_part *part, int most, float line_px, float width_px)
{
    struct frame *frame = part->frame;
    const struct bookmarks *notes = &frame->model->timeline->bookmarks;
    part->count = notes->count < most ? notes->count : most;
    while (part->first + part->count < notes->count &&
           document_from_ns(frame->document) + notes->list[part->first + part->count / 2].ns <
               frame->model->playback.ns)
        part->first++;
    part->list_px = notes->count > 0
                        ? (float)part->count * line_px
                        : ui_paragraph_height(frame, width_px, part->none, ui_text(frame, TYPE_BODY, TEXT_SOFT));
}

static void draw_note_part(const struct note_part *part, struct rect *room, float line_px)
{
    struct frame *frame = part->frame;
    if (part->lower)
        ui_lower_begin(frame->ui);
    draw_title(frame, room, part->title);
    for (int i = 0; i < part->count; i++)
        draw_note_line(frame, rect_cut_top(room, line_px), part->first + i);
    if (note_count(part) == 0)
        ui_paragraph(frame, rect_cut_top(room, part->list_px), part->none, ui_text(frame, TYPE_BODY, TEXT_SOFT));
    rect_cut_top(room, frame->scale.gap_px / 2);
    ui_paragraph(frame, rect_cut_top(room, part->where_px - frame->scale.gap_px / 2), part->where, where_style(frame));
    if (part->lower)
        ui_lower_end(frame->ui);
}

// How many lines each may have: who has fewer leaves the rest to the other.
static void share_out(struct note_part *parts, int count, int fit, float line_px, float width_px)
{
    const int half = fit / count, other = count > 1 ? note_count(&parts[1]) : 0,
              first = count == 1          ? fit
                      : other < half      ? fit - other
                      : half > fit - half ? half
                                          : fit - half;
    choose_notes(&parts[0], first, line_px, width_px);
    if (count > 1)
        choose_notes(&parts[1], fit - parts[0].count, line_px, width_px);
}

// Of two recordings each under its name, and last which of them a note is made in.
static void draw_notes(struct frame *frame)
{
    const struct frame *other = frame->model->together.other;
    const float u = frame->scale.u, line = ui_row_height(frame) * 0.9f, gap = frame->scale.gap_px,
                width = fminf((frame->scale.lecture ? 640 : 400) * u, frame->list->width_px * 0.8f);
    struct frame lower = other ? *other : *frame;
    struct note_part parts[2] = { part_of(frame, width, false), part_of(&lower, width, true) };
    const int count = other ? 2 : 1;
    const char *which = other ? FILL(TEXT_SIDES_NOTES_ID, ui_key_said(frame, ACTION_TIMELINE_NOTE, 0)) : "";
    const float told = other ? ui_paragraph_height(frame, width, which, where_style(frame)) + gap : 0;
    float fixed = told, high = told;
    for (int i = 0; i < count; i++)
        fixed += title_height(frame) + parts[i].where_px + (i ? gap : 0);
    share_out(parts, count, (int)fmaxf((frame->list->height_px * 0.7f - fixed) / line, (float)count), line, width);
    for (int i = 0; i < count; i++)
        high += title_height(frame) + parts[i].list_px + parts[i].where_px + (i ? gap : 0);
    struct rect room = popup_begin(frame, anchor_of(frame, TOOL_NOTES), width, high);
    for (int i = 0; i < count; i++) {
        rect_cut_top(&room, i ? gap : 0);
        draw_note_part(&parts[i], &room, line);
    }
    rect_cut_top(&room, gap);
    if (other)
        ui_paragraph(frame, room, which, where_style(frame));
}

// ---- the rows ------------------------------------------------------------------------------------------------------

static const enum text_id order_names[TIMELINE_ORDERS] = { TEXT_ROWS_BY_NUMBER_ID, TEXT_ROWS_BY_WAITING_ID,
                                                           TEXT_ROWS_BY_LOST_ID };

static void draw_orders(struct frame *frame, struct rect *room, float line, float gap)
{
    for (int i = 0; i < TIMELINE_ORDERS; i++) {
        ui_button(frame, rect_cut_top(room, line), text_of(frame->language, order_names[i]),
                  (struct ui_press){ .id = ui_id("row order", i),
                                     .group = ui_group("row orders"),
                                     .action = ACTION_TIMELINE_ORDER,
                                     .argument = i,
                                     .chosen = (int)frame->model->timeline->arrangement.order == i,
                                     .disabled = i == ORDER_LOST && frame->document->cell.lost == 0 });
        rect_cut_top(room, gap);
    }
}

// "T1 T7", as many as have room.
static const char *pinned_names(struct frame *frame, float room_px, struct text_style style)
{
    const struct bit_set *pinned = &frame->model->timeline->arrangement.pinned;
    const char *names = "";
    for (int t = bit_set_next(pinned, 0); t >= 0; t = bit_set_next(pinned, (uint32_t)t + 1)) {
        const char *longer =
            arena_printf(frame->arena, "%s%s%s", names, names[0] ? "  " : "", words_name(frame, (uint32_t)t));
        if (!longer || draw_text_width(frame->list, longer, style) > room_px)
            return names[0] ? names : "";
        names = longer;
    }
    return names;
}

static void draw_pinned(struct frame *frame, struct rect *room, float line)
{
    struct rect row = rect_cut_top(room, line);
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const char *label = text_of(frame->language, TEXT_ROWS_UNPIN_ID);
    const bool any = bit_set_next(&frame->model->timeline->arrangement.pinned, 0) >= 0;
    if (!any) {
        words_fit_end(frame, row, FILL(TEXT_ROWS_PINNED_NONE_ID, ui_key_said(frame, ACTION_TIMELINE_PIN_ROW, 0)),
                      ui_text(frame, TYPE_SMALL, TEXT_FAINT), false);
        return;
    }
    ui_button(frame, rect_cut_right(&row, ui_button_width(frame, label)), label,
              (struct ui_press){ .id = ui_id("unpin rows", 0), .action = ACTION_TIMELINE_PIN, .argument = -1 });
    words_fit_end(frame, row, pinned_names(frame, row.width, style), style, false);
}

static void draw_rows(struct frame *frame)
{
    const struct timeline_arrangement *arrangement = &frame->model->timeline->arrangement;
    const float u = frame->scale.u, line = ui_row_height(frame), gap = frame->scale.gap_px / 2,
                width = fminf(300 * u, frame->list->width_px * 0.7f);
    struct rect room = popup_begin(frame, anchor_of(frame, TOOL_ROWS), width,
                                   3 * title_height(frame) + (2 + TIMELINE_ORDERS) * (line + gap) + gap);
    struct text_style note = ui_text(frame, TYPE_SMALL, arrangement->none_such ? TEXT_LOST : TEXT_FAINT);
    const char *told = arrangement->none_such ? text_of(frame->language, TEXT_ROWS_NONE_SUCH_ID)
                                              : FILL(TEXT_ROWS_SHOWN_ID, words_number(frame, arrangement->shown),
                                                     words_number(frame, arrangement->rows));
    struct rect head = rect_cut_top(&room, title_height(frame));
    words_fit_end(frame, rect_cut_right(&head, draw_text_width(frame->list, told, note) + gap), told, note, true);
    draw_title(frame, &head, text_of(frame->language, TEXT_ROWS_FILTER_ID));
    ui_field(frame, rect_cut_top(&room, line), arrangement->filter, text_of(frame->language, TEXT_ROWS_FILTER_HINT_ID),
             (struct ui_press){ .id = ui_id("view field", FIELD_ROWS),
                                .action = ACTION_FIELD,
                                .argument = FIELD_ROWS,
                                .tip = text_of(frame->language, TEXT_ROWS_FILTER_TIP_ID) });
    rect_cut_top(&room, gap);
    draw_title(frame, &room, text_of(frame->language, TEXT_ROWS_ORDER_ID));
    draw_orders(frame, &room, line, gap);
    draw_title(frame, &room, text_of(frame->language, TEXT_ROWS_PINNED_ID));
    draw_pinned(frame, &room, line);
}

// ---- which is open -------------------------------------------------------------------------------------------------

void timeline_over_draw(struct frame *frame)
{
    const int open = frame->model->open_setting;
    if (!frame->document)
        return;
    if (open == OPEN_SELECTED && frame->model->timeline->pick.kind)
        draw_menu(frame);
    else if (open == OPEN_NOTE)
        draw_note(frame);
    else if (open == OPEN_NOTES)
        draw_notes(frame);
    else if (open == OPEN_ROWS)
        draw_rows(frame);
    else if (open == OPEN_LEGEND)
        timeline_legend_draw(frame, anchor_of(frame, TOOL_LEGEND));
}
