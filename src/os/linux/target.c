// Fork, hold at a pipe, execvp; a second pipe, closed by the exec, brings the error of one that failed.
#include "os/target.h"

#include "base/fault.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    EXIT_NOT_EXECUTABLE = 126, // as shells have it
    EXIT_NO_PROGRAM = 127,
    ASKED_AGAIN_NS = 50000000,
};

static void close_end(int *end)
{
    if (*end >= 0)
        (void)close(*end);
    *end = -1;
}

// ---- starting -------------------------------------------------------------------------------------------------------

// Puts a path before what a list in the environment has already, if there is one to put; false where memory is short.
static bool put_before(const char *list, const char *path)
{
    const char *before = getenv(list);
    if (!path)
        return true;
    if (!before || !*before)
        return setenv(list, path, 1) == 0;
    char *both = malloc(strlen(path) + strlen(before) + 2);
    if (!both)
        return false;
    sprintf(both, "%s:%s", path, before);
    const bool set = setenv(list, both, 1) == 0;
    free(both);
    return set;
}

static _Noreturn void become(char *const *words, const struct os_target_libraries *libraries, int go, int failed,
                             const sigset_t *mask)
{
    char gate;
    ssize_t got;
    do
        got = read(go, &gate, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1)
        _exit(0); // we are gone, or think better of it
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (put_before("LD_PRELOAD", libraries->preload) && put_before("LD_LIBRARY_PATH", libraries->folder))
        execvp(words[0], words);
    const int error = errno;
    const ssize_t told = write(failed, &error, sizeof error);
    _exit(told == sizeof error && error == ENOENT ? EXIT_NO_PROGRAM : EXIT_NOT_EXECUTABLE);
}

static struct status not_started(int error)
{
    struct rlimit files;
    return error == EMFILE && getrlimit(RLIMIT_NOFILE, &files) == 0
               ? status_with(STATUS_FAILED, FAULT_FEW_FILES, part_number(files.rlim_cur))
               : status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(error));
}

struct status os_target_start(struct os_target *target, char *const *words, const struct os_target_libraries *libraries)
{
    int go[2] = { -1, -1 }, failed[2] = { -1, -1 };
    *target = (struct os_target){ .go = -1, .failed = -1 };
    sigset_t all, before;
    sigfillset(&all);
    pid_t pid = -1;
    int error = 0;
    if (pipe2(go, O_CLOEXEC) == 0 && pipe2(failed, O_CLOEXEC) == 0) {
        sigprocmask(SIG_BLOCK, &all, &before);
        pid = fork();
        error = errno;
        if (pid == 0) {
            close_end(&go[1]);
            close_end(&failed[0]);
            become(words, libraries, go[0], failed[1], &before);
        }
        sigprocmask(SIG_SETMASK, &before, NULL);
    } else {
        error = errno;
    }
    close_end(&go[0]);
    close_end(&failed[1]);
    if (pid < 0) {
        close_end(&go[1]);
        close_end(&failed[0]);
        return not_started(error);
    }
    target->pid = pid;
    target->go = go[1];
    target->failed = failed[0];
    return status_ok();
}

struct status os_target_go(struct os_target *target, const char *name)
{
    int error = 0;
    ssize_t got = write(target->go, "", 1);
    (void)got; // where it is gone its end is told below
    close_end(&target->go);
    do
        got = read(target->failed, &error, sizeof error);
    while (got < 0 && errno == EINTR);
    close_end(&target->failed);
    if (got != sizeof error)
        return status_ok();
    while (!os_target_ended(target))
        ; // it is on its way out
    return status_make(STATUS_USAGE, "%s: %s", name, error == ENOENT ? "there is no such program" : strerror(error));
}

// ---- its end --------------------------------------------------------------------------------------------------------

static uint64_t ns_of(struct timeval time)
{
    return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_usec * 1000;
}

// A program may ask its parent to trace it (to find out whether somebody does, mostly): then each of its signals stops it until
// that one answers. Nobody here traces: it is let go for good, with the signal that stopped it.
static void let_go_on(pid_t pid, int how)
{
    const int signal_number = WSTOPSIG(how) == SIGTRAP ? 0 : WSTOPSIG(how);
    (void)ptrace(PTRACE_DETACH, pid, NULL, signal_number); // NOLINT(cppcoreguidelines-pro-type-vararg)
}

