// A recorded command's variable as the history of one word, against what its stores say one by one: events in an order in which
// each load sees the latest store, who stored between two places, what was lost by then, what is worst.
#include "support/recording_variables.h"
#include "support/view_scene.h"

#include "document/beats.h"
#include "document/cell_playback.h"
#include "document/cell_present.h"
#include "document/followed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct run {
    struct watched_run *made;
    struct document document;
    const struct cell_history *cell;
};

static struct run run_of(struct watched_run *made)
{
    struct run run = { .made = made };
    struct recording recording = made->recording;
    assert_true(status_is_ok(document_build(&run.document, &recording)));
    return run;
}

static void close_run(struct run *run)
{
    document_finish(&run->document);
    watched_run_free(run->made);
}

static void check_events(const struct cell_history *cell)
{
    uint64_t before_ns = 0;
    int64_t position = -1;
    uint64_t loads = 0;
    for (uint64_t n = 0; n < cell->events; n++) {
        const struct cell_event event = cell_event(cell, n);
        assert_true(event.ns >= before_ns);
        before_ns = event.ns;
        assert_int_equal(event.task, cell_task(cell, event.store));
        if (event.is_store) {
            position++;
            assert_int_equal(event.position, position);
            assert_int_equal(event.store, position);
            assert_int_equal(cell->kind->event_of_store(cell->of, position), n);
        } else {
            loads++;
            assert_int_equal(event.position, position); // it sees the latest
            assert_int_equal(cell_parent(cell, event.store), position);
            assert_true(event.store > position);
            assert_int_equal(cell->kind->event_of_load(cell->of, event.store), n);
        }
        assert_int_equal(cell->kind->position_after(cell->of, n + 1), position);
    }
    assert_int_equal(position + 1, cell->stores);
    assert_int_equal((uint64_t)cell->stores + loads, cell->events);
}

static void check_ranges(const struct cell_history *cell, uint32_t tasks, struct random *random)
{
    for (int i = 0; i < 60; i++) {
        const int64_t from = (int64_t)random_below(random, (uint64_t)cell->stores + 1),
                      to = from + (int64_t)random_below(random, (uint64_t)(cell->stores - from) + 1);
        uint32_t found[64], wanted[64], count = 0;
        uint64_t lost = 0;
        double low = 0, high = 0;
        for (uint32_t t = 0; t < tasks; t++) {
            bool stored = false;
            for (int64_t p = from; p < to; p++)
                stored |= cell_task(cell, p) == t;
            if (stored)
                wanted[count++] = t;
        }
        for (int64_t p = from - 1; p < to; p++) {
            const double value = (double)(int64_t)cell_value(cell, p);
            lost += p >= from && cell_is_lost(cell, p);
            low = p == from - 1 || value < low ? value : low;
            high = p == from - 1 || value > high ? value : high;
        }
        assert_int_equal(cell->kind->tasks_between(cell->of, from, to, found, 64), count);
        assert_memory_equal(found, wanted, count * sizeof *found);
        assert_int_equal(cell->kind->lost_between(cell->of, from, to), lost);
        const struct cell_stretch stretch = cell->kind->stretch(cell->of, from, to);
        assert_true(stretch.stores == (uint64_t)(to - from) && stretch.lost == lost);
        assert_true(stretch.low == low && stretch.high == high);
    }
}

// Whose all events between two are, and the next store of each task.
static void check_tasks(const struct cell_history *cell, uint32_t tasks, struct random *random)
{
    for (int i = 0; i < 60; i++) {
        const uint64_t from = random_below(random, cell->events + 1),
                       to = from + random_below(random, random_below(random, 20) ? 8 : cell->events - from + 1);
        int64_t only = -2;
        for (uint64_t n = from; n < to && n < cell->events; n++) {
            const int64_t task = cell_event(cell, n).task;
            only = only == -2 || only == task ? task : -1;
        }
        if (to <= cell->events)
            assert_int_equal(cell->kind->only_task(cell->of, from, to), only == -2 ? -1 : only);
        const int64_t position = (int64_t)random_below(random, (uint64_t)cell->stores + 1) - 1;
        int64_t next[64];
        const uint32_t count = cell->kind->next_stores(cell->of, position, next, 64);
        uint32_t seen = 0;
        for (uint32_t t = 0; t < tasks; t++)
            for (int64_t p = position + 1; p < cell->stores; p++)
                if (cell_task(cell, p) == t) {
                    assert_true(seen < count && next[seen] == p);
                    seen++;
                    break;
                }
        assert_int_equal(seen, count);
    }
}

