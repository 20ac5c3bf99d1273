// Which files become sources of a recording: those that a program's own debugging information may name, and no others.
#include "record/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/raceledger-sources-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void write_file(const char *path, const char *text, size_t bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

static void test_what_is_taken(void **state)
{
    static char large[(1 << 20) + 1];
    struct sources sources;
    (void)state;
    memset(large, ' ', sizeof large);
    write_file("main.c", "int x;\n\nint y;", 14);
    write_file("zero.c", "int\0x;", 6);
    write_file("bell.h", "\aint x;", 7);
    write_file("empty.c", "", 0);
    write_file("large.c", large, sizeof large);
    write_file("secret", "password", 8);
    assert_int_equal(mkfifo("pipe.c", 0600), 0); // nobody writes to it: who opened it would wait
    assert_int_equal(mkdir("folder.c", 0700), 0);
    assert_true(sources_begin(&sources));
    assert_int_equal(sources_number(&sources, "main.c"), 0);
    assert_int_equal(sources_number(&sources, "main.c"), 0);
    static const char *const refused[] = { "zero.c", "bell.h",   "empty.c", "large.c",     "secret",
                                           "pipe.c", "folder.c", "none.c",  "/dev/zero.c", "/usr/include/stdio.h",
                                           "",       "/" };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (sources_number(&sources, refused[i]) != PLACE_NOWHERE)
            fail_msg("\"%s\" was taken", refused[i]);
    assert_int_equal(sources.count, 1);
    assert_int_equal(sources.bytes, 14);
    sources_free(&sources);
}

static void test_all_together_have_an_end(void **state)
{
    static char text[1 << 20];
    char name[32];
    struct sources sources;
    uint32_t taken = 0;
    (void)state;
    memset(text, 'x', sizeof text);
    assert_true(sources_begin(&sources));
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "part%d.c", i);
        write_file(name, text, sizeof text);
        taken += sources_number(&sources, name) != PLACE_NOWHERE;
    }
    assert_int_equal(taken, 4);
    sources_free(&sources);
}

static void test_lines(void **state)
{
    struct sources sources;
    size_t bytes;
    (void)state;
    write_file("lines.c", "one\n\nthree", 10);
    write_file("more.c", "more\n", 5);
    assert_true(sources_begin(&sources));
    (void)sources_number(&sources, "lines.c");
    (void)sources_number(&sources, "more.c");
    assert_memory_equal(sources_line(&sources, 0, 1, &bytes), "one", 3);
    assert_int_equal(bytes, 3);
    assert_non_null(sources_line(&sources, 0, 2, &bytes));
    assert_int_equal(bytes, 0);
    assert_memory_equal(sources_line(&sources, 0, 3, &bytes), "three", 5);
    assert_int_equal(bytes, 5);
    assert_null(sources_line(&sources, 0, 4, &bytes)); // not the next one's
    assert_null(sources_line(&sources, 0, 0, &bytes));
    assert_null(sources_line(&sources, 1, 2, &bytes));
    assert_null(sources_line(&sources, 2, 1, &bytes));
    assert_null(sources_line(&sources, PLACE_NOWHERE, 1, &bytes));
    sources_free(&sources);
}

static void test_names(void **state)
{
    struct sources sources;
    char path[128];
    static const char *const paths[] = { "alone.c", "left/same.c", "right/same.c", "left/in/deep.c",
                                         "right/in/deep.c" };
    static const char *const names[] = { "alone.c", "left/same.c", "right/same.c", "left/in/deep.c",
                                         "right/in/deep.c" };
    (void)state;
    assert_int_equal(system("mkdir -p left/in right/in"), 0);
    assert_true(sources_begin(&sources));
    for (int i = 0; i < 5; i++) {
        write_file(paths[i], "x", 1);
        snprintf(path, sizeof path, "%s/%s", folder, paths[i]);
        assert_int_equal(sources_number(&sources, path), i);
    }
    sources_name(&sources);
    for (int i = 0; i < 5; i++)
        assert_string_equal(sources.all[i].name, names[i]);
    sources_free(&sources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_taken),
        cmocka_unit_test(test_all_together_have_an_end),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
