// The scenes of a talk: their file, the page of all of them, and the window for who lectures.
#include "../support/view_scene.h"

#include "base/fault.h"
#include "document/scenes.h"
#include "view/lecture/presenter.h"
#include "view/lecture/scenes_page.h"
#include "view/model/scene_pictures.h"
#include "view/texts/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 41

// ---- the file of scenes ------------------------------------------------------------------------------------------------

static const char *const views_there_are[] = { "stage", "timeline", "ledger", NULL };
#define HEAD "# Race Ledger scenes 1\n"

static struct scenes *read_well(const char *text)
{
    struct scenes *scenes;
    const struct status status = scenes_read(&scenes, text, strlen(text), views_there_are);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return scenes;
}

static void scenes_are_read(void **state)
{
    (void)state;
    struct scenes *scenes =
        read_well(HEAD "\n# said to nobody\n[ Two threads ]\r\nrecording: runs/race.rl\n"
                       "below: mutex.rl\nview: timeline\nat: lost:3\nzoom: 12ms 14.5ms\nat:beat:1.3\n"
                       "ask: blank\nnote: one: two\nnote: three\n[b]\nrun: --guard mutex --count 3\n"
                       "beats: 0\n[c]\n[d]\nrun: queue --variant=sentinel");
    struct settings settings;
    const struct talk_scene *first = &scenes->list[0];
    assert_int_equal(scenes->count, 4);
    assert_string_equal(first->title, "Two threads");
    assert_string_equal(first->recording, "runs/race.rl");
    assert_string_equal(first->below, "mutex.rl");
    assert_string_equal(first->note, "one: two\nthree");
    assert_int_equal(first->moment_count, 2);
    assert_string_equal(first->moments[1].at, "beat:1.3");
    assert_true(first->moments[0].from_ns == 12000000 && first->moments[0].to_ns == 14500000);
    assert_int_equal(first->ask, SCENE_ASKS_BLANK);
    assert_int_equal(scene_steps(first), 1);
    assert_int_equal(scene_steps(&scenes->list[1]), 0);
    assert_int_equal(scene_steps(&scenes->list[2]), SCENE_BEATS_USUAL);
    assert_true(status_is_ok(scene_settings(&scenes->list[1], 2, &settings)));
    assert_int_equal(settings.plan.tasks, 3);
    assert_true(status_is_ok(scene_settings(&scenes->list[3], 2, &settings)));
    assert_int_equal(settings.plan.lab, LAB_QUEUE);
    free(scenes);
}

// With the same line and value; and with nothing of the English sentence left but the file's own words.
static void is_told_in_every_language(const struct status *status)
{
    struct arena arena = ARENA_EMPTY;
    const char *told = fault_text(&arena, LANGUAGE_ZH, status);
    static const char *const english[] = { "line ", "must ", "stands ", "there ", "has ", " is ", "than ", "title" };
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        if (strstr(told, english[i]))
            fail_msg("%s is told in Chinese as %s", status->message, told);
    int line;
    if (sscanf(status->message, "line %d: ", &line) == 1) {
        char chinese[32];
        snprintf(chinese, sizeof chinese, "第 %d 行：", line);
        assert_int_equal(strncmp(told, chinese, strlen(chinese)), 0);
    }
    arena_finish(&arena);
}

