// Read-write locks, barriers, spin locks, and what is done once.
#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>

// ---- read-write locks -----------------------------------------------------------------------------------------------

enum use {
    TO_READ = 0,
    TO_WRITE = 1,
};

// How long at most; clock −1: that of the functions that name none.
struct limit {
    clockid_t clock;
    const struct timespec *until; // NULL: as long as it takes
};

static int try_rw(pthread_rwlock_t *lock, enum use use)
{
    return use == TO_WRITE ? real_of(pthread_rwlock_trywrlock)(lock) : real_of(pthread_rwlock_tryrdlock)(lock);
}

static int lock_really(pthread_rwlock_t *lock, enum use use, struct limit limit)
{
    if (!limit.until)
        return use == TO_WRITE ? real_of(pthread_rwlock_wrlock)(lock) : real_of(pthread_rwlock_rdlock)(lock);
    if (limit.clock == -1)
        return use == TO_WRITE ? real_of(pthread_rwlock_timedwrlock)(lock, limit.until)
                               : real_of(pthread_rwlock_timedrdlock)(lock, limit.until);
    return use == TO_WRITE ? real_of(pthread_rwlock_clockwrlock)(lock, limit.clock, limit.until)
                           : real_of(pthread_rwlock_clockrdlock)(lock, limit.clock, limit.until);
}

static void refused(const pthread_rwlock_t *lock, enum use use, int error)
{
    put_long(LEFT_RW_REFUSED, (uintptr_t)lock, 0, use, (uint32_t)error);
}

static int tell_outcome(const pthread_rwlock_t *lock, enum use use, int error)
{
    if (error == 0) {
        hear(HEARD_LOCKED, lock, use == TO_READ ? HEARD_TO_READ : HEARD_WHOLE);
        put(LEFT_RW_GOT, lock, use);
    } else {
        refused(lock, use, error);
    }
    return error;
}

static int lock_rw(pthread_rwlock_t *lock, enum use use, struct limit limit)
{
    int error = try_rw(lock, use);
    if (error == EBUSY) {
        put(LEFT_RW_WAITS, lock, use);
        const struct wait outer = wait_begin(LEFT_RW_REFUSED, lock);
        error = lock_really(lock, use, limit);
        wait_end(outer);
    }
    return tell_outcome(lock, use, error);
}

INTERPOSED int pthread_rwlock_rdlock(pthread_rwlock_t *lock) { return lock_rw(lock, TO_READ, (struct limit){ 0 }); }

INTERPOSED int pthread_rwlock_wrlock(pthread_rwlock_t *lock) { return lock_rw(lock, TO_WRITE, (struct limit){ 0 }); }

INTERPOSED int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until)
{
    return lock_rw(lock, TO_READ, (struct limit){ -1, until });
}

INTERPOSED int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until)
{
    return lock_rw(lock, TO_WRITE, (struct limit){ -1, until });
}

INTERPOSED int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until)
{
    return lock_rw(lock, TO_READ, (struct limit){ clock, until });
}

INTERPOSED int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until)
{
    return lock_rw(lock, TO_WRITE, (struct limit){ clock, until });
}

static int tried(pthread_rwlock_t *lock, enum use use) { return tell_outcome(lock, use, try_rw(lock, use)); }

INTERPOSED int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) { return tried(lock, TO_READ); }

INTERPOSED int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) { return tried(lock, TO_WRITE); }

// Who gives it back wrote, if it is the one that the lock names as its writer.
INTERPOSED int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    const uint32_t writer = (uint32_t)__atomic_load_n(&lock->__data.__cur_writer, __ATOMIC_RELAXED);
    const enum use use = writer != 0 && writer == own.tid ? TO_WRITE : TO_READ;
    hear(HEARD_UNLOCKS, lock, use == TO_READ ? HEARD_TO_READ : HEARD_WHOLE);
    put(LEFT_RW_RELEASED, lock, use);
    return real_of(pthread_rwlock_unlock)(lock);
}

