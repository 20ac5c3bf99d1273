// Edit distance with swaps, three rows at a time.
#include "base/near.h"

#include <stddef.h>
#include <string.h>

enum {
    NAME_BYTES = 96,
    EDITS_MOST = 2,
};

static int least(int a, int b) { return a < b ? a : b; }

int near_edits(const char *a, const char *b)
{
    int rows[3][NAME_BYTES + 1] = { 0 };
    int *before = rows[0], *above = rows[1], *row = rows[2];
    const size_t columns = strnlen(b, NAME_BYTES);
    for (size_t j = 0; j <= columns; j++)
        row[j] = (int)j;
    for (size_t i = 1; a[i - 1]; i++) {
        int *const spare = before;
        before = above;
        above = row;
        row = spare;
        row[0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[columns];
}

bool near_is(const char *word, const char *name)
{
    const size_t length = strlen(word);
    if (length < 2 || length >= NAME_BYTES || strlen(name) >= NAME_BYTES)
        return false;
    return strstr(name, word) || near_edits(word, name) <= (length > 4 ? EDITS_MOST : 1);
}
