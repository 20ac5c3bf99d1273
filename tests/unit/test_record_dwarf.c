// Names, types and lines of real programs, in C and C++ by gcc and clang; and of files that lie, which harm nobody.
#include "os/apart.h"
#include "os/memory.h"
#include "record/dwarf.h"
#include "support/random.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/raceledger-dwarf-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? chdir(folder) : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

// ---- programs -------------------------------------------------------------------------------------------------------

static const char c_source[] = "#include <stdbool.h>\n"                                                            // 1
                               "struct account { int id; long total; double rate; };\n"                            // 2
                               "struct flags { unsigned open : 1, shut : 7; unsigned char behind; int after; };\n" // 3
                               "union either { long whole; int half[2]; };\n"                                      // 4
                               "enum colour { RED, GREEN };\n"                                                     // 5
                               "struct node { struct node *next; struct { short low, high; }; };\n"                // 6
                               "long balance;\n"                                                                   // 7
                               "static struct account bank[3];\n"                                                  // 8
                               "struct flags flags;\n"                                                             // 9
                               "union either either;\n"                                                            // 10
                               "enum colour colour; bool ready; unsigned char byte; float share;\n"                // 11
                               "int grid[3][4];\n"                                                                 // 12
                               "struct node node; unsigned long count; const char *text;\n"                        // 13
                               "void deposit(int amount)\n"                                                        // 14
                               "{\n"                                                                               // 15
                               "    static int calls;\n"                                                           // 16
                               "    long before = balance;\n"                                                      // 17
                               "    calls++;\n"                                                                    // 18
                               "    balance = before + amount; bank[1].total = balance;\n"                         // 19
                               "}\n"                                                                               // 20
                               "int main(void) { deposit(2); return (int)balance - 2; }\n";                        // 21

// The program's symbols.
static struct {
    uint64_t address;
    char name[160];
} symbols[4096];
static size_t symbol_count;

static void read_symbols(void)
{
    char line[1024];
    FILE *names = popen("nm -C program", "r");
    assert_non_null(names);
    symbol_count = 0;
    while (symbol_count < 4096 && fgets(line, sizeof line, names))
        if (sscanf(line, "%" SCNx64 " %*c %159[^\n]", &symbols[symbol_count].address, symbols[symbol_count].name) == 2)
            symbol_count++;
    pclose(names);
}

// Where a symbol lies in the file; 0: there is none.
static uint64_t address_of(const char *symbol)
{
    for (size_t i = 0; i < symbol_count; i++)
        if (strcmp(symbols[i].name, symbol) == 0)
            return symbols[i].address;
    return 0;
}

// False: there is no such compiler here.
static bool compile(const char *compiler, const char *flags, const char *file, const char *source)
{
    char command[512];
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs(source, out);
    assert_int_equal(fclose(out), 0);
    snprintf(command, sizeof command, "command -v %s >/dev/null && %s -O0 -g %s %s -o program", compiler, compiler,
             flags, file);
    if (system(command) != 0)
        return false;
    read_symbols();
    return true;
}

static const char *const files[] = { "program" };

struct expected {
    const char *symbol;
    uint64_t at;
    uint32_t bytes;
    const char *name, *type;
    uint8_t kind;
    uint32_t line; // 0: whatever it is
};

static void check_words(const char *compiler, const struct expected *expected, size_t count)
{
    struct dwarf_data datas[32];
    struct dwarf_answers answers;
    assert_true(count <= 32);
    for (size_t i = 0; i < count; i++) {
        const uint64_t address = address_of(expected[i].symbol);
        if (!address)
            fail_msg("%s: no symbol %s", compiler, expected[i].symbol);
        datas[i] = (struct dwarf_data){ .address = address + expected[i].at, .bytes = expected[i].bytes };
    }
    const struct dwarf_questions questions = { .files = files, .file_count = 1, .datas = datas, .data_count = count };
    const struct status status = dwarf_ask(&questions, &answers);
    assert_string_equal(status.message, "");
    assert_true(answers.has_debug[0]);
    for (size_t i = 0; i < count; i++) {
        const struct dwarf_word *word = &answers.words[i];
        if (strcmp(word->name, expected[i].name) != 0 || strcmp(word->type, expected[i].type) != 0 ||
            word->kind != expected[i].kind || (expected[i].line && word->declared.line != expected[i].line))
            fail_msg("%s: %s+%d: name \"%s\" (\"%s\"), type \"%s\" (\"%s\"), kind %d (%d), line %u (%u)", compiler,
                     expected[i].symbol, (int)expected[i].at, word->name, expected[i].name, word->type,
                     expected[i].type, word->kind, expected[i].kind, word->declared.line, expected[i].line);
        if (expected[i].line && word->declared.source == DWARF_NO_SOURCE)
            fail_msg("%s: %s is declared in no file", compiler, expected[i].symbol);
    }
    dwarf_free(&answers);
}

