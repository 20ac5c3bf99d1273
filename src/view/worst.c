// Keeps the worst so far in a heap whose top is the least bad of them.
#include "view/worst.h"

static uint64_t badness(const struct ledger *ledger, uint32_t collision, enum worst_order order)
{
    const struct collision *row = &ledger->collisions[collision];
    const int64_t net = row->net;
    const uint64_t first = order == WORST_BY_SIZE ? row->size : (uint64_t)(net < 0 ? -net : net);
    return first << 32 | (UINT32_MAX - collision); // the earlier number first among equals
}

static void sift_down(uint32_t *heap, size_t count, size_t at, const struct ledger *ledger, enum worst_order order)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            if (badness(ledger, heap[child], order) < badness(ledger, heap[least], order))
                least = child;
        }
        if (least == at)
            return;
        const uint32_t other = heap[at];
        heap[at] = heap[least];
        heap[least] = other;
        at = least;
    }
}

static void find(uint32_t *heap, size_t count, const struct ledger *ledger, enum worst_order order)
{
    for (size_t i = 0; i < count; i++)
        heap[i] = (uint32_t)i;
    for (size_t i = count / 2; i-- > 0;)
        sift_down(heap, count, i, ledger, order);
    for (size_t i = count; i < ledger->collision_count; i++) {
        if (badness(ledger, (uint32_t)i, order) > badness(ledger, heap[0], order)) {
            heap[0] = (uint32_t)i;
            sift_down(heap, count, 0, ledger, order);
        }
    }
    // Taken off one by one, the least bad last.
    for (size_t left = count; left > 1; left--) {
        const uint32_t top = heap[0];
        heap[0] = heap[left - 1];
        heap[left - 1] = top;
        sift_down(heap, left - 1, 0, ledger, order);
    }
}

void worst_find(struct worst *worst, const struct ledger *ledger)
{
    worst->count = ledger->collision_count < WORST_MOST ? ledger->collision_count : WORST_MOST;
    for (int order = 0; order < WORST_ORDERS; order++)
        find(worst->lists[order], worst->count, ledger, (enum worst_order)order);
}
