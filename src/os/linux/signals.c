// Signals and the doorbell on Linux.
//
// The handler notes the signal and rings, or unlinks and lets the default action happen: all of it safe in a handler.
// A listener's patience is a timer whose signal lets that action happen too. System calls are restarted after it, so that a line being printed is not broken off; sleeps
// and polls end early all the same, as the kernel never restarts those. The bell is a pipe that never blocks: when
// it is full it has rung already.
#include "os/signals.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)

// The signals that ask us to end. A terminal that goes away (SIGHUP) asks too, unless we were started with nohup.
static const struct {
    int number;
    bool stays_ignored;
} REQUESTS[] = {
    { SIGINT, false },
    { SIGTERM, false },
    { SIGHUP, true },
};

// Set by the handler, read by anyone: sequential order, it costs nothing here.
static atomic_int pending;
static atomic_bool answered; // somebody was told
// Set by the program, read by the handler.
static _Atomic(const char *) unlink_path;
static atomic_int bell_write_end = -1;
static atomic_int listeners;
static _Atomic uint64_t patience; // ns; 0: without end

static void ring(int write_end)
{
    int error = errno;
    ssize_t written = write(write_end, "", 1);
    (void)written; // a full pipe has rung already
    errno = error;
}

static void end_at_once(int number)
{
    const char *path = atomic_load(&unlink_path);
    if (path != NULL)
        unlink(path);
    signal(number, SIG_DFL);
    raise(number); // takes effect when the handler returns
}

static void start_timer(uint64_t ns)
{
    const struct itimerval timer = {
        .it_value = { .tv_sec = (time_t)(ns / NS_PER_S), .tv_usec = (suseconds_t)(ns % NS_PER_S / 1000) },
    };
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void handle_request(int number)
{
    const int error = errno;
    int none = 0;
    if (atomic_load(&listeners) > 0 && atomic_compare_exchange_strong(&pending, &none, number)) {
        const int write_end = atomic_load(&bell_write_end);
        const uint64_t ns = atomic_load(&patience);
        if (write_end >= 0)
            ring(write_end);
        if (ns > 0)
            start_timer(ns);
    } else {
        end_at_once(number);
    }
    errno = error;
}

// The timer, or somebody who sent just this signal.
static void handle_alarm(int number)
{
    const int error = errno;
    const int asked = atomic_load(&pending);
    end_at_once(asked != 0 ? asked : number);
    errno = error;
}

struct status os_signals_init(void)
{
    struct sigaction request = { .sa_handler = handle_request, .sa_flags = SA_RESTART };
    // None of them interrupts the handler of another.
    for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++)
        sigaddset(&request.sa_mask, REQUESTS[i].number);

    for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++) {
        struct sigaction before;
        if (sigaction(REQUESTS[i].number, NULL, &before) != 0)
            return status_with(STATUS_FAILED, FAULT_SEE_SIGNAL, part_number((unsigned)REQUESTS[i].number),
                               part_error(errno));
        if (REQUESTS[i].stays_ignored && before.sa_handler == SIG_IGN)
            continue;
        if (sigaction(REQUESTS[i].number, &request, NULL) != 0)
            return status_with(STATUS_FAILED, FAULT_HANDLE_SIGNAL, part_number((unsigned)REQUESTS[i].number),
                               part_error(errno));
    }
    struct sigaction alarm = { .sa_handler = handle_alarm };
    if (sigaction(SIGALRM, &alarm, NULL) != 0)
        return status_with(STATUS_FAILED, FAULT_HANDLE_SIGNAL, part_number(SIGALRM), part_error(errno));
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); // where it is ignored the kernel would not tell us how a child ended
    return status_ok();
}

void os_signals_listen(uint64_t patience_ns)
{
    if (atomic_load(&listeners) == 0)
        atomic_store(&patience, patience_ns);
    atomic_fetch_add(&listeners, 1);
}

void os_signals_leave(void)
{
    if (atomic_fetch_sub(&listeners, 1) != 1)
        return;
    if (atomic_load(&patience) > 0)
        start_timer(0);
    if (atomic_load(&pending) != 0 && !atomic_load(&answered))
        os_signals_reraise(atomic_load(&pending));
}

int os_signals_pending(void)
{
    const int number = atomic_load(&pending);
    if (number != 0)
        atomic_store(&answered, true);
    return number;
}

int os_signals_reraise(int signal_number)
{
    sigset_t this_one;
    sigemptyset(&this_one);
    sigaddset(&this_one, signal_number);
    signal(signal_number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &this_one, NULL);
    raise(signal_number);
    return 128 + signal_number;
}

void os_signals_unlink_on_kill(const char *path) { atomic_store(&unlink_path, path); }

void os_signals_ring(const struct os_bell *bell) { atomic_store(&bell_write_end, bell == NULL ? -1 : bell->write_end); }

struct status os_bell_open(struct os_bell *bell)
{
    int ends[2];
    *bell = (struct os_bell){ -1, -1 };
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return status_with(STATUS_FAILED, FAULT_PIPE, part_error(errno));
    *bell = (struct os_bell){ .read_end = ends[0], .write_end = ends[1] };
    return status_ok();
}

void os_bell_close(struct os_bell *bell)
{
    if (bell->read_end >= 0)
        (void)close(bell->read_end);
    if (bell->write_end >= 0)
        (void)close(bell->write_end);
    *bell = (struct os_bell){ -1, -1 };
}

void os_bell_ring(const struct os_bell *bell) { ring(bell->write_end); }

bool os_bell_wait(const struct os_bell *bell, uint64_t timeout_ns)
{
    struct pollfd rung = { .fd = bell->read_end, .events = POLLIN };
    struct timespec timeout = {
        .tv_sec = (time_t)(timeout_ns / NS_PER_S),
        .tv_nsec = (long)(timeout_ns % NS_PER_S),
    };
    if (ppoll(&rung, 1, &timeout, NULL) <= 0)
        return false;
    char rings[256];
    ssize_t got;
    do
        got = read(bell->read_end, rings, sizeof rings);
    while (got == (ssize_t)sizeof rings || (got < 0 && errno == EINTR));
    return true;
}
