// The playhead against the plainest account of a run: all its moments in one list.
#include "document/cell_playback.h"

#include "../support/random.h"
#include "../support/recording_builder.h"
#include "document/build.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 4242
#define RUNS 40

struct moment {
    uint64_t ns;
    bool event; // a load or store
};

struct run {
    struct built *built;
    struct document document;
    struct moment *moments;
    uint64_t count;
    char line[BUILT_LINE_BYTES];
};

static int by_time(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t held(const struct document *document, uint64_t ns)
{
    const uint64_t from = document_from_ns(document), to = document_to_ns(document);
    return ns < from ? from : ns > to ? to : ns;
}

// Times of switches and notes, sorted.
static uint64_t *others_of(const struct run *run, uint64_t *count)
{
    const struct recording *recording = &run->document.recording;
    uint64_t room = recording->switch_count + 1;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        room += recording->tasks[w].notes;
    uint64_t *others = calloc(room, sizeof *others);
    *count = 0;
    for (size_t i = 0; i < recording->switch_count; i++)
        if (recording->switches[i].kind != SWITCH_LOST)
            others[(*count)++] = held(&run->document, recording->switches[i].ns);
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        for (uint64_t i = 0; i < recording->tasks[w].notes; i++)
            others[(*count)++] = held(&run->document, recording_ns(recording, recording->notes[w][i].ticks));
    qsort(others, *count, sizeof *others, by_time);
    return others;
}

static void list_moments(struct run *run)
{
    uint64_t other_count, other = 0, number = 0;
    uint64_t *others = others_of(run, &other_count);
    const struct order *order = &balance_story(&run->document)->order;
    struct order_cursor cursor;
    const uint64_t events = order_event_count(order);
    bool more = events > 0 && order_cursor_set(&cursor, order, 0);
    run->count = events + other_count;
    run->moments = calloc(run->count + 1, sizeof *run->moments);
    while (more || other < other_count) {
        if (other < other_count && (!more || others[other] <= order_cursor_event(&cursor)->ns)) {
            run->moments[number++] = (struct moment){ others[other++], false };
        } else {
            run->moments[number++] = (struct moment){ order_cursor_event(&cursor)->ns, true };
            more = order_cursor_next(&cursor);
        }
    }
    assert_int_equal(number, run->count);
    free(others);
}

static void run_open(struct run *run, const struct build *plan)
{
    memset(run, 0, sizeof *run);
    run->built = build_random(plan);
    built_line(run->built, run->line);
    struct recording recording = run->built->recording;
    const struct status status = document_build(&run->document, &recording);
    if (!status_is_ok(status))
        fail_msg("%s: %s", run->line, status.message);
    list_moments(run);
}

static void run_open_seed(struct run *run, uint64_t seed)
{
    struct build plan = build_plan(SEED + seed, 300);
    plan.truth = false;
    run_open(run, &plan);
}

// One that loses updates for certain.
static void run_open_lossy(struct run *run)
{
    const struct build plan = {
        .experiment = { .iterations = 500, .timing = TIMING_FULL }, .seed = SEED, .burst = 5, .switches = true
    };
    run_open(run, &plan);
    assert_true(balance_story(&run->document)->figures.lost > 10);
}

static void run_close(struct run *run)
{
    document_finish(&run->document);
    built_free(run->built);
    free(run->moments);
}

// ---- moments -------------------------------------------------------------------------------------------------------

static void check_places(const struct run *run)
{
    uint64_t events = 0;
    for (uint64_t passed = 0; passed <= run->count; passed++) {
        const uint64_t ns = passed ? run->moments[passed - 1].ns : document_from_ns(&run->document);
        events += passed && run->moments[passed - 1].event;
        const struct moments_place place = moments_after(&run->document.moments, passed);
        if (place.events != events || place.ns != ns)
            fail_msg("%s: after %llu of %llu moments: %llu events at %llu, should be %llu at %llu", run->line,
                     (unsigned long long)passed, (unsigned long long)run->count, (unsigned long long)place.events,
                     (unsigned long long)place.ns, (unsigned long long)events, (unsigned long long)ns);
        // Others at the same time as the last one have passed as well.
        uint64_t together = passed;
        while (together < run->count && !run->moments[together].event && run->moments[together].ns <= ns)
            together++;
        const uint64_t counted = moments_passed(&run->document.moments, place);
        if (counted < passed || (counted > together))
            fail_msg("%s: the place after %llu moments counts %llu", run->line, (unsigned long long)passed,
                     (unsigned long long)counted);
    }
}

static void moments_are_merged(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        if (run.document.moments.count != run.count)
            fail_msg("%s: %llu moments, should be %llu", run.line, (unsigned long long)run.document.moments.count,
                     (unsigned long long)run.count);
        check_places(&run);
        run_close(&run);
    }
}

