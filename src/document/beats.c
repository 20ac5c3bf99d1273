// Reads the beats off the one order: the overwriter says where the collision ends, its load where it may begin.
#include "document/beats.h"

enum {
    LOOKED_AT = 64, // lost stores, for one of this collision
};

// ---- one collision -------------------------------------------------------------------------------------------------

// The first of the collision that was stored after the overwriter had read. Between the two others' collisions may go on;
// where they hide it, the last one, which the overwriter replaced.
static int64_t first_lost(const struct cell_history *cell, size_t collision, int64_t overwriter)
{
    const int64_t found = cell_lost_of(cell, collision, cell_parent(cell, overwriter), overwriter, LOOKED_AT);
    return found < 0 ? overwriter - 1 : found;
}

struct story_collision story_collision_of(const struct document *document, int64_t number)
{
    const struct cell_history *cell = &document->cell;
    const size_t collision = cell->kind->by_time(cell->of, (size_t)number);
    const int64_t overwriter = cell_settling(cell, collision).position;
    const int64_t first = first_lost(cell, collision, overwriter);
    const uint64_t own = cell->kind->event_of_load(cell->of, overwriter),
                   other = cell->kind->event_of_load(cell->of, first);
    const uint64_t store = cell->kind->event_of_store(cell->of, overwriter);
    return (struct story_collision){
        .number = number,
        .collision = collision,
        .overwriter = overwriter,
        .first = first,
        .begins = own < other ? own : other,
        .event = { [BEAT_READ] = own > other ? own : other,
                   [BEAT_WRITES] = cell->kind->event_of_store(cell->of, first),
                   [BEAT_OVER] = store,
                   [BEAT_COUNT] = store },
    };
}

struct story_place story_place_of(const struct story_collision *collision, enum story_beat beat)
{
    const bool about = beat == BEAT_OVER;
    return (struct story_place){ collision->event[beat] + (about ? 0 : 1), about };
}

// ---- where the playhead is -----------------------------------------------------------------------------------------

// A number that grows from place to place.
static uint64_t rank_of(struct story_place place) { return 2 * place.events + place.about; }

static uint64_t rank_of_beat(const struct story_collision *collision, int beat)
{
    return rank_of(story_place_of(collision, (enum story_beat)beat));
}

static uint64_t rank_of_playhead(const struct playback *playback)
{
    return rank_of((struct story_place){ playback->events, playback->about });
}

enum story_beat story_beat_at(const struct document *document, const struct playback *playback,
                              struct story_collision *collision)
{
    const struct cell_history *cell = &document->cell;
    if (!cell->kind)
        return BEAT_NONE;
    const int64_t position = playback_position(playback, document);
    const int64_t numbers[] = { cell->kind->previous_settled(cell->of, position + 1),
                                cell->kind->next_settled(cell->of, position) };
    const uint64_t rank = rank_of_playhead(playback);
    for (int i = 0; i < 2; i++) {
        if (numbers[i] < 0)
            continue;
        const struct story_collision found = story_collision_of(document, numbers[i]);
        int beat = BEATS;
        while (beat > 0 && rank < rank_of_beat(&found, beat))
            beat--;
        if (beat == 0 || (beat == BEAT_COUNT && rank > rank_of_beat(&found, BEAT_COUNT)))
            continue;
        if (collision)
            *collision = found;
        return (enum story_beat)beat;
    }
    return BEAT_NONE;
}

bool story_is_at(const struct story_collision *collision, enum story_beat beat, const struct playback *playback)
{
    return rank_of_beat(collision, (int)beat) == rank_of_playhead(playback);
}

// ---- from beat to beat ---------------------------------------------------------------------------------------------

static bool beat_after(const struct document *document, const struct playback *playback, struct story_place *place)
{
    const struct cell_history *cell = &document->cell;
    const int64_t number = cell->kind->next_settled(cell->of, playback_position(playback, document));
    if (number < 0)
        return false;
    const struct story_collision collision = story_collision_of(document, number);
    int beat = BEAT_READ;
    while (beat < BEATS && rank_of_beat(&collision, beat) <= rank_of_playhead(playback))
        beat++;
    *place = story_place_of(&collision, (enum story_beat)beat);
    return true;
}

// The last beat of the collision before the rank, of those that come after the collision before it.
static bool beat_within(const struct document *document, int64_t number, uint64_t rank, struct story_place *place)
{
    const struct story_collision collision = story_collision_of(document, number);
    uint64_t floor = 0;
    if (number > 0) {
        const struct story_collision before = story_collision_of(document, number - 1);
        floor = rank_of_beat(&before, BEAT_COUNT);
    }
    for (int beat = BEATS; beat > 0; beat--) {
        const uint64_t found = rank_of_beat(&collision, beat);
        if (found < rank && found > floor) {
            *place = story_place_of(&collision, (enum story_beat)beat);
            return true;
        }
    }
    return false;
}

static bool beat_before(const struct document *document, const struct playback *playback, struct story_place *place)
{
    const struct cell_history *cell = &document->cell;
    const int64_t next = cell->kind->next_settled(cell->of, playback_position(playback, document));
    int64_t number = next >= 0 ? next : (int64_t)cell->collisions - 1;
    // Of the next one nothing may have begun; the one before is over at the playhead, so it has a beat before.
    for (int i = 0; i < 2 && number >= 0; i++, number--)
        if (beat_within(document, number, rank_of_playhead(playback), place))
            return true;
    return false;
}

bool story_next_beat(const struct document *document, const struct playback *playback, int by,
                     struct story_place *place)
{
    if (!document->cell.kind)
        return false;
    return by > 0 ? beat_after(document, playback, place) : beat_before(document, playback, place);
}

bool playback_step_beat(struct playback *playback, const struct document *document, int by)
{
    struct story_place place;
    if (!story_next_beat(document, playback, by, &place))
        return false;
    playback_seek_beat(playback, document, place);
    return true;
}

void playback_seek_beat(struct playback *playback, const struct document *document, struct story_place place)
{
    if (place.about)
        playback_seek_about(playback, document, place.events);
    else
        playback_seek_event(playback, document, place.events);
}
