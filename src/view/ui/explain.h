// What explains a run, in sentences in the arena.
#ifndef VIEW_UI_EXPLAIN_H
#define VIEW_UI_EXPLAIN_H

#include "labs/balance/experiment.h"
#include "view/ui/ui.h"

// Why nothing went wrong; NULL where there is nothing to explain.
const char *words_why(struct frame *frame);

// What the experiment's version of CPython can do to its program, as much as there is room for. NULL where the guard interprets
// no bytecode.
enum explanation_length {
    EXPLANATION_WHOLE, // where it looks and what follows
    EXPLANATION_SO,    // what follows
    EXPLANATION_SHORT, // without the rest of the story
    EXPLANATION_LENGTHS
};
const char *words_explanation(struct frame *frame, const struct experiment *experiment, enum explanation_length length);

#endif
