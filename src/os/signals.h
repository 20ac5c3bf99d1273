// Ctrl+C and friends: the end of the program at once, wherever it waits, reads, writes or computes, unless somebody
// listens; then a request. And a doorbell that ends a sleep.
//
// Who has something to bring to an end first (a run, a window) listens for that long. The first SIGINT, SIGTERM or
// SIGHUP is then remembered and rings the bell. A second one, one that nobody listens to, and one that a listener has not
// answered when his patience is over or when he leaves, ends the program by its default action, after the unfinished
// file named here, if any, is removed. Process-wide.
#ifndef OS_SIGNALS_H
#define OS_SIGNALS_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

// Starts looking. Call once, early, from the main thread. Ignores SIGPIPE; looks at SIGHUP only if it was not
// ignored already (nohup). Calls that transfer data go on after a signal; sleeps end early.
struct status os_signals_init(void);

// Between the two a signal is a request: whoever asks os_signals_pending must then bring things to an end. They nest.
// patience_ns: how long after the signal the program may still take to leave; 0: as long as it likes. The outermost's
// counts. From one thread.
void os_signals_listen(uint64_t patience_ns);
void os_signals_leave(void);

// The signal that came first (SIGINT, SIGTERM, SIGHUP), or 0. To be told of one is to answer it.
int os_signals_pending(void);

// Ends the program as that signal would have (so that a shell sees it): for the end of main. Returns 128 + signal
// where it cannot.
int os_signals_reraise(int signal_number);

// Names a file to remove should the program be ended at once; NULL forgets it. The text must stay valid. There is
// one such name; os_file_write uses it and leaves NULL.
void os_signals_unlink_on_kill(const char *path);

// A doorbell: rung by any thread, any forked child or the signal handler; waited for by one thread.
struct os_bell {
    int read_end;
    int write_end;
};

// Both ends are closed in programs that are executed. On failure both are -1, which os_bell_close takes.
struct status os_bell_open(struct os_bell *bell);
void os_bell_close(struct os_bell *bell); // closing twice is harmless

void os_bell_ring(const struct os_bell *bell); // async-signal-safe, never blocks

// Waits for a ring, at most timeout_ns; true if it rang (all rings so far are then forgotten). Returns early,
// false, when a signal came.
bool os_bell_wait(const struct os_bell *bell, uint64_t timeout_ns);

// The bell the signal handler rings too; one, NULL for none. Must outlive its use.
void os_signals_ring(const struct os_bell *bell);

#endif
