// The locks' picture and words, of real runs: at every size, language and moment nothing is cut off or runs into another, and what
// the picture says of a ring is what the notes say.
#include "support/view_scene.h"

#include "lab/settings.h"
#include "labs/locks/reading.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/labs/locks/view.h"
#include "view/shapes/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 2560, 1080 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    MOMENTS = 6,
};

static struct scene *scene_of_run(const char *const *words)
{
    struct settings settings;
    struct recording recording;
    const struct run_options options = { 0 };
    settings_init(&settings, &locks_settings, os_cpus_allowed()->count);
    for (; *words; words += 2)
        assert_true(status_is_ok(settings_set(&settings, words[0], words[1])));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    assert_true(status_is_ok(run_plan(&recording, &settings.plan, &options)));
    assert_true(status_is_ok(recording_verify(&recording)));
    return scene_of_recording(recording);
}

#define SCENE(...)                                                                                                     \
    scene_of_run((const char *const[]){ __VA_ARGS__, "deadline", "150ms", "hold", "5ms", "timeout", "3ms", NULL })

static void go(struct scene *scene, uint64_t ns) { playback_seek_ns(&scene->model.playback, &scene->document, ns); }

// Its picture and its icon alone, in rooms as the stage and the choice of labs give them.
static void draw(struct scene *scene)
{
    struct frame *frame = &scene->frame;
    const struct model *model = &scene->model;
    scene_draw(scene);
    arena_reset(&scene->arena);
    draw_list_init(&scene->list, &scene->arena, metrics_plain(), model->width_px, model->height_px,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    ui_begin(&scene->ui);
    frame_init(frame, &scene->list, &scene->ui, &scene->document, model);
    const float width = (float)model->width_px, height = (float)model->height_px;
    locks_view.picture(frame, model->playback.ns, rect_of(0, 0, width * 0.26f, height * 0.22f));
    locks_view.icon(frame, rect_of(0, height * 0.5f, width * 0.1f, height * 0.1f));
}

static void check(struct scene *scene)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("variant %d, %dx%d, language %d%s: %s", (int)locks_plan_of(scene->document.recording.plan)->variant,
                 scene->model.width_px, scene->model.height_px, (int)scene->model.language,
                 scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene)
{
    struct model *model = &scene->model;
    const uint64_t from = document_from_ns(&scene->document), to = document_to_ns(&scene->document);
    model->view = VIEW_STAGE;
    for (int size = 0; size < SIZES; size++)
        for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++)
            for (uint64_t i = 0; i <= MOMENTS; i++) {
                model->width_px = sizes[size].width;
                model->height_px = sizes[size].height;
                model->language = (enum language)(shape % LANGUAGE_COUNT);
                model->lecture = shape >= LANGUAGE_COUNT;
                go(scene, from + (to - from) * i / MOMENTS);
                check(scene);
            }
}

static void every_variant(void **state)
{
    (void)state;
    for (int i = 0; i < LOCKS_VARIANTS; i++) {
        struct scene *scene = SCENE("variant", setting_choice_name(settings_variants(&locks_settings), i));
        check_everywhere(scene);
        scene_close(scene);
    }
    struct scene *scenes[] = {
        SCENE("holder", "killed"),
        SCENE("rescue", "yes"),
        SCENE("variant", "philosophers", "count", "2"),
        SCENE("variant", "philosophers", "count", "4", "arrangement", "waiter"),
    };
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the array is one of pointers
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        check_everywhere(scenes[i]);
        scene_close(scenes[i]);
    }
}

// It says "deadlock" while a ring is closed, and at no other time.
static void the_ring_is_said(void **state)
{
    (void)state;
    struct scene *scene = SCENE("variant", "opposite-orders", "pause", "5ms");
    struct locks_reading reading;
    locks_reading_begin(&reading, &scene->document.recording);
    scene->model.view = VIEW_STAGE;
    scene->model.language = LANGUAGE_EN;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    if (reading.ring) { // no run has to have one
        go(scene, reading.ring->closed_ns - 1);
        scene_draw(scene);
        assert_false(scene_says_exactly(scene, "deadlock"));
        go(scene, reading.ring->closed_ns + 1);
        scene_draw(scene);
        assert_true(scene_says_exactly(scene, "deadlock"));
        assert_true(scene_says(scene, "The ring is closed"));
    }
    locks_reading_end(&reading);
    scene_close(scene);
}

// A dead holder's lock is said to be one; a copy that is held by nobody who is there is closed.
static void the_dead_are_said(void **state)
{
    (void)state;
    struct scene *scene = SCENE("holder", "killed");
    const struct recording *recording = &scene->document.recording;
    scene->model.view = VIEW_STAGE;
    scene->model.language = LANGUAGE_EN;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    if (recording->tasks[1].end == TASK_SIGNALED) {
        go(scene, document_to_ns(&scene->document) - 1);
        scene_draw(scene);
        assert_true(scene_says(scene, "a dead process"));
    }
    scene_close(scene);
}

// A fork's copy of a lock is no lock, open or closed, before it is made.
static void a_copy_is_not_there_before_the_fork(void **state)
{
    (void)state;
    struct scene *scene = SCENE("variant", "fork-while-held", "share", "90");
    const struct recording *recording = &scene->document.recording;
    const uint64_t from_ns = locks_resource_from(recording, LOCKS_COPY);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.view = VIEW_STAGE;
    assert_int_equal(locks_resource_from(recording, LOCKS_ORIGINAL), 0);
    assert_true(from_ns > recording->tasks[0].created_ns);
    if (from_ns != UINT64_MAX) { // unless the machine was very slow
        go(scene, from_ns - 1);
        scene_draw(scene);
        const int before = scene_count_text(scene, "its copy"); // in the timeline below
        assert_true(scene_says_exactly(scene, "lock"));
        go(scene, from_ns + 1);
        scene_draw(scene);
        assert_true(scene_count_text(scene, "its copy") > before);
    }
    scene_close(scene);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant),
        cmocka_unit_test(the_ring_is_said),
        cmocka_unit_test(the_dead_are_said),
        cmocka_unit_test(a_copy_is_not_there_before_the_fork),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
