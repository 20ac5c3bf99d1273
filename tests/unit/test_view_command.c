// A recorded command in the window: what the header says of it at every size, that nothing of an opened file is ever run, and how
// one is typed at home.
#include "support/view_scene.h"

#include "support/recording_foreign.h"
#include "view/ui/waiting.h"
#include "view/ui/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct recorded_command command_of(const char *text, enum command_end end, int code)
{
    struct recorded_command command = { .end = end, .code = code, .inside = 1 };
    snprintf(command.text, sizeof command.text, "%s", text);
    return command;
}

// The foreign run is the command's.
static struct scene *scene_of_command(struct foreign *foreign, const struct recorded_command *command)
{
    foreign->facts.ended = RUN_COMPLETE;
    foreign->recording.command = command;
    foreign->recording.command_count = 1;
    return scene_of_recording(foreign->recording);
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
        fail_msg("%s, view %d, %dx%d, zoom %.1f, language %d%s: %s", what, (int)scene->model.view,
                 scene->model.width_px, scene->model.height_px, (double)scene->model.zoom, (int)scene->model.language,
                 scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static const struct {
    const char *text;
    enum command_end end;
    int code;
} commands[] = {
    { "python3 seed.py", COMMAND_EXITED, 0 },
    { "/usr/lib/a/rather/long/way/to/a/program/python3.12 '/home/somebody/my program.py' --with --many "
      "--words=12345678 "
      "and more and more and more",
      COMMAND_SIGNALED, 9 },
    { "./x", COMMAND_RUNNING, 0 },
    { "打印 '一个很长很长的名字一个很长很长的名字一个很长很长的名字一个很长很长的名字一个很长很长的名字'",
      COMMAND_EXITED, 255 },
};

static void every_size_says_it(void **state)
{
    (void)state;
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct foreign *foreign = foreign_new(5);
        const struct recorded_command command = command_of(commands[i].text, commands[i].end, commands[i].code);
        struct scene *scene = scene_of_command(foreign, &command);
        struct model *model = &scene->model;
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
            for (int shape = 0; shape < 6; shape++) { // a lecture has its zoom
                model->width_px = sizes[size].width;
                model->height_px = sizes[size].height;
                model->language = shape & 1 ? LANGUAGE_ZH : LANGUAGE_EN;
                model->lecture = shape & 2;
                model->zoom = shape & 4 ? 1.5f : 1;
                for (int view = 0; view < VIEW_COUNT; view++) {
                    model->view = (enum view)view;
                    check(scene, commands[i].text);
                }
            }
        scene_close(scene);
        foreign_free(foreign);
    }
}

static void the_header_names_the_command(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(5);
    const struct recorded_command command = command_of("/usr/bin/python3 seed.py", COMMAND_EXITED, 3);
    struct scene *scene = scene_of_command(foreign, &command);
    scene->model.width_px = 2560;
    scene->model.height_px = 1080;
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "Recorded"));
    assert_true(scene_says(scene, "python3 seed.py"));
    assert_true(scene_says(scene, "ended 3 after "));
    assert_true(scene_says_exactly(scene, "Again"));
    assert_false(scene_says_exactly(scene, "Run"));
    // No variants to choose from, no settings; labs are still chosen from.
    assert_null(ui_hit_of(&scene->ui, ui_id("card", 0)));
    assert_null(ui_hit_of(&scene->ui, ui_id("setting", OPEN_SETTINGS)));
    assert_non_null(ui_hit_of(&scene->ui, ui_id("lab chip", 0)));
    // There is nothing whose orders could be counted, and no balance.
    assert_true(ui_hit_of(&scene->ui, ui_id("tab", VIEW_SCHEDULES))->disabled);
    assert_true(ui_hit_of(&scene->ui, ui_id("tab", VIEW_LEDGER))->disabled);
    scene_close(scene);
    foreign_free(foreign);
}

// As wide as the window may be, however long the command.
static void the_command_keeps_off_the_tabs(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(5);
    const struct recorded_command command =
        command_of("/usr/bin/python3 a/folder/with/a/rather/long/path/seed.py --count 3", COMMAND_EXITED, 3);
    struct scene *scene = scene_of_command(foreign, &command);
    for (scene->model.width_px = 1000; scene->model.width_px <= 2600; scene->model.width_px += 40) {
        scene_draw(scene);
        const struct rect tab = ui_hit_of(&scene->ui, ui_id("tab", VIEW_STAGE))->rect;
        for (size_t i = 0; i < scene->list.count; i++) {
            const struct draw_command *drawn = &scene->list.commands[i];
            if (drawn->kind == DRAW_TEXT && rect_bottom(drawn->bounds) > tab.y && drawn->bounds.y < rect_bottom(tab) &&
                rect_centre(drawn->bounds).x < tab.x)
                assert_true(rect_right(drawn->bounds) <= tab.x - 5 * scene->frame.scale.u);
        }
    }
    scene_close(scene);
    foreign_free(foreign);
}

