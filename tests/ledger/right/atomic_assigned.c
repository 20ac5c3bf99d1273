// truth: busy lost=0 pairs=no guarded=atomic
// truth: small lost=0 pairs=no guarded=atomic
// truth: wide lost=0 pairs=no guarded=atomic
#include "../truth.h"

static _Atomic int busy;
static _Atomic unsigned char small;
static _Atomic long wide;

// All have loaded before any stores: what they store is a constant all the same, and no update.
static void *work(void *unused)
{
    const int was = atomic_load(&busy) + atomic_load(&small) + (int)atomic_load(&wide);
    meet(THREADS);
    if (was == 0)
        atomic_store(&busy, 1);
    atomic_store(&small, 2);
    atomic_store_explicit(&wide, 3, memory_order_release);
    return unused;
}

int main(void)
{
    run_threads(work);
    tell("busy", busy, 1);
    return 0;
}
