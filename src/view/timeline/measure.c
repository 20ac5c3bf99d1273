// Counts by binary search.
#include "view/timeline/measure.h"

struct timeline_measure timeline_measure_of(const struct document *document, uint64_t from_ns, uint64_t to_ns)
{
    const struct recording *recording = &document->recording;
    struct timeline_measure measure = { .ns = to_ns - from_ns };
    size_t low[2];
    for (int end = 0; end < 2; end++) {
        const uint64_t ns = end ? to_ns : from_ns;
        size_t a = 0, b = recording->switch_count;
        while (a < b) {
            const size_t middle = a + (b - a) / 2;
            if (recording->switches[middle].ns < ns)
                a = middle + 1;
            else
                b = middle;
        }
        low[end] = a;
    }
    measure.switches = low[1] - low[0];
    const struct cell_history *cell = &document->cell;
    if (!cell->kind)
        return measure;
    const int64_t first = cell->kind->position_at(cell->of, from_ns), last = cell->kind->position_at(cell->of, to_ns);
    measure.updates = (uint64_t)(last - first);
    measure.lost = cell->kind->lost_between(cell->of, first + 1, last + 1);
    return measure;
}
