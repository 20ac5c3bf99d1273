// Asks the order and the overwrites, then the general playhead does the moving.
#include "labs/balance/playback.h"

#include "labs/balance/story.h"

int64_t playback_position(const struct playback *playback, const struct document *document)
{
    const struct balance_story *story = balance_story(document);
    struct order_cursor cursor;
    if (!story || playback->events == 0 || !order_cursor_set(&cursor, &story->order, playback->events - 1))
        return -1;
    return cursor.position;
}

void playback_seek_store(struct playback *playback, const struct document *document, int64_t position)
{
    const struct order *order = &balance_story(document)->order;
    const bool store = position >= 0 && (uint64_t)position < order->stores;
    playback_seek_event(playback, document, store ? order_event_of_store(order, (uint64_t)position) + 1 : 0);
}

void playback_seek_collision(struct playback *playback, const struct document *document, size_t collision)
{
    const struct overwrite *settling = overwrites_settling(&balance_story(document)->overwrites, collision);
    playback_seek_store(playback, document, (int64_t)settling->position);
}

// ---- the next and the previous -------------------------------------------------------------------------------------

// The store before which everything lies that "previous" may find: the present one where the playhead stands on it, not later.
static int64_t position_to_go_back_from(const struct playback *playback, const struct document *document)
{
    const struct order *order = &balance_story(document)->order;
    const int64_t position = playback_position(playback, document);
    const bool on_it = position >= 0 && playback->ns == order->times_ns[position] &&
                       order_event_of_store(order, (uint64_t)position) + 1 == playback->events;
    return on_it ? position : position + 1;
}

bool playback_step_lost(struct playback *playback, const struct document *document, int by)
{
    if (!balance_story(document))
        return false;
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const int64_t found = by > 0 ? overwrites_next(overwrites, playback_position(playback, document))
                                 : overwrites_previous(overwrites, position_to_go_back_from(playback, document));
    if (found < 0)
        return false;
    playback_seek_store(playback, document, (int64_t)overwrites->all[found].position);
    return true;
}

bool playback_step_collision(struct playback *playback, const struct document *document, int by)
{
    if (!balance_story(document))
        return false;
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const int64_t found = by > 0
                              ? overwrites_next_settled(overwrites, playback_position(playback, document))
                              : overwrites_previous_settled(overwrites, position_to_go_back_from(playback, document));
    if (found < 0)
        return false;
    playback_seek_collision(playback, document, overwrites->by_time[found]);
    return true;
}

// ---- the scrub bar -------------------------------------------------------------------------------------------------

double playback_share_of_store(const struct playback *playback, const struct document *document, uint64_t position)
{
    const struct moments *moments = &document->moments;
    const uint64_t ns = balance_story(document)->order.times_ns[position], from = document_from_ns(document);
    if (playback->pace == PACE_TIME)
        return (double)(ns - from) / (double)(document_to_ns(document) - from);
    return (double)(2 * position + moments_others_until(moments, ns)) / (double)moments->count;
}