// One line each, which names the line and what would be right.
static void bad_lines_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } bad[] = {
        { "", "line 1: must be \"# Race Ledger scenes 1\"" },
        { "[a]\n", "line 1: [a]: must be" },
        { "# Race Ledger scenes 2\n[a]\n", "line 1: # Race Ledger scenes 2: must be \"# Race Ledger scenes 1\"" },
        { HEAD, "has no scene" },
        { HEAD "view: stage\n", "line 2: view: stage: stands before the first [title]" },
        { HEAD "[a\n", "line 2: [a: a title stands between" },
        { HEAD "[]\n", "line 2: []: a title" },
        { HEAD "[a]\nstage\n", "line 3: stage: must be" },
        { HEAD "[a]\nviews: stage\n", "line 3: views: there is no such name" },
        { HEAD "[a]\nview:\n", "line 3: view: has nothing behind it" },
        { HEAD "[a]\nview: stages\n", "line 3: view: stages: must be one of stage, timeline, ledger" },
        { HEAD "[a]\nview: stage\nview: ledger\n", "line 4: view: ledger: stands twice" },
        { HEAD "[a]\nrecording: /etc/passwd\n", "line 3: recording: /etc/passwd: must be a file beside" },
        { HEAD "[a]\nrecording: ../race.rl\n", "must be a file beside" },
        { HEAD "[a]\nrecording: a/../../race.rl\n", "must be a file beside" },
        { HEAD "[a]\nrecording: a/..\n", "must be a file beside" },
        { HEAD "[a]\nbelow: ../race.rl\n", "line 3: below: ../race.rl: must be a file beside" },
        { HEAD "[a]\nbelow: a.rl\nbelow: b.rl\n", "line 4: below: b.rl: stands twice" },
        { HEAD "[a]\nat: lost:0\n", "line 3: at: lost:0: must be a time" },
        { HEAD "[a]\nat: beat:1.5\n", "must be a time" },
        { HEAD "[a]\nzoom: 1ms 2ms\n", "line 3: zoom: 1ms 2ms: must stand below the at:" },
        { HEAD "[a]\nat: 1ms\nzoom: 2ms 1ms\n", "line 4: zoom: 2ms 1ms: must be two times" },
        { HEAD "[a]\nat: 1ms\nzoom: 1ms\n", "must be two times" },
        { HEAD "[a]\nat: 1ms\nzoom: 1ms 2ms 3ms\n", "must be two times" },
        { HEAD "[a]\nask: all\n", "line 3: ask: all: must be choices or blank" },
        { HEAD "[a]\nbeats: 100\n", "line 3: beats: 100: must be a whole number from 0 to 99" },
        { HEAD "[a]\nbeats: -1\n", "must be a whole number" },
        { HEAD "[a]\nrun: bank\n", "line 3: run: bank: must be an experiment that raceledger labs lists" },
        { HEAD "[a]\nrun: --guard\n", "line 3: run: --guard: must be options with their values" },
        { HEAD "[a]\nrun: --guard lock\n", "line 3: run: --guard lock:" },
        { HEAD "[a]\nrun: queue; rm -rf\n", "line 3: run: queue;: must be an experiment" },
        { HEAD "[a]\nrun: queue\nrecording: a.rl\n", "line 2: [a] has both a recording and a run" },
        { HEAD "[a]\nrun: queue\n[b]\nbelow: a.rl\nview: stage\n",
          "line 4: [b] has below: with neither a recording nor a run" },
        { HEAD "[a]\nat: 1ms\nat: 2ms\nbeats: 3\n", "line 2: [a] has beats beside several moments" },
        { HEAD "[a]\nnote: \033[31m\n", "line 3: is no plain text" },
        { HEAD "[a]\nnote: \xff\n", "line 3: is no plain text" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct scenes *scenes;
        const struct status status = scenes_read(&scenes, bad[i].text, strlen(bad[i].text), views_there_are);
        if (status_is_ok(status) || !strstr(status.message, bad[i].said) || strchr(status.message, '\n'))
            fail_msg("%s is told to be: %s", bad[i].text, status.message);
        is_told_in_every_language(&status);
        assert_null(scenes);
    }
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    char text[16384];
    struct scenes *scenes;
    int length = snprintf(text, sizeof text, HEAD "[%0*d]\n", SCENE_LINE_BYTES, 1);
    assert_false(status_is_ok(scenes_read(&scenes, text, (size_t)length, views_there_are)));
    length = snprintf(text, sizeof text, HEAD);
    for (int i = 0; i <= SCENES_MOST; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "[a]\n");
    assert_false(status_is_ok(scenes_read(&scenes, text, (size_t)length, views_there_are)));
    length -= 4;
    assert_true(status_is_ok(scenes_read(&scenes, text, (size_t)length, views_there_are)));
    assert_int_equal(scenes->count, SCENES_MOST);
    free(scenes);
    length = snprintf(text, sizeof text, HEAD "[a]\n");
    for (int i = 0; i <= SCENE_MOMENTS_MOST; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "at: %dms\n", i);
    assert_false(status_is_ok(scenes_read(&scenes, text, (size_t)length, views_there_are)));
    length = snprintf(text, sizeof text, HEAD "[a]\n");
    for (int i = 0; i < 12; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "note: %0100d\n", i);
    assert_false(status_is_ok(scenes_read(&scenes, text, (size_t)length, views_there_are)));
}

