// Which experiment the window tells of. Inside the window only.
#ifndef VIEW_WINDOW_SHOWN_H
#define VIEW_WINDOW_SHOWN_H

#include "view/ui/ui.h"

// What the header tells: of the run that is shown, where there is one of a lab's, not of the next.
const struct plan *shown_plan(const struct frame *frame);

// Would the next run be another experiment than the one that is shown?
bool next_run_differs(const struct frame *frame);

// Of a run of no lab, in the place of the experiment's sentence; NULL where there is an experiment.
const char *no_lab_sentence(const struct frame *frame);

#endif
