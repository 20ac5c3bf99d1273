// The words are read as gcc and clang read them, as far as is needed to tell files from the values of options, and what kind
// each file is. All goes through in its order; what is ours comes last, where it counts.
#include "commands/cc_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    OUR_WORDS_MAX = 32,
};

// Options whose value is the next word.
static const char *const with_value[] = {
    "-o",
    "-x",
    "-I",
    "-L",
    "-D",
    "-U",
    "-l",
    "-T",
    "-u",
    "-z",
    "-e",
    "-h",
    "-A",
    "-B",
    "-G",
    "-b",
    "-V",
    "-MF",
    "-MT",
    "-MQ",
    "-include",
    "-imacros",
    "-isystem",
    "-idirafter",
    "-iquote",
    "-iprefix",
    "-iwithprefix",
    "-iwithprefixbefore",
    "-isysroot",
    "-imultilib",
    "-Xlinker",
    "-Xassembler",
    "-Xpreprocessor",
    "-Xclang",
    "-Xanalyzer",
    "-mllvm",
    "-aux-info",
    "--param",
    "-wrapper",
    "-arch",
    "-target",
    "-gcc-toolchain",
    "--sysroot",
    "-soname",
    "-dumpbase",
    "-dumpbase-ext",
    "-dumpdir",
    "-specs",
    "-framework",
    NULL,
};

// After which nothing is linked.
static const char *const stops_early[] = { "-c", "-S", "-E", "-M", "-MM", "-fsyntax-only", "-r", "--precompile", NULL };

static const char *const c_endings[] = { ".c", ".i", ".h", NULL };
static const char *const cxx_endings[] = { ".cc",  ".cp", ".cxx", ".cpp", ".CPP", ".c++", ".C",   ".ii", ".cppm",
                                           ".ixx", ".hh", ".hp",  ".hxx", ".hpp", ".HPP", ".h++", ".H",  NULL };

// What cannot be together with the hooks.
static const struct refused {
    const char *word, *why;
} refusals[] = {
    { "-static", "the library that hears of loads and stores is a shared one; link without it" },
    { "-static-pie", "the library that hears of loads and stores is a shared one; link without it" },
    { "-m32", "only programs of 64 bits leave books; leave it out" },
    { "-mx32", "only programs of 64 bits leave books; leave it out" },
};

// Sanitizers that want the calls for themselves.
static const char *const rivals[] = { "address",        "hwaddress",        "memory",   "leak",
                                      "kernel-address", "kernel-hwaddress", "dataflow", "safe-stack" };

static bool is_any(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool begins(const char *word, const char *with) { return strncmp(word, with, strlen(with)) == 0; }

static bool ends_in_any(const char *word, const char *const *endings)
{
    const char *slash = strrchr(word, '/');
    const char *dot = strrchr(slash ? slash : word, '.');
    return dot && is_any(dot, endings);
}

// Whether the list behind "-fsanitize=" has this name.
static bool sanitizes(const char *list, const char *name)
{
    const size_t bytes = strlen(name);
    for (;; list++) {
        const size_t length = strcspn(list, ",");
        if (length == bytes && memcmp(list, name, bytes) == 0)
            return true;
        list += length;
        if (!*list)
            return false;
    }
}

static struct status refuse(const char *word)
{
    static const char sanitize[] = "-fsanitize=";
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (strcmp(word, refusals[i].word) == 0)
            return status_make(STATUS_USAGE, "%s: %s", word, refusals[i].why);
    for (size_t i = 0; begins(word, sanitize) && i < sizeof rivals / sizeof *rivals; i++)
        if (sanitizes(word + strlen(sanitize), rivals[i]))
            return status_make(STATUS_USAGE, "%s: cannot be together with the books of loads and stores; leave %s out",
                               word, rivals[i]);
    return status_ok();
}

static void read_option(struct cc_call *call, const char *word)
{
    if (begins(word, "-O"))
        call->faster = strcmp(word, "-O0") == 0 ? NULL : word;
    else if (is_any(word, stops_early))
        call->links = false;
    else if (strcmp(word, "-s") == 0)
        call->strips = word;
    else if (begins(word, "-flto"))
        call->with_lto = true;
    else if (strstr(word, "_FORTIFY_SOURCE"))
        call->fortified = true;
}

static void read_file(struct cc_call *call, const char *word, const char *language)
{
    const bool cxx = language ? begins(language, "c++") : ends_in_any(word, cxx_endings);
    call->has_inputs = true;
    call->is_cxx |= cxx;
    call->has_sources |= cxx || language || ends_in_any(word, c_endings) || word[0] == '@';
}

struct status cc_call_read(struct cc_call *call, int count, char *const *words)
{
    const char *language = NULL; // as -x has it; NULL: by the file's ending
    *call = (struct cc_call){ .links = true };
    for (int i = 0; i < count; i++) {
        const char *word = words[i];
        const struct status status = refuse(word);
        if (!status_is_ok(status))
            return status;
        if (word[0] != '-' || !word[1]) {
            read_file(call, word, language);
            continue;
        }
        read_option(call, word);
        if (begins(word, "-x")) {
            language = word[2] ? word + 2 : i + 1 < count ? words[i + 1] : NULL;
            language = language && strcmp(language, "none") == 0 ? NULL : language;
        }
        if (strcmp(word, "-D") == 0 && i + 1 < count)
            read_option(call, words[i + 1]);
        i += is_any(word, with_value);
    }
    call->links &= call->has_inputs;
    return status_ok();
}

// ---- the whole call -------------------------------------------------------------------------------------------------

struct list {
    const char **words;
    size_t count;
};

static void add(struct list *list, const char *word) { list->words[list->count++] = word; }

static void add_compiling(struct list *list, const struct cc_call *call, const struct cc_with *with)
{
    add(list, "-fsanitize=thread");
    if (with->is_clang) {
        add(list, "-mllvm");
        add(list, "-tsan-instrument-read-before-write=1");
        add(list, "-fstandalone-debug"); // else it leaves out types that it expects others to tell
    } else {
        add(list, "-Wno-tsan"); // of fences, which are seen here
    }
    add(list, "-O0"); // faster, loads and stores of the source are folded into fewer
    add(list, "-g");
    if (call->with_lto)
        add(list, "-fno-lto");
    if (call->fortified) // warns where nothing is made fast
        add(list, "-U_FORTIFY_SOURCE");
    if (call->fortified)
        add(list, "-Wp,-U_FORTIFY_SOURCE");
}

static void add_linking(struct list *list, const struct cc_with *with)
{
    if (with->is_clang) {
        add(list, "-fno-sanitize-link-runtime");
    } else {
        add(list, "-L");
        add(list, with->instead);
    }
    add(list, "-L");
    add(list, with->hooks);
    add(list, "-lraceledger-hooks");
    add(list, "-Xlinker");
    add(list, "-rpath");
    add(list, "-Xlinker");
    add(list, with->hooks);
}

const char **cc_call_complete(const struct cc_call *call, const struct cc_with *with, int count, char *const *words)
{
    const size_t ours = OUR_WORDS_MAX + strlen(with->compiler) / 2 + 1;
    struct list list = { calloc((size_t)count + ours, sizeof(const char *)), 0 };
    char *rest = NULL;
    if (!list.words)
        return NULL;
    for (char *word = strtok_r(with->compiler, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
        add(&list, word);
    for (int i = 0; i < count; i++)
        if (words[i] != call->strips)
            add(&list, words[i]);
    if (call->has_sources)
        add_compiling(&list, call, with);
    if (call->links)
        add_linking(&list, with);
    return list.words;
}
