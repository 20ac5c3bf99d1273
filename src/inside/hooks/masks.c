// What a program asks of its signals: a handler that waits for the next hook (signals.c) is called first, so that it finds its mask as
// it set it, and what it waits for has not come already.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/task.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

static struct {
    __typeof__(sigprocmask) *sigprocmask;
    __typeof__(pthread_sigmask) *pthread_sigmask;
    __typeof__(sigpending) *sigpending;
    __typeof__(sigsuspend) *sigsuspend;
    __typeof__(pause) *pause;
    __typeof__(sigwait) *sigwait;
    __typeof__(sigwaitinfo) *sigwaitinfo;
    __typeof__(sigtimedwait) *sigtimedwait;
} real;

// Before anything of the program runs: a handler may ask, in which one cannot look.
static __attribute__((constructor)) void resolve(void)
{
#define RESOLVE(name) real.name = (__typeof__(real.name))dlsym(RTLD_NEXT, #name)
    RESOLVE(sigprocmask);
    RESOLVE(pthread_sigmask);
    RESOLVE(sigpending);
    RESOLVE(sigsuspend);
    RESOLVE(pause);
    RESOLVE(sigwait);
    RESOLVE(sigwaitinfo);
    RESOLVE(sigtimedwait);
}

static void call_waiting(void)
{
    struct task *task = hooks_me;
    hooks_settle();
    if (unlikely(task->has_signal) && task_is_known(task) && !task->in_hook)
        task_deliver(task);
}

#define REAL(name) (real.name ? (void)0 : resolve(), call_waiting(), real.name)

HOOK int sigprocmask(int how, const sigset_t *set, sigset_t *before) { return REAL(sigprocmask)(how, set, before); }

HOOK int pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
    return REAL(pthread_sigmask)(how, set, before);
}

HOOK int sigpending(sigset_t *set) { return REAL(sigpending)(set); }

HOOK int sigsuspend(const sigset_t *set) { return REAL(sigsuspend)(set); }

HOOK int pause(void) { return REAL(pause)(); }

// It has had one: it follows who sent it.
static int got(int result, bool any)
{
    const int error = errno;
    struct task *task = hooks_are_on() && any ? hook_enter() : NULL;
    if (task) {
        order_gets(&task->clocks.order, ORDER_SIGNALS);
        hook_leave(task, task->place);
    }
    errno = error;
    return result;
}

HOOK int sigwait(const sigset_t *set, int *signal)
{
    const int result = REAL(sigwait)(set, signal);
    return got(result, result == 0);
}

HOOK int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
    const int result = REAL(sigwaitinfo)(set, info);
    return got(result, result > 0);
}

HOOK int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *limit)
{
    const int result = REAL(sigtimedwait)(set, info, limit);
    return got(result, result > 0);
}
