// The ledger's picture laid out: time runs down, the word's stores in the middle, beside it a column a task with a bar for
// as long as it held a value that it had read. A row is a store or a fold; a load stands just below the store that it read.
// Inside the ledger only.
#ifndef VIEW_LEDGER_LAYOUT_H
#define VIEW_LEDGER_LAYOUT_H

#include "document/cell_present.h"
#include "view/ledger/excerpt.h"
#include "view/ledger/focus.h"
#include "view/ui/ui.h"

enum {
    COLUMNS_MOST = 6,
    TASKS_SEEN = 64, // of those that wrote in sight; more are told as a number
};

struct hold_column {
    int task;       // −1: all others together
    int others;     // how many those are
    float x;        // the middle of its bars
    int side;       // −1 left, +1 right of the word
    int lane;       // 0: next to the word
    bool outer;     // none beyond it
    float label_px; // room beside its bars
};

struct hold {
    const struct ledger_focus *focus;
    const struct cell_history *cell;
    const struct cell_present *present;
    int64_t told[2]; // the stores that the present beat, or else the last event, is about; −1: none
    bool collision;  // of one; else an ordinary stretch
    struct excerpt excerpt;
    struct rect room; // of the rows
    float pitch, box_px, box_height, fold_px, bar_px, middle;
    float extra; // room for words below the row of the overwriter
    int extra_row;
    struct hold_column columns[COLUMNS_MOST];
    int count;
    int16_t *column_of; // by task; −1: none
};

// A value held: from the load to the store.
struct hold_bar {
    uint32_t task;
    int64_t parent_at, at; // positions of what was read and of its store
    int from_row, row;     // where these stand, as excerpt_find has it
    bool reads;            // what it stored was computed from what stood there
    bool held;             // and that was read before: it is not one step of the machine
    bool stale;            // another store came between
};

// Finds rows and columns for the room; false where it is too small for a picture.
bool hold_lay_out(struct frame *frame, struct hold *hold, struct rect room);

// Makes room below a row for words: hold->extra below hold->extra_row. Rows are then as high as is left for them.
void hold_make_room(const struct frame *frame, struct hold *hold);

float hold_y(const struct hold *hold, int row); // the middle of its box
float hold_load_y(const struct hold *hold, int row, const struct hold_column *column);
struct rect hold_box(const struct hold *hold, int row);
float hold_spine(const struct hold *hold, uint32_t task);                      // the middle of its word
const struct hold_column *hold_column(const struct hold *hold, uint32_t task); // NULL: it has none

// The bar of the store in a row; of a fold there is none.
bool hold_bar_of(const struct hold *hold, int row, struct hold_bar *bar);
// What tasks with a column have read and not written within sight; returns how many.
int hold_bars_open(const struct hold *hold, struct hold_bar bars[TASKS_SEEN]);

// How far words may reach from the word's middle on a side of a row: beside its box, unless an arrow goes there, and
// between it and the next row.
struct hold_side {
    bool arrows;
    float beside_px, below_px;
};
struct hold_side hold_side_of(const struct hold *hold, int row, int side);

#endif
