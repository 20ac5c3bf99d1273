// Reduced collisions: random recordings of 2 to 4 workers, with and without a GIL; the walk and a real run keep the
// shape, and where they can all be walked, no schedule of the small experiment with fewer switches does.
#include "labs/balance/experiment.h"
#include "support/random.h"
#include "support/recording_builder.h"

#include "labs/balance/books.h"
#include "labs/balance/order.h"
#include "os/cpus.h"
#include "run/run.h"
#include "schedules/reduce.h"
#include "schedules/turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SHAPE_BYTES = 8192,
    SCRIPT_BYTES = 1024,
    WALKED_MOST = 20000, // schedules with fewer switches, of one experiment
};

// ---- shapes ---------------------------------------------------------------------------------------------------------

struct members {
    uint32_t versions[512], parents[512];
    size_t count;
    uint32_t fork, heir;
    bool heir_last; // it was stored after all victims
    int overwriter; // whose store follows the last of the victims; −1: anybody's
};

// The heir and all victims by version, found in the plainest way.
static struct members members_of(const struct ledger *ledger, size_t collision)
{
    struct members members = { .fork = ledger_fork(ledger, collision),
                               .heir = ledger_heir(ledger, collision),
                               .overwriter = -1 };
    for (uint32_t w = 0; w < experiment_of(ledger->recording)->count; w++) {
        for (uint32_t s = 0; s < balance_updates(ledger->recording, w); s++) {
            const uint32_t version = version_make(w, s);
            if (version != members.heir &&
                (!ledger_is_lost(ledger, version) || ledger_collision_of(ledger, version) != collision))
                continue;
            assert_true(members.count < sizeof members.versions / sizeof *members.versions);
            members.parents[members.count] = ledger_parent(ledger, version);
            members.versions[members.count++] = version;
        }
    }
    return members;
}

// "0+F 0-0 1+FW": of each member which of the workers it is of, whether it adds, what it read, and whether it won.
static void describe(const struct ledger *ledger, size_t collision, char *text)
{
    const struct members members = members_of(ledger, collision);
    size_t length = 0;
    int worker = -1;
    for (size_t i = 0; i < members.count; i++) {
        const uint32_t version = members.versions[i];
        worker += i == 0 || version_worker(members.versions[i - 1]) != version_worker(version);
        length += (size_t)snprintf(text + length, SHAPE_BYTES - length, "%s%d(%d)%c", i ? " " : "", worker,
                                   balance_amount(ledger->recording, version_worker(version)),
                                   version_sequence(version) & 1 ? '-' : '+');
        size_t parent = 0;
        while (parent < members.count && members.versions[parent] != members.parents[i])
            parent++;
        if (parent == members.count)
            assert_int_equal(members.parents[i], members.fork);
        length += parent == members.count ? (size_t)snprintf(text + length, SHAPE_BYTES - length, "F")
                                          : (size_t)snprintf(text + length, SHAPE_BYTES - length, "%zu", parent);
        length += (size_t)snprintf(text + length, SHAPE_BYTES - length, version == members.heir ? "W" : "");
        assert_true(length < SHAPE_BYTES);
    }
}

// ---- walking the small experiment -------------------------------------------------------------------------------------

struct small_journals {
    uint32_t entries[SCHEDULES_WORKERS_MAX][256], numbers[SCHEDULES_WORKERS_MAX][256];
    uint32_t stored;
};

static void note_parent(void *context, const struct walk_step *step)
{
    struct small_journals *journals = context;
    if (step->kind != STEP_STORE)
        return;
    journals->entries[version_worker(step->version)][version_sequence(step->version)] = step->parent;
    journals->numbers[version_worker(step->version)][version_sequence(step->version)] = journals->stored++;
}

// Who stored next after the last victim.
static int overwriter_of(const struct course *course, const struct small_journals *journals,
                         const struct members *members)
{
    uint32_t last = 0;
    for (size_t i = 0; i < members->count; i++) {
        const uint32_t version = members->versions[i];
        const uint32_t number = journals->numbers[version_worker(version)][version_sequence(version)];
        last = version != members->heir && number > last ? number : last;
    }
    for (int w = 0; w < course->count; w++)
        for (uint32_t s = 0; s < 2 * course->iterations; s++)
            if (journals->numbers[w][s] == last + 1)
                return w;
    return -1;
}

