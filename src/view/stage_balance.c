// The balance in large type, what every worker holds of it, and, at the end, the verdict and the books.
#include "view/stage_parts.h"

#include "base/text.h"
#include "experiment/guard.h"
#include "view/marks.h"
#include "view/playback.h"
#include "view/words.h"

#include <stdio.h>
#include <string.h>

static bool at_end(const struct frame *frame) { return playback_at_end(&frame->model->playback, frame->document); }

static bool is_right(const struct run_figures *figures) { return figures->final == figures->expected; }

// ---- the number ----------------------------------------------------------------------------------------------------

static int64_t shown_balance(const struct frame *frame, const struct present *present)
{
    return at_end(frame) ? frame->document->figures.final : present->balance;
}

static void draw_hero(struct frame *frame, const struct present *present, struct rect *rest)
{
    const struct run_figures *figures = &frame->document->figures;
    const bool end = at_end(frame);
    const enum text_role role = !end ? TEXT_MAIN : is_right(figures) ? TEXT_GOOD : TEXT_LOST;
    struct text_style hero = ui_bold(frame, TYPE_HERO, role), words = ui_text(frame, TYPE_STRONG, TEXT_SOFT);
    const char *number = words_number(frame, shown_balance(frame, present));
    const char *expected = FILL(TEXT_EXPECTED_ID, words_number(frame, figures->expected));
    const float gap = frame->scale.pad_px, side = draw_text_width(frame->list, expected, words);
    hero.figures = true;
    // As large as both have room beside each other; where that is too small, one under the other.
    float width = draw_text_width(frame->list, number, hero);
    const float least = hero.size_px * 0.45f, whole = hero.size_px;
    while (hero.size_px > least && width + gap + side > rest->width) {
        hero.size_px -= 2;
        width = draw_text_width(frame->list, number, hero);
    }
    const bool below = width + gap + side > rest->width;
    const float height = (below ? hero.size_px : whole) * 1.12f;
    const struct rect row = rect_cut_top(rest, height + (below ? words.size_px * 1.4f : 0));
    hero.along = words.along = ALONG_BASE;
    hero.max_px = words.max_px = rest->width;
    const float base = row.y + height * 0.80f;
    draw_text(frame->list, point_at(row.x, base), number, hero);
    draw_text(frame->list, below ? point_at(row.x, base + words.size_px * 1.5f) : point_at(row.x + width + gap, base),
              expected, words);
    draw_rect(frame->list, rect_of(rest->x, rest->y, rest->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    rect_cut_top(rest, frame->scale.pad_px * 0.6f);
}

// ---- rows ----------------------------------------------------------------------------------------------------------

static float row_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 1.75f; }

static void draw_row(struct frame *frame, struct rect *rest, float row_px, const char *label, const char *value,
                     const char *more, enum text_role role)
{
    if (rest->height < row_px - 0.5f)
        return;
    const struct rect row = rect_cut_top(rest, row_px);
    struct text_style words = ui_text(frame, TYPE_BODY, TEXT_SOFT), figure = ui_mono(frame, TYPE_BODY, role);
    words.along = figure.along = ALONG_MIDDLE;
    figure.across = ACROSS_RIGHT;
    const float y = rect_centre(row).y;
    float right = rect_right(row);
    if (*more) {
        draw_text(frame->list, point_at(right, y), more, figure);
        right -= draw_text_width(frame->list, more, figure) + frame->scale.pad_px;
    }
    const struct rect used = draw_text(frame->list, point_at(right, y), value, figure);
    if (stage_fit(frame, label, &words, used.x - row.x - frame->scale.gap_px))
        draw_text(frame->list, point_at(row.x, y), label, words);
}

static void draw_counts(struct frame *frame, const struct present *present, struct rect *rest, float row_px)
{
    const struct run_figures *figures = &frame->document->figures;
    const bool end = at_end(frame);
    const uint64_t made = end ? figures->updates : (uint64_t)(present->position + 1);
    const uint64_t lost = end ? figures->lost : overwrites_lost_until(&frame->document->overwrites, present->position);
    char percent[TEXT_NUMBER_BYTES];
    draw_row(frame, rest, row_px, text_of(frame->language, TEXT_STAGE_MADE_ID), words_number(frame, (int64_t)made), "",
             TEXT_MAIN);
    if (end)
        draw_row(frame, rest, row_px, text_of(frame->language, TEXT_SURVIVED_ID),
                 words_number(frame, (int64_t)figures->survived), "", TEXT_MAIN);
    text_percent(percent, made ? (double)lost / (double)made : 0);
    draw_row(frame, rest, row_px, text_of(frame->language, TEXT_LOST_ID), words_number(frame, (int64_t)lost),
             lost ? percent : "", lost ? TEXT_LOST : TEXT_MAIN);
    if (end)
        draw_row(frame, rest, row_px, text_of(frame->language, TEXT_COLLISIONS_ID),
                 words_number(frame, (int64_t)figures->collisions), "", TEXT_MAIN);
}

// ---- what the workers hold -----------------------------------------------------------------------------------------

static void draw_hold(struct frame *frame, const struct present *present, uint32_t worker, struct rect row)
{
    const struct document *document = frame->document;
    const char *name = words_name(frame, worker);
    const float size = row.height * 0.8f, y = rect_centre(row).y;
    const bool holds = present_holds(present, worker), stale = holds && present->behind[worker] > 0;
    struct text_style first = ui_text(frame, TYPE_BODY, holds ? TEXT_MAIN : TEXT_FAINT),
                      second = ui_text(frame, TYPE_BODY, stale ? TEXT_LOST : TEXT_SOFT);
    mark_token(frame->list, frame->theme, point_at(row.x + size / 2, y), size, (int)worker, name, frame->scale.u);
    first.along = second.along = ALONG_MIDDLE;
    const float x = row.x + size + frame->scale.pad_px * 0.5f;
    const char *said = holds ? FILL(TEXT_STAGE_HOLDS_ID, name, words_number(frame, present->held[worker]))
                             : FILL(TEXT_STAGE_HOLDS_NOTHING_ID, name);
    if (!stage_fit(frame, said, &first, rect_right(row) - x))
        return;
    const struct rect used = draw_text(frame->list, point_at(x, y), said, first);
    if (!holds)
        return;
    const int64_t change = update_change(document->recording.workers[worker].amount, (uint32_t)present->made[worker]);
    const char *will = words_number(frame, present->held[worker] + change);
    const char *text = stale ? FILL(TEXT_STAGE_STALE_ID, words_number(frame, (int64_t)present->behind[worker]), will)
                             : FILL(TEXT_STAGE_WILL_WRITE_ID, will);
    second.across = ACROSS_RIGHT;
    second.max_px = rect_right(row) - rect_right(used) - frame->scale.gap_px;
    if (draw_text_width(frame->list, text, second) > second.max_px)
        text = FILL(TEXT_STAGE_WILL_WRITE_ID, will);
    if (draw_text_width(frame->list, text, second) <= second.max_px)
        draw_text(frame->list, point_at(rect_right(row), y), text, second);
}

static void draw_holds(struct frame *frame, const struct present *present, struct rect *rest)
{
    const uint32_t count = frame->document->recording.experiment->count;
    uint64_t left = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    const float named = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.44f / 0.8f : 0; // for a name inside
    const float height = row_height(frame) * 1.15f > named ? row_height(frame) * 1.15f : named;
    const bool all = rest->height >= height * (float)count;
    while (left && rest->height >= height) {
        // Where there is no room for all, those first that hold something.
        const uint64_t holding = all ? 0 : left & present->holds, next = holding ? holding : left;
        const uint32_t worker = (uint32_t)__builtin_ctzll(next);
        draw_hold(frame, present, worker, rect_cut_top(rest, height));
        left &= ~(UINT64_C(1) << worker);
    }
}

// ---- the end -------------------------------------------------------------------------------------------------------

static const char *verdict(struct frame *frame, const struct run_figures *figures)
{
    static const enum text_id cut_short[] = { [RUN_DEADLINE] = TEXT_STAGE_ENDED_DEADLINE_ID,
                                              [RUN_INTERRUPTED] = TEXT_STAGE_ENDED_INTERRUPTED_ID,
                                              [RUN_WORKER_DIED] = TEXT_STAGE_ENDED_DIED_ID };
    const enum run_end ended = (enum run_end)frame->document->recording.facts->ended;
    if (ended != RUN_COMPLETE)
        return text_of(frame->language, cut_short[ended]);
    if (!is_right(figures))
        return FILL(TEXT_STAGE_WRONG_ID, words_signed(frame, figures->final - figures->expected));
    return text_of(frame->language, figures->lost ? TEXT_STAGE_RIGHT_BUT_ID : TEXT_STAGE_RIGHT_ID);
}

static void draw_verdict(struct frame *frame, struct rect *rest)
{
    const struct run_figures *figures = &frame->document->figures;
    struct text_style style =
        ui_bold(frame, TYPE_STRONG, is_right(figures) && figures->lost == 0 ? TEXT_GOOD : TEXT_LOST);
    const struct rect used = ui_paragraph(frame, *rest, verdict(frame, figures), style);
    rect_cut_top(rest, used.height + frame->scale.pad_px * 0.3f);
}

static const char *books_line(struct frame *frame, const struct run_figures *figures)
{
    const char *final = words_number(frame, figures->final), *expected = words_number(frame, figures->expected);
    return figures->lost ? FILL(TEXT_STAGE_BOOKS_LINE_ID, final, words_signed(frame, figures->lost_net), expected)
                         : FILL(TEXT_STAGE_BOOKS_LINE_NONE_ID, final, expected);
}

// The box with the books: its texts, and what they need.
struct books {
    const char *title, *line;
    struct text_style head, words;
    float pad, height;
    bool good;
};

static struct books books_of(struct frame *frame, float width_px)
{
    const struct run_figures *figures = &frame->document->figures;
    const bool good = figures->books_balance;
    struct books books = { .title = text_of(frame->language, good ? TEXT_STAGE_BOOKS_ID : TEXT_STAGE_BOOKS_NOT_ID),
                           .line = books_line(frame, figures),
                           .head = ui_bold(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST),
                           .words = ui_mono(frame, TYPE_BODY, good ? TEXT_GOOD : TEXT_LOST),
                           .pad = frame->scale.pad_px * 0.75f,
                           .good = good };
    const float inner = width_px - 2 * books.pad;
    books.words.figures = false;
    stage_fit(frame, books.title, &books.head, inner);
    // On one line if that can still be read.
    const struct text_style whole = books.words;
    if (!stage_fit(frame, books.line, &books.words, inner) || books.words.size_px < whole.size_px * 0.75f) {
        books.words = whole;
        books.words.size_px *= 0.75f;
    }
    books.height = ui_paragraph_height(frame, inner, books.title, books.head) +
                   ui_paragraph_height(frame, inner, books.line, books.words) + 1.6f * books.pad;
    return books;
}

static void draw_books(struct frame *frame, const struct books *books, struct rect box)
{
    draw_box(frame->list, box, frame->scale.radius_px * 0.7f,
             paint_solid(frame->theme->grounds[books->good ? GROUND_GOOD : GROUND_LOST]),
             stroke_solid(frame->theme->marks[books->good ? MARK_GOOD : MARK_LOST], frame->scale.line_px));
    struct rect room = rect_of(box.x + books->pad, box.y + books->pad * 0.8f, box.width - 2 * books->pad,
                               box.height - 1.6f * books->pad);
    const struct rect used = ui_paragraph(frame, room, books->title, books->head);
    rect_cut_top(&room, used.height);
    ui_paragraph(frame, room, books->line, books->words);
}

static const char *run_line(struct frame *frame, float width_px, struct text_style style)
{
    const struct document *document = frame->document;
    uint64_t switches = 0, waits = document->figures.contended;
    const bool gil = experiment_has_gil(document->recording.experiment);
    char wall[TEXT_NUMBER_BYTES];
    for (uint32_t w = 0; w < document->recording.experiment->count; w++) {
        switches += document->states.workers[w].run.preemptions + document->states.workers[w].run.waits;
        waits += gil ? document->recording.workers[w].contended[0] : 0;
    }
    text_duration(wall, document->figures.wall_ns);
    const char *whole =
        FILL(TEXT_STAGE_RUN_LINE_ID, wall, words_number(frame, (int64_t)waits), words_number(frame, (int64_t)switches));
    return document->states.from_kernel && draw_text_width(frame->list, whole, style) <= width_px
               ? whole
               : FILL(TEXT_STAGE_RUN_LINE_SHORT_ID, wall);
}

static void draw_foot(struct frame *frame, struct rect *rest)
{
    static const struct {
        enum text_id text;
        enum action action;
        const char *key;
    } links[] = { { TEXT_MENU_SAVE_ID, ACTION_SAVE, "Ctrl+S" },
                  { TEXT_MENU_PICTURE_ID, ACTION_PICTURE, "P" },
                  { TEXT_MENU_COPY_ID, ACTION_COPY, "Ctrl+C" } };
    struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float line = draw_text_lines(frame->list, words).line_px;
    if (frame->scale.lecture || rest->height < 2.6f * line)
        return;
    float x = rest->x;
    const struct rect row = rect_cut_bottom(rest, line * 1.3f);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const char *label = arena_printf(frame->arena, "%s  %s", text_of(frame->language, links[i].text), links[i].key);
        const float width = label ? ui_link_width(frame, label) : 0;
        if (!label || x + width > rect_right(row) + 1)
            break;
        ui_link(frame, rect_of(x, row.y, width, row.height), label,
                (struct ui_press){ .id = ui_id("stage foot", (int64_t)i), .group = 41, .action = links[i].action });
        x += width + frame->scale.pad_px;
    }
    const struct rect above = rect_cut_bottom(rest, line * 1.3f);
    words.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(above.x, rect_centre(above).y), run_line(frame, above.width, words), words);
}

