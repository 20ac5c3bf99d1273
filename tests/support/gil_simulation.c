// Each thread is at a step; a step that cannot be taken (the mutex is held, the time has not come) is tried again later.
#include "gil_simulation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum at {
    AT_BEGIN,
    // Taking.
    TAKE_MUTEX,
    TAKE_LOOK,
    TAKE_ASLEEP,
    TAKE_AWAKE,
    TAKE_SWITCH_MUTEX,
    TAKE_SIGNAL,
    TAKE_SWITCH_UNLOCK,
    TAKE_UNLOCK,
    // Running Python.
    RUN,
    // Letting go, to go on at `after`.
    DROP_MUTEX,
    DROP_SIGNAL,
    DROP_UNLOCK,
    DROP_LOOK,
    DROP_SWITCH_MUTEX,
    DROP_WAIT,
    DROP_ASLEEP,
    DROP_AWAKE,
    DROP_SWITCH_UNLOCK,
    DROP_END,
    // Of a semaphore.
    SEM_TRY,
    SEM_BLOCKED,
    SEM_HAS,
    SEM_POST,
    SEM_GIVE,
    // Without it.
    SLEEP,
    SLEEPING,
    LOCK,
    LOCK_BLOCKED,
    JOIN,
    ENDED,
};

struct mutex {
    int holder; // −1: nobody
    int waiting;
    int owner; // had it last
    uint64_t count;
};

struct thread {
    enum at at, after;
    uint32_t steps;
    uint64_t until_ns;
    int joins; // the main thread: the next to join
    bool waited, woken, timed_out, noted_wait, lock_held;
    uint64_t saw_switches;
    uint64_t run_from;
    uint64_t held_from;
};

struct simulation {
    const struct gil_plan *plan;
    struct random *random;
    struct event_streams *streams;
    size_t first;
    struct gil_truth *truth;
    struct thread threads[SIMULATED_THREADS_MAX];
    struct mutex mutex, switch_mutex;
    int semaphore_value, lock_value;
    bool locked, asked;
    int last_holder;
    uint64_t now, switch_number;
    int ticks;
};

// ---- what is kept --------------------------------------------------------------------------------------------------

static void *grow(void *all, size_t count, size_t *room, size_t bytes)
{
    if (count < *room)
        return all;
    *room = *room ? *room * 2 : 16;
    all = realloc(all, *room * bytes);
    if (!all)
        abort();
    return all;
}

struct event *gil_streams_event(struct event_stream *stream, enum event_kind kind, uint64_t ns, uint64_t object)
{
    if ((stream->count & (stream->count - 1)) == 0) {
        stream->events = realloc(stream->events, (stream->count ? stream->count * 2 : 1) * sizeof *stream->events);
        if (!stream->events)
            abort();
    }
    struct event *event = &stream->events[stream->count++];
    *event = (struct event){ .ns = ns, .object = object, .kind = (uint8_t)kind };
    return event;
}

struct event_stream *gil_streams_add(struct event_streams *streams, uint32_t image, int32_t pid, int32_t tid)
{
    streams->streams = realloc(streams->streams, (streams->count + 1) * sizeof *streams->streams);
    if (!streams->streams)
        abort();
    struct event_stream *stream = &streams->streams[streams->count++];
    *stream = (struct event_stream){ .image = image, .pid = pid, .tid = tid };
    if (image >= streams->images)
        streams->images = image + 1;
    return stream;
}

void gil_streams_drop(struct event_stream *stream, size_t first, size_t last)
{
    first = first < stream->count ? first : stream->count;
    last = last < stream->count - first ? last : stream->count - first;
    stream->dropped += first + last;
    stream->count -= first + last;
    // Of the size that adding counts on.
    struct event *kept = malloc((stream->count + 1) * 2 * sizeof *kept);
    if (!kept)
        abort();
    if (stream->count)
        memcpy(kept, stream->events + first, stream->count * sizeof *kept);
    free(stream->events);
    stream->events = kept;
}

void gil_streams_free(struct event_streams *streams)
{
    for (size_t i = 0; i < streams->count; i++)
        free(streams->streams[i].events);
    free(streams->streams);
    free(streams->text);
    *streams = (struct event_streams){ 0 };
}

void gil_truth_free(struct gil_truth *truth)
{
    free(truth->holds);
    free(truth->runs);
    free(truth->requests);
    *truth = (struct gil_truth){ 0 };
}

