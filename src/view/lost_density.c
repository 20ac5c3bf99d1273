// How lost updates are spread over the scrub bar.
#include "view/document.h"
#include "view/views.h"

// How many of the others have happened by then.
static uint64_t others_until(const struct moments *moments, uint64_t ns)
{
    uint64_t low = 0, high = moments->other_count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (moments->others_ns[middle] <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Where a store stands on the bar at even pace, in moments; to within the number of workers: a pixel is more.
static uint64_t place_of(const struct document *document, uint64_t position)
{
    return 2 * position + others_until(&document->moments, document->order.times_ns[position]);
}

// The first store whose place is not below it. 2 × position ≤ place of a store ≤ 2 × position + all others.
static uint64_t store_from(const struct document *document, uint64_t place)
{
    const uint64_t others = document->moments.other_count, stores = document->order.stores;
    uint64_t low = place > others ? (place - others) / 2 : 0, high = place / 2 + 1;
    high = high < stores ? high : stores;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (place_of(document, middle) < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void overview_lost_density(const struct document *document, bool even, int columns, uint32_t *lost)
{
    const uint64_t whole = even ? document->moments.count : document_to_ns(document) - document_from_ns(document);
    uint64_t from = 0;
    for (int i = 0; i < columns; i++) {
        const uint64_t place = (uint64_t)((double)whole * (double)(i + 1) / (double)columns);
        uint64_t to = document->order.stores;
        if (i + 1 < columns)
            to = even ? store_from(document, place)
                      : (uint64_t)(order_position_at(&document->order, document_from_ns(document) + place) + 1);
        lost[i] = (uint32_t)order_lost_between(&document->order, from, to);
        from = to > from ? to : from;
    }
}
