// Turn by turn. A hand's word is written with release and read with acquire: that is all that orders one worker's turn
// after another's, and is enough for the balance, which the steps themselves only touch relaxed.
#include "labs/balance/driven.h"

#include "labs/balance/guard.h"
#include "labs/balance/python/frame.h"
#include "labs/balance/python/interpreter.h"
#include "os/worker.h"

static const uint64_t look_ns = 50000000; // at `stop`, while waiting for a turn

struct driven {
    struct work *work;
    const struct guard *guard;
    struct gil *gil; // NULL where there is none
    bool holds_gil;
    struct frame frame;
    int at; // the step of the listing that comes next
};

void baton_init(struct baton *baton, const struct turn_list *turns)
{
    baton->turns = turns->turns;
    baton->count = turns->count;
    if (turns->count)
        atomic_init(&baton->hands[turns->turns[0].worker].turn, 1);
}

// False where the run is to end instead.
static bool await_turn(struct work *work, uint32_t turn)
{
    const _Atomic uint32_t *hand = &work->baton->hands[work->index].turn;
    for (;;) {
        if (work_stopped(work))
            return false;
        const uint32_t handed = atomic_load_explicit(hand, memory_order_acquire); // pairs with hand_over
        if (handed == turn + 1)
            return true;
        os_word_wait((const uint32_t *)(const void *)hand, handed, look_ns);
    }
}

static void hand_over(struct work *work, uint32_t turn)
{
    struct baton *baton = work->baton;
    if (turn == baton->count)
        return;
    _Atomic uint32_t *hand = &baton->hands[baton->turns[turn].worker].turn;
    atomic_store_explicit(hand, turn + 1, memory_order_release); // pairs with await_turn
    if (baton->turns[turn].worker != work->index)
        os_word_wake((const uint32_t *)(const void *)hand, 1);
}

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
    struct driven driven = { .work = work, .guard = guard_of(work->experiment) };
    if (experiment_has_gil(work->experiment))
        driven.gil = &((struct interpreter_locks *)work->lock)->gil;
    for (uint32_t i = 0; i < baton->count; i++) {
        if (baton->turns[i].worker != work->index)
            continue;
        if (!await_turn(work, i))
            break;
        take_gil(&driven);
        do_steps(&driven, baton->turns[i].steps);
        if (i + 1 == baton->count || baton->turns[i + 1].worker != work->index)
            drop_gil(&driven);
        hand_over(work, i + 1);
    }
    drop_gil(&driven);
}
