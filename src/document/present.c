// Reads the order's cursor at the playhead.
#include "document/present.h"

#include "document/playback.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *worker_name(char name[WORKER_NAME_BYTES], const struct experiment *experiment, uint32_t worker)
{
    snprintf(name, WORKER_NAME_BYTES, "%c%" PRIu32, experiment->workers == WORKERS_PROCESSES ? 'P' : 'T',
             worker % 1000 + 1);
    return name;
}

int64_t present_balance_of(const struct document *document, uint32_t version)
{
    if (version == VERSION_START)
        return 0;
    return order_balance_at(&balance_story(document)->order,
                            (int64_t)order_position_of(&balance_story(document)->order, version));
}

// What the workers hold, once the cursor stands on the last event. Loads of its group that come later have not happened yet.
static void read_holds(struct present *present, const struct document *document, const struct order_cursor *cursor)
{
    const uint32_t count = document->recording.plan->tasks;
    present->holds = cursor->loaded;
    for (uint32_t i = cursor->index + 1; i < cursor->size; i++)
        present->holds &= ~(UINT64_C(1) << version_worker(cursor->events[i].version));
    for (uint32_t w = 0; w < count; w++) {
        present->made[w] = cursor->made[w];
        if (!present_holds(present, w))
            continue;
        present->seen[w] = cursor->awaits[w];
        present->held[w] = present_balance_of(document, present->seen[w]);
        const int64_t at = present->seen[w] == VERSION_START
                               ? -1
                               : (int64_t)order_position_of(&balance_story(document)->order, present->seen[w]);
        // What others write into balances of their own makes nobody's stale.
        present->behind[w] =
            experiment_of(&document->recording)->memory == MEMORY_PRIVATE ? 0 : (uint64_t)(present->position - at);
    }
}

// Whether the worker's program began to wait for a lock at this very moment, or got it after it had waited.
static bool lock_changed(const struct worker_states *worker, uint64_t ns)
{
    if (worker->activity_count == 0)
        return false;
    const struct activity_span *now = activity_at(worker, ns);
    if (now->from_ns != ns || now->lock == 0)
        return false;
    return now->activity == ACTIVITY_WAITING ||
           (now->activity == ACTIVITY_HOLDING && now > worker->activities && now[-1].activity == ACTIVITY_WAITING);
}

// A worker whose scheduling state, or else whose wait for a lock, began at this very moment, after the last load or store.
static void read_switch(struct present *present, const struct document *document)
{
    const uint32_t count = document->recording.plan->tasks;
    if (present->kind == PRESENT_EVENT && present->event.ns >= present->ns)
        return;
    for (uint32_t w = 0; w < count; w++) {
        const struct worker_states *worker = &document->states.workers[w];
        if (worker->span_count > 0 && states_at(worker, present->ns)->from_ns == present->ns) {
            present->kind = PRESENT_STATE;
            present->worker = w;
        }
    }
    for (uint32_t w = 0; w < count && present->kind != PRESENT_STATE; w++) {
        if (lock_changed(&document->states.workers[w], present->ns)) {
            present->kind = PRESENT_LOCK;
            present->worker = w;
        }
    }
}

void present_of(struct present *present, const struct document *document, const struct playback *playback)
{
    struct order_cursor cursor;
    memset(present, 0, sizeof *present);
    present->ns = playback->ns;
    present->events = playback->events;
    present->position = -1;
    if (playback->events > 0 && order_cursor_set(&cursor, &balance_story(document)->order, playback->events - 1)) {
        present->event = *order_cursor_event(&cursor);
        present->kind = PRESENT_EVENT;
        present->worker = version_worker(present->event.version);
        present->position = cursor.position;
        present->balance = order_balance_at(&balance_story(document)->order, cursor.position);
        read_holds(present, document, &cursor);
    }
    present->fast = playback_is_fast(playback, document);
    present->about = playback->about && order_cursor_set(&cursor, &balance_story(document)->order, playback->events);
    if (present->about)
        present->next = *order_cursor_event(&cursor);
    read_switch(present, document);
}

