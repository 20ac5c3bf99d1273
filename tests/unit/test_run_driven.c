// Chosen schedules on real threads and processes: what happens is what the walk says, to the last journal entry.
#include "support/random.h"
#include "support/run_truth.h"

#include "labs/balance/books.h"
#include "labs/balance/guard.h"
#include "labs/balance/overwrites.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "run/run.h"
#include "schedules/retrace.h"
#include "schedules/turns.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MS UINT64_C(1000000)

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
#ifndef SLOW
#define SLOW 0
#endif

static unsigned driven, retraced; // runs; those whose schedule could be read from the recording
static unsigned overwritten;      // lost updates whose overwriter was held against the walk

static struct experiment prepare(enum guard_id guard, enum python_version python, enum program_id program,
                                 uint32_t count, uint64_t iterations)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    struct experiment *experiment = experiment_to_change(&settings);
    experiment->guard = guard;
    experiment->python = python;
    experiment->program = program;
    experiment->count = guards[guard]->workers ? guards[guard]->workers : count; // as it is made for
    experiment->iterations = iterations;
    const struct status status = settings_finish(&settings, UINT64_MAX);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return *settings_experiment(&settings);
}

// ---- the model ------------------------------------------------------------------------------------------------------

// What the walk says of a schedule: each update in its order, with what it was computed from.
struct model {
    const struct course *course;
    struct walk walk;
    struct {
        uint32_t version, parent;
        int64_t value;
    } * updates;
    size_t count;
};

static void note(void *context, const struct walk_step *step)
{
    struct model *model = context;
    if (step->kind != STEP_STORE && step->kind != STEP_MODIFY)
        return;
    model->updates[model->count].version = step->version;
    model->updates[model->count].parent = step->parent;
    model->updates[model->count++].value = step->value;
}

static void model_make(struct model *model, const struct course *course, const struct turn_list *turns)
{
    *model = (struct model){ .course = course, .walk = walk_start(course) };
    model->updates = calloc((size_t)course->length * (size_t)course->count + 1, sizeof *model->updates);
    assert_non_null(model->updates);
    for (uint32_t i = 0; i < turns->count; i++)
        walk_move(course, &model->walk, (int)turns->turns[i].worker, note, model);
    assert_true(walk_ended(course, &model->walk));
}

// By hand: of the first so many updates, those on the path from the last one to the start are not lost.
static uint64_t model_lost(const struct model *model, size_t count)
{
    uint32_t version = count ? model->updates[count - 1].version : VERSION_START;
    uint64_t survived = 0;
    for (size_t i = count; i-- > 0;) {
        if (model->updates[i].version == version) {
            version = model->updates[i].parent;
            survived++;
        }
    }
    return count - survived;
}

static uint64_t worker_changes(const struct turn_list *turns)
{
    uint64_t changes = 0;
    for (uint32_t i = 1; i < turns->count; i++)
        changes += turns->turns[i].worker != turns->turns[i - 1].worker;
    return changes;
}

// ---- holding a run against it ---------------------------------------------------------------------------------------

// The first `made` updates of the model are the run's, and no others.
static void expect_updates(const struct recording *recording, const struct model *model, size_t made, const char *line)
{
    uint64_t seen[SCHEDULES_WORKERS_MAX] = { 0 };
    uint64_t last_ticks = 0;
    for (size_t i = 0; i < made; i++) {
        const uint32_t worker = version_worker(model->updates[i].version);
        const uint32_t sequence = version_sequence(model->updates[i].version);
        assert_int_equal(sequence, seen[worker]++);
        const uint32_t parent = run_parent(recording, model->updates[i].version);
        if (parent != model->updates[i].parent)
            fail_msg("%s: update %" PRIu32 " of worker %" PRIu32 " has read %08" PRIx32 ", the walk says %08" PRIx32,
                     line, sequence, worker + 1, parent, model->updates[i].parent);
        if (balance_sample_every(recording) != 1)
            continue;
        const uint64_t ticks = balance_times(recording, worker)[sequence];
        if (ticks < last_ticks)
            fail_msg("%s: update %zu came %" PRIu64 " ticks before the one before it", line, i, last_ticks - ticks);
        last_ticks = ticks;
    }
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++) {
        if (balance_updates(recording, w) != seen[w])
            fail_msg("%s: worker %" PRIu32 " made %" PRIu64 " updates, the walk says %" PRIu64, line, w + 1,
                     balance_updates(recording, w), seen[w]);
    }
    const uint64_t final = balance_final_cell(recording);
    const int64_t balance = made ? model->updates[made - 1].value : 0;
    const uint32_t version = made ? model->updates[made - 1].version : VERSION_START;
    if (cell_balance(final) != balance || cell_version(final) != version)
        fail_msg("%s: ends with %" PRId32 " by %08" PRIx32 ", the walk says %" PRId64 " by %08" PRIx32, line,
                 cell_balance(final), cell_version(final), balance, version);
}

