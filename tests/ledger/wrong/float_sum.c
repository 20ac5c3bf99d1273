// truth: sum lost=any pairs=yes guarded=nothing
#include "../truth.h"

static double sum;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        sum += 0.5;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("sum", (long)(sum * 2), (long)THREADS * TIMES); // in halves
    return 0;
}
