// A handler that comes between a hook and the instruction behind it would find the thread's turns taken, and have hooks of its own.
// So it waits for the thread's next hook, or for what is heard next, with all signals blocked until then, so that none is lost
// and they keep their order. Everywhere else what the interrupted code began is done: its turns are given back, and the handler
// is called at once. Should neither hook nor call come (the thread goes round in an empty loop), a timer looks again.
//
// Ours runs with all signals blocked until it is known what to do, and gives the program's the mask that is its own.
//
// What a fault calls is called at once: the instruction behind the hook was not done, and what it would have stored is not told.
//
// What a handler loads and stores is not what the interrupted code does: it sits on seats of its own (task->seated), until it
// returns or is left by longjmp.
#include "inside/hooks/signals.h"

#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/others.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"
#include "inside/raw.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

enum {
    SIGNALS = 65,
    BEHIND_BYTES = 48, // the instruction behind a hook is no further away
    LEVELS = 8,
    LEVEL_SHIFT = 24, // of task->seated, above the task's identity
    LOOK_NS = 1000000,
    KERNEL_SET_BYTES = 8,
};

// The C library's own, under the name that nobody interposes.
int __sigaction(int signal, const struct sigaction *action, struct sigaction *before);

static struct sigaction actions[SIGNALS]; // as the program has set them, where it has a handler

// ---- what is under way ----------------------------------------------------------------------------------------------

static uintptr_t instruction_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#else
    return (uintptr_t)context->uc_mcontext.pc;
#endif
}

static uintptr_t stack_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#else
    return (uintptr_t)context->uc_mcontext.sp;
#endif
}

static bool is_behind_hook(const struct task *task, uintptr_t instruction)
{
    return (task->turn_count > 0 || task->at != 0 || task->high != 0) && instruction >= task->place &&
           instruction < task->place + BEHIND_BYTES;
}

static bool is_under_way(const struct task *task, const ucontext_t *context)
{
    const uintptr_t instruction = instruction_of(context);
    return task->in_hook || task->settling || is_before_access(instruction) || is_behind_hook(task, instruction);
}

static bool is_fault(int signal, const siginfo_t *info)
{
    const bool may_be = signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL ||
                        signal == SIGTRAP || signal == SIGSYS;
    return may_be && info->si_code > 0;
}

static void finish(struct task *task)
{
    turns_settle(task);
    task->at = task->high = 0;
}

static void drop_stores(struct task *task)
{
    for (uint32_t i = 0; i < task->turn_count; i++)
        task->turn[i].stores = false;
}

// ---- levels ---------------------------------------------------------------------------------------------------------

struct level {
    uintptr_t interrupted;           // where the stack stood
    uintptr_t other_low, other_high; // another stack that the handler may run on; high 0: none
};

static _Thread_local struct {
    uint32_t count;
    struct level level[LEVELS];
} mine __attribute__((tls_model("initial-exec")));

static void sit(struct task *task)
{
    const uint32_t level = mine.count < LEVELS ? mine.count : LEVELS;
    task->seated = task->identity | level << LEVEL_SHIFT;
}

static void enter(struct task *task, uintptr_t interrupted)
{
    stack_t other = { 0 };
    if (mine.count < LEVELS) {
        struct level *level = &mine.level[mine.count];
        *level = (struct level){ .interrupted = interrupted };
        if (raw_call(SYS_sigaltstack, 0, (long)&other, 0, 0, 0, 0) == 0 && !(other.ss_flags & SS_DISABLE)) {
            level->other_low = (uintptr_t)other.ss_sp;
            level->other_high = (uintptr_t)other.ss_sp + other.ss_size;
        }
    }
    mine.count++;
    sit(task);
}

static void leave(struct task *task, uint32_t levels)
{
    mine.count = levels;
    sit(task);
}

static bool is_left(const struct level *level, uintptr_t stack)
{
    return stack >= level->interrupted && !(stack >= level->other_low && stack < level->other_high);
}

