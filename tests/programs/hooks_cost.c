// What a load or store costs: of a word that is one thread's, of one that another has touched, of sixty-four of these. In ps of the
// thread's own time for each of so many.
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

int main(int count, char **arguments)
{
    static const struct program_case cases[] = {
        { "own", own },
        { "watched", watched },
        { "watched-64", watched_64 },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, arguments);
}
