// Faults: their English sentences, where their parts stand in them, and how they go from process to process.
#include "base/fault.h"
#include "base/utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROOM (sizeof((struct status *)NULL)->message - 1)

static void is_span(const struct status *status, int at, enum fault fault, int parts, const char *words)
{
    const struct fault_span *span = &status->spans[at];
    if (at >= status->span_count || span->fault != fault || span->parts != parts || span->bytes != strlen(words) ||
        memcmp(status->message + span->from, words, span->bytes) != 0)
        fail_msg("span %d of \"%s\": %u, %u parts, \"%.*s\", not %d, %d parts, \"%s\"", at, status->message,
                 span->fault, span->parts, span->bytes, status->message + span->from, (int)fault, parts, words);
}

static void parts_stand_in_the_sentence(void **state)
{
    (void)state;
    const struct status open = status_with(STATUS_FAILED, FAULT_OPEN, part_text("a b.rl"), part_error(ENOENT));
    assert_int_equal(open.kind, STATUS_FAILED);
    assert_string_equal(open.message, "cannot open a b.rl: No such file or directory");
    assert_int_equal(open.span_count, 3);
    is_span(&open, 0, FAULT_OPEN, 2, open.message);
    is_span(&open, 1, FAULT_NONE, 0, "a b.rl");
    is_span(&open, 2, FAULT_NO_FILE, 0, "No such file or directory");

    const struct status sum = status_with(STATUS_BAD_FILE, FAULT_DAMAGED, part_fault(FAULT_HEADER_SUM));
    const struct status named = status_with(sum.kind, FAULT_NAMED, part_text("x"), part_status(&sum));
    assert_int_equal(named.kind, STATUS_BAD_FILE);
    assert_string_equal(named.message, "x: the recording is damaged: the checksum of its header is wrong");
    assert_int_equal(named.span_count, 4);
    is_span(&named, 0, FAULT_NAMED, 2, named.message);
    is_span(&named, 1, FAULT_NONE, 0, "x");
    is_span(&named, 2, FAULT_DAMAGED, 1, sum.message);
    is_span(&named, 3, FAULT_HEADER_SUM, 0, "the checksum of its header is wrong");

    const struct status plain = status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
    assert_string_equal(plain.message, "no memory to seal the recording");
    is_span(&plain, 0, FAULT_SEAL_MEMORY, 0, plain.message);
    const struct status numbers = status_with(STATUS_USAGE, FAULT_SHORT, part_number(1), part_number(UINT64_MAX));
    assert_string_equal(numbers.message, "the recording is cut off: 1 bytes instead of 18446744073709551615");
}

static void what_has_no_id_is_a_part_as_it_stands(void **state)
{
    (void)state;
    const struct status english = status_make(STATUS_USAGE, "only %s", "English");
    const struct status named = status_with(STATUS_USAGE, FAULT_NAMED, part_text("x"), part_status(&english));
    assert_int_equal(named.span_count, 3);
    is_span(&named, 2, FAULT_NONE, 0, "only English");
    assert_int_equal(english.span_count, 0);
    const struct status unknown = status_with(STATUS_FAILED, FAULT_OPEN, part_text("x"), part_error(99999));
    assert_string_equal(unknown.message, "cannot open x: Unknown error 99999");
    is_span(&unknown, 2, FAULT_NONE, 0, "Unknown error 99999");
}

// A name however long, of whatever characters, costs nothing but its own end.
static void the_longest_text_is_cut(void **state)
{
    (void)state;
    static const char *const characters[] = { "a", "é", "中", "😀", "\x80", "\n" };
    for (size_t c = 0; c < sizeof characters / sizeof *characters; c++)
        for (size_t count = 150; count < 300; count++) {
            char path[1300] = "";
            for (size_t i = 0; i < count; i++)
                strcat(path, characters[c]);
            const struct status status = status_with(STATUS_FAILED, FAULT_OPEN, part_text(path), part_error(EACCES));
            const size_t length = strlen(status.message);
            static const char end[] = ": Permission denied";
            assert_true(length <= ROOM);
            assert_string_equal(status.message + length - strlen(end), end);
            assert_int_equal(status.span_count, 3);
            is_span(&status, 2, FAULT_DENIED, 0, "Permission denied");
            assert_true(utf8_is_plain_text(status.message));
        }
}

// Sentences in sentences in sentences: they fit or they do without their ids, and every span lies in the message.
static void depth_has_its_end(void **state)
{
    (void)state;
    struct status status = status_fault(STATUS_FAILED, FAULT_EMPTY);
    for (int i = 0; i < 40; i++) {
        status = status_with(STATUS_FAILED, FAULT_NAMED, part_text(i % 2 ? "some name" : "中文"), part_status(&status));
        assert_true(status.span_count <= STATUS_SPANS && strlen(status.message) <= ROOM);
        for (int s = 0; s < status.span_count; s++)
            assert_true((size_t)status.spans[s].from + status.spans[s].bytes <= strlen(status.message));
    }
}

static void lines_carry_ids_and_parts(void **state)
{
    (void)state;
    char line[FAULT_LINE_BYTES];
    const struct status full = status_with(STATUS_FAILED, FAULT_WRITE, part_text("/x/y"), part_error(ENOSPC));
    struct status back = fault_of_line(fault_line(&full, line));
    assert_memory_equal(&back.spans, &full.spans, sizeof full.spans[0] * full.span_count);
    assert_int_equal(back.span_count, full.span_count);
    assert_string_equal(back.message, full.message);
    assert_null(strchr(line, '\n'));
    const struct status english = status_make(STATUS_FAILED, "no id");
    assert_string_equal(fault_line(&english, line), "no id");
    back = fault_of_line(line);
    assert_int_equal(back.kind, STATUS_FAILED);
    assert_int_equal(back.span_count, 0);
    assert_string_equal(back.message, "no id");
}

static void lines_that_do_not_hold_together_are_sentences(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "abc\t",
        "abc\t1",
        "abc\t1:0:3",
        "abc\t1:0:4:0",
        "abc\t1:4:0:0",
        "abc\t1:0:3:1",
        "abc\t1:0:3:0 0:0:0:0",
        "abc\t1:0:3:2 0:0:0:0",
        "abc\t60000:0:3:0",
        "abc\t-1:0:3:0",
        "abc\t1:0:3:0 x",
        "abc\tx",
        "abc\t1:0:3:9",
        "abc\t1:0:3:0\t1:0:3:0",
        "abc\t0:0:300:0",
        "abc\t1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4 1:0:3:4",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct status status = fault_of_line(lines[i]);
        if (status.span_count != 0 || strcmp(status.message, "abc") != 0)
            fail_msg("\"%s\": %u spans, \"%s\"", lines[i], status.span_count, status.message);
    }
    assert_int_equal(fault_of_line("abc\t1:0:3:0").span_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_stand_in_the_sentence), cmocka_unit_test(what_has_no_id_is_a_part_as_it_stands),
        cmocka_unit_test(the_longest_text_is_cut),     cmocka_unit_test(depth_has_its_end),
        cmocka_unit_test(lines_carry_ids_and_parts),   cmocka_unit_test(lines_that_do_not_hold_together_are_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
