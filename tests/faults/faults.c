// The wrapped functions: see faults.h. Each asks whether this call is to fail, and otherwise passes it on to the
// real one.
//
// Nothing here allocates, locks or calls a wrapped function, so it may run inside a signal handler or right after a
// fork. syscall counts, and fails, for perf_event_open only: its other uses here (futexes) do not fail for want of
// something.
#include "faults/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define EXIT_BAD_ORDER 99

enum function {
    FUNCTION_MALLOC,
    FUNCTION_CALLOC,
    FUNCTION_REALLOC,
    FUNCTION_PTHREAD_CREATE,
    FUNCTION_FORK,
    FUNCTION_MMAP,
    FUNCTION_OPEN,
    FUNCTION_WRITE,
    FUNCTION_CLOSE,
    FUNCTION_FSYNC,
    FUNCTION_RENAME,
    FUNCTION_LINKAT,
    FUNCTION_SYSCALL,
    FUNCTION_MADVISE,
    FUNCTION_SCHED_SETAFFINITY,
    FUNCTION_COUNT,
    FUNCTION_NONE = -1,
};

static const struct {
    const char *name;
    int error; // what it says when it fails
} FUNCTIONS[FUNCTION_COUNT] = {
    [FUNCTION_MALLOC] = { "malloc", ENOMEM },
    [FUNCTION_CALLOC] = { "calloc", ENOMEM },
    [FUNCTION_REALLOC] = { "realloc", ENOMEM },
    [FUNCTION_PTHREAD_CREATE] = { "pthread_create", EAGAIN },
    [FUNCTION_FORK] = { "fork", EAGAIN },
    [FUNCTION_MMAP] = { "mmap", ENOMEM },
    [FUNCTION_OPEN] = { "open", EMFILE },
    [FUNCTION_WRITE] = { "write", ENOSPC },
    [FUNCTION_CLOSE] = { "close", EIO },
    [FUNCTION_FSYNC] = { "fsync", EIO },
    [FUNCTION_RENAME] = { "rename", EACCES },
    [FUNCTION_LINKAT] = { "linkat", EMLINK },
    [FUNCTION_SYSCALL] = { "syscall", EACCES },
    [FUNCTION_MADVISE] = { "madvise", EPERM },
    [FUNCTION_SCHED_SETAFFINITY] = { "sched_setaffinity", EPERM },
};

// The linker gives these names: __real_x is x, and a call of x becomes one of __wrap_x.
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);
pid_t __real_fork(void);
pid_t __wrap_fork(void);
void *__real_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_write(int file, const void *data, size_t size);
ssize_t __wrap_write(int file, const void *data, size_t size);
int __real_close(int file);
int __wrap_close(int file);
int __real_fsync(int file);
int __wrap_fsync(int file);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_madvise(void *address, size_t size, int advice);
int __wrap_madvise(void *address, size_t size, int advice);
int __real_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask);
int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask);
int __real_linkat(int from_folder, const char *from, int to_folder, const char *to, int flags);
int __wrap_linkat(int from_folder, const char *from, int to_folder, const char *to, int flags);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

// ---- the order ------------------------------------------------------------------------------------------------------

// Written by faults_arm before there are threads; the function last, so that who sees it sees the rest.
static struct {
    unsigned long first;
    bool and_later;
    const char *order;
    const char *report;
    atomic_int function;
} armed = { .function = FUNCTION_NONE };

static atomic_ulong calls;
static atomic_bool delivered;

static enum function function_named(const char *name, size_t length)
{
    for (int i = 0; i < FUNCTION_COUNT; i++)
        if (strlen(FUNCTIONS[i].name) == length && strncmp(FUNCTIONS[i].name, name, length) == 0)
            return (enum function)i;
    return FUNCTION_NONE;
}

bool faults_arm(const char *order, const char *report)
{
    atomic_store(&armed.function, FUNCTION_NONE);
    atomic_store(&calls, 0);
    atomic_store(&delivered, false);
    if (order == NULL)
        return true;

    const char *colon = strchr(order, ':');
    if (colon == NULL || colon[1] < '1' || colon[1] > '9')
        return false;
    enum function function = function_named(order, (size_t)(colon - order));
    char *end;
    unsigned long first = strtoul(colon + 1, &end, 10);
    bool and_later = *end == '+';
    if (function == FUNCTION_NONE || end[and_later] != '\0')
        return false;

    armed.first = first;
    armed.and_later = and_later;
    armed.order = order;
    armed.report = report;
    atomic_store(&armed.function, (int)function);
    return true;
}

