// A tree of processes that may make, leave, signal and reap one another as they like, and of which nothing stays behind.
//
// The supervisor starts the root. All of the tree are in one process group of their own, so they can be ended together, and
// none gets what a terminal sends to the supervisor's group. Whoever loses its parent becomes the supervisor's child,
// which reaps it as the system's first process would. Should the supervisor end, however it ends, the kernel kills the
// whole group at once: all of them hold the read end of a pipe of which the supervisor alone has the other, and its closing
// sends them SIGKILL.
#ifndef OS_TREE_H
#define OS_TREE_H

#include "base/status.h"
#include "os/worker.h"

#include <stdbool.h>
#include <stdint.h>

struct os_tree {
    int64_t root;    // its pid, which names the group as well; 0: not started
    int lifeline[2]; // read end, write end
};

// A process of the tree that the supervisor has reaped.
struct os_death {
    int64_t pid;
    enum os_worker_end end;
    int code;
};

// ---- by the supervisor, from one thread that is the process's only one -----------------------------------------------

// Starts function(argument) as the root, on these cpus (cpu_count > 0) where the system allows that; it exits with 0 when
// its function returns. SIGINT, SIGHUP and SIGTERM do in it what they do by default. On failure nothing is left behind.
struct status os_tree_start(struct os_tree *tree, const int *cpus, int cpu_count, os_worker_function function,
                            void *argument);

// Reaps one of the tree that has ended and that is the supervisor's child, without waiting. False: there is none now.
bool os_tree_reap(struct os_tree *tree, struct os_death *death);

// Whether any is left: of the supervisor's children, so that all of the tree are gone when it is false.
bool os_tree_is_alive(const struct os_tree *tree);

// Ends all of the tree at once. They must still be reaped.
void os_tree_kill(const struct os_tree *tree);

// Ends and reaps what is left, and closes. A zeroed one is allowed.
void os_tree_finish(struct os_tree *tree);

// ---- by a process of the tree ---------------------------------------------------------------------------------------

// As fork: 0 in the child, its pid in the parent, −1 where the system refuses. No signal is held back in the child, whichever
// thread it comes from.
int64_t os_tree_fork(void);

// Waits for the end of a child of this process and reaps it; so long at most (0: only looks, UINT64_MAX: for ever). False:
// it has not ended by then, or is no child of this process.
bool os_tree_wait(int64_t pid, uint64_t timeout_ns, struct os_death *death);

// Waits until one of these children of this process has ended, or something can be read at that end of a pipe (−1: of none);
// it may return earlier: look again. Reaps nobody. Of at most 63 children.
void os_tree_wait_any(const int64_t *pids, uint32_t count, int read_end);

// Whether a child of this process has ended, all of its threads, and can be reaped; it is left as it is.
bool os_tree_has_ended(int64_t pid);

// Sends a signal. False: there is no such process, or it may not be.
bool os_tree_signal(int64_t pid, int signal_number);

// What the system has a process down as: 'R' running or ready, 'S' or 'D' asleep, 'T' stopped, 'Z' a zombie: it has ended, and
// nobody has reaped it. 0: there is no such process, or the system does not tell.
char os_tree_state(int64_t pid);

// Ends this process at once.
_Noreturn void os_tree_exit(int code);

// Keeps a signal's default action from being held back, or has it ignored, in this process.
void os_tree_ignore(int signal_number, bool ignore);

#endif