static void moments_are_stepped_through(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        const struct moments *moments = &run.document.moments;
        struct moments_place place = moments_after(moments, 0);
        uint64_t passed = moments_passed(moments, place), steps = 0;
        for (; passed < run.count && steps <= run.count; steps++) {
            place = moments_step(moments, place, 1);
            if (moments_passed(moments, place) <= passed)
                fail_msg("%s: stepping on from %llu stays at %llu", run.line, (unsigned long long)passed,
                         (unsigned long long)moments_passed(moments, place));
            passed = moments_passed(moments, place);
        }
        assert_int_equal(passed, run.count);
        for (steps = 0; place.events > 0 && steps <= run.count; steps++) {
            place = moments_step(moments, place, -1);
            if (moments_passed(moments, place) >= passed)
                fail_msg("%s: stepping back from %llu stays at %llu", run.line, (unsigned long long)passed,
                         (unsigned long long)moments_passed(moments, place));
            passed = moments_passed(moments, place);
        }
        run_close(&run);
    }
}

// ---- playing -------------------------------------------------------------------------------------------------------

// Plays to the end in frames; gives the seconds it took.
static double play(struct playback *playback, const struct run *run, double frame_s, double most_s)
{
    double seconds = 0;
    struct playback before = *playback;
    for (; playback->playing && seconds < most_s; seconds += frame_s) {
        playback_advance(playback, &run->document, frame_s);
        if (playback->ns < before.ns || playback->events < before.events)
            fail_msg("%s: playing goes back, from %llu events at %llu to %llu at %llu", run->line,
                     (unsigned long long)before.events, (unsigned long long)before.ns,
                     (unsigned long long)playback->events, (unsigned long long)playback->ns);
        before = *playback;
    }
    return seconds;
}

static void pace_by_event_takes_its_time(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    playback_set_pace(&playback, &run.document, PACE_EVENT);
    assert_true(playback_at_start(&playback, &run.document));
    const double seconds = play(&playback, &run, 1.0 / 60, 60);
    if (fabs(seconds - PLAYBACK_EVEN_S) > 0.2)
        fail_msg("an even run took %.2f s, should take %.2f", seconds, PLAYBACK_EVEN_S);
    assert_true(playback_at_end(&playback, &run.document));
    assert_false(playback.playing);
    run_close(&run);
}

// At even pace the playhead is after each moment for equally long.
static void pace_by_event_is_even(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    playback_set_pace(&playback, &run.document, PACE_EVENT);
    for (int quarter = 1; quarter < 4; quarter++) {
        for (int i = 0; i < 625; i++)
            playback_advance(&playback, &run.document, 0.01);
        const double share = playback_share(&playback, &run.document);
        if (fabs(share - quarter / 4.0) > 0.01)
            fail_msg("after %d quarters of the time %.3f of the moments have passed", quarter, share);
    }
    run_close(&run);
}

