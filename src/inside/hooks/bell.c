// Between a hook and the instruction behind it the turn may not be given back. What the program runs then is a handful of
// instructions right behind the hook: who is found there is left alone, unless the next bell finds it there again, and no
// further on: then it goes round in a loop, and the instruction was done.
#include "inside/hooks/bell.h"

#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/others.h"
#include "inside/hooks/signals.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

enum {
    BEHIND_BYTES = 48,
};

static uintptr_t instruction_of(const void *context)
{
    const ucontext_t *interrupted = context;
#if defined(__x86_64__)
    return (uintptr_t)interrupted->uc_mcontext.gregs[REG_RIP];
#else
    return (uintptr_t)interrupted->uc_mcontext.pc;
#endif
}

static bool may_be_before(struct task *task, uintptr_t instruction)
{
    const uintptr_t place = task->place;
    if (instruction < place || instruction >= place + BEHIND_BYTES)
        return false;
    const uintptr_t before = task->instruction;
    task->instruction = instruction;
    return before == 0 || instruction > before;
}

static void count(const struct task *task)
{
    for (uint32_t i = 0; i < task->turn_count; i++) {
        const struct cell *cell = atomic_load(&task->turn[i].cell);
        if (!cell)
            continue;
        task->turn[i].variable->left->interrupted++;
        atomic_fetch_add(&books_head->interrupted, 1);
    }
}

static void hear(int signal, siginfo_t *info, void *context)
{
    struct task *task = hooks_me;
    (void)signal;
    (void)info;
    if (!task_is_known(task))
        return;
    atomic_store(&task->rung, 0);
    if (task->has_signal) {
        signals_look(task, context);
        return;
    }
    if (task->in_hook || task->settling || is_before_access(instruction_of(context)) ||
        may_be_before(task, instruction_of(context)))
        return;
    const int error = errno;
    count(task);
    turns_settle(task);
    task->at = 0;
    errno = error;
}

// The C library's sigaction under the name that nobody interposes.
int __sigaction(int signal, const struct sigaction *action, struct sigaction *before);

bool bell_begin(void)
{
    struct sigaction action = { .sa_sigaction = hear, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK };
    sigfillset(&action.sa_mask);
    return __sigaction(BELL_SIGNAL, &action, NULL) == 0;
}
