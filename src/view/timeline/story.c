// Of all stretches in which a task that could have gone on was off its cpu the longest are looked at more closely.
#include "view/timeline/story.h"

#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

// ---- finding -------------------------------------------------------------------------------------------------------

static uint64_t length_of(const struct timeline_stall *stall) { return stall->to_ns - stall->from_ns; }

// Keeps the longest, the longest first.
static void keep(struct timeline_story *story, const struct timeline_stall *stall)
{
    int at = story->count;
    if (at == TIMELINE_STALLS_MOST && length_of(stall) <= length_of(&story->list[at - 1]))
        return;
    at = at < TIMELINE_STALLS_MOST ? story->count++ : at - 1;
    for (; at > 0 && length_of(&story->list[at - 1]) < length_of(stall); at--)
        story->list[at] = story->list[at - 1];
    story->list[at] = *stall;
}

static void find_off_cpu(struct timeline_story *story, const struct document *document)
{
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const struct worker_states *states = &document->states.workers[t];
        for (size_t i = 0; i < states->span_count; i++) {
            const struct state_span *span = &states->spans[i];
            if (span->state == STATE_READY && span->preempted && span->to_ns > span->from_ns)
                keep(story, &(struct timeline_stall){ span->from_ns, span->to_ns, t, t, 0, -1, STALL_HOLDER });
        }
    }
}

// Whether the task waited for it at some time of the stall.
static bool waits_meanwhile(const struct worker_states *states, const struct timeline_stall *stall)
{
    if (states->activity_count == 0)
        return false;
    const struct activity_span *span = activity_at(states, stall->from_ns),
                               *end = states->activities + states->activity_count;
    for (; span < end && span->from_ns < stall->to_ns; span++)
        if (span->activity == ACTIVITY_WAITING && span->lock == stall->resource + 1)
            return true;
    return false;
}

// Had it a lock, and how many waited for that meanwhile?
static bool held(struct timeline_stall *stall, const struct document *document)
{
    const struct worker_states *states = &document->states.workers[stall->task];
    if (states->activity_count == 0)
        return false;
    const struct activity_span *span = activity_at(states, stall->from_ns);
    if (span->activity != ACTIVITY_HOLDING || span->lock == 0)
        return false;
    stall->resource = span->lock - 1;
    for (uint32_t t = 0; t < document->recording.task_count; t++)
        stall->count += t != stall->task && waits_meanwhile(&document->states.workers[t], stall);
    return stall->count > 0;
}

// The same where stores have no time of their own: whether one of the next that wrote over others had been held since it was taken
// off its cpu.
static bool held_about(struct timeline_stall *stall, const struct cell_history *cell, int64_t before)
{
    enum {
        LOOKED_AT = 64
    };
    int64_t index = cell->kind->next_overwrite(cell->of, before);
    for (int i = 0; i < LOOKED_AT && index >= 0 && (size_t)index < cell->overwrites; i++, index++) {
        const struct cell_overwrite told = cell->kind->overwrite(cell->of, (size_t)index);
        const uint64_t stored_ns = cell->kind->ns(cell->of, told.position);
        uint64_t held_ns;
        if (cell_task(cell, told.position) != stall->task || stored_ns < stall->to_ns ||
            !cell->kind->held(cell->of, told.position, &held_ns) || stored_ns > stall->from_ns + held_ns)
            continue;
        stall->count = told.lost < UINT32_MAX ? (uint32_t)told.lost : UINT32_MAX;
        return true;
    }
    return false;
}

// Had it read and not yet written, and was that store then one that wrote over others?
static bool read_before(struct timeline_stall *stall, const struct document *document)
{
    enum {
        TASKS_MOST = 64
    };
    const struct cell_history *cell = &document->cell;
    int64_t next[TASKS_MOST];
    if (!cell->kind || !cell_tells_when(cell))
        return false;
    const int64_t before = cell->kind->position_at(cell->of, stall->from_ns);
    if (!cell->timed && !document->variable)
        return held_about(stall, cell, before);
    const uint32_t count = cell->kind->next_stores(cell->of, before, next, TASKS_MOST);
    for (uint32_t i = 0; i < count; i++) {
        if (cell_task(cell, next[i]) != stall->task || cell->kind->ns(cell->of, next[i]) < stall->to_ns ||
            cell_event(cell, cell->kind->event_of_load(cell->of, next[i])).ns > stall->from_ns)
            continue;
        const int64_t overwrite = cell->kind->next_overwrite(cell->of, next[i] - 1);
        if (overwrite < 0)
            return false;
        const struct cell_overwrite told = cell->kind->overwrite(cell->of, (size_t)overwrite);
        stall->count = told.lost < UINT32_MAX ? (uint32_t)told.lost : UINT32_MAX;
        return told.position == next[i] && told.lost > 0;
    }
    return false;
}

