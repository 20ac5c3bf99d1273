// The whole window at every size, language, zoom and mode: no text is cut, leaves its place or meets another.
#include "../support/view_scene.h"

#include "labs/balance/settings.h"
#include "view/labs/balance/guards.h"
#include "view/model/setting_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 5

// The number of a setting's row.
static int row_named(const char *name)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, 1);
    return settings_named(settings.lab, name);
}

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 2560, 1080 }, { 768, 1024 }, { 3840, 2160 } };
static const float zooms[] = { 0.8f, 1, 1.5f };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
    ZOOMS = sizeof zooms / sizeof *zooms
};

static int wrong_pictures;

static void check(struct scene *scene, const char *what)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    const struct model *model = &scene->model;
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed || scene->ui.hits_dropped > 0) {
        wrong_pictures++;
        print_error("%s, %dx%d, %s, zoom %.1f%s: %zu texts wrong, %zu commands and %zu hits dropped\n%s", what,
                    model->width_px, model->height_px, languages[model->language].name, (double)model->zoom,
                    model->lecture ? ", lecture" : "", wrong, scene->list.dropped, scene->ui.hits_dropped, complaints);
    }
    free(complaints);
}

// Calls back for every size, language and zoom.
static void everywhere(struct scene *scene, void (*draw)(struct scene *scene))
{
    wrong_pictures = 0;
    for (int size = 0; size < SIZES; size++) {
        for (int zoom = 0; zoom < ZOOMS; zoom++) {
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                scene->model.width_px = sizes[size].width;
                scene->model.height_px = sizes[size].height;
                scene->model.zoom = zooms[zoom];
                scene->model.language = (enum language)language;
                draw(scene);
            }
        }
    }
    assert_int_equal(wrong_pictures, 0);
}

static void draw_views(struct scene *scene)
{
    for (int view = 0; view < VIEW_COUNT; view++) {
        for (int lecture = 0; lecture < 2; lecture++) {
            scene->model.view = (enum view)view;
            scene->model.lecture = lecture;
            check(scene, view_rows[view]->name);
        }
    }
    scene->model.lecture = false;
}

// Half way and at both ends.
static void all_views_fit(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    for (int at = 0; at <= 2; at++) {
        playback_seek_share(&scene->model.playback, &scene->document, at / 2.0);
        everywhere(scene, draw_views);
    }
    scene_close(scene);
}

static void all_guards_fit(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct scene *scene = scene_open((enum guard_id)guard, SEED);
        playback_seek_share(&scene->model.playback, &scene->document, 0.5);
        everywhere(scene, draw_views);
        scene_close(scene);
    }
}

static void draw_overlays(struct scene *scene)
{
    struct model *model = &scene->model;
    for (int row = 0; settings_row(scene->model.settings.lab, row); row++) {
        const struct setting *setting = settings_row(model->settings.lab, row);
        if (!setting_row_of(model->settings.lab, row) || !setting_means(setting, &model->settings.plan))
            continue;
        model->open_setting = row;
        check(scene, setting->name);
        scene->ui.editing = ui_id("setting field", row);
        strcpy(scene->ui.edit_text, "some typed text that is longer than its field");
        scene->ui.edit_cursor = 10;
        snprintf(model->setting_wrong, sizeof model->setting_wrong,
                 "--%s some typed text: must be a whole number from 1 to 33554431", setting->name);
        snprintf(model->setting_typed, sizeof model->setting_typed, "some typed text");
        model->setting_wrong_row = row;
        check(scene, setting->name);
        scene->ui.editing = 0;
        model->setting_wrong[0] = '\0';
    }
    model->open_setting = OPEN_SETTINGS;
    check(scene, "all settings");
    model->open_setting = OPEN_NOTHING;
    model->help = true;
    check(scene, "help, the words");
    model->help_keys = true;
    check(scene, "help, the keys");
    model->help = model->help_keys = false;
    model->running = RUN_BUSY;
    model->run_updates = 99;
    model->run_updates_in_all = 100;
    strcpy(model->message,
           "A long message, such as a path that somebody chose: /home/somebody/recordings/of/races/monday.rl");
    check(scene, "busy, with a message");
    model->message[0] = '\0';
    model->running = RUN_IDLE;
}

