// Which lines say by how much they change what.
#include "record/line_constant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_lines(void **state)
{
    static const struct {
        const char *line, *name; // NULL: it says nothing
        int64_t amount;
    } lines[] = {
        { "balance += 5;", "balance", 5 },
        { "    balance -= 12; // takes", "balance", -12 },
        { "count++;", "count", 1 },
        { "++count;", "count", 1 },
        { "--bank.count;", "count", -1 },
        { "bank.total--;", "total", -1 },
        { "p->total += 3L; /* three */", "total", 3 },
        { "table[i].in[2] += 7;", "in", 7 },
        { "balance = balance + 5;", "balance", 5 },
        { "bank.total = bank.total - 1;", "total", -1 },
        { "*p += 1;", "", 1 },
        { "(*p)++;", "", 1 },
        { "{ x += 2; }", "x", 2 },
        { "if (x >= 3) y += 2;", "y", 2 },
        { "if (x == 3) y += 2;", "y", 2 },
        { "balance += n;", NULL, 0 },
        { "balance = 5;", NULL, 0 },
        { "balance = other + 5;", NULL, 0 },
        { "balance += 5 * n;", NULL, 0 },
        { "balance += 5, other += 6;", NULL, 0 },
        { "balance *= 2;", NULL, 0 },
        { "for (int i = 0; i < 3; i++) balance += 5;", NULL, 0 },
        { "puts(\"x += 5;\");", NULL, 0 },
        { "#define ADD x += 5;", NULL, 0 },
        { "x += 5", NULL, 0 },
        { "x += 010;", NULL, 0 },
        { "x += 99999999999999999999;", NULL, 0 },
        { "x <<= 1;", NULL, 0 },
        { "/* x += 5;", NULL, 0 },
        { "", NULL, 0 },
        { "x", NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct line_constant constant = { 0 };
        const bool says = line_constant(lines[i].line, strlen(lines[i].line), &constant);
        if (says != (lines[i].name != NULL) ||
            (says && (constant.amount != lines[i].amount || strcmp(constant.name, lines[i].name) != 0)))
            fail_msg("%s: %d, \"%s\" by %d", lines[i].line, says, constant.name, (int)constant.amount);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_lines) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
