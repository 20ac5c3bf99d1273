// A worker's row: what the kernel had it in, above it what its program did; at the deepest zoom its single loads and stores.
#include "view/timeline/arrange.h"
#include "view/timeline/hits.h"
#include "view/timeline/pick.h"
#include "view/timeline/track.h"

#include "analysis/ends.h"
#include "base/text.h"
#include "document/cell_playback.h"
#include "document/present.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "view/labs/lab_names.h"
#include "view/looks/marks.h"
#include "view/timeline/processes.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/cell_words.h"
#include "view/ui/waiting.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The kernel's layer takes most of a worker's row, the program's a band above it; a low row has no room for that.
static bool is_low(const struct frame *frame, const struct timeline_row *row)
{
    return row->rect.height < 12 * frame->scale.u;
}

static struct rect kernel_part(const struct frame *frame, const struct timeline_row *row)
{
    if (is_low(frame, row))
        return row->rect;
    return rect_between(row->rect.x, row->rect.y + floorf(row->rect.height * 0.2f), rect_right(row->rect),
                        rect_bottom(row->rect));
}

static const enum text_id state_words[STATE_COUNT] = { TEXT_STATE_NEW_ID,     TEXT_STATE_READY_ID,
                                                       TEXT_STATE_RUNNING_ID, TEXT_STATE_BLOCKED_ID,
                                                       TEXT_STATE_DEAD_ID,    TEXT_STATE_ALIVE_ID };

// Where the kernel tells what runs, and not of this one, it may be blocked as well.
static enum text_id state_word(const struct frame *frame, int state)
{
    return state == STATE_ALIVE && frame->document->states.from_kernel ? TEXT_STATE_UNSEEN_ID : state_words[state];
}

static bool waits_for_input(const struct frame *frame)
{
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    return experiment && experiment->io_every > 0;
}

// Blocked on something that is no lock: where the program waits for input it is that.
static enum text_id blocked_else_word(const struct frame *frame)
{
    return waits_for_input(frame) ? TEXT_TIMELINE_INPUT_ID : TEXT_STATE_BLOCKED_ID;
}

// What a task that merely sleeps is at by that; NULL: nothing else is known of it.
static const char *asleep(struct frame *frame, uint32_t task, const struct state_span *span)
{
    const bool sleeps = span->state == STATE_BLOCKED && span->lock > 0 &&
                        frame->document->recording.resources[span->lock - 1].kind == RESOURCE_CLOCK;
    return sleeps ? lab_asleep(frame, task, span->from_ns) : NULL;
}

// What is waited for: of a recorded command in a sentence, where there is room for one.
static const char *waiting(struct frame *frame, uint32_t task, const struct state_span *span, struct rect rect)
{
    const char *brief = words_waiting(frame, task, span->from_ns, span->lock - 1u, span->holder);
    const struct recording *recording = &frame->document->recording;
    if (!recording->command || recording->resources[span->lock - 1].kind == RESOURCE_CLOCK)
        return brief;
    const char *whole =
        FILL(TEXT_TIMELINE_WAITS_ID, words_waiting_long(frame, task, span->from_ns, span->lock - 1u, span->holder));
    return timeline_plate_fits(frame, rect, whole) ? whole : brief;
}

// What a span of a state is, or what is waited for in it, where tasks that make one another wait for many things.
static void draw_state_words(struct frame *frame, const struct timeline_row *row, const struct track_span *of,
                             struct rect rect)
{
    const struct worker_states *worker = &frame->document->states.workers[row->index];
    const struct state_span *span = (size_t)of->source < worker->span_count ? &worker->spans[of->source] : NULL;
    const bool off = span && span->state == STATE_READY && span->preempted;
    const char *text = text_of(frame->language, off ? TEXT_TIMELINE_OFF_CPU_ID : state_word(frame, of->kind));
    const char *does = span ? asleep(frame, (uint32_t)row->index, span) : NULL;
    if (does)
        text = does;
    else if (span && span->state == STATE_BLOCKED && span->lock > 0 && frame->document->tale.count > 0)
        text = waiting(frame, (uint32_t)row->index, span, rect);
    timeline_plate_draw(frame, rect, text);
}

#define EVENT_PITCH_PX 9 // closer together single marks would not be seen