static void what_lies_over_fits(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, SEED);
    scene->model.view = VIEW_SCHEDULES;
    experiment_to_change(&scene->model.settings)->workers = WORKERS_PROCESSES;
    experiment_to_change(&scene->model.settings)->io_every = 100; // so that there are as many rows as can be
    experiment_to_change(&scene->model.settings)->io_ns = 1000000;
    experiment_to_change(&scene->model.settings)->io_workers = 1;
    everywhere(scene, draw_overlays);
    scene_close(scene);
}

// Names of files and runs are a person's own: they may be cut, but nothing else may suffer.
static void draw_menu(struct scene *scene)
{
    scene->model.open_setting = OPEN_MENU;
    scene_draw(scene);
    size_t cut = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_TEXT && command->words.cut) {
            command->words.cut = false;
            cut++;
        }
    }
    if (draw_list_check_texts(&scene->list, stderr) > 0)
        wrong_pictures++;
    assert_true(cut <= 16);
    const struct hit *popup = ui_hit_of(&scene->ui, ui_id("popup", 0));
    assert_non_null(popup);
    for (size_t i = scene->ui.over; i < scene->ui.hit_count; i++) { // all of the menu lies in its box
        const struct hit *hit = &scene->ui.hits[i];
        const struct rect inside = rect_overlap(hit->rect, popup->rect);
        if (hit->action != ACTION_CANCEL &&
            (inside.width < hit->rect.width - 1 || inside.height < hit->rect.height - 1))
            fail_msg("something of the menu lies outside it at %dx%d, zoom %.1f", scene->model.width_px,
                     scene->model.height_px, (double)scene->model.zoom);
    }
}

static void the_menu_fits(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct model *model = &scene->model;
    model->view = VIEW_SCHEDULES;
    everywhere(scene, draw_menu);
    model->past_run_count = model->recent_count = 8;
    for (int i = 0; i < 8; i++) {
        snprintf(model->past_runs[i], sizeof model->past_runs[i], "No lock · 2 threads · 100 000 × ( balance += n ) %d",
                 i);
        snprintf(model->recent[i], sizeof model->recent[i],
                 "/home/somebody/a folder with a long name/recording number %d of many.rl", i);
    }
    everywhere(scene, draw_menu);
    scene_close(scene);
}

static void draw_nothing(struct scene *scene)
{
    for (int view = 0; view < VIEW_COUNT; view++) {
        scene->model.view = (enum view)view;
        scene->model.running = view % 2 ? RUN_BUSY : RUN_IDLE;
        check(scene, "no run yet");
    }
}

static void an_empty_window_fits(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    model_init(&scene->model, &scene->models, 2);
    scene->ui.pointer = point_at(-1, -1);
    everywhere(scene, draw_nothing);
    scene_close(scene);
}

// Experiments whose sentence is as long as it gets.
static void long_sentences_fit(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, SEED);
    bool whole;
    struct settings *settings = &scene->model.settings;
    scene->model.view = VIEW_SCHEDULES;
    settings->machine_cores = 128;
    assert_true(status_is_ok(setting_put(settings, row_named("workers"), "processes", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("memory"), "private", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("count"), "63", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("iterations"), "33554431", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("cores"), "128", &whole)));
    everywhere(scene, draw_views);
    scene_close(scene);
}

static void tips_stay_in_the_picture(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.view = VIEW_SCHEDULES;
    wrong_pictures = 0;
    for (int size = 0; size < SIZES; size++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            scene->model.width_px = sizes[size].width;
            scene->model.height_px = sizes[size].height;
            scene->model.language = (enum language)language;
            scene->ui.pointer = point_at(-1, -1);
            scene_draw(scene);
            const size_t count = scene->ui.hit_count;
            for (size_t i = 0; i < count; i++) {
                scene->ui.pointer = rect_centre(scene->ui.hits[i].rect);
                scene_draw(scene);
                check(scene, "tip");
            }
        }
    }
    assert_int_equal(wrong_pictures, 0);
    scene_close(scene);
}

// The button leads to the next language that can be written here; where none can, it says which font is missing.
static void the_language_button_knows_the_fonts(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    for (int missing = 0; missing < 2; missing++) {
        scene->model.languages_missing = missing ? (language_set)1 << LANGUAGE_ZH : 0;
        scene_draw(scene);
        const struct hit *button = ui_hit_of(&scene->ui, ui_id("language", 0));
        assert_non_null(button);
        assert_string_equal(button->tip,
                            missing ? "This computer has no Chinese font. Install fonts-noto-cjk and start again."
                                    : "中文界面");
        assert_int_equal(button->disabled, missing);
    }
    scene_close(scene);
}

