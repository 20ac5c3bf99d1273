// Memory that processes share: which of this process's is such, and the cells of its words, which are the family's.
//
// What is mapped to be shared (mmap) is a segment: anonymous, or a file however often it is mapped. Each process has a list of its ranges
// of addresses, which the child of a fork has from its parent. A word there is never one task's alone: whoever touches it first makes a
// cell for it in memory that the family shares, and finds it there from any process. A file is so from the first fork on, since
// most that map one are alone; what was its tasks' own there is forgotten then.
//
// Only processes that were forked from one another, and that see the segment at the same addresses, have it in common. What is
// shared in other ways is counted, and the reader says so.
#ifndef INSIDE_HOOKS_SHARED_H
#define INSIDE_HOOKS_SHARED_H

#include "inside/hooks/heap_object.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell;

extern _Atomic uint32_t shared_ranges __attribute__((visibility("hidden"))); // so many have ever been

// All in a hook. After mmap, and before what was there is given back.
void shared_mapped(const struct heap_object *object, int protection, int flags, int file, int64_t offset);
void shared_unmapped(uintptr_t address, size_t bytes);
void shared_resized(uintptr_t address, size_t bytes, uintptr_t now, size_t wanted);

// The same by a number (shmat); how many bytes are shared from an address on.
void shared_attached(const struct heap_object *object, int number);
size_t shared_bytes(uintptr_t address);

// Something was shared that is not followed.
void shared_unseen(void);

// Whether the word is one of those that processes share, with cells of the family.
bool shared_has_range(uintptr_t word);
static inline bool shared_has(uintptr_t word)
{
    return __builtin_expect(atomic_load_explicit(&shared_ranges, memory_order_relaxed) != 0, 0) &&
           shared_has_range(word);
}

// The cell of such a word, made where there is none and may_watch; its turn is not taken. spare: one that was made and not needed, or
// NULL. NULL: nobody wants to know of the word; it may be so of a cell that was found as well, which is closed then.
struct cell *shared_cell(struct cell **spare, uintptr_t word, bool (*may_watch)(uintptr_t place), uintptr_t place);

// Behind the last cell of the family.
uint32_t shared_cells_end(void);

// What was mapped around an address; false: nothing that is shared.
bool shared_find(uintptr_t address, struct heap_object *found);

// Whether what lies at the cell's word is, in this process, what the cell is of.
bool shared_is_here(const struct cell *cell);

// What stands for what lies at an address, where the order of accesses is told (order.h): the address, where it is the process's own; else
// the same in all of the family.
uint64_t shared_object_in_range(uintptr_t address);
static inline uint64_t shared_object(uintptr_t address)
{
    return __builtin_expect(atomic_load_explicit(&shared_ranges, memory_order_relaxed) != 0, 0)
               ? shared_object_in_range(address)
               : address;
}

// Another name of what lies at an address that libc mapped by itself (sem_open); 0: it has none any more.
void shared_names(uintptr_t address, uint64_t name);

// The process is about to fork: `forget` is called for memory whose words are its tasks' own no more.
void shared_forks(void (*forget)(uintptr_t address, size_t bytes));

// Tells the reader what ranges the image has, when it begins.
void shared_leave(uint32_t image);

#endif
