// truth: fork_semaphore.c:23 lost=0 pairs=no
#include "../truth_fork.h"

#include <semaphore.h>

struct shared {
    sem_t one;
    long counter;
};

static void work(void *memory)
{
    struct shared *shared = (struct shared *)memory;
    for (int i = 0; i < TIMES; i++) {
        sem_wait(&shared->one);
        shared->counter++;
        sem_post(&shared->one);
    }
}

int main(void)
{
    struct shared *shared = (struct shared *)SHARE(sizeof *shared);
    if (shared == MAP_FAILED)
        return 9;
    sem_init(&shared->one, 1, 1);
    run_processes(work, shared);
    tell("fork_semaphore.c:23", shared->counter, PROCESSES * TIMES);
    return 0;
}
