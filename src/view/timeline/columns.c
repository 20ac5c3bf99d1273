// Of the extent the columns are known; of other stretches they are looked up.
#include "view/timeline/columns.h"

// Whether it is the extent that is in sight: of that the columns are known.
static bool is_extent(const struct document *document, const struct timeline_axis *axis)
{
    return axis->from_ns == document->extent.from_ns && axis->to_ns == document->extent.to_ns;
}

void timeline_fill_stretches(const struct document *document, const struct timeline_axis *axis, int columns,
                             struct stretch *stretches)
{
    const struct order *order = &balance_story(document)->order;
    const float step = axis->width / (float)columns;
    const bool known = is_extent(document, axis);
    int64_t position = order_position_at(order, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        if (known) {
            stretches[i] = density_stretch(&balance_story(document)->density, i, columns);
            continue;
        }
        const int64_t next = order_position_at(order, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        stretches[i] = stretch_of(order, (uint64_t)(position + 1), (uint64_t)((next > position ? next : position) + 1));
        position = next > position ? next : position;
    }
}
