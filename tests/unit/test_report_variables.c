// What is said of a command's variables: what each line must have, in text and in JSON, for what was lost, what raced and lost
// nothing, what is uncertain and what is not exact.
#include "support/recording_variables.h"

#include "report/report.h"
#include "report/traces/trace.h"
#include "report/variable_collisions.h"
#include "report/variables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The report of a recording, to be freed.
static char *report_of(const struct watched_run *run, bool json, bool colour)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_non_null(out);
    const struct status status = report_recording(out, &run->recording, json, colour, LANGUAGE_EN);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_says(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("\"%s\" is not said in:\n%s", words, text);
}

static void assert_says_not(const char *text, const char *words)
{
    if (strstr(text, words))
        fail_msg("\"%s\" is said in:\n%s", words, text);
}

struct small {
    struct watched_run *run;
    uint32_t x, place[2];
};

static struct small small_new(const char *type, enum value_kind kind, uint8_t bytes, uint64_t first)
{
    struct small small = { .run = watched_run_new(3) };
    const uint32_t source = watched_run_source(small.run, "a.c", "if (x)\n    x = 1;\n");
    small.place[0] = watched_run_place(small.run, source, 1, "work");
    small.place[1] = watched_run_place(small.run, source, 2, "work");
    small.x = watched_run_variable(small.run, "x", type, kind, bytes, first);
    return small;
}

// T1 stores 5 more than it loaded, T2 7 more than the same.
static void lose(struct small *small)
{
    watched_run_load(small->run, small->x, 1, small->place[0]);
    watched_run_load(small->run, small->x, 2, small->place[0]);
    watched_run_store(small->run, small->x, 1, small->place[1], watched_run_loaded(small->run, small->x, 1) + 5);
    watched_run_store(small->run, small->x, 2, small->place[1], watched_run_loaded(small->run, small->x, 2) + 7);
}

static char *seal_and_report(struct small *small, bool json)
{
    watched_run_find_pairs(small->run);
    watched_run_seal(small->run);
    assert_true(status_is_ok(recording_verify(&small->run->recording)));
    return report_of(small->run, json, false);
}

static void small_free(struct small *small, char *text)
{
    free(text);
    watched_run_free(small->run);
}

// What a task did to a variable while it was its own is not among what is counted, and that is said where there was such a thing.
static void test_touched_before(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 10);
    lose(&small);
    char *text = seal_and_report(&small, false);
    assert_says_not(text, "  counted ");
    free(text);
    ((struct variable *)small.run->recording.variables)->from_ns = small.run->recording.accesses->first_ns + 1;
    text = report_of(small.run, false, false);
    assert_says(text, "  counted           from when a second task touches a variable on");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"touched_before\":true");
    small_free(&small, text);
}

static void test_lost(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 10);
    lose(&small);
    char *text = seal_and_report(&small, false);
    assert_says(text, "  x                 1 of 2 updates lost, in 1 collision\n");
    assert_says(text, "the books balance: 17 + (+5 lost) = 22\n");
    assert_says(text, "a.c:2 lost 1 of 2, net +5\n");
    assert_says(text, "a.c:2 wrote over a.c:2: 1 lost\n");
    assert_says(text, "a.c:2 is not ordered with a.c:1: no lock in common\n");
    assert_says(text, "a.c:2 is not ordered with itself in another thread: no lock in common\n");
    assert_says(text, "order of stores   exact\n");
    assert_says(text, "a program that is watched loses more often than alone\n");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"lost\":1,\"lost_assignments\":0,\"lost_net\":5,\"collisions\":1,\"first\":10,\"final\":17,"
                      "\"expected\":22,\"guarded_by\":\"no lock in common\",\"ordered\":false");
    assert_says(text, "\"overwrites\":[{\"line\":\"a.c:2\",\"over\":\"a.c:2\",\"lost\":1}]");
    assert_says(text, "{\"lines\":[\"a.c:2\",\"a.c:2\"],\"count\":1,\"lost\":1}");
    small_free(&small, text);
}

