// Widgets: what they draw in each state, what can be hit, and how texts break into lines.
#include "view/shapes/check.h"
#include "view/ui/ui.h"

#include "view/model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

struct sheet {
    struct arena arena;
    struct draw_list list;
    struct ui ui;
    struct model model;
    struct frame frame;
};

static void begin(struct sheet *sheet)
{
    arena_reset(&sheet->arena);
    draw_list_init(&sheet->list, &sheet->arena, metrics_plain(), 800, 600, theme_get(THEME_DARK)->grounds[GROUND_PAGE]);
    ui_begin(&sheet->ui);
    sheet->frame = (struct frame){
        .list = &sheet->list,
        .arena = &sheet->arena,
        .theme = theme_get(THEME_DARK),
        .scale = scale_for(800, 600, 1, false),
        .ui = &sheet->ui,
        .model = &sheet->model,
    };
}

static int open_sheet(void **state)
{
    static struct sheet sheet;
    sheet = (struct sheet){ .ui.pointer = { -1, -1 } };
    begin(&sheet);
    *state = &sheet;
    return 0;
}

static int close_sheet(void **state)
{
    struct sheet *sheet = *state;
    arena_finish(&sheet->arena);
    return 0;
}

static const struct rect place = { 100, 100, 160, 30 };

// ---- states are seen -----------------------------------------------------------------------------------------------

enum widget {
    BUTTON,
    TAB,
    LINK,
    ICON,
    CARD,
    STEPPER,
    FIELD,
    SLIDER,
    WIDGETS
};

static void draw_widget(struct sheet *sheet, enum widget widget, struct ui_press press)
{
    struct frame *frame = &sheet->frame;
    switch (widget) {
    case BUTTON:
        ui_button(frame, place, "Save", press);
        break;
    case TAB:
        ui_tab(frame, place, "1", "Stage", press);
        break;
    case LINK:
        ui_link(frame, place, "Python", press);
        break;
    case ICON:
        ui_icon(frame, place, ICON_PLAY, press);
        break;
    case CARD:
        ui_card(frame, place, "Mutex", "", press);
        break;
    case STEPPER:
        ui_stepper(frame, place, "5", ACTION_SETTING_LESS, ACTION_SETTING_MORE, press);
        break;
    case FIELD:
        ui_field(frame, place, "5,8", "hint", press);
        break;
    case SLIDER:
        ui_slider(frame, place, 0.5, press);
        break;
    case WIDGETS:
        break;
    }
}

static uint64_t look(struct sheet *sheet, enum widget widget, struct ui_press press)
{
    begin(sheet);
    draw_widget(sheet, widget, press);
    return sheet->list.hash;
}

static void every_state_looks_different(void **state)
{
    struct sheet *sheet = *state;
    for (int widget = 0; widget < WIDGETS; widget++) {
        const struct ui_press press = { .id = ui_id("widget", widget), .action = ACTION_SAVE };
        struct ui_press disabled = press;
        disabled.disabled = true;
        sheet->ui.hover = sheet->ui.focus = sheet->ui.pressed = 0;
        sheet->ui.focus_visible = true;
        const uint64_t plain = look(sheet, (enum widget)widget, press),
                       off = look(sheet, (enum widget)widget, disabled);
        sheet->ui.hover = press.id;
        const uint64_t hover = look(sheet, (enum widget)widget, press),
                       hover_off = look(sheet, (enum widget)widget, disabled);
        sheet->ui.hover = 0;
        sheet->ui.focus = press.id;
        const uint64_t focus = look(sheet, (enum widget)widget, press);
        sheet->ui.focus_visible = false;
        const uint64_t silent = look(sheet, (enum widget)widget, press);
        if (plain == hover)
            fail_msg("widget %d looks the same with the pointer on it", widget);
        if (plain == focus)
            fail_msg("widget %d looks the same with the keyboard on it", widget);
        if (plain != silent)
            fail_msg("widget %d shows a focus that the pointer gave", widget);
        if (widget != FIELD && plain == off)
            fail_msg("widget %d looks the same when disabled", widget);
        if (widget != FIELD && widget != STEPPER && off != hover_off)
            fail_msg("disabled widget %d answers the pointer", widget);
    }
}

