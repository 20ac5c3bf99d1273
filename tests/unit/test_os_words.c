// The words of a typed command line: as a shell splits them, and nothing in them is run.
#include "os/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void words_are_split_as_a_shell_does(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *words[5];
    } rows[] = {
        { "", { NULL } },
        { "   ", { NULL } },
        { "python3 seed.py", { "python3", "seed.py" } },
        { "  a \t b  ", { "a", "b" } },
        { "sh -c 'a | b; c'", { "sh", "-c", "a | b; c" } },
        { "\"two words\" three\\ words ''", { "two words", "three words", "" } },
        { "say $RACELEDGER_TEST_WORD \"$RACELEDGER_TEST_WORD\"", { "say", "x", "y", "x y" } },
        { "~/here", { "/nowhere/here" } },
        { "余额 '一 二'", { "余额", "一 二" } },
    };
    setenv("RACELEDGER_TEST_WORD", "x y", 1);
    setenv("HOME", "/nowhere", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct os_words words;
        if (os_words_split(&words, rows[i].line) != OS_WORDS_WELL)
            fail_msg("%s: not split", rows[i].line);
        size_t count = 0;
        for (; rows[i].words[count]; count++)
            if (count >= words.count || strcmp(words.list[count], rows[i].words[count]) != 0)
                fail_msg("%s: word %zu is %s", rows[i].line, count,
                         count < words.count ? words.list[count] : "missing");
        assert_int_equal(words.count, count);
        os_words_free(&words);
        os_words_free(&words);
    }
}

static void nothing_is_run(void **state)
{
    (void)state;
    static const struct {
        const char *line, *sign;
        enum os_words_fault fault;
    } rows[] = {
        { "echo $(touch raceledger-was-run)", NULL, OS_WORDS_RUNS },
        { "echo `touch raceledger-was-run`", NULL, OS_WORDS_RUNS },
        { "echo \"$(touch raceledger-was-run)\"", NULL, OS_WORDS_RUNS },
        { "echo \"a`touch raceledger-was-run`\"", NULL, OS_WORDS_RUNS },
        { "echo x >raceledger-was-run", ">", OS_WORDS_SHELL },
        { "a | b", "|", OS_WORDS_SHELL },
        { "a 'x;y' ; b", ";", OS_WORDS_SHELL },
        { "a && b", "&", OS_WORDS_SHELL },
        { "a \"|\" <b", "<", OS_WORDS_SHELL },
        { "a\nb", "\n", OS_WORDS_SHELL },
        { "echo 'a", NULL, OS_WORDS_OPEN },
        { "echo \"a", NULL, OS_WORDS_OPEN },
        { "echo ${x", NULL, OS_WORDS_OPEN },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct os_words words;
        const enum os_words_fault fault = os_words_split(&words, rows[i].line);
        if (fault != rows[i].fault)
            fail_msg("%s: fault %d, not %d", rows[i].line, (int)fault, (int)rows[i].fault);
        if (rows[i].sign)
            assert_string_equal(words.at, rows[i].sign);
        assert_null(words.list);
        os_words_free(&words);
    }
    assert_int_equal(access("raceledger-was-run", F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_split_as_a_shell_does),
        cmocka_unit_test(nothing_is_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
