// Shared memory and memory limits on Linux.
//
// A mapping is populated by MADV_POPULATE_WRITE where the kernel has it (5.14) and no sandbox forbids it, because that
// answers with an error where a plain touch would end in a signal; then every page is written once, which is what others
// are left with.
//
// What may still be taken is the smallest of three figures, each read where the kernel tells it and left out where
// it does not: MemAvailable of /proc/meminfo; limit less usage of the control group and of every group above it
// (both versions); and RLIMIT_AS less the address space in use.
#include "os/memory.h"

#include "base/text.h"
#include "os/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define FILL_BYTES ((size_t)16 << 20) // some milliseconds' work

size_t os_page_bytes(void)
{
    static size_t page_bytes;
    if (page_bytes == 0)
        page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    return page_bytes;
}

static void touch(void *memory, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at += os_page_bytes())
        ((volatile char *)memory)[at] = 0;
}

// There is no such memory. Anything else only says that the call is not to be had.
static bool is_shortage(int error) { return error == ENOMEM || error == EFAULT || error == EHWPOISON; }

// Piece by piece, so that who asks the program to end does not wait for all of it.
static struct status fill(char *memory, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at += FILL_BYTES) {
        const size_t piece = size_bytes - at < FILL_BYTES ? size_bytes - at : FILL_BYTES;
        if (os_signals_pending() != 0)
            return status_make(STATUS_INTERRUPTED, "interrupted");
        if (madvise(memory + at, piece, MADV_POPULATE_WRITE) != 0 && is_shortage(errno)) {
            int error = errno;
            char size[TEXT_NUMBER_BYTES];
            return status_errno(STATUS_FAILED, error, "cannot fill %s of shared memory", text_bytes(size, size_bytes));
        }
        touch(memory + at, piece);
    }
    return status_ok();
}

struct status os_memory_map_shared(size_t size_bytes, void **memory)
{
    char size[TEXT_NUMBER_BYTES];
    *memory = NULL;
    void *map = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return status_errno(STATUS_FAILED, errno, "cannot map %s of shared memory", text_bytes(size, size_bytes));
    const struct status status = fill(map, size_bytes);
    if (!status_is_ok(status)) {
        munmap(map, size_bytes);
        return status;
    }
    *memory = map;
    return status_ok();
}

struct status os_memory_map_private(size_t size_bytes, void **memory)
{
    *memory = NULL;
    void *map = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) {
        char size[TEXT_NUMBER_BYTES];
        return status_errno(STATUS_FAILED, errno, "cannot map %s of memory", text_bytes(size, size_bytes));
    }
    (void)madvise(map, size_bytes, MADV_HUGEPAGE); // advice: fewer page faults where the kernel can
    *memory = map;
    return status_ok();
}

void os_memory_prepare(const void *memory, size_t size_bytes)
{
    const uintptr_t from = (uintptr_t)memory & ~(uintptr_t)(os_page_bytes() - 1), to = (uintptr_t)memory + size_bytes;
    if (size_bytes == 0 || madvise((void *)from, to - from, MADV_POPULATE_WRITE) == 0)
        return;
    for (uintptr_t at = from; at < to; at += os_page_bytes()) // reading does not disturb who writes there
        (void)*(const volatile char *)at;
}

void os_memory_unmap(void *memory, size_t size_bytes)
{
    if (memory != NULL)
        munmap(memory, size_bytes);
}

// ---- what is left ---------------------------------------------------------------------------------------------------

// The start of a small file as text; false where it cannot be read.
static bool read_text(const char *path, char *text, size_t capacity)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    size_t length = 0;
    ssize_t got = 0;
    do {
        got = read(file, text + length, capacity - 1 - length);
        if (got > 0)
            length += (size_t)got;
    } while ((got > 0 && length < capacity - 1) || (got < 0 && errno == EINTR));
    (void)close(file); // nothing was written
    text[length] = '\0';
    return got >= 0;
}

