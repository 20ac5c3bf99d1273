// The pool's picture: the tasks that wait, an arrow to each worker with the task it does and since when, an arrow to the results
// that have arrived. A worker that died with its task stays, with a cross.
#include "view/labs/pool/view.h"

#include "analysis/ends.h"
#include "labs/pool/pool.h"
#include "view/labs/pool/told.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    ROWS_MOST = 8, // workers that are shown
    BOXES_MOST = POOL_TASKS_MAX,
};

// What there is to show at a moment.
struct scene {
    const struct recording *recording;
    uint64_t ns;
    struct pool_tally tally;
    uint16_t waiting[POOL_TASKS_MAX], arrived[POOL_TASKS_MAX]; // numbers of given tasks
    int waiting_count, arrived_count, unread;
    uint32_t workers[POOL_MADE_MAX]; // that have a row
    int worker_count;
};

// ---- what is where -------------------------------------------------------------------------------------------------

// A dead worker goes, but for one that took a task along, or the read lock.
static bool has_row(struct frame *frame, const struct scene *scene, uint32_t task)
{
    const struct task *facts = &scene->recording->tasks[task];
    if (task == 0 || facts->kind != TASK_PROCESS || facts->created_ns > scene->ns)
        return false;
    struct pool_doing doing;
    return scene->ns < task_died_at(&frame->document->states, task) || facts->end != TASK_SIGNALED ||
           pool_doing(scene->recording, task, scene->ns, &doing) || pool_dead_reader(scene->recording) == (int)task;
}

// Results as they came.
static void find_arrived(struct scene *scene)
{
    for (uint32_t t = 0; t < scene->recording->task_count; t++) {
        const uint64_t notes = program_lab_notes_until(scene->recording, t, scene->ns);
        for (uint64_t i = 0; i < notes && scene->arrived_count < POOL_TASKS_MAX; i++) {
            const struct note *note = &scene->recording->notes[t][i];
            if (note->kind == NOTE_OWN && note->other < POOL_TASKS_MAX &&
                (note->resource == POOL_OWN_DONE || note->resource == POOL_OWN_FAILED)) {
                scene->arrived[scene->arrived_count++] = note->other;
                scene->unread += !scene->tally.read[note->other];
            }
        }
    }
}

static void look(struct frame *frame, uint64_t ns, struct scene *scene)
{
    const struct recording *recording = &frame->document->recording;
    *scene = (struct scene){ .recording = recording, .ns = ns };
    pool_tally(&scene->tally, recording, ns);
    for (uint16_t i = 0; i < pool_plan_of(recording->plan)->given; i++)
        if (scene->tally.given[i] && !scene->tally.taken[i])
            scene->waiting[scene->waiting_count++] = i;
    find_arrived(scene);
    for (uint32_t t = 0; t < recording->task_count && t < POOL_MADE_MAX; t++)
        if (has_row(frame, scene, t))
            scene->workers[scene->worker_count++] = t;
}

// ---- boxes ----------------------------------------------------------------------------------------------------------

struct box_look {
    enum ground ground;
    enum mark_role mark;
    enum text_role text;
};

static const struct box_look looks[] = {
    [POOL_NO_RESULT] = { GROUND_SELECTED, MARK_ACCENT, TEXT_MAIN },
    [POOL_DONE] = { GROUND_GOOD, MARK_GOOD, TEXT_GOOD },
    [POOL_FAILED] = { GROUND_LOST, MARK_LOST, TEXT_LOST },
};

static void draw_task_box(struct frame *frame, struct rect cell, const char *text, enum pool_result result)
{
    const struct box_look *style = &looks[result];
    struct text_style words = ui_mono(frame, TYPE_BODY, style->text);
    words.across = ACROSS_CENTRE;
    words.along = ALONG_MIDDLE;
    draw_box(frame->list, cell, frame->scale.radius_px * 0.4f, paint_solid(frame->theme->grounds[style->ground]),
             stroke_solid(frame->theme->marks[style->mark], frame->scale.line_px));
    if (words_shrink(frame, text, &words, cell.width * 0.92f))
        draw_text(frame->list, rect_centre(cell), text, words);
}

