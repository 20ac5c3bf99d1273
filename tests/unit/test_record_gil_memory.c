// Memory that runs out while a GIL is looked for: told, and nothing is left behind (the leak sanitizer looks).
#include "record/gil.h"

#include "../support/gil_simulation.h"
#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void *__real_malloc(size_t size_bytes);
void *__real_calloc(size_t count, size_t size_bytes);
void *__real_realloc(void *old, size_t size_bytes);
void *__wrap_malloc(size_t size_bytes);
void *__wrap_calloc(size_t count, size_t size_bytes);
void *__wrap_realloc(void *old, size_t size_bytes);

static long left = -1; // allocations that are met; < 0: all

static bool is_met(void)
{
    if (left == 0)
        return false;
    left -= left > 0;
    return true;
}

void *__wrap_malloc(size_t size_bytes) { return is_met() ? __real_malloc(size_bytes) : NULL; }
void *__wrap_calloc(size_t count, size_t size_bytes) { return is_met() ? __real_calloc(count, size_bytes) : NULL; }
void *__wrap_realloc(void *old, size_t size_bytes) { return is_met() ? __real_realloc(old, size_bytes) : NULL; }

static struct status find_with(struct event_streams *streams, struct gils *gils, long allocations)
{
    left = allocations;
    const struct status status = gils_find(streams, gils);
    left = -1;
    return status;
}

static void each_allocation(bool semaphore)
{
    struct random random = { 1 };
    const struct gil_plan plan = { .semaphore = semaphore,
                                   .threads = 3,
                                   .steps = 60,
                                   .interval_us = 50,
                                   .sleeps_one_in = 9,
                                   .locks_one_in = 9,
                                   .base = 0x10000,
                                   .pid = 100 };
    struct event_streams streams = { 0 };
    struct gil_truth truth;
    struct gils gils;
    long failed = 0;
    gil_simulate(&plan, &random, &streams, &truth);
    for (;; failed++) {
        const struct status status = find_with(&streams, &gils, failed);
        if (status_is_ok(status))
            break;
        assert_int_equal(status.kind, STATUS_FAILED);
        assert_int_equal(gils.count, 0);
        gils_free(&gils);
    }
    assert_int_equal(gils.count, 1);
    assert_int_equal(gils.gils[0].switches, truth.switches);
    assert_true(failed > 10);
    gils_free(&gils);
    gil_streams_free(&streams);
    gil_truth_free(&truth);
}

static void of_conditions(void **state)
{
    (void)state;
    each_allocation(false);
}

static void of_a_semaphore(void **state)
{
    (void)state;
    each_allocation(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_conditions),
        cmocka_unit_test(of_a_semaphore),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
