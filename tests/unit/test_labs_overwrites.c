// Who wrote over whom, against the slowest way there is: after every store the set of all updates that are in the balance.
#include "support/built_streams.h"
#include "support/overwrites_truth.h"

#include "labs/balance/guard.h"
#include "labs/balance/overwrites.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct derived {
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
};

static void derive_as(struct derived *derived, const struct built *built, enum journals_form journals,
                      enum order_form order)
{
    struct status status = ledger_build_as(&derived->ledger, &built->recording, journals);
    if (status_is_ok(status))
        status = order_build_as(&derived->order, &derived->ledger, order);
    if (status_is_ok(status))
        status = overwrites_build(&derived->overwrites, &derived->ledger, &derived->order);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
}

static void derive(struct derived *derived, const struct built *built)
{
    derive_as(derived, built, JOURNALS_BY_COUNT, ORDER_BY_COUNT);
}

static void finish(struct derived *derived)
{
    overwrites_finish(&derived->overwrites);
    order_finish(&derived->order);
    ledger_finish(&derived->ledger);
}

// ---- holding them against each other --------------------------------------------------------------------------------

static void check_updates(const struct derived *derived, const struct slow *slow, const char *line)
{
    const struct overwrites *overwrites = &derived->overwrites;
    const size_t end = slow->stores - 1;
    for (size_t v = 0; v < slow->stores; v++) {
        const bool lost = ledger_is_lost(&derived->ledger, slow->versions[v]);
        if (lost == is_in(slow, end, v))
            fail_msg("%s: update %zu lost %d, in the final balance %d", line, v, lost, is_in(slow, end, v));
        if (!lost)
            continue;
        const struct overwrite *by = &overwrites->all[overwrites_of(overwrites, slow->versions[v])];
        if ((int64_t)by->position != slow->last_in[v] + 1)
            fail_msg("%s: update %zu overwritten by store %llu, truly by %lld", line, v,
                     (unsigned long long)by->position, (long long)slow->last_in[v] + 1);
    }
}

// How many updates were in the balance for the last time just before a store, and how many before or at it.
static void check_sums(const struct derived *derived, const struct slow *slow, const char *line)
{
    uint64_t until = 0;
    size_t at = 0;
    for (size_t p = 0; p < slow->stores; p++) {
        uint64_t here = 0, workers = 0;
        for (size_t v = 0; v < slow->stores; v++) {
            here += slow->last_in[v] + 1 == (int64_t)p;
            workers |= (uint64_t)(slow->last_in[v] + 1 == (int64_t)p) << version_worker(slow->versions[v]);
        }
        until += here;
        const struct overwrite *overwrite = at < derived->overwrites.count ? &derived->overwrites.all[at] : NULL;
        const bool listed = overwrite && overwrite->position == p;
        at += listed;
        if ((listed ? overwrite->lost : 0) != here)
            fail_msg("%s: store %zu lost %u, truly %u", line, p, listed ? overwrite->lost : 0, (unsigned)here);
        if (listed && overwrite->workers != workers)
            fail_msg("%s: store %zu wrote over updates of %llx, truly %llx", line, p,
                     (unsigned long long)overwrite->workers, (unsigned long long)workers);
        if (overwrites_lost_until(&derived->overwrites, (int64_t)p) != until)
            fail_msg("%s: lost until store %zu", line, p);
        if (overwrites_next(&derived->overwrites, (int64_t)p) != (at < derived->overwrites.count ? (int64_t)at : -1))
            fail_msg("%s: the next after store %zu", line, p);
        if (overwrites_previous(&derived->overwrites, (int64_t)p) != (int64_t)at - 1 - listed)
            fail_msg("%s: the last before store %zu", line, p);
    }
    assert_int_equal(at, derived->overwrites.count);
}

