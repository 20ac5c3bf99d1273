// Shared memory: zeroed, present, shared with children; and what is said to be left of it.
#include "os/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MIB (UINT64_C(1) << 20)

static void mapping_is_zeroed_aligned_and_present(void **state)
{
    (void)state;
    static const size_t SIZES[] = { 1, 4096, 4097, 1000000, 16 << 20 };
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        void *memory = NULL;
        struct status status = os_memory_map_shared(SIZES[i], &memory);
        assert_string_equal(status.message, "");
        assert_int_equal((uintptr_t)memory % os_page_bytes(), 0);

        size_t pages = (SIZES[i] + os_page_bytes() - 1) / os_page_bytes();
        unsigned char *present = calloc(pages, 1);
        assert_non_null(present);
        assert_int_equal(mincore(memory, SIZES[i], present), 0);
        size_t missing = 0;
        for (size_t page = 0; page < pages; page++)
            missing += (present[page] & 1) == 0;
        free(present);
        assert_int_equal(missing, 0);

        const unsigned char *bytes = memory;
        size_t not_zero = 0;
        for (size_t at = 0; at < SIZES[i]; at++)
            not_zero += bytes[at] != 0;
        assert_int_equal(not_zero, 0);
        os_memory_unmap(memory, SIZES[i]);
    }
    os_memory_unmap(NULL, 4096);
}

static size_t pages_present(void *memory, size_t size_bytes)
{
    const size_t pages = (size_bytes + os_page_bytes() - 1) / os_page_bytes();
    unsigned char *present = calloc(pages, 1);
    assert_non_null(present);
    assert_int_equal(mincore(memory, size_bytes, present), 0);
    size_t count = 0;
    for (size_t page = 0; page < pages; page++)
        count += present[page] & 1;
    free(present);
    return count;
}

static void what_is_reserved_is_taken_as_it_is_written(void **state)
{
    (void)state;
    const size_t size = 256 << 20, present = 10 * os_page_bytes();
    void *memory = NULL;
    assert_string_equal(os_memory_reserve_shared(size, present, &memory).message, "");
    assert_int_equal(pages_present(memory, size), 10);
    unsigned char *bytes = memory;
    bytes[size - 1] = 7;
    assert_int_equal(pages_present(memory, size), 11);
    assert_int_equal(bytes[size / 2], 0);
    os_memory_unmap(memory, size);
}

// Zeroed, its beginning there, and a thread's own: what a forked child writes stays with that.
static void what_threads_share_is_no_childs(void **state)
{
    (void)state;
    const size_t size = 64 << 20, present = 5 << 20;
    void *memory = NULL;
    assert_string_equal(os_memory_reserve_private(size, present, &memory).message, "");
    assert_in_range(pages_present(memory, size), present / os_page_bytes(), size / os_page_bytes() / 2);
    unsigned char *bytes = memory;
    for (size_t at = 0; at < size; at += 1000)
        assert_int_equal(bytes[at], 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bytes[0] = bytes[size - 1] = 7;
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(bytes[0] + bytes[size - 1], 0);
    os_memory_unmap(memory, size);
}

// Faults counted by the kernel while every page of a mapping is written for the first time by us.
static void no_page_fault_comes_later(void **state)
{
    (void)state;
    size_t size = 32 << 20;
    void *memory = NULL;
    assert_string_equal(os_memory_map_shared(size, &memory).message, "");
    struct rusage before;
    struct rusage after;
    getrusage(RUSAGE_SELF, &before);
    for (size_t at = 0; at < size; at += os_page_bytes())
        ((volatile char *)memory)[at] = 1;
    getrusage(RUSAGE_SELF, &after);
    os_memory_unmap(memory, size);
    assert_in_range(after.ru_minflt - before.ru_minflt, 0, 50); // 8192 pages; sanitizers fault a few of their own
}

// The same in a forked child that has prepared it; from the middle of a page on.
static void nor_in_a_child_that_is_prepared(void **state)
{
    (void)state;
#if defined(__SANITIZE_THREAD__)
    skip(); // it keeps books of every page touched, and takes memory for them
#endif
    const size_t size = 32 << 20;
    void *memory = NULL;
    long *faults;
    assert_string_equal(os_memory_map_shared(size, &memory).message, "");
    faults = memory;
    os_memory_prepare(NULL, 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rusage before, after;
        os_memory_prepare((char *)memory + 100, size - 100);
        getrusage(RUSAGE_SELF, &before);
        for (size_t at = 0; at < size; at += os_page_bytes())
            ((volatile char *)memory)[at + 64] = 1;
        getrusage(RUSAGE_SELF, &after);
        *faults = after.ru_minflt - before.ru_minflt + 1;
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_in_range(*faults, 1, 51);
    os_memory_unmap(memory, size);
}

static void children_share_it(void **state)
{
    (void)state;
    void *memory = NULL;
    assert_string_equal(os_memory_map_shared(8192, &memory).message, "");
    volatile int *numbers = memory;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        numbers[0] = 41;
        numbers[2000] = 42;
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(numbers[0], 41);
    assert_int_equal(numbers[2000], 42);
    os_memory_unmap(memory, 8192);
}

static void too_much_is_refused_with_the_figure(void **state)
{
    (void)state;
    void *memory = &memory;
    struct status status = os_memory_map_shared((size_t)1 << 62, &memory);
    assert_int_equal(status.kind, STATUS_FAILED);
    assert_null(memory);
    assert_non_null(strstr(status.message, "EiB"));
}

static void available_is_within_the_machine(void **state)
{
    (void)state;
    uint64_t total = (uint64_t)sysconf(_SC_PHYS_PAGES) * os_page_bytes();
    assert_in_range(os_memory_available(), MIB, total);
}

static uint64_t address_space_used(void)
{
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (statm == NULL || fscanf(statm, "%lu", &pages) != 1)
        pages = 0;
    if (statm != NULL)
        fclose(statm);
    return pages * os_page_bytes();
}

static void address_space_limit_counts(void **state)
{
    (void)state;
    uint64_t unlimited = os_memory_available();
    assert_in_range(unlimited, 64 * MIB, UINT64_MAX);
    uint64_t *told = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(told, MAP_FAILED);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint64_t used = address_space_used();
        struct rlimit limit = { used + 16 * MIB, used + 16 * MIB };
        if (used == 0 || setrlimit(RLIMIT_AS, &limit) != 0)
            _exit(1);
        told[0] = os_memory_available();
        limit.rlim_cur = used / 2;
        if (setrlimit(RLIMIT_AS, &limit) != 0)
            _exit(1);
        told[1] = os_memory_available();
        _exit(0);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    uint64_t with_16_mib = told[0];
    uint64_t with_none = told[1];
    munmap(told, 4096);
    assert_in_range(with_16_mib, 14 * MIB, 16 * MIB);
    assert_int_equal(with_none, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapping_is_zeroed_aligned_and_present),
        cmocka_unit_test(what_is_reserved_is_taken_as_it_is_written),
        cmocka_unit_test(what_threads_share_is_no_childs),
        cmocka_unit_test(no_page_fault_comes_later),
        cmocka_unit_test(nor_in_a_child_that_is_prepared),
        cmocka_unit_test(children_share_it),
        cmocka_unit_test(too_much_is_refused_with_the_figure),
        cmocka_unit_test(available_is_within_the_machine),
        cmocka_unit_test(address_space_limit_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
