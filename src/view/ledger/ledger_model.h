// What is picked, unfolded and scrolled to in the ledger: its part of the model.
#ifndef VIEW_LEDGER_LEDGER_MODEL_H
#define VIEW_LEDGER_LEDGER_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct ledger_model {
    int64_t collision; // selected; −1: the one at the playhead
    int sort;          // column of the worst list
    bool ascending;
    int64_t unfolded[16]; // positions at which folds began that are open
    int unfolded_count;
    int64_t scroll_rows;
    int64_t list_scroll;
    int64_t variables_scroll;
};

#endif
