// Waits for the GIL: a run written out by hand, and made-up ones against a plain count.
#include "analysis/gil_waits.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include "../support/random.h"
#include "../support/recording_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define SEED 71

enum {
    NOTES_MAX = 512
};

struct script {
    struct experiment experiment;
    struct run_facts facts;
    struct task tasks[2];
    struct note notes[2][NOTES_MAX];
    const struct note *lists[2];
    struct use uses[2 * GUARD_LOCKS_MAX];
    struct resource resources[GUARD_LOCKS_MAX];
    struct recording recording;
};

static void begin(struct script *script, enum guard_id guard)
{
    *script = (struct script){
        .experiment = { .lab = LAB_BALANCE,
                        .guard = guard,
                        .python = PYTHON_3_9,
                        .count = 2,
                        .switch_interval_ns = 5000000 },
        .facts = { .tick1 = 1000000, .tick1_ns = 1000000, .ended_ns = 1000000 },
    };
    script->recording = (struct recording){ .plan = experiment_plan(&script->experiment),
                                            .facts = &script->facts,
                                            .tasks = script->tasks,
                                            .task_count = 2,
                                            .uses = script->uses,
                                            .notes = script->lists,
                                            .resources = script->resources,
                                            .resource_count = guard_resources(&script->experiment, script->resources) };
    for (int w = 0; w < 2; w++)
        script->lists[w] = script->notes[w];
}

static void add(struct script *script, int worker, uint64_t ns, enum note_kind kind, uint8_t lock)
{
    script->notes[worker][script->tasks[worker].notes++] =
        (struct note){ .ticks = ns, .kind = (uint8_t)kind, .resource = lock };
}

static struct gil_waits waits_of(const struct script *script)
{
    struct gil_waits waits;
    assert_true(status_is_ok(gil_waits_of(&waits, &script->recording)));
    return waits;
}

// A wait goes on through time-outs and requests; the program's own lock, an acquisition nobody waited for, and a wait that
// the run's end cut off do not count.
static void by_hand(void **state)
{
    (void)state;
    struct script script;
    begin(&script, GUARD_GIL_MUTEX);
    add(&script, 0, 10, NOTE_ACQUIRED, 0);
    add(&script, 0, 20, NOTE_WAITS, 1);
    add(&script, 0, 90, NOTE_ACQUIRED, 1);
    add(&script, 0, 100, NOTE_RELEASED, 0);
    add(&script, 0, 200, NOTE_WAITS, 0);
    add(&script, 0, 240, NOTE_ACQUIRED, 0);
    add(&script, 0, 300, NOTE_WAITS, 0);
    add(&script, 1, 50, NOTE_WAITS, 0);
    add(&script, 1, 60, NOTE_TIMED_OUT, 0);
    add(&script, 1, 61, NOTE_REQUESTED, 0);
    add(&script, 1, 150, NOTE_ACQUIRED, 0);
    add(&script, 1, 160, NOTE_WAITS, 0);
    add(&script, 1, 167, NOTE_ACQUIRED, 0);
    const struct gil_waits waits = waits_of(&script);
    assert_int_equal(waits.count, 3);
    assert_int_equal(waits.median_ns, 40);
    assert_int_equal(waits.p99_ns, 100);
    assert_int_equal(waits.worst_ns, 100);
    assert_int_equal(waits.worst, 1);
}

// Lengths 1 to 200 in any order: ranks 100, 198 and 200.
static void ranks(void **state)
{
    (void)state;
    struct script script;
    begin(&script, GUARD_GIL);
    uint64_t at = 0;
    for (uint64_t i = 0; i < 200; i++) {
        const uint64_t length = (i * 77) % 200 + 1;
        add(&script, i % 2 != 0, at, NOTE_WAITS, 0);
        add(&script, i % 2 != 0, at + length, NOTE_ACQUIRED, 0);
        at += length;
    }
    const struct gil_waits waits = waits_of(&script);
    assert_int_equal(waits.count, 200);
    assert_int_equal(waits.median_ns, 100);
    assert_int_equal(waits.p99_ns, 198);
    assert_int_equal(waits.worst_ns, 200);
}

static void without_a_gil_there_is_none(void **state)
{
    (void)state;
    struct script script;
    begin(&script, GUARD_MUTEX);
    add(&script, 0, 10, NOTE_WAITS, 0);
    add(&script, 0, 90, NOTE_ACQUIRED, 0);
    assert_int_equal(waits_of(&script).count, 0);
}

// As many as the workers counted, and between them what must hold of any ranks.
static void made_up_runs(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 300; i++) {
        struct build plan = build_plan(seed + i, 2000);
        plan.experiment.guard = GUARD_GIL;
        plan.experiment.memory = MEMORY_SHARED;
        struct built *built = build_random(&plan);
        struct gil_waits waits;
        uint64_t counted = 0, dropped = 0, all_ticks = 0;
        assert_true(status_is_ok(gil_waits_of(&waits, &built->recording)));
        for (uint32_t w = 0; w < built->experiment.count; w++) {
            counted += recording_use(&built->recording, w, 0).contended;
            dropped += built->tasks[w].notes_dropped;
            all_ticks += recording_use(&built->recording, w, 0).wait_ticks;
        }
        if (experiment_has_gil(&built->experiment) && !dropped && waits.count > counted)
            fail_msg("%llu waits, %llu counted", (unsigned long long)waits.count, (unsigned long long)counted);
        assert_true(waits.median_ns <= waits.p99_ns && waits.p99_ns <= waits.worst_ns);
        assert_true(waits.worst_ns <= recording_span_ns(&built->recording, all_ticks));
        built_free(built);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(ranks),
        cmocka_unit_test(without_a_gil_there_is_none),
        cmocka_unit_test(made_up_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