bool faults_delivered(void) { return atomic_load(&delivered); }

const char *faults_function(int index) { return index >= 0 && index < FUNCTION_COUNT ? FUNCTIONS[index].name : NULL; }

static void report(void)
{
    if (atomic_exchange(&delivered, true) || armed.report == NULL)
        return;
    int file = __real_open(armed.report, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || __real_write(file, armed.order, strlen(armed.order)) < 0)
        _exit(EXIT_BAD_ORDER); // a report that cannot be made would read as a fault that was not reached
    __real_close(file);
}

// True, and errno set, if this call is the one to fail.
static bool fails(enum function function)
{
    if (atomic_load(&armed.function) != (int)function)
        return false;
    unsigned long call = atomic_fetch_add(&calls, 1) + 1;
    if (call != armed.first && !(armed.and_later && call > armed.first))
        return false;
    report();
    errno = FUNCTIONS[function].error;
    return true;
}

__attribute__((constructor)) static void read_environment(void)
{
    static const char complaint[] = "RACELEDGER_FAULT must be FUNCTION:NUMBER or FUNCTION:NUMBER+\n";
    if (faults_arm(getenv("RACELEDGER_FAULT"), getenv("RACELEDGER_FAULT_REPORT")))
        return;
    ssize_t written = __real_write(STDERR_FILENO, complaint, sizeof complaint - 1);
    (void)written;
    _exit(EXIT_BAD_ORDER);
}

// ---- the functions --------------------------------------------------------------------------------------------------

void *__wrap_malloc(size_t size) { return fails(FUNCTION_MALLOC) ? NULL : __real_malloc(size); }

void *__wrap_calloc(size_t count, size_t size) { return fails(FUNCTION_CALLOC) ? NULL : __real_calloc(count, size); }

void *__wrap_realloc(void *memory, size_t size)
{
    return fails(FUNCTION_REALLOC) ? NULL : __real_realloc(memory, size);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument)
{
    return fails(FUNCTION_PTHREAD_CREATE) ? errno : __real_pthread_create(thread, attributes, run, argument);
}

pid_t __wrap_fork(void) { return fails(FUNCTION_FORK) ? -1 : __real_fork(); }

void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    return fails(FUNCTION_MMAP) ? MAP_FAILED : __real_mmap(address, size, protection, flags, file, offset);
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    return fails(FUNCTION_OPEN) ? -1 : __real_open(path, flags, mode);
}

ssize_t __wrap_write(int file, const void *data, size_t size)
{
    return fails(FUNCTION_WRITE) ? -1 : __real_write(file, data, size);
}

int __wrap_close(int file)
{
    if (!fails(FUNCTION_CLOSE))
        return __real_close(file);
    // As on Linux: the descriptor is gone though the call reports an error.
    __real_close(file);
    errno = FUNCTIONS[FUNCTION_CLOSE].error;
    return -1;
}

int __wrap_fsync(int file) { return fails(FUNCTION_FSYNC) ? -1 : __real_fsync(file); }

int __wrap_rename(const char *from, const char *to) { return fails(FUNCTION_RENAME) ? -1 : __real_rename(from, to); }

int __wrap_madvise(void *address, size_t size, int advice)
{
    return fails(FUNCTION_MADVISE) ? -1 : __real_madvise(address, size, advice);
}

int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask)
{
    return fails(FUNCTION_SCHED_SETAFFINITY) ? -1 : __real_sched_setaffinity(pid, size, mask);
}

int __wrap_linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    return fails(FUNCTION_LINKAT) ? -1 : __real_linkat(from_folder, from, to_folder, to, flags);
}

long __wrap_syscall(long number, ...)
{
    // Only what was given may be read: five for perf_event_open, six for all else the program calls this way.
    const int given = number == SYS_perf_event_open ? 5 : 6;
    long values[6] = { 0 };
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < given; i++)
        values[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_perf_event_open && fails(FUNCTION_SYSCALL))
        return -1;
    return __real_syscall(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}
