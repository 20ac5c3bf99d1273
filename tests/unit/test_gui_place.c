// Where a window may stand: never larger than its display, its title bar always within reach; and how fine a display is.
#include "gui/dpi.h"
#include "gui/place.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_is_never_larger_than_its_display),
        cmocka_unit_test(a_title_bar_out_of_reach_is_brought_back),
        cmocka_unit_test(a_window_that_can_be_reached_stays),
        cmocka_unit_test(densities_are_sane),
        cmocka_unit_test(dots_are_found_among_the_resources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
