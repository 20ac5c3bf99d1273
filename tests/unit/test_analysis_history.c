// The ledger of a variable, against the truth: tasks that load and store at random, with the set of all stores that are in the
// value after each; small ones written out; and what is told where something is not certain.
#include "support/recording_variables.h"

#include "analysis/history.h"
#include "recording/recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    STORES_MOST = 160,
};

static struct history history_of(const struct watched_run *run, uint32_t variable)
{
    struct history history;
    const struct status status = history_build(&history, &run->recording, variable);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return history;
}

// ---- against the truth ----------------------------------------------------------------------------------------------

struct truth {
    struct watched_run *run;
    uint32_t variable, place[2];
    uint32_t constant[3]; // lines that only ever store one value: it is computed there; it is moved there; nobody knows
    struct random random;
    uint32_t stores;
    uint32_t last_in[STORES_MOST]; // of each store, from 0: the last store after which it was in the value
};

static void see_store(struct truth *truth)
{
    truth->stores++;
    for (uint32_t i = 0; i < truth->stores; i++)
        if (watched_run_survives(truth->run, truth->variable, i))
            truth->last_in[i] = truth->stores - 1;
}

static void step(struct truth *truth, uint32_t tasks)
{
    struct watched_run *run = truth->run;
    struct random *random = &truth->random;
    const uint32_t task = (uint32_t)random_below(random, tasks), variable = truth->variable;
    const uint32_t place = truth->place[random_below(random, 2)];
    const uint64_t kind = random_below(random, 48);
    const uint64_t amount = random_below(random, 300) - 150;
    if (kind < 20) {
        watched_run_load(run, variable, task, place);
        return;
    }
    if (kind < 36) // an assignment, where it has loaded nothing
        watched_run_store(run, variable, task, place, watched_run_loaded(run, variable, task) + amount);
    else if (kind < 38)
        watched_run_assign(run, variable, task, place, amount);
    else if (kind < 40)
        watched_run_atomic(run, variable, task, place, watched_run_value(run, variable) + amount);
    else if (kind < 42)
        watched_run_store(run, variable, task, place, watched_run_value(run, variable)); // there already, seen or not
    else {
        const uint64_t which = random_below(random, 3);
        watched_run_store(run, variable, task, truth->constant[which], 3 + which / 2);
    }
    see_store(truth);
}

// All that is lost is lost to who the truth says, and nothing else is; every collision hangs from a survivor.
static void compare_chains(const struct truth *truth, const struct history *history)
{
    uint32_t lost = 0;
    for (size_t i = 0; i < history->overwrite_count; i++) {
        const struct history_overwrite *overwrite = &history->overwrites[i];
        uint32_t at = overwrite->store - 1;
        assert_true(i == 0 || history->overwrites[i - 1].store < overwrite->store);
        for (uint32_t n = 0; n < overwrite->lost; n++) {
            assert_true(history_is_lost(history, at));
            assert_int_equal(truth->last_in[at - 1] + 1, overwrite->store - 1);
            assert_int_equal(history->links[at], overwrite->collision);
            assert_int_equal(history_overwrite_of(history, at), i);
            assert_true(n + 1 < overwrite->lost || at == overwrite->first);
            at = history_parent(history, at);
        }
        lost += overwrite->lost;
        assert_true(history_parent(history, overwrite->store) < overwrite->store - 1); // it had not seen it
    }
    assert_int_equal(lost, history->lost);
}

static void compare_collisions(const struct history *history)
{
    uint32_t lost = 0;
    struct amount net = { 0, 0 };
    for (size_t i = 0; i < history->collision_count; i++) {
        const struct history_collision *collision = &history->collisions[i];
        const struct history_overwrite *settling = &history->overwrites[collision->settling];
        assert_false(history_is_lost(history, collision->fork));
        assert_int_equal(history->links[collision->fork], i + 1);
        assert_int_equal(settling->collision, i);
        for (size_t later = collision->settling + 1; later < history->overwrite_count; later++)
            assert_int_not_equal(history->overwrites[later].collision, i);
        if (i > 0)
            assert_true(history->overwrites[history->collisions[i - 1].settling].store < settling->store);
        const uint32_t heir = history_heir(history, i);
        assert_true(heir > 0 && history_parent(history, heir) == collision->fork);
        lost += collision->lost;
        net = amount_plus(net, collision->net);
    }
    assert_int_equal(lost, history->lost);
    assert_int_equal(net.whole, history->lost_net.whole);
}

