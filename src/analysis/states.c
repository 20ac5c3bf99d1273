// Replays the kernel's switch records and the workers' lock events into spans.
//
// One pass through all that happened, by time: switch records, and of the lock events those that can wake somebody
// (a release with waiters, an acquisition that ends a forced hand-over). For each lock a queue holds the workers
// that sleep on it, longest first; a release wakes the first, which is what a futex does. A second, simpler pass
// through each worker's own lock events makes the program layer.
#include "analysis/states.h"

#include "labs/balance/guard.h"

#include <stdlib.h>

enum {
    NOBODY = -1
};

// A lock event that may wake a sleeper.
struct waker {
    uint64_t ns;
    uint8_t lock;
    uint8_t worker;
    bool takes; // an acquisition: ends the wait of those that hand the lock over; else a release
};

// A worker during the replay.
struct lane {
    struct state_span *spans; // room for all it can get
    size_t count;
    const struct worker_facts *facts;
    const struct lock_event *events;
    uint64_t next_event;
    int wants;         // lock it waits for, or NOBODY
    uint8_t holder;    // whom it saw there + 1
    bool hands_over;   // it waits for another to take the lock it gave up
    uint64_t woken_ns; // 0: not woken
    bool dead;
};

struct replay {
    const struct recording *recording;
    const struct guard *guard;
    struct states *states;
    struct lane lanes[WORKERS_MAX];
    uint32_t count;
    int queue[GUARD_LOCKS_MAX][WORKERS_MAX];
    int queued[GUARD_LOCKS_MAX];
    struct waker *wakers;
    size_t waker_count, next_waker;
};

// ---- spans ---------------------------------------------------------------------------------------------------------

static uint64_t clamp(uint64_t value, uint64_t low, uint64_t high)
{
    return value < low ? low : value > high ? high : value;
}

// Ends the present span and begins another. Moments that run backwards, as untrusted records may, are held at the
// present span's beginning; a span of no length is replaced.
static struct state_span *turn(const struct replay *replay, struct lane *lane, uint64_t ns, enum state state)
{
    struct state_span *now = &lane->spans[lane->count - 1];
    ns = clamp(ns, now->from_ns, replay->states->to_ns);
    if (ns > now->from_ns) {
        now->to_ns = ns;
        now = &lane->spans[lane->count++];
    }
    *now = (struct state_span){ .from_ns = ns, .to_ns = ns, .state = (uint8_t)state, .cpu = -1 };
    return now;
}

static enum state state_now(const struct lane *lane) { return (enum state)lane->spans[lane->count - 1].state; }

// ---- waiting for locks ---------------------------------------------------------------------------------------------

// Follows the worker's own lock events up to a moment: what it waits for by then.
static void follow_events(const struct replay *replay, struct lane *lane, uint64_t ns)
{
    while (lane->next_event < lane->facts->events) {
        const struct lock_event *event = &lane->events[lane->next_event];
        if (recording_ns(replay->recording, event->ticks) > ns)
            return;
        lane->next_event++;
        if (event->lock >= replay->guard->lock_count)
            continue;
        if (event->kind == LOCK_WAITS) {
            lane->wants = event->lock;
            lane->holder = event->other <= replay->count ? (uint8_t)event->other : 0;
        } else if (event->kind == GIL_HONOURED) {
            lane->wants = event->lock;
            lane->holder = 0;
            lane->hands_over = true;
        } else if (event->kind == GIL_HANDED || event->kind == LOCK_ACQUIRED) {
            lane->wants = NOBODY;
            lane->hands_over = false;
        }
    }
}

static void leave_queues(struct replay *replay, int worker)
{
    for (int lock = 0; lock < replay->guard->lock_count; lock++) {
        int kept = 0;
        for (int i = 0; i < replay->queued[lock]; i++)
            if (replay->queue[lock][i] != worker)
                replay->queue[lock][kept++] = replay->queue[lock][i];
        replay->queued[lock] = kept;
    }
}

static void sleep_on(struct replay *replay, int worker, int lock)
{
    leave_queues(replay, worker);
    replay->queue[lock][replay->queued[lock]++] = worker;
}

