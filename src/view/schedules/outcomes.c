// How the schedules end: a bar for every final balance; those that can still be reached from here in full colour.
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/schedules/parts.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include <math.h>

static int64_t most_of(const struct desk *desk)
{
    int64_t most = 1;
    for (int i = 0; i < desk->outcome_count; i++)
        most = desk->outcomes[i].all > most ? desk->outcomes[i].all : most;
    return most;
}

static struct colour colour_of(const struct frame *frame, const struct schedules_sheet *sheet, int outcome)
{
    const bool right = sheet->desk->outcomes[outcome].final == sheet->course.expected;
    return frame->theme->marks[right ? MARK_GOOD : MARK_LOST];
}

// A row a final balance, where there is room for all of them.
static void draw_rows(struct frame *frame, const struct schedules_sheet *sheet, struct rect room, float line)
{
    const struct desk *desk = sheet->desk;
    const int64_t most = most_of(desk);
    struct text_style figure = ui_mono(frame, TYPE_BODY, TEXT_MAIN), count = ui_mono(frame, TYPE_LABEL, TEXT_SOFT);
    const float size = figure.size_px < line * 0.8f ? figure.size_px : floorf(line * 0.8f);
    float label = 0, numbers = 0;
    figure.size_px = size;
    count.size_px = count.size_px < size ? count.size_px : size;
    for (int i = 0; i < desk->outcome_count; i++) {
        const float a = draw_text_width(frame->list, schedules_signed(frame, desk->outcomes[i].final), figure);
        const float b = draw_text_width(frame->list, schedules_number(frame, desk->outcomes[i].all), count);
        label = a > label ? a : label;
        numbers = b > numbers ? b : numbers;
    }
    figure.across = ACROSS_RIGHT;
    figure.along = count.along = ALONG_MIDDLE;
    const float gap = 10 * frame->scale.u, x = room.x + label + gap;
    const float width = room.width - label - numbers - 2.4f * gap;
    for (int i = 0; i < desk->outcome_count; i++) {
        const float y = room.y + ((float)i + 0.5f) * line, high = line * 0.62f;
        const struct colour colour = colour_of(frame, sheet, i);
        const int64_t all = desk->outcomes[i].all, here = desk->outcomes[i].here;
        const float all_px = fmaxf(2, width * (float)all / (float)most), here_px = width * (float)here / (float)most;
        draw_text(frame->list, point_at(room.x + label, y), schedules_signed(frame, desk->outcomes[i].final), figure);
        draw_box(frame->list, rect_of(x, y - high / 2, all_px, high), 2 * frame->scale.u,
                 paint_solid(here == all ? colour : frame->theme->trims[TRIM_TRACK]), stroke_none());
        if (here > 0 && here != all)
            draw_box(frame->list, rect_of(x, y - high / 2, fmaxf(2, here_px), high), 2 * frame->scale.u,
                     paint_solid(colour), stroke_none());
        draw_text(frame->list, point_at(x + all_px + gap * 0.7f, y), schedules_number(frame, here), count);
    }
}

// Columns side by side, where there are more than rows fit.
static void draw_columns(struct frame *frame, const struct schedules_sheet *sheet, struct rect room)
{
    const struct desk *desk = sheet->desk;
    const int64_t most = most_of(desk);
    struct text_style small = ui_mono(frame, TYPE_SMALL, TEXT_SOFT);
    const struct rect foot = rect_cut_bottom(&room, small.size_px * 1.7f);
    const int64_t low = desk->outcomes[0].final, high = desk->outcomes[desk->outcome_count - 1].final;
    const float pitch = room.width / (float)(high - low + 1), width = fmaxf(1, floorf(pitch) - 1);
    for (int i = 0; i < desk->outcome_count; i++) {
        const int64_t all = desk->outcomes[i].all, here = desk->outcomes[i].here;
        const float x = room.x + pitch * (float)(desk->outcomes[i].final - low);
        const float all_px = fmaxf(1, room.height * (float)all / (float)most);
        const float here_px = here > 0 ? fmaxf(1, room.height * (float)here / (float)most) : 0;
        draw_rect(frame->list, rect_of(x, rect_bottom(room) - all_px, width, all_px),
                  paint_solid(here == all ? colour_of(frame, sheet, i) : frame->theme->trims[TRIM_TRACK]));
        if (here > 0 && here != all)
            draw_rect(frame->list, rect_of(x, rect_bottom(room) - here_px, width, here_px),
                      paint_solid(colour_of(frame, sheet, i)));
    }
    draw_rect(frame->list, rect_of(room.x, rect_bottom(room), room.width, frame->scale.line_px),
              paint_solid(frame->theme->marks[MARK_LINE]));
    words_fit(frame, foot, schedules_signed(frame, low), small);
    small.across = ACROSS_RIGHT;
    words_fit(frame, foot, schedules_signed(frame, high), small);
    small.across = ACROSS_CENTRE;
    const float zero = room.x + pitch * ((float)(sheet->course.expected - low) + 0.5f);
    draw_text(frame->list, point_at(zero, foot.y + small.size_px * 1.2f),
              schedules_number(frame, sheet->course.expected), small);
}

