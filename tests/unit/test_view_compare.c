// The comparison's lines: what is printed is what is read, and what is none of them is refused.
#include "view/compare/feed.h"

#include "view/labs/balance/guards.h"

#include "../support/random.h"
#include "../support/view_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct compare_model *model_of(int rows)
{
    struct compare_model *model = calloc(1, sizeof *model);
    assert_non_null(model);
    model->row_count = rows;
    return model;
}

static char *printed(const struct compare_line *line)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_non_null(out);
    compare_line_print(out, line);
    fclose(out);
    return text;
}

static void lines_come_back(void **state)
{
    (void)state;
    struct random random = { random_seed(31) };
    struct compare_model *model = model_of(8);
    uint64_t lost[8] = { 0 };
    int wrong[8] = { 0 };
    for (int i = 0; i < 400; i++) {
        const int row = i % 8;
        struct compare_line line = { .row = row,
                                     .run = i / 8,
                                     .wrong = (int)random_below(&random, 2),
                                     .saved = (int)random_below(&random, 2),
                                     .final = (int64_t)random_next(&random) >> 20,
                                     .updates = 1000 * (uint64_t)(i / 8 + 1),
                                     .ns_per_update = (double)random_below(&random, 100000) / 64,
                                     .cores_busy = random_one_in(&random, 3) ? -1 : 1.5,
                                     .blocked_share = 0.25,
                                     .relative = 2 };
        lost[row] = line.lost = lost[row] + random_below(&random, 1000);
        line.lost = lost[row] = lost[row] < line.updates ? lost[row] : line.updates;
        wrong[row] += line.wrong;
        char *text = printed(&line);
        assert_true(compare_feed(model, text));
        free(text);
        assert_int_equal(model->rows[row].done, i / 8 + 1);
        assert_int_equal(model->rows[row].finals[i / 8], line.final);
        assert_int_equal(model->rows[row].lost, line.lost);
        assert_int_equal(model->rows[row].wrong, wrong[row]);
        assert_true(fabs(model->rows[row].ns_per_update[i / 8] - line.ns_per_update) <= line.ns_per_update * 1e-5);
        assert_true(model->rows[row].cores_busy == line.cores_busy);
        assert_int_equal(model->rounds_done, (i + 1) / 8);
    }
    free(model);
}

static void what_is_no_line_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "0",
        "0 0 0 0 10 5 1 1 1 1",     // too few
        "0 0 0 0 10 5 1 1 1 1 0 0", // too many
        "0 0 0 0 10 5 1 1 1 1 0 x",
        "8 0 0 0 10 5 1 1 1 1 0", // no such row
        "-1 0 0 0 10 5 1 1 1 1 0",
        "0 1 0 0 10 5 1 1 1 1 0",  // not the next run
        "0 0 0 2 10 5 1 1 1 1 0",  // neither right nor wrong
        "0 0 0 0 10 11 1 1 1 1 0", // more lost than made
        "0 0 0 0 10 5 nan 1 1 1 0",
        "0 0 0 0 10 5 1 inf 1 1 0",
    };
    struct compare_model *model = model_of(8);
    struct compare_model before = *model;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (compare_feed(model, wrong[i]))
            fail_msg("\"%s\" was taken", wrong[i]);
        assert_memory_equal(model, &before, sizeof before);
    }
    assert_true(compare_feed(model, "0 0 0 0 10 5 1 1 1 1 0\n"));
    free(model);
}

// ---- in a lecture ---------------------------------------------------------------------------------------------------

static bool offers(const struct scene *scene, enum action action)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].action == action)
            return true;
    return false;
}

// "Press Compare" needs something to press; once there are rows each has a name, a short one where a long one has no room.
static void a_lecture_can_compare(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, 5);
    struct experiment older = *experiment_of(&scene->document.recording), mutex = older;
    const struct experiment *rows[] = { &mutex, &older };
    older.guard = GUARD_GIL;
    older.python = PYTHON_3_9;
    mutex.guard = GUARD_MUTEX;
    scene->model.view = VIEW_COMPARE;
    scene->model.lecture = true;
    for (int width = 1024; width <= 1920; width += 128) {
        scene->model.width_px = width;
        scene->model.height_px = width * 3 / 4;
        for (enum compare_page page = 0; page < PAGE_COUNT; page++) {
            scene->model.compare->page = page;
            scene_draw(scene);
            assert_true(offers(scene, ACTION_COMPARE_RUN));
        }
    }
    scene->model.compare->page = PAGE_GUARDS;
    compare_empty(scene->model.compare, rows, 2);
    for (int width = 1024; width <= 1920; width += 128) {
        scene->model.width_px = width;
        scene->model.height_px = width * 3 / 4;
        scene_draw(scene);
        assert_false(offers(scene, ACTION_COMPARE_RUN));
        for (int i = 0; i < 2; i++) {
            const enum guard_card card = guard_card_of(rows[i]);
            if (!scene_says_exactly(scene, guard_title(scene->model.language, rows[i])) &&
                !scene_says_exactly(scene, text_of(scene->model.language, guard_cards[card].short_title)))
                fail_msg("%d pixels wide: row %d has no name", width, i);
        }
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lecture_can_compare),
        cmocka_unit_test(lines_come_back),
        cmocka_unit_test(what_is_no_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
