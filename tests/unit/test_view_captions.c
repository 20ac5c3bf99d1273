// What the caption says, held against what happened.
#include "../support/view_scene.h"

#include "document/beats.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/stage/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#define SEED 3300
#define RUNS 40

static struct balance_present present_now(const struct scene *scene)
{
    struct balance_present present;
    balance_present_of(&present, &scene->document, &scene->model.playback);
    return present;
}

// Texts stay until the next one is asked for.
static struct stage_caption caption_now(struct scene *scene)
{
    const struct balance_present present = present_now(scene);
    arena_reset(&scene->arena);
    draw_list_init(&scene->list, &scene->arena, metrics_plain(), 1280, 800,
                   theme_get(scene->model.theme)->grounds[GROUND_PAGE]);
    frame_init(&scene->frame, &scene->list, &scene->ui, &scene->document, &scene->model);
    return stage_caption_of(&scene->frame, &present);
}

static struct scene *scene_of_script(const char *script)
{
    struct scene *scene = scene_of_built(build_script(NULL, script));
    scene->model.playback.playing = false;
    return scene;
}

static struct scene *scene_of_seed(uint64_t seed)
{
    struct build plan = build_plan(SEED + seed, 400);
    plan.truth = false;
    plan.switches = true;
    struct scene *scene = scene_of(&plan);
    scene->model.playback.playing = false;
    return scene;
}

// ---- the start -----------------------------------------------------------------------------------------------------

// Who sleeps before all are let go is on its way to the line: that is known, whatever it sleeps for.
static void before_the_release_nothing_is_unknown(void **state)
{
    (void)state;
    unsigned asleep = 0;
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        struct scene *scene = scene_of_seed(seed);
        const uint64_t released_ns = scene->document.recording.facts->released_ns;
        for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
            const char *text = text_of(language, TEXT_NOW_STATE_BLOCKED_ID), *unknown = strstr(text, "{1}") + 3;
            scene->model.language = language;
            for (uint32_t w = 0; w < experiment_of(&scene->document.recording)->count; w++) {
                const struct worker_states *worker = &scene->document.states.workers[w];
                for (size_t i = 0; i < worker->span_count && worker->spans[i].from_ns < released_ns; i++) {
                    struct state_span *span = (struct state_span *)&worker->spans[i];
                    span->state = span->state == STATE_READY ? STATE_BLOCKED : span->state; // as processes are there
                    playback_seek_ns(&scene->model.playback, &scene->document, worker->spans[i].from_ns);
                    asleep += worker->spans[i].state == STATE_BLOCKED && present_now(scene).now.kind == PRESENT_STATE;
                    if (strstr(caption_now(scene).first, unknown))
                        fail_msg("seed %llu: \"%s\" before the release", (unsigned long long)seed,
                                 caption_now(scene).first);
                }
            }
        }
        scene_close(scene);
    }
    assert_true(asleep > 0);
}

// ---- beats ---------------------------------------------------------------------------------------------------------

static void check_beats(const char *script, enum language language, const char *const lines[BEATS][2])
{
    struct scene *scene = scene_of_script(script);
    scene->model.language = language;
    for (int beat = 1; beat <= BEATS; beat++) {
        assert_true(playback_step_beat(&scene->model.playback, &scene->document, 1));
        const struct stage_caption caption = caption_now(scene);
        assert_string_equal(caption.first, lines[beat - 1][0]);
        assert_string_equal(caption.second, lines[beat - 1][1]);
        assert_int_equal(caption.lost, beat >= BEAT_OVER);
    }
    scene_close(scene);
}

