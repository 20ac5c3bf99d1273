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

#include "base/fault.h"
#include "base/text.h"
#include "os/linux/group.h"
#include "os/signals.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define FILL_BYTES ((size_t)16 << 20) // some milliseconds' work

char os_memory_limit(bool of_files)
{
    static const struct {
        int resource;
        char letter;
    } rows[] = { { RLIMIT_FSIZE, 'f' }, { RLIMIT_AS, 'v' }, { RLIMIT_DATA, 'd' } };
    for (size_t i = of_files ? 0 : 1; i < sizeof rows / sizeof *rows; i++) {
        struct rlimit limits;
        if (getrlimit((__rlimit_resource_t)rows[i].resource, &limits) == 0 && limits.rlim_cur != RLIM_INFINITY)
            return rows[i].letter;
    }
    return 0;
}

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
            return status_fault(STATUS_INTERRUPTED, FAULT_INTERRUPTED);
        if (madvise(memory + at, piece, MADV_POPULATE_WRITE) != 0 && is_shortage(errno)) {
            int error = errno;
            char size[TEXT_NUMBER_BYTES];
            return status_with(STATUS_FAILED, FAULT_FILL_SHARED, part_text(text_bytes(size, size_bytes)),
                               part_error(error));
        }
        touch(memory + at, piece);
    }
    return status_ok();
}

static struct status map_filled(size_t size_bytes, size_t present_bytes, int flags, void **memory)
{
    char size[TEXT_NUMBER_BYTES];
    *memory = NULL;
    void *map = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
    if (map == MAP_FAILED)
        return status_with(STATUS_FAILED, FAULT_MAP_SHARED, part_text(text_bytes(size, size_bytes)), part_error(errno));
    if (flags & MAP_PRIVATE)
        (void)madvise(map, present_bytes, MADV_HUGEPAGE); // advice, as below
    const struct status status = fill(map, present_bytes);
    if (!status_is_ok(status)) {
        munmap(map, size_bytes);
        return status;
    }
    *memory = map;
    return status_ok();
}

struct status os_memory_map_shared(size_t size_bytes, void **memory)
{
    return map_filled(size_bytes, size_bytes, MAP_SHARED, memory);
}

struct status os_memory_reserve_shared(size_t size_bytes, size_t present_bytes, void **memory)
{
    return map_filled(size_bytes, present_bytes, MAP_SHARED | MAP_NORESERVE, memory);
}

struct status os_memory_reserve_private(size_t size_bytes, size_t present_bytes, void **memory)
{
    return map_filled(size_bytes, present_bytes, MAP_PRIVATE | MAP_NORESERVE, memory);
}

struct status os_memory_map_plain(size_t size_bytes, void **memory)
{
    *memory = NULL;
    void *map = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) {
        char size[TEXT_NUMBER_BYTES];
        return status_with(STATUS_FAILED, FAULT_MAP, part_text(text_bytes(size, size_bytes)), part_error(errno));
    }
    *memory = map;
    return status_ok();
}

struct status os_memory_map_private(size_t size_bytes, void **memory)
{
    const struct status status = os_memory_map_plain(size_bytes, memory);
    if (status_is_ok(status))
        (void)madvise(*memory, size_bytes, MADV_HUGEPAGE); // advice: fewer page faults where the kernel can
    return status;
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

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t rest(uint64_t limit, uint64_t used) { return limit > used ? limit - used : 0; }

static uint64_t system_available(void)
{
    uint64_t kibibytes;
    if (group_read_number("/proc", "meminfo", "MemAvailable:", &kibibytes))
        return kibibytes * 1024;
    return (uint64_t)sysconf(_SC_AVPHYS_PAGES) * os_page_bytes();
}

static uint64_t process_available(void)
{
    struct rlimit limit;
    uint64_t used_pages;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        !group_read_number("/proc/self", "statm", "", &used_pages))
        return UINT64_MAX;
    return rest(limit.rlim_cur, used_pages * os_page_bytes());
}

// What a version of control groups calls the files of its memory groups.
struct group_files {
    const char *limit;
    const char *usage;
    const char *reclaimable; // a line of memory.stat: file pages that usage counts and the kernel would drop first
};

static const struct group_files GROUP_V2 = { "memory.max", "memory.current", "inactive_file " };
static const struct group_files GROUP_V1 = { "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file " };

static void take_group(void *context, const char *folder, int version)
{
    uint64_t *available = context, limit, usage, reclaimable = 0;
    const struct group_files *files = version == 2 ? &GROUP_V2 : &GROUP_V1;
    if (!group_read_number(folder, files->limit, "", &limit) || !group_read_number(folder, files->usage, "", &usage))
        return;
    group_read_number(folder, "memory.stat", files->reclaimable, &reclaimable);
    *available = smaller(*available, rest(limit, rest(usage, reclaimable)));
}

// A group that sets no limit leaves all there is.
static uint64_t groups_available(void)
{
    uint64_t available = UINT64_MAX;
    groups_visit("memory", take_group, &available);
    return available;
}

uint64_t os_memory_available(void)
{
    return smaller(system_available(), smaller(process_available(), groups_available()));
}