static struct event *tell(struct simulation *sim, uint32_t t, enum event_kind kind, uint64_t object)
{
    return gil_streams_event(&sim->streams->streams[sim->first + t], kind, sim->now, object);
}

// ---- mutexes and conditions ----------------------------------------------------------------------------------------

static bool try_mutex(struct simulation *sim, uint32_t t, struct mutex *mutex, uint64_t address)
{
    struct thread *thread = &sim->threads[t];
    if (mutex->holder >= 0) {
        if (!thread->waited)
            tell(sim, t, EVENT_MUTEX_WAITS, address);
        mutex->waiting += !thread->waited;
        thread->waited = true;
        return false;
    }
    mutex->holder = (int)t;
    if (sim->plan->folded && !thread->waited && mutex->owner == (int)t) {
        mutex->count++;
        return true;
    }
    if (mutex->count) {
        struct event *again = tell(sim, t, EVENT_MUTEX_AGAIN, address);
        again->other = (uint32_t)sim->streams->streams[sim->first + (size_t)mutex->owner].tid;
        again->value = (uint32_t)mutex->count;
    }
    tell(sim, t, EVENT_MUTEX_GOT, address)->value = thread->waited;
    mutex->waiting -= thread->waited;
    mutex->owner = (int)t;
    mutex->count = 0;
    thread->waited = false;
    return true;
}

static void unlock(struct simulation *sim, uint32_t t, struct mutex *mutex, uint64_t address)
{
    if (!(sim->plan->folded && mutex->owner == (int)t && mutex->count && !mutex->waiting))
        tell(sim, t, EVENT_MUTEX_RELEASED, address);
    mutex->holder = -1;
}

// Wakes one that sleeps at that step.
static void wake(struct simulation *sim, enum at asleep)
{
    const uint32_t from = (uint32_t)random_below(sim->random, sim->plan->threads);
    for (uint32_t i = 0; i < sim->plan->threads; i++) {
        struct thread *thread = &sim->threads[(from + i) % sim->plan->threads];
        if (thread->at == asleep && !thread->woken) {
            thread->woken = true;
            return;
        }
    }
}

// After a wait for a condition it has the mutex back, whatever slot tells who had it last.
static bool try_back(struct simulation *sim, uint32_t t, struct mutex *mutex)
{
    if (mutex->holder >= 0)
        return false;
    mutex->holder = (int)t;
    if (random_one_in(sim->random, 2)) {
        mutex->owner = (int)t;
        mutex->count = 0;
    }
    return true;
}

// ---- the truth -----------------------------------------------------------------------------------------------------

static void add_hold(struct gil_hold **all, size_t *count, size_t *room, struct gil_hold hold)
{
    *all = grow(*all, *count, room, sizeof **all);
    (*all)[(*count)++] = hold;
}

static void truly_takes(struct simulation *sim, uint32_t t)
{
    if (sim->last_holder != (int)t && sim->last_holder >= 0)
        sim->truth->switches++;
    if (sim->last_holder != (int)t)
        sim->switch_number++;
    sim->last_holder = (int)t;
    sim->threads[t].held_from = sim->now;
}

static void truly_leaves(struct simulation *sim, uint32_t t)
{
    struct gil_truth *truth = sim->truth;
    truth->forced += sim->asked;
    truth->honoured += sim->asked && sim->threads[t].after == TAKE_MUTEX;
    add_hold(&truth->holds, &truth->hold_count, &truth->hold_room,
             (struct gil_hold){ sim->threads[t].held_from, sim->now, t });
}

static void runs_no_more(struct simulation *sim, uint32_t t)
{
    struct gil_truth *truth = sim->truth;
    add_hold(&truth->runs, &truth->run_count, &truth->run_room,
             (struct gil_hold){ sim->threads[t].run_from, sim->now, t });
}

// ---- taking and letting go -----------------------------------------------------------------------------------------

