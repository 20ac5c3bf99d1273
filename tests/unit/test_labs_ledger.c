// The ledger against the truth: thousands of made-up runs of which it is known who survived.
#include "labs/balance/experiment.h"
#include "labs/balance/ledger.h"

#include "../support/built_streams.h"
#include "../support/random.h"
#include "../support/recording_builder.h"
#include "labs/balance/books.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define SEED 7

// Whether it was lost, by the truth.
static bool truly_lost(const struct built *built, uint32_t version)
{
    return !built->survives[version_worker(version)][version_sequence(version)];
}

// The slow and obvious way: up from a lost update to the first survivor.
static uint32_t slow_fork(const struct built *built, uint32_t version)
{
    while (version != VERSION_START && truly_lost(built, version))
        version = balance_journal(&built->recording, version_worker(version))[version_sequence(version)];
    return version;
}

static void check_collisions(const struct built *built, const struct ledger *ledger)
{
    uint64_t *sizes = calloc(ledger->collision_count + 1, sizeof *sizes);
    int64_t *nets = calloc(ledger->collision_count + 1, sizeof *nets);
    char line[BUILT_LINE_BYTES];
    assert_non_null(sizes);
    assert_non_null(nets);
    for (uint32_t w = 0; w < built->experiment.count; w++) {
        for (uint32_t s = 0; s < built->books.workers[w].updates; s++) {
            const uint32_t version = version_make(w, s);
            if (ledger_is_lost(ledger, version) != truly_lost(built, version))
                fail_msg("%s: update %u of worker %u: lost %d, truly %d", built_line(built, line), s, w + 1,
                         ledger_is_lost(ledger, version), truly_lost(built, version));
            if (!truly_lost(built, version))
                continue;
            const uint32_t collision = ledger_collision_of(ledger, version);
            assert_in_range(collision, 0, ledger->collision_count - 1);
            const uint32_t fork = slow_fork(built, version), heir = ledger_heir(ledger, collision);
            assert_int_equal(ledger_fork(ledger, collision), fork);
            assert_false(truly_lost(built, heir));
            assert_int_equal(ledger_parent(ledger, heir), fork);
            if (built->experiment.memory == MEMORY_PRIVATE)
                assert_int_equal(version_worker(heir), w);
            sizes[collision]++;
            nets[collision] += update_change(built->books.workers[w].amount, s);
        }
    }
    for (size_t i = 0; i < ledger->collision_count; i++) {
        assert_int_equal(ledger->collisions[i].size, sizes[i]);
        assert_int_equal(ledger->collisions[i].net, nets[i]);
        assert_int_equal(ledger_collision_of(ledger, ledger->collisions[i].first), i);
        for (size_t j = i + 1; j < ledger->collision_count && j < i + 50; j++)
            if (built->experiment.memory == MEMORY_SHARED)
                assert_int_not_equal(ledger_fork(ledger, i), ledger_fork(ledger, j));
    }
    free(sizes);
    free(nets);
}

static void check_as(const struct built *built, enum journals_form form)
{
    struct ledger ledger;
    char line[BUILT_LINE_BYTES];
    uint64_t survived;
    const struct status status = ledger_build_as(&ledger, &built->recording, form);
    if (!status_is_ok(status))
        fail_msg("%s: %s", built_line(built, line), status.message);
    assert_true(ledger.books_balance);
    assert_int_equal(ledger.updates, built->updates);
    assert_int_equal(ledger.survived, built->survived);
    assert_int_equal(ledger.lost, built->lost);
    assert_int_equal(ledger.lost_net, built->lost_net);
    assert_int_equal(ledger.final, built->final);
    assert_int_equal(ledger.expected, built->expected);
    assert_int_equal(ledger.final + ledger.lost_net, ledger.expected);
    check_collisions(built, &ledger);
    assert_true(status_is_ok(ledger_count_survivors(&built->recording, &survived)));
    assert_int_equal(survived, built->survived);
    ledger_finish(&ledger);
}

