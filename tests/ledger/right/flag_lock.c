// truth: counter lost=0 pairs=no
#include "../truth.h"

static long counter;
static atomic_flag lock = ATOMIC_FLAG_INIT; // a lock by hand, as it is right

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
            sched_yield();
        counter++;
        atomic_flag_clear_explicit(&lock, memory_order_release);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
