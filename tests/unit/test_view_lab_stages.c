// Every variant of every lab, run for real, on the stage and the timeline, at every size, language and scale and anywhere in the run:
// no text is cut, leaves its place or lies over another, and no arrow goes through one.
#include "support/view_scene.h"

#include "lab/lab.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 }, { 768, 1024 }, { 2560, 1080 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    SHAPES = SIZES * 2 * 2 * LANGUAGE_COUNT, // stage and timeline, desk and lecture
    MOMENTS = 5,
};

// What is quick of it, with the kernel's records where it gives them. False: the lab has no such run here.
static bool run(struct recording *recording, const struct lab *lab, const char *variant)
{
    static const char *const brief[][2] = { { "deadline", "150ms" }, { "repetitions", "4" }, { "rounds", "1" },
                                            { "count-most", "4" },   { "task-time", "2ms" }, { "unit", "1ms" } };
    const struct run_options options = { 0 };
    struct settings settings;
    settings_init(&settings, lab->settings, os_cpus_allowed()->count);
    assert_true(status_is_ok(settings_set(&settings, "variant", variant)));
    for (size_t i = 0; i < sizeof brief / sizeof *brief; i++)
        if (settings_has(&settings, brief[i][0]))
            assert_true(status_is_ok(settings_set(&settings, brief[i][0], brief[i][1])));
    if (!status_is_ok(settings_finish(&settings, UINT64_C(256) << 20))) // who needs more is drawn as the others are
        return false;
    const struct status status = run_plan(recording, &settings.plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s %s: %s", lab->name, variant, status.message);
    return true;
}

static void check(struct scene *scene, const char *lab, const char *variant, int moment)
{
    const struct model *model = &scene->model;
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    // At the desk the short timeline has a playhead and lines from row to row, which go through its words.
    const size_t wrong = draw_list_check_texts(&scene->list, out) +
                         (model->lecture && model->view == VIEW_STAGE ? draw_list_check_strokes(&scene->list, out) : 0);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%s %s, view %d, %dx%d, language %d%s, moment %d: %s", lab, variant, (int)model->view, model->width_px,
                 model->height_px, (int)model->language, model->lecture ? ", lecture" : "", moment, complaints);
    free(complaints);
}

static void check_shape(struct scene *scene, const char *lab, const char *variant, int shape)
{
    struct model *model = &scene->model;
    model->width_px = sizes[shape % SIZES].width;
    model->height_px = sizes[shape % SIZES].height;
    model->view = shape / SIZES % 2 ? VIEW_TIMELINE : VIEW_STAGE;
    model->lecture = shape / SIZES / 2 % 2;
    model->language = (enum language)(shape / SIZES / 4);
    for (int moment = 0; moment < MOMENTS; moment++) {
        playback_seek_share(&model->playback, &scene->document, (double)moment / (MOMENTS - 1));
        model->playback.playing = false;
        check(scene, lab, variant, moment);
    }
}

static void every_variant_is_drawn_everywhere(void **state)
{
    (void)state;
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++) {
        const struct lab *lab = lab_of(id);
        const struct setting *variants = lab && lab->program ? settings_variants(lab->settings) : NULL;
        for (int i = 0; variants && setting_choice_name(variants, i); i++) {
            struct recording recording;
            const char *variant = setting_choice_name(variants, i);
            if (!run(&recording, lab, variant))
                continue;
            struct scene *scene = scene_of_recording(recording);
            for (int shape = 0; shape < SHAPES; shape++)
                check_shape(scene, lab->name, variant, shape);
            scene_close(scene);
        }
    }
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_is_drawn_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
