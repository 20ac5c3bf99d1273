// A process's row, over those of its tasks: how many of them ran at once, as steps. Pressing its name folds its tasks away.
#include "view/timeline/track.h"

#include "document/document.h"
#include "view/looks/marks.h"
#include "view/timeline/processes.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

// ---- folded or not ---------------------------------------------------------------------------------------------------

enum {
    TASKS_UNFOLDED = 32, // of a run of more only the first process begins unfolded, and that only if it has no more
};

bool timeline_process_folded(const struct timeline_model *timeline, const struct document *document, uint32_t process)
{
    const bool folded = document->recording.task_count > TASKS_UNFOLDED &&
                        (process > 0 || document->crowd.processes[process].count > TASKS_UNFOLDED);
    return folded != bit_set_has(&timeline->refolded, process);
}

static bool any_unfolded(const struct timeline_model *timeline, const struct document *document)
{
    for (uint32_t p = 0; p < document->crowd.process_count; p++)
        if (document->crowd.processes[p].count > 1 && !timeline_process_folded(timeline, document, p))
            return true;
    return false;
}

void timeline_fold(struct timeline_model *timeline, const struct document *document, int64_t process)
{
    const uint32_t count = document->crowd.process_count;
    if (process == TIMELINE_FOLD_RESOURCES)
        timeline->all_resources = !timeline->all_resources;
    if (process >= 0 && process < count)
        bit_set_toggle(&timeline->refolded, (uint32_t)process);
    const bool fold = process < 0 && any_unfolded(timeline, document);
    for (uint32_t p = 0; process < 0 && p < count; p++)
        if (timeline_process_folded(timeline, document, p) != fold)
            bit_set_toggle(&timeline->refolded, p);
}

// ---- what ran --------------------------------------------------------------------------------------------------------

static const struct crowd_process *process_of(const struct frame *frame, const struct timeline_row *row)
{
    return &frame->document->crowd.processes[row->index];
}

void timeline_running_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                           const struct meter *running, uint32_t tasks)
{
    const uint32_t cpus = frame->document->overview.cpu_count > 0 ? (uint32_t)frame->document->overview.cpu_count : 1;
    const float most = (float)(tasks < cpus ? tasks : cpus), // as high as it can be: all of them, or all cpus
        step = fmaxf(floorf(2 * frame->scale.u), 1), end = axis->x + axis->width;
    struct rect run = rect_of(axis->x, rect_bottom(rect), 0, 0);
    size_t near = 0;
    uint64_t from_ns = axis->from_ns, until = meter_until_ns(running, &near, from_ns);
    for (float x = axis->x; running->count > 0 && x < end; x += step) {
        const float to = fminf(x + step, end);
        frame->looked_at++;
        const uint64_t to_ns = timeline_ns(axis, to), ns = to_ns > from_ns ? to_ns - from_ns : 1;
        const uint64_t before = until;
        until = to_ns > from_ns ? meter_until_ns(running, &near, to_ns) : before;
        const double now = (double)(until - before) / (double)ns;
        const float height = now > 0 ? fmaxf(roundf(rect.height * fminf((float)now / most, 1)), 1) : 0;
        if (height != run.height) {
            if (run.height > 0)
                draw_rect(frame->list, run, paint_solid(frame->theme->states[STATE_RUNNING].fill));
            run = rect_of(x, rect_bottom(rect) - height, 0, height);
        }
        run.width = to - run.x;
        from_ns = to_ns;
    }
    if (run.height > 0)
        draw_rect(frame->list, run, paint_solid(frame->theme->states[STATE_RUNNING].fill));
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    draw_rect(frame->list, row->rect, paint_solid(frame->theme->grounds[GROUND_WELL]));
    timeline_running_draw(frame, axis, row->rect, &process_of(frame, row)->running, process_of(frame, row)->count);
}

// ---- its name --------------------------------------------------------------------------------------------------------

static const char *pid_words(struct frame *frame, const struct task *task)
{
    const char *words = arena_printf(frame->arena, "%" PRId64, task->pid); // a number that is a name has no groups
    return words ? words : "";
}

const char *timeline_process_words(struct frame *frame, uint32_t process)
{
    const struct crowd *crowd = &frame->document->crowd;
    const struct task *leader = &frame->document->recording.tasks[crowd_leader(crowd, process)];
    return FILL(TEXT_TIMELINE_PROCESS_ID, leader->name, pid_words(frame, leader),
                words_number(frame, crowd->processes[process].count));
}

