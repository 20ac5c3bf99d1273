// Looks at the file's own headers (inside/program_file.h) and at the privileges that it gives.
#include "record/reach.h"

#include "inside/program_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
};

static int file_open(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); }

static bool file_read(int file, uint64_t at, void *data, size_t bytes)
{
    return at <= INT64_MAX && pread(file, data, bytes, (off_t)at) == (ssize_t)bytes;
}

static void file_close(int file) { (void)close(file); }

// Runs with more rights than we have: its loader takes nothing from its environment then.
static bool gives_privileges(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return false;
    return ((about.st_mode & S_ISUID) && about.st_uid != getuid()) ||
           ((about.st_mode & S_ISGID) && (about.st_mode & S_IXGRP) && about.st_gid != getgid()) ||
           (geteuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0);
}

struct status reach_of(const char *name, bool *preload)
{
    static const struct program_reader reader = { file_open, file_read, file_close };
    char path[PATH_BYTES];
    *preload = true;
    if (!program_find(&reader, name, getenv("PATH"), path, sizeof path))
        return status_ok();
    const enum program_kind kind = program_kind(&reader, path);
    *preload = kind != PROGRAM_FOREIGN && kind != PROGRAM_GUARDED;
    if (kind == PROGRAM_FOREIGN)
        return status_make(STATUS_FAILED, "it is built for another machine or another C library than ours");
    if (kind == PROGRAM_GUARDED)
        return status_make(STATUS_FAILED, "AddressSanitizer in it lets no library come before it");
    if (kind == PROGRAM_STATIC)
        return status_make(STATUS_FAILED, "it is linked statically: nothing can stand before its calls");
    if (gives_privileges(path))
        return status_make(STATUS_FAILED, "it runs with rights of its own (set-user-ID or the like)");
    return status_ok();
}
