// Painting: areas are exact, what was not changed is not painted, and what is painted in pieces is what would have
// been painted at once.
#include "gui/paint/blend.h"
#include "gui/paint/coverage.h"
#include "gui/paint/raster.h"
#include "gui/player.h"
#include "gui/png.h"
#include "view/looks/theme.h"
#include "view/shapes/draw.h"
#include "view/shapes/draw_text.h"
#include "view/shapes/svg.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    const struct status status = fonts_create(&fonts, NULL, NULL);
    if (!status_is_ok(status))
        fprintf(stderr, "%s\n", status.message);
    return status_is_ok(status) ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    return 0;
}

// ---- blending ------------------------------------------------------------------------------------------------------

// One channel, as the rule has it: rounded to nearest.
static uint32_t mixed(uint32_t under, uint32_t above, uint32_t alpha)
{
    return (uint32_t)((under * (255 - alpha) + above * alpha) / 255.0 + 0.5);
}

static uint32_t over(uint32_t under, uint32_t above, uint32_t alpha)
{
    return 0xff000000u | mixed(under >> 16 & 255, above >> 16 & 255, alpha) << 16 |
           mixed(under >> 8 & 255, above >> 8 & 255, alpha) << 8 | mixed(under & 255, above & 255, alpha);
}

static void colours_are_mixed_exactly(void **state)
{
    (void)state;
    struct random random = { random_seed(11) };
    for (int round = 0; round < 4000; round++) {
        uint32_t pixels[24], before[24];
        uint8_t mask[24];
        const size_t count = random_below(&random, 24);
        const uint32_t colour = (uint32_t)random_next(&random) | (random_one_in(&random, 2) ? 0xff000000u : 0);
        const uint8_t cover = (uint8_t)random_next(&random);
        for (int i = 0; i < 24; i++) {
            before[i] = pixels[i] = (uint32_t)random_next(&random) | 0xff000000u;
            mask[i] = random_one_in(&random, 3) ? 0 : random_one_in(&random, 3) ? 255 : (uint8_t)random_next(&random);
        }
        const bool masked = round % 2;
        if (masked)
            blend_mask(pixels, mask, count, colour);
        else
            blend_run(pixels, count, colour, cover);
        for (size_t i = 0; i < 24; i++) {
            const uint32_t alpha = (uint32_t)((colour >> 24) * (masked ? mask[i] : cover) / 255.0 + 0.5);
            const uint32_t right = i < count ? over(before[i], colour, alpha) : before[i];
            if (pixels[i] != right)
                fail_msg("seed %llu round %d: %08x over %08x by %u gives %08x, should be %08x",
                         (unsigned long long)random_seed(11), round, colour, before[i], alpha, pixels[i], right);
        }
    }
}

// ---- areas ---------------------------------------------------------------------------------------------------------

enum {
    SIDE = 96
};

struct sum {
    uint64_t cover;
    size_t pixels;
};

static void add_cover(void *context, int x, int y, size_t count, const uint8_t *mask, uint8_t cover)
{
    struct sum *sum = context;
    assert_true(x >= 0 && y >= 0 && x + (int)count <= SIDE && y < SIDE);
    for (size_t i = 0; i < count; i++)
        sum->cover += mask ? mask[i] : cover;
    sum->pixels += count;
}

// A convex outline's area in pixels: half of the sum of cross products.
static double area_of(const int32_t (*points)[2], int count)
{
    double twice = 0;
    for (int i = 0; i < count; i++) {
        const int32_t *a = points[i], *b = points[(i + 1) % count];
        twice += (double)a[0] * b[1] - (double)b[0] * a[1];
    }
    return fabs(twice) / 2 / COVERAGE_ONE / COVERAGE_ONE;
}

static void areas_are_exact(void **state)
{
    (void)state;
    struct random random = { random_seed(12) };
    struct coverage coverage;
    assert_true(coverage_init(&coverage, SIDE, SIDE));
    for (int round = 0; round < 500; round++) {
        int32_t points[8][2];
        const int count = 3 + (int)random_below(&random, 6);
        const double radius = 1 + (double)random_below(&random, 45), turn = (double)random_below(&random, 1000) / 160;
        for (int i = 0; i < count; i++) {
            points[i][0] = (int32_t)((SIDE / 2.0 + radius * cos(turn + 6.283185 * i / count)) * COVERAGE_ONE);
            points[i][1] = (int32_t)((SIDE / 2.0 + radius * sin(turn + 6.283185 * i / count)) * COVERAGE_ONE);
        }
        struct sum sum = { 0 };
        coverage_begin(&coverage, 0, 0, SIDE, SIDE);
        for (int i = 0; i < count; i++)
            coverage_edge(&coverage, points[i][0], points[i][1], points[(i + 1) % count][0],
                          points[(i + 1) % count][1]);
        coverage_sweep(&coverage, add_cover, &sum);
        // Each pixel on the edge may be off by the rounding of its cover.
        const double painted = (double)sum.cover / 255, right = area_of(points, count), slack = 0.05 + radius * 8 / 255;
        if (fabs(painted - right) > slack)
            fail_msg("round %d: a shape of %.3f pixels covers %.3f", round, right, painted);
    }
    coverage_finish(&coverage);
}