// Cells in rows, at the middle of the room, as large as fit up to side_px; the last that fits counts those that do not.
static void draw_boxes(struct frame *frame, const struct scene *scene, struct rect room, const uint16_t *numbers,
                       int count, float side_px)
{
    const float pitch = side_px * 1.1f;
    const int columns = room.width >= pitch ? (int)(room.width / pitch) : 1,
              rows = room.height >= pitch ? (int)(room.height / pitch) : 1, fit = columns * rows,
              shown = count <= fit ? count : fit;
    const int used = shown < columns ? shown : columns, lines = (shown + columns - 1) / columns;
    const float left = room.x + (room.width - pitch * (float)used) / 2,
                top = room.y + (room.height - pitch * (float)lines) / 2;
    for (int i = 0; i < shown; i++) {
        const int row = i / columns, column = i % columns;
        const struct rect cell = rect_of(left + pitch * (float)column, top + pitch * (float)row, side_px, side_px);
        const bool more = i + 1 == shown && count > shown;
        draw_task_box(frame, cell,
                      more ? FILL(TEXT_POOL_MORE_ID, words_number(frame, count - shown + 1))
                           : words_number(frame, numbers[i]),
                      more ? POOL_NO_RESULT : (enum pool_result)scene->tally.result[numbers[i]]);
    }
}

static void draw_under(struct frame *frame, struct rect line, const char *text)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    words_fit(frame, line, text, style);
}

// ---- workers --------------------------------------------------------------------------------------------------------

// What a row says: its task, and at the right since when, or what became of it.
struct row_words {
    const char *task, *note, *short_note;
    bool busy, bad;
};

static struct row_words words_of(struct frame *frame, const struct scene *scene, uint32_t worker)
{
    struct pool_doing doing;
    const bool dead = scene->ns >= task_died_at(&frame->document->states, worker);
    if (dead && pool_dead_reader(scene->recording) == (int)worker)
        return (struct row_words){ .task = text_of(frame->language, TEXT_POOL_KEEPS_LOCK_ID),
                                   .note = text_of(frame->language, TEXT_POOL_KILLED_ID),
                                   .short_note = text_of(frame->language, TEXT_POOL_KILLED_ID),
                                   .bad = true };
    if (!pool_doing(scene->recording, worker, scene->ns, &doing))
        return (struct row_words){ .task = text_of(frame->language, dead ? TEXT_POOL_ENDED_ID : TEXT_POOL_NO_TASK_ID),
                                   .note = "",
                                   .short_note = "" };
    const char *time = words_time(frame, scene->ns - doing.since_ns);
    struct row_words words = { .task = FILL(TEXT_POOL_TASK_ID, words_number(frame, doing.number)),
                               .note = FILL(TEXT_POOL_SINCE_ID, time),
                               .short_note = time,
                               .busy = true,
                               .bad = dead || doing.raised };
    if (words.bad)
        words.note = words.short_note = text_of(frame->language, dead ? TEXT_POOL_KILLED_ID : TEXT_POOL_RAISES_ID);
    return words;
}

static void draw_worker_words(struct frame *frame, struct rect inner, const struct row_words *words)
{
    struct text_style task = ui_text(frame, TYPE_BODY, words->busy ? TEXT_MAIN : TEXT_SOFT),
                      note = ui_text(frame, TYPE_SMALL, words->bad ? TEXT_LOST : TEXT_SOFT);
    const char *const notes[] = { words->note, words->short_note };
    const float gap = frame->scale.pad_px * 0.4f,
                room = inner.width - gap - draw_text_width(frame->list, words->task, task);
    const char *said = words_first_fitting(frame, notes, 2, note, room);
    if (!*said && words->bad) // rather that than the task's name in full size
        said = words->short_note;
    if (*said) {
        const float width = fminf(draw_text_width(frame->list, said, note), inner.width * 0.55f);
        words_fit_end(frame, rect_cut_right(&inner, width), said, note, true);
        rect_cut_right(&inner, gap);
    }
    words_fit(frame, inner, words->task, task);
}

