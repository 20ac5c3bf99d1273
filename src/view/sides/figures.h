// What is counted in a recording that another's can be held against. Inside the sides only.
#ifndef VIEW_SIDES_FIGURES_H
#define VIEW_SIDES_FIGURES_H

#include "document/document.h"
#include "view/sides/sides_model.h"

// Each as its own report has it. Linear in the tasks and the waits.
void sides_figures_of(double figures[SIDES_FIGURES], const struct document *document);

#endif
