// Compiles as the user's own compiler would, with calls before each load and store and our library behind them.
//
// The compiler is told to make and to link what it makes for its own thread sanitizer, but for that sanitizer's library: clang
// can leave it out, and gcc's -ltsan finds, in a folder of ours that comes first, a linker script that names ours.
#include "commands/cc_words.h"
#include "commands/command.h"
#include "commands/options.h"
#include "os/beside.h"
#include "os/file.h"
#include "os/passing.h"
#include "os/tool.h"

#include "base/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY_NAME "libraceledger-hooks.so"

enum {
    NAME_BYTES = 512,
    PATH_BYTES = 4096,
    DEFINED_BYTES = 1 << 17,
    SIGNALED = 128, // the exit status of what signal n ended is so much and n, as shells have it
};

// ---- which compiler -------------------------------------------------------------------------------------------------

// The last of its words that is no option: of "ccache gcc -m64" gcc.
static void program_of(const char *compiler, char program[NAME_BYTES])
{
    program[0] = '\0';
    for (const char *at = compiler; *at;) {
        at += strspn(at, " \t");
        const size_t bytes = strcspn(at, " \t");
        if (bytes > 0 && bytes < NAME_BYTES && *at != '-') {
            memcpy(program, at, bytes);
            program[bytes] = '\0';
        }
        at += bytes;
    }
}

// Whether it is this program again, as where a Makefile's CC is "raceledger cc".
static bool is_ours(const char *compiler)
{
    char first[NAME_BYTES];
    const char *at = compiler + strspn(compiler, " \t");
    const size_t bytes = strcspn(at, " \t");
    if (bytes == 0 || bytes >= sizeof first)
        return false;
    memcpy(first, at, bytes);
    first[bytes] = '\0';
    return os_tool_is_self(first);
}

static bool take_named(const char *variable, char compiler[NAME_BYTES])
{
    const char *named = getenv(variable);
    if (!named || !named[strspn(named, " \t")] || strlen(named) >= NAME_BYTES || is_ours(named))
        return false;
    memcpy(compiler, named, strlen(named) + 1);
    return true;
}

// For C++ what goes with the C compiler: of gcc-12 g++-12, of clang clang++.
static bool turn_into_cxx(char compiler[NAME_BYTES])
{
    char before[NAME_BYTES];
    char *at = strstr(compiler, "clang"), *const gcc = strstr(compiler, "gcc");
    memcpy(before, compiler, NAME_BYTES);
    if (at && snprintf(compiler, NAME_BYTES, "%.*sclang++%s", (int)(at - compiler), before,
                       before + (at - compiler) + 5) >= NAME_BYTES)
        return false;
    if (!at && gcc &&
        snprintf(compiler, NAME_BYTES, "%.*sg++%s", (int)(gcc - compiler), before, before + (gcc - compiler) + 3) >=
            NAME_BYTES)
        return false;
    return at || gcc;
}

static struct status choose(bool cxx, char compiler[NAME_BYTES])
{
    static const char *const usual[2][2] = { { "gcc", "clang" }, { "g++", "clang++" } };
    char program[NAME_BYTES];
    if (take_named(cxx ? "CXX" : "CC", compiler))
        return status_ok();
    if (cxx && take_named("CC", compiler) && turn_into_cxx(compiler)) {
        program_of(compiler, program);
        if (os_tool_is_there(program))
            return status_ok();
    }
    for (int i = 0; i < 2; i++)
        if (os_tool_is_there(usual[cxx][i])) {
            snprintf(compiler, NAME_BYTES, "%s", usual[cxx][i]);
            return status_ok();
        }
    return status_with(STATUS_USAGE, FAULT_NO_COMPILER, part_text(cxx ? "CXX" : "CC"));
}

// By its name; where that says nothing by what it defines.
static struct status find_kind(const char *compiler, bool *is_clang)
{
    static char answer[DEFINED_BYTES];
    char program[NAME_BYTES];
    program_of(compiler, program);
    const char *name = strrchr(program, '/');
    name = name ? name + 1 : program;
    *is_clang = strstr(name, "clang") != NULL;
    if (*is_clang || strstr(name, "gcc") || strstr(name, "g++"))
        return status_ok();
    const char *const words[] = { program, "-dM", "-E", "-x", "c", "/dev/null", NULL };
    const struct status status = os_tool_ask(words, answer, sizeof answer);
    if (!status_is_ok(status))
        return status;
    *is_clang = strstr(answer, " __clang__ ") != NULL;
    if (*is_clang || (strstr(answer, " __GNUC__ ") && !strstr(answer, " __TINYC__ ")))
        return status_ok();
    return status_make(STATUS_USAGE, "cc: %s is neither gcc nor clang, which alone can tell of loads and stores",
                       program);
}