// Sets the paragraph if it fits, in smaller type if need be, and takes its room from the rest.
static bool draw_reason(struct frame *frame, struct rect *rest, const char *text, enum text_role role)
{
    struct text_style words = ui_text(frame, TYPE_BODY, role);
    while (words.size_px > frame->scale.type[TYPE_SMALL] &&
           ui_paragraph_height(frame, rest->width, text, words) > rest->height)
        words.size_px -= 1;
    if (ui_paragraph_height(frame, rest->width, text, words) > rest->height)
        return false;
    const struct rect used = ui_paragraph(frame, *rest, text, words);
    rect_cut_top(rest, used.height + frame->scale.pad_px * 0.4f);
    return true;
}

// Why nothing was lost, and what the version of CPython has to do with it; the former is part of the latter where its
// switch points are the reason. Either may be NULL.
struct reasons {
    const char *why, *explanation;
};

static struct reasons reasons_of(struct frame *frame, enum explanation_length length)
{
    struct reasons reasons = { stage_why(frame),
                               stage_explanation(frame, frame->document->recording.experiment, length) };
    if (reasons.explanation && frame->document->why.kind == WHY_SWITCH_POINTS)
        reasons.why = NULL;
    return reasons;
}

// What they need at their smallest.
static float reasons_height(struct frame *frame, float width_px, const struct reasons *reasons)
{
    const struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    float height = 0;
    if (reasons->why)
        height += ui_paragraph_height(frame, width_px, reasons->why, words) + frame->scale.pad_px * 0.4f;
    return height + (reasons->explanation ? ui_paragraph_height(frame, width_px, reasons->explanation, words) : 0);
}