// It was T1's -5 that wrote over T2's +8: it had read 5 before T2 wrote.
static void a_collision_is_told_in_its_beats(void **state)
{
    (void)state;
    static const char *const english[BEATS][2] = {
        { "T1 has read 5, T2 has read 0.", "Neither will see what the other writes." },
        { "T2 writes 0 + 8 = 8.", "T1 still goes by the 5 that it has read." },
        { "T1 read 5. T2 wrote 8.", "T1 now writes 0: T2's +8 is lost." },
        { "T1 has written 0 over the 8.", "One update is lost: T2's +8 is not in the balance." },
    };
    static const char *const chinese[BEATS][2] = {
        { "T1 已读到 5，T2 已读到 0。", "谁也看不到对方将写入的值。" },
        { "T2 写入 0 + 8 = 8。", "T1 手里仍是先前读到的 5。" },
        { "T1 读到 5。T2 写入了 8。", "T1 现在写入 0：T2 的 +8 丢失。" },
        { "T1 用 0 覆盖了 8。", "丢失 1 次更新：T2 的 +8 不在余额里。" },
    };
    check_beats("12112122", LANGUAGE_EN, english);
    check_beats("12112122", LANGUAGE_ZH, chinese);
}

static void many_lost_are_counted(void **state)
{
    (void)state;
    static const char *const english[BEATS][2] = {
        { "T1 and T2 have both read 0.", "Neither will see what the other writes." },
        { "T2 writes 0 + 8 = 8.", "T1 still goes by the 0 that it has read." },
        { "T1 read 0. T2 has written 5 times since.", "T1 now writes 5: 5 updates are lost." },
        { "T1 has written 5 over the 8.", "5 updates are lost, +8 in all." },
    };
    check_beats("1 2222222222 1", LANGUAGE_EN, english);
    static const char *const even[BEATS][2] = {
        { "T1 and T2 have both read 0.", "Neither will see what the other writes." },
        { "T2 writes 0 + 8 = 8.", "T1 still goes by the 0 that it has read." },
        { "T1 read 0. T2 has written 2 times since.", "T1 now writes 5: 2 updates are lost." },
        { "T1 has written 5 over the 0.", "2 updates are lost; their sum is 0." },
    };
    check_beats("1 2222 1", LANGUAGE_EN, even);
}

// Two lines of updates go on side by side, each writing over the other; the one that is not gone on with was built on
// more than was written meanwhile.
static void a_line_of_updates_is_lost_as_a_whole(void **state)
{
    (void)state;
    struct scene *scene = scene_of_script("12 11 22 11 22 11 22 1 2");
    const struct overwrites *overwrites = &balance_story(&scene->document)->overwrites;
    int said = 0;
    for (size_t i = 0; i < balance_story(&scene->document)->ledger.collision_count; i++) {
        const struct story_collision collision = story_collision_of(&scene->document, (int64_t)i);
        const struct overwrite *overwrite = overwrites_settling(overwrites, collision.collision);
        const struct overwriter by = overwrites_tell(overwrites, overwrite);
        const int64_t parent = by.parent == VERSION_START
                                   ? -1
                                   : (int64_t)order_position_of(&balance_story(&scene->document)->order, by.parent);
        playback_seek_beat(&scene->model.playback, &scene->document, story_place_of(&collision, BEAT_OVER));
        const bool line = strstr(caption_now(scene).second, "built one on the other") != NULL;
        said += line;
        assert_int_equal(line, overwrite->lost > (uint64_t)(by.position - parent - 1));
    }
    assert_true(said > 0);
    scene_close(scene);
}

// On the way from beat to beat the caption tells of what happens, not of the beat before.
static void between_beats_events_are_told(void **state)
{
    (void)state;
    struct scene *scene = scene_of_script("1 2222222222 1");
    playback_seek_event(&scene->model.playback, &scene->document, 4);
    assert_int_equal(story_beat_at(&scene->document, &scene->model.playback, NULL), BEAT_WRITES);
    assert_string_equal(caption_now(scene).first, "T2 reads 8.");
    scene_close(scene);
}

// Is there a stretch in which the worker was preempted, between its load and its store?
static bool was_off(const struct document *document, const struct overwriter *by)
{
    const struct worker_states *worker = &document->states.workers[version_worker(by->version)];
    for (size_t i = 0; i < worker->span_count; i++) {
        const struct state_span *span = &worker->spans[i];
        if (span->state == STATE_READY && span->preempted && span->from_ns < by->stored_ns &&
            span->to_ns > by->loaded_ns)
            return true;
    }
    return false;
}

