// What C++ makes when it is first needed (static variables of functions): who finds it made follows who made it. The program's own
// look at the guard has hooks, what says that it is made is in the C++ library and has none.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"

#include <dlfcn.h>

static struct {
    int (*acquire)(uint64_t *guard);
    void (*release)(uint64_t *guard), (*abort)(uint64_t *guard);
} real;

static void resolve(void)
{
    real.acquire = (__typeof__(real.acquire))dlsym(RTLD_NEXT, "__cxa_guard_acquire");
    real.release = (__typeof__(real.release))dlsym(RTLD_NEXT, "__cxa_guard_release");
    real.abort = (__typeof__(real.abort))dlsym(RTLD_NEXT, "__cxa_guard_abort");
}

#define REAL(name) (real.name ? (void)0 : resolve(), real.name)

static void tell(void (*what)(struct order_task *task, uint64_t object), const uint64_t *guard)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    what(&task->clocks.order, (uintptr_t)guard);
    hook_leave(task, task->place);
}

HOOK int __cxa_guard_acquire(uint64_t *guard);
HOOK void __cxa_guard_release(uint64_t *guard);
HOOK void __cxa_guard_abort(uint64_t *guard);

int __cxa_guard_acquire(uint64_t *guard)
{
    hooks_settle();
    const int must_make = REAL(acquire)(guard);
    tell(order_gets, guard);
    return must_make;
}

void __cxa_guard_release(uint64_t *guard)
{
    tell(order_posts, guard);
    REAL(release)(guard);
}

void __cxa_guard_abort(uint64_t *guard)
{
    hooks_settle();
    REAL(abort)(guard);
}
