// truth: fork_signalled.c:11 lost=0 pairs=no
#include "../truth_fork.h"

#include <signal.h>

// The parent goes on when its child has sent it a signal; the second one tells nobody that it ends, and is not waited for by name.
int main(void)
{
    sigset_t told;
    int which;
    long *counter = (long *)SHARE(sizeof *counter);
    sigemptyset(&told);
    sigaddset(&told, SIGUSR1);
    if (counter == MAP_FAILED || sigprocmask(SIG_BLOCK, &told, NULL) != 0)
        return 9;
    const pid_t parent = getpid();
    for (int child = 0; child < 2; child++) {
        if (child == 1)
            signal(SIGCHLD, SIG_IGN);
        if (fork() == 0) {
            for (int i = 0; i < TIMES; i++)
                *counter += 1;
            if (child == 0)
                kill(parent, SIGUSR1);
            _exit(0);
        }
        if (child == 0)
            sigwait(&told, &which);
        while (wait(NULL) > 0)
            ;
        *counter += 1;
    }
    tell("fork_signalled.c:11", *counter, 2 * TIMES + 2);
    return 0;
}
