// The end of a run: the verdict, the figures, the books, and what one could do next.
//
// Where room is short the verdict and the books come first, then what next, then figures, then the rest.
#include "view/stage/parts.h"

#include "analysis/lock_totals.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/stage/next_steps.h"
#include "view/stage/row.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    ROWS = 4,
};

static bool is_good(const struct run_figures *figures)
{
    return figures->final == figures->expected && figures->lost == 0;
}

// ---- the verdict ---------------------------------------------------------------------------------------------------

static const char *verdict_text(struct frame *frame)
{
    static const enum text_id cut_short[] = { [RUN_DEADLINE] = TEXT_STAGE_ENDED_DEADLINE_ID,
                                              [RUN_INTERRUPTED] = TEXT_STAGE_ENDED_INTERRUPTED_ID,
                                              [RUN_WORKER_DIED] = TEXT_STAGE_ENDED_DIED_ID };
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    const enum run_end ended = (enum run_end)frame->document->recording.facts->ended;
    if (ended != RUN_COMPLETE)
        return text_of(frame->language, cut_short[ended]);
    if (figures->final != figures->expected)
        return FILL(TEXT_STAGE_WRONG_ID, words_signed(frame, figures->final - figures->expected));
    return text_of(frame->language, figures->lost ? TEXT_STAGE_RIGHT_BUT_ID : TEXT_STAGE_RIGHT_ID);
}

static struct text_style verdict_style(const struct frame *frame)
{
    return ui_bold(frame, TYPE_STRONG, is_good(&balance_story(frame->document)->figures) ? TEXT_GOOD : TEXT_LOST);
}

// ---- figures -------------------------------------------------------------------------------------------------------

// So many of them, the telling ones.
static void draw_figures(struct frame *frame, struct rect rest, float row_px, int count)
{
    static const unsigned shown[ROWS + 1] = { 0, 1 << 2, 1 << 0 | 1 << 2, 1 << 0 | 1 << 1 | 1 << 2, 15 };
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    char percent[TEXT_NUMBER_BYTES];
    text_percent(percent, figures->updates ? (double)figures->lost / (double)figures->updates : 0);
    const struct stage_row rows[ROWS] = {
        { TEXT_STAGE_MADE_ID, words_number(frame, (int64_t)figures->updates), NULL, TEXT_MAIN,
          TEXT_WORD_UPDATE_TIP_ID },
        { TEXT_SURVIVED_ID, words_number(frame, (int64_t)figures->survived), NULL, TEXT_MAIN,
          TEXT_WORD_SURVIVED_TIP_ID },
        { TEXT_LOST_ID, words_number(frame, (int64_t)figures->lost), figures->lost ? percent : NULL,
          figures->lost ? TEXT_LOST : TEXT_MAIN, TEXT_WORD_LOST_TIP_ID },
        { TEXT_COLLISIONS_ID, words_number(frame, (int64_t)figures->collisions), NULL, TEXT_MAIN,
          TEXT_WORD_COLLISION_TIP_ID },
    };
    for (int i = 0; i < ROWS; i++)
        if (shown[count] >> i & 1)
            stage_row_draw(frame, &rest, row_px, &rows[i]);
}

// ---- the books -----------------------------------------------------------------------------------------------------

// The box with the books: its texts, and what they need. Low: the line alone.
struct books {
    const char *title, *line;
    struct text_style head, words;
    float pad, height;
    bool good, low;
};

static struct books books_of(struct frame *frame, float width_px, bool low)
{
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    const bool good = figures->books_balance;
    const char *final = words_number(frame, figures->final), *expected = words_number(frame, figures->expected);
    struct books books = { .title = text_of(frame->language, good ? TEXT_STAGE_BOOKS_ID : TEXT_STAGE_BOOKS_NOT_ID),
                           .line = figures->lost ? FILL(TEXT_STAGE_BOOKS_LINE_ID, final,
                                                        words_signed(frame, figures->lost_net), expected)
                                                 : FILL(TEXT_STAGE_BOOKS_LINE_NONE_ID, final, expected),
                           .head = ui_bold(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST),
                           .words = ui_mono(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST),
                           .pad = frame->scale.pad_px * (low ? 0.5f : 0.75f),
                           .good = good,
                           .low = low };
    const float inner = width_px - 2 * books.pad;
    books.words.figures = false;
    words_shrink(frame, books.title, &books.head, inner);
    // On one line if that can still be read.
    const struct text_style whole = books.words;
    if (!words_shrink(frame, books.line, &books.words, inner) || books.words.size_px < whole.size_px * 0.75f) {
        books.words = whole;
        books.words.size_px *= 0.75f;
    }
    books.height = (low ? 0 : ui_paragraph_height(frame, inner, books.title, books.head)) +
                   ui_paragraph_height(frame, inner, books.line, books.words) + 1.6f * books.pad * (low ? 0.6f : 1);
    return books;
}

