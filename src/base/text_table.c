// Every cell is asked for once to find the widths and once to be printed; nothing is kept but the widths.
#include "base/text_table.h"

#include "base/text.h"

#include <assert.h>

enum {
    COLUMNS_MAX = 16,
    GAP = 2,
};

static struct text_cell cell_of(const struct text_table *table, size_t row, size_t column)
{
    struct text_cell cell;
    cell.text[0] = '\0';
    cell.ink = NULL;
    table->cell(table->context, row, column, &cell);
    return cell;
}

static void measure(const struct text_table *table, size_t *widths)
{
    for (size_t column = 0; column < table->column_count; column++)
        widths[column] = table->columns[column].least;
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t column = 0; column < table->column_count; column++) {
            const struct text_cell cell = cell_of(table, row, column);
            const size_t columns = text_columns(cell.text);
            widths[column] = columns > widths[column] ? columns : widths[column];
        }
    }
}

static void print_row(FILE *out, const struct text_table *table, const size_t *widths, size_t row)
{
    size_t spaces = (size_t)table->indent; // owed, and paid before the next text: none at the end of a row
    for (size_t column = 0; column < table->column_count; column++) {
        const struct text_cell cell = cell_of(table, row, column);
        const size_t padding = widths[column] - text_columns(cell.text);
        const bool left = table->columns[column].left;
        spaces += left ? 0 : padding;
        if (cell.text[0]) {
            fprintf(out, "%*s%s%s%s", (int)spaces, "", cell.ink ? cell.ink : "", cell.text,
                    cell.ink ? table->ink_end : "");
            spaces = 0;
        }
        spaces += GAP + (left ? padding : 0);
    }
    fputc('\n', out);
}

void text_table_print(FILE *out, const struct text_table *table)
{
    size_t widths[COLUMNS_MAX];
    assert(table->column_count <= COLUMNS_MAX);
    measure(table, widths);
    for (size_t row = 0; row < table->row_count; row++)
        print_row(out, table, widths, row);
}