static void compare_lookups(const struct history *history)
{
    for (uint32_t store = 0; store <= history->count + 1; store++) {
        int64_t next = -1, previous = -1, next_settled = -1, previous_settled = -1;
        for (size_t i = 0; i < history->overwrite_count; i++) {
            const struct history_overwrite *overwrite = &history->overwrites[i];
            const bool settles = history->collisions[overwrite->collision].settling == i;
            if (overwrite->store < store)
                previous = (int64_t)i;
            if (overwrite->store < store && settles)
                previous_settled = overwrite->collision;
            if (overwrite->store > store && next < 0)
                next = (int64_t)i;
            if (overwrite->store > store && settles && next_settled < 0)
                next_settled = overwrite->collision;
        }
        assert_int_equal(history_next(history, store), next);
        assert_int_equal(history_previous(history, store), previous);
        assert_int_equal(history_next_settled(history, store), next_settled);
        assert_int_equal(history_previous_settled(history, store), previous_settled);
    }
}

static struct truth truth_new(struct random random, uint32_t tasks)
{
    static const uint8_t widths[] = { 1, 2, 4, 8 };
    static const enum value_kind kinds[] = { VALUE_SIGNED, VALUE_UNSIGNED, VALUE_POINTER, VALUE_ENUM, VALUE_UNKNOWN };
    struct truth truth = { .run = watched_run_new(tasks), .random = random };
    const uint32_t source =
        watched_run_source(truth.run, "a.c", "x += 1;\nx += 1;\nx = 2 + 1;\nx = three;\nset(&x);\n");
    truth.place[0] = watched_run_place(truth.run, source, 1, "main");
    truth.place[1] = watched_run_place(truth.run, source, 2, "main");
    for (uint32_t i = 0; i < 3; i++)
        truth.constant[i] = watched_run_place(truth.run, source, 3 + i, "main");
    const uint8_t bytes = widths[random_below(&truth.random, 4)];
    const enum value_kind kind = kinds[random_below(&truth.random, 5)];
    truth.variable = watched_run_variable(truth.run, "x", "", kind, bytes, 7);
    watched_run_moves(truth.run, truth.constant[1]);
    if (kind == VALUE_POINTER || kind == VALUE_ENUM)
        watched_run_moves(truth.run, truth.constant[2]);
    return truth;
}

static void try_one(uint64_t seed)
{
    struct random random = { seed };
    const uint32_t tasks = 1 + (uint32_t)random_below(&random, 6);
    const uint32_t stores = (uint32_t)random_below(&random, STORES_MOST);
    struct truth truth = truth_new(random, tasks);
    while (truth.stores < stores)
        step(&truth, tasks);
    watched_run_seal(truth.run);
    assert_true(status_is_ok(recording_verify(&truth.run->recording)));

    struct history history = history_of(truth.run, truth.variable);
    uint32_t lost = 0;
    for (uint32_t i = 0; i < truth.stores; i++) {
        const bool survives = watched_run_survives(truth.run, truth.variable, i);
        if (history_is_lost(&history, i + 1) == survives)
            fail_msg("seed %llu: store %u of %u", (unsigned long long)seed, i + 1, truth.stores);
        lost += !survives;
    }
    assert_int_equal(history.lost, lost);
    assert_int_equal(history.survived + history.lost, history.count);
    assert_true(history.claims && history.exact);
    compare_chains(&truth, &history);
    compare_collisions(&history);
    compare_lookups(&history);
    history_finish(&history);
    watched_run_free(truth.run);
}

static void test_random_tasks(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(1);
    for (uint64_t i = 0; i < 600; i++)
        try_one(seed + i);
}

// ---- small ones written out -----------------------------------------------------------------------------------------