// The number after `key` at the start of a line of the text.
static bool find_number(const char *text, const char *key, uint64_t *value)
{
    size_t length = strlen(key);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0)
            continue;
        char *end;
        errno = 0;
        unsigned long long number = strtoull(line + length, &end, 10);
        if (end == line + length || errno != 0) // "max" is no limit
            return false;
        *value = number;
        return true;
    }
    return false;
}

static bool read_number(const char *folder, const char *file, const char *key, uint64_t *value)
{
    char path[PATH_MAX];
    char text[8192];
    int length = snprintf(path, sizeof path, "%s/%s", folder, file);
    return length > 0 && (size_t)length < sizeof path && read_text(path, text, sizeof text) &&
           find_number(text, key, value);
}

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t rest(uint64_t limit, uint64_t used) { return limit > used ? limit - used : 0; }

static uint64_t system_available(void)
{
    uint64_t kibibytes;
    if (read_number("/proc", "meminfo", "MemAvailable:", &kibibytes))
        return kibibytes * 1024;
    return (uint64_t)sysconf(_SC_AVPHYS_PAGES) * os_page_bytes();
}

static uint64_t process_available(void)
{
    struct rlimit limit;
    uint64_t used_pages;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        !read_number("/proc/self", "statm", "", &used_pages))
        return UINT64_MAX;
    return rest(limit.rlim_cur, used_pages * os_page_bytes());
}

// How a version of control groups shows itself: where its memory groups are mounted and what their files are
// called.
struct group_files {
    const char *mount;
    const char *limit;
    const char *usage;
    const char *reclaimable; // a line of memory.stat: file pages that usage counts and the kernel would drop first
};

static const struct group_files GROUP_V2 = { "/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file " };
static const struct group_files GROUP_V1 = { "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
                                             "total_inactive_file " };

// The smallest rest of the group named (as in /proc/self/cgroup) and of those above it. A group that does not exist
// here, as within a container that sees only its own part of the tree, sets no limit; the root it does see is asked
// last. `name` is used up.
static uint64_t group_available(const struct group_files *files, char *name)
{
    uint64_t available = UINT64_MAX;
    for (;;) {
        char folder[PATH_MAX];
        uint64_t limit;
        uint64_t usage;
        int length = snprintf(folder, sizeof folder, "%s%s", files->mount, name);
        if (length > 0 && (size_t)length < sizeof folder && read_number(folder, files->limit, "", &limit) &&
            read_number(folder, files->usage, "", &usage)) {
            uint64_t reclaimable = 0;
            read_number(folder, "memory.stat", files->reclaimable, &reclaimable);
            available = smaller(available, rest(limit, rest(usage, reclaimable)));
        }
        char *slash = strrchr(name, '/');
        if (slash == NULL)
            return available;
        *slash = '\0';
    }
}

// True if the comma list names the memory controller.
static bool lists_memory(const char *list, const char *end)
{
    static const char MEMORY[] = "memory";
    size_t length = sizeof MEMORY - 1;
    for (const char *at = list; at + length <= end; at++) {
        if (strncmp(at, MEMORY, length) == 0 && (at == list || at[-1] == ',') &&
            (at + length == end || at[length] == ','))
            return true;
    }
    return false;
}

static uint64_t groups_available(void)
{
    char text[8192];
    if (!read_text("/proc/self/cgroup", text, sizeof text))
        return UINT64_MAX;
    uint64_t available = UINT64_MAX;
    char *rest_of_lines;
    // A line is number:controllers:name; version 2 has the number 0 and no controllers.
    for (char *line = strtok_r(text, "\n", &rest_of_lines); line != NULL; line = strtok_r(NULL, "\n", &rest_of_lines)) {
        char *controllers = strchr(line, ':');
        char *name = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (name == NULL)
            continue;
        controllers++;
        name++;
        if (controllers + 1 == name)
            available = smaller(available, group_available(&GROUP_V2, name));
        else if (lists_memory(controllers, name - 1))
            available = smaller(available, group_available(&GROUP_V1, name));
    }
    return available;
}

uint64_t os_memory_available(void)
{
    return smaller(system_available(), smaller(process_available(), groups_available()));
}
