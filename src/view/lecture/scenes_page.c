// A card a scene in as many columns as there is room for, round the one that is shown.
#include "view/lecture/scenes_page.h"

#include "document/scenes.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <string.h>

enum {
    CARD_WIDTH = 250, // units of the sheet, at least
    CARD_HEIGHT = 96,
    COLUMNS_MAX = 6,
};

// "timeline · lost:3", or what is run.
static const char *where_of(struct frame *frame, const struct talk_scene *scene)
{
    const char *what = *scene->run ? scene->run : scene->recording,
               *at = scene->moment_count > 0 ? scene->moments[0].at : "";
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

static void draw_card(struct frame *frame, struct rect box, int number, int columns)
{
    const struct talk_scene *scene = &frame->model->talk.scenes->list[number];
    const bool shown = number == frame->model->talk.scene;
    const uint32_t id = ui_id("scene", number);
    const bool lit = shown || ui_look_of(frame, id) != UI_PLAIN;
    const struct theme *theme = frame->theme;
    struct rect room = rect_inset(box, frame->scale.pad_px * 0.7f);
    const float line = room.height / 3;
    draw_box(frame->list, box, frame->scale.radius_px,
             paint_solid(theme->grounds[shown ? GROUND_SELECTED
                                        : lit ? GROUND_HOVER
                                              : GROUND_WELL]),
             stroke_solid(shown ? theme->marks[MARK_ACCENT] : theme->trims[TRIM_EDGE], frame->scale.line_px));
    const char *title = arena_printf(frame->arena, "%d  %s", number + 1, scene->title);
    draw_cut(frame, rect_cut_top(&room, line), title ? title : "", ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    draw_cut(frame, rect_cut_top(&room, line), where_of(frame, scene), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    if (!frame->scale.lecture) // they are for who lectures, and may tell what comes
        draw_cut(frame, room, first_note(frame, scene), ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    ui_hit(frame, (struct hit){ .rect = box,
                                .id = id,
                                .group = ui_group("scenes"),
                                .columns = (uint8_t)columns,
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_SCENE,
                                .argument = number });
    ui_focus_ring(frame, box, frame->scale.radius_px, id);
}

static void draw_cards(struct frame *frame, struct rect room)
{
    const struct talk_shown *talk = &frame->model->talk;
    const float gap = frame->scale.gap_px, u = frame->scale.u,
                least = CARD_WIDTH * u > frame->scale.type[TYPE_BODY] * 14 ? CARD_WIDTH * u
                                                                           : frame->scale.type[TYPE_BODY] * 14,
                height = CARD_HEIGHT * u > frame->scale.type[TYPE_BODY] * 6 ? CARD_HEIGHT * u
                                                                            : frame->scale.type[TYPE_BODY] * 6;
    int columns = (int)((room.width + gap) / (least + gap)), rows = (int)((room.height + gap) / (height + gap));
    columns = columns < 1 ? 1 : columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
    rows = rows < 1 ? 1 : rows;
    // A page of them, with the one that is shown on it.
    const int page = columns * rows, first = talk->scene / page * page;
    const float width = (room.width - gap * (float)(columns - 1)) / (float)columns;
    for (int i = first; i < first + page && i < talk->scenes->count; i++) {
        const int place = i - first;
        draw_card(frame,
                  rect_of(room.x + (float)(place % columns) * (width + gap),
                          room.y + (float)(place / columns) * (height + gap), width, height),
                  i, columns);
    }
}

void scenes_page_draw(struct frame *frame)
{
    const float pad = frame->scale.pad_px * 1.4f;
    const struct rect all = rect_of(0, 0, frame->list->width_px, frame->list->height_px),
                      box = rect_inset(all, frame->scale.gap_px);
    const struct talk_shown *talk = &frame->model->talk;
    if (!talk->scenes)
        return;
    frame->ui->over = frame->ui->hit_count;
    ui_hit(frame, (struct hit){ .rect = all, .id = ui_id("backdrop", 0), .kind = HIT_PRESS, .action = ACTION_SCENES });
    draw_layer_begin(frame->list);
    draw_rect(frame->list, all, paint_solid(frame->theme->grounds[GROUND_PAGE]));
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect room = rect_inset(box, pad);
    const struct rect head = rect_cut_top(&room, frame->scale.type[TYPE_HEAD] * 2);
    const char *place = arena_printf(frame->arena, "%d / %d", talk->scene + 1, talk->scenes->count);
    words_fit_end(frame, head, text_of(frame->language, TEXT_SCENES_TITLE_ID), ui_bold(frame, TYPE_HEAD, TEXT_MAIN),
                  false);
    words_fit_end(frame, head, place ? place : "", ui_mono(frame, TYPE_BODY, TEXT_SOFT), true);
    draw_cards(frame, room);
}
