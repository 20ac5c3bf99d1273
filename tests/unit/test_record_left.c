// The memory that is left: its folder, its limits, reading it while the program runs and after it was killed.
#include "support/recorded.h"

#include "os/clock.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MB (UINT64_C(1) << 20)

static void the_folder_can_be_entered_and_not_listed(void **state)
{
    (void)state;
    struct left *left;
    struct stat about;
    assert_true(status_is_ok(left_open(&left, 4 * MB, false)));
    char path[4096];
    snprintf(path, sizeof path, "%s", left_preload(left));
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0755);
    *strrchr(path, '.') = '\0';
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0666);
    *strrchr(path, '/') = '\0';
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0711);
    assert_int_equal(left_bytes(left), 0);
    left_close(left);
    assert_int_equal(stat(path, &about), -1);
    assert_int_equal(errno, ENOENT);
    left_close(NULL);
}

static void nothing_told_is_nothing_read(void **state)
{
    (void)state;
    struct left *left;
    struct event_streams streams;
    assert_true(status_is_ok(left_open(&left, 0, false)));
    assert_true(status_is_ok(left_read(left, &streams)));
    assert_int_equal(streams.count, 0);
    assert_int_equal(streams.images, 0);
    assert_int_equal(streams.lost, 0);
    left_free_streams(&streams);
    left_close(left);
}

// The program can open it as well: whatever it does to it, we go on.
static void cut_short_or_overwritten_it_is_still_read(void **state)
{
    (void)state;
    struct left *left;
    struct event_streams streams;
    char path[4096];
    assert_true(status_is_ok(left_open(&left, 2 * MB, true)));
    snprintf(path, sizeof path, "%s", left_preload(left));
    *strrchr(path, '.') = '\0';
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    for (long i = 0; i < 100000; i++)
        fputc(rand() & 255, file);
    assert_int_equal(fflush(file), 0);
    for (off_t bytes = 90000; bytes >= 0; bytes -= 5000) {
        assert_true(status_is_ok(left_read(left, &streams)));
        assert_in_range(left_bytes(left), 0, 2 * MB);
        left_free_streams(&streams);
        assert_int_equal(ftruncate(fileno(file), bytes), 0);
    }
    assert_true(status_is_ok(left_read(left, &streams)));
    assert_int_equal(streams.count, 0);
    left_free_streams(&streams);
    fclose(file);
    left_close(left);
}

// Events of the program's own loop: it posts a semaphore and takes it, so many times.
static uint64_t told(const struct recorded *run, uint64_t *dropped)
{
    uint64_t events = 0;
    *dropped = run->streams.lost;
    for (size_t i = 0; i < run->streams.count; i++) {
        events += run->streams.streams[i].count;
        *dropped += run->streams.streams[i].dropped;
    }
    return events;
}

static void full_memory_counts_what_it_drops(void **state)
{
    (void)state;
    uint64_t all = 0, dropped;
    for (int keep_newest = 0; keep_newest < 2; keep_newest++)
        for (uint64_t bytes = 64 * MB; bytes >= MB; bytes /= 64) {
            const struct recorded_how how = { .most_bytes = bytes, .keep_newest = keep_newest };
            struct recorded *run = recorded_run(how, "inside_left", "posts", "100000");
            assert_int_equal(run->status, 0);
            const uint64_t events = told(run, &dropped);
            if (bytes == 64 * MB)
                assert_int_equal(dropped, 0);
            else
                assert_in_range(dropped, 1, events + dropped);
            all = all ? all : events + dropped;
            assert_int_equal(events + dropped, all);
            assert_in_range(left_bytes(run->left), 1, bytes);
            recorded_free(run);
        }
}

// Of a thread's own events the last are there, or the first.
static void newest_or_oldest_are_kept_as_asked(void **state)
{
    (void)state;
    for (int keep_newest = 0; keep_newest < 2; keep_newest++) {
        const struct recorded_how how = { .most_bytes = MB, .keep_newest = keep_newest };
        struct recorded *run = recorded_run(how, "inside_left", "posts", "100000");
        const struct event_stream *stream = recorded_stream(run, run->pid, run->pid);
        assert_non_null(stream);
        assert_in_range(stream->dropped, 1, UINT64_MAX);
        assert_true((stream_find(stream, 0, EVENT_IMAGE) != NULL) == !keep_newest);
        assert_true((stream_find(stream, 0, EVENT_EXITS) != NULL) == keep_newest);
        recorded_free(run);
    }
}

