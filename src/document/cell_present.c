// Asks the history at the playhead.
#include "document/cell_present.h"

void cell_present_of(struct cell_present *present, const struct document *document, const struct playback *playback)
{
    const struct cell_history *cell = &document->cell;
    *present = (struct cell_present){ .position = -1 };
    if (!cell->kind)
        return;
    present->events = playback->events < cell->events ? playback->events : cell->events;
    present->position = cell->kind->position_after(cell->of, present->events);
    if (present->events > 0)
        present->event = cell_event(cell, present->events - 1);
}
