// truth: table[3] lost=any pairs=yes guarded=nothing
// truth: table[5] lost=any pairs=yes guarded=nothing
#include "../truth.h"

static int table[8];

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        table[i % 2 ? 3 : 5]++;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("table[3]", table[3], (long)THREADS * TIMES / 2);
    tell("table[5]", table[5], (long)THREADS * TIMES / 2);
    return 0;
}
