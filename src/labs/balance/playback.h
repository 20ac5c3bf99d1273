// Where the playhead goes in a run of the balance beside what document/playback.h has: from store to store, to lost updates,
// collisions (their beats: labs/balance/beats.h). Pure functions; cost of order_cursor_set.
#ifndef LABS_BALANCE_PLAYBACK_H
#define LABS_BALANCE_PLAYBACK_H

#include "document/playback.h"

// Position in the order of the last store that has happened; −1: none yet.
int64_t playback_position(const struct playback *playback, const struct document *document);
// Just after a store, by its position in the order; −1: before all.
void playback_seek_store(struct playback *playback, const struct document *document, int64_t position);
// To where a collision of the ledger was settled: just after its overwriter's store.
void playback_seek_collision(struct playback *playback, const struct document *document, size_t collision);

// The next (+1) or previous (−1) store that lost others' updates, or that settled a collision (labs/balance/overwrites.h);
// false where there is none that way.
bool playback_step_lost(struct playback *playback, const struct document *document, int by);
bool playback_step_collision(struct playback *playback, const struct document *document, int by);

// Where the store at a position of the order stands on the scrub bar; to within the number of workers.
double playback_share_of_store(const struct playback *playback, const struct document *document, uint64_t position);

#endif
