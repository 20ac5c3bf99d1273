// truth: counter lost=any guarded=atomic
#include "../truth.h"

static _Atomic long counter;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        atomic_store(&counter, atomic_load(&counter) + 1);
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
