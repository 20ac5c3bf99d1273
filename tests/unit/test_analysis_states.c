// States against switch records with a known truth, and spans that meet end to end whatever the records say.
#include "analysis/spread.h"
#include "document/overview.h"
#include "labs/balance/account.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include "../support/random.h"
#include "../support/recording_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#define SEED 11

// A scene: one or more workers and what they share, told event by event. Ticks are nanoseconds here.
struct scene {
    struct experiment experiment;
    struct run_facts facts;
    struct task tasks[3];
    struct note notes[3][16];
    const struct note *lists[3];
    struct use uses[3 * RESOURCES_MAX];
    struct balance_books books;
    struct switch_record switches[32];
    struct resource resources[RESOURCES_MAX];
    struct recording recording;
};

static void scene_begin(struct scene *scene, uint32_t count)
{
    *scene = (struct scene){
        .experiment = { .lab = LAB_BALANCE, .count = count, .cores = 2, .iterations = 10, .amounts = { 5, 8, 3 } },
        .facts = { .began_ns = 100, .released_ns = 300, .ended_ns = 10000, .tick1 = 20000, .tick1_ns = 20000 },
    };
    scene->recording = (struct recording){
        .plan = experiment_plan(&scene->experiment),
        .facts = &scene->facts,
        .tasks = scene->tasks,
        .task_count = count,
        .uses = scene->uses,
        .notes = scene->lists,
        .resources = scene->resources,
        .switches = scene->switches,
    };
    balance_books_attach(&scene->books, &scene->recording);
    for (uint32_t w = 0; w < count; w++) {
        scene->tasks[w] = (struct task){
            .tid = (int64_t)w + 10,
            .created_ns = 100,
            .started_ns = 200,
            .entered_ns = 250,
            .released_ns = 300,
            .finished_ns = 9000,
            .joined_ns = 9500,
        };
        scene->books.workers[w].amount = scene->experiment.amounts[w];
        scene->lists[w] = scene->notes[w];
    }
}

// They share one resource more; returns its number.
static unsigned share(struct scene *scene, enum resource_kind kind)
{
    scene->resources[scene->recording.resource_count] = (struct resource){
        .name = "made up",
        .kind = (uint8_t)kind,
        .sleeps = kind != RESOURCE_SPIN_LOCK,
        .hands_over = kind == RESOURCE_GIL,
        .capacity = 1,
    };
    return scene->recording.resource_count++;
}

static void lock(struct scene *scene, uint32_t w, uint64_t ns, enum note_kind kind, unsigned which, unsigned other)
{
    scene->notes[w][scene->tasks[w].notes++] =
        (struct note){ .ticks = ns, .kind = (uint8_t)kind, .resource = (uint8_t)which, .other = (uint16_t)other };
}

static void kernel(struct scene *scene, uint32_t w, uint64_t ns, enum switch_kind kind)
{
    scene->switches[scene->recording.switch_count++] =
        (struct switch_record){ .ns = ns, .cpu = w, .task = (uint16_t)w, .kind = (uint8_t)kind };
}

static void check_whole(const struct states *states, const struct recording *recording)
{
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++) {
        const struct worker_states *worker = &states->workers[w];
        uint64_t sum = 0;
        assert_true(worker->span_count > 0 && worker->activity_count > 0);
        assert_int_equal(worker->spans[0].from_ns, recording->tasks[w].created_ns);
        for (size_t i = 0; i < worker->span_count; i++) {
            assert_true(worker->spans[i].to_ns >= worker->spans[i].from_ns);
            if (i + 1 < worker->span_count)
                assert_int_equal(worker->spans[i].to_ns, worker->spans[i + 1].from_ns);
        }
        for (size_t i = 0; i + 1 < worker->activity_count; i++)
            assert_int_equal(worker->activities[i].to_ns, worker->activities[i + 1].from_ns);
        assert_int_equal(worker->spans[worker->span_count - 1].to_ns, states->to_ns);
        assert_int_equal(worker->activities[worker->activity_count - 1].to_ns, states->to_ns);
        for (int s = 0; s < STATE_COUNT; s++)
            sum += worker->life.ns[s];
        assert_int_equal(sum, states->to_ns - recording->tasks[w].created_ns);
    }
}

