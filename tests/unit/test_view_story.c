// The beats of a collision against the order, read event by event.
#include "document/beats.h"

#include "../support/built_run.h"

#include "document/cell_playback.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define SEED 9100
#define RUNS 60

static void run_open_script(struct run *run, const char *script) { run_take(run, build_script(NULL, script)); }

static void run_open_seed(struct run *run, uint64_t seed) { run_open_random(run, SEED + seed, 400); }

static struct order_event event_of(const struct run *run, uint64_t number)
{
    struct order_cursor cursor;
    if (!order_cursor_set(&cursor, &balance_story(&run->document)->order, number))
        fail_msg("%s: there is no event %llu", run->line, (unsigned long long)number);
    return *order_cursor_event(&cursor);
}

// ---- one collision -------------------------------------------------------------------------------------------------

static void check_beats(const struct story_collision *collision, uint64_t read, uint64_t first, uint64_t over)
{
    const uint64_t wanted[1 + BEATS] = { 0, read, first, over, over };
    for (int beat = 1; beat <= BEATS; beat++) {
        if (collision->event[beat] != wanted[beat])
            fail_msg("beat %d stands at event %llu, should be %llu", beat, (unsigned long long)collision->event[beat],
                     (unsigned long long)wanted[beat]);
    }
}

// T1's −5 had read 5 and wrote 0 over T2's +8; its +5 was stored before.
static void the_overwriter_is_not_the_forks_child(void **state)
{
    (void)state;
    struct run run;
    run_open_script(&run, "12112122");
    assert_int_equal(balance_story(&run.document)->ledger.collision_count, 1);
    const struct story_collision collision = story_collision_of(&run.document, 0);
    assert_int_equal(collision.overwriter, 2);
    assert_int_equal(collision.first, 1);
    check_beats(&collision, 3, 4, 5);
    run_close(&run);
}

// Both read, both write: the second beat and the third stand after as many loads and stores, and still differ.
static void four_events_have_four_beats(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    run_open_script(&run, "1212");
    const struct story_collision collision = story_collision_of(&run.document, 0);
    check_beats(&collision, 1, 2, 3);
    playback_start(&playback, &run.document);
    static const struct story_place places[BEATS] = { { 2, false }, { 3, false }, { 3, true }, { 4, false } };
    for (int beat = 1; beat <= BEATS; beat++) {
        struct story_collision found;
        assert_true(playback_step_beat(&playback, &run.document, 1));
        assert_int_equal(playback.events, places[beat - 1].events);
        assert_int_equal(playback.about, places[beat - 1].about);
        assert_int_equal(story_beat_at(&run.document, &playback, &found), beat);
        assert_int_equal(found.number, 0);
    }
    assert_false(playback_step_beat(&playback, &run.document, 1));
    assert_int_equal(playback.events, 4);
    run_close(&run);
}

// With many lost the first of them is shown; the overwriter is T1, which had read before all of them.
static void the_first_of_many_lost_is_shown(void **state)
{
    (void)state;
    struct run run;
    run_open_script(&run, "1 2222222222 1");
    const struct story_collision collision = story_collision_of(&run.document, 0);
    assert_int_equal(collision.overwriter, 5);
    assert_int_equal(collision.first, 0);
    check_beats(&collision, 1, 2, 11);
    run_close(&run);
}

static void check_collision(const struct run *run, const struct story_collision *collision)
{
    const struct document *document = &run->document;
    const struct order *order = &balance_story(document)->order;
    const uint32_t overwriter = order_version(order, (uint64_t)collision->overwriter);
    const uint32_t lost = order_version(order, (uint64_t)collision->first);
    const struct order_event read = event_of(run, collision->event[BEAT_READ]),
                             first = event_of(run, collision->event[BEAT_WRITES]),
                             over = event_of(run, collision->event[BEAT_OVER]);
    const bool right = read.kind == ORDER_LOAD && first.kind == ORDER_STORE && over.kind == ORDER_STORE &&
                       (read.version == overwriter || read.version == lost) && first.version == lost &&
                       over.version == overwriter && version_worker(first.version) != version_worker(over.version) &&
                       ledger_is_lost(&balance_story(document)->ledger, first.version) &&
                       ledger_collision_of(&balance_story(document)->ledger, first.version) == collision->collision;
    const bool in_turn = collision->begins < collision->event[BEAT_READ] &&
                         collision->event[BEAT_READ] < collision->event[BEAT_WRITES] &&
                         collision->event[BEAT_WRITES] < collision->event[BEAT_OVER];
    if (!right || !in_turn)
        fail_msg("%s: collision %lld: beats at %llu, %llu, %llu", run->line, (long long)collision->number,
                 (unsigned long long)collision->event[BEAT_READ], (unsigned long long)collision->event[BEAT_WRITES],
                 (unsigned long long)collision->event[BEAT_OVER]);
}