INTERPOSED int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
    const int error = real_of(pthread_rwlock_init)(lock, attributes);
    if (error == 0)
        hear(HEARD_MADE, lock, 0);
    return error;
}

// ---- barriers -------------------------------------------------------------------------------------------------------

INTERPOSED int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes, unsigned count)
{
    const int error = real_of(pthread_barrier_init)(barrier, attributes, count);
    if (error == 0)
        hear(HEARD_MADE, barrier, count);
    return error;
}

INTERPOSED int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    hear(HEARD_ARRIVES, barrier, 0);
    put(LEFT_BARRIER_WAITS, barrier, 0);
    const struct wait outer = wait_begin(LEFT_BARRIER_PASSED, barrier);
    const int result = real_of(pthread_barrier_wait)(barrier);
    wait_end(outer);
    hear(HEARD_PASSES, barrier, 0);
    put(LEFT_BARRIER_PASSED, barrier, 0);
    return result;
}

// ---- spin locks -----------------------------------------------------------------------------------------------------

INTERPOSED int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    const int error = real_of(pthread_spin_init)(lock, shared);
    if (error == 0)
        hear(HEARD_MADE, lock, 0);
    return error;
}

INTERPOSED int pthread_spin_lock(pthread_spinlock_t *lock)
{
    const void *object = (const void *)lock;
    if (real_of(pthread_spin_trylock)(lock) == 0) {
        hear(HEARD_LOCKED, object, HEARD_WHOLE);
        put(LEFT_SPIN_GOT, object, 0);
        return 0;
    }
    put(LEFT_SPIN_WAITS, object, 0);
    const struct wait outer = wait_begin(LEFT_SPIN_REFUSED, object);
    const int error = real_of(pthread_spin_lock)(lock);
    wait_end(outer);
    hear(HEARD_LOCKED, object, HEARD_WHOLE);
    put(LEFT_SPIN_GOT, object, 1);
    return error;
}

INTERPOSED int pthread_spin_trylock(pthread_spinlock_t *lock)
{
    const int error = real_of(pthread_spin_trylock)(lock);
    if (error == 0)
        hear(HEARD_LOCKED, lock, HEARD_WHOLE);
    put(error == 0 ? LEFT_SPIN_GOT : LEFT_SPIN_REFUSED, (const void *)lock, (uint32_t)error);
    return error;
}

INTERPOSED int pthread_spin_unlock(pthread_spinlock_t *lock)
{
    hear(HEARD_UNLOCKS, lock, HEARD_WHOLE);
    put(LEFT_SPIN_RELEASED, (const void *)lock, 0);
    return real_of(pthread_spin_unlock)(lock);
}

// ---- once -----------------------------------------------------------------------------------------------------------

#define ONCE_DONE 2 // glibc's word for it

// What pthread_once calls gets no argument: what is to be done waits here, until it is called in the same thread.
static _Thread_local struct {
    pthread_once_t *once;
    void (*function)(void);
} pending __attribute__((tls_model("initial-exec")));

static void do_once(void)
{
    pthread_once_t *once = pending.once;
    void (*function)(void) = pending.function;
    put(LEFT_ONCE_BEGAN, once, 0);
    function();
    hear(HEARD_POSTS, once, 0);
    put(LEFT_ONCE_DONE, once, 0);
}

INTERPOSED int pthread_once(pthread_once_t *once, void (*function)(void))
{
    void (*first)(void) = function;
    if (!(__atomic_load_n(once, __ATOMIC_ACQUIRE) & ONCE_DONE)) {
        hear(HEARD_ENTERS, NULL, 0);
        pending.once = once;
        pending.function = function;
        first = do_once;
    }
    const int error = real_of(pthread_once)(once, first);
    hear(HEARD_GETS, once, 0);
    return error;
}
