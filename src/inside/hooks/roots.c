#include "inside/hooks/roots.h"

#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/raw.h"

#define PAGES_WIPE 18 // MADV_WIPEONFORK

struct roots roots __attribute__((aligned(4096)));
void *_Atomic roots_kept[ROOTS - ROOTS_KEPT];

_Static_assert((int)ROOTS_OF_FAMILY <= (int)FAMILY_ROOTS, "there is room for them");

static void *make(void *_Atomic *at, void *(*take)(size_t bytes), size_t bytes)
{
    void *none = NULL, *made = atomic_load(at) ? NULL : take(bytes);
    if (made)
        atomic_compare_exchange_strong(at, &none, made);
    return atomic_load(at);
}

void *root_make(enum root root, size_t bytes)
{
    if (root_of(root))
        return root_of(root);
    if (root >= ROOTS_KEPT)
        return make(&roots_kept[root - ROOTS_KEPT], kept_take, bytes);
    if (raw_call(SYS_madvise, (long)&roots, sizeof roots, PAGES_WIPE, 0, 0, 0) < 0)
        return NULL;
    if (root < ROOTS_OF_FAMILY)
        atomic_store(&roots.at[root], make(&family()->root[root], family_take, bytes));
    else
        make(&roots.at[root], hooks_take, bytes);
    return root_of(root);
}
