// Asks the history, then the general playhead does the moving.
#include "document/cell_playback.h"

int64_t playback_position(const struct playback *playback, const struct document *document)
{
    const struct cell_history *cell = &document->cell;
    return cell->kind ? cell->kind->position_after(cell->of, playback->events) : -1;
}

void playback_seek_store(struct playback *playback, const struct document *document, int64_t position)
{
    const struct cell_history *cell = &document->cell;
    const bool store = position >= 0 && position < cell->stores;
    playback_seek_event(playback, document, store ? cell->kind->event_of_store(cell->of, position) + 1 : 0);
}

void playback_seek_collision(struct playback *playback, const struct document *document, size_t collision)
{
    playback_seek_store(playback, document, cell_settling(&document->cell, collision).position);
}

// ---- the next and the previous -------------------------------------------------------------------------------------

// The store before which everything lies that "previous" may find: the present one where the playhead stands on it, not later.
static int64_t position_to_go_back_from(const struct playback *playback, const struct document *document)
{
    const struct cell_history *cell = &document->cell;
    const int64_t position = playback_position(playback, document);
    const bool on_it = position >= 0 && playback->ns == cell->kind->ns(cell->of, position) &&
                       cell->kind->event_of_store(cell->of, position) + 1 == playback->events;
    return on_it ? position : position + 1;
}

bool playback_step_lost(struct playback *playback, const struct document *document, int by)
{
    const struct cell_history *cell = &document->cell;
    if (!cell->kind)
        return false;
    const int64_t found = by > 0
                              ? cell->kind->next_overwrite(cell->of, playback_position(playback, document))
                              : cell->kind->previous_overwrite(cell->of, position_to_go_back_from(playback, document));
    if (found < 0)
        return false;
    playback_seek_store(playback, document, cell->kind->overwrite(cell->of, (size_t)found).position);
    return true;
}

bool playback_step_collision(struct playback *playback, const struct document *document, int by)
{
    const struct cell_history *cell = &document->cell;
    if (!cell->kind)
        return false;
    const int64_t found = by > 0 ? cell->kind->next_settled(cell->of, playback_position(playback, document))
                                 : cell->kind->previous_settled(cell->of, position_to_go_back_from(playback, document));
    if (found < 0)
        return false;
    playback_seek_collision(playback, document, cell->kind->by_time(cell->of, (size_t)found));
    return true;
}

// ---- the scrub bar -------------------------------------------------------------------------------------------------

double playback_share_of_store(const struct playback *playback, const struct document *document, int64_t position)
{
    const struct moments *moments = &document->moments;
    const struct cell_history *cell = &document->cell;
    const uint64_t ns = cell->kind->ns(cell->of, position), from = document_from_ns(document);
    if (playback->pace == PACE_TIME)
        return (double)(ns - from) / (double)(document_to_ns(document) - from);
    // Where the playhead stands just after it.
    return (double)(cell->kind->event_of_store(cell->of, position) + 1 + moments_others_until(moments, ns)) /
           (double)moments->count;
}