// Down where its tasks stand below, to the right where they are folded.
static void draw_sign(struct frame *frame, struct rect rect, bool folded)
{
    const float half = fminf(rect.width, rect.height) * 0.28f;
    const struct point at = rect_centre(rect);
    const struct point right[3] = { { at.x - half * 0.7f, at.y - half },
                                    { at.x + half * 0.9f, at.y },
                                    { at.x - half * 0.7f, at.y + half } },
                       down[3] = { { at.x - half, at.y - half * 0.7f },
                                   { at.x + half, at.y - half * 0.7f },
                                   { at.x, at.y + half * 0.9f } };
    draw_polygon(frame->list, folded ? right : down, 3, paint_solid(frame->theme->texts[TEXT_SOFT]), stroke_none());
}

void timeline_fold_draw(struct frame *frame, struct rect rect, const char *name, const struct timeline_fold *fold)
{
    const float radius = frame->scale.radius_px * 0.4f;
    ui_press_hit(frame, rect,
                 (struct ui_press){ .id = fold->id,
                                    .group = ui_group("timeline processes"),
                                    .action = ACTION_TIMELINE_FOLD,
                                    .argument = fold->argument,
                                    .tip = fold->tip });
    if (ui_look_of(frame, fold->id) != UI_PLAIN)
        draw_box(frame->list, rect, radius, paint_solid(frame->theme->grounds[GROUND_SELECTED]), stroke_none());
    ui_focus_ring(frame, rect, radius, fold->id);
    draw_sign(frame, rect_cut_left(&rect, fminf(rect.height, 18 * frame->scale.u)), fold->folded);
    rect_cut_right(&rect, 2 * frame->scale.u);
    if (fold->token) { // as its tasks have theirs, so that processes are told apart while they are folded
        const float size = fminf(rect.height, rect.width * 0.3f);
        const struct rect cell = rect_cut_left(&rect, size);
        mark_token(frame->list, frame->theme, rect_centre(cell), size, fold->task, fold->token, frame->scale.u);
        rect_cut_left(&rect, 4 * frame->scale.u);
    }
    timeline_name_draw(frame, rect, name);
}

// A name may end with the number already, where several processes are called the same.
static const char *name_with_pid(struct frame *frame, uint32_t leader)
{
    const char *name = words_name(frame, leader), *pid = pid_words(frame, &frame->document->recording.tasks[leader]);
    const size_t length = strlen(name), digits = strlen(pid);
    if (digits == 0 || (length >= digits && strcmp(name + length - digits, pid) == 0))
        return name;
    return FILL(TEXT_TIMELINE_PROCESS_NAME_ID, name, pid);
}

static const char *name(struct frame *frame, int index)
{
    return name_with_pid(frame, crowd_leader(&frame->document->crowd, (uint32_t)index));
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    const bool folded = timeline_process_folded(frame->model->timeline, frame->document, (uint32_t)row->index);
    const uint32_t leader = crowd_leader(&frame->document->crowd, (uint32_t)row->index);
    (void)axis;
    timeline_fold_draw(
        frame, rect, name(frame, row->index),
        &(struct timeline_fold){ .id = ui_id("timeline process", row->index),
                                 .argument = row->index,
                                 .folded = folded,
                                 .tip = FILL(folded ? TEXT_TIMELINE_UNFOLD_TIP_ID : TEXT_TIMELINE_FOLD_TIP_ID,
                                             timeline_process_words(frame, (uint32_t)row->index),
                                             ui_key_said(frame, ACTION_TIMELINE_FOLD, -1)),
                                 .token = words_token(frame, leader),
                                 .task = (int)leader });
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    return timeline_process_words(frame, (uint32_t)row->index);
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const struct crowd_process *process = process_of(frame, row);
    const char *name = timeline_process_words(frame, (uint32_t)row->index);
    (void)axis;
    return process->running.count == 0
               ? name
               : FILL(TEXT_TIMELINE_TIP_PROCESS_ID, name, words_number(frame, meter_at(&process->running, ns)));
}

// Its own row comes from the tasks' (timeline/worker.c): they stand below it.
static void collect(struct timeline_rows *rows, const struct document *document)
{
    (void)rows;
    (void)document;
}

const struct timeline_row_kind timeline_process_row = {
    .weight = 0.6f,
    .collect = collect,
    .draw = draw,
    .label = label,
    .name = name,
    .explain = explain,
    .words = words,
};
