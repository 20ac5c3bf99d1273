// What the views say of the present, against the plainest account of a run: a walk through all its events.
#include "experiment/guard.h"
#include "view/ledger_parts.h"
#include "view/present.h"
#include "view/stage_parts.h"
#include "view/worst.h"

#include "../support/random.h"
#include "../support/view_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#define SEED 77

// The run by hand: who holds what after each event.
struct hand {
    int64_t balance, position;
    uint64_t made[WORKERS_MAX];
    bool holds[WORKERS_MAX];
    int64_t held[WORKERS_MAX];
    int64_t read_at[WORKERS_MAX];
};

static void do_event(struct hand *hand, const struct document *document, const struct order_event *event)
{
    const uint32_t worker = version_worker(event->version);
    if (event->kind == ORDER_LOAD) {
        hand->holds[worker] = true;
        hand->held[worker] = hand->balance;
        hand->read_at[worker] = hand->position;
        return;
    }
    hand->balance =
        hand->held[worker] + update_change(document->recording.workers[worker].amount, (uint32_t)hand->made[worker]);
    hand->holds[worker] = false;
    hand->made[worker]++;
    hand->position++;
}

static void check_present(const struct present *present, const struct hand *hand, uint32_t count, uint64_t events)
{
    if (present->position != hand->position || (hand->position >= 0 && present->balance != hand->balance))
        fail_msg("after %llu events: balance %lld at %lld, should be %lld at %lld", (unsigned long long)events,
                 (long long)present->balance, (long long)present->position, (long long)hand->balance,
                 (long long)hand->position);
    for (uint32_t w = 0; w < count; w++) {
        assert_int_equal(present->made[w], hand->made[w]);
        assert_int_equal(present_holds(present, w), hand->holds[w]);
        if (!hand->holds[w])
            continue;
        assert_int_equal(present->held[w], hand->held[w]);
        assert_int_equal(present->behind[w], (uint64_t)(hand->position - hand->read_at[w]));
    }
}

static struct scene *scene_for(uint64_t seed, uint32_t workers)
{
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .iterations = 60, .count = workers, .timing = TIMING_FULL },
        .seed = seed,
        .burst = 7,
        .switches = true
    };
    return scene_of(&plan);
}

static void the_present_is_a_walk_to_it(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct scene *scene = scene_for(SEED + seed, 2 + (uint32_t)seed % 4);
        const struct document *document = &scene->document;
        const uint32_t count = document->recording.experiment->count;
        struct hand hand = { .position = -1 };
        struct order_cursor cursor;
        struct present present;
        bool more = order_cursor_set(&cursor, &document->order, 0);
        for (uint64_t events = 0;; events++) {
            playback_seek_event(&scene->model.playback, document, events);
            present_of(&present, document, &scene->model.playback);
            check_present(&present, &hand, count, events);
            if (!more)
                break;
            do_event(&hand, document, order_cursor_event(&cursor));
            more = order_cursor_next(&cursor);
        }
        assert_int_equal(hand.balance, document->figures.final);
        scene_close(scene);
    }
}

// A worker that holds a value stands before its store, one that does not before its load, and nobody stands anywhere before
// the start or after its last update.
static void lines_follow_from_what_is_held(void **state)
{
    (void)state;
    static const enum guard_id all[] = { GUARD_NONE, GUARD_MUTEX, GUARD_SPIN, GUARD_GIL, GUARD_GIL_MUTEX };
    for (size_t g = 0; g < sizeof all / sizeof *all; g++) {
        struct scene *scene = scene_open(all[g], SEED);
        const struct document *document = &scene->document;
        const struct program *program = guard_program(document->recording.experiment);
        struct present present;
        for (uint64_t events = 0; events <= order_event_count(&document->order); events += 3) {
            playback_seek_event(&scene->model.playback, document, events);
            present_of(&present, document, &scene->model.playback);
            for (uint32_t w = 0; w < document->recording.experiment->count; w++) {
                const int step = present_step(&present, document, w);
                if (present.made[w] >= document->recording.workers[w].updates)
                    assert_int_equal(step, -1);
                if (step < 0)
                    continue;
                assert_true(step < program->step_count);
                const enum step_kind kind = (enum step_kind)program->steps[step].kind;
                if (present_holds(&present, w))
                    assert_true(kind == STEP_STORE || kind == STEP_MODIFY);
                else
                    assert_true(kind == STEP_LOAD || kind == STEP_MODIFY || kind == STEP_LOCK);
            }
        }
        scene_close(scene);
    }
}

// ---- the ledger ----------------------------------------------------------------------------------------------------

static void the_worst_come_first(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED, 3);
    const struct ledger *ledger = &scene->document.ledger;
    const struct worst *worst = &scene->document.worst;
    assert_int_equal(worst->count, ledger->collision_count < WORST_MOST ? ledger->collision_count : WORST_MOST);
    assert_true(worst->count > 3);
    for (int order = 0; order < WORST_ORDERS; order++) {
        uint64_t seen = 0;
        for (size_t i = 0; i < worst->count; i++) {
            const struct collision *one = &ledger->collisions[worst->lists[order][i]];
            const struct collision *before = i ? &ledger->collisions[worst->lists[order][i - 1]] : one;
            seen += one->size;
            if (order == WORST_BY_SIZE)
                assert_true(one->size <= before->size);
            else
                assert_true(labs(one->net) <= labs(before->net));
        }
        assert_int_equal(seen, ledger->lost); // each once, none left out
    }
    scene_close(scene);
}

// Where the playhead is, the collision that is looked at is being fought out there or was decided before.
static void the_focus_is_near_the_playhead(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED + 1, 2);
    const struct document *document = &scene->document;
    for (int64_t p = 0; p < (int64_t)document->order.stores; p++) {
        playback_seek_event(&scene->model.playback, document, order_event_of_store(&document->order, (uint64_t)p) + 1);
        const struct ledger_focus focus = ledger_focus_of(document, &scene->model);
        assert_true(focus.collision >= 0 && (size_t)focus.collision < document->ledger.collision_count);
        assert_true(focus.fork_at < focus.winner_at && focus.winner_at <= focus.last_at);
        const int64_t before = clashes_previous(&document->clashes, p + 1);
        const bool fought = focus.fork_at <= p && p <= focus.winner_at;
        if (!fought && before >= 0)
            assert_int_equal(focus.clash, before);
        // What is written of it adds up: the winner read the fork.
        assert_int_equal(ledger_parent(&document->ledger, focus.winner), focus.fork);
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_present_is_a_walk_to_it),
        cmocka_unit_test(lines_follow_from_what_is_held),
        cmocka_unit_test(the_worst_come_first),
        cmocka_unit_test(the_focus_is_near_the_playhead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
