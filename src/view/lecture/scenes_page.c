// A card a scene: its picture, or why there is none, above its title and what it shows.
#include "view/lecture/scenes_page.h"

#include "document/scenes.h"
#include "view/model/model.h"
#include "view/model/scene_pictures.h"
#include "view/texts/faults.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

enum {
    COLUMNS_MAX = 10,
    PICTURE_LEAST = 24, // pixels high: below, there is nothing to be seen
};
#define CARD_LEAST 11 // times the size of its letters, wide
#define CARD_INSET 0.4f

// ---- how they lie ----------------------------------------------------------------------------------------------------

static float title_height(const struct scale *scale) { return scale->type[TYPE_BODY] * 1.7f; }
static float line_height(const struct scale *scale) { return scale->type[TYPE_SMALL] * 1.5f; }

// Of a card without its picture.
static float words_height(const struct scale *scale)
{
    const int lines = scale->lecture ? 0 : 2; // files and notes are for who lectures, and may tell what comes
    return title_height(scale) + (float)lines * line_height(scale) + scale->pad_px * CARD_INSET * 3;
}

static void lay_columns(struct scenes_layout *layout, const struct model *model, const struct scale *scale, int columns)
{
    const float gap = scale->gap_px, inset = scale->pad_px * CARD_INSET;
    layout->columns = columns;
    layout->card_width = floorf((layout->room.width - gap * (float)(columns - 1)) / (float)columns);
    layout->picture_width = (int)(layout->card_width - 2 * inset);
    layout->picture_height = layout->picture_width * model->height_px / model->width_px;
    layout->card_height = floorf((float)layout->picture_height + words_height(scale));
    layout->rows = (int)((layout->room.height + gap) / (layout->card_height + gap));
}

// A single row, with what is left for its pictures.
static void lay_one_row(struct scenes_layout *layout, const struct model *model, const struct scale *scale)
{
    layout->rows = 1;
    layout->card_height = floorf(layout->room.height);
    layout->picture_height = (int)(layout->card_height - words_height(scale));
    layout->picture_width = layout->picture_height * model->width_px / model->height_px;
    if (layout->picture_height < PICTURE_LEAST)
        layout->picture_width = layout->picture_height = 0;
}

// All of them on one page in so many columns: as wide as the columns leave it, or as high as the rows do. False: the cards would be
// too small.
static bool lay_whole(struct scenes_layout *layout, const struct model *model, const struct scale *scale, int columns)
{
    const float gap = scale->gap_px, inset = scale->pad_px * CARD_INSET;
    const int count = model->talk.scenes->count, rows = (count + columns - 1) / columns;
    const float high = floorf((layout->room.height - gap * (float)(rows - 1)) / (float)rows);
    lay_columns(layout, model, scale, columns);
    layout->rows = rows;
    if (layout->card_height <= high)
        return true;
    layout->card_height = high;
    layout->picture_height = (int)(high - words_height(scale));
    layout->picture_width = layout->picture_height * model->width_px / model->height_px;
    layout->card_width = floorf((float)layout->picture_width + 2 * inset);
    return layout->picture_height >= PICTURE_LEAST && layout->card_width >= CARD_LEAST * scale->type[TYPE_BODY];
}

static void lay_cards(struct scenes_layout *layout, const struct model *model, const struct scale *scale)
{
    const float least = CARD_LEAST * scale->type[TYPE_BODY];
    const struct scenes_layout bare = *layout;
    int most = (int)((layout->room.width + scale->gap_px) / (least + scale->gap_px));
    most = most < 1 ? 1 : most > COLUMNS_MAX ? COLUMNS_MAX : most;
    for (int columns = 1; columns <= most; columns++) {
        struct scenes_layout one = bare;
        if (lay_whole(&one, model, scale, columns) && one.picture_width > layout->picture_width)
            *layout = one;
    }
    if (layout->picture_width > 0)
        return;
    lay_columns(layout, model, scale, most);
    if (layout->rows < 1)
        lay_one_row(layout, model, scale);
}

