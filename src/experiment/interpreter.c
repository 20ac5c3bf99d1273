// The evaluation loop: steps of a listing, a pace, and the GIL.
//
// A worker's registers live here: what it loaded stays with it, stale or not, across every switch. The pace is kept
// on average: a bytecode that came late shortens the wait of the next, but after a real interruption the clock
// starts afresh.
#include "experiment/interpreter.h"

#include "experiment/frame.h"
#include "experiment/program.h"

#include <assert.h>
#include <errno.h>

enum {
    PACE_FRACTION_BITS = 8, // the pace is kept in 1/256 ticks: 25 ns is seldom a whole number of ticks
    PACE_SLACK = 16,        // bytecodes it may be late before it gives up catching up
};

struct pace {
    uint64_t base_ticks;
    uint64_t cost; // of one bytecode, in 1/256 ticks; 0: as fast as it goes
    uint64_t next; // when the next one may begin, from base
};

static void pace_step(struct pace *pace)
{
    uint64_t now = (os_ticks() - pace->base_ticks) << PACE_FRACTION_BITS;
    if (now > pace->next + PACE_SLACK * pace->cost)
        pace->next = now;
    while (now < pace->next)
        now = (os_ticks() - pace->base_ticks) << PACE_FRACTION_BITS;
    pace->next += pace->cost;
}

void interpreter_locks_init(void *memory, const struct experiment *experiment)
{
    struct interpreter_locks *locks = memory;
    const bool processes = experiment->workers == WORKERS_PROCESSES;
    if (python_of(experiment)->lock != GIL_NONE)
        gil_init(&locks->gil, python_of(experiment), experiment->switch_interval_ns, processes);
    const int failed = sem_init(&locks->lock, processes, 1);
    assert(!failed); // fails only for a value too large
    (void)failed;
}

static void drop(struct work *work, struct interpreter_locks *locks, enum gil_kind kind)
{
    if (kind != GIL_NONE)
        gil_drop(&locks->gil, work, true);
}

static void take(struct work *work, struct interpreter_locks *locks, enum gil_kind kind)
{
    if (kind != GIL_NONE)
        gil_take(&locks->gil, work);
}

// lock.acquire(): the GIL is given up around the wait, and in the old versions even where there is none.
static void acquire(struct work *work, struct interpreter_locks *locks, enum gil_kind kind, bool timed)
{
    const bool lets_go = python_of(work->experiment)->acquire_lets_go;
    if (lets_go)
        drop(work, locks, kind);
    if (timed)
        gil_settle(work); // before the lock is noted
    if (sem_trywait(&locks->lock) == 0) {
        passage_walked(work, 1, timed);
    } else {
        const uint32_t holder = passage_queues(work, &locks->lock_passage);
        if (!lets_go)
            drop(work, locks, kind);
        gil_settle(work);
        const uint64_t since = passage_waits(work, 1, holder);
        while (sem_wait(&locks->lock) != 0)
            assert(errno == EINTR);
        passage_waited(work, &locks->lock_passage, 1, since);
        if (!lets_go)
            take(work, locks, kind);
    }
    passage_holds(work, &locks->lock_passage, 1);
    if (lets_go)
        take(work, locks, kind);
}

static void release(struct work *work, struct interpreter_locks *locks, bool timed)
{
    passage_releases(work, &locks->lock_passage, 1, timed);
    sem_post(&locks->lock);
}

void interpreter_take(struct work *work, bool timed)
{
    acquire(work, work->lock, python_of(work->experiment)->lock, timed);
}

void interpreter_give(struct work *work, bool timed) { release(work, work->lock, timed); }

// A blocking wait outside the interpreter, as of a socket. It ends early where the run is to end.
static void wait_for_io(struct work *work, struct interpreter_locks *locks, enum gil_kind kind)
{
    enum {
        NAP_NS = 50000000
    };
    drop(work, locks, kind);
    gil_settle(work);
    const uint64_t until = os_now_ns() + work->experiment->io_ns;
    for (uint64_t now = os_now_ns(); now < until && !work_stopped(work); now = os_now_ns())
        os_sleep_until_ns(until - now > NAP_NS ? now + NAP_NS : until);
    take(work, locks, kind);
}

