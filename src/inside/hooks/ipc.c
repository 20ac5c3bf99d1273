// What else puts tasks in order than what the library in front of libc's functions tells (hear.c), mostly of processes: semaphores and
// queues of System V and POSIX, locks of files, signals. Nobody sees which message or signal is which: who gets one follows all who sent
// one there before. So what is not ordered may be taken for ordered, never the other way round.
//
// The lock of a file goes with its descriptor, or with its process: who gets one follows those that are no more as well.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/turn.h"
#include "inside/raw.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind {
    SEMAPHORES = 1,
    MESSAGES,
    QUEUES,
    LOCKS,
    EVENTS,
};

enum {
    FILES = 1 << 10, // descriptors from here on are not remembered
    KIND_SHIFT = 48, // of an object's number
};

static struct {
    __typeof__(semop) *semop;
    __typeof__(semtimedop) *semtimedop;
    int (*semctl)(int, int, int, ...);
    __typeof__(msgsnd) *msgsnd;
    __typeof__(msgrcv) *msgrcv;
    __typeof__(mq_send) *mq_send;
    __typeof__(mq_timedsend) *mq_timedsend;
    __typeof__(mq_receive) *mq_receive;
    __typeof__(mq_timedreceive) *mq_timedreceive;
    __typeof__(flock) *flock;
    __typeof__(lockf) *lockf;
    __typeof__(close) *close;
    int (*fcntl)(int, int, ...);
    __typeof__(eventfd_read) *eventfd_read;
    __typeof__(eventfd_write) *eventfd_write;
    __typeof__(kill) *kill;
    __typeof__(killpg) *killpg;
    __typeof__(sigqueue) *sigqueue;
    __typeof__(pthread_kill) *pthread_kill;
} real;

// Before anything of the program runs: a handler may send a signal, in which one cannot look.
static __attribute__((constructor)) void resolve(void)
{
#define RESOLVE(name) real.name = (__typeof__(real.name))dlsym(RTLD_NEXT, #name)
    RESOLVE(semop);
    RESOLVE(semtimedop);
    RESOLVE(semctl);
    RESOLVE(msgsnd);
    RESOLVE(msgrcv);
    RESOLVE(mq_send);
    RESOLVE(mq_timedsend);
    RESOLVE(mq_receive);
    RESOLVE(mq_timedreceive);
    RESOLVE(flock);
    RESOLVE(lockf);
    RESOLVE(close);
    RESOLVE(fcntl);
    RESOLVE(eventfd_read);
    RESOLVE(eventfd_write);
    RESOLVE(kill);
    RESOLVE(killpg);
    RESOLVE(sigqueue);
    RESOLVE(pthread_kill);
}

#define REAL(name) (real.name ? (void)0 : resolve(), real.name)

// ---- told -----------------------------------------------------------------------------------------------------------

static uint64_t object_of(enum kind kind, uint64_t number)
{
    return ORDER_FILE | (uint64_t)kind << KIND_SHIFT | (number & ((UINT64_C(1) << KIND_SHIFT) - 1));
}

static void tell(void (*what)(struct order_task *task, uint64_t object), uint64_t object)
{
    const int error = errno;
    struct task *task = hooks_are_on() ? hook_enter() : NULL;
    if (task) {
        turns_settle(task);
        task->at = 0;
        what(&task->clocks.order, object);
        hook_leave(task, task->place);
    }
    errno = error;
}

static void posts(uint64_t object) { tell(order_posts, object); }
static void gets(uint64_t object) { tell(order_gets, object); }

static void follow_ended(struct order_task *task, uint64_t nothing)
{
    (void)nothing;
    order_processes_ended(task);
}

// ---- semaphores and queues ------------------------------------------------------------------------------------------

static void post_if_any(int set, const struct sembuf *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i].sem_op > 0) {
            posts(object_of(SEMAPHORES, (uint64_t)set));
            return;
        }
    hooks_settle();
}

// A step of 0 waits until others have taken all. What a process that ended had taken may have been given back for it.
static int get_if_any(int set, const struct sembuf *steps, size_t count, int result)
{
    for (size_t i = 0; result == 0 && i < count; i++)
        if (steps[i].sem_op <= 0) {
            gets(object_of(SEMAPHORES, (uint64_t)set));
            if (steps[i].sem_flg & SEM_UNDO)
                tell(follow_ended, 0);
            return result;
        }
    return result;
}

static void post_taken(int set, const struct sembuf *steps, size_t count, int result)
{
    for (size_t i = 0; result == 0 && i < count; i++)
        if (steps[i].sem_op < 0) {
            posts(object_of(SEMAPHORES, (uint64_t)set)); // for who waits for 0
            return;
        }
}

HOOK int semop(int set, struct sembuf *steps, size_t count)
{
    post_if_any(set, steps, count);
    const int result = get_if_any(set, steps, count, REAL(semop)(set, steps, count));
    post_taken(set, steps, count, result);
    return result;
}

HOOK int semtimedop(int set, struct sembuf *steps, size_t count, const struct timespec *limit)
{
    post_if_any(set, steps, count);
    const int result = get_if_any(set, steps, count, REAL(semtimedop)(set, steps, count, limit));
    post_taken(set, steps, count, result);
    return result;
}