// Of threads that are not kept one by one what they loaded and stored is in the books all the same.
static void test_folded(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 10);
    lose(&small);
    small.run->command.folded_tasks = 2;
    char *text = seal_and_report(&small, false);
    assert_says(text, "2 threads and processes more than are kept one by one; their loads and stores are told as their "
                      "process's, what else they did is in no figure here\n");
    small_free(&small, text);
}

// What wraps is told as it wraps.
static void test_wrapped(void **state)
{
    (void)state;
    struct small small = small_new("unsigned char", VALUE_UNSIGNED, 1, 245);
    lose(&small);
    char *text = seal_and_report(&small, false);
    assert_says(text, "the books balance: 252 + (+5 lost) = 1 (modulo 2^8)\n");
    small_free(&small, text);
}

static void test_pointers(void **state)
{
    (void)state;
    struct small small = small_new("struct node *", VALUE_POINTER, 8, 0x1000);
    lose(&small);
    char *text = seal_and_report(&small, false);
    assert_says(text, "1 of 2 stores lost, in 1 collision\n");
    assert_says_not(text, "the books balance");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"lost_net\":null,\"collisions\":1,\"first\":\"0x1000\",\"final\":\"0x1007\",\"expected\":null");
    small_free(&small, text);
}

static void test_raced_and_lost_nothing(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    for (uint32_t task = 1; task <= 2; task++) {
        watched_run_load(small.run, small.x, task, small.place[0]);
        watched_run_assign(small.run, small.x, task, small.place[1], 1);
    }
    char *text = seal_and_report(&small, false);
    assert_says(text, "it raced, and lost nothing in this run\n");
    assert_says(text, "check-then-act: a.c:2 sets it by what a.c:1 saw, which may be no longer so\n");
    assert_says_not(text, "loses more often");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text,
                "\"ordered\":false,\"lost_nothing_though\":\"not ordered\",\"check\":\"a.c:1\",\"act\":\"a.c:2\"");
    small_free(&small, text);
}

// Of Python the order is not known: what has no lock in common, or not at every place, may have lost nothing by luck.
static void test_python_lost_nothing(void **state)
{
    (void)state;
    static const struct {
        int locked; // how many of the two tasks take the lock
        const char *text, *json;
    } told[] = {
        { 0, "no lock keeps its threads apart (a queue or an event may), and it lost nothing in this run\n",
          "\"lost_nothing_though\":\"no lock in common\"" },
        { 1, "not every place has the lock, and it lost nothing in this run\n",
          "\"lost_nothing_though\":\"not every place has the lock\"" },
        { 2, NULL, "\"lost_nothing_though\":null" },
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct small small = small_new("", VALUE_SIGNED, 8, 0);
        small.run->variables[small.x].language = VARIABLE_PYTHON;
        small.run->watched.how = WATCH_PYTHON;
        const uint32_t lock = watched_run_lock(small.run, "lock", RESOURCE_LOCK);
        for (uint32_t task = 1; task <= 2; task++) {
            if (task <= (uint32_t)told[i].locked)
                watched_run_take(small.run, task, lock);
            watched_run_load(small.run, small.x, task, small.place[task - 1]);
            watched_run_store(small.run, small.x, task, small.place[task - 1],
                              watched_run_loaded(small.run, small.x, task) + 5);
            if (task <= (uint32_t)told[i].locked)
                watched_run_give(small.run, task, lock);
        }
        watched_run_seal(small.run);
        char *text = report_of(small.run, false, false);
        if (told[i].text)
            assert_says(text, told[i].text);
        else
            assert_says_not(text, "lost nothing");
        free(text);
        text = report_of(small.run, true, false);
        assert_says(text, told[i].json);
        small_free(&small, text);
    }
}

static void test_uncertain(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    lose(&small);
    small.run->variables[small.x].doubt = DOUBT_AMOUNTS;
    small.run->variables[small.x].doubt_place = small.place[1];
    char *text = seal_and_report(&small, false);
    assert_says(text, "uncertain: amounts vary at a.c:2; nothing is claimed\n");
    assert_says_not(text, "updates lost");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"lost\":null,\"lost_assignments\":null,\"lost_net\":null,\"collisions\":null");
    assert_says(text, "\"exact\":false,\"uncertain\":\"amounts vary at a.c:2\"");
    small_free(&small, text);
}

