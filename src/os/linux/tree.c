// The tree's bonds: a process group, a subreaper, and a pipe whose closing sends SIGKILL (O_ASYNC with F_SETSIG, see
// fcntl(2): the signal goes to a group as well).
#include "os/tree.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)
#define LOOK_NS 200000 // where a process's end cannot be waited for with a time limit

static void close_lifeline(struct os_tree *tree)
{
    for (int i = 0; i < 2; i++) {
        if (tree->lifeline[i] >= 0)
            close(tree->lifeline[i]);
        tree->lifeline[i] = -1;
    }
}

// ---- the root -------------------------------------------------------------------------------------------------------

// From now on the group dies with the supervisor; where the system cannot do that, the root alone does.
static void hold_lifeline(int end)
{
    const int flags = fcntl(end, F_GETFL);
    if (fcntl(end, F_SETOWN, -getpgrp()) != 0 || fcntl(end, F_SETSIG, SIGKILL) != 0 || flags < 0 ||
        fcntl(end, F_SETFL, flags | O_ASYNC) != 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void keep_on(const int *cpus, int cpu_count)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < cpu_count; i++)
        if (cpus[i] < CPU_SETSIZE)
            CPU_SET((size_t)cpus[i], &set);
    (void)sched_setaffinity(0, sizeof set, &set); // a sandbox may refuse: then it runs where it is put
}

static _Noreturn void root_main(struct os_tree *tree, pid_t supervisor, const sigset_t *signals_before, const int *cpus,
                                int cpu_count, os_worker_function function, void *argument)
{
    setpgid(0, 0);
    close(tree->lifeline[1]);
    hold_lifeline(tree->lifeline[0]);
    if (getppid() != supervisor) // gone before the lifeline held
        _exit(OS_WORKER_EXIT_ORPHAN);
    keep_on(cpus, cpu_count);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, signals_before, NULL);
    function(argument);
    _exit(0);
}

struct status os_tree_start(struct os_tree *tree, const int *cpus, int cpu_count, os_worker_function function,
                            void *argument)
{
    *tree = (struct os_tree){ .lifeline = { -1, -1 } };
    if (pipe2(tree->lifeline, O_CLOEXEC) != 0)
        return status_with(STATUS_FAILED, FAULT_PIPE, part_error(errno));
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    const pid_t supervisor = getpid(), child = fork();
    if (child == 0)
        root_main(tree, supervisor, &before, cpus, cpu_count, function, argument);
    const int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (child < 0) {
        os_tree_finish(tree);
        return status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(error));
    }
    setpgid(child, child); // whoever of the two comes first
    close(tree->lifeline[0]);
    tree->lifeline[0] = -1;
    tree->root = child;
    return status_ok();
}

// ---- ends -----------------------------------------------------------------------------------------------------------

static struct os_death death_of(pid_t pid, int how)
{
    struct os_death death = { .pid = pid, .end = OS_WORKER_RETURNED };
    if (WIFSIGNALED(how)) {
        death.end = OS_WORKER_SIGNALED;
        death.code = WTERMSIG(how);
    } else if (WEXITSTATUS(how) != 0) {
        death.end = OS_WORKER_EXITED;
        death.code = WEXITSTATUS(how);
    }
    return death;
}

static bool reap(pid_t which, int options, struct os_death *death)
{
    int how = 0;
    pid_t pid;
    do
        pid = waitpid(which, &how, options);
    while (pid < 0 && errno == EINTR);
    if (pid > 0)
        *death = death_of(pid, how);
    return pid > 0;
}

bool os_tree_reap(struct os_tree *tree, struct os_death *death)
{
    return tree->root > 0 && reap(-(pid_t)tree->root, WNOHANG, death);
}

