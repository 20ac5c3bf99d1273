// The notes have most of the room, in large type; the next scene stands beside them.
#include "view/lecture/presenter.h"

#include "document/scenes.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define NOW 1.7f // of what is said now, and of what comes next: how much larger than at the desk
#define NEXT 1.25f

static const struct talk_scene *scene_of(const struct frame *frame, int by)
{
    const struct talk_shown *talk = &frame->model->talk;
    const int number = talk->scene + by;
    return number < talk->scenes->count ? &talk->scenes->list[number] : NULL;
}

static const char *told(const char *text) { return text ? text : ""; } // memory may be short

// Read from where one stands, not from the desk.
static struct text_style large(struct text_style style, float times)
{
    style.size_px = floorf(style.size_px * times);
    return style;
}

static struct text_style cut(struct text_style style, float width_px)
{
    style.max_px = width_px;
    style.foreign = true;
    style.along = ALONG_MIDDLE;
    return style;
}

// "3 of 14", the beat; at the right the time of day and how long the talk has gone on.
static void draw_head(struct frame *frame, struct rect row, struct presenter_clock clock)
{
    const struct talk_shown *talk = &frame->model->talk;
    struct text_style figures = ui_bold(frame, TYPE_HERO, TEXT_MAIN),
                      soft = large(ui_text(frame, TYPE_CAPTION, TEXT_SOFT), NEXT);
    const char *place = FILL(TEXT_PRESENTER_PLACE_ID, words_number(frame, talk->scene + 1),
                             words_number(frame, talk->scenes->count)),
               *beat = FILL(TEXT_PRESENTER_BEAT_ID, words_number(frame, talk->step + 1),
                            words_number(frame, scene_steps(scene_of(frame, 0)) + 1)),
               *now = told(arena_printf(frame->arena, "%02d:%02d", clock.hour, clock.minute)),
               *since =
                   told(arena_printf(frame->arena, "%" PRIu64 ":%02" PRIu64, clock.talk_s / 60, clock.talk_s % 60));
    const float gap = frame->scale.pad_px * 2;
    figures.size_px *= 0.7f;
    float width = draw_text_width(frame->list, now, figures) + 2;
    words_fit_end(frame, rect_cut_right(&row, width), now, figures, true);
    rect_cut_right(&row, gap);
    width = draw_text_width(frame->list, since, soft) + 2;
    words_fit_end(frame, rect_cut_right(&row, width), since, soft, true);
    width = draw_text_width(frame->list, place, figures) + 2;
    words_fit_end(frame, rect_cut_left(&row, width < row.width ? width : row.width), place, figures, false);
    rect_cut_left(&row, gap);
    if (draw_text_width(frame->list, beat, soft) < row.width)
        words_fit_end(frame, row, beat, soft, false);
}

// A line of the notes, and what follows it.
static const char *next_line(struct frame *frame, const char **note)
{
    const int length = (int)strcspn(*note, "\n");
    const char *line = told(arena_printf(frame->arena, "%.*s", length, *note));
    *note += length + ((*note)[length] == '\n');
    return line;
}

static float notes_height(struct frame *frame, float width_px, const char *note, struct text_style style)
{
    float height = 0;
    while (*note) {
        const char *line = next_line(frame, &note);
        height += ui_paragraph_height(frame, width_px, line, style) + (*note ? style.size_px * 0.5f : 0);
    }
    return height;
}

// Each line of the notes is a paragraph. Many are set smaller, down to what can be read at a desk; past that the last one that has
// room ends in "…".
static void draw_notes(struct frame *frame, struct rect room, const char *note, struct text_style style)
{
    const float least = frame->scale.type[TYPE_SMALL];
    while (style.size_px > least && notes_height(frame, room.width, note, style) > room.height)
        style.size_px = fmaxf(least, floorf(style.size_px * 0.94f));
    style.foreign = true;
    while (*note && room.height > style.size_px) {
        const char *line = next_line(frame, &note);
        const bool last =
            *note && ui_paragraph_height(frame, room.width, line, style) + 2 * style.size_px > room.height;
        line = last ? told(arena_printf(frame->arena, "%s …", line)) : line;
        rect_cut_top(&room, ui_paragraph(frame, room, line, style).height + style.size_px * 0.5f);
        note = last ? "" : note;
    }
}

static void draw_now(struct frame *frame, struct rect rect)
{
    const struct talk_scene *scene = scene_of(frame, 0);
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_PRESENTER_NOTES_ID), NULL);
    const struct text_style bold = large(ui_bold(frame, TYPE_CAPTION, TEXT_MAIN), NOW);
    const struct rect title = rect_cut_top(&room, bold.size_px * 1.8f);
    draw_text(frame->list, point_at(title.x, rect_centre(title).y), scene->title, cut(bold, title.width));
    draw_notes(frame, room, scene->note, large(ui_text(frame, TYPE_CAPTION, TEXT_MAIN), NOW));
}

static void draw_next(struct frame *frame, struct rect rect)
{
    const struct talk_scene *scene = scene_of(frame, 1);
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_PRESENTER_NEXT_ID), NULL);
    if (!scene) {
        ui_paragraph(frame, room, text_of(frame->language, TEXT_PRESENTER_NO_NEXT_ID),
                     ui_text(frame, TYPE_BODY, TEXT_SOFT));
        return;
    }
    const float line = frame->scale.type[TYPE_STRONG] * NEXT * 1.6f;
    char shows[SCENE_SHOWS_BYTES];
    const char *parts[] = { scene->title, scene_shows(shows, scene), scene->view,
                            scene->moment_count > 0 ? scene->moments[0].at : "" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct rect row = rect_cut_top(&room, *parts[i] ? line : 0);
        draw_text(frame->list, point_at(row.x, rect_centre(row).y), *parts[i] ? parts[i] : NULL,
                  cut(large(i ? ui_text(frame, TYPE_BODY, TEXT_SOFT) : ui_bold(frame, TYPE_STRONG, TEXT_MAIN), NEXT),
                      row.width));
    }
    rect_cut_top(&room, line / 2);
    draw_notes(frame, room, scene->note, large(ui_text(frame, TYPE_BODY, TEXT_SOFT), NEXT));
}

void presenter_draw(struct frame *frame, struct presenter_clock clock)
{
    const float gap = frame->scale.gap_px, side = WINDOW_SIDE * frame->scale.u;
    struct rect room = rect_of(side, gap, frame->list->width_px - 2 * side, frame->list->height_px - 2 * gap);
    draw_head(frame, rect_cut_top(&room, frame->scale.type[TYPE_HERO] * 1.3f), clock);
    const struct rect next = rect_cut_right(&room, room.width * 0.34f);
    rect_cut_right(&room, gap);
    draw_now(frame, room);
    draw_next(frame, next);
}
