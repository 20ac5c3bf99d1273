// A binary heap in an array.
#include "base/merge.h"

#include <assert.h>
#include <stdbool.h>

static bool comes_before(const struct merge_row *a, const struct merge_row *b)
{
    return a->key != b->key ? a->key < b->key : a->row < b->row;
}

// From the top down to where it belongs.
static void sink(struct merge *merge)
{
    const struct merge_row row = merge->rows[0];
    size_t at = 0;
    for (;;) {
        size_t below = 2 * at + 1;
        if (below + 1 < merge->count && comes_before(&merge->rows[below + 1], &merge->rows[below]))
            below++;
        if (below >= merge->count || !comes_before(&merge->rows[below], &row))
            break;
        merge->rows[at] = merge->rows[below];
        at = below;
    }
    merge->rows[at] = row;
}

void merge_add(struct merge *merge, uint64_t key, uint32_t row)
{
    const struct merge_row added = { key, row };
    size_t at = merge->count++;
    while (at > 0 && comes_before(&added, &merge->rows[(at - 1) / 2])) {
        merge->rows[at] = merge->rows[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    merge->rows[at] = added;
}

void merge_go_on(struct merge *merge, uint64_t key)
{
    assert(merge->count > 0);
    merge->rows[0].key = key;
    sink(merge);
}

void merge_drop(struct merge *merge)
{
    assert(merge->count > 0);
    merge->rows[0] = merge->rows[--merge->count];
    if (merge->count > 0)
        sink(merge);
}
