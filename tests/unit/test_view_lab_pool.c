// The pool in the window: its picture, captions and verdict of real runs, at every size and language, anywhere in them.
#include "support/view_scene.h"

#include "lab/settings.h"
#include "labs/pool/pool.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/labs/lab_names.h"
#include "view/labs/pool/view.h"
#include "view/shapes/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    SHARES = 5,
};

static void run(struct recording *recording, const char *variant, const char *processes, const char *tasks)
{
    const struct run_options options = { 0 };
    const char *const words[][2] = { { "variant", variant },
                                     { "processes", processes },
                                     { "tasks", tasks },
                                     { "task-time", "2ms" },
                                     { "deadline", "150ms" } };
    struct settings settings;
    settings_init(&settings, &pool_settings, os_cpus_allowed()->count);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(status_is_ok(settings_set(&settings, words[i][0], words[i][1])));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    const struct status status = run_plan(recording, &settings.plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
}

// Its picture and its icon alone, in rooms as the stage and the choice of labs give them.
static void draw(struct scene *scene, float share)
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
    const uint64_t ns = model->playback.ns;
    pool_view.picture(frame, ns, rect_of(0, 0, width * share, height * 0.2f));
    pool_view.icon(frame, rect_of(0, height * 0.5f, width * 0.1f, height * 0.1f));
}

static void check(struct scene *scene, const char *variant, float share)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    draw(scene, share);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%s, %dx%d, language %d%s: %s", variant, scene->model.width_px, scene->model.height_px,
                 (int)scene->model.language, scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene, const char *variant)
{
    for (int at = 0; at < SIZES * SHARES * LANGUAGE_COUNT * 2; at++) {
        struct model *model = &scene->model;
        model->width_px = sizes[at % SIZES].width;
        model->height_px = sizes[at % SIZES].height;
        model->language = (enum language)(at / SIZES % LANGUAGE_COUNT);
        model->lecture = at / (SIZES * LANGUAGE_COUNT) % 2;
        const int share = at / (SIZES * LANGUAGE_COUNT * 2);
        playback_seek_share(&model->playback, &scene->document, (double)share / (double)(SHARES - 1));
        check(scene, variant, at % 3 ? 0.27f : 0.45f);
    }
}

// Whatever is told of it has words, in which no part is left open; the end is told as the report tells it.
static void check_words(struct scene *scene, const char *variant)
{
    const struct tale *tale = &scene->document.tale;
    struct lab_caption caption;
    char sentence[LAB_SENTENCE_BYTES];
    scene->model.language = LANGUAGE_EN;
    scene_draw(scene);
    for (size_t i = 0; i < tale->count; i++)
        if (pool_view.caption(&scene->frame, &tale->all[i], &caption) &&
            (!*caption.first || strchr(caption.first, '{') || strstr(caption.first, "535")))
            fail_msg("%s, event %zu: \"%s\"", variant, i, caption.first);
    assert_true(pool_view.verdict(&scene->frame, &caption));
    assert_string_equal(caption.first, pool_sentence(&scene->document.recording, sentence));
}

static void every_variant_is_drawn(void **state)
{
    (void)state;
    for (int variant = 0; variant < POOL_VARIANTS; variant++) {
        struct recording recording;
        const char *name = setting_choice_name(settings_variants(&pool_settings), variant);
        run(&recording, name, "3", "10");
        struct scene *scene = scene_of_recording(recording);
        check_everywhere(scene, name);
        check_words(scene, name);
        scene_close(scene);
    }
}

static void many_workers_and_tasks_are_counted(void **state)
{
    (void)state;
    struct recording recording;
    run(&recording, "apply-async", "16", "100");
    struct scene *scene = scene_of_recording(recording);
    check_everywhere(scene, "16 workers");
    check_words(scene, "16 workers");
    scene_close(scene);
}

// The moment at which a task raises its error, and where its result stands afterwards.
static void the_error_is_marked(void **state)
{
    (void)state;
    struct recording recording;
    run(&recording, "exception", "3", "10");
    assert_int_equal(recording.facts->ended, RUN_COMPLETE);
    struct scene *scene = scene_of_recording(recording);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    const struct tale *tale = &scene->document.tale;
    size_t raised = 0;
    while (raised < tale->count && (tale->all[raised].kind != TOLD_NOTE ||
                                    tale_note(&scene->document.recording, &tale->all[raised])->kind != NOTE_RAISED))
        raised++;
    assert_true(raised < tale->count);
    playback_seek_ns(&scene->model.playback, &scene->document, tale->all[raised].ns);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "raises"));
    assert_true(scene_says_exactly(scene, "task 3"));
    playback_seek_share(&scene->model.playback, &scene->document, 1);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "10 results, 10 unread"));
    struct lab_caption verdict;
    assert_true(pool_view.verdict(&scene->frame, &verdict));
    assert_non_null(strstr(verdict.first, "nobody heard of it"));
    scene_close(scene);
}

// In the short timeline the workers' rows are high enough for what they do; the threads that help them are counted.
static void the_workers_rows_say_their_tasks(void **state)
{
    (void)state;
    struct recording recording;
    run(&recording, "apply-async", "3", "10");
    struct scene *scene = scene_of_recording(recording);
    scene->model.width_px = 1366;
    scene->model.height_px = 768;
    scene->model.language = LANGUAGE_EN;
    playback_seek_share(&scene->model.playback, &scene->document, 1);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "+3"));
    for (uint32_t w = 1; w < recording.task_count; w++) {
        const struct worker_states *states = &scene->document.states.workers[w];
        for (size_t i = 0; i < states->span_count; i++) {
            const struct state_span *span = &states->spans[i];
            if (span->state == STATE_BLOCKED && span->lock > 0 &&
                recording.resources[span->lock - 1].kind == RESOURCE_CLOCK && recording.tasks[w].kind == TASK_PROCESS)
                assert_int_equal(strncmp(lab_asleep(&scene->frame, w, span->from_ns), "task ", 5), 0);
        }
    }
    scene_close(scene);
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_is_drawn),
        cmocka_unit_test(many_workers_and_tasks_are_counted),
        cmocka_unit_test(the_error_is_marked),
        cmocka_unit_test(the_workers_rows_say_their_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