// ---- pictures ------------------------------------------------------------------------------------------------------

struct sheet {
    struct arena arena;
    struct draw_list list;
    int width, height;
};

static void sheet_begin(struct sheet *sheet, int width, int height)
{
    arena_reset(&sheet->arena);
    sheet->width = width;
    sheet->height = height;
    draw_list_init(&sheet->list, &sheet->arena, fonts_metrics(fonts), width, height, COLOUR(0x203040));
}

static float place(struct random *random, int side)
{
    return (float)random_below(random, (uint64_t)side * 12) / 8 - (float)side / 4;
}

static struct colour any_colour(struct random *random)
{
    struct colour colour = COLOUR((uint32_t)random_next(random) & 0xffffff);
    colour.a = random_one_in(random, 3) ? (uint8_t)random_next(random) : 255;
    return colour;
}

static struct paint any_paint(struct random *random)
{
    return (struct paint){ .fill = any_colour(random),
                           .ink = any_colour(random),
                           .pattern = (enum pattern)random_below(random, PATTERN_COUNT),
                           .pitch_px = (float)random_between(random, 4, 20) };
}

static struct stroke any_stroke(struct random *random)
{
    struct stroke stroke = stroke_solid(any_colour(random), (float)random_below(random, 12) / 2);
    if (random_one_in(random, 3))
        stroke.dash_px = stroke.gap_px = (float)random_between(random, 2, 8);
    stroke.round = random_one_in(random, 2);
    return stroke;
}

static void draw_anything(struct sheet *sheet, struct random *random)
{
    struct draw_list *list = &sheet->list;
    const int w = sheet->width, h = sheet->height;
    struct point points[5];
    for (int i = 0; i < 5; i++)
        points[i] = point_at(place(random, w), place(random, h));
    const struct rect rect = rect_of(points[0].x, points[0].y, place(random, w), place(random, h));
    switch (random_below(random, 7)) {
    case 0:
        draw_box(list, rect, place(random, 40), any_paint(random), any_stroke(random));
        break;
    case 1:
        draw_box_smooth(list, rect, place(random, 40), any_paint(random), any_stroke(random));
        break;
    case 2:
        draw_disc(list, points[0], place(random, 60), any_paint(random), any_stroke(random));
        break;
    case 3:
        draw_polygon(list, points, 3, any_paint(random), any_stroke(random));
        break;
    case 4:
        draw_polyline(list, points, 5, any_stroke(random));
        break;
    case 5:
        draw_arc(list, points[0], place(random, 60), 0.1f, 0.6f, any_stroke(random));
        break;
    default: {
        const struct text_style style = { .face = (enum face)random_below(random, FACE_COUNT),
                                          .size_px = (float)random_between(random, 8, 30),
                                          .colour = any_colour(random),
                                          .figures = random_one_in(random, 2) };
        draw_textf(list, points[0], style, "T1 %llu 余额", (unsigned long long)random_below(random, 100000));
    }
    }
}

// A picture in which everything up to `same` follows one seed and the rest another.
static void draw_picture(struct sheet *sheet, uint64_t seed, int same, uint64_t other, int count)
{
    struct random random = { seed }, rest = { other };
    for (int i = 0; i < count; i++) {
        const bool clipped = i % 9 == 8;
        if (clipped)
            draw_clip_push(&sheet->list, rect_of(20.5f, 10.25f, 100, 90), false);
        draw_anything(sheet, i < same ? &random : &rest);
        if (clipped)
            draw_clip_pop(&sheet->list);
    }
    assert_false(sheet->list.failed);
}

static struct canvas canvas_of(int width, int height)
{
    struct canvas canvas = { calloc((size_t)(width + 3) * (size_t)height, 4), (size_t)width + 3, width, height };
    assert_non_null(canvas.pixels);
    return canvas;
}

static void check_same(const struct canvas *a, const struct canvas *b, const char *what, uint64_t seed)
{
    for (int y = 0; y < a->height; y++) {
        for (int x = 0; x < a->width; x++) {
            const uint32_t one = a->pixels[(size_t)y * a->stride + (size_t)x],
                           two = b->pixels[(size_t)y * b->stride + (size_t)x];
            if (one != two)
                fail_msg("%s, seed %llu: pixel %d,%d is %08x, should be %08x", what, (unsigned long long)seed, x, y,
                         one, two);
        }
    }
}