// What goes up and down between the two in the help's picture has its name.
static void the_first_picture_names_the_balance(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.help = true;
    for (int size = 0; size < SIZES; size++) {
        bool named = false;
        scene->model.width_px = sizes[size].width;
        scene->model.height_px = sizes[size].height;
        scene_draw(scene);
        for (size_t i = 0; i < scene->list.count; i++)
            named |= scene->list.commands[i].kind == DRAW_TEXT &&
                     strcmp(scene->list.commands[i].words.utf8, text_of(scene->model.language, TEXT_BALANCE_ID)) == 0;
        if (!named && sizes[size].width >= 1024)
            fail_msg("%dx%d: no name", scene->model.width_px, scene->model.height_px);
    }
    scene_close(scene);
}

// The box of the tooltip; empty: there is none.
static struct rect tip_box(const struct scene *scene)
{
    struct rect box = rect_of(0, 0, 0, 0);
    const struct colour ground = scene->frame.theme->grounds[GROUND_TIP];
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_BOX && memcmp(&command->paint.fill, &ground, sizeof ground) == 0)
            box = command->box.rect;
    }
    return box;
}

// Wherever the pointer stands: beside it, over neither what it explains (where that is not half the picture) nor the balance
// and the verdict.
static void tips_cover_nothing_that_is_wanted(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    size_t tips = 0;
    for (int size = 0; size < SIZES; size++) {
        for (int end = 0; end < 2; end++) {
            playback_seek_share(&scene->model.playback, &scene->document, end ? 1 : 0.4);
            scene->model.width_px = sizes[size].width;
            scene->model.height_px = sizes[size].height;
            scene->ui.pointer = point_at(-1, -1);
            scene_draw(scene);
            const size_t count = scene->ui.hit_count;
            for (size_t i = 0; i < count; i++) {
                const struct hit hit = scene->ui.hits[i];
                scene_point(scene, POINTER_MOVE, point_at(-1, -1));
                scene_point(scene, POINTER_MOVE, rect_centre(hit.rect));
                scene_draw(scene);
                const struct rect box = tip_box(scene);
                if (rect_is_empty(box))
                    continue;
                tips++;
                assert_true(scene->ui.clear_count > 0);
                for (int k = 0; k < scene->ui.clear_count; k++)
                    assert_false(rects_meet(rect_inset(box, 1), scene->ui.clear[k]));
                const struct hit *explained = ui_hit_of(&scene->ui, scene->ui.tip);
                if (explained->kind != HIT_AREA && explained->rect.height < 150 * scene->frame.scale.u &&
                    rects_meet(rect_inset(box, 1), rect_inset(explained->rect, 1)))
                    fail_msg("the words \"%s\" cover what they explain at %dx%d", explained->tip, scene->model.width_px,
                             scene->model.height_px);
                const struct point at = scene->ui.tip_at;
                assert_true(at.x > box.x - 500 && at.x < rect_right(box) + 500 && at.y > box.y - 300 &&
                            at.y < rect_bottom(box) + 300);
            }
        }
    }
    assert_true(tips > 100);
    scene_close(scene);
}

static void fill_comparison(struct compare_model *compare)
{
    static const enum guard_id guards_compared[] = { GUARD_NONE, GUARD_MUTEX, GUARD_GIL };
    compare->row_count = 3;
    for (int i = 0; i < 3; i++) {
        struct compare_row *row = &compare->rows[i];
        row->experiment = (struct experiment){
            .guard = (uint8_t)guards_compared[i], .python = PYTHON_3_9, .count = 2, .cores = 2, .iterations = 100
        };
        row->done = 2;
        row->wrong = 1;
        row->updates = 100;
        row->lost = 7;
        row->finals[0] = -3;
        row->cores_busy = 1.5;
        row->blocked_share = 0.25;
        compare->relative[i] = 1.5;
    }
}

