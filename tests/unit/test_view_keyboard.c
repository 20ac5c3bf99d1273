// The window without a pointer: Escape leads back from whatever is open, a level at a time, to where one was; Tab and Shift+Tab lead
// through all that can be pressed and come round; Enter and Space press what has the ring, which is one thing at a time.
#include "../support/window_looks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int wrong;

#define COMPLAIN(...)                                                                                                  \
    do {                                                                                                               \
        print_error(__VA_ARGS__);                                                                                      \
        print_error("\n");                                                                                             \
        wrong++;                                                                                                       \
        return;                                                                                                        \
    } while (0)

static const char *const recordings[] = { "race", "labs/queue", "labs/locks-philosophers", "variables/bank-python",
                                          "v1/gil-3.9" };

enum {
    RECORDINGS = sizeof recordings / sizeof *recordings
};

static enum view view_of(const struct look *look, int view, int turn)
{
    return look->where == LOOK_ONCE ? (enum view)(turn % VIEW_COUNT) : (enum view)view;
}

// Calls back for everything that can be open, at the desk and in a lecture.
static void for_all(void (*visit)(struct look_scene *stand, const struct look *look, const char *what))
{
    char what[160];
    for (int r = 0; r < RECORDINGS; r++) {
        struct look_scene *stand = looks_open(recordings[r]);
        for (int i = 0; looks[i].name; i++)
            for (int n = 0;
                 n < (looks[i].where == LOOK_ONCE ? 2 : VIEW_COUNT) * (looks[i].where == LOOK_AT_DESK ? 1 : 2); n++) {
                looks_rest(stand);
                stand->scene->model.view = view_of(&looks[i], n / 2 % VIEW_COUNT, n + i + r);
                if (looks[i].where == LOOK_AT_DESK)
                    stand->scene->model.view = (enum view)n;
                stand->scene->model.lecture = stand->scene->model.fullscreen = n % 2 && looks[i].where != LOOK_AT_DESK;
                snprintf(what, sizeof what, "%s, %s%s, %s", recordings[r], view_rows[stand->scene->model.view]->name,
                         stand->scene->model.lecture ? ", lecture" : "", looks[i].name);
                visit(stand, &looks[i], what);
            }
        looks_close(stand);
    }
}

// ---- Escape --------------------------------------------------------------------------------------------------------

// What is open of all that Escape can take back.
static int levels_of(const struct scene *scene)
{
    const struct model *model = &scene->model;
    return (model->open_setting != OPEN_NOTHING) + model->help + (model->prediction.stage != PREDICTION_NONE) +
           (model->message[0] != '\0') +
           (scene->ui.editing != 0 && (model->open_setting == OPEN_NOTHING || model->open_setting == OPEN_ROWS)) +
           (model->timeline->pick.kind != NULL) + (model->timeline->search[0] != '\0') + model->lecture;
}

static void escapes(struct look_scene *stand, const struct look *look, const char *what)
{
    struct scene *scene = stand->scene;
    const enum view view = scene->model.view;
    const bool lecture = scene->model.lecture;
    if (!look->open(scene) || !look->name[0])
        return;
    scene_draw(scene);
    const enum view opened_in = scene->model.view; // the timeline's own come with it
    for (int before = levels_of(scene); before > lecture;) {
        scene_key(scene, KEY_ESCAPE, false, false);
        if (scene->wishes.count > 0)
            COMPLAIN("%s: Escape asks for something", what);
        scene_draw(scene);
        const int after = levels_of(scene);
        if (after >= before)
            COMPLAIN("%s: Escape takes nothing back of %d levels", what, before);
        if (scene->model.lecture != lecture)
            COMPLAIN("%s: Escape leaves the lecture before what lies over it", what);
        if (after < before - 1)
            COMPLAIN("%s: Escape takes back %d levels", what, before - after);
        before = after;
    }
    if (scene->model.view != opened_in && scene->model.view != view)
        COMPLAIN("%s: Escape leads to another view, %s", what, view_rows[scene->model.view]->name);
}

static void escape_leads_back_a_level_at_a_time(void **state)
{
    (void)state;
    wrong = 0;
    for_all(escapes);
    assert_int_equal(wrong, 0);
}

// ---- Tab -----------------------------------------------------------------------------------------------------------

static bool takes_focus(const struct hit *hit) { return hit->focusable && !hit->disabled; }

