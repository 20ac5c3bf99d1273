// truth: fork_references.c:33 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

struct counted {
    int references;
};

static struct counted *counted;

static void *use(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        counted->references++;
        counted->references--;
    }
    return NULL;
}

// Each process has an object of its own, which it had before the fork, and by whose line it is called.
static void work(void *shared)
{
    pthread_t thread;
    (void)shared;
    if (pthread_create(&thread, NULL, use, NULL) != 0)
        _exit(9);
    use(NULL);
    pthread_join(thread, NULL);
}

int main(void)
{
    counted = (struct counted *)malloc(sizeof *counted);
    if (!counted)
        return 9;
    counted->references = 1;
    run_processes(work, NULL);
    work(NULL);
    free(counted);
    return 0;
}
