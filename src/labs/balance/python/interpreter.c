// The evaluation loop: steps of a listing, a pace, and the GIL.
//
// A worker's registers live here: what it loaded stays with it, stale or not, across every switch.
//
// The pace: every bytecode is followed by a number of turns of an empty loop. Looking at the clock before each would
// take longer than a bytecode of a real CPython does (12 to 25 ns against 6 to 9), so it is read once a pass, and the
// number goes up or down until passes take on average what they should.
#include "labs/balance/python/interpreter.h"

#include "labs/balance/program.h"
#include "labs/balance/python/frame.h"

#include <assert.h>
#include <errno.h>

enum {
    PACE_FRACTION_BITS = 8, // turns are counted in 1/256: a bytecode has few
    PACE_TURNS_PER_NS = 3,  // where the number begins; from there it finds its way on any machine
    PACE_GAIN_BITS = 2,     // a quarter of a pass's error is mended in the next
    PACE_INTERRUPTED = 16,  // a pass that took so many times what it should was interrupted, and tells nothing
    PACE_ERROR_PARTS = 4,   // no pass says more than that it was off by a quarter
};

struct pace {
    uint64_t turns; // of the empty loop after a bytecode, in 1/256
    uint64_t rest;  // of a turn, owed to the next bytecode
    uint64_t last_ticks;
    uint64_t pass_ticks;   // what a pass should take
    uint64_t step_count;   // bytecodes of a pass
    uint64_t acquisitions; // of the GIL, and waits for the other lock: a pass with one of them tells nothing
};

static uint64_t interruptions(const struct work *work)
{
    return work->counts.acquisitions[0] + work->counts.contended[1];
}

static struct pace pace_start(const struct work *work)
{
    const uint64_t cost_ns = work->experiment->bytecode_cost_ns;
    const uint64_t steps = (uint64_t)work->program->step_count;
    return (struct pace){ .turns = cost_ns * PACE_TURNS_PER_NS << PACE_FRACTION_BITS,
                          .last_ticks = os_ticks(),
                          .pass_ticks = (uint64_t)((double)(cost_ns * steps) * work->ticks_per_ns) + 1,
                          .step_count = steps,
                          .acquisitions = interruptions(work) };
}

// The time of one bytecode.
WORK_INLINE void pace_step(struct pace *pace)
{
    const uint64_t due = pace->rest + pace->turns;
    pace->rest = due & ((1 << PACE_FRACTION_BITS) - 1);
    for (uint64_t left = due >> PACE_FRACTION_BITS; left > 0; left--)
        __asm__ volatile(""); // or there would be no loop
}

// After a pass: more turns where it was too short, fewer where it was too long.
static void pace_pass(struct pace *pace, const struct work *work, uint64_t now_ticks)
{
    const int64_t took = (int64_t)(now_ticks - pace->last_ticks), should = (int64_t)pace->pass_ticks;
    const uint64_t acquisitions = interruptions(work);
    const bool tells = acquisitions == pace->acquisitions && took < should * PACE_INTERRUPTED;
    pace->last_ticks = now_ticks;
    pace->acquisitions = acquisitions;
    if (!tells)
        return;
    const int64_t most = should / PACE_ERROR_PARTS;
    const int64_t error = took - should > most ? most : took - should < -most ? -most : took - should;
    const int64_t turns =
        (int64_t)pace->turns - error * (1 << (PACE_FRACTION_BITS - PACE_GAIN_BITS)) / (int64_t)pace->step_count;
    pace->turns = turns > 0 ? (uint64_t)turns : 0;
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
    case STEP_MODIFY: // no bytecode does that, nor what follows
    case STEP_MARK:
    case STEP_AWAIT:
    case STEP_OPEN:
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
    struct pace pace = pace_start(work);
    struct frame frame = { 0 };
    const uint64_t every = io_every(work);
    uint64_t until_io = every;
    for (uint64_t left = work->experiment->iterations; left > 0 && !work_stopped(work); left--) {
        for (const struct step *step = steps; step < end; step++) {
            if (step->looks == LOOKS_BEFORE)
                gil_look(&locks->gil, work, kind);
            execute(work, &frame, step, timing, kind);
            if (paced)
                pace_step(&pace);
            if (step->looks == LOOKS_AFTER)
                gil_look(&locks->gil, work, kind);
        }
        atomic_store_explicit(work->progress, work->sequence, memory_order_relaxed); // for the progress bar only
        if (every && --until_io == 0) {
            wait_for_io(work, locks, kind);
            until_io = every;
            pace.last_ticks = os_ticks();
        } else if (paced) {
            pace_pass(&pace, work, os_ticks());
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
