// Keeps the worst so far in a heap whose top is the least bad of them, and beside each how bad it is: asking may take long.
#include "base/worst_of.h"

#include <assert.h>
#include <stdbool.h>

struct kept {
    uint64_t badness;
    uint32_t number;
};

static bool is_less(struct kept a, struct kept b)
{
    return a.badness != b.badness ? a.badness < b.badness : a.number > b.number; // the earlier one first among equals
}

static void sift_down(struct kept *heap, size_t count, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_less(heap[child], heap[least]))
                least = child;
        if (least == at)
            return;
        const struct kept other = heap[at];
        heap[at] = heap[least];
        heap[least] = other;
        at = least;
    }
}

size_t worst_of(uint32_t *list, size_t most, size_t count, const void *things,
                uint64_t (*badness)(const void *things, uint32_t number))
{
    struct kept heap[WORST_OF_MOST];
    const size_t kept = count < most ? count : most;
    assert(most <= WORST_OF_MOST);
    for (size_t i = 0; i < kept; i++)
        heap[i] = (struct kept){ badness(things, (uint32_t)i), (uint32_t)i };
    for (size_t i = kept / 2; i-- > 0;)
        sift_down(heap, kept, i);
    for (size_t i = kept; kept > 0 && i < count; i++) {
        const struct kept one = { badness(things, (uint32_t)i), (uint32_t)i };
        if (is_less(heap[0], one)) {
            heap[0] = one;
            sift_down(heap, kept, 0);
        }
    }
    // Taken off one by one, the least bad last.
    for (size_t left = kept; left > 0; left--) {
        list[left - 1] = heap[0].number;
        heap[0] = heap[left - 1];
        sift_down(heap, left - 1, 0);
    }
    return kept;
}