HOOK int semctl(int set, int number, int command, ...)
{
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *); // a union of pointers and an int
    va_end(more);
    if (command == SETVAL || command == SETALL)
        posts(object_of(SEMAPHORES, (uint64_t)set));
    return REAL(semctl)(set, number, command, argument);
}

HOOK int msgsnd(int queue, const void *message, size_t bytes, int flags)
{
    posts(object_of(MESSAGES, (uint64_t)queue));
    return REAL(msgsnd)(queue, message, bytes, flags);
}

HOOK ssize_t msgrcv(int queue, void *message, size_t bytes, long type, int flags)
{
    hooks_settle();
    const ssize_t got = REAL(msgrcv)(queue, message, bytes, type, flags);
    if (got >= 0)
        gets(object_of(MESSAGES, (uint64_t)queue));
    return got;
}

static uint64_t object_of_file(enum kind kind, int file)
{
    struct stat found = { 0 };
    raw_call(SYS_fstat, file, (long)&found, 0, 0, 0, 0);
    return object_of(kind, found.st_ino ^ (uint64_t)found.st_dev << 32);
}

HOOK int mq_send(mqd_t queue, const char *message, size_t bytes, unsigned priority)
{
    posts(object_of_file(QUEUES, queue));
    return REAL(mq_send)(queue, message, bytes, priority);
}

HOOK int mq_timedsend(mqd_t queue, const char *message, size_t bytes, unsigned priority, const struct timespec *until)
{
    posts(object_of_file(QUEUES, queue));
    return REAL(mq_timedsend)(queue, message, bytes, priority, until);
}

static ssize_t received(mqd_t queue, ssize_t got)
{
    if (got >= 0)
        gets(object_of_file(QUEUES, queue));
    return got;
}

HOOK ssize_t mq_receive(mqd_t queue, char *message, size_t bytes, unsigned *priority)
{
    hooks_settle();
    return received(queue, REAL(mq_receive)(queue, message, bytes, priority));
}

HOOK ssize_t mq_timedreceive(mqd_t queue, char *message, size_t bytes, unsigned *priority, const struct timespec *until)
{
    hooks_settle();
    return received(queue, REAL(mq_timedreceive)(queue, message, bytes, priority, until));
}

HOOK int eventfd_write(int file, eventfd_t value)
{
    posts(object_of(EVENTS, 0));
    return REAL(eventfd_write)(file, value);
}

HOOK int eventfd_read(int file, eventfd_t *value)
{
    hooks_settle();
    const int result = REAL(eventfd_read)(file, value);
    if (result == 0)
        gets(object_of(EVENTS, 0));
    return result;
}

// ---- locks of files -------------------------------------------------------------------------------------------------

static _Atomic bool has_lock[FILES];

static void before_lock(int file, bool gives)
{
    if (gives)
        posts(object_of_file(LOCKS, file));
    else
        hooks_settle();
}

static int after_lock(int file, bool gives, int result)
{
    if (result != 0 || gives)
        return result;
    gets(object_of_file(LOCKS, file));
    tell(follow_ended, 0);
    if (file >= 0 && file < FILES)
        has_lock[file] = true;
    return result;
}

HOOK int flock(int file, int how)
{
    const bool gives = how & LOCK_UN;
    before_lock(file, gives);
    return after_lock(file, gives, REAL(flock)(file, how));
}

HOOK int lockf(int file, int how, off_t bytes)
{
    const bool gives = how == F_ULOCK;
    before_lock(file, gives);
    return after_lock(file, gives || how == F_TEST, REAL(lockf)(file, how, bytes));
}

HOOK int lockf64(int file, int how, off_t bytes) __attribute__((alias("lockf")));

HOOK int fcntl(int file, int command, ...)
{
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (command != F_SETLK && command != F_SETLKW && command != F_OFD_SETLK && command != F_OFD_SETLKW)
        return REAL(fcntl)(file, command, argument);
    const bool gives = argument && ((const struct flock *)argument)->l_type == F_UNLCK;
    before_lock(file, gives);
    return after_lock(file, gives, REAL(fcntl)(file, command, argument));
}

HOOK int fcntl64(int file, int command, ...) __attribute__((alias("fcntl")));

HOOK int close(int file)
{
    if (file >= 0 && file < FILES && has_lock[file]) {
        posts(object_of_file(LOCKS, file));
        has_lock[file] = false;
    }
    return REAL(close)(file);
}

// ---- signals --------------------------------------------------------------------------------------------------------
// Who waits for one, or whose handler is called: masks.c, signals.c.

HOOK int kill(pid_t whom, int signal)
{
    if (signal != 0)
        posts(ORDER_SIGNALS);
    return REAL(kill)(whom, signal);
}

HOOK int killpg(pid_t group, int signal)
{
    posts(ORDER_SIGNALS);
    return REAL(killpg)(group, signal);
}

HOOK int sigqueue(pid_t whom, int signal, const union sigval value)
{
    posts(ORDER_SIGNALS);
    return REAL(sigqueue)(whom, signal, value);
}

HOOK int pthread_kill(pthread_t whom, int signal)
{
    posts(ORDER_SIGNALS);
    return REAL(pthread_kill)(whom, signal);
}