static void draw_books(struct frame *frame, const struct books *books, struct rect box)
{
    ui_explain(frame, box, text_of(frame->language, TEXT_STAGE_BOOKS_TIP_ID));
    draw_box(frame->list, box, frame->scale.radius_px * 0.7f,
             paint_solid(frame->theme->grounds[books->good ? GROUND_GOOD : GROUND_LOST]),
             stroke_solid(frame->theme->marks[books->good ? MARK_GOOD : MARK_LOST], frame->scale.line_px));
    const float top = books->pad * 0.8f * (books->low ? 0.6f : 1);
    struct rect room = rect_of(box.x + books->pad, box.y + top, box.width - 2 * books->pad, box.height - 2 * top);
    if (!books->low)
        rect_cut_top(&room, ui_paragraph(frame, room, books->title, books->head).height);
    ui_paragraph(frame, room, books->line, books->words);
}

// ---- what next -----------------------------------------------------------------------------------------------------

static float next_head_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 1.55f; }

static float next_height_one(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 1.85f; }

static float next_pitch(const struct frame *frame) { return next_height_one(frame) + frame->scale.gap_px * 0.35f; }

static void draw_next(struct frame *frame, struct rect rest, const enum next_step *steps, int count)
{
    struct text_style head = ui_bold(frame, TYPE_BODY, TEXT_SOFT);
    words_fit(frame, rect_cut_top(&rest, next_head_height(frame)), text_of(frame->language, TEXT_STAGE_NEXT_ID), head);
    for (int i = 0; i < count; i++) {
        const struct next_row *row = &next_rows[steps[i]];
        const struct rect cell = rect_cut_top(&rest, next_pitch(frame));
        ui_button(frame, rect_of(cell.x, cell.y, cell.width, next_height_one(frame)),
                  text_of(frame->language, row->title),
                  (struct ui_press){ .id = ui_id("next step", i),
                                     .group = ui_group("next steps"),
                                     .action = row->action,
                                     .argument = row->argument,
                                     .tip = text_of(frame->language, row->tip),
                                     .chosen = i == 0,
                                     .solid = true });
    }
}

// Those whose titles have room.
static int next_that_fit(const struct frame *frame, float width_px, enum next_step steps[NEXT_SHOWN_MAX])
{
    const int count = next_steps_of(frame->document, steps);
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (ui_button_width(frame, text_of(frame->language, next_rows[steps[i]].title)) <= width_px)
            steps[kept++] = steps[i];
    return kept;
}

// ---- the foot ------------------------------------------------------------------------------------------------------

static const char *run_line(struct frame *frame, float width_px, struct text_style style)
{
    const struct document *document = frame->document;
    const uint64_t waits = lock_totals_of_kind(&document->recording, true).contended +
                           lock_totals_of_kind(&document->recording, false).contended;
    uint64_t switches = 0;
    for (uint32_t w = 0; w < document->recording.task_count; w++)
        switches += document->states.workers[w].run.preemptions + document->states.workers[w].run.waits;
    const char *wall = words_time(frame, balance_story(document)->figures.usage.wall_ns),
               *whole = FILL(TEXT_STAGE_RUN_LINE_ID, wall, words_number(frame, (int64_t)waits),
                             words_number(frame, (int64_t)switches));
    return document->states.from_kernel && draw_text_width(frame->list, whole, style) <= width_px
               ? whole
               : FILL(TEXT_STAGE_RUN_LINE_SHORT_ID, wall);
}

static float foot_height(const struct frame *frame) { return 2.7f * frame->scale.type[TYPE_SMALL] * 1.35f; }