// Of the run: every worker's shares add up to all of it, and the running ones of all workers to the cores that were busy.
static void check_shares(const struct states *states, const struct recording *recording)
{
    const uint32_t count = experiment_of(recording)->count;
    const uint64_t length = states->run_to_ns - states->run_from_ns;
    double running = 0, of_all = 0;
    for (uint32_t w = 0; w < count; w++) {
        const struct worker_states *worker = &states->workers[w];
        uint64_t sum = 0;
        double shares = 0;
        for (int s = 0; s < STATE_COUNT; s++) {
            sum += worker->run.ns[s];
            shares += states_share(states, w, (enum state)s);
        }
        assert_int_equal(sum, length);
        assert_true(length ? fabs(shares - 1) < 1e-9 : shares == 0);
        assert_true(worker->run.preemptions <= worker->life.preemptions && worker->run.waits <= worker->life.waits);
        running += states_share(states, w, STATE_RUNNING);
    }
    for (int s = 0; s < STATE_COUNT; s++)
        of_all += states_share_of_all(states, count, (enum state)s);
    assert_true(length ? fabs(of_all - 1) < 1e-9 : of_all == 0);
    if (states->from_kernel && length && fabs(running - states->cores_busy) > 1e-9)
        fail_msg("running shares add up to %f, cores busy are %f", running, states->cores_busy);
}

// Without activities the rest is the same.
static void check_scheduling(const struct states *states, const struct recording *recording)
{
    struct states alone;
    assert_true(status_is_ok(states_build_scheduling(&alone, recording)));
    assert_true(alone.run_from_ns == states->run_from_ns && alone.run_to_ns == states->run_to_ns);
    assert_true(alone.cores_busy == states->cores_busy);
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const struct worker_states *some = &alone.workers[w], *all = &states->workers[w];
        assert_int_equal(some->activity_count, 0);
        assert_int_equal(some->span_count, all->span_count);
        assert_memory_equal(some->spans, all->spans, all->span_count * sizeof *all->spans);
        assert_memory_equal(&some->life, &all->life, sizeof all->life);
        assert_memory_equal(&some->run, &all->run, sizeof all->run);
    }
    states_finish(&alone);
}

static void states_or_fail(struct states *states, const struct scene *scene)
{
    const struct status status = states_build(states, &scene->recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check_scheduling(states, &scene->recording);
    check_whole(states, &scene->recording);
    check_shares(states, &scene->recording);
}

static void expect_state(const struct states *states, uint32_t w, uint64_t ns, enum state state)
{
    const struct state_span *span = states_at(&states->workers[w], ns);
    if (span->state != state)
        fail_msg("worker %u at %llu: state %d, not %d", w + 1, (unsigned long long)ns, span->state, state);
}

static void test_preemption(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 1);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 0, 5000, SWITCH_OUT_READY);
    kernel(&scene, 0, 6000, SWITCH_IN);
    kernel(&scene, 0, 9100, SWITCH_EXIT);
    kernel(&scene, 0, 9110, SWITCH_OUT_WAIT);
    states_or_fail(&states, &scene);
    expect_state(&states, 0, 150, STATE_NEW);
    expect_state(&states, 0, 220, STATE_READY);
    expect_state(&states, 0, 4999, STATE_RUNNING);
    expect_state(&states, 0, 5500, STATE_READY);
    assert_int_equal(states_at(&states.workers[0], 5500)->preempted, 1);
    assert_int_equal(states_at(&states.workers[0], 220)->preempted, 0);
    expect_state(&states, 0, 9150, STATE_DEAD);
    assert_int_equal(states.workers[0].life.preemptions, 1);
    assert_int_equal(states.workers[0].life.waits, 0);
    assert_int_equal(states.workers[0].life.ns[STATE_RUNNING], 5000 - 240 + 9100 - 6000);
    states_finish(&states);
}

// The first that is told of a task is that it leaves its cpu, or ends: it was there since its first own instruction. Where records were lost nobody knows.
static void test_seen_first_as_it_leaves(void **unused)
{
    (void)unused;
    static const enum switch_kind first[] = { SWITCH_OUT_READY, SWITCH_OUT_WAIT, SWITCH_EXIT };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        for (int lost = 0; lost < 2; lost++) {
            struct scene scene;
            struct states states;
            scene_begin(&scene, 1);
            scene.facts.lost_switch_records = (uint64_t)lost;
            kernel(&scene, 0, 190, SWITCH_IN); // before it started: not of it
            kernel(&scene, 0, 5000, first[i]);
            states_or_fail(&states, &scene);
            expect_state(&states, 0, 150, STATE_NEW);
            expect_state(&states, 0, 220, STATE_READY);
            expect_state(&states, 0, 251, lost ? STATE_READY : STATE_RUNNING); // its first own instruction was at 250
            expect_state(&states, 0, 4999, lost ? STATE_READY : STATE_RUNNING);
            if (!lost)
                assert_int_equal(states_at(&states.workers[0], 251)->cpu, 0);
            states_finish(&states);
        }
    }
}