static void presses_and_choices_are_seen(void **state)
{
    struct sheet *sheet = *state;
    const enum widget pressed[] = { BUTTON, TAB, ICON, CARD };
    for (size_t i = 0; i < sizeof pressed / sizeof *pressed; i++) {
        const struct ui_press press = { .id = 7 };
        struct ui_press chosen = press;
        chosen.chosen = true;
        sheet->ui.hover = sheet->ui.pressed = 0;
        const uint64_t plain = look(sheet, pressed[i], press);
        assert_int_not_equal(plain, look(sheet, pressed[i], chosen));
        sheet->ui.hover = 7;
        const uint64_t hover = look(sheet, pressed[i], press);
        sheet->ui.pressed = 7;
        assert_int_not_equal(hover, look(sheet, pressed[i], press));
        sheet->ui.pressed = 8; // another one is held: this one does not answer
        assert_int_equal(plain, look(sheet, pressed[i], press));
    }
}

// ---- hits ----------------------------------------------------------------------------------------------------------

static void the_topmost_hit_is_found(void **state)
{
    struct sheet *sheet = *state;
    ui_hit(&sheet->frame, (struct hit){ .rect = rect_of(0, 0, 100, 100), .id = 1 });
    ui_hit(&sheet->frame, (struct hit){ .rect = rect_of(50, 50, 100, 100), .id = 2 });
    assert_int_equal(ui_hit_at(&sheet->ui, point_at(10, 10))->id, 1);
    assert_int_equal(ui_hit_at(&sheet->ui, point_at(60, 60))->id, 2);
    assert_null(ui_hit_at(&sheet->ui, point_at(200, 10)));
    assert_null(ui_hit_at(&sheet->ui, point_at(NAN, 10)));
    assert_int_equal(ui_hit_of(&sheet->ui, 2)->id, 2);
    assert_null(ui_hit_of(&sheet->ui, 3));
    assert_null(ui_hit_of(&sheet->ui, 0));
}

static void hits_keep_to_their_clip(void **state)
{
    struct sheet *sheet = *state;
    draw_clip_push(&sheet->list, rect_of(0, 0, 50, 50), true);
    ui_hit(&sheet->frame, (struct hit){ .rect = rect_of(40, 40, 100, 100), .id = 1 });
    ui_hit(&sheet->frame, (struct hit){ .rect = rect_of(60, 60, 10, 10), .id = 2 });
    draw_clip_pop(&sheet->list);
    assert_int_equal(sheet->ui.hit_count, 1);
    assert_true(rect_right(sheet->ui.hits[0].rect) <= 50);
}

static void too_many_hits_are_counted(void **state)
{
    struct sheet *sheet = *state;
    for (int i = 0; i < UI_HITS_MAX + 5; i++)
        ui_hit(&sheet->frame, (struct hit){ .rect = place, .id = (uint32_t)i + 1 });
    assert_int_equal(sheet->ui.hit_count, UI_HITS_MAX);
    assert_int_equal(sheet->ui.hits_dropped, 5);
}

static void ids_differ(void **state)
{
    (void)state;
    assert_int_equal(ui_id("card", 3), ui_id("card", 3));
    assert_int_not_equal(ui_id("card", 3), ui_id("card", 4));
    assert_int_not_equal(ui_id("card", 3), ui_id("tab", 3));
    assert_int_not_equal(ui_part(ui_id("card", 3), 1), ui_part(ui_id("card", 3), 2));
    assert_int_not_equal(ui_id("", 0), 0);
}

static void drags_are_shares(void **state)
{
    (void)state;
    const struct hit hit = { .rect = { 100, 0, 200, 10 } };
    assert_true(ui_drag_share(&hit, point_at(150, 5)) == 0.25);
    assert_true(ui_drag_share(&hit, point_at(0, 5)) == 0);
    assert_true(ui_drag_share(&hit, point_at(900, 5)) == 1);
    assert_true(ui_drag_share(&hit, point_at(NAN, 5)) == 0);
}

static void a_stepper_has_three_parts(void **state)
{
    struct sheet *sheet = *state;
    const struct ui_press press = { .id = 9, .action = ACTION_SETTING_TYPE, .argument = 4 };
    ui_stepper(&sheet->frame, place, "2", ACTION_SETTING_LESS, ACTION_SETTING_MORE, press);
    assert_int_equal(ui_hit_at(&sheet->ui, point_at(105, 115))->action, ACTION_SETTING_LESS);
    assert_int_equal(ui_hit_at(&sheet->ui, point_at(180, 115))->action, ACTION_SETTING_TYPE);
    assert_int_equal(ui_hit_at(&sheet->ui, point_at(255, 115))->action, ACTION_SETTING_MORE);
    for (size_t i = 0; i < sheet->ui.hit_count; i++)
        assert_int_equal(sheet->ui.hits[i].argument, 4);
}

