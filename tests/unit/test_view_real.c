// The comparison's page of a real CPython: both runs on one scale, at every size and in every language; what it runs, where there is no
// interpreter, and how one comes there from the dial.
#include "support/view_scene.h"

#include "labs/balance/settings.h"
#include "support/recording_foreign.h"
#include "view/compare/real.h"
#include "view/compare/real_feed.h"
#include "view/compare/real_sight.h"
#include "view/model/setting_rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct beside_scene {
    struct scene *scene; // its document is the model's run
    struct foreign *foreign;
    struct document recorded;
};

static struct beside_scene *pair_open(uint32_t tasks)
{
    struct beside_scene *pair = calloc(1, sizeof *pair);
    assert_non_null(pair);
    const struct build plan = {
        .experiment = { .guard = GUARD_GIL, .iterations = 20000, .timing = TIMING_FULL }, // some milliseconds
        .seed = 7,
        .burst = 400,
        .switches = true,
    };
    pair->scene = scene_of(&plan);
    pair->foreign = foreign_new(tasks);
    pair->scene->model.view = VIEW_COMPARE;
    pair->scene->model.compare->page = PAGE_REAL;
    pair->foreign->facts.ended = RUN_COMPLETE;
    pair->foreign->command[0] = (struct recorded_command){ .end = COMMAND_EXITED, .inside = 1, .text = "python3.9" };
    struct recording recording = pair->foreign->recording;
    recording.command = pair->foreign->command;
    recording.command_count = 1;
    assert_true(status_is_ok(document_build(&pair->recorded, &recording)));
    assert_true(status_is_ok(real_show(pair->scene->model.compare, &pair->scene->document, &pair->recorded)));
    return pair;
}

static void pair_close(struct beside_scene *pair)
{
    document_finish(&pair->recorded);
    scene_close(pair->scene);
    foreign_free(pair->foreign);
    free(pair);
}

static void check(struct scene *scene, const char *what)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%s, %dx%d, zoom %.1f, language %d%s: %s", what, scene->model.width_px, scene->model.height_px,
                 (double)scene->model.zoom, (int)scene->model.language, scene->model.lecture ? ", lecture" : "",
                 complaints);
    free(complaints);
}

static void at_every_size(struct scene *scene, const char *what)
{
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (int shape = 0; shape < 8; shape++) {
            scene->model.width_px = sizes[size].width;
            scene->model.height_px = sizes[size].height;
            scene->model.language = shape & 1 ? LANGUAGE_ZH : LANGUAGE_EN;
            scene->model.lecture = shape & 2;
            scene->model.theme = shape & 4 ? THEME_LIGHT : THEME_DARK;
            check(scene, what);
        }
    scene->model = (struct model){ 0 };
    model_init(&scene->model, &scene->models, 4);
}

static void every_size_shows_both(void **state)
{
    (void)state;
    static const uint32_t tasks[] = { 1, 3, 40 };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct beside_scene *pair = pair_open(tasks[i]);
        scene_draw(pair->scene);
        assert_true(scene_says(pair->scene, "Model of CPython 3.9"));
        assert_true(scene_says(pair->scene, "CPython 3.9, recorded"));
        assert_int_equal(scene_count_text(pair->scene, text_of(LANGUAGE_EN, TEXT_REAL_WAITING_ID)), BESIDE_PARTS);
        at_every_size(pair->scene, "both");
        pair_close(pair);
    }
}

static void nothing_yet_says_what_to_do(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 5);
    struct real_model *real = &scene->model.compare->real;
    scene->model.view = VIEW_COMPARE;
    scene->model.compare->page = PAGE_REAL;
    scene_draw(scene);
    assert_true(scene_says(scene, "python3.9"));
    assert_true(ui_hit_of(&scene->ui, ui_id("compare start", 0))->disabled);
    scene_act(scene, ACTION_COMPARE_RUN, 0); // by whatever way it comes
    assert_int_equal(scene->wishes.count, 0);
    assert_non_null(strstr(scene->model.message, "python3.9"));
    strcpy(real->interpreters[PYTHON_3_9], "/usr/bin/python3.9");
    scene_draw(scene);
    assert_false(ui_hit_of(&scene->ui, ui_id("compare start", 0))->disabled);
    scene_act(scene, ACTION_COMPARE_RUN, 0);
    assert_true(scene_asked(scene, WISH_COMPARE));
    scene->model.compare->running = true;
    scene->model.compare->running_page = PAGE_REAL;
    scene_draw(scene);
    scene_act(scene, ACTION_COMPARE_RUN, 0);
    assert_true(scene_asked(scene, WISH_STOP_COMPARING));
    at_every_size(scene, "nothing yet");
    scene_close(scene);
}

