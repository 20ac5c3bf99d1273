// The help page: every row of the table of keys, in parts, in as many columns as make it fit.
#include "view/model.h"
#include "view/window_parts.h"

#include <string.h>

static const enum text_id titles[KEY_PARTS] = {
    [KEYS_RUN] = TEXT_HELP_RUN_ID,         [KEYS_PLAY] = TEXT_HELP_PLAY_ID,
    [KEYS_VIEWS] = TEXT_HELP_VIEWS_ID,     [KEYS_TIMELINE] = TEXT_HELP_TIMELINE_ID,
    [KEYS_DISPLAY] = TEXT_HELP_DISPLAY_ID, [KEYS_LECTURES] = TEXT_HELP_LECTURE_ID,
    [KEYS_FILES] = TEXT_HELP_FILES_ID,
};

enum {
    LINES_MAX = 64,
    NAMES_BYTES = 160
};

// A line of the page: a part's title, or keys with what they do.
struct line {
    const char *keys; // NULL: a title
    const char *words;
    float extra_px; // room above
};

struct page {
    struct line lines[LINES_MAX];
    int count;
    float size_px; // of the type
    float line_px, keys_px, words_px, gap_px;
    int columns;
    int starts[4]; // first line of each column
};

static struct text_style words_style(const struct frame *frame, const struct page *page)
{
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    style.size_px = page->size_px;
    return style;
}

static struct text_style keys_style(const struct frame *frame, const struct page *page)
{
    struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_ACCENT);
    style.size_px = page->size_px;
    style.figures = false;
    return style;
}

static struct text_style title_style(const struct frame *frame, const struct page *page)
{
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_SOFT);
    style.size_px = page->size_px;
    return style;
}

// The keys of all rows from this one on that share its text, side by side; *next is the row after them.
static const char *keys_of(struct frame *frame, int row, int *next)
{
    char names[NAMES_BYTES] = "", name[KEY_NAME_BYTES];
    size_t length = 0;
    int i = row;
    for (; i < key_binding_count && key_bindings[i].text == key_bindings[row].text; i++) {
        key_binding_name(name, &key_bindings[i], frame->language);
        if (length + strlen(name) + 3 < sizeof names) {
            memcpy(names + length, i > row ? "  " : "", i > row ? 2 : 0);
            length += i > row ? 2 : 0;
            memcpy(names + length, name, strlen(name) + 1);
            length += strlen(name);
        }
    }
    *next = i;
    const char *text = arena_printf(frame->arena, "%s", names);
    return text ? text : "";
}

static void collect(struct frame *frame, struct page *page)
{
    for (int row = 0, part = -1; row < key_binding_count && page->count + 2 < LINES_MAX;) {
        if ((int)key_bindings[row].part != part) {
            part = (int)key_bindings[row].part;
            page->lines[page->count++] = (struct line){ .words = text_of(frame->language, titles[part]) };
        }
        int next;
        const char *keys = keys_of(frame, row, &next);
        page->lines[page->count++] = (struct line){ keys, text_of(frame->language, key_bindings[row].text), 0 };
        row = next;
    }
}

static void measure(const struct frame *frame, struct page *page, float size_px)
{
    page->size_px = size_px;
    page->keys_px = page->words_px = 0;
    page->line_px = draw_text_lines(frame->list, words_style(frame, page)).line_px * 1.08f;
    page->gap_px = size_px;
    for (int i = 0; i < page->count; i++) {
        const struct line *line = &page->lines[i];
        const float keys = line->keys ? draw_text_width(frame->list, line->keys, keys_style(frame, page)) : 0;
        const float words =
            draw_text_width(frame->list, line->words, line->keys ? words_style(frame, page) : title_style(frame, page));
        page->keys_px = keys > page->keys_px ? keys : page->keys_px;
        page->words_px = words > page->words_px ? words : page->words_px;
    }
}

static float column_width(const struct page *page) { return page->keys_px + page->gap_px + page->words_px; }

