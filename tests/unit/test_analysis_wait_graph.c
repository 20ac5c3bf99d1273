// Who waits for whom, against a slow way that knows nothing of the quick one: at every moment of random notes, every note up to
// it read again, and every order of tasks tried as a ring.
#include "analysis/wait_graph.h"
#include "support/process_tree.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
    LOCKS = 4,
    TASKS = 5,
    ENDS = LOCKS, // the resource that is the end of a task
    SEMAPHORE,
    RESOURCES,
    MOMENTS = 60,
    ROUNDS = 400,
};

// ---- the slow way ----------------------------------------------------------------------------------------------------

struct slow {
    int waits[TASKS], whose[TASKS], holders[RESOURCES];
};

static void slow_note(struct slow *slow, uint32_t task, const struct note *note)
{
    const bool lock = note->resource < LOCKS;
    if (note->kind == NOTE_WAITS) {
        slow->waits[task] = note->resource;
        slow->whose[task] = note->resource == ENDS ? (int)note->other - 1 : -1;
    } else if (note->kind != NOTE_RELEASED && slow->waits[task] == note->resource) {
        slow->waits[task] = -1;
    }
    if (lock && note->kind == NOTE_ACQUIRED)
        slow->holders[note->resource] = (int)task;
    if (lock && note->kind == NOTE_RELEASED)
        slow->holders[note->resource] = -1;
}

// Moments are whole microseconds: one after the other, and at one moment task by task.
static void slow_at(struct slow *slow, const struct recording *recording, uint64_t until_us)
{
    for (int t = 0; t < TASKS; t++)
        slow->waits[t] = slow->whose[t] = -1;
    for (int r = 0; r < RESOURCES; r++)
        slow->holders[r] = -1;
    for (uint64_t us = 0; us <= until_us; us++)
        for (uint32_t t = 0; t < TASKS; t++) {
            const struct task *task = &recording->tasks[t];
            for (uint64_t i = 0; i < task->notes; i++)
                if (recording->notes[t][i].ticks == tree_ns(us))
                    slow_note(slow, t, &recording->notes[t][i]);
            const uint64_t end = task->finished_ns            ? task->finished_ns
                                 : task->end == TASK_SIGNALED ? task->joined_ns
                                                              : 0;
            if (end == tree_ns(us))
                slow->waits[t] = -1;
        }
}

static bool waits_for(const struct slow *slow, int task, int other)
{
    const int resource = slow->waits[task];
    return resource >= 0 && (resource == ENDS ? slow->whose[task] == other : slow->holders[resource] == other);
}

// Whether some order of different tasks leads from `task` by `at` back to `task`; *length: of how many.
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are tasks
static bool leads_back(const struct slow *slow, int task, int at, unsigned seen, uint32_t *length)
{
    ++*length;
    if (waits_for(slow, at, task))
        return true;
    for (int next = 0; next < TASKS; next++)
        if (!(seen >> next & 1) && waits_for(slow, at, next) && leads_back(slow, task, next, seen | 1u << next, length))
            return true;
    --*length;
    return false;
}

static uint32_t slow_ring(const struct slow *slow, int task)
{
    uint32_t length = 0;
    return leads_back(slow, task, task, 1u << task, &length) ? length : 0;
}

// ---- random notes ----------------------------------------------------------------------------------------------------