static void draw_worker(struct frame *frame, const struct scene *scene, uint32_t worker, struct rect row)
{
    const struct row_words words = words_of(frame, scene, worker);
    const bool dead = scene->ns >= task_died_at(&frame->document->states, worker);
    const float token = fminf(row.height * 0.72f, 30 * frame->scale.u), pad = row.height * 0.16f;
    const enum ground ground = words.bad ? GROUND_LOST : words.busy ? GROUND_SELECTED : GROUND_WELL;
    const struct point centre = point_at(row.x + pad + token / 2, rect_centre(row).y);
    draw_box(frame->list, row, frame->scale.radius_px * 0.6f, paint_solid(frame->theme->grounds[ground]),
             stroke_solid(words.bad ? frame->theme->marks[MARK_LOST] : frame->theme->trims[TRIM_EDGE],
                          frame->scale.line_px));
    if (dead)
        mark_token_hollow(frame->list, frame->theme, centre, token, (int)worker, words_name(frame, worker),
                          frame->scale.u, frame->theme->grounds[ground]);
    else
        mark_token(frame->list, frame->theme, centre, token, (int)worker, words_name(frame, worker), frame->scale.u);
    draw_worker_words(frame, rect_between(row.x + 2 * pad + token, row.y, rect_right(row) - pad, rect_bottom(row)),
                      &words);
}

// Its task is to sleep for a while.
static const char *asleep(struct frame *frame, uint32_t task, uint64_t ns)
{
    struct pool_doing doing;
    if (!pool_doing(&frame->document->recording, task, ns, &doing))
        return NULL;
    return FILL(TEXT_POOL_TASK_ID, words_number(frame, doing.number));
}

// ---- all ------------------------------------------------------------------------------------------------------------

static void draw_way(struct frame *frame, struct point from, struct point to, bool head)
{
    const float pull = (to.x - from.x) * 0.5f;
    const struct point curve[4] = { from, { from.x + pull, from.y }, { to.x - pull, to.y }, to };
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px * 1.3f);
    if (head)
        mark_arrow(frame->list, curve, stroke, 7 * frame->scale.u);
    else
        draw_curve(frame->list, curve, stroke);
}

// The workers one below the other, with a way from the tasks to each and from each to the results.
static void draw_workers(struct frame *frame, const struct scene *scene, struct rect room, float from_x, float to_x)
{
    const float gap = frame->scale.pad_px * 0.35f, least = frame->scale.type[TYPE_BODY] * 1.5f,
                most = frame->scale.type[TYPE_BODY] * 2.5f;
    int rows = scene->worker_count;
    while (rows > 1 && (room.height - gap * (float)(rows - 1)) / (float)rows < least)
        rows--;
    if (rows == 0)
        return;
    const bool more = rows < scene->worker_count;
    const float height = fminf((room.height - gap * (float)(rows - 1)) / (float)rows, most),
                top = rect_centre(room).y - (height * (float)rows + gap * (float)(rows - 1)) / 2,
                y = rect_centre(room).y;
    for (int i = 0; i < rows; i++) {
        const struct rect row = rect_of(room.x, top + (height + gap) * (float)i, room.width, height);
        if (more && i + 1 == rows) {
            draw_under(frame, row, FILL(TEXT_POOL_MORE_WORKERS_ID, words_number(frame, scene->worker_count - i)));
            break;
        }
        draw_way(frame, point_at(from_x, y), point_at(row.x - 2, rect_centre(row).y), true);
        draw_way(frame, point_at(rect_right(row) + 1, rect_centre(row).y), point_at(to_x, y), i == 0);
        draw_worker(frame, scene, scene->workers[i], row);
    }
}

