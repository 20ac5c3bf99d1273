// What went on at the GIL: small runs written out by hand, and made-up ones for what must always hold.
#include "analysis/patience.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include "../support/random.h"
#include "../support/recording_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define SEED 53
#define US 1000
#define MS (1000 * US)

enum {
    NOTES_MAX = 32
};

// A run by hand: notes in nanoseconds, which its ticks are too.
struct script {
    struct experiment experiment;
    struct run_facts facts;
    struct task tasks[WORKERS_MAX];
    struct note notes[3][NOTES_MAX];
    const struct note *lists[WORKERS_MAX];
    struct use uses[WORKERS_MAX * GUARD_LOCKS_MAX];
    struct resource resources[GUARD_LOCKS_MAX];
    struct recording recording;
    struct patience patience;
};

static void begin(struct script *script, uint32_t workers, enum python_version python)
{
    memset(script, 0, sizeof *script);
    script->experiment = (struct experiment){
        .lab = LAB_BALANCE, .guard = GUARD_GIL, .python = python, .count = workers, .switch_interval_ns = 5 * MS
    };
    script->facts = (struct run_facts){ .tick1 = 1000 * MS, .tick1_ns = 1000 * MS, .ended_ns = 100 * MS };
    script->recording = (struct recording){ .plan = experiment_plan(&script->experiment),
                                            .facts = &script->facts,
                                            .tasks = script->tasks,
                                            .task_count = workers,
                                            .uses = script->uses,
                                            .notes = script->lists,
                                            .resources = script->resources,
                                            .resource_count = guard_resources(&script->experiment, script->resources) };
}

static void add(struct script *script, uint32_t worker, uint64_t ns, enum note_kind kind, uint16_t other)
{
    script->notes[worker][script->tasks[worker].notes++] =
        (struct note){ .ticks = ns, .kind = (uint8_t)kind, .other = other };
}

static const struct patience *finish(struct script *script)
{
    for (uint32_t w = 0; w < script->experiment.count; w++)
        script->lists[w] = script->notes[w];
    assert_true(status_is_ok(patience_build(&script->patience, &script->recording,
                                            recording_find_resource(&script->recording, RESOURCE_GIL))));
    return &script->patience;
}

static void check(const struct patience *patience, int worker, size_t at, uint64_t from_ns, uint64_t to_ns,
                  enum countdown_end end)
{
    assert_true(at < patience->countdown_count[worker]);
    const struct countdown *countdown = &patience->countdowns[worker][at];
    if (countdown->from_ns != from_ns || countdown->to_ns != to_ns || countdown->end != end)
        fail_msg("worker %d, countdown %zu: %llu to %llu, end %d; should be %llu to %llu, end %d", worker, at,
                 (unsigned long long)countdown->from_ns, (unsigned long long)countdown->to_ns, countdown->end,
                 (unsigned long long)from_ns, (unsigned long long)to_ns, end);
}

static void a_request_is_followed_to_its_end(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 2, PYTHON_3_9);
    add(&script, 0, 10, NOTE_ACQUIRED, 0);
    add(&script, 1, 100, NOTE_WAITS, 1);
    add(&script, 1, 5 * MS + 150, NOTE_TIMED_OUT, 1);
    add(&script, 1, 5 * MS + 160, NOTE_REQUESTED, 1);
    add(&script, 0, 5 * MS + 21160, NOTE_HONOURED, 0);
    add(&script, 0, 5 * MS + 21160, NOTE_RELEASED, 1);
    add(&script, 1, 5 * MS + 31160, NOTE_ACQUIRED, 0);
    add(&script, 0, 5 * MS + 41160, NOTE_HANDED, 2);
    add(&script, 0, 5 * MS + 41200, NOTE_WAITS, 2);
    const struct patience *patience = finish(&script);
    const struct gil_request *request = &patience->requests[0];
    assert_int_equal(patience->request_count, 1);
    assert_int_equal(request->asked_ns, 5 * MS + 160);
    assert_int_equal(request->waited_ns, 5 * MS + 60);
    assert_int_equal(request->honoured_ns - request->asked_ns, 21 * US);
    assert_int_equal(request->taken_ns, 5 * MS + 31160);
    assert_int_equal(request->handed_ns, 5 * MS + 41160);
    assert_int_equal(request->waiter, 1);
    assert_int_equal(request->holder, 1);
    assert_int_equal(request->taker, 2);
    assert_int_equal(patience->countdown_count[1], 2);
    check(patience, 1, 0, 100, 5 * MS + 150, COUNTDOWN_ASKED);
    check(patience, 1, 1, 5 * MS + 160, 5 * MS + 31160, COUNTDOWN_GOT_IT);
    assert_int_equal(patience->countdown_count[0], 1);
    check(patience, 0, 0, 5 * MS + 41200, 100 * MS, COUNTDOWN_OPEN);
    assert_int_equal(patience->return_count, 0);
    patience_finish(&script.patience);
}