// Whatever can be noted, also what no program would do: a lock taken that another has, given back by anybody, an end of a
// wait that never began.
static struct tree *random_tree(struct random *random)
{
    static const enum note_kind of_locks[] = { NOTE_WAITS, NOTE_WAITS, NOTE_ACQUIRED, NOTE_RELEASED, NOTE_TIMED_OUT };
    struct tree *tree = tree_new(false);
    for (int i = 0; i < LOCKS; i++)
        tree_resource(tree, "lock", RESOURCE_LOCK, 1);
    tree_resource(tree, "join", RESOURCE_TASK, 0);
    tree_resource(tree, "places", RESOURCE_SEMAPHORE, 3);
    for (uint32_t t = 0; t < TASKS; t++)
        tree_task(tree, (const char[]){ 'P', (char)('0' + t), '\0' }, TASK_PROCESS, t ? 0 : TASK_NONE, 0, 0);
    const uint64_t end_us = 100 + MOMENTS;
    const bool often = random_one_in(random, 2); // more than one note at a moment
    for (uint64_t us = 100; us < end_us; us += often ? random_below(random, 2) : 1) {
        const uint32_t task = (uint32_t)random_below(random, TASKS);
        if (tree->tasks[task].finished_ns || tree->tasks[task].end == TASK_SIGNALED)
            continue;
        const int resource = (int)random_below(random, RESOURCES);
        if (random_one_in(random, 40))
            tree_end(tree, task, us, random_one_in(random, 2) ? TASK_DONE : TASK_SIGNALED, 9, us, TASK_NONE);
        else if (resource == ENDS)
            tree_note(tree, task, us, random_one_in(random, 3) ? NOTE_TIMED_OUT : NOTE_WAITS, ENDS,
                      (uint32_t)random_below(random, TASKS + 1));
        else
            tree_note(tree, task, us, of_locks[random_below(random, 5)], resource, 0);
    }
    for (uint32_t t = 0; t < TASKS; t++)
        if (!tree->tasks[t].finished_ns && tree->tasks[t].end != TASK_SIGNALED)
            tree->tasks[t].end = TASK_STOPPED;
    tree_finish(tree, end_us);
    return tree;
}

static bool ring_has(const struct wait_ring *ring, uint32_t task)
{
    for (uint32_t i = 0; i < ring->length; i++)
        if (ring->links[i].task == task)
            return true;
    return false;
}

// The rings that are closed when all of a moment was noted are those that the slow way finds then.
static void compare_at(const struct recording *recording, const struct wait_ring *rings, size_t count, uint64_t us)
{
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    struct slow slow;
    slow_at(&slow, recording, us);
    assert_true(wait_graph_at(&graph, recording, tree_ns(us), &memory));
    for (uint32_t t = 0; t < TASKS; t++) {
        assert_int_equal(graph.waits[t].resource, slow.waits[t]);
        const uint32_t length = slow_ring(&slow, (int)t);
        assert_int_equal(wait_graph_ring(&graph, t), length);
        uint32_t found = 0;
        for (size_t i = 0; i < count; i++)
            if (rings[i].closed_ns <= tree_ns(us) && rings[i].opened_ns > tree_ns(us) && ring_has(&rings[i], t)) {
                assert_int_equal(found, 0);
                found = rings[i].length;
            }
        if (found != length)
            fail_msg("at %d µs P%d: a ring of %d, in truth of %d", (int)us, (int)t, (int)found, (int)length);
    }
    for (uint32_t r = 0; r < LOCKS; r++)
        assert_int_equal(graph.holders[r], slow.holders[r]);
    arena_finish(&memory);
}

static void random_notes(void **state)
{
    (void)state;
    struct random random = { random_seed(11) };
    size_t rings_seen = 0, long_ones = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct tree *tree = random_tree(&random);
        struct arena memory = ARENA_EMPTY;
        const struct wait_ring *rings;
        size_t count;
        assert_true(wait_rings_find(&tree->recording, &memory, &rings, &count));
        for (uint64_t us = 99; us <= 100 + MOMENTS; us++)
            compare_at(&tree->recording, rings, count, us);
        for (size_t i = 0; i < count; i++) {
            rings_seen++;
            long_ones += rings[i].length > 2;
            assert_true(rings[i].closed_ns <= rings[i].opened_ns);
            assert_true(i == 0 || rings[i].closed_ns >= rings[i - 1].closed_ns);
        }
        arena_finish(&memory);
        tree_free(tree);
    }
    assert_true(rings_seen > 200 && long_ones > 20);
}

// ---- by hand ---------------------------------------------------------------------------------------------------------

