// The order against what it promises: replayed, every load reads the latest store, and time never runs backwards.
#include "labs/balance/experiment.h"
#include "labs/balance/order.h"

#include "../support/built_streams.h"
#include "../support/random.h"
#include "../support/recording_builder.h"
#include "labs/balance/books.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define SEED 20261121

static struct built *build_one(uint64_t seed, uint64_t updates_max)
{
    struct build plan = build_plan(seed, updates_max);
    plan.truth = false;
    return build_random(&plan);
}

static void order_or_fail(struct order *order, struct ledger *ledger, const struct built *built)
{
    char line[BUILT_LINE_BYTES];
    struct status status = ledger_build(ledger, &built->recording);
    if (status_is_ok(status))
        status = order_build(order, ledger);
    if (!status_is_ok(status))
        fail_msg("%s: %s", built_line(built, line), status.message);
}

// Walks all events forward, keeping one latest version for each balance there is.
static void replay(const struct order *order, const struct built *built)
{
    const bool private = built->experiment.memory == MEMORY_PRIVATE;
    uint32_t latest[WORKERS_MAX] = { 0 };
    int64_t balance[WORKERS_MAX] = { 0 };
    uint32_t made[WORKERS_MAX] = { 0 };
    bool loaded[WORKERS_MAX] = { false };
    uint64_t time = 0, count = 0;
    int64_t value[WORKERS_MAX];
    struct order_cursor cursor;
    char line[BUILT_LINE_BYTES];
    if (!order_cursor_set(&cursor, order, 0))
        return;
    do {
        const struct order_event *event = order_cursor_event(&cursor);
        const uint32_t w = version_worker(event->version), s = version_sequence(event->version);
        const uint32_t cell = private ? w : 0;
        if (s != made[w] || loaded[w] != (event->kind == ORDER_STORE))
            fail_msg("%s: event %llu breaks worker %u's program order", built_line(built, line),
                     (unsigned long long)count, w + 1);
        if (event->ns < time)
            fail_msg("%s: event %llu at %llu, the one before at %llu", built_line(built, line),
                     (unsigned long long)count, (unsigned long long)event->ns, (unsigned long long)time);
        time = event->ns;
        if (event->kind == ORDER_LOAD) {
            if (latest[cell] != balance_journal(&built->recording, w)[s])
                fail_msg("%s: update %u of worker %u read %08x, but %08x stood there", built_line(built, line), s,
                         w + 1, balance_journal(&built->recording, w)[s], latest[cell]);
            value[w] = balance[cell];
            loaded[w] = true;
        } else {
            latest[cell] = event->version;
            balance[cell] = value[w] + update_change(built->books.workers[w].amount, s);
            assert_int_equal(order_balance_at(order, event->position), balance[cell]);
            loaded[w] = false;
            made[w]++;
        }
        count++;
    } while (order_cursor_next(&cursor));
    assert_int_equal(count, order_event_count(order));
    assert_int_equal(order->stores, built->updates);
    // What the balance ended with is what was stored last.
    for (uint32_t w = 0; w < (private ? built->experiment.count : 1); w++)
        assert_int_equal(latest[w], cell_version(private ? balance_own_cell(&built->recording, w)
                                                         : balance_final_cell(&built->recording)));
}

static void test_replay(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 600; i++) {
        struct built *built = build_one(seed + i, i % 10 == 0 ? 20000 : 600);
        struct order order;
        struct ledger ledger;
        order_or_fail(&order, &ledger, built);
        replay(&order, built);
        order_finish(&order);
        ledger_finish(&ledger);
        built_free(built);
    }
}

static void assert_same(const struct order_event *a, const struct order_event *b)
{
    assert_int_equal(a->ns, b->ns);
    assert_int_equal(a->position, b->position);
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->kind, b->kind);
}

// Backwards is forwards reversed, and any event can be set to directly.
static void test_cursor(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 40; i++) {
        struct built *built = build_one(seed + 5000 + i, i % 4 == 0 ? 9000 : 300);
        struct order order;
        struct ledger ledger;
        order_or_fail(&order, &ledger, built);
        const uint64_t count = order_event_count(&order);
        struct order_event *events = calloc(count + 1, sizeof *events);
        assert_non_null(events);
        struct order_cursor cursor;
        for (uint64_t n = 0; n < count; n++) {
            assert_true(n == 0 ? order_cursor_set(&cursor, &order, 0) : order_cursor_next(&cursor));
            events[n] = *order_cursor_event(&cursor);
        }
        for (uint64_t n = count; n-- > 0;) {
            assert_int_equal(cursor.number, n);
            assert_same(order_cursor_event(&cursor), &events[n]);
            assert_int_equal(order_cursor_previous(&cursor), n > 0);
        }
        struct random random = { seed + i };
        for (int t = 0; t < 50 && count; t++) {
            const uint64_t n = random_below(&random, count);
            assert_true(order_cursor_set(&cursor, &order, n));
            assert_same(order_cursor_event(&cursor), &events[n]);
            if (events[n].kind == ORDER_STORE) {
                assert_int_equal(order_event_of_store(&order, (uint64_t)events[n].position), n);
                assert_int_equal(order_position_of(&order, events[n].version), events[n].position);
            } else {
                assert_int_equal(order_event_of_load(&order, events[n].version), n);
                assert_int_equal(order_load_ns(&order, events[n].version), events[n].ns);
            }
            const int64_t at = order_event_at(&order, events[n].ns);
            assert_true(at >= (int64_t)n && events[at].ns == events[n].ns);
            assert_true((uint64_t)at + 1 == count || events[at + 1].ns > events[n].ns);
        }
        assert_false(order_cursor_set(&cursor, &order, count));
        free(events);
        order_finish(&order);
        ledger_finish(&ledger);
        built_free(built);
    }
}