// Turns that were taken and stores that were dropped are said in red; turns that were settled are not.
static void test_not_exact(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    lose(&small);
    small.run->watched.settled = 1;
    char *text = seal_and_report(&small, false);
    assert_says(text, "order of stores   exact; 1 turn was settled for threads that slept\n");
    free(text);
    small.run->watched.interrupted = 3;
    small.run->watched.dropped_stores = 1204;
    text = report_of(small.run, false, true);
    assert_says(text,
                "\033[1;38;5;204mnot exact: 3 turns were taken, or ended by a signal; 1 204 stores were not kept: "
                "there was no room (--max-memory)\033[0m");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text,
                "\"exact\":false,\"turns_settled\":1,\"turns_interrupted\":3,\"adds_up\":true,\"dropped_stores\":1204");
    free(text);
    small.run->watched.interrupted = small.run->watched.dropped_stores = 0;
    small.run->watched.disagrees = DISAGREE_TURNS;
    text = report_of(small.run, false, false);
    assert_says(text,
                "not exact: the program wrote to the memory that it is recorded in, and its figures do not add up\n");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"exact\":false,\"turns_settled\":null,\"turns_interrupted\":null,\"adds_up\":false");
    small_free(&small, text);
}

static void test_nothing_shared(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(1);
    watched_run_seal(run);
    char *text = report_of(run, false, false);
    assert_says(text, "No variable was shared: each was one thread's alone.\n");
    free(text);
    text = report_of(run, true, false);
    assert_says(text, "\"variables\":[]");
    free(text);
    watched_run_free(run);
}

// Names as long as there can be, and two of one name in two processes.
static void test_names(void **state)
{
    (void)state;
    char name[VARIABLE_NAME_BYTES] = { 0 };
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    memset(name, 'n', sizeof name - 1);
    memcpy(small.run->variables[small.x].name, name, sizeof name);
    lose(&small);
    for (uint32_t i = 0; i < 2; i++) {
        const uint32_t y = watched_run_variable(small.run, "y", "int", VALUE_SIGNED, 4, 0);
        watched_run_assign(small.run, y, 1, small.place[0], 1);
        small.run->variables[y].process = i;
    }
    char *text = seal_and_report(&small, false);
    assert_says(text, name);
    assert_says(text, "  y of bank ");
    assert_says(text, "  y of T1 ");
    small_free(&small, text);
}

// Many variables, of which the worst alone are told.
static void test_many(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    for (uint32_t i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "v%u", i);
        small.x = watched_run_variable(small.run, name, "int", VALUE_SIGNED, 4, 0);
        lose(&small);
    }
    char *text = seal_and_report(&small, false);
    assert_says(text, "  … 21 more: --json has all\n");
    small_free(&small, text);
}

// What there is nothing to say of takes no room from what there is: a few of each kind, the others in a line.
static void test_many_quiet(void **state)
{
    (void)state;
    struct small small = small_new("int", VALUE_SIGNED, 4, 0);
    const uint32_t lock = watched_run_lock(small.run, "m", RESOURCE_LOCK);
    for (uint32_t i = 0; i < 30; i++) {
        char name[32];
        snprintf(name, sizeof name, "own_%c%c", 'a' + (int)(i / 10), 'a' + (int)(i % 10));
        const uint32_t own = watched_run_variable(small.run, name, "int", VALUE_SIGNED, 4, 0);
        watched_run_assign(small.run, own, 1, small.place[1], 1);
        if (i >= 4)
            continue;
        snprintf(name, sizeof name, "kept_a%c", 'a' + (int)i);
        const uint32_t kept = watched_run_variable(small.run, name, "int", VALUE_SIGNED, 4, 0);
        for (uint32_t task = 1; task <= 2; task++) {
            watched_run_take(small.run, task, lock);
            watched_run_load(small.run, kept, task, small.place[0]);
            watched_run_store(small.run, kept, task, small.place[1], watched_run_loaded(small.run, kept, task) + 1);
            watched_run_give(small.run, task, lock);
        }
    }
    lose(&small);
    char *text = seal_and_report(&small, false);
    assert_says(text, "  x ");
    for (int i = 0; i < 4; i++) {
        const char name[] = { ' ', ' ', 'k', 'e', 'p', 't', '_', 'a', (char)('a' + i), ' ', '\0' };
        assert_says(text, name);
    }
    assert_says(text, "  own_ac ");
    assert_says_not(text, "own_ad");
    assert_says(text, "  … 27 more that one thread at a time touched, 108 B: --json has all\n");
    free(text);
    text = report_of(small.run, true, false);
    assert_says(text, "\"name\":\"own_cj\"");
    small_free(&small, text);
}

