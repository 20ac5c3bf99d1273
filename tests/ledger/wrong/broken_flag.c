// truth: counter lost=any pairs=yes
// truth: busy pairs=yes
#include "../truth.h"

static long counter;
static volatile int busy; // a lock by hand, as it is wrong: looked at and set in two steps

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        while (busy)
            sched_yield();
        busy = 1;
        counter++;
        busy = 0;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