struct small {
    struct watched_run *run;
    uint32_t x, place;
};

static struct small small_new(enum value_kind kind, uint8_t bytes, uint64_t first)
{
    struct small small = { .run = watched_run_new(4) };
    small.place = watched_run_place(small.run, watched_run_source(small.run, "a.c", "x += 1;\n"), 1, "main");
    small.x = watched_run_variable(small.run, "x", "", kind, bytes, first);
    return small;
}

static void loads(struct small *small, uint32_t task) { watched_run_load(small->run, small->x, task, small->place); }

static void adds(struct small *small, uint32_t task, uint64_t amount)
{
    const uint64_t loaded = watched_run_loaded(small->run, small->x, task);
    watched_run_store(small->run, small->x, task, small->place, loaded + amount);
}

static struct history small_history(struct small *small)
{
    watched_run_seal(small->run);
    return history_of(small->run, small->x);
}

static void small_free(struct small *small, struct history *history)
{
    history_finish(history);
    watched_run_free(small->run);
}

// T1 holds what it read while T2 counts to three: all three are lost to T1.
static void test_one_holds(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_SIGNED, 8, 10);
    loads(&small, 1);
    for (int i = 0; i < 3; i++) {
        loads(&small, 2);
        adds(&small, 2, 1);
    }
    adds(&small, 1, 100);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 3);
    assert_int_equal(history.lost_net.whole, 3);
    assert_int_equal(history.final.whole, 110);
    assert_int_equal(history.all.whole, 103);
    assert_int_equal(history.collision_count, 1);
    assert_int_equal(history.collisions[0].fork, 0);
    assert_int_equal(history_heir(&history, 0), 4);
    const struct history_overwriter told = history_tell(&history, &history.overwrites[0]);
    assert_int_equal(told.store, 4);
    assert_int_equal(told.victim, 3);
    assert_int_equal(told.task, 1);
    assert_int_equal(told.victim_task, 2);
    assert_int_equal(told.parent, 0);
    assert_int_equal(told.between, 0);
    assert_int_equal(told.read, 10);
    assert_int_equal(told.over, 13);
    assert_int_equal(told.wrote, 110);
    assert_true(told.held_known);
    assert_int_equal(told.held_ns, told.stored_ns - told.loaded_ns);
    small_free(&small, &history);
}

// T2 counts alone, with a stamp now and then; T1 comes in and reads one of the stores whose moments were interpolated behind that.
// The load's stamp is right, and the store that it read was there by then; what is told of the collision is what was measured.
static void test_interpolated(void **state)
{
    (void)state;
    static const struct {
        uint64_t ns;
        uint32_t held_ns;
        bool timed;
        uint64_t told_ns;
    } stores[] = {
        { 1000, 80, true, 1000 },
        { 3354, STORE_NOT_HELD, false, 1748 },
        { 3835, STORE_NOT_HELD, false, 2496 },
        { 4315, STORE_NOT_HELD, false, 3243 },
        { 4796, 301, true, 4796 },
        { 5326, 2083, true, 5326 },
    };
    struct small small = small_new(VALUE_SIGNED, 8, 0);
    for (int i = 0; i < 5; i++) {
        loads(&small, 2);
        if (i == 4)
            loads(&small, 1);
        adds(&small, 2, 1);
    }
    adds(&small, 1, 8);
    watched_run_seal(small.run);
    const uint64_t from_ns = small.run->stores[0].ns;
    for (int i = 0; i < 6; i++) {
        small.run->stores[i].ns = from_ns + stores[i].ns;
        small.run->stores[i].held_ns = stores[i].held_ns;
    }
    struct history history = history_of(small.run, small.x);
    for (uint32_t n = 1; n <= 6; n++) {
        assert_int_equal(history_ns(&history, n), from_ns + stores[n - 1].told_ns);
        assert_int_equal(history_is_timed(&history, n), stores[n - 1].timed);
        assert_int_equal(history_load_is_timed(&history, n), stores[n - 1].timed);
    }
    const struct history_overwriter told = history_tell(&history, &history.overwrites[0]);
    uint64_t from, loaded, held;
    assert_int_equal(told.store, 6);
    assert_true(told.held_known && !told.held_about && !told.stored_about);
    assert_int_equal(told.held_ns, 2083);
    assert_true(history_held_ns(&history, 6, &held));
    assert_int_equal(held, 2083);
    assert_true(history_load_ns(&history, 6, &from, &loaded));
    assert_true(loaded == from_ns + 3243 && from == loaded);
    assert_false(history_held_ns(&history, 3, &held));
    assert_false(history_load_ns(&history, 3, &from, &loaded));
    assert_true(from == history_ns(&history, 2) && loaded == history_ns(&history, 3));
    history_finish(&history);
    small.run->variables[small.x].language = VARIABLE_PYTHON; // a store is noted when it is there, its load never
    history = history_of(small.run, small.x);
    assert_true(history_is_timed(&history, 3));
    assert_true(history_tell(&history, &history.overwrites[0]).held_about);
    small_free(&small, &history);
}