// Whatever stands there, cut anywhere and with any byte changed: read or refused by one line.
static void nothing_in_it_breaks_the_reading(void **state)
{
    (void)state;
    const char text[] =
        HEAD "[a]\nrecording: a/b.rl\nview: stage\nat: beat:12.3\nzoom: 1ms 2ms\nask: choices\nnote: c\n"
             "[d]\nrun: pool --tasks 3\nbeats: 2\n";
    const size_t whole = sizeof text - 1;
    uint32_t random = 12345;
    for (int i = 0; i < 3000; i++) {
        char changed[sizeof text];
        struct scenes *scenes;
        memcpy(changed, text, sizeof text);
        random = random * 1664525u + 1013904223u;
        changed[random / 7 % whole] = (char)(random >> 24);
        const size_t bytes = i % 3 ? whole : random / 3 % whole;
        char *exact = malloc(bytes ? bytes : 1); // what is read past its end is found
        memcpy(exact, changed, bytes);
        const struct status status = scenes_read(&scenes, exact, bytes, views_there_are);
        assert_true(status_is_ok(status) == (scenes != NULL));
        if (!scenes)
            assert_true(status.message[0] && !strchr(status.message, '\n'));
        free(scenes);
        free(exact);
    }
}

static void one_more_leaves_the_rest(void **state)
{
    (void)state;
    const char *before = HEAD "# mine\n\n[a]\n  note:   kept as it is";
    struct talk_scene *added = calloc(1, sizeof *added);
    size_t bytes;
    added->beats = -1;
    strcpy(added->title, "new");
    strcpy(added->recording, "race.rl");
    strcpy(added->below, "runs/mutex.rl");
    strcpy(added->view, "timeline");
    strcpy(added->note, "x\ny");
    strcpy(added->moments[0].at, "beat:2.3");
    added->moments[0].from_ns = 1234567;
    added->moments[0].to_ns = 9876543210;
    added->moment_count = 1;
    added->ask = SCENE_ASKS_CHOICES;
    char *text = scenes_edit(before, strlen(before), added, &bytes);
    assert_int_equal(strncmp(text, before, strlen(before)), 0);
    struct scenes *scenes = read_well(text);
    assert_int_equal(scenes->count, 2);
    assert_memory_equal(&scenes->list[1], added, sizeof *added);
    free(scenes);
    free(text);
    text = scenes_edit("", 0, added, &bytes);
    scenes = read_well(text);
    assert_int_equal(scenes->count, 1);
    free(scenes);
    free(text);
    free(added);
}

// What differs but in name, question or note shows the same.
static void the_same_again_is_known(void **state)
{
    (void)state;
    struct talk_scene *one = calloc(1, sizeof *one), *other = calloc(1, sizeof *other);
    assert_true(one && other);
    strcpy(one->recording, "race.rl");
    strcpy(one->view, "timeline");
    strcpy(one->moments[0].at, "beat:2.3");
    one->moment_count = 1;
    *other = *one;
    strcpy(other->title, "another");
    strcpy(other->note, "x");
    assert_true(scene_shows_same(one, other));
    char *const parts[] = { other->recording, other->below, other->run, other->view, other->moments[0].at };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char was = parts[i][0];
        parts[i][0] = was ? 'x' : 'y';
        assert_false(scene_shows_same(one, other));
        parts[i][0] = was;
    }
    other->moments[0].to_ns = 1;
    assert_false(scene_shows_same(one, other));
    free(one);
    free(other);
}