// Where nothing is found the button is there, off, and says why.
static void the_dial_leads_there(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, 5);
    scene_act(scene, ACTION_SETTING, settings_named(scene->model.settings.lab, "python"));
    scene_draw(scene);
    const struct hit *hit = ui_hit_of(&scene->ui, ui_id("compare real", 0));
    assert_non_null(hit);
    assert_true(hit->disabled);
    assert_non_null(strstr(hit->tip, "python3.9"));
    strcpy(scene->model.compare->real.interpreters[PYTHON_3_9], "/usr/bin/python3.9");
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("compare real", 0))->rect));
    assert_true(scene_asked(scene, WISH_COMPARE));
    assert_int_equal(scene->model.view, VIEW_COMPARE);
    assert_int_equal(scene->model.compare->page, PAGE_REAL);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    // Settings that have no dial have no such button.
    scene_act(scene, ACTION_SETTING, settings_named(scene->model.settings.lab, "cores"));
    scene_draw(scene);
    assert_null(ui_hit_of(&scene->ui, ui_id("compare real", 0)));
    scene_close(scene);
}

static void the_page_turns_the_dial(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, 5);
    scene->model.view = VIEW_COMPARE;
    scene->model.compare->page = PAGE_REAL;
    for (int i = 0; i < 2 * PYTHON_COUNT; i++)
        scene_act(scene, ACTION_COMPARE_REPEAT, -1);
    assert_int_equal(settings_experiment(&scene->model.settings)->python, PYTHON_2_7);
    for (int i = 0; i < 2 * PYTHON_COUNT; i++)
        scene_act(scene, ACTION_COMPARE_REPEAT, 1);
    assert_int_equal(settings_experiment(&scene->model.settings)->python, PYTHON_3_13); // 3.13t has no GIL
    scene_close(scene);
}

// ---- what is run ---------------------------------------------------------------------------------------------------

static void no_real_python_is_asked_for_what_it_has_not(void **state)
{
    (void)state;
    static const char *const never[] = { "--workers", "--memory", "--io-", "--guard mutex" };
    char words[1024];
    struct settings settings;
    settings_init(&settings, &balance_settings, 4);
    struct experiment experiment = *settings_experiment(&settings);
    for (uint32_t guard = 0; guard < GUARD_COUNT; guard++) {
        experiment.guard = guard;
        experiment.workers = WORKERS_PROCESSES;
        experiment.memory = MEMORY_PRIVATE;
        experiment.cores = 2;
        experiment.io_every = 10;
        experiment.iterations = 1234;
        experiment.program = PROGRAM_INLINE;
        const struct experiment real = real_experiment(&experiment);
        assert_true(experiment_words(&real, words, sizeof words));
        for (size_t i = 0; i < sizeof never / sizeof *never; i++)
            if (strstr(words, never[i]))
                fail_msg("guard %u:%s", guard, words);
        assert_true(real.guard == GUARD_GIL || (real.guard == GUARD_GIL_MUTEX && real.program == PROGRAM_LOCK));
        assert_int_equal(real.iterations, 1234);
        if (guard == GUARD_GIL)
            assert_int_equal(real.program, PROGRAM_INLINE);
    }
}

static void lines_tell_how_far_it_is(void **state)
{
    (void)state;
    static const char *const wrong[] = { "",         "model",       "model 5",   "model 5 4\n", "model 1 2 3\n",
                                         "real 1\n", "model -1 5x", "modelx 1 2" };
    struct scene *scene = scene_open(GUARD_NONE, 5);
    struct compare_model *model = scene->model.compare;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (real_feed(model, wrong[i]))
            fail_msg("\"%s\" was taken", wrong[i]);
    assert_true(real_feed(model, "model 300 400\n"));
    assert_int_equal(model->real.made, 300);
    assert_int_equal(model->real.in_all, 400);
    assert_true(real_feed(model, "real\n"));
    assert_int_equal(model->real.phase, REAL_RECORDS);
    assert_false(real_feed(model, "model 400 400\n")); // it has ended
    scene_close(scene);
}

// ---- what is in sight ----------------------------------------------------------------------------------------------

