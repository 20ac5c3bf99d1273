// The guard row's cards: what each stands for and what it says. One table.
#ifndef VIEW_TEXTS_GUARD_CARDS_H
#define VIEW_TEXTS_GUARD_CARDS_H

#include "labs/balance/experiment.h"
#include "view/model/model.h"

struct guard_card_row {
    enum guard_id guard;
    bool fixes_python; // the card stands for one kind of GIL
    enum python_version python;
    enum text_id title, short_title, line, tip;
};

extern const struct guard_card_row guard_cards[CARD_COUNT];

// The card an experiment belongs to; CARD_COUNT where it has none: a Python without a GIL.
enum guard_card guard_card_of(const struct experiment *experiment);

#endif