// The fork's surviving child stored before the lost ones is not who wrote over them.
static void test_the_heir_is_not_the_overwriter(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_SIGNED, 8, 0);
    loads(&small, 1);
    loads(&small, 2);
    loads(&small, 3);
    adds(&small, 1, 1); // the heir: T3 goes on from it …
    loads(&small, 3);
    adds(&small, 2, 10); // … and writes over this, which T2 had computed from the start
    adds(&small, 3, 100);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 1);
    assert_int_equal(history_heir(&history, 0), 1);
    const struct history_overwriter told = history_tell(&history, &history.overwrites[0]);
    assert_int_equal(told.store, 3);
    assert_int_equal(told.task, 3);
    assert_int_equal(told.victim_task, 2);
    assert_int_equal(told.parent, 1);
    small_free(&small, &history);
}

// An assignment loses nothing; what is computed from before it loses the assignment.
static void test_assignments(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_SIGNED, 4, 0);
    loads(&small, 1);
    adds(&small, 1, 5);
    watched_run_assign(small.run, small.x, 2, small.place, 50);
    watched_run_assign(small.run, small.x, 3, small.place, 60);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 0);
    assert_true(history.claims);
    small_free(&small, &history);

    small = small_new(VALUE_SIGNED, 4, 0);
    loads(&small, 1);
    watched_run_assign(small.run, small.x, 2, small.place, 50);
    adds(&small, 1, 5);
    history = small_history(&small);
    assert_int_equal(history.lost, 1);
    assert_int_equal(history.lost_assigned, 1);
    assert_int_equal(history.collisions[0].assigned, 1);
    assert_int_equal(history.lost_net.whole, 50);
    small_free(&small, &history);
}

// A byte that wraps: 250 + 10 is 4, and what was lost of it is +10 all the same.
static void test_narrow(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_UNSIGNED, 1, 250);
    loads(&small, 1);
    loads(&small, 2);
    watched_run_store(small.run, small.x, 1, small.place, 4);
    watched_run_store(small.run, small.x, 2, small.place, 251);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 1);
    assert_int_equal(history.lost_net.whole, 10);
    assert_int_equal(history.all.whole, 11);
    assert_true(history.exact);
    small_free(&small, &history);

    small = small_new(VALUE_SIGNED, 2, (uint64_t)-5);
    loads(&small, 1);
    watched_run_store(small.run, small.x, 1, small.place, 0x7FFF);
    loads(&small, 1);
    watched_run_store(small.run, small.x, 1, small.place, (uint64_t)INT16_MIN); // + 1
    history = small_history(&small);
    assert_int_equal(history_amount(&history, 2).whole, 1);
    assert_int_equal(history.final.whole, INT16_MIN);
    assert_true(history.exact);
    small_free(&small, &history);
}

// ---- what leaves the value as it was --------------------------------------------------------------------------------