// Figures as large as they get keep to their columns.
static void draw_largest(struct scene *scene)
{
    struct compare_model *compare = scene->model.compare;
    scene->model.view = VIEW_COMPARE;
    for (int i = 0; i < compare->row_count; i++) {
        struct compare_row *row = &compare->rows[i];
        row->experiment.cores = 64;
        row->done = row->wrong = COMPARE_RUNS_MAX;
        row->updates = row->lost = UINT64_C(4294967295) * COMPARE_RUNS_MAX;
        row->finals[0] = -INT64_C(4294967295);
        row->finals[1] = INT64_C(4294967295);
        row->cores_busy = 63.9;
        row->blocked_share = 1;
        compare->relative[i] = i ? 123456.7 : 1;
    }
    check(scene, "largest figures");
    scene->model.lecture = true;
    check(scene, "largest figures");
    scene->model.lecture = false;
}

static void the_largest_figures_fit(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    fill_comparison(scene->model.compare);
    everywhere(scene, draw_largest);
    scene_close(scene);
}

// Whatever is written in the header, the guard row, the timeline and the comparison says what it is when it is pointed at.
static void every_word_has_words(void **state)
{
    (void)state;
    static const enum view views[] = { VIEW_TIMELINE, VIEW_COMPARE };
    struct scene *scene = scene_open(GUARD_GIL, SEED);
    fill_comparison(scene->model.compare);
    scene->model.playback.playing = false;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    int words = 0, silent = 0;
    for (size_t v = 0; v < 2; v++) {
        struct {
            struct rect bounds;
            char text[80];
        } all[300];
        int count = 0;
        scene->model.view = views[v];
        scene->ui.pointer = point_at(-1, -1);
        scene_draw(scene);
        for (size_t i = 0; i < scene->list.count && count < 300; i++) {
            const struct draw_command *command = &scene->list.commands[i];
            if (command->kind != DRAW_TEXT || command->words.bounds.y > rect_bottom(scene->frame.body))
                continue;
            all[count].bounds = command->words.bounds;
            snprintf(all[count++].text, sizeof all->text, "%s", command->words.utf8);
        }
        for (int i = 0; i < count; i++) {
            scene_point(scene, POINTER_MOVE, point_at(-1, -1));
            scene_point(scene, POINTER_MOVE, rect_centre(all[i].bounds));
            scene_draw(scene);
            scene_draw(scene);
            words++;
            if (!scene->ui.tip_shown && strcmp(all[i].text, "·") != 0) {
                silent++;
                print_error("\"%s\" says nothing in view %d\n", all[i].text, (int)views[v]);
            }
        }
    }
    assert_true(words > 60);
    assert_int_equal(silent, 0);
    scene_close(scene);
}

// They go when something is pressed, turned or typed, and after six seconds; then only something else brings them back.
static void tips_leave(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.playback.playing = false;
    scene_draw(scene);
    const struct point run = rect_centre(ui_hit_of(&scene->ui, ui_id("run", 0))->rect),
                       tab = rect_centre(ui_hit_of(&scene->ui, ui_id("tab", 0))->rect);
    for (int way = 0; way < 4; way++) {
        scene_point(scene, POINTER_MOVE, tab);
        scene_point(scene, POINTER_MOVE, run);
        scene_draw(scene);
        assert_false(rect_is_empty(tip_box(scene)));
        if (way == 0) {
            scene_point(scene, POINTER_DOWN, run);
            scene_draw(scene);
            assert_true(rect_is_empty(tip_box(scene)));
            scene_point(scene, POINTER_UP, run);
        } else if (way == 1) {
            assert_true(scene_key(scene, 'z', false, false)); // means nothing, yet the picture changes
        } else if (way == 2) {
            scene_point(scene, POINTER_WHEEL, run);
        } else {
            assert_false(ui_tick(&scene->ui, 5.9));
            assert_true(ui_tick(&scene->ui, 0.2));
        }
        scene_draw(scene);
        assert_true(rect_is_empty(tip_box(scene)));
        scene_point(scene, POINTER_MOVE, point_at(run.x + 3, run.y));
        scene_draw(scene);
        assert_true(rect_is_empty(tip_box(scene)));
        assert_false(ui_tick(&scene->ui, 100)); // there is none to go
    }
    scene_close(scene);
}

