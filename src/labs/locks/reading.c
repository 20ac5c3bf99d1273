// Reads a run's notes, the rings that closed in it, and who had what at the end.
#include "labs/locks/reading.h"

static bool is_stopped(const struct recording *recording)
{
    return recording->facts->ended == RUN_DEADLINE || recording->facts->ended == RUN_INTERRUPTED;
}

bool locks_is_dead(const struct task *task) { return task->finished_ns != 0 || task->end == TASK_SIGNALED; }

static void find_dead_holder(struct locks_reading *reading)
{
    const struct recording *recording = reading->recording;
    struct wait_graph graph;
    reading->waiter = reading->lock = reading->dead_holder = -1;
    if (!is_stopped(recording) || !wait_graph_at(&graph, recording, UINT64_MAX, &reading->memory))
        return;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const int lock = graph.waits[t].resource;
        if (lock < 0 || lock >= (int)locks_count(recording->plan))
            continue;
        const int holder = locks_holder_at_end(recording, (uint32_t)lock);
        if (holder < 0 || !locks_is_dead(&recording->tasks[holder]))
            continue;
        reading->waiter = (int)t;
        reading->lock = lock;
        reading->dead_holder = holder;
        return;
    }
}

void locks_reading_begin(struct locks_reading *reading, const struct recording *recording)
{
    *reading = (struct locks_reading){ .recording = recording };
    wait_rings_find(recording, &reading->memory, &reading->rings, &reading->ring_count);
    for (size_t i = 0; i < reading->ring_count; i++)
        if (!reading->ring || reading->rings[i].opened_ns == UINT64_MAX)
            reading->ring = &reading->rings[i];
    find_dead_holder(reading);
}

void locks_reading_end(struct locks_reading *reading) { arena_finish(&reading->memory); }

const struct note *locks_find(const struct recording *recording, enum note_kind kind, uint32_t resources, int other,
                              uint32_t *task)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->kind != kind || note->resource >= resources || (other >= 0 && note->other != other))
                continue;
            if (task)
                *task = t;
            return note;
        }
    return NULL;
}

const struct note *locks_find_of_locks(const struct recording *recording, enum note_kind kind, int other,
                                       uint32_t *task)
{
    return locks_find(recording, kind, locks_count(recording->plan), other, task);
}

static const struct note *find_release_by_another(const struct recording *recording, uint32_t *task)
{
    for (*task = 0; *task < recording->task_count; ++*task) {
        uint64_t has = 0;
        for (uint64_t i = 0; i < recording->tasks[*task].notes; i++) {
            const struct note *note = &recording->notes[*task][i];
            if (note->resource >= locks_count(recording->plan))
                continue;
            const uint64_t bit = UINT64_C(1) << note->resource;
            if (note->kind == NOTE_ACQUIRED)
                has |= bit;
            if (note->kind == NOTE_RELEASED && !(has & bit))
                return note;
            if (note->kind == NOTE_RELEASED)
                has &= ~bit;
        }
    }
    return NULL;
}

const struct note *locks_find_release_by_another(const struct recording *recording, uint32_t *task, int *holder)
{
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    const struct note *note = find_release_by_another(recording, task);
    *holder = -1;
    if (note && wait_graph_at(&graph, recording, recording_ns(recording, note->ticks) - 1, &memory))
        *holder = graph.holders[note->resource];
    arena_finish(&memory);
    return note;
}

const struct note *locks_find_copy(const struct recording *recording)
{
    return locks_find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, NULL);
}

uint64_t locks_resource_from(const struct recording *recording, uint32_t resource)
{
    if (locks_plan_of(recording->plan)->variant != LOCKS_FORK_WHILE_HELD || resource != LOCKS_COPY)
        return 0;
    const struct note *copied = locks_find_copy(recording);
    return copied ? recording_ns(recording, copied->ticks) : UINT64_MAX;
}

bool locks_order_was_kept(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        uint64_t has = 0;
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->resource >= locks_count(recording->plan))
                continue;
            const uint64_t bit = UINT64_C(1) << note->resource;
            if ((note->kind == NOTE_ACQUIRED || note->kind == NOTE_WAITS) && has >= bit)
                return false;
            if (note->kind == NOTE_ACQUIRED)
                has |= bit;
            if (note->kind == NOTE_RELEASED)
                has &= ~bit;
        }
    }
    return true;
}

const struct wait_ring *locks_ring_at(const struct locks_reading *reading, uint64_t ns)
{
    for (size_t i = 0; i < reading->ring_count; i++)
        if (reading->rings[i].closed_ns <= ns &&
            (ns < reading->rings[i].opened_ns || reading->rings[i].opened_ns == UINT64_MAX))
            return &reading->rings[i];
    return NULL;
}

// ---- outcome ---------------------------------------------------------------------------------------------------------

enum locks_outcome locks_outcome_of(const struct locks_reading *reading)
{
    const struct recording *recording = reading->recording;
    const struct note *copy = locks_find_copy(recording);
    uint32_t task;
    if (reading->ring && reading->ring->opened_ns == UINT64_MAX)
        return LOCKS_DEADLOCK;
    if (reading->dead_holder >= 0)
        return LOCKS_FOREVER;
    if (is_stopped(recording))
        return LOCKS_LATE;
    if (copy)
        return copy->other > 0 ? LOCKS_COPY_LOCKED : LOCKS_COPY_FREE;
    if (find_release_by_another(recording, &task))
        return LOCKS_GIVEN_BY_ANOTHER;
    if (reading->ring)
        return LOCKS_RING_OPENED;
    if (locks_find_of_locks(recording, NOTE_REFUSED, REFUSED_NOT_HELD, NULL))
        return LOCKS_RAISED;
    if (locks_find_of_locks(recording, NOTE_REFUSED, REFUSED_HELD, NULL))
        return LOCKS_REFUSED;
    return locks_find_of_locks(recording, NOTE_TIMED_OUT, -1, NULL) ? LOCKS_TIMED_OUT : LOCKS_DONE;
}