static void a_field_shows_its_cursor(void **state)
{
    struct sheet *sheet = *state;
    const struct ui_press press = { .id = 9 };
    strcpy(sheet->ui.edit_text, "余额 and a text that is far longer than the field it is typed into");
    sheet->ui.editing = 9;
    for (int at = 0; at <= (int)strlen(sheet->ui.edit_text); at++) {
        if (((unsigned char)sheet->ui.edit_text[at] & 0xc0) == 0x80)
            continue; // not between characters
        sheet->ui.edit_cursor = at;
        begin(sheet);
        ui_field(&sheet->frame, place, "", NULL, press);
        size_t last = sheet->list.count - 1;
        while (last > 0 && sheet->list.commands[last].kind != DRAW_PATH) // the ring lies round it
            last--;
        const struct draw_command *cursor = &sheet->list.commands[last];
        assert_int_equal(cursor->kind, DRAW_PATH);
        const float x = cursor->path.points[0].x;
        if (x < place.x || x > rect_right(place))
            fail_msg("with the cursor at byte %d it is drawn at %.1f", at, (double)x);
    }
}

// ---- lines ---------------------------------------------------------------------------------------------------------

enum {
    LINES_MAX = 32
};

// The texts of the list, in order.
static int lines_of(const struct draw_list *list, const char *lines[LINES_MAX])
{
    int count = 0;
    for (size_t i = 0; i < list->count && count < LINES_MAX; i++)
        if (list->commands[i].kind == DRAW_TEXT)
            lines[count++] = list->commands[i].words.utf8;
    return count;
}

static void check_lines(struct sheet *sheet, float width, const char *text, const char *const *wanted)
{
    const char *lines[LINES_MAX];
    begin(sheet);
    struct text_style style = { .face = FACE_REGULAR,
                                .size_px = 10,
                                .colour = COLOUR(0xffffff) }; // letters 5.5 wide, ideographs 10
    const struct rect used = ui_paragraph(&sheet->frame, rect_of(0, 0, width, 500), text, style);
    const int count = lines_of(&sheet->list, lines);
    int i = 0;
    for (; wanted[i]; i++) {
        if (i >= count || strcmp(lines[i], wanted[i]) != 0)
            fail_msg("line %d of \"%s\" is \"%s\", should be \"%s\"", i, text, i < count ? lines[i] : "(none)",
                     wanted[i]);
    }
    assert_int_equal(count, i);
    assert_true(fabsf(used.height - ui_paragraph_height(&sheet->frame, width, text, style)) < 0.01f);
    assert_int_equal(draw_list_check_texts(&sheet->list, stderr), 0);
}

static void texts_break_into_lines(void **state)
{
    struct sheet *sheet = *state;
    check_lines(sheet, 66, "T1 overwrote T2: 3 updates lost",
                (const char *[]){ "T1 overwrote", "T2: 3", "updates lost", NULL });
    check_lines(sheet, 500, "one line", (const char *[]){ "one line", NULL });
    check_lines(sheet, 22, "unbreakable", (const char *[]){ "unbr", "eaka", "ble", NULL });
    check_lines(sheet, 100, "two\nlines", (const char *[]){ "two", "lines", NULL });
}

