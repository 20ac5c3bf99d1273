// What the library inside a program tells of its mutexes, held against programs of which it is known.
#include "support/recorded.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

// Of one mutex, over all threads: each got and each pass counted, and no two held at once.
struct passes {
    uint64_t told, counted;
};

struct held {
    uint64_t from, to;
};

static int by_from(const void *a, const void *b)
{
    const struct held *left = a, *right = b;
    return (left->from > right->from) - (left->from < right->from);
}

static struct passes passes_of(const struct recorded *run, uint64_t mutex)
{
    const size_t most = recorded_count(run, EVENT_MUTEX_GOT);
    struct held *held = calloc(most + 1, sizeof *held);
    struct passes passes = { 0, 0 };
    for (size_t i = 0; i < run->streams.count; i++) {
        const struct event_stream *stream = &run->streams.streams[i];
        uint64_t got = 0;
        for (size_t j = 0; j < stream->count; j++) {
            const struct event *event = &stream->events[j];
            if (event->object != mutex)
                continue;
            if (event->kind == EVENT_MUTEX_GOT) {
                assert_int_equal(got, 0);
                got = event->ns;
            } else if (event->kind == EVENT_MUTEX_RELEASED) {
                assert_int_not_equal(got, 0);
                held[passes.told++] = (struct held){ got, event->ns };
                got = 0;
            } else if (event->kind == EVENT_MUTEX_AGAIN) {
                assert_int_equal(got, 0);
                assert_int_equal(event->other, stream->tid);
                passes.counted += event->value;
            }
        }
    }
    qsort(held, passes.told, sizeof *held, by_from);
    for (size_t i = 1; i < passes.told; i++)
        assert_true(held[i].from >= held[i - 1].to);
    free(held);
    return passes;
}

static struct recorded *run_case(const char *name, const char *times)
{
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_mutexes", name, times);
    assert_true(WIFEXITED(run->status));
    assert_int_equal(WEXITSTATUS(run->status), 0);
    assert_string_equal(run->err ? run->err : "", "");
    recorded_check(run);
    return run;
}

static void alone_only_the_first_pass_is_told(void **state)
{
    (void)state;
    struct recorded *run = run_case("passes", "100000");
    const struct passes passes = passes_of(run, (uint64_t)recorded_said(run, "first"));
    assert_int_equal(passes.told, 1);
    assert_int_equal(passes.counted, 99999);
    assert_int_equal(recorded_said(run, "counted"), 100000);
    recorded_free(run);
}

static void contended_every_pass_is_told_or_counted(void **state)
{
    (void)state;
    struct recorded *run = run_case("contended", "20000");
    const struct passes passes = passes_of(run, (uint64_t)recorded_said(run, "first"));
    assert_int_equal(passes.told + passes.counted, 80000);
    assert_int_equal(recorded_said(run, "counted"), 80000);
    assert_in_range(left_bytes(run->left), 1, 24 * 80000 + 64 * 1024 * 5);
    recorded_free(run);
}

static void what_comes_between_is_told_inside(void **state)
{
    (void)state;
    struct recorded *run = run_case("nested", "10");
    const uint64_t first = (uint64_t)recorded_said(run, "first"), second = (uint64_t)recorded_said(run, "second");
    const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
    uint64_t sleeps = 0;
    bool held = false;
    assert_non_null(stream);
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        if (event->object == first && (event->kind == EVENT_MUTEX_GOT || event->kind == EVENT_MUTEX_RELEASED))
            held = event->kind == EVENT_MUTEX_GOT;
        if (event->kind == EVENT_SLEEPS || event->kind == EVENT_SLEPT) {
            assert_true(held);
            sleeps++;
        }
    }
    assert_int_equal(sleeps, 20);
    assert_int_equal(passes_of(run, first).told, 10);
    const struct passes inner = passes_of(run, second);
    assert_int_equal(inner.told + inner.counted, 10);
    recorded_free(run);
}

