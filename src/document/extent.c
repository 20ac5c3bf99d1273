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

#define IDLE_SHARE 0.6 // of the run, that nothing happens in
#define TOLD_SHARE 0.7 // of what there is to tell, that lies before
#define TALE_MARGIN 12 // one part in so many is shown after it

struct extent extent_of_tale(const struct tale *tale, uint64_t from_ns, uint64_t to_ns)
{
    struct extent extent = { from_ns, to_ns > from_ns ? to_ns : from_ns + 1 };
    const double run = (double)(extent.to_ns - extent.from_ns);
    for (size_t i = 0; i < tale->count; i++) {
        const uint64_t ns = tale->all[i].ns, next = i + 1 < tale->count ? tale->all[i + 1].ns : extent.to_ns;
        if ((double)(next - ns) < IDLE_SHARE * run || (double)(i + 1) < TOLD_SHARE * (double)tale->count ||
            ns <= from_ns)
            continue;
        extent.to_ns = ns + (ns - from_ns) / TALE_MARGIN + 1;
        break;
    }
    return extent;
}