// A picture where there is one of its size, else why there is none.
static void the_page_of_scenes_has_pictures(void **state)
{
    (void)state;
    static struct scene_pictures pictures;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct scenes *scenes =
        read_well(HEAD "[a]\nrecording: a.rl\n[b]\nrecording: b.rl\n[c]\nrun: --guard mutex\n[d]\n[e]\n"
                       "recording: e.rl\n");
    scene->model.talk.scenes = scenes;
    scene->model.talk.pictures = &pictures;
    scene_key(scene, 'i', false, false);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        scene_draw(scene);
        const struct scenes_layout layout = scenes_page_layout(&scene->model, &scene->frame.scale);
        assert_int_equal(layout.pages, 1);
        uint32_t *pixels = calloc((size_t)layout.picture_width * (size_t)layout.picture_height, sizeof *pixels);
        const struct pixels picture = { pixels, layout.picture_width, layout.picture_height, 1 };
        pictures.list[0] = (struct scene_picture){ .state = SCENE_PICTURE_MADE, .pixels = picture };
        pictures.list[1] = (struct scene_picture){ .state = SCENE_PICTURE_NONE,
                                                   .why = status_fault(STATUS_FAILED, FAULT_TOO_MUCH_TO_DRAW) };
        pictures.list[4] = pictures.list[0];
        pictures.list[4].pixels.width--; // of another look
        scene_draw(scene);
        size_t drawn = 0;
        for (size_t i = 0; i < scene->list.count; i++)
            drawn +=
                scene->list.commands[i].kind == DRAW_PIXELS && scene->list.commands[i].picture.pixels.list == pixels;
        assert_int_equal(drawn, 1);
        assert_true(scene_says(scene, text_of(scene->model.language, TEXT_FAULT_TOO_MUCH_TO_DRAW_ID)));
        assert_true(scene_says(scene, text_of(scene->model.language, TEXT_SCENES_RUN_ID)));
        assert_true(scene_says(scene, text_of(scene->model.language, TEXT_SCENES_STAYS_ID)));
        assert_true(scene_says(scene, text_of(scene->model.language, TEXT_SCENES_DRAWN_ID)));
        assert_int_equal(draw_list_check_texts(&scene->list, stdout), 0);
        free(pixels);
    }
    free(scenes);
    scene_close(scene);
}

static void turn_wheel(struct scene *scene, struct point at, float notches)
{
    const struct pointer_event event = { .kind = POINTER_WHEEL, .at = at, .wheel_y = notches };
    scene_draw(scene);
    control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes);
}

// The wheel turns the pages, and so do arrows at their ends: what has the keyboard is the next scene.
static void expect_pages_turn(struct scene *scene)
{
    scene_act(scene, ACTION_SCENES_PAGE, 0);
    scene_draw(scene);
    const struct scenes_layout first = scenes_page_layout(&scene->model, &scene->frame.scale);
    assert_true(first.pages > 2 && first.first == 0);
    const struct point at = rect_centre(first.room);
    turn_wheel(scene, at, -1);
    scene_draw(scene);
    assert_null(ui_hit_of(&scene->ui, ui_id("scene", first.last - 1)));
    assert_non_null(ui_hit_of(&scene->ui, ui_id("scene", first.last)));
    turn_wheel(scene, at, 1);
    turn_wheel(scene, at, 1);
    scene_draw(scene);
    assert_non_null(ui_hit_of(&scene->ui, ui_id("scene", 0)));
    scene->ui.focus = ui_id("scene", first.last - 2);
    scene->ui.focus_visible = true;
    scene_key(scene, KEY_RIGHT, false, false);
    assert_int_equal(scene->ui.focus, ui_id("scene", first.last - 1));
    scene_key(scene, KEY_RIGHT, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.focus, ui_id("scene", first.last));
    assert_non_null(ui_hit_of(&scene->ui, scene->ui.focus));
    scene_key(scene, KEY_UP, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.focus, ui_id("scene", first.last - first.columns));
    assert_non_null(ui_hit_of(&scene->ui, scene->ui.focus));
    scene_key(scene, KEY_DOWN, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.focus, ui_id("scene", first.last));
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_SCENE));
    assert_int_equal(scene->wishes.list[0].index, first.last);
    scene_key(scene, 'i', false, false);
}