static void test_ranges(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 30; i++) {
        struct built *built = build_one(seed + 9000 + i, 20000);
        struct order order;
        struct ledger ledger;
        struct random random = { seed + i };
        order_or_fail(&order, &ledger, built);
        struct order_walk walk;
        uint32_t *versions = calloc(order.stores + 1, sizeof *versions);
        int32_t *balances = calloc(order.stores + 1, sizeof *balances);
        assert_true(versions && balances);
        for (uint64_t p = 0; p < order.stores; p++) {
            if (p == 0)
                order_walk_set(&walk, &order, 0);
            else
                order_walk_next(&walk);
            versions[p] = order_walk_version(&walk);
            balances[p] = order_walk_balance(&walk);
        }
        for (int t = 0; t < 40 && order.stores; t++) {
            const uint64_t from = random_below(&random, order.stores), to = from + random_below(&random, order.stores);
            struct balance_range range, slow = { INT32_MAX, INT32_MIN };
            uint64_t lost = 0, counts[WORKERS_MAX], slow_counts[WORKERS_MAX] = { 0 };
            int64_t next = -1, previous = -1;
            for (uint64_t p = 0; p < order.stores; p++) {
                const bool is_lost = ledger_is_lost(&ledger, versions[p]);
                if (t == 0)
                    assert_int_equal(order_is_lost(&order, p), is_lost);
                if (p >= from && p < to) {
                    balance_range_widen(&slow, (struct balance_range){ balances[p], balances[p] });
                    lost += is_lost;
                }
                if (is_lost && p > from && next < 0)
                    next = (int64_t)p;
                if (is_lost && p < from)
                    previous = (int64_t)p;
                if (p <= from)
                    slow_counts[version_worker(versions[p])]++;
            }
            const bool any = order_balance_range(&order, from, to, &range);
            assert_int_equal(any, to > from);
            if (any)
                assert_memory_equal(&range, &slow, sizeof range);
            assert_int_equal(order_lost_between(&order, from, to), lost);
            assert_int_equal(order_next_lost(&order, (int64_t)from), next);
            assert_int_equal(order_previous_lost(&order, (int64_t)from), previous);
            order_counts_at(&order, (int64_t)from, counts);
            assert_memory_equal(counts, slow_counts, built->experiment.count * sizeof *counts);
        }
        free(versions);
        free(balances);
        order_finish(&order);
        ledger_finish(&ledger);
        built_free(built);
    }
}

// ---- both forms ----------------------------------------------------------------------------------------------------

static void assert_same_store(const struct order *a, const struct order *b, uint64_t p, const char *line)
{
    const uint32_t version = order_version(a, p);
    if (version != order_version(b, p) || order_ns(a, p) != order_ns(b, p) ||
        order_balance_at(a, (int64_t)p) != order_balance_at(b, (int64_t)p))
        fail_msg("%s: store %llu of %llu: %08x at %llu leaves %d; by zones %08x at %llu, %d", line,
                 (unsigned long long)p, (unsigned long long)a->stores, version, (unsigned long long)order_ns(a, p),
                 order_balance_at(a, (int64_t)p), order_version(b, p), (unsigned long long)order_ns(b, p),
                 order_balance_at(b, (int64_t)p));
    assert_int_equal(order_is_lost(a, p), order_is_lost(b, p));
    assert_int_equal(order_position_of(b, version), p);
    assert_int_equal(order_load_ns(a, version), order_load_ns(b, version));
    assert_int_equal(order_next_lost(a, (int64_t)p), order_next_lost(b, (int64_t)p));
    assert_int_equal(order_previous_lost(a, (int64_t)p), order_previous_lost(b, (int64_t)p));
    const uint64_t ns = order_ns(a, p);
    for (uint64_t at = ns > 0 ? ns - 1 : 0; at <= ns + 1; at++) {
        assert_int_equal(order_position_at(a, at), order_position_at(b, at));
        assert_int_equal(order_event_at(a, at), order_event_at(b, at));
    }
}