static void check_tellers(const struct derived *derived, const struct slow *slow, const char *line)
{
    for (size_t i = 0; i < derived->overwrites.count; i++) {
        const struct overwriter by = overwrites_tell(&derived->overwrites, &derived->overwrites.all[i]);
        const size_t p = (size_t)by.position;
        if (by.version != slow->versions[p] || by.victim != slow->versions[p - 1] || by.read != slow->read[p] ||
            by.wrote != slow->balances[p] || by.over != slow->balances[p - 1])
            fail_msg("%s: store %zu read %lld wrote %lld over %lld, truly %lld, %lld, %lld", line, p,
                     (long long)by.read, (long long)by.wrote, (long long)by.over, (long long)slow->read[p],
                     (long long)slow->balances[p], (long long)slow->balances[p - 1]);
        if (version_worker(by.version) == version_worker(by.victim))
            fail_msg("%s: store %zu wrote over its own worker's", line, p);
        size_t began = slow->stores, chain = 0;
        for (size_t v = 0; v < p; v++)
            if (slow->last_in[v] + 1 == (int64_t)p) {
                began = v < began ? v : began;
                chain++;
            }
        if (by.began != began || by.between != p - began - chain)
            fail_msg("%s: store %zu ended what began at %llu with %llu others between, truly %zu with %zu", line, p,
                     (unsigned long long)by.began, (unsigned long long)by.between, began, p - began - chain);
        if (by.stored_ns < by.loaded_ns)
            fail_msg("%s: store %zu came before its load", line, p);
        if (by.held_known && by.held_ns != by.stored_ns - by.loaded_ns)
            fail_msg("%s: store %zu was held %llu ns, of %llu between its load and itself", line, p,
                     (unsigned long long)by.held_ns, (unsigned long long)(by.stored_ns - by.loaded_ns));
    }
}

static void check_collisions(const struct derived *derived, const struct slow *slow, const char *line)
{
    const struct overwrites *overwrites = &derived->overwrites;
    int64_t before = -1;
    for (size_t n = 0; n < derived->ledger.collision_count; n++) {
        const uint32_t collision = overwrites->by_time[n];
        int64_t last = -1;
        for (size_t v = 0; v < slow->stores; v++)
            if (ledger_is_lost(&derived->ledger, slow->versions[v]) &&
                ledger_collision_of(&derived->ledger, slow->versions[v]) == collision && slow->last_in[v] > last)
                last = slow->last_in[v];
        const int64_t position = (int64_t)overwrites_settling(overwrites, collision)->position;
        if (position != last + 1 || position <= before)
            fail_msg("%s: collision %zu settled by store %lld, truly %lld", line, n, (long long)position,
                     (long long)last + 1);
        if (overwrites_number_of(overwrites, collision) != n ||
            overwrites_next_settled(overwrites, before) != (int64_t)n ||
            overwrites_previous_settled(overwrites, position) != (int64_t)n - 1)
            fail_msg("%s: collision %zu is not found by its place", line, n);
        before = position;
    }
    assert_int_equal(overwrites_next_settled(overwrites, before), -1);
}

static void check(const struct derived *derived, const struct slow *slow, const char *line)
{
    check_updates(derived, slow, line);
    check_sums(derived, slow, line);
    check_tellers(derived, slow, line);
    check_collisions(derived, slow, line);
}

// ---- schedules ------------------------------------------------------------------------------------------------------

// The stores as they truly happened, where that is the order that was derived.
static bool is_true_order(const struct built *built, const struct order *order)
{
    uint64_t p = 0;
    for (size_t i = 0; i < built->step_count; i++)
        if (built->steps[i].store && order_version(order, p++) != built->steps[i].version)
            return false;
    return true;
}

// Whether every store has a nanosecond of its own on the recording's clock, with one between them for the time stamp.
static bool are_apart(const struct built *built)
{
    uint64_t last_ns = 0;
    for (size_t i = 0; i < built->step_count; i++) {
        if (built->steps[i].store && built->steps[i].ns < last_ns + 2)
            return false;
        last_ns = built->steps[i].store ? built->steps[i].ns : last_ns;
    }
    return true;
}

