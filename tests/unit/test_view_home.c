// The home: every card in its place at every size, chosen and opened by keys and pointer, found by a word.
#include "support/lab_scene.h"

#include "view/home/items.h"
#include "view/labs/lab_names.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 3

static void add_seen(struct model *model, const char *path, const char *title, const char *came)
{
    struct seen *seen = &model->seen[model->seen_count++];
    snprintf(seen->path, sizeof seen->path, "%s", path);
    snprintf(seen->title, sizeof seen->title, "%s", title);
    snprintf(seen->came, sizeof seen->came, "%s", came);
}

static struct scene *at_home(void)
{
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    add_seen(&scene->model, "/a/queue.rl", "Queue · As written", "3 of 10 read");
    add_seen(&scene->model, "/a/race.rl", "Shared balance · No lock", "172 330 of 400 000 lost");
    add_seen(&scene->model, "/a/a file with a very long name that nobody shortened.rl", "", "");
    add_seen(&scene->model, "/b.rl", "一个很长很长的名字一个很长很长的名字一个很长很长的名字", "");
    add_seen(&scene->model, "/c.rl", "a title longer than any card could ever be, and then some", "x");
    scene->model.seen[2].unread = true;
    strcpy(scene->model.seen[1].when, "14:02");
    scene->model.past_run_count = 2; // the newest is not understood yet
    scene->model.home->past_seen[1] = scene->model.seen[1];
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    return scene;
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

static void every_size_has_its_cards(void **state)
{
    (void)state;
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 2560, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    static const float zooms[] = { 0.8f, 1, 1.5f, 2 };
    struct scene *scene = at_home();
    struct model *model = &scene->model;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (size_t zoom = 0; zoom < sizeof zooms / sizeof *zooms; zoom++)
            for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++) {
                model->width_px = sizes[size].width;
                model->height_px = sizes[size].height;
                model->zoom = zooms[zoom];
                model->language = (enum language)(shape % LANGUAGE_COUNT);
                model->lecture = shape >= LANGUAGE_COUNT;
                check(scene, "home");
                for (uint32_t lab = lab_after(LAB_NONE); lab && model->zoom <= 1; lab = lab_after(lab)) {
                    const struct hit *card = ui_hit_of(&scene->ui, ui_id("home lab", lab));
                    for (int field = 0; field < HOME_FIELDS; field++)
                        if (!ui_hit_of(&scene->ui, ui_id("command", field)) ||
                            !ui_hit_of(&scene->ui, ui_id("record", field)))
                            fail_msg("there is no field %d at %dx%d", field, model->width_px, model->height_px);
                    if (!card)
                        fail_msg("%s has no card at %dx%d", lab_of(lab)->name, model->width_px, model->height_px);
                }
                if (!model->lecture) {
                    model->open_setting = OPEN_MENU;
                    check(scene, "the menu at home");
                    model->open_setting = OPEN_NOTHING;
                }
            }
    scene_close(scene);
}

static void it_leads_back_to_where_it_was_opened(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    const uint32_t keys[] = { KEY_BACKSPACE, KEY_ESCAPE };
    for (int i = 0; i < 2; i++) {
        scene->model.view = VIEW_LEDGER;
        scene_draw(scene);
        scene_key(scene, KEY_BACKSPACE, false, false);
        assert_int_equal(scene->model.view, VIEW_HOME);
        scene_draw(scene);
        scene_key(scene, keys[i], false, false);
        assert_int_equal(scene->model.view, VIEW_LEDGER);
    }
    // The title does the same.
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("brand", 0))->rect));
    assert_int_equal(scene->model.view, VIEW_HOME);
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("brand", 0))->rect));
    assert_int_equal(scene->model.view, VIEW_LEDGER);
    // A move on the scheduler's desk is taken back first.
    scene->model.view = VIEW_SCHEDULES;
    scene_draw(scene);
    scene_act(scene, ACTION_SCHEDULE_STEP, 0);
    scene_draw(scene);
    scene_key(scene, KEY_BACKSPACE, false, false);
    assert_int_equal(scene->model.view, VIEW_SCHEDULES);
    scene_close(scene);
}