// Whether exactly these members hang from one survivor, as they do in `members`; with no ledger.
static bool keeps(const struct course *course, const struct small_journals *journals, uint32_t final,
                  const struct members *members)
{
    const uint32_t won = journals->numbers[version_worker(members->heir)][version_sequence(members->heir)];
    bool survives[SCHEDULES_WORKERS_MAX][256] = { { false } };
    bool is_member[SCHEDULES_WORKERS_MAX][256] = { { false } };
    const uint32_t updates = 2 * course->iterations;
    uint32_t fork = VERSION_START;
    if (members->overwriter >= 0 && overwriter_of(course, journals, members) != members->overwriter)
        return false;
    for (uint32_t at = final; at != VERSION_START; at = journals->entries[version_worker(at)][version_sequence(at)])
        survives[version_worker(at)][version_sequence(at)] = true;
    fork = journals->entries[version_worker(members->heir)][version_sequence(members->heir)];
    for (size_t i = 0; i < members->count; i++) {
        const uint32_t w = version_worker(members->versions[i]), s = version_sequence(members->versions[i]);
        const uint32_t parent = members->parents[i] == members->fork ? fork : members->parents[i];
        is_member[w][s] = true;
        if (journals->entries[w][s] != parent || survives[w][s] != (members->versions[i] == members->heir))
            return false;
        if (members->heir_last && journals->numbers[w][s] > won)
            return false;
    }
    for (uint32_t w = 0; w < (uint32_t)course->count; w++) { // nobody else hangs there
        for (uint32_t s = 0; s < updates; s++) {
            const uint32_t parent = journals->entries[w][s];
            const bool of_lost = parent != VERSION_START && parent != members->heir &&
                                 is_member[version_worker(parent)][version_sequence(parent)];
            if (!is_member[w][s] && (parent == fork || of_lost))
                return false;
        }
    }
    return true;
}

struct brute {
    const struct course *course;
    const struct members *members;
    uint32_t most; // switches
    uint32_t walked;
    bool kept;
};

// All schedules with so many switches at most. Whoever has not ended has yet to be switched to.
// NOLINTNEXTLINE(misc-no-recursion): as deep as a schedule is long
static void walk_all(struct brute *brute, struct walk walk, struct small_journals *journals)
{
    const uint32_t stored = journals->stored;
    uint32_t needed = walk.switches;
    for (int w = 0; w < brute->course->count; w++)
        needed += w != walk.last && walk.last >= 0 && walk.places[w] < brute->course->length;
    if (needed > brute->most || brute->kept || brute->walked > WALKED_MOST)
        return;
    if (walk_ended(brute->course, &walk)) {
        brute->walked++;
        brute->kept = keeps(brute->course, journals, walk.current, brute->members);
        return;
    }
    for (int w = 0; w < brute->course->count; w++) {
        if (!(walk_enabled(brute->course, &walk) >> w & 1))
            continue;
        // What others hold is written again on every way there: entries are by update.
        struct walk next = walk;
        journals->stored = stored;
        walk_move(brute->course, &next, w, note_parent, journals);
        walk_all(brute, next, journals);
    }
}

struct tally {
    uint32_t reduced, refused, proved, found, workers[SCHEDULES_WORKERS_MAX + 1], switches_most;
    uint32_t overwriters; // kept
};

// ---- one collision ----------------------------------------------------------------------------------------------------