// One scene has the page, few are as large as they can be: in one direction there is no room for more.
static void few_scenes_are_large(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1920, 1080 }, { 3840, 2160 }, { 768, 1024 } };
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct scenes *scenes = calloc(1, sizeof *scenes + 6 * sizeof scenes->list[0]);
    scene->model.talk.scenes = scenes;
    for (int i = 0; i < 4 * 6; i++) {
        scenes->count = i % 6 + 1;
        scene->model.width_px = sizes[i / 6][0];
        scene->model.height_px = sizes[i / 6][1];
        scene->model.open_setting = OPEN_SCENES;
        scene_draw(scene);
        const struct scenes_layout layout = scenes_page_layout(&scene->model, &scene->frame.scale);
        const int columns = layout.columns < scenes->count ? layout.columns : scenes->count,
                  rows = (scenes->count + columns - 1) / columns;
        const float gap = scene->frame.scale.gap_px, across = (float)columns * (layout.card_width + gap) - gap,
                    down = (float)rows * (layout.card_height + gap) - gap;
        assert_int_equal(layout.pages, 1);
        assert_true(across <= layout.room.width + 1 && down <= layout.room.height + 1);
        assert_true(across > layout.room.width - (float)columns - 1 || down > layout.room.height - 2 * (float)rows - 1);
    }
    free(scenes);
    scene_close(scene);
}

// The window for who lectures, of any size, with long titles and notes, at the first scene, between and at the last.
static void the_window_for_who_lectures_fits(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 480, 320 },  { 640, 480 },   { 960, 600 },
                                    { 1280, 800 }, { 1920, 1080 }, { 3840, 2160 } };
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct scenes *scenes = calloc(1, sizeof *scenes + 3 * sizeof scenes->list[0]);
    scenes->count = 3;
    for (int i = 0; i < 3; i++) {
        snprintf(scenes->list[i].title, SCENE_LINE_BYTES,
                 "Two threads and a title that is long, with a lock or without: 场景 %d", i);
        strcpy(scenes->list[i].recording, "a/folder/with/a/long/name/race.rl");
        strcpy(scenes->list[i].view, "timeline");
        for (int line = 0; line < (i == 1 ? 10 : 2); line++)
            sprintf(scenes->list[i].note + strlen(scenes->list[i].note),
                    "Note %d of %d: who has read 5, and who wrote over it? 谁读到了 5？\n", line, i);
    }
    scene->model.talk.scenes = scenes;
    for (int i = 0; i < 6 * 3 * 2; i++) {
        scene->model.talk.scene = i / 2 % 3;
        scene->model.language = i % 2 ? LANGUAGE_ZH : LANGUAGE_EN;
        scene->model.lecture = i % 4 > 1;
        arena_reset(&scene->arena);
        draw_list_init(&scene->list, &scene->arena, metrics_plain(), sizes[i / 6][0], sizes[i / 6][1],
                       theme_get(THEME_DARK)->grounds[GROUND_PAGE]);
        frame_init(&scene->frame, &scene->list, &scene->ui, &scene->document, &scene->model);
        scene->frame.scale = scale_for(sizes[i / 6][0], sizes[i / 6][1], 1, false);
        presenter_draw(&scene->frame, (struct presenter_clock){ 14, 2, 6000 });
        // From the window's own size on all notes of the present scene are there, however many.
        assert_true(sizes[i / 6][0] < 960 || i / 2 % 3 != 1 || scene_says(scene, "Note 9 of 1"));
        if (draw_list_check_texts(&scene->list, stdout) > 0)
            fail_msg("%dx%d, scene %d, language %d", sizes[i / 6][0], sizes[i / 6][1], i / 2 % 3, i % 2);
    }
    free(scenes);
    scene_close(scene);
}

