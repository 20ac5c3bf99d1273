// truth: fork_grandchildren.c:27 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

static void *in_thread(void *shared)
{
    long *counter = (long *)shared;
    for (int i = 0; i < TIMES; i++)
        *counter += 1;
    return NULL;
}

// Each process has a child, and each of the two has two threads, one of which is the first.
static void work(void *shared)
{
    const pid_t child = fork();
    pthread_t thread;
    if (child < 0 || pthread_create(&thread, NULL, in_thread, shared) != 0)
        _exit(9);
    in_thread(shared);
    pthread_join(thread, NULL);
    if (child > 0)
        waitpid(child, NULL, 0);
}

int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    run_processes(work, counter);
    tell("fork_grandchildren.c:27", *counter, 4 * PROCESSES * TIMES);
    return 0;
}
