// truth: counter lost=0 pairs=no guarded=atomic
#include "../truth.h"

static _Atomic long counter;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++)
        counter++;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
