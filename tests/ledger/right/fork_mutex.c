// truth: fork_mutex.c:22 lost=0 pairs=no guarded=lock
#define PROCESSES 4
#include "../truth_fork.h"

struct shared {
    long counter;
    pthread_mutex_t mutex;
};

static void work(void *memory)
{
    struct shared *shared = (struct shared *)memory;
    for (int i = 0; i < TIMES; i++) {
        pthread_mutex_lock(&shared->mutex);
        shared->counter++;
        pthread_mutex_unlock(&shared->mutex);
    }
}

int main(void)
{
    struct shared *shared = (struct shared *)SHARE(sizeof *shared);
    if (shared == MAP_FAILED)
        return 9;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&shared->mutex, &attributes);
    run_processes(work, shared);
    tell("fork_mutex.c:22", shared->counter, PROCESSES * TIMES);
    return 0;
}