static void assert_same_range(const struct order *a, const struct order *b, uint64_t from, uint64_t to)
{
    struct balance_range left, right;
    uint64_t left_counts[WORKERS_MAX], right_counts[WORKERS_MAX];
    assert_int_equal(order_lost_between(a, from, to), order_lost_between(b, from, to));
    assert_int_equal(order_balance_range(a, from, to, &left), order_balance_range(b, from, to, &right));
    if (from < to)
        assert_memory_equal(&left, &right, sizeof left);
    order_counts_at(a, (int64_t)from, left_counts);
    order_counts_at(b, (int64_t)from, right_counts);
    assert_memory_equal(left_counts, right_counts, a->journals->count * sizeof *left_counts);
}

// Every store on the way there and back.
static void assert_same_walk(const struct order *a, const struct order *b)
{
    struct order_walk left, right;
    order_walk_set(&left, a, 0);
    order_walk_set(&right, b, 0);
    for (uint64_t p = 0; p < 2 * a->stores - 1; p++) {
        assert_int_equal(order_walk_version(&left), order_walk_version(&right));
        assert_int_equal(order_walk_ns(&left), order_walk_ns(&right));
        assert_int_equal(order_walk_balance(&left), order_walk_balance(&right));
        if (p + 1 == 2 * a->stores - 1)
            break;
        (p + 1 < a->stores ? order_walk_next : order_walk_previous)(&left);
        (p + 1 < a->stores ? order_walk_next : order_walk_previous)(&right);
    }
}

static void assert_same_events(const struct order *a, const struct order *b, struct random *random)
{
    struct order_cursor left, right;
    const uint64_t count = order_event_count(a), from = random_below(random, count);
    assert_true(order_cursor_set(&left, a, from) && order_cursor_set(&right, b, from));
    for (int i = 0; i < 40; i++) {
        assert_same(order_cursor_event(&left), order_cursor_event(&right));
        assert_int_equal(left.number, right.number);
        const bool on = i < 25;
        assert_int_equal((on ? order_cursor_next : order_cursor_previous)(&left),
                         (on ? order_cursor_next : order_cursor_previous)(&right));
    }
}

static unsigned in_zones; // orders that could be kept so

static void check_forms(const struct built *built, struct random *random)
{
    struct ledger ledger;
    struct order stores, zones;
    char line[BUILT_LINE_BYTES];
    built_line(built, line);
    assert_true(status_is_ok(ledger_build_as(&ledger, &built->recording, JOURNALS_RUNS)));
    assert_true(status_is_ok(order_build_as(&stores, &ledger, ORDER_STORES)));
    const struct status status = order_build_as(&zones, &ledger, ORDER_ZONES);
    if (!status_is_ok(status))
        fail_msg("%s: %s", line, status.message);
    in_zones += zones.in_zones ? 1 : 0;
    assert_false(stores.in_zones);
    assert_int_equal(stores.timed, zones.timed);
    if (stores.stores > 0)
        assert_same_walk(&stores, &zones);
    for (int i = 0; i < 12 && stores.stores > 0; i++) {
        const uint64_t p = random_below(random, stores.stores), length = random_below(random, stores.stores - p + 1);
        assert_same_store(&stores, &zones, p, line);
        assert_same_range(&stores, &zones, p, p + length);
        assert_same_events(&stores, &zones, random);
    }
    for (int i = 0; i < 5 && ledger.lost > 0; i++) {
        const uint64_t n = 1 + random_below(random, ledger.lost);
        assert_int_equal(order_lost_at(&stores, n), order_lost_at(&zones, n));
    }
    order_finish(&stores);
    order_finish(&zones);
    ledger_finish(&ledger);
}

// By zones the answers are those of the order that is kept store by store: all stores, and all that can be asked.
static void test_both_forms(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    unsigned runs = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        struct random random = { seed + i };
        struct built *built = build_one(seed + 40000 + i, i % 50 == 0 ? 20000 : 130 + i % 700);
        check_forms(built, &random);
        if (i % 3 == 0) {
            built_to_streams(built);
            check_forms(built, &random);
        }
        runs += i % 3 == 0 ? 2 : 1;
        built_free(built);
    }
    assert_int_equal(in_zones, runs);
}

// T1's second update is made to have read what T2 stored first, though T1's first had read what T2 stored second. The ledger
// has nothing against it.
static void test_contradiction(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, "22 22 11 11");
    uint32_t *first = (uint32_t *)(uintptr_t)balance_journal(&built->recording, 0);
    struct ledger ledger;
    struct order order;
    first[1] = version_make(1, 0);
    assert_true(status_is_ok(ledger_build(&ledger, &built->recording)));
    assert_int_equal(order_build(&order, &ledger).kind, STATUS_BAD_FILE);
    ledger_finish(&ledger);
    built_free(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay),     cmocka_unit_test(test_cursor),        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_both_forms), cmocka_unit_test(test_contradiction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
