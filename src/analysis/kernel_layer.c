// Replays the switch records and the workers' notes into spans.
//
// One pass through all that happened, by time: switch records, and of the notes those that can wake somebody
// (a release with waiters, an acquisition that ends a forced hand-over, what is put in or taken out). For each resource
// queues hold the workers that sleep on it, longest first; a release wakes the first, which is what a futex does; what is
// put in, the first that is there to take; a task's end those that wait for it. There is a queue for each thing that ends a
// wait, so that nobody is passed over who is not meant: thousands may sleep. Without switch records it is the worker's own
// waits that are known, one worker after the other.
#include "analysis/kernel_layer.h"

#include "analysis/noted.h"
#include "base/merge.h"
#include "base/search.h"

#include <stdlib.h>

enum {
    NOBODY = -1 // no worker, no resource
};

// A note that may wake a sleeper.
struct waker {
    uint64_t ticks;
    uint16_t worker;
    uint8_t lock;
    uint8_t kind; // enum note_kind: an acquisition ends the wait of those that hand the lock over
};

// What a sleeper is woken by. All that sleep on a resource for the same are one queue.
enum purpose {
    TO_TAKE_UP, // for it to be given back, or for nothing that is known
    TO_PUT,
    TO_TAKE,
    TO_HAND_OVER, // for another to take the lock it gave up, and the same where it waits for a store meanwhile
    TO_HAND_OVER_PUT,
    TO_HAND_OVER_TAKE,
    PURPOSES,
};

// Workers, linked by their lanes.
struct queue {
    int first, last; // NOBODY where there is none
};

// One worker's side of the replay: its spans so far, and what it is at at the moment that the replay has come to.
struct lane {
    struct state_span *spans; // room for all it can get
    size_t count;
    const struct task *facts;
    const struct note *events; // there are many a record: it is the record's moment that is turned into their ticks
    uint64_t next_event;
    uint64_t next_waker; // of its notes the next that may wake somebody, and when that was
    uint64_t waker_ticks;
    int wants;         // resource it waits for, or NOBODY
    int sleeps_on;     // in whose queue it is, or NOBODY
    uint8_t purpose;   // and in which of them
    uint64_t turn;     // who sleeps longer has a lower one
    int before, after; // its neighbours there, or NOBODY
    size_t records;    // switch records of it
    uint16_t holder;   // whom it saw there + 1
    bool hands_over;   // it waits for another to take the lock it gave up
    uint8_t ended_by;  // kind of the note that ends the wait; 0: it ended never
    uint64_t woken_ns; // 0: not woken
    bool followed;     // a record of it was taken
    bool dead;
};

struct replay {
    const struct recording *recording;
    struct worker_states *workers;
    bool from_kernel;
    uint64_t to_ns;
    struct arena *memory;
    struct lane *lanes;
    uint32_t count;
    struct queue queues[RESOURCES_MAX][PURPOSES];
    uint8_t filled[RESOURCES_MAX]; // bit p: somebody is in that queue
    uint64_t turns;                // that were given out
    uint32_t sleeping;             // workers in all of them
    struct merge wakers;           // of all workers', by time
};

// ---- spans ---------------------------------------------------------------------------------------------------------

// Ends the present span and begins another; a span of no length is replaced.
static struct state_span *turn(const struct replay *replay, struct lane *lane, uint64_t ns, enum state state)
{
    struct state_span *now = &lane->spans[lane->count - 1];
    ns = span_clamp(ns, now->from_ns, replay->to_ns);
    if (ns > now->from_ns) {
        now->to_ns = ns;
        now = &lane->spans[lane->count++];
    }
    *now = (struct state_span){ .from_ns = ns, .to_ns = ns, .state = (uint8_t)state, .cpu = -1 };
    return now;
}

static enum state state_now(const struct lane *lane) { return (enum state)lane->spans[lane->count - 1].state; }

// ---- waiting for locks ---------------------------------------------------------------------------------------------

