// Right programs, whose accesses something puts in order, and wrong ones. Of each case the number is how many threads it has. In the
// wrong ones the word they are wrong about is shared before they begin, so that both sides of what is wrong are seen in any run.
#include "programs.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>
#include <unistd.h>

enum {
    THREADS_MOST = 16,
    PASSES = 300,
    FEW = 40,
};

static int threads;
static long count, sum, box;
static long table[THREADS_MOST];
static bool is_full;
static _Atomic long atomic_count;
static _Atomic int taken;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t semaphore, back;
static mtx_t c11_mutex;

static void all(int of, void *(*work)(void *))
{
    pthread_t thread[THREADS_MOST];
    for (long i = 0; i < of; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (int i = 0; i < of; i++)
        pthread_join(thread[i], NULL);
}

static void *touch_count(void *nothing)
{
    count = count + 1;
    return nothing;
}

// From here on every access to it is seen.
static void share_count(void)
{
    count = 0;
    all(1, touch_count);
    count = 0;
}

// ---- right ----------------------------------------------------------------------------------------------------------

static void *add_under_mutex(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        if (i % 3 != 0 || pthread_mutex_trylock(&mutex) != 0)
            pthread_mutex_lock(&mutex);
        count = count + 1;
        pthread_mutex_unlock(&mutex);
    }
    return nothing;
}

static void *add_under_c11_mutex(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        mtx_lock(&c11_mutex);
        count = count + 1;
        mtx_unlock(&c11_mutex);
    }
    return nothing;
}

static void *add_under_spin_lock(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        pthread_spin_lock(&spin);
        count = count + 1;
        pthread_spin_unlock(&spin);
    }
    return nothing;
}

static void *add_atomically(void *nothing)
{
    for (int i = 0; i < PASSES; i++)
        atomic_fetch_add_explicit(&atomic_count, 1, memory_order_relaxed);
    return nothing;
}

static void take(memory_order order)
{
    for (int nobody = 0; !atomic_compare_exchange_strong_explicit(&taken, &nobody, 1, order, memory_order_relaxed);
         nobody = 0)
        sched_yield();
}

static void *add_under_flag(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        take(memory_order_acquire);
        count = count + 1;
        atomic_store_explicit(&taken, 0, memory_order_release);
    }
    return nothing;
}

static void *add_between_fences(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        take(memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
        count = count + 1;
        atomic_thread_fence(memory_order_release);
        atomic_store_explicit(&taken, 0, memory_order_relaxed);
    }
    return nothing;
}

static void *read_or_write(void *which)
{
    for (int i = 0; i < PASSES; i++)
        if ((long)which % 2) {
            pthread_rwlock_wrlock(&rwlock);
            count = count + 1;
            pthread_rwlock_unlock(&rwlock);
        } else {
            pthread_rwlock_rdlock(&rwlock);
            const long seen = count;
            pthread_rwlock_unlock(&rwlock);
            if (seen < 0)
                abort();
        }
    return NULL;
}

static void *add_under_semaphore(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        sem_wait(&semaphore);
        count = count + 1;
        sem_post(&semaphore);
    }
    return nothing;
}

static void *hand_over(void *which)
{
    sem_t *mine = which ? &semaphore : &back, *others = which ? &back : &semaphore;
    for (int i = 0; i < PASSES; i++) {
        sem_wait(mine);
        count = count + 1;
        sem_post(others);
    }
    return NULL;
}

static long sum_of_table(void)
{
    long found = 0;
    for (int i = 0; i < threads; i++)
        found += table[i];
    return found;
}

