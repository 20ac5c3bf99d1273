// Tables: columns are as wide as what stands in them, whatever that is.
#include "base/text_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    COLUMNS = 3
};

struct rows {
    const char *const (*cells)[COLUMNS];
    const char *ink;
};

static void cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct rows *rows = context;
    strcpy(cell->text, rows->cells[row][column]);
    cell->ink = column == 1 ? rows->ink : NULL;
}

static void expect_ink(const struct text_column *columns, const struct rows *rows, size_t count, const char *expected)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = COLUMNS,
                                                .row_count = count,
                                                .indent = 2,
                                                .ink_end = ">",
                                                .cell = cell,
                                                .context = rows });
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

static void expect(const struct text_column *columns, const char *const (*cells)[COLUMNS], size_t count,
                   const char *expected)
{
    expect_ink(columns, &(struct rows){ cells, NULL }, count, expected);
}

static void figures_never_run_together(void **state)
{
    (void)state;
    static const struct text_column columns[] = { { .left = true }, { .least = 6 }, { .least = 4 } };
    static const char *const small[][COLUMNS] = { { "", "waited", "lost" }, { "T1", "0", "7" } };
    static const char *const large[][COLUMNS] = { { "", "waited", "lost" },
                                                  { "T1", "0", "8 472 461" },
                                                  { "T63", "4 227 858 306", "0" } };
    expect(columns, small, 2, "      waited  lost\n  T1       0     7\n");
    expect(columns, large, 3,
           "              waited       lost\n"
           "  T1               0  8 472 461\n"
           "  T63  4 227 858 306          0\n");
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    static const struct text_column columns[] = { { .left = true }, { 0 }, { .left = true } };
    static const char *const cells[][COLUMNS] = { { "线程", "1 … 2", "x" }, { "T1", "−1", "y" } };
    expect(columns, cells, 2, "  线程  1 … 2  x\n  T1       −1  y\n");
}

static void no_row_ends_in_spaces(void **state)
{
    (void)state;
    static const struct text_column columns[] = { { .left = true, .least = 5 }, { .least = 3 }, { .left = true } };
    static const char *const cells[][COLUMNS] = { { "a", "", "" }, { "", "", "c" }, { "", "", "" } };
    expect(columns, cells, 3, "  a\n              c\n\n");
}

static void ink_is_beside_the_text_and_takes_no_room(void **state)
{
    (void)state;
    static const struct text_column columns[] = { { .left = true }, { .least = 4 }, { 0 } };
    static const char *const cells[][COLUMNS] = { { "a", "1", "2" }, { "b", "", "3" } };
    expect_ink(columns, &(struct rows){ cells, "<" }, 2, "  a     <1>  2\n  b        3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_never_run_together),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(no_row_ends_in_spaces),
        cmocka_unit_test(ink_is_beside_the_text_and_takes_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