static void picture(struct frame *frame, uint64_t ns, struct rect rect)
{
    struct scene *scene = arena_get(frame->arena, sizeof *scene);
    if (!scene)
        return;
    look(frame, ns, scene);
    const float small = frame->scale.type[TYPE_SMALL], w = rect.width,
                side = fmaxf(fminf(w * 0.066f, frame->scale.type[TYPE_BODY] * 2.1f), small * 1.6f);
    struct rect left = rect_cut_left(&rect, w * 0.16f), right = rect_cut_right(&rect, w * 0.22f);
    const float way = w * 0.075f;
    const struct rect workers = rect_of(rect.x + way, rect.y, rect.width - 2 * way, rect.height);
    draw_workers(frame, scene, workers, rect_right(left) + 2, right.x - 2);
    draw_under(frame, rect_cut_bottom(&left, small * 1.5f),
               FILL(TEXT_POOL_WAIT_ID, words_number(frame, scene->waiting_count)));
    draw_under(
        frame, rect_cut_bottom(&right, small * 1.5f),
        FILL(TEXT_POOL_UNREAD_ID, words_number(frame, scene->arrived_count), words_number(frame, scene->unread)));
    draw_boxes(frame, scene, left, scene->waiting, scene->waiting_count, side);
    draw_boxes(frame, scene, right, scene->arrived, scene->arrived_count, side);
}

// Three rows, each with a worker: what the picture looks like from afar.
static void icon(struct frame *frame, struct rect rect)
{
    const float row = rect.height * 0.22f, pitch = rect.height * 0.3f, width = rect.width * 0.4f,
                left = rect_centre(rect).x - width / 2, y = rect_centre(rect).y, side = row * 0.9f;
    const struct rect tasks = rect_of(rect.x + rect.width * 0.06f, y - side / 2, side, side),
                      results = rect_of(rect_right(rect) - rect.width * 0.06f - side, y - side / 2, side, side);
    for (int i = 0; i < 3; i++) {
        const struct rect line = rect_of(left, y + pitch * (float)(i - 1) - row / 2, width, row);
        draw_way(frame, point_at(rect_right(tasks), y), point_at(line.x, rect_centre(line).y), false);
        draw_way(frame, point_at(rect_right(line), rect_centre(line).y), point_at(results.x, y), false);
        draw_box(frame->list, line, row * 0.25f, paint_solid(frame->theme->grounds[GROUND_WELL]),
                 stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
        mark_token(frame->list, frame->theme, point_at(line.x + row * 0.6f, rect_centre(line).y), row * 0.8f, i + 1,
                   NULL, frame->scale.u);
    }
    draw_task_box(frame, tasks, "", POOL_NO_RESULT);
    draw_task_box(frame, results, "", POOL_DONE);
}

static const struct lab_part_name parts[] = {
    { "tasks", TEXT_POOL_PART_TASKS_ID, TEXT_POOL_PART_TASK_ID },
    { "done", TEXT_POOL_PART_DONE_ID, 0 },
    { "failed", TEXT_POOL_PART_FAILED_ID, 0 },
    { "lost", TEXT_POOL_PART_LOST_ID, 0 },
    { "in_work", TEXT_POOL_PART_IN_WORK_ID, 0 },
    { "waiting", TEXT_POOL_PART_WAITING_ID, 0 },
    { NULL, 0, 0 },
};

const struct lab_view pool_view = {
    .title = TEXT_POOL_TITLE_ID,
    .sentence = TEXT_POOL_ABOUT_ID,
    .icon = icon,
    .picture = picture,
    .picture_share = 0.52f,
    .picture_title = TEXT_POOL_TITLE_ID,
    .picture_note = TEXT_POOL_WAY_ID,
    .caption = pool_caption,
    .verdict = pool_verdict,
    .asleep = asleep,
    .parts = parts,
};