static void find_waits(struct timeline_story *story, const struct document *document)
{
    const struct waits *waits = &document->waits;
    for (int i = 0; i < waits->longest_count && story->count < TIMELINE_STALLS_MOST; i++) {
        const struct wait *wait = &waits->all[waits->longest[i]];
        const struct worker_states *states = &document->states.workers[wait->worker];
        const struct activity_span *span = states->activity_count > 0 ? activity_at(states, wait->from_ns) : NULL;
        if (!span || wait->holder == 0 || span->lock == 0 || wait->to_ns <= wait->from_ns ||
            !resource_is_lock(&document->recording.resources[span->lock - 1]))
            continue;
        story->list[story->count++] =
            (struct timeline_stall){ wait->from_ns,  wait->to_ns, wait->worker, wait->holder - 1u, 0,
                                     span->lock - 1, STALL_WAIT };
    }
}

void timeline_story_find(struct timeline_story *story, const struct document *document)
{
    int kept = 0;
    if (story->known)
        return;
    story->count = 0;
    story->known = true;
    find_off_cpu(story, document);
    for (int i = 0; i < story->count; i++) {
        struct timeline_stall stall = story->list[i];
        const bool holds = held(&stall, document);
        if (!holds && !read_before(&stall, document))
            continue;
        stall.kind = holds ? STALL_HOLDER : STALL_READER;
        story->list[kept++] = stall;
    }
    story->count = kept;
    find_waits(story, document);
}

// ---- choosing ------------------------------------------------------------------------------------------------------

#define STANDS_OUT 0.02 // of the stretch that is in sight

int timeline_story_in(const struct timeline_story *story, uint64_t from_ns, uint64_t to_ns)
{
    // A wait is told where there is nothing to say of why it was so long.
    static const double kinds[] = { [STALL_WAIT] = 0.03, [STALL_READER] = 1, [STALL_HOLDER] = 1 };
    double most = 0;
    int found = -1;
    for (int i = 0; i < story->count; i++) {
        const struct timeline_stall *stall = &story->list[i];
        const double ns = (double)length_of(stall), weight = ns * kinds[stall->kind];
        if (stall->from_ns < from_ns || stall->to_ns > to_ns || ns < STANDS_OUT * (double)(to_ns - from_ns) ||
            weight <= most)
            continue;
        most = weight;
        found = i;
    }
    return found;
}

// ---- drawing -------------------------------------------------------------------------------------------------------

static const char *words_of(struct frame *frame, const struct timeline_stall *stall)
{
    const char *name = words_called(frame, stall->task), *time = words_time(frame, length_of(stall)),
               *count = words_number(frame, stall->count);
    const char *lock = stall->resource >= 0 ? words_the_resource(frame, stall->resource) : "";
    if (stall->kind == STALL_HOLDER)
        return FILL(TEXT_STORY_HOLDER_OFF_ID, name, time, lock, count);
    if (stall->kind == STALL_READER)
        return FILL(TEXT_STORY_READER_OFF_ID, name, time, count);
    return FILL(TEXT_STORY_WAITED_ID, name, time, lock, words_called(frame, stall->other));
}