static void refusals_are_told_with_their_error(void **state)
{
    (void)state;
    struct recorded *run = run_case("refused", "0");
    const uint64_t first = (uint64_t)recorded_said(run, "first");
    assert_int_equal(recorded_said(run, "try"), EBUSY);
    assert_int_equal(recorded_said(run, "timed"), ETIMEDOUT);
    const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
    const struct event *refused = stream_find(stream, 0, EVENT_MUTEX_REFUSED);
    assert_non_null(refused);
    assert_int_equal(refused->value, EBUSY);
    assert_int_equal(refused->object, first);
    refused = stream_find(stream, (size_t)(refused - stream->events) + 1, EVENT_MUTEX_REFUSED);
    assert_non_null(refused);
    assert_int_equal(refused->value, ETIMEDOUT);
    assert_int_equal(refused[-1].kind, EVENT_MUTEX_WAITS);
    assert_int_equal(refused[-1].other, run->streams.streams[1].tid);
    const struct event *got = stream_find(stream, (size_t)(refused - stream->events) + 1, EVENT_MUTEX_GOT);
    assert_non_null(got);
    assert_int_equal(passes_of(run, first).told, 2);
    recorded_free(run);
}

static void of_a_recursive_one_the_outermost_is_told(void **state)
{
    (void)state;
    struct recorded *run = run_case("kinds", "10");
    const struct passes passes = passes_of(run, (uint64_t)recorded_said(run, "recursive"));
    assert_int_equal(passes.told + passes.counted, 10);
    assert_int_equal(recorded_said(run, "not-mine"), EPERM);
    assert_int_equal(recorded_said(run, "again"), EDEADLK);
    const struct passes checked = passes_of(run, (uint64_t)recorded_said(run, "checked"));
    assert_int_equal(checked.told, 1);
    assert_int_equal(recorded_count(run, EVENT_MUTEX_REFUSED), 1);
    recorded_free(run);
}

static void by_the_names_of_c11_it_is_the_same(void **state)
{
    (void)state;
    struct recorded *run = run_case("c11", "5000");
    const struct passes passes = passes_of(run, (uint64_t)recorded_said(run, "c11"));
    assert_int_equal(passes.told + passes.counted, 10000);
    assert_int_equal(recorded_said(run, "sum"), 10);
    assert_int_equal(recorded_count(run, EVENT_CREATED), 2);
    assert_int_equal(recorded_count(run, EVENT_BEGAN), 2);
    assert_int_equal(recorded_count(run, EVENT_JOINED), 2);
    recorded_free(run);
}

// Who waits for whom is still there when it was killed.
static void a_killed_deadlock_tells_its_ring(void **state)
{
    (void)state;
    const struct recorded_how how = { .kill_us = 300000 };
    struct recorded *run = recorded_run(how, "inside_mutexes", "deadlock");
    assert_true(WIFSIGNALED(run->status));
    recorded_check(run);
    const uint64_t mutexes[] = { (uint64_t)recorded_said(run, "first"), (uint64_t)recorded_said(run, "second") };
    int tids[2] = { 0, 0 }, owners[2] = { 0, 0 };
    for (size_t i = 0; i < run->streams.count; i++) {
        const struct event_stream *stream = &run->streams.streams[i];
        const struct event *waits = stream_find(stream, 0, EVENT_MUTEX_WAITS);
        if (!waits)
            continue;
        const int which = waits->object == mutexes[1];
        assert_ptr_equal(waits, &stream->events[stream->count - 1]);
        tids[which] = stream->tid;
        owners[which] = (int)waits->other;
        assert_int_equal(stream_find(stream, 0, EVENT_MUTEX_GOT)->object, mutexes[1 - which]);
    }
    assert_int_not_equal(tids[0], 0);
    assert_int_equal(owners[0], tids[1]);
    assert_int_equal(owners[1], tids[0]);
    recorded_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_only_the_first_pass_is_told),
        cmocka_unit_test(contended_every_pass_is_told_or_counted),
        cmocka_unit_test(what_comes_between_is_told_inside),
        cmocka_unit_test(refusals_are_told_with_their_error),
        cmocka_unit_test(of_a_recursive_one_the_outermost_is_told),
        cmocka_unit_test(by_the_names_of_c11_it_is_the_same),
        cmocka_unit_test(a_killed_deadlock_tells_its_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