// A release wakes the one that sleeps longest; an acquisition all that wait for their lock to be taken.
static void wake(struct replay *replay, const struct waker *waker)
{
    for (int i = 0; i < replay->queued[waker->lock]; i++) {
        const int sleeper = replay->queue[waker->lock][i];
        struct lane *lane = &replay->lanes[sleeper];
        if (lane->woken_ns || sleeper == waker->worker || lane->hands_over != waker->takes)
            continue;
        lane->woken_ns = waker->ns;
        if (!waker->takes)
            return;
    }
}

static void wake_until(struct replay *replay, uint64_t ns)
{
    while (replay->next_waker < replay->waker_count && replay->wakers[replay->next_waker].ns <= ns)
        wake(replay, &replay->wakers[replay->next_waker++]);
}

static bool wakes(const struct lock_event *event)
{
    return (event->kind == LOCK_RELEASED && event->other) || event->kind == LOCK_ACQUIRED;
}

static int compare_wakers(const void *a, const void *b)
{
    const struct waker *left = a, *right = b;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

// Only a guard that forces hand-overs needs acquisitions; plain locks have far too many of them.
static bool collect_wakers(struct replay *replay)
{
    const bool handing = replay->guard->bytecode;
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (uint32_t w = 0; w < replay->count; w++) {
            for (uint64_t i = 0; i < replay->recording->workers[w].events; i++) {
                const struct lock_event *event = &replay->recording->events[w][i];
                const bool takes = event->kind == LOCK_ACQUIRED;
                if (!wakes(event) || event->lock >= replay->guard->lock_count ||
                    (takes && (!handing || event->lock != 0)))
                    continue;
                if (pass == 1)
                    replay->wakers[count] =
                        (struct waker){ recording_ns(replay->recording, event->ticks), event->lock, (uint8_t)w, takes };
                count++;
            }
        }
        replay->waker_count = count;
        if (pass == 0) {
            replay->wakers = count ? malloc(count * sizeof *replay->wakers) : NULL;
            if (count && !replay->wakers)
                return false;
        }
    }
    if (replay->waker_count)
        qsort(replay->wakers, replay->waker_count, sizeof *replay->wakers, compare_wakers);
    return true;
}

// ---- switch records ------------------------------------------------------------------------------------------------

// Whether a worker that was just switched in says next that its patience ran out: then its timer woke it.
static bool timer_woke(const struct lane *lane)
{
    return lane->next_event < lane->facts->events && lane->events[lane->next_event].kind == GIL_TIMED_OUT;
}

// Who sleeps at the starting line is ready from the moment all were called, however long a cpu is in coming. Only the last
// call is recorded; who was awake before is not asked.
static void called(const struct replay *replay, struct lane *lane, uint64_t ns)
{
    const uint64_t called_ns = replay->recording->facts->called_ns;
    const struct worker_facts *facts = lane->facts;
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
    leave_queues(replay, record->worker);
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
    struct worker_states *worker = &replay->states->workers[record->worker];
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
    if (lane->wants == NOBODY || !replay->guard->locks[lane->wants].sleeps)
        return;
    span->lock = (uint8_t)(lane->wants + 1);
    span->holder = lane->holder;
    sleep_on(replay, record->worker, lane->wants);
}

static void take_record(struct replay *replay, const struct switch_record *record)
{
    if (record->kind == SWITCH_LOST || record->worker >= replay->count)
        return;
    struct lane *lane = &replay->lanes[record->worker];
    if (lane->dead || record->ns < lane->facts->started_ns)
        return;
    wake_until(replay, record->ns);
    follow_events(replay, lane, record->ns);
    switch ((enum switch_kind)record->kind) {
    case SWITCH_IN:
        switched_in(replay, lane, record);
        break;
    case SWITCH_OUT_READY:
    case SWITCH_OUT_WAIT:
        switched_out(replay, lane, record);
        break;
    case SWITCH_EXIT:
        lane->dead = true;
        leave_queues(replay, record->worker);
        turn(replay, lane, record->ns, STATE_DEAD);
        break;
    case SWITCH_START:
    case SWITCH_LOST:
        break;
    }
}

// ---- what the program alone can tell -------------------------------------------------------------------------------

