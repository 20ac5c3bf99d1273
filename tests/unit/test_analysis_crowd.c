// Runs of thousands of tasks: what is found is what happened, and lists are as they must be.
#include "analysis/levels.h"
#include "analysis/patience.h"
#include "analysis/slices.h"
#include "analysis/states.h"
#include "analysis/wait_graph.h"
#include "support/recording_crowd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct crowd_plan plans[] = {
    { .tasks = 1, .processes = 1, .resources = 5, .records = 200, .cpus = 1, .seed = 1 },
    { .tasks = 70, .processes = 70, .resources = 6, .records = 8000, .cpus = 2, .seed = 2 },
    { .tasks = 130, .processes = 2, .resources = 6, .records = 20000, .cpus = 4, .gil = true, .seed = 3 },
    { .tasks = 500, .processes = 3, .resources = 8, .records = 40000, .cpus = 4, .ring = true, .seed = 4 },
    { .tasks = 900, .processes = 9, .resources = 6, .records = 60000, .cpus = 16, .broken = true, .seed = 5 },
    { .tasks = TASKS_MAX, .processes = 8, .resources = 6, .records = 100000, .cpus = 8, .one_lock = true, .seed = 6 },
    { .tasks = TASKS_MAX, .processes = 8, .resources = 64, .records = 150000, .cpus = 8, .seed = 7 },
};

enum {
    PLANS = sizeof plans / sizeof *plans,
};

static void states_or_fail(struct states *states, const struct crowd_run *crowd)
{
    const struct status status = states_build(states, &crowd->recording);
    if (!status_is_ok(status))
        fail_msg("%u tasks: %s", crowd->plan.tasks, status.message);
}

// ---- states ----------------------------------------------------------------------------------------------------------

static void spans_meet(const struct states *states, const struct crowd_run *crowd, uint32_t task)
{
    const struct worker_states *worker = &states->workers[task];
    const uint64_t created = crowd->tasks[task].created_ns;
    assert_true(worker->span_count > 0 && worker->activity_count > 0);
    assert_true(worker->spans[0].from_ns == created && worker->activities[0].from_ns == created);
    for (size_t i = 0; i < worker->span_count; i++)
        assert_true(worker->spans[i].to_ns ==
                    (i + 1 < worker->span_count ? worker->spans[i + 1].from_ns : states->to_ns));
    for (size_t i = 0; i < worker->activity_count; i++)
        assert_true(worker->activities[i].to_ns ==
                    (i + 1 < worker->activity_count ? worker->activities[i + 1].from_ns : states->to_ns));
}

// Each wait for a lock that was ended by a release ends, for who was woken, with that release.
static void wakes_are_true(const struct states *states, const struct crowd_run *crowd, uint32_t task)
{
    const struct worker_states *worker = &states->workers[task];
    size_t count, at = 0;
    const struct crowd_wake *wakes = crowd_wakes(crowd, task, &count);
    for (size_t i = 0; i < worker->span_count; i++) {
        const struct state_span *span = &worker->spans[i];
        if (span->state != STATE_BLOCKED || span->lock <= CROWD_LOCKS || !span->wake_known)
            continue;
        while (at < count && (wakes[at].resource != span->lock - 1 || wakes[at].ns < span->to_ns))
            at++;
        if (at == count || wakes[at].ns != span->to_ns)
            fail_msg("%u tasks: task %u is said to be woken at %llu", crowd->plan.tasks, task,
                     (unsigned long long)span->to_ns);
    }
}

static uint64_t known_wakes(const struct states *states, const struct crowd_run *crowd)
{
    uint64_t known = 0;
    for (uint32_t t = 0; t < crowd->plan.tasks; t++)
        for (size_t i = 0; i < states->workers[t].span_count; i++) {
            const struct state_span *span = &states->workers[t].spans[i];
            known += span->state == STATE_BLOCKED && span->lock > CROWD_LOCKS && span->wake_known;
        }
    return known;
}