// ---- our library ----------------------------------------------------------------------------------------------------

struct libraries {
    char hooks[PATH_BYTES]; // its folder
    struct os_passing_folder instead;
};

static struct status write_script(const char *folder)
{
    static const char script[] = "INPUT(-lraceledger-hooks)\n";
    char path[PATH_BYTES + 16];
    const struct os_piece piece = { script, sizeof script - 1 };
    snprintf(path, sizeof path, "%s/libtsan.so", folder);
    return os_file_write(path, &piece, 1);
}

static struct status find_libraries(struct libraries *libraries, bool is_clang)
{
    struct status status = os_beside(LIBRARY_NAME, libraries->hooks, sizeof libraries->hooks);
    if (!status_is_ok(status))
        return status;
    *strrchr(libraries->hooks, '/') = '\0';
    if (is_clang)
        return status_ok();
    status = os_passing_folder_make(&libraries->instead);
    return status_is_ok(status) ? write_script(libraries->instead.path) : status;
}

// ---- all together ---------------------------------------------------------------------------------------------------

static void tell_changed(const struct cc_call *call)
{
    if (call->has_sources && call->faster)
        fprintf(stderr, "raceledger: %s: -O0 is used instead: only so is every load and store of the source made\n",
                call->faster);
    if (call->strips)
        fprintf(stderr, "raceledger: %s is left out: names and lines are needed\n", call->strips);
}

static struct status run_call(const struct cc_call *call, char compiler[NAME_BYTES], int count, char **words, int *code)
{
    struct libraries libraries = { 0 };
    struct cc_with with = { .compiler = compiler, .hooks = libraries.hooks, .instead = libraries.instead.path };
    struct os_tool_end end;
    struct status status = find_kind(compiler, &with.is_clang);
    if (status_is_ok(status) && call->links)
        status = find_libraries(&libraries, with.is_clang);
    const char **complete = status_is_ok(status) ? cc_call_complete(call, &with, count, words) : NULL;
    if (status_is_ok(status) && !complete)
        status = status_make(STATUS_FAILED, "cc: memory is short");
    if (status_is_ok(status)) {
        tell_changed(call);
        status = os_tool_run(complete, &end);
        *code = end.signal ? SIGNALED + end.signal : end.code;
    }
    free(complete);
    os_passing_folder_remove(&libraries.instead);
    return status;
}

static int help(const char *name, int count, char **words)
{
    static const struct option table[] = { { 0 } };
    struct options options = { .command = name,
                               .table = table,
                               .note = "The compiler is $CC ($CXX for C++), else gcc, else clang; what is not said "
                                       "here is its own. It is given what makes the\n"
                                       "program tell of each load and store: -O0 -g -fsanitize=thread, and our library "
                                       "in place of the sanitizer's.\n"
                                       "Then: raceledger record ./PROG\n"
                                       "In a Makefile: make CC=\"raceledger cc\" CXX=\"raceledger c++\", where it has "
                                       "CC, for compiling and for linking." };
    const struct status status = options_read(&options, count, words);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}

static int compile(const char *name, bool cxx, int count, char **words)
{
    char compiler[NAME_BYTES] = "";
    struct cc_call call;
    int code = 0;
    if (count == 1 && (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0))
        return help(name, count, words);
    if (count == 0)
        return command_failed(
            status_make(STATUS_USAGE, "%s: needs the FILES to compile, and -o PROG; --help tells more", name));
    struct status status = cc_call_read(&call, count, words);
    if (status_is_ok(status))
        status = choose(cxx || call.is_cxx, compiler);
    if (status_is_ok(status))
        status = run_call(&call, compiler, count, words, &code);
    return status_is_ok(status) ? code : command_failed(status);
}

int command_cc(int count, char **words) { return compile("cc", false, count, words); }

int command_cxx(int count, char **words) { return compile("c++", true, count, words); }
