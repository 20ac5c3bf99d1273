#include "inside/hooks/others.h"

#include "inside/raw.h"

#include <fcntl.h>
#include <linux/membarrier.h>
#include <time.h>

enum {
    PATH_BYTES = 64,
    TEXT_BYTES = 256,
    STATUS_BYTES = 4096,
    NO_ENTRY = -2,   // -ENOENT
    NO_PROCESS = -3, // -ESRCH
};

static long membarrier(int command) { return raw_call(SYS_membarrier, command, 0, 0, 0, 0, 0); }

bool others_begin(void) { return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0; }

void others_barrier(void) { membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED); }

void others_first(void) { raw_call(SYS_sched_yield, 0, 0, 0, 0, 0, 0); }

// ---- its state ------------------------------------------------------------------------------------------------------

static char *put_text(char *to, const char *text)
{
    while (*text)
        *to++ = *text++;
    *to = '\0';
    return to;
}

static char *put_number(char *to, uint32_t number)
{
    char digits[12];
    int count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

// What stands in a file of the kernel's about a thread: of our own process, or of another; 0: it is no more.
static long read_about(int32_t tid, const char *what, char *text, long bytes)
{
    static const char *const folders[] = { "/proc/self/task/", "/proc/" };
    char path[PATH_BYTES];
    long file = -1, got;
    for (unsigned i = 0; i < sizeof folders / sizeof *folders && file < 0; i++) {
        put_text(put_number(put_text(path, folders[i]), (uint32_t)tid), what);
        file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
        if (file < 0 && file != NO_ENTRY && file != NO_PROCESS)
            return file;
    }
    if (file < 0)
        return 0;
    got = raw_call(SYS_read, file, (long)text, bytes, 0, 0, 0);
    raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    return got == NO_PROCESS ? 0 : got;
}

// The letter that stands behind the name in parentheses, which may hold some itself. 'X': it is no more; '?': not known.
static char state_of(int32_t tid)
{
    char text[TEXT_BYTES];
    const long got = read_about(tid, "/stat", text, TEXT_BYTES);
    for (long at = got - 3; at > 0; at--)
        if (text[at] == ')')
            return text[at + 2];
    return got == 0 ? 'X' : '?';
}

bool other_is_over(int32_t tid)
{
    const char state = state_of(tid);
    return state == 'Z' || state == 'X';
}

bool other_sleeps(int32_t tid)
{
    const char state = state_of(tid);
    return state == 'S' || state == 'Z' || state == 'X';
}

// Of one of another process, whose clock cannot be asked: the number that its times begin with.
static uint64_t foreign_cpu_ns(int32_t tid)
{
    char text[TEXT_BYTES];
    const long got = read_about(tid, "/schedstat", text, TEXT_BYTES);
    uint64_t ns = 0;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): the kernel wrote it
    for (long at = 0; at < got && text[at] >= '0' && text[at] <= '9'; at++)
        ns = 10 * ns + (uint64_t)(text[at] - '0');
    return ns;
}

// A clock of its own has a number made of the thread's: see clock_gettime in the kernel (CPUCLOCK_PERTHREAD, CPUCLOCK_SCHED).
uint64_t other_cpu_ns(int32_t tid)
{
    struct timespec used = { 0 };
    const long clock = (long)(~(uint64_t)(uint32_t)tid << 3 | 6);
    if (raw_call(SYS_clock_gettime, (int)clock, (long)&used, 0, 0, 0, 0) != 0)
        return foreign_cpu_ns(tid);
    return (uint64_t)used.tv_sec * UINT64_C(1000000000) + (uint64_t)used.tv_nsec;
}

// ---- the bell -------------------------------------------------------------------------------------------------------

// Whether the bell's signal has a handler there: it would end a program that has none. What stands behind "SigCgt:" has 16 digits.
static bool hears_bell(int32_t tid)
{
    static const char before[] = "SigCgt:\t";
    char text[STATUS_BYTES];
    const long got = read_about(tid, "/status", text, STATUS_BYTES), bytes = sizeof before - 1;
    for (long at = 0; at + bytes + 16 <= got; at++) {
        long same = 0;
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): the kernel wrote it
        while (same < bytes && text[at + same] == before[same])
            same++;
        const char digit = text[at + bytes]; // of signals 61 to 64
        if (same == bytes)
            return digit == '4' || digit == '5' || digit == '6' || digit == '7' || digit >= 'c';
    }
    return false;
}

bool other_ring(int32_t tid)
{
    const long pid = raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    return raw_call(SYS_tgkill, pid, tid, BELL_SIGNAL, 0, 0, 0) == 0 ||
           (hears_bell(tid) && raw_call(SYS_tkill, tid, BELL_SIGNAL, 0, 0, 0, 0) == 0);
}
