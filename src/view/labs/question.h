// What a class can be asked about a run before it is shown: a question made from the recording's own lab and settings, with choices
// of which at most one is right.
#ifndef VIEW_LABS_QUESTION_H
#define VIEW_LABS_QUESTION_H

#include "document/document.h"
#include "view/labs/lab_question.h"

// False: there is no outcome to ask for.
bool question_of(struct arena *arena, enum language language, const struct document *document,
                 struct lab_question *question);

#endif
