// What a first playback tells of the history of one word: its first collision, then its worst, beat by beat.
#ifndef DOCUMENT_BEATS_TOLD_H
#define DOCUMENT_BEATS_TOLD_H

#include "document/beats.h"
#include "document/story_plan.h"

// Adds its scenes; false, and nothing is added, where the document has no history or nothing was lost.
bool beats_tell(struct story_plan *plan);

// Adds those of one collision, beat by beat: what of it lies behind the plan's rank already is passed over.
void beats_tell_one(struct story_plan *plan, const struct story_collision *collision, const struct story_beats *beats);

#endif
