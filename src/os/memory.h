// Memory that threads and forked processes share, present before it is used.
#ifndef OS_MEMORY_H
#define OS_MEMORY_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Maps size_bytes (> 0) of zeroed memory that forked children share, every page already touched, so that no page
// fault comes while threads run; a forked child calls os_memory_prepare first. *memory is page aligned; release with
// os_memory_unmap. Ask os_memory_available first: a system that promises more than it has ends the program instead of
// refusing.
struct status os_memory_map_shared(size_t size_bytes, void **memory);

// The same with only the first present_bytes (> 0) touched: the rest is address space, and its pages are taken as they are
// touched.
struct status os_memory_reserve_shared(size_t size_bytes, size_t present_bytes, void **memory);

// As that for threads alone: a forked child gets a copy. Filling it costs half as much, since the system need not keep a file
// behind it and can take it in large pages.
struct status os_memory_reserve_private(size_t size_bytes, size_t present_bytes, void **memory);

// Has a part of such a mapping at hand in the calling process as well: a forked child shares the memory but not the tables
// that lead to it, and would make a page fault at the first touch of every page. NULL, or 0 bytes, is allowed.
void os_memory_prepare(const void *memory, size_t size_bytes);

// Maps size_bytes (> 0) of zeroed memory of this process alone; its pages are taken as they are touched.
struct status os_memory_map_private(size_t size_bytes, void **memory);

// The same with nothing advised: pages of the kind that the system gives a program that asks for memory.
struct status os_memory_map_plain(size_t size_bytes, void **memory);

// Gives any of these mappings back. NULL is allowed.
void os_memory_unmap(void *memory, size_t size_bytes);

// Memory this process could still take without swapping, in bytes: the smallest of what the system, the control
// group (and those above it) and the process's own limit of address space leave. An estimate: others take memory
// too.
uint64_t os_memory_available(void);

// The letter under which a shell's ulimit has set a limit that memory may not be had for: 'f' where files may not be so long, which
// is asked first where memory that is a file was refused; 'v' addresses, 'd' data. 0: none is set.
char os_memory_limit(bool of_files);

size_t os_page_bytes(void); // not thread-safe the first time

#endif