// Which loads and stores of all are in sight, where they have marks of their own; none: from and to are the same.
static void events_in_sight(const struct document *document, const struct timeline_axis *axis, uint64_t *from,
                            uint64_t *to)
{
    const struct cell_history *cell = &document->cell;
    const struct moments_source *source = &document->moments.lab;
    *from = *to = 0;
    if (!cell->kind || !cell_tells_when(cell))
        return;
    const uint64_t last = source->until(source->of, axis->to_ns), first = source->until(source->of, axis->from_ns);
    if (last <= first || (float)(last - first) * EVENT_PITCH_PX > axis->width)
        return;
    *from = first;
    *to = last;
}

// Their values stand where else the span has its words.
static bool has_values(const struct document *document, const struct timeline_axis *axis)
{
    uint64_t from, to;
    events_in_sight(document, axis, &from, &to);
    return to > from && !document->variable;
}

static void draw_state(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct rect part = kernel_part(frame, row);
    const struct rect rect = rect_of(piece->from, part.y, piece->to - piece->from, part.height);
    if (piece->kind == TRACK_BLOCKED_ELSE) {
        mark_blocked_else_span(frame->list, frame->theme, rect, 2 * frame->scale.u, frame->scale.u,
                               point_at(0, rect.y));
        if (piece->span)
            timeline_plate_draw(frame, rect, text_of(frame->language, blocked_else_word(frame)));
        return;
    }
    if (piece->kind == TRACK_ZOMBIE) {
        mark_zombie_span(frame->list, frame->theme, rect, 2 * frame->scale.u, frame->scale.u, point_at(0, rect.y));
        if (piece->span)
            timeline_plate_draw(frame, rect, text_of(frame->language, TEXT_STATE_ZOMBIE_ID));
        return;
    }
    if (piece->kind == STATE_DEAD && frame->document->tale.count > 0) // of a tree nothing is left of who was seen dead
        return;
    mark_state_span(frame->list, frame->theme, rect, (enum state)piece->kind, 2 * frame->scale.u, frame->scale.u,
                    point_at(0, rect.y));
    if (piece->span && piece->kind == STATE_RUNNING && piece->span->extra >= 0) {
        if (has_values(frame->document, piece->axis))
            return;
        const char *cpu = FILL(TEXT_TIMELINE_CPU_ID, words_number(frame, piece->span->extra));
        timeline_inside_draw(frame, rect, cpu, frame->theme->states[STATE_RUNNING].text);
    } else if (piece->span) {
        draw_state_words(frame, row, piece->span, rect);
    }
}

static void draw_activity(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct theme *theme = frame->theme;
    const float height = floorf(row->rect.height * 0.2f) - 1;
    const struct rect rect = rect_of(piece->from, row->rect.y, piece->to - piece->from, height > 2 ? height : 2);
    if (piece->kind == ACTIVITY_HOLDING)
        draw_rect(frame->list, rect, paint_solid(theme->marks[MARK_GOOD]));
    else if (piece->kind == ACTIVITY_WAITING)
        draw_rect(frame->list, rect,
                  (struct paint){ theme->grounds[GROUND_WELL], theme->marks[MARK_LOST], PATTERN_HATCH,
                                  6 * frame->scale.u, point_at(0, 0) });
    else if (piece->kind == ACTIVITY_WORKING)
        draw_rect(frame->list, rect_of(rect.x, rect_bottom(rect) - 1, rect.width, 1),
                  paint_solid(theme->marks[MARK_LINE]));
}

// ---- single loads and stores ---------------------------------------------------------------------------------------

static void draw_event(struct frame *frame, const struct rect *rect, float x, const struct cell_event *event,
                       float *text_end)
{
    const struct theme *theme = frame->theme;
    const struct cell_history *cell = &frame->document->cell;
    const float size = 4 * frame->scale.u, y = rect->y + rect->height * 0.72f;
    const bool store = event->is_store, lost = store && cell_is_lost(cell, event->position);
    const struct colour colour = lost ? theme->marks[MARK_LOST] : theme->plate_text;
    const char *value = words_cell(frame, event->position);
    const struct rect box = rect_of(x - size, y - size, 2 * size, 2 * size);
    draw_disc(frame->list, point_at(x, y), size * 1.5f, paint_solid(theme->plate), stroke_none());
    if (store)
        draw_rect(frame->list, rect_inset(box, size * 0.15f), paint_solid(colour));
    else
        draw_disc(frame->list, point_at(x, y), size, paint_none(), stroke_solid(colour, size * 0.45f));
    if (frame->document->variable) // there the states' names stand
        return;
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    style.colour = colour;
    const float width = draw_text_width(frame->list, value, style) + 8 * frame->scale.u;
    if (x - width / 2 < *text_end || x - width / 2 < rect->x || x + width / 2 > rect_right(*rect))
        return;
    style.figures = true;
    if (style.size_px > rect->height * 0.4f && !frame->scale.lecture)
        style.size_px = rect->height * 0.4f;
    mark_plate(frame->list, theme, point_at(x, rect->y + rect->height * 0.27f), *rect, value, style,
               frame->scale.u * 0.6f);
    *text_end = x + width / 2 + 10 * frame->scale.u;
}