static void pace_by_time_follows_the_clock(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    playback_set_pace(&playback, &run.document, PACE_TIME);
    const double run_s = (double)(document_to_ns(&run.document) - document_from_ns(&run.document)) / 1e9;
    const double wanted = run_s * playback_slow_down(&playback), took = play(&playback, &run, 1.0 / 60, 1000);
    if (fabs(took - wanted) > 0.2 + wanted / 100)
        fail_msg("by the clock the run took %.2f s, should take %.2f", took, wanted);
    assert_true(playback_at_end(&playback, &run.document));
    run_close(&run);
}

static void speeds_end_somewhere(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    for (int pace = 0; pace < PACE_COUNT; pace++) {
        double before = playback_slow_down(&playback);
        while (playback_change_speed(&playback, 1)) {
            assert_true(playback_slow_down(&playback) < before);
            before = playback_slow_down(&playback);
        }
        if (playback.pace == PACE_TIME)
            assert_true(before == 1.0); // real time is the fastest
        while (playback_change_speed(&playback, -1)) {
            assert_true(playback_slow_down(&playback) > before);
            before = playback_slow_down(&playback);
        }
        if (playback.pace == PACE_TIME)
            assert_true(before == 1e6);
        playback_change_pace(&playback, &run.document);
    }
    assert_true(playback.pace == PACE_STORY && playback_slow_down(&playback) == 1.0);
    run_close(&run);
}

// Stopped or with no time going by nothing moves; a speed at which a frame is less than an event still gets on.
static void slow_playing_gets_on(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    playback_set_pace(&playback, &run.document, PACE_EVENT);
    while (playback_slow_down(&playback) < 1000)
        assert_true(playback_change_speed(&playback, -1));
    const double moment_s = PLAYBACK_EVEN_S * 1000 / (double)run.count;
    for (int hundredths = 0; hundredths < 250 * moment_s; hundredths++)
        playback_advance(&playback, &run.document, 0.01);
    assert_int_equal(playback.ns, run.moments[1].ns);
    const struct playback before = playback;
    playback_advance(&playback, &run.document, 0);
    playback_advance(&playback, &run.document, -1);
    assert_int_equal(playback.ns, before.ns);
    playback.playing = false;
    playback_advance(&playback, &run.document, 1000);
    assert_int_equal(playback.ns, before.ns);
    run_close(&run);
}

// ---- stepping ------------------------------------------------------------------------------------------------------

static void steps_go_both_ways(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        const struct order *order = &balance_story(&run.document)->order;
        const uint64_t count = order_event_count(order);
        struct playback playback;
        struct order_cursor cursor;
        playback_start(&playback, &run.document);
        for (uint64_t i = 0; i < count; i++) {
            playback_step(&playback, &run.document, 1);
            assert_true(order_cursor_set(&cursor, order, i));
            assert_int_equal(playback.events, i + 1);
            assert_int_equal(playback.ns, order_cursor_event(&cursor)->ns);
            assert_int_equal(playback_position(&playback, &run.document), cursor.position);
        }
        playback_step(&playback, &run.document, 1);
        assert_true(playback_at_end(&playback, &run.document));
        for (uint64_t i = count; i-- > 0;) {
            playback_step(&playback, &run.document, -1);
            assert_int_equal(playback.events, i);
        }
        assert_true(playback_at_start(&playback, &run.document));
        playback_step(&playback, &run.document, -1);
        assert_int_equal(playback.events, 0);
        run_close(&run);
    }
}

// Each where it was written over; what every such store lost adds up to all that was lost.
static void lost_updates_are_all_visited(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        const struct overwrites *overwrites = &balance_story(&run.document)->overwrites;
        struct playback playback;
        uint64_t seen = 0, lost = 0;
        playback_start(&playback, &run.document);
        for (; playback_step_lost(&playback, &run.document, 1); seen++) {
            assert_int_equal(playback_position(&playback, &run.document), overwrites->all[seen].position);
            lost += overwrites->all[seen].lost;
        }
        if (lost != balance_story(&run.document)->figures.lost)
            fail_msg("%s: %llu lost updates forward, should be %llu", run.line, (unsigned long long)lost,
                     (unsigned long long)balance_story(&run.document)->figures.lost);
        playback_jump(&playback, &run.document, 1);
        for (; playback_step_lost(&playback, &run.document, -1); seen--)
            assert_int_equal(playback_position(&playback, &run.document), overwrites->all[seen - 1].position);
        assert_int_equal(seen, 0);
        run_close(&run);
    }
}

