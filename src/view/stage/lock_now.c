// Reads a lock off the present, the workers' activities and, for a GIL, its events.
#include "view/stage/lock_now.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#define MOMENTS_MOST 20000 // of more than these nobody goes through all notes for a picture

// Whether the workers' program takes that lock round its updates; a GIL is taken by the interpreter.
static bool is_taken_by_program(const struct recording *recording, int lock)
{
    if (!experiment_of(recording))
        return false;
    const struct program *program = guard_program(experiment_of(recording));
    for (int i = 0; i < program->step_count; i++)
        if (step_takes(&program->steps[i]) && program->steps[i].lock == lock)
            return true;
    return false;
}

static const struct activity_span *activity_of(const struct document *document, const struct balance_present *present,
                                               uint32_t worker)
{
    const struct worker_states *states = &document->states.workers[worker];
    return states->activity_count > 0 ? activity_at(states, present->now.ns) : NULL;
}

// Has loaded or stored in this pass, and has not stored for the last time.
static bool is_inside(const struct balance_present *present, uint32_t worker)
{
    return present->made[worker] % 2 == 1 || present_holds(present, worker);
}

// Took the lock after its last store, for a pass in which it has not loaded yet.
static bool is_about_to_load(const struct document *document, const struct balance_present *present, uint32_t worker,
                             const struct activity_span *activity)
{
    const uint64_t made = present->made[worker];
    if (made >= balance_updates(&document->recording, worker))
        return false;
    if (made == 0)
        return true;
    const struct order *order = &balance_story(document)->order;
    const uint32_t last = version_make(worker, (uint32_t)made - 1);
    return activity->from_ns >= order_ns(order, order_position_of(order, last));
}

static void add_holder(struct lock_now *now, uint32_t worker)
{
    now->holder = (int)worker;
    bit_set_add(&now->inside, worker);
}

static void count_passes(struct lock_now *now, const struct document *document, const struct balance_present *present,
                         int lock)
{
    now->taken_known = true;
    for (uint32_t w = 0; w < document->recording.task_count; w++) {
        const struct activity_span *activity = activity_of(document, present, w);
        now->taken += (present->made[w] + present_holds(present, w) + 1) / 2;
        if (is_inside(present, w))
            add_holder(now, w);
        else if (activity && (activity->held >> lock & 1) && is_about_to_load(document, present, w, activity))
            now->taken++;
    }
}

// Of a worker's events the first that lies after the moment.
static uint64_t events_until(const struct recording *recording, uint32_t worker, uint64_t ns)
{
    uint64_t low = 0, high = recording->tasks[worker].notes;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (recording_ns(recording, recording->notes[worker][middle].ticks) <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void count_events(struct lock_now *now, const struct document *document, uint64_t ns, int lock)
{
    const struct recording *recording = &document->recording;
    now->taken_known = true;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const uint64_t count = events_until(recording, w, ns);
        now->taken_known &= recording->tasks[w].notes_dropped == 0;
        for (uint64_t i = 0; i < count; i++) {
            const struct note *event = &recording->notes[w][i];
            now->taken += event->kind == NOTE_ACQUIRED && event->resource == lock;
        }
    }
}

// Whom a task saw with the lock when it began to wait, where nobody has taken it or given it back since: who has a lock from its
// beginning, as a fork copies it, never noted that it took it. −1: nobody.
static int holder_seen(const struct recording *recording, uint64_t ns, int lock)
{
    uint64_t latest = 0;
    int holder = -1;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const uint64_t count = events_until(recording, w, ns);
        for (uint64_t i = 0; i < count; i++) {
            const struct note *event = &recording->notes[w][i];
            if (event->kind > NOTE_RELEASED || event->resource != lock || event->ticks < latest)
                continue;
            latest = event->ticks;
            holder = event->kind == NOTE_WAITS && event->other <= recording->task_count ? event->other - 1 : -1;
        }
    }
    return holder;
}

// One number, or none where it is below zero.
static void set_only(struct bit_set *set, int number)
{
    *set = (struct bit_set){ .words = { 0 } };
    if (number >= 0)
        bit_set_add(set, (uint32_t)number);
}

struct lock_now lock_now_of(const struct document *document, const struct balance_present *present, int lock)
{
    const struct recording *recording = &document->recording;
    struct lock_now now = { .holder = -1 };
    bool over = true;
    uint16_t seen = 0; // by who waits for it
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const struct activity_span *span = activity_of(document, present, w);
        over &= !experiment_of(recording) || present->made[w] >= balance_updates(recording, w);
        if (!span)
            continue;
        if (span->held >> lock & 1)
            add_holder(&now, w);
        if (span->activity == ACTIVITY_WAITING && span->lock == lock + 1) {
            bit_set_add(&now.waiting, w);
            now.waiters++;
            seen = span->holder;
        }
    }
    const bool large = document->moments.other_count > MOMENTS_MOST;
    if (now.holder < 0 && large)
        now.holder = seen > 0 && seen <= recording->task_count ? seen - 1 : -1;
    else if (now.holder < 0 && !experiment_of(recording))
        now.holder = holder_seen(recording, present->now.ns, lock);
    const bool programs = is_taken_by_program(recording, lock);
    if (programs)
        count_passes(&now, document, present, lock);
    else if (!large)
        count_events(&now, document, present->now.ns, lock);
    // A GIL's takings are all recorded; a program's own only where somebody waited, or with full timing.
    const bool known = programs ? recording->plan->timing == TIMING_FULL : now.taken_known;
    // One at a time, where it is a lock: records may overlap by the time that a hand-over takes.
    if (bit_set_next(&now.inside, 0) >= 0 && recording->resources[lock].capacity != 1)
        now.holder = bit_set_next(&now.inside, 0);
    else
        set_only(&now.inside, now.holder);
    now.free = now.holder < 0 && (known || now.taken == 0 || over);
    return now;
}
