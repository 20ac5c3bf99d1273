// Before store p there are p stores and between p + 1 and p + workers loads. So a store's place among all moments is known to
// within the number of workers without looking at a single load, and searching by stores, whose times lie at hand, leaves
// only a few events to walk.
#include "labs/balance/order_moments.h"
#include "labs/balance/experiment.h"

static struct moments_event event(const void *of, uint64_t number)
{
    struct order_cursor cursor;
    struct moments_event found = { 0, 0 };
    if (order_cursor_set(&cursor, of, number)) {
        found.ns = order_cursor_event(&cursor)->ns;
        found.task = version_worker(order_cursor_event(&cursor)->version);
    }
    return found;
}

static uint64_t event_until(const void *of, uint64_t ns) { return (uint64_t)(order_event_at(of, ns) + 1); }

// The last store that lies among the first `passed` moments for certain; −1: none.
static int64_t store_within(const struct order *order, const struct moments *moments, uint64_t passed)
{
    const uint64_t workers = experiment_of(order->recording)->count;
    uint64_t low = 0, high = order->stores;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (2 * middle + workers + moments_others_until(moments, order_ns(order, middle)) < passed)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low - 1;
}

static struct moments_place events_within(const void *of, const struct moments *moments, uint64_t passed)
{
    const struct order *order = of;
    const int64_t store = store_within(order, moments, passed);
    struct moments_place place = { 0, moments->from_ns };
    struct order_cursor cursor;
    bool more = order_cursor_set(&cursor, order, store < 0 ? 0 : order_event_of_store(order, (uint64_t)store));
    while (more) {
        const uint64_t ns = order_cursor_event(&cursor)->ns;
        if (cursor.number + moments_others_until(moments, ns) >= passed)
            break;
        place = (struct moments_place){ cursor.number + 1, ns };
        more = order_cursor_next(&cursor);
    }
    return place;
}

struct moments_source order_moments(const struct order *order)
{
    return (struct moments_source){ order, order_event_count(order), event, event_until, events_within };
}
