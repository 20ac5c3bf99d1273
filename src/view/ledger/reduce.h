// A collision with the fewest context switches: asked for, and laid out on the scheduler's desk.
#ifndef VIEW_LEDGER_REDUCE_H
#define VIEW_LEDGER_REDUCE_H

#include "document/document.h"
#include "view/model/model.h"
#include "view/model/wishes.h"

// Asks for the collision that is looked at to be reduced; ledger_reduced takes it in.
void ledger_reduce(struct model *model, const struct document *document, struct wishes *wishes);

// What came of WISH_REDUCE: laid out on the scheduler's desk, or the message says why not. False: it does not fit there, and its
// command line is to go to the clipboard, as the message says.
struct reduction;
bool ledger_reduced(struct model *model, const struct document *document, struct status status,
                    const struct reduction *reduction);

#endif