static void draw_events(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    enum {
        AT_ONCE = 64
    };
    const struct cell_history *cell = &frame->document->cell;
    uint64_t first, last;
    float text_end = row->rect.x;
    const struct rect part = kernel_part(frame, row);
    struct cell_event events[AT_ONCE];
    events_in_sight(frame->document, axis, &first, &last);
    for (uint64_t from = first; from < last; from += AT_ONCE) {
        const uint32_t wanted = last - from < AT_ONCE ? (uint32_t)(last - from) : AT_ONCE,
                       count = cell->kind->events(cell->of, from, wanted, events);
        frame->looked_at += count;
        for (uint32_t i = 0; i < count; i++)
            if ((int)events[i].task == row->index)
                draw_event(frame, &part, timeline_x(axis, events[i].ns), &events[i], &text_end);
    }
}

// The load or store of the task that is meant at x, where they have marks.
static bool pick_event(const struct document *document, const struct timeline_axis *axis,
                       const struct timeline_row *row, float x, struct timeline_pick *picked)
{
    const struct cell_history *cell = &document->cell;
    uint64_t first, last;
    float nearest = EVENT_PITCH_PX;
    events_in_sight(document, axis, &first, &last);
    for (uint64_t e = first; e < last; e++) {
        const struct cell_event event = cell_event(cell, e);
        const float away = fabsf(timeline_x(axis, event.ns) - x);
        if ((int)event.task != row->index || away >= nearest)
            continue;
        nearest = away;
        *picked = (struct timeline_pick){
            .from_ns = event.ns, .to_ns = event.ns, .store = event.store, .load = !event.is_store
        };
    }
    return nearest < EVENT_PITCH_PX;
}

static bool pick(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *picked)
{
    const struct worker_states *states = &document->states.workers[row->index];
    if (pick_event(document, axis, row, x, picked))
        return true;
    if (states->span_count == 0)
        return false;
    const struct state_span *span = states_at(states, timeline_ns(axis, x));
    picked->from_ns = span->from_ns;
    picked->to_ns = span->to_ns;
    return true;
}

// What came of a span of a state: on which cpu, for whom it was waited, and what came next.
static void detail(struct timeline_details *details, const struct timeline_pick *picked)
{
    struct frame *frame = details->frame;
    const struct worker_states *states = &frame->document->states.workers[picked->index];
    if (states->span_count == 0)
        return;
    const struct state_span *span = states_at(states, picked->from_ns);
    timeline_detail(details, TEXT_DETAIL_STATE_ID,
                    text_of(frame->language, span->state == STATE_READY && span->preempted
                                                 ? TEXT_TIMELINE_OFF_CPU_ID
                                                 : state_word(frame, span->state)));
    if (span->state == STATE_RUNNING && span->cpu >= 0)
        timeline_detail(details, TEXT_DETAIL_CPU_ID, words_number(frame, span->cpu));
    if (span->state == STATE_BLOCKED && span->lock > 0)
        timeline_detail(details, TEXT_DETAIL_WAITS_FOR_ID, words_resource(frame, span->lock - 1));
    if (span->state == STATE_BLOCKED && span->holder > 0)
        timeline_detail(details, TEXT_DETAIL_HOLDER_ID, words_name(frame, span->holder - 1u));
    if (span + 1 < states->spans + states->span_count)
        timeline_detail(details, TEXT_DETAIL_THEN_ID, text_of(frame->language, state_word(frame, span[1].state)));
}

// ---- the row -------------------------------------------------------------------------------------------------------

// Process by process, where there are several.
static void collect_processes(struct timeline_rows *rows, const struct document *document)
{
    const struct crowd *crowd = &document->crowd;
    for (uint32_t p = 0; p < crowd->process_count; p++) {
        const struct crowd_process *process = &crowd->processes[p];
        if (process->count > 1)
            timeline_rows_add(rows, &timeline_process_row, (int)p);
        for (uint32_t i = 0; i < process->count; i++)
            if (process->count == 1 || !timeline_process_folded(rows->model, document, p))
                timeline_rows_add(rows, &timeline_worker_row, (int)crowd->tasks[process->first + i]);
    }
}