static struct tree *two_tasks(void)
{
    struct tree *tree = tree_new(false);
    tree_resource(tree, "A", RESOURCE_LOCK, 1);
    tree_resource(tree, "B", RESOURCE_LOCK, 1);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 0, 0);
    tree_note(tree, 0, 100, NOTE_ACQUIRED, 0, 0);
    tree_note(tree, 1, 110, NOTE_ACQUIRED, 1, 0);
    tree_note(tree, 0, 120, NOTE_WAITS, 1, 2);
    tree_note(tree, 1, 130, NOTE_WAITS, 0, 1);
    return tree;
}

static void opposite_orders(void **state)
{
    (void)state;
    struct tree *tree = two_tasks();
    tree->tasks[0].end = tree->tasks[1].end = TASK_STOPPED;
    tree_finish(tree, 500);
    struct arena memory = ARENA_EMPTY;
    const struct wait_ring *rings;
    size_t count;
    assert_true(wait_rings_find(&tree->recording, &memory, &rings, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rings[0].closed_ns, tree_ns(130));
    assert_true(rings[0].opened_ns == UINT64_MAX);
    assert_int_equal(rings[0].length, 2);
    assert_int_equal(rings[0].links[0].task, 1); // closed it, waits for A, which P0 has
    assert_int_equal(rings[0].links[0].resource, 0);
    assert_int_equal(rings[0].links[1].task, 0);
    assert_int_equal(rings[0].links[1].resource, 1);
    arena_finish(&memory);
    tree_free(tree);
}

static void a_timeout_opens_it(void **state)
{
    (void)state;
    struct tree *tree = two_tasks();
    tree_note(tree, 0, 300, NOTE_TIMED_OUT, 1, 0);
    tree_note(tree, 0, 310, NOTE_RELEASED, 0, 1);
    tree_note(tree, 1, 320, NOTE_ACQUIRED, 0, 0);
    tree_finish(tree, 500);
    struct arena memory = ARENA_EMPTY;
    const struct wait_ring *rings;
    size_t count;
    assert_true(wait_rings_find(&tree->recording, &memory, &rings, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rings[0].opened_ns, tree_ns(300));
    arena_finish(&memory);
    tree_free(tree);
}

// A lock that is not taken twice by one: who holds it waits for itself.
static void alone(void **state)
{
    (void)state;
    struct tree *tree = tree_new(false);
    tree_resource(tree, "A", RESOURCE_LOCK, 1);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_note(tree, 0, 100, NOTE_ACQUIRED, 0, 0);
    tree_note(tree, 0, 110, NOTE_WAITS, 0, 1);
    tree->tasks[0].end = TASK_STOPPED;
    tree_finish(tree, 500);
    struct arena memory = ARENA_EMPTY;
    const struct wait_ring *rings;
    size_t count;
    assert_true(wait_rings_find(&tree->recording, &memory, &rings, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rings[0].length, 1);
    arena_finish(&memory);
    tree_free(tree);
}

// Its holder is dead, and holds it: nobody waits in a ring, and nobody goes on.
static void a_dead_holder(void **state)
{
    (void)state;
    struct tree *tree = two_tasks();
    tree_end(tree, 1, 200, TASK_SIGNALED, 9, 210, 0);
    tree->tasks[0].end = TASK_STOPPED;
    tree_finish(tree, 500);
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    assert_true(wait_graph_at(&graph, &tree->recording, tree_ns(400), &memory));
    assert_int_equal(wait_graph_next(&graph, 0), 1);
    assert_int_equal(wait_graph_next(&graph, 1), -1);
    assert_int_equal(wait_graph_ring(&graph, 0), 0);
    const struct wait_ring *rings;
    size_t count;
    assert_true(wait_rings_find(&tree->recording, &memory, &rings, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rings[0].opened_ns, tree_ns(210));
    arena_finish(&memory);
    tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_notes), cmocka_unit_test(opposite_orders), cmocka_unit_test(a_timeout_opens_it),
        cmocka_unit_test(alone),        cmocka_unit_test(a_dead_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