// Releases while nobody sleeps wake nobody: the first one after a worker fell asleep does, however many came before.
static void test_releases_of_nobody(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 2);
    share(&scene, RESOURCE_LOCK);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 1, 241, SWITCH_IN);
    for (uint32_t i = 0; i < 5; i++)
        lock(&scene, 0, 1000 + 100 * i, NOTE_RELEASED, 0, 1);
    lock(&scene, 1, 4990, NOTE_WAITS, 0, 1);
    kernel(&scene, 1, 5000, SWITCH_OUT_WAIT);
    lock(&scene, 0, 6000, NOTE_RELEASED, 0, 1);
    lock(&scene, 0, 6500, NOTE_RELEASED, 0, 1);
    kernel(&scene, 1, 7000, SWITCH_IN);
    lock(&scene, 1, 7001, NOTE_ACQUIRED, 0, 0);
    states_or_fail(&states, &scene);
    expect_state(&states, 1, 4999, STATE_RUNNING);
    expect_state(&states, 1, 5999, STATE_BLOCKED);
    expect_state(&states, 1, 6001, STATE_READY);
    expect_state(&states, 1, 7001, STATE_RUNNING);
    states_finish(&states);
}

// A command's task of which the kernel tells its end before it came has gone on unseen: then nothing is claimed of it, nor of all together.
static void test_out_of_sight(void **unused)
{
    (void)unused;
    static const struct recorded_command command = { .text = "sh" };
    struct scene scene;
    struct states states;
    scene_begin(&scene, 1);
    scene.recording.command = &command;
    scene.recording.command_count = 1;
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 0, 5000, SWITCH_EXIT); // and its end is at 9000
    assert_true(status_is_ok(states_build(&states, &scene.recording)));
    expect_state(&states, 0, 4999, STATE_RUNNING);
    expect_state(&states, 0, 5500, STATE_ALIVE);
    expect_state(&states, 0, 9150, STATE_DEAD);
    assert_int_equal(states.workers[0].life.ns[STATE_ALIVE], 4000);
    assert_true(states.cores_busy < 0);
    states_finish(&states);
}

// What comes before the release and after the last update is told apart, and waiting at the starting line is waiting: ready
// from the moment all were called, however long the cpu is in coming.
static void test_of_the_run(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 2);
    scene.facts.called_ns = 280;
    scene.tasks[1].released_ns = 1010;
    scene.tasks[1].finished_ns = 8000;
    for (uint32_t w = 0; w < 2; w++) {
        kernel(&scene, w, 210 + w, SWITCH_IN);
        kernel(&scene, w, 260 + w, SWITCH_OUT_WAIT);
    }
    kernel(&scene, 0, 290, SWITCH_IN);
    kernel(&scene, 1, 1000, SWITCH_IN);
    kernel(&scene, 1, 3000, SWITCH_OUT_READY);
    kernel(&scene, 1, 4000, SWITCH_IN);
    kernel(&scene, 1, 8100, SWITCH_OUT_READY); // on its way out
    kernel(&scene, 1, 8200, SWITCH_IN);
    kernel(&scene, 1, 8400, SWITCH_EXIT);
    kernel(&scene, 0, 9100, SWITCH_EXIT);
    states_or_fail(&states, &scene);
    expect_state(&states, 1, 270, STATE_BLOCKED);
    expect_state(&states, 1, 500, STATE_READY);
    assert_int_equal(states.run_from_ns, 300);
    assert_int_equal(states.run_to_ns, 9000);
    const struct state_totals *first = &states.workers[0].run, *second = &states.workers[1].run;
    assert_int_equal(first->ns[STATE_RUNNING], 8700);
    assert_int_equal(first->waits, 0);
    assert_int_equal(second->ns[STATE_READY], 700 + 1000);
    assert_int_equal(second->ns[STATE_RUNNING], 2000 + 4000);
    assert_int_equal(second->ns[STATE_DEAD], 1000);
    assert_int_equal(second->ns[STATE_BLOCKED] + second->ns[STATE_NEW] + second->waits, 0);
    assert_int_equal(second->preemptions, 1);
    assert_int_equal(states.workers[1].life.preemptions, 2);
    assert_int_equal(states.workers[1].life.waits, 1);
    assert_true(fabs(states.cores_busy - (8700 + 6000) / 8700.0) < 1e-9);
    states_finish(&states);
    scene.facts.released_ns = 0; // stopped before all were there
    scene.tasks[0].released_ns = scene.tasks[1].released_ns = 0;
    states_or_fail(&states, &scene);
    assert_int_equal(states.run_to_ns, 0);
    assert_true(states.cores_busy < 0);
    states_finish(&states);
}

