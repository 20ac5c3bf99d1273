// For one, three and four workers, where no square can show all: who can move, and how many schedules each of the next two
// moves leaves.
#include "view/looks/marks.h"
#include "view/schedules/head.h"
#include "view/schedules/parts.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

static void draw_token(struct frame *frame, const struct schedules_sheet *sheet, struct rect cell, int worker)
{
    const float size = schedules_token_px(frame, cell.height * 0.8f);
    mark_token(frame->list, frame->theme, point_at(cell.x + size / 2, rect_centre(cell).y), size, worker,
               schedules_name(frame, sheet, worker), frame->scale.u);
}

static const char *can_words(struct frame *frame, const struct schedules_sheet *sheet, int worker, enum text_role *role)
{
    const int lock = course_blocked_on(&sheet->course, sheet->walk.places, worker);
    *role = TEXT_SOFT;
    if (sheet->walk.places[worker] == sheet->course.length)
        return text_of(frame->language, TEXT_SCHEDULES_ENDED_ID);
    *role = lock < 0 ? TEXT_GOOD : TEXT_LOST;
    if (lock < 0)
        return text_of(frame->language, TEXT_SCHEDULES_CAN_ID);
    return schedules_blocked(frame, sheet, worker);
}

// Who stands before which step, carries what, can move or why not.
static void draw_table(struct frame *frame, const struct schedules_sheet *sheet, struct rect room)
{
    const float line = room.height / (float)sheet->course.count;
    for (int worker = 0; worker < sheet->course.count; worker++) {
        struct rect row = rect_cut_top(&room, line);
        const float whole = row.width;
        enum text_role role;
        const uint32_t place = sheet->walk.places[worker];
        struct text_style mono = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
        mono.figures = false;
        draw_token(frame, sheet, rect_cut_left(&row, line + 8 * frame->scale.u), worker);
        const char *next = place == sheet->course.length ? "" : schedules_step_word(frame, sheet, worker, place);
        words_fit(frame, rect_cut_left(&row, whole * 0.22f), next, mono);
        const bool stale = walk_stale(&sheet->course, &sheet->walk, worker);
        const char *held =
            course_carries(&sheet->course, place)
                ? arena_printf(frame->arena, "r = %s%s%s", schedules_number(frame, sheet->walk.registers[worker]),
                               stale ? "  " : "", stale ? text_of(frame->language, TEXT_SCHEDULES_STALE_ID) : "")
                : NULL;
        const struct rect cell = rect_cut_left(&row, whole * 0.26f);
        if (held)
            words_fit(frame, cell, held, ui_mono(frame, TYPE_BODY, stale ? TEXT_LOST : TEXT_SOFT));
        const char *can = can_words(frame, sheet, worker, &role);
        words_fit(frame, row, can, ui_text(frame, TYPE_BODY, role));
    }
}

static void draw_branch(struct frame *frame, const struct schedules_sheet *sheet, const struct desk_branch *branch,
                        struct rect row)
{
    const struct desk_count *count = &branch->count;
    const int64_t right = count->schedules - count->wrong - count->deadlocks;
    const float indent = row.height * 1.6f * (float)(branch->depth - 1);
    const char *words =
        FILL(TEXT_SCHEDULES_RIGHT_ID, schedules_number(frame, right), schedules_number(frame, count->schedules));
    struct text_style style = ui_mono(frame, TYPE_LABEL, TEXT_SOFT);
    style.figures = false;
    const float end = row.x + row.width * 0.56f;
    rect_cut_left(&row, indent);
    draw_token(frame, sheet, rect_cut_left(&row, row.height * 1.3f), branch->worker);
    struct rect bar = rect_cut_left(&row, end - row.x);
    rect_cut_left(&row, 12 * frame->scale.u);
    const float high = row.height * 0.34f;
    bar = rect_of(bar.x, rect_centre(bar).y - high / 2, bar.width, high);
    const double share = count->schedules > 0 ? (double)right / (double)count->schedules : 0;
    draw_box(frame->list, bar, 2 * frame->scale.u, paint_solid(frame->theme->marks[MARK_LOST]), stroke_none());
    if (share > 0) {
        const struct rect good = rect_of(bar.x, bar.y, bar.width * (float)share, bar.height);
        draw_box(frame->list, good, 2 * frame->scale.u, paint_solid(frame->theme->marks[MARK_GOOD]), stroke_none());
    }
    words_fit(frame, row, words, style);
}

void schedules_tree_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    const struct desk *desk = sheet->desk;
    struct rect room = schedules_head_draw(frame, sheet, rect, TEXT_SCHEDULES_TABLE_ID, TEXT_SCHEDULES_TABLE_ID);
    const float line = ui_row_height(frame) * 1.05f, table = line * (float)sheet->course.count;
    draw_table(frame, sheet, rect_cut_top(&room, table < room.height * 0.45f ? table : room.height * 0.45f));
    rect_cut_top(&room, frame->scale.gap_px);
    if (desk->branch_count == 0)
        return;
    words_fit(frame, rect_cut_top(&room, frame->scale.type[TYPE_LABEL] * 2),
              text_of(frame->language, TEXT_SCHEDULES_TREE_ID), ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    int rows = desk->branch_count, deepest = 2;
    const float token = schedules_token_px(frame, 0), small = frame->scale.type[TYPE_LABEL] * 1.2f;
    const float least = token > small ? token : small;
    if (room.height / (float)rows < least) { // the first moves alone
        deepest = 1;
        rows = 0;
        for (int i = 0; i < desk->branch_count; i++)
            rows += desk->branches[i].depth == 1;
    }
    float height = room.height / (float)rows;
    height = height < line ? height : line;
    for (int i = 0; i < desk->branch_count; i++)
        if (desk->branches[i].depth <= deepest)
            draw_branch(frame, sheet, &desk->branches[i], rect_cut_top(&room, height));
}
