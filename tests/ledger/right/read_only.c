// truth: limit lost=0 pairs=no
#include "../truth.h"

static int limit;
static _Atomic long sum;

static void *work(void *unused)
{
    long mine = 0;
    (void)unused;
    for (int i = 0; i < TIMES; i++)
        mine += limit;
    sum += mine;
    return NULL;
}

int main(void)
{
    limit = 7;
    run_threads(work);
    tell("sum", sum, 7L * THREADS * TIMES);
    return 0;
}
