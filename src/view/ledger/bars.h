// The bars of the ledger's picture, and the arrows at their ends. Inside the ledger only.
#ifndef VIEW_LEDGER_BARS_H
#define VIEW_LEDGER_BARS_H

#include "view/ledger/layout.h"

void hold_bars_draw(struct frame *frame, const struct hold *hold);

#endif
