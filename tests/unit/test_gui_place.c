// Where a window may stand: never larger than its display, its title bar always within reach; and how fine a display is.
#include "gui/dpi.h"
#include "gui/lens.h"
#include "gui/place.h"
#include "support/view_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct place_frame frame = { 1, 20, 1, 5 };

static const SDL_Rect laptop[] = { { 0, 0, 1366, 768 } };
static const SDL_Rect two[] = { { 0, 27, 1920, 1053 }, { 1920, 0, 1280, 1024 } };

static void check(struct window_place wanted, const SDL_Rect *rooms, int count, struct window_place right)
{
    const struct window_place is = place_within(wanted, frame, rooms, count);
    if (is.x != right.x || is.y != right.y || is.width != right.width || is.height != right.height ||
        is.maximized != right.maximized)
        fail_msg("%d × %d at %d, %d becomes %d × %d at %d, %d instead of %d × %d at %d, %d", wanted.width,
                 wanted.height, wanted.x, wanted.y, is.width, is.height, is.x, is.y, right.width, right.height, right.x,
                 right.y);
}

static void a_window_is_never_larger_than_its_display(void **state)
{
    (void)state;
    check((struct window_place){ 0, 0, 1456, 819, false }, laptop, 1, (struct window_place){ 0, 0, 1364, 743, false });
    check((struct window_place){ 30, 40, 1456, 500, true }, laptop, 1, (struct window_place){ 0, 40, 1364, 500, true });
    check((struct window_place){ 2000, 100, 1200, 1000, false }, two, 2,
          (struct window_place){ 1998, 0, 1200, 999, false });
}

static void a_title_bar_out_of_reach_is_brought_back(void **state)
{
    (void)state;
    // above, below, left, right, and on a display that is gone
    check((struct window_place){ 100, -30, 800, 600, false }, laptop, 1,
          (struct window_place){ 100, 0, 800, 600, false });
    check((struct window_place){ 100, 760, 800, 600, false }, laptop, 1,
          (struct window_place){ 100, 143, 800, 600, false });
    check((struct window_place){ -750, 50, 800, 600, false }, laptop, 1,
          (struct window_place){ 0, 50, 800, 600, false });
    check((struct window_place){ 1300, 50, 800, 600, false }, laptop, 1,
          (struct window_place){ 564, 50, 800, 600, false });
    check((struct window_place){ 2500, 300, 800, 600, false }, laptop, 1,
          (struct window_place){ 564, 143, 800, 600, false });
    // under the panel of the first display
    check((struct window_place){ 100, 5, 800, 600, false }, two, 2, (struct window_place){ 100, 27, 800, 600, false });
}

static void a_window_that_can_be_reached_stays(void **state)
{
    (void)state;
    const struct window_place places[] = { { 100, 100, 800, 600, false },
                                           { 1200, 600, 800, 600, false },
                                           { -600, 0, 800, 600, true } };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        check(places[i], laptop, 1, places[i]);
    check((struct window_place){ 1800, 200, 800, 600, false }, two, 2,
          (struct window_place){ 1800, 200, 800, 600, false });
}

