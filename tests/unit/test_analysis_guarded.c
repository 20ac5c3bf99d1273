// What guards a variable: small programs, and what must be said of each; the lines that lost, and to which; the list of all
// variables, folded.
#include "support/recording_variables.h"

#include "analysis/guarded.h"
#include "analysis/history_lines.h"
#include "analysis/variable_sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    PLACES = 6, // lines 1 to 6
};

// Of one variable x, with two locks; places 0 to 5 are its lines.
struct scene {
    struct watched_run *run;
    uint32_t x, lock, other;
};

static struct scene scene_new(void)
{
    struct scene scene = { .run = watched_run_new(5) };
    const uint32_t source =
        watched_run_source(scene.run, "a.c", "x += 1;\nx += 1;\nx += 1;\nx += 1;\nx += 1;\nx += 1;\n");
    for (uint32_t i = 0; i < PLACES; i++)
        watched_run_place(scene.run, source, i + 1, i < 4 ? "work" : "main");
    scene.lock = watched_run_lock(scene.run, "lock", RESOURCE_LOCK);
    scene.other = watched_run_lock(scene.run, "other", RESOURCE_LOCK);
    scene.x = watched_run_variable(scene.run, "x", "int", VALUE_SIGNED, 4, 0);
    return scene;
}

static void adds(struct scene *scene, uint32_t task, uint32_t place)
{
    watched_run_load(scene->run, scene->x, task, place);
    watched_run_store(scene->run, scene->x, task, place, watched_run_loaded(scene->run, scene->x, task) + 1);
}

static void adds_under(struct scene *scene, uint32_t task, uint32_t place, uint32_t lock)
{
    watched_run_take(scene->run, task, lock);
    adds(scene, task, place);
    watched_run_give(scene->run, task, lock);
}

