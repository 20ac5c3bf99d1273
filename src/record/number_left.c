// As the other memory (record/left.c) it is never mapped here: the program could cut it short.
#include "record/number_left.h"

#include "base/fault.h"
#include "base/text.h"
#include "inside/number_layout.h"
#include "os/clock.h"
#include "record/number_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
};

struct number_left {
    int file;
    struct number_head head; // as it was made
};

static uint32_t blocks_within(const char *path, uint64_t most_bytes)
{
    struct statvfs about;
    uint64_t bytes = most_bytes;
    if (statvfs(path, &about) == 0 && about.f_blocks > 0) {
        const uint64_t free_bytes = (uint64_t)about.f_bavail * about.f_frsize;
        bytes = bytes < free_bytes ? bytes : free_bytes;
    }
    const uint64_t blocks = bytes / NUMBER_BLOCK_BYTES;
    return blocks < 4 ? 4 : blocks < UINT32_MAX / 2 ? (uint32_t)blocks : UINT32_MAX / 2;
}

static void name_all(struct number_head *head, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && head->names < NUMBER_NAMES_MAX; i++)
        if (strlen(names[i]) < NUMBER_NAME_BYTES)
            snprintf(head->name[head->names++], NUMBER_NAME_BYTES, "%s", names[i]);
}

// errno, or 0.
static int fill(struct number_left *left)
{
    const off_t bytes = NUMBER_HEAD_BYTES + (off_t)left->head.blocks * NUMBER_BLOCK_BYTES;
    if (fchmod(left->file, 0666) != 0 || ftruncate(left->file, bytes) != 0)
        return errno;
    const int error = posix_fallocate(left->file, 0, NUMBER_HEAD_BYTES);
    if (error != 0)
        return error;
    return pwrite(left->file, &left->head, sizeof left->head, 0) == (ssize_t)sizeof left->head ? 0 : errno;
}

static struct status make(struct number_left *left, const char *path)
{
    char size[TEXT_NUMBER_BYTES];
    left->file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (left->file < 0)
        return status_with(STATUS_FAILED, FAULT_OPEN, part_text(path), part_error(errno));
    const int error = fill(left);
    const uint64_t bytes = (uint64_t)left->head.blocks * NUMBER_BLOCK_BYTES;
    return error == 0
               ? status_ok()
               : status_with(STATUS_FAILED, FAULT_MAP_SHARED, part_text(text_bytes(size, bytes)), part_error(error));
}

struct status number_left_open(struct number_left **left, const char *preload, const char *const *names, size_t count,
                               uint64_t most_bytes)
{
    char path[PATH_BYTES];
    const size_t bytes = strlen(preload) - strlen(NUMBER_LIBRARY_ENDING);
    snprintf(path, sizeof path, "%.*s" NUMBER_MEMORY_ENDING, (int)bytes, preload);
    *left = calloc(1, sizeof **left);
    if (!*left)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    (*left)->head = (struct number_head){ .magic = NUMBER_MAGIC, .start_ns = os_now_ns() };
    (*left)->head.blocks = blocks_within("/dev/shm", most_bytes);
    name_all(&(*left)->head, names, count);
    const struct status status = make(*left, path);
    if (!status_is_ok(status)) {
        number_left_close(*left);
        *left = NULL;
    }
    return status;
}

// What is not there, or no more, stays zeros.
static void copy_all(const struct number_left *left, char *copy, uint64_t bytes)
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

// Whether what we put there ourselves, and nobody changes, is there no more.
static bool is_another(const struct number_head *made, const struct number_head *head)
{
    return head->magic != made->magic || head->start_ns != made->start_ns || head->blocks != made->blocks ||
           head->names != made->names || memcmp(head->name, made->name, sizeof made->name) != 0;
}

static bool stands_still(const struct number_left *left, const char *copy, uint64_t bytes)
{
    char *again = calloc(1, bytes);
    if (again)
        copy_all(left, again, bytes);
    const bool same = again && memcmp(again, copy, bytes) == 0;
    free(again);
    return same;
}

struct status number_left_read(const struct number_left *left, const struct event_streams *streams,
                               struct raw_books *books)
{
    struct number_head head = { 0 };
    copy_all(left, (char *)&head, sizeof head);
    const uint32_t next = atomic_load_explicit(&head.next, memory_order_relaxed);
    const uint32_t blocks = next < left->head.blocks ? next : left->head.blocks;
    const uint64_t bytes = NUMBER_HEAD_BYTES + (uint64_t)blocks * NUMBER_BLOCK_BYTES;
    char *copy = calloc(1, bytes);
    if (!copy)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    copy_all(left, copy, bytes);
    const uint32_t before = books->disagrees;
    const struct status status = number_read(copy, bytes, left->head.start_ns, streams, books);
    if (books->disagrees != before && !stands_still(left, copy, bytes))
        books->disagrees = before; // who is still at it may have been copied in two halves
    if (is_another(&left->head, &head))
        books->disagrees |= DISAGREE_HEAD;
    free(copy);
    return status;
}

void number_left_close(struct number_left *left)
{
    if (left && left->file >= 0)
        (void)close(left->file);
    free(left);
}
