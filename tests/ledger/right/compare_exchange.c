// truth: largest lost=0 pairs=no guarded=atomic
// truth: counter lost=0 pairs=no guarded=atomic
#include "../truth.h"

static _Atomic long counter, largest;

static void *work(void *number)
{
    for (long i = 0; i < TIMES; i++) {
        long seen = atomic_load(&counter);
        while (!atomic_compare_exchange_weak(&counter, &seen, seen + 1))
            ;
        const long mine = i * 2 + (long)number;
        long most = atomic_load(&largest);
        while (mine > most && !atomic_compare_exchange_strong(&largest, &most, mine))
            ;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    tell("largest", largest, (TIMES - 1) * 2L + THREADS - 1);
    return 0;
}