// ---- collisions -----------------------------------------------------------------------------------------------------

// Steps of every collision: from the fork to the store that settled it, each load behind the store whose value it had.
static void test_steps(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(5, 100);
    struct history history;
    assert_true(status_is_ok(history_build(&history, &run->recording, 0)));
    for (uint32_t n = 0; n < history.count; n += 3) // their moments are not known, or from another cpu's clock
        run->stores[n].held_ns = n % 2 ? STORE_NOT_HELD : 0;
    for (size_t c = 0; c < history.collision_count; c++) {
        const struct history_collision *collision = &history.collisions[c];
        const uint32_t last = history.overwrites[collision->settling].store;
        size_t count = 0;
        uint32_t stored = collision->fork, lost = 0;
        uint64_t ns = 0;
        struct variable_step *steps = variable_steps(&history, c, &count);
        for (size_t i = 0; i < count; i++) {
            const uint32_t store = steps[i].store;
            assert_true(steps[i].ns >= ns && steps[i].ns >= steps[i].from_ns); // in the order of what happened
            assert_true(steps[i].from_ns == steps[i].ns ||
                        (steps[i].is_load && history.stores[store - 1].held_ns == STORE_NOT_HELD));
            ns = steps[i].ns;
            assert_int_equal(steps[i].about, !steps[i].is_load && !history_is_timed(&history, store));
            if (steps[i].is_load) {
                assert_int_equal(history.stores[store - 1].parent, stored);
            } else {
                assert_int_equal(store, i == 0 && collision->fork ? collision->fork : stored + 1);
                stored = store;
                lost += history_is_lost(&history, store) && history.links[store] == c;
            }
        }
        assert_int_equal(stored, last);
        assert_int_equal(lost, collision->lost);
        assert_int_equal(variable_lost_by(&history, last), history.overwrites[collision->settling].lost);
        free(steps);
    }
    history_finish(&history);
    watched_run_free(run);
}

// Several tasks stored what one wrote over: all are named, or how many they were.
static void test_victims(void **state)
{
    (void)state;
    static const char *const told[] = { "T1 overwrote T2: 1 update lost", "T1 overwrote T2 and T3: 2 updates lost",
                                        "T1 overwrote 3 threads, last T4 at a.c:2: 3 updates lost" };
    for (uint32_t others = 1; others <= 3; others++) {
        struct watched_run *run = watched_run_new(2 + others);
        const uint32_t source = watched_run_source(run, "a.c", "load\nstore\n");
        const uint32_t load = watched_run_place(run, source, 1, "work"),
                       store = watched_run_place(run, source, 2, "work");
        const uint32_t x = watched_run_variable(run, "x", "int", VALUE_SIGNED, 4, 0);
        watched_run_load(run, x, 1, load);
        for (uint32_t task = 2; task < 2 + others; task++) {
            watched_run_load(run, x, task, load);
            watched_run_store(run, x, task, store, watched_run_loaded(run, x, task) + 1);
        }
        watched_run_store(run, x, 1, store, watched_run_loaded(run, x, 1) + 1);
        watched_run_seal(run);
        struct history history;
        assert_true(status_is_ok(history_build(&history, &run->recording, 0)));
        char *text = NULL;
        size_t bytes = 0;
        FILE *out = open_memstream(&text, &bytes);
        assert_true(variable_collision_text(out, &history, 1));
        assert_true(variable_collision_json(out, &history, 1));
        assert_int_equal(fclose(out), 0);
        assert_says(text, told[others - 1]);
        assert_says(text, others == 1   ? "\"victim_count\":1,\"victims\":[\"T2\"]"
                          : others == 2 ? "\"victim_count\":2,\"victims\":[\"T3\",\"T2\"]"
                                        : "\"victim_count\":3,\"victims\":[\"T4\",\"T3\",\"T2\"]");
        free(text);
        history_finish(&history);
        watched_run_free(run);
    }
}