static void step_take(struct simulation *sim, uint32_t t)
{
    struct thread *thread = &sim->threads[t];
    struct gil_truth *truth = sim->truth;
    switch (thread->at) {
    case TAKE_MUTEX:
        if (try_mutex(sim, t, &sim->mutex, truth->mutex))
            thread->at = TAKE_LOOK;
        break;
    case TAKE_LOOK:
        if (!sim->locked) {
            thread->at = TAKE_SWITCH_MUTEX;
            break;
        }
        struct event *waits = tell(sim, t, EVENT_COND_TIMED_WAITS, truth->condition);
        const uint32_t late_us = random_one_in(sim->random, 20) ? (uint32_t)random_below(sim->random, 9) : 1;
        waits->second = truth->mutex;
        waits->value = sim->plan->interval_us > late_us ? sim->plan->interval_us - late_us : 0;
        truth->waits++;
        thread->until_ns = sim->now + sim->plan->interval_us * 1000u;
        thread->saw_switches = sim->switch_number;
        sim->mutex.holder = -1;
        thread->woken = thread->timed_out = false;
        thread->at = TAKE_ASLEEP;
        break;
    case TAKE_ASLEEP:
        thread->timed_out = !thread->woken && sim->now >= thread->until_ns;
        if (thread->woken || thread->timed_out)
            thread->at = TAKE_AWAKE;
        break;
    case TAKE_AWAKE:
        if (!try_back(sim, t, &sim->mutex))
            break;
        struct event *woke = tell(sim, t, EVENT_COND_WOKE, truth->condition);
        woke->second = truth->mutex;
        woke->value = thread->timed_out ? ETIMEDOUT : 0;
        truth->timeouts += thread->timed_out;
        if (thread->timed_out && sim->locked && sim->switch_number == thread->saw_switches) {
            sim->asked = true;
            add_hold(&truth->requests, &truth->request_count, &truth->request_room,
                     (struct gil_hold){ sim->now, 0, t });
        }
        thread->at = TAKE_LOOK;
        break;
    case TAKE_SWITCH_MUTEX:
        if (try_mutex(sim, t, &sim->switch_mutex, truth->switch_mutex))
            thread->at = TAKE_SIGNAL;
        break;
    case TAKE_SIGNAL:
        sim->locked = true;
        tell(sim, t, EVENT_COND_SIGNALLED, truth->switch_condition);
        if (!(sim->plan->forked && sim->switch_number == 0))
            truly_takes(sim, t);
        sim->switch_number += sim->switch_number == 0;
        wake(sim, DROP_ASLEEP);
        thread->at = TAKE_SWITCH_UNLOCK;
        break;
    case TAKE_SWITCH_UNLOCK:
        unlock(sim, t, &sim->switch_mutex, truth->switch_mutex);
        sim->asked = false;
        thread->at = TAKE_UNLOCK;
        break;
    case TAKE_UNLOCK:
        unlock(sim, t, &sim->mutex, truth->mutex);
        thread->run_from = sim->now;
        thread->at = RUN;
        break;
    default:
        abort();
    }
}

static void step_drop(struct simulation *sim, uint32_t t)
{
    struct thread *thread = &sim->threads[t];
    struct gil_truth *truth = sim->truth;
    switch (thread->at) {
    case DROP_MUTEX:
        if (try_mutex(sim, t, &sim->mutex, truth->mutex))
            thread->at = DROP_SIGNAL;
        break;
    case DROP_SIGNAL:
        truly_leaves(sim, t);
        sim->locked = false;
        tell(sim, t, EVENT_COND_SIGNALLED, truth->condition);
        wake(sim, TAKE_ASLEEP);
        thread->at = DROP_UNLOCK;
        break;
    case DROP_UNLOCK:
        unlock(sim, t, &sim->mutex, truth->mutex);
        thread->at = DROP_LOOK;
        break;
    case DROP_LOOK:
        thread->at = sim->asked ? DROP_SWITCH_MUTEX : DROP_END;
        break;
    case DROP_SWITCH_MUTEX:
        if (try_mutex(sim, t, &sim->switch_mutex, truth->switch_mutex))
            thread->at = sim->last_holder == (int)t ? DROP_WAIT : DROP_SWITCH_UNLOCK;
        break;
    case DROP_WAIT:
        sim->asked = false;
        tell(sim, t, EVENT_COND_WAITS, truth->switch_condition)->second = truth->switch_mutex;
        sim->switch_mutex.holder = -1;
        thread->woken = false;
        thread->at = DROP_ASLEEP;
        break;
    case DROP_ASLEEP:
        if (thread->woken)
            thread->at = DROP_AWAKE;
        break;
    case DROP_AWAKE:
        if (!try_back(sim, t, &sim->switch_mutex))
            break;
        tell(sim, t, EVENT_COND_WOKE, truth->switch_condition)->second = truth->switch_mutex;
        thread->at = DROP_SWITCH_UNLOCK;
        break;
    case DROP_SWITCH_UNLOCK:
        unlock(sim, t, &sim->switch_mutex, truth->switch_mutex);
        thread->at = DROP_END;
        break;
    case DROP_END:
        thread->at = thread->after;
        break;
    default:
        abort();
    }
}

