// truth: fork_sleeps.c:17 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

static void work(void *shared)
{
    int *counter = (int *)shared;
    for (int i = 0; i < TIMES / 20; i++) {
        const int before = *counter;
        usleep(100);
        *counter = before + 1;
    }
}

// Each sleeps between its load and its store, as the other does.
int main(void)
{
    int *counter = (int *)SHARE(sizeof *counter);
    run_processes(work, counter);
    tell("fork_sleeps.c:17", *counter, PROCESSES * (TIMES / 20));
    return 0;
}
