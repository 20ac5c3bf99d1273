// What a recording takes of the recorder's memory while it is put together: in proportion to what the program's threads did,
// and not that several times over.
#include "record/record.h"
#include "support/recorded.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    HAND_OVERS = 100000,
    FIXED_BYTES = 8 << 20,
    // Of one hand-over, which is three things that a thread did: a wait, an acquisition, a release. Each is 40 bytes when it has been
    // read and 16 in the recording; not all of both are there at once, but a thread's alone.
    HAND_OVER_BYTES = 3 * (40 + 16),
};

// A sanitizer does; gcc and clang tell of it differently.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define KEEPS_WHAT_IS_FREED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define KEEPS_WHAT_IS_FREED 1
#endif
#endif
#ifndef KEEPS_WHAT_IS_FREED
#define KEEPS_WHAT_IS_FREED 0
#endif

struct measured {
    uint64_t hand_overs, bytes;
};

static uint64_t most_resident(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

// In a process of its own, whose most is not that of another test.
static void measure(struct measured *measured)
{
    char path[RECORDED_PATH_BYTES], number[16];
    struct recording recording;
    const struct record_options options = { .most_bytes = UINT64_C(256) << 20 };
    int exec_code;
    recorded_path(path, "inside_cost");
    snprintf(number, sizeof number, "%d", HAND_OVERS / 2);
    const int nowhere = open("/dev/null", O_WRONLY);
    (void)dup2(nowhere, STDOUT_FILENO);
    const uint64_t before = most_resident();
    if (!status_is_ok(record_run(&recording, (char *[]){ path, "handed-over", number, NULL }, &options, &exec_code)))
        _exit(1);
    measured->bytes = most_resident() - before;
    for (uint32_t t = 0; t < recording.task_count; t++)
        measured->hand_overs += recording.tasks[t].notes / 3;
    recording_close(&recording);
    _exit(0);
}

static void what_is_put_together_takes_in_proportion(void **state)
{
    (void)state;
    if (KEEPS_WHAT_IS_FREED)
        skip();
    int status = 0;
    struct measured *measured = mmap(NULL, sizeof *measured, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(measured != MAP_FAILED);
    const pid_t child = fork();
    if (child == 0)
        measure(measured);
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_int_equal(status, 0);
    assert_in_range(measured->hand_overs, HAND_OVERS / 2, HAND_OVERS);
    if (measured->bytes > FIXED_BYTES + measured->hand_overs * HAND_OVER_BYTES)
        fail_msg("%llu bytes for %llu hand-overs", (unsigned long long)measured->bytes,
                 (unsigned long long)measured->hand_overs);
    (void)munmap(measured, sizeof *measured);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_together_takes_in_proportion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
