// Moving the playhead: playing, stepping, jumping. Pure functions of the document and the playhead; no clock is
// read here.
//
// The playhead is a moment and, because many events can share one, how many loads and stores have happened by then.
// Three paces: story, slow where it matters (document/story_pace.h); by event, in which every event (load, store, kernel
// switch, lock event) gets an equal moment, the whole run taking PLAYBACK_EVEN_S at normal speed; and by time, slowed
// down by a fixed factor, real time to 1 : 1 000 000.
// Costs are logarithmic, or those of order_cursor_set where a load or store has to be found.
#ifndef DOCUMENT_PLAYBACK_H
#define DOCUMENT_PLAYBACK_H

#include "document/document.h"
#include "document/story.h"
#include "view/model/model.h"

#define PLAYBACK_EVEN_S 25.0

// Story pace at normal speed, nowhere yet.
void playback_reset(struct playback *playback);

// At the start of the run, playing at story pace.
void playback_start(struct playback *playback, const struct document *document);

// Plays on from where the playhead stands.
void playback_resume(struct playback *playback, const struct document *document);

// seconds of real time go by. At the end it stops playing.
void playback_advance(struct playback *playback, const struct document *document, double seconds);

// Moments and events outside the run are held within it.
void playback_seek_ns(struct playback *playback, const struct document *document, uint64_t ns);
void playback_seek_event(struct playback *playback, const struct document *document, uint64_t events);
// Just after a store, by its position in the order; −1: before all.
void playback_seek_store(struct playback *playback, const struct document *document, int64_t position);
void playback_jump(struct playback *playback, const struct document *document, int to);        // −1 start, +1 end
void playback_step(struct playback *playback, const struct document *document, int by);        // one load or store
void playback_step_moment(struct playback *playback, const struct document *document, int by); // one event of any kind
// The next (+1) or previous (−1) store that lost others' updates, or that settled a collision (labs/balance/overwrites.h);
// false where there is none that way.
bool playback_step_lost(struct playback *playback, const struct document *document, int by);
bool playback_step_collision(struct playback *playback, const struct document *document, int by);
// To where the next (+1) or previous (−1) wait for a lock began (document/waits.h).
bool playback_step_wait(struct playback *playback, const struct document *document, int by);
// The next (+1) or previous (−1) beat of a collision, through one collision after the other (document/story.h); and one beat.
bool playback_step_beat(struct playback *playback, const struct document *document, int by);
void playback_seek_beat(struct playback *playback, const struct document *document, struct story_place place);
// To where a collision of the ledger was settled: just after its overwriter's store.
void playback_seek_collision(struct playback *playback, const struct document *document, size_t collision);

// Position in the order of the last store that has happened; −1: none yet.
int64_t playback_position(const struct playback *playback, const struct document *document);

// Where the store at a position of the order stands on the scrub bar; to within the number of workers.
double playback_share_of_store(const struct playback *playback, const struct document *document, uint64_t position);
// Where a moment of the run stands on it.
double playback_share_of_ns(const struct playback *playback, const struct document *document, uint64_t ns);

// Share of the scrub bar, 0 … 1, of the playhead and back. The bar is in time where it is played by time, else in events.
double playback_share(const struct playback *playback, const struct document *document);
void playback_seek_share(struct playback *playback, const struct document *document, double share);
bool playback_at_start(const struct playback *playback, const struct document *document);
bool playback_at_end(const struct playback *playback, const struct document *document);

// How many real seconds a second of the run takes (by time), or the factor on the usual length (story, by event).
double playback_slow_down(const struct playback *playback);

// Moments (document/moments.h) that go by in a real second at the playhead; by time on average. And whether that is more than
// anybody can follow, while it plays: then totals are told, not events.
double playback_rate(const struct playback *playback, const struct document *document);
bool playback_is_fast(const struct playback *playback, const struct document *document);
// At story pace, how much faster than event by event it goes: 1, 10, 100 …
uint64_t playback_times_faster(const struct playback *playback, const struct document *document);

// Faster (+1) or slower (−1); false at the last speed that way.
bool playback_change_speed(struct playback *playback, int by);
// To a pace, or round the three, at the speed that suits this run.
void playback_set_pace(struct playback *playback, const struct document *document, enum pace pace);
void playback_change_pace(struct playback *playback, const struct document *document);

#endif
