// What a mutex costs: prints the cpu time of a pass in picoseconds.
#include "programs.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t ends;
static long counted;

static double cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void *pass(void *times)
{
    for (long i = 0; i < (long)times; i++) {
        pthread_mutex_lock(&mutex);
        counted++;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void say(double began, long passes) { printf("ps %ld\n", (long)((cpu_ns() - began) * 1000 / (double)passes)); }

static void alone(long times)
{
    const double began = cpu_ns();
    pass((void *)times);
    say(began, times);
}

static void *sleep_through(void *nothing)
{
    sem_wait(&ends);
    return nothing;
}

// With another thread there, which sleeps: a mutex costs more then, without the library as well.
static void beside_another(long times)
{
    pthread_t thread;
    sem_init(&ends, 0, 0);
    pthread_create(&thread, NULL, sleep_through, NULL);
    alone(times);
    sem_post(&ends);
    pthread_join(thread, NULL);
}

static void contended(long times)
{
    pthread_t threads[2];
    const double began = cpu_ns();
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, pass, (void *)times);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    say(began, 2 * times);
}

static long turn;

// Each pass is handed over: nobody gets it twice in a row while the other wants it.
static void *hand_over(void *mine)
{
    for (long i = 0; i < counted; i++) {
        for (int tries = 1; __atomic_load_n(&turn, __ATOMIC_ACQUIRE) != (long)mine; tries++)
            if (tries % 1000 == 0)
                sched_yield(); // where others use the machine, too, the other may have no cpu
        pthread_mutex_lock(&mutex);
        __atomic_store_n(&turn, 1 - (long)mine, __ATOMIC_RELEASE);
        for (volatile int wait = 0; wait < 300; wait++)
            ;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void handed_over(long times)
{
    pthread_t threads[2];
    counted = times;
    for (long i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, hand_over, (void *)i);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    say_address("mutex", &mutex);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "alone", alone },
        { "beside-another", beside_another },
        { "contended", contended },
        { "handed-over", handed_over },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
