// Where everything stands, and how the schedules end.
#include "view/schedules/locks.h"

#include "base/text.h"
#include "view/model/model.h"
#include "view/schedules/head.h"
#include "view/schedules/locks_parts.h"
#include "view/schedules/locks_words.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include <math.h>

// ---- the middle ----------------------------------------------------------------------------------------------------

// Fewer and more philosophers, at the right; the width it takes.
static float draw_count(struct frame *frame, const struct locks_desk *desk, struct rect panel, float room_px)
{
    const char *words = FILL(TEXT_LOCKS_COUNT_ID, words_number(frame, desk->philosophers));
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const float height = ui_row_height(frame), pad = frame->scale.pad_px;
    const float width = draw_text_width(frame->list, words, style) + 2 * height + 8 * frame->scale.u;
    if (frame->scale.lecture || desk->listing != LISTING_PHILOSOPHERS || width + pad > room_px)
        return 0;
    struct rect rect = rect_of(rect_right(panel) - pad * 0.6f - width, panel.y + pad * 0.35f, width, height);
    struct ui_press press = { .id = ui_id("philosophers", 0),
                              .group = ui_group("desk graph"),
                              .action = ACTION_SCHEDULE_ITERATIONS,
                              .argument = -1,
                              .disabled = desk->philosophers <= PHILOSOPHERS_LEAST };
    ui_icon(frame, rect_cut_left(&rect, height), ICON_LESS, press);
    press.id = ui_id("philosophers", 1);
    press.argument = 1;
    press.disabled = desk->philosophers >= PHILOSOPHERS_MOST;
    ui_icon(frame, rect_cut_right(&rect, height), ICON_MORE, press);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, rect_centre(rect), words, style);
    return width + pad;
}

static void draw_middle(struct frame *frame, const struct locks_desk *desk, struct rect rect)
{
    const bool two = desk->listing == LISTING_TWO;
    struct rect room = ui_panel(frame, rect, "", NULL);
    const float count = draw_count(frame, desk, rect, rect.width);
    const float tabs = schedules_tabs_draw(frame, rect, rect.width - count - frame->scale.pad_px);
    const char *title = text_of(frame->language, two ? TEXT_SCHEDULES_GRAPH_SHORT_ID : TEXT_LOCKS_TABLE_ID);
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    if (tabs + count + draw_text_width(frame->list, title, style) + 2 * frame->scale.pad_px < rect.width)
        draw_text(
            frame->list,
            point_at(tabs > 0 ? rect.x + tabs + frame->scale.pad_px * 0.5f : room.x, rect.y + (room.y - rect.y) / 2),
            title, style);
    (two ? locks_graph_draw : locks_table_draw)(frame, desk, room);
}

// ---- how they end --------------------------------------------------------------------------------------------------

