// A heap: of too many the latest is on top, to make room for an earlier one.
#include "view/timeline/hits.h"

static void swap(struct timeline_pick *a, struct timeline_pick *b)
{
    const struct timeline_pick other = *a;
    *a = *b;
    *b = other;
}

static void rise(struct timeline_pick *list, int at)
{
    for (; at > 0 && list[(at - 1) / 2].from_ns < list[at].from_ns; at = (at - 1) / 2)
        swap(&list[(at - 1) / 2], &list[at]);
}

static void sink(struct timeline_pick *list, int count)
{
    for (int at = 0;;) {
        int child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count && list[child + 1].from_ns > list[child].from_ns)
            child++;
        if (list[child].from_ns <= list[at].from_ns)
            return;
        swap(&list[at], &list[child]);
        at = child;
    }
}

void timeline_hit_add(struct timeline_hits *hits, const struct timeline_pick *hit)
{
    if ((hits->from_ns > 0 && hit->from_ns <= hits->from_ns) || (hits->left_out && hits->left_out(hits->of, hit)))
        return;
    if (hits->count < TIMELINE_HITS_MOST) {
        hits->list[hits->count] = *hit;
        rise(hits->list, hits->count++);
        return;
    }
    hits->more = true;
    if (hit->from_ns < hits->list[0].from_ns) {
        hits->list[0] = *hit;
        sink(hits->list, hits->count);
    }
    timeline_hits_end(hits, hits->list[0].from_ns);
}

void timeline_hits_end(struct timeline_hits *hits, uint64_t ns)
{
    hits->more = true;
    hits->seen_ns = ns < hits->seen_ns ? ns : hits->seen_ns;
}
