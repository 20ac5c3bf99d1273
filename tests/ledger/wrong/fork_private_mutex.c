// truth: fork_private_mutex.c:19 lost=any pairs=yes
#include "../truth_fork.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void work(void *shared)
{
    long *counter = (long *)shared;
    for (int i = 0; i < TIMES; i++) {
        pthread_mutex_lock(&mutex);
        *counter += 1;
        pthread_mutex_unlock(&mutex);
    }
}

// What all take is a lock of the process's own: each has another one.
int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    run_processes(work, counter);
    tell("fork_private_mutex.c:19", *counter, PROCESSES * TIMES);
    return 0;
}