// ---- whatever is accepted -------------------------------------------------------------------------------------------

// Puts a number, likely one at an edge, somewhere into an array.
static void change(void *array, size_t count, size_t element_bytes, struct random *random)
{
    static const uint64_t edges[] = { 0, 1, 2, 7, 255, 65535, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX };
    static const size_t widths[] = { 1, 2, 4, 8 };
    if (count == 0)
        return;
    const size_t width = widths[random_below(random, 4)];
    const size_t at = random_below(random, count) * element_bytes + random_below(random, element_bytes / width) * width;
    const uint64_t value = random_one_in(random, 2) ? edges[random_below(random, 10)] : random_below(random, 64);
    memcpy((char *)array + at, &value, width);
}

// watched: how much there truly is of each.
static void change_one(struct watched_run *run, struct watched watched, struct random *random)
{
    switch (random_below(random, 8)) {
    case 0:
        change(run->watched.asked, 1, sizeof run->watched - offsetof(struct watched, asked),
               random); // behind its counts
        break;
    case 1:
        change(run->places, watched.place_count, sizeof *run->places, random);
        break;
    case 2:
        change(run->lock_sets, watched.lock_set_count, sizeof *run->lock_sets, random);
        break;
    case 3:
        change(run->acts, watched.act_count, sizeof *run->acts, random);
        break;
    case 4:
        change(run->accesses, watched.access_count, sizeof *run->accesses, random);
        break;
    case 5:
        change(run->pairs, watched.pair_count, sizeof *run->pairs, random);
        break;
    case 6:
        change(run->variables, watched.variable_count, sizeof *run->variables, random);
        break;
    default:
        change(run->stores, (size_t)watched.store_count, sizeof *run->stores, random);
        break;
    }
}

static void tell_all(FILE *out, const struct recording *recording)
{
    assert_true(status_is_ok(report_recording(out, recording, false, true, LANGUAGE_EN)));
    assert_true(status_is_ok(report_recording(out, recording, true, false, LANGUAGE_EN)));
    for (int format = 0; format < TRACE_FORMATS; format++)
        assert_true(status_is_ok(trace_write(out, recording, (enum trace_format)format, TRACE_ALL_PARTS)));
    for (uint32_t i = 0; i < recording->watched->variable_count; i++) {
        struct history history;
        assert_true(status_is_ok(history_build(&history, recording, i)));
        variable_collisions_text(out, &history);
        variable_collisions_json(out, &history);
        for (size_t number = 1; number <= history.collision_count; number++)
            assert_true(variable_collision_text(out, &history, number));
        history_finish(&history);
    }
}

// What a check lets through is told, whatever it is; the sanitizers watch.
static void test_whatever_is_accepted(void **state)
{
    (void)state;
    enum {
        RUNS = 500
    };
    struct random random = { random_seed(11) };
    FILE *nowhere = fopen("/dev/null", "w");
    int accepted = 0;
    assert_non_null(nowhere);
    for (int i = 0; i < RUNS; i++) {
        struct watched_run *run = watched_run_bank(random_next(&random), 3);
        const struct watched made = run->watched;
        for (uint64_t changes = random_between(&random, 1, 3); changes > 0; changes--)
            change_one(run, made, &random);
        const struct status status = recording_verify(&run->recording);
        assert_true(status_is_ok(status) || status.kind == STATUS_BAD_FILE);
        if (status_is_ok(status)) {
            tell_all(nowhere, &run->recording);
            accepted++;
        }
        watched_run_free(run);
    }
    assert_int_equal(fclose(nowhere), 0);
    assert_true(accepted > RUNS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_touched_before),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_folded),
        cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_raced_and_lost_nothing),
        cmocka_unit_test(test_python_lost_nothing),
        cmocka_unit_test(test_uncertain),
        cmocka_unit_test(test_not_exact),
        cmocka_unit_test(test_nothing_shared),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_many_quiet),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_victims),
        cmocka_unit_test(test_whatever_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
