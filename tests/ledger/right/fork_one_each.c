// truth: fork_one_each.c:7 lost=0 pairs=no
#include "../truth_fork.h"

// A child at a time: each is waited for before the next one is made.
int main(void)
{
    long *counter = (long *)SHARE(sizeof *counter);
    if (counter == MAP_FAILED)
        return 9;
    *counter = 5;
    for (int i = 0; i < 3; i++) {
        const pid_t child = fork();
        if (child < 0)
            return 9;
        if (child == 0) {
            *counter += i;
            _exit(0);
        }
        waitpid(child, NULL, 0);
        *counter += 10;
    }
    tell("fork_one_each.c:7", *counter, 38);
    return 0;
}
