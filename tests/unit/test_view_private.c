// With private memory every worker has a balance of its own: the timeline draws one curve a worker, each the truth of it.
#include "view/timeline/parts.h"
#include "view/timeline/pick.h"
#include "view/timeline/row.h"
#include "view/ui/words.h"

#include "../support/random.h"
#include "../support/view_scene.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#define SEED 47

static struct scene *open_private(uint32_t count, uint64_t iterations, uint64_t seed)
{
    const struct build plan = { .experiment = { .guard = GUARD_NONE,
                                                .workers = WORKERS_PROCESSES,
                                                .memory = MEMORY_PRIVATE,
                                                .count = count,
                                                .iterations = iterations,
                                                .timing = TIMING_FULL },
                                .seed = seed,
                                .burst = 7,
                                .switches = true };
    struct scene *scene = scene_of(&plan);
    scene->model.playback.playing = false;
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1600;
    scene->model.height_px = 1000;
    return scene;
}

static bool same(struct colour a, struct colour b) { return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a; }

// Pieces of lines in a colour that are no patterns or shapes: the curves.
static bool is_curve(const struct draw_command *command, struct colour colour)
{
    return command->kind == DRAW_PATH && !command->path.closed && command->stroke.width_px > 0 &&
           same(command->stroke.colour, colour);
}

static struct rect plot_of(const struct scene *scene)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].kind == HIT_AREA && scene->ui.hits[i].action == ACTION_TIMELINE_AREA)
            return scene->ui.hits[i].rect;
    fail_msg("no timeline");
    return rect_of(0, 0, 0, 0);
}

// Within the plot: from its highest to its lowest point, and from its left to its right end.
static struct rect curve_bounds(const struct scene *scene, int worker)
{
    const struct colour colour = theme_worker(scene->frame.theme, worker)->fill;
    const struct rect plot = plot_of(scene);
    float left = 1e6f, top = 1e6f, right = -1, foot = -1;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        for (size_t p = 0; is_curve(command, colour) && p < command->path.count; p++) {
            const struct point at = command->path.points[p];
            if (!rect_holds(rect_inset(plot, -1), at))
                continue;
            left = fminf(left, at.x);
            right = fmaxf(right, at.x);
            top = fminf(top, at.y);
            foot = fmaxf(foot, at.y);
        }
    }
    return rect_between(left, top, right, foot);
}

// How high a worker's curve is there; where it rises or falls, either.
static float curve_y(const struct scene *scene, int worker, float x)
{
    const struct colour colour = theme_worker(scene->frame.theme, worker)->fill;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        for (size_t p = 1; is_curve(command, colour) && p < command->path.count; p++) {
            const struct point from = command->path.points[p - 1], to = command->path.points[p];
            if (from.x <= x && x <= to.x && fabsf(from.y - to.y) < 0.01f)
                return from.y;
        }
    }
    fail_msg("no curve of worker %d at %.1f", worker, (double)x);
    return 0;
}

static void each_balance_is_its_workers(void **state)
{
    (void)state;
    for (uint32_t count = 1; count <= 9; count += 4) {
        struct scene *scene = open_private(count, 50, SEED + count);
        const struct order *order = &balance_story(&scene->document)->order;
        const struct own_stores *own = &balance_story(&scene->document)->own_stores;
        int32_t balances[WORKERS_MAX] = { 0 };
        uint64_t made[WORKERS_MAX] = { 0 };
        for (int64_t p = -1; p < (int64_t)order->stores; p++) {
            if (p >= 0) {
                const uint32_t worker = version_worker(order_version(order, (uint64_t)p));
                balances[worker] = order_balance_at(order, p);
                made[worker]++;
                assert_int_equal(own_stores_position(own, worker, made[worker]), p);
            }
            for (uint32_t w = 0; w < count; w++) {
                assert_int_equal(own_stores_until(own, w, p), made[w]);
                assert_int_equal(own_stores_balance(own, w, p), balances[w]);
                assert_int_equal(balances[w], made[w] % 2 ? scene->built->books.workers[w].amount : 0);
            }
        }
        scene_close(scene);
    }
}

