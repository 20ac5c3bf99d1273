// Story pace, played with a fed clock: how long it takes, where it dwells, that it goes on from anywhere.
#include "document/story_pace.h"

#include "../support/built_run.h"
#include "../support/random.h"

#include "document/beats.h"
#include "document/clip.h"
#include "document/playback.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED 5150
#define RUNS 30
#define FRAME_S (1.0 / 60)
#define MOST_S 60.0 // no story is that long

static void run_open_seed(struct run *run, uint64_t seed, uint64_t updates)
{
    run_open_random(run, SEED + seed, updates);
}

// With plenty to tell: 40 000 updates.
static void run_open_long(struct run *run, enum guard_id guard, uint32_t burst)
{
    const struct build plan = {
        .experiment = { .guard = guard, .iterations = 10000, .timing = TIMING_FULL, .python = PYTHON_3_9 },
        .seed = SEED,
        .burst = burst,
        .switches = true,
    };
    run_take(run, build_random(&plan));
}

// ---- playing -------------------------------------------------------------------------------------------------------

struct played {
    double all_s;
    double beats_s[1 + BEATS]; // in each beat of one collision
};

static void advance(const struct run *run, struct playback *playback)
{
    const struct playback before = *playback;
    playback_advance(playback, &run->document, FRAME_S);
    if (playback->ns < before.ns || playback->events < before.events ||
        (playback->events == before.events && before.about && !playback->about &&
         !playback_at_end(playback, &run->document)))
        fail_msg("%s: playing goes back, from %llu events at %llu to %llu at %llu", run->line,
                 (unsigned long long)before.events, (unsigned long long)before.ns, (unsigned long long)playback->events,
                 (unsigned long long)playback->ns);
}

// Plays to the end; watches the collision of that number by time (−1: none).
static struct played play(const struct run *run, struct playback *playback, int64_t number)
{
    struct played played = { 0 };
    while (playback->playing && played.all_s < MOST_S) {
        struct story_collision collision;
        advance(run, playback);
        played.all_s += FRAME_S;
        const enum story_beat beat = number < 0 ? BEAT_NONE : story_beat_at(&run->document, playback, &collision);
        if (beat != BEAT_NONE && collision.number == number)
            played.beats_s[beat] += FRAME_S;
    }
    if (!playback_at_end(playback, &run->document))
        fail_msg("%s: after %.1f s it has not ended", run->line, played.all_s);
    return played;
}

static struct played play_from_start(const struct run *run, int64_t number)
{
    struct playback playback;
    playback_start(&playback, &run->document);
    assert_int_equal(playback.pace, PACE_STORY);
    return play(run, &playback, number);
}

static void a_long_run_takes_its_twenty_seconds(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        uint32_t burst;
    } runs[] = {
        { GUARD_NONE, 5 },  { GUARD_NONE, 2000 }, { GUARD_MUTEX, 20 },
        { GUARD_SPIN, 20 }, { GUARD_ATOMIC, 20 }, { GUARD_GIL, 20 },
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct run run;
        run_open_long(&run, runs[i].guard, runs[i].burst);
        const struct played played = play_from_start(&run, -1);
        if (!(played.all_s > 15 && played.all_s < 25))
            fail_msg("%s: took %.1f s, planned %.1f", run.line, played.all_s, run.document.pace.length_s);
        run_close(&run);
    }
}

static void the_first_collision_is_told_in_its_beats(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_NONE, 5);
    assert_true(balance_story(&run.document)->ledger.collision_count > 100);
    const struct played played = play_from_start(&run, 0);
    for (int beat = 1; beat <= BEATS; beat++)
        if (played.beats_s[beat] < 1.5)
            fail_msg("beat %d of the first collision is there for %.2f s", beat, played.beats_s[beat]);
    run_close(&run);
}

