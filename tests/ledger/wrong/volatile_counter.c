// truth: counter lost=any pairs=yes guarded=nothing
#include "../truth.h"

static volatile int counter;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        counter = counter + 1;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
