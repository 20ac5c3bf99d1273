// Under our hooks a program behaves as under none but for time: signals and their handlers, jumps, threads that end in every way,
// forks, libraries that come and go, memory that is copied, taken and given back.
#include "support/hooked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct behaviour {
    const char *program, *name, *number;
    int status; // it exits with
    const char *out;
    bool has_pairs; // it may have: it is wrong itself
};

static const struct behaviour signals[] = {
    { "hooks_signals", "storm", "200", 0, "other 40000\nsame 1\n", false },
    { "hooks_signals", "paused", "20", 0, "paused\n", false },
    { "hooks_signals", "suspended", "10", 0, "suspended\n", false },
    { "hooks_signals", "empty", "0", 5, "alarm\n", false },
    { "hooks_signals", "busy", "0", 5, "alarm\n", false },
    { "hooks_signals", "jumps", "100", 0, "count 100\nother 100\n", false },
    { "hooks_signals", "frames", "100", 0, "count 600\nother 900\n", false },
    { "hooks_signals", "threads", "3", 0, "count 600\n", false },
    { "hooks_signals", "faults", "50", 0, "count 50\n", false },
    { "hooks_signals", "overflows", "3", 0, "count 3\n", false },
    { "hooks_signals", "queued", "200", 0, "got 200\nsame 1\n", false },
    { "hooks_signals", "settings", "0", 0, "looked\n", false },
    { "hooks_signals", "aborts", "0", 5, "alarm\n", false },
    { "hooks_signals", "masks", "200", 0, "before 1\nset 1\n", false },
};

static const struct behaviour ends[] = {
    { "hooks_ends", "cancelled", "10", 0, "ended 30\ncount 30\n", false },
    { "hooks_ends", "asleep", "20", 0, "cancelled\n", false },
    { "hooks_ends", "anywhere", "20", 0, "cancelled\n", true },
    { "hooks_ends", "left", "50", 0, "count 50\nsum 350\n", false },
    { "hooks_ends", "main-leaves", "5", 0, "count 6\n", false },
    { "hooks_ends", "detached", "100", 0, "count 100\n", false },
    { "hooks_ends", "ends", "3", 3, "bye\n", true },
    { "hooks_ends", "returns", "0", 0, "bye\n", true },
    { "hooks_ends", "forks", "2", 0, "failed 0\n", true },
    { "hooks_ends", "vforks", "10", 0, "count 10\nsum 30\nsystem 4\n", false },
    { "hooks_ends", "destructors", "50", 0, "count 150\nother 50\n", false },
    { "hooks_ends", "stacks", "100", 0, "sum 1990000\n", false },
};

static const struct behaviour memory[] = {
    { "hooks_ends", "copies", "0", 0, "copied 0\nmoved 0\nset 25000\nhello thereabc 14\npadded 0 0 1\n", false },
    { "hooks_ends", "across", "4", 0, "copied\n", true },
    { "hooks_ends", "allocations", "3", 0, "wrong 0\naligned 0 0\nrefused 1\n", false },
    { "hooks_ends", "mappings", "100", 0, "sum 4950\n", false },
};

static void check_run(const struct behaviour *wanted, const struct recorded *run)
{
    const bool as_wanted = WIFEXITED(run->status) && WEXITSTATUS(run->status) == wanted->status;
    if (!as_wanted || !run->out || strcmp(run->out, wanted->out) != 0)
        print_error("%s %s: status %d, %s%s\n", wanted->program, wanted->name, run->status, run->out ? run->out : "",
                    run->err ? run->err : "");
    assert_true(as_wanted);
    assert_string_equal(run->out, wanted->out);
    assert_string_equal(run->err ? run->err : "", "");
    if (!wanted->has_pairs)
        assert_int_equal(run->books.pair_count, 0);
    hooked_check(run);
}

static void check(const struct behaviour *wanted, const char *compiler)
{
    char name[64], path[RECORDED_PATH_BYTES];
    snprintf(name, sizeof name, "%s%s", wanted->program, compiler);
    if (!recorded_has(path, name))
        return;
    struct recorded *run = recorded_run((struct recorded_how){ .hooks = true }, name, wanted->name, wanted->number);
    check_run(wanted, run);
    recorded_free(run);
}

#define CHECK_ALL(all)                                                                                                 \
    for (size_t i = 0; i < sizeof(all) / sizeof *(all); i++) {                                                         \
        check(&(all)[i], "");                                                                                          \
        check(&(all)[i], ".clang");                                                                                    \
    }

static void handlers_of_signals_run_as_ever(void **state)
{
    (void)state;
    CHECK_ALL(signals)
}

static void threads_and_processes_end_as_ever(void **state)
{
    (void)state;
    CHECK_ALL(ends)
}

static void memory_is_moved_and_given_back_as_ever(void **state)
{
    (void)state;
    CHECK_ALL(memory)
}

static const char library_source[] = "#include <pthread.h>\n"
                                     "long counter;\n"
                                     "static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;\n"
                                     "void *work(void *nothing)\n"
                                     "{\n"
                                     "    for (int i = 0; i < 1000; i++) {\n"
                                     "        pthread_mutex_lock(&mutex);\n"
                                     "        counter = counter + 1;\n"
                                     "        pthread_mutex_unlock(&mutex);\n"
                                     "    }\n"
                                     "    return nothing;\n"
                                     "}\n";

static void a_library_that_comes_later_is_watched_too(void **state)
{
    char folder[] = "/tmp/hooksXXXXXX", path[64], command[256];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/lib.so", folder);
    snprintf(command, sizeof command, "gcc -O0 -g -fsanitize=thread -fPIC -shared -pthread -x c -o %s - 2>/dev/null",
             path);
    FILE *compiler = popen(command, "w");
    assert_non_null(compiler);
    fputs(library_source, compiler);
    const bool is_compiled = pclose(compiler) == 0;
    if (is_compiled) {
        struct recorded *run = recorded_run((struct recorded_how){ .hooks = true }, "hooks_ends", "loads", path);
        assert_int_equal(run->status, 0);
        assert_string_equal(run->out, "counter 2000\n");
        assert_int_not_equal(run->books.variable_count, 0);
        assert_int_equal(run->books.pair_count, 0);
        recorded_free(run);
    }
    unlink(path);
    rmdir(folder);
    if (!is_compiled)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handlers_of_signals_run_as_ever),
        cmocka_unit_test(threads_and_processes_end_as_ever),
        cmocka_unit_test(memory_is_moved_and_given_back_as_ever),
        cmocka_unit_test(a_library_that_comes_later_is_watched_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
