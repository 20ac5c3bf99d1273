// The program: what the workers, the philosophers, the forked child and the main task do.
#include "labs/locks/locks.h"

#include "os/clock.h"
#include "os/worker.h"
#include "program/program.h"

#include <signal.h>
#include <stdio.h>

enum {
    NOTES_A_ROUND = 24, // at most
    NOTES_BESIDE = 256,
    CYCLES_MOST = 8192, // of the thread that holds the lock by turns
    NOTES_A_CYCLE = 4,
    // A cycle of one length would keep step with the system's timer, which then lets the fork come at certain moments of it.
    CYCLE_FROM_NS = 500000,
    CYCLE_SPAN_NS = 1000000,
    FORK_FROM_NS = 2000000, // the fork comes at a moment between these two
    FORK_SPAN_NS = 20000000,
};

static const struct locks_plan *plan_of(const struct self *self) { return locks_plan_of(program_plan(self)); }

static struct locks_shared *shared_of(const struct self *self) { return program_shared(self); }

static enum task_kind kind_of(const struct self *self)
{
    return plan_of(self)->kind == WORKERS_PROCESSES ? TASK_PROCESS : TASK_THREAD;
}

static int start(struct self *self, uint32_t worker, program_function function)
{
    char name[WORKER_NAME_BYTES];
    return program_start(self, kind_of(self), worker_name(name, plan_of(self)->kind, worker), function, worker);
}

static void join(struct self *self, int task)
{
    if (task > 0)
        program_join(self, (uint32_t)task, PROGRAM_FOREVER);
}

// An error that nobody catches: a process ends with it, a thread by itself.
static void end_by_error(struct self *self)
{
    if (kind_of(self) == TASK_PROCESS)
        program_exit(self, 1);
}

static void await_event(struct self *self) { program_event_await(self, &shared_of(self)->event, PROGRAM_FOREVER); }

static void set_event(struct self *self) { program_event_set(self, &shared_of(self)->event); }

// ---- one lock: the first worker --------------------------------------------------------------------------------------

static void take_and_work(struct self *self)
{
    program_at(self, LOCKS_STEP_TAKE);
    program_lock_take(self, &shared_of(self)->locks[0], PROGRAM_FOREVER);
    program_print(self, "acquire()");
    set_event(self);
    program_at(self, LOCKS_STEP_WORK);
    program_sleep(self, plan_of(self)->hold_ns);
}

static void give(struct self *self, enum locks_step step)
{
    program_at(self, (uint16_t)step);
    if (program_lock_give(self, &shared_of(self)->locks[0])) {
        program_print(self, "release()");
        return;
    }
    program_note(self, NOTE_RAISED, 0, REFUSED_NOT_HELD);
    program_print(self, kind_of(self) == TASK_PROCESS ? "ValueError: semaphore or lock released too many times"
                                                      : "RuntimeError: release unlocked lock");
    end_by_error(self);
}

static bool holder_is_killed(const struct self *self)
{
    return plan_of(self)->holder == LOCKS_HOLDER_KILLED && kind_of(self) == TASK_PROCESS;
}

static void forget(struct self *self, uint64_t worker)
{
    (void)worker;
    take_and_work(self);
    while (holder_is_killed(self))
        program_sleep(self, plan_of(self)->deadline_ns);
}

static void keep(struct self *self, uint64_t worker)
{
    (void)worker;
    take_and_work(self);
    give(self, LOCKS_STEP_GIVE);
}

static void fail_within(struct self *self, uint64_t worker)
{
    (void)worker;
    take_and_work(self);
    program_at(self, LOCKS_STEP_RAISE);
    program_note(self, NOTE_RAISED, 0, LOCKS_ERROR_IN_WORK);
    give(self, LOCKS_STEP_GIVE);
    program_print(self, "ZeroDivisionError: division by zero");
    end_by_error(self);
}

static void give_twice(struct self *self, uint64_t worker)
{
    (void)worker;
    take_and_work(self);
    give(self, LOCKS_STEP_GIVE);
    give(self, LOCKS_STEP_GIVE_AGAIN);
}

// ---- one lock: the second worker -------------------------------------------------------------------------------------