// One schedule of 2 to 4 workers and 1 to 6 iterations.
static struct built *random_run(uint64_t seed, bool prompt, char *line, size_t line_bytes)
{
    struct random random = { random_seed(0) + seed };
    const uint32_t workers = 2 + (uint32_t)random_below(&random, 3),
                   iterations = 1 + (uint32_t)random_below(&random, 6);
    const struct build plan = {
        .seed = seed,
        .experiment = { .guard = GUARD_NONE,
                        .count = workers,
                        .timing = prompt || seed % 2 ? TIMING_FULL : TIMING_OFF },
        .prompt = prompt,
    };
    char script[4 * 4 * 6 + 1];
    random_script(script, &random, workers, iterations);
    snprintf(line, line_bytes, "seed %llu, schedule %s", (unsigned long long)seed, script);
    return build_script(&plan, script);
}

// What is told is true of the order that was derived; and with a time stamp behind every store, as driven runs have it,
// that is the order in which it happened.
static void schedules_of_any_kind(void **state)
{
    (void)state;
    enum {
        SCHEDULES = 6000
    };
    static struct slow slow;
    unsigned lossy = 0, branched = 0, told_apart = 0;
    for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
        char line[160];
        const bool prompt = seed > SCHEDULES / 3;
        struct built *built = random_run(seed, prompt, line, sizeof line);
        struct derived derived;
        derive(&derived, built);
        const bool apart = prompt && are_apart(built);
        if (apart && !is_true_order(built, &derived.order))
            fail_msg("%s: another order was derived", line);
        told_apart += apart;
        slow_of(&slow, &built->recording, &derived.order);
        check(&derived, &slow, line);
        lossy += derived.overwrites.count > 0;
        branched += derived.overwrites.count > derived.ledger.collision_count;
        finish(&derived);
        built_free(built);
    }
    if (lossy < SCHEDULES / 2 || branched < SCHEDULES / 50 || told_apart < SCHEDULES / 2)
        fail_msg("of %d schedules %u with losses, %u with branches, %u with all stores at moments of their own",
                 SCHEDULES, lossy, branched, told_apart);
}

// ---- what was told wrongly ------------------------------------------------------------------------------------------

// T1 adds, T2 has read the start too; T1 has read its own 5 when T2 writes 8, and writes 0 over it. Not T1's first store,
// which was there before.
static void the_heir_is_older_than_the_branch(void **state)
{
    (void)state;
    const struct build plan = { .seed = 1,
                                .experiment = { .guard = GUARD_NONE, .timing = TIMING_FULL },
                                .prompt = true };
    struct built *built = build_script(&plan, "12112122");
    struct derived derived;
    derive(&derived, built);
    assert_true(is_true_order(built, &derived.order));
    assert_int_equal(derived.overwrites.count, 1);
    const struct overwrite *overwrite = overwrites_settling(&derived.overwrites, 0);
    const struct overwriter by = overwrites_tell(&derived.overwrites, overwrite);
    assert_int_equal(overwrite->lost, 1);
    assert_int_equal(by.version, version_make(0, 1));
    assert_int_equal(by.victim, version_make(1, 0));
    assert_int_equal(by.read, 5);
    assert_int_equal(by.wrote, 0);
    assert_int_equal(by.over, 8);
    assert_int_equal(ledger_heir(&derived.ledger, 0), version_make(0, 0));
    assert_true(by.held_known);
    uint64_t held;
    assert_true(overwrites_held_ns(&derived.order, by.position, &held));
    assert_int_equal(held, by.held_ns);
    finish(&derived);
    built_free(built);
}

