// Pages by /proc/self/pagemap: 64 bits a page, of which bit 56 says "mapped exclusively" and bit 63 "present"
// (Documentation/admin-guide/mm/pagemap.rst); both are told to anybody of the own process.
#include "os/pages.h"

#include "base/fault.h"
#include "base/text.h"
#include "os/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define EXCLUSIVE (UINT64_C(1) << 56)
#define PRESENT (UINT64_C(1) << 63)

enum {
    AT_ONCE = 64, // entries that are read together: one word of bits
};

struct status os_pages_map(size_t pages, void **memory)
{
    const struct status status = os_memory_map_private(pages * os_page_bytes(), memory);
    // Huge pages would be copied as one; a kernel that has none refuses, and need not be asked.
    if (status_is_ok(status))
        (void)madvise(*memory, pages * os_page_bytes(), MADV_NOHUGEPAGE);
    return status;
}

static bool read_word(int file, size_t first, size_t count, uint64_t *own)
{
    uint64_t entries[AT_ONCE], word = 0;
    const size_t bytes = count * sizeof *entries;
    if (pread(file, entries, bytes, (off_t)(first * sizeof *entries)) != (ssize_t)bytes)
        return false;
    for (size_t i = 0; i < count; i++)
        if ((entries[i] & PRESENT) && (entries[i] & EXCLUSIVE))
            word |= UINT64_C(1) << i;
    *own = word;
    return true;
}

bool os_pages_own(const void *memory, size_t pages, uint64_t *own)
{
    const size_t first = (uintptr_t)memory / os_page_bytes();
    const int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool told = true;
    for (size_t at = 0; told && at < pages; at += AT_ONCE)
        told = read_word(file, first + at, pages - at < AT_ONCE ? pages - at : AT_ONCE, &own[at / AT_ONCE]);
    close(file);
    return told;
}

uint64_t os_minor_faults(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_minflt : 0;
}