static bool asks_to_record(const struct wishes *wishes) { return wishes_find(wishes, WISH_RECORD) != NULL; }

// Whatever is done, in whatever view, what the file says was run is not run: only what stands in the field at home, which is empty.
static void nothing_of_a_file_is_run(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(3);
    const struct recorded_command command = command_of("rm -rf everything", COMMAND_EXITED, 0);
    struct scene *scene = scene_of_command(foreign, &command);
    scene_draw(scene);
    const struct hit *again = ui_hit_of(&scene->ui, ui_id("run", 0));
    assert_non_null(again);
    assert_true(again->disabled);
    assert_non_null(strstr(again->tip, "raceledger record -- rm -rf everything"));
    for (int view = 0; view < VIEW_COUNT; view++)
        for (int action = 0; action < ACTION_COUNT; action++)
            for (int64_t argument = -1; argument <= 3; argument++) {
                scene->model.view = (enum view)view;
                scene->model.running = RUN_IDLE;
                scene_act(scene, (enum action)action, argument);
                assert_null(strstr(scene->model.to_record, "rm"));
                if (asks_to_record(&scene->wishes))
                    assert_string_equal(scene->model.to_record, "");
            }
    scene->model.view = VIEW_STAGE;
    scene->model.running = RUN_IDLE;
    scene->model.open_setting = OPEN_NOTHING;
    scene_draw(scene);
    scene_key(scene, 'r', false, false);
    assert_int_equal(scene->wishes.count, 0);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("run", 0))->rect));
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
    foreign_free(foreign);
}

static void what_was_typed_is_recorded_again(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(3);
    const struct recorded_command command = command_of("something else", COMMAND_EXITED, 0);
    struct scene *scene = scene_of_command(foreign, &command);
    snprintf(scene->model.again, sizeof scene->model.again, "python3 'my program.py'");
    scene_draw(scene);
    assert_false(ui_hit_of(&scene->ui, ui_id("run", 0))->disabled);
    scene_key(scene, 'r', false, false);
    assert_true(scene_asked(scene, WISH_RECORD));
    assert_string_equal(scene->model.to_record, "python3 'my program.py'");
    scene->model.to_record[0] = '\0';
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("run", 0))->rect));
    assert_true(scene_asked(scene, WISH_RECORD));
    assert_string_equal(scene->model.to_record, "python3 'my program.py'");
    scene_close(scene);
    foreign_free(foreign);
}

static void type(struct scene *scene, const char *text)
{
    for (; *text; text++) {
        const char letter[] = { *text, '\0' };
        scene_key(scene, (uint32_t)*text, false, false);
        control_text(&scene->model, &scene->ui, letter);
        scene_draw(scene);
    }
}

// By keyboard alone: to the card, Enter, the words, Enter; those before come back with the arrow.
static void a_command_is_typed_at_home(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    struct model *model = &scene->model;
    snprintf(model->commands[0], sizeof model->commands[0], "newest");
    snprintf(model->commands[1], sizeof model->commands[1], "older");
    model->command_count = 2;
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    for (int i = 0; i < 9; i++)
        scene_key(scene, KEY_DOWN, false, false);
    scene_key(scene, KEY_ENTER, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.editing, ui_id("command", 0));
    type(scene, "sh -c 'echo r'");
    assert_string_equal(model->home->typed[HOME_COMMAND].text, "sh -c 'echo r'");
    scene_key(scene, KEY_UP, false, false);
    assert_string_equal(model->home->typed[HOME_COMMAND].text, "newest");
    scene_key(scene, KEY_UP, false, false);
    scene_key(scene, KEY_UP, false, false);
    assert_string_equal(model->home->typed[HOME_COMMAND].text, "older");
    scene_key(scene, KEY_DOWN, false, false);
    scene_key(scene, KEY_DOWN, false, false);
    assert_string_equal(model->home->typed[HOME_COMMAND].text, "sh -c 'echo r'");
    scene_draw(scene);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RECORD));
    assert_string_equal(model->to_record, "sh -c 'echo r'");
    assert_int_equal(model->view, VIEW_HOME); // until it has started
    // Escape leaves the field, and what was typed stays in it; leaving otherwise runs nothing.
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->ui.editing, 0);
    assert_int_equal(model->view, VIEW_HOME);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "sh -c 'echo r'"));
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("command", 0))->rect));
    assert_int_equal(scene->ui.editing, ui_id("command", 0));
    scene_draw(scene);
    scene_key(scene, KEY_TAB, false, false);
    assert_int_equal(scene->wishes.count, 0);
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("record", 0))->rect));
    assert_true(scene_asked(scene, WISH_RECORD));
    scene_close(scene);
}

