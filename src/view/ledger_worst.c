// The list of the worst collisions: a press takes the playhead there.
#include "view/ledger_parts.h"

#include "base/text.h"
#include "view/clock_text.h"
#include "view/model.h"
#include "view/words.h"

enum {
    COLUMN_SIZE,
    COLUMN_NET,
    COLUMN_WHEN,
    COLUMNS,
};

// Collision number `row` of the list as it is sorted.
static uint32_t listed(const struct document *document, const struct ledger_model *ledger, size_t row, size_t count)
{
    const size_t at = ledger->ascending ? count - 1 - row : row;
    if (ledger->sort == COLUMN_WHEN)
        return document->overwrites.by_time[at];
    return document->worst.lists[ledger->sort == COLUMN_NET ? WORST_BY_NET : WORST_BY_SIZE][at];
}

struct columns {
    float when, who, bar, size, net; // widths
};

static void draw_cell(struct frame *frame, struct rect *row, float width, const char *text, struct text_style style,
                      bool right)
{
    const struct rect cell = rect_cut_left(row, width);
    style.along = ALONG_MIDDLE;
    style.across = right ? ACROSS_RIGHT : ACROSS_LEFT;
    while (draw_text_width(frame->list, text, style) > cell.width && style.size_px > 7)
        style.size_px -= 1;
    if (draw_text_width(frame->list, text, style) <= cell.width)
        draw_text(frame->list, point_at(right ? rect_right(cell) : cell.x, rect_centre(cell).y), text, style);
}

static void draw_row(struct frame *frame, const struct columns *columns, struct rect row, uint32_t number,
                     uint32_t most, bool chosen)
{
    const struct document *document = frame->document;
    const struct collision *collision = &document->ledger.collisions[number];
    const struct overwriter overwriter =
        overwrites_tell(&document->overwrites, overwrites_settling(&document->overwrites, number));
    const uint64_t from = document_from_ns(document), ns = overwriter.stored_ns;
    const uint32_t id = ui_id("worst", number);
    char clock[CLOCK_TEXT_BYTES];
    const struct text_style mono = ui_mono(frame, TYPE_SMALL, TEXT_SOFT),
                            strong = ui_bold(frame, TYPE_SMALL, TEXT_MAIN),
                            figure = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    const struct rect whole = rect_of(row.x - 6 * frame->scale.u, row.y, row.width + 12 * frame->scale.u, row.height);
    if (chosen || ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, whole, 4 * frame->scale.u,
                 paint_solid(frame->theme->grounds[chosen ? GROUND_SELECTED : GROUND_HOVER]), stroke_none());
    ui_hit(frame, (struct hit){ .rect = whole,
                                .id = id,
                                .group = 43,
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SELECT_COLLISION,
                                .argument = number });
    ui_focus_ring(frame, whole, 4 * frame->scale.u, id);
    const char *when = arena_printf(frame->arena, "%s", clock_text(clock, ns - from, document_to_ns(document) - from));
    draw_cell(frame, &row, columns->when, when ? when : "", mono, false);
    struct rect who = rect_cut_left(&row, columns->who);
    draw_cell(frame, &who, columns->who - 6 * frame->scale.u,
              FILL(TEXT_LEDGER_OVER_ID, words_name(frame, version_worker(overwriter.version)),
                   words_name(frame, version_worker(overwriter.victim))),
              strong, false);
    const struct rect bar = rect_cut_left(&row, columns->bar);
    const float length = (bar.width - 8 * frame->scale.u) * (float)collision->size / (float)most;
    draw_box(frame->list,
             rect_of(bar.x, rect_centre(bar).y - row.height * 0.21f, length > 2 ? length : 2, row.height * 0.42f),
             2 * frame->scale.u, paint_solid(frame->theme->marks[MARK_LOST]), stroke_none());
    draw_cell(frame, &row, columns->size, words_number(frame, collision->size), figure, true);
    draw_cell(frame, &row, columns->net, words_signed(frame, collision->net), mono, true);
}

static void draw_heads(struct frame *frame, const struct columns *columns, struct rect row)
{
    const struct {
        enum text_id text;
        int column;
        float x, width;
    } heads[] = { { TEXT_LEDGER_WHEN_ID, COLUMN_WHEN, 0, columns->when },
                  { TEXT_LEDGER_SIZE_ID, COLUMN_SIZE, columns->when + columns->who + columns->bar, columns->size },
                  { TEXT_LEDGER_NET_ID, COLUMN_NET, columns->when + columns->who + columns->bar + columns->size,
                    columns->net } };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *text = text_of(frame->language, heads[i].text);
        const float width = ui_link_width(frame, text);
        const float x = i == 0 ? row.x : row.x + heads[i].x + heads[i].width - width;
        if (width > heads[i].width)
            continue;
        ui_link(frame, rect_of(x, row.y, width, row.height), text,
                (struct ui_press){ .id = ui_id("worst head", heads[i].column),
                                   .group = 44,
                                   .action = ACTION_LEDGER_SORT,
                                   .argument = heads[i].column,
                                   .tip = text_of(frame->language, TEXT_LEDGER_SORT_TIP_ID),
                                   .chosen = frame->model->ledger.sort == heads[i].column });
    }
}

void ledger_worst_draw(struct frame *frame, const struct ledger_focus *focus, struct rect rect)
{
    const struct document *document = frame->document;
    const struct ledger_model *ledger = &frame->model->ledger;
    const size_t count = ledger->sort == COLUMN_WHEN ? document->ledger.collision_count : document->worst.count;
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_LEDGER_WORST_ID), NULL);
    const float line = frame->scale.type[TYPE_SMALL] * 1.85f, w = room.width;
    const struct columns columns = { w * 0.27f, w * 0.24f, w * 0.2f, w * 0.16f, w * 0.13f };
    if (count == 0) {
        ui_paragraph(frame, room, text_of(frame->language, TEXT_LEDGER_MOTION_NONE_ID),
                     ui_text(frame, TYPE_BODY, TEXT_SOFT));
        return;
    }
    if (room.height < 2 * line)
        return;
    draw_heads(frame, &columns, rect_cut_top(&room, line));
    const size_t shown = (size_t)(room.height / line) < count ? (size_t)(room.height / line) : count;
    size_t first = ledger->list_scroll > 0 ? (size_t)ledger->list_scroll : 0;
    first = first + shown > count ? count - shown : first;
    ui_hit(frame, (struct hit){ .rect = room,
                                .id = ui_id("worst area", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_LEDGER_SCROLL,
                                .argument = 1 });
    const uint32_t most = document->ledger.collisions[document->worst.lists[WORST_BY_SIZE][0]].size;
    for (size_t i = 0; i < shown; i++) {
        const uint32_t number = listed(document, ledger, first + i, count);
        draw_row(frame, &columns, rect_cut_top(&room, line), number, most, focus->collision == (int64_t)number);
    }
}
