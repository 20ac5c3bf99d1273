// The schedules view as far as it goes: says what is to come, and lists the steps that really run.
#include "view/guard_cards.h"
#include "view/marks.h"
#include "view/model.h"
#include "view/sentence.h"
#include "view/views.h"

#include "experiment/guard.h"

#include <stdio.h>

static const struct {
    enum text_id words;
    enum text_role role;
    bool says;
} kinds[STEP_KINDS] = {
    [STEP_LOAD] = { TEXT_STEP_LOADS_ID, TEXT_ACCENT, true },   [STEP_STORE] = { TEXT_STEP_STORES_ID, TEXT_NOTE, true },
    [STEP_MODIFY] = { TEXT_STEP_BOTH_ID, TEXT_GOOD, true },    [STEP_LOCK] = { TEXT_STEP_LOCKS_ID, TEXT_GOOD, true },
    [STEP_UNLOCK] = { TEXT_STEP_UNLOCKS_ID, TEXT_GOOD, true }, [STEP_LOCAL] = { TEXT_STEP_LOADS_ID, TEXT_FAINT, false },
    [STEP_ADD] = { TEXT_STEP_LOADS_ID, TEXT_FAINT, false },
};

struct listing {
    const struct program *program;
    float number_px, text_px, words_px, arrow_px, line_px, gap_px;
    int columns, rows;
};

static const char *words_of(const struct frame *frame, const struct step *step)
{
    return kinds[step->kind].says ? text_of(frame->language, kinds[step->kind].words) : "";
}

static struct text_style sized(struct text_style style, float size_px)
{
    style.size_px = size_px;
    style.along = ALONG_MIDDLE;
    return style;
}

static float width_of(const struct frame *frame, const char *text, struct text_style style)
{
    return draw_text_width(frame->list, text, style);
}

static float column_px(const struct listing *listing)
{
    return listing->number_px + listing->arrow_px + listing->text_px + listing->gap_px + listing->words_px;
}

static void measure(const struct frame *frame, struct listing *listing, float size_px)
{
    const struct text_style mono = sized(ui_mono(frame, TYPE_BODY, TEXT_MAIN), size_px);
    const struct text_style words = sized(ui_text(frame, TYPE_LABEL, TEXT_MAIN), size_px * 0.88f);
    listing->text_px = listing->words_px = 0;
    for (int i = 0; i < listing->program->step_count; i++) {
        const float text = width_of(frame, listing->program->steps[i].text, mono);
        const float said = width_of(frame, words_of(frame, &listing->program->steps[i]), words);
        listing->text_px = text > listing->text_px ? text : listing->text_px;
        listing->words_px = said > listing->words_px ? said : listing->words_px;
    }
    listing->number_px = width_of(frame, "00", mono) + size_px;
    listing->arrow_px = listing->program->bytecode ? size_px * 1.2f : 0;
    listing->gap_px = size_px * 1.5f;
    listing->line_px = draw_text_lines(frame->list, mono).line_px * 1.15f;
}

// The largest type in which all steps fit, in up to four columns.
static float lay_out(const struct frame *frame, struct listing *listing, struct rect room)
{
    int size = (int)frame->scale.type[TYPE_BODY];
    for (; size > 8; size--) {
        measure(frame, listing, (float)size);
        listing->rows = (int)(room.height / listing->line_px);
        for (listing->columns = 1; listing->columns <= 4; listing->columns++) {
            const float width =
                (float)listing->columns * column_px(listing) + (float)(listing->columns - 1) * 2 * listing->gap_px;
            if (listing->rows * listing->columns >= listing->program->step_count && width <= room.width)
                return (float)size;
        }
    }
    return (float)size;
}

static void draw_point(struct frame *frame, const struct listing *listing, struct rect row, enum step_looks looks,
                       float size_px)
{
    if (looks == LOOKS_NEVER)
        return;
    const float y = looks == LOOKS_BEFORE ? row.y : rect_bottom(row);
    mark_head(frame->list, point_at(row.x + listing->number_px + size_px * 0.5f, y), 1, 0, size_px * 0.55f,
              frame->theme->marks[MARK_LOST]);
}