static void the_worst_collision_is_told_in_its_beats(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_NONE, 40);
    const struct document *document = &run.document;
    const uint32_t worst = balance_story(document)->worst.lists[WORST_BY_SIZE][0];
    const size_t number = overwrites_number_of(&balance_story(document)->overwrites, worst);
    assert_true(number > 0 &&
                balance_story(document)->ledger.collisions[worst].size >
                    balance_story(document)->ledger.collisions[balance_story(document)->overwrites.by_time[0]].size);
    const struct played played = play_from_start(&run, (int64_t)number);
    assert_true(played.beats_s[BEAT_OVER] > 1 && played.beats_s[BEAT_COUNT] > 1);
    run_close(&run);
}

// The first wait stands still long enough to be read, and the waiter waits.
static void the_first_wait_is_told(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_MUTEX, 20);
    assert_true(run.document.waits.count > 10);
    const struct wait first = run.document.waits.all[0];
    struct playback playback;
    double seconds = 0, here_s = 0;
    playback_start(&playback, &run.document);
    for (; playback.playing && seconds < MOST_S; seconds += FRAME_S) {
        advance(&run, &playback);
        here_s += playback.ns >= first.from_ns && playback.ns < first.to_ns ? FRAME_S : 0;
    }
    if (here_s < 2)
        fail_msg("the first wait is there for %.2f s", here_s);
    run_close(&run);
}

// Whatever the run, it ends within half a minute, and nothing goes back on the way.
static void every_run_comes_to_its_end(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, seed, 2000);
        const struct played played = play_from_start(&run, -1);
        if (played.all_s > 25)
            fail_msg("%s: took %.1f s", run.line, played.all_s);
        run_close(&run);
    }
}

static void four_events_are_a_story_too(void **state)
{
    (void)state;
    struct run run;
    run_take(&run, build_script(NULL, "1212"));
    const struct played played = play_from_start(&run, 0);
    assert_true(played.all_s > 8 && played.all_s < 25);
    for (int beat = 1; beat <= BEATS; beat++)
        assert_true(played.beats_s[beat] > 1);
    run_close(&run);
}

// Nobody came to write at all: there is a start and an end.
static void nothing_at_all_is_a_story_too(void **state)
{
    (void)state;
    struct run run;
    run_take(&run, build_script(NULL, "1"));
    assert_int_equal(balance_story(&run.document)->figures.updates, 0);
    const struct played played = play_from_start(&run, -1);
    assert_true(played.all_s > 0.5 && played.all_s < 25);
    run_close(&run);
}

// From any place, put there by any means, it gets to the end, and not all at once.
static void it_goes_on_from_anywhere(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_NONE, 40);
    for (int i = 0; i <= 10; i++) {
        struct playback playback;
        playback_start(&playback, &run.document);
        playback_seek_share(&playback, &run.document, i / 10.0);
        const uint64_t events = playback.events;
        advance(&run, &playback);
        if (playback.events > events + 2 && i < 10)
            fail_msg("from %d %%: %llu events in the first frame", 5 * i,
                     (unsigned long long)(playback.events - events));
        play(&run, &playback, -1);
    }
    run_close(&run);
}

// Stopped and played on within a beat, the rest of it is played.
static void a_pause_takes_nothing_away(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    run_open_long(&run, GUARD_NONE, 5);
    playback_start(&playback, &run.document);
    while (story_beat_at(&run.document, &playback, NULL) != BEAT_WRITES)
        advance(&run, &playback);
    for (int i = 0; i < 30; i++)
        advance(&run, &playback);
    const uint64_t events = playback.events;
    playback.playing = false;
    playback_advance(&playback, &run.document, 100);
    assert_int_equal(playback.events, events);
    playback_resume(&playback, &run.document);
    double seconds = 0;
    for (; story_beat_at(&run.document, &playback, NULL) == BEAT_WRITES && seconds < 10; seconds += FRAME_S)
        advance(&run, &playback);
    assert_true(seconds > 0.8 && seconds < 3);
    run_close(&run);
}

