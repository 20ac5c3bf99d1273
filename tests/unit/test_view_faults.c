// Sentences about what went wrong, in every language: every fault by its id, real failures, and whatever else comes stays what it
// is.
#include "base/fault.h"
#include "os/file.h"
#include "recording/recording.h"
#include "view/texts/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
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

static const char *in_chinese(const char *line)
{
    const struct status status = fault_of_line(line);
    return arena_printf(&arena, "%s", fault_text(&arena, LANGUAGE_ZH, &status)); // may be the status' own
}

// Every fault says in English what the text of its name says, and in every language all that it was given.
static void every_fault_is_told(void **state)
{
    (void)state;
    static const char *const parts[] = { "/tmp/a b.rl", "17", "3.2 GiB", "1" };
    const struct fault_part given[] = { part_text(parts[0]), part_number(17), part_text(parts[2]), part_number(1) };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const enum fault fault = (enum fault)(FAULT_NONE + 1 + i);
        int count = 0;
        while (count < 4 &&
               strstr(text_of(LANGUAGE_EN, rows[i]), (const char *[]){ "{1}", "{2}", "{3}", "{4}" }[count]))
            count++;
        const struct status status = status_of_parts(STATUS_FAILED, fault, given, count);
        assert_string_equal(status.message, text_fill(&arena, LANGUAGE_EN, rows[i], parts, 4));
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            const char *right = text_fill(&arena, (enum language)language, rows[i], parts, 4);
            const char *is = fault_text(&arena, (enum language)language, &status);
            if (strcmp(is, right) != 0)
                fail_msg("\"%s\" becomes \"%s\" instead of \"%s\"", status.message, is, right);
        }
    }
}

static void sentences_in_sentences_are_told(void **state)
{
    (void)state;
    const struct status sum = status_with(STATUS_BAD_FILE, FAULT_DAMAGED, part_fault(FAULT_HEADER_SUM));
    const struct status named = status_with(STATUS_BAD_FILE, FAULT_NAMED, part_text("a.rl"), part_status(&sum));
    assert_string_equal(fault_text(&arena, LANGUAGE_ZH, &named), "a.rl：记录已损坏：文件头的校验和不对");
    const struct status full = status_with(STATUS_FAILED, FAULT_WRITE, part_text("/x/y.rl"), part_error(ENOSPC));
    assert_string_equal(fault_text(&arena, LANGUAGE_ZH, &full), "无法写入 /x/y.rl：磁盘空间已满");
    // What a child says over a pipe.
    char line[FAULT_LINE_BYTES];
    assert_string_equal(in_chinese(fault_line(&full, line)), "无法写入 /x/y.rl：磁盘空间已满");
}

static void what_has_no_id_stays(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "Segmentation fault", ": ", "{1}", "cannot write", "a: " };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(in_chinese(texts[i]), texts[i]);
    const struct status unknown = status_with(STATUS_FAILED, FAULT_OPEN, part_text("x"), part_error(99999));
    assert_string_equal(fault_text(&arena, LANGUAGE_ZH, &unknown), "无法打开 x：Unknown error 99999");
}

static void real_failures_are_understood(void **state)
{
    (void)state;
    struct recording recording;
    static const char *const paths[] = { "/nowhere/race.rl", "/", "/dev/null", __FILE__ };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct status status = recording_read(&recording, paths[i]);
        assert_false(status_is_ok(status));
        if (status.span_count == 0 || !is_chinese(fault_text(&arena, LANGUAGE_ZH, &status)))
            fail_msg("\"%s\" is not understood", status.message);
    }
    const struct os_piece piece = { "x", 1 };
    const struct status status = os_file_write("/nowhere/x.rl", &piece, 1);
    assert_true(status.span_count > 0);
    assert_true(is_chinese(fault_text(&arena, LANGUAGE_ZH, &status)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_fault_is_told, forget),
        cmocka_unit_test_teardown(sentences_in_sentences_are_told, forget),
        cmocka_unit_test_teardown(what_has_no_id_stays, forget),
        cmocka_unit_test_teardown(real_failures_are_understood, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
