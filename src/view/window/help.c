// The help: a page of words with a picture (help_words.c), and one with every row of the table of keys, in parts, in as many
// columns as make it fit.
#include "view/model/model.h"
#include "view/ui/words.h"
#include "view/window/parts.h"

#include <math.h>

enum {
    LINES_MAX = 128,
    COLUMNS_MAX = 4,
};

// A line of the page: a part's title, or the keys from one row of the table to another with what they do.
struct line {
    int first, end; // of a title the same
    const char *words;
    float extra_px; // room above
};

struct page {
    struct line lines[LINES_MAX];
    int count;
    float size_px; // of the type
    float line_px, keys_px, words_px, gap_px;
    int columns;
    int starts[COLUMNS_MAX]; // first line of each column
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

static bool is_title(const struct line *line) { return line->first == line->end; }

static float cap_width(const struct frame *frame, const struct page *page, int row)
{
    char name[KEY_NAME_BYTES];
    return draw_text_width(frame->list, key_binding_name(name, frame->keys, &frame->keys->rows[row], frame->language),
                           keys_style(frame, page)) +
           page->size_px * 0.8f;
}

static float cap_gap(const struct page *page) { return page->size_px * 0.35f; }

static float caps_width(const struct frame *frame, const struct page *page, const struct line *line)
{
    float width = 0;
    for (int row = line->first; row < line->end; row++)
        width += cap_width(frame, page, row) + (row > line->first ? cap_gap(page) : 0);
    return width;
}

static void collect(const struct frame *frame, struct page *page)
{
    const struct keymap *keys = frame->keys;
    for (int row = 0, part = -1; row < keys->count && page->count + 2 < LINES_MAX;) {
        if ((int)keys->rows[row].part != part) {
            part = (int)keys->rows[row].part;
            page->lines[page->count++] = (struct line){ .words = text_of(frame->language, key_part_titles[part]) };
        }
        int end = row;
        while (end < keys->count && keys->rows[end].text == keys->rows[row].text)
            end++;
        page->lines[page->count++] = (struct line){ row, end, text_of(frame->language, keys->rows[row].text), 0 };
        row = end;
    }
}

// air: from line to line, by the type.
static void measure(const struct frame *frame, struct page *page, float size_px, float air)
{
    page->size_px = size_px;
    page->keys_px = page->words_px = 0;
    page->line_px = size_px * air;
    page->gap_px = size_px;
    for (int i = 0; i < page->count; i++) {
        const struct line *line = &page->lines[i];
        const struct text_style style = is_title(line) ? title_style(frame, page) : words_style(frame, page);
        const float keys = caps_width(frame, page, line), words = draw_text_width(frame->list, line->words, style);
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
        while (end < page->count && !is_title(&page->lines[end]))
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

// As many columns as fit side by side, and then no higher than they must be: so they end up about equally full.
static bool deal_evenly(struct page *page, struct rect room)
{
    const float pitch = column_width(page) + 2.5f * page->gap_px;
    int columns = (int)((room.width + 2.5f * page->gap_px) / pitch);
    columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
    if (columns < 1 || !deal(page, columns, room.height))
        return false;
    float height = page->line_px;
    while (height < room.height && !deal(page, columns, height))
        height += page->line_px / 2;
    return height < room.height || deal(page, columns, room.height);
}

// The largest type, down to the least that can be read, with which all of it fits; lines stand closer before it is made smaller.
static void lay_out(const struct frame *frame, struct page *page, struct rect room)
{
    static const float airs[] = { 1.75f, 1.5f, 1.45f };
    for (int size = (int)frame->scale.type[TYPE_STRONG]; size >= 8; size--)
        for (int i = 0; i < 3; i++) {
            measure(frame, page, (float)size, airs[i]);
            if (deal_evenly(page, room))
                return;
        }
}

static void draw_caps(struct frame *frame, const struct page *page, const struct line *line, struct rect row)
{
    struct text_style style = keys_style(frame, page);
    char name[KEY_NAME_BYTES];
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    for (int i = line->first; i < line->end; i++) {
        const float height = page->size_px * 1.45f;
        struct rect cap = rect_cut_left(&row, cap_width(frame, page, i));
        cap = rect_of(cap.x, rect_centre(row).y - height / 2, cap.width, height);
        draw_box(frame->list, cap, page->size_px * 0.25f, paint_solid(frame->theme->grounds[GROUND_WELL]),
                 stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
        style.place = cap;
        draw_text(frame->list, rect_centre(cap),
                  key_binding_name(name, frame->keys, &frame->keys->rows[i], frame->language), style);
        rect_cut_left(&row, cap_gap(page));
    }
}

static void draw_line_of(struct frame *frame, const struct page *page, const struct line *line, struct rect row)
{
    struct text_style words = is_title(line) ? title_style(frame, page) : words_style(frame, page);
    const float x = is_title(line) ? row.x : row.x + page->keys_px + page->gap_px;
    words.along = ALONG_MIDDLE;
    draw_caps(frame, page, line, row);
    draw_text(frame->list, point_at(x, rect_centre(row).y), line->words, words);
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

static void draw_tabs(struct frame *frame, struct rect row)
{
    static const enum text_id names[] = { TEXT_HELP_WORDS_ID, TEXT_HELP_KEYS_ID };
    const float height = fminf(ui_row_height(frame), row.height);
    for (int i = 0; i < 2; i++) {
        const char *name = text_of(frame->language, names[i]);
        const struct rect cell = rect_cut_left(&row, ui_button_width(frame, name));
        ui_tab(frame, rect_of(cell.x, rect_centre(cell).y - height / 2, cell.width, height), "", name,
               (struct ui_press){ .id = ui_id("help page", i),
                                  .group = ui_group("help"),
                                  .action = ACTION_HELP_PAGE,
                                  .argument = i,
                                  .chosen = frame->model->help_keys == (i == 1) });
        rect_cut_left(&row, frame->scale.gap_px);
    }
}

static void draw_keys(struct frame *frame, struct rect room)
{
    struct page page = { 0 };
    struct text_style mouse = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    const char *words = FILL(TEXT_HELP_MOUSE_ID, KEY_CONTROL_NAME);
    const float foot = ui_paragraph_height(frame, room.width, words, mouse);
    ui_paragraph(frame, rect_cut_bottom(&room, foot), words, mouse);
    rect_cut_bottom(&room, frame->scale.pad_px * 0.7f);
    collect(frame, &page);
    lay_out(frame, &page, room);
    draw_columns(frame, &page, room);
}

void help_draw(struct frame *frame)
{
    const float margin = frame->scale.gap_px, pad = frame->scale.pad_px * 1.4f;
    const struct rect all = rect_of(0, 0, frame->list->width_px, frame->list->height_px), box = rect_inset(all, margin);
    struct rect room = rect_inset(box, pad);
    struct text_style head = ui_bold(frame, TYPE_HEAD, TEXT_MAIN);
    frame->ui->over = frame->ui->hit_count;
    ui_hit(frame, (struct hit){ .rect = all, .id = ui_id("backdrop", 0), .kind = HIT_PRESS, .action = ACTION_HELP });
    draw_layer_begin(frame->list);
    draw_rect(frame->list, all, paint_solid(frame->theme->grounds[GROUND_PAGE]));
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    const struct rect title = rect_cut_top(&room, draw_text_lines(frame->list, head).line_px * 1.4f);
    head.along = ALONG_MIDDLE;
    const struct rect name = draw_text(frame->list, point_at(title.x, rect_centre(title).y),
                                       text_of(frame->language, TEXT_HELP_TITLE_ID), head);
    draw_tabs(frame, rect_between(rect_right(name) + 2 * pad, title.y, rect_right(title), rect_bottom(title)));
    if (frame->model->help_keys)
        draw_keys(frame, room);
    else
        help_words_draw(frame, room);
    draw_close(frame, box);
}
