// Mutex: a real pthread_mutex around each iteration; whoever finds it held sleeps in the kernel.
#include "base/said.h"
#include "labs/balance/guards/guard.h"
#include "labs/balance/guards/passage.h"
#include "labs/balance/guards/sources.h"

#include <assert.h>
#include <pthread.h>

static const struct step steps[] = { SOURCE_UPDATES_LOCKED("lock   mutex", "unlock mutex") };

static const struct program listing = {
    .steps = steps,
    .step_count = sizeof steps / sizeof *steps,
    .python = source_python_locked,
    .c = source_c_locked,
};

static const struct program *program(enum python_version python)
{
    (void)python;
    return &listing;
}

struct state {
    pthread_mutex_t mutex;
    _Alignas(64) struct passage passage; // off the mutex's own line: reading it must not slow the lock
};

static void state_init(void *memory, const struct experiment *experiment)
{
    struct state *state = memory;
    pthread_mutexattr_t attributes;
    int failed = pthread_mutexattr_init(&attributes);
    failed |= pthread_mutexattr_setpshared(
        &attributes, experiment->workers == WORKERS_PROCESSES ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
    failed |= pthread_mutex_init(&state->mutex, &attributes);
    failed |= pthread_mutexattr_destroy(&attributes);
    assert(!failed); // on Linux none of these can fail with these arguments
    (void)failed;
}

WORK_INLINE void enter(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    if (__builtin_expect(pthread_mutex_trylock(&state->mutex) == 0, 1)) {
        passage_walked(work, 0, timed);
    } else {
        const uint64_t since = passage_waits(work, 0, passage_queues(work, &state->passage));
        pthread_mutex_lock(&state->mutex);
        passage_waited(work, &state->passage, 0, since);
    }
    passage_holds(work, &state->passage, 0);
}

WORK_INLINE void leave(struct work *work, uint32_t sequence, bool timed)
{
    struct state *state = work->lock;
    work->sequence = sequence;
    passage_releases(work, &state->passage, 0, timed);
    pthread_mutex_unlock(&state->mutex);
}

static void take(struct work *work, bool timed) { enter(work, work->sequence, timed); }

static void give(struct work *work, bool timed) { leave(work, work->sequence, timed); }

static void run(struct work *work) { work_run(work, enter, work_update_apart, leave); }

const struct guard guard_mutex = {
    .name = "mutex",
    .title = SAID("mutex"),
    .lock_count = 1,
    .locks = { { .name = "mutex", .kind = RESOURCE_LOCK, .sleeps = true, .capacity = 1 } },
    .program = program,
    .state_bytes = sizeof(struct state),
    .state_init = state_init,
    .run = run,
    .take = take,
    .give = give,
};
