// Arenas: alignment, zeroing (after reuse as well), no overlap, exhaustion at every allocation, reuse without
// allocating.
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The arena's calls of calloc come here: counted, and made to fail from a chosen one on.
static unsigned callocs;
static unsigned callocs_allowed = UINT32_MAX;
static size_t calloc_bytes_max = SIZE_MAX;

void *__real_calloc(size_t count, size_t size_bytes);
void *__wrap_calloc(size_t count, size_t size_bytes);

void *__wrap_calloc(size_t count, size_t size_bytes)
{
    callocs++;
    if (callocs > callocs_allowed || size_bytes > calloc_bytes_max)
        return NULL;
    return __real_calloc(count, size_bytes);
}

static int fresh(void **state)
{
    (void)state;
    callocs = 0;
    callocs_allowed = UINT32_MAX;
    calloc_bytes_max = SIZE_MAX;
    return 0;
}

static void assert_zero(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            fail_msg("byte %zu of %zu is %d, not 0", i, count, bytes[i]);
}

static void takes_nothing_before_the_first_piece(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    arena_reset(&arena);
    arena_finish(&arena);
    assert_int_equal(callocs, 0);
    assert_int_equal(arena.used_bytes, 0);
    assert_int_equal(arena.reserved_bytes, 0);
}

// Thousands of pieces of odd sizes, through many blocks: each aligned, zeroed, and keeping what was written to it.
static void pieces_are_aligned_zeroed_and_apart(void **state)
{
    (void)state;
    enum {
        PIECES = 3000
    };
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    struct arena arena = ARENA_EMPTY;
    for (int round = 0; round < 3; round++) {
        uint32_t random = 12345 + (uint32_t)round;
        size_t total = 0;
        for (size_t i = 0; i < PIECES; i++) {
            random = random * 1664525 + 1013904223;
            sizes[i] = i % 100 == 99 ? random >> 14 : random >> 24;
            pieces[i] = arena_get(&arena, sizes[i]);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            assert_zero(pieces[i], sizes[i]);
            memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
            total += sizes[i];
        }
        for (size_t i = 0; i < PIECES; i++)
            for (size_t j = 0; j < sizes[i]; j++)
                if (pieces[i][j] != i % 255 + 1)
                    fail_msg("piece %zu byte %zu: %d, not %zu", i, j, pieces[i][j], i % 255 + 1);
        assert_true(arena.used_bytes >= total);
        assert_true(arena.reserved_bytes >= arena.used_bytes);
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    arena_finish(&arena);
}

static void nothing_still_has_a_place(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    char *first = arena_get(&arena, 0);
    char *second = arena_get_array(&arena, 0, 8);
    char *third = arena_get_array(&arena, 8, 0);
    assert_non_null(first);
    assert_non_null(second);
    assert_non_null(third);
    assert_ptr_not_equal(first, second);
    assert_ptr_not_equal(second, third);
    arena_finish(&arena);
}

static void sizes_past_all_memory_are_refused(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    char *piece = arena_get(&arena, 100);
    struct arena before = arena;
    for (size_t less = 0; less < 64; less++)
        assert_null(arena_get(&arena, SIZE_MAX - less));
    assert_null(arena_get(&arena, SIZE_MAX / 2 + 1));
    assert_null(arena_get_array(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_get_array(&arena, (size_t)1 << 32, (size_t)1 << 32));
    assert_null(arena_get_array(&arena, SIZE_MAX, SIZE_MAX));
    assert_memory_equal(&arena, &before, sizeof arena);
    assert_zero((unsigned char *)piece, 100);
    arena_finish(&arena);
}

// The n-th allocation fails, for every n: NULL, the arena as it was, and usable again once there is memory.
static void exhaustion_changes_nothing(void **state)
{
    (void)state;
    for (unsigned allowed = 0; allowed < 6; allowed++) {
        struct arena arena = ARENA_EMPTY;
        callocs = 0;
        callocs_allowed = allowed;
        size_t pieces = 0;
        struct arena before = arena;
        while (arena_get(&arena, 50000) != NULL) {
            before = arena;
            pieces++;
            assert_true(pieces < 10000);
        }
        assert_memory_equal(&arena, &before, sizeof arena);
        assert_true(callocs > allowed);
        assert_int_equal(pieces == 0, allowed == 0);
        callocs_allowed = UINT32_MAX;
        unsigned char *piece = arena_get(&arena, 50000);
        assert_non_null(piece);
        assert_zero(piece, 50000);
        arena_finish(&arena);
    }
}

static void scarce_memory_gives_a_block_just_large_enough(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    calloc_bytes_max = 20000;
    for (int i = 0; i < 10; i++)
        assert_non_null(arena_get(&arena, 10000));
    assert_null(arena_get(&arena, 30000));
    assert_int_equal(arena.used_bytes, 100000);
    assert_int_equal(arena.reserved_bytes, 100000);
    arena_finish(&arena);
}

static void reset_without_memory_leaves_an_empty_arena(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    for (int i = 0; i < 20; i++)
        assert_non_null(arena_get(&arena, 60000));
    callocs_allowed = 0;
    arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_int_equal(arena.reserved_bytes, 0);
    assert_null(arena_get(&arena, 1));
    callocs_allowed = UINT32_MAX;
    assert_non_null(arena_get(&arena, 1));
    arena_finish(&arena);
}

// A frame's arena: from the second round of the same size on nothing is allocated.
static void rounds_of_one_size_stop_allocating(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    unsigned after_two = 0;
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 2000; i++) {
            unsigned char *piece = arena_get(&arena, 1000);
            assert_non_null(piece);
            assert_zero(piece, 1000);
            memset(piece, 0xAA, 1000);
        }
        arena_reset(&arena);
        if (round == 1)
            after_two = callocs;
    }
    assert_int_equal(callocs, after_two);
    arena_finish(&arena);
}

