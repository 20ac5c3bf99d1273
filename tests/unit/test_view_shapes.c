// Lists of shapes: what is added stands there rounded, clipped and cut as said, word for word.
#include "view/shapes/draw.h"
#include "view/shapes/draw_text.h"
#include "view/shapes/dump.h"
#include "view/shapes/lines.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct colour ink = COLOUR(0x102030);

struct sheet {
    struct arena arena;
    struct draw_list list;
};

static void sheet_init(struct sheet *sheet)
{
    sheet->arena = ARENA_EMPTY;
    draw_list_init(&sheet->list, &sheet->arena, metrics_plain(), 200, 100, COLOUR(0xffffff));
}

static char *printed(const struct draw_list *list, void (*print)(const struct draw_list *list, FILE *out))
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_non_null(out);
    print(list, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

// The dump without its first line, which tells of the list as a whole.
static void assert_dump(struct sheet *sheet, const char *expected)
{
    char *text = printed(&sheet->list, draw_list_dump);
    const char *commands = strchr(text, '\n');
    assert_non_null(commands);
    assert_string_equal(commands + 1, expected);
    free(text);
    arena_finish(&sheet->arena);
}

static void edges_lie_on_whole_pixels(void **state)
{
    struct sheet sheet;
    (void)state;
    sheet_init(&sheet);
    draw_rect(&sheet.list, rect_of(10.4f, 10.6f, 0.2f, 20), paint_solid(ink)); // thinner than a pixel: one
    draw_line(&sheet.list, point_at(3.2f, 50.1f), point_at(90.7f, 50.1f), stroke_solid(ink, 1));
    draw_box_smooth(&sheet.list, rect_of(10.25f, 70, 5, 5), 0, paint_solid(ink), stroke_none());
    assert_dump(&sheet, "box 10,11 1x20 fill 102030\n"
                        "path 2 3,50.5 91,50.5 stroke 102030 1\n"
                        "box 10.25,70 5x5 fill 102030\n");
}

static void a_clip_holds_what_is_drawn_under_it(void **state)
{
    struct sheet sheet;
    (void)state;
    sheet_init(&sheet);
    draw_clip_push(&sheet.list, rect_of(20, 20, 30, 30), false);
    draw_rect(&sheet.list, rect_of(0, 0, 25, 25), paint_solid(ink));
    draw_rect(&sheet.list, rect_of(60, 60, 5, 5), paint_solid(ink)); // nothing of it shows
    draw_clip_pop(&sheet.list);
    draw_rect(&sheet.list, rect_of(60, 60, 5, 5), paint_solid(ink));
    assert_dump(&sheet, "clip 20,20 30x30\n"
                        "box 0,0 25x25 fill 102030\n"
                        "clip 0,0 200x100\n"
                        "box 60,60 5x5 fill 102030\n");
}

static void a_text_is_cut_where_it_has_no_room(void **state)
{
    struct sheet sheet;
    const struct text_style style = { .size_px = 10, .colour = ink, .max_px = 30 };
    (void)state;
    sheet_init(&sheet);
    draw_text(&sheet.list, point_at(10, 50), "mutex", style);
    draw_text(&sheet.list, point_at(10, 80), "spin lock", style);
    assert_dump(&sheet, "text 10,50 wide 27.5 regular 10 102030 \"mutex\"\n"
                        "text 10,80 wide 27.5 regular 10 102030 cut \"spin…\"\n");
}

static void what_is_no_number_is_left_out_and_counted(void **state)
{
    struct sheet sheet;
    (void)state;
    sheet_init(&sheet);
    draw_rect(&sheet.list, rect_of(NAN, 0, 1, 1), paint_solid(ink));
    draw_text(&sheet.list, point_at(0, NAN), "mutex", (struct text_style){ .size_px = 10, .colour = ink });
    draw_disc(&sheet.list, point_at(5, 5), NAN, paint_solid(ink), stroke_none());
    assert_int_equal(sheet.list.dropped, 3);
    assert_dump(&sheet, "");
}

// Drawn in any order; below each other in the right panel, whose second line was drawn in two pieces, one base line a pixel off.
static void texts_are_read_by_section_line_and_place(void **state)
{
    static const struct {
        float x, y;
        const char *text;
    } texts[] = { { 120, 40, "of 2" }, { 10, 40, "left" }, { 110, 20, "Lock" }, { 110, 41, "1" },
                  { 60, 40, "far" },   { 10, 8, "head" },  { 10, 90, "low" },   { 10, 90, "low" } };
    const struct text_style style = { .size_px = 10, .colour = ink, .place = rect_of(0, 0, 200, 100) };
    struct sheet sheet;
    (void)state;
    sheet_init(&sheet);
    draw_section(&sheet.list, rect_of(0, 80, 200, 20));
    draw_section(&sheet.list, rect_of(100, 10, 100, 60));
    draw_section(&sheet.list, rect_of(0, 10, 100, 60));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        draw_text(&sheet.list, point_at(texts[i].x, texts[i].y), texts[i].text, style);
    draw_layer_begin(&sheet.list);
    draw_text(&sheet.list, point_at(10, 40), "over", style);
    char *read = printed(&sheet.list, draw_list_lines);
    assert_string_equal(read, "head\n\nleft   far\n\nLock\n1 of 2\n\nlow\n\nover\n");
    free(read);
    sheet_init(&sheet);
    read = printed(&sheet.list, draw_list_lines);
    assert_string_equal(read, "");
    free(read);
    arena_finish(&sheet.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_lie_on_whole_pixels),
        cmocka_unit_test(a_clip_holds_what_is_drawn_under_it),
        cmocka_unit_test(a_text_is_cut_where_it_has_no_room),
        cmocka_unit_test(what_is_no_number_is_left_out_and_counted),
        cmocka_unit_test(texts_are_read_by_section_line_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