// Whoever sleeps through a switch notices when its interval is over: it does not ask, and counts anew from there.
static void a_switch_outruns_a_countdown(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 3, PYTHON_3_12);
    add(&script, 0, 10, NOTE_ACQUIRED, 0);
    add(&script, 2, 3 * MS, NOTE_WAITS, 1);
    add(&script, 0, 5 * MS, NOTE_RELEASED, 1);
    add(&script, 1, 5 * MS + 10, NOTE_ACQUIRED, 0);
    add(&script, 2, 8 * MS, NOTE_TIMED_OUT, 2);
    add(&script, 2, 13 * MS, NOTE_TIMED_OUT, 2);
    add(&script, 2, 13 * MS + 1, NOTE_REQUESTED, 2);
    const struct patience *patience = finish(&script);
    assert_int_equal(patience->countdown_count[2], 3);
    check(patience, 2, 0, 3 * MS, 8 * MS, COUNTDOWN_OUTRUN);
    check(patience, 2, 1, 8 * MS, 13 * MS, COUNTDOWN_ASKED);
    check(patience, 2, 2, 13 * MS + 1, 100 * MS, COUNTDOWN_OPEN);
    assert_int_equal(patience->requests[0].honoured_ns, 0);
    patience_finish(&script.patience);
}

// A request says that no switch came while its countdown ran: so it began at the last one.
static void patience_begins_anew_at_a_switch(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 3, PYTHON_3_9);
    add(&script, 0, 10, NOTE_ACQUIRED, 0);
    add(&script, 2, 100, NOTE_WAITS, 1);
    add(&script, 0, 4 * MS - 5, NOTE_RELEASED, 1);
    add(&script, 1, 4 * MS, NOTE_ACQUIRED, 0);
    add(&script, 2, 9 * MS, NOTE_TIMED_OUT, 2);
    add(&script, 2, 9 * MS + 1, NOTE_REQUESTED, 2);
    add(&script, 1, 9 * MS + 5, NOTE_HONOURED, 0);
    add(&script, 1, 9 * MS + 5, NOTE_RELEASED, 1);
    add(&script, 2, 9 * MS + 9, NOTE_ACQUIRED, 0);
    const struct patience *patience = finish(&script);
    assert_int_equal(patience->countdown_count[2], 3);
    check(patience, 2, 0, 100, 4 * MS, COUNTDOWN_SWITCHED);
    check(patience, 2, 1, 4 * MS, 9 * MS, COUNTDOWN_ASKED);
    check(patience, 2, 2, 9 * MS + 1, 9 * MS + 9, COUNTDOWN_GOT_IT);
    assert_int_equal(patience->requests[0].waited_ns, 5 * MS + 1);
    patience_finish(&script.patience);
}

static void under_ticks_the_holder_takes_it_back(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 2, PYTHON_2_7);
    add(&script, 0, 10, NOTE_ACQUIRED, 0);
    add(&script, 1, 50, NOTE_WAITS, 1);
    add(&script, 0, 1000, NOTE_RELEASED, 1);
    add(&script, 0, 1030, NOTE_ACQUIRED, 0);
    add(&script, 0, 2000, NOTE_RELEASED, 1); // and this time the other is faster
    add(&script, 0, 2040, NOTE_WAITS, 2);
    add(&script, 1, 2020, NOTE_ACQUIRED, 0);
    add(&script, 1, 3000, NOTE_RELEASED, 1);
    add(&script, 0, 3020, NOTE_ACQUIRED, 0);
    const struct patience *patience = finish(&script);
    assert_int_equal(patience->return_count, 1);
    assert_int_equal(patience->returns[0].worker, 0);
    assert_int_equal(patience->returns[0].released_ns, 1000);
    assert_int_equal(patience->returns[0].taken_ns, 1030);
    assert_int_equal(patience->countdown_count[0] + patience->countdown_count[1], 0);
    patience_finish(&script.patience);
}

// Two interpreters: what goes on at one GIL says nothing of the other.
static void each_gil_has_its_own(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 3, PYTHON_3_9);
    const uint8_t first = 0, second = (uint8_t)script.recording.resource_count++;
    assert_int_equal(script.resources[first].kind, RESOURCE_GIL);
    script.resources[second] = script.resources[first];
    script.resources[second].patience_ns = MS;
    add(&script, 0, 50, NOTE_ACQUIRED, 0);
    add(&script, 1, 100, NOTE_WAITS, 1);
    add(&script, 1, 5 * MS + 100, NOTE_TIMED_OUT, 0);
    add(&script, 1, 5 * MS + 100, NOTE_REQUESTED, 1);
    add(&script, 2, 200, NOTE_WAITS, 0);
    add(&script, 2, 3 * MS, NOTE_ACQUIRED, 0);
    for (uint64_t i = 0; i < script.tasks[2].notes; i++)
        script.notes[2][i].resource = second;
    for (uint32_t w = 0; w < 3; w++)
        script.lists[w] = script.notes[w];
    struct patiences gils;
    assert_true(status_is_ok(patiences_build(&gils, &script.recording)));
    assert_int_equal(gils.count, 2);
    const struct patience *one = patiences_of(&gils, first), *other = patiences_of(&gils, second);
    assert_true(one && other && !patiences_of(&gils, second + 1));
    assert_true(one->interval_ns == 5 * MS && other->interval_ns == MS);
    assert_true(one->request_count == 1 && other->request_count == 0);
    assert_true(one->turn_count == 1 && other->turn_count == 1);
    assert_true(one->countdown_count[1] > 0 && one->countdown_count[2] == 0);
    assert_true(other->countdown_count[1] == 0 && other->countdown_count[2] > 0);
    patiences_finish(&gils);
    assert_int_equal(gils.count, 0);
}

