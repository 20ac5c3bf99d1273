// A worker: a thread, or a process forked for the purpose, behind one contract.
//
// Processes are forked from a single-threaded program only: a fork while another thread holds a lock leaves the
// child a locked mutex for ever. All calls come from the one supervising thread that started the worker.
#ifndef OS_WORKER_H
#define OS_WORKER_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum os_worker_kind {
    OS_WORKER_THREAD,
    OS_WORKER_PROCESS,
};

// How a worker ended, as the system tells it.
enum os_worker_end {
    OS_WORKER_RUNNING,  // it has not
    OS_WORKER_RETURNED, // its function returned
    OS_WORKER_EXITED,   // a process: exited with another status than 0 (code; -1 if the system no longer knows)
    OS_WORKER_SIGNALED, // a process: ended by a signal (code)
};

typedef void (*os_worker_function)(void *argument);

struct os_worker {
    enum os_worker_kind kind;
    bool started;
    enum os_worker_end end;
    int end_code;
    uint64_t thread;  // the platform's handle of a thread
    int64_t process;  // pid of a process
    void *start_note; // what the thread needs to begin; owned here until it is joined
};

// The exit status of a process that ended before its function began.
enum {
    OS_WORKER_EXIT_NO_CPU = 125, // none of its cpus can be used (for a thread, starting it fails)
    OS_WORKER_EXIT_ORPHAN = 126, // the supervisor was gone already
};

// Starts function(argument) in a new thread or process that may use the given cpus only (cpu_count > 0), or any, where the
// system refuses to keep it there (os_self_is_pinned tells). The worker is zeroed by the caller before. On failure it stays so. A process ends with status 0 when its function returns
// (no atexit handlers, no stdio flush), is killed by the kernel when the supervising thread dies, be it stopped then or not,
// ignores SIGINT and SIGHUP (the supervisor decides) and takes SIGTERM by default. A thread has all signals blocked, so that they
// reach the supervisor.
struct status os_worker_start(struct os_worker *worker, enum os_worker_kind kind, const int *cpus, int cpu_count,
                              os_worker_function function, void *argument);

// Looks, without waiting, whether a process has ended, and reaps it (sets end and end_code). Threads cannot be
// looked at: they stay OS_WORKER_RUNNING until joined.
enum os_worker_end os_worker_poll(struct os_worker *worker);

// Whether a process stands still because somebody stopped it (SIGSTOP, SIGTSTP …): it will do nothing until it is continued
// or killed. False for threads, and where the system does not tell.
bool os_worker_is_stopped(const struct os_worker *worker);

// Waits for the end (sets end and end_code) and frees what the worker held. For one never started, or joined
// already: does nothing.
void os_worker_join(struct os_worker *worker);

// Kills a process at once (SIGKILL); it must still be joined. Does nothing for threads: the system has no way to
// kill one alone.
void os_worker_kill(struct os_worker *worker);

// Called inside a worker: the kernel's ids for it. pid is the process, tid the thread within it (for a process's
// only thread the same).
int64_t os_self_pid(void);
int64_t os_self_parent_pid(void);
int64_t os_self_tid(void);

// Called inside a worker: whether it is kept on the cpus it was given. False: a sandbox forbids that.
bool os_self_is_pinned(void);

// Gives the cpu away once.
void os_yield(void);

// Sleeps while *word is still `expected`, until someone calls os_word_wake on it, the timeout is over or a signal
// came. The word may live in memory shared between processes. Spurious returns happen: look again. os_word_wake
// wakes at most how_many of those that sleep.
void os_word_wait(const uint32_t *word, uint32_t expected, uint64_t timeout_ns);
void os_word_wake(const uint32_t *word, int how_many);

// The same between threads of one process, which takes less time. Without a timeout: who asks it to stop must wake it.
void os_word_wait_near(const uint32_t *word, uint32_t expected);
void os_word_wake_near(const uint32_t *word, int how_many);

#endif
