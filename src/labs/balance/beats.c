// Reads the beats off the one order: the overwriter says where the collision ends, its load where it may begin.
#include "labs/balance/beats.h"

#include "labs/balance/story.h"

enum {
    LOOKED_AT = 64, // lost stores, for one of this collision
};

// ---- one collision -------------------------------------------------------------------------------------------------

// The first update of the collision that was stored after the overwriter had read. Between the two others' collisions may
// go on; where they hide it, the last one, which the overwriter replaced.
static uint32_t first_lost(const struct document *document, const struct overwriter *by, uint32_t collision)
{
    const struct order *order = &balance_story(document)->order;
    int64_t position = by->parent == VERSION_START ? -1 : (int64_t)order_position_of(order, by->parent);
    for (int i = 0; i < LOOKED_AT && (position = order_next_lost(order, position)) >= 0 && position < by->position;
         i++) {
        const uint32_t version = order->versions[position];
        if (ledger_collision_of(&balance_story(document)->ledger, version) == collision)
            return version;
    }
    return by->victim;
}

struct story_collision story_collision_of(const struct document *document, int64_t number)
{
    const struct order *order = &balance_story(document)->order;
    const uint32_t collision = balance_story(document)->overwrites.by_time[number];
    const struct overwriter by = overwrites_tell(&balance_story(document)->overwrites,
                                                 overwrites_settling(&balance_story(document)->overwrites, collision));
    const uint32_t first = first_lost(document, &by, collision);
    const uint64_t own = order_event_of_load(order, by.version), other = order_event_of_load(order, first);
    const uint64_t store = order_event_of_store(order, (uint64_t)by.position);
    return (struct story_collision){
        .number = number,
        .collision = collision,
        .overwriter = by.version,
        .first = first,
        .begins = own < other ? own : other,
        .event = { [BEAT_READ] = own > other ? own : other,
                   [BEAT_WRITES] = order_event_of_store(order, order_position_of(order, first)),
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
    if (!balance_story(document))
        return BEAT_NONE;
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const int64_t position = playback_position(playback, document);
    const int64_t numbers[] = { overwrites_previous_settled(overwrites, position + 1),
                                overwrites_next_settled(overwrites, position) };
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
    const int64_t number =
        overwrites_next_settled(&balance_story(document)->overwrites, playback_position(playback, document));
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
    const int64_t next =
        overwrites_next_settled(&balance_story(document)->overwrites, playback_position(playback, document));
    int64_t number = next >= 0 ? next : (int64_t)balance_story(document)->ledger.collision_count - 1;
    // Of the next one nothing may have begun; the one before is over at the playhead, so it has a beat before.
    for (int i = 0; i < 2 && number >= 0; i++, number--)
        if (beat_within(document, number, rank_of_playhead(playback), place))
            return true;
    return false;
}

bool story_next_beat(const struct document *document, const struct playback *playback, int by,
                     struct story_place *place)
{
    if (!balance_story(document))
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