static void assert_same(const struct ledger *a, const struct ledger *b)
{
    assert_int_equal(a->survived, b->survived);
    assert_int_equal(a->lost, b->lost);
    assert_int_equal(a->lost_net, b->lost_net);
    assert_int_equal(a->books_balance, b->books_balance);
    assert_int_equal(a->collision_count, b->collision_count);
    assert_memory_equal(a->collisions, b->collisions, a->collision_count * sizeof *a->collisions);
    assert_memory_equal(a->lost_of, b->lost_of, sizeof a->lost_of);
    assert_memory_equal(a->first_survivor, b->first_survivor, sizeof a->first_survivor);
    assert_memory_equal(a->start_collision, b->start_collision, sizeof a->start_collision);
    for (uint32_t w = 0; w < a->journals.count; w++) {
        for (uint32_t s = 0; s < a->journals.made[w]; s++) {
            const uint32_t version = version_make(w, s);
            assert_int_equal(ledger_parent(a, version), ledger_parent(b, version));
            assert_int_equal(ledger_is_lost(a, version), ledger_is_lost(b, version));
            if (ledger_is_lost(a, version))
                assert_int_equal(ledger_collision_of(a, version), ledger_collision_of(b, version));
            else
                assert_int_equal(ledger_survivor_after(a, version), ledger_survivor_after(b, version));
        }
    }
}

// Builds both forms, which must be the same or be refused alike; whether they were built.
static bool check_both(const struct built *built)
{
    struct ledger dense, runs;
    const struct status refused = ledger_build_as(&dense, &built->recording, JOURNALS_DENSE);
    const struct status other = ledger_build_as(&runs, &built->recording, JOURNALS_RUNS);
    assert_int_equal(refused.kind, other.kind);
    if (!status_is_ok(refused))
        return false;
    assert_true(runs.journals.in_runs && !dense.journals.in_runs);
    assert_same(&dense, &runs);
    ledger_finish(&dense);
    ledger_finish(&runs);
    return true;
}

static void check(const struct built *built)
{
    check_as(built, JOURNALS_DENSE);
    check_as(built, JOURNALS_RUNS);
    check_as(built, JOURNALS_BY_COUNT);
    assert_true(check_both(built));
}

// The same when the journals are streams.
static void check_streams(struct built *built)
{
    static const enum journals_form forms[] = { JOURNALS_BY_COUNT, JOURNALS_DENSE, JOURNALS_RUNS };
    struct ledger before, streamed;
    assert_true(status_is_ok(ledger_build_as(&before, &built->recording, JOURNALS_RUNS)));
    built_to_streams(built);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_true(status_is_ok(ledger_build_as(&streamed, &built->recording, forms[i])));
        assert_same(&before, &streamed);
        ledger_finish(&streamed);
    }
    ledger_finish(&before);
}

static void test_against_the_truth(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 3000; i++) {
        struct build plan = build_plan(seed + i, 130 + i % 200);
        plan.truth = true;
        struct built *built = build_random(&plan);
        check(built);
        check_streams(built);
        built_free(built);
    }
}

static int final_index(int64_t final)
{
    static const int64_t finals[] = { -8, -5, -3, 0, 3, 5, 8 };
    for (int i = 0; i < 7; i++)
        if (finals[i] == final)
            return i;
    fail_msg("final %lld cannot be", (long long) final);
    return -1;
}

// All 70 orders of two workers' four steps each, and how many end at each final balance.
static void test_all_schedules(void **state)
{
    (void)state;
    static const int known[7] = { 8, 8, 4, 30, 4, 8, 8 };
    int found[7] = { 0 };
    for (unsigned bits = 0; bits < 256; bits++) {
        char script[9] = "";
        if (__builtin_popcount(bits) != 4)
            continue;
        for (int i = 0; i < 8; i++)
            script[i] = bits >> i & 1 ? '2' : '1';
        struct built *built = build_script(NULL, script);
        check(built);
        found[final_index(built->final)]++;
        built_free(built);
    }
    for (int i = 0; i < 7; i++)
        assert_int_equal(found[i], known[i]);
}

