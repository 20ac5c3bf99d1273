// The first page of the help: one lost update as a picture, drawn from shapes, and five words about it.
//
// Time goes to the right. Above and below each worker holds what it has read, as long as its bar; in the middle the balance.
// The upper bar reddens where the other has written: what it then writes, it writes over.
#include "view/looks/marks.h"
#include "view/ui/words.h"
#include "view/window/parts.h"

#include <math.h>

static const struct {
    enum text_id word, words;
} said[] = {
    { TEXT_WORD_UPDATE_ID, TEXT_WORD_UPDATE_TIP_ID },     { TEXT_WORD_STALE_ID, TEXT_WORD_STALE_TIP_ID },
    { TEXT_WORD_LOST_ID, TEXT_WORD_LOST_TIP_ID },         { TEXT_WORD_GUARD_ID, TEXT_WORD_GUARD_TIP_ID },
    { TEXT_WORD_SCHEDULE_ID, TEXT_WORD_SCHEDULE_TIP_ID },
};

enum {
    WORDS = sizeof said / sizeof *said
};

// ---- the picture ---------------------------------------------------------------------------------------------------

// When, as shares of the width: the first reads, the second reads, the second writes, the first writes.
static const float moments[] = { 0.14f, 0.26f, 0.52f, 0.84f };

struct sketch {
    struct rect room;
    float lane_px, size_px;
    float lanes[3]; // middles: the first, the balance, the second
};

static float at_moment(const struct sketch *sketch, int moment)
{
    return sketch->room.x + sketch->room.width * moments[moment];
}

static void draw_value(struct frame *frame, const struct sketch *sketch, struct point middle, const char *text,
                       enum text_role role)
{
    struct text_style style = ui_mono(frame, TYPE_STRONG, role);
    style.face = FACE_MONO_BOLD;
    style.size_px = sketch->size_px;
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, middle, text, style);
}

// From when it read to when it writes; red from when that is stale.
static void draw_hold(struct frame *frame, const struct sketch *sketch, int worker, int from, int stale, int to)
{
    const float y = sketch->lanes[worker ? 2 : 0], half = sketch->lane_px / 2, left = at_moment(sketch, from),
                middle = at_moment(sketch, stale), right = at_moment(sketch, to), token = sketch->lane_px * 1.25f;
    const struct theme *theme = frame->theme;
    draw_box(frame->list, rect_between(left, y - half, right, y + half), half * 0.4f,
             paint_solid(theme_worker(theme, worker)->tint),
             stroke_solid(theme_worker(theme, worker)->text, frame->scale.stroke_px * 0.7f));
    if (stale < to)
        draw_box(frame->list, rect_between(middle, y - half, right, y + half), half * 0.4f,
                 paint_solid(theme->grounds[GROUND_LOST]),
                 stroke_dashed(theme->marks[MARK_LOST], frame->scale.stroke_px * 0.7f, 5 * frame->scale.u,
                               4 * frame->scale.u));
    mark_token(frame->list, theme, point_at(sketch->room.x + token / 2, y), token, worker, worker ? "T2" : "T1",
               frame->scale.u);
}

// An arrow between a worker's lane and the balance: up or down as it reads or writes.
static void draw_access(struct frame *frame, const struct sketch *sketch, int worker, int moment, bool write, bool lost)
{
    const float x = at_moment(sketch, moment), lane = sketch->lanes[worker ? 2 : 0], way = worker ? -1 : 1,
                own = lane + way * sketch->lane_px * 0.55f, balance = sketch->lanes[1] - way * sketch->size_px * 0.95f;
    const struct stroke stroke =
        stroke_solid(frame->theme->marks[lost ? MARK_LOST : MARK_LINE], frame->scale.stroke_px * 0.8f);
    mark_arrow_straight(frame->list, point_at(x, write ? own : balance), point_at(x, write ? balance : own), stroke, 0);
}

static void draw_words(struct frame *frame, const struct sketch *sketch, int lane, int from, int to, const char *text,
                       enum text_role role)
{
    const struct rect cell =
        rect_of(at_moment(sketch, from) + sketch->size_px * 0.4f, sketch->lanes[lane] - sketch->lane_px / 2,
                at_moment(sketch, to) - at_moment(sketch, from) - sketch->size_px * 0.8f, sketch->lane_px);
    struct text_style style = ui_bold(frame, TYPE_BODY, role);
    style.across = lane == 2 && role == TEXT_LOST ? ACROSS_RIGHT : ACROSS_LEFT; // lost where the other writes
    words_fit(frame, cell, text, style);
}

