// truth: fork_shared.c:14 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

static void work(void *shared)
{
    long *counter = (long *)shared;
    for (int i = 0; i < TIMES; i++)
        *counter += 1;
}

// Two processes, one page.
int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    run_processes(work, counter);
    tell("fork_shared.c:14", *counter, PROCESSES * TIMES);
    return 0;
}