static void draw_end(struct frame *frame, struct rect row, enum text_id label, uint64_t all, uint64_t here,
                     uint64_t most, struct colour colour)
{
    struct text_style name = ui_bold(frame, TYPE_BODY, TEXT_MAIN), number = ui_mono(frame, TYPE_LABEL, TEXT_SOFT);
    const float gap = 8 * frame->scale.u, bar = row.height * 0.34f;
    struct rect head = rect_cut_top(&row, row.height * 0.5f);
    number.across = ACROSS_RIGHT;
    words_fit(frame, rect_cut_right(&head, head.width * 0.6f), words_number(frame, (int64_t)here), number);
    words_fit(frame, head, text_of(frame->language, label), name);
    row = rect_of(row.x, row.y + gap * 0.3f, row.width, bar);
    const float all_px = all ? fmaxf(2, row.width * (float)((double)all / (double)most)) : 0;
    const float here_px = here ? fmaxf(2, row.width * (float)((double)here / (double)most)) : 0;
    if (all_px > 0)
        draw_box(frame->list, rect_of(row.x, row.y, all_px, row.height), 2 * frame->scale.u,
                 paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
    if (here_px > 0)
        draw_box(frame->list, rect_of(row.x, row.y, here_px, row.height), 2 * frame->scale.u, paint_solid(colour),
                 stroke_none());
}

static const char *sentence(struct frame *frame, const struct locks_desk *desk)
{
    const char *all = words_number(frame, (int64_t)desk->all.schedules), *here = NULL, *text;
    char chance[TEXT_NUMBER_BYTES];
    if (desk->all.deadlocked > 0)
        text = FILL(TEXT_LOCKS_SOME_ID, words_number(frame, (int64_t)desk->all.deadlocked), all,
                    text_percent(chance, desk->all.probability), words_number(frame, desk->all.moves));
    else
        text = FILL(TEXT_LOCKS_NONE_ID, all);
    if (desk->all.deadlocked > 0 && desk->moves[0] && locking_enabled(&desk->locking, &desk->places) != 0)
        here = FILL(TEXT_LOCKS_HERE_ID, words_number(frame, (int64_t)desk->here.deadlocked),
                    words_number(frame, (int64_t)desk->here.schedules));
    return here ? FILL(TEXT_EXPLAIN_BOTH_ID, here, text) : text;
}

// How the schedules from here end, those from the start behind them, and what that comes to.
static void draw_outcomes(struct frame *frame, const struct locks_desk *desk, struct rect rect)
{
    const char *words = FILL(TEXT_SCHEDULES_OUTCOMES_ID, words_number(frame, (int64_t)desk->all.schedules));
    if (draw_text_width(frame->list, words, ui_bold(frame, TYPE_LABEL, TEXT_SOFT)) + 2.2f * frame->scale.pad_px >
        rect.width)
        words = schedules_title(frame, rect, TEXT_SCHEDULES_OUTCOMES_SHORT_ID, TEXT_SCHEDULES_OUTCOMES_SHORT_ID);
    struct rect room = ui_panel(frame, rect, words, NULL);
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const char *said = sentence(frame, desk);
    const uint64_t most = desk->all.ended > desk->all.deadlocked ? desk->all.ended : desk->all.deadlocked;
    const float height = ui_paragraph_height(frame, room.width, said, style);
    ui_paragraph(frame, rect_cut_bottom(&room, fminf(height, room.height * 0.7f)), said, style);
    rect_cut_bottom(&room, frame->scale.gap_px * 0.6f);
    const float line = fminf(room.height / 2, 3.4f * style.size_px);
    if (line < 1.6f * style.size_px)
        return;
    draw_end(frame, rect_cut_top(&room, line), TEXT_LOCKS_ALL_END_ID, desk->all.ended, desk->here.ended, most,
             frame->theme->marks[MARK_GOOD]);
    draw_end(frame, rect_cut_top(&room, line), TEXT_LOCKS_DEADLOCK_ID, desk->all.deadlocked, desk->here.deadlocked,
             most, frame->theme->marks[MARK_LOST]);
}

// The same in the other orders.
static void draw_rivals(struct frame *frame, const struct locks_desk *desk, struct rect rect)
{
    struct rect room =
        ui_panel(frame, rect, schedules_title(frame, rect, TEXT_LOCKS_OTHERS_ID, TEXT_LOCKS_OTHERS_ID), NULL);
    const int count = locks_variants_of(desk->listing);
    const float line = fminf(room.height / (float)count, 3.6f * frame->scale.type[TYPE_BODY]);
    if (line < 2.4f * frame->scale.type[TYPE_BODY])
        return;
    for (int i = 0; i < count; i++) {
        struct rect row = rect_cut_top(&room, line), head = rect_cut_top(&row, line * 0.45f);
        const struct locking_counts *rival = &desk->rivals[i];
        const bool chosen = desk->variant[desk->listing] == i;
        struct text_style figure = ui_mono(frame, TYPE_LABEL, rival->deadlocked ? TEXT_LOST : TEXT_GOOD);
        words_fit(frame, head, locks_variant(frame, desk, i),
                  ui_bold(frame, TYPE_BODY, chosen ? TEXT_ACCENT : TEXT_MAIN));
        row.height = line * 0.42f;
        figure.figures = false;
        figure.across = ACROSS_RIGHT;
        words_fit(frame, rect_cut_right(&row, row.width * 0.42f),
                  FILL(TEXT_LOCKS_RIVAL_ID, words_number(frame, (int64_t)rival->deadlocked)), figure);
        figure.across = ACROSS_LEFT;
        figure.colour = frame->theme->texts[TEXT_SOFT];
        words_fit(frame, row, FILL(TEXT_SCHEDULES_RIVAL_SCHEDULES_ID, words_number(frame, (int64_t)rival->schedules)),
                  figure);
    }
}

// ---- all of it -----------------------------------------------------------------------------------------------------

// What each needs at least, in the size of most text.
#define WORKERS_EM 11.5f
#define OUTCOMES_EM 17
#define MIDDLE_EM 18

static void draw_right(struct frame *frame, const struct locks_desk *desk, struct rect right)
{
    const float gap = frame->scale.gap_px, em = frame->scale.type[TYPE_BODY];
    const bool rivals = !frame->scale.lecture && right.height > 32 * em;
    draw_outcomes(frame, desk, rivals ? rect_cut_top(&right, (right.height - gap) * 0.535f) : right);
    rect_cut_top(&right, gap);
    if (rivals)
        draw_rivals(frame, desk, right);
}

static void draw_tall(struct frame *frame, const struct locks_desk *desk, struct rect rest)
{
    const float gap = frame->scale.gap_px, em = frame->scale.type[TYPE_BODY];
    draw_middle(frame, desk, rect_cut_top(&rest, (rest.height - gap) * 0.5f));
    rect_cut_top(&rest, gap);
    if (rest.width > (WORKERS_EM + OUTCOMES_EM) * em) {
        draw_outcomes(frame, desk, rect_cut_right(&rest, (rest.width - gap) * 0.58f));
        rect_cut_right(&rest, gap);
    }
    locks_workers_draw(frame, desk, rest);
}

void locks_draw(struct frame *frame)
{
    const struct locks_desk *desk = &frame->model->schedules->locks;
    struct rect rest = frame->body;
    const float gap = frame->scale.gap_px, all = rest.width - 2 * gap, em = frame->scale.type[TYPE_BODY];
    if (!desk->filled)
        return;
    if (rest.height > rest.width) {
        draw_tall(frame, desk, rest);
        return;
    }
    if (all > (WORKERS_EM + MIDDLE_EM) * em) {
        locks_workers_draw(frame, desk, rect_cut_left(&rest, fmaxf(all * 0.2f, WORKERS_EM * em)));
        rect_cut_left(&rest, gap);
    }
    if (all > (WORKERS_EM + MIDDLE_EM + OUTCOMES_EM) * em) {
        draw_right(frame, desk, rect_cut_right(&rest, fmaxf(all * 0.29f, OUTCOMES_EM * em)));
        rect_cut_right(&rest, gap);
    }
    draw_middle(frame, desk, rest);
}