static void words_of_c(const char *compiler)
{
    static const struct expected expected[] = {
        { "balance", 0, 8, "balance", "long", VALUE_SIGNED, 7 },
        { "balance", 4, 4, "balance+4", "", VALUE_UNSIGNED, 7 },
        { "bank", 0, 4, "bank[0].id", "int", VALUE_SIGNED, 8 },
        { "bank", 32, 8, "bank[1].total", "long", VALUE_SIGNED, 8 },
        { "bank", 64, 8, "bank[2].rate", "double", VALUE_FLOAT, 8 },
        { "either", 0, 8, "either.whole", "long", VALUE_SIGNED, 10 },
        { "either", 4, 4, "either.half[1]", "int", VALUE_SIGNED, 10 },
        { "colour", 0, 4, "colour", "enum colour", VALUE_ENUM, 11 },
        { "ready", 0, 1, "ready", "bool", VALUE_BOOL, 11 },
        { "byte", 0, 1, "byte", "unsigned char", VALUE_UNSIGNED, 11 },
        { "share", 0, 4, "share", "float", VALUE_FLOAT, 11 },
        { "grid", 4 * 7, 4, "grid[1][3]", "int", VALUE_SIGNED, 12 },
        { "node", 0, 8, "node.next", "struct node *", VALUE_POINTER, 13 },
        { "node", 10, 2, "node.high", "short", VALUE_SIGNED, 13 },
        { "count", 0, 8, "count", "unsigned long", VALUE_UNSIGNED, 13 },
        { "text", 0, 8, "text", "const char *", VALUE_POINTER, 13 },
        { "flags", 4, 4, "flags.after", "int", VALUE_SIGNED, 9 },
    };
    check_words(compiler, expected, sizeof expected / sizeof *expected);
}

static void lines_of_c(const char *compiler)
{
    const struct dwarf_code codes[] = { { 0, address_of("deposit") }, { 0, address_of("main") }, { 0, 8 } };
    const struct dwarf_questions questions = { .files = files, .file_count = 1, .codes = codes, .code_count = 3 };
    struct dwarf_answers answers;
    assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
    if (strcmp(answers.lines[0].function, "deposit") != 0 || answers.lines[0].line < 14 || answers.lines[0].line > 15)
        fail_msg("%s: %s:%u", compiler, answers.lines[0].function, answers.lines[0].line);
    assert_string_equal(answers.lines[1].function, "main");
    assert_int_equal(answers.lines[1].line, 21);
    assert_int_equal(answers.lines[2].line, 0);
    assert_int_equal(answers.lines[2].source, DWARF_NO_SOURCE);
    assert_int_equal(*answers.source_count, 1);
    const char *slash = strrchr(answers.sources[answers.lines[0].source], '/');
    assert_non_null(slash);
    assert_string_equal(slash, "/bank.c");
    dwarf_free(&answers);
}