// The card beside it: by keyboard, by the arrow only what begins with a source, and nothing is wished for that does not.
static void a_program_is_checked_from_home(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    struct model *model = &scene->model;
    snprintf(model->commands[0], sizeof model->commands[0], "make bank.c");
    snprintf(model->commands[1], sizeof model->commands[1], "'my bank.c' 4");
    snprintf(model->commands[2], sizeof model->commands[2], "./bank");
    model->command_count = 3;
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    for (int i = 0; i < 9; i++)
        scene_key(scene, KEY_DOWN, false, false);
    scene_key(scene, KEY_RIGHT, false, false);
    scene_key(scene, KEY_ENTER, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.editing, ui_id("command", HOME_PROGRAM));
    scene_key(scene, KEY_ENTER, false, false); // nothing is typed yet
    assert_int_equal(scene->wishes.count, 0);
    assert_string_equal(model->message, text_of(LANGUAGE_EN, TEXT_SAID_NO_C_SOURCE_ID));
    scene_key(scene, KEY_UP, false, false);
    assert_string_equal(model->home->typed[HOME_PROGRAM].text, "'my bank.c' 4");
    scene_key(scene, KEY_UP, false, false);
    assert_string_equal(model->home->typed[HOME_PROGRAM].text, "'my bank.c' 4");
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RECORD));
    assert_string_equal(model->to_record, "'my bank.c' 4");
    scene_key(scene, KEY_DOWN, false, false);
    assert_string_equal(model->home->typed[HOME_PROGRAM].text, "");
    type(scene, "seed.py");
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->wishes.count, 0);
    assert_string_equal(model->message, text_of(LANGUAGE_EN, TEXT_SAID_NO_C_SOURCE_ID));
    assert_string_equal(model->home->typed[HOME_COMMAND].text, "");
    scene_key(scene, KEY_ESCAPE, false, false);
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("record", HOME_PROGRAM))->rect));
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
}

// One that is dropped on the window: it is there to be checked, and nothing runs yet.
static void a_dropped_source_waits_for_enter(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    struct model *model = &scene->model;
    char long_name[2 * COMMAND_TYPED_BYTES];
    scene_draw(scene);
    assert_true(control_type_program(model, &scene->ui, "/home/me/my $bank's.c"));
    scene_draw(scene);
    assert_int_equal(model->view, VIEW_HOME);
    assert_string_equal(model->home->typed[HOME_PROGRAM].text, "/home/me/my\\ \\$bank\\'s.c");
    assert_int_equal(scene->wishes.count, 0);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RECORD));
    assert_string_equal(model->to_record, "/home/me/my\\ \\$bank\\'s.c");
    memset(long_name, 'a', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    assert_false(control_type_program(model, &scene->ui, long_name));
    assert_false(control_type_program(model, &scene->ui, "/tmp/a\nb.c"));
    scene_close(scene);
}

// A word that is searched for finds the card, and Enter there opens its field.
static void the_card_is_found(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    scene_key(scene, '/', false, false);
    control_text(&scene->model, &scene->ui, "/");
    type(scene, "record a c");
    assert_non_null(ui_hit_of(&scene->ui, ui_id("command", 0)));
    assert_null(ui_hit_of(&scene->ui, ui_id("home lab", LAB_QUEUE)));
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->ui.editing, ui_id("command", 0));
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
}