static void is_the_same_of_both(const struct real_model *real)
{
    const struct rect plots = rect_of(100, 0, 1000, 100);
    const struct timeline_axis model = real_sight_axis(real, BESIDE_MODEL, plots),
                               recorded = real_sight_axis(real, BESIDE_REAL, plots);
    const uint64_t from[] = { real->figures[BESIDE_MODEL].gil.from_ns, real->figures[BESIDE_REAL].gil.from_ns };
    assert_int_equal(model.from_ns - from[0], recorded.from_ns - from[1]);
    assert_int_equal(model.to_ns - model.from_ns, recorded.to_ns - recorded.from_ns);
    assert_true(model.to_ns > model.from_ns && model.from_ns >= from[0]);
    assert_true(model.to_ns - from[0] <= real_sight_whole(real) + 1);
}

static void pointer_to(struct real_model *real, enum pointer_kind kind, float x, float wheel_y, bool shift, float down)
{
    const struct hit hit = { .rect = rect_of(100, 0, 1000, 100) };
    const struct area_input input = { .hit = &hit,
                                      .event = { .kind = kind, .at = { x, 50 }, .wheel_y = wheel_y, .shift = shift },
                                      .pressed = down >= 0,
                                      .pressed_at = { down, 50 } };
    assert_true(real_sight_pointer(real, &input));
    is_the_same_of_both(real);
}

static void both_are_on_one_scale(void **state)
{
    (void)state;
    struct beside_scene *pair = pair_open(4);
    struct real_model *real = &pair->scene->model.compare->real;
    const struct rect plots = rect_of(100, 0, 1000, 100);
    is_the_same_of_both(real);
    const struct timeline_axis before = real_sight_axis(real, BESIDE_MODEL, plots);
    pointer_to(real, POINTER_WHEEL, 600, 4, false, -1);
    const struct timeline_axis near = real_sight_axis(real, BESIDE_MODEL, plots);
    assert_true(near.to_ns - near.from_ns < before.to_ns - before.from_ns);
    // What was under the pointer stays there.
    assert_true(fabs((double)timeline_ns(&near, 600) - (double)timeline_ns(&before, 600)) <
                2 + (double)(before.to_ns - before.from_ns) / 500);
    pointer_to(real, POINTER_DOWN, 600, 0, false, 600);
    pointer_to(real, POINTER_MOVE, 500, 0, false, 600);
    assert_true(real_sight_axis(real, BESIDE_MODEL, plots).from_ns >= near.from_ns);
    pointer_to(real, POINTER_WHEEL, 300, 2, true, -1);
    for (int i = 0; i < 100; i++)
        pointer_to(real, POINTER_WHEEL, 900, -3, false, -1);
    assert_true(real_sight_is_whole(real));
    for (int i = 0; i < 100; i++)
        pointer_to(real, POINTER_WHEEL, 150, 3, false, -1);
    pointer_to(real, POINTER_DOUBLE, 300, 0, false, -1);
    const struct timeline_axis again = real_sight_axis(real, BESIDE_MODEL, plots);
    assert_memory_equal(&again, &before, sizeof again);
    pair_close(pair);
}

// A run is opened by its part; what is gone is shown no more.
static void runs_can_be_opened(void **state)
{
    (void)state;
    struct beside_scene *pair = pair_open(4);
    for (int part = 0; part < BESIDE_PARTS; part++) {
        pair->scene->model.view = VIEW_COMPARE;
        scene_draw(pair->scene);
        scene_click(pair->scene, rect_centre(ui_hit_of(&pair->scene->ui, ui_id("real open", part))->rect));
        assert_true(scene_asked(pair->scene, WISH_OPEN_COMPARED));
        assert_int_equal(pair->scene->wishes.list[0].compared.page, PAGE_REAL);
        assert_int_equal(pair->scene->wishes.list[0].compared.row, part);
    }
    assert_true(status_is_ok(real_show(pair->scene->model.compare, NULL, NULL)));
    scene_draw(pair->scene);
    assert_null(ui_hit_of(&pair->scene->ui, ui_id("real open", 0)));
    pair_close(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_shows_both),
        cmocka_unit_test(nothing_yet_says_what_to_do),
        cmocka_unit_test(the_dial_leads_there),
        cmocka_unit_test(the_page_turns_the_dial),
        cmocka_unit_test(no_real_python_is_asked_for_what_it_has_not),
        cmocka_unit_test(lines_tell_how_far_it_is),
        cmocka_unit_test(both_are_on_one_scale),
        cmocka_unit_test(runs_can_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
