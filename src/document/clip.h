// A part of a run as something to watch: one collision in its beats, or what lies between two moments, with a pace of its own.
//
// Of several collisions that begin and end in it the first and the worst are told, as the whole run's story does
// (document/beats_told.h); of a tale its beats. Places are ranks (document/story_pace.h). Pure functions of the document.
#ifndef DOCUMENT_CLIP_H
#define DOCUMENT_CLIP_H

#include "document/playback.h"

struct clip {
    uint64_t from, to;      // ranks
    struct story_pace pace; // from the one to the other, held a while at both
};

// From just before the first of its two loads until it is counted. number: by time, below the history's collisions.
struct clip clip_of_collision(const struct document *document, int64_t number);

// from: not behind to.
struct clip clip_between(const struct document *document, uint64_t from, uint64_t to);

// The rank at which the playhead stands; and the playhead there, as if nobody had put it there.
uint64_t clip_rank(const struct document *document, const struct playback *playback);
void clip_seek(struct playback *playback, const struct document *document, uint64_t rank);

#endif