static void draw_foot(struct frame *frame, struct rect rest)
{
    static const struct {
        enum text_id text;
        enum action action;
        const char *key;
    } links[] = { { TEXT_MENU_SAVE_ID, ACTION_SAVE, "Ctrl+S" },
                  { TEXT_MENU_PICTURE_ID, ACTION_PICTURE, "P" },
                  { TEXT_MENU_COPY_ID, ACTION_COPY, "Ctrl+C" } };
    struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const struct rect row = rect_cut_bottom(&rest, rest.height / 2);
    float x = rest.x;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const char *label = arena_printf(frame->arena, "%s  %s", text_of(frame->language, links[i].text), links[i].key);
        const float width = label ? ui_link_width(frame, label) : 0;
        if (!label || x + width > rect_right(row) + 1)
            break;
        ui_link(frame, rect_of(x, row.y, width, row.height), label,
                (struct ui_press){ .id = ui_id("stage foot", (int64_t)i),
                                   .group = ui_group("stage foot"),
                                   .action = links[i].action });
        x += width + frame->scale.pad_px;
    }
    words_fit(frame, rest, run_line(frame, rest.width, words), words);
}

// ---- all -----------------------------------------------------------------------------------------------------------

// What is shown, and how high.
struct verdict_plan {
    struct books books; // height 0: left out
    float verdict_px, row_px, gap_px;
    int rows, next; // figures; steps
    bool foot;
};

static float next_height(const struct frame *frame, const struct verdict_plan *plan)
{
    return plan->next ? next_head_height(frame) + (float)plan->next * next_pitch(frame) : 0;
}

static float plan_height(const struct frame *frame, const struct verdict_plan *plan)
{
    return plan->verdict_px + (float)plan->rows * plan->row_px + plan->books.height + plan->gap_px +
           next_height(frame, plan) + (plan->foot ? foot_height(frame) : 0);
}

// Gives up one thing after the other until the rest fits: what can be found elsewhere first, the verdict last.
static void shrink(struct frame *frame, struct verdict_plan *plan, struct rect room)
{
    const bool lost = balance_story(frame->document)->figures.lost > 0;
    if (plan_height(frame, plan) > room.height)
        plan->foot = false;
    if (plan_height(frame, plan) > room.height)
        plan->rows = ROWS - 1;
    if (plan_height(frame, plan) > room.height)
        plan->books = books_of(frame, room.width, true);
    if (plan_height(frame, plan) > room.height)
        plan->row_px = frame->scale.type[TYPE_BODY] * 1.4f;
    if (plan_height(frame, plan) > room.height && !lost) // the verdict has said it
        plan->books.height = 0;
    if (plan_height(frame, plan) > room.height) // made less lost is what survived
        plan->rows = ROWS - 2;
    for (int least = 1; least >= 0; least--) {
        while (plan->next > least && plan_height(frame, plan) > room.height)
            plan->next--;
        while (plan->rows > 2 * least && plan_height(frame, plan) > room.height)
            plan->rows--;
    }
    if (plan_height(frame, plan) > room.height && plan->books.height <= room.height)
        plan->verdict_px = 0;
    if (plan_height(frame, plan) > room.height + plan->gap_px)
        plan->books.height = 0;
}

void stage_verdict_draw(struct frame *frame, struct rect rest)
{
    enum next_step steps[NEXT_SHOWN_MAX];
    const struct text_style style = verdict_style(frame);
    const char *verdict = verdict_text(frame);
    struct verdict_plan plan = { .books = books_of(frame, rest.width, false),
                                 .row_px = stage_row_height(frame),
                                 .gap_px = frame->scale.pad_px * 0.4f,
                                 .rows = ROWS,
                                 // Controls have no place in a lecture.
                                 .next = frame->scale.lecture ? 0 : next_that_fit(frame, rest.width, steps),
                                 .foot = !frame->scale.lecture };
    plan.verdict_px = ui_paragraph_height(frame, rest.width, verdict, style) + plan.gap_px * 0.5f;
    shrink(frame, &plan, rest);
    if (plan.verdict_px > 0)
        ui_keep_clear(frame, ui_paragraph(frame, rect_cut_top(&rest, plan.verdict_px), verdict, style));
    draw_figures(frame, rect_cut_top(&rest, (float)plan.rows * plan.row_px), plan.row_px, plan.rows);
    if (plan.books.height > 0) {
        rect_cut_top(&rest, plan.gap_px * 0.4f);
        draw_books(frame, &plan.books, rect_cut_top(&rest, plan.books.height));
    }
    rect_cut_top(&rest, plan.gap_px * 0.6f);
    if (plan.next > 0)
        draw_next(frame, rect_cut_top(&rest, next_height(frame, &plan)), steps, plan.next);
    if (plan.foot)
        draw_foot(frame, rect_cut_bottom(&rest, foot_height(frame)));
}
