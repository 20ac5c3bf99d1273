// What the programs share whose tasks are processes: memory that they share, and how they begin at once and are waited for.
#ifndef LEDGER_TRUTH_FORK_H
#define LEDGER_TRUTH_FORK_H

#include "truth.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PROCESSES
#define PROCESSES 2
#endif

// A macro: what lies there is called by the line that mapped it.
#define SHARE(bytes) mmap(NULL, (bytes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)

static truth_atomic *truth_all_here;

static inline void wait_for_all(int count)
{
    for (int i = 0; i < count; i++)
        if (wait(NULL) < 0)
            exit(9);
}

// Each comes to life, waits until all have, and does its work.
static inline void run_processes(void (*work)(void *shared), void *shared)
{
    truth_all_here = (truth_atomic *)SHARE(sizeof *truth_all_here);
    if (shared == MAP_FAILED || truth_all_here == MAP_FAILED)
        exit(9);
    for (int i = 0; i < PROCESSES; i++) {
        const pid_t child = fork();
        if (child < 0)
            exit(9);
        if (child > 0)
            continue;
        truth_add(*truth_all_here);
        while (truth_load(*truth_all_here) < PROCESSES)
            sched_yield();
        work(shared);
        _exit(0);
    }
    wait_for_all(PROCESSES);
}

#endif