static void speeds_change_its_length(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_NONE, 40);
    const double usual_s = play_from_start(&run, -1).all_s;
    struct playback playback;
    playback_start(&playback, &run.document);
    assert_true(playback_change_speed(&playback, 1));
    const double faster_s = play(&run, &playback, -1).all_s;
    if (fabs(faster_s - usual_s / 2) > 1)
        fail_msg("at double speed it took %.1f s instead of %.1f", faster_s, usual_s);
    run_close(&run);
}

// ---- parts ---------------------------------------------------------------------------------------------------------

// Plays a part from its first place to its last: what is seen of each beat of one collision meanwhile.
static struct played play_clip(const struct run *run, const struct clip *clip, int64_t number)
{
    struct played played = { 0 };
    struct playback playback;
    struct document document = run->document;
    document.pace = clip->pace;
    playback_reset(&playback);
    clip_seek(&playback, &document, clip->from);
    for (; played.all_s < clip->pace.length_s - 2 * FRAME_S; played.all_s += FRAME_S) {
        struct story_collision collision;
        const uint64_t rank = clip_rank(&document, &playback);
        if (rank < clip->from || rank > clip->to)
            fail_msg("%s: at %llu, outside of %llu to %llu", run->line, (unsigned long long)rank,
                     (unsigned long long)clip->from, (unsigned long long)clip->to);
        const enum story_beat beat = story_beat_at(&document, &playback, &collision);
        if (beat != BEAT_NONE && collision.number == number)
            played.beats_s[beat] += FRAME_S;
        playback_advance(&playback, &document, FRAME_S);
    }
    assert_int_equal(clip_rank(&document, &playback), clip->to);
    return played;
}

static void each_collision_is_shown_alone_in_its_beats(void **state)
{
    (void)state;
    struct run run;
    run_open_long(&run, GUARD_NONE, 40);
    const size_t collisions = run.document.cell.collisions;
    assert_true(collisions > 20);
    for (size_t number = 0; number < collisions; number += 1 + collisions / 5) {
        const struct clip clip = clip_of_collision(&run.document, (int64_t)number);
        assert_true(clip.from < clip.to && clip.pace.length_s <= STORY_PACE_MOST_S + 0.1);
        const struct played played = play_clip(&run, &clip, (int64_t)number);
        if (!(played.beats_s[BEAT_OVER] > 1.5 && played.beats_s[BEAT_COUNT] > 1.5))
            fail_msg("%s: collision %zu: its last beats are there for %.2f and %.2f s", run.line, number,
                     played.beats_s[BEAT_OVER], played.beats_s[BEAT_COUNT]);
    }
    run_close(&run);
}

// The whole run, halves of it, nothing of it.
static void any_part_is_played_from_end_to_end(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct run run;
        run_open_seed(&run, 500 + seed, 2000);
        const uint64_t last = 2 * run.document.moments.count, parts[][2] = {
            { 0, last }, { 0, last / 4 * 2 }, { last / 4 * 2, last }, { last / 4 * 2, last / 4 * 2 }
        };
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            struct playback playback;
            playback_reset(&playback);
            clip_seek(&playback, &run.document, parts[i][0]);
            const uint64_t from = clip_rank(&run.document, &playback);
            clip_seek(&playback, &run.document, parts[i][1]);
            const struct clip clip = clip_between(&run.document, from, clip_rank(&run.document, &playback));
            play_clip(&run, &clip, -1);
        }
        run_close(&run);
    }
}

// ---- the plan ------------------------------------------------------------------------------------------------------

