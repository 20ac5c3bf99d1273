// truth: total lost=0 pairs=no
#define THREADS 3
#define TIMES 300
#include "../truth.h"

static long total;
static pthread_barrier_t barrier;

// In each round it is another thread's turn, and the barrier alone keeps the others away.
static void *work(void *number)
{
    for (int i = 0; i < TIMES; i++) {
        if (i % THREADS == (long)number)
            total += 4;
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

int main(void)
{
    pthread_barrier_init(&barrier, NULL, THREADS);
    run_threads(work);
    tell("total", total, 4L * TIMES);
    return 0;
}
