// truth: counter lost=0 pairs=no
#include "../truth.h"

#include <semaphore.h>

static long counter;
static sem_t one;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        sem_wait(&one);
        counter++;
        sem_post(&one);
    }
    return NULL;
}

int main(void)
{
    sem_init(&one, 0, 1);
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
