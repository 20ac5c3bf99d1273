// Sentences about what went wrong, in every language: every fault by its id, real failures, and whatever else comes stays what it
// is.
#include "base/fault.h"
#include "os/file.h"
#include "recording/recording.h"
#include "view/texts/faults.h"

#include "support/random.h"
#include "support/recording_builder.h"
#include "support/recording_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
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

// English words of two letters and more, but for what is called so in every language; a figure of sixteen kinds and an option are none.
static bool has_english(const char *text)
{
    static const char *const names[] = { "raceledger", "Race", "GIL", "CPU", "CPython", "GiB", "MiB", "KiB" };
    for (size_t length = 0; *text; text += length > 0 ? length : 1) {
        text += strncmp(text, "0x", 2) == 0 ? 2 + strspn(text + 2, "0123456789abcdef") : 0;
        text += strncmp(text, "--", 2) == 0 ? 2 + strspn(text + 2, "abcdefghijklmnopqrstuvwxyz-") : 0;
        length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        bool known = length < 2;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            known = known || (strlen(names[i]) == length && strncmp(names[i], text, length) == 0);
        if (!known)
            return true;
    }
    return false;
}

// Whatever is damaged: no English stands in a Chinese sentence.
static void damage_is_told_in_one_language(void **state)
{
    (void)state;
    struct built *built =
        build_random(&(struct build){ .experiment = { .guard = GUARD_MUTEX, .iterations = 50, .timing = TIMING_FULL },
                                      .seed = 11,
                                      .switches = true });
    struct image image = image_of(&built->recording);
    unsigned char *copy = aligned_alloc(64, (image.size_bytes + 63) / 64 * 64);
    assert_non_null(copy);
    struct random random = { random_seed(11) };
    size_t refused = 0;
    for (int round = 0; round < 4000; round++) {
        struct recording recording;
        memcpy(copy, image.bytes, image.size_bytes);
        copy[random_below(&random, round % 2 ? image.size_bytes : 2048)] = (unsigned char)random_below(&random, 256);
        if (round % 4)
            image_reseal(copy, image.size_bytes);
        struct status status = recording_open_bytes(&recording, copy, image.size_bytes);
        if (status_is_ok(status))
            status = recording_verify(&recording);
        recording_close(&recording);
        if (status_is_ok(status))
            continue;
        refused++;
        const char *told = fault_text(&arena, LANGUAGE_ZH, &status);
        if (has_english(told))
            fail_msg("\"%s\" is told as \"%s\"", status.message, told);
    }
    assert_in_range(refused, 1000, 4000);
    free(copy);
    image_free(&image);
    built_free(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_fault_is_told, forget),
        cmocka_unit_test_teardown(sentences_in_sentences_are_told, forget),
        cmocka_unit_test_teardown(what_has_no_id_stays, forget),
        cmocka_unit_test_teardown(real_failures_are_understood, forget),
        cmocka_unit_test_teardown(damage_is_told_in_one_language, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