static void walk_reduced(const struct reduction *reduction, const struct course *course, const char *shape,
                         struct tally *tally, const char *script)
{
    struct small_journals journals = { 0 };
    struct walk walk = walk_start(course);
    assert_int_equal(walk_follow(course, &walk, reduction->schedule, note_parent, &journals), reduction->moves);
    assert_true(walk_ended(course, &walk));
    assert_int_equal(walk.switches, reduction->switches);
    struct balance_books books = { .run = { .final_cell = cell_make((int32_t)walk.balance, walk.current) } };
    struct recording recording = { .plan = experiment_plan(&reduction->experiment),
                                   .task_count = (uint32_t)course->count };
    balance_books_attach(&books, &recording);
    for (uint32_t w = 0; w < recording.task_count; w++) {
        books.workers[w].amount = reduction->experiment.amounts[w];
        books.workers[w].updates = 2 * course->iterations;
        balance_books_set(&books, &recording, w, journals.entries[w], NULL);
    }
    struct ledger ledger;
    char walked[SHAPE_BYTES];
    assert_true(status_is_ok(ledger_build(&ledger, &recording)));
    const size_t collision = ledger_collision_of(&ledger, reduction->first);
    describe(&ledger, collision, walked);
    if (strcmp(walked, shape) != 0 || ledger_heir(&ledger, collision) != reduction->heir)
        fail_msg("%s: walked %s, recorded %s", script, walked, shape);
    struct members members = members_of(&ledger, collision);
    members.heir_last = reduction->heir_last;
    members.overwriter = reduction->overwriter;
    if (!keeps(course, &journals, walk.current, &members))
        fail_msg("%s: the check itself is wrong about %s", script, reduction->schedule);
    struct brute brute = { course, &members, reduction->switches - 1, 0, false };
    struct small_journals scratch = { 0 };
    walk_all(&brute, walk_start(course), &scratch);
    if (brute.kept)
        fail_msg("%s: %s keeps with %u switches, not %u", script, reduction->schedule, brute.most, reduction->switches);
    tally->proved += brute.walked <= WALKED_MOST;
    // With one switch more it is found, or else finding nothing would mean nothing.
    struct brute again = { course, &members, reduction->switches, 0, false };
    walk_all(&again, walk_start(course), &scratch);
    if (!again.kept && again.walked <= WALKED_MOST)
        fail_msg("%s: walking all does not find %s", script, reduction->schedule);
    tally->found += again.kept;
    ledger_finish(&ledger);
}

