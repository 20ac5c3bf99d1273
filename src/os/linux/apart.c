// Fork, limits, a filter of system calls (seccomp), and a kill when the time is over.
#include "os/apart.h"

#include "base/fault.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// A sanitizer takes all addresses that there are, and makes calls of its own.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

#define NS_PER_S UINT64_C(1000000000)

enum {
    FILES_MAX = 64,
    EXIT_NOT_BEGUN = 125,
    LOOK_NS = 1000000,
};

// ---- in the process apart -------------------------------------------------------------------------------------------

#if defined(__x86_64__)
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#endif

#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

// Reading, memory and leaving; opening to read. The rest fails with EPERM.
static void filter_calls(void)
{
#ifdef THIS_MACHINE
    static struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(SYS_read),
        ALLOW(SYS_pread64),
        ALLOW(SYS_lseek),
        ALLOW(SYS_fstat),
        ALLOW(SYS_newfstatat),
        ALLOW(SYS_close),
        ALLOW(SYS_mmap),
        ALLOW(SYS_munmap),
        ALLOW(SYS_mremap),
        ALLOW(SYS_mprotect),
        ALLOW(SYS_madvise),
        ALLOW(SYS_brk),
        ALLOW(SYS_futex),
        ALLOW(SYS_getrandom),
        ALLOW(SYS_exit_group),
        ALLOW(SYS_rt_sigreturn),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    const struct sock_fprog program = { sizeof rules / sizeof *rules, rules };
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program); // where there is none the limits must do
#endif
}

static uint64_t own_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    (void)fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

// No more than that; where the user's own limit is lower (ulimit) it stays.
static bool limit_one(int resource, rlim_t most)
{
    struct rlimit limits;
    if (getrlimit((__rlimit_resource_t)resource, &limits) != 0)
        return false;
    most = limits.rlim_max < most ? limits.rlim_max : most; // RLIM_INFINITY is the largest
    limits = (struct rlimit){ most, most };
    return setrlimit((__rlimit_resource_t)resource, &limits) == 0;
}

static bool limit(struct os_apart_limits limits)
{
    static const int none[] = { RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_NPROC };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (!limit_one(none[i], 0))
            return false;
    if (!IS_SANITIZED && !limit_one(RLIMIT_AS, own_bytes() + limits.memory_bytes))
        return false;
    return limit_one(RLIMIT_CPU, limits.time_ns / NS_PER_S + 1) && limit_one(RLIMIT_NOFILE, FILES_MAX);
}

// The soft limit, which can be raised again; no more than the user's own.
static bool limit_softly(int resource, rlim_t most)
{
    struct rlimit limits;
    if (getrlimit((__rlimit_resource_t)resource, &limits) != 0)
        return false;
    limits.rlim_cur = limits.rlim_max < most ? limits.rlim_max : most;
    return setrlimit((__rlimit_resource_t)resource, &limits) == 0;
}

bool os_limit_here(struct os_apart_limits limits)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0 || !limit_softly(RLIMIT_CORE, 0))
        return false;
    if (!IS_SANITIZED && !limit_softly(RLIMIT_AS, own_bytes() + limits.memory_bytes))
        return false;
    const rlim_t used_s = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
    return limit_softly(RLIMIT_CPU, used_s + 1 + limits.time_ns / NS_PER_S);
}

static _Noreturn void become(void (*work)(void *context), void *context, struct os_apart_limits limits, pid_t parent)
{
    const int null = open("/dev/null", O_RDWR);
    for (int number = 1; number < NSIG; number++)
        (void)signal(number,
                     number == SIGINT || number == SIGHUP ? SIG_IGN : SIG_DFL); // those two this process decides on
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || null < 0)
        _exit(EXIT_NOT_BEGUN);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (dup2(null, descriptor) < 0)
            _exit(EXIT_NOT_BEGUN);
            // What we have open is none of its business.
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3u, ~0u, 0u) != 0)
#endif
        for (int descriptor = 3; descriptor < 1024; descriptor++)
            (void)close(descriptor);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !limit(limits))
        _exit(EXIT_NOT_BEGUN);
    if (!IS_SANITIZED)
        filter_calls();
    work(context);
    _exit(0);
}

// ---- here -----------------------------------------------------------------------------------------------------------

// False: the time was over, and it was killed.
static bool await(pid_t pid, uint64_t until_ns, int *how)
{
    bool in_time = true;
    for (;;) {
        const pid_t ended = waitpid(pid, how, in_time ? WNOHANG : 0);
        if (ended == pid)
            return in_time;
        if (ended < 0 && errno != EINTR) {
            *how = EXIT_NOT_BEGUN << 8;
            return in_time;
        }
        if (in_time && os_now_ns() > until_ns) {
            in_time = false;
            (void)kill(pid, SIGKILL);
        } else if (in_time) {
            os_sleep_until_ns(os_now_ns() + LOOK_NS);
        }
    }
}

struct status os_apart(void (*work)(void *context), void *context, struct os_apart_limits limits)
{
    const pid_t parent = getpid();
    int how = 0;
    const pid_t pid = fork();
    if (pid < 0)
        return status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(errno));
    if (pid == 0)
        become(work, context, limits, parent);
    if (!await(pid, os_now_ns() + 4 * limits.time_ns, &how) || (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU))
        return status_make(STATUS_FAILED, "it took too long");
    if (WIFSIGNALED(how))
        return status_make(STATUS_FAILED, "it was ended by signal %d", WTERMSIG(how));
    return WEXITSTATUS(how) == 0 ? status_ok()
                                 : status_make(STATUS_FAILED, "it could not be done (%d)", WEXITSTATUS(how));
}