// What can be pressed does not lie over something else that can: whole areas and what lies over the view aside.
static void draw_hits(struct scene *scene)
{
    for (int view = 0; view < VIEW_COUNT; view++) {
        scene->model.view = (enum view)view;
        scene_draw(scene);
        const struct ui *ui = &scene->ui;
        for (size_t i = 0; i < ui->hit_count; i++) {
            for (size_t k = 0; k < i; k++) {
                const struct hit *a = &ui->hits[i], *b = &ui->hits[k];
                if (a->kind == HIT_AREA || b->kind == HIT_AREA || a->kind == HIT_TIP || b->kind == HIT_TIP)
                    continue; // pointed at, not pressed
                if (a->id == b->id)
                    fail_msg("two hits of view %d have the id %u, actions %d and %d", view, a->id, (int)a->action,
                             (int)b->action);
                if (rects_meet(rect_inset(a->rect, 0.5f), rect_inset(b->rect, 0.5f)))
                    fail_msg("hits of actions %d and %d meet in view %d, %dx%d, zoom %.1f", (int)a->action,
                             (int)b->action, view, scene->model.width_px, scene->model.height_px,
                             (double)scene->model.zoom);
            }
        }
    }
}

static void hits_do_not_meet(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    everywhere(scene, draw_hits);
    scene_close(scene);
}

// Read from the last row: nothing under 24 pixels at 1080 lines.
static void lecture_type_is_large(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.lecture = true;
    for (int view = 0; view < VIEW_COUNT; view++) {
        scene->model.view = (enum view)view;
        scene_draw(scene);
        for (size_t i = 0; i < scene->list.count; i++) {
            const struct draw_command *command = &scene->list.commands[i];
            if (command->kind == DRAW_TEXT && command->words.look.size_px < 24)
                fail_msg("\"%s\" of view %d is %d pixels high", command->words.utf8, view, command->words.look.size_px);
        }
    }
    scene_close(scene);
}

// Colour and shape alone do not say who it is: beside the code, in the tree and in slow motion, too.
static void lecture_names_workers(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    for (int view = VIEW_STAGE; view <= VIEW_LEDGER; view++) {
        int names[2];
        for (int lecture = 0; lecture < 2; lecture++) {
            scene->model.view = (enum view)view;
            scene->model.lecture = lecture;
            scene_draw(scene);
            names[lecture] = scene_count_text(scene, "T1") + scene_count_text(scene, "T2");
        }
        assert_true(names[0] >= 4 && names[1] >= 4);
    }
    scene_close(scene);
}

// A frame depends on nothing but what it is given.
static void frames_repeat(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    for (int view = 0; view < VIEW_COUNT; view++) {
        scene->model.view = (enum view)view;
        scene_draw(scene);
        const uint64_t first = scene->list.hash;
        scene_draw(scene);
        assert_int_equal(scene->list.hash, first);
        scene->model.theme = scene->model.theme == THEME_DARK ? THEME_LIGHT : THEME_DARK;
        scene_draw(scene);
        assert_int_not_equal(scene->list.hash, first);
    }
    scene_close(scene);
}

static void a_blank_screen_is_blank(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.lecture = scene->model.blank = true;
    scene_draw(scene);
    assert_int_equal(scene->list.count, 1);
    assert_int_equal(scene->ui.hit_count, 0);
    scene_close(scene);
}

static void the_spotlight_follows_the_pointer(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    const size_t plain = scene->list.count;
    scene->model.spotlight = true;
    scene_draw(scene);
    assert_int_equal(scene->list.count, plain); // no pointer, no light
    scene->ui.pointer = point_at(300, 400);
    scene_draw(scene);
    const struct draw_command *light = NULL;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_DISC && command->circle.radius_px > 1000)
            light = command;
    }
    if (!light) {
        fail_msg("there is no light round the pointer");
        return;
    }
    assert_true(light->circle.centre.x == 300 && light->circle.centre.y == 400);
    assert_true(light->circle.radius_px - light->stroke.width_px > 50);
    scene_close(scene);
}