// Store by store: between any two of its stores the curve stands where that worker's balance stood.
static void curves_are_true(void **state)
{
    (void)state;
    struct scene *scene = open_private(2, 20, SEED);
    const struct order *order = &balance_story(&scene->document)->order;
    scene_draw(scene);
    const struct timeline_axis axis = timeline_axis_of(&scene->model, &scene->document, plot_of(scene));
    int seen[2][2] = { { 0 } };
    for (int w = 0; w < 2; w++) {
        const struct rect bounds = curve_bounds(scene, w);
        assert_true(bounds.height > 10 && bounds.width > axis.width - 2);
        float before = axis.x;
        int32_t balance = 0;
        for (uint64_t p = 0; p < order->stores; p++) {
            if ((int)version_worker(order_version(order, p)) != w)
                continue;
            const float x = timeline_x(&axis, order_ns(order, p));
            if (x - before > 2) {
                const float y = curve_y(scene, w, (before + x) / 2);
                seen[w][balance != 0]++;
                if (fabsf(y - (balance ? bounds.y : rect_bottom(bounds))) > 0.5f)
                    fail_msg("worker %d before store %d: at %.1f for a balance of %d", w, (int)p, (double)y, balance);
            }
            before = x;
            balance = order_balance_at(order, (int64_t)p);
        }
        assert_true(seen[w][0] > 3 && seen[w][1] > 3);
    }
    const struct rect first = curve_bounds(scene, 0), second = curve_bounds(scene, 1);
    assert_true(rect_bottom(first) < second.y);
    scene_close(scene);
}

// On the Stage, too, and in a lecture: a curve each, none that jumps between them, and as many pieces as pixels ask for.
static void there_is_no_curve_of_all(void **state)
{
    (void)state;
    static const struct {
        enum view view;
        uint64_t iterations;
        bool lecture;
    } cases[] = { { VIEW_TIMELINE, 20, false },
                  { VIEW_TIMELINE, 40000, false },
                  { VIEW_STAGE, 20, false },
                  { VIEW_STAGE, 40000, false },
                  { VIEW_TIMELINE, 40000, true } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene *scene = open_private(2, cases[i].iterations, SEED + 1);
        scene->model.view = cases[i].view;
        scene->model.lecture = cases[i].lecture;
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        for (size_t c = 0; c < scene->list.count; c++)
            assert_false(is_curve(&scene->list.commands[c], scene->frame.theme->marks[MARK_CURVE]));
        for (int w = 0; w < 2; w++)
            assert_true(curve_bounds(scene, w).width > plot_of(scene).width - 2);
        assert_true(scene->list.count < 4000);
        scene_close(scene);
    }
}

// Of more than fit the first have a curve, and how many have none is said.
static void those_left_out_are_counted(void **state)
{
    (void)state;
    struct scene *scene = open_private(30, 20, SEED);
    struct random random = { random_seed(SEED) };
    for (int round = 0; round < 20; round++) {
        char text[16];
        scene->model.width_px = 1280 + (int)random_below(&random, 1280);
        scene->model.height_px = 720 + (int)random_below(&random, 720);
        scene_draw(scene);
        int left_out = 0;
        for (int more = 1; more < 30; more++) {
            snprintf(text, sizeof text, "+%d", more);
            left_out += scene_says_exactly(scene, text);
        }
        assert_int_equal(left_out, 1);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    }
    scene_close(scene);
}

// In the rows of the balances and of what was lost a store is selected as in any other: whose it was is told, and no value that one
// alone would have left.
static void stores_are_selected(void **state)
{
    (void)state;
    struct scene *scene = open_private(2, 20, SEED);
    const struct cell_history *cell = &scene->document.cell;
    const struct timeline_row_kind *const kinds[] = { &timeline_balance_row, &timeline_lost_row };
    scene_draw(scene);
    const struct timeline_axis axis = timeline_axis_of(&scene->model, &scene->document, plot_of(scene));
    for (int i = 0; i < 2; i++) {
        struct timeline_pick pick;
        struct timeline_details details;
        const struct timeline_row row = { kinds[i], 0, plot_of(scene) };
        assert_true(
            timeline_pick_at(&scene->document, &axis, &row, timeline_x(&axis, cell->kind->ns(cell->of, 30)), &pick));
        timeline_details_of(&scene->frame, &axis, &pick, &details);
        assert_true(details.title[0] && details.count > 0);
        if (pick.store >= 0)
            assert_non_null(strstr(details.title, words_name(&scene->frame, cell_task(cell, pick.store))));
        for (int k = 0; k < details.count && pick.store < 0; k++)
            assert_string_not_equal(details.list[k].name, text_of(LANGUAGE_EN, TEXT_DETAIL_LEFT_ID));
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_are_selected),
        cmocka_unit_test(each_balance_is_its_workers),
        cmocka_unit_test(curves_are_true),
        cmocka_unit_test(there_is_no_curve_of_all),
        cmocka_unit_test(those_left_out_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
