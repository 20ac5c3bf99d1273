// Two processes and their buffers: a line that was written stands there until the process lets it out, at its end; a fork copies
// what is there.
#include "view/labs/family/parts.h"

#include "document/document.h"
#include "labs/family/family.h"
#include "view/looks/marks.h"
#include "view/ui/printed_text.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    LINES = 2, // that each lets out: the one before the fork, its own
    PROCESSES = 2,
};

// When a task's line came into its buffer: the copied one with the fork, the others at their steps.
static uint64_t written_ns(const struct recording *recording, uint32_t task, int line)
{
    if (task == 1 && line == 0)
        return recording->tasks[1].created_ns;
    for (uint64_t i = 0; i < recording->tasks[task].notes; i++) {
        const struct note *note = &recording->notes[task][i];
        const bool first = note->other == FAMILY_STEP_BEFORE,
                   second = note->other == FAMILY_STEP_IN_CHILD || note->other == FAMILY_STEP_IN_PARENT;
        if (note->kind == NOTE_AT && (line == 0 ? first : second))
            return recording_ns(recording, note->ticks);
    }
    return UINT64_MAX;
}

// Its number in the console; −1: it was never let out.
static int64_t printed_line(const struct recording *recording, uint32_t task, int line)
{
    for (size_t i = 0; i < recording->console_count; i++)
        if (recording->console[i].task == task && line-- == 0)
            return (int64_t)i;
    return -1;
}

// Outlined while it waits in the buffer, filled once it is out; the one that is there twice in the note's colour.
static void draw_line_of(struct frame *frame, uint64_t ns, uint32_t task, int line, struct rect row)
{
    const struct recording *recording = &frame->document->recording;
    const int64_t printed = printed_line(recording, task, line);
    const uint64_t written = written_ns(recording, task, line);
    if (printed < 0 || ns < written)
        return;
    const bool out = recording->console[printed].ns <= ns;
    const float pad = frame->scale.pad_px * 0.4f;
    const struct stroke waiting = stroke_dashed(frame->theme->marks[MARK_LINE], frame->scale.line_px,
                                                4 * frame->scale.u, 3 * frame->scale.u),
                        done = stroke_solid(frame->theme->marks[MARK_ACCENT], frame->scale.line_px);
    draw_box(frame->list, row, frame->scale.radius_px * 0.5f,
             paint_solid(frame->theme->grounds[out ? GROUND_SELECTED : GROUND_WELL]), out ? done : waiting);
    words_fit_end(frame, rect_of(row.x + pad, row.y, row.width - 2 * pad, row.height),
                  printed_text(frame, (size_t)printed, SIZE_MAX),
                  ui_mono(frame, TYPE_SMALL, line == 0 ? TEXT_NOTE : TEXT_MAIN), false);
}

static void draw_head(struct frame *frame, uint64_t ns, uint32_t task, struct rect head)
{
    const struct recording *recording = &frame->document->recording;
    const int64_t first = printed_line(recording, task, 0);
    const bool out = first >= 0 && recording->console[first].ns <= ns;
    mark_token(frame->list, frame->theme, point_at(head.x + head.height / 2, rect_centre(head).y), head.height * 0.9f,
               (int)task, words_name(frame, task), frame->scale.u);
    rect_cut_left(&head, head.height * 1.2f);
    words_fit_end(frame, head, text_of(frame->language, out ? TEXT_FAMILY_LET_OUT_ID : TEXT_FAMILY_BUFFERED_ID),
                  ui_text(frame, TYPE_SMALL, TEXT_SOFT), false);
}

// Where there is no room for all: the lines without their head, then the first alone.
static void draw_process(struct frame *frame, uint64_t ns, uint32_t task, struct rect column)
{
    const float least = frame->scale.type[TYPE_SMALL] * 1.5f, usual = frame->scale.type[TYPE_BODY] * 2;
    if (column.height >= least * (LINES + 1))
        draw_head(frame, ns, task, rect_cut_top(&column, fminf(usual, column.height / (LINES + 1))));
    const float pitch = fminf(fmaxf(column.height / LINES, least), usual);
    for (int line = 0; line < LINES && (float)(line + 1) * pitch <= column.height + 1; line++)
        draw_line_of(frame, ns, task, line,
                     rect_of(column.x, column.y + (float)line * pitch, column.width, pitch * 0.88f));
}

void family_buffers_draw(struct frame *frame, uint64_t ns, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const float gap = frame->scale.gap_px, width = (rect.width - gap) / PROCESSES;
    for (uint32_t task = 0; task < PROCESSES && task < recording->task_count; task++)
        if (recording->tasks[task].created_ns <= ns)
            draw_process(frame, ns, task, rect_of(rect.x + (float)task * (width + gap), rect.y, width, rect.height));
}