bool os_tree_is_alive(const struct os_tree *tree)
{
    siginfo_t how;
    return tree->root > 0 && waitid(P_PGID, (id_t)tree->root, &how, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void os_tree_kill(const struct os_tree *tree)
{
    // As long as one of the group is there its number is given to nobody else.
    if (os_tree_is_alive(tree))
        kill(-(pid_t)tree->root, SIGKILL);
}

void os_tree_finish(struct os_tree *tree)
{
    struct os_death death;
    if (tree->root > 0) {
        // Whoever is forked while the others are killed belongs to the group as well.
        for (os_tree_kill(tree); os_tree_is_alive(tree); os_tree_kill(tree))
            (void)reap(-(pid_t)tree->root, 0, &death);
        prctl(PR_SET_CHILD_SUBREAPER, 0);
        close_lifeline(tree);
    } else if (tree->lifeline[1] > 0) {
        prctl(PR_SET_CHILD_SUBREAPER, 0);
        close_lifeline(tree);
    }
    *tree = (struct os_tree){ .lifeline = { -1, -1 } };
}

// ---- in the tree ----------------------------------------------------------------------------------------------------

int64_t os_tree_fork(void)
{
    const pid_t pid = fork();
    if (pid == 0) {
        // Threads hold all signals back, and a child has what the thread had that made it.
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
    }
    return pid;
}

// Waits until the process has ended, or so long. Linux 5.3 can wait for a process as for a file.
static void await(pid_t pid, uint64_t timeout_ns)
{
    const struct timespec timeout = { (time_t)(timeout_ns / NS_PER_S), (long)(timeout_ns % NS_PER_S) };
    const int process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process < 0) {
        const struct timespec look = { 0, timeout_ns < LOOK_NS ? (long)timeout_ns : LOOK_NS };
        nanosleep(&look, NULL);
        return;
    }
    struct pollfd poll = { .fd = process, .events = POLLIN };
    (void)ppoll(&poll, 1, &timeout, NULL);
    close(process);
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

bool os_tree_wait(int64_t pid, uint64_t timeout_ns, struct os_death *death)
{
    if (timeout_ns == UINT64_MAX)
        return reap((pid_t)pid, 0, death);
    const uint64_t begin = now_ns();
    for (;;) {
        if (reap((pid_t)pid, WNOHANG, death))
            return true;
        const uint64_t passed = now_ns() - begin;
        if (passed >= timeout_ns)
            return false;
        await((pid_t)pid, timeout_ns - passed);
    }
}

void os_tree_wait_any(const int64_t *pids, uint32_t count, int read_end)
{
    enum {
        MOST = 63
    };
    const struct timespec look = { 0, LOOK_NS };
    struct pollfd polls[MOST + 1] = { { .fd = read_end, .events = POLLIN } };
    uint32_t open = 0;
    while (open < count && open < MOST) {
        const int process = (int)syscall(SYS_pidfd_open, (pid_t)pids[open], 0);
        if (process < 0)
            break;
        polls[++open] = (struct pollfd){ .fd = process, .events = POLLIN };
    }
    // One that cannot be waited for: the others are looked at as often as it.
    (void)ppoll(polls, open + 1, open < count ? &look : NULL, NULL);
    for (uint32_t i = 1; i <= open; i++)
        close(polls[i].fd);
}

bool os_tree_has_ended(int64_t pid)
{
    siginfo_t how = { 0 };
    return waitid(P_PID, (id_t)pid, &how, WEXITED | WNOHANG | WNOWAIT) == 0 && how.si_pid == (pid_t)pid;
}

bool os_tree_signal(int64_t pid, int signal_number) { return pid > 0 && kill((pid_t)pid, signal_number) == 0; }

// The state stands behind the program's name, which is in brackets and may have any characters itself (proc(5)).
char os_tree_state(int64_t pid)
{
    char path[40], text[128];
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    const ssize_t bytes = read(file, text, sizeof text - 1);
    close(file);
    text[bytes > 0 ? bytes : 0] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[1] == ' ' ? name_end[2] : 0;
}

void os_tree_exit(int code) { _exit(code); }

void os_tree_ignore(int signal_number, bool ignore) { signal(signal_number, ignore ? SIG_IGN : SIG_DFL); }
