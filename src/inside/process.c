// Processes: forked, waited for, sent signals, ended.
#include "inside/inside.h"
#include "inside/interpreter.h"
#include "inside/real.h"
#include "inside/stdio.h"

#include <errno.h>

static uint32_t ended_in; // inside_wiped.image as it was when it told its end

// ---- fork -----------------------------------------------------------------------------------------------------------

INTERPOSED pid_t fork(void)
{
    put(LEFT_FORKS, NULL, 0);
    const pid_t child = real_of(fork)();
    const int error = errno;
    if (child == 0)
        inside_is_on();
    else
        put_long(LEFT_FORKED, child > 0 ? (uint64_t)child : 0, 0, 0, child > 0 ? 0 : (uint32_t)error);
    if (child != 0)
        hear(HEARD_FORKED, number(child > 0 ? (uint64_t)child : 0), 0);
    errno = error;
    return child;
}

// ---- waiting for children -------------------------------------------------------------------------------------------

static struct wait reap_begin(bool waits, int64_t whom)
{
    if (waits)
        put(LEFT_REAP_WAITS, number((uint64_t)(whom > 0 ? whom : -1)), 0);
    return wait_begin(waits ? LEFT_REAPED : 0, NULL);
}

// Of those who only look, only a find is told.
static void reap_end(bool waits, int64_t reaped, uint32_t status, struct wait outer)
{
    const int error = errno;
    wait_end(outer);
    if (reaped > 0 && (status & 0x7f) != 0x7f) // not stopped or going on
        hear(HEARD_REAPED, number((uint64_t)reaped), 0);
    if (reaped < 0 && error == ECHILD) // those that nobody had to wait for
        hear(HEARD_REAPED, NULL, 0);
    if (reaped > 0)
        put_long(LEFT_REAPED, (uint64_t)reaped, 0, status, 0);
    else if (waits)
        put_long(LEFT_REAPED, 0, 0, 0, (uint32_t)(reaped < 0 ? error : 0));
    errno = error;
}

INTERPOSED pid_t wait4(pid_t whom, int *status, int options, struct rusage *usage)
{
    int own_status = 0;
    const bool waits = !(options & WNOHANG);
    const struct wait outer = reap_begin(waits, whom);
    const pid_t reaped = real_of(wait4)(whom, status ? status : &own_status, options, usage);
    reap_end(waits, reaped, (uint32_t)(status && reaped > 0 ? *status : own_status), outer);
    return reaped;
}

INTERPOSED pid_t waitpid(pid_t whom, int *status, int options)
{
    int own_status = 0;
    const bool waits = !(options & WNOHANG);
    const struct wait outer = reap_begin(waits, whom);
    const pid_t reaped = real_of(waitpid)(whom, status ? status : &own_status, options);
    reap_end(waits, reaped, (uint32_t)(status && reaped > 0 ? *status : own_status), outer);
    return reaped;
}

INTERPOSED pid_t wait(int *status)
{
    int own_status = 0;
    const struct wait outer = reap_begin(true, -1);
    const pid_t reaped = real_of(wait)(status ? status : &own_status);
    reap_end(true, reaped, (uint32_t)(status && reaped > 0 ? *status : own_status), outer);
    return reaped;
}

INTERPOSED pid_t wait3(int *status, int options, struct rusage *usage)
{
    int own_status = 0;
    const bool waits = !(options & WNOHANG);
    const struct wait outer = reap_begin(waits, -1);
    const pid_t reaped = real_of(wait3)(status ? status : &own_status, options, usage);
    reap_end(waits, reaped, (uint32_t)(status && reaped > 0 ? *status : own_status), outer);
    return reaped;
}

// As wait tells it.
static uint32_t status_of(const siginfo_t *info)
{
    if (info->si_code == CLD_EXITED)
        return (uint32_t)(info->si_status & 0xff) << 8;
    if (info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED)
        return (uint32_t)info->si_status | (info->si_code == CLD_DUMPED ? 0x80 : 0);
    return info->si_code == CLD_CONTINUED ? 0xffff : (uint32_t)info->si_status << 8 | 0x7f;
}

INTERPOSED int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    siginfo_t own_info = { 0 };
    siginfo_t *found = info ? info : &own_info;
    const bool waits = !(options & WNOHANG);
    const struct wait outer = reap_begin(waits, type == P_PID ? (int64_t)id : -1);
    const int result = real_of(waitid)(type, id, found, options);
    reap_end(waits, result < 0 ? -1 : options & WNOWAIT ? 0 : found->si_pid, status_of(found), outer);
    return result;
}

// These two wait within libc for a child of whose number they say nothing.
INTERPOSED int system(const char *command)
{
    const struct wait outer = reap_begin(command != NULL, -1);
    const int status = real_of(system)(command);
    reap_end(command != NULL, 0, 0, outer);
    return status;
}

INTERPOSED int pclose(FILE *file)
{
    const struct wait outer = reap_begin(true, -1);
    const int status = real_of(pclose)(file);
    reap_end(true, 0, 0, outer);
    return status;
}

// ---- signals and ends -----------------------------------------------------------------------------------------------

INTERPOSED int kill(pid_t whom, int signal)
{
    put(LEFT_KILLS, number((uint64_t)(int64_t)whom), (uint32_t)signal);
    return real_of(kill)(whom, signal);
}

static void tell_end(int status)
{
    if (own.vforked || !inside_is_on())
        return;
    const uint32_t image = inside_wiped.image;
    if (__atomic_exchange_n(&ended_in, image, __ATOMIC_RELAXED) == image)
        return;
    interpreter_tell();
    put(LEFT_EXITS, NULL, (uint32_t)status & 0xff);
}

INTERPOSED _Noreturn void exit(int status)
{
    tell_end(status);
    real_of(exit)(status);
    __builtin_unreachable();
}

INTERPOSED _Noreturn void _exit(int status)
{
    tell_end(status);
    real_of(_exit)(status);
    __builtin_unreachable();
}

INTERPOSED _Noreturn void _Exit(int status)
{
    tell_end(status);
    real_of(_exit)(status);
    __builtin_unreachable();
}

// main has returned, or somebody ended the process in a way that is not interposed. It comes after all that the program has to
// do at its end, since it is registered before anything of the program runs.
static void at_exit(int status, void *nothing)
{
    (void)nothing;
    stdio_ends();
    tell_end(status);
}

static __attribute__((constructor)) void begin(void)
{
    inside_begin();
    on_exit(at_exit, NULL);
}