static void bit_fields(const char *compiler)
{
    const struct dwarf_data datas[] = { { .address = address_of("flags"), .bytes = 1 },
                                        { .address = address_of("flags"), .bytes = 4 },
                                        { .address = address_of("flags") + 4, .bytes = 4 },
                                        { .address = address_of("flags") + 1, .bytes = 1 } };
    const struct dwarf_questions questions = { .files = files, .file_count = 1, .datas = datas, .data_count = 4 };
    struct dwarf_answers answers;
    assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
    for (int i = 0; i < 2; i++)
        if (!answers.words[i].has_bit_fields || strcmp(answers.words[i].name, "flags.{open,shut}") != 0)
            fail_msg("%s: %s", compiler, answers.words[i].name);
    assert_false(answers.words[2].has_bit_fields);
    if (answers.words[3].has_bit_fields || strcmp(answers.words[3].name, "flags.behind") != 0)
        fail_msg("%s: %s", compiler, answers.words[3].name);
    dwarf_free(&answers);
}

// A function's own variable, by its frame: `before` of deposit, whose place follows from what the compiler says of it; all
// places there are tried.
static void locals(const char *compiler)
{
    struct dwarf_data datas[32];
    int found = 0;
    for (int i = 0; i < 32; i++)
        datas[i] = (struct dwarf_data){
            .bytes = 8, .how = DWARF_IN_FRAME, .code = address_of("deposit") + 12, .from_frame = -8 * i
        };
    const struct dwarf_questions questions = { .files = files, .file_count = 1, .datas = datas, .data_count = 32 };
    struct dwarf_answers answers;
    assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
    for (int i = 0; i < 32; i++)
        if (strcmp(answers.words[i].name, "before") == 0) {
            assert_string_equal(answers.words[i].type, "long");
            assert_string_equal(answers.words[i].declared.function, "deposit");
            assert_int_equal(answers.words[i].declared.line, 17);
            found++;
        }
    dwarf_free(&answers);
#if defined(__x86_64__)
    if (found != 1)
        fail_msg("%s: before was found %d times", compiler, found);
#else
    (void)compiler;
#endif
}

static void test_c(void **state)
{
    static const char *const compilers[][2] = {
        { "gcc", "" },
        { "clang", "" },
        { "gcc", "-gdwarf-4" },
        { "clang", "-gdwarf-4" },
        { "gcc", "-no-pie" },
        { "gcc", "-gdwarf-2" },
        { "gcc", "-fsanitize=thread -fPIC" },
        { "clang", "-no-pie" },
    };
    int tried = 0;
    (void)state;
    if (!dwarf_is_there())
        skip();
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++) {
        if (!compile(compilers[i][0], compilers[i][1], "bank.c", c_source))
            continue;
        words_of_c(compilers[i][0]);
        lines_of_c(compilers[i][0]);
        bit_fields(compilers[i][0]);
        if (strcmp(compilers[i][1], "-gdwarf-2") != 0) // which tells frames in another way
            locals(compilers[i][0]);
        tried++;
    }
    assert_true(tried > 0);
}

static const char cxx_source[] = "#include <atomic>\n"                                                       // 1
                                 "namespace bank { struct Base { int id; }; long total;\n"                   // 2
                                 "class Account : public Base { public: static int made; long balance; };\n" // 3
                                 "int Account::made; Account account; }\n"                                   // 4
                                 "namespace { int hidden; }\n"                                               // 5
                                 "std::atomic<long> counter;\n"                                              // 6
                                 "int main() { auto add = [](int n) { bank::total += n; };\n"                // 7
                                 "  add(2); hidden++; counter++; return 0; }\n";                             // 8

static void test_cxx(void **state)
{
    static const struct expected expected[] = {
        { "bank::total", 0, 8, "bank::total", "long", VALUE_SIGNED, 2 },
        { "bank::account", 0, 4, "bank::account.id", "int", VALUE_SIGNED, 4 },
        { "bank::account", 8, 8, "bank::account.balance", "long", VALUE_SIGNED, 4 },
        { "bank::Account::made", 0, 4, "bank::Account::made", "int", VALUE_SIGNED, 0 },
        { "(anonymous namespace)::hidden", 0, 4, "hidden", "int", VALUE_SIGNED, 5 },
    };
    static const char *const compilers[] = { "g++", "clang++" };
    (void)state;
    if (!dwarf_is_there())
        skip();
    for (int i = 0; i < 2; i++) {
        if (!compile(compilers[i], "", "bank.cpp", cxx_source))
            continue;
        check_words(compilers[i], expected, sizeof expected / sizeof *expected);
        const struct dwarf_data atomic = { .address = address_of("counter"), .bytes = 8 };
        const struct dwarf_questions questions = { .files = files, .file_count = 1, .datas = &atomic, .data_count = 1 };
        struct dwarf_answers answers;
        assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
        assert_string_equal(answers.words[0].name, "counter");
        if (strncmp(answers.words[0].type, "std::atomic<long", 16) != 0)
            fail_msg("%s", answers.words[0].type);
        assert_int_equal(answers.words[0].kind, VALUE_SIGNED);
        dwarf_free(&answers);
    }
}

