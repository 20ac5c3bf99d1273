// Lays the lanes out depth first, so that a task's children stand below it, then draws each up to the moment.
#include "view/ui/process_tree.h"

#include "analysis/ends.h"
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>

struct forest {
    const struct document *document;
    uint64_t ns, from_ns, to_ns;
    struct rect plot;
    float pitch_px, line_px;
    int *lane; // of a task; −1: it has none
    int count, shown;
    bool processes; // threads are folded into their process's lane
};

#define NO_TASK UINT32_MAX

// A task and below it those that it made, in their order. Parents stand before their children: a list of each task's, made
// from the last to the first, is in order. False: memory is short.
static bool lay_out(struct forest *forest, struct arena *arena)
{
    const struct recording *recording = &forest->document->recording;
    const uint32_t count = recording->task_count;
    uint32_t *first = arena_get_array(arena, count + 1u, sizeof *first), // child of each; of none: the roots
        *next = arena_get_array(arena, count, sizeof *next), *stack = arena_get_array(arena, count, sizeof *stack),
             depth = 0;
    forest->lane = arena_get_array(arena, count, sizeof *forest->lane);
    if (!first || !next || !stack || !forest->lane)
        return false;
    for (uint32_t t = 0; t <= count; t++)
        first[t] = NO_TASK;
    for (uint32_t t = count; t-- > 0;) {
        uint32_t *list = &first[recording->tasks[t].parent == TASK_NONE ? count : recording->tasks[t].parent];
        next[t] = *list;
        *list = t;
    }
    for (uint32_t t = first[count]; t != NO_TASK || depth > 0;) {
        if (t == NO_TASK) {
            t = next[stack[--depth]];
            continue;
        }
        const bool folded = forest->processes && recording->tasks[t].kind == TASK_THREAD;
        forest->lane[t] = folded ? -1 : forest->count++;
        stack[depth++] = t;
        t = first[t];
    }
    return true;
}

static float lane_y(const struct forest *forest, uint32_t task)
{
    return forest->plot.y + ((float)forest->lane[task] + 0.5f) * forest->pitch_px;
}

static float place_x(const struct forest *forest, uint64_t ns)
{
    const uint64_t held = span_clamp(ns, forest->from_ns, forest->to_ns);
    return forest->plot.x +
           forest->plot.width * (float)((double)(held - forest->from_ns) / (double)(forest->to_ns - forest->from_ns));
}

static bool is_shown(const struct forest *forest, uint32_t task)
{
    return forest->lane[task] >= 0 && forest->lane[task] < forest->shown;
}

// ---- one lane ------------------------------------------------------------------------------------------------------

// A stretch of a lane: what has passed of it as it is, the rest faint.
static void draw_stretch(struct frame *frame, const struct forest *forest, uint32_t task, uint64_t from, uint64_t to,
                         bool zombie)
{
    const float y = lane_y(forest, task) - forest->line_px / 2, height = forest->line_px;
    const float left = place_x(forest, from), right = place_x(forest, to), now = place_x(forest, forest->ns);
    const float middle = fminf(fmaxf(now, left), right);
    if (right > middle)
        draw_rect(frame->list, rect_between(middle, y + height * 0.3f, right, y + height * 0.7f),
                  paint_solid(frame->theme->trims[TRIM_EDGE]));
    if (middle <= left)
        return;
    const struct rect rect = rect_between(left, y, middle, y + height);
    if (zombie)
        mark_zombie_span(frame->list, frame->theme, rect, 0, frame->scale.u, point_at(0, rect.y));
    else
        draw_rect(frame->list, rect, paint_solid(theme_worker_line(frame->theme, (int)task)));
}

// From one lane to another's, a curve to the right of where it leaves.
static void draw_branch(struct frame *frame, const struct forest *forest, uint32_t from, uint32_t to, uint64_t ns,
                        struct colour colour)
{
    const float x = place_x(forest, ns), a = lane_y(forest, from), b = lane_y(forest, to), pull = (b - a) * 0.5f,
                edge = (b > a ? 1 : -1) * forest->line_px / 2;
    const struct point curve[4] = { { x, a + edge }, { x, a + pull }, { x, b - pull }, { x, b - edge } };
    const bool passed = ns <= forest->ns;
    draw_curve(frame->list, curve,
               stroke_solid(passed ? colour : frame->theme->trims[TRIM_EDGE], frame->scale.stroke_px));
    if (passed)
        mark_head(frame->list, point_at(x, b - edge), 0, b > a ? 1 : -1, 6 * frame->scale.u, colour);
}

