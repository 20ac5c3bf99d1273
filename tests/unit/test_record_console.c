// What a recorded program printed: a line that was written piece by piece is one print, as Python's print writes it where nothing
// buffers; what somebody else printed between, another stream, a pause or a cut part it.
#include "record/console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)

enum {
    TASKS = 2,
    MOST = 8,
};

struct said {
    uint64_t ns;
    uint32_t task, stream;
    const char *text;
    uint32_t cut; // bytes that were not kept
};

// Gives the console's prints as one text, each behind the number of its task.
static void printed(char *all, const struct said *said, size_t count)
{
    struct event events[TASKS][MOST];
    char text[256] = "";
    struct event_stream list[TASKS] = { { .pid = 1, .tid = 1 }, { .pid = 1, .tid = 2 } };
    const int task_of[TASKS] = { 0, 1 };
    const struct made made = { .count = TASKS };
    for (uint32_t t = 0; t < TASKS; t++)
        list[t].events = events[t];
    for (size_t i = 0; i < count; i++) {
        struct event_stream *stream = &list[said[i].task];
        stream->events[stream->count++] = (struct event){ .ns = said[i].ns,
                                                          .kind = EVENT_PRINTED,
                                                          .value = said[i].stream,
                                                          .other = said[i].cut,
                                                          .text = (uint32_t)strlen(text),
                                                          .text_bytes = (uint16_t)strlen(said[i].text) };
        strcat(text, said[i].text);
    }
    const struct event_streams streams = { .streams = list, .count = TASKS, .images = 1, .text = text };
    struct console console;
    assert_true(console_build(&console, &streams, task_of, &made));
    size_t at = 0, length = 0;
    for (size_t i = 0; i < console.count; i++) {
        length += (size_t)snprintf(all + length, 256 - length, "%u%.*s|", console.prints[i].task,
                                   (int)console.prints[i].bytes, console.text + at);
        at += console.prints[i].bytes;
    }
    assert_int_equal(at, console.bytes);
    console_free(&console);
}

static void pieces_of_a_line_are_one_print(void **state)
{
    (void)state;
    char all[256];
    const struct said line[] = { { MS, 0, PRINTED_OUT, "thread", 0 },    { MS, 0, PRINTED_OUT, " ", 0 },
                                 { 12 * MS, 0, PRINTED_OUT, "1", 0 }, // the GIL was elsewhere meanwhile
                                 { 13 * MS, 0, PRINTED_OUT, "\n", 0 },   { 13 * MS, 0, PRINTED_OUT, "\n", 0 },
                                 { 14 * MS, 0, PRINTED_OUT, "end\n", 0 } };
    printed(all, line, 6);
    assert_string_equal(all, "0thread 1\n|0\n|0end\n|");
}

static void what_comes_between_parts_them(void **state)
{
    (void)state;
    char all[256];
    const struct said others[] = { { 1 * MS, 0, PRINTED_OUT, "a", 0 },
                                   { 2 * MS, 1, PRINTED_OUT, "b", 0 },
                                   { 3 * MS, 0, PRINTED_OUT, "\n", 0 },
                                   { 4 * MS, 1, PRINTED_OUT, "\n", 0 } };
    printed(all, others, 4);
    assert_string_equal(all, "0a|1b|0\n|1\n|");
    const struct said streams[] = { { 1 * MS, 0, PRINTED_OUT, "out", 0 }, { 2 * MS, 0, PRINTED_ERR, "err\n", 0 } };
    printed(all, streams, 2);
    assert_string_equal(all, "0out|0err\n|");
    const struct said dots[] = { { 1 * MS, 0, PRINTED_OUT, ".", 0 }, { 501 * MS, 0, PRINTED_OUT, ".", 0 } };
    printed(all, dots, 2);
    assert_string_equal(all, "0.|0.|");
    const struct said cut[] = { { 1 * MS, 0, PRINTED_OUT, "long", 900 }, { 2 * MS, 0, PRINTED_OUT, "\n", 0 } };
    printed(all, cut, 2);
    assert_string_equal(all, "0long|0\n|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_a_line_are_one_print),
        cmocka_unit_test(what_comes_between_parts_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