static void states_are_true(void **state)
{
    (void)state;
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        struct states states;
        states_or_fail(&states, crowd);
        for (uint32_t t = 0; t < crowd->plan.tasks; t++) {
            spans_meet(&states, crowd, t);
            wakes_are_true(&states, crowd, t);
        }
        size_t all = 0, of_task;
        for (uint32_t t = 0; t < crowd->plan.tasks; t++) {
            const struct crowd_wake *wakes = crowd_wakes(crowd, t, &of_task);
            for (size_t k = 0; k < of_task; k++)
                all += wakes[k].resource >= CROWD_LOCKS;
        }
        // Not all are: records of two cpus may be out of order by a moment.
        if (known_wakes(&states, crowd) * 10 < all * 9)
            fail_msg("%u tasks: %llu of %zu wakes are known", crowd->plan.tasks,
                     (unsigned long long)known_wakes(&states, crowd), all);
        states_finish(&states);
        crowd_free(crowd);
    }
}

// ---- the GIL ---------------------------------------------------------------------------------------------------------

static int by_ticks(const void *a, const void *b)
{
    const struct note *x = *(const struct note *const *)a, *y = *(const struct note *const *)b;
    return x->ticks != y->ticks ? (x->ticks < y->ticks ? -1 : 1) : 0;
}

// The lengths from switch to switch, by putting all takings in order. Returns how many; they are to be freed.
static size_t slices_slowly(const struct recording *recording, double **lengths)
{
    size_t all = 0, count = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        all += recording->tasks[t].notes;
    const struct note **takings = calloc(all + 1, sizeof(struct note *));
    *lengths = calloc(all + 1, sizeof **lengths);
    assert_true(takings && *lengths);
    all = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (recording->notes[t][i].kind == NOTE_ACQUIRED && recording->notes[t][i].resource == CROWD_LOCKS)
                takings[all++] = &recording->notes[t][i];
    qsort(takings, all, sizeof(struct note *), by_ticks);
    uint32_t holder = UINT32_MAX;
    uint64_t since = 0;
    for (size_t i = 0; i < all; i++) {
        uint32_t task = 0;
        while (takings[i] < recording->notes[task] ||
               takings[i] >= recording->notes[task] + recording->tasks[task].notes)
            task++;
        if (task != holder && holder != UINT32_MAX)
            (*lengths)[count++] = (double)recording_span_ns(recording, takings[i]->ticks - since);
        since = task != holder ? takings[i]->ticks : since;
        holder = task;
    }
    free(takings);
    return count;
}

static void slices_are_as_counted_slowly(void **state)
{
    (void)state;
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        double *lengths, *slowly = NULL;
        size_t count;
        assert_true(status_is_ok(slices_of(&crowd->recording, &lengths, &count)));
        if (!crowd->plan.gil)
            assert_int_equal(count, 0);
        const size_t expected = crowd->plan.gil ? slices_slowly(&crowd->recording, &slowly) : 0;
        assert_int_equal(count, expected);
        for (size_t k = 0; k < count; k++)
            assert_true(lengths[k] == slowly[k]);
        free(lengths);
        free(slowly);
        crowd_free(crowd);
    }
}

static void patience_is_in_order(void **state)
{
    (void)state;
    struct crowd_plan plan = plans[2];
    for (plan.tasks = 3; plan.tasks < 1000; plan.tasks *= 6) {
        struct crowd_run *crowd = crowd_new(plan);
        struct patience patience;
        size_t countdowns = 0;
        assert_true(status_is_ok(
            patience_build(&patience, &crowd->recording, recording_find_resource(&crowd->recording, RESOURCE_GIL))));
        for (uint32_t t = 0; t < plan.tasks; t++) {
            countdowns += patience.countdown_count[t];
            for (size_t i = 1; i < patience.countdown_count[t]; i++)
                assert_true(patience.countdowns[t][i].from_ns >= patience.countdowns[t][i - 1].to_ns);
        }
        assert_true(countdowns > 0 && patience.request_count > 0);
        for (size_t i = 0; i < patience.request_count; i++) {
            const struct gil_request *request = &patience.requests[i];
            assert_true(request->waiter < plan.tasks && request->holder <= plan.tasks && request->taker <= plan.tasks);
            assert_true(i == 0 || request->asked_ns >= request[-1].asked_ns);
            assert_true(request->honoured_ns == 0 || request->honoured_ns >= request->asked_ns);
        }
        patience_finish(&patience);
        crowd_free(crowd);
    }
}

