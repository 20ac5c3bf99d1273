// What the library inside a program lets a listener hear: this program is one itself, and prints in which order it heard what.
#include "inside/listen.h"
#include "programs.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

extern void raceledger_listen(heard_function *hears) __attribute__((weak));

enum {
    HEARD_MOST = 256,
    NAMES_MOST = 8,
};

static const char *const names[] = { "enters",  "made",   "locked",  "unlocks", "posts",  "gets",
                                     "arrives", "passes", "creates", "created", "begins", "joined" };

struct told {
    enum heard what;
    uint64_t object, value;
};

static struct told told[HEARD_MOST];
static _Atomic unsigned told_count, entered_count;

static struct {
    const void *object;
    const char *name;
} known[NAMES_MOST];

static void know(const volatile void *object, const char *name)
{
    int at = 0;
    while (known[at].object)
        at++;
    known[at].object = (const void *)object;
    known[at].name = name;
}

static uint64_t hears(enum heard what, uint64_t object, uint64_t value)
{
    if (what == HEARD_ENTERS) {
        entered_count++;
        return 0;
    }
    const unsigned at = atomic_fetch_add(&told_count, 1);
    if (at < HEARD_MOST)
        told[at] = (struct told){ what, object, value };
    return what == HEARD_CREATES ? 77 : 0;
}

static const char *name_of(uint64_t object)
{
    for (int i = 0; i < NAMES_MOST && known[i].object; i++)
        if ((uintptr_t)known[i].object == object)
            return known[i].name;
    return object ? NULL : "-";
}

static void listen_begin(void)
{
    told_count = 0;
    if (raceledger_listen)
        raceledger_listen(hears);
}

// Of what the program knows; libc and libgcc have their own. Entering is not said: how often it is heard is no promise.
static void listen_end(void)
{
    if (raceledger_listen)
        raceledger_listen(NULL);
    for (unsigned i = 0; i < told_count && i < HEARD_MOST; i++)
        if (name_of(told[i].object))
            printf("%s %s %d\n", names[told[i].what], name_of(told[i].object), (int)told[i].value);
}

static void mutexes(long nothing)
{
    static pthread_mutex_t first, second = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
                                  third = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    static mtx_t fourth;
    (void)nothing;
    mtx_init(&fourth, mtx_plain);
    know(&first, "first");
    know(&second, "second");
    know(&third, "third");
    know(&fourth, "fourth");
    listen_begin();
    pthread_mutex_init(&first, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&first);
        pthread_mutex_unlock(&first);
    }
    pthread_mutex_trylock(&first);
    pthread_mutex_trylock(&first); // is refused
    pthread_mutex_lock(&second);
    pthread_mutex_lock(&second);
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&first);
    pthread_mutex_unlock(&third); // is refused
    mtx_lock(&fourth);
    mtx_unlock(&fourth);
    listen_end();
}

static void rest(long nothing)
{
    static pthread_rwlock_t lock;
    static pthread_spinlock_t spin;
    static sem_t semaphore;
    static pthread_barrier_t barrier;
    (void)nothing;
    know(&lock, "lock");
    know(&spin, "spin");
    know(&semaphore, "semaphore");
    know(&barrier, "barrier");
    listen_begin();
    pthread_rwlock_init(&lock, NULL);
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_tryrdlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_trywrlock(&lock); // is refused
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_wrlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_spin_init(&spin, 0);
    pthread_spin_lock(&spin);
    pthread_spin_trylock(&spin); // is refused
    pthread_spin_unlock(&spin);
    sem_init(&semaphore, 0, 1);
    sem_wait(&semaphore);
    sem_trywait(&semaphore); // is refused
    sem_post(&semaphore);
    sem_trywait(&semaphore);
    pthread_barrier_init(&barrier, NULL, 1);
    pthread_barrier_wait(&barrier);
    listen_end();
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void conditions(long nothing)
{
    const struct timespec past = { 1, 0 };
    (void)nothing;
    know(&mutex, "mutex");
    know(&condition, "condition");
    listen_begin();
    pthread_mutex_lock(&mutex);
    pthread_cond_timedwait(&condition, &mutex, &past);
    pthread_mutex_unlock(&mutex);
    pthread_cond_signal(&condition);
    pthread_cond_broadcast(&condition);
    listen_end();
}

static void unlock(void *nothing)
{
    (void)nothing;
    pthread_mutex_unlock(&mutex);
}

static _Atomic bool waits;

static void *wait_for_ever(void *nothing)
{
    pthread_mutex_lock(&mutex);
    waits = true;
    pthread_cleanup_push(unlock, NULL);
    for (;;)
        pthread_cond_wait(&condition, &mutex);
    pthread_cleanup_pop(0);
    return nothing;
}

static void cancelled(long nothing)
{
    pthread_t thread;
    (void)nothing;
    know(&mutex, "mutex");
    know(&condition, "condition");
    listen_begin();
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    while (!waits)
        sched_yield();
    pthread_mutex_lock(&mutex); // it waits when this comes back
    pthread_mutex_unlock(&mutex);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    know((const void *)thread, "thread");
    listen_end();
}

static void nothing_to_do(void) {}

static void *end(void *nothing) { return nothing; }

static int end_too(void *nothing)
{
    (void)nothing;
    return 0;
}

static void threads(long nothing)
{
    pthread_t thread;
    thrd_t other;
    (void)nothing;
    know(&once, "once");
    listen_begin();
    pthread_create(&thread, NULL, end, NULL);
    pthread_join(thread, NULL);
    know((const void *)thread, "thread");
    thrd_create(&other, end_too, NULL);
    thrd_join(other, NULL);
    pthread_once(&once, nothing_to_do);
    pthread_once(&once, nothing_to_do);
    listen_end();
}

static void pipes(long nothing)
{
    int ends[2];
    char byte = 'a';
    (void)nothing;
    if (pipe(ends) != 0)
        exit(3);
    listen_begin();
    if (write(ends[1], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
        exit(3);
    know((const void *)told[0].object, "pipe");
    listen_end();
}

static void enters(long nothing)
{
    const struct timespec short_time = { 0, 1 };
    (void)nothing;
    listen_begin();
    nanosleep(&short_time, NULL);
    const bool slept = entered_count > 0;
    entered_count = 0;
    sched_yield();
    const bool yielded = entered_count > 0;
    if (raceledger_listen)
        raceledger_listen(NULL);
    printf("slept %d\nyielded %d\n", slept, yielded);
}

static const struct program_case cases[] = {
    { "mutexes", mutexes }, { "rest", rest },   { "conditions", conditions }, { "cancelled", cancelled },
    { "threads", threads }, { "pipes", pipes }, { "enters", enters },
};

int main(int count, char **words) { return program_run(cases, sizeof cases / sizeof *cases, count, words); }
