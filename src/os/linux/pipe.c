// Pipes: pipe2, and poll where somebody looks.
#include "os/pipe.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)

struct status os_pipe_open(struct os_pipe *pipe)
{
    int ends[2];
    *pipe = (struct os_pipe){ -1, -1 };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return status_with(STATUS_FAILED, FAULT_PIPE, part_error(errno));
    *pipe = (struct os_pipe){ ends[0], ends[1] };
    return status_ok();
}

void os_pipe_close(struct os_pipe *pipe)
{
    if (pipe->read_end >= 0)
        close(pipe->read_end);
    if (pipe->write_end >= 0)
        close(pipe->write_end);
    *pipe = (struct os_pipe){ -1, -1 };
}

bool os_pipe_write(int write_end, const void *bytes, size_t size_bytes)
{
    const char *from = bytes;
    while (size_bytes > 0) {
        const ssize_t written = write(write_end, from, size_bytes);
        if (written < 0 && errno != EINTR)
            return false;
        from += written > 0 ? written : 0;
        size_bytes -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool os_pipe_read(int read_end, void *bytes, size_t size_bytes)
{
    char *to = bytes;
    while (size_bytes > 0) {
        const ssize_t got = read(read_end, to, size_bytes);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        to += got > 0 ? got : 0;
        size_bytes -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool os_pipe_ready(int read_end, uint64_t timeout_ns)
{
    struct pollfd poll = { .fd = read_end, .events = POLLIN };
    const struct timespec timeout = { .tv_sec = (time_t)(timeout_ns / NS_PER_S),
                                      .tv_nsec = (long)(timeout_ns % NS_PER_S) };
    return ppoll(&poll, 1, timeout_ns == UINT64_MAX ? NULL : &timeout, NULL) == 1 && (poll.revents & POLLIN);
}

size_t os_pipe_bytes(int read_end)
{
    int bytes = 0;
    return ioctl(read_end, FIONREAD, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

size_t os_pipe_capacity(int write_end)
{
    const int bytes = fcntl(write_end, F_GETPIPE_SZ);
    return bytes > 0 ? (size_t)bytes : 0;
}