bool os_target_ended(struct os_target *target)
{
    struct rusage used;
    int how = 0;
    if (target->ended || target->pid <= 0)
        return target->ended;
    const pid_t got = wait4((pid_t)target->pid, &how, WNOHANG, &used);
    if (got == 0 || (got < 0 && errno == EINTR))
        return false;
    if (got > 0 && WIFSTOPPED(how)) {
        let_go_on(got, how);
        return false;
    }
    target->ended = true;
    target->signal = got > 0 && WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    target->dumped = got > 0 && WIFSIGNALED(how) && WCOREDUMP(how);
    target->code = got > 0 && WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    target->cpu_ns = got > 0 ? ns_of(used.ru_utime) + ns_of(used.ru_stime) : 0;
    return true;
}

bool os_target_signal_pid(int64_t pid, int signal_number) { return pid > 0 && kill((pid_t)pid, signal_number) == 0; }

bool os_target_signal(const struct os_target *target, int signal_number)
{
    // Once it was reaped its number may be another's.
    return !target->ended && os_target_signal_pid(target->pid, signal_number);
}

// ---- signals --------------------------------------------------------------------------------------------------------

// Those sent on. SIGCHLD tells of the target's end.
static const int sent_on[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT };

enum {
    SENT_ON = sizeof sent_on / sizeof *sent_on
};

static struct sigaction before[SENT_ON], child_before;
static atomic_bool forwarding;
static _Atomic int32_t target_pid;
static atomic_int bell_end = -1, asked;
static _Atomic uint64_t asked_ns; // when last
static bool leads_session;

// What a program sends to us and then to our group as well (timeout does) asks once.
static void count_asked(void)
{
    const uint64_t now_ns = os_now_ns();
    if (now_ns - atomic_exchange(&asked_ns, now_ns) >= ASKED_AGAIN_NS)
        atomic_fetch_add(&asked, 1);
}

static void handle(int number, siginfo_t *info, void *context)
{
    (void)context;
    const int error = errno;
    // SI_USER, SI_TKILL, SI_QUEUE: kill(2) and its kind. A terminal that is hung up tells who leads its session alone.
    const bool to_us = info->si_code <= 0 || (number == SIGHUP && leads_session);
    const int32_t pid = atomic_load(&target_pid);
    if (number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT)
        count_asked();
    if (number != SIGCHLD && to_us && pid > 0 && info->si_pid != pid)
        (void)kill((pid_t)pid, number);
    if (atomic_load(&bell_end) >= 0) {
        const ssize_t rung = write(atomic_load(&bell_end), "", 1);
        (void)rung; // a full pipe has rung already
    }
    errno = error;
}

static void stop_forwarding(void)
{
    if (!atomic_exchange(&forwarding, false))
        return;
    for (int i = 0; i < SENT_ON; i++)
        (void)sigaction(sent_on[i], &before[i], NULL);
    (void)sigaction(SIGCHLD, &child_before, NULL);
    atomic_store(&bell_end, -1);
}

struct status os_target_forward(const struct os_target *target, const struct os_bell *bell)
{
    struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART };
    if (!target) {
        stop_forwarding();
        return status_ok();
    }
    atomic_store(&target_pid, (int32_t)target->pid);
    atomic_store(&bell_end, bell->write_end);
    atomic_store(&asked, 0);
    atomic_store(&asked_ns, 0);
    leads_session = getsid(0) == getpid();
    sigfillset(&action.sa_mask);
    for (int i = 0; i < SENT_ON; i++) {
        if (sigaction(sent_on[i], NULL, &before[i]) != 0)
            return status_with(STATUS_FAILED, FAULT_SEE_SIGNAL, part_number((unsigned)sent_on[i]), part_error(errno));
        // What is ignored stays so: it is in the target as well (nohup).
        if (before[i].sa_handler != SIG_IGN)
            (void)sigaction(sent_on[i], &action, NULL);
    }
    (void)sigaction(SIGCHLD, &action, &child_before);
    atomic_store(&forwarding, true);
    return status_ok();
}

int os_target_asked(void) { return atomic_load(&asked); }

// ---- what it waits for ----------------------------------------------------------------------------------------------