// T2 and T3 sleep on T1's mutex; each release wakes the one that has slept longer.
static void test_mutex_queue(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 3);
    share(&scene, RESOURCE_LOCK);
    for (uint32_t w = 0; w < 3; w++)
        kernel(&scene, w, 240 + w, SWITCH_IN);
    lock(&scene, 0, 310, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 1, 400, NOTE_WAITS, 0, 1);
    kernel(&scene, 1, 420, SWITCH_OUT_WAIT);
    lock(&scene, 2, 500, NOTE_WAITS, 0, 1);
    kernel(&scene, 2, 520, SWITCH_OUT_WAIT);
    lock(&scene, 0, 1000, NOTE_RELEASED, 0, 1);
    kernel(&scene, 1, 1100, SWITCH_IN);
    lock(&scene, 1, 1120, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 1, 2000, NOTE_RELEASED, 0, 1);
    kernel(&scene, 2, 2300, SWITCH_IN);
    lock(&scene, 2, 2320, NOTE_ACQUIRED, 0, 0);
    states_or_fail(&states, &scene);
    const struct state_span *blocked = states_at(&states.workers[1], 700);
    assert_int_equal(blocked->state, STATE_BLOCKED);
    assert_int_equal(blocked->lock, 1);
    assert_int_equal(blocked->holder, 1);
    assert_int_equal(blocked->to_ns, 1000);
    assert_int_equal(blocked->wake_known, 1);
    expect_state(&states, 1, 1050, STATE_READY);
    expect_state(&states, 1, 1150, STATE_RUNNING);
    expect_state(&states, 2, 1500, STATE_BLOCKED);
    assert_int_equal(states_at(&states.workers[2], 1500)->to_ns, 2000);
    expect_state(&states, 2, 2100, STATE_READY);
    assert_int_equal(activity_at(&states.workers[1], 700)->activity, ACTIVITY_WAITING);
    assert_int_equal(activity_at(&states.workers[1], 700)->holder, 1);
    assert_int_equal(activity_at(&states.workers[0], 700)->activity, ACTIVITY_HOLDING);
    assert_int_equal(activity_at(&states.workers[0], 270)->activity, ACTIVITY_STARTING);
    states_finish(&states);
}

// The GIL is held on while the lock inside it is; the lock, while its holder waits for the GIL.
static void test_lock_in_lock(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 1);
    share(&scene, RESOURCE_GIL);
    share(&scene, RESOURCE_LOCK);
    lock(&scene, 0, 310, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 0, 400, NOTE_ACQUIRED, 1, 0);
    lock(&scene, 0, 500, NOTE_RELEASED, 0, 1);
    lock(&scene, 0, 510, NOTE_WAITS, 0, 2);
    lock(&scene, 0, 600, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 0, 700, NOTE_RELEASED, 1, 0);
    lock(&scene, 0, 800, NOTE_ACQUIRED, 1, 0);
    lock(&scene, 0, 810, NOTE_RELEASED, 1, 0);
    lock(&scene, 0, 900, NOTE_RELEASED, 0, 0);
    states_or_fail(&states, &scene);
    static const struct {
        uint64_t ns;
        enum activity activity;
        int lock, held;
    } moments[] = { { 305, ACTIVITY_WORKING, 0, 0 }, { 350, ACTIVITY_HOLDING, 1, 1 }, { 450, ACTIVITY_HOLDING, 2, 3 },
                    { 505, ACTIVITY_HOLDING, 2, 2 }, { 550, ACTIVITY_WAITING, 1, 2 }, { 650, ACTIVITY_HOLDING, 2, 3 },
                    { 750, ACTIVITY_HOLDING, 1, 1 }, { 805, ACTIVITY_HOLDING, 2, 3 }, { 850, ACTIVITY_HOLDING, 1, 1 },
                    { 950, ACTIVITY_WORKING, 0, 0 } };
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        const struct activity_span *span = activity_at(&states.workers[0], moments[i].ns);
        assert_int_equal(span->activity, moments[i].activity);
        assert_int_equal(span->lock, moments[i].lock);
        assert_int_equal(span->held, moments[i].held);
    }
    struct overview overview;
    assert_true(status_is_ok(overview_build(&overview, &states, &scene.recording)));
    static const uint64_t holds[2][4] = { { 310, 500, 600, 900 }, { 400, 700, 800, 810 } };
    assert_int_equal(overview.locks[1].spans[0].kind, 0); // who waited at 500 waited for the other one
    for (int l = 0; l < 2; l++) {
        assert_int_equal(overview.locks[l].count, 2);
        for (size_t i = 0; i < 4; i++) {
            const struct track_span *span = &overview.locks[l].spans[i / 2];
            assert_int_equal(i % 2 ? span->to_ns : span->from_ns, holds[l][i]);
        }
    }
    overview_finish(&overview);
    states_finish(&states);
}

