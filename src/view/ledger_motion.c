// The collision step by step: every load and store from the fork to the store that wrote over the last of the lost, with the values.
#include "view/ledger_parts.h"

#include "base/text.h"
#include "view/marks.h"
#include "view/words.h"

#include <stdio.h>

// ---- one step ------------------------------------------------------------------------------------------------------

static const char *sum_text(struct frame *frame, const struct order_event *event)
{
    const struct document *document = frame->document;
    const int64_t after = order_balance_at(&document->order, event->position);
    if (event->kind == ORDER_LOAD) {
        const char *text = arena_printf(frame->arena, "→ %s", words_number(frame, after));
        return text ? text : "";
    }
    const int64_t change = ledger_change(document, event->version);
    const int64_t read = present_balance_of(document, ledger_parent(&document->ledger, event->version));
    const char *text = arena_printf(frame->arena, "%s %s %s = %s", words_number(frame, read), change < 0 ? "−" : "+",
                                    words_number(frame, change < 0 ? -change : change), words_number(frame, after));
    return text ? text : "";
}

// To the nanosecond, since steps follow each other so closely; rounded where that has no room, NULL where nothing has.
static const char *offset_text(struct frame *frame, uint64_t ns, float room_px, struct text_style style)
{
    const char *exact = arena_printf(frame->arena, "+%s ns", words_number(frame, (int64_t)ns));
    if (exact && draw_text_width(frame->list, exact, style) < room_px)
        return exact;
    const char *rounded = arena_printf(frame->arena, "+%s", words_time(frame, ns));
    return rounded && draw_text_width(frame->list, rounded, style) < room_px ? rounded : NULL;
}

static void draw_step(struct frame *frame, const struct order_event *event, uint64_t number, uint64_t first_ns,
                      bool now, bool wins, struct rect row)
{
    const struct document *document = frame->document;
    const uint32_t worker = version_worker(event->version), id = ui_id("step", (int64_t)number);
    const bool store = event->kind == ORDER_STORE,
               lost = store && order_is_lost(&document->order, (uint64_t)event->position);
    const bool happened = number < frame->model->playback.events;
    const float u = frame->scale.u, size = row.height * (frame->scale.lecture ? 0.9f : 0.74f), y = rect_centre(row).y;
    const struct rect whole = rect_of(row.x - 6 * u, row.y, row.width + 12 * u, row.height);
    struct text_style verb = wins ? ui_bold(frame, TYPE_BODY, TEXT_MAIN) : ui_text(frame, TYPE_BODY, TEXT_SOFT),
                      sum = ui_mono(frame, TYPE_BODY,
                                    lost       ? TEXT_LOST
                                    : happened ? TEXT_MAIN
                                               : TEXT_SOFT),
                      time = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    if (wins)
        draw_box(frame->list, whole, 5 * u, paint_solid(frame->theme->grounds[GROUND_LOST]),
                 stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px));
    else if (now || ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, whole, 5 * u, paint_solid(frame->theme->grounds[now ? GROUND_SELECTED : GROUND_HOVER]),
                 stroke_none());
    if (now && wins)
        draw_box(frame->list, whole, 5 * u, paint_none(),
                 stroke_solid(frame->theme->marks[MARK_PLAYHEAD], frame->scale.stroke_px));
    ui_hit(frame, (struct hit){ .rect = whole,
                                .id = id,
                                .group = 45,
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SEEK_EVENT,
                                .argument = (int64_t)number + 1 });
    ui_focus_ring(frame, whole, 5 * u, id);
    mark_token(frame->list, frame->theme, point_at(row.x + size / 2, y), size, (int)worker,
               frame->scale.lecture && size * MARK_NAME_SHARE < frame->scale.type[TYPE_SMALL]
                   ? NULL
                   : words_name(frame, worker),
               u);
    verb.along = sum.along = time.along = ALONG_MIDDLE;
    sum.figures = false;
    const float x = row.x + size + 10 * u;
    const char *word = text_of(frame->language, store ? TEXT_LEDGER_WRITES_ID : TEXT_LEDGER_READS_ID);
    const struct rect said = draw_text(frame->list, point_at(x, y), word, verb);
    const float column = x + frame->scale.type[TYPE_BODY] * 3.6f,
                left = column > rect_right(said) + 8 * u ? column : rect_right(said) + 8 * u;
    const char *text = sum_text(frame, event);
    while (draw_text_width(frame->list, text, sum) > rect_right(row) - left &&
           sum.size_px > (frame->scale.lecture ? 24 : 8))
        sum.size_px -= 1;
    const float sum_px = draw_text_width(frame->list, text, sum);
    if (sum_px <= rect_right(row) - left)
        draw_text(frame->list, point_at(left, y), text, sum);
    time.across = ACROSS_RIGHT;
    const char *offset = offset_text(frame, event->ns - first_ns, rect_right(row) - left - sum_px - 10 * u, time);
    if (offset && document->order.timed)
        draw_text(frame->list, point_at(rect_right(row), y), offset, time);
}

