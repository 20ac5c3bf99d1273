// A few of many: numbers that are shown of a long row of them; what lies between folds away.
//
// Numbers are added in order of their weight while the rows suffice: each takes one, and so does each stretch between
// two of them. A stretch of one number is no stretch: it is shown. Plain values; cost by the numbers picked.
#ifndef VIEW_LEDGER_PICKS_H
#define VIEW_LEDGER_PICKS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PICKS_MOST = 48,
    PIECES_MOST = 2 * PICKS_MOST,
};

struct picks {
    int64_t all[PICKS_MOST]; // rising
    int count;
};

// Rows that they take.
int picks_rows(const struct picks *picks);

// Adds a number unless the rows then were more than `rows`. True where it is among them afterwards.
bool picks_add(struct picks *picks, int64_t number, int rows);

// What stands under each other: numbers from ≤ n < to one by one, or folded into one row.
struct piece {
    int64_t from, to;
    bool fold;
};
int picks_pieces(const struct picks *picks, struct piece pieces[PIECES_MOST]);

#endif
