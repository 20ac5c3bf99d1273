// Reads the order's cursor at the playhead.
#include "labs/balance/present.h"

#include "labs/balance/books.h"

#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#include <string.h>

int64_t present_balance_of(const struct document *document, uint32_t version)
{
    if (version == VERSION_START)
        return 0;
    return order_balance_at(&balance_story(document)->order,
                            (int64_t)order_position_of(&balance_story(document)->order, version));
}

// What the workers hold, once the cursor stands on the last event. Loads of its group that come later have not happened yet.
static void read_holds(struct balance_present *present, const struct document *document,
                       const struct order_cursor *cursor)
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

void balance_present_of(struct balance_present *present, const struct document *document,
                        const struct playback *playback)
{
    const struct balance_story *story = balance_story(document);
    struct order_cursor cursor;
    memset(present, 0, sizeof *present);
    present_of(&present->now, document, playback);
    present->position = -1;
    if (!story)
        return;
    if (playback->events > 0 && order_cursor_set(&cursor, &story->order, playback->events - 1)) {
        present->event = *order_cursor_event(&cursor);
        present->position = cursor.position;
        present->balance = order_balance_at(&story->order, cursor.position);
        read_holds(present, document, &cursor);
    }
    if (present->now.about && order_cursor_set(&cursor, &story->order, playback->events))
        present->next = *order_cursor_event(&cursor);
}

// ---- where its listing has come to ---------------------------------------------------------------------------------

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

static int step_where(const struct program *program, int lock, bool (*is_it)(const struct step *step))
{
    for (int i = 0; i < program->step_count; i++)
        if (is_it(&program->steps[i]) && program->steps[i].lock == lock)
            return i;
    return -1;
}

static bool takes_or_marks(const struct step *step) { return step_takes(step) || step->kind == STEP_MARK; }

// Of the steps that take a lock the first, and the last: by hand it takes several.
static int first_taking(const struct program *program, int lock) { return step_where(program, lock, takes_or_marks); }

static int last_taking(const struct program *program, int lock)
{
    int last = first_taking(program, lock);
    while (last >= 0 && last + 1 < program->step_count && takes_or_marks(&program->steps[last + 1]))
        last++;
    return last;
}

// The lock that the program itself takes; −1 where it takes none.
static int own_lock(const struct program *program)
{
    for (int i = 0; i < program->step_count; i++)
        if (step_takes(&program->steps[i]))
            return program->steps[i].lock;
    return -1;
}

// Between two passes: before the program's lock, or, when the last store of a pass is what just happened, before giving it
// back. −1 where the program has none, or its holds were not recorded.
static int edge_step(const struct balance_present *present, const struct document *document,
                     const struct program *program, uint32_t worker, const struct activity_span *activity)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    const int lock = own_lock(program);
    if (lock < 0 || !activity || experiment->timing != TIMING_FULL)
        return -1;
    if (!(activity->held >> lock & 1))
        return first_taking(program, lock);
    return present->now.worker == worker && present->now.kind == PRESENT_EVENT && present->event.kind == ORDER_STORE
               ? step_where(program, lock, step_gives)
               : -1;
}

int present_step(const struct balance_present *present, const struct document *document, uint32_t worker)
{
    const struct recording *recording = &document->recording;
    const struct experiment *experiment = experiment_of(recording);
    const struct task *facts = &recording->tasks[worker];
    const struct program *program = guard_program(experiment);
    const uint64_t released = facts->released_ns ? facts->released_ns : recording->facts->released_ns;
    const uint64_t made = present->made[worker];
    if (present->now.ns < released || made >= balance_updates(recording, worker))
        return -1;
    const struct worker_states *states = &document->states.workers[worker];
    const struct activity_span *activity = states->activity_count > 0 ? activity_at(states, present->now.ns) : NULL;
    const int waits = activity && activity->activity == ACTIVITY_WAITING && activity->lock > 0
                          ? step_where(program, activity->lock - 1, step_takes)
                          : -1;
    if (waits >= 0 && !present_holds(present, worker))
        return waits;
    const int edge =
        made % 2 == 0 && !present_holds(present, worker) ? edge_step(present, document, program, worker, activity) : -1;
    if (edge >= 0)
        return edge;
    return step_of(program, made % 2, present_holds(present, worker));
}

int present_done_step(const struct balance_present *present, const struct document *document, uint32_t worker)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    const struct program *program = guard_program(experiment);
    const struct worker_states *states = &document->states.workers[worker];
    const struct activity_span *activity = states->activity_count > 0 ? activity_at(states, present->now.ns) : NULL;
    const uint64_t made = present->made[worker];
    const int lock = own_lock(program);
    if (present_holds(present, worker))
        return step_of(program, made % 2, false);
    // Between two passes: the program's own lock taken, or given back.
    if (made % 2 == 0 && experiment->timing == TIMING_FULL && activity && lock >= 0) {
        const bool stored = present->now.worker == worker && present->now.kind == PRESENT_EVENT && made > 0;
        if (activity->held >> lock & 1 && !stored)
            return last_taking(program, lock);
        if (!(activity->held >> lock & 1) && made > 0)
            return step_where(program, lock, step_gives);
    }
    return made > 0 ? step_of(program, (made - 1) % 2, true) : -1;
}
