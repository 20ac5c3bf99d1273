// The desk as the schedules view is about to show it.
#ifndef VIEW_SCHEDULES_PREPARE_H
#define VIEW_SCHEDULES_PREPARE_H

#include "view/model/model.h"
#include "view/schedules/schedules_model.h"

// Works out what the view is about to show, where that is not known yet: a few milliseconds after a move, some tens after a
// change of the experiment.
void schedules_prepare(struct model *model);

// What is scheduled, chosen by hand; the balance only where its settings are there.
void schedules_choose(struct model *model, enum schedules_listing listing);

// Moves from elsewhere, with so many iterations of each worker, are what the desk has from here on; this view is shown.
void schedules_lay_out(struct model *model, uint32_t iterations, const char *moves);

#endif
