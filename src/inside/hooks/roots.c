#include "inside/hooks/roots.h"

#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/raw.h"

#define PAGES_WIPE 18 // MADV_WIPEONFORK

struct roots roots __attribute__((aligned(4096)));

_Static_assert((int)ROOTS_OF_FAMILY <= (int)FAMILY_ROOTS, "there is room for them");

static void *make(void *_Atomic *at, bool of_family, size_t bytes)
{
    void *none = NULL, *made = atomic_load(at) ? NULL : of_family ? family_take(bytes) : hooks_take(bytes);
    if (made)
        atomic_compare_exchange_strong(at, &none, made);
    return atomic_load(at);
}

void *root_make(enum root root, size_t bytes)
{
    if (root_of(root))
        return root_of(root);
    if (raw_call(SYS_madvise, (long)&roots, sizeof roots, PAGES_WIPE, 0, 0, 0) < 0)
        return NULL;
    if (root < ROOTS_OF_FAMILY)
        atomic_store(&roots.at[root], make(&family()->root[root], true, bytes));
    else
        make(&roots.at[root], false, bytes);
    return root_of(root);
}
