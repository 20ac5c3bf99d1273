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

// Where a store stands on the bar, in moments or ns. Of moments to within the number of workers: a pixel is more.
static uint64_t place_of(const struct document *document, bool even, uint64_t position)
{
    const uint64_t ns = document->order.times_ns[position];
    return even ? 2 * position + others_until(&document->moments, ns) : ns - document_from_ns(document);
}

// The first store from `low` on whose place is not below it.
static uint64_t store_from(const struct document *document, bool even, uint64_t low, uint64_t place)
{
    uint64_t high = document->order.stores;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (place_of(document, even, middle) < place)
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
        const double place = (double)whole * (double)(i + 1) / (double)columns;
        const uint64_t to =
            i + 1 < columns ? store_from(document, even, from, (uint64_t)place) : document->order.stores;
        lost[i] = (uint32_t)order_lost_between(&document->order, from, to);
        from = to;
    }
}
