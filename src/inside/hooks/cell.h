// The cell of a watched word: its turn, and its variables.
#ifndef INSIDE_HOOKS_CELL_H
#define INSIDE_HOOKS_CELL_H

#include "inside/hooks/region.h"
#include "inside/hooks/shadow.h"

struct variable;

struct cell {
    _Atomic uint32_t taken;   // number of the task that has the turn; 0: nobody
    _Atomic uint32_t waiting; // so many wait for it
    // The rest belongs to who has the turn, but for a look at the owner.
    struct task *_Atomic owner; // NULL: nobody, or not yet
    uintptr_t word;
    struct variable *variables;
    uint32_t segment;          // of what processes share; 0: the process's own
    uint16_t before;           // the task whose word it was; 0: nobody's
    uint8_t loaded;            // which of its bytes that one had loaded since it last stored there
    uint8_t closed;            // the memory was given back, or nobody wants to know of the word any more
    uint32_t pending;          // as in struct handed
    _Atomic uint32_t stealing; // number of a task that looks whether the owner sleeps; 0: none
} __attribute__((aligned(CELL_BYTES)));

// NOLINTNEXTLINE(bugprone-sizeof-expression)
_Static_assert(sizeof(struct process) <= CELLS_FROM, "in the own memory, before the cells");
_Static_assert(sizeof(struct cell) == CELL_BYTES, "one a cache line"); // NOLINT(bugprone-sizeof-expression)

static inline struct cell *cell_at(uint32_t number)
{
    return (struct cell *)(OWN_BASE + CELLS_FROM) + number; // NOLINT(performance-no-int-to-ptr)
}

static inline uint32_t cell_number(const struct cell *cell)
{
    return (uint32_t)(cell - (const struct cell *)(OWN_BASE + CELLS_FROM)); // NOLINT(performance-no-int-to-ptr)
}

// Whether the word lies in memory that processes share.
static inline bool cell_is_shared(const struct cell *cell) { return is_of_family(cell); }

static inline bool shadow_is_watched(uint32_t seen) { return seen >> 31; }
static inline uint32_t shadow_cell(uint32_t seen)
{
    return ((seen >> 8 & 0xff) - 1) << CELLS_HIGH_SHIFT | (seen >> SHADOW_WHO_SHIFT & (SHADOW_WATCHED - 1));
}
static inline uint32_t shadow_watched(uint32_t cell, uint8_t loaded)
{
    return (SHADOW_WATCHED | (cell & (SHADOW_WATCHED - 1))) << SHADOW_WHO_SHIFT |
           ((cell >> CELLS_HIGH_SHIFT) + 1) << 8 | loaded;
}

#endif