// Deals the lines out to columns, each part whole, no column higher than the room. False: they do not fit.
static bool deal(struct page *page, int columns, float height)
{
    float y = 0;
    int column = 0;
    page->columns = columns;
    page->starts[0] = 0;
    for (int i = 0; i < page->count;) {
        int end = i + 1;
        while (end < page->count && page->lines[end].keys)
            end++;
        const float above = y > 0 ? page->line_px * 0.6f : 0, part = (float)(end - i) * page->line_px;
        page->lines[i].extra_px = above;
        if (y + above + part > height) {
            if (++column == columns || part > height)
                return false;
            page->starts[column] = i;
            page->lines[i].extra_px = 0;
            y = part;
        } else {
            y += above + part;
        }
        i = end;
    }
    page->columns = column + 1;
    return true;
}

// The largest type, down to the least that can be read, with which all of it fits.
static void lay_out(const struct frame *frame, struct page *page, struct rect room)
{
    const float most = frame->scale.type[TYPE_BODY];
    for (int size = (int)most; size >= 9; size--) {
        measure(frame, page, (float)size);
        for (int columns = 1; columns <= 4; columns++) {
            const float width = column_width(page) * (float)columns + 2.5f * page->gap_px * (float)(columns - 1);
            if (width <= room.width && deal(page, columns, room.height))
                return;
        }
    }
    deal(page, 4, 1e6f);
}

static void draw_line_of(struct frame *frame, const struct page *page, const struct line *line, struct rect row)
{
    struct text_style keys = keys_style(frame, page),
                      words = line->keys ? words_style(frame, page) : title_style(frame, page);
    keys.along = words.along = ALONG_MIDDLE;
    const float y = rect_centre(row).y;
    if (line->keys)
        draw_text(frame->list, point_at(row.x, y), line->keys, keys);
    draw_text(frame->list, point_at(line->keys ? row.x + page->keys_px + page->gap_px : row.x, y), line->words, words);
}

static void draw_columns(struct frame *frame, const struct page *page, struct rect room)
{
    const float width = column_width(page) + 2.5f * page->gap_px;
    for (int c = 0; c < page->columns; c++) {
        struct rect column = rect_of(room.x + width * (float)c, room.y, column_width(page), room.height);
        const int end = c + 1 < page->columns ? page->starts[c + 1] : page->count;
        for (int i = page->starts[c]; i < end; i++) {
            rect_cut_top(&column, page->lines[i].extra_px);
            draw_line_of(frame, page, &page->lines[i], rect_cut_top(&column, page->line_px));
        }
    }
}

static void draw_close(struct frame *frame, struct rect box)
{
    const float side = ui_row_height(frame), pad = frame->scale.pad_px / 2;
    ui_icon(frame, rect_of(rect_right(box) - pad - side, box.y + pad, side, side), ICON_CLOSE,
            (struct ui_press){
                .id = ui_id("help close", 0), .action = ACTION_HELP, .tip = text_of(frame->language, TEXT_CLOSE_ID) });
}

void help_draw(struct frame *frame)
{
    struct page page = { 0 };
    const float margin = frame->scale.gap_px, pad = frame->scale.pad_px * 1.4f;
    const struct rect all = rect_of(0, 0, frame->list->width_px, frame->list->height_px), box = rect_inset(all, margin);
    struct rect room = rect_inset(box, pad);
    struct text_style head = ui_bold(frame, TYPE_HEAD, TEXT_MAIN), mouse = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    frame->ui->over = frame->ui->hit_count;
    ui_hit(frame, (struct hit){ .rect = all, .id = ui_id("backdrop", 0), .kind = HIT_PRESS, .action = ACTION_HELP });
    draw_layer_begin(frame->list);
    draw_rect(frame->list, all, paint_solid(frame->theme->grounds[GROUND_PAGE]));
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    const struct rect title = rect_cut_top(&room, draw_text_lines(frame->list, head).line_px * 1.4f);
    head.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(title.x, rect_centre(title).y), text_of(frame->language, TEXT_HELP_TITLE_ID), head);
    const char *words = text_of(frame->language, TEXT_HELP_MOUSE_ID);
    const float foot = ui_paragraph_height(frame, room.width, words, mouse);
    ui_paragraph(frame, rect_cut_bottom(&room, foot), words, mouse);
    rect_cut_bottom(&room, pad / 2);
    collect(frame, &page);
    lay_out(frame, &page, room);
    draw_columns(frame, &page, room);
    draw_close(frame, box);
}