static const char kinds_source[] =
    "#include <array>\n"                                                                                // 1
    "#include <map>\n"                                                                                  // 2
    "struct Empty {}; struct Base : Empty { virtual ~Base() {} long in_base = 0; };\n"                  // 3
    "struct Whole : Base { std::array<int, 4> many; struct { union { long all; int half[2]; }; }; };\n" // 4
    "Whole whole; long *first(std::map<int, long> &map) { return &map[7]; }\n"                          // 5
    "long &reference = whole.in_base;\n"                                                                // 6
    "static int calls() { static int count; return ++count; }\n"                                        // 7
    "thread_local long before; thread_local struct { int a, b; } mine;\n"                               // 8
    "int main() { std::map<int, long> map; mine.b = 1; before = 2; calls(); return *first(map) != 0; }\n";

// The address of a symbol whose name has this in it.
static uint64_t address_with(const char *part)
{
    for (size_t i = 0; i < symbol_count; i++)
        if (strstr(symbols[i].name, part))
            return symbols[i].address;
    fail_msg("no symbol with %s", part);
    return 0;
}

// What each thread has, by how far from the beginning of all of it; and a node of a container, by what allocates it.
static void own_and_allocated(const char *compiler)
{
    const uint64_t mine = address_of("mine"), before = address_of("before");
    const uint64_t allocate = address_with("_Rb_tree_node<std::pair<int const, long> > >::allocate(");
    const struct dwarf_data datas[] = {
        { .how = DWARF_OF_THREAD, .address = mine + 4, .bytes = 4 },
        { .how = DWARF_OF_THREAD, .address = before, .bytes = 8 },
        { .how = DWARF_OF_THREAD, .address = 1 << 20, .bytes = 8 },
        { .how = DWARF_BY_ALLOCATOR, .code = allocate + 8, .bytes = 8, .object_bytes = 48, .in_object = 40 },
        { .how = DWARF_BY_ALLOCATOR, .code = allocate + 8, .bytes = 4, .object_bytes = 48, .in_object = 32 },
        { .how = DWARF_BY_ALLOCATOR, .code = allocate + 8, .bytes = 8, .object_bytes = 48, .in_object = 16 },
        { .how = DWARF_BY_ALLOCATOR, .code = allocate + 8, .bytes = 8, .object_bytes = 47, .in_object = 16 },
        { .how = DWARF_BY_ALLOCATOR, .code = address_of("main"), .bytes = 8, .object_bytes = 48, .in_object = 16 },
    };
    static const char *const names[][2] = {
        { "mine.b", "int" },       { "before", "long" }, { "", "" }, { ".second", "long" },
        { ".first", "const int" }, { "+16", "" },        { "", "" }, { "", "" }
    };
    const struct dwarf_questions questions = { .files = files, .file_count = 1, .datas = datas, .data_count = 8 };
    struct dwarf_answers answers;
    assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
    for (int i = 0; i < 8; i++)
        if (strcmp(answers.words[i].name, names[i][0]) != 0 || strncmp(answers.words[i].type, names[i][1], 4) != 0)
            fail_msg("%s: %d: \"%s\" \"%s\"", compiler, i, answers.words[i].name, answers.words[i].type);
    dwarf_free(&answers);
}

