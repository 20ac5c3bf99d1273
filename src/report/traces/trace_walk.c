// A source for each list that is in order of time already: of each task its states, its slices, its notes; of each resource its
// levels; what was printed; what the lab adds. The earliest event of all is always taken, of equal ones in this order: tasks
// that are made, states, slices that end, slices that begin, all else, and at last who is dead.
#include "report/traces/trace_walk.h"

#include "analysis/ends.h"
#include "analysis/noted.h"
#include "report/traces/trace_slices.h"

#include <string.h>

struct trace_source {
    bool (*next)(const struct trace_run *run, struct trace_source *source, struct trace_event *event); // false: no more
    struct trace_event event;                                                                          // its next
    uint32_t of;                                                                                       // task, resource
    size_t at;                                                                                         // in its list
    union {
        bool zombie_told; // of states: the beginning of the span at `at` was
        size_t bytes;     // of what was printed: before that
        struct trace_slices *slices;
        const struct lab_listing *listing; // of notes; NULL: none
    };
};

enum rank {
    RANK_TASK,
    RANK_STATE,
    RANK_END,
    RANK_BEGIN,
    RANK_ELSE,
    RANK_DEATH,
    RANK_BITS = 3,
};

// ---- tasks and their states -----------------------------------------------------------------------------------------

static bool next_task(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    if (source->at > 0)
        return false;
    const struct task *task = &run->recording->tasks[source->of];
    source->at = 1;
    event->kind = TRACE_TASK;
    event->ns = task->created_ns;
    event->end_ns = run->states.to_ns;
    if (task_died_at(&run->states, source->of) != ENDS_NEVER)
        event->end_ns = task_died_at(&run->states, source->of);
    event->task = source->of;
    event->other = task->parent < run->recording->task_count ? task->parent : TRACE_NONE;
    return true;
}

// A process that nobody has seen dead is a zombie first.
static void split_dead(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    const uint64_t reaped = task_reaped_at(run->recording, source->of);
    if (!source->zombie_told && task_is_zombie_at(&run->states, run->recording, source->of, event->ns)) {
        event->value = TRACE_STATE_ZOMBIE;
        source->zombie_told = reaped < event->end_ns;
        event->end_ns = source->zombie_told ? reaped : event->end_ns;
    } else if (source->zombie_told) {
        event->ns = reaped;
        source->zombie_told = false;
    }
}

static bool next_state(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    const struct worker_states *states = &run->states.workers[source->of];
    while (source->at < states->span_count && states->spans[source->at].to_ns <= states->spans[source->at].from_ns)
        source->at++;
    if (source->at >= states->span_count)
        return false;
    const struct state_span *span = &states->spans[source->at];
    event->kind = TRACE_STATE;
    event->ns = span->from_ns;
    event->end_ns = span->to_ns;
    event->value = span->state;
    event->task = source->of;
    event->cpu = span->state == STATE_RUNNING ? span->cpu : -1;
    if (span->state == STATE_BLOCKED && span->lock > 0)
        event->resource = span->lock - 1u;
    if (span->state == STATE_BLOCKED && span->holder > 0)
        event->other = span->holder - 1u;
    if (span->state == STATE_DEAD)
        split_dead(run, source, event);
    source->at += !source->zombie_told;
    return true;
}

static bool next_slice(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    static const uint8_t parts[] = {
        [TRACE_WORK] = TRACE_PART_WORK, [TRACE_WAIT] = TRACE_PART_WAIT, [TRACE_HOLD] = TRACE_PART_HOLD
    };
    while (trace_slices_next(source->slices, run, source->of, event)) {
        if (trace_has_part(run, parts[event->kind == TRACE_END ? event->of : event->kind]))
            return true;
        *event = (struct trace_event){ .resource = TRACE_NONE, .other = TRACE_NONE, .cpu = -1 };
    }
    return false;
}

// ---- notes ----------------------------------------------------------------------------------------------------------

// Whether slices tell it.
static bool is_in_slices(const struct trace_run *run, const struct note *note)
{
    const struct resource *resource = noted_resource(run->recording, note);
    return resource && (note->kind == NOTE_WAITS || noted_takes(resource, note) || noted_gives(resource, note) ||
                        (note->kind == NOTE_TIMED_OUT && resource->kind == RESOURCE_CLOCK));
}

static bool names_task(uint8_t kind) { return kind == NOTE_STARTED || kind == NOTE_JOINED || kind == NOTE_SIGNALED; }