// Two tasks have seen 5, and both store 6.
static struct history both_store(struct small *small, enum value_kind kind, const char *line)
{
    *small = (struct small){ .run = watched_run_new(4) };
    char text[80];
    snprintf(text, sizeof text, "int f(void)\n%s\n}\n", line ? line : "");
    small->place = watched_run_place(small->run, watched_run_source(small->run, "a.c", text), 2, "f");
    if (!line)
        small->run->places[small->place].source = PLACE_NOWHERE; // in a header
    small->x = watched_run_variable(small->run, "x", "", kind, 4, 5);
    loads(small, 1);
    loads(small, 2);
    watched_run_store(small->run, small->x, 1, small->place, 6);
    watched_run_store(small->run, small->x, 2, small->place, 6);
    return small_history(small);
}

static void test_the_same_value_twice(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool number_lost, flag_lost; // of what has sums, and of what has none
    } cases[] = {
        { "x = x + 1;", true, true },
        { "x++;", true, true },
        { "x += n;", true, true },
        { "flag = !flag; // toggled", true, true },
        { "head = head->next;", true, true },
        { "x = next(x);", true, true },
        { "atomic_store(&x, t + 1);", true, true },
        { "x.store(x.load() + 1);", true, true },
        { "if (x == 5) x = v;", false, false },
        { "flag = value;", false, false },
        { "state = State::ready;", false, false },
        { "x.store(v);", false, false },
        { "p->x.store(ready, std::memory_order_release);", false, false },
        { "atomic_store_explicit(&bank.x, done, memory_order_release);", false, false },
        { "head = &node;", false, false },
        { "set(&x, 6);", true, false }, // nothing is stored in sight
        { "t = x; x = t;", true, false },
        { NULL, false, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int has_sums = 0; has_sums < 2; has_sums++) {
            struct small small;
            struct history history = both_store(&small, has_sums ? VALUE_SIGNED : VALUE_ENUM, cases[i].line);
            const bool lost = has_sums ? cases[i].number_lost : cases[i].flag_lost;
            if (history.lost != lost || history.unsure != !lost)
                fail_msg("%s: %u lost, %u unsure", cases[i].line ? cases[i].line : "in a header", history.lost,
                         history.unsure);
            assert_true(history.claims && history.exact);
            assert_int_equal(history.unsure_place, lost ? PLACE_NOWHERE : small.place);
            assert_int_equal(history.lost_net.whole, lost ? 1 : 0);
            assert_int_equal(history.final.whole, 6);
            assert_int_equal(history.all.whole, lost ? 2 : 1);
            small_free(&small, &history);
        }
}

// Two tasks have seen 5; one makes it 9, the other stores 6 behind it. A constant knows nothing of what was loaded, and loses nothing;
// a name may be that of one: of an atomic store that is not known.
static void test_constants(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool atomic;
        uint32_t lost, unrelated;
    } cases[] = {
        { "x = 6;", false, 0, 0 },
        { "x.store(6);", true, 0, 0 },
        { "p->x.store(true, std::memory_order_release);", true, 0, 0 },
        { "std::atomic_store(&x, 0x6L);", true, 0, 0 },
        { "first = nullptr;", true, 0, 0 },
        { "x = -6;", true, 0, 0 },
        { "x = .5 + y;", false, 1, 0 },
        { "x = 6 + t;", true, 1, 0 },
        { "x = v;", false, 1, 0 },
        { "x.store(v);", true, 0, 1 },
        { "set(&x, 6);", false, 1, 0 },
        { "set(&x, 6);", true, 0, 1 },
        { "x.store(x.load() + 1);", true, 1, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct small small = small_new(VALUE_SIGNED, 4, 5);
        const uint32_t place =
            watched_run_place(small.run, watched_run_source(small.run, "b.c", cases[i].line), 1, "f");
        loads(&small, 1);
        loads(&small, 2);
        adds(&small, 1, 4);
        watched_run_store(small.run, small.x, 2, place, 6);
        watched_run_seal(small.run);
        for (uint32_t a = 0; a < small.run->recording.watched->act_count; a++)
            if (cases[i].atomic && small.run->acts[a].place == place)
                small.run->acts[a].kind = ACT_ATOMIC_UPDATE;
        struct history history = history_of(small.run, small.x);
        if (history.lost != cases[i].lost || history.unrelated != cases[i].unrelated || history.unsure != 0)
            fail_msg("%s: %u lost, %u unrelated, %u unsure", cases[i].line, history.lost, history.unrelated,
                     history.unsure);
        assert_true(history.claims);
        small_free(&small, &history);
    }
}