// Bad journals are refused, and never followed for ever.
static void test_damaged(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 3000; i++) {
        struct random random = { seed + i };
        struct build plan = build_plan(seed + i, 200);
        struct built *built = build_random(&plan);
        for (uint64_t hits = random_between(&random, 1, 4); hits > 0; hits--) {
            const uint32_t w = (uint32_t)random_below(&random, built->experiment.count);
            uint32_t *journal = (uint32_t *)(uintptr_t)balance_journal(&built->recording, w);
            const uint64_t updates = built->books.workers[w].updates;
            if (updates == 0)
                continue;
            uint32_t *entry = &journal[random_below(&random, updates)];
            *entry = random_one_in(&random, 2) ? (uint32_t)random_next(&random)
                                               : version_make((uint32_t)random_below(&random, built->experiment.count),
                                                              (uint32_t)random_below(&random, updates));
        }
        struct ledger ledger;
        uint64_t survived;
        const struct status status = ledger_build(&ledger, &built->recording);
        assert_true(status_is_ok(status) || status.kind == STATUS_BAD_FILE);
        assert_int_equal(check_both(built), status_is_ok(status));
        if (status_is_ok(status))
            assert_int_equal(ledger.survived + ledger.lost, ledger.updates);
        ledger_count_survivors(&built->recording, &survived);
        ledger_finish(&ledger);
        built_free(built);
    }
}

static void test_loops(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, "11 12 12 11"); // T2's first is lost
    struct ledger ledger;
    uint32_t *first = (uint32_t *)(uintptr_t)balance_journal(&built->recording, 0);
    const uint32_t last = cell_version(built->books.run.final_cell);
    first[version_sequence(last)] = last; // the final one read itself
    assert_int_equal(ledger_build(&ledger, &built->recording).kind, STATUS_BAD_FILE);
    assert_false(check_both(built));
    first[version_sequence(last)] = version_make(40, 0);
    assert_int_equal(ledger_build(&ledger, &built->recording).kind, STATUS_BAD_FILE);
    built_free(built);
}

// Runs are counted right, and chosen where they are fewer than 400 per 1 000 updates.
static void test_chosen_form(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        uint32_t runs, updates;
    } known[] = {
        { "1111111111 22222222 1111 222222", 4, 14 }, // one after the other
        { "1 22222222 1111111 222222", 3, 11 },       // T1 holds what it read while T2 writes
        { "1122 1122 1122", 6, 6 },                   // each reads the other's
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct ledger ledger;
        struct built *built = build_script(NULL, known[i].script);
        assert_true(status_is_ok(ledger_build_as(&ledger, &built->recording, JOURNALS_RUNS)));
        assert_int_equal(ledger.journals.begin[2], known[i].runs);
        assert_int_equal(ledger.journals.updates, known[i].updates);
        ledger_finish(&ledger);
        assert_true(status_is_ok(ledger_build(&ledger, &built->recording)));
        assert_int_equal(ledger.journals.in_runs, 1000 * known[i].runs <= JOURNALS_RUNS_MOST * known[i].updates);
        ledger_finish(&ledger);
        check(built);
        built_free(built);
    }
}

// A stream that is broken, or says what cannot have been read, is refused in every form.
static void test_damaged_streams(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 1000; i++) {
        struct random random = { seed + i };
        struct build plan = build_plan(seed + i, 200);
        struct built *built = build_random(&plan);
        built_to_streams(built);
        const uint32_t w = (uint32_t)random_below(&random, built->experiment.count);
        struct balance_worker *worker = &built->books.workers[w];
        uint32_t *words = (uint32_t *)(uintptr_t)balance_stream(&built->recording, w).words;
        if (worker->words > 0 && random_one_in(&random, 4))
            worker->words -= 1 + (uint32_t)random_below(&random, worker->words);
        else if (worker->words > 0)
            words[random_below(&random, worker->words)] ^= (uint32_t)1 << random_below(&random, 32);
        check_both(built);
        built_free(built);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_truth), cmocka_unit_test(test_all_schedules),
        cmocka_unit_test(test_damaged),           cmocka_unit_test(test_chosen_form),
        cmocka_unit_test(test_damaged_streams),   cmocka_unit_test(test_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