static void expect_lost(const struct recording *recording, uint64_t lost, const char *line)
{
    struct ledger ledger;
    const struct status status = ledger_build(&ledger, recording);
    if (!status_is_ok(status))
        fail_msg("%s: the ledger: %s", line, status.message);
    if (!ledger.books_balance || ledger.lost != lost)
        fail_msg("%s: the ledger has %" PRIu64 " lost, the walk %" PRIu64, line, ledger.lost, lost);
    ledger_finish(&ledger);
}

// The place of an update among the model's; −1: the start.
static int64_t place_of(const struct model *model, uint32_t version)
{
    for (size_t i = 0; i < model->count; i++)
        if (model->updates[i].version == version)
            return (int64_t)i;
    return -1;
}

// By hand: the last of the model's updates whose value has this one in it.
static size_t last_with(const struct model *model, size_t update)
{
    size_t last = update;
    for (size_t i = update; i < model->count; i++)
        for (int64_t at = (int64_t)i; at >= (int64_t)update; at = place_of(model, model->updates[at].parent))
            if ((size_t)at == update)
                last = i;
    return last;
}

// Every lost update was written over by the one that the walk has next after the last that knew of it.
static void expect_overwriters(const struct recording *recording, const struct model *model, const char *line)
{
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
    if (!status_is_ok(ledger_build(&ledger, recording)) || !status_is_ok(order_build(&order, &ledger)) ||
        !status_is_ok(overwrites_build(&overwrites, &ledger, &order)))
        fail_msg("%s: no order of its stores", line);
    for (size_t i = 0; i < model->count; i++) {
        const uint32_t version = model->updates[i].version;
        if (order_version(&order, i) != version)
            fail_msg("%s: store %zu is %08" PRIx32 ", the walk says %08" PRIx32, line, i, order_version(&order, i),
                     version);
        if (!ledger_is_lost(&ledger, version))
            continue;
        const uint64_t position = overwrites.all[overwrites_of(&overwrites, version)].position;
        if (position != last_with(model, i) + 1)
            fail_msg("%s: store %zu was overwritten by store %" PRIu64 ", the walk says %zu", line, i, position,
                     last_with(model, i) + 1);
        overwritten++;
    }
    overwrites_finish(&overwrites);
    order_finish(&order);
    ledger_finish(&ledger);
}

static void expect_whole(const struct recording *recording, const struct model *model, const struct turn_list *turns,
                         const char *line)
{
    struct run_truth truth;
    if (recording->facts->ended != RUN_COMPLETE)
        fail_msg("%s: ended %" PRIu32 ", not complete", line, recording->facts->ended);
    assert_int_equal(experiment_of(recording)->scheduled, SCHEDULE_DRIVEN);
    expect_updates(recording, model, model->count, line);
    if (!run_truth_of(&truth, recording))
        fail_msg("%s: %s", line, truth.wrong);
    expect_lost(recording, model_lost(model, model->count), line);
    if (balance_sample_every(recording) == 1)
        expect_overwriters(recording, model, line);
    uint64_t switches = 0, contended = 0, retries = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++) {
        switches += recording_use(recording, w, 0).switches;
        contended += recording_use(recording, w, 0).contended + recording_use(recording, w, 1).contended;
        retries += balance_worker(recording, w)->retries;
    }
    if (experiment_has_gil(experiment_of(recording)) && switches != worker_changes(turns))
        fail_msg("%s: the GIL changed hands %" PRIu64 " times, the turns %" PRIu64, line, switches,
                 worker_changes(turns));
    // Nobody ever met anybody at a lock. (An exchange may fail for no reason on some cpus.)
    if (contended || (retries && !SLOW))
        fail_msg("%s: waited %" PRIu64 " times, tried again %" PRIu64 " times", line, contended, retries);
}

