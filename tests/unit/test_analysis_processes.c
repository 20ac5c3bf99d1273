// A tree of processes, as it was made up: what each waits for and until when, who is a zombie, what a dead one keeps, how
// much is in the queue.
#include "analysis/ends.h"
#include "analysis/levels.h"
#include "analysis/states.h"
#include "support/process_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct run {
    struct tree *tree;
    struct states states;
    struct levels levels;
};

static void open_run(struct run *run, struct tree *tree)
{
    run->tree = tree;
    const struct status status = recording_verify(&tree->recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    assert_true(status_is_ok(states_build(&run->states, &tree->recording)));
    assert_true(status_is_ok(levels_build(&run->levels, &tree->recording)));
}

static void close_run(struct run *run)
{
    levels_finish(&run->levels);
    states_finish(&run->states);
    tree_free(run->tree);
}

static const struct activity_span *activity(const struct run *run, uint32_t task, uint64_t us)
{
    return activity_at(&run->states.workers[task], tree_ns(us));
}

static const struct state_span *state(const struct run *run, uint32_t task, uint64_t us)
{
    return states_at(&run->states.workers[task], tree_ns(us));
}

// From its first moment to its last, on that resource, by what it does and by its state.
static void assert_waits(const struct run *run, uint32_t task, uint64_t from_us, uint64_t to_us, int resource,
                         uint32_t whom)
{
    const struct activity_span *span = activity(run, task, from_us);
    assert_int_equal(span->activity, ACTIVITY_WAITING);
    assert_int_equal(span->lock, resource + 1);
    assert_int_equal(span->holder, whom);
    assert_int_equal(span->from_ns, tree_ns(from_us));
    assert_int_equal(span->to_ns, tree_ns(to_us));
    const struct state_span *blocked = state(run, task, from_us + 4);
    assert_int_equal(blocked->state, STATE_BLOCKED);
    assert_int_equal(blocked->lock, resource + 1);
    assert_int_equal(blocked->holder, whom);
    assert_true(state(run, task, to_us)->state != STATE_BLOCKED);
}

static void waits_end_with_what_was_waited_for(void **unused)
{
    (void)unused;
    for (int kernel = 0; kernel < 2; kernel++) {
        struct run run;
        open_run(&run, tree_story(kernel));
        assert_waits(&run, 2, STORY_EMPTY_US, STORY_TOOK_US, STORY_Q, 0);
        assert_waits(&run, 1, STORY_FULL_US, STORY_PUT_US, STORY_Q, 0);
        assert_waits(&run, 0, STORY_JOIN_US, STORY_JOINED_US, STORY_END, 1 + 1);
        assert_waits(&run, 2, STORY_TRIES_US, STORY_GIVES_UP_US, STORY_LOCK, 4 + 1);
        // Asleep until it is killed, and then no more.
        assert_int_equal(activity(&run, 4, 710)->lock, STORY_CLOCK + 1);
        assert_int_equal(activity(&run, 4, 2570)->activity, ACTIVITY_NONE);
        assert_int_equal(state(&run, 4, 2000)->state, STATE_BLOCKED);
        assert_int_equal(state(&run, 4, 2570)->state, STATE_DEAD);
        close_run(&run);
    }
}

// Ready from the moment that the other put, took or died; what timed out was woken by its timer.
static void who_waits_is_woken_by_it(void **unused)
{
    (void)unused;
    struct run run;
    open_run(&run, tree_story(true));
    const struct state_span *taker = state(&run, 2, STORY_EMPTY_US + 4), *putter = state(&run, 1, STORY_FULL_US + 4),
                            *joiner = state(&run, 0, STORY_JOIN_US + 4), *tries = state(&run, 2, STORY_TRIES_US + 4);
    assert_true(taker->wake_known && putter->wake_known && joiner->wake_known && tries->wake_known);
    assert_int_equal(taker->to_ns, tree_ns(600));
    assert_int_equal(putter->to_ns, tree_ns(1950));
    assert_int_equal(joiner->to_ns, tree_ns(3500));
    assert_int_equal(tries->to_ns, tree_ns(STORY_GIVES_UP_US - 2));
    assert_int_equal(taker[1].state, STATE_READY);
    close_run(&run);
}

static void a_dead_process_is_a_zombie_until_it_is_reaped(void **unused)
{
    (void)unused;
    struct run run;
    open_run(&run, tree_story(true));
    const struct recording *recording = &run.tree->recording;
    assert_true(recording_is_tree(recording));
    assert_int_equal(task_died_at(&run.states, 3), tree_ns(STORY_ZOMBIE_US));
    assert_int_equal(task_reaped_at(recording, 3), tree_ns(STORY_REAPED_US));
    assert_int_equal(task_zombie_ns(&run.states, recording, 3), (STORY_REAPED_US - STORY_ZOMBIE_US) * 1000);
    assert_false(task_is_zombie_at(&run.states, recording, 3, tree_ns(STORY_ZOMBIE_US) - 1));
    assert_true(task_is_zombie_at(&run.states, recording, 3, tree_ns(STORY_ZOMBIE_US)));
    assert_true(task_is_zombie_at(&run.states, recording, 3, tree_ns(STORY_REAPED_US) - 1));
    assert_false(task_is_zombie_at(&run.states, recording, 3, tree_ns(STORY_REAPED_US)));
    // Where nobody started anybody, dead is dead; a thread leaves nothing; who is never reaped is one to the end.
    run.tree->tasks[3].kind = TASK_THREAD;
    assert_false(task_is_zombie_at(&run.states, recording, 3, tree_ns(STORY_ZOMBIE_US)));
    run.tree->tasks[3].kind = TASK_PROCESS;
    run.tree->tasks[3].joined_ns = 0;
    assert_int_equal(task_zombie_ns(&run.states, recording, 3), (STORY_ENDS_US - STORY_ZOMBIE_US) * 1000);
    for (uint32_t t = 0; t < recording->task_count; t++)
        run.tree->tasks[t].parent = TASK_NONE;
    assert_int_equal(task_zombie_ns(&run.states, recording, 3), 0);
    close_run(&run);
}

static void who_never_ended_is_alive_at_the_end(void **unused)
{
    (void)unused;
    for (int kernel = 0; kernel < 2; kernel++) {
        struct run run;
        struct tree *tree = tree_new(kernel);
        tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
        tree_finish(tree, 1000);
        open_run(&run, tree);
        assert_int_equal(state(&run, 0, 999)->state, kernel ? STATE_RUNNING : STATE_ALIVE);
        assert_int_equal(task_died_at(&run.states, 0), ENDS_NEVER);
        close_run(&run);
    }
}

static void a_killed_holder_keeps_its_lock(void **unused)
{
    (void)unused;
    struct run run;
    open_run(&run, tree_story(true));
    const uint32_t tasks = run.tree->recording.task_count;
    assert_int_equal(states_holder(&run.states, tasks, STORY_LOCK, tree_ns(559)), -1);
    assert_int_equal(states_holder(&run.states, tasks, STORY_LOCK, tree_ns(2000)), 4);
    assert_int_equal(states_holder(&run.states, tasks, STORY_LOCK, tree_ns(3999)), 4);
    assert_int_equal(states_holder(&run.states, tasks, STORY_SLOTS, tree_ns(1000)), -1); // nobody has a semaphore
    close_run(&run);
}

static void what_another_gives_back_is_held_no_longer(void **unused)
{
    (void)unused;
    struct run run;
    struct tree *tree = tree_new(true);
    tree_resource(tree, "a", RESOURCE_LOCK, 1);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    tree_note(tree, 0, 100, NOTE_ACQUIRED, 0, 0);
    tree_note(tree, 1, 200, NOTE_RELEASED, 0, 0);
    tree_note(tree, 1, 300, NOTE_ACQUIRED, 0, 0);
    tree_end(tree, 0, 150, TASK_SIGNALED, 9, 160, TASK_NONE);
    tree_end(tree, 1, 900, TASK_DONE, 0, 910, TASK_NONE);
    tree_finish(tree, 1000);
    open_run(&run, tree);
    assert_int_equal(states_holder(&run.states, 2, 0, tree_ns(140)), 0);
    assert_int_equal(states_holder(&run.states, 2, 0, tree_ns(199)), 0); // dead
    assert_int_equal(states_holder(&run.states, 2, 0, tree_ns(200)), -1);
    assert_int_equal(states_holder(&run.states, 2, 0, tree_ns(400)), 1);
    close_run(&run);
}

static void levels_are_what_was_put_and_not_taken(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t us;
        uint32_t q, slots;
    } moments[] = { { 599, 0, 1 }, { 600, 1, 1 },  { 640, 0, 1 },  { 644, 0, 0 },  { 821, 1, 1 },
                    { 961, 2, 2 }, { 1101, 3, 3 }, { 1950, 2, 3 }, { 2000, 3, 2 }, { 3999, 3, 2 } };
    struct run run;
    open_run(&run, tree_story(true));
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        const uint64_t ns = tree_ns(moments[i].us);
        if (level_at(&run.levels.of[STORY_Q], ns) != moments[i].q ||
            level_at(&run.levels.of[STORY_SLOTS], ns) != moments[i].slots)
            fail_msg("at %u µs: %u in the queue, %u slots taken", (unsigned)moments[i].us,
                     level_at(&run.levels.of[STORY_Q], ns), level_at(&run.levels.of[STORY_SLOTS], ns));
    }
    assert_int_equal(run.levels.of[STORY_Q].most, 3);
    assert_int_equal(run.levels.of[STORY_LOCK].count, 0);
    close_run(&run);
}

