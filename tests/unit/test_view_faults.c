// Sentences about what went wrong, in Chinese: every row fits what it is made of, real failures are understood, and whatever else
// comes stays what it is.
#include "os/file.h"
#include "recording/recording.h"
#include "view/texts/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static struct arena arena = ARENA_EMPTY;

static int forget(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

static const enum text_id rows[] = {
#define TEXT(id, text)
#define LOCK(id, text)
#define FAULT(id, text) TEXT_FAULT_##id##_ID,
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
#undef TEXT
};

static bool is_chinese(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9)
            return true;
    return false;
}

static void every_row_fits_its_own_sentences(void **state)
{
    (void)state;
    static const char *const parts[] = { "/tmp/a b.rl", "17", "3.2 GiB", "1" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *english = text_fill(&arena, LANGUAGE_EN, rows[i], parts, 4);
        const char *right = text_fill(&arena, LANGUAGE_ZH, rows[i], parts, 4);
        const char *is = fault_text(&arena, LANGUAGE_ZH, english);
        if (strcmp(is, right) != 0)
            fail_msg("\"%s\" becomes \"%s\" instead of \"%s\"", english, is, right);
        assert_string_equal(fault_text(&arena, LANGUAGE_EN, english), english);
    }
}

static void sentences_in_sentences_are_told(void **state)
{
    (void)state;
    assert_string_equal(
        fault_text(&arena, LANGUAGE_ZH, "a.rl: the recording is damaged: the checksum of its header is wrong"),
        "a.rl：记录已损坏：文件头的校验和不对");
    assert_string_equal(fault_text(&arena, LANGUAGE_ZH, "cannot write /x/y.rl: No space left on device"),
                        "无法写入 /x/y.rl：磁盘空间已满");
}

static void what_no_row_fits_stays(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "Segmentation fault", ": ", "{1}", "cannot write", "a: " };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(fault_text(&arena, LANGUAGE_ZH, texts[i]), texts[i]);
    char deep[400] = "";
    for (int i = 0; i < 60; i++)
        strcat(deep, "a: ");
    assert_true(strlen(fault_text(&arena, LANGUAGE_ZH, deep)) >= strlen(deep));
}

static void real_failures_are_understood(void **state)
{
    (void)state;
    struct recording recording;
    static const char *const paths[] = { "/nowhere/race.rl", "/", "/dev/null", __FILE__ };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct status status = recording_read(&recording, paths[i]);
        assert_false(status_is_ok(status));
        if (!is_chinese(fault_text(&arena, LANGUAGE_ZH, status.message)))
            fail_msg("\"%s\" is not understood", status.message);
    }
    const struct os_piece piece = { "x", 1 };
    const struct status status = os_file_write("/nowhere/x.rl", &piece, 1);
    assert_true(is_chinese(fault_text(&arena, LANGUAGE_ZH, status.message)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_row_fits_its_own_sentences, forget),
        cmocka_unit_test_teardown(sentences_in_sentences_are_told, forget),
        cmocka_unit_test_teardown(what_no_row_fits_stays, forget),
        cmocka_unit_test_teardown(real_failures_are_understood, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
