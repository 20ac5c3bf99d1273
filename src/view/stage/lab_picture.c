// What a lab is about: its own picture where it has one, and its books at the playhead, which balance. Of a run of no lab: who
// made whom.
#include "view/model/together.h"
#include "view/stage/parts.h"

#include "lab/lab.h"
#include "view/labs/lab_view.h"
#include "view/ui/process_tree.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

// ---- the books -----------------------------------------------------------------------------------------------------

// A part's name in words, of one or of several; its key, where nobody has words for it.
static const char *part_name(struct frame *frame, const struct lab_view *view, const struct books_part *part)
{
    for (const struct lab_part_name *name = view ? view->parts : NULL; name && name->key; name++)
        if (strcmp(name->key, part->name) == 0)
            return text_of(frame->language, name->one && part->value == 1 ? name->one : name->name);
    char *words = arena_printf(frame->arena, "%s", part->name);
    for (char *c = words; c && *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return words ? words : "";
}

static const char *number_of(struct frame *frame, const struct books_part *part)
{
    return words_number(frame, (int64_t)(part->value <= INT64_MAX ? part->value : INT64_MAX));
}

// The equation; in brief what is nothing is left out of it.
static const char *sum_line(struct frame *frame, const struct lab_view *view, const struct lab_books *books, bool brief)
{
    const char *sum = "";
    for (uint32_t i = 0; i < books->part_count; i++) {
        const struct books_part *part = &books->parts[i];
        if (brief && part->value == 0 && (*sum || i + 1 < books->part_count))
            continue;
        const char *said = FILL(TEXT_STAGE_BOOKS_PART_ID, number_of(frame, part), part_name(frame, view, part));
        sum = *sum ? FILL(TEXT_STAGE_BOOKS_PLUS_ID, sum, said) : said;
    }
    return FILL(TEXT_STAGE_BOOKS_SUM_ID, number_of(frame, &books->whole), part_name(frame, view, &books->whole), sum);
}

#define BOX_MOST 0.3f // of the room, that the equation is told whole in

// Green or red, with the equation in it; as high as that needs. Cut off the foot.
static void draw_box_of(struct frame *frame, const struct lab_view *view, const struct lab_books *books,
                        struct rect *room)
{
    const bool good = lab_books_balance(books);
    const char *title = text_of(frame->language, good ? TEXT_STAGE_BOOKS_ID : TEXT_STAGE_BOOKS_NOT_ID),
               *line = sum_line(frame, view, books, false);
    struct text_style head = ui_bold(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST),
                      words = ui_mono(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST);
    const float pad = frame->scale.pad_px * 0.7f, inner_px = room->width - 2 * pad;
    words.figures = false;
    words_shrink(frame, title, &head, inner_px);
    if (!frame->scale.lecture)
        words.size_px *= 0.9f;
    const float title_px = ui_paragraph_height(frame, inner_px, title, head);
    float height = title_px + ui_paragraph_height(frame, inner_px, line, words) + 1.4f * pad;
    if (height > room->height * BOX_MOST) {
        line = sum_line(frame, view, books, true);
        height = title_px + ui_paragraph_height(frame, inner_px, line, words) + 1.4f * pad;
    }
    while (height > room->height * 0.5f && words.size_px > frame->scale.type[TYPE_SMALL]) {
        words.size_px -= 1;
        height = title_px + ui_paragraph_height(frame, inner_px, line, words) + 1.4f * pad;
    }
    if (height > room->height)
        return;
    const struct rect box = rect_cut_bottom(room, height);
    struct rect inner = rect_of(box.x + pad, box.y + pad * 0.7f, inner_px, box.height - 1.4f * pad);
    ui_explain(frame, box, text_of(frame->language, TEXT_STAGE_BOOKS_LAB_TIP_ID));
    draw_box(frame->list, box, frame->scale.radius_px * 0.7f,
             paint_solid(frame->theme->grounds[good ? GROUND_GOOD : GROUND_LOST]),
             stroke_solid(frame->theme->marks[good ? MARK_GOOD : MARK_LOST], frame->scale.line_px));
    rect_cut_top(&inner, ui_paragraph(frame, inner, title, head).height);
    ui_paragraph(frame, inner, line, words);
    rect_cut_bottom(room, frame->scale.pad_px * 0.5f);
}

static void draw_part(struct frame *frame, struct rect row, const char *name, const struct books_part *part)
{
    struct text_style words = ui_text(frame, TYPE_BODY, TEXT_SOFT),
                      figure =
                          ui_mono(frame, TYPE_BODY, part->kind == BOOKS_BAD && part->value > 0 ? TEXT_LOST : TEXT_MAIN);
    const char *number = number_of(frame, part);
    const float room = row.width - frame->scale.gap_px - draw_text_width(frame->list, number, figure);
    if (!words_shrink(frame, name, &words, room))
        return;
    words.along = figure.along = ALONG_MIDDLE;
    figure.across = ACROSS_RIGHT;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y), name, words);
    draw_text(frame->list, point_at(rect_right(row), rect_centre(row).y), number, figure);
}

