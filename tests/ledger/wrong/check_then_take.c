// truth: left lost=any pairs=yes guarded=nothing
#include "../truth.h"

static int left;
static _Atomic int taken;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; left > 0; i++) {
        if (i == 5)
            meet_at(1, THREADS);
        left = left - 1;
        taken++;
    }
    return NULL;
}

int main(void)
{
    left = 100 * TIMES;
    run_threads(work);
    tell("left", left, 100L * TIMES - taken);
    return 0;
}
