// truth: what.a lost=0 pairs=no
// truth: ready pairs=no guarded=atomic
#include "../truth.h"

static struct {
    int a, b;
} what;
static _Atomic int ready;

static void *work(void *number)
{
    if (number) {
        what.a = 11;
        what.b = 22;
        atomic_store_explicit(&ready, 1, memory_order_release);
        return NULL;
    }
    while (!atomic_load_explicit(&ready, memory_order_acquire))
        sched_yield();
    tell("sum", what.a + what.b, 33);
    return NULL;
}

int main(void)
{
    run_threads(work);
    return 0;
}