// Waits for locks that put a worker to sleep; everything else is alive.
static void take_waits(struct replay *replay, struct lane *lane)
{
    for (uint64_t i = 0; i < lane->facts->events; i++) {
        const struct lock_event *event = &lane->events[i];
        const uint64_t ns = recording_ns(replay->recording, event->ticks);
        if (event->lock >= replay->guard->lock_count || !replay->guard->locks[event->lock].sleeps)
            continue;
        if (event->kind == LOCK_WAITS) {
            struct state_span *span = turn(replay, lane, ns, STATE_BLOCKED);
            span->lock = (uint8_t)(event->lock + 1);
            span->holder = event->other <= replay->count ? (uint8_t)event->other : 0;
        } else if (event->kind == LOCK_ACQUIRED && state_now(lane) == STATE_BLOCKED) {
            turn(replay, lane, ns, STATE_ALIVE);
        }
    }
}

// ---- the program layer ---------------------------------------------------------------------------------------------

struct deeds {
    struct activity_span *spans;
    size_t count;
    uint64_t end_ns;
};

static struct activity_span *deed(struct deeds *deeds, uint64_t ns, enum activity activity, int lock)
{
    struct activity_span *now = &deeds->spans[deeds->count - 1];
    ns = clamp(ns, now->from_ns, deeds->end_ns);
    if (ns > now->from_ns) {
        now->to_ns = ns;
        now = &deeds->spans[deeds->count++];
    }
    *now = (struct activity_span){
        .from_ns = ns, .to_ns = ns, .activity = (uint8_t)activity, .lock = (uint8_t)(lock + 1)
    };
    return now;
}

static uint8_t held_bits(const bool *held) { return (uint8_t)(held[0] | held[1] << 1); }

// What a worker does that waits for nothing: holds the innermost lock it has, or just works.
static void go_on(struct deeds *deeds, uint64_t ns, const bool *held)
{
    const int lock = held[1] ? 1 : held[0] ? 0 : NOBODY;
    deed(deeds, ns, lock == NOBODY ? ACTIVITY_WORKING : ACTIVITY_HOLDING, lock)->held = held_bits(held);
}

// It waits for a lock, which may begin before another is given back.
static void wait_on(struct deeds *deeds, uint64_t ns, const bool *held, int lock, uint8_t other)
{
    struct activity_span *span = deed(deeds, ns, ACTIVITY_WAITING, lock);
    span->other = other;
    span->held = (uint8_t)(held_bits(held) & ~(1u << lock));
}

static void take_deeds(const struct replay *replay, const struct lane *lane, struct deeds *deeds)
{
    const struct worker_facts *facts = lane->facts;
    bool held[GUARD_LOCKS_MAX] = { false };
    int waits_for = NOBODY;
    if (facts->entered_ns)
        deed(deeds, facts->entered_ns, ACTIVITY_STARTING, NOBODY);
    if (facts->released_ns)
        deed(deeds, facts->released_ns, ACTIVITY_WORKING, NOBODY);
    for (uint64_t i = 0; i < facts->events; i++) {
        const struct lock_event *event = &lane->events[i];
        const uint64_t ns = recording_ns(replay->recording, event->ticks);
        if (event->lock >= GUARD_LOCKS_MAX)
            continue;
        if (event->kind == LOCK_WAITS || event->kind == GIL_HONOURED) {
            waits_for = event->lock;
            wait_on(deeds, ns, held, event->lock, (uint8_t)event->other);
        } else if (event->kind == LOCK_ACQUIRED) {
            held[event->lock] = true;
            waits_for = waits_for == event->lock ? NOBODY : waits_for;
            go_on(deeds, ns, held);
        } else if (event->kind == LOCK_RELEASED) {
            struct activity_span *span = &deeds->spans[deeds->count - 1];
            if (span->activity == ACTIVITY_HOLDING)
                span->other = event->other != 0;
            held[event->lock] = false;
            if (waits_for == NOBODY)
                go_on(deeds, ns, held);
            else if (waits_for != event->lock)
                wait_on(deeds, ns, held, waits_for, span->other);
        }
    }
    if (facts->finished_ns)
        deed(deeds, facts->finished_ns, ACTIVITY_NONE, NOBODY);
    deeds->spans[deeds->count - 1].to_ns = deeds->end_ns;
}

