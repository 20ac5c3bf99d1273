// What the window says of the guards: a row a card of the guard row (guards.def). What a guard does stands in its own file; that
// it is one step, keeps all or has a GIL is read off its listing.
#ifndef VIEW_LABS_BALANCE_GUARDS_H
#define VIEW_LABS_BALANCE_GUARDS_H

#include "labs/balance/guard.h"
#include "view/labs/lab_telling.h"

enum guard_card {
#define CARD(id, guard, ...) CARD_##id,
#include "view/labs/balance/guards.def"
#undef CARD
    CARD_COUNT
};

struct guard_card_row {
    enum guard_id guard;
    enum text_id title, short_title, line, tip;
    bool fixes_python; // the card stands for one kind of GIL
    enum python_version python;
    bool by_hand;
    enum text_id reason; // what it does, at the end of a run; none where it keeps nobody out
    enum text_id
        reason_lost; // how it comes that updates were lost all the same, with their number; 0: nobody is kept out
};

extern const struct guard_card_row guard_cards[CARD_COUNT];
extern const struct lab_telling balance_telling; // the same, for the row of cards

// How many cards stand in the row: the first of the table. The others are by hand, and share one more.
int guard_cards_in_row(void);

// The card an experiment belongs to; CARD_COUNT where it has none: a Python without a GIL.
enum guard_card guard_card_of(const struct experiment *experiment);

// The guard as its card names it, long and short, and what it does; also where it has no card.
const char *guard_title(enum language language, const struct experiment *experiment);
const char *guard_short_title(enum language language, const struct experiment *experiment);
const char *guard_tip(enum language language, const struct experiment *experiment);

// Why the run came out as it did, as far as the guard is the reason; NULL where it keeps nobody out.
const char *guard_reason(enum language language, const struct experiment *experiment);

// How it comes that updates were lost under a lock: a text with their number to be filled in. 0 where there is none.
enum text_id guard_reason_lost(const struct experiment *experiment);

#endif
