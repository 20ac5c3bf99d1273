// The comparison of a lab's variants: its lines, its page, and what is done in it.
#include "support/lab_scene.h"

#include "view/compare/variants_feed.h"
#include "view/labs/outcome_words.h"
#include "view/model/entry.h"
#include "view/shapes/dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct scene *compared(void)
{
    struct scene *scene = scene_open(GUARD_NONE, 4);
    setting_enter_lab(&scene->model, lab_of(LAB_QUEUE)->settings);
    scene->model.view = VIEW_COMPARE;
    view_prepare(&scene->model, &scene->document);
    return scene;
}

static bool feed(struct scene *scene, const char *line) { return variants_feed(scene->model.compare, line); }

static void lines_come_back(void **state)
{
    (void)state;
    struct scene *scene = compared();
    const struct variants_model *variants = &scene->model.compare->variants;
    char text[64];
    variants_empty(scene->model.compare, &scene->model.settings);
    assert_int_equal(variants->lab, LAB_QUEUE);
    assert_in_range(variants->row_count, 2, VARIANT_ROWS);
    const struct variant_line line = { 1, 0, true, true, 7 };
    FILE *out = fmemopen(text, sizeof text, "w");
    variant_line_print(out, &line);
    fclose(out);
    assert_string_equal(text, "1 0 7 1 1\n");
    assert_true(feed(scene, text));
    assert_int_equal(variants->rows[1].done, 1);
    assert_true(variants->rows[1].kept);
    assert_int_equal(variants->rounds_done, 0);
    const char *const bad[] = {
        "", "1 0 7 1 1\n", "1 2 7 1 1\n", "99 0 7 1 1\n", "-1 0 7 1 1\n", "1 1 7 2 1", "1 1 7 1", "1 1 7 1 0 5", "x"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (feed(scene, bad[i]))
            fail_msg("taken: %s", bad[i]);
    assert_int_equal(variants->rows[1].done, 1);
    scene_close(scene);
}

// Counted by outcome, in the outcomes' order; what there is no room for is counted, too.
static void outcomes_are_counted(void **state)
{
    (void)state;
    struct scene *scene = compared();
    struct compare_model *compare = scene->model.compare;
    variants_empty(compare, &scene->model.settings);
    const struct variant_row *row = &compare->variants.rows[0];
    uint32_t random = 9;
    int counts[2 * VARIANT_OUTCOMES] = { 0 };
    for (int i = 0; i < 900; i++) {
        random = random * 1664525 + 1013904223;
        const struct variant_line line = { 0, i, i % 100 > 0, false, (random >> 16) % (2 * VARIANT_OUTCOMES) };
        counts[line.outcome]++;
        assert_true(variants_take(compare, &line));
    }
    int runs = row->beside;
    assert_int_equal(row->count, VARIANT_OUTCOMES);
    for (int i = 0; i < row->count; i++) {
        assert_true(i == 0 || row->all[i].outcome > row->all[i - 1].outcome);
        assert_in_range(row->all[i].runs, 1, counts[row->all[i].outcome]);
        runs += row->all[i].runs;
    }
    assert_int_equal(runs, 900);
    assert_int_equal(row->unbalanced, 9);
    scene_close(scene);
}

static bool says(struct scene *scene, const char *word)
{
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT && strstr(scene->list.commands[i].words.utf8, word))
            return true;
    return false;
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
        fail_msg("%s, %dx%d, language %d%s: %s", what, scene->model.width_px, scene->model.height_px,
                 (int)scene->model.language, scene->model.lecture ? ", lecture" : "", complaints);
    free(complaints);
}

static void check_everywhere(struct scene *scene, const char *what)
{
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
        for (int shape = 0; shape < 2 * LANGUAGE_COUNT; shape++) {
            scene->model.width_px = sizes[size].width;
            scene->model.height_px = sizes[size].height;
            scene->model.language = (enum language)(shape % LANGUAGE_COUNT);
            scene->model.lecture = shape >= LANGUAGE_COUNT;
            check(scene, what);
        }
}

// Empty, with one run, with few outcomes, with more than there is room for: of every lab that has variants.
static void the_page_has_room_for_all(void **state)
{
    (void)state;
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++) {
        if (!lab_of(id) || !lab_of(id)->program)
            continue;
        struct scene *scene = compared();
        struct compare_model *compare = scene->model.compare;
        setting_enter_lab(&scene->model, lab_of(id)->settings);
        check_everywhere(scene, "nothing yet");
        variants_empty(compare, &scene->model.settings);
        check_everywhere(scene, "no runs");
        for (int round = 0; round < 40; round++) {
            for (int row = 0; row < compare->variants.row_count; row++) {
                const struct variant_line line = { row, round, round % 9 > 0, row % 2,
                                                   (uint32_t)(round % (3 * row + 1)) };
                assert_true(variants_take(compare, &line));
            }
            if (round == 0 || round == 39)
                check_everywhere(scene, lab_of(id)->name);
        }
        assert_int_equal(compare->variants.rounds_done, 40);
        scene_close(scene);
    }
}

static void outcomes_are_named_with_their_runs(void **state)
{
    (void)state;
    struct scene *scene = compared();
    struct compare_model *compare = scene->model.compare;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    variants_empty(compare, &scene->model.settings);
    const char *const lines[] = { "0 0 6 1 1", "0 1 20 1 1", "0 2 20 1 0" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_true(feed(scene, lines[i]));
    scene_draw(scene);
    assert_true(says(scene, "3 of 10 read"));
    assert_true(says(scene, "10 of 10 read"));
    // The row's run is opened; one that has none is not.
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("compared variant", 0))->rect));
    assert_true(scene_asked(scene, WISH_OPEN_COMPARED));
    assert_int_equal(scene->wishes.list[0].compared.page, PAGE_VARIANTS);
    assert_true(ui_hit_of(&scene->ui, ui_id("compared variant", 1))->disabled);
    // Another lab's settings: these runs are not theirs.
    setting_enter_lab(&scene->model, lab_of(LAB_BALANCE)->settings);
    scene_draw(scene);
    assert_int_equal(compare->page, PAGE_GUARDS);
    assert_false(says(scene, "of 10 read"));
    scene_close(scene);
}

static void it_is_started_and_stopped(void **state)
{
    (void)state;
    struct scene *scene = compared();
    const int before = scene->model.compare->variants.repeat;
    assert_int_equal(scene->model.compare->page, PAGE_VARIANTS);
    scene_act(scene, ACTION_COMPARE_REPEAT, 1);
    assert_true(scene->model.compare->variants.repeat > before);
    scene_act(scene, ACTION_COMPARE_PAGE, PAGE_MATRIX);
    assert_int_equal(scene->model.compare->page, PAGE_VARIANTS);
    scene_act(scene, ACTION_COMPARE_RUN, 0);
    assert_true(scene_asked(scene, WISH_COMPARE));
    scene->model.compare->running = true;
    scene->model.compare->running_page = PAGE_VARIANTS;
    scene_act(scene, ACTION_COMPARE_RUN, 0);
    assert_true(scene_asked(scene, WISH_STOP_COMPARING));
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_back),           cmocka_unit_test(outcomes_are_counted),
        cmocka_unit_test(the_page_has_room_for_all), cmocka_unit_test(outcomes_are_named_with_their_runs),
        cmocka_unit_test(it_is_started_and_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