static void taken_off_its_cpu_is_said_only_where_it_was(void **state)
{
    (void)state;
    uint64_t said = 0;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct scene *scene = scene_of_seed(seed);
        const struct document *document = &scene->document;
        for (size_t i = 0; i < balance_story(document)->ledger.collision_count; i++) {
            const struct story_collision collision = story_collision_of(document, (int64_t)i);
            const struct overwriter by =
                overwrites_tell(&balance_story(document)->overwrites,
                                overwrites_settling(&balance_story(document)->overwrites, collision.collision));
            playback_seek_beat(&scene->model.playback, document, story_place_of(&collision, BEAT_OVER));
            if (!strstr(caption_now(scene).first, "taken off its cpu"))
                continue;
            assert_true(document->states.from_kernel && by.held_known && was_off(document, &by));
            said++;
        }
        scene_close(scene);
    }
    assert_true(said > 0);
}

// The heading counts the beats, at the desk and in a lecture; the third shows what is about to be lost.
static void the_heading_counts_the_beats(void **state)
{
    (void)state;
    struct scene *scene = scene_of_script("12112122");
    for (int lecture = 0; lecture < 2; lecture++) {
        scene->model.lecture = lecture;
        playback_jump(&scene->model.playback, &scene->document, -1);
        scene_draw(scene);
        assert_false(scene_says(scene, "First collision, slow motion"));
        for (int beat = 1; beat <= BEATS; beat++) {
            char of[32];
            snprintf(of, sizeof of, "beat %d of 4", beat);
            playback_step_beat(&scene->model.playback, &scene->document, 1);
            scene_draw(scene);
            assert_true(scene_says(scene, "First collision, slow motion") && scene_says(scene, of));
            assert_true(scene_says(scene, "+ 1") || beat != BEAT_OVER);
        }
    }
    scene_close(scene);
}

// Under a GIL who is written over while it holds a value must have let go of it, and no cpu is blamed.
static void under_a_gil_the_gil_is_named(void **state)
{
    (void)state;
    const struct build plan = {
        .experiment = { .guard = GUARD_GIL, .python = PYTHON_3_9, .iterations = 500, .timing = TIMING_FULL },
        .seed = SEED,
        .burst = 20,
        .switches = true,
    };
    struct scene *scene = scene_of(&plan);
    scene->model.playback.playing = false;
    assert_true(balance_story(&scene->document)->ledger.collision_count > 0);
    for (size_t i = 0; i < balance_story(&scene->document)->ledger.collision_count; i++) {
        const struct story_collision collision = story_collision_of(&scene->document, (int64_t)i);
        playback_seek_beat(&scene->model.playback, &scene->document, story_place_of(&collision, BEAT_OVER));
        assert_non_null(strstr(caption_now(scene).first, " and let go of the GIL. "));
    }
    scene_close(scene);
}

// ---- too fast for events -------------------------------------------------------------------------------------------

static void fast_stretches_have_a_running_total(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct playback *playback = &scene->model.playback;
    playback_set_pace(playback, &scene->document, PACE_EVENT);
    playback_resume(playback, &scene->document);
    for (int i = 0; i < 20; i++) {
        char updates[32], lost[32];
        playback_advance(playback, &scene->document, 1);
        const struct balance_present present = present_now(scene);
        uint64_t so_far = 0;
        for (size_t k = 0; k < balance_story(&scene->document)->overwrites.count; k++) {
            const struct overwrite *overwrite = &balance_story(&scene->document)->overwrites.all[k];
            so_far += (int64_t)overwrite->position <= present.position ? overwrite->lost : 0;
        }
        snprintf(updates, sizeof updates, "%lld updates, ", (long long)present.position + 1);
        snprintf(lost, sizeof lost, "%llu lost so far.", (unsigned long long)so_far);
        const struct stage_caption caption = caption_now(scene);
        assert_true(present.now.fast);
        if (strncmp(caption.first, updates, strlen(updates)) != 0 || (so_far > 0 && !strstr(caption.first, lost)))
            fail_msg("'%s' should be '%s%s'", caption.first, updates, lost);
    }
    scene_draw(scene); // and no values of single workers, which would only flicker
    assert_false(scene_says(scene, "will write"));
    playback->playing = false; // at rest the event itself is told again
    assert_null(strstr(caption_now(scene).first, "so far"));
    scene_close(scene);
}