// Rings in the picture.
static size_t rings_of(const struct scene *scene)
{
    const struct colour ring = scene->frame.theme->marks[MARK_FOCUS];
    size_t rings = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        rings += (command->kind == DRAW_BOX || command->kind == DRAW_DISC) &&
                 memcmp(&command->stroke.colour, &ring, sizeof ring) == 0 &&
                 command->stroke.width_px >= scene->frame.scale.stroke_px - 0.01f;
    }
    return rings;
}

static bool is_pressed(const struct hit *hit)
{
    return hit->kind == HIT_PRESS || hit->kind == HIT_FIELD || hit->kind == HIT_DRAG;
}

// Whether something else that has the keyboard does the same, as Escape does what a press beside a pop-up does.
static bool has_twin(const struct ui *ui, const struct hit *hit)
{
    bool twin = hit->id == ui_id("backdrop", 0) || hit->action == ACTION_LEDGER_GO; // keys lead from store to store
    for (size_t i = 0; i < ui->hit_count; i++)
        twin = twin || (takes_focus(&ui->hits[i]) && ui->hits[i].action == hit->action &&
                        ui->hits[i].argument == hit->argument);
    return twin;
}

static void tabs_through(struct look_scene *stand, const struct look *look, const char *what)
{
    struct scene *scene = stand->scene;
    if (!look->open(scene))
        return;
    if (scene->ui.editing)
        scene_key(scene, KEY_TAB, false, true); // out of the field
    scene->ui.focus = 0;
    scene_draw(scene);
    size_t can = 0;
    for (size_t i = scene->ui.over; i < scene->ui.hit_count; i++) {
        const struct hit *hit = &scene->ui.hits[i];
        if (is_pressed(hit) && !hit->disabled && !hit->focusable && !has_twin(&scene->ui, hit))
            COMPLAIN("%s: action %d can be pressed, but has no keyboard", what, (int)hit->action);
        can += takes_focus(hit);
        for (size_t k = scene->ui.over; k < i; k++)
            if (takes_focus(hit) && takes_focus(&scene->ui.hits[k]) && scene->ui.hits[k].id == hit->id)
                COMPLAIN("%s: actions %d and %d have one id", what, (int)scene->ui.hits[k].action, (int)hit->action);
    }
    if (can == 0)
        return;
    uint32_t first = 0, last = 0;
    for (size_t i = 0; i < can; i++) {
        scene_key(scene, KEY_TAB, false, false);
        last = scene->ui.focus;
        first = i == 0 ? last : first;
        if (i % 5 && i + 1 < can)
            continue;
        scene_draw(scene);
        const size_t rings = rings_of(scene);
        if (rings != 1)
            COMPLAIN("%s: %zu rings at control %zu of %zu, action %d", what, rings, i, can,
                     (int)ui_hit_of(&scene->ui, last)->action);
    }
    scene_key(scene, KEY_TAB, false, false);
    if (scene->ui.focus != first)
        COMPLAIN("%s: Tab does not come round after %zu", what, can);
    scene_key(scene, KEY_TAB, false, true);
    if (scene->ui.focus != last)
        COMPLAIN("%s: Shift+Tab does not lead back", what);
}

static void tab_comes_round(void **state)
{
    (void)state;
    wrong = 0;
    for_all(tabs_through);
    assert_int_equal(wrong, 0);
}

// ---- Enter and Space -----------------------------------------------------------------------------------------------

// What came of it; the copies are the caller's.
struct outcome {
    struct model model;
    struct wishes wishes;
    uint32_t editing;
};

static void begin_again(struct look_scene *stand, enum view view)
{
    looks_rest(stand);
    stand->scene->model.view = view;
    scene_draw(stand->scene);
}

static struct outcome outcome_of(const struct scene *scene)
{
    return (struct outcome){ scene->model, scene->wishes, scene->ui.editing };
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
    return memcmp(&a->model, &b->model, sizeof a->model) == 0 && a->wishes.count == b->wishes.count &&
           (a->wishes.count == 0 || a->wishes.list[0].kind == b->wishes.list[0].kind) && a->editing == b->editing;
}

