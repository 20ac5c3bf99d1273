// Which stores the ledger's picture shows, from top to bottom, and what is folded away between them.
//
// Of a collision: the fork, what the overwriter had read, the first of the lost, of every overwriting the last lost
// store and the one that replaced it, and how it goes on. Of these the fork, the read, the first and the last lost and
// the store that settled it are always there; the rest as there are rows. With nothing lost: the stores round the
// playhead, a page of them at a time. A fold that is pressed opens and all scrolls. No more than some thousand stores
// are looked at, however many there are.
#ifndef VIEW_LEDGER_EXCERPT_H
#define VIEW_LEDGER_EXCERPT_H

#include "view/ledger/picks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document;
struct ledger_focus;
struct ledger_model;

enum {
    EXCERPT_ROWS = 64
};

// Positions from ≤ p < to of the order: one store (−1: the start), or those that a fold hides.
struct excerpt_row {
    int64_t from, to;
    bool fold;
};

struct excerpt {
    struct excerpt_row rows[EXCERPT_ROWS]; // in sight
    int count;
    int64_t above, below; // rows out of sight
    bool unfolded;        // some fold was opened
};

// Rows: as many as look well in the room, and as it can hold. Of a private history (where a stretch is of two tasks) only stores
// of the pair.
void excerpt_of_collision(struct excerpt *excerpt, const struct document *document, const struct ledger_focus *focus,
                          const struct ledger_model *model, int rows, int most);
void excerpt_at(struct excerpt *excerpt, const struct document *document, int64_t position, const uint32_t pair[2],
                int rows);

// The first lost store of the collision after a position; where too many others come first, that of its `first`.
int64_t ledger_first_lost(const struct document *document, const struct ledger_focus *focus, int64_t after);

// The row that shows or hides a position; −1: it lies above, or nowhere between; the number of rows: below.
int excerpt_find(const struct excerpt *excerpt, int64_t position);

#endif