// ---- all together --------------------------------------------------------------------------------------------------

static void span_of_run(const struct recording *recording, struct states *states)
{
    states->from_ns = UINT64_MAX;
    states->to_ns = recording->facts->ended_ns;
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        const uint64_t created = recording->workers[w].created_ns;
        states->from_ns = created < states->from_ns ? created : states->from_ns;
        states->to_ns = created > states->to_ns ? created : states->to_ns;
    }
}

static bool prepare_lanes(struct replay *replay)
{
    const struct recording *recording = replay->recording;
    size_t records[WORKERS_MAX] = { 0 };
    for (size_t i = 0; i < recording->switch_count; i++)
        if (recording->switches[i].worker < replay->count)
            records[recording->switches[i].worker]++;
    for (uint32_t w = 0; w < replay->count; w++) {
        const struct worker_facts *facts = &recording->workers[w];
        // Each record begins one span, and a switch-in one more before it; without records each lock event at most one.
        const size_t room = (replay->states->from_kernel ? 2 * records[w] : facts->events) + 6;
        struct lane *lane = &replay->lanes[w];
        *lane = (struct lane){ .facts = facts, .events = recording->events[w], .wants = NOBODY };
        lane->spans = arena_get_array(&replay->states->memory, room, sizeof *lane->spans);
        if (!lane->spans)
            return false;
        lane->spans[0] = (struct state_span){
            .from_ns = facts->created_ns, .to_ns = facts->created_ns, .state = STATE_NEW, .cpu = -1
        };
        lane->count = 1;
        if (facts->started_ns)
            turn(replay, lane, facts->started_ns, replay->states->from_kernel ? STATE_READY : STATE_ALIVE);
    }
    return true;
}

static void finish_lane(struct replay *replay, uint32_t w)
{
    struct lane *lane = &replay->lanes[w];
    const struct worker_facts *facts = lane->facts;
    if (!lane->dead && facts->started_ns)
        turn(replay, lane, facts->finished_ns ? facts->finished_ns : facts->joined_ns, STATE_DEAD);
    lane->spans[lane->count - 1].to_ns = replay->states->to_ns;
    struct worker_states *worker = &replay->states->workers[w];
    worker->spans = lane->spans;
    worker->span_count = lane->count;
    for (size_t i = 0; i < lane->count; i++)
        worker->life.ns[lane->spans[i].state] += lane->spans[i].to_ns - lane->spans[i].from_ns;
}

static bool build_activities(struct replay *replay, uint32_t w)
{
    const struct lane *lane = &replay->lanes[w];
    struct deeds deeds = { .end_ns = replay->states->to_ns };
    deeds.spans = arena_get_array(&replay->states->memory, lane->facts->events + 5, sizeof *deeds.spans);
    if (!deeds.spans)
        return false;
    deeds.spans[0].from_ns = deeds.spans[0].to_ns = lane->facts->created_ns;
    deeds.count = 1;
    take_deeds(replay, lane, &deeds);
    replay->states->workers[w].activities = deeds.spans;
    replay->states->workers[w].activity_count = deeds.count;
    return true;
}

static uint64_t overlap(const struct state_span *span, uint64_t from, uint64_t to)
{
    const uint64_t low = span->from_ns > from ? span->from_ns : from;
    const uint64_t high = span->to_ns < to ? span->to_ns : to;
    return high > low ? high - low : 0;
}

// ---- of the run ----------------------------------------------------------------------------------------------------

// When a worker's part in the run was over: with its last update; where it was killed, with its death.
static uint64_t end_of_part(const struct worker_facts *facts, const struct worker_states *worker)
{
    const struct state_span *last = &worker->spans[worker->span_count - 1];
    return facts->finished_ns ? facts->finished_ns : last->state == STATE_DEAD ? last->from_ns : last->to_ns;
}

static void find_run(const struct recording *recording, struct states *states)
{
    states->run_from_ns = recording->facts->released_ns;
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        const uint64_t end = end_of_part(&recording->workers[w], &states->workers[w]);
        states->run_to_ns = end > states->run_to_ns ? end : states->run_to_ns;
    }
    if (states->run_from_ns == 0 || states->run_to_ns <= states->run_from_ns)
        states->run_from_ns = states->run_to_ns = 0;
}

