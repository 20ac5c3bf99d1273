// The window with any lab: its settings, its cards, its runs; every view and every action, also those that it has nothing for.
#include "support/lab_scene.h"

#include "labs/balance/story.h"
#include "labs/locks/locks.h"
#include "view/labs/cards.h"
#include "view/model/setting_rows.h"
#include "view/schedules/locks_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 11

// The labs whose runs are made by a program of their own; NULL: there are no more.
static const struct lab *program_lab(uint32_t *id)
{
    while (*id < LAB_COUNT && !(lab_of(*id) && lab_of(*id)->program))
        ++*id;
    return *id < LAB_COUNT ? lab_of((*id)++) : NULL;
}

// The texts of the stage and the timeline, which differ from run to run, their own tests look at.
static bool is_looked_at(enum view view) { return view != VIEW_STAGE && view != VIEW_TIMELINE; }

static void check(struct scene *scene, const char *where)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if ((wrong > 0 && is_looked_at(scene->model.view)) || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("%s, view %d, %dx%d, language %d%s: %s", where, (int)scene->model.view, scene->model.width_px,
                 scene->model.height_px, (int)scene->model.language, scene->model.lecture ? ", lecture" : "",
                 complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene, const char *where)
{
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    struct model *model = &scene->model;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (int view = 0; view < VIEW_COUNT; view++)
            for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++) {
                model->width_px = sizes[size].width;
                model->height_px = sizes[size].height;
                model->view = (enum view)view;
                model->language = (enum language)(shape % LANGUAGE_COUNT);
                model->lecture = shape >= LANGUAGE_COUNT;
                check(scene, where);
            }
}

static void an_opened_run_brings_its_lab(void **state)
{
    (void)state;
    uint32_t id = 0;
    for (const struct lab *lab; (lab = program_lab(&id));) {
        struct scene *scene = lab_scene(lab, NULL);
        assert_ptr_equal(scene->model.settings.lab, lab->settings);
        assert_int_equal(scene->model.settings.plan.lab, lab->id);
        assert_memory_equal(&scene->model.settings.plan, scene->document.recording.plan, sizeof(struct plan));
        assert_int_equal(scene->model.view, VIEW_STAGE);
        check_everywhere(scene, lab->name);
        scene_close(scene);
    }
}

// Whatever is asked for, with a run of the lab, with one of the balance while the settings are the lab's, and with none.
static void no_action_breaks(void **state)
{
    (void)state;
    uint32_t id = 0;
    for (const struct lab *lab; (lab = program_lab(&id));) {
        struct scene *balance = scene_open(GUARD_NONE, SEED), *scene = lab_scene(lab, NULL);
        const struct document *documents[] = { &scene->document, &balance->document, NULL };
        for (size_t i = 0; i < 3; i++)
            for (int action = 0; action < ACTION_COUNT; action++)
                for (int64_t argument = -1; argument <= 2; argument++) {
                    struct wishes wishes = { 0 };
                    settings_init(&scene->model.settings, lab->settings, 4);
                    settings_finish(&scene->model.settings, UINT64_MAX);
                    control_act(&scene->model, documents[i], (enum action)action, argument, &wishes);
                    view_prepare(&scene->model, documents[i]);
                }
        scene_close(scene);
        scene_close(balance);
    }
}

static void what_a_lab_has_not_is_said(void **state)
{
    (void)state;
    struct scene *scene = lab_scene(lab_of(LAB_QUEUE), NULL);
    assert_false(view_can_show(VIEW_LEDGER, &scene->model, &scene->document));
    assert_false(view_can_show(VIEW_SCHEDULES, &scene->model, &scene->document));
    assert_true(view_can_show(VIEW_COMPARE, &scene->model, &scene->document));
    assert_int_equal(view_reason_of(VIEW_LEDGER, &scene->document).what, TEXT_NO_LEDGER_ID);
    assert_int_equal(view_reason_of(VIEW_SCHEDULES, &scene->document).what, TEXT_NO_STEPS_ID);
    scene_close(scene);
}