// From seconds to ranks and back: it is where it is said to be, never later than it was reached, never earlier.
static void check_plan(const struct run *run)
{
    const struct story_pace *story = &run->document.pace;
    uint64_t before = 0;
    struct playback playback;
    playback_start(&playback, &run->document);
    const struct moments_place start = { playback.events, playback.ns };
    assert_true(story->count > 1 && story->count < STORY_SCENES_MAX);
    // What is held to have happened at the very start does not shorten it.
    assert_true(story_pace_reaches(story, 2 * moments_passed(&run->document.moments, start)) == 0);
    for (double s = 0; s <= story->length_s; s += 0.01) {
        const uint64_t rank = story_pace_at(story, s);
        const double reached = story_pace_reaches(story, rank);
        if (rank < before)
            fail_msg("%s: after %.2f s it goes back from %llu to %llu", run->line, s, (unsigned long long)before,
                     (unsigned long long)rank);
        if (reached > s + 1e-6)
            fail_msg("%s: after %.2f s it is at %llu, which it reaches after %.4f s", run->line, s,
                     (unsigned long long)rank, reached);
        if (story_pace_at(story, reached + 1e-6) < rank)
            fail_msg("%s: %llu is not reached after %.4f s", run->line, (unsigned long long)rank, reached);
        if (!(story_pace_rate(story, s) >= 0))
            fail_msg("%s: a rate of %g after %.2f s", run->line, story_pace_rate(story, s), s);
        before = rank;
    }
    assert_int_equal(story_pace_at(story, story->length_s), 2 * run->document.moments.count);
}

static void plans_go_both_ways(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, 100 + seed, 3000);
        check_plan(&run);
        run_close(&run);
    }
}

// ---- waits ---------------------------------------------------------------------------------------------------------

static void waits_are_found_by_time(void **state)
{
    (void)state;
    uint64_t seen = 0;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct run run;
        run_open_seed(&run, 300 + seed, 1000);
        const struct waits *waits = &run.document.waits;
        size_t counted = 0;
        for (uint32_t w = 0; w < experiment_of(&run.document.recording)->count; w++) {
            const struct worker_states *worker = &run.document.states.workers[w];
            for (size_t i = 0; i < worker->activity_count; i++)
                counted += worker->activities[i].activity == ACTIVITY_WAITING && worker->activities[i].lock > 0;
        }
        assert_int_equal(waits->count, counted);
        for (size_t i = 0; i < waits->count; i++, seen++) {
            const int64_t next = waits_next(waits, waits->all[i].from_ns),
                          before = waits_previous(waits, waits->all[i].from_ns);
            assert_true(i == 0 || waits->all[i].from_ns >= waits->all[i - 1].from_ns);
            assert_true(next < 0 || waits->all[next].from_ns > waits->all[i].from_ns);
            assert_true(before < 0 || waits->all[before].from_ns < waits->all[i].from_ns);
            assert_true(next >= 0 || waits->all[waits->count - 1].from_ns == waits->all[i].from_ns);
            const uint64_t length = waits->all[i].to_ns - waits->all[i].from_ns;
            uint64_t longer = 0;
            bool ranked = false;
            for (size_t k = 0; k < waits->count; k++)
                longer += waits->all[k].to_ns - waits->all[k].from_ns > length ||
                          (k < i && waits->all[k].to_ns - waits->all[k].from_ns == length);
            for (int k = 0; k < waits->longest_count; k++)
                ranked |= waits->longest[k] == i && (uint64_t)k == longer;
            assert_int_equal(ranked, longer < WAITS_LONGEST);
            assert_true(waits->all[i].to_ns - waits->all[i].from_ns <=
                        waits->all[waits->longest[0]].to_ns - waits->all[waits->longest[0]].from_ns);
        }
        run_close(&run);
    }
    assert_true(seen > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_run_takes_its_twenty_seconds),
        cmocka_unit_test(the_first_collision_is_told_in_its_beats),
        cmocka_unit_test(the_worst_collision_is_told_in_its_beats),
        cmocka_unit_test(the_first_wait_is_told),
        cmocka_unit_test(every_run_comes_to_its_end),
        cmocka_unit_test(four_events_are_a_story_too),
        cmocka_unit_test(nothing_at_all_is_a_story_too),
        cmocka_unit_test(it_goes_on_from_anywhere),
        cmocka_unit_test(a_pause_takes_nothing_away),
        cmocka_unit_test(speeds_change_its_length),
        cmocka_unit_test(each_collision_is_shown_alone_in_its_beats),
        cmocka_unit_test(any_part_is_played_from_end_to_end),
        cmocka_unit_test(plans_go_both_ways),
        cmocka_unit_test(waits_are_found_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
