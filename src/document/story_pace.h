// Story pace: a whole run in some twenty seconds, slow where it matters.
//
// The story is a row of scenes. A scene either holds the playhead at a place for a while, or runs it from one place to
// another: steadily where there is time for each moment, else getting faster by a constant factor, going on at the
// top, and braking as it began. A place is a rank: twice the moments that have passed (document/moments.h), and one more
// where the next of the lab's events is about to happen. So the story is a function from seconds to ranks and, where
// the playhead was put somewhere by hand, back. Planned once for a document (document/pace_plan.h), then constant; asking
// costs a look at each of its few scenes.
#ifndef DOCUMENT_STORY_PACE_H
#define DOCUMENT_STORY_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define STORY_PACE_S 20.0      // that a run with enough in it takes, about
#define STORY_PACE_MOST_S 22.5 // that none is longer than
#define STORY_EVENT_RATE 1.4   // moments a second, event by event

enum {
    STORY_SCENES_MAX = 40,
};

// A way of `moments` in a scene's time.
struct story_run {
    double moments;
    double slow, top; // moments a second: at both ends, and between
    double accelerates_s, cruises_s, brakes_s;
};

struct story_scene {
    uint64_t from, to; // ranks; the same where it holds
    double starts_s, length_s;
    double slow;  // moments a second where it begins and ends
    double share; // of the seconds that are left over, of a scene that takes what it gets; else 0
    struct story_run run;
};

struct story_pace {
    int count;
    struct story_scene scenes[STORY_SCENES_MAX];
    double length_s;
};

// Between two ranks.
static inline double story_moments_between(uint64_t from, uint64_t to)
{
    const uint64_t moments = to / 2 - from / 2;
    return (double)moments;
}

// A way of so many moments in so many seconds, slow at both ends, fast enough between; a steady one where there is time.
struct story_run story_run_of(double moments, double slow, double length_s);

// The rank that the story has reached after so many seconds.
uint64_t story_pace_at(const struct story_pace *pace, double seconds);

// When the story reaches a rank first: its whole length where that lies past its end.
double story_pace_reaches(const struct story_pace *pace, uint64_t rank);

// Moments a second, after so many seconds; 0 where it holds.
double story_pace_rate(const struct story_pace *pace, double seconds);

#endif