struct scenes_layout scenes_page_layout(const struct model *model, const struct scale *scale)
{
    const float width = (float)model->width_px, height = (float)model->height_px;
    const int count = model->talk.scenes->count;
    struct scenes_layout layout = { .room = rect_inset(rect_of(0, 0, width, height),
                                                       scale->gap_px + scale->pad_px * 1.4f) };
    layout.head = rect_cut_top(&layout.room, scale->type[TYPE_HEAD] * 2);
    lay_cards(&layout, model, scale);
    const int page = layout.columns * layout.rows;
    layout.pages = (count + page - 1) / page;
    const int asked = model->talk.page < 0 ? model->talk.scene / page : model->talk.page;
    layout.first = (asked < layout.pages ? asked : layout.pages - 1) * page;
    layout.last = layout.first + page < count ? layout.first + page : count;
    return layout;
}

// ---- a card ----------------------------------------------------------------------------------------------------------

// "timeline · lost:3", or what is run.
static const char *where_of(struct frame *frame, const struct talk_scene *scene)
{
    char shows[SCENE_SHOWS_BYTES];
    const char *what = scene_shows(shows, scene), *at = scene->moment_count > 0 ? scene->moments[0].at : "";
    const char *text =
        arena_printf(frame->arena, "%s%s%s%s%s", what, *scene->view ? " · " : "", scene->view, *at ? " · " : "", at);
    return text ? text : "";
}

static const char *first_note(struct frame *frame, const struct talk_scene *scene)
{
    const char *text = arena_printf(frame->arena, "%.*s", (int)strcspn(scene->note, "\n"), scene->note);
    return text ? text : "";
}

static void draw_cut(struct frame *frame, struct rect row, const char *text, struct text_style style)
{
    style.along = ALONG_MIDDLE;
    style.max_px = row.width;
    style.foreign = true;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y), text, style);
}

// What stands in the place of a picture.
static const char *instead_of(struct frame *frame, const struct talk_scene *scene, const struct scene_picture *picture)
{
    if (*scene->run)
        return text_of(frame->language, TEXT_SCENES_RUN_ID);
    if (!*scene->recording)
        return text_of(frame->language, TEXT_SCENES_STAYS_ID);
    if (!picture || picture->state != SCENE_PICTURE_NONE)
        return text_of(frame->language, TEXT_SCENES_DRAWN_ID);
    return FILL(TEXT_SCENES_NO_PICTURE_ID, fault_text(frame->arena, frame->language, &picture->why));
}

static void draw_picture(struct frame *frame, struct rect room, int number)
{
    const struct talk_shown *talk = &frame->model->talk;
    const struct scene_picture *picture = talk->pictures ? &talk->pictures->list[number] : NULL;
    if (picture && picture->state == SCENE_PICTURE_MADE && picture->pixels.width == (int)room.width &&
        picture->pixels.height == (int)room.height) {
        draw_pixels(frame->list, point_at(room.x, room.y), picture->pixels);
        return;
    }
    draw_rect(frame->list, room, paint_solid(frame->theme->grounds[GROUND_PAGE]));
    const struct rect words = rect_inset(room, frame->scale.pad_px * CARD_INSET);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    if (words.height >= line_height(&frame->scale) && words.width > style.size_px)
        ui_paragraph(frame, words, instead_of(frame, &talk->scenes->list[number], picture), style);
}

static const char *title_of(struct frame *frame, int number)
{
    const char *title = arena_printf(frame->arena, "%d  %s", number + 1, frame->model->talk.scenes->list[number].title);
    return title ? title : "";
}

