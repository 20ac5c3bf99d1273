#include "record/left_place.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MOST_BYTES (UINT64_C(1) << 36) // 2^30 of the smallest blocks

enum {
    COPY_BYTES = 1 << 16,
    PATH_BYTES = 4096,
};

bool left_place_name(char name[LEFT_NAME_BYTES])
{
    unsigned char random[LEFT_NAME_BYTES / 2];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return false;
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(name + 2 * i, 3, "%02x", random[i]);
    return true;
}

uint64_t left_place_bytes(const char *folder, uint64_t most_bytes, uint64_t block_bytes)
{
    struct statvfs about;
    uint64_t bytes = most_bytes < LEFT_PLACE_BYTES_LEAST ? LEFT_PLACE_BYTES_LEAST
                     : most_bytes < MOST_BYTES           ? most_bytes
                                                         : MOST_BYTES;
    if (statvfs(folder, &about) == 0 && about.f_blocks > 0) {
        const uint64_t free_bytes = (uint64_t)about.f_bavail * about.f_frsize;
        bytes = bytes < free_bytes ? bytes : free_bytes;
    }
    return bytes / block_bytes * block_bytes;
}

static bool copy_bytes(int from, int to)
{
    char buffer[COPY_BYTES];
    for (;;) {
        const ssize_t got = read(from, buffer, sizeof buffer);
        if (got <= 0)
            return got == 0;
        for (ssize_t done = 0, step; done < got; done += step)
            if ((step = write(to, buffer + done, (size_t)(got - done))) <= 0)
                return false;
    }
}

static bool copy_file(const char *from_path, const char *to_path)
{
    const int from = open(from_path, O_RDONLY | O_CLOEXEC);
    const int to = from < 0 ? -1 : open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0755);
    bool done = to >= 0 && copy_bytes(from, to) && fchmod(to, 0755) == 0;
    if (from >= 0)
        (void)close(from);
    if (to >= 0)
        done = close(to) == 0 && done;
    if (to >= 0 && !done)
        (void)unlink(to_path);
    return done;
}

// Of the file system in which something is to be made.
static bool may_execute_at(const char *path)
{
    char folder[PATH_BYTES];
    struct statvfs about;
    const char *name = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", name ? (int)(name - path) : 0, path);
    return statvfs(folder, &about) == 0 && !(about.f_flag & ST_NOEXEC);
}

bool left_place_library(const char *from, const char *to)
{
    return (may_execute_at(to) && copy_file(from, to)) || symlink(from, to) == 0;
}