static void expect_activity(const struct states *states, uint32_t w, uint64_t ns, enum activity activity, unsigned lock,
                            uint64_t held)
{
    const struct activity_span *span = activity_at(&states->workers[w], ns);
    if (span->activity != activity || span->lock != lock || span->held != held)
        fail_msg("worker %u at %llu: activity %d of %d, has %llx", w + 1, (unsigned long long)ns, span->activity,
                 span->lock, (unsigned long long)span->held);
}

// Three locks, the last of as many as there can be: whom a release wakes is told by lock, and who spins is not blocked, though
// the kernel may have taken its cpu.
static void test_three_locks(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 3);
    const unsigned outer = share(&scene, RESOURCE_LOCK), spin = share(&scene, RESOURCE_SPIN_LOCK);
    while (scene.recording.resource_count < RESOURCES_MAX - 1)
        share(&scene, RESOURCE_LOCK);
    const unsigned last = share(&scene, RESOURCE_LOCK);
    for (uint32_t w = 0; w < 3; w++)
        kernel(&scene, w, 240 + w, SWITCH_IN);
    lock(&scene, 0, 310, NOTE_ACQUIRED, last, 0);
    lock(&scene, 0, 320, NOTE_ACQUIRED, outer, 0); // the other way round: what was taken last is the innermost
    lock(&scene, 0, 330, NOTE_ACQUIRED, spin, 0);
    lock(&scene, 1, 400, NOTE_WAITS, last, 1);
    kernel(&scene, 1, 420, SWITCH_OUT_WAIT);
    lock(&scene, 2, 500, NOTE_WAITS, outer, 1);
    kernel(&scene, 2, 520, SWITCH_OUT_WAIT);
    lock(&scene, 0, 1000, NOTE_RELEASED, outer, 1); // wakes T3, though T2 has slept longer
    kernel(&scene, 2, 1200, SWITCH_IN);
    lock(&scene, 2, 1210, NOTE_ACQUIRED, outer, 0);
    lock(&scene, 2, 1300, NOTE_WAITS, spin, 1);
    kernel(&scene, 2, 1400, SWITCH_OUT_WAIT); // for something else: a page, say
    lock(&scene, 0, 2000, NOTE_RELEASED, spin, 1);
    lock(&scene, 0, 3000, NOTE_RELEASED, last, 1);
    kernel(&scene, 1, 3100, SWITCH_IN);
    lock(&scene, 1, 3110, NOTE_ACQUIRED, last, 0);
    kernel(&scene, 2, 4000, SWITCH_IN);
    lock(&scene, 2, 4010, NOTE_ACQUIRED, spin, 0);
    states_or_fail(&states, &scene);
    assert_int_equal(states_at(&states.workers[1], 700)->lock, last + 1);
    assert_int_equal(states_at(&states.workers[1], 700)->to_ns, 3000);
    assert_int_equal(states_at(&states.workers[2], 700)->lock, outer + 1);
    assert_int_equal(states_at(&states.workers[2], 700)->to_ns, 1000);
    assert_int_equal(states_at(&states.workers[2], 1500)->state, STATE_BLOCKED);
    assert_int_equal(states_at(&states.workers[2], 1500)->lock, 0); // nobody sleeps on a spin lock
    const uint64_t outer_bit = UINT64_C(1) << outer, spin_bit = UINT64_C(1) << spin, last_bit = UINT64_C(1) << last;
    expect_activity(&states, 0, 315, ACTIVITY_HOLDING, last + 1, last_bit);
    expect_activity(&states, 0, 325, ACTIVITY_HOLDING, outer + 1, last_bit | outer_bit);
    expect_activity(&states, 0, 500, ACTIVITY_HOLDING, spin + 1, last_bit | outer_bit | spin_bit);
    expect_activity(&states, 0, 1500, ACTIVITY_HOLDING, spin + 1, last_bit | spin_bit);
    expect_activity(&states, 0, 2500, ACTIVITY_HOLDING, last + 1, last_bit);
    expect_activity(&states, 0, 3050, ACTIVITY_WORKING, 0, 0);
    expect_activity(&states, 2, 1500, ACTIVITY_WAITING, spin + 1, outer_bit);
    expect_activity(&states, 2, 4020, ACTIVITY_HOLDING, spin + 1, outer_bit | spin_bit);
    struct overview overview;
    assert_true(status_is_ok(overview_build(&overview, &states, &scene.recording)));
    assert_int_equal(overview.lock_count, RESOURCES_MAX);
    static const uint64_t holds[3][4] = { { 320, 1000, 1210, 9000 },
                                          { 330, 2000, 4010, 9000 },
                                          { 310, 3000, 3110, 9000 } };
    const unsigned locks[3] = { outer, spin, last };
    for (int l = 0; l < 3; l++) {
        assert_int_equal(overview.locks[locks[l]].count, 3);
        for (size_t i = 0; i < 4; i++) {
            const struct track_span *span = &overview.locks[locks[l]].spans[i / 2];
            // Nobody lets go at the end: then it is the worker's own end that ends the hold; it has the lock past that.
            assert_int_equal(i % 2 ? span->to_ns : span->from_ns, holds[l][i]);
        }
    }
    for (int l = 0; l < 3; l++) {
        assert_int_equal(overview.locks[locks[l]].spans[0].kind,
                         1); // T1 was waited for at each, also where it had another inside
        assert_int_equal(overview.locks[locks[l]].spans[1].kind, TRACK_HELD);
        assert_int_equal(overview.locks[locks[l]].spans[2].kind, TRACK_HELD_DEAD);
        assert_int_equal(overview.locks[locks[l]].spans[2].to_ns, 10000);
    }
    assert_int_equal(overview.locks[2].count, 0);
    overview_finish(&overview);
    states_finish(&states);
}

