// Makes the lab's plan, and reads off the recording who had what at the end and who waited for whom.
#include "commands/drive_locks.h"

#include "analysis/wait_graph.h"
#include "lab/settings.h"
#include "labs/locks/locks.h"
#include "labs/locks/schedules.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"
#include "run/run.h"

#include <string.h>

// ---- running -------------------------------------------------------------------------------------------------------

static struct status set(struct settings *settings, const char *name, const char *value, struct status before)
{
    return status_is_ok(before) && value ? settings_set(settings, name, value) : before;
}

// The lab's own schedule would speak of its own option.
static struct status plan_of(const struct driven_request *request, struct plan *plan)
{
    struct settings settings;
    settings_init(&settings, &locks_settings, os_cpus_allowed()->count);
    struct status status = set(&settings, "variant", request->variant, status_ok());
    status = set(&settings, "count", request->count, status);
    status = set(&settings, "arrangement", request->arrangement, status);
    status = set(&settings, "pace", "0ns", status);
    if (status_is_ok(status))
        status = settings_finish(&settings, os_memory_available());
    if (!status_is_ok(status))
        return status;
    *plan = settings.plan;
    plan->deadline_ns = request->deadline_ns;
    // A word that is too long is wrong before its end.
    memcpy(((struct locks_plan *)plan)->moves, request->moves, strnlen(request->moves, LOCKS_MOVES_BYTES - 1));
    return locks_complete_moves(plan, "--drive");
}

struct status drive_locks(struct recording *recording, const struct driven_request *request)
{
    const struct run_options options = { 0 };
    struct plan plan;
    struct status status = plan_of(request, &plan);
    if (status_is_ok(status))
        status = os_signals_init();
    return status_is_ok(status) ? run_plan(recording, &plan, &options) : status;
}

// ---- reading -------------------------------------------------------------------------------------------------------

// The explorer's number of a resource; −1: it is none of its locks.
static int lock_of(const struct recording *recording, const struct locking *locking, int resource)
{
    const int locks = (int)locks_count(recording->plan);
    if (resource >= 0 && resource < locks)
        return resource;
    return resource == locks + LOCKS_SEATS && locking->locks > locks ? locks : -1;
}

// Taken and not given back, by its own notes.
static unsigned has(const struct recording *recording, const struct locking *locking, uint32_t task)
{
    unsigned locks = 0;
    for (uint64_t i = 0; i < recording->tasks[task].notes; i++) {
        const struct note *note = &recording->notes[task][i];
        const int lock = lock_of(recording, locking, note->resource);
        if (lock >= 0 && note->kind == NOTE_ACQUIRED)
            locks |= 1U << lock;
        else if (lock >= 0 && note->kind == NOTE_RELEASED)
            locks &= ~(1U << lock);
    }
    return locks;
}

bool driven_locks_read(struct driven_locks *driven, const struct recording *recording, const struct locking *locking)
{
    const uint64_t end_ns = recording->facts->ended_ns;
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    *driven = (struct driven_locks){ .moves = locks_plan_of(recording->plan)->moves,
                                     .deadlock = recording->facts->ended == RUN_DEADLINE };
    const bool read = wait_graph_at(&graph, recording, end_ns, &memory);
    for (uint32_t task = 1; read && task < recording->task_count && task <= (uint32_t)locking->workers; task++) {
        struct driven_worker *worker = &driven->workers[task - 1];
        const struct task_wait *wait = &graph.waits[task];
        const int lock = lock_of(recording, locking, wait->resource);
        *worker = (struct driven_worker){ .ended = recording->tasks[task].end == TASK_DONE,
                                          .has = has(recording, locking, task),
                                          .waits_for = lock,
                                          .held_by = -1 };
        if (lock < 0)
            continue;
        worker->held_by = graph.holders[wait->resource] - 1;
        worker->waited_ns = end_ns > wait->since_ns ? end_ns - wait->since_ns : 0;
    }
    arena_finish(&memory);
    return read;
}