// The schedule that is read from the recording makes the same updates. With machine steps there always is one.
static void expect_retraced(const struct recording *recording, const char *line)
{
    struct ledger ledger;
    struct order order;
    struct course course;
    struct turn_list turns;
    struct model model;
    assert_true(status_is_ok(ledger_build(&ledger, recording)));
    assert_true(status_is_ok(order_build(&order, &ledger)));
    char *digits = retrace(&order, 100000);
    if (!digits && !guard_of(experiment_of(recording))->bytecode)
        fail_msg("%s: no schedule can be read from the recording", line);
    retraced += digits != NULL;
    if (digits) {
        if (!status_is_ok(turns_of(&turns, experiment_of(recording), digits)) ||
            !status_is_ok(course_of(&course, experiment_of(recording))))
            fail_msg("%s: %s was read from the recording", line, digits);
        model_make(&model, &course, &turns);
        expect_updates(recording, &model, model.count, line);
        free(model.updates);
        turns_finish(&turns);
    }
    free(digits);
    order_finish(&order);
    ledger_finish(&ledger);
}

static void drive(const struct experiment *experiment, const char *schedule)
{
    char what[RUN_LINE_BYTES], line[RUN_LINE_BYTES + 160];
    struct course course;
    struct turn_list turns;
    struct model model;
    struct recording recording = { 0 };
    snprintf(line, sizeof line, "%.120s, %s", schedule, run_line(experiment, what));
    struct status status = course_of(&course, experiment);
    if (status_is_ok(status))
        status = turns_of(&turns, experiment, schedule);
    if (!status_is_ok(status))
        fail_msg("%s: %s", line, status.message);
    model_make(&model, &course, &turns);
    const struct run_options options = { .no_kernel_records = true, .script = &turns };
    status = run_plan(&recording, experiment_plan(experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", line, status.message);
    expect_whole(&recording, &model, &turns, line);
    expect_retraced(&recording, line);
    driven++;
    recording_close(&recording);
    free(model.updates);
    turns_finish(&turns);
}

// ---- random schedules -----------------------------------------------------------------------------------------------

enum {
    DIGITS_MAX = 512
};

// Whole, or broken off anywhere for the rest to be completed.
static void draw_schedule(char digits[DIGITS_MAX], const struct experiment *experiment, struct random *random)
{
    struct course course;
    size_t length = 0;
    assert_true(status_is_ok(course_of(&course, experiment)));
    struct walk walk = walk_start(&course);
    const uint64_t most = random_one_in(random, 4) ? random_below(random, 12) : DIGITS_MAX - 1;
    while (length < most && !walk_ended(&course, &walk)) {
        const int worker = (int)random_below(random, experiment->count);
        if (!(walk_enabled(&course, &walk) >> worker & 1))
            continue;
        walk_move(&course, &walk, worker, NULL, NULL);
        digits[length++] = (char)('1' + worker);
    }
    digits[length] = '\0';
}

static const struct {
    uint32_t count;
    uint64_t iterations;
} sizes[] = { { 2, 1 }, { 2, 2 }, { 3, 1 } };

// Calls it for every guard, and every Python version and program where they mean something, in every size.
static uint32_t for_all(void (*call)(struct experiment *experiment, struct random *random, uint32_t number),
                        struct random *random)
{
    uint32_t number = 0;
    for (uint32_t guard = 0; guard < GUARD_COUNT; guard++) {
        const uint32_t pythons_of = guards[guard]->bytecode ? PYTHON_COUNT : 1;
        const uint32_t programs_of = guard == GUARD_GIL ? PROGRAM_LOCK : 1;
        for (uint32_t kind = 0; kind < pythons_of * programs_of; kind++) {
            for (size_t s = 0; s < COUNT(sizes); s++) {
                struct experiment experiment =
                    prepare((enum guard_id)guard, (enum python_version)(kind % pythons_of),
                            (enum program_id)(kind / pythons_of), sizes[s].count, sizes[s].iterations);
                call(&experiment, random, number++);
            }
        }
    }
    return number;
}

static void drive_threads(struct experiment *experiment, struct random *random, uint32_t number)
{
    enum {
        EACH = SLOW ? 2 : 14
    };
    char digits[DIGITS_MAX];
    for (uint32_t i = 0; i < EACH; i++) {
        experiment->timing = (number + i) % TIMING_COUNT;
        draw_schedule(digits, experiment, random);
        drive(experiment, digits);
    }
}

static void threads_follow_any_schedule(void **state)
{
    (void)state;
    struct random random = { random_seed(11) };
    const uint64_t began = os_now_ns();
    const uint32_t experiments = for_all(drive_threads, &random);
    printf("%u experiments in %.2f s, %u overwriters\n", experiments, (double)(os_now_ns() - began) / 1e9, overwritten);
    assert_true(overwritten > (SLOW ? 10 : 100));
}

static void drive_some_processes(struct experiment *experiment, struct random *random, uint32_t number)
{
    char digits[DIGITS_MAX];
    if (number % 3 != (number / 3) % 3 && experiment->guard >= GUARD_GIL)
        return;
    experiment->workers = WORKERS_PROCESSES;
    experiment->timing = number / 2 % TIMING_COUNT;
    draw_schedule(digits, experiment, random);
    drive(experiment, digits);
}

static void processes_follow_any_schedule(void **state)
{
    (void)state;
    struct random random = { random_seed(12) };
    for_all(drive_some_processes, &random);
}

static void the_most_workers(void **state)
{
    (void)state;
    struct random random = { random_seed(13) };
    for (uint32_t guard = 0; guard < GUARD_COUNT; guard++) {
        char digits[DIGITS_MAX];
        struct experiment experiment = prepare((enum guard_id)guard, PYTHON_3_9, PROGRAM_CALL, 4, 2);
        experiment.cores = 1 + guard % 2;
        draw_schedule(digits, &experiment, &random);
        drive(&experiment, digits);
        experiment = prepare((enum guard_id)guard, PYTHON_3_9, PROGRAM_CALL, 1, 3);
        drive(&experiment, "1"); // and whoever else there must be
    }
}

// The first of the shortest failures of 2 × 1, by hand.
static void the_shortest_failure(void **state)
{
    (void)state;
    const struct experiment none = prepare(GUARD_NONE, PYTHON_3_9, PROGRAM_CALL, 2, 1);
    struct turn_list turns;
    struct recording recording = { 0 };
    assert_true(status_is_ok(turns_of(&turns, &none, "11121222")));
    const struct run_options options = { .script = &turns };
    assert_true(status_is_ok(run_plan(&recording, experiment_plan(&none), &options)));
    assert_int_equal(cell_balance(balance_final_cell(&recording)), 5);
    assert_int_equal(run_parent(&recording, version_make(1, 0)),
                     version_make(0, 0)); // T2 read what T1 had stored first
    assert_int_equal(run_parent(&recording, version_make(0, 1)), version_make(0, 0)); // and so did T1
    recording_close(&recording);
    turns_finish(&turns);
}

// Who moved when, and how long what was read was held: a load lies after the move before it, though its worker's own last store, or
// what it reads, may have been there for long. Where loads were not noted, as in recordings of before, that is about so long.
static void expect_moves_in_order(const char *digits)
{
    struct experiment none = prepare(GUARD_NONE, PYTHON_3_9, PROGRAM_CALL, 2, 1);
    struct turn_list turns;
    struct recording recording = { 0 };
    none.timing = TIMING_FULL;
    assert_true(status_is_ok(turns_of(&turns, &none, digits)));
    const struct run_options options = { .script = &turns };
    assert_true(status_is_ok(run_plan(&recording, experiment_plan(&none), &options)));
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
    assert_true(status_is_ok(ledger_build(&ledger, &recording)));
    assert_true(status_is_ok(order_build(&order, &ledger)));
    assert_true(status_is_ok(overwrites_build(&overwrites, &ledger, &order)));
    struct order_cursor cursor;
    uint64_t last_ns = 0, loaded_ns[2] = { 0 };
    bool more = order_cursor_set(&cursor, &order, 0);
    for (size_t i = 0; digits[i]; i++, more = order_cursor_next(&cursor)) {
        assert_true(more);
        const struct order_event event = *order_cursor_event(&cursor);
        const uint32_t worker = version_worker(event.version), sequence = version_sequence(event.version);
        uint64_t held_ns;
        assert_int_equal(worker, digits[i] - '1');
        assert_true(event.ns >= last_ns);
        last_ns = event.ns;
        if (event.kind == ORDER_LOAD) {
            assert_int_equal(recording.notes[worker][sequence].kind, NOTE_AT);
            assert_int_equal(event.ns, recording_ns(&recording, recording.notes[worker][sequence].ticks));
            loaded_ns[worker] = event.ns;
            continue;
        }
        assert_true(overwrites_held_ns(&order, event.position, &held_ns));
        assert_int_equal(held_ns, event.ns - loaded_ns[worker]);
    }
    assert_false(more);
    struct recording before = recording;
    struct task tasks[] = { recording.tasks[0], recording.tasks[1] };
    tasks[0].notes = tasks[1].notes = 0;
    before.tasks = tasks;
    order.recording = &before;
    for (int64_t position = 0; position < 4; position++) {
        uint64_t held_ns;
        assert_false(overwrites_held_ns(&order, position, &held_ns));
        assert_true(overwrites_held_about_ns(&order, position, &held_ns));
    }
    order.recording = &recording;
    overwrites_finish(&overwrites);
    order_finish(&order);
    ledger_finish(&ledger);
    recording_close(&recording);
    turns_finish(&turns);
}

static void loads_wait_for_their_turns(void **state)
{
    (void)state;
    expect_moves_in_order("11121222");
    expect_moves_in_order("12221112");
}

// ---- how who has no turn waits --------------------------------------------------------------------------------------

// By the kernel's records: how often a worker went to sleep in a run of T1 and T2 by turns, on a cpu each. -1: no records are to
// be had.
static int64_t sleeps_in(uint64_t iterations, size_t moves)
{
    struct experiment experiment = prepare(GUARD_NONE, PYTHON_3_9, PROGRAM_CALL, 2, iterations);
    struct turn_list turns;
    struct recording recording = { 0 };
    int64_t sleeps = 0;
    char *digits = calloc(moves + 1, 1);
    assert_non_null(digits);
    for (size_t i = 0; i < moves; i++)
        digits[i] = (char)('1' + i % 2);
    experiment.cores = 2;
    assert_true(status_is_ok(turns_of(&turns, &experiment, digits)));
    const struct run_options options = { .script = &turns };
    assert_true(status_is_ok(run_plan(&recording, experiment_plan(&experiment), &options)));
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    for (size_t i = 0; i < recording.switch_count; i++)
        sleeps +=
            recording.switches[i].kind == SWITCH_OUT_WAIT && recording.switches[i].ns > recording.facts->released_ns;
    if (recording.facts->states_source != STATES_KERNEL)
        sleeps = -1;
    recording_close(&recording);
    turns_finish(&turns);
    free(digits);
    return sleeps;
}

enum {
    WAITING_TRIES = 30 // others use the machine
};

static void who_has_no_turn_sleeps(void **state)
{
    (void)state;
    int64_t most = 0;
    for (int i = 0; i < WAITING_TRIES && most < 3; i++) {
        const int64_t sleeps = sleeps_in(1, 8);
        if (sleeps < 0)
            skip();
        most = sleeps > most ? sleeps : most;
    }
    assert_true(most >= 3);
}

static void in_a_long_one_it_looks_first(void **state)
{
    (void)state;
    int64_t fewest = INT64_MAX;
    if (os_cpus_allowed()->count < 2)
        skip();
    for (int i = 0; i < WAITING_TRIES && fewest > 100; i++) {
        const int64_t sleeps = sleeps_in(100, 800);
        if (sleeps < 0)
            skip();
        fewest = sleeps < fewest ? sleeps : fewest;
    }
    assert_true(fewest <= 100);
}

// ---- broken off -----------------------------------------------------------------------------------------------------

// A schedule that would take far longer than its deadline: what was recorded is its beginning.
static void drive_to_the_deadline(enum guard_id guard, enum python_version python, enum worker_kind workers)
{
    char line[RUN_LINE_BYTES];
    const uint64_t iterations = SLOW ? 4000 : 20000; // sanitized, the walk takes long, and so does the run
    struct experiment experiment = prepare(guard, python, PROGRAM_CALL, 3, iterations);
    experiment.workers = workers;
    experiment.deadline_ns = 2 * MS;
    run_line(&experiment, line);
    struct course course;
    assert_true(status_is_ok(course_of(&course, &experiment)));
    // Whoever comes next and can.
    char *digits = malloc((size_t)course.length * 3 + 1);
    assert_non_null(digits);
    size_t length = 0;
    struct walk walk = walk_start(&course);
    for (int worker = 0; !walk_ended(&course, &walk); worker = (worker + 1) % 3) {
        if (!(walk_enabled(&course, &walk) >> worker & 1))
            continue;
        walk_move(&course, &walk, worker, NULL, NULL);
        digits[length++] = (char)('1' + worker);
    }
    digits[length] = '\0';
    struct turn_list turns;
    struct model model;
    struct recording recording = { 0 };
    assert_true(status_is_ok(turns_of(&turns, &experiment, digits)));
    model_make(&model, &course, &turns);
    const struct run_options options = { .no_kernel_records = true, .script = &turns };
    const struct status status = run_plan(&recording, experiment_plan(&experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", line, status.message);
    const uint64_t took = recording.facts->ended_ns - recording.facts->began_ns;
    if (recording.facts->ended != RUN_DEADLINE || took > 2000 * MS)
        fail_msg("%s: ended %" PRIu32 " after %" PRIu64 " ms", line, recording.facts->ended, took / MS);
    size_t made = 0;
    for (uint32_t w = 0; w < 3; w++)
        made += balance_updates(&recording, w);
    assert_true(made < model.count);
    expect_updates(&recording, &model, made, line);
    expect_lost(&recording, model_lost(&model, made), line);
    const struct status verified = recording_verify(&recording);
    if (!status_is_ok(verified))
        fail_msg("%s: %s", line, verified.message);
    recording_close(&recording);
    free(model.updates);
    free(digits);
    turns_finish(&turns);
}

static void a_deadline_breaks_it_off(void **state)
{
    (void)state;
    for (uint32_t guard = 0; guard < GUARD_COUNT; guard++) {
        drive_to_the_deadline((enum guard_id)guard, PYTHON_3_9, WORKERS_THREADS);
        drive_to_the_deadline((enum guard_id)guard, PYTHON_2_7, WORKERS_PROCESSES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_follow_any_schedule),
        cmocka_unit_test(processes_follow_any_schedule),
        cmocka_unit_test(the_most_workers),
        cmocka_unit_test(the_shortest_failure),
        cmocka_unit_test(loads_wait_for_their_turns),
        cmocka_unit_test(who_has_no_turn_sleeps),
        cmocka_unit_test(in_a_long_one_it_looks_first),
        cmocka_unit_test(a_deadline_breaks_it_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
