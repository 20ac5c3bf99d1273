// Of the extent the columns are known, where its history has them; of other stretches they are looked up.
#include "view/timeline/columns.h"

// Whether it is the extent that is in sight: of that the columns are known.
static bool is_extent(const struct document *document, const struct timeline_axis *axis)
{
    return axis->from_ns == document->extent.from_ns && axis->to_ns == document->extent.to_ns;
}

void timeline_fill_stretches(const struct document *document, const struct timeline_axis *axis, int columns,
                             struct cell_stretch *stretches)
{
    const struct cell_history *cell = &document->cell;
    const float step = axis->width / (float)columns;
    const bool known = cell->kind->column && is_extent(document, axis);
    int64_t position = cell->kind->position_at(cell->of, axis->from_ns);
    for (int i = 0; i < columns; i++) {
        if (known) {
            stretches[i] = cell->kind->column(cell->of, i, columns);
            continue;
        }
        const int64_t next = cell->kind->position_at(cell->of, timeline_ns(axis, axis->x + (float)(i + 1) * step));
        const int64_t last = next > position ? next : position;
        stretches[i] = cell->kind->stretch(cell->of, position + 1, last + 1);
        position = last;
    }
}