// This window's runs stand before the files, by what came of them; a press leads back to one. A file that cannot be read says so.
static void last_runs_and_files_tell_what_came(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene_draw(scene);
    const struct hit *run = ui_hit_of(&scene->ui, ui_id("past seen", 1)),
                     *file = ui_hit_of(&scene->ui, ui_id("seen", 0));
    assert_null(ui_hit_of(&scene->ui, ui_id("past seen", 0)));
    assert_true(run && file && run < file);
    assert_true(scene_says(scene, "172 330 of 400 000 lost · 14:02"));
    assert_true(scene_says(scene, text_of(LANGUAGE_EN, TEXT_HOME_UNREAD_ID)));
    scene->wishes.count = 0;
    scene_click(scene, rect_centre(run->rect));
    const struct wish *wish = wishes_find(&scene->wishes, WISH_OPEN_RUN);
    assert_true(wish && wish->index == 1);
    assert_int_equal(scene->model.view, VIEW_STAGE);
    scene_close(scene);
}

// Arrows reach every card and no more; Enter opens the one that is outlined.
static void cards_are_chosen_by_keys(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    struct home_items items;
    struct home_item item;
    home_items_of(&items, &scene->model);
    assert_int_equal(items.count, items.labs + HOME_FIELDS + 1 + SEEN_MOST);
    for (int i = 0; i < 2 * items.count; i++) {
        scene_draw(scene);
        scene_key(scene, KEY_RIGHT, false, false);
        assert_int_equal(scene->model.home->chosen, i + 1 < items.count ? i + 1 : items.count - 1);
    }
    for (int i = 0; i < items.count; i++)
        scene_key(scene, KEY_UP, false, false);
    assert_true(home_chosen(&scene->model, &item) && item.lab);
    for (int i = 0; i < items.count; i++)
        scene_key(scene, KEY_DOWN, false, false);
    assert_true(home_chosen(&scene->model, &item) && !item.lab && !item.has_field);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_OPEN_SEEN));
    assert_int_equal(scene->wishes.list[0].index, item.seen);
    assert_int_equal(scene->model.view, VIEW_STAGE);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    for (int i = 0; i < items.count; i++)
        scene_key(scene, KEY_LEFT, false, false);
    scene_key(scene, KEY_RIGHT, false, false);
    assert_true(home_chosen(&scene->model, &item));
    scene_draw(scene);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RUN));
    assert_int_equal(scene->model.settings.plan.lab, item.lab);
    assert_int_equal(scene->model.asked.lab, item.lab);
    assert_int_equal(scene->model.view, VIEW_STAGE);
    scene_close(scene);
}

static void cards_are_pressed(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("seen", 1))->rect));
    assert_true(scene_asked(scene, WISH_OPEN_SEEN));
    assert_int_equal(scene->wishes.list[0].index, 1);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("home lab", LAB_QUEUE))->rect));
    assert_true(scene_asked(scene, WISH_RUN));
    assert_int_equal(scene->model.settings.plan.lab, LAB_QUEUE);
    scene_act(scene, ACTION_OPEN_SEEN, SEEN_MOST);
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
}

static void type(struct scene *scene, const char *word)
{
    for (; *word; word++) {
        const char letter[] = { *word, '\0' };
        scene_key(scene, (uint32_t)*word, false, false);
        control_text(&scene->model, &scene->ui, letter);
        scene_draw(scene);
    }
}

// A word leaves the cards that say it, in whatever language; Enter opens the first, Escape takes it back.
static void a_word_finds_cards(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    struct home_items items;
    scene_draw(scene);
    scene_key(scene, '/', false, false);
    control_text(&scene->model, &scene->ui, "/");
    scene_draw(scene);
    type(scene, "sentinel");
    home_items_of(&items, &scene->model);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.all[0].lab, LAB_QUEUE);
    assert_null(ui_hit_of(&scene->ui, ui_id("home lab", LAB_BALANCE)));
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RUN));
    assert_int_equal(scene->model.settings.plan.lab, LAB_QUEUE);
    scene->model.view = VIEW_HOME;
    scene->ui.editing = 0;
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_string_equal(scene->model.home->search, "");
    assert_int_equal(scene->model.view, VIEW_HOME);
    snprintf(scene->model.home->search, sizeof scene->model.home->search, "QUEUE.rl");
    home_items_of(&items, &scene->model);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.labs, 0);
    snprintf(scene->model.home->search, sizeof scene->model.home->search, "nobody says this");
    check(scene, "nothing is found");
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
}