static void draw_step(struct frame *frame, const struct listing *listing, struct rect row, int index, float size_px)
{
    const struct step *step = &listing->program->steps[index];
    const enum text_role role = kinds[step->kind].role;
    struct text_style number = sized(ui_mono(frame, TYPE_BODY, TEXT_FAINT), size_px);
    struct text_style text = sized(ui_mono(frame, TYPE_BODY, role == TEXT_FAINT ? TEXT_SOFT : TEXT_MAIN), size_px);
    struct text_style words = sized(ui_text(frame, TYPE_LABEL, role), size_px * 0.88f);
    const float y = rect_centre(row).y;
    number.across = ACROSS_RIGHT;
    text.figures = false;
    draw_textf(frame->list, point_at(row.x + listing->number_px - size_px, y), number, "%d", index + 1);
    draw_point(frame, listing, row, (enum step_looks)step->looks, size_px);
    const float x = row.x + listing->number_px + listing->arrow_px;
    draw_text(frame->list, point_at(x, y), step->text, text);
    draw_text(frame->list, point_at(x + listing->text_px + listing->gap_px, y), words_of(frame, step), words);
}

static void draw_listing(struct frame *frame, struct rect room, const struct program *program)
{
    struct listing listing = { .program = program };
    const float size = lay_out(frame, &listing, room);
    for (int i = 0; i < program->step_count; i++) {
        const int rows = listing.rows > 0 ? listing.rows : 1, column = i / rows;
        const float x = room.x + (float)column * (column_px(&listing) + 2 * listing.gap_px);
        const float y = room.y + (float)(i % rows) * listing.line_px;
        draw_step(frame, &listing, rect_of(x, y, column_px(&listing), listing.line_px), i, size);
    }
}

static const char *switches_text(const struct frame *frame, const struct program *program)
{
    return text_of(frame->language, program->bytecode ? TEXT_SCHEDULES_POINTS_ID : TEXT_SCHEDULES_BETWEEN_ID);
}

// Of a panel of that width with the words in it.
static float words_height(const struct frame *frame, float width, const struct program *program)
{
    const float pad = frame->scale.pad_px, inner = width - 2 * pad;
    const struct text_style title = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    return 3 * pad + frame->scale.gap_px + draw_text_lines(frame->list, title).line_px +
           ui_paragraph_height(frame, inner, text_of(frame->language, TEXT_SCHEDULES_WORDS_ID),
                               ui_text(frame, TYPE_CAPTION, TEXT_MAIN)) +
           ui_paragraph_height(frame, inner, switches_text(frame, program), ui_text(frame, TYPE_BODY, TEXT_SOFT));
}

static void draw_words(struct frame *frame, struct rect room, const struct program *program)
{
    const struct text_style words = ui_text(frame, TYPE_CAPTION, TEXT_MAIN),
                            note = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const struct rect used = ui_paragraph(frame, room, text_of(frame->language, TEXT_SCHEDULES_WORDS_ID), words);
    rect_cut_top(&room, used.height + frame->scale.gap_px);
    ui_paragraph(frame, room, switches_text(frame, program), note);
}

void schedules_draw(struct frame *frame)
{
    const struct experiment *experiment = &frame->model->settings.experiment;
    const struct program *program = guard_program(experiment);
    const char *guard = sentence_guard(frame->language, experiment);
    const char *title = text_fill(frame->arena, frame->language, TEXT_SCHEDULES_STEPS_ID, &guard, 1);
    struct rect rest = frame->body;
    const bool tall = rest.height > rest.width || frame->model->lecture; // a lecture's large type wants the whole width
    const float share = tall ? words_height(frame, rest.width, program) : rest.width * 0.28f;
    const struct rect left = tall ? rect_cut_top(&rest, share) : rect_cut_left(&rest, share);
    if (tall)
        rect_cut_top(&rest, frame->scale.gap_px);
    else
        rect_cut_left(&rest, frame->scale.gap_px);
    draw_words(frame, ui_panel(frame, left, text_of(frame->language, TEXT_SCHEDULES_TITLE_ID), NULL), program);
    draw_listing(frame, ui_panel(frame, rest, title, text_of(frame->language, TEXT_SCHEDULES_NOTE_ID)), program);
}
