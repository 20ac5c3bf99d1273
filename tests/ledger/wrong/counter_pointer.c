// truth: counter lost=any pairs=yes guarded=nothing
#include "../truth.h"

static long counter, *const place = &counter;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        *place += 3;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, 3L * THREADS * TIMES);
    return 0;
}