// A cross where it was killed, a bar where it exited.
static void draw_end(struct frame *frame, const struct forest *forest, uint32_t task, uint64_t died)
{
    const float x = place_x(forest, died), y = lane_y(forest, task), half = forest->line_px * 0.8f;
    const bool killed = forest->document->recording.tasks[task].end == TASK_SIGNALED;
    const struct stroke stroke =
        stroke_solid(frame->theme->marks[killed ? MARK_LOST : MARK_CURVE], frame->scale.stroke_px);
    if (died > forest->ns)
        return;
    if (!killed) {
        draw_line(frame->list, point_at(x, y - half), point_at(x, y + half), stroke);
        return;
    }
    draw_line(frame->list, point_at(x - half, y - half), point_at(x + half, y + half), stroke);
    draw_line(frame->list, point_at(x - half, y + half), point_at(x + half, y - half), stroke);
}

static void draw_lane(struct frame *frame, const struct forest *forest, uint32_t task)
{
    const struct document *document = forest->document;
    const struct recording *recording = &document->recording;
    const struct task *facts = &recording->tasks[task];
    const uint64_t died = task_died_at(&document->states, task), reaped = task_reaped_at(recording, task),
                   zombie = task_zombie_ns(&document->states, recording, task);
    draw_stretch(frame, forest, task, facts->created_ns, died < forest->to_ns ? died : forest->to_ns, false);
    if (zombie > 0)
        draw_stretch(frame, forest, task, died, died + zombie, true);
    if (facts->parent != TASK_NONE && is_shown(forest, facts->parent))
        draw_branch(frame, forest, facts->parent, task, facts->created_ns, theme_worker(frame->theme, (int)task)->text);
    if (facts->reaper > 0 && is_shown(forest, facts->reaper - 1) && reaped != ENDS_NEVER)
        draw_branch(frame, forest, task, facts->reaper - 1, reaped, frame->theme->marks[MARK_LINE]);
    if (died != ENDS_NEVER)
        draw_end(frame, forest, task, died);
}

static void draw_name(struct frame *frame, const struct forest *forest, uint32_t task, float left_px)
{
    const float most = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.42f : 26 * frame->scale.u,
                size = fminf(forest->pitch_px * 0.9f, most);
    mark_token(frame->list, frame->theme, point_at(left_px + size / 2, lane_y(forest, task)), size, (int)task,
               words_token(frame, task), frame->scale.u);
}

// ---- all -----------------------------------------------------------------------------------------------------------

// At the foot: what has no lane.
static void draw_more(struct frame *frame, struct forest *forest, float left, struct rect *rect)
{
    struct text_style more = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    const struct rect foot = rect_cut_bottom(rect, more.size_px * 1.4f);
    const uint32_t threads = frame->document->recording.task_count - (uint32_t)forest->count;
    forest->shown = (int)(rect->height / forest->pitch_px);
    const char *left_out =
        forest->shown < forest->count ? arena_printf(frame->arena, "+%d", forest->count - forest->shown) : "";
    if (forest->processes && threads > 0)
        left_out = FILL(TEXT_STAGE_FAMILY_FOLDED_ID, left_out, words_number(frame, threads));
    words_fit_end(frame, rect_between(left, foot.y, rect_right(foot), rect_bottom(foot)), left_out ? left_out : "",
                  more, false);
}

void process_tree_draw(struct frame *frame, uint64_t ns, struct rect rect)
{
    const struct document *document = frame->document;
    const uint32_t count = document->recording.task_count;
    const float most = (frame->scale.lecture ? 90 : 54) * frame->scale.u,
                least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] * 1.5f : 15 * frame->scale.u,
                label = fminf(most * 0.7f, rect.width * 0.15f);
    struct forest forest = {
        .document = document, .ns = ns, .from_ns = document_from_ns(document), .to_ns = document_to_ns(document)
    };
    if (!lay_out(&forest, frame->arena))
        return;
    if (rect.height < least * (float)forest.count && document->crowd.process_count > 1) {
        forest.count = 0;
        forest.processes = true;
        if (!lay_out(&forest, frame->arena))
            return;
    }
    if (forest.count == 0 || forest.to_ns <= forest.from_ns || rect.width < 4 * label || rect.height < least)
        return;
    const float left = rect.x;
    rect_cut_left(&rect, label);
    forest.pitch_px = fminf(rect.height / (float)forest.count, most);
    forest.pitch_px = fmaxf(forest.pitch_px, least);
    forest.shown = (int)(rect.height / forest.pitch_px);
    if (forest.shown < forest.count || forest.processes)
        draw_more(frame, &forest, left, &rect);
    forest.line_px = fmaxf(forest.pitch_px * 0.16f, 3);
    forest.plot = rect;
    for (uint32_t t = 0; t < count; t++)
        if (is_shown(&forest, t))
            draw_lane(frame, &forest, t);
    for (uint32_t t = 0; t < count; t++)
        if (is_shown(&forest, t))
            draw_name(frame, &forest, t, left);
    const float now = place_x(&forest, ns);
    draw_rect(frame->list, rect_of(now, rect.y, frame->scale.line_px, rect.height),
              paint_solid(frame->theme->marks[MARK_PLAYHEAD]));
}