// The step of a pass at which its update number `update` (0 or 1) loads, or stores.
static int step_of(const struct program *program, uint64_t update, bool store)
{
    uint64_t number = 0;
    for (int i = 0; i < program->step_count; i++) {
        const enum step_kind kind = (enum step_kind)program->steps[i].kind;
        if (kind == STEP_MODIFY && number++ == update)
            return i;
        if (kind == STEP_LOAD && number == update && !store)
            return i;
        if (kind == STEP_STORE && number++ == update && store)
            return i;
    }
    return -1;
}

static int lock_step(const struct program *program, enum step_kind kind, int lock)
{
    for (int i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == kind && program->steps[i].lock == lock)
            return i;
    return -1;
}

// The lock that the program itself takes; −1 where it takes none.
static int own_lock(const struct program *program)
{
    for (int i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == STEP_LOCK)
            return program->steps[i].lock;
    return -1;
}

// Between two passes: before the program's lock, or, when the last store of a pass is what just happened, before giving it
// back. −1 where the program has none, or its holds were not recorded.
static int edge_step(const struct present *present, const struct document *document, const struct program *program,
                     uint32_t worker, const struct activity_span *activity)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    const int lock = own_lock(program);
    if (lock < 0 || !activity || experiment->timing != TIMING_FULL)
        return -1;
    if (!(activity->held >> lock & 1))
        return lock_step(program, STEP_LOCK, lock);
    return present->worker == worker && present->kind == PRESENT_EVENT && present->event.kind == ORDER_STORE
               ? lock_step(program, STEP_UNLOCK, lock)
               : -1;
}

int present_step(const struct present *present, const struct document *document, uint32_t worker)
{
    const struct recording *recording = &document->recording;
    const struct experiment *experiment = experiment_of(recording);
    const struct task *facts = &recording->tasks[worker];
    const struct program *program = guard_program(experiment);
    const uint64_t released = facts->released_ns ? facts->released_ns : recording->facts->released_ns;
    const uint64_t made = present->made[worker];
    if (present->ns < released || made >= balance_updates(recording, worker))
        return -1;
    const struct worker_states *states = &document->states.workers[worker];
    const struct activity_span *activity = states->activity_count > 0 ? activity_at(states, present->ns) : NULL;
    const int waits = activity && activity->activity == ACTIVITY_WAITING && activity->lock > 0
                          ? lock_step(program, STEP_LOCK, activity->lock - 1)
                          : -1;
    if (waits >= 0 && !present_holds(present, worker))
        return waits;
    const int edge =
        made % 2 == 0 && !present_holds(present, worker) ? edge_step(present, document, program, worker, activity) : -1;
    if (edge >= 0)
        return edge;
    return step_of(program, made % 2, present_holds(present, worker));
}

int present_done_step(const struct present *present, const struct document *document, uint32_t worker)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    const struct program *program = guard_program(experiment);
    const struct worker_states *states = &document->states.workers[worker];
    const struct activity_span *activity = states->activity_count > 0 ? activity_at(states, present->ns) : NULL;
    const uint64_t made = present->made[worker];
    const int lock = own_lock(program);
    if (present_holds(present, worker))
        return step_of(program, made % 2, false);
    // Between two passes: the program's own lock taken, or given back.
    if (made % 2 == 0 && experiment->timing == TIMING_FULL && activity && lock >= 0) {
        const bool stored = present->worker == worker && present->kind == PRESENT_EVENT && made > 0;
        if (activity->held >> lock & 1 && !stored)
            return lock_step(program, STEP_LOCK, lock);
        if (!(activity->held >> lock & 1) && made > 0)
            return lock_step(program, STEP_UNLOCK, lock);
    }
    return made > 0 ? step_of(program, (made - 1) % 2, true) : -1;
}
