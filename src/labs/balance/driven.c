// Turn by turn. A hand's word is written with release and read with acquire: that is all that orders one worker's turn
// after another's, and is enough for the balance, which the steps themselves only touch relaxed.
#include "labs/balance/driven.h"

#include "labs/balance/guard.h"
#include "labs/balance/python/frame.h"
#include "labs/balance/python/interpreter.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/worker.h"

enum {
    LOOK_NS = 50000, // some time that it takes to wake a cpu
    LOOKS = 16,      // at the hand, between two at the clock
};

// In a hand, beside the turn.
static const uint32_t SLEEPS = UINT32_C(1) << 31; // its worker does, or is about to
static const uint32_t CALLED = UINT32_C(1) << 30; // it is to look whether the run is to end

static const uint64_t look_ns = 1000000000; // for which a process sleeps at most

struct driven {
    struct work *work;
    const struct guard *guard;
    struct gil *gil; // NULL where there is none
    bool holds_gil;
    uint64_t look_ticks; // at its hand, before it sleeps
    struct frame frame;
    int at; // the step of the listing that comes next
};

void baton_init(struct baton *baton, const struct turn_list *turns, bool near)
{
    baton->near = near;
    baton->turns = turns->turns;
    baton->count = turns->count;
    if (turns->count)
        atomic_init(&baton->hands[turns->turns[0].worker].turn, 1);
}

// ---- the baton ------------------------------------------------------------------------------------------------------

static const uint32_t *word_of(const struct baton *baton, uint32_t worker)
{
    return (const uint32_t *)(const void *)&baton->hands[worker].turn;
}

static void wake(const struct baton *baton, uint32_t worker)
{
    baton->near ? os_word_wake_near(word_of(baton, worker), 1) : os_word_wake(word_of(baton, worker), 1);
}

static void sleep_on(const struct baton *baton, uint32_t worker, uint32_t expected)
{
    if (baton->near)
        os_word_wait_near(word_of(baton, worker), expected);
    else
        os_word_wait(word_of(baton, worker), expected, look_ns);
}

// How long a worker looks at its hand before it sleeps.
static uint64_t look_ticks_of(const struct work *work)
{
    const struct experiment *experiment = work->experiment;
    const uint32_t cpus = (uint32_t)os_cpus_allowed()->count;
    const bool apart = experiment->count <= experiment->cores && experiment->count <= cpus && os_self_is_pinned();
    return apart && work->baton->count > DRIVEN_ASLEEP_TURNS ? (uint64_t)(LOOK_NS * work->ticks_per_ns) : 0;
}

// Until the turn has come, or that long has passed. What is in the hand then.
static uint32_t look(const struct driven *driven, uint32_t turn)
{
    const _Atomic uint32_t *hand = &driven->work->baton->hands[driven->work->index].turn;
    uint32_t handed = atomic_load_explicit(hand, memory_order_acquire); // pairs with hand_over
    if (handed == turn || driven->look_ticks == 0)
        return handed;
    const uint64_t began = os_ticks();
    while (handed != turn && os_ticks() - began < driven->look_ticks && !work_stopped(driven->work)) {
        for (int i = 0; i < LOOKS && handed != turn; i++) {
            os_pause();
            handed = atomic_load_explicit(hand, memory_order_acquire); // as above
        }
    }
    return handed;
}

// False where the run is to end instead.
static bool await_turn(const struct driven *driven, uint32_t turn)
{
    struct work *work = driven->work;
    _Atomic uint32_t *hand = &work->baton->hands[work->index].turn;
    for (uint32_t handed = look(driven, turn); handed != turn;) {
        if (work_stopped(work))
            return false;
        // Where it has been written to meanwhile, `handed` is what.
        if (!(handed & SLEEPS) && !atomic_compare_exchange_strong_explicit(hand, &handed, handed | SLEEPS,
                                                                           memory_order_acquire, memory_order_acquire))
            continue;
        sleep_on(work->baton, work->index, handed | SLEEPS);
        handed = atomic_load_explicit(hand, memory_order_acquire); // pairs with hand_over and baton_call
    }
    return !work_stopped(work);
}

static void hand_over(struct work *work, uint32_t turn)
{
    struct baton *baton = work->baton;
    if (turn == baton->count)
        return;
    const uint32_t to = baton->turns[turn].worker;
    // Acquire: what was written before a call is passed on with the hand that it was in.
    if (atomic_exchange_explicit(&baton->hands[to].turn, turn + 1, memory_order_acq_rel) & SLEEPS)
        wake(baton, to);
}

void baton_call(struct baton *baton)
{
    for (uint32_t i = 0; i < DRIVEN_WORKERS_MAX; i++) {
        atomic_fetch_or_explicit(&baton->hands[i].turn, CALLED, memory_order_release);
        wake(baton, i);
    }
}

// ---- turns ----------------------------------------------------------------------------------------------------------

static void take_gil(struct driven *driven)
{
    if (driven->gil && !driven->holds_gil)
        gil_take(driven->gil, driven->work);
    driven->holds_gil = driven->gil;
}

static void drop_gil(struct driven *driven)
{
    if (!driven->holds_gil)
        return;
    gil_drop(driven->gil, driven->work, false); // nobody waits for it: they wait for their turns
    gil_settle(driven->work);
    driven->holds_gil = false;
}

static void do_step(struct driven *driven, const struct step *step, enum timing_kind timing)
{
    struct work *work = driven->work;
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        if (timing != TIMING_OFF)
            work_note_at(work, NOTE_AT, 0, (unsigned)driven->at, os_ticks());
        frame_load(&driven->frame, work, timing);
        break;
    case STEP_ADD:
        frame_add(&driven->frame, work, step->sign);
        break;
    case STEP_STORE:
        frame_store(&driven->frame, work, timing);
        break;
    case STEP_MODIFY:
        frame_modify(work, timing, step->sign);
        break;
    case STEP_LOCK:
        driven->guard->take(work, timing == TIMING_FULL);
        break;
    case STEP_UNLOCK:
        driven->guard->give(work, timing == TIMING_FULL);
        break;
    case STEP_MARK:
    case STEP_AWAIT:
    case STEP_OPEN:
        driven->guard->by_hand(work, step, timing == TIMING_FULL);
        break;
    case STEP_LOCAL:
    case STEP_KINDS:
        break;
    }
}

static void do_steps(struct driven *driven, uint32_t count)
{
    struct work *work = driven->work;
    const enum timing_kind timing = (enum timing_kind)work->experiment->timing;
    for (; count > 0; count--) {
        do_step(driven, &work->program->steps[driven->at], timing);
        driven->at = driven->at + 1 == work->program->step_count ? 0 : driven->at + 1;
    }
    atomic_store_explicit(work->progress, work->sequence, memory_order_relaxed); // for the progress bar only
}

void driven_run(struct work *work)
{
    const struct baton *baton = work->baton;
    struct driven driven = { .work = work, .guard = guard_of(work->experiment), .look_ticks = look_ticks_of(work) };
    if (experiment_has_gil(work->experiment))
        driven.gil = &((struct interpreter_locks *)work->lock)->gil;
    for (uint32_t i = 0; i < baton->count; i++) {
        if (baton->turns[i].worker != work->index)
            continue;
        if (!await_turn(&driven, i + 1))
            break;
        take_gil(&driven);
        do_steps(&driven, baton->turns[i].steps);
        if (i + 1 == baton->count || baton->turns[i + 1].worker != work->index)
            drop_gil(&driven);
        hand_over(work, i + 1);
    }
    drop_gil(&driven);
}
