// What workers left behind that died: how many of their updates count is found from what the others saw.
#include "labs/balance/cell.h"
#include "labs/balance/experiment.h"
#include "labs/balance/live.h"
#include "labs/balance/settings.h"
#include "labs/balance/stream.h"
#include "os/cpus.h"
#include "os/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    WORKERS = 2,
    PASSED = 128, // updates that each had reported
};

// The memory of a run of two processes, as before anybody began.
struct grave {
    struct settings settings;
    void *bytes;
    void *memory;
    _Atomic uint32_t stop;
    _Atomic uint64_t progress[WORKERS];
};

static void open_grave(struct grave *grave)
{
    *grave = (struct grave){ 0 };
    settings_init(&grave->settings, &balance_settings, os_cpus_allowed()->count);
    struct experiment *experiment = experiment_to_change(&grave->settings);
    experiment->workers = WORKERS_PROCESSES;
    experiment->count = WORKERS;
    experiment->iterations = 1000;
    assert_true(status_is_ok(settings_finish(&grave->settings, os_memory_available())));
    experiment = experiment_to_change(&grave->settings);
    experiment->timing = TIMING_OFF;
    struct layout layout = { 0 };
    balance_live.lay_out(&layout, experiment_plan(experiment), NULL);
    grave->bytes = aligned_alloc(4096, (layout.used + 4095) / 4096 * 4096);
    assert_non_null(grave->bytes);
    memset(grave->bytes, 0, layout.used);
    layout = (struct layout){ .base = grave->bytes };
    struct plan *plan = (struct plan *)experiment_plan(experiment);
    grave->memory = balance_live.lay_out(&layout, plan, NULL);
    struct worker_place places[WORKERS];
    for (uint32_t w = 0; w < WORKERS; w++)
        places[w] = (struct worker_place){
            .plan = plan, .stop = &grave->stop, .progress = &grave->progress[w], .ticks_per_ns = 1
        };
    balance_live.prepare(grave->memory, plan, places, NULL);
}

// Two that take turns, each update reads the other's last: `made` updates of each are stored. What is written is written before
// the store, the head of a stretch before its updates.
static void leave(struct grave *grave, uint32_t made, bool dense)
{
    for (uint32_t w = 0; w < WORKERS; w++) {
        uint32_t *words = balance_live_work(grave->memory, w)->journal.words;
        if (dense) {
            *words++ = STREAM_DENSE;
            *words++ = PASSED + STREAM_BLOCK;
        }
        for (uint32_t i = 0; i < made; i++) {
            if (!dense)
                *words++ = i;
            *words++ = w ? version_make(0, i) : i ? version_make(1, i - 1) : VERSION_START;
        }
    }
    atomic_store(balance_live_work(grave->memory, 0)->cell, cell_make(0, version_make(1, made - 1)));
}

// Both are killed in the same block: of the last to store the balance tells, and its journal tells of the other, whatever the
// head of its stretch says of updates that it never made.
static void two_that_died_tell_of_each_other(void **state)
{
    (void)state;
    for (uint32_t made = PASSED; made <= PASSED + STREAM_BLOCK; made++) {
        for (int dense = 0; dense < 2; dense++) {
            struct grave grave;
            open_grave(&grave);
            leave(&grave, made, dense);
            struct task_account accounts[WORKERS] = { { .progress = PASSED }, { .progress = PASSED } };
            balance_live.settle(grave.memory, accounts, 0);
            for (uint32_t w = 0; w < WORKERS; w++) {
                const struct stream_writer *journal = &balance_live_work(grave.memory, w)->journal;
                uint32_t parents[PASSED + STREAM_BLOCK];
                assert_int_equal(accounts[w].steps, made);
                const struct stream stream = stream_of(journal->words, journal->count, w, made);
                assert_true(stream_is_whole(stream));
                stream_expand(stream, parents);
                for (uint32_t i = w ? 0 : 1; i < made; i++)
                    assert_int_equal(parents[i], w ? version_make(0, i) : version_make(1, i - 1));
            }
            free(grave.bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(two_that_died_tell_of_each_other) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