// However a worker came to its load, by a lock or by having the GIL back: a value was held from there on, by every figure.
static void held_since_the_load_under_any_guard(void **state)
{
    (void)state;
    static const uint8_t kinds[] = { GUARD_NONE, GUARD_MUTEX, GUARD_SPIN, GUARD_GIL };
    uint64_t stores = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct build plan = build_plan(seed, 2000);
        plan.experiment.guard = kinds[seed % 4];
        plan.experiment.memory = MEMORY_SHARED;
        plan.experiment.timing = TIMING_FULL;
        plan.prompt = true;
        struct built *built = build_random(&plan);
        struct derived derived;
        derive(&derived, built);
        const struct order *order = &derived.order;
        const uint64_t told = is_true_order(built, order) ? order->stores : 0;
        for (uint64_t p = 0; p < told; p++) {
            const uint32_t version = order_version(order, p);
            const uint64_t loaded_ns = order_load_ns(order, version);
            uint64_t held_ns;
            assert_true(overwrites_held_ns(order, (int64_t)p, &held_ns));
            if (held_ns != order_ns(order, p) - loaded_ns) {
                char line[BUILT_LINE_BYTES];
                fail_msg("%s: store %llu was held %llu ns, loaded %llu ns before", built_line(built, line),
                         (unsigned long long)p, (unsigned long long)held_ns,
                         (unsigned long long)(order_ns(order, p) - loaded_ns));
            }
        }
        stores += told;
        finish(&derived);
        built_free(built);
    }
    assert_true(stores > 1000);
}

static void untimed_stalls_are_not_known(void **state)
{
    (void)state;
    const struct build plan = { .seed = 1, .experiment = { .guard = GUARD_NONE, .timing = TIMING_OFF } };
    struct built *built = build_script(&plan, "1212");
    struct derived derived;
    derive(&derived, built);
    const struct overwriter by = overwrites_tell(&derived.overwrites, overwrites_settling(&derived.overwrites, 0));
    assert_false(by.held_known);
    assert_int_equal(by.held_ns, 0);
    finish(&derived);
    built_free(built);
}

// Stamps as the loop takes them where each worker meets but once: before its first load, after its first store and its last.
static void stamp_ends(struct built *built, uint32_t worker)
{
    struct balance_stamp *stamps = (struct balance_stamp *)(uintptr_t)balance_stamps(&built->recording, worker);
    uint32_t made = 0;
    stamps = realloc(stamps, 3 * sizeof *stamps);
    assert_non_null(stamps);
    for (size_t i = 0; i < built->step_count; i++) {
        const struct built_step *step = &built->steps[i];
        if (version_worker(step->version) != worker)
            continue;
        made += step->store;
        const size_t at = !step->store && made == 0 ? 0 : made <= 1 ? 1 : 2;
        stamps[at] = (struct balance_stamp){ .ticks = step->ticks + (at > 0), .made = made };
    }
    built->books.workers[worker].stamps = 3;
    balance_books_set(&built->books, &built->recording, worker, built->recording.own[BALANCE_OWN_JOURNALS + worker],
                      stamps);
}

// T1 is taken off the only cpu between its load and its store, and T2 makes all its updates meanwhile. No stamp tells of it; the
// kernel's records do.
static void a_stall_off_the_cpu_is_told_by_the_kernels_records(void **state)
{
    (void)state;
    enum {
        UPDATES = 40,
        BEFORE = 13, // of T1
        RUNS = 60,
    };
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        char script[4 * UPDATES + 1];
        memset(script, '1', sizeof script);
        memset(script + 2 * BEFORE + 1, '2', 2 * (size_t)UPDATES);
        script[sizeof script - 1] = '\0';
        const struct build plan = { .seed = seed,
                                    .experiment = { .guard = GUARD_NONE, .cores = 1, .timing = TIMING_SAMPLED },
                                    .prompt = true,
                                    .switches = true };
        struct built *built = build_script(&plan, script);
        built_to_streams(built);
        stamp_ends(built, 0);
        stamp_ends(built, 1);
        struct derived derived;
        derive(&derived, built);
        assert_int_equal(derived.overwrites.count, 1);
        assert_int_equal(derived.overwrites.all[0].lost, UPDATES);
        const struct overwriter by = overwrites_tell(&derived.overwrites, &derived.overwrites.all[0]);
        const uint64_t loaded_ns = built->steps[2 * BEFORE].ns, back_ns = built->steps[2 * (BEFORE + UPDATES) + 1].ns;
        const uint64_t others_ns = built->steps[2 * (BEFORE + UPDATES)].ns - built->steps[2 * BEFORE + 1].ns;
        assert_int_equal(version_worker(by.version), 0);
        assert_true(by.held_about && !by.held_known && by.held_ns >= by.off_ns);
        if (by.off_ns < others_ns || by.off_ns > back_ns - loaded_ns)
            fail_msg("seed %llu: off for %llu ns, not from %llu to %llu", (unsigned long long)seed,
                     (unsigned long long)by.off_ns, (unsigned long long)others_ns,
                     (unsigned long long)(back_ns - loaded_ns));
        finish(&derived);
        built_free(built);
    }
}

