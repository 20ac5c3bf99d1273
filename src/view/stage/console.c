// The console: what was printed up to the playhead, the newest at the foot of what there is room for.
#include "view/stage/parts.h"

#include "base/clock_text.h"
#include "view/looks/marks.h"
#include "view/ui/printed_text.h"
#include "view/ui/words.h"

#include <math.h>

// Where each row's parts stand.
struct columns {
    float line_px, token_px, clock_px;
};

static const char *clock_of(struct frame *frame, uint64_t ns)
{
    char text[CLOCK_TEXT_BYTES];
    const uint64_t from = document_from_ns(frame->document);
    const char *copy = arena_printf(frame->arena, "%s",
                                    clock_text(text, ns > from ? ns - from : 0, document_clock_ns(frame->document)));
    return copy ? copy : "";
}

static size_t prints_until(const struct recording *recording, uint64_t ns)
{
    size_t low = 0, high = recording->console_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (recording->console[middle].ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void draw_row(struct frame *frame, struct rect row, const struct columns *columns, size_t print,
                     size_t bytes_before, bool newest)
{
    const struct printed *printed = &frame->document->recording.console[print];
    struct text_style clock = ui_mono(frame, TYPE_SMALL, TEXT_FAINT),
                      text = ui_mono(frame, TYPE_BODY, printed->stream == PRINTED_ERR ? TEXT_LOST : TEXT_MAIN);
    const float y = rect_centre(row).y, gap = columns->token_px * 0.3f;
    clock.along = text.along = ALONG_MIDDLE;
    if (newest)
        draw_box(frame->list, row, frame->scale.radius_px * 0.4f,
                 paint_solid(theme_worker(frame->theme, printed->task)->tint), stroke_none());
    if (columns->clock_px > 0)
        draw_text(frame->list, point_at(row.x, y), clock_of(frame, printed->ns), clock);
    rect_cut_left(&row, columns->clock_px);
    mark_token(frame->list, frame->theme, point_at(row.x + columns->token_px / 2, y), columns->token_px, printed->task,
               words_token(frame, printed->task), frame->scale.u);
    rect_cut_left(&row, columns->token_px + gap);
    text.figures = false;
    text.foreign = true;
    text.max_px = row.width;
    if (row.width > 2 * text.size_px)
        draw_text(frame->list, point_at(row.x, y), printed_text(frame, print, bytes_before), text);
}

// Smaller where the room is low; nothing where even that would be cut.
static void draw_none(struct frame *frame, struct rect room)
{
    const bool never = frame->document->recording.console_count == 0;
    const char *text = text_of(frame->language, never ? TEXT_STAGE_CONSOLE_NONE_ID : TEXT_STAGE_CONSOLE_EMPTY_ID);
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_FAINT);
    if (ui_paragraph_height(frame, room.width, text, style) > room.height)
        style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    if (ui_paragraph_height(frame, room.width, text, style) <= room.height)
        ui_paragraph(frame, room, text, style);
}

void stage_console_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CONSOLE_ID),
                                text_of(frame->language, TEXT_STAGE_CONSOLE_NOTE_ID));
    struct columns columns = { .line_px =
                                   draw_text_lines(frame->list, ui_mono(frame, TYPE_BODY, TEXT_MAIN)).line_px * 1.25f };
    const struct text_style clock = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    columns.token_px = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / MARK_NAME_SHARE : columns.line_px * 0.86f;
    columns.line_px = fmaxf(columns.line_px, columns.token_px * 1.04f);
    columns.clock_px =
        draw_text_width(frame->list, clock_of(frame, document_to_ns(frame->document)), clock) + columns.token_px * 0.5f;
    if (columns.clock_px > room.width * 0.35f)
        columns.clock_px = 0;
    const size_t until = prints_until(recording, present->now.ns),
                 fit = (size_t)fmaxf(room.height / columns.line_px, 0), first = until > fit ? until - fit : 0;
    if (until == 0)
        draw_none(frame, room);
    size_t bytes = printed_bytes_before(frame, first);
    for (size_t i = first; i < until; i++) {
        draw_row(frame, rect_cut_top(&room, columns.line_px), &columns, i, bytes, i + 1 == until);
        bytes += recording->console[i].bytes;
    }
}