// A line that stored another value once computes what it stores: then it is an update every time.
static void test_a_line_that_varies(void **state)
{
    (void)state;
    struct small small = { .run = watched_run_new(4) };
    small.place = watched_run_place(small.run, watched_run_source(small.run, "a.c", "b = v;\n"), 1, "f");
    small.x = watched_run_variable(small.run, "b", "bool", VALUE_BOOL, 1, 0);
    for (int round = 0; round < 2; round++) {
        loads(&small, 1);
        loads(&small, 2);
        watched_run_store(small.run, small.x, 1, small.place, round == 0);
        watched_run_store(small.run, small.x, 2, small.place, round == 0);
    }
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 2);
    assert_int_equal(history.unsure, 0);
    small_free(&small, &history);
}

// Who holds what an assignment left as it was has seen it: it loses nothing.
static void test_what_changed_nothing(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_SIGNED, 4, 5);
    loads(&small, 1);
    watched_run_assign(small.run, small.x, 2, small.place, 5);
    loads(&small, 3);
    adds(&small, 3, 0);
    adds(&small, 1, 1);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 0);
    assert_int_equal(history_parent(&history, 3), 2);
    small_free(&small, &history);

    small = small_new(VALUE_SIGNED, 4, 5); // and what changed afterwards is lost alone
    loads(&small, 1);
    watched_run_assign(small.run, small.x, 2, small.place, 5);
    watched_run_assign(small.run, small.x, 2, small.place, 9);
    adds(&small, 1, 1);
    history = small_history(&small);
    assert_int_equal(history.lost, 1);
    assert_int_equal(history_parent(&history, 3), 1);
    assert_int_equal(history.lost_net.whole, 4);
    small_free(&small, &history);
}

// Two tasks take turns under one lock: each puts what it makes of what it took in the section before, which the other has changed
// since. What that lost is told where it was computed, and else not: it may have nothing to do with what was taken.
static void test_two_sections(void **state)
{
    (void)state;
    enum {
        ROUNDS = 6
    };
    static const struct {
        enum value_kind kind;
        const char *line;
        bool varies, guarded, lost;
    } cases[] = {
        { VALUE_SIGNED, "x = t + 1;", false, true, true },
        { VALUE_SIGNED, "x = t + n;", true, true, true },
        { VALUE_SIGNED, "x = t;", false, true, true }, // by one amount each time: put(get() + 1)
        { VALUE_SIGNED, "x = mine;", true, true, false },
        { VALUE_SIGNED, "put(&x, mine); put(&y, mine);", true, true, false },
        { VALUE_SIGNED, "x = mine;", true, false, true },
        { VALUE_POINTER, "x = t;", false, true, false },
        { VALUE_POINTER, "first = *node;", true, true, false },
        { VALUE_POINTER, "first = *node;", true, false, true },
    };
    static const uint64_t varied[2 * ROUNDS] = { 40, 900, 7, 333, 61, 5, 78, 1234, 2, 512, 99, 17 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct small small = { .run = watched_run_new(3) };
        char text[80];
        snprintf(text, sizeof text, "%s\nreturn x;\n", cases[i].line);
        const uint32_t source = watched_run_source(small.run, "a.c", text);
        small.place = watched_run_place(small.run, source, 1, "put");
        const uint32_t take = watched_run_place(small.run, source, 2, "get");
        const uint32_t lock = watched_run_lock(small.run, "m", RESOURCE_LOCK);
        small.x = watched_run_variable(small.run, "x", "", cases[i].kind, 8, 0);
        for (uint32_t step = 0; step < 4 * ROUNDS; step++) {
            const uint32_t task = 1 + step % 2;
            const uint64_t loaded = step % 4 < 2 ? 0 : watched_run_loaded(small.run, small.x, task);
            if (cases[i].guarded)
                watched_run_take(small.run, task, lock);
            if (step % 4 < 2)
                watched_run_load(small.run, small.x, task, take);
            else
                watched_run_store(small.run, small.x, task, small.place,
                                  cases[i].varies ? varied[step / 4 * 2 + step % 2] : loaded + 8);
            if (cases[i].guarded)
                watched_run_give(small.run, task, lock);
        }
        struct history history = small_history(&small);
        if (history.lost != (cases[i].lost ? ROUNDS : 0) || history.unrelated != (cases[i].lost ? 0 : ROUNDS))
            fail_msg("%zu, %s: %u lost, %u unrelated", i, cases[i].line, history.lost, history.unrelated);
        assert_int_equal(history.unrelated_place, cases[i].lost ? PLACE_NOWHERE : small.place);
        assert_true(history.claims);
        small_free(&small, &history);
    }
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void test_double(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_FLOAT, 8, bits_of(0.5));
    loads(&small, 1);
    loads(&small, 2);
    watched_run_store(small.run, small.x, 1, small.place, bits_of(0.6));
    watched_run_store(small.run, small.x, 2, small.place, bits_of(0.75));
    struct history history = small_history(&small);
    char text[TEXT_NUMBER_BYTES];
    assert_int_equal(history.lost, 1);
    assert_true(history.exact);
    assert_string_equal(variable_amount_text(text, history.variable, history.lost_net), "+0.1");
    assert_string_equal(variable_value_text(text, history.variable, history.variable->final), "0.75");
    small_free(&small, &history);
}

