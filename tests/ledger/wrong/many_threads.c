// truth: counter lost=any pairs=yes guarded=nothing
#define THREADS 16
#define TIMES 300
#include "../truth.h"

static long counter;

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        counter += (long)number + 1;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, 136L * TIMES);
    return 0;
}
