// At a moment: each task's own notes say what it waits for, the latest note of a lock who holds it. For all rings the notes of
// all tasks are put in one order and followed: a ring can only close through the task that just noted something, and only open
// through it or who held the resource before. From each task one way leads on, so it is in one ring at most.
#include "analysis/wait_graph.h"

#include "analysis/noted.h"
#include "base/merge.h"

// One note, or the end of a task behind all of its notes.
struct event {
    uint64_t ns;
    uint32_t task;
    const struct note *note; // NULL: the end
};

static const struct task_wait no_wait = { -1, -1, 0 };

// ---- what a note says -----------------------------------------------------------------------------------------------

static bool make(struct wait_graph *graph, const struct recording *recording, struct arena *memory)
{
    *graph = (struct wait_graph){
        .task_count = recording->task_count,
        .resource_count = recording->resource_count,
        .waits = arena_get_array(memory, recording->task_count, sizeof *graph->waits),
        .holders = arena_get_array(memory, recording->resource_count, sizeof *graph->holders),
    };
    for (uint32_t t = 0; graph->waits && t < graph->task_count; t++)
        graph->waits[t] = no_wait;
    for (uint32_t r = 0; graph->holders && r < graph->resource_count; r++)
        graph->holders[r] = -1;
    return graph->waits && graph->holders;
}

static void follow_wait(struct task_wait *wait, const struct resource *resource, const struct note *note, uint64_t ns)
{
    if (note->kind == NOTE_WAITS)
        *wait =
            (struct task_wait){ note->resource, resource->kind == RESOURCE_TASK ? (int32_t)note->other - 1 : -1, ns };
    else if (noted_wait_ends(resource, note) && wait->resource == note->resource)
        *wait = no_wait;
}

// When a task's waits are over because it is; UINT64_MAX: never, it was stopped with the run.
static uint64_t end_of(const struct task *task)
{
    return task->finished_ns                                    ? task->finished_ns
           : task->end == TASK_SIGNALED && task->joined_ns != 0 ? task->joined_ns
                                                                : UINT64_MAX;
}

// ---- a moment -------------------------------------------------------------------------------------------------------

// Whether a note at that time of that task comes behind the latest of its resource; of equal times the later task's does.
static bool is_latest(uint64_t *latest, uint64_t ns)
{
    if (ns < *latest)
        return false;
    *latest = ns;
    return true;
}

bool wait_graph_at(struct wait_graph *graph, const struct recording *recording, uint64_t ns, struct arena *memory)
{
    uint64_t latest[RESOURCES_MAX] = { 0 };
    if (!make(graph, recording, memory))
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct task *task = &recording->tasks[t];
        uint64_t i = 0, at = 0;
        for (; i < task->notes && (at = recording_ns(recording, recording->notes[t][i].ticks)) <= ns; i++) {
            const struct note *note = &recording->notes[t][i];
            const struct resource *resource = noted_resource(recording, note);
            if (!resource)
                continue;
            follow_wait(&graph->waits[t], resource, note, at);
            if ((noted_takes(resource, note) || noted_gives(resource, note)) && is_latest(&latest[note->resource], at))
                graph->holders[note->resource] = noted_takes(resource, note) ? (int32_t)t : -1;
        }
        if (i == task->notes && end_of(task) != UINT64_MAX && end_of(task) <= ns)
            graph->waits[t] = no_wait;
    }
    return true;
}

// The wait that the activity is part of, from when it began: what else was taken or given back meanwhile has cut it into pieces.
static struct task_wait wait_in(const struct recording *recording, const struct worker_states *worker,
                                const struct activity_span *span)
{
    if (span->activity != ACTIVITY_WAITING || span->lock == 0)
        return no_wait;
    const uint32_t resource = span->lock - 1u;
    const int32_t whom = recording->resources[resource].kind == RESOURCE_TASK ? (int32_t)span->holder - 1 : -1;
    while (span > worker->activities && span[-1].activity == ACTIVITY_WAITING && span[-1].lock == span->lock)
        span--;
    return (struct task_wait){ (int32_t)resource, whom, span->from_ns };
}

static void add_held(struct wait_graph *graph, uint32_t task, uint64_t held)
{
    for (; held; held &= held - 1)
        graph->holders[__builtin_ctzll(held)] = (int32_t)task;
}

// Whether a task gave a resource back between two moments, as far as it noted.
static bool gave_back(const struct recording *recording, uint32_t task, int32_t resource, uint64_t from_ns,
                      uint64_t to_ns)
{
    const struct note *notes = recording->notes[task];
    uint64_t low = 0, high = recording->tasks[task].notes;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (recording_ns(recording, notes[middle].ticks) < from_ns)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < recording->tasks[task].notes && recording_ns(recording, notes[low].ticks) <= to_ns; low++)
        if (notes[low].kind == NOTE_RELEASED && notes[low].resource == resource)
            return true;
    return false;
}

