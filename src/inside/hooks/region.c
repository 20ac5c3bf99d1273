#include "inside/hooks/region.h"

#include "inside/hooks/hooks.h"
#include "inside/raw.h"

#include <sys/mman.h>

enum {
    FIXED_NOREPLACE = 0x100000, // MAP_FIXED_NOREPLACE
    NO_HUGE_PAGES = 15,
    NO_DUMP = 16,
    WIPE_ON_FORK = 18,
    KEEP_ON_FORK = 19,
};

static bool map_at(uintptr_t at, uint64_t bytes)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | FIXED_NOREPLACE;
    const long got = raw_call(SYS_mmap, (long)at, (long)bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (got != (long)at) {
        if (got > 0) // a kernel that does not know the flag
            raw_call(SYS_munmap, got, (long)bytes, 0, 0, 0, 0);
        return false;
    }
    raw_call(SYS_madvise, got, (long)bytes, NO_HUGE_PAGES, 0, 0, 0);
    return raw_call(SYS_madvise, got, (long)bytes, NO_DUMP, 0, 0, 0) >= 0 &&
           raw_call(SYS_madvise, got, (long)bytes, WIPE_ON_FORK, 0, 0, 0) >= 0;
}

// In place of what was mapped there.
static bool map_family(void)
{
    const int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    const long at = (long)(OWN_BASE + FAMILY_FROM), bytes = (long)(FAMILY_TO - FAMILY_FROM);
    if (raw_call(SYS_mmap, at, bytes, PROT_READ | PROT_WRITE, flags, -1, 0) != at)
        return false;
    raw_call(SYS_madvise, at, bytes, NO_HUGE_PAGES, 0, 0, 0);
    return raw_call(SYS_madvise, at, bytes, NO_DUMP, 0, 0, 0) >= 0;
}

static bool keep(uintptr_t at, uint64_t bytes)
{
    return raw_call(SYS_madvise, (long)at, (long)bytes, KEEP_ON_FORK, 0, 0, 0) >= 0;
}

bool region_begin(void)
{
    return map_at(OWN_BASE, OWN_BYTES) && map_family() && keep(OWN_BASE + KEPT_FROM, OWN_BYTES - KEPT_FROM) &&
           map_at(SHADOW_BASE, SHADOW_BYTES);
}

void *region_take(_Atomic uint64_t *used, uint64_t from, uint64_t to, size_t bytes)
{
    const uint64_t rounded = (bytes + 15) & ~UINT64_C(15);
    const uint64_t at = from + atomic_fetch_add_explicit(used, rounded, memory_order_relaxed);
    return at + rounded <= to ? (void *)(uintptr_t)(OWN_BASE + at) : NULL; // NOLINT(performance-no-int-to-ptr)
}

void *hooks_take(size_t bytes) { return region_take(&process()->used, FAMILY_TO, KEPT_FROM, bytes); }

void *kept_take(size_t bytes)
{
    static _Atomic uint64_t used; // the child's goes on from there
    return region_take(&used, KEPT_FROM, OWN_BYTES, bytes);
}

void region_clear(uintptr_t begin, uintptr_t end)
{
    raw_call(SYS_madvise, (long)begin, (long)(end - begin), MADV_DONTNEED, 0, 0, 0);
}