// Follows the worker's own notes up to a moment: what it waits for by then.
static void follow_events(const struct replay *replay, struct lane *lane, uint64_t until_ticks)
{
    while (lane->next_event < lane->facts->notes) {
        const struct note *event = &lane->events[lane->next_event];
        if (event->ticks >= until_ticks)
            return;
        lane->next_event++;
        const struct resource *resource = noted_resource(replay->recording, event);
        if (!resource)
            continue;
        if (event->kind == NOTE_WAITS) {
            lane->wants = event->resource;
            lane->holder = event->other <= replay->count ? event->other : 0;
            lane->ended_by = lane->next_event < lane->facts->notes ? event[1].kind : 0;
        } else if (event->kind == NOTE_HONOURED) {
            lane->wants = event->resource;
            lane->holder = 0;
            lane->hands_over = true;
        } else if (event->kind == NOTE_HANDED || noted_wait_ends(resource, event)) {
            lane->wants = NOBODY;
            lane->hands_over = false;
        }
    }
}

static void leave_queue(struct replay *replay, int worker)
{
    struct lane *lane = &replay->lanes[worker];
    if (lane->sleeps_on == NOBODY)
        return;
    struct queue *queue = &replay->queues[lane->sleeps_on][lane->purpose];
    *(lane->before == NOBODY ? &queue->first : &replay->lanes[lane->before].after) = lane->after;
    *(lane->after == NOBODY ? &queue->last : &replay->lanes[lane->after].before) = lane->before;
    if (queue->first == NOBODY)
        replay->filled[lane->sleeps_on] &= (uint8_t) ~(1u << lane->purpose);
    lane->sleeps_on = NOBODY;
    replay->sleeping--;
}

static enum purpose purpose_of(const struct lane *lane)
{
    const enum purpose store = lane->ended_by == NOTE_PUT ? TO_PUT : lane->ended_by == NOTE_TOOK ? TO_TAKE : TO_TAKE_UP;
    return lane->hands_over ? store + TO_HAND_OVER : store;
}

static void sleep_on(struct replay *replay, int worker, int lock)
{
    struct lane *lane = &replay->lanes[worker];
    leave_queue(replay, worker);
    lane->sleeps_on = lock;
    replay->sleeping++;
    lane->purpose = (uint8_t)purpose_of(lane);
    lane->turn = replay->turns++;
    struct queue *queue = &replay->queues[lock][lane->purpose];
    lane->before = queue->last;
    lane->after = NOBODY;
    *(queue->last == NOBODY ? &queue->first : &replay->lanes[queue->last].after) = worker;
    queue->last = worker;
    replay->filled[lock] |= (uint8_t)(1u << lane->purpose);
}

// Who waits to put something in is not woken by what is put in; nor who waits to take something out by what is taken.
static bool is_woken_by(enum purpose purpose, enum note_kind kind)
{
    const enum purpose store = purpose % TO_HAND_OVER;
    if (kind == NOTE_PUT || kind == NOTE_TOOK)
        return store != (kind == NOTE_PUT ? TO_PUT : TO_TAKE);
    return (purpose >= TO_HAND_OVER) == (kind == NOTE_ACQUIRED);
}

// Who sleeps longest of those that it wakes, but not who did it; NOBODY: none.
static int first_woken_by(const struct replay *replay, const struct waker *waker)
{
    int first = NOBODY;
    for (unsigned filled = replay->filled[waker->lock]; filled; filled &= filled - 1) {
        const int purpose = __builtin_ctz(filled);
        int sleeper = replay->queues[waker->lock][purpose].first;
        if (sleeper == waker->worker)
            sleeper = replay->lanes[sleeper].after;
        if (sleeper != NOBODY && is_woken_by((enum purpose)purpose, (enum note_kind)waker->kind) &&
            (first == NOBODY || replay->lanes[sleeper].turn < replay->lanes[first].turn))
            first = sleeper;
    }
    return first;
}

// A release wakes the one that sleeps longest; an acquisition all that wait for their lock to be taken.
static void wake(struct replay *replay, const struct waker *waker)
{
    for (int sleeper = first_woken_by(replay, waker); sleeper != NOBODY; sleeper = first_woken_by(replay, waker)) {
        leave_queue(replay, sleeper);
        replay->lanes[sleeper].woken_ns = recording_ns(replay->recording, waker->ticks);
        if (waker->kind != NOTE_ACQUIRED)
            return;
    }
}