// A huge piece takes a block of its own; small ones go on in the one begun before.
static void a_huge_piece_does_not_waste_the_newest_block(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    char *small = arena_get(&arena, 16);
    char *huge = arena_get(&arena, (size_t)1 << 20);
    char *next = arena_get(&arena, 16);
    assert_non_null(huge);
    assert_ptr_equal(next, small + 16);
    assert_int_equal(callocs, 2);
    assert_zero((unsigned char *)huge, (size_t)1 << 20);
    arena_finish(&arena);
}

static void printf_copies_into_the_arena(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    char *text = arena_printf(&arena, "T%d overwrote %s: %u updates lost", 1, "T2", 3u);
    assert_string_equal(text, "T1 overwrote T2: 3 updates lost");
    assert_string_equal(arena_printf(&arena, "%s", ""), "");
    char *wide = arena_printf(&arena, "%200000d", 7);
    assert_int_equal(strlen(wide), 200000);
    assert_int_equal(wide[199999], '7');
    assert_string_equal(text, "T1 overwrote T2: 3 updates lost");
    callocs_allowed = 0;
    assert_null(arena_printf(&arena, "%2000000d", 7));
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(takes_nothing_before_the_first_piece, fresh),
        cmocka_unit_test_setup(pieces_are_aligned_zeroed_and_apart, fresh),
        cmocka_unit_test_setup(nothing_still_has_a_place, fresh),
        cmocka_unit_test_setup(sizes_past_all_memory_are_refused, fresh),
        cmocka_unit_test_setup(exhaustion_changes_nothing, fresh),
        cmocka_unit_test_setup(scarce_memory_gives_a_block_just_large_enough, fresh),
        cmocka_unit_test_setup(reset_without_memory_leaves_an_empty_arena, fresh),
        cmocka_unit_test_setup(rounds_of_one_size_stop_allocating, fresh),
        cmocka_unit_test_setup(a_huge_piece_does_not_waste_the_newest_block, fresh),
        cmocka_unit_test_setup(printf_copies_into_the_arena, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
