// What a first playback of the balance tells: the first collision and the worst one, in their beats.
#ifndef LABS_BALANCE_TELLING_H
#define LABS_BALANCE_TELLING_H

#include "document/story_plan.h"

// Adds the scenes; false, and nothing is added, where nothing was lost.
bool balance_tell(struct story_plan *plan);

#endif
