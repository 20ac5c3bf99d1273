// What programs tell a race detector of themselves, by functions of its library: locks of their own making, and that one thing happens
// before another. They order as an atomic at that address does; so a lock of their own is none by name, and what it guards is
// "no lock, ordered in this run". What was meant to silence a detector does nothing: all is told.
#include "inside/hooks/clock.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/turn.h"

#define TRY_LOCK_FAILED (1u << 5) // __tsan_mutex_try_lock_failed, of gcc's and clang's <sanitizer/tsan_interface.h>

static void order(const volatile void *at, enum touch_kind kind, int how, uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    clock_atomic_before(&task->clocks, shared_object((uintptr_t)at), kind, how);
    clock_atomic_after(&task->clocks, shared_object((uintptr_t)at), kind, how);
    hook_leave(task, place);
}

#define PLACE ((uintptr_t)__builtin_return_address(0))
#define ACQUIRE(at) order(at, TOUCH_ATOMIC_LOAD, __ATOMIC_ACQUIRE, PLACE)
#define RELEASE(at) order(at, TOUCH_ATOMIC_BOTH, __ATOMIC_RELEASE, PLACE) // what others released there before stays

#define TOLD(name, parameters, ...)                                                                                    \
    HOOK void name parameters;                                                                                         \
    void name parameters { __VA_ARGS__; }
#define UNHEARD(name)                                                                                                  \
    HOOK void name(void);                                                                                              \
    void name(void) {}

TOLD(__tsan_acquire, (void *at), ACQUIRE(at))
TOLD(__tsan_release, (void *at), RELEASE(at))
TOLD(AnnotateHappensBefore, (const char *file, int line, const volatile void *at), (void)file, (void)line, RELEASE(at))
TOLD(AnnotateHappensAfter, (const char *file, int line, const volatile void *at), (void)file, (void)line, ACQUIRE(at))
TOLD(AnnotateRWLockAcquired, (const char *file, int line, const volatile void *at, long writes), (void)file, (void)line,
     (void)writes, ACQUIRE(at))
TOLD(AnnotateRWLockReleased, (const char *file, int line, const volatile void *at, long writes), (void)file, (void)line,
     (void)writes, RELEASE(at))
TOLD(__tsan_mutex_post_lock, (void *at, unsigned flags, int recursion), (void)recursion,
     flags &TRY_LOCK_FAILED ? (void)0 : ACQUIRE(at))

HOOK int __tsan_mutex_pre_unlock(void *at, unsigned flags);
int __tsan_mutex_pre_unlock(void *at, unsigned flags)
{
    (void)flags;
    RELEASE(at);
    return 1; // level of recursion
}

UNHEARD(__tsan_mutex_create)
UNHEARD(__tsan_mutex_destroy)
UNHEARD(__tsan_mutex_pre_lock)
UNHEARD(__tsan_mutex_post_unlock)
UNHEARD(__tsan_mutex_pre_signal)
UNHEARD(__tsan_mutex_post_signal)
UNHEARD(__tsan_mutex_pre_divert)
UNHEARD(__tsan_mutex_post_divert)
UNHEARD(__tsan_ignore_thread_begin)
UNHEARD(__tsan_ignore_thread_end)
UNHEARD(AnnotateRWLockCreate)
UNHEARD(AnnotateRWLockDestroy)
UNHEARD(AnnotateIgnoreReadsBegin)
UNHEARD(AnnotateIgnoreReadsEnd)
UNHEARD(AnnotateIgnoreWritesBegin)
UNHEARD(AnnotateIgnoreWritesEnd)
UNHEARD(AnnotateIgnoreSyncBegin)
UNHEARD(AnnotateIgnoreSyncEnd)
UNHEARD(AnnotateBenignRace)
UNHEARD(AnnotateBenignRaceSized)
UNHEARD(AnnotateNewMemory)
UNHEARD(AnnotateThreadName)

HOOK int RunningOnValgrind(void);
int RunningOnValgrind(void) { return 0; }

// Fibers are switched within a thread, whose order is theirs.
HOOK void *__tsan_get_current_fiber(void);
HOOK void *__tsan_create_fiber(unsigned flags);
static char fiber;
void *__tsan_get_current_fiber(void) { return &fiber; }
void *__tsan_create_fiber(unsigned flags)
{
    (void)flags;
    return &fiber;
}
UNHEARD(__tsan_destroy_fiber)
UNHEARD(__tsan_switch_to_fiber)
UNHEARD(__tsan_set_fiber_name)