static void collect(struct timeline_rows *rows, const struct document *document)
{
    if (rows->whole && rows->model && !timeline_arranged_plainly(&rows->model->arrangement)) {
        timeline_arrange_rows(rows, document, &timeline_worker_row, &timeline_process_row);
        return;
    }
    if (rows->whole && document->crowd.process_count > 1) {
        collect_processes(rows, document);
        return;
    }
    for (uint32_t w = 0; w < rows->workers; w++)
        timeline_rows_add(rows, &timeline_worker_row, (int)w);
}

static void draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row)
{
    const struct overview *overview = &frame->document->overview;
    if (!is_low(frame, row))
        timeline_track_draw(frame, axis, row, &overview->activities[row->index], draw_activity);
    timeline_track_draw(frame, axis, row, &overview->states[row->index], draw_state);
    draw_events(frame, axis, row);
}

// Its name; where tasks of several processes stand in one order, with its process.
static const char *name_across(struct frame *frame, uint32_t task)
{
    const struct crowd *crowd = &frame->document->crowd;
    const char *name = words_name(frame, task);
    if (!timeline_arranged_across(&frame->model->timeline->arrangement, frame->document))
        return name;
    const uint32_t leader = crowd_leader(crowd, crowd->process_of[task]);
    const char *both = leader == task ? name : arena_printf(frame->arena, "%s · %s", name, words_name(frame, leader));
    return both ? both : name;
}

// Where it stands among the rows.
static int place_of(const struct frame *frame, const struct timeline_row *row)
{
    const bool plainly = timeline_arranged_plainly(&frame->model->timeline->arrangement);
    return plainly ? row->index : (int)(row->rect.y / (row->rect.height + 2 * frame->scale.u));
}

// Low rows are closer together than their names are high: these stand in so many columns, one row further down in each, and a bar in
// the task's colour beside its row says which it is of. Where there is no room for the columns one row in so many has its name.
static void draw_low_label(struct frame *frame, struct rect rect, const struct timeline_row *row, const char *name)
{
    const float u = frame->scale.u, line = frame->scale.type[TYPE_SMALL] * 1.3f, mark = floorf(5 * u);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float wide = draw_text_width(frame->list, "T00", style) + 5 * u;
    const int pitch = (int)ceilf(line / (rect.height + 2 * u)), place = place_of(frame, row),
              column = (pitch - place % pitch) % pitch;
    draw_rect(frame->list, rect_cut_right(&rect, mark), paint_solid(theme_worker(frame->theme, row->index)->fill));
    rect_cut_right(&rect, 4 * u + (float)column * wide);
    if ((float)pitch * wide > rect.width + (float)column * wide && column > 0)
        return;
    const float y = rect_centre(rect).y;
    timeline_words_draw(frame, rect_of(rect.x, y - line / 2, rect.width, line), name, TEXT_SOFT);
}

static void label(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row)
{
    const char *name = name_across(frame, (uint32_t)row->index);
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    char text[96];
    (void)axis;
    if (is_low(frame, row) && frame->document->crowd.process_count == 0) {
        draw_low_label(frame, rect, row, name);
        return;
    }
    if (!experiment && strlen(name) <= 3 && frame->document->crowd.process_count == 0) // its token says it
        text[0] = '\0';
    else if (is_low(frame, row) || !experiment)
        snprintf(text, sizeof text, "%s", name);
    else
        snprintf(text, sizeof text, "n = %d", experiment->amounts[row->index]);
    const float most = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.42f : 30 * frame->scale.u;
    float size = rect.height < most ? rect.height : most;
    size = size < rect.width * 0.45f ? size : rect.width * 0.45f;
    mark_token(frame->list, frame->theme, point_at(rect.x + size / 2, rect_centre(rect).y), size, row->index,
               words_token(frame, (uint32_t)row->index), frame->scale.u);
    rect_cut_left(&rect, size + 4 * frame->scale.u);
    timeline_name_draw(frame, rect, text);
}

static const char *explain(struct frame *frame, const struct timeline_row *row)
{
    const struct document *document = frame->document;
    if (!balance_story(document))
        return words_name(frame, (uint32_t)row->index);
    return FILL(TEXT_TIMELINE_ROW_WORKER_ID, words_name(frame, (uint32_t)row->index),
                words_number(frame, experiment_of(&document->recording)->amounts[row->index]),
                words_number(frame, (int64_t)balance_updates(&document->recording, (uint32_t)row->index)),
                words_number(frame, (int64_t)balance_story(document)->ledger.lost_of[row->index]));
}

