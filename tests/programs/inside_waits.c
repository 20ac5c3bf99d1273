// Conditions, semaphores, read-write locks, barriers, spin locks, once: used in ways of which the outcome is known.
#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    THREADS = 4,
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long turn, limit;

static void in_threads(void *(*function)(void *), int count)
{
    pthread_t threads[THREADS];
    for (long i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, function, (void *)i);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static struct timespec in_ms(clockid_t clock, long ms)
{
    struct timespec moment;
    clock_gettime(clock, &moment);
    moment.tv_nsec += ms * 1000000;
    moment.tv_sec += moment.tv_nsec / 1000000000;
    moment.tv_nsec %= 1000000000;
    return moment;
}

// Two take turns, so many each.
static void *take_turns(void *mine)
{
    for (long i = 0; i < limit; i++) {
        pthread_mutex_lock(&mutex);
        while (turn != (long)mine)
            pthread_cond_wait(&condition, &mutex);
        turn = 1 - turn;
        pthread_cond_signal(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void conditions(long times)
{
    limit = times;
    in_threads(take_turns, 2);
    const struct timespec soon = in_ms(CLOCK_REALTIME, 2);
    pthread_mutex_lock(&mutex);
    printf("timed %d\n", pthread_cond_timedwait(&condition, &mutex, &soon));
    pthread_mutex_unlock(&mutex);
    pthread_cond_broadcast(&condition);
    say_address("mutex", &mutex);
    say_address("condition", &condition);
}

static sem_t semaphore, never;

static void *post_all(void *nothing)
{
    for (long i = 0; i < limit; i++)
        sem_post(&semaphore);
    return nothing;
}

static void semaphores(long times)
{
    const struct timespec soon = in_ms(CLOCK_REALTIME, 2);
    pthread_t thread;
    limit = times;
    sem_init(&semaphore, 0, 0);
    sem_init(&never, 0, 0);
    pthread_create(&thread, NULL, post_all, NULL);
    for (long i = 0; i < times; i++)
        sem_wait(&semaphore);
    pthread_join(thread, NULL);
    errno = 0;
    sem_trywait(&never);
    printf("try %d\n", errno);
    sem_timedwait(&never, &soon);
    printf("timed %d\n", errno);
    errno = 77;
    sem_post(&never);
    sem_wait(&never);
    printf("kept %d\n", errno);
    say_address("semaphore", &semaphore);
    say_address("never", &never);
    char name[64];
    snprintf(name, sizeof name, "/raceledger-test-%ld", (long)getpid());
    sem_t *named = sem_open(name, O_CREAT | O_EXCL, 0600, 5);
    sem_t *again = sem_open(name, 0);
    sem_unlink(name);
    printf("same %d\n", named != SEM_FAILED && again != SEM_FAILED);
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void *read_and_write(void *mine)
{
    for (long i = 0; i < limit; i++) {
        if (mine)
            pthread_rwlock_rdlock(&rwlock);
        else
            pthread_rwlock_wrlock(&rwlock);
        turn++;
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static void rwlocks(long times)
{
    limit = times;
    in_threads(read_and_write, THREADS);
    pthread_rwlock_rdlock(&rwlock);
    printf("try %d\n", pthread_rwlock_trywrlock(&rwlock));
    pthread_rwlock_unlock(&rwlock);
    say_address("rwlock", &rwlock);
}

static void *meet(void *nothing)
{
    for (long i = 0; i < limit; i++)
        pthread_barrier_wait(&barrier);
    return nothing;
}

static void barriers(long times)
{
    limit = times;
    pthread_barrier_init(&barrier, NULL, THREADS);
    in_threads(meet, THREADS);
    say_address("barrier", &barrier);
}

static pthread_spinlock_t spinlock;

static void *spin(void *nothing)
{
    for (long i = 0; i < limit; i++) {
        pthread_spin_lock(&spinlock);
        turn++;
        pthread_spin_unlock(&spinlock);
    }
    return nothing;
}

static void spins(long times)
{
    limit = times;
    pthread_spin_init(&spinlock, 0);
    in_threads(spin, 2);
    printf("counted %ld\n", turn);
    say_address("spinlock", (const void *)&spinlock);
}

static pthread_once_t once = PTHREAD_ONCE_INIT, inner = PTHREAD_ONCE_INIT;

static void innermost(void) { turn += 10; }

static void outermost(void)
{
    pthread_once(&inner, innermost);
    turn++;
}

static void *do_once(void *nothing)
{
    pthread_once(&once, outermost);
    return nothing;
}

static void onces(long times)
{
    (void)times;
    in_threads(do_once, THREADS);
    printf("done %ld\n", turn);
    say_address("once", &once);
    say_address("inner", &inner);
}

static unsigned word;

static void *wake_word(void *nothing)
{
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
    return nothing;
}

static void futexes(long times)
{
    (void)times;
    pthread_t thread;
    pthread_create(&thread, NULL, wake_word, NULL);
    while (__atomic_load_n(&word, __ATOMIC_SEQ_CST) == 0)
        syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
    pthread_join(thread, NULL);
    printf("value %ld\n", syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0));
    printf("error %d\n", errno);
    say_address("word", &word);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "conditions", conditions }, { "semaphores", semaphores }, { "rwlocks", rwlocks }, { "barriers", barriers },
        { "spins", spins },           { "onces", onces },           { "futexes", futexes },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