static void want(struct self *self, uint64_t timeout_ns)
{
    program_at(self, LOCKS_STEP_TAKE_2);
    if (!program_lock_take(self, &shared_of(self)->locks[0], timeout_ns)) {
        program_print(self, "acquire() is False");
        program_at(self, LOCKS_STEP_WITHOUT);
        return;
    }
    program_print(self, "acquire()");
    program_at(self, LOCKS_STEP_WORK_2);
    give(self, LOCKS_STEP_GIVE_2);
}

static void want_for_ever(struct self *self, uint64_t worker)
{
    (void)worker;
    want(self, PROGRAM_FOREVER);
}

static void want_at_once(struct self *self, uint64_t worker)
{
    (void)worker;
    want(self, 0);
}

static void want_for_a_time(struct self *self, uint64_t worker)
{
    (void)worker;
    want(self, plan_of(self)->timeout_ns);
}

static const struct two_parts {
    program_function first, second;
} pairs[LOCKS_VARIANTS] = {
    [LOCKS_NEVER_RELEASED] = { forget, want_for_ever }, [LOCKS_FINALLY] = { fail_within, want_for_ever },
    [LOCKS_NON_BLOCKING] = { keep, want_at_once },      [LOCKS_TIMEOUT] = { keep, want_for_a_time },
    [LOCKS_DOUBLE_RELEASE] = { give_twice, NULL },
};

// Another than the holder gives the lock back: it may, as of a semaphore.
static void rescue(struct self *self, int holder)
{
    join(self, holder);
    program_sleep(self, plan_of(self)->hold_ns);
    give(self, LOCKS_STEP_RESCUE);
}

static void run_pair(struct self *self)
{
    const struct locks_plan *plan = plan_of(self);
    const bool never = plan->variant == LOCKS_NEVER_RELEASED;
    program_at(self, LOCKS_STEP_START);
    const int first = start(self, 0, pairs[plan->variant].first);
    int second = -1;
    if (pairs[plan->variant].second) {
        if (first > 0)
            await_event(self);
        second = start(self, 1, pairs[plan->variant].second);
    }
    if (never && holder_is_killed(self) && first > 0) {
        program_sleep(self, plan->hold_ns);
        program_at(self, LOCKS_STEP_TERMINATE);
        program_signal(self, (uint32_t)first, SIGTERM);
    }
    if (never && plan->rescue)
        rescue(self, first);
    program_at(self, LOCKS_STEP_JOIN);
    join(self, first);
    join(self, second);
}

// ---- turns -----------------------------------------------------------------------------------------------------------

// Waits until the next move of a driven run is this worker's; when all are made nobody waits any more.
static void await_turn(struct self *self, uint64_t worker)
{
    _Atomic uint32_t *turn = &shared_of(self)->turn;
    const uint8_t resource = locks_resource(program_plan(self), LOCKS_TURN);
    bool waits = false;
    for (;;) {
        const uint32_t made = atomic_load_explicit(turn, memory_order_acquire);
        const char move = plan_of(self)->moves[made];
        if (move == '\0' || move == (char)('1' + worker))
            break;
        if (!waits)
            program_note(self, NOTE_WAITS, resource, 0);
        waits = true;
        os_word_wait((const uint32_t *)turn, made, PROGRAM_FOREVER / 2);
    }
    if (waits)
        program_note(self, NOTE_ACQUIRED, resource, 0);
}

// The move is made: the next worker's turn.
static void end_turn(struct self *self)
{
    _Atomic uint32_t *turn = &shared_of(self)->turn;
    const uint32_t made = atomic_load_explicit(turn, memory_order_relaxed);
    if (plan_of(self)->moves[made] == '\0')
        return;
    atomic_store_explicit(turn, made + 1, memory_order_release);
    os_word_wake((const uint32_t *)turn, INT32_MAX);
}

// What a worker does with its locks, each a move where the run is driven.
struct mover {
    struct self *self;
    uint64_t worker;
    bool driven;
};

static struct mover mover_of(struct self *self, uint64_t worker)
{
    return (struct mover){ self, worker, locks_is_driven(program_plan(self)) };
}

static void begin_move(const struct mover *mover, uint16_t step)
{
    program_at(mover->self, step);
    if (mover->driven)
        await_turn(mover->self, mover->worker);
}

static void end_move(const struct mover *mover)
{
    if (mover->driven)
        end_turn(mover->self);
}

static bool take(const struct mover *mover, uint16_t step, struct program_lock *lock, uint64_t timeout_ns)
{
    begin_move(mover, step);
    const bool got = program_lock_take(mover->self, lock, timeout_ns);
    end_move(mover);
    return got;
}

