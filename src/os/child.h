// A child program: this very program, run again with other words, its output read as it comes.
//
// It runs in a process of its own, so that whatever it does (crash, be killed, take all cpus) leaves this one alone. It is
// killed by the kernel should this process end first. From one thread.
#ifndef OS_CHILD_H
#define OS_CHILD_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OS_CHILD_WORDS_MAX = 256,
};

struct os_child {
    int64_t process; // 0: none
    int out, err;    // the ends to read its output and its error output from; −1: closed
    bool apart;      // in a session of its own, with all that it starts
    bool ended;
    int code;   // exit status, where it exited
    int signal; // the signal that ended it; 0: it exited
};

// Starts this program with the words after its name (OS_CHILD_WORDS_MAX at most, ended by NULL). Its input is empty. STATUS_FAILED says why not.
struct status os_child_start(struct os_child *child, const char *const *words);

// The same in a session of its own, without a terminal: being asked to end and killed then goes to all in it.
struct status os_child_start_apart(struct os_child *child, const char *const *words);

// Starts this program again on its own: it outlives this one, in a session of its own, reads and writes nothing of it, and is not
// heard of any more. STATUS_FAILED says why not.
struct status os_child_start_alone(const char *const *words);

// Reads what has come on one of its ends, without waiting: bytes read, 0: nothing now, −1: nothing more will come (the end is
// then closed).
int os_child_read(int *end, char *buffer, size_t size_bytes);

// Whether it has ended; sets code and signal. Without waiting.
bool os_child_ended(struct os_child *child);

// Waits until it has ended; os_child_ended still tells how. From any thread, also beside the others' calls, until
// os_child_ended has been true or os_child_finish is called.
void os_child_await(const struct os_child *child);

// Asks it to end (SIGTERM): it cleans up behind itself.
void os_child_stop(struct os_child *child);

// Ends it the hard way, if it still runs.
void os_child_kill(struct os_child *child);

// Kills it if it still runs, waits for its end and closes both ends. A zeroed one, or one never started, is allowed.
void os_child_finish(struct os_child *child);

#endif
