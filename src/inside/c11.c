// C11's threads, mutexes and conditions. In glibc they are the POSIX ones by other names, calling each other within the library; so
// they are told by going through ours.
#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t) &&
                   sizeof(thrd_t) == sizeof(pthread_t) && sizeof(once_flag) == sizeof(pthread_once_t),
               "glibc has them so");

static int result_of(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    case ENOMEM:
        return thrd_nomem;
    default:
        return thrd_error;
    }
}

INTERPOSED int mtx_lock(mtx_t *mutex) { return result_of(pthread_mutex_lock((pthread_mutex_t *)mutex)); }

INTERPOSED int mtx_trylock(mtx_t *mutex) { return result_of(pthread_mutex_trylock((pthread_mutex_t *)mutex)); }

INTERPOSED int mtx_timedlock(mtx_t *mutex, const struct timespec *until)
{
    return result_of(pthread_mutex_timedlock((pthread_mutex_t *)mutex, until));
}

INTERPOSED int mtx_unlock(mtx_t *mutex) { return result_of(pthread_mutex_unlock((pthread_mutex_t *)mutex)); }

INTERPOSED int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return result_of(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

INTERPOSED int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until)
{
    return result_of(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

INTERPOSED int cnd_signal(cnd_t *condition) { return result_of(pthread_cond_signal((pthread_cond_t *)condition)); }

INTERPOSED int cnd_broadcast(cnd_t *condition)
{
    return result_of(pthread_cond_broadcast((pthread_cond_t *)condition));
}

INTERPOSED void call_once(once_flag *flag, void (*function)(void)) { pthread_once((pthread_once_t *)flag, function); }

// The function gives an int, in the register in which a pointer would come; thrd_join takes it out again.
INTERPOSED int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    return result_of(pthread_create(thread, NULL, (void *(*)(void *))(void (*)(void))function, argument));
}

INTERPOSED int thrd_join(thrd_t thread, int *result)
{
    void *value = NULL;
    const int error = pthread_join(thread, &value);
    if (result)
        *result = (int)(uintptr_t)value;
    return result_of(error);
}

INTERPOSED int thrd_detach(thrd_t thread) { return result_of(pthread_detach(thread)); }

INTERPOSED _Noreturn void thrd_exit(int result) { pthread_exit((void *)(uintptr_t)(unsigned)result); }