static void give_back(const struct mover *mover, uint16_t step, struct program_lock *lock)
{
    begin_move(mover, step);
    program_lock_give(mover->self, lock);
    end_move(mover);
}

// ---- two locks -------------------------------------------------------------------------------------------------------

// Takes the first, then the second, and gives both back; steps: that of the first lock, the others follow it. False: it gave
// up the second.
static bool take_both(const struct mover *mover, struct program_lock *first, struct program_lock *second,
                      enum locks_step steps)
{
    const struct locks_plan *plan = plan_of(mover->self);
    uint16_t step = (uint16_t)steps;
    take(mover, step++, first, PROGRAM_FOREVER);
    if (plan->pause_ns > 0 && !mover->driven)
        program_sleep(mover->self, plan->pause_ns);
    const bool gives_up = plan->give_up_ns > 0 && !mover->driven;
    const bool got = take(mover, step++, second, gives_up ? plan->give_up_ns : PROGRAM_FOREVER);
    if (got) {
        program_at(mover->self, step);
        give_back(mover, (uint16_t)(step + 1), second);
    }
    give_back(mover, (uint16_t)(step + 2), first);
    return got;
}

static uint32_t rounds_of(const struct mover *mover) { return mover->driven ? 1 : plan_of(mover->self)->rounds; }

static void cross(struct self *self, uint64_t worker)
{
    const struct locks_plan *plan = plan_of(self);
    struct program_lock *locks = shared_of(self)->locks;
    const bool opposite = plan->variant == LOCKS_OPPOSITE_ORDERS && worker == 1;
    const struct mover mover = mover_of(self, worker);
    const enum locks_step steps = opposite ? LOCKS_STEP_FIRST_B : LOCKS_STEP_FIRST;
    await_event(self);
    for (uint32_t round = 0; round < rounds_of(&mover); round++)
        program_print(self, take_both(&mover, &locks[opposite], &locks[!opposite], steps) ? "had both" : "gave up");
}

// Philosopher i has fork i at the right and fork i + 1 at the left, the last one fork 0.
static void dine(struct self *self, uint64_t worker)
{
    const struct locks_plan *plan = plan_of(self);
    struct locks_shared *shared = shared_of(self);
    const uint32_t right = (uint32_t)worker, left = (right + 1) % plan->count;
    const bool left_handed = plan->arrangement == LOCKS_ONE_LEFT && right + 1 == plan->count;
    const bool waiter = plan->arrangement == LOCKS_WAITER;
    const struct mover mover = mover_of(self, worker);
    await_event(self);
    for (uint32_t round = 0; round < rounds_of(&mover); round++) {
        if (waiter) {
            begin_move(&mover, LOCKS_STEP_SIT);
            program_semaphore_take(self, &shared->seats, PROGRAM_FOREVER);
            end_move(&mover);
        }
        const bool ate = take_both(&mover, &shared->locks[left_handed ? left : right],
                                   &shared->locks[left_handed ? right : left], LOCKS_STEP_FIRST);
        if (waiter) {
            begin_move(&mover, LOCKS_STEP_RISE);
            program_semaphore_give(self, &shared->seats);
            end_move(&mover);
        }
        program_print(self, ate ? "ate" : "gave up");
    }
}

static void run_table(struct self *self)
{
    const struct locks_plan *plan = plan_of(self);
    int tasks[LOCKS_MOST];
    program_at(self, LOCKS_STEP_START);
    for (uint32_t i = 0; i < plan->tasks; i++)
        tasks[i] = start(self, i, plan->variant == LOCKS_PHILOSOPHERS ? dine : cross);
    set_event(self);
    program_at(self, LOCKS_STEP_JOIN);
    for (uint32_t i = 0; i < plan->tasks; i++)
        join(self, tasks[i]);
}

// ---- fork while held -------------------------------------------------------------------------------------------------

// In the main process's own memory, so that a fork copies it.
struct private_lock {
    struct program_lock lock;
    _Atomic uint32_t stop;
};

// A step of the listing that costs nothing beside the time that is given: the shares are those of the plan.
static void be_at(struct self *self, enum locks_step step, uint64_t ns)
{
    self->step++;
    program_note(self, NOTE_AT, 0, (uint16_t)step);
    program_compute(self, ns);
}

