// Two thin lines a task at most.
#include "view/timeline/links.h"

#include "analysis/ends.h"
#include "document/document.h"
#include "view/looks/marks.h"

enum {
    ROWS_MOST = 64, // beside more the lines would hide what is told
};

static const struct timeline_row *row_of(const struct timeline_rows *rows, uint32_t task)
{
    return rows->of_task[task] >= 0 ? &rows->list[rows->of_task[task]] : NULL;
}

// Upright, at one moment, from one row's edge to the other's, with a head there.
static void draw_link(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *from,
                      const struct timeline_row *to, uint64_t ns)
{
    const float x = timeline_x(axis, ns), u = frame->scale.u;
    if (!from || !to || x < axis->x || x > axis->x + axis->width)
        return;
    const bool down = to->rect.y > from->rect.y;
    const float start = down ? rect_bottom(from->rect) : from->rect.y, end = down ? to->rect.y : rect_bottom(to->rect);
    const struct colour colour = frame->theme->marks[MARK_CURVE];
    draw_line(frame->list, point_at(x, start), point_at(x, end), stroke_solid(colour, frame->scale.line_px));
    mark_head(frame->list, point_at(x, end), 0, down ? 1 : -1, 5 * u, colour);
}

void timeline_links_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_rows *rows)
{
    const struct recording *recording = &frame->document->recording;
    const bool few = frame->document->tale.count > 0 && rows->upper <= ROWS_MOST;
    for (uint32_t t = 0; few && t < rows->workers; t++) {
        const struct task *task = &recording->tasks[t];
        const uint64_t reaped = task_reaped_at(recording, t);
        if (task->parent != TASK_NONE)
            draw_link(frame, axis, row_of(rows, task->parent), row_of(rows, t), task->created_ns);
        if (task->reaper > 0 && reaped != ENDS_NEVER)
            draw_link(frame, axis, row_of(rows, t), row_of(rows, task->reaper - 1), reaped);
    }
}