// ---- all -----------------------------------------------------------------------------------------------------------

static void draw_fold(struct frame *frame, uint64_t hidden, struct rect row)
{
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_FAINT);
    style.along = ALONG_MIDDLE;
    style.max_px = row.width;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y),
              FILL(TEXT_LEDGER_MORE_ID, words_number(frame, (int64_t)hidden)), style);
}

static void draw_steps(struct frame *frame, const struct ledger_focus *focus, const struct present *present,
                       struct rect room)
{
    const struct order *order = &frame->document->order;
    const uint64_t first = focus->fork_at < 0 ? 0 : order_event_of_store(order, (uint64_t)focus->fork_at) + 1;
    const uint64_t last = order_event_of_store(order, (uint64_t)focus->overwriter.position);
    const uint64_t count = last - first + 1;
    const float line = frame->scale.type[TYPE_BODY] * (frame->scale.lecture ? 1.9f : 2.05f);
    const uint64_t rows = (uint64_t)(room.height / line);
    struct order_cursor cursor;
    if (rows < 3 || !order_cursor_set(&cursor, order, first))
        return;
    const uint64_t first_ns = order_cursor_event(&cursor)->ns,
                   now = present->events > 0 ? present->events - 1 : UINT64_MAX;
    // Where not all fit: those round the playhead if it is among them, and always the last.
    uint64_t from = first, shown = count;
    bool tail = false;
    if (count > rows) {
        tail = true;
        shown = rows - 2;
        if (now != UINT64_MAX && now >= first + shown && now <= last) {
            shown = rows > 4 ? rows - 3 : 1;
            from = now - shown / 2;
        }
        if (from + shown >= last) {
            tail = false;
            shown = rows - 1;
            from = last + 1 - shown;
        }
    }
    if (from > first)
        draw_fold(frame, from - first, rect_cut_top(&room, line));
    bool more = order_cursor_set(&cursor, order, from);
    for (uint64_t i = from; more && i < from + shown; i++) {
        draw_step(frame, order_cursor_event(&cursor), i, first_ns, i == now, i == last, rect_cut_top(&room, line));
        more = order_cursor_next(&cursor);
    }
    if (tail && order_cursor_set(&cursor, order, last)) {
        draw_fold(frame, last - from - shown, rect_cut_top(&room, line));
        draw_step(frame, order_cursor_event(&cursor), last, first_ns, last == now, true, rect_cut_top(&room, line));
    }
}

// Keys, and what can be done with the collision, under the steps: as much as there is room for.
static void draw_foot(struct frame *frame, struct rect *room)
{
    struct text_style keys = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const char *text = text_of(frame->language, TEXT_LEDGER_MOTION_KEYS_ID);
    const char *label = text_of(frame->language, TEXT_LEDGER_REDUCE_ID);
    const float row = ui_row_height(frame), button = ui_button_width(frame, label);
    if (frame->scale.lecture || room->height < row + 8 * keys.size_px || room->width < button)
        return;
    struct rect foot = rect_cut_bottom(room, row);
    rect_cut_bottom(room, 6 * frame->scale.u);
    const struct rect right = rect_cut_right(&foot, button);
    keys.along = ALONG_MIDDLE;
    if (draw_text_width(frame->list, text, keys) + frame->scale.gap_px <= foot.width)
        draw_text(frame->list, point_at(foot.x, rect_centre(foot).y), text, keys);
    ui_button(frame, right, label,
              (struct ui_press){ .id = ui_id("ledger reduce", 0),
                                 .action = ACTION_LEDGER_REDUCE,
                                 .tip = text_of(frame->language, TEXT_LEDGER_REDUCE_TIP_ID) });
}

void ledger_motion_draw(struct frame *frame, const struct ledger_focus *focus, const struct present *present,
                        struct rect rect)
{
    const bool none = focus->collision < 0;
    const char *title = text_of(frame->language, TEXT_LEDGER_MOTION_NONE_ID);
    static const enum text_id titles[] = { TEXT_LEDGER_MOTION_ID, TEXT_LEDGER_MOTION_SHORT_ID,
                                           TEXT_LEDGER_MOTION_BARE_ID };
    const struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    for (size_t i = 0; !none && i < sizeof titles / sizeof *titles; i++) {
        title = FILL(titles[i], words_number(frame, focus->number + 1),
                     words_number(frame, (int64_t)frame->document->ledger.collision_count));
        if (draw_text_width(frame->list, title, style) <= rect.width - 2.2f * frame->scale.pad_px)
            break;
    }
    struct rect room = ui_panel(frame, rect, title, NULL);
    if (none)
        return;
    draw_foot(frame, &room);
    draw_steps(frame, focus, present, room);
}