// By who began to wait last, of each lock that nobody noted to have.
static void add_seen(struct wait_graph *graph, const struct recording *recording, const struct states *states,
                     uint64_t ns)
{
    int32_t last[RESOURCES_MAX];
    for (int r = 0; r < RESOURCES_MAX; r++)
        last[r] = -1;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const int32_t resource = graph->waits[t].resource;
        if (resource >= 0 && graph->holders[resource] < 0 && resource_is_lock(&recording->resources[resource]) &&
            (last[resource] < 0 || graph->waits[t].since_ns > graph->waits[last[resource]].since_ns))
            last[resource] = (int32_t)t;
    }
    for (uint32_t r = 0; r < graph->resource_count; r++) {
        const int32_t seen = last[r] < 0 ? -1 : (int32_t)activity_at(&states->workers[last[r]], ns)->holder - 1;
        if (seen >= 0 && seen < (int32_t)graph->task_count &&
            !gave_back(recording, (uint32_t)seen, (int32_t)r, graph->waits[last[r]].since_ns, ns))
            graph->holders[r] = seen;
    }
}

bool wait_graph_of_states(struct wait_graph *graph, const struct recording *recording, const struct states *states,
                          uint64_t ns, struct arena *memory)
{
    if (!make(graph, recording, memory))
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct worker_states *worker = &states->workers[t];
        if (worker->activity_count == 0)
            continue;
        graph->waits[t] = wait_in(recording, worker, activity_at(worker, ns));
        add_held(graph, t, activity_at(worker, ns)->held);
    }
    if (recording->plan->timing != TIMING_FULL)
        add_seen(graph, recording, states, ns);
    return true;
}

void wait_graph_add_dead(struct wait_graph *graph, const struct recording *recording, const struct states *states,
                         uint64_t ns)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const struct worker_states *worker = &states->workers[t];
        if (worker->activity_count < 2 || graph->waits[t].resource >= 0)
            continue;
        const struct activity_span *span = activity_at(worker, ns);
        if (span->activity == ACTIVITY_NONE && span > worker->activities)
            graph->waits[t] = wait_in(recording, worker, span - 1);
    }
}

// Every way is followed until it comes to where one went before: to the same way's, and it is a ring.
bool wait_graph_find_ring(const struct wait_graph *graph, struct arena *memory, int *task)
{
    uint32_t *way = arena_get_array(memory, graph->task_count, sizeof *way); // by task, + 1; 0: none went there
    *task = -1;
    for (uint32_t t = 0; way && t < graph->task_count; t++) {
        int at = (int)t;
        while (at >= 0 && way[at] == 0) {
            way[at] = t + 1;
            at = wait_graph_next(graph, (uint32_t)at);
        }
        if (at < 0 || way[at] != t + 1)
            continue;
        *task = at;
        for (int next = wait_graph_next(graph, (uint32_t)at); next != at; next = wait_graph_next(graph, (uint32_t)next))
            *task = next < *task ? next : *task;
        return true;
    }
    return way != NULL;
}

int wait_graph_next(const struct wait_graph *graph, uint32_t task)
{
    const struct task_wait *wait = &graph->waits[task];
    const int32_t next = wait->resource < 0 || wait->task >= 0 ? wait->task : graph->holders[wait->resource];
    return next < (int32_t)graph->task_count ? next : -1;
}

uint32_t wait_graph_ring(const struct wait_graph *graph, uint32_t task)
{
    int at = (int)task;
    for (uint32_t length = 1; length <= graph->task_count; length++) {
        at = wait_graph_next(graph, (uint32_t)at);
        if (at < 0)
            return 0;
        if (at == (int)task)
            return length;
    }
    return 0; // it leads into a ring, and is not in it
}

// ---- all rings ------------------------------------------------------------------------------------------------------

enum {
    NO_RING = -1
};

// What is found on the way. Rings are listed as they close.
struct search {
    struct wait_graph graph;
    struct arena *memory;
    struct wait_ring *rings;
    size_t count, room;
    int64_t *ring_of;   // by task: the ring that it is in and that is still closed, or NO_RING
    uint64_t *at;       // by task: how many of its notes were gone through
    struct merge merge; // of the tasks that have an event left, by its time
    bool short_of_memory;
};

// Whether a note changes anything here.
static bool matters(const struct recording *recording, const struct note *note)
{
    const struct resource *resource = noted_resource(recording, note);
    return resource && (note->kind == NOTE_WAITS || noted_wait_ends(resource, note) || noted_takes(resource, note) ||
                        noted_gives(resource, note));
}

static void apply(struct wait_graph *graph, const struct recording *recording, const struct event *event)
{
    if (!event->note) {
        graph->waits[event->task] = no_wait;
        return;
    }
    const struct resource *resource = noted_resource(recording, event->note);
    follow_wait(&graph->waits[event->task], resource, event->note, event->ns);
    if (noted_takes(resource, event->note))
        graph->holders[event->note->resource] = (int32_t)event->task;
    else if (noted_gives(resource, event->note))
        graph->holders[event->note->resource] = -1;
}

static bool still_closed(const struct wait_graph *graph, const struct wait_ring *ring)
{
    for (uint32_t i = 0; i < ring->length; i++) {
        const struct wait_link *link = &ring->links[i];
        if (graph->waits[link->task].resource != (int32_t)link->resource ||
            wait_graph_next(graph, link->task) != (int)ring->links[(i + 1) % ring->length].task)
            return false;
    }
    return true;
}

