// truth: left lost=any pairs=yes guarded=nothing
#include "../truth.h"

static int left = TIMES;
static _Atomic int taken;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    while (left > 0) {
        left = left - 1;
        taken++;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("left", left, TIMES - taken);
    return 0;
}