// A lock that does not keep them apart: where several have it that is told as such, and everything else as whoever has it.
static void test_a_broken_lock(void **unused)
{
    (void)unused;
    static const struct track_span wanted[] = {
        { 400, 500, 0, 0, 0 },   { 500, 700, TRACK_SEVERAL, 0, 0 },  { 700, 800, 1, 1, 0 },
        { 900, 950, 0, 2, 0 },   { 950, 1200, TRACK_SEVERAL, 0, 0 }, { 1200, 1300, 0, 1, 0 },
        { 1400, 1500, 0, 1, 0 },
    };
    struct scene scene;
    struct states states;
    struct overview overview;
    scene_begin(&scene, 3);
    const unsigned broken = share(&scene, RESOURCE_SPIN_LOCK);
    scene.resources[broken].capacity = 0;
    for (uint32_t w = 0; w < 3; w++)
        kernel(&scene, w, 240 + w, SWITCH_IN);
    lock(&scene, 0, 400, NOTE_ACQUIRED, broken, 0);
    lock(&scene, 1, 500, NOTE_ACQUIRED, broken, 0);
    lock(&scene, 0, 700, NOTE_RELEASED, broken, 0);
    lock(&scene, 1, 800, NOTE_RELEASED, broken, 1);
    lock(&scene, 2, 900, NOTE_ACQUIRED, broken, 0);
    lock(&scene, 0, 950, NOTE_ACQUIRED, broken, 0);
    lock(&scene, 1, 1000, NOTE_ACQUIRED, broken, 0); // all three
    lock(&scene, 0, 1100, NOTE_RELEASED, broken, 0);
    lock(&scene, 2, 1200, NOTE_RELEASED, broken, 0);
    lock(&scene, 1, 1300, NOTE_RELEASED, broken, 0);
    lock(&scene, 1, 1400, NOTE_ACQUIRED, broken, 0);
    lock(&scene, 1, 1500, NOTE_RELEASED, broken, 0);
    states_or_fail(&states, &scene);
    assert_true(status_is_ok(overview_build(&overview, &states, &scene.recording)));
    const struct track *track = &overview.locks[broken];
    assert_int_equal(track->count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < track->count; i++) {
        assert_int_equal(track->spans[i].from_ns, wanted[i].from_ns);
        assert_int_equal(track->spans[i].to_ns, wanted[i].to_ns);
        assert_int_equal(track->spans[i].kind, wanted[i].kind);
        if (wanted[i].kind != TRACK_SEVERAL)
            assert_int_equal(track->spans[i].extra, wanted[i].extra);
    }
    assert_int_equal(track_most(track, 400, 900, NULL), TRACK_SEVERAL);
    overview_finish(&overview);
    states_finish(&states);
}

// Nobody's release was seen: blocked to the switch-in, and it says that the wake is not known. A timer's wake is.
static void test_wakes(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 2);
    share(&scene, RESOURCE_GIL);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 0, 400, SWITCH_OUT_WAIT);
    kernel(&scene, 0, 900, SWITCH_IN);
    lock(&scene, 0, 1000, NOTE_WAITS, 0, 2);
    kernel(&scene, 0, 1010, SWITCH_OUT_WAIT);
    kernel(&scene, 0, 6010, SWITCH_IN);
    lock(&scene, 0, 6020, NOTE_TIMED_OUT, 0, 2);
    lock(&scene, 0, 6030, NOTE_REQUESTED, 0, 2);
    states_or_fail(&states, &scene);
    assert_int_equal(states_at(&states.workers[0], 500)->wake_known, 0);
    assert_int_equal(states_at(&states.workers[0], 500)->lock, 0);
    assert_int_equal(states_at(&states.workers[0], 500)->to_ns, 900);
    assert_int_equal(states_at(&states.workers[0], 3000)->wake_known, 1);
    assert_int_equal(states_at(&states.workers[0], 3000)->lock, 1);
    assert_int_equal(states_at(&states.workers[0], 3000)->holder, 2);
    states_finish(&states);
}

