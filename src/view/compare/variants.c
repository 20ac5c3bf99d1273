// A row a variant: its name, and a bar for each thing its runs came to, growing run by run, with how many and what it was.
//
// All bars are lines of the same height; where there are too many for the page, a row keeps those that came most often and
// counts the others together.
#include "view/compare/variants.h"
#include "view/compare/compare_model.h"

#include "view/labs/cards.h"
#include "view/labs/outcome_words.h"
#include "view/labs/sentence.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <math.h>

#define NAME_SHARE 0.21f // of the width; of what is left, the bars
#define BAR_SHARE 0.5f

struct lines {
    int most; // of a row
    float line_px;
    float between_px; // rows
};

bool variants_are_here(const struct model *model) { return model->compare->variants.lab == model->settings.plan.lab; }

// ---- laying out ----------------------------------------------------------------------------------------------------

// How many lines a row has where so many are allowed.
static int lines_of(const struct variant_row *row, int most)
{
    const int all = row->count + (row->beside > 0);
    const int shown = all > most ? most : all;
    return shown > 1 ? shown : 1;
}

static int all_lines(const struct variants_model *variants, int most)
{
    int lines = 0;
    for (int i = 0; i < variants->row_count; i++)
        lines += lines_of(&variants->rows[i], most);
    return lines;
}

static struct lines lay_out(const struct frame *frame, float height_px)
{
    const struct variants_model *variants = &frame->model->compare->variants;
    const float body = frame->scale.type[TYPE_BODY], rows = (float)variants->row_count;
    struct lines lines = { .most = VARIANT_OUTCOMES + 1, .between_px = body * 0.8f };
    while (lines.most > 1 && height_px - lines.between_px * rows < body * 1.3f * (float)all_lines(variants, lines.most))
        lines.most--;
    lines.line_px = (height_px - lines.between_px * rows) / (float)all_lines(variants, lines.most);
    lines.line_px = fminf(lines.line_px, body * 2.2f);
    return lines;
}

// ---- rows ----------------------------------------------------------------------------------------------------------

// The least number of runs of an outcome that is shown, so that no more than `room` are; *equal: of those with just that number.
static int least_shown(const struct variant_row *row, int room, int *equal)
{
    int least = 1;
    for (;; least++) {
        int above = 0;
        for (int i = 0; i < row->count; i++)
            above += row->all[i].runs > least;
        if (above <= room) {
            *equal = room - above;
            return least;
        }
    }
}

static void draw_outcome(struct frame *frame, const struct variants_model *variants, struct rect line, int runs,
                         const char *name)
{
    const float body = frame->scale.type[TYPE_BODY], number = body * 3;
    struct rect bar = rect_cut_left(&line, line.width * BAR_SHARE);
    words_fit_end(frame, rect_cut_right(&bar, number), words_number(frame, runs), ui_mono(frame, TYPE_BODY, TEXT_MAIN),
                  true);
    const float high = fminf(line.height * 0.62f, 16 * frame->scale.u), whole = bar.width - body;
    const float share = (float)runs / (float)variants->repeat;
    bar = rect_of(bar.x, rect_centre(bar).y - high / 2, fmaxf(2, whole * fminf(share, 1)), high);
    draw_box(frame->list, bar, 3 * frame->scale.u, paint_solid(frame->theme->marks[MARK_ACCENT]), stroke_none());
    rect_cut_left(&line, body);
    words_fit_end(frame, line, name, ui_text(frame, TYPE_BODY, TEXT_SOFT), false);
}

static void draw_outcomes(struct frame *frame, const struct variants_model *variants, const struct variant_row *row,
                          struct rect room, const struct lines *lines)
{
    const bool all = row->count + (row->beside > 0) <= lines->most;
    int equal, others = row->beside;
    const int least = least_shown(row, all ? row->count : lines->most - 1, &equal);
    for (int i = 0; i < row->count; i++) {
        const struct variant_outcome *outcome = &row->all[i];
        const bool shown = all || outcome->runs > least || (outcome->runs == least && equal-- > 0);
        if (shown)
            draw_outcome(frame, variants, rect_cut_top(&room, lines->line_px), outcome->runs,
                         outcome_words(frame->arena, frame->language, &row->plan, outcome->outcome));
        else
            others += outcome->runs;
    }
    if (others > 0)
        draw_outcome(frame, variants, rect_cut_top(&room, lines->line_px), others,
                     text_of(frame->language, TEXT_COMPARE_OTHERS_ID));
}

