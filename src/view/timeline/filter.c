// Looked for once, by the names that the rows' own labels have.
#include "view/timeline/filter.h"

#include "view/model/model.h"
#include "view/timeline/rows.h"
#include "view/timeline/timeline_model.h"

#include "document/document.h"

#include <string.h>

// Whether the name has one of the parts: of "T1 T2" either.
static bool has_part(const char *name, const char *parts)
{
    char part[sizeof((struct timeline_arrangement){ 0 }.filter)];
    bool any = false;
    while (*parts) {
        parts += strspn(parts, " ,");
        const size_t length = strcspn(parts, " ,");
        memcpy(part, parts, length);
        part[length] = '\0';
        if (length > 0 && strcasestr(name, part))
            return true;
        any = any || length > 0;
        parts += length;
    }
    return !any;
}

// A process that has it brings all of its tasks; a task that has it brings its process's row.
static void hide_in_process(struct timeline_arrangement *arrangement, struct frame *frame, uint32_t p)
{
    const struct crowd *crowd = &frame->document->crowd;
    const struct crowd_process *process = &crowd->processes[p];
    const bool all = has_part(timeline_process_row.name(frame, (int)p), arrangement->filter);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < process->count; i++) {
        const uint32_t t = crowd->tasks[process->first + i];
        if (all || has_part(frame->document->recording.tasks[t].name, arrangement->filter))
            shown++;
        else
            bit_set_add(&arrangement->hidden, t);
    }
    const bool has_row = process->count > 1;
    arrangement->rows += process->count + has_row;
    arrangement->shown += shown + (has_row && shown > 0);
}

static void hide_tasks(struct timeline_arrangement *arrangement, struct frame *frame)
{
    const struct document *document = frame->document;
    for (uint32_t p = 0; document->crowd.process_count > 1 && p < document->crowd.process_count; p++)
        hide_in_process(arrangement, frame, p);
    if (document->crowd.process_count > 1)
        return;
    for (uint32_t t = 0; t < document->recording.task_count; t++)
        if (!has_part(document->recording.tasks[t].name, arrangement->filter))
            bit_set_add(&arrangement->hidden, t);
    arrangement->rows += document->recording.task_count;
    arrangement->shown += document->recording.task_count - bit_set_count(&arrangement->hidden);
}

// Rows of locks, queues, cpus and all else, by what they are called in the window's language. What only stands for others has no
// name, and goes.
static void hide_others(struct timeline_model *timeline, struct frame *frame)
{
    struct timeline_arrangement *arrangement = &timeline->arrangement;
    struct timeline_rows rows = { .whole = true, .model = timeline };
    if (!timeline_rows_make(&rows, frame->arena, frame->document))
        return;
    timeline_rows_collect(&rows, frame->document);
    for (int i = rows.upper; i < rows.count; i++) {
        const struct timeline_row *row = &rows.list[i];
        const bool has = row->kind->name && has_part(row->kind->name(frame, row->index), arrangement->filter);
        arrangement->rows += row->kind->name != NULL;
        arrangement->shown += has;
        if (!has && timeline_filters(arrangement))
            bit_set_add(&arrangement->others_hidden, timeline_row_number(row->kind, row->index));
    }
}

void timeline_filter(struct model *model, const struct document *document)
{
    struct timeline_arrangement *arrangement = &model->timeline->arrangement;
    struct arena arena = ARENA_EMPTY;
    struct frame frame = { .arena = &arena, .document = document, .model = model, .language = model->language };
    if (arrangement->known && arrangement->language == model->language)
        return;
    arrangement->known = false;
    arrangement->language = model->language;
    const struct bit_set tasks = arrangement->hidden, others = arrangement->others_hidden;
    arrangement->hidden = arrangement->others_hidden = (struct bit_set){ 0 };
    arrangement->rows = arrangement->shown = 0;
    hide_tasks(arrangement, &frame);
    hide_others(model->timeline, &frame);
    arrangement->none_such = arrangement->shown == 0;
    if (arrangement->none_such)
        arrangement->hidden = arrangement->others_hidden = (struct bit_set){ 0 };
    if (memcmp(&tasks, &arrangement->hidden, sizeof tasks) != 0 ||
        memcmp(&others, &arrangement->others_hidden, sizeof others) != 0)
        model->timeline->hits.known = false; // what is hidden is not found
    arena_finish(&arena);
}
