// Workers on Linux: POSIX threads and forked processes, kept on their cpus from the first instruction of their
// function.
//
// A thread gets its affinity through its attributes, which the library applies before the thread's function is
// entered. A forked process sets its own before anything else. All signals are held back around the start: a thread
// keeps them held back, so that they reach the supervisor, and no handler of the supervisor's ever runs in a child.
#include "os/worker.h"

#include "base/fault.h"

#include <assert.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)
#define KERNEL_CPUS_MAX 8192 // the largest number of cpus a kernel can be built for

static_assert(sizeof(pthread_t) <= sizeof(uint64_t), "struct os_worker cannot hold a thread");

// A set of cpus as the kernel takes it.
union cpu_mask {
    cpu_set_t set;
    unsigned long words[KERNEL_CPUS_MAX / (8 * sizeof(unsigned long))];
};

struct start_note {
    os_worker_function function;
    void *argument;
    bool unpinned;
};

// Of this worker: the system refused to keep it on its cpus.
static _Thread_local bool unpinned;

// A sandbox's answers. EINVAL is none of them: none of the cpus can be used.
static bool is_refusal(int error) { return error == EPERM || error == EACCES || error == ENOSYS; }

static void mask_fill(union cpu_mask *mask, const int *cpus, int cpu_count)
{
    memset(mask, 0, sizeof *mask);
    for (int i = 0; i < cpu_count; i++) {
        assert(cpus[i] >= 0 && cpus[i] < KERNEL_CPUS_MAX);
        CPU_SET_S((size_t)cpus[i], sizeof *mask, &mask->set);
    }
}

// ---- threads --------------------------------------------------------------------------------------------------------

static void *thread_main(void *argument)
{
    const struct start_note *note = argument;
    unpinned = note->unpinned;
    note->function(note->argument);
    return NULL;
}

static int thread_create(pthread_t *thread, const union cpu_mask *mask, struct start_note *note)
{
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error != 0)
        return error;
    error = pthread_attr_setaffinity_np(&attributes, sizeof *mask, &mask->set);
    if (error == 0)
        error = pthread_create(thread, &attributes, thread_main, note);
    pthread_attr_destroy(&attributes);
    return error;
}

static struct status thread_start(struct os_worker *worker, const union cpu_mask *mask, os_worker_function function,
                                  void *argument)
{
    struct start_note *note = malloc(sizeof *note);
    if (note == NULL)
        return status_with(STATUS_FAILED, FAULT_START_THREAD, part_error(ENOMEM));
    *note = (struct start_note){ function, argument, false };

    pthread_t thread;
    int error = thread_create(&thread, mask, note);
    if (is_refusal(error)) {
        note->unpinned = true;
        error = pthread_create(&thread, NULL, thread_main, note);
    }
    if (error == 0)
        worker->thread = (uint64_t)thread;
    if (error != 0) {
        free(note);
        return status_with(STATUS_FAILED, FAULT_START_THREAD, part_error(error));
    }
    worker->start_note = note;
    return status_ok();
}

// ---- processes ------------------------------------------------------------------------------------------------------

// The child's life. Signals are still held back when it begins.
static _Noreturn void process_main(const union cpu_mask *mask, pid_t parent, const sigset_t *signals_before,
                                   os_worker_function function, void *argument)
{
    // First of all: the kernel kills us when the parent dies from now on, even while we are stopped; if it is dead already,
    // nobody waits for us.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(OS_WORKER_EXIT_ORPHAN);
    unpinned = sched_setaffinity(0, sizeof *mask, &mask->set) != 0;
    if (unpinned && !is_refusal(errno))
        _exit(OS_WORKER_EXIT_NO_CPU);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, signals_before, NULL);
    function(argument);
    _exit(0);
}

