// What a worker does: takes a task, does it, puts its result, until it is told that there are no more.
#include "labs/pool/workers.h"

#include "os/pipe.h"

#include <stdio.h>

#define HELD_NS UINT64_C(1000000000) // how long a task takes whose worker is to be killed

uint16_t pool_number(const struct pool_message *message)
{
    return message->number == POOL_MESSAGE_END ? POOL_NUMBER_END : (uint16_t)(message->number - 1);
}

uint32_t pool_chosen(const struct pool_plan *plan)
{
    const uint32_t chosen = 3;
    if (!pool_raises(plan) && plan->variant != POOL_KILLED_WORKER)
        return POOL_TASKS_MAX;
    return chosen < plan->given ? chosen : plan->given - 1;
}

// Into this worker's hand, with the read lock. False: there are no more.
static bool take(struct self *self)
{
    struct pool_shared *shared = pool_shared_of(self);
    struct pool_message *hand = &shared->hands[self->task];
    program_at(self, POOL_STEP_TAKE);
    program_lock_take(self, &shared->read_lock, PROGRAM_FOREVER);
    if (!os_pipe_ready(shared->task_read, 0))
        program_note(self, NOTE_WAITS, POOL_TASKS, 0);
    if (!os_pipe_read(shared->task_read, hand, sizeof *hand))
        program_exit(self, 1);
    program_note(self, NOTE_TOOK, POOL_TASKS, pool_number(hand));
    program_lock_give(self, &shared->read_lock);
    return hand->number != POOL_MESSAGE_END;
}

static uint64_t task_ns(struct self *self)
{
    const struct pool_plan *plan = pool_plan_of_self(self);
    const uint64_t most = plan->variant == POOL_INSTANT ? 0 : plan->task_ns;
    return most * program_random(self, 1000) / 1000;
}

// The given task itself. False: it raised an error.
static bool do_task(struct self *self, uint32_t number)
{
    struct pool_shared *shared = pool_shared_of(self);
    const struct pool_plan *plan = pool_plan_of_self(self);
    uint64_t ns = task_ns(self);
    if (number == pool_chosen(plan) && pool_raises(plan)) {
        program_at(self, POOL_STEP_RAISE);
        program_note(self, NOTE_RAISED, 0, POOL_ERROR_VALUE);
        return false;
    }
    if (number == pool_chosen(plan)) {
        program_at(self, POOL_STEP_BUSY);
        shared->victim = self->task;
        program_event_set(self, &shared->busy);
        ns = HELD_NS;
    }
    program_at(self, POOL_STEP_WORK);
    if (ns > 0)
        program_sleep(self, ns);
    return true;
}

void pool_put_result(struct self *self, struct pool_message message)
{
    struct pool_shared *shared = pool_shared_of(self);
    program_lock_take(self, &shared->write_lock, PROGRAM_FOREVER);
    (void)os_pipe_write(shared->result_write, &message, sizeof message); // the supervisor holds its other end open
    program_note(self, NOTE_PUT, POOL_RESULTS, pool_number(&message));
    program_lock_give(self, &shared->write_lock);
}

static void work(struct self *self, uint64_t argument)
{
    (void)argument;
    while (take(self)) {
        struct pool_message result = pool_shared_of(self)->hands[self->task];
        result.failed = !do_task(self, pool_number(&result));
        program_at(self, POOL_STEP_PUT);
        pool_put_result(self, result);
    }
}

bool pool_make_worker(struct self *self, uint32_t place, uint32_t number)
{
    char name[TASK_NAME_BYTES];
    snprintf(name, sizeof name, "P%u", (unsigned)number);
    const int worker = program_start(self, TASK_PROCESS, name, work, place);
    pool_shared_of(self)->workers[place] = worker > 0 ? (uint32_t)worker : 0;
    return worker > 0;
}
