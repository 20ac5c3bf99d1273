// Keeps the worst so far in a heap whose top is the least bad of them.
#include "base/worst_of.h"

#include <stdbool.h>

struct search {
    uint32_t *heap;
    const void *things;
    uint64_t (*badness)(const void *things, uint32_t number);
};

static bool is_less(const struct search *search, uint32_t a, uint32_t b)
{
    const uint64_t left = search->badness(search->things, a), right = search->badness(search->things, b);
    return left != right ? left < right : a > b; // the earlier one first among equals
}

static void sift_down(const struct search *search, size_t count, size_t at)
{
    uint32_t *heap = search->heap;
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_less(search, heap[child], heap[least]))
                least = child;
        if (least == at)
            return;
        const uint32_t other = heap[at];
        heap[at] = heap[least];
        heap[least] = other;
        at = least;
    }
}

size_t worst_of(uint32_t *list, size_t most, size_t count, const void *things,
                uint64_t (*badness)(const void *things, uint32_t number))
{
    const struct search search = { list, things, badness };
    const size_t kept = count < most ? count : most;
    for (size_t i = 0; i < kept; i++)
        list[i] = (uint32_t)i;
    for (size_t i = kept / 2; i-- > 0;)
        sift_down(&search, kept, i);
    for (size_t i = kept; kept > 0 && i < count; i++) {
        if (is_less(&search, list[0], (uint32_t)i)) {
            list[0] = (uint32_t)i;
            sift_down(&search, kept, 0);
        }
    }
    // Taken off one by one, the least bad last.
    for (size_t left = kept; left > 1; left--) {
        const uint32_t top = list[0];
        list[0] = list[left - 1];
        list[left - 1] = top;
        sift_down(&search, left - 1, 0);
    }
    return kept;
}