// However full it is, a thread that begins finds room where the oldest is dropped.
static void where_the_oldest_is_dropped_new_threads_find_room(void **state)
{
    (void)state;
    const struct recorded_how how = { .most_bytes = 2 * MB, .keep_newest = true };
    struct recorded *run = recorded_run(how, "inside_left", "fill-then-threads", "100");
    assert_int_equal(run->status, 0);
    assert_int_equal(recorded_count(run, EVENT_BEGAN), 100);
    assert_int_equal(run->streams.lost, 0);
    recorded_free(run);
}

// Killed at any moment, what is there is whole, and rises in time.
static void killed_at_any_moment_it_reads_well(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20; i++) {
        const unsigned us = 500 + i * 2900;
        const struct recorded_how how = { .most_bytes = i % 2 ? MB : 64 * MB, .keep_newest = i % 4 < 2, .kill_us = us };
        struct recorded *run = recorded_run(how, "inside_left", "busy", "0");
        assert_true(WIFSIGNALED(run->status));
        recorded_check_order(run);
        recorded_free(run);
    }
}

// The recorder is gone; the program's children are started none the less, and nobody complains.
static void without_its_recorder_a_program_goes_on(void **state)
{
    (void)state;
    struct left *left;
    int ends[2];
    char said[256] = "";
    assert_true(status_is_ok(left_open(&left, 4 * MB, false)));
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        setenv("LD_PRELOAD", left_preload(left), 1);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        dup2(ends[0], STDIN_FILENO);
        execl("/bin/sh", "sh", "-c", "echo begun >&2; kill -STOP $$; /bin/echo goes; exec /bin/echo on", (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    left_close(left);
    kill(child, SIGCONT);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(ends[1]);
    const ssize_t length = read(ends[0], said, sizeof said - 1);
    assert_true(length > 0);
    assert_string_equal(said, "begun\ngoes\non\n");
    close(ends[0]);
}

// Read again and again while it goes on: events only ever come to be more, where none are dropped.
static void it_can_be_read_while_the_program_runs(void **state)
{
    (void)state;
    for (int keep_newest = 0; keep_newest < 2; keep_newest++) {
        struct left *left;
        struct event_streams streams;
        assert_true(status_is_ok(left_open(&left, keep_newest ? MB : 4 * MB, keep_newest)));
        const pid_t child = fork();
        if (child == 0) {
            char path[4096];
            const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
            path[length > 0 ? length : 0] = '\0';
            for (int i = 0; i < 2; i++)
                *strrchr(path, '/') = '\0';
            strcat(path, "/programs/inside_left");
            setenv("LD_PRELOAD", left_preload(left), 1);
            execl(path, path, "busy", "0", (char *)NULL);
            _exit(127);
        }
        size_t before = 0;
        for (int i = 0; i < 20; i++) {
            size_t events = 0;
            os_sleep_until_ns(os_now_ns() + 3000000);
            assert_true(status_is_ok(left_read(left, &streams)));
            for (size_t j = 0; j < streams.count; j++) {
                events += streams.streams[j].count;
                for (size_t k = 1; k < streams.streams[j].count; k++)
                    assert_true(streams.streams[j].events[k].ns >= streams.streams[j].events[k - 1].ns);
            }
            assert_true(keep_newest || events >= before);
            before = events;
            left_free_streams(&streams);
        }
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        left_close(left);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_can_be_entered_and_not_listed),
        cmocka_unit_test(nothing_told_is_nothing_read),
        cmocka_unit_test(cut_short_or_overwritten_it_is_still_read),
        cmocka_unit_test(full_memory_counts_what_it_drops),
        cmocka_unit_test(newest_or_oldest_are_kept_as_asked),
        cmocka_unit_test(where_the_oldest_is_dropped_new_threads_find_room),
        cmocka_unit_test(killed_at_any_moment_it_reads_well),
        cmocka_unit_test(without_its_recorder_a_program_goes_on),
        cmocka_unit_test(it_can_be_read_while_the_program_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
