// States, tracks and totals of runs that share what no guard has: several locks, sleeping and spinning, and a queue. Against
// what the simulation knows of who had what, and who waited for it.
#include "analysis/lock_totals.h"
#include "document/overview.h"
#include "document/waits.h"

#include "../support/random.h"
#include "../support/resource_script.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 19

#define LOCK(called)                                                                                                   \
    {                                                                                                                  \
        .name = called, .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1                                              \
    }
#define SPIN(called)                                                                                                   \
    {                                                                                                                  \
        .name = called, .kind = RESOURCE_SPIN_LOCK, .capacity = 1                                                      \
    }

struct derived {
    struct states states;
    struct overview overview;
    struct waits waits;
};

static void derive(struct derived *derived, const struct recording *recording)
{
    assert_true(status_is_ok(states_build(&derived->states, recording)));
    assert_true(status_is_ok(overview_build(&derived->overview, &derived->states, recording)));
    assert_true(status_is_ok(waits_build(&derived->waits, &derived->states, recording->task_count)));
}

static void release(struct derived *derived)
{
    waits_finish(&derived->waits);
    overview_finish(&derived->overview);
    states_finish(&derived->states);
}

static bool has(const struct states *states, const struct simulated_stretch *hold, uint64_t ns)
{
    return activity_at(&states->workers[hold->task], ns)->held >> hold->resource & 1;
}

// Held from its first moment to its last, in the worker's row and in the resource's.
static void check_hold(const struct derived *derived, const struct simulated_stretch *hold, uint64_t seed)
{
    const struct track *track = &derived->overview.locks[hold->resource];
    if (hold->to_ns <= hold->from_ns)
        return;
    if (!has(&derived->states, hold, hold->from_ns) || !has(&derived->states, hold, hold->to_ns - 1))
        fail_msg("seed %" PRIu64 ": task %u is not seen to have resource %u", seed, hold->task + 1, hold->resource);
    const struct track_span *span = &track->spans[track_find(track, hold->from_ns)];
    if (span->from_ns != hold->from_ns || span->to_ns != hold->to_ns || span->extra != (int)hold->task)
        fail_msg("seed %" PRIu64 ": resource %u is had by %d from %" PRIu64 " to %" PRIu64 ", not by %u from %" PRIu64
                 " to %" PRIu64,
                 seed, hold->resource, span->extra, span->from_ns, span->to_ns, hold->task, hold->from_ns, hold->to_ns);
}

// It waits for just that; blocked on it by the kernel's records where it sleeps, on nothing where it spins.
static void check_wait(const struct derived *derived, const struct recording *recording,
                       const struct simulated_stretch *wait, uint64_t seed)
{
    const struct worker_states *worker = &derived->states.workers[wait->task];
    const struct activity_span *span = activity_at(worker, wait->from_ns);
    const bool sleeps = recording->resources[wait->resource].sleeps;
    bool blocked = false;
    if (wait->to_ns <= wait->from_ns)
        return;
    if (span->activity != ACTIVITY_WAITING || span->lock != wait->resource + 1 || span->from_ns != wait->from_ns)
        fail_msg("seed %" PRIu64 ": task %u does not wait for resource %u", seed, wait->task + 1, wait->resource);
    for (size_t i = 0; i < worker->span_count; i++) {
        const struct state_span *state = &worker->spans[i];
        if (state->state == STATE_BLOCKED && state->from_ns >= wait->from_ns && state->to_ns <= wait->to_ns)
            blocked |= state->lock == wait->resource + 1;
    }
    if (derived->states.from_kernel && blocked != sleeps)
        fail_msg("seed %" PRIu64 ": task %u is %sblocked on resource %u", seed, wait->task + 1, blocked ? "" : "not ",
                 wait->resource);
}

static void check_totals(const struct scripted *made, uint64_t seed)
{
    for (uint32_t r = 0; r < made->recording.resource_count; r++) {
        const struct lock_totals totals = lock_totals_of(&made->recording, r);
        uint64_t holds = 0, waits = 0;
        for (size_t i = 0; i < made->truth.hold_count; i++)
            holds += made->truth.holds[i].resource == r;
        for (size_t i = 0; i < made->truth.wait_count; i++)
            waits += made->truth.waits[i].resource == r;
        if (totals.acquisitions != holds || totals.contended != waits)
            fail_msg("seed %" PRIu64 ": resource %u was taken %" PRIu64 " times, %" PRIu64 " after a wait", seed, r,
                     totals.acquisitions, totals.contended);
    }
}

static void are_told_as_they_were(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(SEED);
    for (uint64_t i = 0; i < 300; i++) {
        struct random random = { seed + i };
        struct script_plan plan = { .seed = seed + i, .switches = i % 2 };
        plan.tasks = (uint32_t)random_between(&random, 1, 9);
        plan.cores = (uint32_t)random_between(&random, 1, 4);
        const uint64_t count = random_one_in(&random, 10) ? RESOURCES_MAX : random_between(&random, 1, 6);
        for (uint64_t r = 0; r < count; r++)
            plan.resources[r] =
                random_one_in(&random, 3) ? (struct resource)SPIN("spin") : (struct resource)LOCK("sleep");
        struct scripted *made = script_random(&plan, 600);
        struct derived derived;
        derive(&derived, &made->recording);
        assert_int_equal(derived.overview.lock_count, count);
        assert_int_equal(derived.waits.count, made->truth.wait_count);
        for (size_t h = 0; h < made->truth.hold_count; h++)
            check_hold(&derived, &made->truth.holds[h], plan.seed);
        for (size_t w = 0; w < made->truth.wait_count; w++)
            check_wait(&derived, &made->recording, &made->truth.waits[w], plan.seed);
        check_totals(made, plan.seed);
        release(&derived);
        scripted_free(made);
    }
}

// What was taken last is the innermost, whatever its number; what was taken before it is held on.
static void the_innermost_is_the_last_taken(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        int innermost; // after it
    } cases[] = { { "1+a 1+b 1+c", 2 }, { "1+c 1+b 1+a", 0 }, { "1+c 1+a 1+b 1-b", 0 }, { "1+c 1+a 1-a 1+b 1-c", 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct script_plan plan = { .seed = SEED, .resources = { LOCK("a"), SPIN("b"), LOCK("c") } };
        struct scripted *made = script_build(&plan, cases[i].script);
        struct derived derived;
        derive(&derived, &made->recording);
        const struct worker_states *worker = &derived.states.workers[0];
        const uint64_t notes = made->tasks[0].notes; // the last ones give back what is held at the end
        uint64_t said = 0;
        for (const char *c = cases[i].script; *c; c++)
            said += *c == '+' || *c == '-';
        assert_true(notes > said);
        const uint64_t ns = recording_ns(&made->recording, made->recording.notes[0][said - 1].ticks);
        assert_int_equal(activity_at(worker, ns)->activity, ACTIVITY_HOLDING);
        assert_int_equal(activity_at(worker, ns)->lock, cases[i].innermost + 1);
        release(&derived);
        scripted_free(made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_told_as_they_were),
        cmocka_unit_test(the_innermost_is_the_last_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
