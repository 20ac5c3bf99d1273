// Names of variables are found in a program's own file, and a file that lies harms nobody.
#include "os/target.h"
#include "record/library_word.h"
#include "record/mangled.h"
#include "record/symbols.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct account {
    long number;
    long balance;
};
static struct account named_by_its_symbol = { 1, 2 };

// Where this program's file was loaded.
static uint64_t base_of_self(void)
{
    struct os_program self;
    assert_true(os_target_program(getpid(), &self));
    return self.base;
}

static void test_names(void **state)
{
    (void)state;
    struct symbols symbols;
    char name[32];
    symbols_read(&symbols, "/proc/self/exe");
    if (symbols.count == 0)
        skip(); // no regular file by that name here
    const uint64_t base = base_of_self();
    assert_true(symbols_name(&symbols, base, (uint64_t)&named_by_its_symbol, name, sizeof name));
    assert_string_equal(name, "named_by_its_symbol");
    assert_true(symbols_name(&symbols, base, (uint64_t)&named_by_its_symbol.balance, name, sizeof name));
    assert_string_equal(name, "named_by_its_symbol+8");
    assert_false(symbols_name(&symbols, base, (uint64_t)&symbols, name, sizeof name)); // on the stack
    assert_false(symbols_name(&symbols, base, 0, name, sizeof name));
    symbols_free(&symbols);
}

static void test_mangled(void **state)
{
    static const struct {
        const char *symbol, *name; // name NULL: it is left as it is
    } names[] = {
        { "balance", NULL },
        { "count.0", "count" },
        { "count.17", "count" },
        { ".5", NULL },
        { "count.", NULL },
        { "_ZL5total", "total" },
        { "_ZN4bank5totalE", "bank::total" },
        { "_ZN4bank12_GLOBAL__N_16hiddenE", "bank::hidden" },
        { "_ZN12_GLOBAL__N_16hiddenE", "hidden" },
        { "_ZZ4mainE5count", "count in main" },
        { "_ZZN4bank7depositElE5count", "count in bank::deposit" },
        { "_ZZ7depositP5EagleE5count_0", "count in deposit" },
        { "_ZN4bankI5totalE", NULL },
        { "_ZZ4mainE", NULL },
        { "_ZZ", NULL },
        { "_Z", NULL },
        { "_ZN", NULL },
        { "_ZN4bank5tot", NULL },
        { "_ZN99999999999999999999total", NULL },
        { "", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64] = "";
        const bool known = mangled_name(names[i].symbol, name, sizeof name);
        if (known != (names[i].name != NULL) || (known && strcmp(name, names[i].name) != 0))
            fail_msg("%s: \"%s\", not \"%s\"", names[i].symbol, name, names[i].name ? names[i].name : "");
        (void)mangled_name(names[i].symbol, name, 4); // within its room
        assert_true(strlen(name) < sizeof name);
    }
}

static void test_words_of_libraries(void **state)
{
    static const char *const words[][2] = {
        { "std::vector<long, std::allocator<long> >::vector", "vector" },
        { "std::map<int, long, std::less<int>, std::allocator<std::pair<int const, lo", "map" },
        { "std::__cxx11::basic_string<char, std::char_traits<char> >::_M_create", "string" },
        { "std::make_shared<bank::Account>", "make_shared" },
        { "std::thread::thread<main()::lambda&>", "thread" },
        { "std::operator+<char>", "" },
        { "std::_Vector_base<int>::_M_allocate", "" },
        { "operator new", "" },
        { "g_new", "g_new" },
        { "std::", "" },
        { "<", "" },
        { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char word[24] = "";
        if (library_word(words[i][0], word, sizeof word) != (words[i][1][0] != '\0') || strcmp(word, words[i][1]) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", words[i][0], word, words[i][1]);
    }
}

static size_t read_self(unsigned char **bytes)
{
    FILE *file = fopen("/proc/self/exe", "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    *bytes = malloc(size);
    assert_non_null(*bytes);
    assert_int_equal(fread(*bytes, 1, size, file), size);
    fclose(file);
    return size;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void try_file(const char *path, const unsigned char *bytes, size_t size)
{
    struct symbols symbols;
    char name[32];
    write_file(path, bytes, size);
    symbols_read(&symbols, path);
    for (uint64_t address = 0; address < 1 << 20; address += 977)
        (void)symbols_name(&symbols, 0, address, name, sizeof name);
    symbols_free(&symbols);
}

// Every field of the header and of the sections' headers with what does not fit, and cut off at many places.
static void test_lies(void **state)
{
    (void)state;
    static const unsigned char values[] = { 0x00, 0x01, 0x7f, 0xff };
    char path[] = "/tmp/symbols-XXXXXX";
    unsigned char *bytes;
    const size_t size = read_self(&bytes);
    const int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    for (size_t at = 0; at < sizeof(Elf64_Ehdr); at++) {
        const unsigned char before = bytes[at];
        bytes[at] = values[at % sizeof values];
        try_file(path, bytes, size < 100000 ? size : 100000);
        bytes[at] = before;
    }
    Elf64_Ehdr head;
    memcpy(&head, bytes, sizeof head);
    for (size_t at = head.e_shoff; at < size && at < head.e_shoff + 40 * sizeof(Elf64_Shdr); at += 13) {
        const unsigned char before = bytes[at];
        bytes[at] = 0xff;
        try_file(path, bytes, size);
        bytes[at] = before;
    }
    for (size_t cut = 0; cut < size; cut += size / 20 + 1)
        try_file(path, bytes, cut);
    unlink(path);
    free(bytes);
}

static void test_none(void **state)
{
    (void)state;
    struct symbols symbols;
    static const char *const paths[] = { "/nowhere/at/all", "/dev/null", "/", "/proc/self/maps", "" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        symbols_read(&symbols, paths[i]);
        assert_int_equal(symbols.count, 0);
        symbols_free(&symbols);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names), cmocka_unit_test(test_mangled), cmocka_unit_test(test_words_of_libraries),
        cmocka_unit_test(test_lies),  cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
