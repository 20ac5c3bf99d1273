// The one table: a kind of row after another, from the top to the foot.
#include "view/timeline/rows.h"

#include "view/timeline/pick.h"
#include "view/timeline/timeline_model.h"

const struct timeline_row_kind *const timeline_row_kinds[] = {
    &timeline_process_row,
    &timeline_worker_row,
    &timeline_gil_row,
    &timeline_lock_row,
    &timeline_level_row,
    &timeline_rest_row,
    &timeline_prints_row,
    &timeline_cpu_row,
    &timeline_balance_row,
    &timeline_lost_row,
    NULL,
};

bool timeline_rows_make(struct timeline_rows *rows, struct arena *arena, const struct document *document)
{
    const uint32_t tasks = document->recording.task_count;
    rows->room = (int)(tasks + document->crowd.process_count) + TIMELINE_ROWS_ELSE;
    rows->list = arena_get_array(arena, (size_t)rows->room, sizeof *rows->list);
    rows->of_task = arena_get_array(arena, tasks, sizeof *rows->of_task);
    return rows->list && rows->of_task;
}

uint32_t timeline_row_number(const struct timeline_row_kind *kind, int index)
{
    const uint32_t of_a_kind = 256; // more than there are resources, or cpus with a row
    uint32_t at = 0;
    while (timeline_row_kinds[at] && timeline_row_kinds[at] != kind)
        at++;
    return at * of_a_kind + (uint32_t)index;
}

// Without those from `first` on that the filter hides.
static void drop_hidden(struct timeline_rows *rows, int first)
{
    int kept = first;
    for (int i = first; i < rows->count; i++)
        if (!bit_set_has(&rows->model->arrangement.others_hidden,
                         timeline_row_number(rows->list[i].kind, rows->list[i].index)))
            rows->list[kept++] = rows->list[i];
    rows->count = kept;
}

void timeline_rows_collect(struct timeline_rows *rows, const struct document *document)
{
    rows->count = rows->upper = rows->top = 0;
    for (uint32_t t = 0; t < document->recording.task_count; t++)
        rows->of_task[t] = -1;
    for (int i = 0; timeline_row_kinds[i]; i++) {
        timeline_row_kinds[i]->collect(rows, document);
        if (timeline_row_kinds[i] == &timeline_worker_row)
            rows->upper = rows->count;
    }
    if (rows->whole && rows->model && rows->model->arrangement.known)
        drop_hidden(rows, rows->upper);
    for (int i = 0; i < rows->count; i++)
        if (rows->list[i].kind == &timeline_worker_row)
            rows->of_task[rows->list[i].index] = i;
}

void timeline_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row)
{
    ui_explain(frame, rect, row->kind->explain(frame, row));
    rect_cut_right(&rect, 8 * frame->scale.u);
    row->kind->label(frame, axis, rect, row);
}

const char *timeline_tip(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const char *text =
        arena_printf(frame->arena, "%s   %s", timeline_clock(frame, ns), row->kind->words(frame, axis, row, ns));
    return text ? text : "";
}
