// Fork, and execute /proc/self/exe.
#include "os/child.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

static void fill(char *argv[OS_CHILD_WORDS_MAX + 2], const char *const *words)
{
    for (int i = 0; i < OS_CHILD_WORDS_MAX && words[i]; i++)
        argv[i + 1] = (char *)words[i];
}

// In the child, between fork and exec: only what is safe there while other threads exist.
static _Noreturn void become(const char *const *words, int out, int err, pid_t parent, bool apart)
{
    char *argv[OS_CHILD_WORDS_MAX + 2] = { (char *)"raceledger" };
    sigset_t none;
    fill(argv, words);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (apart)
        setsid();
    if (getppid() == parent && null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(err, STDERR_FILENO) >= 0)
        execv("/proc/self/exe", argv);
    _exit(127);
}

static struct status start(struct os_child *child, const char *const *words, bool apart)
{
    int out[2] = { -1, -1 }, err[2] = { -1, -1 };
    const pid_t parent = getpid();
    *child = (struct os_child){ .out = -1, .err = -1, .apart = apart };
    pid_t pid = -1;
    if (pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
        pid = fork();
    if (pid == 0)
        become(words, out[1], err[1], parent, apart);
    const int error = errno;
    close_end(&out[1]);
    close_end(&err[1]);
    if (pid < 0) {
        close_end(&out[0]);
        close_end(&err[0]);
        return status_with(STATUS_FAILED, FAULT_START_RUN, part_error(error));
    }
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
    child->process = pid;
    child->out = out[0];
    child->err = err[0];
    return status_ok();
}

struct status os_child_start(struct os_child *child, const char *const *words) { return start(child, words, false); }

struct status os_child_start_apart(struct os_child *child, const char *const *words)
{
    return start(child, words, true);
}

// ---- on its own ----------------------------------------------------------------------------------------------------

// In the child: its own child becomes the program, and init's. What keeps it from that is told through the pipe.
static _Noreturn void become_alone(char *const *argv, int tell)
{
    sigset_t none;
    setsid();
    const pid_t pid = fork();
    if (pid > 0)
        _exit(0);
    const int null = pid == 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
        execv("/proc/self/exe", argv);
    const int error = errno;
    if (write(tell, &error, sizeof error) < 0)
        _exit(126);
    _exit(127);
}

struct status os_child_start_alone(const char *const *words)
{
    char *argv[OS_CHILD_WORDS_MAX + 2] = { (char *)"raceledger" };
    int ends[2] = { -1, -1 }, error = 0;
    fill(argv, words);
    const pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (pid == 0)
        become_alone(argv, ends[1]);
    if (pid < 0)
        error = errno;
    close_end(&ends[1]);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    if (pid > 0 && read(ends[0], &error, sizeof error) != (ssize_t)sizeof error)
        error = 0; // it is the program by now
    close_end(&ends[0]);
    return error ? status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(error)) : status_ok();
}

// ---- hearing it ----------------------------------------------------------------------------------------------------

int os_child_read(int *end, char *buffer, size_t size_bytes)
{
    if (*end < 0)
        return -1;
    const ssize_t got = read(*end, buffer, size_bytes);
    if (got > 0)
        return (int)got;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    close_end(end);
    return -1;
}

// Its session's processes are one group, as long as none of them makes another.
static void send(const struct os_child *child, int signal)
{
    if (!child->apart || kill(-(pid_t)child->process, signal) != 0)
        kill((pid_t)child->process, signal);
}

static void take_end(struct os_child *child, int options)
{
    int status;
    pid_t got;
    do {
        got = waitpid((pid_t)child->process, &status, options);
    } while (got < 0 && errno == EINTR);
    if (got == 0)
        return;
    child->ended = true;
    child->signal = got > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    child->code = got > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool os_child_ended(struct os_child *child)
{
    if (child->process && !child->ended)
        take_end(child, WNOHANG);
    return child->ended;
}

void os_child_await(const struct os_child *child)
{
    siginfo_t info;
    while (child->process && waitid(P_PID, (id_t)child->process, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        ;
}

void os_child_stop(struct os_child *child)
{
    if (child->process && !child->ended)
        send(child, SIGTERM);
}

void os_child_kill(struct os_child *child)
{
    if (child->process && !os_child_ended(child))
        send(child, SIGKILL);
}

void os_child_finish(struct os_child *child)
{
    if (!child->process)
        return;
    if (!os_child_ended(child)) {
        send(child, SIGKILL);
        take_end(child, 0);
    }
    close_end(&child->out);
    close_end(&child->err);
    *child = (struct os_child){ .out = -1, .err = -1 };
}
