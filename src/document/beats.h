// A collision told in four beats: both have read · the first writes · the stale one writes over it · the count.
//
// Of a collision with one overwriter and one lost update the beats are plain. Where many updates are lost, the first
// of them that the overwriter did not see stands for all; where more than two workers take part, the pair is the
// overwriter that settled the collision and the worker whose lost update came first since it had read
// (document/cell_history.h). Pure functions of the document and the playhead.
//
// A beat is a place of the playhead. The third stands where everything before the overwriting store has happened and
// the store is about to: there the playhead has `about` set (document/playback.h). The fourth is just after it.
#ifndef DOCUMENT_BEATS_H
#define DOCUMENT_BEATS_H

#include "document/cell_playback.h"

#include <stdbool.h>
#include <stdint.h>

enum story_beat {
    BEAT_NONE = 0,
    BEAT_READ = 1,   // both have read
    BEAT_WRITES = 2, // the first writes
    BEAT_OVER = 3,   // the stale one is about to write over it
    BEAT_COUNT = 4,  // it has: what is lost
    BEATS = 4,
};

struct story_collision {
    int64_t number;            // by time, from 0
    size_t collision;          // the history's number
    int64_t overwriter;        // position of the store that is written over the others'
    int64_t first;             // of the lost store that stands for all in the second beat
    uint64_t begins;           // event number of the earlier of the two loads
    uint64_t event[1 + BEATS]; // event number at which each beat stands: the later load, the first lost store, the
                               // overwriting store, and that again; [0] is not used
};

// Where the playhead stands in a beat: loads and stores that have happened, and whether the next is about to.
struct story_place {
    uint64_t events;
    bool about;
};

// number: below the history's collisions.
struct story_collision story_collision_of(const struct document *document, int64_t number);

struct story_place story_place_of(const struct story_collision *collision, enum story_beat beat);

// Whether the playhead stands at the very place of a beat, not between it and the next.
bool story_is_at(const struct story_collision *collision, enum story_beat beat, const struct playback *playback);

// The beat that the playhead is in: from one beat's place until the next one's; the count only until something else
// happens. BEAT_NONE between collisions and without a history (then *collision is not touched). The collision may be NULL.
enum story_beat story_beat_at(const struct document *document, const struct playback *playback,
                              struct story_collision *collision);

// The place of the next (+1) or previous (−1) beat, through one collision after the other; back leads over the same
// places. Beats that lie before the last collision's count are passed over. false: none that way, or no history.
bool story_next_beat(const struct document *document, const struct playback *playback, int by,
                     struct story_place *place);

// The playhead to it, through one collision after the other; and to one beat.
bool playback_step_beat(struct playback *playback, const struct document *document, int by);
void playback_seek_beat(struct playback *playback, const struct document *document, struct story_place place);

#endif