// On all that has the keyboard in a view they do what a press does.
static void enter_presses(void **state)
{
    (void)state;
    static struct outcome pressed, entered;
    size_t tried = 0;
    for (int r = 0; r < 2; r++) {
        struct look_scene *stand = looks_open(recordings[r]);
        struct scene *scene = stand->scene;
        for (int view = 0; view < VIEW_COUNT; view++) {
            begin_again(stand, (enum view)view);
            const size_t count = scene->ui.hit_count;
            for (size_t i = (size_t)view % 2; i < count; i += 2) {
                begin_again(stand, (enum view)view);
                const struct hit hit = scene->ui.hits[i];
                if (!takes_focus(&hit) || hit.kind == HIT_DRAG)
                    continue;
                scene_click(scene, rect_centre(hit.rect));
                pressed = outcome_of(scene);
                begin_again(stand, (enum view)view);
                scene->ui.focus = hit.id;
                scene->ui.focus_visible = true;
                scene_key(scene, i / 2 % 2 ? ' ' : KEY_ENTER, false, false);
                entered = outcome_of(scene);
                if (!same_outcome(&pressed, &entered))
                    fail_msg("%s, %s: Enter on action %d does something else than a press", recordings[r],
                             view_rows[view]->name, (int)hit.action);
                tried++;
            }
        }
        looks_close(stand);
    }
    assert_true(tried > 100);
}

// What opened a pop-up has the keyboard again when Escape has closed it.
static void escape_gives_the_keyboard_back(void **state)
{
    (void)state;
    struct look_scene *stand = looks_open("race");
    struct scene *scene = stand->scene;
    const uint32_t opener = ui_id("menu", 0);
    scene_draw(scene);
    assert_non_null(ui_hit_of(&scene->ui, opener));
    assert_true(look_press(scene, opener));
    scene_draw(scene);
    scene_key(scene, KEY_TAB, false, false);
    scene_draw(scene);
    assert_int_not_equal(scene->ui.focus, opener);
    scene_key(scene, KEY_ESCAPE, false, false);
    scene_draw(scene);
    assert_int_equal(scene->ui.focus, opener);
    looks_close(stand);
}

// In a menu of several parts the arrows get past each: nowhere is one stuck.
static void arrows_reach_all_of_a_menu(void **state)
{
    (void)state;
    struct look_scene *stand = looks_open("race");
    struct scene *scene = stand->scene;
    for (int down = 0; down < 2; down++) {
        looks_rest(stand);
        assert_true(look_menu(scene));
        scene_draw(scene);
        uint32_t last = 0;
        for (int i = 0; i < 60; i++) {
            scene_key(scene, down ? KEY_DOWN : KEY_UP, false, false);
            scene_draw(scene);
            assert_int_not_equal(scene->ui.focus, 0);
            assert_int_not_equal(scene->ui.focus, last);
            last = scene->ui.focus;
        }
    }
    looks_close(stand);
}

// What is to be looked for can be typed at once; Escape leaves the field, then the pop-up.
static void the_rows_filter_is_typed_at_once(void **state)
{
    (void)state;
    struct look_scene *stand = looks_open("race");
    struct scene *scene = stand->scene;
    assert_true(look_rows(scene));
    control_text(&scene->model, &scene->ui, "o"); // the letter that opened it is not part of it
    control_text(&scene->model, &scene->ui, "T2");
    assert_string_equal(scene->model.timeline->arrangement.filter, "T2");
    scene_draw(scene);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->ui.editing, 0);
    assert_int_equal(scene->model.open_setting, OPEN_ROWS);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    assert_string_equal(scene->model.timeline->arrangement.filter, "T2");
    looks_close(stand);
}

// With a run going, or a screen that is dark: Escape asks for the one and brings the other back; neither quits.
static void modes_come_first(void **state)
{
    (void)state;
    struct look_scene *stand = looks_open("race");
    struct scene *scene = stand->scene;
    scene->model.lecture = scene->model.blank = scene->model.spotlight = true;
    scene->model.running = RUN_BUSY;
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_false(scene->model.blank);
    assert_int_equal(scene->wishes.count, 0);
    look_help(scene);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->wishes.count, 0); // what lies over it goes first, the run goes on
    assert_false(scene->model.help);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_true(scene_asked(scene, WISH_CANCEL));
    scene->model.running = RUN_IDLE;
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_false(scene->model.spotlight);
    assert_true(scene->model.lecture);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_false(scene->model.lecture);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_null(wishes_find(&scene->wishes, WISH_QUIT));
    looks_close(stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_leads_back_a_level_at_a_time),
        cmocka_unit_test(tab_comes_round),
        cmocka_unit_test(enter_presses),
        cmocka_unit_test(escape_gives_the_keyboard_back),
        cmocka_unit_test(arrows_reach_all_of_a_menu),
        cmocka_unit_test(the_rows_filter_is_typed_at_once),
        cmocka_unit_test(modes_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