// Letters are 5.5 wide, ideographs 10.
static void chinese_breaks_as_in_books(void **state)
{
    struct sheet *sheet = *state;
    static const struct {
        float width;
        const char *text;
        const char *lines[5];
    } cases[] = {
        { 66, "这笔账记完了。再来", { "这笔账记完", "了。再来" } }, // no stop begins a line
        { 35, "账目（余额）", { "账目", "（余", "额）" } },         // no bracket ends one; what is too narrow is cut
        { 45, "这里（余额）", { "这里", "（余额）" } },
        { 60, "CPython 的锁", { "CPython 的", "锁" } },
        { 45, "两个互斥锁和", { "两个", "互斥锁和" } }, // a term is not cut
        { 45, "它说线程进程", { "它说线程", "进程" } }, // but parted from the next
        { 45, "丢失更新了", { "丢失更新", "了" } },
        { 55, "他共等了 12 次了", { "他共等了", "12 次了" } },     // nor a number from what it counts
        { 62, "他共等了 1.5 ms 了", { "他共等了", "1.5 ms 了" } }, // or from its unit
        { 62,
          "他有 400\xC2\xA0"
          "000 元",
          { "他有", "400\xC2\xA0"
                    "000 元" } }, // nor within
        { 55, "它跑到了两个核", { "它跑到了", "两个核" } },
        { 60, "这就是第 12 次", { "这就是", "第 12 次" } },
        { 50, "这就是 4 / 20", { "这就是", "4 / 20" } },
        { 60, "按空格 Shift+N", { "按空格", "Shift+N" } }, // Latin words are whole
        { 45, "无效“某”，应", { "无效", "“某”，应" } },    // quotes hold on to what they quote
        { 40, "稍候吧……好", { "稍候", "吧……好" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_lines(sheet, cases[i].width, cases[i].text, cases[i].lines);
}

// Where there is no room for all lines the last one says so.
static void the_last_line_ends_in_dots(void **state)
{
    struct sheet *sheet = *state;
    const char *lines[LINES_MAX];
    const struct text_style style = { .face = FACE_REGULAR, .size_px = 10, .colour = COLOUR(0xffffff) };
    const float line = draw_text_lines(&sheet->list, style).line_px;
    ui_paragraph(&sheet->frame, rect_of(0, 0, 66, 2.5f * line), "T1 overwrote T2: 3 updates lost", style);
    const int count = lines_of(&sheet->list, lines);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0], "T1 overwrote");
    assert_non_null(strstr(lines[1], "…"));
}

static void a_panel_drops_a_note_that_does_not_fit(void **state)
{
    struct sheet *sheet = *state;
    const char *lines[LINES_MAX];
    ui_panel(&sheet->frame, rect_of(0, 0, 400, 200), "Timeline", "wheel: zoom");
    assert_int_equal(lines_of(&sheet->list, lines), 2);
    begin(sheet);
    const struct rect inside = ui_panel(&sheet->frame, rect_of(0, 0, 130, 200), "Timeline", "wheel: zoom");
    assert_int_equal(lines_of(&sheet->list, lines), 1);
    assert_true(inside.x > 0 && rect_right(inside) < 130 && rect_bottom(inside) < 200);
}

static void tips_wait_for_the_pointer(void **state)
{
    struct sheet *sheet = *state;
    const struct ui_press press = { .id = 9, .tip = "Save the recording" };
    const char *lines[LINES_MAX];
    ui_icon(&sheet->frame, place, ICON_PLAY, press);
    ui_tooltip(&sheet->frame);
    assert_int_equal(lines_of(&sheet->list, lines), 0);
    begin(sheet);
    sheet->ui.tip = 9;
    ui_icon(&sheet->frame, place, ICON_PLAY, press);
    ui_tooltip(&sheet->frame);
    assert_int_equal(lines_of(&sheet->list, lines), 1);
    begin(sheet);
    sheet->ui.pressed = 9;
    ui_icon(&sheet->frame, place, ICON_PLAY, press);
    ui_tooltip(&sheet->frame);
    assert_int_equal(lines_of(&sheet->list, lines), 0);
}

static void every_icon_is_drawn_in_its_square(void **state)
{
    struct sheet *sheet = *state;
    for (int icon = 0; icon < ICON_COUNT; icon++) {
        begin(sheet);
        icon_draw(&sheet->list, (enum icon)icon, point_at(200, 200), 40, COLOUR(0xffffff));
        assert_true(sheet->list.count > 0);
        for (size_t i = 0; i < sheet->list.count; i++) {
            const struct rect bounds = sheet->list.commands[i].bounds;
            if (bounds.x < 172 || bounds.y < 172 || rect_right(bounds) > 228 || rect_bottom(bounds) > 228)
                fail_msg("icon %d reaches to %.0f,%.0f … %.0f,%.0f", icon, (double)bounds.x, (double)bounds.y,
                         (double)rect_right(bounds), (double)rect_bottom(bounds));
        }
    }
}

int main(void)
{
#define ON_SHEET(test) cmocka_unit_test_setup_teardown(test, open_sheet, close_sheet)
    const struct CMUnitTest tests[] = {
        ON_SHEET(every_state_looks_different),
        ON_SHEET(presses_and_choices_are_seen),
        ON_SHEET(the_topmost_hit_is_found),
        ON_SHEET(hits_keep_to_their_clip),
        ON_SHEET(too_many_hits_are_counted),
        ON_SHEET(ids_differ),
        ON_SHEET(drags_are_shares),
        ON_SHEET(a_stepper_has_three_parts),
        ON_SHEET(a_field_shows_its_cursor),
        ON_SHEET(texts_break_into_lines),
        ON_SHEET(chinese_breaks_as_in_books),
        ON_SHEET(the_last_line_ends_in_dots),
        ON_SHEET(a_panel_drops_a_note_that_does_not_fit),
        ON_SHEET(tips_wait_for_the_pointer),
        ON_SHEET(every_icon_is_drawn_in_its_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
