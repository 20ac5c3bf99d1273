// What a load or store costs: of a word that is one thread's, of one that another has touched, of sixty-four of these, of one that two
// threads fight for. In ps of the thread's own time for each of so many. And how that fight went: each number says who stored it.
#include "programs.h"

#include <pthread.h>
#include <time.h>

static long word, words[64];

static void *touch(void *nothing)
{
    word = word + 1;
    for (int i = 0; i < 64; i++)
        words[i] = words[i] + 1;
    return nothing;
}

static void touch_all(void)
{
    pthread_t thread;
    touch(NULL);
    pthread_create(&thread, NULL, touch, NULL);
    pthread_join(thread, NULL);
}

static int64_t ns_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void add(long number)
{
    const int64_t begin = ns_now();
    for (long i = 0; i < number; i++)
        word = word + 1;
    printf("ps %lld\n", (long long)((ns_now() - begin) * 1000 / (2 * number)));
}

static void own(long number) { add(number); }

static void watched(long number)
{
    touch_all();
    add(number);
}

static void watched_64(long number)
{
    touch_all();
    const int64_t begin = ns_now();
    for (long i = 0; i < number; i++)
        words[i & 63] = words[i & 63] + 1;
    printf("ps %lld\n", (long long)((ns_now() - begin) * 1000 / (2 * number)));
}

// ---- two threads ----------------------------------------------------------------------------------------------------

enum {
    TAKEN = 10000,
    WHO_SHIFT = 48,
    THREADS = 2,
};

struct side {
    pthread_t thread;
    long who, number, foreign, ps;
};

static volatile long shared;
static long taken[TAKEN];
static pthread_barrier_t line;

static void *fight(void *context)
{
    struct side *side = context;
    long foreign = 0;
    pthread_barrier_wait(&line);
    const int64_t begin = ns_now();
    for (long i = 0; i < side->number; i++) {
        const long seen = shared;
        foreign += seen >> WHO_SHIFT != side->who && seen != 0;
        shared = side->who << WHO_SHIFT | ((seen & ((1L << WHO_SHIFT) - 1)) + 1);
    }
    side->ps = (long)((ns_now() - begin) * 1000 / (2 * side->number));
    side->foreign = foreign;
    return NULL;
}

static void contended(long number)
{
    struct side sides[THREADS];
    long foreign = 0, ps = 0;
    pthread_barrier_init(&line, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        sides[i] = (struct side){ .who = i + 1, .number = number };
        pthread_create(&sides[i].thread, NULL, fight, &sides[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(sides[i].thread, NULL);
        foreign += sides[i].foreign;
        ps += sides[i].ps / THREADS;
    }
    const long left = shared & ((1L << WHO_SHIFT) - 1), made = THREADS * number;
    printf("ps %ld\nlost_ppm %lld\nforeign_ppm %lld\n", ps, (long long)(made - left) * 1000000 / made,
           (long long)foreign * 1000000 / made);
}

static void *take(void *ps)
{
    const int64_t begin = ns_now();
    for (int i = 0; i < TAKEN; i++)
        taken[i] = taken[i] + 1;
    *(long *)ps = (long)((ns_now() - begin) * 1000 / TAKEN);
    return NULL;
}

// Of each word, by the second thread that touches it.
static void take_over(long number)
{
    pthread_t thread;
    long ps = number;
    take(&ps);
    pthread_create(&thread, NULL, take, &ps);
    pthread_join(thread, NULL);
    printf("ps %ld\n", ps);
}

int main(int count, char **arguments)
{
    static const struct program_case cases[] = {
        { "own", own },
        { "watched", watched },
        { "watched-64", watched_64 },
        { "contended", contended },
        { "take-over", take_over },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, arguments);
}