// Of the ring that a task was in, where it is not closed any more.
static void open_ring(struct search *search, int task, uint64_t ns)
{
    const int64_t number = task >= 0 ? search->ring_of[task] : NO_RING;
    if (number == NO_RING || still_closed(&search->graph, &search->rings[number]))
        return;
    struct wait_ring *ring = &search->rings[number];
    ring->opened_ns = ns;
    for (uint32_t i = 0; i < ring->length; i++)
        search->ring_of[ring->links[i].task] = NO_RING;
}

static bool make_room(struct search *search)
{
    if (search->count < search->room)
        return true;
    const size_t room = search->room ? 2 * search->room : 16;
    struct wait_ring *rings = arena_get_array(search->memory, room, sizeof *rings);
    for (size_t i = 0; rings && i < search->count; i++)
        rings[i] = search->rings[i];
    if (!rings)
        return false;
    search->rings = rings;
    search->room = room;
    return true;
}

// How many tasks are in the ring that the task has just closed; 0: none, or its way leads into one that is known.
static uint32_t length_of_new(const struct search *search, uint32_t task)
{
    int at = (int)task;
    for (uint32_t length = 1; length <= search->graph.task_count; length++) {
        if (search->ring_of[at] != NO_RING)
            return 0;
        at = wait_graph_next(&search->graph, (uint32_t)at);
        if (at < 0)
            return 0;
        if (at == (int)task)
            return length;
    }
    return 0;
}

static void close_ring(struct search *search, uint32_t task, uint64_t ns)
{
    const uint32_t length = length_of_new(search, task);
    if (length == 0)
        return;
    struct wait_link *links = arena_get_array(search->memory, length, sizeof *links);
    if (!links || !make_room(search)) {
        search->short_of_memory = true;
        return;
    }
    for (uint32_t i = 0, at = task; i < length; i++, at = (uint32_t)wait_graph_next(&search->graph, at)) {
        links[i] = (struct wait_link){ at, (uint32_t)search->graph.waits[at].resource };
        search->ring_of[at] = (int64_t)search->count;
    }
    search->rings[search->count++] = (struct wait_ring){ ns, UINT64_MAX, length, links };
}

// Who had the resource before the event, where it is of one.
static int holder_before(const struct search *search, const struct event *event)
{
    return event->note ? search->graph.holders[event->note->resource] : -1;
}

static void follow(struct search *search, const struct recording *recording, const struct event *event)
{
    const int before = holder_before(search, event);
    apply(&search->graph, recording, event);
    open_ring(search, (int)event->task, event->ns);
    open_ring(search, before, event->ns);
    close_ring(search, event->task, event->ns);
}

// ---- all events by time ---------------------------------------------------------------------------------------------

// The task's next note that matters, or its end; false: it has no more. Its end is never before its last note.
static bool next_event(struct search *search, const struct recording *recording, uint32_t task, struct event *event)
{
    const struct note *notes = recording->notes[task];
    const uint64_t count = recording->tasks[task].notes;
    uint64_t *at = &search->at[task];
    while (*at < count && !matters(recording, &notes[*at]))
        ++*at;
    const uint64_t end_ns = end_of(&recording->tasks[task]);
    if (*at > count || (*at == count && end_ns == UINT64_MAX))
        return false;
    const uint64_t last_ns = count > 0 ? recording_ns(recording, notes[*at < count ? *at : count - 1].ticks) : 0;
    *event = *at < count ? (struct event){ last_ns, task, &notes[*at] }
                         : (struct event){ end_ns > last_ns ? end_ns : last_ns, task, NULL };
    return true;
}

static void follow_all(struct search *search, const struct recording *recording)
{
    struct event event;
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (next_event(search, recording, t, &event))
            merge_add(&search->merge, event.ns, t);
    while (search->merge.count > 0 && !search->short_of_memory) {
        const uint32_t task = search->merge.rows[0].row;
        if (!next_event(search, recording, task, &event)) { // it had one when it came in
            merge_drop(&search->merge);
            continue;
        }
        follow(search, recording, &event);
        search->at[task]++;
        if (next_event(search, recording, task, &event))
            merge_go_on(&search->merge, event.ns);
        else
            merge_drop(&search->merge);
    }
}

bool wait_rings_find(const struct recording *recording, struct arena *memory, const struct wait_ring **rings,
                     size_t *count)
{
    struct search search = { .memory = memory };
    *rings = NULL;
    *count = 0;
    search.ring_of = arena_get_array(memory, recording->task_count, sizeof *search.ring_of);
    search.at = arena_get_array(memory, recording->task_count, sizeof *search.at);
    search.merge.rows = arena_get_array(memory, recording->task_count, sizeof *search.merge.rows);
    if (!search.ring_of || !search.at || !search.merge.rows || !make(&search.graph, recording, memory))
        return false;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        search.ring_of[t] = NO_RING;
        search.at[t] = 0;
    }
    follow_all(&search, recording);
    *rings = search.rings;
    *count = search.count;
    return !search.short_of_memory;
}