static void test_kinds(void **state)
{
    static const struct expected expected[] = {
        { "whole", 8, 8, "whole.in_base", "long", VALUE_SIGNED, 5 },
        { "whole", 16, 4, "whole.many[0]", "int", VALUE_SIGNED, 5 },
        { "whole", 28, 4, "whole.many[3]", "int", VALUE_SIGNED, 5 },
        { "whole", 32, 8, "whole.all", "long", VALUE_SIGNED, 5 },
        { "whole", 36, 4, "whole.half[1]", "int", VALUE_SIGNED, 5 },
        { "calls()::count", 0, 4, "count in calls", "int", VALUE_SIGNED, 7 },
    };
    static const char *const compilers[][2] = { { "g++", "" }, { "clang++", "-fstandalone-debug" } };
    (void)state;
    if (!dwarf_is_there())
        skip();
    for (int i = 0; i < 2; i++)
        if (compile(compilers[i][0], compilers[i][1], "kinds.cpp", kinds_source)) {
            check_words(compilers[i][0], expected, sizeof expected / sizeof *expected);
            own_and_allocated(compilers[i][0]);
        }
}

// ---- what somebody names --------------------------------------------------------------------------------------------

static void test_wanted(void **state)
{
    static const struct {
        const char *name, *symbol;
        uint64_t at, bytes;
        bool is_elsewhere;
        const char *near;
    } expected[] = {
        { "balance", "balance", 0, 8, false, "" },
        { "bank", "bank", 0, 72, false, "" },
        { "bank[1]", "bank", 24, 24, false, "" },
        { "bank[1].total", "bank", 32, 8, false, "" },
        { "bank[3].total", NULL, 0, 0, false, "" },
        { "grid[2]", "grid", 32, 16, false, "" },
        { "grid[2][1]", "grid", 36, 4, false, "" },
        { "node.high", "node", 10, 2, false, "" },
        { "bank.c:7", "balance", 0, 8, false, "" },
        { "bank.c:12", "grid", 0, 48, false, "" },
        { "bank.c:19", NULL, 0, 0, false, "" }, // it only updates
        { "bank.c:21", NULL, 0, 0, true, "" },  // what it calls may allocate
        { "bank.c:17", NULL, 0, 0, true, "" },
        { "bank.c:2", NULL, 0, 0, false, "" },
        { "other.c:7", NULL, 0, 0, false, "" },
        { "before", NULL, 0, 0, true, "" },
        { "balnce", NULL, 0, 0, false, "balance" },
        { "either.hole", NULL, 0, 0, false, "either.whole" },
        { "grid[2", NULL, 0, 0, false, "" },
        { "grid[x]", NULL, 0, 0, false, "" },
        { "", NULL, 0, 0, false, "" },
        { ":", NULL, 0, 0, false, "" },
        { ".[", NULL, 0, 0, false, "" },
    };
    enum {
        COUNT = sizeof expected / sizeof *expected
    };
    struct dwarf_wanted wanteds[COUNT];
    struct dwarf_answers answers;
    (void)state;
    if (!dwarf_is_there() || !compile("gcc", "", "bank.c", c_source))
        skip();
    for (int i = 0; i < COUNT; i++)
        wanteds[i] = (struct dwarf_wanted){ 0, expected[i].name };
    const struct dwarf_questions questions = {
        .files = files, .file_count = 1, .wanteds = wanteds, .wanted_count = COUNT
    };
    assert_true(dwarf_ask(&questions, &answers).kind == STATUS_OK);
    for (int i = 0; i < COUNT; i++) {
        const struct dwarf_found *found = &answers.found[i];
        const bool is_right = expected[i].symbol
                                  ? found->count == 1 && found->ranges[0].bytes == expected[i].bytes &&
                                        found->ranges[0].address == address_of(expected[i].symbol) + expected[i].at
                                  : found->count == 0 && found->is_elsewhere == expected[i].is_elsewhere;
        if (!is_right || (*expected[i].near && strcmp(found->near[0], expected[i].near) != 0))
            fail_msg("%s: %u found, elsewhere %d, near \"%s\"", expected[i].name, found->count, found->is_elsewhere,
                     found->near[0]);
    }
    dwarf_free(&answers);
}

// ---- files that lie -------------------------------------------------------------------------------------------------