// Without a run, and with one that goes on.
static void it_needs_no_run(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    struct wishes wishes = { 0 };
    struct document none = { 0 };
    for (int action = 0; action < ACTION_COUNT; action++)
        for (int64_t argument = -1; argument <= 6; argument++) {
            scene->model.view = VIEW_HOME;
            scene->model.open_setting = OPEN_NOTHING;
            control_act(&scene->model, NULL, (enum action)action, argument, &wishes);
        }
    const struct document kept = scene->document;
    scene->document = none;
    scene->model.view = VIEW_HOME;
    check(scene, "no run");
    scene->document = kept;
    scene->model.running = RUN_BUSY;
    check(scene, "running");
    scene_close(scene);
}

// The one that was asked for to stand below; nothing else was.
static struct listed_one asked_below(struct scene *scene)
{
    assert_true(scene_asked(scene, WISH_OPEN_BELOW));
    return scene->wishes.list[0].listed;
}

static void assert_asked_below(struct scene *scene, enum listed list, int index)
{
    const struct listed_one one = asked_below(scene);
    assert_int_equal(one.list, list);
    assert_int_equal(one.index, index);
}

static void click_with_control(struct scene *scene, uint32_t id)
{
    const struct hit *hit = ui_hit_of(&scene->ui, id);
    assert_non_null(hit);
    const struct point at = point_at(hit->rect.x + 3, rect_centre(hit->rect).y);
    scene->wishes = (struct wishes){ 0 };
    for (int kind = POINTER_DOWN; kind <= POINTER_UP; kind++)
        control_pointer(&scene->model, &scene->ui, &scene->document,
                        (struct pointer_event){ .kind = (enum pointer_kind)kind, .at = at, .control = true },
                        &scene->wishes);
}

// By Ctrl with a press, by the small button, by Ctrl+Enter where the card is chosen; the labs have nothing to be put below.
static void a_card_of_a_recording_opens_below(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    struct home_items items;
    scene_draw(scene);
    click_with_control(scene, ui_id("seen", 1));
    assert_asked_below(scene, LISTED_SEEN, 1);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    click_with_control(scene, ui_id("past seen", 1));
    assert_asked_below(scene, LISTED_RUNS, 1);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    scene_draw(scene);
    const struct hit *button = ui_hit_of(&scene->ui, ui_part(ui_id("seen", 0), 1));
    assert_non_null(button);
    scene_click(scene, rect_centre(button->rect));
    assert_asked_below(scene, LISTED_SEEN, 0);
    assert_int_equal(scene->model.view, VIEW_TIMELINE);
    scene_act(scene, ACTION_VIEW, VIEW_HOME);
    home_items_of(&items, &scene->model);
    for (int i = 0; i < items.count; i++) {
        const struct home_item *item = &items.all[i];
        scene->ui.focus_visible = false;
        scene->model.view = VIEW_HOME;
        scene->model.home->chosen = i;
        scene_draw(scene);
        scene_key(scene, KEY_ENTER, true, false);
        if (item->lab || item->has_field)
            assert_int_equal(scene->wishes.count, 0);
        else
            assert_asked_below(scene, item->is_past ? LISTED_RUNS : LISTED_SEEN, item->seen);
    }
    // The same from the field in which it is searched for.
    scene->model.view = VIEW_HOME;
    scene_draw(scene);
    scene_key(scene, '/', false, false);
    control_text(&scene->model, &scene->ui, "queue ·");
    scene_draw(scene);
    home_items_of(&items, &scene->model);
    assert_int_equal(items.count, 1);
    scene_key(scene, KEY_ENTER, true, false);
    assert_asked_below(scene, LISTED_SEEN, 0);
    assert_int_equal(scene->ui.editing, 0);
    scene_close(scene);
}