// Of a pointer no sums are made; what was written over unseen is told.
static void test_pointer(void **state)
{
    (void)state;
    struct small small = small_new(VALUE_POINTER, 8, 0);
    loads(&small, 1);
    loads(&small, 2);
    watched_run_store(small.run, small.x, 1, small.place, 0x5000);
    watched_run_store(small.run, small.x, 2, small.place, 0x6000);
    struct history history = small_history(&small);
    assert_int_equal(history.lost, 1);
    assert_false(history.has_sums);
    assert_true(history.exact);
    small_free(&small, &history);
}

// ---- what is not certain --------------------------------------------------------------------------------------------

static struct small lossy(void)
{
    struct small small = small_new(VALUE_SIGNED, 8, 0);
    loads(&small, 1);
    loads(&small, 2);
    adds(&small, 1, 1);
    adds(&small, 2, 1);
    return small;
}

static void assert_claims_nothing(const struct history *history, uint32_t doubt)
{
    assert_false(history->claims || history->exact);
    assert_int_equal(history->doubt, doubt);
    assert_int_equal(history->lost, 0);
    assert_int_equal(history->lost_net.whole, 0);
    assert_int_equal(history->collision_count, 0);
    assert_int_equal(history->overwrite_count, 0);
    assert_false(history_is_lost(history, 1));
}

static void test_doubts(void **state)
{
    (void)state;
    for (uint32_t doubt = 1; doubt <= DOUBTS_ALL; doubt <<= 1) {
        struct small small = lossy();
        small.run->variables[small.x].doubt = doubt;
        struct history history = small_history(&small);
        if (doubt == DOUBT_DROPPED) {
            assert_true(history.claims);
            assert_false(history.exact);
            assert_int_equal(history.lost, 1);
        } else {
            assert_claims_nothing(&history, doubt);
        }
        small_free(&small, &history);
    }
}

// The equation is checked: what memory holds at the end was stored by nobody who was seen.
static void test_books_that_do_not_close(void **state)
{
    (void)state;
    struct small small = lossy();
    watched_run_seal(small.run);
    small.run->variables[small.x].final++;
    struct history history = history_of(small.run, small.x);
    assert_claims_nothing(&history, DOUBT_FOREIGN);
    history_finish(&history);
    small.run->variables[small.x].kind = VALUE_POINTER;
    history = history_of(small.run, small.x);
    assert_claims_nothing(&history, DOUBT_FOREIGN);
    small_free(&small, &history);

    small = lossy();
    watched_run_foreign(small.run, small.x, 0, 77);
    small.run->variables[small.x].doubt = 0; // it says so itself
    history = small_history(&small);
    assert_claims_nothing(&history, DOUBT_FOREIGN);
    small_free(&small, &history);

    // Without any store.
    small = small_new(VALUE_SIGNED, 8, 1);
    watched_run_seal(small.run);
    small.run->variables[small.x].final = 2;
    history = history_of(small.run, small.x);
    assert_claims_nothing(&history, DOUBT_FOREIGN);
    small_free(&small, &history);
}