// A picture painted over another, only where they differ, is the picture painted afresh.
static void changes_are_all_painted(void **state)
{
    (void)state;
    struct random random = { random_seed(13) };
    struct raster *raster = raster_create(fonts), *fresh = raster_create(fonts);
    struct canvas kept = canvas_of(333, 217), new = canvas_of(333, 217);
    struct raster_changes changes;
    struct sheet sheet = { 0 };
    const uint64_t seed = random_next(&random);
    size_t pixels = 0, pictures = 0;
    for (int round = 0; round < 60; round++) {
        const int same = (int)random_below(&random, 31);
        sheet_begin(&sheet, 333, 217);
        draw_picture(&sheet, seed, same, random_next(&random), 30);
        assert_true(status_is_ok(raster_draw(raster, &kept, &sheet.list, &changes)));
        pixels += changes.pixels;
        pictures++;
        raster_forget(fresh);
        assert_true(status_is_ok(raster_draw(fresh, &new, &sheet.list, &changes)));
        assert_int_equal(changes.pixels, 333 * 217);
        check_same(&kept, &new, "painted over", seed);
    }
    assert_true(pixels <= pictures * 333 * 217);
    free(kept.pixels);
    free(new.pixels);
    raster_destroy(raster);
    raster_destroy(fresh);
    arena_finish(&sheet.arena);
}

static void what_is_the_same_is_left_alone(void **state)
{
    (void)state;
    struct raster *raster = raster_create(fonts);
    struct canvas canvas = canvas_of(640, 480);
    struct raster_changes changes;
    struct sheet sheet = { 0 };
    for (int round = 0; round < 3; round++) {
        sheet_begin(&sheet, 640, 480);
        draw_picture(&sheet, 5, 40, 0, 40);
        if (round == 2)
            draw_rect(&sheet.list, rect_of(300, 200, 4, 4), paint_solid(COLOUR(0xff0000)));
        assert_true(status_is_ok(raster_draw(raster, &canvas, &sheet.list, &changes)));
        if (round == 1) {
            assert_int_equal(changes.pixels, 0);
            assert_int_equal(changes.count, 0);
        }
    }
    assert_true(changes.pixels >= 16 && changes.pixels < 640 * 480 / 4);
    assert_int_equal(canvas.pixels[201 * canvas.stride + 301], 0xffff0000u);
    free(canvas.pixels);
    raster_destroy(raster);
    arena_finish(&sheet.arena);
}

// Nothing reaches beyond its clip or its bounds, and the picture is opaque all over.
static void shapes_stay_in_their_bounds(void **state)
{
    (void)state;
    struct random random = { random_seed(14) };
    struct sheet sheet = { 0 };
    for (int round = 0; round < 300; round++) {
        sheet_begin(&sheet, 160, 120);
        draw_anything(&sheet, &random);
        struct canvas canvas;
        assert_true(status_is_ok(player_picture(fonts, &sheet.list, &canvas)));
        const struct rect bounds = sheet.list.count ? sheet.list.commands[0].bounds : rect_of(0, 0, 0, 0);
        const uint32_t ground = pixel_of(sheet.list.ground);
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < 160; x++) {
                const uint32_t pixel = canvas.pixels[(size_t)y * canvas.stride + (size_t)x];
                const bool inside = rects_meet(bounds, rect_of((float)x, (float)y, 1, 1));
                if (pixel >> 24 != 255 || (!inside && pixel != ground))
                    fail_msg("round %d: pixel %d,%d is %08x, out of %g,%g %g × %g", round, x, y, pixel,
                             (double)bounds.x, (double)bounds.y, (double)bounds.width, (double)bounds.height);
            }
        }
        free(canvas.pixels);
    }
    arena_finish(&sheet.arena);
}

static void plain_shapes_are_where_they_should_be(void **state)
{
    (void)state;
    struct sheet sheet = { 0 };
    struct canvas canvas;
    sheet_begin(&sheet, 40, 30);
    draw_rect(&sheet.list, rect_of(4, 5, 10, 6), paint_solid(COLOUR(0xffffff)));
    draw_disc(&sheet.list, point_at(28, 15), 8, paint_solid(COLOUR(0x00ff00)), stroke_none());
    assert_true(status_is_ok(player_picture(fonts, &sheet.list, &canvas)));
    for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 40; x++) {
            const uint32_t pixel = canvas.pixels[(size_t)y * canvas.stride + (size_t)x];
            const double far = hypot(x + 0.5 - 28, y + 0.5 - 15);
            if (x >= 4 && x < 14 && y >= 5 && y < 11)
                assert_int_equal(pixel, 0xffffffffu);
            else if (far < 7)
                assert_int_equal(pixel, 0xff00ff00u);
            else if (far > 9)
                assert_int_equal(pixel, 0xff203040u);
        }
    }
    free(canvas.pixels);
    arena_finish(&sheet.arena);
}

