#include "inside/hooks/region.h"

#include "inside/hooks/hooks.h"
#include "inside/raw.h"

#include <sys/mman.h>

#define TAKEN_FROM (CELLS_FROM + (uint64_t)CELLS_MAX * CELL_BYTES) // behind the cells

enum {
    LINE_BYTES = 64,
};

static const int advices[] = { 15, 16, 18 }; // MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_WIPEONFORK

static bool map_at(uintptr_t at, uint64_t bytes)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | 0x100000; // MAP_FIXED_NOREPLACE
    const long got = raw_call(SYS_mmap, (long)at, (long)bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (got != (long)at) {
        if (got > 0) // a kernel that does not know the flag
            raw_call(SYS_munmap, got, (long)bytes, 0, 0, 0, 0);
        return false;
    }
    for (unsigned i = 0; i < sizeof advices / sizeof *advices; i++)
        if (raw_call(SYS_madvise, got, (long)bytes, advices[i], 0, 0, 0) < 0 && i > 0)
            return false;
    return true;
}

bool region_begin(void) { return map_at(OWN_BASE, OWN_BYTES) && map_at(SHADOW_BASE, SHADOW_BYTES); }

void *hooks_take(size_t bytes)
{
    const uint64_t rounded = (bytes + 15) & ~UINT64_C(15);
    const uint64_t at = TAKEN_FROM + atomic_fetch_add_explicit(&process()->used, rounded, memory_order_relaxed);
    return at + rounded <= OWN_BYTES ? (void *)(uintptr_t)(OWN_BASE + at) : NULL; // NOLINT(performance-no-int-to-ptr)
}

void *hooks_take_lines(size_t bytes)
{
    char *const taken = hooks_take(bytes + LINE_BYTES - 16);
    return taken ? taken + (-(uintptr_t)taken & (LINE_BYTES - 1)) : NULL;
}

void region_clear(uintptr_t begin, uintptr_t end)
{
    raw_call(SYS_madvise, (long)begin, (long)(end - begin), MADV_DONTNEED, 0, 0, 0);
}