void signals_left(uintptr_t stack)
{
    struct task *task = hooks_me;
    uint32_t levels = mine.count < LEVELS ? mine.count : LEVELS;
    if (levels == 0 || !task_is_known(task))
        return;
    while (levels > 0 && is_left(&mine.level[levels - 1], stack))
        levels--;
    if (levels < LEVELS)
        leave(task, levels);
}

// ---- called ---------------------------------------------------------------------------------------------------------

static void call(int signal, siginfo_t *info, void *context)
{
    const struct sigaction *action = &actions[signal];
    if (action->sa_flags & SA_SIGINFO)
        action->sa_sigaction(signal, info, context);
    else
        action->sa_handler(signal);
}

static void call_seated(int signal, siginfo_t *info, ucontext_t *context)
{
    struct task *task = hooks_me;
    const uint32_t levels = mine.count;
    if (!task_is_known(task)) {
        call(signal, info, context);
        return;
    }
    int error = errno;
    finish(task);
    task->in_hook = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    order_gets(&task->clocks.order, ORDER_SIGNALS);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    task->in_hook = false;
    enter(task, stack_of(context));
    errno = error;
    call(signal, info, context);
    error = errno;
    if (task_is_known(task = hooks_me)) {
        finish(task);
        leave(task, levels);
    }
    errno = error;
}

// ---- waiting --------------------------------------------------------------------------------------------------------

static _Thread_local struct {
    int signal;
    siginfo_t info;
    ucontext_t context;
    sigset_t mask; // as it was before
    bool has_timer;
    int timer;
    uintptr_t looked_at; // where the timer found it last
} waits __attribute__((tls_model("initial-exec")));

static void set_mask(const sigset_t *mask)
{
    raw_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)mask, 0, KERNEL_SET_BYTES, 0, 0);
}

static void timer_again(void)
{
    const struct itimerspec time = { .it_value.tv_nsec = LOOK_NS };
    if (waits.has_timer)
        raw_call(SYS_timer_settime, waits.timer, 0, (long)&time, 0, 0, 0);
}

static void timer_begin(const struct task *task)
{
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = BELL_SIGNAL;
    event._sigev_un._tid = task->tid;
    waits.looked_at = 0;
    waits.has_timer = raw_call(SYS_timer_create, CLOCK_MONOTONIC, (long)&event, (long)&waits.timer, 0, 0, 0) == 0;
    timer_again();
}

static void timer_end(void)
{
    if (waits.has_timer)
        raw_call(SYS_timer_delete, waits.timer, 0, 0, 0, 0, 0);
    waits.has_timer = false;
}

// All but those of faults, and the bell's where that is to be heard.
static void block_all(sigset_t *mask, bool but_bell)
{
    static const int kept[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS };
    sigfillset(mask);
    for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
        sigdelset(mask, kept[i]);
    if (but_bell)
        sigdelset(mask, BELL_SIGNAL);
}

// With what a handler's setting blocks besides, as the kernel would have it.
static void set_mask_during(int signal, const sigset_t *before)
{
    sigset_t during;
    sigorset(&during, before, &actions[signal].sa_mask);
    if (!(actions[signal].sa_flags & SA_NODEFER))
        sigaddset(&during, signal);
    set_mask(&during);
}

// The kernel's sets are shorter than libc's, and what stands behind one in a handler's context is not its own.
static void put_set(sigset_t *to, const sigset_t *from) { to->__val[0] = from->__val[0]; }

static void keep(int signal, const siginfo_t *info, const ucontext_t *context)
{
    waits.signal = signal;
    waits.info = *info;
    waits.context = *context;
#if defined(__x86_64__)
    if (context->uc_mcontext.fpregs) {
        waits.context.__fpregs_mem = *context->uc_mcontext.fpregs;
        waits.context.uc_mcontext.fpregs = &waits.context.__fpregs_mem;
    }
#endif
    put_set(&waits.mask, &context->uc_sigmask);
}

// What copies is a function of ours as well (hooks/copies.c), so all of it is said to be in a hook.
static void wait_for_hook(struct task *task, int signal, const siginfo_t *info, ucontext_t *context)
{
    const uint8_t in_hook = task->in_hook;
    sigset_t blocked;
    task->in_hook = true;
    keep(signal, info, context);
    block_all(&blocked, true);
    put_set(&context->uc_sigmask, &blocked);
    timer_begin(task);
    task_call(task);
    task->has_signal = true;
    task->in_hook = in_hook;
}

