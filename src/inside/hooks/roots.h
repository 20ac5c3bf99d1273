// Where the tables begin that all tasks of a process share. In the child of a fork they are gone, as all that they lead to; but for
// those of the family, which it finds again.
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
    ROOT_HEAP,
    ROOT_MODULES,
    ROOT_QUOTA,
    ROOT_CHAINS,
    ROOT_CODE,
    ROOT_HANDED,
    ROOTS,
};

// Zeroed memory of so many bytes for it; the same from the first call on, whoever makes it. NULL: there is none.
void *root_make(enum root root, size_t bytes);

struct roots {
    void *_Atomic at[ROOTS];
    char rest[4096 - ROOTS * sizeof(void *)];
};
extern struct roots roots __attribute__((visibility("hidden")));

// NULL: it was not made yet.
static inline void *root_of(enum root root) { return atomic_load_explicit(&roots.at[root], memory_order_acquire); }

#endif
