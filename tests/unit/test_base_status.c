// Status values: kinds, messages, and how long or unprintable ones are cut to one plain line.
#include "base/status.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ROOM (sizeof((struct status *)NULL)->message - 1)

static void ok_has_no_message(void **state)
{
    (void)state;
    struct status status = status_ok();
    assert_true(status_is_ok(status));
    assert_int_equal(status.kind, STATUS_OK);
    assert_string_equal(status.message, "");
}

static void make_formats(void **state)
{
    (void)state;
    struct status status = status_make(STATUS_USAGE, "--count: %d is not in 1 to %s", 64, "63");
    assert_false(status_is_ok(status));
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_string_equal(status.message, "--count: 64 is not in 1 to 63");
    assert_int_equal(status_make(STATUS_BAD_FILE, "x").kind, STATUS_BAD_FILE);
    assert_int_equal(status_make(STATUS_INTERRUPTED, "x").kind, STATUS_INTERRUPTED);
    assert_string_equal(status_make(STATUS_FAILED, "%s", "").message, "");
}

static void longest_message_is_kept_whole(void **state)
{
    (void)state;
    char text[ROOM + 1];
    memset(text, 'a', ROOM);
    text[ROOM] = '\0';
    assert_string_equal(status_make(STATUS_FAILED, "%s", text).message, text);
}

// Whatever the length of the characters before it, the mark comes after a whole one and nothing else is lost.
static void long_message_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const CHARACTERS[] = { "a", "é", "中", "😀" };
    for (size_t kind = 0; kind < 4; kind++)
        for (size_t shift = 0; shift < 4; shift++) {
            char text[1000] = { 0 };
            size_t length = strlen(CHARACTERS[kind]);
            memset(text, '-', shift);
            for (size_t i = 0; i < 200; i++)
                memcpy(text + shift + i * length, CHARACTERS[kind], length);
            if (strlen(text) <= ROOM)
                memset(text + strlen(text), '.', 100);
            struct status status = status_make(STATUS_FAILED, "%s", text);
            size_t got = strlen(status.message);
            assert_in_range(got, ROOM - 3, ROOM);
            assert_string_equal(status.message + got - 3, "…");
            assert_memory_equal(status.message, text, got - 3);
            size_t characters_bytes = got - 3 - shift;
            if (characters_bytes < 200 * length)
                assert_int_equal(characters_bytes % length, 0);
        }
}

static void broken_utf8_is_cut_too(void **state)
{
    (void)state;
    char text[600];
    memset(text, 0x80, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct status status = status_make(STATUS_FAILED, "%s", text);
    assert_int_equal(strlen(status.message), ROOM);
    assert_string_equal(status.message + ROOM - 3, "…");
}

static void control_characters_become_question_marks(void **state)
{
    (void)state;
    assert_string_equal(status_make(STATUS_FAILED, "cannot open %s", "a\nb\x1b[31m\x7f").message,
                        "cannot open a?b?[31m?");
    assert_string_equal(status_errno(STATUS_FAILED, 0, "a\tb").message, "a?b: Success");
    // C1 as UTF-8 and as a byte, right-to-left, half a character; what is only foreign stays.
    assert_string_equal(
        status_make(STATUS_FAILED, "a\302\23331m \23331m \342\200\256gnp \344\270 \344\270\215").message,
        "a?31m ?31m ?gnp ? \344\270\215");
}

static void errno_adds_the_systems_words(void **state)
{
    (void)state;
    struct status status = status_errno(STATUS_FAILED, ENOENT, "cannot open %s", "race.ledger");
    assert_int_equal(status.kind, STATUS_FAILED);
    assert_string_equal(status.message, "cannot open race.ledger: No such file or directory");
    assert_string_equal(status_errno(STATUS_FAILED, 99999, "x").message, "x: Unknown error 99999");
}

static void errno_keeps_the_systems_words_when_cut(void **state)
{
    (void)state;
    char path[2000];
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    struct status status = status_errno(STATUS_FAILED, EACCES, "cannot open %s", path);
    static const char END[] = "pp…: Permission denied";
    assert_int_equal(strlen(status.message), ROOM);
    assert_string_equal(status.message + ROOM - strlen(END), END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ok_has_no_message),
        cmocka_unit_test(make_formats),
        cmocka_unit_test(longest_message_is_kept_whole),
        cmocka_unit_test(long_message_is_cut_at_a_character),
        cmocka_unit_test(broken_utf8_is_cut_too),
        cmocka_unit_test(control_characters_become_question_marks),
        cmocka_unit_test(errno_adds_the_systems_words),
        cmocka_unit_test(errno_keeps_the_systems_words_when_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
