// Where the playhead goes in the history of one word (document/cell_history.h) beside what document/playback.h has: from store
// to store, to lost ones, to collisions (their beats: document/beats.h). Pure functions.
#ifndef DOCUMENT_CELL_PLAYBACK_H
#define DOCUMENT_CELL_PLAYBACK_H

#include "document/playback.h"

// Position in the order of the last store that has happened; −1: none yet.
int64_t playback_position(const struct playback *playback, const struct document *document);
// Just after a store, by its position in the order; −1: before all.
void playback_seek_store(struct playback *playback, const struct document *document, int64_t position);
// To where a collision of the history was settled: just after its overwriter's store.
void playback_seek_collision(struct playback *playback, const struct document *document, size_t collision);

// The next (+1) or previous (−1) store that lost others, or that settled a collision; false where there is none that way.
bool playback_step_lost(struct playback *playback, const struct document *document, int by);
bool playback_step_collision(struct playback *playback, const struct document *document, int by);

// Where the playhead stands on the scrub bar just after a store.
double playback_share_of_store(const struct playback *playback, const struct document *document, int64_t position);

#endif