static void step_semaphore(struct simulation *sim, uint32_t t)
{
    struct thread *thread = &sim->threads[t];
    const uint64_t semaphore = sim->truth->mutex;
    switch (thread->at) {
    case SEM_TRY:
        thread->noted_wait = sim->semaphore_value == 0;
        if (thread->noted_wait) {
            tell(sim, t, EVENT_SEM_WAITS, semaphore);
            sim->truth->waits++;
        } else {
            sim->semaphore_value = 0;
        }
        thread->at = thread->noted_wait ? SEM_BLOCKED : SEM_HAS;
        break;
    case SEM_BLOCKED:
        if (sim->semaphore_value == 0)
            break;
        sim->semaphore_value = 0;
        thread->at = SEM_HAS;
        break;
    case SEM_HAS:
        tell(sim, t, EVENT_SEM_GOT, semaphore)->value = thread->noted_wait;
        truly_takes(sim, t);
        thread->run_from = sim->now;
        thread->at = RUN;
        break;
    case SEM_POST:
        tell(sim, t, EVENT_SEM_POSTED, semaphore);
        truly_leaves(sim, t);
        thread->at = SEM_GIVE;
        break;
    case SEM_GIVE:
        sim->semaphore_value = 1;
        thread->at = thread->after;
        break;
    default:
        abort();
    }
}

// ---- threads -------------------------------------------------------------------------------------------------------

static enum at take_begins(const struct simulation *sim) { return sim->plan->semaphore ? SEM_TRY : TAKE_MUTEX; }

static void let_go(struct simulation *sim, uint32_t t, enum at after)
{
    runs_no_more(sim, t);
    sim->threads[t].after = after;
    sim->threads[t].at = sim->plan->semaphore ? SEM_POST : DROP_MUTEX;
}

static void begin_thread(struct simulation *sim, uint32_t made)
{
    tell(sim, 0, EVENT_CREATED, 0x7000000 + made);
    sim->threads[made].at = AT_BEGIN;
}

static void forks(struct simulation *sim, uint32_t t)
{
    tell(sim, t, EVENT_FORKS, 0);
    sim->now += 1000;
    tell(sim, t, EVENT_FORKED, (uint64_t)sim->plan->pid + 1);
    sim->truth->forked_ns = sim->now - 500;
}

// What the main thread does besides: it makes the others, then waits for them.
static bool step_main(struct simulation *sim)
{
    struct thread *main = &sim->threads[0];
    const struct gil_plan *plan = sim->plan;
    if (main->steps + 1 < plan->threads && !plan->forked && sim->threads[main->steps + 1].at == ENDED)
        begin_thread(sim, main->steps + 1);
    if (plan->forks_at && main->steps == plan->forks_at)
        forks(sim, 0);
    if (main->steps < plan->steps || main->lock_held)
        return false;
    main->noted_wait = false;
    if (++main->joins >= (int)plan->threads)
        return false;
    let_go(sim, 0, JOIN);
    return true;
}

static void run(struct simulation *sim, uint32_t t)
{
    struct thread *thread = &sim->threads[t];
    const struct gil_plan *plan = sim->plan;
    if (t == 0 && step_main(sim))
        return;
    thread->steps++;
    if (thread->lock_held && random_one_in(sim->random, 3)) {
        tell(sim, t, EVENT_SEM_POSTED, plan->base + 0x5000);
        sim->lock_value = 1;
        thread->lock_held = false;
    }
    if (thread->steps > plan->steps && !thread->lock_held)
        let_go(sim, t, ENDED);
    else if (sim->asked || (plan->semaphore && --sim->ticks < 0))
        let_go(sim, t, take_begins(sim));
    else if (plan->sleeps_one_in && random_one_in(sim->random, plan->sleeps_one_in))
        let_go(sim, t, SLEEP);
    else if (plan->locks_one_in && !thread->lock_held && random_one_in(sim->random, plan->locks_one_in))
        let_go(sim, t, LOCK);
    sim->ticks = sim->ticks < 0 ? 20 : sim->ticks;
}