static void count_run(const struct recording *recording, struct states *states, uint32_t w)
{
    struct worker_states *worker = &states->workers[w];
    const uint64_t from = states->run_from_ns, to = states->run_to_ns;
    const uint64_t end = clamp(end_of_part(&recording->workers[w], worker), from, to);
    uint64_t rest = to - from;
    for (size_t i = 0; i < worker->span_count; i++) {
        const uint64_t ns = overlap(&worker->spans[i], from, end);
        worker->run.ns[worker->spans[i].state] += ns;
        rest -= ns;
    }
    worker->run.ns[STATE_DEAD] += rest;
}

static double cores_busy(const struct recording *recording, const struct states *states)
{
    const uint64_t length = states->run_to_ns - states->run_from_ns;
    uint64_t running = 0, cpu = 0;
    for (uint32_t w = 0; w < recording->experiment->count; w++) {
        const struct worker_facts *facts = &recording->workers[w];
        cpu += facts->run_cpu_ns ? facts->run_cpu_ns : facts->cpu_ns;
        running += states->workers[w].run.ns[STATE_RUNNING];
    }
    if (length == 0 || (!states->from_kernel && !cpu))
        return -1;
    // What older recordings know of the processor time covers more than the run.
    const double cores = recording->experiment->cores, busy = (double)cpu / (double)length;
    return states->from_kernel ? (double)running / (double)length : busy < cores ? busy : cores;
}

struct status states_build(struct states *states, const struct recording *recording)
{
    *states = (struct states){ .from_kernel = recording->facts->states_source == STATES_KERNEL, .cores_busy = -1 };
    span_of_run(recording, states);
    struct replay *replay = calloc(1, sizeof *replay);
    if (!replay)
        return status_make(STATUS_FAILED, "no memory for the workers' states");
    replay->recording = recording;
    replay->guard = guard_of(recording->experiment);
    replay->states = states;
    replay->count = recording->experiment->count;
    bool enough = prepare_lanes(replay) && collect_wakers(replay);
    if (enough) {
        for (size_t i = 0; states->from_kernel && i < recording->switch_count; i++)
            take_record(replay, &recording->switches[i]);
        for (uint32_t w = 0; w < replay->count; w++) {
            if (!states->from_kernel)
                take_waits(replay, &replay->lanes[w]);
            finish_lane(replay, w);
        }
    }
    for (uint32_t w = 0; enough && w < replay->count; w++)
        enough = build_activities(replay, w);
    free(replay->wakers);
    free(replay);
    if (!enough) {
        states_finish(states);
        return status_make(STATUS_FAILED, "no memory for the workers' states");
    }
    find_run(recording, states);
    for (uint32_t w = 0; w < recording->experiment->count; w++)
        count_run(recording, states, w);
    states->cores_busy = cores_busy(recording, states);
    return status_ok();
}

void states_finish(struct states *states)
{
    arena_finish(&states->memory);
    *states = (struct states){ 0 };
}

double states_share(const struct states *states, uint32_t worker, enum state state)
{
    const uint64_t length = states->run_to_ns - states->run_from_ns;
    return length ? (double)states->workers[worker].run.ns[state] / (double)length : 0;
}

double states_share_of_all(const struct states *states, uint32_t workers, enum state state)
{
    double sum = 0;
    for (uint32_t w = 0; w < workers; w++)
        sum += states_share(states, w, state);
    return workers ? sum / workers : 0;
}

const struct state_span *states_at(const struct worker_states *worker, uint64_t ns)
{
    size_t low = 0, high = worker->span_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (worker->spans[middle].from_ns <= ns)
            low = middle;
        else
            high = middle;
    }
    return &worker->spans[low];
}

const struct activity_span *activity_at(const struct worker_states *worker, uint64_t ns)
{
    size_t low = 0, high = worker->activity_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (worker->activities[middle].from_ns <= ns)
            low = middle;
        else
            high = middle;
    }
    return &worker->activities[low];
}
