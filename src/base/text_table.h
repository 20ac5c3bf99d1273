// A table on a terminal: columns as wide as what stands in them, two spaces apart, so that no two figures ever run
// together.
//
// The table owns nothing: it asks for every cell twice, first to measure, then to print. So a table may have as many
// rows as there are, and a cell must come out the same both times. It asks row by row, in each from left to right.
#ifndef BASE_TEXT_TABLE_H
#define BASE_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    TEXT_CELL_BYTES = 256,
};

struct text_column {
    bool left;    // otherwise its cells end where the column ends, as figures do
    size_t least; // columns of the terminal it takes even where its cells are narrower
};

struct text_cell {
    char text[TEXT_CELL_BYTES]; // UTF-8; empty at first
    const char *ink;            // the terminal's sequence before it; NULL: none
};

struct text_table {
    const struct text_column *columns;
    size_t column_count, row_count;
    int indent;          // spaces before each row
    const char *ink_end; // the terminal's sequence after a cell with ink
    void (*cell)(const void *context, size_t row, size_t column, struct text_cell *cell);
    const void *context;
};

// Errors stay in the stream. No row ends in spaces.
void text_table_print(FILE *out, const struct text_table *table);

#endif