static void *go_by_phases(void *which)
{
    for (int i = 0; i < FEW; i++) {
        table[(long)which] = table[(long)which] + 1;
        pthread_barrier_wait(&barrier);
        if (sum_of_table() != (long)threads * (i + 1))
            abort();
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void *hand_over_by_condition(void *which)
{
    for (int i = 0; i < PASSES; i++) {
        pthread_mutex_lock(&mutex);
        while (is_full != (which != NULL))
            pthread_cond_wait(&condition, &mutex);
        if (which)
            sum = sum + box;
        else
            box = i;
        is_full = !is_full;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void *use_own(void *nothing)
{
    static thread_local long own;
    long on_stack = 0;
    for (int i = 0; i < PASSES; i++) {
        own = own + 1;
        on_stack = on_stack + own;
    }
    return on_stack < 0 ? NULL : nothing;
}

static void *read_table(void *nothing)
{
    for (int i = 0; i < PASSES; i++)
        if (sum_of_table() != (long)threads * (threads - 1) / 2)
            abort();
    return nothing;
}

static void make_sum(void) { sum = 42; }

static void *use_what_is_made_once(void *nothing)
{
    pthread_once(&once, make_sum);
    for (int i = 0; i < PASSES; i++)
        if (sum != 42)
            abort();
    return nothing;
}

static int pipe_ends[2];

static void *send_through_pipe(void *which)
{
    char byte = 'a';
    for (int i = 0; i < FEW; i++)
        if (which) {
            if (read(pipe_ends[0], &byte, 1) != 1)
                abort();
            sum = sum + box;
            sem_post(&back);
        } else {
            box = i;
            if (write(pipe_ends[1], &byte, 1) != 1)
                abort();
            sem_wait(&back);
        }
    return NULL;
}

struct node {
    long value;
};

static struct node *_Atomic published;

// Made and given away by one, used and given back by the other; the heap hands the same memory out again.
static void *publish(void *which)
{
    for (int i = 0; i < PASSES; i++) {
        struct node *node = which ? NULL : malloc(sizeof *node);
        if (which) {
            while (!(node = atomic_exchange_explicit(&published, NULL, memory_order_acquire)))
                sched_yield();
            sum = sum + node->value;
            free(node);
        } else {
            node->value = i;
            while (atomic_load_explicit(&published, memory_order_relaxed))
                sched_yield();
            atomic_store_explicit(&published, node, memory_order_release);
        }
    }
    return NULL;
}

static void create_and_join(void)
{
    for (int i = 0; i < FEW; i++) {
        count = count + 1;
        all(1, touch_count);
        count = count + 1;
    }
    printf("expected %d\nfound %ld\n", 3 * FEW, count);
}

// ---- wrong ----------------------------------------------------------------------------------------------------------

static void *add(void *nothing)
{
    for (int i = 0; i < PASSES; i++)
        count = count + 1;
    return nothing;
}

static void *add_under_wrong_mutex(void *which)
{
    pthread_mutex_t *own = (long)which % 2 ? &mutex : &other_mutex;
    for (int i = 0; i < PASSES; i++) {
        pthread_mutex_lock(own);
        count = count + 1;
        pthread_mutex_unlock(own);
    }
    return NULL;
}

static void *add_half_locked(void *which)
{
    if ((long)which % 2)
        return add_under_mutex(NULL);
    return add(NULL);
}

static void *add_under_relaxed_flag(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        take(memory_order_relaxed);
        count = count + 1;
        atomic_store_explicit(&taken, 0, memory_order_relaxed);
    }
    return nothing;
}

static void *write_to_read(void *nothing)
{
    for (int i = 0; i < PASSES; i++) {
        pthread_rwlock_rdlock(&rwlock);
        count = count + 1;
        pthread_rwlock_unlock(&rwlock);
    }
    return nothing;
}

static void *write_beside_reading(void *which)
{
    for (int i = 0; i < PASSES; i++)
        if (which)
            count = i;
        else if (count > PASSES)
            abort();
    return NULL;
}

// ---- cases ----------------------------------------------------------------------------------------------------------

struct order_case {
    const char *name;
    void *(*work)(void *);
    int threads; // 0: as many as are asked for
    bool is_wrong;
};

static const struct order_case cases[] = {
    { "mutex", add_under_mutex, 0, false },
    { "c11", add_under_c11_mutex, 0, false },
    { "spin", add_under_spin_lock, 0, false },
    { "atomic", add_atomically, 0, false },
    { "flag", add_under_flag, 0, false },
    { "fences", add_between_fences, 0, false },
    { "rwlock", read_or_write, 0, false },
    { "semaphore", add_under_semaphore, 0, false },
    { "handed", hand_over, 2, false },
    { "phases", go_by_phases, 0, false },
    { "condition", hand_over_by_condition, 2, false },
    { "own", use_own, 0, false },
    { "read-only", read_table, 0, false },
    { "once", use_what_is_made_once, 0, false },
    { "pipe", send_through_pipe, 2, false },
    { "published", publish, 2, false },
    { "race", add, 0, true },
    { "wrong-lock", add_under_wrong_mutex, 0, true },
    { "half", add_half_locked, 0, true },
    { "relaxed", add_under_relaxed_flag, 0, true },
    { "to-read", write_to_read, 0, true },
    { "beside", write_beside_reading, 2, true },
};

static void run(const struct order_case *which)
{
    if (which->is_wrong)
        share_count();
    if (strcmp(which->name, "read-only") == 0)
        for (int i = 0; i < threads; i++)
            table[i] = i;
    all(which->threads ? which->threads : threads, which->work);
    say_address("count_at", &count);
    printf("count %ld\n", count);
}

int main(int argument_count, char **arguments)
{
    threads = argument_count > 2 ? atoi(arguments[2]) : 2;
    if (argument_count < 2 || threads < 1 || threads > THREADS_MOST || pipe(pipe_ends) != 0)
        return 2;
    pthread_spin_init(&spin, 0);
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    sem_init(&semaphore, 0, 1);
    sem_init(&back, 0, 0);
    mtx_init(&c11_mutex, mtx_plain);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(cases[i].name, arguments[1]) == 0) {
            run(&cases[i]);
            return 0;
        }
    if (strcmp(arguments[1], "joined") != 0)
        return 2;
    create_and_join();
    return 0;
}
