// What raceledger cc reads in the words of a compiler's call, and what it adds to them.
#include "commands/cc_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    WORDS_MAX = 16
};

// Splits a line at its spaces; the words last as long as the line.
static int split(char *line, char *words[WORDS_MAX])
{
    int count = 0;
    for (char *word = strtok(line, " "); word && count < WORDS_MAX; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

static struct cc_call read_line(const char *text, char line[256], char *words[WORDS_MAX], int *count)
{
    struct cc_call call;
    strcpy(line, text);
    *count = split(line, words);
    assert_true(cc_call_read(&call, *count, words).kind == STATUS_OK);
    return call;
}

static void what_a_call_asks_for(void **state)
{
    static const struct {
        const char *line;
        bool inputs, sources, cxx, links;
    } calls[] = {
        { "main.c -o prog", true, true, false, true },
        { "-c main.c", true, true, false, false },
        { "-o main.c main.o", true, false, false, true }, // the file that is made is no source
        { "-D x.c -I y.c a.o", true, false, false, true },
        { "main.o other.o -lm", true, false, false, true },
        { "main.cpp", true, true, true, true },
        { "a.c b.cc", true, true, true, true },
        { "-x c++ file", true, true, true, true },
        { "-xc -", true, true, false, true },
        { "-x c a -x none b.o", true, true, false, true },
        { "--version", false, false, false, false },
        { "-MM main.c", true, true, false, false },
        { "-E main.c", true, true, false, false },
        { "-shared -fPIC a.c", true, true, false, true },
        { "-r a.o b.o", true, false, false, false },
        { "folder.c/lib.a", true, false, false, true },
        { "@words", true, true, false, true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        char line[256], *words[WORDS_MAX];
        int count;
        const struct cc_call call = read_line(calls[i].line, line, words, &count);
        if (call.has_inputs != calls[i].inputs || call.has_sources != calls[i].sources || call.is_cxx != calls[i].cxx ||
            call.links != calls[i].links)
            fail_msg("%s: inputs %d, sources %d, C++ %d, links %d", calls[i].line, call.has_inputs, call.has_sources,
                     call.is_cxx, call.links);
    }
}

static void what_cannot_be_is_refused_by_name(void **state)
{
    static const char *const calls[][2] = {
        { "-static main.c", "-static: " },
        { "main.c -fsanitize=undefined,address", "leave address out" },
        { "-fsanitize=memory main.c", "leave memory out" },
        { "-m32 main.c", "-m32: " },
    };
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        char line[256], *words[WORDS_MAX];
        struct cc_call call;
        strcpy(line, calls[i][0]);
        const struct status status = cc_call_read(&call, split(line, words), words);
        assert_int_equal(status.kind, STATUS_USAGE);
        if (!strstr(status.message, calls[i][1]))
            fail_msg("%s: %s", calls[i][0], status.message);
    }
    char line[256], *words[WORDS_MAX];
    int count;
    (void)read_line("-fsanitize=thread,undefined -fsanitize=address-not main.c", line, words, &count);
}

// The completed call as one line.
// NOLINTNEXTLINE(readability-non-const-parameter): it is cut in pieces
static void complete(const char *text, bool is_clang, char *compiler, char all[1024])
{
    char line[256], *words[WORDS_MAX];
    int count;
    const struct cc_call call = read_line(text, line, words, &count);
    const struct cc_with with = { is_clang, compiler, "/hooks folder", "/instead" };
    const char **whole = cc_call_complete(&call, &with, count, words);
    assert_non_null(whole);
    all[0] = '\0';
    for (int i = 0; whole[i]; i++) {
        strcat(all, i ? "|" : "");
        strcat(all, whole[i]);
    }
    free(whole);
}

static void a_call_is_completed_for_what_it_does(void **state)
{
    char all[1024], gcc[] = "ccache  gcc -m64", again[] = "gcc", clang[] = "clang", as_it_is[] = "gcc";
    (void)state;
    complete("-O2 main.c -s -o prog", false, gcc, all);
    assert_string_equal(all, "ccache|gcc|-m64|-O2|main.c|-o|prog|-fsanitize=thread|-Wno-tsan|-O0|-g|-L|/instead|-L|"
                             "/hooks folder|-lraceledger-hooks|-Xlinker|-rpath|-Xlinker|/hooks folder");
    complete("-c -D_FORTIFY_SOURCE=2 main.c -flto", false, again, all);
    assert_string_equal(all, "gcc|-c|-D_FORTIFY_SOURCE=2|main.c|-flto|-fsanitize=thread|-Wno-tsan|-O0|-g|-fno-lto|"
                             "-U_FORTIFY_SOURCE|-Wp,-U_FORTIFY_SOURCE");
    complete("main.c", true, clang, all);
    assert_string_equal(
        all, "clang|main.c|-fsanitize=thread|-mllvm|-tsan-instrument-read-before-write=1|-fstandalone-debug|-O0|-g|"
             "-fno-sanitize-link-runtime|-L|/hooks folder|-lraceledger-hooks|-Xlinker|-rpath|-Xlinker|"
             "/hooks folder");
    complete("--version", false, as_it_is, all);
    assert_string_equal(all, "gcc|--version");
}

static void what_makes_it_fast_is_seen_once_it_counts(void **state)
{
    char line[256], *words[WORDS_MAX];
    int count;
    (void)state;
    assert_string_equal(read_line("-O1 -O3 main.c", line, words, &count).faster, "-O3");
    assert_null(read_line("-O3 -O0 main.c", line, words, &count).faster);
    assert_null(read_line("-c main.c", line, words, &count).faster);
    assert_true(read_line("-D _FORTIFY_SOURCE=2 main.c", line, words, &count).fortified);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_call_asks_for),
        cmocka_unit_test(what_cannot_be_is_refused_by_name),
        cmocka_unit_test(a_call_is_completed_for_what_it_does),
        cmocka_unit_test(what_makes_it_fast_is_seen_once_it_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