static const struct {
    long number;
    const char *name;
    bool on_file;
} calls[] = {
    { SYS_read, "read", true },
    { SYS_pread64, "read", true },
    { SYS_readv, "read", true },
    { SYS_write, "write", true },
    { SYS_writev, "write", true },
    { SYS_pwrite64, "write", true },
    { SYS_futex, "futex", false },
    { SYS_wait4, "wait", false },
    { SYS_waitid, "wait", false },
    { SYS_clock_nanosleep, "sleep", false },
    { SYS_nanosleep, "sleep", false },
    { SYS_ppoll, "poll", false },
    { SYS_pselect6, "select", false },
    { SYS_epoll_pwait, "epoll", false },
    { SYS_accept, "accept", true },
    { SYS_accept4, "accept", true },
    { SYS_connect, "connect", true },
    { SYS_recvfrom, "receive", true },
    { SYS_recvmsg, "receive", true },
    { SYS_sendto, "send", true },
    { SYS_sendmsg, "send", true },
    { SYS_fsync, "fsync", true },
    { SYS_fdatasync, "fsync", true },
    { SYS_openat, "open", false },
    { SYS_flock, "flock", true },
    { SYS_rt_sigsuspend, "sigsuspend", false },
    { SYS_rt_sigtimedwait, "sigwait", false },
    { SYS_restart_syscall, "sleep", false },
    { SYS_exit_group, "exit", false },
#ifdef SYS_poll
    { SYS_poll, "poll", false },
    { SYS_select, "select", false },
    { SYS_epoll_wait, "epoll", false },
    { SYS_pause, "pause", false },
    { SYS_open, "open", false },
#endif
#ifdef SYS_vfork
    { SYS_vfork, "vfork", false },
#endif
};

static ssize_t read_small(const char *path, char *text, size_t size_bytes)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    const ssize_t bytes = read(file, text, size_bytes - 1);
    (void)close(file);
    text[bytes > 0 ? bytes : 0] = '\0';
    return bytes;
}

bool os_target_call(int64_t pid, int64_t tid, struct os_call *call)
{
    char path[64], text[256], *end;
    *call = (struct os_call){ .number = -1 };
    snprintf(path, sizeof path, "/proc/%lld/task/%lld/syscall", (long long)pid, (long long)tid);
    if (read_small(path, text, sizeof text) <= 0 || text[0] == 'r') // "running"
        return false;
    call->number = strtol(text, &end, 10);
    if (end == text)
        return false;
    call->argument = strtoull(end, NULL, 0);
    for (size_t i = 0; i < sizeof calls / sizeof *calls && call->number >= 0; i++)
        if (calls[i].number == call->number) {
            call->name = calls[i].name;
            call->on_file = calls[i].on_file;
        }
    return true;
}

const char *os_target_file(int64_t pid, int descriptor)
{
    char path[64];
    struct stat about;
    snprintf(path, sizeof path, "/proc/%lld/fd/%d", (long long)pid, descriptor);
    if (stat(path, &about) != 0)
        return NULL;
    if (S_ISFIFO(about.st_mode))
        return "pipe";
    if (S_ISSOCK(about.st_mode))
        return "socket";
    return S_ISCHR(about.st_mode) ? "terminal" : "file";
}

// Lines of maps begin with an address in hexadecimal and end with the file's path, the lowest first (proc(5)).
static bool find_base(int64_t pid, struct os_program *program)
{
    char path[64], line[OS_TARGET_PATH_BYTES + 128];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%lld/maps", (long long)pid);
    FILE *maps = fopen(path, "re");
    const size_t length = strlen(program->path);
    while (maps && !found && fgets(line, sizeof line, maps)) {
        line[strcspn(line, "\n")] = '\0';
        const size_t bytes = strlen(line);
        found = bytes > length && line[bytes - length - 1] == ' ' && strcmp(line + bytes - length, program->path) == 0;
        if (found)
            program->base = strtoull(line, NULL, 16);
    }
    if (maps)
        (void)fclose(maps);
    return found;
}

bool os_target_program(int64_t pid, struct os_program *program)
{
    char link[64];
    *program = (struct os_program){ .base = 0 };
    snprintf(link, sizeof link, "/proc/%lld/exe", (long long)pid);
    const ssize_t bytes = readlink(link, program->path, sizeof program->path - 1);
    if (bytes <= 0 || bytes == (ssize_t)sizeof program->path - 1)
        return false;
    program->path[bytes] = '\0';
    program->file = os_file_mark(link);
    if (!find_base(pid, program))
        return false;
    // Said of a file that was taken away or replaced: which it was is to be seen by the name that it had.
    static const char taken_away[] = " (deleted)";
    const size_t rest = sizeof taken_away - 1;
    if ((size_t)bytes > rest && strcmp(program->path + bytes - rest, taken_away) == 0 &&
        os_file_mark(program->path).number == 0)
        program->path[(size_t)bytes - rest] = '\0';
    return true;
}