// A task's end wakes those that wait for it: for this one, or its parent for any.
static void wake_for_end(struct replay *replay, uint32_t task, uint64_t ns)
{
    const struct recording *recording = replay->recording;
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        for (int purpose = 0; recording->resources[r].kind == RESOURCE_TASK && purpose < PURPOSES; purpose++) {
            for (int sleeper = replay->queues[r][purpose].first, after; sleeper != NOBODY; sleeper = after) {
                struct lane *lane = &replay->lanes[sleeper];
                const bool any = lane->holder == 0 && recording->tasks[task].parent == (uint32_t)sleeper;
                after = lane->after;
                if (!any && lane->holder != task + 1)
                    continue;
                leave_queue(replay, sleeper);
                lane->woken_ns = ns;
            }
        }
    }
}

// Of acquisitions only those of a lock that is handed over: of plain locks there are far too many.
static bool wakes(const struct replay *replay, const struct note *event)
{
    const struct resource *resource = noted_resource(replay->recording, event);
    if (!resource)
        return false;
    if (event->kind == NOTE_RELEASED)
        return event->other || !resource_is_lock(resource);
    return event->kind == NOTE_PUT || event->kind == NOTE_TOOK ||
           (event->kind == NOTE_ACQUIRED && resource->hands_over);
}

// Goes on to the worker's next waker; false where there is none. Its notes are in order; one that is not counts as of the same
// moment as the one before it.
static bool find_waker(const struct replay *replay, struct lane *lane)
{
    while (lane->next_waker < lane->facts->notes && !wakes(replay, &lane->events[lane->next_waker]))
        lane->next_waker++;
    if (lane->next_waker == lane->facts->notes)
        return false;
    const uint64_t ticks = lane->events[lane->next_waker].ticks;
    lane->waker_ticks = ticks > lane->waker_ticks ? ticks : lane->waker_ticks;
    return true;
}

static void find_first_wakers(struct replay *replay)
{
    for (uint32_t w = 0; w < replay->count; w++)
        if (find_waker(replay, &replay->lanes[w]))
            merge_add(&replay->wakers, replay->lanes[w].waker_ticks, w);
}

static bool is_noted_before(const void *events, size_t index, const void *ticks)
{
    return ((const struct note *)events)[index].ticks < *(const uint64_t *)ticks;
}

// Passes the worker's next waker; where nobody sleeps, all that are before a moment.
static void pass_waker(struct replay *replay, struct lane *lane, uint32_t worker, uint64_t until_ticks)
{
    const struct note *event = &lane->events[lane->next_waker++];
    const struct waker waker = { lane->waker_ticks, (uint16_t)worker, event->resource, event->kind };
    if (replay->filled[waker.lock])
        wake(replay, &waker);
    if (replay->sleeping == 0)
        lane->next_waker +=
            search_near(lane->events + lane->next_waker, (size_t)(lane->facts->notes - lane->next_waker), 0,
                        &until_ticks, is_noted_before);
}

static void wake_until(struct replay *replay, uint64_t until_ticks)
{
    struct merge *wakers = &replay->wakers;
    while (wakers->count > 0 && wakers->rows[0].key < until_ticks) {
        struct lane *lane = &replay->lanes[wakers->rows[0].row];
        pass_waker(replay, lane, wakers->rows[0].row, until_ticks);
        if (find_waker(replay, lane))
            merge_go_on(wakers, lane->waker_ticks);
        else
            merge_drop(wakers);
    }
}

// ---- switch records ------------------------------------------------------------------------------------------------

// Whether a worker that was just switched in says next that its patience ran out: then its timer woke it.
static bool timer_woke(const struct lane *lane)
{
    return lane->next_event < lane->facts->notes && lane->events[lane->next_event].kind == NOTE_TIMED_OUT;
}

// Who sleeps at the starting line is ready from the moment all were called, however long a cpu is in coming. Only the last
// call is recorded; who was awake before is not asked.
static void called(const struct replay *replay, struct lane *lane, uint64_t ns)
{
    const uint64_t called_ns = replay->recording->facts->called_ns;
    const struct task *facts = lane->facts;
    const bool at_line = !facts->released_ns || facts->released_ns >= ns;
    if (state_now(lane) == STATE_BLOCKED && at_line && called_ns && called_ns <= ns &&
        called_ns > lane->spans[lane->count - 1].from_ns)
        lane->woken_ns = called_ns;
}

