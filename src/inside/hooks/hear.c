// What the library that stands before libc's functions (listen.h) lets us hear: what may wait gives our turns back first, and what
// puts tasks in order is told to their clocks. Without that library in the program nothing is heard.
#include "inside/hooks/hear.h"

#include "inside/hooks/enter.h"
#include "inside/hooks/fork.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/signals.h"
#include "inside/hooks/task.h"
#include "inside/hooks/threads.h"
#include "inside/hooks/turn.h"
#include "inside/listen.h"

#pragma weak raceledger_listen // NULL where the library is not there

// What is no address of the program, as the order's objects know it. All sockets are one: their two ends have no number in common.
#define SOCKETS (ORDER_FILE | 1)

enum { // enum left_file
    FILE_PIPE = 1,
    FILE_SOCKET = 2,
};

static uint64_t object_of(uint64_t object, uint64_t file)
{
    return file == 0 ? shared_object(object) : file == FILE_SOCKET ? SOCKETS : ORDER_FILE | object;
}

static void locked(struct task *task, uint64_t object, uint64_t value)
{
    order_locked(&task->clocks.order, shared_object(object), value == HEARD_TO_READ);
    locks_take(&task->clocks.locks, task->image, object, value == HEARD_TO_READ, task->clocks.order.now);
}

static void unlocks(struct task *task, uint64_t object, uint64_t value)
{
    const bool to_read = locks_give(&task->clocks.locks, task->image, object, value == HEARD_TO_READ);
    order_unlocks(&task->clocks.order, shared_object(object), to_read);
}

static void made(struct task *task, uint64_t object, uint64_t value)
{
    if (value > 0)
        order_barrier(&task->clocks.order, shared_object(object), (uint32_t)value);
    else
        order_forget(shared_object(object));
}

static void posts(struct task *task, uint64_t object, uint64_t file)
{
    if (file <= FILE_SOCKET)
        order_posts(&task->clocks.order, object_of(object, file));
}

static void gets(struct task *task, uint64_t object, uint64_t file)
{
    if (file <= FILE_SOCKET)
        order_gets(&task->clocks.order, object_of(object, file));
}

static void arrives(struct task *task, uint64_t object, uint64_t value)
{
    (void)value;
    order_arrives(&task->clocks.order, shared_object(object));
}

static void passes(struct task *task, uint64_t object, uint64_t value)
{
    (void)value;
    order_passes(&task->clocks.order, shared_object(object));
}

static void created(struct task *task, uint64_t thread, uint64_t answered)
{
    (void)task;
    if (thread == 0)
        order_not_made((uint32_t)answered);
}

static void joined(struct task *task, uint64_t thread, uint64_t value)
{
    (void)value;
    order_gets(&task->clocks.order, thread_object(thread));
}

static void forked(struct task *task, uint64_t process, uint64_t value)
{
    (void)task;
    (void)value;
    fork_is_done((int32_t)process);
}

static void reaped(struct task *task, uint64_t process, uint64_t value)
{
    (void)value;
    if (process != 0)
        order_process_ended(&task->clocks.order, (int32_t)process);
    else
        order_processes_ended(&task->clocks.order);
}

static void opened(struct task *task, uint64_t object, uint64_t name)
{
    (void)task;
    shared_names(object, name);
}

static void (*const deeds[])(struct task *, uint64_t, uint64_t) = {
    [HEARD_MADE] = made,     [HEARD_LOCKED] = locked,   [HEARD_UNLOCKS] = unlocks, [HEARD_POSTS] = posts,
    [HEARD_GETS] = gets,     [HEARD_ARRIVES] = arrives, [HEARD_PASSES] = passes,   [HEARD_CREATED] = created,
    [HEARD_JOINED] = joined, [HEARD_FORKED] = forked,   [HEARD_REAPED] = reaped,   [HEARD_OPENED] = opened,
};

static uint64_t hears(enum heard what, uint64_t object, uint64_t value)
{
    uint64_t answer = 0;
    if (what == HEARD_BEGINS)
        thread_begins((uint32_t)value);
    struct task *task = hook_enter();
    if (!task)
        return 0;
    turns_settle(task);
    task->at = 0;
    if (what == HEARD_CREATES)
        answer = order_makes(&task->clocks.order);
    else if (what < sizeof deeds / sizeof *deeds && deeds[what])
        deeds[what](task, object, value);
    hook_leave(task, task->place);
    if (unlikely(task->has_signal))
        signals_deliver(task);
    return answer;
}

void hear_begin(void)
{
    if (raceledger_listen && hooks_are_on())
        raceledger_listen(hears);
}