// As many as there is room for, the worst never left out for a better one: parts stand in the lab's order, those that are
// nothing go first.
static void draw_parts(struct frame *frame, const struct lab_view *view, const struct lab_books *books,
                       struct rect room)
{
    const float usual = frame->scale.type[TYPE_BODY] * 1.62f, least = frame->scale.type[TYPE_BODY] * 1.3f;
    const float row_px = fmaxf(fminf(usual, room.height / (float)(books->part_count ? books->part_count : 1)), least);
    int fit = (int)(room.height / row_px), left = (int)books->part_count;
    for (uint32_t i = 0; i < books->part_count && fit > 0; i++) {
        const struct books_part *part = &books->parts[i];
        if (left-- > fit && part->value == 0)
            continue;
        draw_part(frame, rect_cut_top(&room, row_px), part_name(frame, view, part), part);
        fit--;
    }
}

// ---- all -----------------------------------------------------------------------------------------------------------

static void draw_family(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    struct rect room =
        ui_panel(frame, rect, together_title(frame->model, text_of(frame->language, TEXT_STAGE_FAMILY_ID)),
                 text_of(frame->language, TEXT_STAGE_FAMILY_NOTE_ID));
    if (!frame->scale.lecture) {
        stage_caption_draw(frame, present,
                           rect_cut_bottom(&room, fminf(stage_caption_height(frame), room.height * 0.4f)));
        rect_cut_bottom(&room, frame->scale.pad_px * 0.5f);
    }
    process_tree_draw(frame, present->now.ns, room);
}

static void draw_rule(struct frame *frame, struct rect *rest)
{
    rect_cut_top(rest, frame->scale.pad_px * 0.4f);
    draw_rect(frame->list, rect_of(rest->x, rest->y, rest->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    rect_cut_top(rest, frame->scale.pad_px * 0.5f);
}

// Where no row of the books would have room beside it the picture has all: the equation tells them.
static float picture_share(const struct frame *frame, const struct lab_view *view, const struct lab_books *books,
                           float height_px)
{
    const float share = view->picture_share > 0 ? view->picture_share : 0.42f,
                rows_px = 1.3f * frame->scale.type[TYPE_BODY] * (float)(books ? books->part_count : 0);
    return !books || (frame->scale.lecture && height_px * (1 - share) < 0.8f * rows_px) ? 1 : share;
}

void stage_picture_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const struct lab *lab = lab_of(recording->plan->lab);
    const struct lab_view *view = lab_view_of(recording->plan->lab);
    if (!lab || (!lab->books && !(view && view->picture))) {
        draw_family(frame, present, rect);
        return;
    }
    const bool own = view && view->picture;
    const enum text_id title = own && view->picture_title ? view->picture_title : TEXT_STAGE_BOOKS_TITLE_ID;
    struct rect room = ui_panel(frame, rect, together_title(frame->model, text_of(frame->language, title)),
                                own && view->picture_note ? text_of(frame->language, view->picture_note) : NULL);
    struct lab_books books = { .part_count = 0 };
    if (lab->books)
        lab->books(recording, stage_at_end(frame) ? UINT64_MAX : present->now.ns, &books);
    if (lab->books)
        draw_box_of(frame, view, &books, &room);
    if (own) {
        const float share = picture_share(frame, view, lab->books ? &books : NULL, room.height);
        view->picture(frame, present->now.ns, rect_cut_top(&room, room.height * share));
        if (lab->books && room.height > frame->scale.type[TYPE_BODY]) // the box has them all
            draw_rule(frame, &room);
    }
    draw_parts(frame, view, &books, room);
}
