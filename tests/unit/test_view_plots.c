// The pictures of the labs that measure, of real runs: drawn at every size, language and theme and anywhere in the run, no word over
// another; what they say is what was measured.
#include "support/view_scene.h"

#include "document/present.h"
#include "lab/program_lab.h"
#include "lab/settings.h"
#include "labs/balance/present.h"
#include "labs/cost/cost.h"
#include "labs/workers/workers.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/labs/cost/view.h"
#include "view/labs/plot.h"
#include "view/shapes/check.h"
#include "view/stage/parts.h"
#include "view/ui/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct plan plan_of(const struct lab_settings *lab, const char *const *words)
{
    struct settings settings;
    settings_init(&settings, lab, os_cpus_allowed()->count);
    for (; *words; words += 2)
        assert_true(status_is_ok(settings_set(&settings, words[0], words[1])));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    return settings.plan;
}

#define PLAN(lab, ...) plan_of(lab, (const char *const[]){ __VA_ARGS__, NULL })

static struct scene *scene_of_run(struct recording *recording, struct plan plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, &plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return scene_of_recording(*recording);
}

static void seek(struct scene *scene, double share)
{
    const uint64_t from = document_from_ns(&scene->document), to = document_to_ns(&scene->document);
    playback_seek_ns(&scene->model.playback, &scene->document, from + (uint64_t)(share * (double)(to - from)));
    scene->model.playback.playing = false;
}

static void check(struct scene *scene)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%dx%d, language %d%s: %s", scene->model.width_px, scene->model.height_px, (int)scene->model.language,
                 scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene)
{
    static const int sizes[][2] = { { 1024, 768 }, { 1366, 768 },  { 1920, 1080 },
                                    { 768, 1024 }, { 2560, 1080 }, { 3840, 2160 } };
    static const double shares[] = { 0, 0.02, 0.5, 0.99, 1 };
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (int look = 0; look < 4; look++)
            for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
                scene->model.width_px = sizes[size][0];
                scene->model.height_px = sizes[size][1];
                scene->model.language = look & 1 ? LANGUAGE_ZH : LANGUAGE_EN;
                scene->model.lecture = look & 2 && sizes[size][0] >= 1366;
                scene->model.theme = look & 1 ? THEME_LIGHT : THEME_DARK;
                scene->model.view = VIEW_STAGE;
                seek(scene, shares[i]);
                check(scene);
            }
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.language = LANGUAGE_EN;
    scene->model.lecture = false;
}

static void costs_are_drawn(void **state)
{
    (void)state;
    static const char *const variants[] = { "thread", "process", "process-16", "hand-over" };
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct recording recording;
        struct scene *scene =
            scene_of_run(&recording, PLAN(&cost_settings, "variant", variants[i], "repetitions", "40"));
        check_everywhere(scene);
        seek(scene, 1);
        scene_draw(scene);
        for (uint32_t row = 0; row < COST_ROWS; row++)
            if (cost_has_row(recording.plan, row))
                assert_true(scene_says_exactly(scene, words_time(&scene->frame, cost_median_ns(&recording, row))));
        assert_true(scene_says(scene, "half take at most"));
        scene_close(scene);
    }
}

static void how_many_pay_is_drawn(void **state)
{
    (void)state;
    static const char *const kinds[] = { "threads", "processes", "gil" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct recording recording;
        struct scene *scene =
            scene_of_run(&recording, PLAN(&workers_settings, "variant", i ? "both" : "waiting", "workers", kinds[i],
                                          "unit", "1ms", "units", "16", "rounds", "1"));
        check_everywhere(scene);
        seek(scene, 1);
        scene_draw(scene);
        char speed[32];
        snprintf(speed, sizeof speed, "%.1f ×", workers_speed(&recording, 3, UINT64_MAX));
        assert_true(scene_says_exactly(scene, speed));
        assert_true(scene_says(scene, "1 to 2 workers a core"));
        scene_close(scene);
    }
}

// A run that was stopped before anything was measured has axes, and nothing in them.
static void nothing_measured_is_drawn(void **state)
{
    (void)state;
    struct recording recording;
    struct scene *scene = scene_of_run(&recording, PLAN(&cost_settings, "variant", "process-128", "deadline", "1ms"));
    check_everywhere(scene);
    scene_close(scene);
}

// Values lie where the axes say, and never outside of them.
static void values_lie_between_the_axes(void **state)
{
    (void)state;
    static const struct plot_tick none = { 0, NULL };
    const struct plot plot = { .area = { 100, 50, 200, 80 },
                               .x = { .from = 0, .to = 10, .ticks = &none },
                               .y = { .from = 10, .to = 1000, .logarithmic = true, .ticks = &none } };
    struct point at = plot_point(&plot, 5, 100);
    assert_float_equal(at.x, 200, 0.01);
    assert_float_equal(at.y, 90, 0.01);
    at = plot_point(&plot, -3, 5000);
    assert_float_equal(at.x, 100, 0.01);
    assert_float_equal(at.y, 50, 0.01);
    at = plot_point(&plot, 11, 0);
    assert_float_equal(at.x, 300, 0.01);
    assert_float_equal(at.y, 130, 0.01);
}

static void time_axes_hold_their_values(void **state)
{
    (void)state;
    static const double spans[][4] = { // least, most; the axis
                                       { 19000, 31000, 10e3, 50e3 },
                                       { 1, 1, 1, 2 },
                                       { 999, 1e9, 500, 1e9 },
                                       { 3e6, 2.1e9, 2e6, 5e9 }
    };
    struct recording recording;
    struct scene *scene = scene_of_run(&recording, PLAN(&cost_settings, "variant", "thread", "repetitions", "1"));
    scene_draw(scene);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        const struct plot_axis axis = plot_time_axis(&scene->frame, spans[i][0], spans[i][1]);
        assert_true(axis.from / spans[i][2] > 0.999 && axis.from / spans[i][2] < 1.001);
        assert_true(axis.to / spans[i][3] > 0.999 && axis.to / spans[i][3] < 1.001);
        assert_true(axis.logarithmic && axis.ticks->text);
    }
    assert_string_equal(plot_time_axis(&scene->frame, 19000, 31000).ticks[1].text, "20 µs");
    scene_close(scene);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_drawn),
        cmocka_unit_test(how_many_pay_is_drawn),
        cmocka_unit_test(nothing_measured_is_drawn),
        cmocka_unit_test(values_lie_between_the_axes),
        cmocka_unit_test(time_axes_hold_their_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
