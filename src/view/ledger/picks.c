// Keeps the numbers sorted.
#include "view/ledger/picks.h"

#include <string.h>

int picks_rows(const struct picks *picks)
{
    int rows = picks->count;
    for (int i = 1; i < picks->count; i++)
        rows += picks->all[i] - picks->all[i - 1] > 1;
    return rows;
}

bool picks_add(struct picks *picks, int64_t number, int rows)
{
    struct picks with = *picks;
    int at = 0;
    while (at < picks->count && picks->all[at] < number)
        at++;
    if (at < picks->count && picks->all[at] == number)
        return true;
    if (picks->count == PICKS_MOST)
        return false;
    memmove(&with.all[at + 1], &with.all[at], (size_t)(picks->count - at) * sizeof *with.all);
    with.all[at] = number;
    with.count++;
    if (picks_rows(&with) > rows)
        return false;
    *picks = with;
    return true;
}

int picks_pieces(const struct picks *picks, struct piece pieces[PIECES_MOST])
{
    int count = 0;
    for (int i = 0; i < picks->count; i++) {
        const int64_t number = picks->all[i], hidden = i > 0 ? number - picks->all[i - 1] - 1 : 0;
        if (hidden > 1)
            pieces[count++] = (struct piece){ number - hidden, number, true };
        if (count > 0 && !pieces[count - 1].fold)
            pieces[count - 1].to = number + 1;
        else
            pieces[count++] = (struct piece){ number, number + 1, false };
    }
    return count;
}
