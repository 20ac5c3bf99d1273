// Semaphores. A wait is told only where the semaphore was not to be had at once.
#include "inside/inside.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER "/dev/shm/sem."

enum {
    SHM_NAME_MAX = 255,
};

// The lock of which this semaphore's waits are told; NULL: they are its own.
static inline const void *stands_for(const sem_t *semaphore, const char *here)
{
    const char *at = (const char *)semaphore;
    return unlikely(own.proxy.lock != NULL) && own.proxy.frame && at > here && at < own.proxy.frame ? own.proxy.lock
                                                                                                    : NULL;
}

INTERPOSED int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    const int result = real_of(sem_init)(semaphore, shared, value);
    if (result == 0 && !stands_for(semaphore, __builtin_frame_address(0))) {
        hear(HEARD_MADE, semaphore, 0);
        put(LEFT_SEM_MADE, semaphore, value);
    }
    return result;
}

// What all who opened the semaphore of that name have in common; 0: not known.
static uint64_t file_of(const char *name)
{
    char path[sizeof FOLDER + SHM_NAME_MAX];
    struct stat found = { 0 };
    while (*name == '/')
        name++;
    const size_t bytes = strnlen(name, SHM_NAME_MAX + 1);
    if (bytes > SHM_NAME_MAX || inside_is_shut())
        return 0;
    memcpy(path, FOLDER, sizeof FOLDER - 1);
    memcpy(path + sizeof FOLDER - 1, name, bytes);
    path[sizeof FOLDER - 1 + bytes] = '\0';
    return raw_call(SYS_newfstatat, AT_FDCWD, (long)path, (long)&found, 0, 0, 0) == 0
               ? file_number(found.st_dev, found.st_ino)
               : 0;
}

INTERPOSED sem_t *sem_open(const char *name, int flags, ...)
{
    mode_t mode = 0;
    unsigned value = 0;
    if (flags & O_CREAT) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        value = va_arg(more, unsigned);
        va_end(more);
    }
    sem_t *semaphore = real_of(sem_open)(name, flags, mode, value);
    if (semaphore != SEM_FAILED) {
        const uint64_t file = file_of(name);
        hear(HEARD_OPENED, semaphore, file);
        put_long(LEFT_SEM_OPENED, (uintptr_t)semaphore, file, value, 0);
    }
    return semaphore;
}

static int ended(sem_t *semaphore, int result, struct wait outer)
{
    wait_end(outer);
    if (stands_for(semaphore, __builtin_frame_address(0)))
        return result; // whether the lock was got then is told by who takes it
    const int error = errno;
    if (result == 0)
        hear(HEARD_GETS, semaphore, 0);
    put(result == 0 ? LEFT_SEM_GOT : LEFT_SEM_REFUSED, semaphore, result == 0 ? 1 : (uint32_t)error);
    return result;
}

// Whether it was to be had at once. Waiting is a place where a thread may be cancelled, trying is none; and what is no time is
// refused without trying.
static bool at_once(sem_t *semaphore, const struct timespec *until)
{
    const int error = errno;
    if (until && (until->tv_nsec < 0 || until->tv_nsec >= 1000000000))
        return false;
    real_of(pthread_testcancel)();
    const bool got = real_of(sem_trywait)(semaphore) == 0;
    const void *lock = stands_for(semaphore, __builtin_frame_address(0));
    errno = error;
    if (lock) {
        own.proxy.waited |= !got;
        if (!got)
            put(LEFT_SEM_WAITS, lock, 0);
        return got;
    }
    if (got)
        hear(HEARD_GETS, semaphore, 0);
    put(got ? LEFT_SEM_GOT : LEFT_SEM_WAITS, semaphore, 0);
    return got;
}

static inline __attribute__((always_inline)) const void *told_of(const sem_t *semaphore)
{
    const void *lock = stands_for(semaphore, __builtin_frame_address(0));
    return lock ? lock : semaphore;
}

INTERPOSED int sem_wait(sem_t *semaphore)
{
    if (at_once(semaphore, NULL))
        return 0;
    const struct wait outer = wait_begin(LEFT_SEM_REFUSED, told_of(semaphore));
    return ended(semaphore, real_of(sem_wait)(semaphore), outer);
}

INTERPOSED int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    if (at_once(semaphore, until))
        return 0;
    const struct wait outer = wait_begin(LEFT_SEM_REFUSED, told_of(semaphore));
    return ended(semaphore, real_of(sem_timedwait)(semaphore, until), outer);
}

INTERPOSED int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    if (at_once(semaphore, until))
        return 0;
    const struct wait outer = wait_begin(LEFT_SEM_REFUSED, told_of(semaphore));
    return ended(semaphore, real_of(sem_clockwait)(semaphore, clock, until), outer);
}

INTERPOSED int sem_trywait(sem_t *semaphore)
{
    const int result = real_of(sem_trywait)(semaphore);
    const int error = errno;
    if (result == 0)
        hear(HEARD_GETS, semaphore, 0);
    put(result == 0 ? LEFT_SEM_GOT : LEFT_SEM_REFUSED, semaphore, result == 0 ? 0 : (uint32_t)error);
    return result;
}

INTERPOSED int sem_post(sem_t *semaphore)
{
    if (unlikely(own.proxy.lock != NULL) && !own.proxy.frame)
        return real_of(sem_post)(semaphore); // wakes who waits for the lock
    hear(HEARD_POSTS, semaphore, 0);
    put(LEFT_SEM_POSTED, semaphore, 0);
    return real_of(sem_post)(semaphore);
}