static void step_without(struct simulation *sim, uint32_t t)
{
    struct thread *thread = &sim->threads[t];
    const uint64_t lock = sim->plan->base + 0x5000;
    switch (thread->at) {
    case AT_BEGIN:
        tell(sim, t, EVENT_BEGAN, 0x7000000 + t);
        thread->at = take_begins(sim);
        break;
    case SLEEP:
        thread->until_ns = sim->now + random_between(sim->random, 1000, 300000);
        tell(sim, t, EVENT_SLEEPS, 0)->value = (uint32_t)((thread->until_ns - sim->now) / 1000);
        thread->at = SLEEPING;
        break;
    case SLEEPING:
        if (sim->now < thread->until_ns)
            break;
        tell(sim, t, EVENT_SLEPT, 0);
        thread->at = take_begins(sim);
        break;
    case LOCK:
        if (!sim->lock_value)
            tell(sim, t, EVENT_SEM_WAITS, lock);
        thread->noted_wait = !sim->lock_value;
        thread->at = LOCK_BLOCKED;
        break;
    case LOCK_BLOCKED:
        if (!sim->lock_value)
            break;
        sim->lock_value = 0;
        tell(sim, t, EVENT_SEM_GOT, lock)->value = thread->noted_wait;
        thread->lock_held = true;
        thread->at = take_begins(sim);
        break;
    case JOIN:
        if (!thread->noted_wait)
            tell(sim, t, EVENT_JOIN_WAITS, 0x7000000 + (uint64_t)thread->joins);
        thread->noted_wait = true;
        if (sim->threads[thread->joins].at != ENDED)
            break;
        tell(sim, t, EVENT_JOINED, 0x7000000 + (uint64_t)thread->joins);
        thread->noted_wait = false;
        thread->at = take_begins(sim);
        break;
    default:
        abort();
    }
}

static void step(struct simulation *sim, uint32_t t)
{
    const enum at at = sim->threads[t].at;
    if (at == RUN)
        run(sim, t);
    else if (at >= TAKE_MUTEX && at <= TAKE_UNLOCK)
        step_take(sim, t);
    else if (at >= DROP_MUTEX && at <= DROP_END)
        step_drop(sim, t);
    else if (at >= SEM_TRY && at <= SEM_GIVE)
        step_semaphore(sim, t);
    else
        step_without(sim, t);
    if (at != ENDED && sim->threads[t].at == ENDED)
        tell(sim, t, EVENT_RETURNED, 0x7000000 + t);
}

static bool is_over(const struct simulation *sim)
{
    for (uint32_t t = 0; t < sim->plan->threads; t++)
        if (sim->threads[t].at != ENDED)
            return false;
    return true;
}

static void begin(struct simulation *sim)
{
    const struct gil_plan *plan = sim->plan;
    sim->first = sim->streams->count;
    for (uint32_t t = 0; t < plan->threads; t++) {
        gil_streams_add(sim->streams, plan->image, plan->pid, plan->pid + (int32_t)t);
        sim->threads[t].at = ENDED;
    }
    tell(sim, 0, EVENT_IMAGE, (uint64_t)plan->pid)->value = plan->forked;
    if (plan->forked) { // it had it before it was made
        sim->last_holder = 0;
        sim->threads[0].held_from = sim->now;
    }
    if (plan->semaphore)
        tell(sim, 0, EVENT_SEM_MADE, sim->truth->mutex)->value = 1;
    sim->now += 100;
    sim->threads[0].at = take_begins(sim);
}

void gil_simulate(const struct gil_plan *plan, struct random *random, struct event_streams *streams,
                  struct gil_truth *truth)
{
    struct simulation sim = { .plan = plan,
                              .random = random,
                              .streams = streams,
                              .truth = truth,
                              .mutex = { .holder = -1, .owner = -1 },
                              .switch_mutex = { .holder = -1, .owner = -1 },
                              .semaphore_value = 1,
                              .lock_value = 1,
                              .last_holder = -1,
                              .now = plan->begin_ns };
    *truth = (struct gil_truth){ .mutex = plan->base,
                                 .condition = plan->semaphore ? 0 : plan->base - 48,
                                 .switch_mutex = plan->semaphore ? 0 : plan->base + 88,
                                 .switch_condition = plan->semaphore ? 0 : plan->base + 40 };
    begin(&sim);
    while (!is_over(&sim)) {
        const uint32_t t = (uint32_t)random_below(random, plan->threads);
        sim.now += random_between(random, 20, 2000);
        if (sim.threads[t].at != ENDED)
            step(&sim, t);
    }
}
