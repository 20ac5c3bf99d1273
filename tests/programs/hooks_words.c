// What threads do to words that more than one of them touches: each case says what its variables must be in the end.
#include "programs.h"

#include <pthread.h>
#include <unistd.h>

enum {
    THREADS = 2,
};

static long passes;
static long count, other;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void all(int threads, void *(*work)(void *))
{
    pthread_t thread[64];
    for (long i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
}

static void *add(void *nothing)
{
    for (long i = 0; i < passes; i++) {
        count = count + 1;
        other = other - 2;
    }
    return nothing;
}

static void race(long number)
{
    passes = number;
    all(THREADS, add);
    say_address("count_at", &count);
    say_address("other_at", &other);
    printf("count %ld\nother %ld\n", count, other);
}

static void *add_locked(void *nothing)
{
    for (long i = 0; i < passes; i++) {
        pthread_mutex_lock(&mutex);
        count = count + 1;
        pthread_mutex_unlock(&mutex);
    }
    return nothing;
}

static void locked(long number)
{
    passes = number;
    all(THREADS, add_locked);
    say_address("count_at", &count);
    printf("count %ld\n", count);
}

int main(int argument_count, char **arguments)
{
    static const struct program_case cases[] = {
        { "race", race },
        { "locked", locked },
    };
    return program_run(cases, sizeof cases / sizeof *cases, argument_count, arguments);
}