static void densities_are_sane(void **state)
{
    (void)state;
    static const struct {
        float dpi, density;
    } table[] = { { 0, 1 },   { -5, 1 },  { 75, 1 },     { 96, 1 },  { 120, 1 }, { 144, 1.5f }, { 166, 1.5f },
                  { 192, 2 }, { 239, 2 }, { 240, 2.5f }, { 288, 3 }, { 384, 3 }, { 1000, 1 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_true(place_density(table[i].dpi) == table[i].density);
}

static void dots_are_found_among_the_resources(void **state)
{
    (void)state;
    assert_true(dpi_in_resources("Xcursor.size:\t24\nXft.dpi:\t192\nXft.hinting:\t1\n") == 192);
    assert_true(dpi_in_resources("Xft.dpi: 120.5") == 120.5f);
    assert_true(dpi_in_resources("*Xft.dpi:\t192\nXft.dpix:\t96\n") == 0);
    assert_true(dpi_in_resources("Xft.dpi:\tlarge\n") == 0);
    assert_true(dpi_in_resources("Xft.dpi:\tnan\n") == 0);
    assert_true(dpi_in_resources("") == 0);
    assert_true(dpi_in_resources(NULL) == 0);
}

// ---- a window onto a larger sheet ----------------------------------------------------------------------------------

static void draw_sheet(struct scene *scene, struct window_size size)
{
    for (int i = 0; i < 2; i++) {
        lens_set(&scene->model, &scene->ui, size, lens_factor(&scene->model, &scene->ui));
        scene_draw(scene);
    }
    if (draw_list_check_texts(&scene->list, stderr) > 0)
        fail_msg("texts are cut at zoom %.2f of %d × %d, view %d", (double)scene->model.zoom, size.width_px,
                 size.height_px, (int)scene->model.view);
}

static bool sees(const struct scene *scene, struct window_size size, struct rect rect)
{
    const struct point at = scene->ui.lens.at;
    const float width = (float)size.width_px, height = (float)size.height_px;
    const bool across = rect.width > width || (rect.x >= at.x - 1 && rect_right(rect) <= at.x + width + 1);
    return across && (rect.height > height || (rect.y >= at.y - 1 && rect_bottom(rect) <= at.y + height + 1));
}

// The pointer on it shows it, wherever on the sheet it is; whatever Tab leads to comes into sight.
static void all_comes_into_sight(struct scene *scene, struct window_size size)
{
    struct ui *ui = &scene->ui;
    const float factor = ui->lens.factor;
    size_t can = 0, reached = 0;
    for (size_t i = 0; i < ui->hit_count; i++) {
        const struct point middle = rect_centre(ui->hits[i].rect);
        lens_follow(ui, point_at(middle.x / factor, middle.y / factor));
        const struct point at = ui->lens.at;
        assert_true(middle.x >= at.x - 1 && middle.x <= at.x + (float)size.width_px + 1);
        assert_true(middle.y >= at.y - 1 && middle.y <= at.y + (float)size.height_px + 1);
        can += ui->hits[i].focusable && !ui->hits[i].disabled;
    }
    lens_follow(ui, point_at(0, 0));
    ui->focus = 0;
    ui->focus_visible = false;
    for (size_t i = 0; i < can; i++) {
        assert_true(scene_key(scene, KEY_TAB, false, false));
        lens_show(ui, size);
        const struct hit *hit = ui_hit_of(ui, ui->focus);
        assert_non_null(hit);
        if (!sees(scene, size, hit->rect))
            fail_msg("view %d: control %zu has the keyboard out of sight", (int)scene->model.view, i);
        reached += hit == &ui->hits[hit - ui->hits];
    }
    assert_int_equal(reached, can);
    // And keys alone lead to every corner.
    for (int i = 0; i < 16; i++) {
        scene_key(scene, KEY_RIGHT, true, false);
        scene_key(scene, KEY_DOWN, true, false);
    }
    lens_set(&scene->model, ui, size, factor);
    assert_true(sees(scene, size, rect_of((float)scene->model.width_px - 1, (float)scene->model.height_px - 1, 1, 1)));
}

static void zoom_three_loses_nothing(void **state)
{
    (void)state;
    static const struct window_size sizes[] = { { 1280, 800 }, { 1920, 1080 } };
    struct scene *scene = scene_open(GUARD_NONE, 7);
    scene->ui.lens.is_there = true;
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    scene->model.playback.playing = false;
    for (size_t i = 0; i < 4 * VIEW_COUNT; i++) {
        const struct window_size size = sizes[i / VIEW_COUNT % 2];
        const float plain = scale_for(size.width_px, size.height_px, 1, false).type[TYPE_BODY];
        scene->model.language = (enum language)(i / VIEW_COUNT / 2);
        scene->model.view = (enum view)(i % VIEW_COUNT);
        for (scene->model.zoom = 1; scene->model.zoom < ZOOM_MAX; scene_key(scene, '+', true, false))
            draw_sheet(scene, size); // no press of it is refused
        draw_sheet(scene, size);
        assert_true(scene->frame.scale.type[TYPE_BODY] > 2.9f * plain);
        all_comes_into_sight(scene, size);
        while (scene->model.zoom > 1)
            scene_key(scene, '-', true, false);
        draw_sheet(scene, size);
        assert_true(scene->model.width_px == size.width_px && scene->ui.lens.at.x == 0 && scene->ui.lens.at.y == 0);
    }
    scene_close(scene);
}

// What is shown of the sheet is what is painted there, at the window's corner.
static void a_part_of_a_picture_is_that_part(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    struct draw_list list;
    draw_list_init(&list, &arena, metrics_plain(), 400, 300, COLOUR(0));
    draw_rect(&list, rect_of(210, 110, 20, 20), paint_solid(COLOUR(0xffffff)));
    draw_rect(&list, rect_of(10, 10, 20, 20), paint_solid(COLOUR(0xffffff)));
    draw_disc(&list, point_at(310, 210), 5, paint_solid(COLOUR(0xffffff)), stroke_none());
    draw_line(&list, point_at(200, 100), point_at(300, 200), stroke_solid(COLOUR(0xffffff), 2));
    const uint64_t whole = list.hash;
    draw_list_part(&list, point_at(200, 100), 100, 100);
    assert_true(list.width_px == 100 && list.height_px == 100 && list.hash != whole);
    assert_int_equal(list.count, 2); // the rest lies outside
    assert_true(list.commands[0].box.rect.x == 10 && list.commands[0].box.rect.y == 10);
    assert_true(list.commands[1].path.points[0].x == 0 && list.commands[1].path.points[1].y == 100);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_is_never_larger_than_its_display),
        cmocka_unit_test(a_title_bar_out_of_reach_is_brought_back),
        cmocka_unit_test(a_window_that_can_be_reached_stays),
        cmocka_unit_test(densities_are_sane),
        cmocka_unit_test(dots_are_found_among_the_resources),
        cmocka_unit_test(zoom_three_loses_nothing),
        cmocka_unit_test(a_part_of_a_picture_is_that_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