// Seals it, says what guards x, and frees it; `guarded` may be NULL.
static void expect(struct scene *scene, bool pairs, const char *text, struct guarded *guarded)
{
    struct guarded found;
    struct history history;
    char buffer[GUARDED_TEXT_BYTES];
    if (pairs)
        watched_run_find_pairs(scene->run);
    watched_run_seal(scene->run);
    const struct recording *recording = &scene->run->recording;
    const struct status status = recording_verify(recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    assert_true(status_is_ok(history_build(&history, recording, scene->x)));
    assert_true(guarded_find(&found, recording, scene->x, history.lost > 0));
    assert_string_equal(guarded_text(buffer, recording, &found), text);
    assert_int_equal(found.unordered, scene->run->variables[scene->x].pair_count > 0);
    if (guarded)
        *guarded = found;
    history_finish(&history);
    watched_run_free(scene->run);
}

static void test_one_lock(void **state)
{
    (void)state;
    struct guarded guarded;
    struct scene scene = scene_new();
    adds_under(&scene, 1, 0, scene.lock);
    adds_under(&scene, 2, 1, scene.lock);
    expect(&scene, true, "lock, everywhere", &guarded);
    assert_int_equal(guarded.places, 2);
    assert_int_equal(guarded.tasks, 2);
    assert_false(guarded.split || guarded.checked);

    // Under another lock besides.
    scene = scene_new();
    watched_run_take(scene.run, 1, scene.other);
    adds_under(&scene, 1, 0, scene.lock);
    watched_run_give(scene.run, 1, scene.other);
    adds_under(&scene, 2, 1, scene.lock);
    expect(&scene, true, "lock, everywhere", NULL);
}

static void test_forgotten_in_one_place(void **state)
{
    (void)state;
    struct guarded guarded;
    struct scene scene = scene_new();
    adds_under(&scene, 1, 0, scene.lock);
    adds(&scene, 2, 1);
    expect(&scene, true, "lock, in 1 of 2 places", &guarded);
    assert_true(guarded.unordered);

    // In one place now with, now without.
    scene = scene_new();
    adds_under(&scene, 1, 0, scene.lock);
    adds_under(&scene, 2, 1, scene.lock);
    adds(&scene, 2, 1);
    expect(&scene, true, "lock, in 1 of 2 places", NULL);
}

static void test_no_lock_in_common(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    adds_under(&scene, 1, 0, scene.lock); // each has one, but not the same
    adds_under(&scene, 2, 1, scene.other);
    expect(&scene, true, "no lock in common", NULL);
    scene = scene_new();
    adds(&scene, 1, 0);
    adds(&scene, 2, 0);
    expect(&scene, true, "no lock in common", NULL);
}

// Who made all others needs no lock before it made them, and when it has seen their ends.
static void test_first_value_and_last(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    watched_run_assign(scene.run, scene.x, 0, 4, 10);
    watched_run_make(scene.run, 1);
    watched_run_make(scene.run, 2);
    adds_under(&scene, 1, 0, scene.lock);
    adds_under(&scene, 2, 0, scene.lock);
    watched_run_join(scene.run, 1);
    watched_run_join(scene.run, 2);
    watched_run_load(scene.run, scene.x, 0, 5);
    expect(&scene, false, "lock, everywhere", NULL);

    // Again and again, at one place.
    for (int alone = 0; alone < 2; alone++) {
        scene = scene_new();
        watched_run_load(scene.run, scene.x, 0, 4);
        watched_run_load(scene.run, scene.x, 0, 4);
        watched_run_make(scene.run, 1);
        watched_run_make(scene.run, 2);
        adds_under(&scene, 1, 0, scene.lock);
        adds_under(&scene, 2, 0, scene.lock);
        watched_run_join(scene.run, 1);
        watched_run_join(scene.run, 2);
        watched_run_load(scene.run, scene.x, 0, 4);
        if (alone)
            watched_run_alone(scene.run, scene.x, 4);
        expect(&scene, false, alone ? "lock, everywhere" : "lock, in 1 of 2 places", NULL);
    }

    // While one is there still, it does.
    scene = scene_new();
    watched_run_make(scene.run, 1);
    watched_run_make(scene.run, 2);
    adds_under(&scene, 1, 0, scene.lock);
    watched_run_join(scene.run, 1);
    watched_run_load(scene.run, scene.x, 0, 5);
    adds_under(&scene, 2, 0, scene.lock);
    expect(&scene, true, "lock, in 1 of 2 places", NULL);
}

// Of who may have touched it before nobody saw it: what was seen is told as no more than that.
static void test_before_unseen(void **state)
{
    (void)state;
    static const char *const texts[2][2] = { { "one thread", "one thread seen" }, { "read only", "only reads seen" } };
    for (uint32_t both = 0; both < 2; both++) {
        for (uint8_t unseen = 0; unseen < 2; unseen++) {
            struct scene scene = scene_new();
            struct guarded guarded;
            char text[GUARDED_TEXT_BYTES];
            watched_run_make(scene.run, 1);
            watched_run_make(scene.run, 2);
            watched_run_load(scene.run, scene.x, 1, 0);
            if (both)
                watched_run_load(scene.run, scene.x, 2, 0);
            watched_run_seal(scene.run);
            ((struct variable *)scene.run->recording.variables)[scene.x].before_unseen = unseen;
            assert_true(guarded_find(&guarded, &scene.run->recording, scene.x, false));
            assert_string_equal(guarded_text(text, &scene.run->recording, &guarded), texts[both][unseen]);
            watched_run_free(scene.run);
        }
    }
}

static void test_without_locks(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    watched_run_make(scene.run, 1);
    adds(&scene, 1, 0);
    adds(&scene, 1, 0);
    watched_run_join(scene.run, 1);
    watched_run_load(scene.run, scene.x, 0, 5);
    expect(&scene, false, "one thread at a time", NULL);

    scene = scene_new(); // T1, and when that has ended T2
    watched_run_make(scene.run, 1);
    adds(&scene, 1, 0);
    watched_run_join(scene.run, 1);
    watched_run_make(scene.run, 2);
    adds(&scene, 2, 0);
    watched_run_join(scene.run, 2);
    expect(&scene, false, "ordered by create and join", NULL);

    scene = scene_new(); // handed over, by what the lock sets do not show
    adds(&scene, 1, 0);
    adds(&scene, 2, 1);
    expect(&scene, false, "no lock, ordered in this run", NULL);

    scene = scene_new();
    watched_run_assign(scene.run, scene.x, 0, 4, 10);
    watched_run_make(scene.run, 1);
    watched_run_make(scene.run, 2);
    watched_run_load(scene.run, scene.x, 1, 0);
    watched_run_load(scene.run, scene.x, 2, 0);
    scene.run->variables[scene.x].doubt = DOUBT_FOREIGN; // but somebody stored whom nobody saw
    expect(&scene, false, "not known", NULL);

    scene = scene_new();
    watched_run_assign(scene.run, scene.x, 0, 4, 10);
    watched_run_make(scene.run, 1);
    watched_run_make(scene.run, 2);
    watched_run_load(scene.run, scene.x, 1, 0);
    watched_run_load(scene.run, scene.x, 2, 0);
    expect(&scene, false, "read only", NULL);

    scene = scene_new(); // read by one, after another had it alone: before its books began
    watched_run_load(scene.run, scene.x, 0, 5);
    expect(&scene, false, "one thread", NULL);

    scene = scene_new();
    watched_run_seal(scene.run);
    struct guarded guarded;
    assert_true(guarded_find(&guarded, &scene.run->recording, scene.x, false));
    assert_int_equal(guarded.how, GUARDED_NOT_KNOWN);
    watched_run_free(scene.run);
}

static void test_atomics(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    watched_run_atomic(scene.run, scene.x, 1, 0, 1);
    watched_run_atomic(scene.run, scene.x, 2, 1, 2);
    expect(&scene, true, "atomic", NULL);
    scene = scene_new();
    watched_run_atomic(scene.run, scene.x, 1, 0, 1);
    adds(&scene, 2, 1);
    struct guarded guarded;
    expect(&scene, true, "atomic, in 1 of 2 places", &guarded);
    assert_true(guarded.atomic && guarded.unordered);
}

// All tasks look under the lock, and then each stores under it; `keeps`: another lock that they have all the while.
static void look_then_store(struct scene *scene, uint32_t last, bool keeps, bool assigns)
{
    for (uint32_t task = 1; task <= last; task++) {
        if (keeps)
            watched_run_take(scene->run, task, scene->other);
        watched_run_take(scene->run, task, scene->lock);
        watched_run_load(scene->run, scene->x, task, 0);
        watched_run_give(scene->run, task, scene->lock);
    }
    for (uint32_t task = 1; task <= last; task++) {
        watched_run_take(scene->run, task, scene->lock);
        if (assigns)
            watched_run_assign(scene->run, scene->x, task, 1, 1);
        else
            watched_run_store(scene->run, scene->x, task, 1, 1);
        watched_run_give(scene->run, task, scene->lock);
    }
}

// The lock was given back between the load and the store: everywhere under it, and lost all the same.
static void test_let_go(void **state)
{
    (void)state;
    struct guarded guarded;
    for (int assigns = 0; assigns < 2; assigns++) {
        struct scene scene = scene_new();
        look_then_store(&scene, 2, false, assigns);
        expect(&scene, true, "lock, everywhere", &guarded);
        assert_int_equal(guarded.let_go, 2);
        assert_int_equal(guarded.let_go_load, 0);
        assert_int_equal(guarded.let_go_store, 1);
        assert_false(guarded.unordered || guarded.split);
    }

    struct scene scene = scene_new(); // of one task alone it is no matter
    look_then_store(&scene, 1, false, false);
    adds_under(&scene, 2, 2, scene.lock);
    expect(&scene, true, "lock, everywhere", &guarded);
    assert_int_equal(guarded.let_go, 1);
    scene = scene_new();
    look_then_store(&scene, 1, false, false);
    watched_run_take(scene.run, 2, scene.lock);
    watched_run_load(scene.run, scene.x, 2, 2);
    watched_run_give(scene.run, 2, scene.lock);
    expect(&scene, true, "lock, everywhere", &guarded);
    assert_int_equal(guarded.let_go, 0);
    assert_int_equal(guarded.let_go_load, PLACE_NOWHERE);

    scene =
        scene_new(); // of loads that nobody has seen it is not known: what goes by them is, if its amounts are alike
    for (int task = 1; task <= 2; task++)
        for (int i = 0; i < 4; i++)
            adds_under(&scene, (uint32_t)task, 0, scene.lock);
    watched_run_seal(scene.run);
    for (uint32_t a = 0; a < scene.run->recording.watched->act_count; a++) {
        scene.run->acts[a].load_place = PLACE_NOWHERE;
        scene.run->acts[a].flags = ACT_LET_GO;
    }
    assert_true(guarded_find(&guarded, &scene.run->recording, scene.x, false));
    assert_int_equal(guarded.let_go, 0);
    assert_int_equal(guarded.let_go_unknown, 8);
    assert_int_equal(guarded.let_go_unknown_store, 0);
    watched_run_free(scene.run);

    scene = scene_new(); // nor with another lock that was kept
    look_then_store(&scene, 2, true, false);
    expect(&scene, true, "lock, everywhere", &guarded);
    assert_int_equal(guarded.let_go, 0);

    scene = scene_new(); // what was looked at in another function may be something else
    watched_run_take(scene.run, 1, scene.lock);
    watched_run_load(scene.run, scene.x, 1, 5);
    watched_run_give(scene.run, 1, scene.lock);
    watched_run_take(scene.run, 1, scene.lock);
    watched_run_assign(scene.run, scene.x, 1, 1, 9);
    watched_run_give(scene.run, 1, scene.lock);
    adds_under(&scene, 2, 2, scene.lock);
    expect(&scene, true, "lock, everywhere", &guarded);
    assert_int_equal(guarded.let_go, 0);
}

// A lock held to read guards who loads, not who stores; a GIL guards nobody.
static void test_what_guards_not(void **state)
{
    (void)state;
    for (int readers_store = 0; readers_store < 2; readers_store++) {
        struct scene scene = scene_new();
        scene.run->resources[scene.lock].kind = RESOURCE_RW_LOCK;
        adds_under(&scene, 1, 0, scene.lock);
        watched_run_take(scene.run, 2, scene.lock);
        watched_run_take(scene.run, 2, scene.other); // so that its lock set is another's
        watched_run_load(scene.run, scene.x, 2, 1);
        if (readers_store)
            watched_run_store(scene.run, scene.x, 2, 1, 7);
        for (uint32_t i = 0; i < scene.run->watched.lock_set_count; i++)
            if (scene.run->lock_sets[i].mode[1])
                scene.run->lock_sets[i].mode[0] = LOCK_TO_READ;
        expect(&scene, readers_store, readers_store ? "lock, in 1 of 2 places" : "lock, everywhere", NULL);
    }
    struct scene scene = scene_new();
    scene.run->resources[scene.lock].kind = RESOURCE_GIL;
    watched_run_load(scene.run, scene.x, 1, 0);
    adds_under(&scene, 2, 1, scene.lock);
    watched_run_store(scene.run, scene.x, 1, 0, 1);
    expect(&scene, false, "no lock in common", NULL); // something was lost
}

// What is told as done under no lock may have been done under one of which nobody knows; and where the order was lost, what has no
// pairs is not ordered for all that.
static void test_what_is_not_known(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    scene.run->watched.dropped_lock_sets = 1;
    adds_under(&scene, 1, 0, scene.lock);
    adds(&scene, 2, 1);
    expect(&scene, true, "not known", NULL);
    scene = scene_new();
    scene.run->watched.dropped_lock_sets = 1;
    adds_under(&scene, 1, 0, scene.lock);
    adds_under(&scene, 2, 1, scene.lock);
    expect(&scene, true, "lock, everywhere", NULL);

    scene = scene_new();
    scene.run->watched.order_lost = 1;
    adds(&scene, 1, 0);
    adds(&scene, 2, 1);
    watched_run_seal(scene.run);
    struct variable_sums sums;
    char text[GUARDED_TEXT_BYTES];
    assert_true(status_is_ok(variable_sums_build(&sums, &scene.run->recording)));
    assert_false(sums.pairs_known || sums.unordered);
    assert_string_equal(guarded_text(text, &scene.run->recording, &sums.all[0].guarded), "not known");
    variable_sums_finish(&sums);
    watched_run_free(scene.run);
}

static void test_check_then_act(void **state)
{
    (void)state;
    struct scene scene = scene_new();
    for (uint32_t task = 1; task <= 2; task++)
        watched_run_load(scene.run, scene.x, task, 0);
    for (uint32_t task = 1; task <= 2; task++)
        watched_run_assign(scene.run, scene.x, task, 1, 1);
    struct guarded guarded;
    expect(&scene, true, "no lock in common", &guarded);
    assert_true(guarded.checked);
    assert_int_equal(guarded.check_place, 0);
    assert_int_equal(guarded.act_place, 1);

    scene = scene_new(); // what is computed from what was loaded is no such thing
    adds(&scene, 1, 0);
    adds(&scene, 2, 0);
    expect(&scene, true, "no lock in common", &guarded);
    assert_false(guarded.checked);
}

// ---- lines ----------------------------------------------------------------------------------------------------------

static void test_lines(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(3, 200);
    struct history history;
    struct history_lines lines;
    uint32_t *line_of = history_same_lines(&run->recording);
    assert_true(status_is_ok(history_build(&history, &run->recording, 0)));
    assert_true(history_lines_build(&lines, &history, line_of));
    uint32_t lost = 0, overs = 0, by_task = 0;
    struct amount net = { 0, 0 };
    assert_int_equal(lines.line_count, 2);
    for (uint32_t i = 0; i < lines.line_count; i++) {
        assert_int_equal(lines.lines[i].stores, 800);
        assert_true(i == 0 || lines.lines[i - 1].lost >= lines.lines[i].lost);
        assert_true(lines.lines[i].varies); // the threads' amounts differ
        lost += lines.lines[i].lost;
        net = amount_plus(net, lines.lines[i].net);
    }
    for (uint32_t i = 0; i < lines.over_count; i++)
        overs += lines.overs[i].lost;
    for (uint32_t t = 0; t < run->recording.task_count; t++) {
        by_task += lines.tasks[t].lost;
        assert_int_equal(lines.tasks[t].stores, t ? 400 : 0);
    }
    // Line 10 (under the lock) and line 17 (without) are not ordered, nor is 17 with itself.
    uint32_t in_pairs = 0;
    assert_int_equal(lines.pair_count, 2);
    for (uint32_t i = 0; i < lines.pair_count; i++) {
        const struct place *places = run->places;
        assert_true(places[lines.pairs[i].place[0]].line == 10 || places[lines.pairs[i].place[0]].line == 17);
        assert_int_equal(places[lines.pairs[i].place[1]].line, 17);
        in_pairs += lines.pairs[i].lost;
    }
    assert_true(in_pairs > 0 &&
                in_pairs <= history.lost); // of line 10 some were lost to it, with what was computed from them
    assert_true(lost > 0);
    assert_int_equal(lost, history.lost);
    assert_int_equal(overs, history.lost);
    assert_int_equal(by_task, history.lost);
    assert_int_equal(net.whole, history.lost_net.whole);
    history_lines_finish(&lines);
    history_finish(&history);
    free(line_of);
    watched_run_free(run);
}

// Two instructions of one line are one line; of two files they are not, and without a line each is its own.
static void test_same_lines(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(2);
    const uint32_t a = watched_run_source(run, "a.c", "x\n"), b = watched_run_source(run, "b.c", "x\n");
    const uint32_t expected[] = { 0, 1, 2, 1, 4, 5, 2 };
    watched_run_place(run, a, 2, "f");
    watched_run_place(run, a, 1, "f");
    watched_run_place(run, b, 1, "f");
    watched_run_place(run, a, 1, "g"); // inlined, say
    watched_run_place(run, a, 0, "f");
    watched_run_place(run, a, 0, "f");
    watched_run_place(run, b, 1, "f");
    watched_run_seal(run);
    uint32_t *line_of = history_same_lines(&run->recording);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(line_of[i], expected[i]);
    free(line_of);
    watched_run_free(run);
}

// Many rows: more than the table has room for at first.
static void test_many_lines(void **state)
{
    (void)state;
    enum {
        LINES = 3000
    };
    struct watched_run *run = watched_run_new(3);
    const uint32_t source = watched_run_source(run, "a.c", "x\n");
    const uint32_t x = watched_run_variable(run, "x", "int", VALUE_SIGNED, 4, 0);
    run->keeps_truth = false;
    for (uint32_t i = 0; i < LINES; i++)
        watched_run_place(run, source, i + 1, "f");
    for (uint32_t i = 0; i < LINES; i++) {
        watched_run_load(run, x, 1, i);
        watched_run_load(run, x, 2, i);
        watched_run_store(run, x, 1, i, 2 * i + 1);
        watched_run_store(run, x, 2, (i + 1) % LINES, 2 * i + 2);
    }
    watched_run_seal(run);
    struct history history;
    struct history_lines lines;
    uint32_t *line_of = history_same_lines(&run->recording);
    assert_true(status_is_ok(history_build(&history, &run->recording, x)));
    assert_true(history_lines_build(&lines, &history, line_of));
    assert_int_equal(history.lost, LINES);
    assert_int_equal(lines.line_count, LINES);
    assert_int_equal(lines.over_count, LINES);
    for (uint32_t i = 0; i < LINES; i++) {
        assert_int_equal(lines.lines[i].place, i);
        assert_int_equal(lines.lines[i].stores, 2);
        assert_int_equal(lines.overs[i].over_place, (lines.overs[i].lost_place + 1) % LINES);
    }
    history_lines_finish(&lines);
    history_finish(&history);
    free(line_of);
    watched_run_free(run);
}

// ---- all variables --------------------------------------------------------------------------------------------------

static void test_bank(void **state)
{
    (void)state;
    static const struct {
        const char *name, *guarded;
        uint32_t tasks;
        uint64_t loads, stores;
    } rows[] = {
        { "balance", "lock, in 1 of 2 places", 4, 1600, 1600 },
        { "attempts", "lock, everywhere", 4, 800, 800 },
        { "log.next", "atomic", 4, 800, 800 },
        { "done[0-3]", "one thread each", 4, 0, 4 },
    };
    struct watched_run *run = watched_run_bank(3, 200);
    struct variable_sums sums;
    assert_true(status_is_ok(variable_sums_build(&sums, &run->recording)));
    assert_int_equal(sums.count, 7);
    assert_int_equal(sums.row_count, 4);
    for (uint32_t i = 0; i < sums.row_count; i++) {
        char text[GUARDED_TEXT_BYTES];
        assert_string_equal(sums.rows[i].name, rows[i].name);
        assert_string_equal(variable_row_guarded(text, &run->recording, &sums, &sums.rows[i]), rows[i].guarded);
        assert_int_equal(sums.rows[i].tasks, rows[i].tasks);
        assert_int_equal(sums.rows[i].loads, rows[i].loads);
        assert_int_equal(sums.rows[i].stores, rows[i].stores);
    }
    for (uint32_t i = 0; i < sums.count; i++)
        assert_int_equal(sums.of[sums.all[i].variable], i);
    assert_true(sums.exact && sums.unordered && sums.pairs_known);
    assert_int_equal(sums.lossy, 1);
    assert_int_equal(sums.raced, 0);
    assert_int_equal(sums.lost, sums.all[0].lost);
    variable_sums_finish(&sums);
    watched_run_free(run);
}

// Elements of which something else is said stand by themselves, as do those of another array and of another type.
static void test_folding(void **state)
{
    (void)state;
    static const struct {
        const char *name, *type;
    } variables[] = {
        { "a[0]", "int" },    { "a[1]", "int" },    { "a[2]", "long" },          { "b[3]", "int" },
        { "a[10]", "int" },   { "a[0].n", "int" },  { "a[7].n", "int" },         { "a[x]", "int" },
        { "p[1][2]", "int" }, { "p[1][4]", "int" }, { "a[99999999999]", "int" },
    };
    static const char *const rows[] = { "a[0-10]", "a[2]", "b[3]", "a[0-7].n", "a[x]", "p[1][2-4]", "a[99999999999]" };
    struct watched_run *run = watched_run_new(3);
    const uint32_t place = watched_run_place(run, watched_run_source(run, "a.c", "x\n"), 1, "f");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const uint32_t x = watched_run_variable(run, variables[i].name, variables[i].type, VALUE_SIGNED, 4, 0);
        watched_run_assign(run, x, 1, place, 1);
    }
    watched_run_seal(run);
    struct variable_sums sums;
    assert_true(status_is_ok(variable_sums_build(&sums, &run->recording)));
    assert_int_equal(sums.row_count, sizeof rows / sizeof *rows);
    for (uint32_t i = 0; i < sums.row_count; i++)
        assert_string_equal(sums.rows[i].name, rows[i]);
    variable_sums_finish(&sums);
    watched_run_free(run);
}