// What is taken before the putting is noted was there: never below nothing, and right again afterwards.
static void a_level_is_never_below_nothing(void **unused)
{
    (void)unused;
    struct run run;
    struct tree *tree = tree_new(true);
    tree_resource(tree, "q", RESOURCE_QUEUE, 3);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    tree_note(tree, 0, 100, NOTE_TOOK, 0, 0);
    tree_note(tree, 1, 101, NOTE_PUT, 0, 0);
    tree_note(tree, 1, 102, NOTE_PUT, 0, 1);
    tree_finish(tree, 1000);
    open_run(&run, tree);
    assert_int_equal(level_at(&run.levels.of[0], tree_ns(100)), 0);
    assert_int_equal(level_at(&run.levels.of[0], tree_ns(101)), 0);
    assert_int_equal(level_at(&run.levels.of[0], tree_ns(102)), 1);
    close_run(&run);
}

// A step, a start, a signal: its byte is no resource's number, whatever it is.
static void notes_of_no_resource_are_not_read_as_one(void **unused)
{
    (void)unused;
    struct run run;
    struct tree *tree = tree_new(true);
    tree_resource(tree, "GIL", RESOURCE_GIL, 1);
    tree_resource(tree, "a", RESOURCE_LOCK, 1);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    tree_note(tree, 0, 100, NOTE_ACQUIRED, 1, 0);
    tree_note(tree, 0, 110, NOTE_AT, 0, 1);
    tree_note(tree, 0, 120, NOTE_STARTED, 0, 1);
    tree_note(tree, 0, 130, NOTE_SIGNALED, 1, 1);
    tree_note(tree, 0, 140, NOTE_RAISED, 0, REFUSED_FULL);
    tree_note(tree, 0, 150, NOTE_OWN, 1, 1);
    tree_finish(tree, 1000);
    open_run(&run, tree);
    assert_int_equal(activity(&run, 0, 160)->activity, ACTIVITY_HOLDING);
    assert_int_equal(activity(&run, 0, 160)->from_ns, tree_ns(100));
    assert_int_equal(activity(&run, 0, 160)->held, 2);
    close_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_end_with_what_was_waited_for),
        cmocka_unit_test(who_waits_is_woken_by_it),
        cmocka_unit_test(a_dead_process_is_a_zombie_until_it_is_reaped),
        cmocka_unit_test(who_never_ended_is_alive_at_the_end),
        cmocka_unit_test(a_killed_holder_keeps_its_lock),
        cmocka_unit_test(what_another_gives_back_is_held_no_longer),
        cmocka_unit_test(levels_are_what_was_put_and_not_taken),
        cmocka_unit_test(a_level_is_never_below_nothing),
        cmocka_unit_test(notes_of_no_resource_are_not_read_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