// Without what it is indented by; NULL: it is not known.
static const char *line_of(const struct lab_listing *listing, uint16_t step)
{
    for (uint32_t i = 0; listing && i < listing->count; i++)
        if (step >= listing->lines[i].first && step <= listing->lines[i].last)
            return listing->lines[i].text + strspn(listing->lines[i].text, " ");
    return NULL;
}

static void fill_note(const struct trace_run *run, const struct trace_source *source, const struct note *note,
                      struct trace_event *event)
{
    const bool steps = note->kind == NOTE_AT;
    event->kind = steps ? TRACE_STEP : TRACE_NOTE;
    event->note = note->kind;
    event->ns = recording_ns(run->recording, note->ticks);
    event->task = source->of;
    event->value = note->other;
    event->text = steps ? line_of(source->listing, note->other) : NULL;
    if (noted_resource(run->recording, note))
        event->resource = note->resource;
    else if (note->kind == NOTE_SIGNALED || note->kind == NOTE_OWN)
        event->value = note->resource;
    if (names_task(note->kind) && note->other < run->recording->task_count)
        event->other = note->other;
    if (note->kind == NOTE_REQUESTED && note->other > 0 && note->other <= run->recording->task_count)
        event->other = note->other - 1u;
}

static bool next_note(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    const struct task *task = &run->recording->tasks[source->of];
    while (source->at < task->notes) {
        const struct note *note = &run->recording->notes[source->of][source->at++];
        const enum trace_part part = note->kind == NOTE_AT ? TRACE_PART_STEP : TRACE_PART_NOTE;
        const bool nameless = note->kind == NOTE_AT && !source->listing; // a load of the balance, told as such
        if (!trace_has_part(run, part) || is_in_slices(run, note) || nameless)
            continue;
        fill_note(run, source, note, event);
        return true;
    }
    return false;
}

// ---- what belongs to no task alone ------------------------------------------------------------------------------------

static bool next_print(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    if (source->at >= run->recording->console_count)
        return false;
    const struct printed *printed = &run->recording->console[source->at++];
    event->kind = TRACE_PRINT;
    event->ns = printed->ns;
    event->task = printed->task;
    event->value = printed->stream;
    event->text = run->recording->console_text + source->bytes;
    event->bytes = printed->bytes;
    source->bytes += printed->bytes;
    return true;
}

// Nothing is in it at the beginning.
static bool next_level(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    const struct level_track *track = &run->levels.of[source->of];
    if (source->at > track->count || track->count == 0)
        return false;
    event->kind = TRACE_LEVEL;
    event->ns = source->at > 0 ? track->steps[source->at - 1].ns : run->states.from_ns;
    event->value = source->at > 0 ? track->steps[source->at - 1].level : 0;
    event->resource = source->of;
    source->at++;
    return true;
}

static bool next_of_lab(const struct trace_run *run, struct trace_source *source, struct trace_event *event)
{
    struct lab_trace_event own;
    (void)source;
    do
        if (!run->adds->next(run->lab_trace, &own))
            return false;
    while (!trace_has_part(run, own.kind == LAB_TRACE_MARK ? TRACE_PART_MARK : TRACE_PART_COUNTER));
    event->ns = own.ns;
    event->value = own.value;
    event->kind = own.kind == LAB_TRACE_MARK ? TRACE_MARK : TRACE_COUNTER;
    event->number = own.number;
    event->about = run->about || own.about;
    if (own.kind == LAB_TRACE_COUNTER)
        return true;
    event->task = own.task;
    event->other = own.other;
    event->text = own.name;
    event->counts = own.counts;
    event->subject = own.subject;
    event->flow_in = own.flow_arrives ? TRACE_LAB_FLOWS + own.flow : 0;
    event->flow_out = own.flow && !own.flow_arrives ? TRACE_LAB_FLOWS + own.flow : 0;
    return true;
}

// ---- in order of time -------------------------------------------------------------------------------------------------

static uint8_t rank_of(const struct trace_event *event)
{
    static const uint8_t ranks[TRACE_KINDS] = {
        [TRACE_TASK] = RANK_TASK,  [TRACE_STATE] = RANK_STATE, [TRACE_END] = RANK_END,      [TRACE_WORK] = RANK_BEGIN,
        [TRACE_WAIT] = RANK_BEGIN, [TRACE_HOLD] = RANK_BEGIN,  [TRACE_NOTE] = RANK_ELSE,    [TRACE_STEP] = RANK_ELSE,
        [TRACE_PRINT] = RANK_ELSE, [TRACE_LEVEL] = RANK_ELSE,  [TRACE_COUNTER] = RANK_ELSE, [TRACE_MARK] = RANK_ELSE,
    };
    const bool dead = event->kind == TRACE_STATE && (event->value == STATE_DEAD || event->value == TRACE_STATE_ZOMBIE);
    return dead ? RANK_DEATH : ranks[event->kind];
}

