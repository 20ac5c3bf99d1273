// truth: fork_unlocked_parent.c:26 lost=any pairs=yes guarded=some
#include "../truth_fork.h"

struct shared {
    pthread_mutex_t mutex;
    long counter;
};

static void add(struct shared *shared, int locked)
{
    for (int i = 0; i < TIMES; i++) {
        if (locked)
            pthread_mutex_lock(&shared->mutex);
        if (locked)
            shared->counter++;
        else
            shared->counter += 1;
        if (locked)
            pthread_mutex_unlock(&shared->mutex);
    }
}

// The child takes the lock, the parent does not.
int main(void)
{
    struct shared *shared = (struct shared *)SHARE(sizeof *shared);
    if (shared == MAP_FAILED)
        return 9;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&shared->mutex, &attributes);
    const pid_t child = fork();
    if (child < 0)
        return 9;
    add(shared, child == 0);
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    tell("fork_unlocked_parent.c:26", shared->counter, 2 * TIMES);
    return 0;
}
