// Too many tasks for tokens that go from state to state: they are gathered at the states.
#ifndef VIEW_STAGE_GATHERED_H
#define VIEW_STAGE_GATHERED_H

#include "view/stage/machine.h"

// How many are in each state at the moment, above it; of a recorded program with the ones that ran longest in the whole run.
void stage_gathered_draw(struct frame *frame, const struct machine *machine, uint64_t ns);

#endif