// By time, then by rank. A run is no longer than some days (recording.h).
static uint64_t key_of(const struct trace_run *run, const struct trace_event *event)
{
    return trace_since(run, event->ns) << RANK_BITS | rank_of(event);
}

// Times are held within the run, and never go back.
static bool advance(const struct trace_run *run, struct trace_source *source)
{
    const uint64_t before = source->event.ns;
    struct trace_event *event = &source->event;
    *event = (struct trace_event){ .task = TRACE_NONE, .resource = TRACE_NONE, .other = TRACE_NONE, .cpu = -1 };
    if (!source->next(run, source, event))
        return false;
    event->ns = span_clamp(event->ns, before, run->states.to_ns);
    event->end_ns = span_clamp(event->end_ns, event->ns, run->states.to_ns);
    return true;
}

bool trace_walk_next(struct trace_walk *walk, struct trace_event *event)
{
    if (walk->merge.count == 0)
        return false;
    struct trace_source *first = &walk->sources[walk->merge.rows[0].row];
    *event = first->event;
    if (advance(walk->run, first))
        merge_go_on(&walk->merge, key_of(walk->run, &first->event));
    else
        merge_drop(&walk->merge);
    return true;
}

// ---- the sources ------------------------------------------------------------------------------------------------------

static struct trace_source *add(struct trace_walk *walk,
                                bool (*next)(const struct trace_run *, struct trace_source *, struct trace_event *),
                                uint32_t of)
{
    struct trace_source *source = &walk->sources[walk->source_count++];
    source->next = next;
    source->of = of;
    source->event.ns = walk->run->states.from_ns;
    return source;
}

static bool add_task(struct trace_walk *walk, const struct lab_listing *listing, uint32_t task)
{
    const struct trace_run *run = walk->run;
    add(walk, next_task, task);
    if (trace_has_part(run, TRACE_PART_STATE))
        add(walk, next_state, task);
    struct trace_source *slices = add(walk, next_slice, task);
    slices->slices = arena_get(&walk->memory, sizeof *slices->slices);
    add(walk, next_note, task)->listing = listing;
    return slices->slices != NULL;
}

static bool add_all(struct trace_walk *walk, bool lab)
{
    enum {
        OF_A_TASK = 4,
        OF_ALL = 2,
    };
    const struct trace_run *run = walk->run;
    const struct recording *recording = run->recording;
    const size_t most = (size_t)recording->task_count * OF_A_TASK + recording->resource_count + OF_ALL;
    const struct lab_listing *listing =
        run->lab && run->lab->listing ? run->lab->listing(recording->plan, LAB_PYTHON) : NULL;
    walk->sources = arena_get_array(&walk->memory, most, sizeof *walk->sources);
    walk->merge.rows = arena_get_array(&walk->memory, most, sizeof *walk->merge.rows);
    bool enough = walk->sources && walk->merge.rows;
    for (uint32_t t = 0; enough && t < recording->task_count; t++)
        enough = add_task(walk, listing, t);
    for (uint32_t r = 0; enough && trace_has_part(run, TRACE_PART_LEVEL) && r < recording->resource_count; r++)
        add(walk, next_level, r);
    if (enough && trace_has_part(run, TRACE_PART_PRINT))
        add(walk, next_print, 0);
    if (enough && lab && run->lab_trace)
        add(walk, next_of_lab, 0);
    return enough;
}

bool trace_walk_init(struct trace_walk *walk, const struct trace_run *run, bool lab)
{
    *walk = (struct trace_walk){ .run = run };
    if (!add_all(walk, lab)) {
        trace_walk_finish(walk);
        return false;
    }
    for (uint32_t i = 0; i < walk->source_count; i++)
        if (advance(run, &walk->sources[i]))
            merge_add(&walk->merge, key_of(run, &walk->sources[i].event), i);
    return true;
}

void trace_walk_finish(struct trace_walk *walk)
{
    arena_finish(&walk->memory);
    *walk = (struct trace_walk){ 0 };
}