static void draw_row(struct frame *frame, int index, struct rect rect, const struct lines *lines)
{
    const struct variants_model *variants = &frame->model->compare->variants;
    const struct variant_row *row = &variants->rows[index];
    const uint32_t id = ui_id("compared variant", index);
    const struct card card = card_words(frame->language, variants->lab, index);
    if (row->kept && ui_look_of(frame, id) != UI_PLAIN)
        draw_box(frame->list, rect, frame->scale.radius_px * 0.6f, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    ui_hit(frame,
           (struct hit){ .rect = rect,
                         .id = id,
                         .group = ui_group("compared variants"),
                         .kind = HIT_PRESS,
                         .disabled = !row->kept,
                         .focusable = row->kept,
                         .action = ACTION_COMPARE_OPEN,
                         .argument = compared_run_argument((struct compared_run){ PAGE_VARIANTS, index }),
                         .tip = row->kept ? text_of(frame->language, TEXT_COMPARE_OPEN_VARIANT_TIP_ID) : card.line });
    ui_focus_ring(frame, rect, frame->scale.radius_px * 0.6f, id);
    struct rect name = rect_cut_left(&rect, rect.width * NAME_SHARE), first = rect_cut_top(&name, lines->line_px);
    words_fit_end(frame, first, card.title,
                  ui_bold(frame, TYPE_BODY,
                          row->unbalanced ? TEXT_LOST
                          : row->done     ? TEXT_MAIN
                                          : TEXT_SOFT),
                  false);
    if (row->unbalanced > 0 && name.height >= lines->line_px) // else its colour alone tells
        words_fit_end(frame, rect_cut_top(&name, lines->line_px), text_of(frame->language, TEXT_COMPARE_UNBALANCED_ID),
                      ui_text(frame, TYPE_SMALL, TEXT_LOST), false);
    if (row->done > 0)
        draw_outcomes(frame, variants, row, rect, lines);
}

// ---- the page ------------------------------------------------------------------------------------------------------

static void draw_empty(struct frame *frame, struct rect room)
{
    struct text_style words = ui_text(frame, TYPE_CAPTION, TEXT_SOFT);
    const char *text = text_of(frame->language, TEXT_COMPARE_VARIANTS_EMPTY_ID);
    const float height = ui_paragraph_height(frame, room.width, text, words);
    words.across = ACROSS_CENTRE;
    ui_paragraph(frame, rect_of(room.x, rect_centre(room).y - height / 2, room.width, height + 1), text, words);
}

void variants_draw(struct frame *frame, struct rect room)
{
    const struct variants_model *variants = &frame->model->compare->variants;
    if (!variants_are_here(frame->model) || variants->row_count == 0) {
        draw_empty(frame, room);
        return;
    }
    rect_cut_top(&room, frame->scale.gap_px);
    const struct lines lines = lay_out(frame, room.height);
    for (int i = 0; i < variants->row_count; i++) {
        const float height = lines.line_px * (float)lines_of(&variants->rows[i], lines.most);
        draw_row(frame, i, rect_cut_top(&room, height), &lines);
        if (i + 1 < variants->row_count)
            draw_rect(frame->list, rect_of(room.x, room.y + lines.between_px / 2, room.width, frame->scale.line_px),
                      paint_solid(frame->theme->trims[TRIM_GRID]));
        rect_cut_top(&room, lines.between_px);
    }
}

const char *variants_title(struct frame *frame, struct text_style style, float room_px)
{
    const struct model *model = frame->model;
    const struct compare_model *compare = model->compare;
    const bool here = variants_are_here(model) && compare->variants.row_count > 0;
    const struct plan *plan = here ? &compare->variants.rows[0].plan : &model->settings.plan;
    const char *runs = words_number(frame, compare->variants.repeat);
    const char *texts[] = { FILL(TEXT_COMPARE_TITLE_ID, runs,
                                 sentence_without_variant(frame->arena, frame->language, plan, SENTENCE_NUMBERS)),
                            FILL(TEXT_COMPARE_TITLE_SHORT_ID, runs) };
    if (here && compare->running && compare->running_page == PAGE_VARIANTS)
        texts[0] = FILL(TEXT_COMPARE_PROGRESS_ID, words_number(frame, compare->variants.rounds_done), runs);
    return words_first_fitting(frame, texts, 2, style, room_px);
}
