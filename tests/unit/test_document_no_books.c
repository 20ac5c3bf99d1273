// A recording of no lab is a document all the same: states, resources, a timeline, moments, a playhead and a story of its waits.
#include "document/beats.h"
#include "document/build.h"
#include "document/cell_playback.h"
#include "document/playback.h"
#include "document/present.h"
#include "labs/balance/present.h"
#include "labs/balance/story.h"
#include "support/recording_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct run {
    struct built *built;
    struct document document;
};

static void open_run(struct run *run, enum guard_id guard, uint64_t seed)
{
    const struct build plan = { .experiment = { .guard = guard, .count = 3, .iterations = 60, .timing = TIMING_FULL },
                                .seed = seed,
                                .burst = 7,
                                .switches = true };
    run->built = build_random(&plan);
    built_forget_lab(run->built);
    struct recording recording = run->built->recording;
    const struct status status = document_build(&run->document, &recording);
    if (!status_is_ok(status))
        fail_msg("guard %d: %s", (int)guard, status.message);
}

static void close_run(struct run *run)
{
    document_finish(&run->document);
    built_free(run->built);
}

static void it_has_states_rows_and_moments(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct run run;
        open_run(&run, (enum guard_id)guard, 7 + (uint64_t)guard);
        const struct document *document = &run.document;
        assert_null(balance_story(document));
        assert_int_equal(document->moments.lab.count, 0);
        assert_int_equal(document->moments.count, document->moments.other_count);
        assert_true(document->moments.count > 0);
        assert_true(document->extent.from_ns == document_from_ns(document) &&
                    document->extent.to_ns == document_to_ns(document));
        for (uint32_t t = 0; t < document->recording.task_count; t++) {
            assert_true(document->states.workers[t].span_count > 0);
            assert_true(document->overview.states[t].count > 0);
        }
        close_run(&run);
    }
}

static void its_playhead_goes_from_end_to_end(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct run run;
        struct playback playback;
        struct present present;
        open_run(&run, (enum guard_id)guard, 70 + (uint64_t)guard);
        const struct document *document = &run.document;
        assert_true(document->pace.count > 1 && document->pace.length_s <= STORY_PACE_MOST_S + 0.01);
        playback_start(&playback, document);
        uint64_t before = playback.ns, told = 0;
        for (double seconds = 0; playback.playing && seconds < 60; seconds += 0.05) {
            playback_advance(&playback, document, 0.05);
            present_of(&present, document, &playback);
            assert_true(playback.ns >= before && playback.events == 0);
            told += present.kind == PRESENT_STATE || present.kind == PRESENT_LOCK;
            before = playback.ns;
        }
        assert_true(playback_at_end(&playback, document) && told > 0);
        // Back one by one, as far as it goes; and on again.
        uint64_t steps = 0;
        for (; !playback_at_start(&playback, document) && steps <= document->moments.count + 1; steps++)
            playback_step(&playback, document, -1);
        assert_true(playback_at_start(&playback, document));
        for (steps = 0; !playback_at_end(&playback, document) && steps <= document->moments.count + 1; steps++)
            playback_step(&playback, document, 1);
        assert_true(playback_at_end(&playback, document));
        close_run(&run);
    }
}

static void what_only_books_have_is_not_there(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    struct balance_present present;
    struct story_place place;
    open_run(&run, GUARD_NONE, 3);
    playback_start(&playback, &run.document);
    playback_seek_share(&playback, &run.document, 0.5);
    assert_int_equal(playback_position(&playback, &run.document), -1);
    for (int by = -1; by <= 1; by += 2)
        assert_false(playback_step_lost(&playback, &run.document, by) ||
                     playback_step_collision(&playback, &run.document, by) ||
                     playback_step_beat(&playback, &run.document, by));
    assert_int_equal(story_beat_at(&run.document, &playback, NULL), BEAT_NONE);
    assert_false(story_next_beat(&run.document, &playback, 1, &place));
    balance_present_of(&present, &run.document, &playback);
    assert_true(present.position == -1 && present.holds == 0 && present.now.ns == playback.ns);
    close_run(&run);
}

static void its_story_is_that_of_its_waits(void **state)
{
    (void)state;
    struct run run;
    struct playback playback;
    open_run(&run, GUARD_MUTEX, 5);
    const struct waits *waits = &run.document.waits;
    assert_true(waits->count > 0);
    playback_start(&playback, &run.document);
    assert_true(playback_step_wait(&playback, &run.document, 1));
    assert_int_equal(playback.ns, waits->all[0].from_ns);
    bool held = false; // the story stays a while where the longest wait begins
    const uint64_t begins =
        2 * moments_passed(&run.document.moments,
                           moments_at_other(&run.document.moments, waits->all[waits->longest[0]].from_ns));
    for (int i = 0; i < run.document.pace.count; i++) {
        const struct story_scene *scene = &run.document.pace.scenes[i];
        held |= scene->from == scene->to && scene->from == begins;
    }
    assert_true(held);
    close_run(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_states_rows_and_moments),
        cmocka_unit_test(its_playhead_goes_from_end_to_end),
        cmocka_unit_test(what_only_books_have_is_not_there),
        cmocka_unit_test(its_story_is_that_of_its_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