static void check_worker(const struct built *built, const struct patience *patience, uint32_t worker)
{
    uint64_t asked = 0, end = 0;
    for (size_t i = 0; i < patience->countdown_count[worker]; i++) {
        const struct countdown *countdown = &patience->countdowns[worker][i];
        assert_true(countdown->from_ns < countdown->to_ns && countdown->from_ns >= end);
        end = countdown->to_ns;
        asked += countdown->end == COUNTDOWN_ASKED;
        assert_int_equal(
            countdown_find(patience->countdowns[worker], patience->countdown_count[worker], countdown->to_ns - 1), i);
    }
    assert_true(asked <= recording_use(&built->recording, worker, 0).requests);
}

static void made_up_runs_are_in_order(void **state)
{
    (void)state;
    uint64_t requests = 0, honoured = 0, handed = 0;
    for (uint64_t seed = 0; seed < 24; seed++) {
        const struct build plan = { .experiment = { .guard = seed % 3 ? GUARD_GIL : GUARD_GIL_MUTEX,
                                                    .python = (uint8_t)(seed % 2 ? PYTHON_3_9 : PYTHON_3_12),
                                                    .iterations = 400,
                                                    .count = 2 + (uint32_t)seed % 5,
                                                    .timing = TIMING_FULL },
                                    .seed = random_seed(SEED) + seed,
                                    .burst = 9 };
        struct built *built = build_random(&plan);
        struct patience patience;
        uint64_t made = 0;
        assert_true(status_is_ok(
            patience_build(&patience, &built->recording, recording_find_resource(&built->recording, RESOURCE_GIL))));
        for (uint32_t w = 0; w < built->experiment.count; w++) {
            check_worker(built, &patience, w);
            made += recording_use(&built->recording, w, 0).requests;
        }
        assert_int_equal(patience.request_count, made);
        for (size_t i = 0; i < patience.request_count; i++) {
            const struct gil_request *request = &patience.requests[i];
            assert_true(i == 0 || patience.requests[i - 1].asked_ns <= request->asked_ns);
            assert_true(!request->honoured_ns || request->honoured_ns >= request->asked_ns);
            assert_true(!request->taken_ns || !request->honoured_ns || request->taken_ns >= request->honoured_ns);
            assert_true(patience_request_find(&patience, request->asked_ns) <= i);
            requests++;
            honoured += request->honoured_ns != 0;
            handed += request->handed_ns != 0;
        }
        patience_finish(&patience);
        built_free(built);
    }
    assert_true(requests > 100 && honoured * 10 > requests * 9 && handed * 10 > requests * 9);
}

// Events of a damaged file may say anything.
static void nonsense_stays_in_order(void **state)
{
    (void)state;
    struct random random = { random_seed(SEED) };
    for (int round = 0; round < 3000; round++) {
        struct script script;
        begin(&script, 3, round % 4 ? PYTHON_3_9 : PYTHON_2_7);
        for (uint32_t w = 0; w < 3; w++) {
            uint64_t ns = 0;
            for (int i = 0; i < NOTES_MAX; i++) {
                ns += random_below(&random, 3) * random_below(&random, 4 * MS);
                add(&script, w, ns, (enum note_kind)(1 + random_below(&random, 7)), (uint16_t)random_below(&random, 4));
            }
        }
        const struct patience *patience = finish(&script);
        for (uint32_t w = 0; w < 3; w++)
            for (size_t i = 1; i < patience->countdown_count[w]; i++)
                assert_true(patience->countdowns[w][i].from_ns >= patience->countdowns[w][i - 1].to_ns);
        for (size_t i = 1; i < patience->return_count; i++)
            assert_true(patience->returns[i].released_ns >= patience->returns[i - 1].released_ns);
        patience_finish(&script.patience);
    }
}

static void without_a_gil_there_is_nothing(void **state)
{
    (void)state;
    struct script script;
    begin(&script, 2, PYTHON_3_13T);
    const struct patience *patience = finish(&script);
    assert_int_equal(patience->interval_ns, 0);
    assert_int_equal(patience_request_find(patience, 5) + patience_return_find(patience, 5), 0);
    patience_finish(&script.patience);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gil_has_its_own),
        cmocka_unit_test(a_request_is_followed_to_its_end),
        cmocka_unit_test(a_switch_outruns_a_countdown),
        cmocka_unit_test(patience_begins_anew_at_a_switch),
        cmocka_unit_test(under_ticks_the_holder_takes_it_back),
        cmocka_unit_test(made_up_runs_are_in_order),
        cmocka_unit_test(nonsense_stays_in_order),
        cmocka_unit_test(without_a_gil_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
