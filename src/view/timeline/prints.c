// The row of what was printed: a mark at each moment; its words are the text.
#include "view/timeline/hits.h"
#include "view/timeline/pick.h"
#include "view/timeline/row.h"

#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/printed_text.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define WORDS_LEAST 4 // heights of type that say something

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (document->tale.count > 0 && document->recording.console_count > 0)
        timeline_rows_add(rows, &timeline_prints_row, 0);
}

// How many prints have come by then.
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

// Who printed it and what, from its mark to the next one's, where there is room to read it.
static void draw_words(struct frame *frame, const struct timeline_row *row, size_t print, float from, float to)
{
    const struct printed *printed = &frame->document->recording.console[print];
    const float size = fminf(row->rect.height, 20 * frame->scale.u), gap = 4 * frame->scale.u,
                y = rect_centre(row->rect).y;
    struct text_style style = ui_mono(frame, TYPE_SMALL, printed->stream == PRINTED_ERR ? TEXT_LOST : TEXT_MAIN);
    style.figures = false;
    style.foreign = true;
    style.along = ALONG_MIDDLE;
    style.max_px = to - from - size - 3 * gap;
    if (style.size_px * 1.25f > row->rect.height || style.max_px < WORDS_LEAST * style.size_px)
        return;
    mark_token(frame->list, frame->theme, point_at(from + gap + size / 2, y), size, printed->task,
               words_token(frame, printed->task), frame->scale.u);
    draw_text(frame->list, point_at(from + size + 2 * gap, y), printed_text(frame, print, SIZE_MAX), style);
}

// From mark to mark, as far as they have a place of their own.
static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct recording *recording = &frame->document->recording;
    const float width = fmaxf(floorf(6 * frame->scale.u), 2), height = fminf(row->rect.height, 11 * frame->scale.u),
                y = rect_centre(row->rect).y - height / 2, end = axis->x + axis->width;
    size_t i = axis->from_ns > 0 ? prints_until(recording, axis->from_ns - 1) : 0;
    while (i < recording->console_count && recording->console[i].ns <= axis->to_ns) {
        const float x = floorf(timeline_x(axis, recording->console[i].ns) - width / 2),
                    left = fminf(fmaxf(x, axis->x), end - width);
        draw_rect(frame->list, rect_of(left, y, width, height), paint_solid(frame->theme->marks[MARK_PLAYHEAD]));
        if (frame->document->crowd.process_count > 0)
            draw_words(frame, row, i, left + width,
                       i + 1 < recording->console_count ? fminf(timeline_x(axis, recording->console[i + 1].ns), end)
                                                        : end);
        frame->looked_at++;
        const size_t next = prints_until(recording, timeline_ns(axis, left + width));
        i = next > i ? next : i + 1;
    }
}

static const char *name(struct frame *frame, int index)
{
    (void)index;
    return text_of(frame->language, TEXT_TIMELINE_PRINTS_ID);
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    (void)axis;
    timeline_words_draw(frame, rect, name(frame, row->index), TEXT_SOFT);
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    (void)row;
    return text_of(frame->language, TEXT_TIMELINE_ROW_PRINTS_ID);
}

// The print nearest to the moment, of the two beside it, if it is no further off than so many pixels; console_count: none is.
static size_t print_near(const struct recording *recording, const struct timeline_axis *axis, uint64_t ns,
                         float near_px)
{
    const size_t until = prints_until(recording, ns);
    const uint64_t near =
        (uint64_t)((double)(axis->to_ns - axis->from_ns) * (double)near_px / (double)fmaxf(axis->width, 1));
    size_t found = recording->console_count;
    if (until < recording->console_count && recording->console[until].ns - ns <= near)
        found = until;
    if (until > 0 && ns - recording->console[until - 1].ns <= near)
        found = until - 1;
    return found;
}

// Whether a text that need not end has the word in it, whatever its letters' case in ASCII.
static bool has_word(const char *text, size_t bytes, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; length > 0 && i + length <= bytes; i++)
        if (strncasecmp(text + i, word, length) == 0)
            return true;
    return false;
}

// What was printed with the word in it.
static void find(const struct document *document, const char *word, struct timeline_hits *hits)
{
    const struct recording *recording = &document->recording;
    size_t at = 0;
    for (size_t i = 0; i < recording->console_count && document->tale.count > 0; i++) {
        const struct printed *printed = &recording->console[i];
        const size_t left = recording->console_bytes > at ? recording->console_bytes - at : 0,
                     bytes = printed->bytes < left ? printed->bytes : left;
        if (has_word(recording->console_text + at, bytes, word))
            timeline_hit_add(
                hits, &(struct timeline_pick){
                          .kind = &timeline_prints_row, .from_ns = printed->ns, .to_ns = printed->ns, .store = -1 });
        at += printed->bytes;
    }
}

static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    const size_t found = print_near(&document->recording, axis, timeline_ns(axis, x), 8);
    (void)row;
    if (found < document->recording.console_count)
        picked->from_ns = picked->to_ns = document->recording.console[found].ns;
    return found < document->recording.console_count;
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct recording *recording = &frame->document->recording;
    const size_t found = print_near(recording, axis, ns, 8 * frame->scale.u);
    (void)row;
    if (found == recording->console_count)
        return text_of(frame->language, TEXT_TIMELINE_TIP_NO_PRINT_ID);
    return FILL(TEXT_TIMELINE_TIP_PRINT_ID, words_name(frame, recording->console[found].task),
                printed_text(frame, found, SIZE_MAX));
}

const struct timeline_row_kind timeline_prints_row = {
    .weight = 0.45f,
    .foot_u = 18,
    .foreign_foot = true,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = name,
    .explain = explain,
    .words = words,
    .pick = pick,
    .find = find,
};