// T1 honours a request and waits until T2 has taken the GIL: that wakes it.
static void test_hand_over(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 2);
    share(&scene, RESOURCE_GIL);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 1, 241, SWITCH_IN);
    lock(&scene, 0, 310, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 1, 320, NOTE_WAITS, 0, 1);
    kernel(&scene, 1, 330, SWITCH_OUT_WAIT);
    lock(&scene, 0, 5000, NOTE_HONOURED, 0, 0);
    lock(&scene, 0, 5000, NOTE_RELEASED, 0, 1);
    kernel(&scene, 0, 5010, SWITCH_OUT_WAIT);
    kernel(&scene, 1, 5020, SWITCH_IN);
    lock(&scene, 1, 5030, NOTE_ACQUIRED, 0, 0);
    kernel(&scene, 0, 5100, SWITCH_IN);
    lock(&scene, 0, 5110, NOTE_HANDED, 0, 2);
    states_or_fail(&states, &scene);
    assert_int_equal(states_at(&states.workers[1], 4000)->to_ns, 5000);
    assert_int_equal(states_at(&states.workers[0], 5020)->state, STATE_BLOCKED);
    assert_int_equal(states_at(&states.workers[0], 5020)->to_ns, 5030);
    expect_state(&states, 0, 5050, STATE_READY);
    states_finish(&states);
}

// Who was asked for the GIL waits to have it back, unless the kernel saw it work for long without it: T1 does so the second time.
static void test_working_without_the_gil(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 1);
    share(&scene, RESOURCE_GIL);
    scene.facts.ended_ns = scene.facts.tick1 = scene.facts.tick1_ns = 2000000;
    scene.tasks[0].finished_ns = scene.tasks[0].joined_ns = 2000000;
    kernel(&scene, 0, 240, SWITCH_IN);
    lock(&scene, 0, 310, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 0, 5000, NOTE_HONOURED, 0, 0);
    lock(&scene, 0, 5000, NOTE_RELEASED, 0, 1);
    kernel(&scene, 0, 6000, SWITCH_OUT_READY);
    kernel(&scene, 0, 499000, SWITCH_IN);
    lock(&scene, 0, 500000, NOTE_WAITS, 0, 0);
    lock(&scene, 0, 600000, NOTE_ACQUIRED, 0, 0);
    lock(&scene, 0, 700000, NOTE_HONOURED, 0, 0);
    lock(&scene, 0, 700000, NOTE_RELEASED, 0, 1);
    lock(&scene, 0, 900000, NOTE_WAITS, 0, 0);
    lock(&scene, 0, 950000, NOTE_ACQUIRED, 0, 0);
    states_or_fail(&states, &scene);
    assert_int_equal(activity_at(&states.workers[0], 100000)->activity, ACTIVITY_WAITING);
    assert_int_equal(activity_at(&states.workers[0], 650000)->activity, ACTIVITY_HOLDING);
    assert_int_equal(activity_at(&states.workers[0], 800000)->activity, ACTIVITY_WORKING);
    assert_int_equal(activity_at(&states.workers[0], 920000)->activity, ACTIVITY_WAITING);
    states_finish(&states);
}

static void test_without_kernel(void **unused)
{
    (void)unused;
    struct scene scene;
    struct states states;
    scene_begin(&scene, 2);
    share(&scene, RESOURCE_LOCK);
    scene.facts.states_source = STATES_PROGRAM;
    lock(&scene, 1, 400, NOTE_WAITS, 0, 1);
    lock(&scene, 1, 1120, NOTE_ACQUIRED, 0, 0);
    states_or_fail(&states, &scene);
    expect_state(&states, 1, 150, STATE_NEW);
    expect_state(&states, 1, 300, STATE_ALIVE);
    expect_state(&states, 1, 700, STATE_BLOCKED);
    expect_state(&states, 1, 2000, STATE_ALIVE);
    expect_state(&states, 1, 9200, STATE_DEAD);
    assert_true(states.cores_busy < 0);
    states_finish(&states);
    scene.resources[0].sleeps = 0; // who spins is not blocked
    states_or_fail(&states, &scene);
    expect_state(&states, 1, 700, STATE_ALIVE);
    states_finish(&states);
}