// A view that the lab's runs do not have gives way; the balance brings its own back, and its settings.
static void opening_goes_from_lab_to_lab(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_SPIN, SEED), *queue = lab_scene(lab_of(LAB_QUEUE), "sentinel");
    scene->model.view = VIEW_LEDGER;
    control_new_document(&scene->model, &queue->document);
    assert_int_equal(scene->model.view, VIEW_STAGE);
    assert_int_equal(scene->model.settings.plan.lab, LAB_QUEUE);
    assert_string_equal(
        setting_choice_name(settings_variants(scene->model.settings.lab), card_of(&scene->model.settings.plan)),
        "sentinel");
    scene->model.view = VIEW_TIMELINE;
    control_new_document(&scene->model, &scene->document);
    assert_int_equal(scene->model.view, VIEW_TIMELINE);
    assert_memory_equal(&scene->model.settings.plan, scene->document.recording.plan, sizeof(struct plan));
    scene_close(queue);
    scene_close(scene);
}

// Every card of every lab sets what it says, and runs it.
static void cards_run_their_variant(void **state)
{
    (void)state;
    uint32_t id = 0;
    for (const struct lab *lab; (lab = program_lab(&id));) {
        struct scene *scene = lab_scene(lab, NULL);
        const struct setting *variants = settings_variants(lab->settings);
        assert_int_equal(cards_in_row(lab->id), cards_count(lab->id));
        for (int card = 0; card < cards_count(lab->id); card++) {
            scene_draw(scene);
            const struct hit *hit = ui_hit_of(&scene->ui, ui_id("card", card));
            assert_non_null(hit);
            scene_click(scene, rect_centre(hit->rect));
            assert_true(scene_asked(scene, WISH_RUN));
            assert_int_equal(card_of(&scene->model.settings.plan), card);
            // Nothing of the variants before is left behind.
            struct settings alone;
            settings_init(&alone, lab->settings, scene->model.settings.machine_cores);
            assert_true(status_is_ok(settings_set(&alone, "variant", setting_choice_name(variants, card))));
            assert_true(status_is_ok(settings_set(&alone, "deadline", "200ms")));
            assert_true(status_is_ok(settings_set(&alone, "cores", "1")));
            assert_true(status_is_ok(settings_finish(&alone, UINT64_MAX)));
            if (memcmp(&alone.plan, &scene->model.settings.plan, sizeof alone.plan) != 0)
                fail_msg("%s %s is set otherwise than by its name", lab->name, setting_choice_name(variants, card));
            assert_string_equal(setting_choice_name(variants, card),
                                setting_choice_name(variants, card_of(&scene->model.asked)));
        }
        scene_act(scene, ACTION_CARD, cards_count(lab->id));
        assert_int_equal(scene->wishes.count, 0);
        scene_close(scene);
    }
}

// The chip in the header opens the list of labs; choosing one of them runs its defaults, by pointer and by keys.
static void another_lab_is_chosen(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.view = VIEW_LEDGER;
    scene->model.running = RUN_BUSY;
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("lab chip", 0))->rect));
    assert_int_equal(scene->model.open_setting, OPEN_LABS);
    scene_draw(scene);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("lab", LAB_QUEUE))->rect));
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    assert_non_null(wishes_find(&scene->wishes, WISH_CANCEL)); // what ran goes
    assert_non_null(wishes_find(&scene->wishes, WISH_RUN));
    assert_int_equal(scene->model.settings.plan.lab, LAB_QUEUE);
    assert_int_equal(scene->model.asked.lab, LAB_QUEUE);
    scene_act(scene, ACTION_LAB, LAB_COUNT);
    assert_int_equal(scene->wishes.count, 0);
    // Back with the keys: the first of the list.
    scene->model.running = RUN_IDLE;
    scene->ui.focus = 0;
    scene_act(scene, ACTION_SETTING, OPEN_LABS);
    scene_draw(scene);
    scene_key(scene, KEY_DOWN, false, false);
    scene_draw(scene);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RUN));
    assert_int_equal(scene->model.settings.plan.lab, LAB_BALANCE);
    scene_close(scene);
}

static void views_that_a_lab_has_not_are_dimmed(void **state)
{
    (void)state;
    struct scene *scene = lab_scene(lab_of(LAB_QUEUE), NULL);
    scene_draw(scene);
    for (int view = 0; view < VIEW_COUNT; view++) {
        const struct hit *tab = ui_hit_of(&scene->ui, ui_id("tab", view));
        const bool shows = view_can_show((enum view)view, &scene->model, &scene->document);
        if (!tab)
            continue;
        assert_int_equal(tab->disabled, !shows);
        assert_string_equal(
            tab->tip,
            text_of(LANGUAGE_EN, shows ? view_rows[view]->tip : view_reason_of((enum view)view, &scene->document).why));
    }
    // The key still goes there, where the reason is told.
    scene_key(scene, '3', false, false);
    assert_int_equal(scene->model.view, VIEW_LEDGER);
    scene_draw(scene);
    scene_close(scene);
}

