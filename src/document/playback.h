// Moving the playhead: playing, stepping, jumping. Pure functions of the document and the playhead; no clock is
// read here.
//
// The playhead is a moment and, because many events can share one, how many of the lab's own events (document/moments.h)
// have happened by then. Three paces: story, slow where it matters (document/story_pace.h); by event, in which every event
// of any kind gets an equal moment, the whole run taking PLAYBACK_EVEN_S at normal speed; and by time, slowed down by a fixed
// factor, real time to 1 : 1 000 000.
// Costs are logarithmic, or those of the lab's event and until where one of its events has to be found.
#ifndef DOCUMENT_PLAYBACK_H
#define DOCUMENT_PLAYBACK_H

#include "document/document.h"

#define PLAYBACK_EVEN_S 25.0

// The pace of the playhead: what a second of watching is a second of.
enum pace {
    PACE_STORY, // slow where it matters, some 20 s in all (document/story_pace.h)
    PACE_EVENT, // every event gets the same moment
    PACE_TIME,  // by the clock, slowed down
    PACE_COUNT
};

struct playback {
    uint64_t ns;     // the playhead, on the recording's clock
    uint64_t events; // the lab's events 0 … events − 1 have happened
    bool about;      // and the next is about to happen
    bool playing;
    enum pace pace;
    int speed;     // step on the list of speeds of its pace
    double slower; // besides that, of what is to take a time of its own: so many times; 0: no more
    double carry; // left over from the last frame: of an event or nanosecond; at story pace seconds spent at this place
    double since_s; // played since the playhead was last moved by hand
};

// Story pace at normal speed, nowhere yet.
void playback_reset(struct playback *playback);

// At the start of the run, playing at story pace.
void playback_start(struct playback *playback, const struct document *document);

// Plays on from where the playhead stands.
void playback_resume(struct playback *playback, const struct document *document);

// seconds of real time go by. At the end it stops playing.
void playback_advance(struct playback *playback, const struct document *document, double seconds);

// Where it stands; and puts it there by hand.
struct moments_place playback_place(const struct playback *playback);
void playback_put(struct playback *playback, struct moments_place place);

// Moments and events outside the run are held within it.
void playback_seek_ns(struct playback *playback, const struct document *document, uint64_t ns);
// After so many of the lab's events; and where the next one after so many is about to happen (after the last where there is none).
void playback_seek_event(struct playback *playback, const struct document *document, uint64_t events);
void playback_seek_about(struct playback *playback, const struct document *document, uint64_t events);
void playback_jump(struct playback *playback, const struct document *document, int to); // −1 start, +1 end
// One of the lab's events, or of any kind where it has none; and one event of any kind.
void playback_step(struct playback *playback, const struct document *document, int by);
void playback_step_moment(struct playback *playback, const struct document *document, int by);
// To what the tale (document/tale.h) tells next (+1) or told before (−1); the end and the start are past it.
void playback_step_told(struct playback *playback, const struct document *document, int by);
// The same to its next or previous beat.
void playback_step_tale_beat(struct playback *playback, const struct document *document, int by);
// To where the next (+1) or previous (−1) wait for a lock began (document/waits.h); false where there is none that way.
bool playback_step_wait(struct playback *playback, const struct document *document, int by);

// Where a moment of the run stands on the scrub bar.
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
