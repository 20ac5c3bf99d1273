// What the library inside a program tells of its prints and pipes: what was printed, by whom, and when it went out; held against
// what came out.
#include "support/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    OUT = 1,
    ERR = 2,
};

static struct recorded *run_case(const char *name, const char *number)
{
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_prints", name, number);
    assert_int_equal(run->status, 0);
    recorded_check(run);
    return run;
}

// All text that was told of one of its streams, by the time of its telling; free() it.
struct print {
    uint64_t ns;
    const struct event *event;
};

static int by_time(const void *a, const void *b)
{
    const struct print *left = a, *right = b;
    return (left->ns > right->ns) - (left->ns < right->ns);
}

static char *told(const struct recorded *run, uint32_t stream)
{
    const size_t most = recorded_count(run, EVENT_PRINTED);
    struct print *prints = calloc(most + 1, sizeof *prints);
    char *text = calloc(run->streams.text_bytes + 1, 1);
    size_t count = 0, bytes = 0;
    for (size_t i = 0; i < run->streams.count; i++)
        for (size_t j = 0; j < run->streams.streams[i].count; j++) {
            const struct event *event = &run->streams.streams[i].events[j];
            if (event->kind == EVENT_PRINTED && event->value == stream)
                prints[count++] = (struct print){ event->ns, event };
        }
    qsort(prints, count, sizeof *prints, by_time);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + bytes, run->streams.text + prints[i].event->text, prints[i].event->text_bytes);
        bytes += prints[i].event->text_bytes;
    }
    free(prints);
    return text;
}

// Bytes that are told to have gone out: at once, and out of the buffer.
static uint64_t gone_out(const struct recorded *run, uint32_t stream)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < run->streams.count; i++)
        for (size_t j = 0; j < run->streams.streams[i].count; j++) {
            const struct event *event = &run->streams.streams[i].events[j];
            if (event->kind == EVENT_FLUSHED && event->value == stream)
                bytes += event->second;
            else if (event->kind == EVENT_PRINTED && event->value == stream && event->second == 0)
                bytes += event->text_bytes + (uint64_t)event->other;
        }
    return bytes;
}

static void every_way_to_print_is_told(void **state)
{
    (void)state;
    struct recorded *run = run_case("ways", "5");
    char *out = told(run, OUT), *err = told(run, ERR);
    assert_string_equal(out, run->out);
    assert_string_equal(err, run->err);
    assert_int_equal(gone_out(run, OUT), run->out_bytes);
    assert_int_equal(gone_out(run, ERR), strlen(run->err));
    const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
    const struct event *flushed = stream_find(stream, 0, EVENT_FLUSHED);
    assert_non_null(flushed);
    assert_int_equal(flushed->second, strlen("printf 5\nputs\nfputs\nc\nfwrite\nputc\n"));
    free(out);
    free(err);
    recorded_free(run);
}

static void what_is_too_long_is_counted(void **state)
{
    (void)state;
    struct recorded *run = run_case("large", "100000");
    assert_int_equal(run->out_bytes, 300000);
    assert_int_equal(gone_out(run, OUT), 300000);
    uint64_t bytes = 0;
    const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_PRINTED)
            bytes += stream->events[i].text_bytes + (uint64_t)stream->events[i].other;
    assert_int_equal(bytes, 300000);
    assert_in_range(run->streams.text_bytes, 1, 3 * 4096);
    recorded_free(run);
}

// In the order in which they stand in the output, and each line by its own thread.
static void threads_that_print_at_once_are_told_apart(void **state)
{
    (void)state;
    struct recorded *run = run_case("threads", "4");
    char *out = told(run, OUT);
    assert_string_equal(out, run->out);
    assert_int_equal(gone_out(run, OUT), run->out_bytes);
    for (size_t i = 0; i < run->streams.count; i++) {
        const struct event_stream *stream = &run->streams.streams[i];
        const struct event *first = stream_find(stream, 0, EVENT_PRINTED);
        if (!first)
            continue;
        assert_int_equal(stream_count(stream, EVENT_PRINTED), 100);
        for (size_t j = 0; j < stream->count; j++)
            if (stream->events[j].kind == EVENT_PRINTED)
                assert_memory_equal(run->streams.text + stream->events[j].text, run->streams.text + first->text, 9);
    }
    free(out);
    recorded_free(run);
}

static void what_was_printed_before_a_fork_goes_out_twice(void **state)
{
    (void)state;
    struct recorded *run = run_case("twice", "0");
    assert_string_equal(run->out, "before\nchild\nbefore\nparent\n");
    char *out = told(run, OUT);
    assert_string_equal(out, "before\nchild\nparent\n");
    assert_int_equal(gone_out(run, OUT), run->out_bytes);
    free(out);
    recorded_free(run);
}

static void bytes_through_a_pipe_are_told_at_both_ends(void **state)
{
    (void)state;
    struct recorded *run = run_case("pipes", "70000");
    assert_int_equal(recorded_said(run, "taken"), 70000);
    assert_int_equal(recorded_said(run, "received"), 7);
    const struct event_stream *parent = recorded_stream(run, run->pid, run->pid);
    const uint64_t pipe = stream_find(parent, 0, EVENT_READS)->object;
    uint64_t written = 0, taken = 0;
    for (size_t i = 0; i < run->streams.count; i++)
        for (size_t j = 0; j < run->streams.streams[i].count; j++) {
            const struct event *event = &run->streams.streams[i].events[j];
            const bool is_here = run->streams.streams[i].pid == run->pid;
            if (event->object == pipe && event->kind == EVENT_WROTE) {
                assert_false(is_here);
                written += event->value;
            } else if (event->object == pipe && event->kind == EVENT_READ) {
                assert_true(is_here);
                taken += event->value;
            }
        }
    assert_int_equal(written, 70000);
    assert_int_equal(taken, 70000);
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_print_is_told),
        cmocka_unit_test(what_is_too_long_is_counted),
        cmocka_unit_test(threads_that_print_at_once_are_told_apart),
        cmocka_unit_test(what_was_printed_before_a_fork_goes_out_twice),
        cmocka_unit_test(bytes_through_a_pipe_are_told_at_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