static void switched_in(struct replay *replay, struct lane *lane, const struct switch_record *record)
{
    called(replay, lane, record->ns);
    if (state_now(lane) == STATE_BLOCKED) {
        struct state_span *blocked = &lane->spans[lane->count - 1];
        const bool known = lane->woken_ns >= blocked->from_ns && lane->woken_ns != 0;
        blocked->wake_known = known || timer_woke(lane);
        if (known)
            turn(replay, lane, lane->woken_ns, STATE_READY);
    }
    leave_queue(replay, record->task);
    lane->woken_ns = 0;
    turn(replay, lane, record->ns, STATE_RUNNING)->cpu = (int16_t)record->cpu;
}

// Whether it happened between the release and the worker's own last update.
static bool is_of_run(const struct replay *replay, const struct lane *lane, uint64_t ns)
{
    const uint64_t released = replay->recording->facts->released_ns, finished = lane->facts->finished_ns;
    return released && ns >= released && (!finished || ns <= finished);
}

static void switched_out(struct replay *replay, struct lane *lane, const struct switch_record *record)
{
    struct worker_states *worker = &replay->workers[record->task];
    const bool of_run = is_of_run(replay, lane, record->ns);
    if (record->kind == SWITCH_OUT_READY) {
        worker->life.preemptions++;
        worker->run.preemptions += of_run;
        turn(replay, lane, record->ns, STATE_READY)->preempted = 1;
        return;
    }
    worker->life.waits++;
    worker->run.waits += of_run;
    struct state_span *span = turn(replay, lane, record->ns, STATE_BLOCKED);
    lane->woken_ns = 0;
    if (lane->wants == NOBODY || !replay->recording->resources[lane->wants].sleeps)
        return;
    span->lock = (uint8_t)(lane->wants + 1);
    span->holder = lane->holder;
    sleep_on(replay, record->task, lane->wants);
}

// A command's process that became a program with rights of its own goes on out of the kernel's sight.
static bool goes_on(const struct replay *replay, const struct lane *lane, const struct switch_record *record)
{
    return replay->recording->command_count > 0 && lane->facts->finished_ns > record->ns;
}

// Who leaves a cpu was on it. Where that is the first that is told of a task it came there before anybody looked: so it has been
// running since its first own instruction.
static void was_running(const struct replay *replay, struct lane *lane, const struct switch_record *record)
{
    const bool first = !lane->followed && record->kind != SWITCH_IN && record->kind != SWITCH_START;
    if (first && state_now(lane) == STATE_READY && replay->recording->facts->lost_switch_records == 0)
        turn(replay, lane, lane->facts->entered_ns, STATE_RUNNING)->cpu = (int16_t)record->cpu;
    lane->followed = true;
}

static void take_record(struct replay *replay, const struct switch_record *record)
{
    if (record->kind == SWITCH_LOST || record->task >= replay->count)
        return;
    struct lane *lane = &replay->lanes[record->task];
    if (lane->dead || record->ns < lane->facts->started_ns)
        return;
    const uint64_t until_ticks = recording_ticks_after(replay->recording, record->ns);
    wake_until(replay, until_ticks);
    follow_events(replay, lane, until_ticks);
    was_running(replay, lane, record);
    switch ((enum switch_kind)record->kind) {
    case SWITCH_IN:
        switched_in(replay, lane, record);
        break;
    case SWITCH_OUT_READY:
    case SWITCH_OUT_WAIT:
        switched_out(replay, lane, record);
        break;
    case SWITCH_EXIT:
        if (goes_on(replay, lane, record)) {
            leave_queue(replay, record->task);
            turn(replay, lane, record->ns, STATE_ALIVE);
            break;
        }
        lane->dead = true;
        leave_queue(replay, record->task);
        turn(replay, lane, record->ns, STATE_DEAD);
        wake_for_end(replay, record->task, record->ns);
        break;
    case SWITCH_START:
    case SWITCH_LOST:
        break;
    }
}

// ---- what the program alone can tell -------------------------------------------------------------------------------

