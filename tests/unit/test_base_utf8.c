// UTF-8: every character there is, every wrong form of the standard's own examples, and where a text may be cut.
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// The definition, the slow way round: how a character is written.
static size_t write_utf8(char *bytes, uint32_t character)
{
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char MARK[] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
    for (size_t i = length; i-- > 1; character >>= 6)
        bytes[i] = (char)(0x80 | (character & 0x3F));
    bytes[0] = (char)(MARK[length] | character);
    bytes[length] = '\0';
    return length;
}

static void every_character_is_read(void **state)
{
    (void)state;
    for (uint32_t character = 1; character <= 0x10FFFF; character++) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        char bytes[8];
        size_t length = write_utf8(bytes, character);
        uint32_t got = 0;
        size_t took = utf8_read(bytes, &got);
        if (took != length || got != character)
            fail_msg("U+%04X in %zu bytes read as U+%04X in %zu", character, length, got, took);
    }
}

static void end_is_zero(void **state)
{
    (void)state;
    uint32_t character = 7;
    assert_int_equal(utf8_read("", &character), 0);
    assert_int_equal(character, 0);
}

// The bytes are taken as in the tables of chapter 3.9 of the Unicode standard: one replacement for each maximal part.
static void wrong_bytes_are_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *lengths; // of each character read, in turn
        const char *good;    // '1' where it is no replacement
    } CASES[] = {
        { "\x80", "1", "0" },
        { "\xBF\xBF", "11", "00" },
        { "\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "111111111", "000000001" }, // overlong
        { "\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", "111111111", "000000001" }, // surrogates
        { "\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", "111111111", "000001001" }, // past the last
        { "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "21321", "00001" },         // cut short
        { "\xF5\x80\x80\x80", "1111", "0000" },
        { "\xC3", "1", "0" },
        { "\xE4\xB8", "2", "0" },
        { "\xF0\x9F\x98", "3", "0" },
        { "\xE4\xB8z", "21", "01" },
        { "\xC1\x81", "11", "00" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *at = CASES[i].bytes;
        for (size_t j = 0; CASES[i].lengths[j] != '\0'; j++) {
            uint32_t character = 0;
            size_t length = utf8_read(at, &character);
            if (length != (size_t)(CASES[i].lengths[j] - '0') ||
                (character != UTF8_REPLACEMENT) != (CASES[i].good[j] == '1'))
                fail_msg("case %zu, character %zu: U+%04X in %zu bytes", i, j, character, length);
            at += length;
        }
        assert_int_equal(*at, '\0');
    }
}

static void cuts_fall_between_characters(void **state)
{
    (void)state;
    const char *text = "aé中😀b";
    static const size_t EXPECTED[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };
    assert_int_equal(strlen(text), 11);
    for (size_t limit = 0; limit <= 11; limit++)
        if (utf8_cut(text, limit) != EXPECTED[limit])
            fail_msg("cut at %zu gives %zu, not %zu", limit, utf8_cut(text, limit), EXPECTED[limit]);
}

static void cuts_in_broken_text_stay_near(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80\x80\x80\x80", 6), 6);
    assert_int_equal(utf8_cut("\x80\x80\x80", 2), 2);
}

static void what_is_plain(void **state)
{
    (void)state;
    static const uint32_t plain[] = { ' ', '~', 0xA0, 0xE9, 0x200B, 0x200D, 0x2026, 0x4E2D, 0xFE0F, 0x1F600, 0xFFFC },
                          others[] = { 0,      0x1B,   0x7F,   0x80,    0x9B,     0x9F,    0x061C, 0x200E,
                                       0x202A, 0x202E, 0x2028, 0x2066,  0x2069,   0xFDD0,  0xFEFF, 0xFFFD,
                                       0xFFFE, 0xFFFF, 0xFFF9, 0x1FFFE, 0x10FFFF, 0xE0001, 0xE007F };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (!utf8_is_plain(plain[i]))
            fail_msg("U+%04X is plain", plain[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (utf8_is_plain(others[i]))
            fail_msg("U+%04X is not plain", others[i]);
}

static void text_is_made_plain(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "", "" },
        { "plain, 中文 😀", "plain, 中文 😀" },
        { "\x1b[31mred", "?[31mred" },
        { "a\302\233b\u202ec", "a?b?c" },
        { "\x9b\xE4\xB8", "??" },
        { "\xF0\x9F\x98\x80\xF0\x9F\x98", "😀?" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        strcpy(text, cases[i][0]);
        assert_int_equal(utf8_is_plain_text(text), strcmp(cases[i][0], cases[i][1]) == 0);
        utf8_make_plain(text);
        assert_string_equal(text, cases[i][1]);
        assert_true(utf8_is_plain_text(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_read),
        cmocka_unit_test(end_is_zero),
        cmocka_unit_test(wrong_bytes_are_replaced),
        cmocka_unit_test(cuts_fall_between_characters),
        cmocka_unit_test(cuts_in_broken_text_stay_near),
        cmocka_unit_test(what_is_plain),
        cmocka_unit_test(text_is_made_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
