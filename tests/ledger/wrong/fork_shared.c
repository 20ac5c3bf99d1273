// truth: exit=0
#include "../truth.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    truth_atomic here;
    long counter;
};

static void work(struct shared *shared)
{
    truth_add(shared->here);
    while (truth_load(shared->here) < 2)
        sched_yield();
    for (int i = 0; i < TIMES; i++)
        shared->counter++;
}

// Two processes, one page: what happens to it may be recorded or not, but nothing false may be said of it.
int main(void)
{
    struct shared *shared =
        (struct shared *)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 9;
    const pid_t child = fork();
    if (child < 0)
        return 9;
    work(shared);
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    printf("ends %ld\n", shared->counter);
    return 0;
}
