// The evaluation loop: steps of a listing, a pace, and the GIL.
//
// A worker's registers live here: what it loaded stays with it, stale or not, across every switch. The pace is kept
// on average: a bytecode that came late shortens the wait of the next, but after a real interruption the clock
// starts afresh.
#include "experiment/interpreter.h"

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
    gil_init(&locks->gil, experiment->switch_interval_ns, processes);
    const int failed = sem_init(&locks->lock, processes, 1);
    assert(!failed); // fails only for a value too large
    (void)failed;
}

// lock.acquire(): without waiting if it can; else the GIL is given up around the wait, as CPython does.
static void acquire(struct work *work, struct interpreter_locks *locks, bool timed)
{
    if (sem_trywait(&locks->lock) == 0) {
        passage_walked(work, 1, timed);
    } else {
        const uint32_t holder = passage_queues(work, &locks->lock_passage);
        gil_drop(&locks->gil, work, true);
        const uint64_t since = passage_waits(work, 1, holder);
        while (sem_wait(&locks->lock) != 0)
            assert(errno == EINTR);
        passage_waited(work, &locks->lock_passage, 1, since);
        gil_take(&locks->gil, work);
    }
    passage_holds(work, &locks->lock_passage, 1);
}

static void release(struct work *work, struct interpreter_locks *locks, bool timed)
{
    passage_releases(work, &locks->lock_passage, 1, timed);
    sem_post(&locks->lock);
}

static void let_go_if_asked(struct work *work, struct interpreter_locks *locks)
{
    if (__builtin_expect(gil_requested(&locks->gil), 0)) {
        gil_drop(&locks->gil, work, true);
        gil_take(&locks->gil, work);
    }
}

WORK_INLINE void store(struct work *work, enum timing_kind timing, uint64_t seen, int32_t value)
{
    const uint32_t sequence = work->sequence;
    work_journal_first(&work->journal[sequence], seen);
    atomic_store_explicit(work->cell, cell_make(value, version_make(work->index, sequence)), memory_order_relaxed);
    if (timing == TIMING_FULL)
        work->times[sequence] = os_ticks();
    work->sequence = sequence + 1;
}

WORK_INLINE uint64_t load(struct work *work, enum timing_kind timing)
{
    if (timing == TIMING_SAMPLED && work->sequence % TIMING_SAMPLE_EVERY == 0)
        work->times[work->sequence / TIMING_SAMPLE_EVERY] = os_ticks();
    return atomic_load_explicit(work->cell, memory_order_relaxed);
}

// All iterations. A worker that is asked to stop does so between two of them, as any Python program would.
WORK_INLINE void interpret(struct work *work, enum timing_kind timing)
{
    struct interpreter_locks *locks = work->lock;
    const struct step *const steps = work->program->steps;
    const int step_count = work->program->step_count;
    const double cost_ticks = (double)work->experiment->bytecode_cost_ns * work->ticks_per_ns;
    struct pace pace = { .base_ticks = os_ticks(), .cost = (uint64_t)(cost_ticks * (1 << PACE_FRACTION_BITS)) };
    uint64_t seen = 0;
    int32_t value = 0;
    for (uint64_t left = work->experiment->iterations; left > 0 && !work_stopped(work); left--) {
        for (int i = 0; i < step_count; i++) {
            const struct step *const step = &steps[i];
            if (step->looks == LOOKS_BEFORE)
                let_go_if_asked(work, locks);
            if (pace.cost)
                pace_step(&pace);
            switch ((enum step_kind)step->kind) {
            case STEP_LOAD:
                seen = load(work, timing);
                break;
            case STEP_ADD:
                value = cell_balance(seen) + step->sign * work->amount;
                break;
            case STEP_STORE:
                store(work, timing, seen, value);
                break;
            case STEP_LOCK:
                acquire(work, locks, timing == TIMING_FULL);
                break;
            case STEP_UNLOCK:
                release(work, locks, timing == TIMING_FULL);
                break;
            case STEP_LOCAL:
            case STEP_MODIFY: // no bytecode does that
            case STEP_KINDS:
                break;
            }
            if (step->looks == LOOKS_AFTER)
                let_go_if_asked(work, locks);
        }
        atomic_store_explicit(work->progress, work->sequence, memory_order_relaxed); // for the progress bar only
    }
}

void interpreter_run(struct work *work)
{
    struct interpreter_locks *locks = work->lock;
    gil_take(&locks->gil, work);
    switch ((enum timing_kind)work->experiment->timing) {
    case TIMING_OFF:
        interpret(work, TIMING_OFF);
        break;
    case TIMING_SAMPLED:
        interpret(work, TIMING_SAMPLED);
        break;
    case TIMING_FULL:
    case TIMING_COUNT:
        interpret(work, TIMING_FULL);
        break;
    }
    gil_drop(&locks->gil, work, false);
}
