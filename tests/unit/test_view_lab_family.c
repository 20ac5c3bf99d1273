// The family's picture: every variant's run drawn in rooms of many sizes, in each language and anywhere in the run, nothing
// outside its place; what picture and verdicts say of what is known.
#include "support/view_scene.h"

#include "lab/settings.h"
#include "labs/family/family.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/labs/lab_view.h"
#include "view/shapes/dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    MOMENTS = 5,
};

// A run of a variant, with a window onto it, whose document closes the recording.
struct shown {
    struct recording recording;
    struct scene *scene;
};

static void show(struct shown *shown, int variant)
{
    struct settings settings;
    const struct run_options options = { 0 };
    const char *name = setting_choice_name(settings_variants(&family_settings), variant);
    settings_init(&settings, &family_settings, os_cpus_allowed()->count);
    assert_true(status_is_ok(settings_set(&settings, "variant", name)));
    assert_true(status_is_ok(settings_set(&settings, "work", "3ms")));
    assert_true(status_is_ok(settings_set(&settings, "deadline", "20s")));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    const struct status status = run_plan(&shown->recording, &settings.plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s: %s", name, status.message);
    assert_int_equal(shown->recording.facts->ended, RUN_COMPLETE);
    shown->scene = scene_of_recording(shown->recording);
}

static void close_shown(struct shown *shown) { scene_close(shown->scene); }

// The lab's picture alone, in such a part of a window as the stage gives it.
static void draw_picture(struct scene *scene, float part_wide, float part_high)
{
    struct model *model = &scene->model;
    arena_reset(&scene->arena);
    view_prepare(model, &scene->document);
    draw_list_init(&scene->list, &scene->arena, metrics_plain(), model->width_px, model->height_px,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    frame_init(&scene->frame, &scene->list, &scene->ui, &scene->document, model);
    ui_begin(&scene->ui);
    lab_view_of(LAB_FAMILY)
        ->picture(&scene->frame, model->playback.ns,
                  rect_of(10, 10, part_wide * (float)model->width_px, part_high * (float)model->height_px));
}

static void check(struct scene *scene, int variant, float part_wide, float part_high)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    draw_picture(scene, part_wide, part_high);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("variant %d, %.2f by %.2f of %dx%d, language %d%s: %s", variant, part_wide, part_high,
                 scene->model.width_px, scene->model.height_px, (int)scene->model.language,
                 scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene, int variant)
{
    struct model *model = &scene->model;
    static const float parts[][2] = { { 0.27f, 0.3f }, { 0.2f, 0.1f }, { 0.45f, 0.2f }, { 0.1f, 0.5f } };
    for (int size = 0; size < SIZES; size++)
        for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++) {
            model->width_px = sizes[size].width;
            model->height_px = sizes[size].height;
            model->language = (enum language)(shape % LANGUAGE_COUNT);
            model->lecture = shape >= LANGUAGE_COUNT;
            for (size_t part = 0; part < sizeof parts / sizeof *parts; part++)
                check(scene, variant, parts[part][0], parts[part][1]);
        }
}

// Whether a text stands in the picture, by itself.
static bool shows(struct scene *scene, const char *text)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\"", text);
    char *dump = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&dump, &length);
    assert_non_null(out);
    scene_draw(scene);
    draw_list_dump(&scene->list, out);
    fclose(out);
    const bool found = strstr(dump, quoted) != NULL;
    free(dump);
    return found;
}

static void every_variant_is_drawn_anywhere(void **state)
{
    (void)state;
    for (int variant = 0; variant < (int)FAMILY_VARIANTS; variant++) {
        struct shown shown;
        show(&shown, variant);
        for (int moment = 0; moment < MOMENTS; moment++) {
            playback_seek_share(&shown.scene->model.playback, &shown.scene->document, moment / (MOMENTS - 1.0));
            check_everywhere(shown.scene, variant);
        }
        close_shown(&shown);
    }
}

static void pages_and_variables(void **state)
{
    (void)state;
    struct shown shown;
    show(&shown, FAMILY_GLOBALS);
    const struct family_shared *shared = program_lab_shared(&shown.recording);
    struct model *model = &shown.scene->model;
    model->width_px = 1920;
    model->height_px = 1080;
    model->language = LANGUAGE_EN;
    playback_seek_share(&model->playback, &shown.scene->document, 0);
    assert_true(shows(shown.scene, "x = 0"));
    assert_false(shows(shown.scene, "x = 1"));
    assert_false(shows(shown.scene, "64/64"));
    playback_seek_share(&model->playback, &shown.scene->document, 1);
    assert_true(shows(shown.scene, "x = 1"));
    assert_int_equal(shows(shown.scene, "64/64"), shared->pages_known);
    close_shown(&shown);
}

static void the_copied_line_waits_in_both_buffers(void **state)
{
    (void)state;
    struct shown shown;
    show(&shown, FAMILY_FORK_TWICE);
    struct model *model = &shown.scene->model;
    model->width_px = 1920;
    model->height_px = 1080;
    model->language = LANGUAGE_EN;
    playback_seek_ns(&model->playback, &shown.scene->document, shown.recording.tasks[1].created_ns + 1);
    assert_true(shows(shown.scene, "in its buffer"));
    assert_false(shows(shown.scene, "printed at its end"));
    playback_seek_share(&model->playback, &shown.scene->document, 1);
    assert_false(shows(shown.scene, "in its buffer"));
    assert_true(shows(shown.scene, "printed at its end"));
    close_shown(&shown);
}

static void every_end_has_its_verdict(void **state)
{
    (void)state;
    const struct lab_view *view = lab_view_of(LAB_FAMILY);
    assert_non_null(view);
    for (int variant = 0; variant < (int)FAMILY_VARIANTS; variant++) {
        struct shown shown;
        show(&shown, variant);
        playback_seek_share(&shown.scene->model.playback, &shown.scene->document, 1);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct lab_caption verdict = { NULL, NULL, false };
            shown.scene->model.language = (enum language)language;
            scene_draw(shown.scene);
            assert_true(view->verdict(&shown.scene->frame, &verdict));
            assert_true(verdict.first[0] != '\0');
            assert_null(strchr(verdict.first, '{'));
            assert_null(strchr(verdict.second, '{'));
        }
        close_shown(&shown);
    }
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_is_drawn_anywhere),
        cmocka_unit_test(pages_and_variables),
        cmocka_unit_test(the_copied_line_waits_in_both_buffers),
        cmocka_unit_test(every_end_has_its_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
