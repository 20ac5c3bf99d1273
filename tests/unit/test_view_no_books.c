// A recording of no lab in the window: every view at every size and language, anywhere in the run, and whatever key is pressed.
#include "support/view_scene.h"

#include "labs/balance/story.h"
#include "support/random.h"
#include "support/recording_foreign.h"
#include "view/shapes/check.h"
#include "view/shapes/dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 2560, 1080 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
};

static struct scene *scene_without_books(enum guard_id guard, uint32_t tasks, uint64_t seed)
{
    const struct build plan = {
        .experiment = { .guard = guard, .count = tasks, .iterations = 60, .timing = TIMING_FULL },
        .seed = seed,
        .burst = 7,
        .switches = seed % 2
    };
    struct built *built = build_random(&plan);
    built_forget_lab(built);
    return scene_of_built(built);
}

static void check(struct scene *scene, const char *where)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%s, view %d, %dx%d, language %d%s: %s", where, (int)scene->model.view, scene->model.width_px,
                 scene->model.height_px, (int)scene->model.language, scene->model.lecture ? ", lecture" : "",
                 complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene, const char *where)
{
    struct model *model = &scene->model;
    for (int size = 0; size < SIZES; size++) {
        for (int view = 0; view < VIEW_COUNT; view++) {
            for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++) {
                model->width_px = sizes[size].width;
                model->height_px = sizes[size].height;
                model->view = (enum view)view;
                model->language = (enum language)(shape % LANGUAGE_COUNT);
                model->lecture = shape >= LANGUAGE_COUNT;
                check(scene, where);
            }
        }
    }
}

static void every_view_draws_it(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct scene *scene = scene_without_books((enum guard_id)guard, guard % 2 ? 2 : 3, 7 + (uint64_t)guard);
        assert_null(balance_story(&scene->document));
        for (int share = 0; share <= 4; share++) {
            char where[40];
            snprintf(where, sizeof where, "guard %d at %d/4", guard, share);
            playback_seek_share(&scene->model.playback, &scene->document, share / 4.0);
            if (share == 0 || share == 4 || guard < 2)
                check_everywhere(scene, where);
            else
                check(scene, where);
        }
        scene_close(scene);
    }
}

static void many_tasks_have_rows(void **state)
{
    (void)state;
    struct scene *scene = scene_without_books(GUARD_NONE, 40, 9);
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    scene->model.view = VIEW_TIMELINE;
    for (int size = 0; size < SIZES; size++) {
        scene->model.width_px = sizes[size].width;
        scene->model.height_px = sizes[size].height;
        scene->model.view = VIEW_TIMELINE;
        check(scene, "40 tasks");
        scene->model.view = VIEW_STAGE;
        check(scene, "40 tasks");
    }
    scene_close(scene);
}

// As a foreign program would leave it: a tree of threads and processes, a queue, names of all kinds.
static void a_foreign_run_is_drawn(void **state)
{
    (void)state;
    static const uint32_t tasks[] = { 1, 2, 9, WORKERS_MAX };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct foreign *foreign = foreign_new(tasks[i]);
        struct scene *scene = scene_of_recording(foreign->recording);
        for (int view = 0; view < VIEW_COUNT; view++) {
            for (int share = 0; share <= 8; share++) {
                scene->model.view = (enum view)view;
                playback_seek_share(&scene->model.playback, &scene->document, share / 8.0);
                scene_draw(scene);
                assert_false(scene->list.failed);
            }
        }
        const struct view_reason reason = view_reason_of(VIEW_LEDGER, &scene->document);
        assert_int_equal(reason.what, TEXT_NO_LEDGER_COMMAND_ID);
        for (int language = 0; language < LANGUAGE_COUNT; language++) // and how one is had
            assert_non_null(strstr(text_of((enum language)language, reason.why), "raceledger cc"));
        scene_close(scene);
        foreign_free(foreign);
    }
}

// Nobody asks the world to do what needs books, and nothing falls over.
static void any_key_anywhere(void **state)
{
    (void)state;
    static const char keys[] = "abcdefghijklmnopqrstuvwxyz0123456789 +-?,.<>/";
    struct random random = { random_seed(11) };
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct scene *scene = scene_without_books((enum guard_id)guard, 3, 20 + (uint64_t)guard);
        for (int i = 0; i < 400; i++) {
            const uint64_t which = random_below(&random, sizeof keys - 1 + 14);
            const uint32_t key = which < sizeof keys - 1 ? (uint32_t)keys[which]
                                                         : (uint32_t)(KEY_LEFT + (int)(which - (sizeof keys - 1)));
            scene_key(scene, key, random_one_in(&random, 6), random_one_in(&random, 4));
            if (random_one_in(&random, 3)) {
                const struct point at = point_at((float)random_below(&random, (uint64_t)scene->model.width_px),
                                                 (float)random_below(&random, (uint64_t)scene->model.height_px));
                scene_click(scene, at);
            }
            control_tick(&scene->model, &scene->document, 0.1);
            scene_draw(scene);
            assert_true(scene->model.playback.events == 0);
        }
        scene_close(scene);
    }
}

// What is said instead is said in words.
static bool says(const struct scene *scene, enum text_id id)
{
    const char *text = text_of(scene->model.language, id);
    char *dump = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&dump, &length);
    assert_non_null(out);
    draw_list_dump(&scene->list, out);
    fclose(out);
    const bool found = strstr(dump, text);
    free(dump);
    return found;
}

static void what_cannot_be_shown_is_said(void **state)
{
    (void)state;
    struct scene *scene = scene_without_books(GUARD_MUTEX, 3, 5);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        scene->model.view = VIEW_LEDGER;
        scene_draw(scene);
        assert_true(says(scene, TEXT_NO_BOOKS_ID) && says(scene, TEXT_NO_BOOKS_WHY_ID));
        scene->model.view = VIEW_TIMELINE;
        scene_draw(scene);
        assert_false(says(scene, TEXT_NO_BOOKS_ID) || says(scene, TEXT_TIMELINE_ROW_BALANCE_ID));
        assert_false(says(scene, TEXT_TIMELINE_EXTENT_ID)); // no updates are made
        assert_true(says(scene, TEXT_TIMELINE_FIT_ID));
        for (uint32_t t = 0; t < scene->document.recording.task_count; t++)
            assert_true(scene->document.overview.states[t].count > 0);
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_draws_it),          cmocka_unit_test(many_tasks_have_rows),
        cmocka_unit_test(a_foreign_run_is_drawn),       cmocka_unit_test(any_key_anywhere),
        cmocka_unit_test(what_cannot_be_shown_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