// Whatever records say, spans meet end to end.
static void test_contradictions(void **unused)
{
    (void)unused;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 2000; i++) {
        struct random random = { seed + i };
        struct scene scene;
        struct states states;
        scene_begin(&scene, 3);
        for (uint64_t r = random_below(&random, random_one_in(&random, 2) ? 4 : RESOURCES_MAX + 1); r > 0; r--)
            share(&scene, (enum resource_kind)random_below(&random, RESOURCE_KINDS));
        for (int e = 0; e < 30; e++)
            lock(&scene, (uint32_t)e % 3, random_below(&random, 12000), (enum note_kind)random_below(&random, 9),
                 (unsigned)random_below(&random, random_one_in(&random, 2) ? 3 : 256),
                 (unsigned)random_below(&random, 70));
        for (int k = 0; k < 30; k++)
            kernel(&scene, (uint32_t)random_below(&random, 4), random_below(&random, 12000),
                   (enum switch_kind)random_below(&random, 8));
        states_or_fail(&states, &scene);
        states_finish(&states);
    }
}

static void test_random_runs(void **unused)
{
    (void)unused;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 500; i++) {
        struct build plan = build_plan(seed + i, 400);
        struct built *built = build_random(&plan);
        struct account account;
        const struct status status = account_build(&account, &built->recording);
        if (!status_is_ok(status))
            fail_msg("seed %llu: %s", (unsigned long long)(seed + i), status.message);
        struct states states;
        assert_true(status_is_ok(states_build(&states, &built->recording)));
        check_whole(&states, &built->recording);
        check_scheduling(&states, &built->recording);
        check_shares(&account.states, &built->recording);
        states_finish(&states);
        assert_int_equal(account.figures.lost, account.ledger.lost);
        if (account.figures.lost == 0 && account.figures.stale_known)
            assert_int_equal(account.figures.longest_stale_ns, 0);
        account_finish(&account);
        built_free(built);
    }
}

// ---- why ----

static struct why why_now(const struct scene *scene, uint64_t lost, int64_t final)
{
    const struct ledger ledger = { .recording = &scene->recording, .lost = lost, .final = final };
    struct states states;
    states_or_fail(&states, scene);
    const struct why why = why_of(&scene->recording, &ledger, &states);
    states_finish(&states);
    return why;
}

static void test_why(void **unused)
{
    (void)unused;
    struct scene scene;
    scene_begin(&scene, 2);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 1, 245, SWITCH_IN);
    assert_int_equal(why_now(&scene, 3, 5).kind, WHY_NOTHING);
    assert_int_equal(why_now(&scene, 3, 0).kind, WHY_CANCELLED);
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_LUCK);
    scene.experiment.cores = 1;
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_ONE_CORE);
    scene.experiment.cores = 2;
    scene.tasks[0].finished_ns = 400;
    scene.tasks[1].released_ns = 500;
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_NO_OVERLAP);
    scene_begin(&scene, 2);
    kernel(&scene, 0, 240, SWITCH_IN);
    kernel(&scene, 0, 8000, SWITCH_EXIT);
    kernel(&scene, 1, 8001, SWITCH_IN);
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_NEVER_TOGETHER);
    scene.experiment.guard = GUARD_GIL;
    scene.experiment.python = PYTHON_3_12;
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_SWITCH_POINTS);
    scene.experiment.python = PYTHON_3_9;
    share(&scene, RESOURCE_GIL);
    scene.uses[0].switches = 4;
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_SWITCHES_MISSED);
    assert_int_equal(why_now(&scene, 0, 0).switches, 4);
    scene.experiment.guard = GUARD_MUTEX;
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_NOTHING);
    scene_begin(&scene, 1);
    assert_int_equal(why_now(&scene, 0, 0).kind, WHY_ONE_WORKER);
}

static void test_spread(void **unused)
{
    (void)unused;
    double four[] = { 4, 1, 3, 2 }, three[] = { 9, 1, 2 };
    const struct spread even = spread_of(four, 4), odd = spread_of(three, 3), none = spread_of(NULL, 0);
    assert_true(even.min == 1 && even.max == 4 && even.median == 2.5 && even.mean == 2.5);
    assert_true(odd.median == 2 && odd.mean == 4);
    assert_true(none.max == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preemption),
        cmocka_unit_test(test_seen_first_as_it_leaves),
        cmocka_unit_test(test_releases_of_nobody),
        cmocka_unit_test(test_out_of_sight),
        cmocka_unit_test(test_of_the_run),
        cmocka_unit_test(test_mutex_queue),
        cmocka_unit_test(test_lock_in_lock),
        cmocka_unit_test(test_three_locks),
        cmocka_unit_test(test_a_broken_lock),
        cmocka_unit_test(test_wakes),
        cmocka_unit_test(test_hand_over),
        cmocka_unit_test(test_working_without_the_gil),
        cmocka_unit_test(test_without_kernel),
        cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_random_runs),
        cmocka_unit_test(test_why),
        cmocka_unit_test(test_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
