// Names of sources, alone and at the beginning of a command line.
#include "base/c_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void names_are_told_by_their_end(void **state)
{
    (void)state;
    static const char *const are[] = { "bank.c", "a.b/bank.c", "../bank.cpp", "x.cc", "x.cxx", "x.C", "my bank.c" };
    static const char *const are_not[] = { "", "c", ".c", "a/.c", "bank", "bank.py", "bank.c.txt", "bank.o", "bankc" };
    for (size_t i = 0; i < sizeof are / sizeof *are; i++)
        assert_true(c_source_is(are[i]));
    for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++)
        assert_false(c_source_is(are_not[i]));
}

static void lines_by_their_first_word(void **state)
{
    (void)state;
    static const char *const do_begin[] = { "bank.c", "  bank.c 4 5", "'my bank.c' x", "\"a b.cc\"", "my\\ bank.c 3" };
    static const char *const do_not[] = { "", " ", "make bank.c", "my bank.c", "./bank", "bank.c\\ x", "'", "\\" };
    for (size_t i = 0; i < sizeof do_begin / sizeof *do_begin; i++)
        assert_true(c_source_begins(do_begin[i]));
    for (size_t i = 0; i < sizeof do_not / sizeof *do_not; i++)
        assert_false(c_source_begins(do_not[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_told_by_their_end),
        cmocka_unit_test(lines_by_their_first_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