static void run_reduced(const struct reduction *reduction, const char *shape)
{
    struct turn_list turns;
    struct recording recording = { 0 };
    struct ledger ledger;
    char real[SHAPE_BYTES];
    assert_true(status_is_ok(turns_of(&turns, &reduction->experiment, reduction->enough)));
    char *whole = turns_digits(&turns);
    assert_string_equal(whole, reduction->schedule);
    free(whole);
    const struct run_options options = { .no_kernel_records = true, .script = &turns };
    const struct status status = run_plan(&recording, experiment_plan(&reduction->experiment), &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    assert_true(status_is_ok(ledger_build(&ledger, &recording)));
    assert_true(ledger_is_lost(&ledger, reduction->first));
    describe(&ledger, ledger_collision_of(&ledger, reduction->first), real);
    assert_string_equal(real, shape);
    ledger_finish(&ledger);
    recording_close(&recording);
    turns_finish(&turns);
}

struct evidence {
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
};

static void evidence_of(struct evidence *evidence, const struct recording *recording)
{
    assert_true(status_is_ok(ledger_build(&evidence->ledger, recording)));
    assert_true(status_is_ok(order_build(&evidence->order, &evidence->ledger)));
    assert_true(status_is_ok(overwrites_build(&evidence->overwrites, &evidence->ledger, &evidence->order)));
}

static void evidence_finish(struct evidence *evidence)
{
    overwrites_finish(&evidence->overwrites);
    order_finish(&evidence->order);
    ledger_finish(&evidence->ledger);
}

// The worker whose store follows the last of a collision is the recording's, if there is one.
static bool same_overwriter(const struct evidence *evidence, const struct reduction *reduction, const char *script)
{
    const uint64_t position = overwrites_settling(&evidence->overwrites, reduction->collision)->position;
    const uint32_t recorded = version_worker(order_version(&evidence->order, position));
    if (reduction->overwriter >= 0 && reduction->workers[reduction->overwriter] != recorded)
        fail_msg("%s: collision %zu is overwritten by worker %u, in the recording by %u", script, reduction->collision,
                 reduction->workers[reduction->overwriter], recorded);
    return reduction->overwriter >= 0;
}

static void reduce_all(const struct recording *recording, struct tally *tally, bool really, const char *script)
{
    struct evidence evidence;
    char shape[SHAPE_BYTES];
    evidence_of(&evidence, recording);
    for (size_t i = 0; i < evidence.ledger.collision_count; i++) {
        struct reduction reduction;
        struct course course;
        const struct status status = reduction_make(&reduction, &evidence.overwrites, i);
        if (!status_is_ok(status)) {
            if (status.kind != STATUS_USAGE || !strstr(status.message, "no small experiment"))
                fail_msg("%s: %s", script, status.message);
            tally->refused++;
            continue;
        }
        describe(&evidence.ledger, i, shape);
        assert_true(status_is_ok(course_of(&course, &reduction.experiment)));
        walk_reduced(&reduction, &course, shape, tally, script);
        if (really)
            run_reduced(&reduction, shape);
        tally->reduced++;
        tally->overwriters += same_overwriter(&evidence, &reduction, script);
        tally->workers[course.count]++;
        if (reduction.switches > tally->switches_most)
            tally->switches_most = reduction.switches;
        reduction_finish(&reduction);
    }
    evidence_finish(&evidence);
}

// ---- random recordings --------------------------------------------------------------------------------------------------

struct script {
    char text[SCRIPT_BYTES];
    size_t length;
};

static void note_digit(void *context, const struct walk_step *step)
{
    struct script *script = context;
    if (step->kind == STEP_LOAD || step->kind == STEP_STORE)
        script->text[script->length++] = (char)('1' + step->worker);
}

// A random schedule of the experiment as loads and stores.
static void walk_at_random(struct random *random, const struct experiment *experiment, struct script *script)
{
    struct course course;
    assert_true(status_is_ok(course_of(&course, experiment)));
    struct walk walk = walk_start(&course);
    const uint64_t stay = random_below(random, 4); // in so many of 4 moves nobody else comes
    while (!walk_ended(&course, &walk)) {
        const int same = walk.last >= 0 && random_below(random, 4) < stay ? walk.last : -1;
        const int worker = same >= 0 ? same : (int)random_below(random, experiment->count);
        if (walk_enabled(&course, &walk) >> worker & 1)
            walk_move(&course, &walk, worker, note_digit, script);
        else if (same >= 0)
            walk.last = -1;
    }
    script->text[script->length] = '\0';
}

static void random_recordings(const struct experiment *of, uint32_t count, uint64_t iterations, int times,
                              struct tally *tally)
{
    struct random random = { random_seed(count * 10 + (uint32_t)iterations) };
    for (int i = 0; i < times; i++) {
        struct build plan = { .experiment = *of };
        struct script script = { .length = 0 };
        plan.experiment.count = count;
        plan.experiment.iterations = iterations;
        memcpy(plan.experiment.amounts, (int32_t[]){ 5, 8, 3, 7 }, 4 * sizeof(int32_t));
        walk_at_random(&random, &plan.experiment, &script);
        struct built *built = build_script(&plan, script.text);
        reduce_all(&built->recording, tally, i % 20 == 0, script.text);
        built_free(built);
    }
}

static void tell(const char *name, const struct tally *tally)
{
    print_message("%s: %u reduced (%u, %u, %u of 2, 3, 4 workers), %u proved by walking all, %u refused, %u with "
                  "their overwriter, up to %u switches\n",
                  name, tally->reduced, tally->workers[2], tally->workers[3], tally->workers[4], tally->proved,
                  tally->refused, tally->overwriters, tally->switches_most);
}

static void without_a_lock(void **state)
{
    (void)state;
    const struct experiment none = { .guard = GUARD_NONE };
    struct tally tally = { 0 };
    random_recordings(&none, 2, 3, 100, &tally);
    random_recordings(&none, 2, 8, 20, &tally);
    random_recordings(&none, 3, 1, 150, &tally);
    random_recordings(&none, 3, 3, 50, &tally);
    random_recordings(&none, 4, 1, 100, &tally);
    random_recordings(&none, 4, 4, 15, &tally);
    tell("none", &tally);
    assert_true(tally.workers[2] > 100 && tally.workers[3] > 100 && tally.workers[4] > 20);
    assert_true(tally.proved > tally.reduced / 2 && tally.found > tally.reduced / 2);
    assert_true(tally.refused < tally.reduced / 50);
    assert_true(tally.overwriters > tally.reduced - tally.reduced / 20);
}

static void under_a_gil(void **state)
{
    (void)state;
    static const struct {
        enum python_version python;
        enum program_id program;
    } rows[] = {
        { PYTHON_3_9, PROGRAM_CALL },           { PYTHON_2_7, PROGRAM_INLINE },        { PYTHON_3_12, PROGRAM_INT },
        { PYTHON_3_12, PROGRAM_CALL_IN_MINUS }, { PYTHON_3_13, PROGRAM_CALL_IN_PLUS }, { PYTHON_3_13T, PROGRAM_LEN },
    };
    struct tally tally = { 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct experiment gil = { .guard = GUARD_GIL, .python = rows[i].python, .program = rows[i].program };
        random_recordings(&gil, 2, 3, 40, &tally);
        random_recordings(&gil, 3, 2, 40, &tally);
        random_recordings(&gil, 4, 1, 40, &tally);
    }
    tell("GIL", &tally);
    assert_true(tally.workers[2] > 100 && tally.workers[3] > 50 && tally.workers[4] > 0);
    assert_true(tally.proved > tally.reduced / 2 && tally.found > tally.reduced / 2);
    assert_true(tally.refused < tally.reduced / 50);
    assert_true(tally.overwriters > tally.reduced - tally.reduced / 20);
}

// ---- chosen ones ----------------------------------------------------------------------------------------------------------

static struct reduction reduced(const char *script, size_t collision)
{
    struct built *built = build_script(NULL, script);
    struct evidence evidence;
    struct reduction reduction;
    evidence_of(&evidence, &built->recording);
    const struct status status = reduction_make(&reduction, &evidence.overwrites, collision);
    if (!status_is_ok(status))
        fail_msg("%s: %s", script, status.message);
    evidence_finish(&evidence);
    built_free(built);
    return reduction;
}

static void expect(const char *script, uint32_t iterations, uint32_t switches, const char *enough)
{
    struct reduction reduction = reduced(script, 0);
    assert_in_range(reduction.recorded_switches, 2, 4); // which load was first is not recorded
    assert_int_equal(reduction.experiment.iterations, iterations);
    assert_int_equal(reduction.switches, switches);
    if (enough)
        assert_string_equal(reduction.enough, enough);
    reduction_finish(&reduction);
}

static void known_ones(void **state)
{
    (void)state;
    // One update over one: the heir reads, the victim comes and goes, the heir goes on, the victim ends.
    expect("12 1 2 1122", 1, 3, NULL);
    // The victims are a whole run: they end before the heir goes on.
    expect("2 1111 222", 1, 2, "211112");
    // What went before is cut; a victim that takes away keeps the update before it.
    expect("1111 1122 1111 11 2 11 2 2222", 1, 3, NULL);
    struct reduction reduction = reduced("3 1111 333", 0);
    assert_int_equal(reduction.experiment.count, 2);
    assert_int_equal(reduction.workers[0], 0);
    assert_int_equal(reduction.workers[1], 2);
    assert_int_equal(reduction.experiment.amounts[1], 3);
    char *command = reduction_command(&reduction);
    assert_string_equal(command, "raceledger run --amounts 5,3 --iterations 1 --cores 1 --schedule 211112");
    free(command);
    reduction_finish(&reduction);
}

// A thousand updates lost over one; the passes that the heir's worker has left are not searched one by one.
static void a_long_one(void **state)
{
    (void)state;
    enum {
        LOST = 20000
    };
    char *script = malloc(2 * LOST + 5);
    assert_non_null(script);
    script[0] = '2';
    memset(script + 1, '1', 2 * LOST);
    strcpy(script + 1 + 2 * LOST, "222");
    struct reduction reduction = reduced(script, 0);
    assert_int_equal(reduction.switches, 2);
    assert_int_equal(reduction.experiment.iterations, LOST / 2);
    assert_int_equal(reduction.moves, 4 * LOST);
    assert_int_equal(strlen(reduction.enough), 2 + 2 * LOST);
    reduction_finish(&reduction);
    free(script);
}

static void expect_refused(const struct build *plan, const char *script, const char *message)
{
    struct built *built = build_script(plan, script);
    struct evidence evidence;
    struct reduction reduction;
    evidence_of(&evidence, &built->recording);
    const struct status status = reduction_make(&reduction, &evidence.overwrites, 0);
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_string_equal(status.message, message);
    assert_null(reduction.schedule);
    reduction_finish(&reduction);
    evidence_finish(&evidence);
    built_free(built);
}

static void refused_ones(void **state)
{
    (void)state;
    expect_refused(NULL, "12345 1 2 3 4 5 111 222 333 444 555", "5 workers take part in it: up to 4 can be reduced");
    const struct build forged = { .experiment = { .guard = GUARD_MUTEX } };
    expect_refused(&forged, "12 1 2 1122", "under this guard no schedule loses an update");
    const struct build broken = { .experiment = { .guard = GUARD_FLAG } };
    expect_refused(&broken, "12 1 2 1122",
                   "under a lock made by hand no collision is reduced: explore its schedules instead");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_ones),     cmocka_unit_test(a_long_one),  cmocka_unit_test(refused_ones),
        cmocka_unit_test(without_a_lock), cmocka_unit_test(under_a_gil),
    };
    return cmocka_run_group_tests_name("schedules_reduce", tests, NULL, NULL);
}
