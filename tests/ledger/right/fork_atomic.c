// truth: fork_atomic.c:12 lost=0 pairs=no guarded=atomic
#include "../truth_fork.h"

static void work(void *shared)
{
    for (int i = 0; i < TIMES; i++)
        __atomic_fetch_add((long *)shared, 1, __ATOMIC_RELAXED);
}

int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    run_processes(work, counter);
    tell("fork_atomic.c:12", *counter, PROCESSES * TIMES);
    return 0;
}
