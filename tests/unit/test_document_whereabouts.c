// Where tasks were seen: against a walk through all loads and stores; and a program in which one is told to have gone on.
#include "support/recording_variables.h"

#include "document/whereabouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

// The latest by then, by looking at every one.
static uint64_t latest(const struct recording *recording, uint32_t task, uint64_t ns, uint32_t but)
{
    uint64_t found = 0;
    for (uint32_t v = 0; v < recording->watched->variable_count; v++) {
        const struct variable *variable = &recording->variables[v];
        for (uint64_t i = 0; i < variable->store_count && v != but; i++) {
            const struct store *store = &recording->stores[variable->first_store + i];
            const uint64_t held = store->held_ns == STORE_NOT_HELD ? 0 : store->held_ns;
            if (store->task != task || recording->acts[store->act].kind == ACT_FOREIGN)
                continue;
            if (store->ns <= ns && store->ns > found)
                found = store->ns;
            if (held && recording->acts[store->act].load_place != PLACE_NOWHERE && store->ns - held <= ns &&
                store->ns - held > found)
                found = store->ns - held;
        }
        for (uint32_t i = 0; i < variable->access_count && v != but; i++) {
            const struct access *access = &recording->accesses[variable->first_access + i];
            if (access->task == task && access->first_ns <= ns && access->first_ns > found)
                found = access->first_ns;
        }
    }
    return found;
}

// More variables than runs are merged at once, each touched in turn.
static struct watched_run *many_variables(void)
{
    struct watched_run *run = watched_run_new(3);
    const uint32_t source = watched_run_source(run, "main.c", "1\n2\n3\n"),
                   place = watched_run_place(run, source, 3, "f");
    uint32_t variables[WATCHED_VARIABLES];
    for (int v = 0; v < WATCHED_VARIABLES; v++) {
        char name[16];
        snprintf(name, sizeof name, "v%d", v);
        variables[v] = watched_run_variable(run, name, "long", VALUE_SIGNED, 8, 0);
    }
    for (uint32_t i = 0; i < 5 * WATCHED_VARIABLES; i++) {
        const uint32_t v = variables[i % WATCHED_VARIABLES], task = 1 + i % 2;
        watched_run_load(run, v, task, place);
        watched_run_store(run, v, task, place, watched_run_loaded(run, v, task) + 1);
    }
    watched_run_seal(run);
    return run;
}

static void all_that_is_known_is_used_of(struct watched_run *run)
{
    const struct recording *recording = &run->recording;
    struct whereabouts whereabouts;
    assert_true(status_is_ok(whereabouts_build(&whereabouts, recording)));
    const uint32_t followed = recording->watched->variable_count; // none is left out
    for (uint32_t task = 0; task < recording->task_count; task++) {
        for (uint64_t ns = 0; ns < run->ns + 100; ns += 7) {
            const struct sighting *seen = whereabouts_at(&whereabouts, task, ns, followed);
            assert_true((seen ? seen->ns : 0) == latest(recording, task, ns, followed));
            const struct sighting *other = whereabouts_at(&whereabouts, task, ns, 0);
            if (other) { // far behind the one that is left out it may be given up
                assert_int_not_equal(other->variable, 0);
                assert_true(other->ns == latest(recording, task, ns, 0));
            }
        }
    }
    whereabouts_finish(&whereabouts);
    watched_run_free(run);
}

static void all_that_is_known_is_used(void **state)
{
    (void)state;
    all_that_is_known_is_used_of(watched_run_bank(11, 30));
    all_that_is_known_is_used_of(many_variables());
}

// T1 stores at :3, takes and gives the lock, stores at :5; T2 ends after its only store.
static void who_has_gone_on_is_told(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(3);
    const uint32_t source = watched_run_source(run, "main.c", "1\n2\n3\n4\n5\n"),
                   first = watched_run_place(run, source, 3, "f"), second = watched_run_place(run, source, 5, "f"),
                   lock = watched_run_lock(run, "lock", RESOURCE_LOCK),
                   balance = watched_run_variable(run, "balance", "long", VALUE_SIGNED, 8, 0);
    watched_run_load(run, balance, 1, first);
    watched_run_store(run, balance, 1, first, 1);
    const uint64_t stored = run->ns;
    watched_run_load(run, balance, 2, first);
    watched_run_store(run, balance, 2, first, 2);
    const uint64_t between = run->ns;
    watched_run_take(run, 1, lock);
    watched_run_give(run, 1, lock);
    const uint64_t later = run->ns;
    watched_run_load(run, balance, 1, second);
    watched_run_store(run, balance, 1, second, 3);
    watched_run_join(run, 2);
    watched_run_seal(run);
    const struct recording *recording = &run->recording;
    struct whereabouts whereabouts;
    uint64_t ns;
    assert_true(status_is_ok(whereabouts_build(&whereabouts, recording)));
    const struct sighting *seen = whereabouts_at(&whereabouts, 1, later, UINT32_MAX);
    assert_non_null(seen);
    assert_int_equal(seen->place, first);
    assert_true(seen->ns <= stored);
    assert_false(whereabouts_went_on(recording, 1, seen->ns, between, &ns));
    assert_true(whereabouts_went_on(recording, 1, seen->ns, later, &ns));
    assert_true(ns > between && ns <= later);
    seen = whereabouts_at(&whereabouts, 1, run->ns, UINT32_MAX);
    assert_int_equal(seen->place, second);
    seen = whereabouts_at(&whereabouts, 2, run->ns, UINT32_MAX);
    assert_false(whereabouts_went_on(recording, 2, seen->ns, between, &ns));
    assert_true(whereabouts_went_on(recording, 2, seen->ns, recording->tasks[2].finished_ns, &ns));
    assert_true(ns == recording->tasks[2].finished_ns);
    assert_null(whereabouts_at(&whereabouts, 0, run->ns, UINT32_MAX));
    whereabouts_finish(&whereabouts);
    watched_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_is_known_is_used),
        cmocka_unit_test(who_has_gone_on_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
