// A thread ends when all its destructors have run: libc calls those of its keys again and again as long as they set their keys
// anew, a few times. Ours does, and takes its thread for ended the last time. It comes whether the thread returned, called
// pthread_exit or was cancelled.
//
// Its stack then goes to another thread, or to nobody: what was watched there ends, and the rest of its shadow is given back.
#include "inside/hooks/threads.h"

#include "inside/hooks/cell.h"
#include "inside/hooks/clock.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/spin.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/hooks/wide.h"

#include <limits.h>
#include <pthread.h>
#include <sys/resource.h>

enum {
    FIRST_STACK_BYTES = 8 << 20,
};

extern void *__libc_stack_end;

static pthread_key_t key;
static bool has_key;

static _Thread_local struct {
    uintptr_t low, high; // of its stack; high 0: not known, or the main thread's
    uintptr_t rounds;    // of destructors
} thread __attribute__((tls_model("initial-exec")));

static void find_stack(void)
{
    pthread_attr_t attributes;
    void *low = NULL;
    size_t bytes = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &low, &bytes) == 0) {
        thread.low = hooks_me->stack_low = (uintptr_t)low;
        thread.high = hooks_me->stack_high = (uintptr_t)low + bytes;
    }
    pthread_attr_destroy(&attributes);
}

static void clean_cells(const struct task *task, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        struct cell *cell = cell_at(i);
        uint32_t own = task->identity;
        atomic_compare_exchange_strong(&cell->stealing, &own, 0);
        if (atomic_load(&cell->taken) != task->identity || cell == task->spare_cell)
            continue;
        for (struct variable *variable = cell->variables; variable; variable = variable->next)
            variable->left->doubt |= BOOKS_DOUBT_TURN;
        turn_give(cell);
    }
}

// A thread may be cancelled anywhere, if it has asked for that: in the middle of a hook, too. What it had is given back, and
// nothing is certain of what it was at.
static void clean_up(struct task *task)
{
    task->in_hook = task->settling = false;
    spin_give_back();
    turns_settle(task);
    clean_cells(task, 1, atomic_load_explicit(&process()->cells, memory_order_acquire));
    clean_cells(task, CELLS_OWN, shared_cells_end());
}

static void end(void *nothing)
{
    (void)nothing;
    if (++thread.rounds < PTHREAD_DESTRUCTOR_ITERATIONS) {
        pthread_setspecific(key, &thread);
        return;
    }
    struct task *task = hooks_me;
    if (!task_is_known(task))
        return;
    if (task->in_hook || task->settling)
        clean_up(task);
    hooks_settle();
    if (thread.high)
        forget_wide(thread.low, thread.high - thread.low);
    task->in_hook = true;
    order_task_end(&task->clocks.order, thread_object(pthread_self()));
    task->in_hook = false;
    hooks_task_end();
}

// The first thread's goes as far down as it may grow.
static void find_first_stack(void)
{
    struct rlimit limit;
    struct task *task = hooks_me;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur > FIRST_STACK_BYTES)
        limit.rlim_cur = FIRST_STACK_BYTES;
    task->stack_high = (uintptr_t)__libc_stack_end;
    task->stack_low = task->stack_high - limit.rlim_cur;
}

void threads_begin(void)
{
    find_first_stack();
    has_key = pthread_key_create(&key, end) == 0;
    if (has_key)
        pthread_setspecific(key, &thread);
}

void thread_begins(uint32_t made)
{
    clock_made = made;
    hooks_task_begin();
    clock_made = 0;
    thread.rounds = 0;
    find_stack();
    if (has_key)
        pthread_setspecific(key, &thread);
}
