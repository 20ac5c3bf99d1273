// truth: counter lost=any pairs=yes guarded=nothing
#define TIMES 20
#include "../truth.h"

#include <unistd.h>

static long counter;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; i++) {
        const long seen = counter;
        usleep(300);
        counter = seen + 1;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
