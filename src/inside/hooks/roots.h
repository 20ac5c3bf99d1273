// Where the tables begin that all tasks of a process share. In the child of a fork they are gone, as all that they lead to; but for
// those of the family, which it finds again, and for those of which it has a copy.
#ifndef INSIDE_HOOKS_ROOTS_H
#define INSIDE_HOOKS_ROOTS_H

#include <stdatomic.h>
#include <stddef.h>

enum root {
    ROOT_ORDER,
    ROOT_OBJECTS_ALL,
    ROOTS_OF_FAMILY, // those before it are
    ROOT_OBJECTS = ROOTS_OF_FAMILY,
    ROOT_LOCK_SETS,
    ROOT_MODULES,
    ROOT_QUOTA,
    ROOT_CODE,
    ROOT_HANDED,
    ROOTS_KEPT, // those from here on are copied
    ROOT_HEAP = ROOTS_KEPT,
    ROOT_CHAINS,
    ROOT_HANDED_PAGES,
    ROOTS,
};

// Zeroed memory of so many bytes for it; the same from the first call on, whoever makes it. NULL: there is none.
void *root_make(enum root root, size_t bytes);

struct roots {
    void *_Atomic at[ROOTS_KEPT];
    char rest[4096 - ROOTS_KEPT * sizeof(void *)];
};
extern struct roots roots __attribute__((visibility("hidden")));
extern void *_Atomic roots_kept[ROOTS - ROOTS_KEPT] __attribute__((visibility("hidden")));

// NULL: it was not made yet.
static inline void *root_of(enum root root)
{
    void *_Atomic *at = root < ROOTS_KEPT ? &roots.at[root] : &roots_kept[root - ROOTS_KEPT];
    return atomic_load_explicit(at, memory_order_acquire);
}

#endif