static const char *words(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns)
{
    const uint32_t worker = (uint32_t)row->index;
    (void)axis;
    const struct worker_states *states = &frame->document->states.workers[worker];
    if (states->span_count == 0)
        return text_of(frame->language, TEXT_TIMELINE_TIP_NONE_ID);
    const struct state_span *span = states_at(states, ns);
    const char *name = words_name(frame, worker), *time = words_time(frame, span->to_ns - span->from_ns);
    if (span->state == STATE_RUNNING && span->cpu >= 0)
        return FILL(TEXT_TIMELINE_TIP_RUNNING_ID, name, words_number(frame, span->cpu), time);
    if (asleep(frame, worker, span))
        return FILL(TEXT_TIMELINE_TIP_ASLEEP_ID, name, asleep(frame, worker, span), time);
    if (span->state == STATE_BLOCKED && span->lock > 0 && frame->document->tale.count > 0)
        return FILL(TEXT_TIMELINE_TIP_WAITING_ID, name,
                    words_waiting_long(frame, worker, span->from_ns, span->lock - 1u, span->holder), time);
    if (task_is_zombie_at(&frame->document->states, &frame->document->recording, worker, ns))
        return FILL(TEXT_TIMELINE_TIP_ZOMBIE_ID, name,
                    words_time(frame, task_zombie_ns(&frame->document->states, &frame->document->recording, worker)));
    if (span->state == STATE_BLOCKED && span->holder > 0)
        return FILL(TEXT_TIMELINE_TIP_BLOCKED_ID, name, time, words_name(frame, span->holder - 1u));
    if (span->state == STATE_BLOCKED && span->lock == 0 && waits_for_input(frame))
        return FILL(TEXT_TIMELINE_TIP_INPUT_ID, name, time);
    return FILL(TEXT_TIMELINE_TIP_STATE_ID, name, text_of(frame->language, state_word(frame, span->state)), time);
}

// ---- search --------------------------------------------------------------------------------------------------------

static bool contains(const char *text, const char *word) { return strcasestr(text, word) != NULL; }

// The state that the word names, in either language; −1: none.
static int state_named(const char *word)
{
    static const enum text_id names[] = { TEXT_STATE_NEW_ID, TEXT_STATE_READY_ID, TEXT_STATE_RUNNING_ID,
                                          TEXT_STATE_BLOCKED_ID, TEXT_STATE_DEAD_ID };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int i = 0; i < 5; i++)
            if (contains(text_of((enum language)language, names[i]), word))
                return i;
    }
    return -1;
}

// Where a task enters a state (or any, −1).
static void find_states(const struct document *document, uint32_t task, int state, struct timeline_hits *hits)
{
    const struct worker_states *states = &document->states.workers[task];
    for (size_t i = 0; i < states->span_count; i++) {
        const struct state_span *span = &states->spans[i];
        if (state < 0 || span->state == state)
            timeline_hit_add(hits, &(struct timeline_pick){ .kind = &timeline_worker_row,
                                                            .index = (int)task,
                                                            .from_ns = span->from_ns,
                                                            .to_ns = span->to_ns,
                                                            .store = -1 });
    }
}

// The task that the word begins with the name of, and what follows it; −1: none.
static int task_named(const struct document *document, const char *word, const char **rest)
{
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const char *name = document->recording.tasks[t].name;
        const size_t length = strlen(name);
        if (length > 0 && strncasecmp(word, name, length) == 0 && (word[length] == ' ' || word[length] == '\0')) {
            *rest = word + length;
            return (int)t;
        }
    }
    return -1;
}

// A worker, a state, or both: "T1 blocked".
static void find(const struct document *document, const char *word, struct timeline_hits *hits)
{
    const char *rest = word;
    const int task = task_named(document, word, &rest);
    rest += strspn(rest, " ");
    const int state = *rest ? state_named(rest) : -1;
    if (task >= 0 && *rest && state < 0)
        return;
    for (uint32_t t = 0; t < document->recording.task_count && (task >= 0 || state >= 0); t++)
        if (task < 0 || (int)t == task)
            find_states(document, t, state, hits);
}

const struct timeline_row_kind timeline_worker_row = {
    .weight = 1,
    .collect = collect,
    .draw = draw,
    .label = label,
    .explain = explain,
    .words = words,
    .pick = pick,
    .detail = detail,
    .tells_stores = true,
    .find = find,
};
