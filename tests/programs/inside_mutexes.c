// Mutexes, taken in ways of which the outcome is known: what is told is held against what is printed here.
#include "programs.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static long counted;

static void pass(pthread_mutex_t *mutex)
{
    pthread_mutex_lock(mutex);
    counted++;
    pthread_mutex_unlock(mutex);
}

static void *pass_often(void *times)
{
    for (long i = 0; i < (long)times; i++)
        pass(&first);
    return NULL;
}

// One thread alone, so many times.
static void passes(long times) { pass_often((void *)times); }

// Several at once.
static void contended(long times)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, pass_often, (void *)times);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

// One inside the other; the inner one comes with something that is told.
static void nested(long times)
{
    for (long i = 0; i < times; i++) {
        pthread_mutex_lock(&first);
        pass(&second);
        nanosleep(&(struct timespec){ .tv_nsec = 1000 }, NULL);
        pthread_mutex_unlock(&first);
    }
}

static void *hold(void *barrier)
{
    pthread_mutex_lock(&first);
    pthread_barrier_wait(barrier);
    pthread_barrier_wait(barrier);
    pthread_mutex_unlock(&first);
    return NULL;
}

// Refused, then had in time.
static void refused(long times)
{
    (void)times;
    pthread_t thread;
    pthread_barrier_t barrier;
    struct timespec soon;
    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&thread, NULL, hold, &barrier);
    pthread_barrier_wait(&barrier);
    printf("try %d\n", pthread_mutex_trylock(&first));
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 1000000;
    if (soon.tv_nsec >= 1000000000) {
        soon.tv_sec++;
        soon.tv_nsec -= 1000000000;
    }
    printf("timed %d\n", pthread_mutex_timedlock(&first, &soon));
    pthread_barrier_wait(&barrier);
    pass(&first);
    pthread_join(thread, NULL);
}

// The same thread takes one twice; another one is asked for what its kind refuses.
static void kinds(long times)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t recursive, checked;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&recursive, &attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checked, &attributes);
    for (long i = 0; i < times; i++) {
        pthread_mutex_lock(&recursive);
        pthread_mutex_lock(&recursive);
        pthread_mutex_unlock(&recursive);
        pthread_mutex_unlock(&recursive);
    }
    printf("not-mine %d\n", pthread_mutex_unlock(&checked));
    pthread_mutex_lock(&checked);
    printf("again %d\n", pthread_mutex_lock(&checked));
    pthread_mutex_unlock(&checked);
    say_address("recursive", &recursive);
    say_address("checked", &checked);
}

static mtx_t c11;

static int pass_by_c11(void *times)
{
    for (long i = 0; i < (long)times; i++) {
        mtx_lock(&c11);
        counted++;
        mtx_unlock(&c11);
    }
    return 5;
}

// The same by the names of C11.
static void by_c11(long times)
{
    thrd_t threads[2];
    int sum = 0;
    mtx_init(&c11, mtx_plain);
    for (int i = 0; i < 2; i++)
        thrd_create(&threads[i], pass_by_c11, (void *)times);
    for (int i = 0, result; i < 2; i++) {
        thrd_join(threads[i], &result);
        sum += result;
    }
    printf("sum %d\n", sum);
    say_address("c11", &c11);
}

static pthread_mutex_t *ring[2] = { &first, &second };
static pthread_barrier_t both;

static void *take_two(void *from)
{
    pthread_mutex_lock(ring[(long)from]);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(ring[1 - (long)from]);
    return NULL;
}

// In opposite order, for ever.
static void deadlock(long times)
{
    (void)times;
    pthread_t threads[2];
    pthread_barrier_init(&both, NULL, 2);
    fflush(stdout);
    for (long i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, take_two, (void *)i);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "passes", passes }, { "contended", contended }, { "nested", nested }, { "refused", refused },
        { "kinds", kinds },   { "deadlock", deadlock },   { "c11", by_c11 },
    };
    say_address("first", &first);
    say_address("second", &second);
    const int code = program_run(cases, sizeof cases / sizeof *cases, count, words);
    printf("counted %ld\n", counted);
    return code;
}
