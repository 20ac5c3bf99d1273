// truth: fork_file.c:24 lost=any pairs=yes guarded=nothing
// truth: fork_file.c:25 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

#include <sys/shm.h>

static void work(void *shared)
{
    long *const *counters = (long *const *)shared;
    for (int i = 0; i < TIMES; i++) {
        *counters[0] += 1;
        *counters[1] += 1;
    }
}

// What has a name, in both of its ways: a file that is mapped, and a segment that is attached.
int main(void)
{
    char path[] = "/tmp/file.XXXXXX";
    const int file = mkstemp(path), segment = shmget(IPC_PRIVATE, sizeof(long), 0600);
    long *counters[2];
    if (file < 0 || segment < 0 || unlink(path) != 0 || ftruncate(file, sizeof(long)) != 0)
        return 9;
    counters[0] = (long *)mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    counters[1] = (long *)shmat(segment, NULL, 0);
    if (counters[0] == MAP_FAILED || counters[1] == (void *)-1 || shmctl(segment, IPC_RMID, NULL) != 0)
        return 9;
    *counters[0] = 100;
    run_processes(work, counters);
    tell("fork_file.c:24", *counters[0], PROCESSES * TIMES + 100);
    tell("fork_file.c:25", *counters[1], PROCESSES * TIMES);
    return 0;
}
