// Which words of a frame, or behind its pointers, the instructions touch that gcc and clang write behind a hook's call.
#include "record/frame_access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/random.h"

static void test_code(void **state)
{
    static const struct {
        const char *what;
        unsigned char code[32];
        uint32_t bytes;
        bool store;
        int count;
        struct frame_access first;
    } codes[] = {
        { "mov -0x1c(%rbp),%ebx", { 0x8b, 0x5d, 0xe4, 0xe8 }, 4, false, 1, { .from_frame = -0x1c } },
        { "mov -0x1c(%rbp),%ebx as a store", { 0x8b, 0x5d, 0xe4, 0xe8 }, 4, true, 0, { 0 } },
        { "mov -0x1c(%rbp),%ebx of 8 bytes", { 0x8b, 0x5d, 0xe4, 0xe8 }, 8, false, 0, { 0 } },
        { "movl $0,-0x8(%rbp)", { 0xc7, 0x45, 0xf8, 0, 0, 0, 0, 0xe8 }, 4, true, 1, { .from_frame = -8 } },
        { "mov %rbx,-0x130(%rbp)",
          { 0x48, 0x89, 0x9d, 0xd0, 0xfe, 0xff, 0xff, 0xe8 },
          8,
          true,
          1,
          { .from_frame = -0x130 } },
        { "movzbl -1(%rbp),%eax", { 0x0f, 0xb6, 0x45, 0xff, 0xe8 }, 1, false, 1, { .from_frame = -1 } },
        { "movsd -0x10(%rbp),%xmm0",
          { 0xf2, 0x0f, 0x10, 0x45, 0xf0, 0xe8 },
          8,
          false,
          1,
          { .is_float = true, .from_frame = -0x10 } },
        { "mov -0x18(%rbp),%rax; mov (%rax),%eax",
          { 0x48, 0x8b, 0x45, 0xe8, 0x8b, 0x00, 0xe8 },
          4,
          false,
          1,
          { .by_pointer = true, .from_frame = -0x18 } },
        { "mov -0x20(%rbp),%rax; movsd 8(%rax),%xmm1",
          { 0x48, 0x8b, 0x45, 0xe0, 0xf2, 0x0f, 0x10, 0x48, 0x08, 0xe8 },
          8,
          false,
          1,
          { .is_float = true, .by_pointer = true, .from_frame = -0x20, .within = 8 } },
        { "mov -0x20(%rbp),%rax; movsd -0x28(%rbp),%xmm1; movsd %xmm1,8(%rax)",
          { 0x48, 0x8b, 0x45, 0xe0, 0xf2, 0x0f, 0x10, 0x4d, 0xd8, 0xf2, 0x0f, 0x11, 0x48, 0x08, 0xe8 },
          8,
          true,
          1,
          { .is_float = true, .by_pointer = true, .from_frame = -0x20, .within = 8 } },
        { "mov -0x18(%rbp),%rax; mov %rax,%rdx; mov 4(%rdx),%ecx",
          { 0x48, 0x8b, 0x45, 0xe8, 0x48, 0x89, 0xc2, 0x8b, 0x4a, 0x04, 0xe8 },
          4,
          false,
          1,
          { .by_pointer = true, .from_frame = -0x18, .within = 4 } },
        { "lea -0x30(%rbp),%rax; mov 8(%rax),%rdx",
          { 0x48, 0x8d, 0x45, 0xd0, 0x48, 0x8b, 0x50, 0x08, 0xe8 },
          8,
          false,
          1,
          { .from_frame = -0x28 } },
        { "addl $5,-4(%rbp) as a load", { 0x83, 0x45, 0xfc, 0x05, 0xe8 }, 4, false, 1, { .from_frame = -4 } },
        { "cmpl $5,-4(%rbp) as a store", { 0x83, 0x7d, 0xfc, 0x05, 0xe8 }, 4, true, 0, { 0 } },
        { "mov (%rbx),%rdx: whose?", { 0x48, 0x8b, 0x13, 0x48, 0x8b, 0x45, 0xe8, 0xe8 }, 8, false, 0, { 0 } },
        { "mov 0x10(%rip),%rbx", { 0x48, 0x8b, 0x1d, 0x10, 0, 0, 0, 0xe8 }, 8, false, 0, { 0 } },
        { "mov -0x40(%rbp,%rax,8),%r12", { 0x4c, 0x8b, 0x64, 0xc5, 0xc0, 0xe8 }, 8, false, 0, { 0 } },
        { "movq %xmm0,%rbx; mov (%rbx),%eax: no pointer",
          { 0x66, 0x48, 0x0f, 0x7e, 0xc3, 0x8b, 0x03, 0xe8 },
          4,
          false,
          0,
          { 0 } },
        { "call first", { 0xe8, 0, 0, 0, 0, 0x8b, 0x5d, 0xe4 }, 4, false, 0, { 0 } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct frame_access found[FRAME_ACCESSES_MAX] = { { 0 } };
        const int count = frame_accesses(codes[i].code, sizeof codes[i].code, codes[i].bytes, codes[i].store, found);
        if (count != codes[i].count ||
            (count &&
             (found[0].from_frame != codes[i].first.from_frame || found[0].within != codes[i].first.within ||
              found[0].by_pointer != codes[i].first.by_pointer || found[0].is_float != codes[i].first.is_float)))
            fail_msg("%s: %d, %d from the frame, by pointer %d, within %d", codes[i].what, count,
                     (int)found[0].from_frame, found[0].by_pointer, (int)found[0].within);
    }
}

// What gcc and clang write up to the call of a hook, where a pointer of a file leads to what is touched.
static void test_arguments(void **state)
{
    static const struct {
        const char *what;
        unsigned char code[32];
        size_t bytes;
        bool is_told;
        int64_t from_end, within;
    } codes[] = {
        { "mov 0x100(%rip),%rbx; mov %rbx,%rax; mov %rax,%rdi",
          { 0x48, 0x8b, 0x1d, 0, 1, 0, 0, 0x48, 0x89, 0xd8, 0x48, 0x89, 0xc7 },
          13,
          true,
          0x100 - 6,
          0 },
        { "mov 0x100(%rip),%r12; lea 8(%r12),%rax; mov %rax,%rdi",
          { 0x4c, 0x8b, 0x25, 0, 1, 0, 0, 0x49, 0x8d, 0x44, 0x24, 8, 0x48, 0x89, 0xc7 },
          15,
          false, // scaled: not followed
          0,
          0 },
        { "mov 0x100(%rip),%rbx; lea 8(%rbx),%rax; mov %rax,%rdi",
          { 0x48, 0x8b, 0x1d, 0, 1, 0, 0, 0x48, 0x8d, 0x43, 8, 0x48, 0x89, 0xc7 },
          14,
          true,
          0x100 - 7,
          8 },
        { "mov -0x10(%rip),%rax; add $4,%rax; mov %rax,%rdi",
          { 0x48, 0x8b, 0x05, 0xf0, 0xff, 0xff, 0xff, 0x48, 0x83, 0xc0, 4, 0x48, 0x89, 0xc7 },
          14,
          true,
          -0x10 - 7,
          4 },
        { "mov 0x100(%rip),%rax; add $0x110,%rax; mov %rax,%rdi",
          { 0x48, 0x8b, 0x05, 0, 1, 0, 0, 0x48, 0x05, 0x10, 1, 0, 0, 0x48, 0x89, 0xc7 },
          16,
          true,
          0x100 - 9,
          0x110 },
        { "mov 0x100(%rip),%rdi; mov %rdi,-0x20(%rbp)",
          { 0x48, 0x8b, 0x3d, 0, 1, 0, 0, 0x48, 0x89, 0x7d, 0xe0 },
          11,
          true,
          0x100 - 4,
          0 },
        { "mov 0x100(%rip),%rbx; mov %rax,%rdi: of something else",
          { 0x48, 0x8b, 0x1d, 0, 1, 0, 0, 0x48, 0x89, 0xc7 },
          10,
          false,
          0,
          0 },
        { "mov 0x100(%rip),%ebx; mov %rbx,%rdi: no pointer",
          { 0x90, 0x8b, 0x1d, 0, 1, 0, 0, 0x48, 0x89, 0xdf },
          10,
          false,
          0,
          0 },
        { "mov 0x100(%rip),%rbx; call; mov %rbx,%rdi",
          { 0x48, 0x8b, 0x1d, 0, 1, 0, 0, 0xe8, 0, 0, 0, 0, 0x48, 0x89, 0xdf },
          15,
          false,
          0,
          0 },
        { "mov 0x100(%rip),%rax; add %rdx,%rax; mov %rax,%rdi: by an index",
          { 0x48, 0x8b, 0x05, 0, 1, 0, 0, 0x48, 0x01, 0xd0, 0x48, 0x89, 0xc7 },
          13,
          false,
          0,
          0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        int64_t from_end = 0, within = 0;
        const bool told = frame_argument(codes[i].code, codes[i].bytes, &from_end, &within);
        if (told != codes[i].is_told || (told && (from_end != codes[i].from_end || within != codes[i].within)))
            fail_msg("%s: %d, %d from the end, within %d", codes[i].what, told, (int)from_end, (int)within);
    }
}

static void test_any_bytes(void **state)
{
    struct random random = { 5 };
    (void)state;
    for (int round = 0; round < 200000; round++) {
        unsigned char code[24];
        struct frame_access found[FRAME_ACCESSES_MAX];
        for (size_t i = 0; i < sizeof code; i++)
            code[i] = (unsigned char)random_next(&random);
        const int count = frame_accesses(code, random_below(&random, sizeof code + 1), 1u << random_below(&random, 4),
                                         random_below(&random, 2), found);
        assert_in_range(count, 0, FRAME_ACCESSES_MAX);
        int64_t from_end, within;
        memcpy(code, (const unsigned char[]){ 0x48, 0x8b, 0x05 }, 3); // and whatever follows it
        (void)frame_argument(code, random_below(&random, sizeof code + 1), &from_end, &within);
    }
}

// What clang writes where it needs a pointer again: it stands in another place of the frame.
static void test_copies(void **state)
{
    static const unsigned char code[] = {
        0x55,                                     // push %rbp
        0x48, 0x89, 0xe5,                         // mov %rsp,%rbp
        0x48, 0x8b, 0x7d, 0xf8,                   // mov -8(%rbp),%rdi
        0x48, 0x89, 0x7d, 0xe8,                   // mov %rdi,-0x18(%rbp)
        0x48, 0x8b, 0x85, 0x00, 0xff, 0xff, 0xff, // mov -0x100(%rbp),%rax
        0x48, 0x89, 0x45, 0xd0,                   // mov %rax,-0x30(%rbp)
        0x48, 0x8b, 0x45, 0xf0,                   // mov -0x10(%rbp),%rax
        0x48, 0x89, 0x4d, 0xc0,                   // mov %rcx,-0x40(%rbp)
        0x48, 0x8b, 0x45, 0xf0,                   // mov -0x10(%rbp),%rax
        0x48, 0x89, 0x45, 0xd0,                   // mov %rax,-0x30(%rbp)
        0x8b, 0x45, 0xf0,                         // mov -0x10(%rbp),%eax
        0x89, 0x45, 0xb0,                         // mov %eax,-0x50(%rbp)
    };
    int64_t from = 0;
    (void)state;
    assert_true(frame_copied_from(code, sizeof code, -0x18, &from));
    assert_int_equal(from, -8);
    assert_false(frame_copied_from(code, sizeof code, -0x30, &from)); // from two places
    assert_false(frame_copied_from(code, sizeof code, -0x40, &from)); // of something else
    assert_false(frame_copied_from(code, sizeof code, -0x50, &from)); // no pointer
    assert_false(frame_copied_from(code, sizeof code, -0x60, &from));
    for (size_t bytes = 0; bytes < sizeof code; bytes++)
        assert_true(frame_copied_from(code, bytes, -0x18, &from) == (bytes >= 12));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_code), cmocka_unit_test(test_copies),
                                        cmocka_unit_test(test_arguments), cmocka_unit_test(test_any_bytes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
