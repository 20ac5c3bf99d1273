// The hooks' own memory, which nothing of the program lies in: the shadow of all of its addresses, the cells of the words that are
// watched, and what is taken piece by piece (hooks_take). All of it is at fixed addresses and costs memory only where it was
// touched.
//
// Most of it is the process's own, and all zeros in the child of a fork: there the hooks begin anew by themselves. A part in its
// middle is the family's: of the processes that were forked from one another, who all find the same there. In it lie the tasks
// with their turns and clocks, and all of what is kept of words that processes share (hooks/shared.h). What stands in the last part
// is true of the child as it was of its parent, from whom it has a copy: what lies on the heap, and in which functions it is.
//
//   0      struct process
//   1 MiB  cells of the process's own words
//          cells of words that processes share    from here on the family's
//          struct family
//          what is taken for the family           up to here
//          what is taken for the process
//          what is taken for it and its children to come
#ifndef INSIDE_HOOKS_REGION_H
#define INSIDE_HOOKS_REGION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__aarch64__)
#define ADDRESS_BITS 48
#else
#define ADDRESS_BITS 47
#endif
#define WORD_BYTES 8
#define OWN_BASE UINT64_C(0x080000000000)
#define OWN_BYTES (UINT64_C(1) << 40)
#define CELLS_FROM UINT64_C(0x100000) // in the own memory, behind struct process
#define FAMILY_FROM (CELLS_FROM + (uint64_t)CELLS_OWN * CELL_BYTES)
#define FAMILY_HEAD (CELLS_FROM + (uint64_t)CELLS_MAX * CELL_BYTES)
#define FAMILY_TO (UINT64_C(1) << 36)
#define KEPT_FROM (OWN_BYTES / 2)
#define SHADOW_BASE UINT64_C(0x100000000000)
#define SHADOW_BYTES ((UINT64_C(1) << ADDRESS_BITS) / WORD_BYTES * 4)

enum {
    TASKS_MAX = 0x7ff0,
    CELLS_OWN = 1 << 22,   // the cells from here on are the family's
    CELLS_HIGH_SHIFT = 15, // what of a cell's number is in a shadow's `who`; the rest, less than 255, is in its `low`
    CELLS_MAX = 255 << CELLS_HIGH_SHIFT,
    CELL_BYTES = 64,
};

struct firsts;
struct task;

// The beginning of the own memory.
struct process {
    _Atomic uint32_t image;     // its number + 1; 0: it is not known yet
    _Atomic uint32_t tasks;     // numbers given away; the first is 1
    _Atomic uint32_t cells;     // the same
    _Atomic uint32_t beginning; // somebody finds out
    uint64_t base;              // where the main program was loaded
    uint32_t asked;        // of the bytes that were asked for, how many are this program's; 0: all words are watched
    _Atomic uint64_t used; // bytes that were taken
    struct firsts *_Atomic firsts; // who touched which word first (first.c)
    struct task *_Atomic task[TASKS_MAX];
};

static inline struct process *process(void) { return (struct process *)OWN_BASE; } // NOLINT(performance-no-int-to-ptr)

// Whether that part of the own memory is the family's.
static inline bool is_of_family(const void *at)
{
    return (uintptr_t)at - (OWN_BASE + FAMILY_FROM) < FAMILY_TO - FAMILY_FROM;
}

// Maps it all; false: the system does not give so many addresses, or not there.
bool region_begin(void);

// Zeroed memory of the part that a child has as it was; NULL: there is no more. Cheap to have, as long as it is not touched: what
// is touched of it costs each fork as much as memory of the program.
void *kept_take(size_t bytes);

// Memory of one part of the own one, of which so much is used.
void *region_take(_Atomic uint64_t *used, uint64_t from, uint64_t to, size_t bytes);

// Gives pages of the shadow back, which are zeros from then on; begin and end lie in the program's memory.
void region_clear(uintptr_t begin, uintptr_t end);

#endif
