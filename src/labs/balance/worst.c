// Keeps the worst so far in a heap whose top is the least bad of them.
#include "labs/balance/worst.h"

struct badness {
    uint64_t first;
    uint32_t second; // the earlier number first among equals
};

static uint64_t held_ns(const struct overwrites *overwrites, uint32_t collision)
{
    const struct order *order = overwrites->order;
    uint64_t ns;
    overwrites_held_ns(order, (int64_t)overwrites_settling(overwrites, collision)->position, &ns);
    return ns;
}

static struct badness badness(const struct overwrites *overwrites, uint32_t collision, enum worst_order order)
{
    const struct collision *row = &overwrites->ledger->collisions[collision];
    const int64_t net = row->net;
    const uint64_t first = order == WORST_BY_SIZE  ? row->size
                           : order == WORST_BY_NET ? (uint64_t)(net < 0 ? -net : net)
                                                   : held_ns(overwrites, collision);
    return (struct badness){ first, UINT32_MAX - collision };
}

static bool is_less(struct badness a, struct badness b)
{
    return a.first != b.first ? a.first < b.first : a.second < b.second;
}

static void sift_down(uint32_t *heap, size_t count, size_t at, const struct overwrites *overwrites,
                      enum worst_order order)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_less(badness(overwrites, heap[child], order), badness(overwrites, heap[least], order)))
                least = child;
        if (least == at)
            return;
        const uint32_t other = heap[at];
        heap[at] = heap[least];
        heap[least] = other;
        at = least;
    }
}

static void find(uint32_t *heap, size_t count, const struct overwrites *overwrites, enum worst_order order)
{
    for (size_t i = 0; i < count; i++)
        heap[i] = (uint32_t)i;
    for (size_t i = count / 2; i-- > 0;)
        sift_down(heap, count, i, overwrites, order);
    for (size_t i = count; i < overwrites->ledger->collision_count; i++) {
        if (is_less(badness(overwrites, heap[0], order), badness(overwrites, (uint32_t)i, order))) {
            heap[0] = (uint32_t)i;
            sift_down(heap, count, 0, overwrites, order);
        }
    }
    // Taken off one by one, the least bad last.
    for (size_t left = count; left > 1; left--) {
        const uint32_t top = heap[0];
        heap[0] = heap[left - 1];
        heap[left - 1] = top;
        sift_down(heap, left - 1, 0, overwrites, order);
    }
}

void worst_find(struct worst *worst, const struct overwrites *overwrites)
{
    worst->count = overwrites->ledger->collision_count < WORST_MOST ? overwrites->ledger->collision_count : WORST_MOST;
    for (int order = 0; order < WORST_ORDERS; order++)
        find(worst->lists[order], worst->count, overwrites, (enum worst_order)order);
}
