// The table of views: every row whole, every action seen to once; and the list of wishes.
#include "../support/view_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void every_view_has_a_name_words_and_a_picture(void **state)
{
    (void)state;
    for (int view = 0; view < VIEW_COUNT; view++) {
        const struct view_row *row = view_rows[view];
        assert_true(row->name && row->name[0] && row->draw);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_true(text_of((enum language)language, row->title)[0]);
            assert_true(text_of((enum language)language, row->tip)[0]);
        }
        for (int other = 0; other < view; other++) {
            assert_string_not_equal(view_rows[other]->name, row->name);
            assert_int_not_equal(view_rows[other]->title, row->title);
        }
    }
}

static void every_view_has_its_key(void **state)
{
    (void)state;
    struct keymap keys;
    keymap_init(&keys);
    assert_int_equal(keymap_of_press(&keys, KEY_BACKSPACE, false, false, KEYS_DESK)->argument, VIEW_HOME);
    for (int view = 0; view < VIEW_TAB_COUNT; view++) {
        const struct key_binding *binding = keymap_of_press(&keys, (uint32_t)('1' + view), false, false, KEYS_DESK);
        assert_non_null(binding);
        assert_int_equal(binding->action, ACTION_VIEW);
        assert_int_equal(binding->argument, view);
        assert_string_equal(binding->name,
                            view_rows[view]->name); // the word of the command line and of the settings file
    }
}

static int listings_of(const struct view_row *row, enum action action)
{
    int count = 0;
    for (const enum action *own = row->actions; own && *own != ACTION_NONE; own++)
        count += *own == action;
    return count;
}

static void an_action_is_one_views(void **state)
{
    (void)state;
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        int count = 0;
        for (int view = 0; view < VIEW_COUNT; view++)
            count += listings_of(view_rows[view], (enum action)action);
        assert_in_range(count, 0, 1);
    }
}

static void what_needs_a_run_waits_for_one(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 5);
    for (int view = 0; view < VIEW_COUNT; view++) {
        assert_true(view_can_show((enum view)view, &scene->model, &scene->document));
        assert_int_equal(view_can_show((enum view)view, &scene->model, NULL), view_tells_settings((enum view)view));
    }
    const struct timeline_model before = *scene->model.timeline;
    views_act(&scene->model, NULL, ACTION_TIMELINE_ZOOM, 1, &scene->wishes);
    assert_memory_equal(scene->model.timeline, &before, sizeof before);
    views_act(&scene->model, &scene->document, ACTION_TIMELINE_ZOOM, 1, &scene->wishes);
    assert_true(scene->model.timeline->to_ns > scene->model.timeline->from_ns);
    scene_close(scene);
}

static void arguments_of_two_numbers_come_back(void **state)
{
    (void)state;
    static const int numbers[] = { 0, 1, 7, 65535, 65536, INT32_MAX };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            const struct setting_pick pick =
                setting_pick_of(setting_pick_argument((struct setting_pick){ numbers[i], numbers[k] }));
            const struct compared_run run =
                compared_run_of(compared_run_argument((struct compared_run){ numbers[i], numbers[k] }));
            assert_true(pick.row == numbers[i] && pick.choice == numbers[k]);
            assert_true(run.page == numbers[i] && run.row == numbers[k]);
        }
    }
}

// What the views keep is large: a model that is copied keeps to its owner's, unless they are copied with it.
static void a_model_is_small_enough_to_copy(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 5);
    const struct model copy = scene->model;
    assert_in_range(sizeof copy, 1, 16384);
    scene->model.compare->repeat = 77;
    assert_int_equal(copy.compare->repeat, 77);
    struct view_models *models = malloc(sizeof *models);
    assert_non_null(models);
    const struct model whole = view_models_copy(&scene->model, models);
    scene->model.compare->repeat = 78;
    scene->model.timeline->scroll_rows = 79;
    scene->model.ledger->sort = 80;
    scene->model.schedules->iterations = 81;
    assert_int_equal(whole.compare->repeat, 77);
    assert_int_not_equal(whole.timeline->scroll_rows, 79);
    assert_int_not_equal(whole.ledger->sort, 80);
    assert_int_not_equal(whole.schedules->iterations, 81);
    free(models);
    scene_close(scene);
}

static void wishes_stand_in_their_order_one_of_a_kind(void **state)
{
    (void)state;
    struct wishes wishes = { 0 };
    assert_null(wishes_find(&wishes, WISH_RUN));
    for (int turn = 0; turn < 2; turn++) {
        for (int kind = 0; kind < WISH_COUNT; kind++)
            wish_for(&wishes, (struct wish){ .kind = (enum wish_kind)(WISH_COUNT - 1 - kind), .index = turn });
        assert_int_equal(wishes.count, WISH_COUNT);
    }
    for (int i = 0; i < WISH_COUNT; i++) {
        assert_int_equal(wishes.list[i].kind, WISH_COUNT - 1 - i);
        assert_int_equal(wishes_find(&wishes, (enum wish_kind)i)->index, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_has_a_name_words_and_a_picture),
        cmocka_unit_test(every_view_has_its_key),
        cmocka_unit_test(an_action_is_one_views),
        cmocka_unit_test(what_needs_a_run_waits_for_one),
        cmocka_unit_test(arguments_of_two_numbers_come_back),
        cmocka_unit_test(a_model_is_small_enough_to_copy),
        cmocka_unit_test(wishes_stand_in_their_order_one_of_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
