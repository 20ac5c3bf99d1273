// Words that a program waits for by the bare system call, through libc's syscall(): Rust's locks, C++'s atomics and semaphores.
#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

struct call {
    long number, a, b, c, d, e, f;
};

static long really(const struct call *call)
{
    return real_of(syscall)(call->number, call->a, call->b, call->c, call->d, call->e, call->f);
}

static long waits(const struct call *call)
{
    put(LEFT_FUTEX_WAITS, number((uint64_t)call->a), 0);
    const struct wait outer = wait_begin(LEFT_FUTEX_WOKE, number((uint64_t)call->a));
    const long result = really(call);
    const int error = errno;
    wait_end(outer);
    put(LEFT_FUTEX_WOKE, number((uint64_t)call->a), result < 0 ? (uint32_t)error : 0);
    errno = error;
    return result;
}

static long wakes(const struct call *call)
{
    const long result = really(call);
    if (result > 0)
        put(LEFT_FUTEX_WAKES, number((uint64_t)call->a), (uint32_t)result);
    return result;
}

// Takes six words, as the real one does, however many there are.
INTERPOSED long syscall(long name, ...)
{
    va_list more;
    va_start(more, name);
    struct call call = { .number = name };
    call.a = va_arg(more, long);
    call.b = va_arg(more, long);
    call.c = va_arg(more, long);
    call.d = va_arg(more, long);
    call.e = va_arg(more, long);
    call.f = va_arg(more, long);
    va_end(more);
    if (name == SYS_seccomp) {
        const long result = really(&call);
        if (result >= 0 && call.a <= SECCOMP_SET_MODE_FILTER)
            inside_shut();
        return result;
    }
    if (name != SYS_futex)
        return really(&call);
    const long operation = call.b & FUTEX_CMD_MASK;
    if (operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET)
        return waits(&call);
    return operation == FUTEX_WAKE || operation == FUTEX_WAKE_BITSET ? wakes(&call) : really(&call);
}
