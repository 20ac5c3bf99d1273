// Asks for the first and the last event.
#include "document/extent.h"

#define MARGIN 50 // one part in so many is shown on either side

struct extent extent_of(const struct moments_source *lab, uint64_t from_ns, uint64_t to_ns)
{
    struct extent extent = { from_ns, to_ns > from_ns ? to_ns : from_ns + 1 };
    if (lab->count == 0)
        return extent;
    const uint64_t first = lab->event(lab->of, 0).ns, last = lab->event(lab->of, lab->count - 1).ns;
    if (first < extent.from_ns || last > extent.to_ns || last < first)
        return extent;
    const uint64_t margin = (last - first) / MARGIN + 1;
    if (first - extent.from_ns > 2 * margin)
        extent.from_ns = first - margin;
    if (extent.to_ns - last > 2 * margin)
        extent.to_ns = last + margin;
    return extent;
}