// Lost by then: what the overwrites up to there wrote over; each lost store belongs to the overwrite that is named.
static void check_losses(const struct cell_history *cell)
{
    uint64_t lost = 0, worst = 0;
    size_t settled = 0;
    for (size_t i = 0; i < cell->overwrites; i++) {
        const struct cell_overwrite overwrite = cell->kind->overwrite(cell->of, i);
        lost += overwrite.lost;
        assert_int_equal(cell->kind->lost_until(cell->of, overwrite.position), lost);
        assert_true(cell_is_lost(cell, overwrite.position - 1) && overwrite.who.count > 0);
        assert_int_equal(cell->kind->overwrite_of(cell->of, overwrite.position - 1), i);
        assert_int_equal(cell->kind->next_overwrite(cell->of, overwrite.position - 1), i);
    }
    assert_int_equal(lost, cell->lost);
    for (size_t c = 0; c < cell->collisions; c++) {
        const struct cell_collision collision = cell->kind->collision(cell->of, c);
        settled += collision.size;
        worst = collision.size > worst ? collision.size : worst;
        assert_true(collision.fork < collision.first && cell_is_lost(cell, collision.first));
        assert_int_equal(cell_parent(cell, collision.first), collision.fork);
        assert_int_equal(cell->kind->number_of(cell->of, cell->kind->by_time(cell->of, c)), c);
    }
    assert_int_equal(settled, cell->lost);
    if (cell->worst > 0)
        assert_int_equal(cell->kind->collision(cell->of, cell->kind->worst(cell->of, CELL_WORST_SIZE, 0)).size, worst);
}

static void histories_say_what_their_stores_say(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct run run = run_of(watched_run_bank(seed, 5 + 7 * (uint32_t)seed));
        struct random random = { random_seed(9) + seed };
        const uint32_t tasks = run.document.recording.task_count;
        for (uint32_t v = 0; v < run.document.sums.count; v++) {
            assert_true(status_is_ok(document_follow(&run.document, v)));
            const struct cell_history *cell = &run.document.cell;
            assert_int_equal(run.document.moments.lab.count, cell->events);
            check_events(cell);
            check_ranges(cell, tasks, &random);
            check_tasks(cell, tasks, &random);
            check_losses(cell);
        }
        close_run(&run);
    }
}

// The worst is followed at first, and what follows is the playhead's: N goes through all that was lost, the beats lie in turn.
static void the_playhead_follows_the_worst(void **state)
{
    (void)state;
    struct run run = run_of(watched_run_bank(3, 40));
    struct document *document = &run.document;
    const struct cell_history *cell = &document->cell;
    struct playback playback;
    assert_string_equal(document->recording.variables[document->variable->variable].name, "balance");
    assert_int_equal(document_row(document), 0);
    assert_true(cell->lost > 0 && document->tale.count > 0);
    playback_start(&playback, document);
    for (size_t i = 0; i < cell->overwrites; i++) {
        assert_true(playback_step_lost(&playback, document, 1));
        assert_int_equal(playback_position(&playback, document), cell->kind->overwrite(cell->of, i).position);
    }
    assert_false(playback_step_lost(&playback, document, 1));
    playback_start(&playback, document);
    for (size_t i = 0; i < 4 * cell->collisions; i++) {
        struct cell_present present;
        if (!playback_step_beat(&playback, document, 1))
            break;
        assert_int_not_equal(story_beat_at(document, &playback, NULL), BEAT_NONE);
        cell_present_of(&present, document, &playback);
        assert_true(present.events > 0);
    }
    close_run(&run);
}

// Who follows another finds the moment again, and what he asks for by name.
static void others_can_be_followed(void **state)
{
    (void)state;
    struct run run = run_of(watched_run_bank(5, 20));
    struct document *document = &run.document;
    assert_int_equal(document_variable_named(document, "nothing"), -1);
    const int64_t attempts = document_variable_named(document, "attempts"),
                  done = document_variable_named(document, "done[2]");
    assert_true(attempts >= 0 && done >= 0 && document_variable_named(document, "done[0-3]") >= 0);
    assert_true(status_is_ok(document_follow(document, (uint32_t)attempts)));
    assert_int_equal(document->cell.lost, 0);
    assert_true(document_followed(document)->guarded.how == GUARDED_EVERYWHERE);
    assert_true(status_is_ok(document_follow(document, (uint32_t)done)));
    assert_int_equal(document->cell.stores, 1);
    close_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histories_say_what_their_stores_say),
        cmocka_unit_test(the_playhead_follows_the_worst),
        cmocka_unit_test(others_can_be_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
