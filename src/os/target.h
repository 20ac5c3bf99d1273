// A target: somebody else's program, run as it would run without us, and watched.
//
// It is started held: the process is there, and waits before its program is executed, so that records can be opened on it. It
// has our standard input and outputs, working directory, environment but for two variables, process group and terminal, so
// that what is typed there (Ctrl+C, Ctrl+Z) reaches it as ever. Unlike the project's own runs it does not end with us. From
// one thread, one target at a time.
#ifndef OS_TARGET_H
#define OS_TARGET_H

#include "base/status.h"
#include "os/file.h"
#include "os/signals.h"

#include <stdbool.h>
#include <stdint.h>

struct os_target {
    int64_t pid; // 0: none
    int go;      // written to: it may execute its program
    int failed;  // read from: why it could not; −1: closed
    bool ended;
    int code;        // exit status, where it exited
    int signal;      // that ended it; 0: it exited
    bool dumped;     // it left a core
    uint64_t cpu_ns; // that it and those whom it reaped took, by the kernel's account
};

// What is put before what its environment says of libraries. NULL: nothing is.
struct os_target_libraries {
    const char *preload; // in LD_PRELOAD
    const char *folder;  // in LD_LIBRARY_PATH
};

// Starts the process, held. words: the program, looked for as execvp does, and its arguments, ended by NULL. On failure nothing is
// left behind.
struct status os_target_start(struct os_target *target, char *const *words,
                              const struct os_target_libraries *libraries);

// Lets it execute its program. STATUS_USAGE names the program where it cannot be executed (code: 127 where there is none, 126
// where it may not be executed); the process is then gone.
struct status os_target_go(struct os_target *target, const char *name);

// Whether it has ended, without waiting; sets how.
bool os_target_ended(struct os_target *target);

// Sends it a signal, and so to any process by its pid. False: there is no such process.
bool os_target_signal(const struct os_target *target, int signal_number);
bool os_target_signal_pid(int64_t pid, int signal_number);

// From now on signals that ask programs to do something (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT …) reach
// the target when they reach us: what a terminal sends reaches it by itself, what a process sends to us alone is sent on.
// (A terminal that is hung up tells the leader of its session alone: where we are it, that is sent on as well.) The
// bell is rung at the target's end, and at such signals. os_target_asked: how often we were asked to end (by the terminal or a process) so far. NULL: as
// before the first call.
struct status os_target_forward(const struct os_target *target, const struct os_bell *bell);
int os_target_asked(void);

// What one of its threads waits for in the kernel, by the kernel's word.
struct os_call {
    long number;       // of the system call; −1: it is in none, or not known
    uint64_t argument; // the first
    const char *name;  // "read", "futex" …; NULL: it has none here
    bool on_file;      // argument is a descriptor
};

// Looks; false where the system does not let us, or it runs.
bool os_target_call(int64_t pid, int64_t tid, struct os_call *call);

enum {
    OS_TARGET_PATH_BYTES = 512,
};

// The program that a process runs, and the lowest address at which its file is loaded.
struct os_program {
    char path[OS_TARGET_PATH_BYTES];
    struct os_file_mark file; // as it is now; all 0: not known
    uint64_t base;
};

// False: it is not loaded yet, or gone, or the system does not let us look, or its path is longer.
bool os_target_program(int64_t pid, struct os_program *program);

// What a descriptor of it stands for: "pipe", "socket", "terminal", "file"; NULL: not known.
const char *os_target_file(int64_t pid, int descriptor);

#endif