static void nothing_lost(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, "11112222");
    struct derived derived;
    derive(&derived, built);
    assert_int_equal(derived.overwrites.count, 0);
    assert_int_equal(overwrites_lost_until(&derived.overwrites, 3), 0);
    assert_int_equal(overwrites_next(&derived.overwrites, -1), -1);
    assert_int_equal(overwrites_previous(&derived.overwrites, 4), -1);
    assert_int_equal(overwrites_next_settled(&derived.overwrites, -1), -1);
    finish(&derived);
    built_free(built);
}

static void assert_same(const struct derived *a, const struct derived *b, struct random *random)
{
    const struct overwrites *left = &a->overwrites, *right = &b->overwrites;
    const size_t collisions = a->ledger.collision_count;
    assert_int_equal(left->count, right->count);
    for (size_t i = 0; i < left->count; i++) {
        const struct overwrite *one = &left->all[i], *other = &right->all[i];
        assert_true(one->position == other->position && one->lost == other->lost &&
                    one->collision == other->collision && one->first == other->first && one->workers == other->workers);
    }
    assert_memory_equal(left->settled, right->settled, collisions * sizeof *left->settled);
    assert_memory_equal(left->by_time, right->by_time, collisions * sizeof *left->by_time);
    for (int i = 0; i < 30 && left->count > 0; i++) {
        const struct overwrite *of = &left->all[random_below(random, left->count)];
        const struct overwriter by = overwrites_tell(left, of), other = overwrites_tell(right, of);
        assert_true(by.version == other.version && by.victim == other.victim && by.parent == other.parent &&
                    by.between == other.between && by.read == other.read && by.wrote == other.wrote &&
                    by.over == other.over && by.loaded_ns == other.loaded_ns && by.stored_ns == other.stored_ns &&
                    by.held_known == other.held_known && by.held_ns == other.held_ns);
        const uint32_t lost =
            order_version(&a->order, order_lost_at(&a->order, 1 + random_below(random, a->ledger.lost)));
        assert_int_equal(overwrites_of(left, lost), overwrites_of(right, lost));
    }
}

// However ledger and order are kept.
static void every_form_says_the_same(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(14);
    for (uint64_t i = 0; i < 1000; i++) {
        struct random random = { seed + i };
        struct build plan = build_plan(seed + i, i % 20 == 0 ? 9000 : 130 + i % 500);
        plan.truth = false;
        struct built *built = build_random(&plan);
        struct derived dense, runs, zones;
        derive_as(&dense, built, JOURNALS_DENSE, ORDER_STORES);
        derive_as(&runs, built, JOURNALS_RUNS, ORDER_STORES);
        derive_as(&zones, built, JOURNALS_RUNS, ORDER_ZONES);
        assert_same(&dense, &runs, &random);
        assert_same(&dense, &zones, &random);
        finish(&zones);
        finish(&runs);
        finish(&dense);
        built_free(built);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_of_any_kind),
        cmocka_unit_test(the_heir_is_older_than_the_branch),
        cmocka_unit_test(held_since_the_load_under_any_guard),
        cmocka_unit_test(untimed_stalls_are_not_known),
        cmocka_unit_test(a_stall_off_the_cpu_is_told_by_the_kernels_records),
        cmocka_unit_test(nothing_lost),
        cmocka_unit_test(every_form_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