// Ctrl+plus for ever: every view keeps room, what is shown is what the next key starts from, and the first one back is seen.
static void zoom_stops_where_the_content_does(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_MUTEX, SEED);
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    wrong_pictures = 0;
    for (int size = 0; size < SIZES + 1; size++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            scene->model.width_px = size < SIZES ? sizes[size].width : 1366;
            scene->model.height_px = size < SIZES ? sizes[size].height : 768;
            scene->model.language = (enum language)language;
            scene->model.zoom = 1;
            for (int press = 0; press < 12; press++) {
                check(scene, "zoomed");
                scene_key(scene, '+', true, false);
            }
            for (int view = 0; view < VIEW_COUNT; view++) {
                scene->model.view = (enum view)view;
                check(scene, "zoomed");
                assert_true(scene->frame.body.height >= 330 * scene->frame.scale.u);
                assert_true(scene->frame.body.width >= 560 * scene->frame.scale.u);
            }
            scene->model.view = VIEW_STAGE;
            scene_draw(scene);
            assert_true(scene_count_text(scene, text_of(scene->model.language, TEXT_STATE_RUNNING_ID)) > 0);
            const float most = scene->ui.zoom, type = scene->frame.scale.type[TYPE_BODY];
            assert_true(most > 1 && scene->model.zoom >= most);
            scene_key(scene, '-', true, false);
            scene_draw(scene);
            assert_true(scene->ui.zoom < most && scene->frame.scale.type[TYPE_BODY] < type);
        }
    }
    assert_int_equal(wrong_pictures, 0);
    scene_close(scene);
}

// Folded, the guards are all in a pop-up, by pointer and by keys.
static void folded_guards_can_be_chosen(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.width_px = 1366;
    scene->model.height_px = 768;
    scene->model.view = VIEW_TIMELINE;
    scene_draw(scene);
    assert_null(ui_hit_of(&scene->ui, ui_id("cards", 0)));
    scene->model.zoom = 3;
    wrong_pictures = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        scene_draw(scene);
        const struct hit *chooser = ui_hit_of(&scene->ui, ui_id("cards", 0));
        assert_non_null(chooser);
        assert_null(ui_hit_of(&scene->ui, ui_id("card", CARD_SPIN)));
        scene_click(scene, rect_centre(chooser->rect));
        check(scene, "guards");
        for (int card = 0; card < CARD_COUNT; card++) {
            const struct hit *hit = ui_hit_of(&scene->ui, ui_id("card", card));
            assert_true(hit && hit->rect.y >= 0 && rect_bottom(hit->rect) <= 768);
        }
        scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("card", CARD_SPIN))->rect));
        assert_non_null(wishes_find(&scene->wishes, WISH_RUN));
        assert_int_equal(settings_experiment(&scene->model.settings)->guard, GUARD_SPIN);
        assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    }
    assert_int_equal(wrong_pictures, 0);
    scene_close(scene);
}

// The run that is shown says whether its workers are threads or processes; what could be run says it by the settings.
static void a_frame_speaks_of_the_kind_it_shows(void **state)
{
    (void)state;
    static const struct {
        enum view view;
        bool of_settings;
    } cases[] = { { VIEW_STAGE, false },
                  { VIEW_TIMELINE, false },
                  { VIEW_LEDGER, false },
                  { VIEW_SCHEDULES, true },
                  { VIEW_COMPARE, true } };
    struct scene *scene = scene_open(GUARD_MUTEX, SEED); // of threads
    scene->model.language = LANGUAGE_ZH;
    experiment_to_change(&scene->model.settings)->workers = WORKERS_PROCESSES;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene->model.view = cases[i].view;
        scene_draw(scene);
        assert_int_equal(scene->frame.language, cases[i].of_settings ? text_spoken(LANGUAGE_ZH, true) : LANGUAGE_ZH);
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_picture_names_the_balance),
        cmocka_unit_test(all_views_fit),
        cmocka_unit_test(all_guards_fit),
        cmocka_unit_test(what_lies_over_fits),
        cmocka_unit_test(the_menu_fits),
        cmocka_unit_test(an_empty_window_fits),
        cmocka_unit_test(long_sentences_fit),
        cmocka_unit_test(tips_stay_in_the_picture),
        cmocka_unit_test(the_language_button_knows_the_fonts),
        cmocka_unit_test(tips_cover_nothing_that_is_wanted),
        cmocka_unit_test(tips_leave),
        cmocka_unit_test(every_word_has_words),
        cmocka_unit_test(the_largest_figures_fit),
        cmocka_unit_test(hits_do_not_meet),
        cmocka_unit_test(lecture_names_workers),
        cmocka_unit_test(lecture_type_is_large),
        cmocka_unit_test(frames_repeat),
        cmocka_unit_test(zoom_stops_where_the_content_does),
        cmocka_unit_test(folded_guards_can_be_chosen),
        cmocka_unit_test(a_blank_screen_is_blank),
        cmocka_unit_test(the_spotlight_follows_the_pointer),
        cmocka_unit_test(a_frame_speaks_of_the_kind_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
