// Programs that the library can be inside of, and those of which their file says that it cannot.
#include "record/reach.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#define OTHER_MACHINE EM_AARCH64
#else
#define MACHINE EM_AARCH64
#define OTHER_MACHINE EM_X86_64
#endif

// A program of headers alone.
struct image {
    Elf64_Ehdr head;
    Elf64_Phdr parts[3];
    char loader[64];
    Elf64_Dyn dynamic[4];
    char names[64];
};

static char path[] = "/tmp/raceledger-reach-XXXXXX";

static int make_path(void **state)
{
    (void)state;
    const int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int drop_path(void **state)
{
    (void)state;
    return unlink(path);
}

static struct image image_of(const char *loader, const char *needs)
{
    struct image image = {
        .head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
                  .e_type = ET_DYN,
                  .e_machine = MACHINE,
                  .e_phoff = offsetof(struct image, parts),
                  .e_phentsize = sizeof(Elf64_Phdr),
                  .e_phnum = 3 },
        .parts = { { .p_type = PT_LOAD, .p_vaddr = 0x1000, .p_filesz = sizeof image },
                   { .p_type = PT_INTERP, .p_offset = offsetof(struct image, loader), .p_filesz = 64 },
                   { .p_type = PT_DYNAMIC,
                     .p_offset = offsetof(struct image, dynamic),
                     .p_filesz = sizeof image.dynamic } },
        .dynamic = { { .d_tag = DT_NEEDED, .d_un.d_val = 1 },
                     { .d_tag = DT_STRTAB, .d_un.d_ptr = 0x1000 + offsetof(struct image, names) },
                     { .d_tag = DT_NULL } },
    };
    if (loader)
        snprintf(image.loader, sizeof image.loader, "%s", loader);
    else
        image.parts[1].p_type = PT_NULL;
    snprintf(image.names + 1, sizeof image.names - 1, "%s", needs);
    return image;
}

static void write_file(const void *data, size_t bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0755), 0);
}

// What is said of the file, and whether the library is preloaded none the less; an empty text: nothing speaks against it.
static void expect(const char *says, bool preloads)
{
    bool preload;
    const struct status status = reach_of(path, &preload);
    if (says[0])
        assert_non_null(strstr(status.message, says));
    else
        assert_string_equal(status.message, "");
    assert_int_equal(preload, preloads);
}

static void expect_of(struct image image, const char *says, bool preloads)
{
    write_file(&image, sizeof image);
    expect(says, preloads);
}

static void what_needs_our_loader_is_reached(void **state)
{
    (void)state;
    bool preload;
    expect_of(image_of("/lib64/ld-linux-x86-64.so.2", "libc.so.6"), "", true);
    expect_of(image_of("/nix/store/abc/lib/ld-linux-aarch64.so.1", "libm.so.6"), "", true);
    assert_true(status_is_ok(reach_of("sh", &preload)) && preload);
    assert_true(status_is_ok(reach_of("/bin/ls", &preload)));
    assert_true(status_is_ok(reach_of("no-such-program-anywhere", &preload)) && preload);
}

static void others_are_told_apart(void **state)
{
    (void)state;
    struct image image = image_of("/lib64/ld-linux-x86-64.so.2", "libc.so.6");
    expect_of(image_of("/lib/ld-musl-x86_64.so.1", "libc.so"), "C library", false);
    expect_of(image_of("/lib64/ld-linux-x86-64.so.2", "libasan.so.8"), "AddressSanitizer", false);
    expect_of(image_of(NULL, ""), "statically", true);
    image.head.e_machine = OTHER_MACHINE;
    expect_of(image, "another machine", false);
    image.head.e_machine = MACHINE;
    image.head.e_ident[EI_CLASS] = ELFCLASS32;
    expect_of(image, "another machine", false);
}

static void a_script_is_who_runs_it(void **state)
{
    (void)state;
    static const char script[] = "#! \t/bin/sh -e\n";
    char itself[256];
    write_file(script, sizeof script - 1);
    expect("", true);
    write_file("#!", 2);
    expect("", true);
    snprintf(itself, sizeof itself, "#!%s", path); // for ever, where nobody counts
    write_file(itself, strlen(itself));
    expect("", true);
}

// Any byte of it changed, any length of it: something is said.
static void damage_does_no_harm(void **state)
{
    (void)state;
    const struct image image = image_of("/lib64/ld-linux-x86-64.so.2", "libasan.so.8");
    unsigned char bytes[sizeof image];
    bool preload;
    for (size_t i = 0; i < sizeof bytes; i += 3)
        for (int value = 0; value < 256; value += 85) {
            memcpy(bytes, &image, sizeof bytes);
            bytes[i] = (unsigned char)value;
            write_file(bytes, value ? sizeof bytes : i);
            (void)reach_of(path, &preload);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_needs_our_loader_is_reached),
        cmocka_unit_test(others_are_told_apart),
        cmocka_unit_test(a_script_is_who_runs_it),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests(tests, make_path, drop_path);
}
