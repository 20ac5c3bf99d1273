// Pages of this process's own memory as the system has them: which are still shared with the process it was forked from, or with
// one forked from it, and which are its own by now.
//
// After a fork both processes have the same pages, until one of them writes: then the system copies that page for it. Nothing
// here allocates, and what is asked changes nothing that is told.
#ifndef OS_PAGES_H
#define OS_PAGES_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Maps so many pages (> 0) of zeroed memory of this process, each a page by itself for good, none of them there before it is
// touched. Release with os_memory_unmap.
struct status os_pages_map(size_t pages, void **memory);

// Sets bit i % 64 of own[i / 64] where page i of such a mapping is there and mapped by nobody else, and clears it where not.
// False: the system does not tell; own is then as it was.
bool os_pages_own(const void *memory, size_t pages, uint64_t *own);

// Page faults of this process that needed nothing to be read (the kernel's "minor" ones), so far.
uint64_t os_minor_faults(void);

#endif