// Objects that one line allocated are alike by their name alone; of others two of one name are two.
static void test_heap_is_folded(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(3);
    const uint32_t place = watched_run_place(run, watched_run_source(run, "a.c", "x\n"), 1, "f");
    for (int i = 0; i < 7; i++) {
        const uint32_t x = watched_run_variable(run, i < 5 ? "a.c:12 +8" : "y", "int", VALUE_SIGNED, 4, 0);
        watched_run_assign(run, x, 1, place, 1);
        run->variables[x].is_allocated = i < 5;
    }
    watched_run_load(run, 1, 1, place); // this one loses something
    watched_run_load(run, 1, 2, place);
    watched_run_store(run, 1, 1, place, 1);
    watched_run_store(run, 1, 2, place, 1);
    watched_run_seal(run);
    struct variable_sums sums;
    assert_true(status_is_ok(variable_sums_build(&sums, &run->recording)));
    assert_int_equal(sums.row_count, 4);
    assert_string_equal(sums.rows[0].name, "a.c:12 +8");
    assert_string_equal(sums.rows[1].name, "a.c:12 +8, 4 of them");
    assert_int_equal(sums.rows[1].stores, 4);
    assert_string_equal(sums.rows[2].name, "y");
    assert_string_equal(sums.rows[3].name, "y");
    variable_sums_finish(&sums);
    watched_run_free(run);
}

