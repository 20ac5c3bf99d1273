// Maps a memory that a supervisor made, by its path, in whichever library of ours: by system calls alone, and nothing of it is seen by
// the program's children's dumps.
#ifndef INSIDE_MAP_LEFT_H
#define INSIDE_MAP_LEFT_H

#include "inside/raw.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#define MAP_LEFT_NO_DUMP 16 // MADV_DONTDUMP

static inline bool raw_failed(long result) { return result < 0 && result > -4096; }

// head: room for the memory's first bytes, which bytes_of is asked how large all of it is; 0: it is not what was looked for. NULL: it is
// not there, or cannot be had.
static inline void *map_left(const char *path, void *head, size_t head_bytes, uint64_t (*bytes_of)(const void *head))
{
    const long file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0, 0, 0);
    long at = -1;
    if (raw_failed(file))
        return NULL;
    const bool read = raw_call(SYS_pread64, file, (long)head, (long)head_bytes, 0, 0, 0) == (long)head_bytes;
    const uint64_t bytes = read ? bytes_of(head) : 0;
    if (bytes > 0) {
        at = raw_call(SYS_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
        if (!raw_failed(at))
            raw_call(SYS_madvise, at, (long)bytes, MAP_LEFT_NO_DUMP, 0, 0, 0);
    }
    raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    return raw_failed(at) ? NULL : (void *)at; // NOLINT(performance-no-int-to-ptr)
}

#endif
