// truth: counter lost=0 pairs=no guarded=atomic
#include "../truth.h"

static _Atomic int counter;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++)
        atomic_fetch_sub_explicit(&counter, 3, memory_order_relaxed);
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, -3L * THREADS * TIMES);
    return 0;
}