static const char *joined(struct frame *frame, const char *a, const char *b)
{
    return *a ? FILL(TEXT_EXPLAIN_BOTH_ID, a, b) : b;
}

// What the recorded run lost although no schedule does: under a lock without its fence the machine does more than
// interleave.
static uint64_t lost_by_the_machine(const struct frame *frame, const struct desk *desk)
{
    const struct document *document = frame->document;
    const struct experiment *recorded = document ? experiment_of(&document->recording) : NULL;
    if (!recorded || recorded->guard != desk->experiment.guard || !guard_of(recorded)->unfenced || desk->all.losing > 0)
        return 0;
    return balance_story(document)->figures.lost;
}

static const char *sentence(struct frame *frame, const struct schedules_sheet *sheet)
{
    const struct desk *desk = sheet->desk;
    const char *all = schedules_number(frame, desk->all.schedules);
    const char *text = "";
    if (desk->moves[0] && !sheet->over)
        text = FILL(TEXT_SCHEDULES_HERE_ID,
                    schedules_number(frame, desk->here.schedules - desk->here.wrong - desk->here.deadlocks),
                    schedules_number(frame, desk->here.schedules));
    if (desk->all.wrong > 0)
        text = joined(frame, text,
                      FILL(TEXT_SCHEDULES_WRONG_ID, schedules_number(frame, desk->all.wrong), all,
                           schedules_number(frame, desk->par)));
    else
        text = joined(frame, text,
                      desk->all.schedules == 1 ? text_of(frame->language, TEXT_SCHEDULES_ONE_RIGHT_ID)
                                               : FILL(TEXT_SCHEDULES_NONE_WRONG_ID, all));
    if (desk->all.losing > 0 && desk->all.wrong == 0)
        text = joined(frame, text, FILL(TEXT_SCHEDULES_LOSE_RIGHT_ID, schedules_number(frame, desk->all.losing)));
    if (desk->all.deadlocks > 0)
        text = joined(frame, text, FILL(TEXT_SCHEDULES_DEADLOCKS_ID, schedules_number(frame, desk->all.deadlocks)));
    const uint64_t more = lost_by_the_machine(frame, desk);
    if (more > 0)
        text = joined(frame, text, FILL(TEXT_SCHEDULES_MACHINE_ID, words_number(frame, (int64_t)more)));
    return text;
}

static const char *title(struct frame *frame, const struct schedules_sheet *sheet)
{
    const struct desk *desk = sheet->desk;
    if (sheet->over)
        return text_of(frame->language, TEXT_SCHEDULES_OUTCOME_ID);
    if (desk->moves[0] && desk->here.schedules == 1)
        return text_of(frame->language, TEXT_SCHEDULES_OUTCOME_LAST_ID);
    if (desk->all.schedules == 1)
        return text_of(frame->language, TEXT_SCHEDULES_OUTCOME_ONLY_ID);
    if (desk->moves[0])
        return FILL(TEXT_SCHEDULES_OUTCOMES_HERE_ID, schedules_number(frame, desk->here.schedules));
    return FILL(TEXT_SCHEDULES_OUTCOMES_ID, schedules_number(frame, desk->all.schedules));
}

void schedules_outcomes_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    const struct desk *desk = sheet->desk;
    const char *words = title(frame, sheet), *exact = text_of(frame->language, TEXT_SCHEDULES_EXACT_ID);
    const struct text_style bold = ui_bold(frame, TYPE_LABEL, TEXT_SOFT), note = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const bool both = draw_text_width(frame->list, words, bold) + draw_text_width(frame->list, exact, note) +
                          4 * frame->scale.pad_px <
                      rect.width;
    if (draw_text_width(frame->list, words, bold) + 2.2f * frame->scale.pad_px > rect.width)
        words = schedules_title(frame, rect, TEXT_SCHEDULES_OUTCOMES_SHORT_ID, TEXT_SCHEDULES_OUTCOMES_SHORT_ID);
    struct rect room = ui_panel(frame, rect, words, both ? exact : NULL);
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const char *said = sentence(frame, sheet);
    const float height = ui_paragraph_height(frame, room.width, said, style);
    ui_paragraph(frame, rect_cut_bottom(&room, height < room.height * 0.6f ? height : room.height * 0.6f), said, style);
    rect_cut_bottom(&room, frame->scale.gap_px * 0.6f);
    if (desk->outcome_count == 0)
        return;
    const float most = 33 * frame->scale.u, line = room.height / (float)desk->outcome_count;
    const float least = frame->scale.type[frame->scale.lecture ? TYPE_SMALL : TYPE_LABEL] * 1.15f;
    if (line >= least)
        draw_rows(frame, sheet, room, frame->scale.lecture || line < most ? line : most);
    else
        draw_columns(frame, sheet, room);
}