WORK_INLINE void execute(struct work *work, struct frame *frame, const struct step *step, enum timing_kind timing,
                         enum gil_kind kind)
{
    struct interpreter_locks *locks = work->lock;
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        frame_load(frame, work, timing);
        break;
    case STEP_ADD:
        frame_add(frame, work, step->sign);
        break;
    case STEP_STORE:
        frame_store(frame, work, timing);
        break;
    case STEP_LOCK:
        acquire(work, locks, kind, timing == TIMING_FULL);
        break;
    case STEP_UNLOCK:
        release(work, locks, timing == TIMING_FULL);
        break;
    case STEP_LOCAL:
    case STEP_MODIFY: // no bytecode does that
    case STEP_KINDS:
        break;
    }
}

static uint64_t io_every(const struct work *work)
{
    return work->experiment->io_workers >> work->index & 1 ? work->experiment->io_every : 0;
}

// All iterations. A worker that is asked to stop does so between two of them, as any Python program would.
WORK_INLINE void interpret(struct work *work, enum timing_kind timing, enum gil_kind kind, bool paced)
{
    struct interpreter_locks *locks = work->lock;
    const struct step *const steps = work->program->steps;
    const struct step *const end = steps + work->program->step_count;
    const double cost_ticks = (double)work->experiment->bytecode_cost_ns * work->ticks_per_ns;
    struct pace pace = { .base_ticks = os_ticks(), .cost = (uint64_t)(cost_ticks * (1 << PACE_FRACTION_BITS)) };
    struct frame frame = { 0 };
    const uint64_t every = io_every(work);
    uint64_t until_io = every;
    for (uint64_t left = work->experiment->iterations; left > 0 && !work_stopped(work); left--) {
        for (const struct step *step = steps; step < end; step++) {
            if (step->looks == LOOKS_BEFORE)
                gil_look(&locks->gil, work, kind);
            if (paced)
                pace_step(&pace);
            execute(work, &frame, step, timing, kind);
            if (step->looks == LOOKS_AFTER)
                gil_look(&locks->gil, work, kind);
        }
        atomic_store_explicit(work->progress, work->sequence, memory_order_relaxed); // for the progress bar only
        if (every && --until_io == 0) {
            wait_for_io(work, locks, kind);
            until_io = every;
        }
    }
}

// The loop made for the timing and the pace.
WORK_INLINE void interpret_timed(struct work *work, enum gil_kind kind)
{
    const bool paced = work->experiment->bytecode_cost_ns != 0;
    switch ((enum timing_kind)work->experiment->timing) {
    case TIMING_OFF:
        paced ? interpret(work, TIMING_OFF, kind, true) : interpret(work, TIMING_OFF, kind, false);
        break;
    case TIMING_SAMPLED:
        paced ? interpret(work, TIMING_SAMPLED, kind, true) : interpret(work, TIMING_SAMPLED, kind, false);
        break;
    case TIMING_FULL:
    case TIMING_COUNT:
        paced ? interpret(work, TIMING_FULL, kind, true) : interpret(work, TIMING_FULL, kind, false);
        break;
    }
}

void interpreter_run(struct work *work)
{
    struct interpreter_locks *locks = work->lock;
    switch (python_of(work->experiment)->lock) {
    case GIL_TIMED:
        gil_take(&locks->gil, work);
        interpret_timed(work, GIL_TIMED);
        gil_drop(&locks->gil, work, false);
        break;
    case GIL_TICKS:
        gil_take(&locks->gil, work);
        interpret_timed(work, GIL_TICKS);
        gil_drop(&locks->gil, work, false);
        break;
    case GIL_NONE:
        interpret_timed(work, GIL_NONE);
        break;
    }
    gil_settle(work);
}
