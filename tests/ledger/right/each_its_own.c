// truth: done[0] lost=0 pairs=no
// truth: done[3] lost=0 pairs=no
#define THREADS 4
#include "../truth.h"

static long done[THREADS];

static void *work(void *number)
{
    for (int i = 0; i < TIMES; i++)
        done[(long)number]++;
    return NULL;
}

int main(void)
{
    long sum = 0;
    run_threads(work);
    for (int i = 0; i < THREADS; i++)
        sum += done[i];
    tell("sum", sum, (long)THREADS * TIMES);
    return 0;
}
