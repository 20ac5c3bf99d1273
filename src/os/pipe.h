// Pipes between the processes of a tree: bytes in order, a capacity that the kernel sets, ends that block.
#ifndef OS_PIPE_H
#define OS_PIPE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_pipe {
    int read_end, write_end; // −1: closed; forked processes have both ends, too
};

// Both ends are closed in programs that are executed. On failure both are −1.
struct status os_pipe_open(struct os_pipe *pipe);
void os_pipe_close(struct os_pipe *pipe); // closing twice is harmless

// Writes all, asleep while the pipe is full. What is no longer than a page comes whole, whoever else writes. False: nobody
// reads any more.
bool os_pipe_write(int write_end, const void *bytes, size_t size_bytes);

// Reads so many, asleep while the pipe is empty. False: nobody writes any more, and not so many were left.
bool os_pipe_read(int read_end, void *bytes, size_t size_bytes);

// Whether something can be read, waiting so long for it at most. UINT64_MAX: for ever.
bool os_pipe_ready(int read_end, uint64_t timeout_ns);

// Bytes that are in it, and bytes that fit into it in all (Linux: 65 536 unless changed).
size_t os_pipe_bytes(int read_end);
size_t os_pipe_capacity(int write_end);

#endif