// A picture within a picture: pixel by pixel, cut by its clip and the sheet's edges; another of the same size is painted anew.
static void pictures_are_painted_pixel_by_pixel(void **state)
{
    (void)state;
    enum {
        WIDE = 50,
        HIGH = 30
    };
    struct random random = { random_seed(77) };
    uint32_t dots[WIDE * HIGH], sheet_pixels[200 * 140];
    struct pixels pixels = { dots, WIDE, HIGH, 0 };
    struct sheet sheet = { 0 };
    struct canvas canvas = { sheet_pixels, 200, 200, 140 };
    struct raster *raster = raster_create(fonts);
    struct raster_changes changes;
    for (int round = 0; round < 60; round++) {
        const int left = (int)random_below(&random, 270) - 60, top = (int)random_below(&random, 190) - 40;
        const struct rect clip = rect_of((float)random_between(&random, 0, 100), 20, 80, 90);
        for (int i = 0; i < WIDE * HIGH; i++)
            dots[i] = 0xff000000u | (uint32_t)random_next(&random);
        pixels.mark++;
        sheet_begin(&sheet, 200, 140);
        draw_clip_push(&sheet.list, clip, false);
        draw_pixels(&sheet.list, point_at((float)left + 0.2f, (float)top - 0.3f), pixels);
        draw_clip_pop(&sheet.list);
        assert_true(status_is_ok(raster_draw(raster, &canvas, &sheet.list, &changes)));
        for (int y = 0; y < 140; y++)
            for (int x = 0; x < 200; x++) {
                const bool inside = x >= left && x < left + WIDE && y >= top && y < top + HIGH &&
                                    rects_meet(clip, rect_of((float)x, (float)y, 1, 1));
                const uint32_t wanted = inside ? dots[(y - top) * WIDE + x - left] : 0xff203040u;
                if (sheet_pixels[y * 200 + x] != wanted)
                    fail_msg("round %d: pixel %d,%d is %08x, not %08x", round, x, y, sheet_pixels[y * 200 + x], wanted);
            }
    }
    raster_destroy(raster);
    arena_finish(&sheet.arena);
}

static int letter_of(char c)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : 0;
}

// Of an SVG file it is a PNG, which libpng reads back.
static void pictures_stand_in_an_svg_file(void **state)
{
    (void)state;
    struct random random = { random_seed(78) };
    struct sheet sheet = { 0 };
    for (int round = 0; round < 12; round++) {
        uint32_t dots[40 * 30];
        const int wide = (int)random_between(&random, 1, 40), high = (int)random_between(&random, 1, 30);
        char *text = NULL, path[] = "/tmp/raceledger-svg-XXXXXX";
        size_t bytes = 0;
        struct canvas back;
        for (int i = 0; i < wide * high; i++)
            dots[i] = 0xff000000u | (uint32_t)random_next(&random);
        sheet_begin(&sheet, 100, 100);
        draw_pixels(&sheet.list, point_at(3, 4), (struct pixels){ dots, wide, high, 1 });
        FILE *out = open_memstream(&text, &bytes);
        svg_write(&sheet.list, NULL, out);
        assert_int_equal(fclose(out), 0);
        const char *at = strstr(text, "<image x=\"3\" y=\"4\""), *data = at ? strstr(at, "base64,") : NULL;
        assert_non_null(data);
        FILE *file = fdopen(mkstemp(path), "wb");
        assert_non_null(file);
        for (data += 7; *data != '"'; data += 4) {
            const int bits =
                letter_of(data[0]) << 18 | letter_of(data[1]) << 12 | letter_of(data[2]) << 6 | letter_of(data[3]);
            for (int i = 0; i < 3 && data[i + 1] != '='; i++)
                fputc(bits >> (16 - 8 * i) & 255, file);
        }
        assert_int_equal(fclose(file), 0);
        const struct status status = png_read(path, &back);
        unlink(path);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
        assert_int_equal(back.width, wide);
        assert_int_equal(back.height, high);
        for (int y = 0; y < high; y++)
            assert_memory_equal(back.pixels + (size_t)y * back.stride, dots + (size_t)y * (size_t)wide,
                                (size_t)wide * 4);
        free(back.pixels);
        free(text);
    }
    arena_finish(&sheet.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_mixed_exactly),
        cmocka_unit_test(areas_are_exact),
        cmocka_unit_test(changes_are_all_painted),
        cmocka_unit_test(what_is_the_same_is_left_alone),
        cmocka_unit_test(shapes_stay_in_their_bounds),
        cmocka_unit_test(plain_shapes_are_where_they_should_be),
        cmocka_unit_test(pictures_are_painted_pixel_by_pixel),
        cmocka_unit_test(pictures_stand_in_an_svg_file),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
