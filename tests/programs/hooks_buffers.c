// Large objects that are handed from thread to thread, in order: buffers, of which one thread fills them, some change what is in them byte by
// byte, one takes what came out, and they go round; and a table whose numbers two threads count up, each round with a lock but for
// what is told at each case.
#include "programs.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
    BUFFERS = 12,
    WORKERS = 3,
    BUFFER_BYTES = 64 << 10,
};

struct buffer {
    struct buffer *next;
    long number;
    size_t bytes;
    unsigned char *in, *out;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct buffer *first, *last;
};

#define QUEUE                                                                                                          \
    {                                                                                                                  \
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL                                                \
    }
static struct queue empty = QUEUE, full = QUEUE, done = QUEUE;
static long buffers;

static void put(struct queue *queue, struct buffer *buffer)
{
    pthread_mutex_lock(&queue->lock);
    buffer->next = NULL;
    if (queue->first)
        queue->last->next = buffer;
    else
        queue->first = buffer;
    queue->last = buffer;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

static struct buffer *get(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first)
        pthread_cond_wait(&queue->filled, &queue->lock);
    struct buffer *buffer = queue->first;
    queue->first = buffer->next;
    pthread_mutex_unlock(&queue->lock);
    return buffer;
}

static void *work(void *nothing)
{
    for (struct buffer *buffer; (buffer = get(&full))->bytes > 0; put(&done, buffer)) {
        unsigned char before = 0;
        for (size_t i = 0; i < buffer->bytes; i++) {
            buffer->out[i] = (unsigned char)(buffer->in[i] - before);
            before = buffer->in[i];
        }
    }
    return nothing;
}

static void *fill(void *nothing)
{
    static unsigned char text[BUFFER_BYTES];
    for (long i = 0; i < BUFFER_BYTES; i++)
        text[i] = (unsigned char)(i * 7 + i / 100);
    for (long i = 0; i < buffers; i++) {
        struct buffer *buffer = get(&empty);
        buffer->number = i;
        buffer->bytes = BUFFER_BYTES;
        memcpy(buffer->in, text, BUFFER_BYTES);
        buffer->in[0] = (unsigned char)i;
        put(&full, buffer);
    }
    return nothing;
}

static long sum(void)
{
    static unsigned char text[BUFFER_BYTES];
    long all = 0;
    for (long i = 0; i < buffers; i++) {
        struct buffer *buffer = get(&done);
        memcpy(text, buffer->out, buffer->bytes);
        for (size_t j = 0; j < buffer->bytes; j += 256)
            all += text[j];
        put(&empty, buffer);
    }
    return all;
}

static struct buffer all[BUFFERS];

// What all threads have taken so far, for each byte of the buffers that went round.
static long ps_used(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (long)(((int64_t)used.tv_sec * 1000000000 + used.tv_nsec) * 1000 / (buffers * BUFFER_BYTES));
}

static void pass(long number)
{
    static struct buffer ends[WORKERS];
    pthread_t filler, worker[WORKERS];
    buffers = number;
    for (int i = 0; i < BUFFERS; i++) {
        all[i].in = malloc(BUFFER_BYTES);
        all[i].out = malloc(BUFFER_BYTES);
        put(&empty, &all[i]);
    }
    pthread_create(&filler, NULL, fill, NULL);
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&worker[i], NULL, work, NULL);
    printf("sum %ld\n", sum());
    for (int i = 0; i < WORKERS; i++)
        put(&full, &ends[i]);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(worker[i], NULL);
    pthread_join(filler, NULL);
    printf("ps %ld\n", ps_used());
}

// ---- a table --------------------------------------------------------------------------------------------------------

enum {
    NUMBERS = 4096,
    ROUNDS = 20,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long *table;
static long times;
static pthread_barrier_t both;

static void count_up(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        pthread_mutex_lock(&lock);
        for (int i = 0; i < NUMBERS; i++)
            table[i] = table[i] + 1;
        pthread_mutex_unlock(&lock);
        pthread_barrier_wait(&both);
    }
}

static void *with_lock(void *nothing)
{
    count_up();
    return nothing;
}

// Then one of them without.
static void *then_race(void *nothing)
{
    count_up();
    for (long i = 0; i < times; i++)
        table[100] = table[100] + 1;
    return nothing;
}

// What is stored was loaded before the lock was given back, and another has stored there since.
static void *with_holes(void *one)
{
    for (long i = 0; i < times; i++) {
        pthread_mutex_lock(&lock);
        const long seen = table[200];
        pthread_mutex_unlock(&lock);
        pthread_barrier_wait(&both);
        if (one) {
            pthread_mutex_lock(&lock);
            table[200] = table[200] + 1;
            pthread_mutex_unlock(&lock);
        }
        pthread_barrier_wait(&both);
        if (!one) {
            pthread_mutex_lock(&lock);
            table[200] = seen + 1;
            pthread_mutex_unlock(&lock);
        }
        pthread_barrier_wait(&both);
    }
    return NULL;
}

// A constant is computed from nothing, and a thread may store over what it has loaded itself.
static void *with_constants(void *one)
{
    for (long i = 0; i < times; i++) {
        pthread_mutex_lock(&lock);
        table[300] = 5;
        table[301] = table[301] + 1;
        if (one)
            table[302] = table[300] + 7;
        else
            times += table[302] > 1000;
        pthread_mutex_unlock(&lock);
        pthread_barrier_wait(&both);
    }
    return NULL;
}

static void run_two(void *(*body)(void *), long number)
{
    pthread_t threads[2];
    times = number;
    table = calloc(NUMBERS, sizeof *table);
    say_address("one_at", &table[100]);
    say_address("two_at", &table[200]);
    pthread_barrier_init(&both, NULL, 2);
    for (size_t i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, body, i ? &table : NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("one %ld\ntwo %ld\n", table[100], table[200]);
}

static void locked(long number) { run_two(with_lock, number); }
static void race(long number) { run_two(then_race, number); }
static void holes(long number) { run_two(with_holes, number); }
static void constants(long number) { run_two(with_constants, number); }

int main(int count, char **arguments)
{
    static const struct program_case cases[] = {
        { "pass", pass }, { "locked", locked }, { "race", race }, { "holes", holes }, { "constants", constants },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, arguments);
}