// The lab `locks` has the schedules of its locks, which follow what is set; the balance's are not there.
static void locks_are_scheduled(void **state)
{
    (void)state;
    static const struct {
        const char *variant;
        enum schedules_listing listing;
        int chosen;
    } all[] = { { "opposite-orders", LISTING_TWO, 0 },
                { "same-order", LISTING_TWO, 1 },
                { "philosophers", LISTING_PHILOSOPHERS, PHILOSOPHERS_ALL_RIGHT },
                { "timeout", LISTING_TWO, 0 } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct scene *scene = lab_scene(lab_of(LAB_LOCKS), all[i].variant);
        struct schedules_model *schedules = scene->model.schedules;
        struct wishes wishes = { 0 };
        struct settings settings;
        scene->model.width_px = 1920;
        scene->model.height_px = 1080;
        scene_key(scene, '4', false, false);
        assert_true(view_can_show(VIEW_SCHEDULES, &scene->model, &scene->document));
        check(scene, "locks");
        assert_int_equal(schedules->listing, all[i].listing);
        assert_int_equal(schedules->locks.variant[schedules->listing], all[i].chosen);
        assert_null(ui_hit_of(&scene->ui, ui_id("schedule listing", LISTING_BALANCE)));
        assert_non_null(ui_hit_of(&scene->ui, ui_id("schedule listing", LISTING_TWO)));
        assert_non_null(ui_hit_of(&scene->ui, ui_id("schedule listing", LISTING_PHILOSOPHERS)));
        assert_non_null(ui_hit_of(&scene->ui, ui_id("schedule tool", ACTION_SCHEDULE_RUN)));
        control_act(&scene->model, &scene->document, ACTION_SCHEDULE_LISTING, LISTING_BALANCE, &wishes);
        assert_int_equal(schedules->listing, all[i].listing);
        control_act(&scene->model, &scene->document, ACTION_SCHEDULE_STEP, 1, &wishes);
        control_act(&scene->model, &scene->document, ACTION_SCHEDULE_RUN, 0, &wishes);
        assert_non_null(wishes_find(&wishes, WISH_SCHEDULE));
        assert_true(locks_desk_settings(&scene->model, &settings));
        assert_true(locks_is_driven(&settings.plan) && locks_plan_of(&settings.plan)->moves[0] == '2');
        scene_close(scene);
    }
}

// What is set anew is scheduled from then on; what was chosen by hand stays until then.
static void the_desk_follows_the_settings(void **state)
{
    (void)state;
    struct scene *scene = lab_scene(lab_of(LAB_LOCKS), "philosophers");
    struct schedules_model *schedules = scene->model.schedules;
    struct wishes wishes = { 0 };
    scene->model.view = VIEW_SCHEDULES;
    view_prepare(&scene->model, &scene->document);
    assert_int_equal(schedules->locks.philosophers, 5);
    control_act(&scene->model, &scene->document, ACTION_SCHEDULE_LISTING, LISTING_TWO, &wishes);
    view_prepare(&scene->model, &scene->document);
    assert_int_equal(schedules->listing, LISTING_TWO);
    assert_true(status_is_ok(settings_set(&scene->model.settings, "count", "3")));
    assert_true(status_is_ok(settings_set(&scene->model.settings, "arrangement", "waiter")));
    view_prepare(&scene->model, &scene->document);
    assert_int_equal(schedules->listing, LISTING_PHILOSOPHERS);
    assert_int_equal(schedules->locks.philosophers, 3);
    assert_int_equal(schedules->locks.variant[LISTING_PHILOSOPHERS], PHILOSOPHERS_WAITER);
    struct scene *balance = scene_open(GUARD_NONE, SEED);
    control_new_document(&scene->model, &balance->document);
    view_prepare(&scene->model, &balance->document);
    assert_int_equal(schedules->listing, LISTING_BALANCE);
    scene_close(balance);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opened_run_brings_its_lab),
        cmocka_unit_test(no_action_breaks),
        cmocka_unit_test(what_a_lab_has_not_is_said),
        cmocka_unit_test(opening_goes_from_lab_to_lab),
        cmocka_unit_test(cards_run_their_variant),
        cmocka_unit_test(another_lab_is_chosen),
        cmocka_unit_test(views_that_a_lab_has_not_are_dimmed),
        cmocka_unit_test(locks_are_scheduled),
        cmocka_unit_test(the_desk_follows_the_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