static void draw_sketch(struct frame *frame, struct rect room)
{
    struct sketch sketch = { .room = room, .lane_px = room.height * 0.2f };
    sketch.size_px = fminf(frame->scale.type[TYPE_HEAD] * 1.1f, room.height * 0.13f);
    for (int i = 0; i < 3; i++)
        sketch.lanes[i] = room.y + room.height * (0.15f + 0.35f * (float)i);
    draw_hold(frame, &sketch, 0, 0, 2, 3);
    draw_hold(frame, &sketch, 1, 1, 2, 2);
    draw_access(frame, &sketch, 0, 0, false, false);
    draw_access(frame, &sketch, 1, 1, false, false);
    draw_access(frame, &sketch, 1, 2, true, false);
    draw_access(frame, &sketch, 0, 3, true, true);
    draw_words(frame, &sketch, 0, 0, 2, FILL(TEXT_HELP_READ_ID, "8"), TEXT_MAIN);
    draw_words(frame, &sketch, 0, 2, 3, FILL(TEXT_STAGE_STALE_SHORT_ID, "1"), TEXT_LOST);
    draw_words(frame, &sketch, 2, 1, 2, FILL(TEXT_HELP_READ_ID, "8"), TEXT_MAIN);
    const float y = sketch.lanes[1], left = at_moment(&sketch, 0);
    draw_value(frame, &sketch, point_at(left - sketch.size_px * 1.2f, y), "8", TEXT_MAIN);
    draw_value(frame, &sketch, point_at(at_moment(&sketch, 2), y), "16", TEXT_MAIN);
    draw_value(frame, &sketch, point_at(at_moment(&sketch, 3), y), "13", TEXT_LOST);
    struct text_style name = ui_bold(frame, TYPE_BODY, TEXT_SOFT);
    name.along = ALONG_MIDDLE;
    const float name_px = left - sketch.size_px * 1.9f - room.x;
    if (draw_text_width(frame->list, text_of(frame->language, TEXT_BALANCE_ID), name) <= name_px)
        draw_text(frame->list, point_at(room.x, y), text_of(frame->language, TEXT_BALANCE_ID), name);
    const struct stroke line = stroke_solid(frame->theme->marks[MARK_CURVE], frame->scale.stroke_px * 0.7f);
    draw_line(frame->list, point_at(left - sketch.size_px * 0.6f, y),
              point_at(at_moment(&sketch, 2) - sketch.size_px, y), line);
    draw_line(frame->list, point_at(at_moment(&sketch, 2) + sketch.size_px, y),
              point_at(at_moment(&sketch, 3) - sketch.size_px, y), line);
    draw_words(frame, &sketch, 2, 2, 3, FILL(TEXT_HELP_LOST_ID, "T2", "+8"), TEXT_LOST);
}

// ---- the words -----------------------------------------------------------------------------------------------------

static float words_column(const struct frame *frame, float size_px)
{
    struct text_style style = ui_bold(frame, TYPE_STRONG, TEXT_MAIN);
    float widest = 0;
    style.size_px = size_px;
    for (int i = 0; i < WORDS; i++)
        widest = fmaxf(widest, draw_text_width(frame->list, text_of(frame->language, said[i].word), style));
    return widest + size_px * 1.5f;
}

static float words_height(const struct frame *frame, float width_px, float size_px)
{
    struct text_style style = ui_text(frame, TYPE_STRONG, TEXT_MAIN);
    float height = 0;
    style.size_px = size_px;
    for (int i = 0; i < WORDS; i++)
        height += ui_paragraph_height(frame, width_px - words_column(frame, size_px),
                                      text_of(frame->language, said[i].words), style) +
                  size_px * 0.7f;
    return height;
}

static void draw_said(struct frame *frame, struct rect rest)
{
    float size = frame->scale.type[TYPE_STRONG];
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : 8;
    while (size - 1 >= least && words_height(frame, rest.width, size) > rest.height)
        size -= 1;
    struct text_style word = ui_bold(frame, TYPE_STRONG, TEXT_ACCENT), words = ui_text(frame, TYPE_STRONG, TEXT_MAIN);
    const float column = words_column(frame, size);
    word.size_px = words.size_px = size;
    for (int i = 0; i < WORDS; i++) {
        const char *text = text_of(frame->language, said[i].words);
        struct rect row = rect_cut_top(&rest, ui_paragraph_height(frame, rest.width - column, text, words));
        ui_paragraph(frame, rect_cut_left(&row, column), text_of(frame->language, said[i].word), word);
        ui_paragraph(frame, row, text, words);
        rect_cut_top(&rest, size * 0.7f);
    }
}

void help_words_draw(struct frame *frame, struct rect room)
{
    const float most = fminf(room.width * 0.34f, room.height * 0.45f);
    rect_cut_top(&room, frame->scale.pad_px * 0.6f);
    draw_sketch(frame, rect_cut_top(&room, most));
    rect_cut_top(&room, frame->scale.pad_px);
    draw_said(frame, room);
}
