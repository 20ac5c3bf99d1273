// Against looking at every row for the least, for many rows with equal keys among them.
#include "base/merge.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    ROWS_MOST = 300,
    KEYS_MOST = 40,
};

struct rows {
    uint64_t keys[ROWS_MOST][KEYS_MOST];
    uint32_t counts[ROWS_MOST], next[ROWS_MOST], rows;
};

static void make(struct rows *made, uint32_t rows, struct random *random)
{
    made->rows = rows;
    for (uint32_t r = 0; r < rows; r++) {
        uint64_t key = random_below(random, 5);
        made->counts[r] = (uint32_t)random_below(random, KEYS_MOST);
        made->next[r] = 0;
        for (uint32_t i = 0; i < made->counts[r]; i++, key += random_below(random, 3))
            made->keys[r][i] = key;
    }
}

// The row with the least next key, the first of equal ones; rows where there is none.
static uint32_t least(const struct rows *rows)
{
    uint32_t first = rows->rows;
    for (uint32_t r = 0; r < rows->rows; r++)
        if (rows->next[r] < rows->counts[r] &&
            (first == rows->rows || rows->keys[r][rows->next[r]] < rows->keys[first][rows->next[first]]))
            first = r;
    return first;
}

static void rows_come_in_one_order(void **state)
{
    static struct rows rows;
    static struct merge_row room[ROWS_MOST];
    struct random random = { random_seed(7) };
    (void)state;
    for (uint32_t count = 0; count <= ROWS_MOST; count = count < 5 ? count + 1 : 3 * count) {
        struct merge merge = { .rows = room };
        make(&rows, count, &random);
        for (uint32_t r = 0; r < count; r++)
            if (rows.counts[r] > 0)
                merge_add(&merge, rows.keys[r][0], r);
        for (uint32_t r = least(&rows); r < count; r = least(&rows)) {
            assert_true(merge.count > 0);
            assert_int_equal(merge.rows[0].row, r);
            assert_true(merge.rows[0].key == rows.keys[r][rows.next[r]]);
            if (++rows.next[r] < rows.counts[r])
                merge_go_on(&merge, rows.keys[r][rows.next[r]]);
            else
                merge_drop(&merge);
        }
        assert_int_equal(merge.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(rows_come_in_one_order) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