static unsigned char *read_program(size_t *size)
{
    FILE *file = fopen("program", "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void ask_of_garbage(const unsigned char *bytes, size_t size, const struct dwarf_questions *questions)
{
    struct dwarf_answers answers;
    FILE *file = fopen("program", "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    (void)dwarf_ask(questions, &answers);
    dwarf_free(&answers);
}

static void test_garbage(void **state)
{
    struct dwarf_data datas[3];
    struct dwarf_code codes[2];
    const struct dwarf_wanted wanteds[] = { { 0, "balance" }, { 0, "bank.c:19" }, { 0, "nothing" } };
    size_t size;
    (void)state;
    if (!dwarf_is_there() || !compile("gcc", "", "bank.c", c_source))
        skip();
    for (int i = 0; i < 2; i++)
        codes[i] = (struct dwarf_code){ 0, address_of(i ? "main" : "deposit") };
    datas[0] = (struct dwarf_data){ .address = address_of("bank") + 24, .bytes = 8 };
    datas[1] = (struct dwarf_data){ .how = DWARF_IN_FRAME, .code = codes[0].address, .from_frame = -16, .bytes = 8 };
    datas[2] = (struct dwarf_data){ .address = UINT64_MAX, .bytes = UINT32_MAX, .file = 7 };
    const struct dwarf_questions questions = { files, 1, codes, 2, datas, 3, wanteds, 3 };
    unsigned char *right = read_program(&size), *wrong = malloc(size);
    assert_non_null(wrong);
    struct random random = { 13 };
    for (int round = 0; round < 60; round++) {
        memcpy(wrong, right, size);
        for (int i = 0; i < 1 + round * 8; i++)
            wrong[random_next(&random) % size] = (unsigned char)random_next(&random);
        ask_of_garbage(wrong, round % 10 == 9 ? random_next(&random) % size : size, &questions);
    }
    free(right);
    free(wrong);
}

// ---- the process apart ----------------------------------------------------------------------------------------------

static void crash(void *context)
{
    (void)context;
    __builtin_trap();
}

static void loop(void *context)
{
    for (;;)
        ++*(volatile uint64_t *)context;
}

static void eat(void *context)
{
    *(char *)context = 0;
    for (void *piece; (piece = malloc(1 << 20)) != NULL;)
        memset(piece, 1, 1); // cppcheck-suppress memleak
    *(char *)context = 1;
}

// What a stranger might want.
static void do_harm(void *context)
{
    char *done = context;
    done[0] = kill(getppid(), 0) != 0;
    done[1] = fork() < 0;
    done[2] = open("written", O_WRONLY | O_CREAT, 0600) < 0; // cppcheck-suppress leakReturnValNotUsed
    done[3] = execl("/bin/true", "true", (char *)NULL) != 0;
    done[4] = open("/proc/self/status", O_RDONLY) >= 0; // cppcheck-suppress leakReturnValNotUsed
}

static void test_apart(void **state)
{
    const struct os_apart_limits limits = { .memory_bytes = 64 << 20, .time_ns = 50000000 };
    void *memory;
    (void)state;
    assert_true(os_memory_map_shared(4096, &memory).kind == STATUS_OK);
    char *done = memory;
    const bool sanitized =
        getenv("RACELEDGER_SAN") && *getenv("RACELEDGER_SAN"); // without the filter and the limit of memory
    if (!sanitized)
        assert_non_null(strstr(os_apart(crash, memory, limits).message, "it was ended by signal"));
    assert_string_equal(os_apart(loop, memory, limits).message, "it took too long");
    if (!sanitized) {
        assert_true(os_apart(do_harm, memory, limits).kind == STATUS_OK);
        assert_true(done[0] && done[1] && done[2] && done[3] && done[4]);
        assert_int_equal(access("written", F_OK), -1);
        (void)os_apart(eat, memory, (struct os_apart_limits){ .memory_bytes = 64 << 20, .time_ns = 5000000000 });
        assert_int_equal(done[0], 1);
    }
    os_memory_unmap(memory, 4096);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_apart), cmocka_unit_test(test_c),      cmocka_unit_test(test_cxx),
        cmocka_unit_test(test_kinds), cmocka_unit_test(test_wanted), cmocka_unit_test(test_garbage),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