static void collisions_are_all_visited(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed);
        const struct overwrites *overwrites = &balance_story(&run.document)->overwrites;
        const size_t count = balance_story(&run.document)->ledger.collision_count;
        struct playback playback;
        size_t seen = 0;
        playback_start(&playback, &run.document);
        for (; playback_step_collision(&playback, &run.document, 1); seen++)
            assert_int_equal(playback_position(&playback, &run.document),
                             overwrites_settling(overwrites, overwrites->by_time[seen])->position);
        assert_int_equal(seen, count);
        playback_jump(&playback, &run.document, 1);
        for (; playback_step_collision(&playback, &run.document, -1); seen--)
            assert_int_equal(playback_position(&playback, &run.document),
                             overwrites_settling(overwrites, overwrites->by_time[seen - 1])->position);
        assert_int_equal(seen, 0);
        for (size_t i = 0; i < count; i++) {
            playback_seek_collision(&playback, &run.document, i);
            assert_int_equal(playback_position(&playback, &run.document), overwrites_settling(overwrites, i)->position);
        }
        run_close(&run);
    }
}

// ---- seeking -------------------------------------------------------------------------------------------------------

static void shares_come_back(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    for (int pace = 0; pace < PACE_COUNT; pace++) {
        for (int i = 0; i <= 1000; i++) {
            playback_seek_share(&playback, &run.document, i / 1000.0);
            const double share = playback_share(&playback, &run.document);
            if (fabs(share - i / 1000.0) > 0.002)
                fail_msg("share %.3f came back as %.4f, %s", i / 1000.0, share,
                         playback.pace == PACE_TIME ? "by time" : "by event");
        }
        playback_seek_share(&playback, &run.document, NAN);
        assert_int_equal(playback.events, 0);
        playback_seek_share(&playback, &run.document, 7);
        assert_true(playback_at_end(&playback, &run.document));
        playback_change_pace(&playback, &run.document);
    }
    run_close(&run);
}

static void moments_outside_are_held(void **state)
{
    (void)state;
    struct run run;
    run_open_lossy(&run);
    struct playback playback;
    playback_start(&playback, &run.document);
    playback_seek_ns(&playback, &run.document, 0);
    assert_int_equal(playback.ns, document_from_ns(&run.document));
    playback_seek_ns(&playback, &run.document, UINT64_MAX);
    assert_true(playback_at_end(&playback, &run.document));
    playback_seek_event(&playback, &run.document, UINT64_MAX);
    assert_int_equal(playback.events, order_event_count(&balance_story(&run.document)->order));
    // At any moment as many events have happened as there are up to it.
    for (uint64_t i = 0; i < run.count; i += 7) {
        uint64_t events = 0;
        for (uint64_t k = 0; k < run.count && run.moments[k].ns <= run.moments[i].ns; k++)
            events += run.moments[k].event;
        playback_seek_ns(&playback, &run.document, run.moments[i].ns);
        if (run.moments[i].ns < document_to_ns(&run.document))
            assert_int_equal(playback.events, events);
    }
    run_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_merged),
        cmocka_unit_test(moments_are_stepped_through),
        cmocka_unit_test(pace_by_event_takes_its_time),
        cmocka_unit_test(pace_by_event_is_even),
        cmocka_unit_test(pace_by_time_follows_the_clock),
        cmocka_unit_test(speeds_end_somewhere),
        cmocka_unit_test(slow_playing_gets_on),
        cmocka_unit_test(steps_go_both_ways),
        cmocka_unit_test(lost_updates_are_all_visited),
        cmocka_unit_test(collisions_are_all_visited),
        cmocka_unit_test(shares_come_back),
        cmocka_unit_test(moments_outside_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
