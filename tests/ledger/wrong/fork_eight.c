// truth: fork_eight.c:14 lost=any pairs=yes guarded=nothing
#define PROCESSES 8
#include "../truth_fork.h"

static void work(void *shared)
{
    int *counter = (int *)shared;
    for (int i = 0; i < TIMES; i++)
        counter[7]++;
}

int main(void)
{
    int *counter = (int *)SHARE(8 * sizeof *counter);
    run_processes(work, counter);
    tell("fork_eight.c:14", counter[7], PROCESSES * TIMES);
    return 0;
}
