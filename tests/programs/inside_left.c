// Fills the memory in which it leaves what it does.
#include "programs.h"

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static sem_t semaphore;
static pthread_mutex_t mutexes[2] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };

static void posts(long number)
{
    for (long i = 0; i < number; i++) {
        sem_post(&semaphore);
        sem_wait(&semaphore);
    }
}

static void *nothing(void *argument) { return argument; }

static void fill_then_threads(long number)
{
    posts(100000);
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, nothing, NULL);
        pthread_join(thread, NULL);
    }
}

static void *everything(void *mine)
{
    for (long i = (long)mine;; i++) {
        pthread_mutex_lock(&mutexes[i % 2]);
        if (i % 3)
            posts(1);
        pthread_mutex_unlock(&mutexes[i % 2]);
        if (i % 64 == 0)
            printf("%ld\n", i);
    }
    return NULL;
}

// Until it is killed.
static void busy(long number)
{
    pthread_t threads[3];
    (void)number;
    stdout = fopen("/dev/null", "w");
    for (long i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, everything, (void *)i);
    everything((void *)3);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "posts", posts },
        { "fill-then-threads", fill_then_threads },
        { "busy", busy },
    };
    sem_init(&semaphore, 0, 0);
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