// ---- rings, levels ---------------------------------------------------------------------------------------------------

static void only_the_ring_that_closed_is_found(void **state)
{
    (void)state;
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        const struct wait_ring *rings;
        struct arena memory = ARENA_EMPTY;
        size_t count, closed = 0;
        assert_true(wait_rings_find(&crowd->recording, &memory, &rings, &count));
        for (size_t k = 0; k < count; k++)
            closed += rings[k].opened_ns == UINT64_MAX;
        assert_int_equal(closed, crowd->plan.ring);
        if (crowd->plan.ring) {
            assert_int_equal(rings[count - 1].length, 2);
            assert_int_equal(rings[count - 1].links[0].task + rings[count - 1].links[1].task, 3);
        }
        arena_finish(&memory);
        crowd_free(crowd);
    }
}

// What the states know of a moment is what the notes say.
static void waits_are_those_of_the_notes(void **state)
{
    (void)state;
    struct random random = { random_seed(8) };
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        struct states states;
        states_or_fail(&states, crowd);
        for (int k = 0; k < 12; k++) {
            const uint64_t ns = random_between(&random, states.from_ns, states.to_ns - 1);
            struct arena memory = ARENA_EMPTY;
            struct wait_graph fast, slow;
            assert_true(wait_graph_of_states(&fast, &crowd->recording, &states, ns, &memory) &&
                        wait_graph_at(&slow, &crowd->recording, ns, &memory));
            for (uint32_t t = 0; t < crowd->plan.tasks; t++) {
                assert_int_equal(fast.waits[t].resource, slow.waits[t].resource);
                assert_int_equal(fast.waits[t].task, slow.waits[t].task);
                // Who was asked for the GIL and gave it up waits for it from then on.
                const bool gil = crowd->plan.gil && fast.waits[t].resource == CROWD_LOCKS;
                assert_true(gil ? fast.waits[t].since_ns <= slow.waits[t].since_ns
                                : fast.waits[t].since_ns == slow.waits[t].since_ns);
            }
            for (uint32_t r = 0; r < crowd->plan.resources; r++)
                if (!crowd->plan.broken || r + 1 < crowd->plan.resources)
                    assert_int_equal(fast.holders[r], slow.holders[r]);
            arena_finish(&memory);
        }
        states_finish(&states);
        crowd_free(crowd);
    }
}

// In made-up graphs, and in that of a run that ends in a ring.
static void a_ring_is_found_where_there_is_one(void **state)
{
    (void)state;
    enum {
        TASKS = 9,
    };
    struct random random = { random_seed(2) };
    for (int round = 0; round < 3000; round++) {
        struct task_wait waits[TASKS];
        int32_t holders[1] = { -1 };
        struct wait_graph graph = { TASKS, 1, waits, holders };
        struct arena memory = ARENA_EMPTY;
        bool any = false;
        int found;
        for (int t = 0; t < TASKS; t++)
            waits[t] = (struct task_wait){ 0, (int32_t)random_below(&random, TASKS + 4) - 4, 0 };
        for (uint32_t t = 0; t < TASKS; t++)
            any |= wait_graph_ring(&graph, t) > 0;
        assert_true(wait_graph_find_ring(&graph, &memory, &found));
        assert_int_equal(found >= 0, any);
        if (any)
            assert_true(wait_graph_ring(&graph, (uint32_t)found) > 0);
        arena_finish(&memory);
    }
    struct crowd_run *crowd = crowd_new(plans[3]);
    struct states states;
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    int found;
    states_or_fail(&states, crowd);
    assert_true(wait_graph_of_states(&graph, &crowd->recording, &states, states.to_ns - 1, &memory));
    assert_true(wait_graph_find_ring(&graph, &memory, &found));
    assert_int_equal(found, 1);
    assert_true(wait_graph_of_states(&graph, &crowd->recording, &states, states.to_ns / 2, &memory));
    assert_true(wait_graph_find_ring(&graph, &memory, &found));
    assert_int_equal(found, -1);
    arena_finish(&memory);
    states_finish(&states);
    crowd_free(crowd);
}

