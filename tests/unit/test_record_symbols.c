// Names of variables are found in a program's own file, and a file that lies harms nobody.
#include "os/target.h"
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
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_lies),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