// As much of them as fits, and its height; none where nothing does.
static struct reasons reasons_within(struct frame *frame, float width_px, float height_px, float *used_px)
{
    struct reasons reasons;
    for (int length = EXPLANATION_WHOLE; length < EXPLANATION_LENGTHS; length++) {
        reasons = reasons_of(frame, (enum explanation_length)length);
        *used_px = reasons_height(frame, width_px, &reasons);
        if (*used_px <= height_px)
            return reasons;
    }
    reasons.explanation = NULL; // of the two it is the one that can be looked up
    *used_px = reasons_height(frame, width_px, &reasons);
    if (*used_px <= height_px)
        return reasons;
    *used_px = 0;
    return (struct reasons){ NULL, NULL };
}

static void draw_reasons(struct frame *frame, struct rect rest, const struct reasons *reasons)
{
    if (reasons->why && !draw_reason(frame, &rest, reasons->why, TEXT_MAIN))
        return;
    if (reasons->explanation)
        draw_reason(frame, &rest, reasons->explanation, TEXT_MAIN);
}

// Where room is short the books come first, then the verdict, then figures, then the rest.
static void draw_end(struct frame *frame, const struct present *present, struct rect rest)
{
    enum {
        ROWS = 4
    };
    const struct books books = books_of(frame, rest.width);
    const float gap = frame->scale.pad_px * 0.4f, dense = frame->scale.type[TYPE_BODY] * 1.2f;
    const float verdict_px = ui_paragraph_height(frame, rest.width, verdict(frame, &frame->document->figures),
                                                 ui_bold(frame, TYPE_STRONG, TEXT_GOOD));
    float row = row_height(frame), reasons_px;
    if (rest.height >= books.height + verdict_px + gap)
        draw_verdict(frame, &rest);
    // Rows closer together where that makes room for the reasons.
    const float beside = rest.height - books.height - 2 * gap;
    const struct reasons reasons = reasons_within(frame, rest.width, beside - ROWS * dense, &reasons_px);
    if (rest.height >= books.height + ROWS * row + gap + 4 * frame->scale.type[TYPE_SMALL] + reasons_px)
        draw_foot(frame, &rest);
    else if (reasons_px > 0 && beside - ROWS * row < reasons_px)
        row = (beside - reasons_px) / ROWS;
    float rows = rest.height - books.height - gap;
    rows = rows < ROWS * row ? rows : ROWS * row;
    struct rect figures = rect_cut_top(&rest, rows > 0 ? rows : 0);
    draw_counts(frame, present, &figures, row);
    if (rest.height < books.height)
        return;
    rect_cut_top(&rest, rest.height - books.height < gap ? rest.height - books.height : gap);
    draw_books(frame, &books, rect_cut_top(&rest, books.height));
    rect_cut_top(&rest, gap * 0.7f);
    draw_reasons(frame, rest, &reasons);
}

void stage_balance_draw(struct frame *frame, const struct present *present, struct rect rect)
{
    const bool private = frame->document->recording.experiment->memory == MEMORY_PRIVATE;
    const char *title = text_of(frame->language, TEXT_BALANCE_ID);
    if (private && !at_end(frame) && present->kind != PRESENT_NOTHING)
        title = FILL(TEXT_STAGE_BALANCE_OF_ID, words_name(frame, present->worker));
    struct rect rest = ui_panel(frame, rect, title, NULL);
    draw_hero(frame, present, &rest);
    if (!at_end(frame)) {
        draw_counts(frame, present, &rest, row_height(frame));
        rect_cut_top(&rest, frame->scale.pad_px * 0.4f);
        draw_foot(frame, &rest);
        draw_holds(frame, present, &rest);
        return;
    }
    draw_end(frame, present, rest);
}