// T2's +8 and T3's +3 are lost under one fork, and T1 wrote over them one after the other, having read in between: what
// settled it is its last store, and the other of the pair one that it had not seen.
static void the_pair_is_the_one_that_settled_it(void **state)
{
    (void)state;
    struct run run;
    run_open_script(&run, "123 1 1 2 1 1 3 1");
    assert_int_equal(balance_story(&run.document)->ledger.collision_count, 1);
    const struct story_collision collision = story_collision_of(&run.document, 0);
    assert_int_equal(collision.overwriter, 4);
    check_collision(&run, &collision);
    run_close(&run);
}

static void beats_tell_what_the_order_says(void **state)
{
    (void)state;
    uint64_t seen = 0;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        for (size_t i = 0; i < balance_story(&run.document)->ledger.collision_count; i++, seen++) {
            const struct story_collision collision = story_collision_of(&run.document, (int64_t)i);
            check_collision(&run, &collision);
        }
        run_close(&run);
    }
    assert_true(seen > 100);
}

// ---- from beat to beat ---------------------------------------------------------------------------------------------

enum {
    PLACES_WALKED = 4096
};

// On through all beats: each is further than the one before, every collision shows its third and its fourth.
static size_t walk_on(const struct run *run, struct playback *playback, struct story_place *places)
{
    size_t count = 0, settled = 0;
    playback_start(playback, &run->document);
    while (playback_step_beat(playback, &run->document, 1)) {
        struct story_collision collision = { .number = -1 };
        const enum story_beat beat = story_beat_at(&run->document, playback, &collision);
        assert_true(count < PLACES_WALKED);
        places[count] = (struct story_place){ playback->events, playback->about };
        if (count > 0 && (places[count].events < places[count - 1].events ||
                          (places[count].events == places[count - 1].events && !places[count].about)))
            fail_msg("%s: beat %zu does not go on", run->line, count);
        if (beat == BEAT_NONE)
            fail_msg("%s: no beat after %zu steps", run->line, count + 1);
        if (beat == BEAT_COUNT)
            assert_int_equal(collision.number, settled++);
        count++;
    }
    assert_int_equal(settled, balance_story(&run->document)->ledger.collision_count);
    return count;
}

static void beats_lead_there_and_back(void **state)
{
    (void)state;
    static struct story_place places[PLACES_WALKED];
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        struct playback playback;
        run_open_seed(&run, seed);
        size_t count = walk_on(&run, &playback, places);
        playback_jump(&playback, &run.document, 1);
        // A count may be the end itself.
        count -= count > 0 && places[count - 1].events == playback.events;
        while (playback_step_beat(&playback, &run.document, -1)) {
            if (count == 0)
                fail_msg("%s: there are more beats on the way back", run.line);
            count--;
            if (playback.events != places[count].events || playback.about != places[count].about)
                fail_msg("%s: back at %llu, was %llu on the way there", run.line, (unsigned long long)playback.events,
                         (unsigned long long)places[count].events);
        }
        assert_int_equal(count, 0);
        run_close(&run);
    }
}

// From any place the next beat lies after it, the previous one before.
static void beats_are_found_from_anywhere(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    run_open_seed(&run, 7);
    const uint64_t events = order_event_count(&balance_story(&run.document)->order);
    playback_start(&playback, &run.document);
    for (uint64_t at = 0; at <= events; at++) {
        playback_seek_event(&playback, &run.document, at);
        struct playback moved = playback;
        if (playback_step_beat(&moved, &run.document, 1))
            assert_true(moved.events > at || (moved.events == at && moved.about));
        moved = playback;
        if (playback_step_beat(&moved, &run.document, -1))
            assert_true(moved.events < at || (moved.events == at && moved.about) || moved.events < events);
    }
    run_close(&run);
}

// A step from the third beat does what is about to happen, or takes back what happened last.
static void what_is_about_to_happen_is_stepped_over(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    run_open_script(&run, "1212");
    playback_start(&playback, &run.document);
    for (int i = 0; i < BEAT_OVER; i++)
        playback_step_beat(&playback, &run.document, 1);
    struct playback moved = playback;
    playback_step(&moved, &run.document, 1);
    assert_true(moved.events == 4 && !moved.about);
    moved = playback;
    playback_step(&moved, &run.document, -1);
    assert_true(moved.events == 2 && !moved.about);
    run_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_overwriter_is_not_the_forks_child),
        cmocka_unit_test(four_events_have_four_beats),
        cmocka_unit_test(the_first_of_many_lost_is_shown),
        cmocka_unit_test(the_pair_is_the_one_that_settled_it),
        cmocka_unit_test(beats_tell_what_the_order_says),
        cmocka_unit_test(beats_lead_there_and_back),
        cmocka_unit_test(beats_are_found_from_anywhere),
        cmocka_unit_test(what_is_about_to_happen_is_stepped_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
