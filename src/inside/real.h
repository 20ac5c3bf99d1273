// The functions that the library stands before, as the program would have them without it.
#ifndef INSIDE_REAL_H
#define INSIDE_REAL_H

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

// What calls become where the program's compiler knows how much room there is.
ssize_t __read_chk(int descriptor, void *data, size_t bytes, size_t room);
ssize_t __recv_chk(int descriptor, void *data, size_t bytes, size_t room, int flags);
int __poll_chk(struct pollfd *files, nfds_t count, int ms, size_t bytes);
int __vfprintf_chk(FILE *file, int flag, const char *format, va_list arguments);

enum {
    PATH_BYTES = 4096,
};

struct real {
#define REAL(name) __typeof__(name) *name;
#define REAL_AT(name, version) REAL(name)
#include "inside/real.def"
#undef REAL_AT
#undef REAL
};

extern struct real real __attribute__((visibility("hidden")));

// Looks for all of them. Any thread may call it, and again.
void resolve(void);

// real_of(name)(arguments): looks first where nobody has yet.
#define real_of(name) (__builtin_expect(real.name != NULL, 1) ? (void)0 : resolve(), real.name)

#endif