// Waits that put a worker to sleep; everything else is alive.
static void take_waits(struct replay *replay, struct lane *lane)
{
    for (uint64_t i = 0; i < lane->facts->notes; i++) {
        const struct note *event = &lane->events[i];
        const uint64_t ns = recording_ns(replay->recording, event->ticks);
        const struct resource *resource = noted_resource(replay->recording, event);
        if (!resource || !resource->sleeps)
            continue;
        if (event->kind == NOTE_WAITS) {
            struct state_span *span = turn(replay, lane, ns, STATE_BLOCKED);
            span->lock = (uint8_t)(event->resource + 1);
            span->holder = event->other <= replay->count ? event->other : 0;
        } else if (noted_wait_ends(resource, event) && state_now(lane) == STATE_BLOCKED) {
            turn(replay, lane, ns, STATE_ALIVE);
        }
    }
}

// ---- all together --------------------------------------------------------------------------------------------------

static bool prepare_lanes(struct replay *replay)
{
    const struct recording *recording = replay->recording;
    for (size_t i = 0; i < recording->switch_count; i++)
        if (recording->switches[i].task < replay->count)
            replay->lanes[recording->switches[i].task].records++;
    for (uint32_t w = 0; w < replay->count; w++) {
        const struct task *facts = &recording->tasks[w];
        // Each record begins one span, and a switch-in one more before it; without records each note at most one.
        const size_t room = (replay->from_kernel ? 2 * replay->lanes[w].records : facts->notes) + 7;
        struct lane *lane = &replay->lanes[w];
        *lane = (struct lane){ .facts = facts, .events = recording->notes[w], .wants = NOBODY, .sleeps_on = NOBODY };
        lane->spans = arena_get_array(replay->memory, room, sizeof *lane->spans);
        if (!lane->spans)
            return false;
        lane->spans[0] = (struct state_span){
            .from_ns = facts->created_ns, .to_ns = facts->created_ns, .state = STATE_NEW, .cpu = -1
        };
        lane->count = 1;
        if (facts->started_ns)
            turn(replay, lane, facts->started_ns, replay->from_kernel ? STATE_READY : STATE_ALIVE);
    }
    return true;
}

static void finish_lane(struct replay *replay, uint32_t w)
{
    struct lane *lane = &replay->lanes[w];
    const struct task *facts = lane->facts;
    const uint64_t end_ns = facts->finished_ns ? facts->finished_ns : facts->joined_ns;
    if (!lane->dead && facts->started_ns && end_ns)
        turn(replay, lane, end_ns, STATE_DEAD);
    lane->spans[lane->count - 1].to_ns = replay->to_ns;
    struct worker_states *worker = &replay->workers[w];
    worker->spans = lane->spans;
    worker->span_count = lane->count;
    for (size_t i = 0; i < lane->count; i++)
        worker->life.ns[lane->spans[i].state] += lane->spans[i].to_ns - lane->spans[i].from_ns;
}

// NULL: memory is short.
static struct replay *create(const struct recording *recording)
{
    struct replay *replay = calloc(1, sizeof *replay);
    struct lane *lanes = calloc(recording->task_count, sizeof *lanes);
    struct merge_row *rows = calloc(recording->task_count, sizeof *rows);
    if (!replay || !lanes || !rows) {
        free(replay);
        free(lanes);
        free(rows);
        return NULL;
    }
    replay->wakers.rows = rows;
    replay->recording = recording;
    replay->lanes = lanes;
    replay->count = recording->task_count;
    for (int r = 0; r < RESOURCES_MAX; r++)
        for (int purpose = 0; purpose < PURPOSES; purpose++)
            replay->queues[r][purpose] = (struct queue){ NOBODY, NOBODY };
    return replay;
}

static void destroy(struct replay *replay)
{
    free(replay->wakers.rows);
    free(replay->lanes);
    free(replay);
}

bool kernel_layer_build(struct worker_states *workers, const struct recording *recording, bool from_kernel,
                        uint64_t to_ns, struct arena *memory)
{
    struct replay *replay = create(recording);
    if (!replay)
        return false;
    replay->workers = workers;
    replay->from_kernel = from_kernel;
    replay->to_ns = to_ns;
    replay->memory = memory;
    const bool enough = prepare_lanes(replay);
    if (enough) {
        if (from_kernel)
            find_first_wakers(replay);
        for (size_t i = 0; from_kernel && i < recording->switch_count; i++)
            take_record(replay, &recording->switches[i]);
        for (uint32_t w = 0; w < replay->count; w++) {
            if (!from_kernel)
                take_waits(replay, &replay->lanes[w]);
            finish_lane(replay, w);
        }
    }
    destroy(replay);
    return enough;
}