void timeline_story_draw(struct frame *frame, const struct timeline_axis *axis, struct rect line, float foot)
{
    const struct timeline_story *story = &frame->model->timeline->story;
    const int number = line.height > 0 ? timeline_story_in(story, axis->from_ns, axis->to_ns) : -1;
    const uint32_t id = ui_id("timeline story", number);
    if (number < 0)
        return;
    const struct timeline_stall *stall = &story->list[number];
    const float left = timeline_x(axis, stall->from_ns), right = timeline_x(axis, stall->to_ns),
                thin = fmaxf(frame->scale.line_px, 1);
    struct text_style style = ui_text(frame, TYPE_SMALL, ui_look_of(frame, id) == UI_PLAIN ? TEXT_NOTE : TEXT_MAIN);
    const char *text = words_of(frame, stall);
    style.foreign = true;
    if (!words_shrink(frame, text, &style, line.width))
        return;
    const float width = draw_text_width(frame->list, text, style), half = width / 2,
                middle = fminf(fmaxf((left + right) / 2, line.x + half), rect_right(line) - half);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    const struct paint paint = paint_solid(frame->theme->texts[TEXT_NOTE]);
    const float y = rect_bottom(line) - 3 * thin;
    draw_rect(frame->list, rect_of(left, y, fmaxf(right - left, thin), 2 * thin), paint);
    draw_rect(frame->list, rect_of(left, y, thin, foot - y),
              paint_solid(colour_faded(frame->theme->texts[TEXT_NOTE], 90)));
    draw_rect(frame->list, rect_of(right, y, thin, foot - y),
              paint_solid(colour_faded(frame->theme->texts[TEXT_NOTE], 90)));
    draw_text(frame->list, point_at(middle, line.y + (line.height - 3 * thin) / 2), text, style);
    const struct rect pressed = rect_of(middle - half, line.y, width, line.height);
    ui_focus_ring(frame, pressed, 2 * frame->scale.u, id);
    ui_press_hit(frame, pressed,
                 (struct ui_press){ .id = id,
                                    .action = ACTION_TIMELINE_FOCUS,
                                    .argument = 2 + number,
                                    .tip = text_of(frame->language, TEXT_STORY_TIP_ID) });
}

// ---- the worst collision -------------------------------------------------------------------------------------------

// What is in sight of it.
static struct rect seen_of_kind(const struct timeline_layout *layout, const struct timeline_row_kind *kind)
{
    for (int i = layout->rows.count; i-- > 0;)
        if (layout->rows.list[i].kind == kind)
            return timeline_row_seen(layout, i);
    return rect_of(0, 0, 0, 0);
}

void timeline_flag_draw(struct frame *frame, const struct timeline_layout *layout)
{
    const struct cell_history *cell = &frame->document->cell;
    const struct rect value = seen_of_kind(layout, &timeline_balance_row),
                      lost = seen_of_kind(layout, &timeline_lost_row);
    if (!cell->kind || !cell_tells_when(cell) || cell->collisions == 0 || cell->worst == 0 || rect_is_empty(lost))
        return;
    const size_t worst = cell->kind->worst(cell->of, CELL_WORST_SIZE, 0);
    const uint64_t size = cell->kind->collision(cell->of, worst).size,
                   ns = cell->kind->ns(cell->of, cell_settling(cell, worst).position);
    const float x = timeline_x(&layout->axis, ns), end = layout->axis.x + layout->axis.width, u = frame->scale.u;
    const struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_LOST);
    if (size < 2 || x < layout->axis.x || x > end || value.height < style.size_px * 1.35f)
        return;
    const char *text = FILL(TEXT_FLAG_LOST_ID, words_number(frame, (int64_t)size)),
               *tip = FILL(TEXT_FLAG_TIP_ID, words_number(frame, (int64_t)size),
                           ui_key_said(frame, ACTION_TIMELINE_FOCUS, 1));
    const float width = draw_text_width(frame->list, text, style) + 8 * u, height = style.size_px * 1.35f,
                top = value.y, left = x + width > end ? x - width : x;
    const struct rect flag = rect_of(left, top, width, height);
    const uint32_t id = ui_id("worst collision", (int64_t)worst);
    const struct paint pole = paint_solid(frame->theme->marks[MARK_LOST]);
    draw_rect(frame->list, rect_of(x, top, fmaxf(floorf(1.5f * u), 1), rect_bottom(lost) - top), pole);
    draw_box(frame->list, flag, 2 * u,
             paint_solid(frame->theme->grounds[ui_look_of(frame, id) == UI_PLAIN ? GROUND_LOST : GROUND_HOVER]),
             stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px));
    words_fit(frame, rect_inset(flag, 1), text,
              (struct text_style){
                  .face = style.face, .size_px = style.size_px, .colour = style.colour, .across = ACROSS_CENTRE });
    ui_focus_ring(frame, flag, 2 * u, id);
    ui_press_hit(
        frame, flag,
        (struct ui_press){ .id = id, .action = ACTION_SELECT_COLLISION, .argument = (int64_t)worst, .tip = tip });
}
