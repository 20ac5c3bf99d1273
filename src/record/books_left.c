// See left.c: the memory is never mapped here, but copied, and the copy is read.
#include "record/books_left.h"

#include "base/fault.h"
#include "inside/books_layout.h"
#include "inside/layout.h"
#include "os/beside.h"
#include "os/clock.h"
#include "os/passing.h"
#include "record/books_read.h"
#include "record/left_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES = OS_PASSING_PATH_BYTES + LEFT_NAME_BYTES + 40,
};

struct books_left {
    char folder[OS_PASSING_PATH_BYTES + LEFT_NAME_BYTES + sizeof BOOKS_FOLDER_ENDING];
    int file;
    uint64_t bytes; // in all
    uint64_t start_ns;
};

// The names under which programs look for hooks: those of gcc's own libraries, and ours, where it was linked by name.
static const char *const names[] = { "libtsan.so.0", "libtsan.so.1", "libtsan.so.2", "libtsan.so.3" };

static bool path_of(const struct books_left *left, const char *name, char path[PATH_BYTES])
{
    return snprintf(path, PATH_BYTES, "%s/%s", left->folder, name) < PATH_BYTES;
}

static bool place_libraries(const struct books_left *left, const char *library)
{
    char path[PATH_BYTES];
    if (!path_of(left, BOOKS_LIBRARY_NAME, path) || !left_place_library(library, path))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!path_of(left, names[i], path) || symlink(BOOKS_LIBRARY_NAME, path) != 0)
            return false;
    return true;
}

// errno, or 0.
static int make_memory(struct books_left *left, uint64_t most_bytes)
{
    char path[PATH_BYTES];
    if (!path_of(left, BOOKS_MEMORY_NAME, path))
        return ENAMETOOLONG;
    left->file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (left->file < 0)
        return errno;
    left->bytes = BOOKS_HEAD_BYTES + left_place_bytes(left->folder, most_bytes, BOOKS_BLOCK_BYTES);
    left->start_ns = os_now_ns();
    const struct books_head head = {
        .magic = BOOKS_MAGIC,
        .start_ns = left->start_ns,
        .blocks = (uint32_t)((left->bytes - BOOKS_HEAD_BYTES) / BOOKS_BLOCK_BYTES),
    };
    if (fchmod(left->file, 0666) != 0 || ftruncate(left->file, (off_t)left->bytes) != 0)
        return errno;
    const int error = posix_fallocate(left->file, 0, BOOKS_HEAD_BYTES);
    if (error == 0 && pwrite(left->file, &head, sizeof head, 0) != (ssize_t)sizeof head)
        return errno;
    return error;
}

static struct status make(struct books_left *left, const char *preload, uint64_t most_bytes)
{
    char library[PATH_BYTES];
    const struct status status = os_beside(BOOKS_LIBRARY_NAME, library, sizeof library);
    if (!status_is_ok(status))
        return status;
    const size_t bytes = strlen(preload) - strlen(LEFT_LIBRARY_ENDING);
    snprintf(left->folder, sizeof left->folder, "%.*s" BOOKS_FOLDER_ENDING, (int)bytes, preload);
    errno = 0;
    int error = mkdir(left->folder, 0711) != 0 || chmod(left->folder, 0711) != 0 || !place_libraries(left, library)
                    ? errno
                    : make_memory(left, most_bytes);
    return error == 0 ? status_ok()
                      : status_with(STATUS_FAILED, FAULT_MAKE_FOLDER, part_text(left->folder), part_error(error));
}

struct status books_left_open(struct books_left **left, const char *preload, uint64_t most_bytes)
{
    *left = calloc(1, sizeof **left);
    if (!*left)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    (*left)->file = -1;
    const struct status status = make(*left, preload, most_bytes);
    if (!status_is_ok(status)) {
        books_left_close(*left);
        *left = NULL;
    }
    return status;
}

const char *books_left_folder(const struct books_left *left) { return left->folder; }

void books_left_ask(const struct books_left *left, const char *program, const struct dwarf_range *ranges, size_t count)
{
    struct books_asked asked[BOOKS_ASKED_MAX];
    struct stat about;
    if (stat(program, &about) != 0)
        return;
    const uint64_t file[2] = { about.st_dev, about.st_ino };
    const uint32_t kept = count < BOOKS_ASKED_MAX ? (uint32_t)count : BOOKS_ASKED_MAX;
    for (uint32_t i = 0; i < kept; i++)
        asked[i] = (struct books_asked){ ranges[i].address, ranges[i].bytes };
    const ssize_t bytes = (ssize_t)(kept * sizeof *asked);
    // Where the ranges could not be written all is watched, and told apart afterwards.
    if (pwrite(left->file, asked, (size_t)bytes, offsetof(struct books_head, asked)) == bytes &&
        pwrite(left->file, file, sizeof file, offsetof(struct books_head, asked_device)) == (ssize_t)sizeof file)
        (void)!pwrite(left->file, &kept, sizeof kept, offsetof(struct books_head, asked_count));
}

// ---- reading --------------------------------------------------------------------------------------------------------

// Bytes that are in use so far, with the head.
static uint64_t used_bytes(const struct books_left *left)
{
    uint32_t next = 0;
    const uint64_t blocks = (left->bytes - BOOKS_HEAD_BYTES) / BOOKS_BLOCK_BYTES;
    if (pread(left->file, &next, sizeof next, offsetof(struct books_head, next)) != (ssize_t)sizeof next)
        next = 0;
    return BOOKS_HEAD_BYTES + (next < blocks ? next : blocks) * BOOKS_BLOCK_BYTES;
}

// Whatever is not there, or no more, is left as it was: zeros.
static void copy_memory(const struct books_left *left, char *copy, uint64_t bytes)
{
    for (uint64_t at = 0; at < bytes;) {
        const ssize_t got = pread(left->file, copy + at, bytes - at, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        at += (uint64_t)got;
    }
}

// Whether nobody wrote to the head while all was copied.
static bool stands_still(const struct books_left *left, const char *copy)
{
    char head[BOOKS_HEAD_BYTES] = { 0 };
    copy_memory(left, head, sizeof head);
    return memcmp(head, copy, sizeof head) == 0;
}

struct status books_left_read(const struct books_left *left, bool running, const struct event_streams *streams,
                              struct raw_books *books)
{
    const uint64_t bytes = used_bytes(left);
    char *copy = calloc(1, bytes);
    *books = (struct raw_books){ 0 };
    if (!copy)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    copy_memory(left, copy, bytes);
    const struct books_made made = {
        .start_ns = left->start_ns,
        .blocks = (uint32_t)((left->bytes - BOOKS_HEAD_BYTES) / BOOKS_BLOCK_BYTES),
        .most_stores = left->bytes / sizeof(struct store),
    };
    const bool is_over = !running && stands_still(left, copy);
    const struct status status = books_read(copy, bytes, &made, streams, books);
    if (!is_over)
        books->disagrees = 0; // who is still at it is between two counts
    free(copy);
    return status;
}

void books_left_close(struct books_left *left)
{
    if (!left)
        return;
    if (left->file >= 0)
        (void)close(left->file);
    free(left);
}