// The page of all scenes, in a lecture and at the desk, few of them and many.
static void the_page_of_scenes_fits(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct scenes *scenes = calloc(1, sizeof *scenes + SCENES_MOST * sizeof scenes->list[0]);
    for (int i = 0; i < SCENES_MOST; i++) {
        snprintf(scenes->list[i].title, SCENE_LINE_BYTES, "Two threads and a title that is long, number %d", i + 1);
        strcpy(scenes->list[i].recording, "a/folder/with/race.rl");
        strcpy(scenes->list[i].note, "who has read 5, and who wrote over it?\nmore");
    }
    scene_key(scene, 'i', false, false);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_NO_TALK_ID));
    scene->model.talk.scenes = scenes;
    for (int i = 0; i < 8; i++) {
        scenes->count = i % 2 ? 3 : SCENES_MOST;
        scene->model.talk.scene = i % 2 ? 1 : 150;
        scene->model.lecture = i / 2 % 2;
        scene->model.language = i / 4 ? LANGUAGE_ZH : LANGUAGE_EN;
        scene->model.open_setting = OPEN_NOTHING;
        scene_key(scene, 'i', false, false);
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stdout), 0);
        assert_non_null(ui_hit_of(&scene->ui, ui_id("scene", scene->model.talk.scene)));
    }
    // Every scene is on one of its pages.
    scenes->count = SCENES_MOST;
    bool seen[SCENES_MOST] = { false };
    for (int page = 0; page >= 0;) {
        scene_act(scene, ACTION_SCENES_PAGE, page);
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stdout), 0);
        for (int i = 0; i < SCENES_MOST; i++)
            seen[i] |= ui_hit_of(&scene->ui, ui_id("scene", i)) != NULL;
        const struct hit *on = ui_hit_of(&scene->ui, ui_id("scenes on", 0));
        page = on->disabled ? -1 : (int)on->argument;
    }
    for (int i = 0; i < SCENES_MOST; i++)
        assert_true(seen[i]);
    expect_pages_turn(scene);
    scenes->count = 3;
    scene->model.talk.page = -1;
    scene_draw(scene);
    const struct hit *hit = ui_hit_of(&scene->ui, ui_id("scene", 2));
    scene_click(scene, rect_centre(hit->rect));
    assert_true(scene_asked(scene, WISH_SCENE));
    assert_int_equal(scene->wishes.list[0].index, 2);
    scene_key(scene, KEY_PAGE_DOWN, false, false);
    assert_true(scene_asked(scene, WISH_TALK_STEP));
    scene_key(scene, KEY_PAGE_UP, false, true);
    assert_true(scene_asked(scene, WISH_SCENE_STEP));
    assert_int_equal(scene->wishes.list[0].index, -1);
    free(scenes);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenes_are_read),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(nothing_in_it_breaks_the_reading),
        cmocka_unit_test(one_more_leaves_the_rest),
        cmocka_unit_test(the_same_again_is_known),
        cmocka_unit_test(the_page_of_scenes_fits),
        cmocka_unit_test(few_scenes_are_large),
        cmocka_unit_test(the_window_for_who_lectures_fits),
        cmocka_unit_test(the_page_of_scenes_has_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
