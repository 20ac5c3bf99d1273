// The lock and the values on the Stage: who has it, how often it was taken, and that nobody's stale value goes unsaid.
#include "labs/balance/guard.h"
#include "view/stage/lock_now.h"
#include "view/ui/words.h"

#include "../support/view_scene.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 31

static uint64_t acquisitions(const struct document *document, int lock)
{
    uint64_t sum = 0;
    for (uint32_t w = 0; w < experiment_of(&document->recording)->count; w++)
        sum += recording_use(&document->recording, w, (uint32_t)lock).acquisitions;
    return sum;
}

static struct lock_now lock_after(struct scene *scene, uint64_t events, int lock, struct balance_present *present)
{
    playback_seek_event(&scene->model.playback, &scene->document, events);
    balance_present_of(present, &scene->document, &scene->model.playback);
    return lock_now_of(&scene->document, present, lock);
}

// Whoever is between the loads and stores of a pass has the program's lock; it is taken ever more often, in the end as often
// as the recording counted; then it is free and nobody waits.
static void check_lock(enum guard_id guard, enum timing_kind timing)
{
    const struct build plan = {
        .experiment = { .guard = guard, .iterations = 80, .count = 3, .timing = timing },
        .seed = SEED,
        .burst = 5,
        .switches = true,
    };
    struct scene *scene = scene_of(&plan);
    const struct document *document = &scene->document;
    const int lock = guards[guard]->lock_count - 1;
    uint64_t before = 0;
    for (uint64_t events = 0; events <= order_event_count(&balance_story(document)->order); events++) {
        struct balance_present present;
        const struct lock_now now = lock_after(scene, events, lock, &present);
        for (uint32_t w = 0; w < 3; w++)
            if (present_holds(&present, w) || present.made[w] % 2)
                assert_int_equal(now.holder, w);
        assert_true(now.taken_known && now.taken >= before);
        assert_int_equal(now.waiters, bit_set_count(&now.waiting));
        assert_false(now.free && now.holder >= 0);
        before = now.taken;
    }
    struct balance_present present;
    playback_jump(&scene->model.playback, document, 1);
    balance_present_of(&present, document, &scene->model.playback);
    const struct lock_now end = lock_now_of(document, &present, lock);
    assert_int_equal(end.taken, acquisitions(document, lock));
    assert_true(end.free);
    assert_int_equal(end.waiters, 0);
    scene_close(scene);
}

static void locks_are_told_as_they_were(void **state)
{
    (void)state;
    for (int timing = TIMING_OFF; timing < TIMING_COUNT; timing++) {
        check_lock(GUARD_MUTEX, (enum timing_kind)timing);
        check_lock(GUARD_SPIN, (enum timing_kind)timing);
        check_lock(GUARD_GIL_MUTEX, (enum timing_kind)timing);
        check_lock(GUARD_TICKET, (enum timing_kind)timing);
        check_lock(GUARD_FLAG, (enum timing_kind)timing);
    }
}

static void a_gil_has_been_taken_as_often_as_recorded(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, SEED);
    struct balance_present present;
    playback_jump(&scene->model.playback, &scene->document, 1);
    balance_present_of(&present, &scene->document, &scene->model.playback);
    const struct lock_now end = lock_now_of(&scene->document, &present, 0);
    assert_int_equal(end.taken, acquisitions(&scene->document, 0));
    assert_true(end.taken > 2 && end.free);
    scene_close(scene);
}

// At every size, in every language, in a lecture too, and for as many workers as have tokens.
static void no_stale_value_goes_unsaid(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    size_t seen = 0;
    for (uint32_t count = 2; count <= 12; count += 5) {
        const struct build plan = {
            .experiment = { .guard = GUARD_NONE, .iterations = 20, .count = count, .timing = TIMING_FULL },
            .seed = SEED,
            .burst = 2,
            .switches = true
        };
        struct scene *scene = scene_of(&plan);
        for (uint64_t events = 1; events < order_event_count(&balance_story(&scene->document)->order); events += 7) {
            struct balance_present present;
            scene->model.width_px = sizes[events % 5][0];
            scene->model.height_px = sizes[events % 5][1];
            scene->model.language = events / 5 % 2 ? LANGUAGE_ZH : LANGUAGE_EN;
            scene->model.lecture = events / 10 % 2;
            playback_seek_event(&scene->model.playback, &scene->document, events);
            balance_present_of(&present, &scene->document, &scene->model.playback);
            scene_draw(scene);
            for (uint32_t w = 0; w < count; w++) {
                if (!present_holds(&present, w) || present.behind[w] == 0)
                    continue;
                const char *behind = words_number(&scene->frame, (int64_t)present.behind[w]);
                const char *stale = text_fill(&scene->arena, scene->model.language, TEXT_STAGE_STALE_BY_ID, &behind, 1);
                const char *shorter =
                    text_fill(&scene->arena, scene->model.language, TEXT_STAGE_STALE_SHORT_ID, &behind, 1);
                seen++;
                if (!scene_says(scene, stale) && !scene_says(scene, shorter))
                    fail_msg("%u workers, after %llu events, %dx%d%s: \"%s\" is not said", count,
                             (unsigned long long)events, scene->model.width_px, scene->model.height_px,
                             scene->model.lecture ? ", lecture" : "", stale);
            }
        }
        scene_close(scene);
    }
    assert_true(seen > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locks_are_told_as_they_were),
        cmocka_unit_test(a_gil_has_been_taken_as_often_as_recorded),
        cmocka_unit_test(no_stale_value_goes_unsaid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