static struct status process_start(struct os_worker *worker, const union cpu_mask *mask, const sigset_t *signals_before,
                                   os_worker_function function, void *argument)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        process_main(mask, parent, signals_before, function, argument);
    if (child < 0)
        return status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(errno));
    worker->process = child;
    return status_ok();
}

// Takes the child's end from the system, waiting for it or not.
static void process_reap(struct os_worker *worker, int options)
{
    int how = 0;
    pid_t reaped;
    do
        reaped = waitpid((pid_t)worker->process, &how, options);
    while (reaped < 0 && errno == EINTR);
    if (reaped == 0)
        return;
    if (reaped < 0) { // somebody else took it
        worker->end = OS_WORKER_EXITED;
        worker->end_code = -1;
    } else if (WIFSIGNALED(how)) {
        worker->end = OS_WORKER_SIGNALED;
        worker->end_code = WTERMSIG(how);
    } else {
        worker->end_code = WEXITSTATUS(how);
        worker->end = worker->end_code == 0 ? OS_WORKER_RETURNED : OS_WORKER_EXITED;
    }
}

static bool is_running_process(const struct os_worker *worker)
{
    return worker->started && worker->kind == OS_WORKER_PROCESS && worker->end == OS_WORKER_RUNNING;
}

// ---- both -----------------------------------------------------------------------------------------------------------

struct status os_worker_start(struct os_worker *worker, enum os_worker_kind kind, const int *cpus, int cpu_count,
                              os_worker_function function, void *argument)
{
    assert(cpu_count > 0 && !worker->started);
    union cpu_mask mask;
    mask_fill(&mask, cpus, cpu_count);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    struct status status = kind == OS_WORKER_THREAD ? thread_start(worker, &mask, function, argument)
                                                    : process_start(worker, &mask, &before, function, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status_is_ok(status)) {
        worker->kind = kind;
        worker->started = true;
    }
    return status;
}

enum os_worker_end os_worker_poll(struct os_worker *worker)
{
    if (is_running_process(worker))
        process_reap(worker, WNOHANG);
    return worker->end;
}

bool os_worker_is_stopped(const struct os_worker *worker)
{
    siginfo_t how = { 0 };
    return is_running_process(worker) &&
           waitid(P_PID, (id_t)worker->process, &how, WSTOPPED | WNOHANG | WNOWAIT) == 0 && how.si_pid != 0;
}

void os_worker_join(struct os_worker *worker)
{
    if (is_running_process(worker))
        process_reap(worker, 0);
    if (worker->started && worker->kind == OS_WORKER_THREAD) {
        int error = pthread_join((pthread_t)worker->thread, NULL);
        assert(error == 0);
        (void)error;
        worker->end = OS_WORKER_RETURNED;
        free(worker->start_note);
        worker->start_note = NULL;
    }
    worker->started = false;
}

void os_worker_kill(struct os_worker *worker)
{
    // Not reaped yet, so its pid cannot have been given to another process.
    if (is_running_process(worker))
        kill((pid_t)worker->process, SIGKILL);
}

int64_t os_self_pid(void) { return getpid(); }

int64_t os_self_parent_pid(void) { return getppid(); }

int64_t os_self_tid(void) { return gettid(); }

bool os_self_is_pinned(void) { return !unpinned; }

void os_yield(void) { sched_yield(); }

void os_word_wait(const uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    struct timespec timeout = {
        .tv_sec = (time_t)(timeout_ns / NS_PER_S),
        .tv_nsec = (long)(timeout_ns % NS_PER_S),
    };
    syscall(SYS_futex, word, FUTEX_WAIT, expected, &timeout, NULL, 0);
}

void os_word_wake(const uint32_t *word, int how_many)
{
    syscall(SYS_futex, word, FUTEX_WAKE, how_many, NULL, NULL, 0L);
}

void os_word_wait_near(const uint32_t *word, uint32_t expected)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void os_word_wake_near(const uint32_t *word, int how_many)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, how_many, NULL, NULL, 0L);
}