// What was not named by the program is named in the window's language; a variable's name stays.
static void resources_are_named_in_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *name, *en, *zh;
        enum resource_kind kind;
    } rows[] = {
        { "Lock 3", "Lock 3", "锁 3", RESOURCE_LOCK },
        { "Read-write lock 12", "Read-write lock 12", "读写锁 12", RESOURCE_RW_LOCK },
        { "GIL 2", "GIL 2", "GIL 2", RESOURCE_GIL },
        { "ends of tasks", "ends of tasks", "任务结束", RESOURCE_TASK },
        { "Python parking lot", "Python parking lot", "Python 停车场", RESOURCE_SEMAPHORE },
        { "lock", "lock", "lock", RESOURCE_LOCK },
        { "Lock 3x", "Lock 3x", "Lock 3x", RESOURCE_LOCK },
        { "Lock ", "Lock ", "Lock ", RESOURCE_LOCK },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct foreign *foreign = foreign_new(2);
        const struct recorded_command command = command_of("./x", COMMAND_EXITED, 0);
        struct scene *scene = scene_of_command(foreign, &command);
        struct resource *resource = &foreign->resources[0];
        memset(resource->name, 0, sizeof resource->name);
        snprintf(resource->name, sizeof resource->name, "%s", rows[i].name);
        resource->kind = (uint8_t)rows[i].kind;
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            scene->model.language = (enum language)language;
            scene_draw(scene);
            assert_string_equal(words_resource(&scene->frame, 0), language == LANGUAGE_ZH ? rows[i].zh : rows[i].en);
        }
        scene_close(scene);
        foreign_free(foreign);
    }
}

static void waits_for_calls_are_told(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(2);
    const struct recorded_command command = command_of("./x", COMMAND_EXITED, 0);
    struct scene *scene = scene_of_command(foreign, &command);
    struct resource *resource = &foreign->resources[0];
    memset(resource->name, 0, sizeof resource->name);
    resource->kind = RESOURCE_CALL;
    strcpy(resource->name, "poll");
    scene_draw(scene);
    assert_string_equal(words_waiting(&scene->frame, 0, 0, 0, 0), "poll()");
    assert_string_equal(words_waiting_long(&scene->frame, 0, 0, 0, 0), "in poll()");
    strcpy(resource->name, "input");
    assert_string_equal(words_waiting_long(&scene->frame, 0, 0, 0, 0), "for input");
    strcpy(resource->name, "Barrier 1");
    resource->kind = RESOURCE_BARRIER;
    assert_string_equal(words_waiting_long(&scene->frame, 0, 0, 0, 0), "at Barrier 1 for the others");
    scene_close(scene);
    foreign_free(foreign);
}

static void the_end_is_no_end_while_it_runs(void **state)
{
    (void)state;
    for (int running = 0; running < 2; running++) {
        struct foreign *foreign = foreign_new(2);
        const struct recorded_command command = command_of("./x", running ? COMMAND_RUNNING : COMMAND_EXITED, 0);
        struct scene *scene = scene_of_command(foreign, &command);
        scene->model.view = VIEW_STAGE;
        playback_jump(&scene->model.playback, &scene->document, 1);
        scene_draw(scene);
        assert_int_equal(scene_says(scene, text_of(LANGUAGE_EN, TEXT_NOW_END_RUN_ID)), !running);
        assert_int_equal(scene_says(scene, text_of(LANGUAGE_EN, TEXT_NOW_STILL_RUNS_ID)), running);
        scene_close(scene);
        foreign_free(foreign);
    }
}

static bool has_box(const struct draw_list *list, struct rect at, struct colour fill)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (command->kind == DRAW_BOX && fabsf(command->box.rect.x - at.x) <= 1 &&
            fabsf(command->box.rect.y - at.y) <= 1 && memcmp(&command->paint.fill, &fill, sizeof fill) == 0)
            return true;
    }
    return false;
}

// As Run is; where nothing is typed yet it asks for that first.
static void what_records_is_green(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    const struct rect button = ui_hit_of(&scene->ui, ui_id("record", 0))->rect;
    assert_true(has_box(&scene->list, button, scene->frame.theme->run_ground));
    scene_click(scene, rect_centre(button));
    assert_int_equal(scene->wishes.count, 0);
    assert_int_equal(scene->ui.editing, ui_id("command", 0));
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_says_it),
        cmocka_unit_test(the_header_names_the_command),
        cmocka_unit_test(the_command_keeps_off_the_tabs),
        cmocka_unit_test(nothing_of_a_file_is_run),
        cmocka_unit_test(what_was_typed_is_recorded_again),
        cmocka_unit_test(a_command_is_typed_at_home),
        cmocka_unit_test(a_program_is_checked_from_home),
        cmocka_unit_test(a_dropped_source_waits_for_enter),
        cmocka_unit_test(the_card_is_found),
        cmocka_unit_test(resources_are_named_in_the_language),
        cmocka_unit_test(waits_for_calls_are_told),
        cmocka_unit_test(the_end_is_no_end_while_it_runs),
        cmocka_unit_test(what_records_is_green),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
