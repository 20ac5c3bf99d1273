// What the processes of a family know of each other: those that were forked from one another.
#ifndef INSIDE_HOOKS_FAMILY_H
#define INSIDE_HOOKS_FAMILY_H

#include "inside/hooks/region.h"

enum {
    IDENTITIES = 1 << 20, // tasks in a recording
    SEGMENTS_MAX = 1 << 12,
    SHARED_SLOTS = 1 << 18, // a power of two
    SHARED_CELLS_MAX = SHARED_SLOTS / 2,
    ALONE_PAGES = 1 << 17,
    FAMILY_ROOTS = 4,
    FAMILY_HEAD_BYTES = 16 << 20,
};

// Memory that processes share, however many map it: an anonymous mapping, or a file.
struct segment {
    uint64_t device, inode; // 0: anonymous
    uint64_t home;          // where its first byte is, for who maps it where it was mapped first
};

struct alone;
struct alone_slot {
    _Atomic uint64_t key; // 0: free
    struct alone *_Atomic page;
};

struct family {
    uint32_t number;                  // of the recording's
    _Atomic uint64_t used;            // bytes that were taken
    _Atomic uint32_t cells;           // behind CELLS_OWN
    _Atomic uint32_t forked;          // there are several processes
    _Atomic uint32_t lost;            // of the order of accesses nothing is claimed any more
    _Atomic uint32_t lock;            // of the segments
    _Atomic uint32_t segments;        // the first is 1
    void *_Atomic root[FAMILY_ROOTS]; // roots.h
    struct segment segment[SEGMENTS_MAX];
    struct task *_Atomic task[IDENTITIES];
    _Atomic uint32_t slot[SHARED_SLOTS]; // cells, by their words (shared.c); 0: free
    _Atomic uint32_t all_alone;          // no more words get cells
    struct alone_slot alone[ALONE_PAGES];
};

struct family *family(void);

// After region_begin.
void family_begin(void);

// From here on nothing is claimed of the order of accesses.
void family_lose_order(void);

// Memory zeroed, aligned to 16, never given back: for the family, or for whoever `beside`, a part of the own memory, is for. NULL: there
// is no more. hooks_take is for the process.
void *family_take(size_t bytes);
void *take_beside(const void *beside, size_t bytes);
void *take_lines_beside(const void *beside, size_t bytes); // beginning with a cache line

_Static_assert(sizeof(struct family) <= FAMILY_HEAD_BYTES, "before what is taken");

#endif