// A turn that was taken makes it not exact; it is told all the same. One that was settled does not.
static void test_exactness(void **state)
{
    (void)state;
    struct small small = lossy();
    watched_run_seal(small.run);
    small.run->variables[small.x].settled = 5;
    struct history history = history_of(small.run, small.x);
    assert_true(history.exact);
    history_finish(&history);
    small.run->variables[small.x].interrupted = 1;
    history = history_of(small.run, small.x);
    assert_true(history.claims && !history.exact);
    assert_int_equal(history.lost, 1);
    history_finish(&history);
    small.run->variables[small.x].interrupted = 0;
    small.run->variables[small.x].stores++; // more than are kept
    history = history_of(small.run, small.x);
    assert_false(history.exact);
    small_free(&small, &history);
}

// One that was not verified is refused where it names what is not there.
static void test_not_verified(void **state)
{
    (void)state;
    for (int lie = 0; lie < 5; lie++) {
        struct small small = lossy();
        watched_run_seal(small.run);
        struct access *access = &small.run->accesses[small.run->variables[small.x].first_access];
        access->task = lie == 3 ? 1000 : access->task;
        access->locks = lie == 4 ? 1000 : access->locks;
        struct store *store = &small.run->stores[1];
        store->parent = lie == 0 ? 2 : store->parent;
        store->act = lie == 1 ? 1000 : store->act;
        store->task = lie == 2 ? 1000 : store->task;
        struct history history;
        const struct status status = history_build(&history, &small.run->recording, small.x);
        assert_int_equal(status.kind, STATUS_BAD_FILE);
        assert_null(history.links);
        history_finish(&history);
        watched_run_free(small.run);
    }
}

// ---- orders ---------------------------------------------------------------------------------------------------------

static void test_worst(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(9, 60);
    struct history history = history_of(run, 0);
    enum {
        MOST = 7
    };
    uint32_t list[MOST];
    assert_true(history.collision_count > MOST);
    assert_int_equal(history_worst(&history, HISTORY_BY_SIZE, list, MOST), MOST);
    for (size_t i = 0; i < history.collision_count; i++) {
        const uint32_t lost = history.collisions[i].lost, least = history.collisions[list[MOST - 1]].lost;
        bool in = false;
        for (int l = 0; l < MOST; l++)
            in |= list[l] == i;
        assert_true(in || lost < least || (lost == least && i > list[MOST - 1]));
    }
    for (int l = 1; l < MOST; l++)
        assert_true(history.collisions[list[l - 1]].lost >= history.collisions[list[l]].lost);
    assert_int_equal(history_worst(&history, HISTORY_BY_NET, list, MOST), MOST);
    assert_int_equal(history_worst(&history, HISTORY_BY_HELD, list, MOST), MOST);
    history_finish(&history);
    watched_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_tasks),
        cmocka_unit_test(test_one_holds),
        cmocka_unit_test(test_interpolated),
        cmocka_unit_test(test_the_heir_is_not_the_overwriter),
        cmocka_unit_test(test_assignments),
        cmocka_unit_test(test_the_same_value_twice),
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_a_line_that_varies),
        cmocka_unit_test(test_what_changed_nothing),
        cmocka_unit_test(test_two_sections),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_double),
        cmocka_unit_test(test_pointer),
        cmocka_unit_test(test_doubts),
        cmocka_unit_test(test_books_that_do_not_close),
        cmocka_unit_test(test_exactness),
        cmocka_unit_test(test_not_verified),
        cmocka_unit_test(test_worst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