// Where takings that nobody waited for were not noted, the holder is whom a waiter saw, until it gives the lock back.
static void a_holder_is_seen_by_who_waits(void **state)
{
    (void)state;
    struct crowd_run *crowd = crowd_new((struct crowd_plan){
        .tasks = 40, .processes = 1, .resources = 6, .records = 4000, .cpus = 2, .one_lock = true, .seed = 3 });
    struct states states;
    crowd->no_plan.timing = TIMING_OFF;
    uint64_t seen = 0;
    for (uint32_t t = 0; t < crowd->plan.tasks; t++)
        for (uint64_t i = 0; i < crowd->tasks[t].notes; i++) { // as if it had not been noted
            struct note *note = (struct note *)&crowd->notes[t][i];
            const bool waited = i > 0 && note[-1].kind == NOTE_WAITS && note[-1].resource == note->resource;
            if (note->kind == NOTE_ACQUIRED && note->resource == CROWD_LOCKS && !waited)
                note->kind = NOTE_ASKED;
        }
    states_or_fail(&states, crowd);
    struct random random = { random_seed(6) };
    for (int k = 0; k < 300; k++) {
        const uint64_t ns = random_between(&random, states.from_ns, states.to_ns - 1);
        struct arena memory = ARENA_EMPTY;
        struct wait_graph graph;
        assert_true(wait_graph_of_states(&graph, &crowd->recording, &states, ns, &memory));
        const int holder = graph.holders[CROWD_LOCKS];
        if (holder >= 0) {
            // The latest note of the lock by then, of it: asked (taken unseen) or taken; never given back.
            const struct note *last = NULL;
            for (uint64_t i = 0; i < crowd->tasks[holder].notes && crowd->notes[holder][i].ticks <= ns; i++)
                if (crowd->notes[holder][i].resource == CROWD_LOCKS && crowd->notes[holder][i].kind != NOTE_STARTED)
                    last = &crowd->notes[holder][i];
            assert_true(last && last->kind != NOTE_RELEASED);
            seen += last->kind == NOTE_ASKED;
        }
        arena_finish(&memory);
    }
    assert_true(seen > 0);
    states_finish(&states);
    crowd_free(crowd);
}

static void levels_are_as_counted(void **state)
{
    (void)state;
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        struct levels levels;
        uint64_t changes[RESOURCES_MAX] = { 0 };
        assert_true(status_is_ok(levels_build(&levels, &crowd->recording)));
        for (uint32_t t = 0; t < crowd->plan.tasks; t++)
            for (uint64_t k = 0; k < crowd->tasks[t].notes; k++) {
                const struct note *note = &crowd->recording.notes[t][k];
                changes[CROWD_PIPE] += note->kind == NOTE_PUT || note->kind == NOTE_TOOK;
                changes[CROWD_SLOTS] += note->resource == CROWD_SLOTS && note->kind != NOTE_STARTED;
            }
        for (uint32_t r = 0; r < crowd->plan.resources; r++) {
            assert_int_equal(levels.of[r].count, changes[r]);
            for (size_t k = 1; k < levels.of[r].count; k++)
                assert_true(levels.of[r].steps[k].ns >= levels.of[r].steps[k - 1].ns);
        }
        levels_finish(&levels);
        crowd_free(crowd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_true),
        cmocka_unit_test(slices_are_as_counted_slowly),
        cmocka_unit_test(patience_is_in_order),
        cmocka_unit_test(only_the_ring_that_closed_is_found),
        cmocka_unit_test(waits_are_those_of_the_notes),
        cmocka_unit_test(a_ring_is_found_where_there_is_one),
        cmocka_unit_test(a_holder_is_seen_by_who_waits),
        cmocka_unit_test(levels_are_as_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