// ---- states and locks ----------------------------------------------------------------------------------------------

// Through every moment of many runs: nobody is said to be where it is not.
static void the_starting_line_is_told_truly(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct scene *scene = scene_of_seed(seed);
        const struct recording *recording = &scene->document.recording;
        struct playback *playback = &scene->model.playback;
        for (uint64_t ns = document_from_ns(&scene->document); ns < recording->facts->released_ns;
             ns += 1 + (recording->facts->released_ns - document_from_ns(&scene->document)) / 50) {
            uint32_t there = 0, started = 0;
            for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
                there += recording->tasks[w].entered_ns <= ns, started += recording->tasks[w].started_ns <= ns;
            playback_seek_ns(playback, &scene->document, ns);
            const struct stage_caption caption = caption_now(scene);
            if (strstr(caption.first, "All "))
                assert_int_equal(there, experiment_of(recording)->count);
            if (strstr(caption.first, "Nobody"))
                assert_int_equal(started, 0);
        }
        scene_close(scene);
    }
}

// Under a mutex those who wait are told, with what for and whom; never merely "it waits".
static void waits_are_told_with_their_holder(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_MUTEX, SEED);
    const struct waits *waits = &scene->document.waits;
    int named = 0, had = 0;
    scene->model.playback.playing = false;
    assert_true(waits->count > 0);
    playback_jump(&scene->model.playback, &scene->document, -1);
    while (playback_step_wait(&scene->model.playback, &scene->document, 1))
        named += strstr(caption_now(scene).first, " wants the mutex") != NULL;
    for (size_t i = 0; i < waits->count; i++) {
        const struct moments_place place = moments_at_other(&scene->document.moments, waits->all[i].to_ns);
        scene->model.playback.events = place.events;
        scene->model.playback.ns = place.ns;
        had += strstr(caption_now(scene).first, " has the mutex.") != NULL;
    }
    assert_true(named > 0 && had > 0);
    scene_close(scene);
}

// ---- the step done last --------------------------------------------------------------------------------------------

// The marker of the code agrees with the sentence: who has just loaded stands on a load, who stored on a store.
static void the_last_step_is_what_is_told(void **state)
{
    (void)state;
    static const enum guard_id kinds[] = { GUARD_NONE, GUARD_MUTEX, GUARD_SPIN, GUARD_ATOMIC, GUARD_GIL };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct scene *scene = scene_open(kinds[i], SEED);
        const struct program *program = guard_program(experiment_of(&scene->document.recording));
        const uint64_t count = order_event_count(&balance_story(&scene->document)->order);
        for (uint64_t events = 1; events <= count; events += 3) {
            playback_seek_event(&scene->model.playback, &scene->document, events);
            const struct balance_present present = present_now(scene);
            const uint32_t worker = version_worker(present.event.version);
            const int step = present_done_step(&present, &scene->document, worker);
            assert_true(step >= 0);
            const int kind = program->steps[step].kind;
            const int wanted = present.event.kind == ORDER_LOAD ? STEP_LOAD : STEP_STORE;
            if (kind != wanted && kind != STEP_MODIFY)
                fail_msg("%s: event %llu is a %s, the step done is of kind %d", guards[kinds[i]]->name,
                         (unsigned long long)events - 1, wanted == STEP_LOAD ? "load" : "store", kind);
        }
        scene_close(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_release_nothing_is_unknown),
        cmocka_unit_test(a_collision_is_told_in_its_beats),
        cmocka_unit_test(many_lost_are_counted),
        cmocka_unit_test(a_line_of_updates_is_lost_as_a_whole),
        cmocka_unit_test(between_beats_events_are_told),
        cmocka_unit_test(taken_off_its_cpu_is_said_only_where_it_was),
        cmocka_unit_test(under_a_gil_the_gil_is_named),
        cmocka_unit_test(the_heading_counts_the_beats),
        cmocka_unit_test(fast_stretches_have_a_running_total),
        cmocka_unit_test(the_starting_line_is_told_truly),
        cmocka_unit_test(waits_are_told_with_their_holder),
        cmocka_unit_test(the_last_step_is_what_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
