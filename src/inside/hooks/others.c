#include "inside/hooks/others.h"

#include "inside/raw.h"

#include <fcntl.h>
#include <linux/membarrier.h>
#include <time.h>

enum {
    PATH_BYTES = 64,
    STATE_BYTES = 256,
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

static long read_state(int32_t tid, char *state)
{
    char path[PATH_BYTES];
    put_text(put_number(put_text(path, "/proc/self/task/"), (uint32_t)tid), "/stat");
    const long file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0)
        return file;
    const long got = raw_call(SYS_read, file, (long)state, STATE_BYTES, 0, 0, 0);
    raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    return got;
}

// The letter stands behind the name in parentheses, which may hold some itself.
bool other_sleeps(int32_t tid)
{
    char state[STATE_BYTES];
    const long got = read_state(tid, state);
    if (got == -2 || got == -3) // ENOENT, ESRCH: it is no more
        return true;
    for (long at = got - 3; at > 0; at--)
        if (state[at] == ')')
            return state[at + 2] == 'S' || state[at + 2] == 'Z' || state[at + 2] == 'X';
    return false;
}

// A clock of its own has a number made of the thread's: see clock_gettime in the kernel (CPUCLOCK_PERTHREAD, CPUCLOCK_SCHED).
uint64_t other_cpu_ns(int32_t tid)
{
    struct timespec used = { 0 };
    const long clock = (long)(~(uint64_t)(uint32_t)tid << 3 | 6);
    if (raw_call(SYS_clock_gettime, (int)clock, (long)&used, 0, 0, 0, 0) != 0)
        return 0;
    return (uint64_t)used.tv_sec * UINT64_C(1000000000) + (uint64_t)used.tv_nsec;
}

bool other_ring(int32_t tid)
{
    const long pid = raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    return raw_call(SYS_tgkill, pid, tid, BELL_SIGNAL, 0, 0, 0) == 0;
}
