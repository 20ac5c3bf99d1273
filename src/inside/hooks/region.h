// The process's own memory, which nothing of the program lies in: the shadow of all of its addresses, the cells of the words that are
// watched, and what is taken piece by piece (hooks_take). All of it is at fixed addresses, costs memory only where it was
// touched, and is all zeros in the child of a fork: there the hooks begin anew by themselves.
#ifndef INSIDE_HOOKS_REGION_H
#define INSIDE_HOOKS_REGION_H

#include <stdatomic.h>
#include <stdbool.h>
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
#define SHADOW_BASE UINT64_C(0x100000000000)
#define SHADOW_BYTES ((UINT64_C(1) << ADDRESS_BITS) / WORD_BYTES * 4)

enum {
    TASKS_MAX = 0x7ff0,
    CELLS_MAX = 1 << 23,
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

// Maps it all; false: the system does not give so many addresses, or not there.
bool region_begin(void);

// Gives pages of the shadow back, which are zeros from then on; begin and end lie in the program's memory.
void region_clear(uintptr_t begin, uintptr_t end);

#endif