static void a_line_of_the_menu_opens_below(void **state)
{
    (void)state;
    struct scene *scene = at_home();
    struct model *model = &scene->model;
    model->view = VIEW_STAGE;
    strcpy(model->past_runs[0], "one");
    strcpy(model->past_runs[1], "two");
    strcpy(model->recent[0], "/a/race.rl");
    model->recent_count = 1;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        model->language = (enum language)language;
        scene_act(scene, ACTION_SETTING, OPEN_MENU);
        check(scene, "menu");
        click_with_control(scene, ui_id("past run", 1));
        assert_asked_below(scene, LISTED_RUNS, 1);
        assert_int_equal(model->open_setting, OPEN_NOTHING);
        scene_act(scene, ACTION_SETTING, OPEN_MENU);
        scene_draw(scene);
        scene->ui.focus = ui_id("recent", 0);
        scene->ui.focus_visible = true;
        scene_key(scene, KEY_ENTER, true, false);
        assert_asked_below(scene, LISTED_RECENT, 0);
        // Down keeps to its column; the button says what it does.
        scene_act(scene, ACTION_SETTING, OPEN_MENU);
        scene_draw(scene);
        scene->ui.focus = ui_id("past run", 0);
        scene->ui.focus_visible = true;
        scene_key(scene, KEY_DOWN, false, false);
        assert_int_equal(scene->ui.focus, ui_id("past run", 1));
        scene_key(scene, KEY_RIGHT, false, false);
        assert_int_equal(scene->ui.focus, ui_part(ui_id("past run", 1), 1));
        assert_non_null(strstr(ui_hit_of(&scene->ui, scene->ui.focus)->tip, "Ctrl"));
        scene_key(scene, ' ', false, false);
        assert_asked_below(scene, LISTED_RUNS, 1);
    }
    // While it is asked what came out nothing is opened.
    model->prediction.stage = PREDICTION_ASKED;
    scene_act(scene, ACTION_OPEN_BELOW, listed_argument((struct listed_one){ LISTED_RUNS, 0 }));
    assert_int_equal(scene->wishes.count, 0);
    model->prediction.stage = PREDICTION_NONE;
    scene_act(scene, ACTION_OPEN_BELOW, listed_argument((struct listed_one){ LISTED_RUNS, 2 }));
    assert_int_equal(scene->wishes.count, 0);
    scene_close(scene);
}

// ---- zoomed --------------------------------------------------------------------------------------------------------

static struct rect lab_card(const struct scene *scene, uint32_t lab)
{
    const struct hit *hit = ui_hit_of(&scene->ui, ui_id("home lab", lab));
    return hit ? hit->rect : rect_of(0, 0, 0, 0);
}

// The lab of the card below, straight or nearest to it, as they are drawn; 0: there is none.
static uint32_t lab_below(const struct scene *scene, uint32_t from)
{
    const struct rect here = lab_card(scene, from);
    uint32_t nearest = 0;
    float row = INFINITY, least = INFINITY;
    for (uint32_t lab = lab_after(LAB_NONE); lab; lab = lab_after(lab)) {
        const struct rect there = lab_card(scene, lab);
        const float away = fabsf(rect_centre(there).x - rect_centre(here).x);
        if (rect_is_empty(there) || there.y < rect_bottom(here) || there.y > row + 1)
            continue;
        if (there.y < row - 1 || away < least) {
            nearest = lab;
            least = away;
        }
        row = there.y;
    }
    return nearest;
}

// Down leads to the card below the one that is chosen also where the zoom that is asked for has no room.
static void arrows_go_by_what_is_drawn(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 768, 1024 } };
    static const float zooms[] = { 1, 1.25f, 1.75f, 3 };
    size_t went = 0, held = 0;
    struct scene *scene = scene_open(GUARD_NONE, 3);
    scene->model.view = VIEW_HOME;
    for (size_t i = 0; i < 16; i++) {
        scene->model.width_px = sizes[i % 4][0];
        scene->model.height_px = sizes[i % 4][1];
        scene->model.zoom = zooms[i / 4];
        int at = 0;
        for (uint32_t lab = lab_after(LAB_NONE); lab; lab = lab_after(lab), at++) {
            scene->model.home->chosen = at;
            scene_draw(scene);
            const uint32_t below = lab_below(scene, lab);
            if (!below)
                continue;
            scene_key(scene, KEY_DOWN, false, false);
            struct home_item item;
            assert_true(home_chosen(&scene->model, &item));
            if (item.lab != below)
                fail_msg("%dx%d, zoom %.2f, drawn %.2f: below lab %u is %u, but it goes to %u", sizes[i % 4][0],
                         sizes[i % 4][1], (double)scene->model.zoom, (double)scene->ui.zoom, lab, below, item.lab);
            went++;
            held += scene->ui.zoom_held;
        }
    }
    assert_true(went > 20 && held > 5);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(last_runs_and_files_tell_what_came),
        cmocka_unit_test(every_size_has_its_cards),
        cmocka_unit_test(it_leads_back_to_where_it_was_opened),
        cmocka_unit_test(cards_are_chosen_by_keys),
        cmocka_unit_test(cards_are_pressed),
        cmocka_unit_test(a_word_finds_cards),
        cmocka_unit_test(it_needs_no_run),
        cmocka_unit_test(a_card_of_a_recording_opens_below),
        cmocka_unit_test(a_line_of_the_menu_opens_below),
        cmocka_unit_test(arrows_go_by_what_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