static void draw_words(struct frame *frame, struct rect room, int number)
{
    const struct talk_scene *scene = &frame->model->talk.scenes->list[number];
    const float line = line_height(&frame->scale);
    draw_cut(frame, rect_cut_top(&room, title_height(&frame->scale)), title_of(frame, number),
             ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    if (frame->scale.lecture)
        return;
    draw_cut(frame, rect_cut_top(&room, line), where_of(frame, scene), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    draw_cut(frame, rect_cut_top(&room, line), first_note(frame, scene), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
}

static void draw_card(struct frame *frame, const struct scenes_layout *layout, struct rect box, int number)
{
    const bool shown = number == frame->model->talk.scene;
    const uint32_t id = ui_id("scene", number);
    const bool lit = shown || ui_look_of(frame, id) != UI_PLAIN;
    const struct theme *theme = frame->theme;
    const float inset = floorf(frame->scale.pad_px * CARD_INSET);
    draw_box(frame->list, box, frame->scale.radius_px,
             paint_solid(theme->grounds[shown ? GROUND_SELECTED
                                        : lit ? GROUND_HOVER
                                              : GROUND_WELL]),
             stroke_solid(shown ? theme->marks[MARK_ACCENT] : theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect room = rect_inset(box, inset);
    if (layout->picture_height > 0) {
        const struct rect row = rect_cut_top(&room, (float)layout->picture_height);
        draw_picture(frame,
                     rect_of(floorf(row.x + (row.width - (float)layout->picture_width) / 2), row.y,
                             (float)layout->picture_width, row.height),
                     number);
    }
    draw_words(frame, room, number);
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const bool is_cut = draw_text_width(frame->list, title_of(frame, number), style) > room.width;
    ui_hit(frame, (struct hit){ .rect = box,
                                .id = id,
                                .group = ui_group("scenes"),
                                .columns = (uint8_t)layout->columns,
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SCENE,
                                .argument = number,
                                .tip = is_cut ? title_of(frame, number) : NULL });
    ui_focus_ring(frame, box, frame->scale.radius_px, id);
}

// ---- the page --------------------------------------------------------------------------------------------------------

// "‹ 2 of 3 ›", where there are several.
static void draw_pages(struct frame *frame, struct rect *head, const struct scenes_layout *layout)
{
    if (layout->pages < 2)
        return;
    const int page = layout->first / (layout->columns * layout->rows);
    const char *place = FILL(TEXT_SCENES_PAGE_ID, words_number(frame, page + 1), words_number(frame, layout->pages));
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const float side = ui_row_height(frame), width = draw_text_width(frame->list, place, style) + 2;
    const struct ui_press press = { .action = ACTION_SCENES_PAGE,
                                    .tip = text_of(frame->language, TEXT_SCENES_PAGE_TIP_ID) };
    struct ui_press on = press, back = press;
    on.id = ui_id("scenes on", 0);
    on.argument = page + 1;
    on.disabled = page + 1 == layout->pages;
    back.id = ui_id("scenes back", 0);
    back.argument = page - 1;
    back.disabled = page == 0;
    ui_icon(frame, rect_of(rect_right(*head) - side, rect_centre(*head).y - side / 2, side, side), ICON_ON, on);
    rect_cut_right(head, side + frame->scale.gap_px);
    words_fit_end(frame, rect_cut_right(head, width), place, style, true);
    rect_cut_right(head, frame->scale.gap_px);
    ui_icon(frame, rect_of(rect_right(*head) - side, rect_centre(*head).y - side / 2, side, side), ICON_BACK, back);
    rect_cut_right(head, side + frame->scale.gap_px);
}

void scenes_page_draw(struct frame *frame)
{
    const struct rect all = rect_of(0, 0, frame->list->width_px, frame->list->height_px),
                      box = rect_inset(all, frame->scale.gap_px);
    const struct talk_shown *talk = &frame->model->talk;
    if (!talk->scenes)
        return;
    const struct scenes_layout layout = scenes_page_layout(frame->model, &frame->scale);
    struct rect head = layout.head;
    frame->ui->over = frame->ui->hit_count;
    ui_hit(frame, (struct hit){ .rect = all, .id = ui_id("backdrop", 0), .kind = HIT_PRESS, .action = ACTION_SCENES });
    draw_layer_begin(frame->list);
    draw_rect(frame->list, all, paint_solid(frame->theme->grounds[GROUND_PAGE]));
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    const char *place = arena_printf(frame->arena, "%d / %d", talk->scene + 1, talk->scenes->count);
    words_fit_end(frame, head, place ? place : "", ui_mono(frame, TYPE_BODY, TEXT_SOFT), true);
    rect_cut_right(&head, draw_text_width(frame->list, place ? place : "", ui_mono(frame, TYPE_BODY, TEXT_SOFT)) +
                              3 * frame->scale.gap_px);
    draw_pages(frame, &head, &layout);
    words_fit_end(frame, head, text_of(frame->language, TEXT_SCENES_TITLE_ID), ui_bold(frame, TYPE_HEAD, TEXT_MAIN),
                  false);
    for (int i = layout.first; i < layout.last; i++) {
        const int at = i - layout.first, column = at % layout.columns, row = at / layout.columns;
        draw_card(frame, &layout,
                  rect_of(layout.room.x + (float)column * (layout.card_width + frame->scale.gap_px),
                          layout.room.y + (float)row * (layout.card_height + frame->scale.gap_px), layout.card_width,
                          layout.card_height),
                  i);
    }
}