void signals_deliver(struct task *task)
{
    const int error = errno;
    task->in_hook = true;
    const int signal = waits.signal;
    const sigset_t mask = waits.mask;
    siginfo_t info = waits.info;
    ucontext_t context = waits.context;
#if defined(__x86_64__)
    if (context.uc_mcontext.fpregs)
        context.uc_mcontext.fpregs = &context.__fpregs_mem;
#endif
    timer_end();
    task->has_signal = false;
    task_call_done(task);
    finish(task);
    set_mask_during(signal, &mask);
    task->in_hook = false;
    errno = error;
    call_seated(signal, &info, &context);
    set_mask(&mask);
}

void signals_look(struct task *task, void *context)
{
    ucontext_t *interrupted = context;
    const uintptr_t instruction = instruction_of(interrupted), before = waits.looked_at;
    if (!task->has_signal)
        return;
    waits.looked_at = instruction;
    if (task->in_hook || task->settling || is_before_access(instruction) ||
        (is_behind_hook(task, instruction) && (before == 0 || instruction > before))) {
        timer_again();
        return;
    }
    put_set(&interrupted->uc_sigmask, &waits.mask);
    signals_deliver(task);
}

// ---- ours -----------------------------------------------------------------------------------------------------------

static void trampoline(int signal, siginfo_t *info, void *context)
{
    struct task *task = hooks_me;
    if (task_is_known(task) && is_fault(signal, info)) {
        drop_stores(task);
        task->in_hook = false; // it copied for the program
    } else if (task_is_known(task) && is_under_way(task, context)) {
        wait_for_hook(task, signal, info, context);
        return;
    }
    set_mask_during(signal, &((ucontext_t *)context)->uc_sigmask);
    call_seated(signal, info, context);
}

static bool has_handler(const struct sigaction *action)
{
    return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

HOOK int sigaction(int signal, const struct sigaction *action, struct sigaction *before)
{
    if (!hooks_are_on() || signal <= 0 || signal >= SIGNALS)
        return __sigaction(signal, action, before);
    const struct sigaction was = actions[signal];
    struct sigaction ours;
    if (action) {
        ours = *action;
        if (has_handler(action)) {
            actions[signal] = *action;
            ours.sa_sigaction = trampoline;
            ours.sa_flags |= SA_SIGINFO;
            block_all(&ours.sa_mask, false); // until it is known when it may be called
        }
    }
    struct sigaction found;
    const int result = __sigaction(signal, action ? &ours : NULL, &found);
    if (result != 0)
        actions[signal] = was;
    else if (before)
        *before = found.sa_sigaction == trampoline ? was : found;
    return result;
}

static sighandler_t set_handler(int signal, sighandler_t handler, int flags, bool blocks)
{
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    if (handler == SIG_ERR || signal <= 0 || signal >= SIGNALS) {
        errno = EINVAL;
        return SIG_ERR;
    }
    if (blocks)
        sigaddset(&action.sa_mask, signal);
    return sigaction(signal, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}

HOOK sighandler_t signal(int number, sighandler_t handler) { return set_handler(number, handler, SA_RESTART, true); }

HOOK sighandler_t ssignal(int number, sighandler_t handler) { return set_handler(number, handler, SA_RESTART, true); }

HOOK sighandler_t bsd_signal(int number, sighandler_t handler);
sighandler_t bsd_signal(int number, sighandler_t handler) { return set_handler(number, handler, SA_RESTART, true); }

#define ONCE ((int)(SA_RESETHAND | SA_NODEFER))

HOOK sighandler_t sysv_signal(int number, sighandler_t handler) { return set_handler(number, handler, ONCE, false); }

HOOK sighandler_t __sysv_signal(int number, sighandler_t handler) { return set_handler(number, handler, ONCE, false); }

void signals_begin(void) { task_deliver = signals_deliver; }
