// The functions that map memory, in front of the real ones: what is given back is forgotten by the hooks, and what processes share is
// known (shared.h).
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/wide.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>

#define NOWHERE ((void *)-1) // NOLINT(performance-no-int-to-ptr)

static struct {
    __typeof__(mmap) *mmap;
    __typeof__(munmap) *munmap;
    void *(*mremap)(void *, size_t, size_t, int, ...);
    __typeof__(shmat) *shmat;
    __typeof__(shmdt) *shmdt;
} real;

static void resolve(void)
{
    real.munmap = (__typeof__(real.munmap))dlsym(RTLD_NEXT, "munmap");
    real.mremap = (__typeof__(real.mremap))dlsym(RTLD_NEXT, "mremap");
    real.shmat = (__typeof__(real.shmat))dlsym(RTLD_NEXT, "shmat");
    real.shmdt = (__typeof__(real.shmdt))dlsym(RTLD_NEXT, "shmdt");
    __atomic_store_n(&real.mmap, (__typeof__(real.mmap))dlsym(RTLD_NEXT, "mmap"), __ATOMIC_RELEASE);
}

#define REAL(name) (likely(__atomic_load_n(&real.mmap, __ATOMIC_ACQUIRE) != NULL) ? (void)0 : resolve(), real.name)
#define PLACE ((uintptr_t)__builtin_return_address(0))

// What is told of it, in a hook that leaves errno alone.
#define IN_HOOK(...)                                                                                                   \
    do {                                                                                                               \
        const int error_ = errno;                                                                                      \
        struct task *task_ = hooks_are_on() ? hook_enter() : NULL;                                                     \
        if (task_) {                                                                                                   \
            turns_settle(task_);                                                                                       \
            task_->at = 0;                                                                                             \
            __VA_ARGS__;                                                                                               \
            hook_leave(task_, task_->place);                                                                           \
        }                                                                                                              \
        errno = error_;                                                                                                \
    } while (0)

static void unmaps(uintptr_t at, size_t bytes)
{
    IN_HOOK(shared_unmapped(at, bytes));
    if (hooks_are_on())
        forget_wide(at, bytes);
}

HOOK void *mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset)
{
    if (flags & MAP_FIXED)
        unmaps((uintptr_t)at, bytes);
    else
        hooks_settle();
    void *mapped = REAL(mmap)(at, bytes, protection, flags, file, offset);
    const struct heap_object object = { (uintptr_t)mapped, bytes, PLACE, 0 };
    if (mapped != NOWHERE && flags & MAP_SHARED)
        IN_HOOK(shared_mapped(&object, protection, flags, file, offset));
    return mapped;
}

HOOK void *mmap64(void *at, size_t bytes, int protection, int flags, int file, off_t offset)
    __attribute__((alias("mmap")));

HOOK int munmap(void *at, size_t bytes)
{
    unmaps((uintptr_t)at, bytes);
    return REAL(munmap)(at, bytes);
}

HOOK void *mremap(void *at, size_t bytes, size_t wanted, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    void *to = va_arg(more, void *);
    va_end(more);
    if (hooks_are_on())
        forget_wide((uintptr_t)at, bytes);
    void *moved = REAL(mremap)(at, bytes, wanted, flags, to);
    if (moved != NOWHERE)
        IN_HOOK(shared_resized((uintptr_t)at, bytes, (uintptr_t)moved, wanted));
    return moved;
}

HOOK void *shmat(int segment, const void *at, int flags)
{
    hooks_settle();
    void *attached = REAL(shmat)(segment, at, flags);
    struct shmid_ds about;
    if (attached == NOWHERE || !hooks_are_on())
        return attached;
    const int error = errno;
    const bool is_known = shmctl(segment, IPC_STAT, &about) == 0;
    errno = error;
    const struct heap_object object = { (uintptr_t)attached, is_known ? about.shm_segsz : 0, PLACE, 0 };
    if (is_known)
        IN_HOOK(shared_attached(&object, segment));
    else
        shared_unseen();
    return attached;
}

HOOK int shmdt(const void *at)
{
    if (hooks_are_on())
        unmaps((uintptr_t)at, shared_bytes((uintptr_t)at));
    return REAL(shmdt)(at);
}