static void hold_by_turns(struct self *self, uint64_t where)
{
    struct private_lock *private = (struct private_lock *)(uintptr_t)where;
    set_event(self);
    for (uint32_t i = 0; i < CYCLES_MOST && !atomic_load_explicit(&private->stop, memory_order_relaxed); i++) {
        const uint64_t cycle_ns = CYCLE_FROM_NS + program_random(self, CYCLE_SPAN_NS);
        const uint64_t held_ns = cycle_ns * plan_of(self)->share / 100;
        program_lock_take(self, &private->lock, PROGRAM_FOREVER);
        be_at(self, LOCKS_STEP_TAKE, held_ns);
        program_lock_give(self, &private->lock);
        be_at(self, LOCKS_STEP_GIVE, cycle_ns - held_ns);
    }
}

static void tell(struct self *self, uint32_t which, const struct program_lock *lock)
{
    struct locks_shared *shared = shared_of(self);
    atomic_store(&shared->locks[which].word, atomic_load(&lock->word));
    atomic_fetch_or(&shared->told, 1u << which);
}

static _Noreturn void be_child(struct self *self, struct private_lock *private)
{
    struct program_lock *copy = &private->lock;
    copy->resource = LOCKS_COPY;
    atomic_store(&shared_of(self)->copied.word, atomic_load(&copy->word));
    program_note(self, NOTE_OWN, LOCKS_OWN_COPIED, (uint16_t)(program_lock_holder(copy) + 1));
    program_at(self, LOCKS_STEP_COPY_TAKE);
    if (program_lock_take(self, copy, plan_of(self)->timeout_ns)) {
        program_print(self, "acquire() is True");
        program_at(self, LOCKS_STEP_COPY_GIVE);
        program_lock_give(self, copy);
    } else {
        program_print(self, "acquire() is False: held by a thread that is not in this process");
    }
    tell(self, LOCKS_COPY, copy);
    program_exit(self, 0);
}

static void run_fork(struct self *self)
{
    struct private_lock private = { .lock = { .resource = LOCKS_ORIGINAL } };
    program_at(self, LOCKS_STEP_START);
    const int thread = program_start(self, TASK_THREAD, "T1", hold_by_turns, (uint64_t)(uintptr_t) & private);
    if (thread > 0)
        await_event(self);
    program_sleep(self, FORK_FROM_NS + program_random(self, FORK_SPAN_NS));
    program_at(self, LOCKS_STEP_FORK);
    const int child = program_fork(self, "P1");
    if (child == 0)
        be_child(self, &private);
    atomic_store_explicit(&private.stop, 1, memory_order_relaxed);
    program_at(self, LOCKS_STEP_JOIN);
    join(self, child);
    join(self, thread);
    tell(self, LOCKS_ORIGINAL, &private.lock);
}

// ---- before and after ------------------------------------------------------------------------------------------------

static void main_task(struct self *self)
{
    const uint32_t variant = plan_of(self)->variant;
    if (variant == LOCKS_FORK_WHILE_HELD)
        run_fork(self);
    else if (pairs[variant].first)
        run_pair(self);
    else
        run_table(self);
}

static struct status open_locks(void *memory, const struct plan *plan)
{
    struct locks_shared *shared = memory;
    const struct locks_plan *form = locks_plan_of(plan);
    for (uint32_t i = 0; i < locks_count(plan); i++)
        shared->locks[i].resource = (uint8_t)i;
    shared->event.resource = locks_resource(plan, LOCKS_EVENT);
    const uint32_t seats = form->variant == LOCKS_PHILOSOPHERS ? form->count - 1 : 0;
    shared->seats =
        (struct program_semaphore){ .value = seats, .bound = seats, .resource = locks_resource(plan, LOCKS_SEATS) };
    return status_ok();
}

static uint32_t tasks_most(const struct plan *plan) { return 1 + plan->tasks; }

static uint32_t notes_most(const struct plan *plan)
{
    const struct locks_plan *form = locks_plan_of(plan);
    return NOTES_BESIDE +
           (form->variant == LOCKS_FORK_WHILE_HELD ? NOTES_A_CYCLE * CYCLES_MOST : NOTES_A_ROUND * form->rounds);
}

const struct lab_program locks_program = {
    .shared_bytes = sizeof(struct locks_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .open = open_locks,
    .main = main_task,
};
