// How much of what is long a page has: less at every fold. Inside the page only.
#ifndef PAGE_FOLD_H
#define PAGE_FOLD_H

#include <stddef.h>

enum {
    FOLDS_MOST = 10, // by then there is hardly anything of any list
};

// So many of `most` are left after some folds; at least `least`.
static inline size_t fold_of(size_t most, size_t least, int folds)
{
    const size_t left = most >> folds;
    return left > least ? left : least;
}

#endif
