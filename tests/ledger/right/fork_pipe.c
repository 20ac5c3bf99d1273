// truth: fork_pipe.c:7 lost=0 pairs=no
#include "../truth_fork.h"

// The parent computes only when the child has told that it is done.
int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    int ends[2];
    char byte = 0;
    if (counter == MAP_FAILED || pipe(ends) != 0)
        return 9;
    const pid_t child = fork();
    if (child < 0)
        return 9;
    if (child == 0) {
        for (int i = 0; i < TIMES; i++)
            *counter += 1;
        if (write(ends[1], &byte, 1) != 1)
            _exit(9);
        _exit(0);
    }
    if (read(ends[0], &byte, 1) != 1)
        return 9;
    *counter += 1;
    waitpid(child, NULL, 0);
    tell("fork_pipe.c:7", *counter, TIMES + 1);
    return 0;
}