static void test_doubt_words(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(3, 20);
    struct variable_sums sums;
    char text[DOUBT_TEXT_BYTES];
    run->variables[0].doubt = DOUBT_AMOUNTS;
    run->variables[0].doubt_place = 2;
    run->variables[1].doubt = DOUBT_WIDTHS | DOUBT_DROPPED;
    assert_true(status_is_ok(variable_sums_build(&sums, &run->recording)));
    assert_string_equal(variable_doubt_text(text, &run->recording, &sums.all[sums.of[0]]), "amounts vary at main.c:17");
    assert_string_equal(variable_doubt_text(text, &run->recording, &sums.all[sums.of[1]]), "mixed widths");
    assert_string_equal(variable_doubt_text(text, &run->recording, &sums.all[sums.of[2]]), "");
    assert_int_equal(sums.doubtful, 2);
    assert_int_equal(sums.lost, 0);
    variable_sums_finish(&sums);
    watched_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_lock),
        cmocka_unit_test(test_forgotten_in_one_place),
        cmocka_unit_test(test_no_lock_in_common),
        cmocka_unit_test(test_first_value_and_last),
        cmocka_unit_test(test_before_unseen),
        cmocka_unit_test(test_without_locks),
        cmocka_unit_test(test_atomics),
        cmocka_unit_test(test_let_go),
        cmocka_unit_test(test_what_guards_not),
        cmocka_unit_test(test_what_is_not_known),
        cmocka_unit_test(test_check_then_act),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_same_lines),
        cmocka_unit_test(test_many_lines),
        cmocka_unit_test(test_bank),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_heap_is_folded),
        cmocka_unit_test(test_doubt_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
