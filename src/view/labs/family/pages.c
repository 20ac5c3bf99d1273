// The pages as a grid, row by row in their order, so that what was done with a quarter of them is a band. A page that was copied
// has the colour of the process whose own it is.
#include "view/labs/family/parts.h"

#include "document/document.h"
#include "labs/family/family.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    CHILD = 1,
};

struct grid {
    const struct recording *recording;
    const struct family_plan *plan;
    uint64_t own[FAMILY_PAGE_WORDS]; // by then
    uint32_t columns, rows;
    struct rect rect;
    float cell_px;
};

// ---- what is so at a moment -----------------------------------------------------------------------------------------

// Pages of the child's own as it began, and those that it copied until then.
static void find_own(struct grid *grid, uint64_t ns)
{
    const struct recording *recording = grid->recording;
    const struct family_shared *shared = program_lab_shared(recording);
    if (recording->task_count <= CHILD)
        return;
    const uint64_t notes = program_lab_notes_until(recording, CHILD, ns);
    for (uint32_t word = 0; notes > 0 && word < FAMILY_PAGE_WORDS; word++)
        grid->own[word] = shared->own_before[word];
    for (uint64_t i = 0; i < notes; i++) {
        const struct note *note = &recording->notes[CHILD][i];
        if (note->kind == NOTE_OWN && note->resource == FAMILY_OWN_COPIED && note->other < grid->plan->pages)
            grid->own[note->other / 64] |= UINT64_C(1) << (note->other % 64);
    }
}

// Whether a task has come to a step by then.
static bool has_come_to(const struct recording *recording, uint32_t task, enum family_step step, uint64_t ns)
{
    if (task >= recording->task_count)
        return false;
    const uint64_t notes = program_lab_notes_until(recording, task, ns);
    for (uint64_t i = 0; i < notes; i++)
        if (recording->notes[task][i].kind == NOTE_AT && recording->notes[task][i].other == step)
            return true;
    return false;
}

// ---- the grid -------------------------------------------------------------------------------------------------------

// As large as there is room for, in rows that a quarter of the pages fills wholly where it can.
static void lay_out(struct grid *grid, struct rect room)
{
    const uint32_t pages = grid->plan->pages;
    grid->cell_px = 0;
    for (uint32_t columns = 1; columns <= pages; columns++) {
        const uint32_t rows = (pages + columns - 1) / columns;
        const float cell = fminf(room.width / (float)columns, room.height / (float)rows);
        const bool even = pages % FAMILY_TOUCHES != 0 || (pages / FAMILY_TOUCHES) % columns == 0;
        if (!even || cell <= grid->cell_px)
            continue;
        grid->cell_px = cell;
        grid->columns = columns;
        grid->rows = rows;
    }
    grid->cell_px = floorf(fminf(grid->cell_px, room.height / FAMILY_TOUCHES));
    grid->rect = rect_of(room.x, room.y, grid->cell_px * (float)grid->columns, grid->cell_px * (float)grid->rows);
}

static void draw_page(struct frame *frame, const struct grid *grid, uint32_t page)
{
    const float gap = grid->cell_px > 6 ? 1 : 0;
    const uint32_t row = (uint32_t)page / (uint32_t)grid->columns, column = (uint32_t)page % (uint32_t)grid->columns;
    const struct rect cell =
        rect_of(grid->rect.x + (float)column * grid->cell_px, grid->rect.y + (float)row * grid->cell_px,
                grid->cell_px - gap, grid->cell_px - gap);
    const struct colour colour =
        family_page_own(grid->own, page) ? theme_worker(frame->theme, CHILD)->fill : frame->theme->trims[TRIM_TRACK];
    draw_rect(frame->list, cell, paint_solid(colour));
}

// Beside each band what is done with its pages, and how many of them were copied.
static void draw_bands(struct frame *frame, const struct grid *grid, struct rect room)
{
    static const enum text_id names[FAMILY_TOUCHES] = {
        [FAMILY_LEFT] = TEXT_FAMILY_TOUCH_LEFT_ID,
        [FAMILY_READ] = TEXT_FAMILY_TOUCH_READ_ID,
        [FAMILY_COUNTED] = TEXT_FAMILY_TOUCH_COUNTED_ID,
        [FAMILY_WRITTEN] = TEXT_FAMILY_TOUCH_WRITTEN_ID,
    };
    const float band_px = grid->rect.height / FAMILY_TOUCHES;
    if (band_px < frame->scale.type[TYPE_SMALL] * 1.3f)
        return;
    for (uint32_t touch = 0; touch < FAMILY_TOUCHES; touch++) {
        uint32_t own = 0, all = 0;
        for (uint32_t page = 0; page < grid->plan->pages; page++) {
            all += family_touch_of(grid->plan, page) == touch;
            own += family_touch_of(grid->plan, page) == touch && family_page_own(grid->own, page);
        }
        struct rect row = rect_of(room.x, grid->rect.y + (float)touch * band_px, room.width, band_px);
        const char *count = FILL(TEXT_FAMILY_COPIED_OF_ID, words_number(frame, own), words_number(frame, all));
        const struct text_style figure = ui_mono(frame, TYPE_SMALL, own ? TEXT_MAIN : TEXT_FAINT),
                                words = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
        const float count_px = draw_text_width(frame->list, count, figure);
        words_fit_end(frame, rect_cut_right(&row, count_px + 1), count, figure, true);
        rect_cut_right(&row, frame->scale.gap_px * 0.6f);
        const char *const said[] = { text_of(frame->language, names[touch]),
                                     text_of(frame->language, TEXT_FAMILY_TOUCH_COUNTED_SHORT_ID) };
        words_fit_end(frame, row,
                      touch == FAMILY_COUNTED ? words_first_fitting(frame, said, 2, words, row.width) : said[0], words,
                      false);
    }
}

// ---- x --------------------------------------------------------------------------------------------------------------

static void draw_variable(struct frame *frame, struct rect cell, uint32_t task, const char *text)
{
    const float size = fminf(cell.height, 24 * frame->scale.u * (frame->scale.lecture ? 2 : 1));
    if (task >= frame->document->recording.task_count || cell.width < 2 * size)
        return;
    mark_token(frame->list, frame->theme, point_at(cell.x + size / 2, rect_centre(cell).y), size, (int)task,
               words_name(frame, task), frame->scale.u);
    rect_cut_left(&cell, size * 1.3f);
    words_fit_end(frame, cell, text, ui_mono(frame, TYPE_BODY, TEXT_MAIN), false);
}

// One address, two variables.
static void draw_variables(struct frame *frame, const struct grid *grid, uint64_t ns, struct rect row)
{
    const bool set = has_come_to(grid->recording, CHILD, FAMILY_STEP_SET, ns);
    const struct family_shared *shared = program_lab_shared(grid->recording);
    const struct task *child = grid->recording->task_count > CHILD ? &grid->recording->tasks[CHILD] : NULL;
    const float part = row.width * (frame->scale.lecture ? 0.5f : 0.27f); // in a lecture the address has no room
    draw_variable(frame, rect_cut_left(&row, part), 0, "x = 0");
    if (child && child->created_ns <= ns)
        draw_variable(frame, rect_cut_left(&row, part), CHILD, set ? "x = 1" : "x = 0");
    else
        rect_cut_left(&row, part);
    words_fit_end(
        frame, row,
        FILL(TEXT_FAMILY_SAME_ADDRESS_ID, arena_printf(frame->arena, "0x%llx", (unsigned long long)shared->address)),
        ui_text(frame, TYPE_SMALL, TEXT_FAINT), true);
}

void family_pages_draw(struct frame *frame, uint64_t ns, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const struct family_shared *shared = program_lab_shared(recording);
    struct grid grid = { .recording = recording, .plan = family_plan_of(recording->plan) };
    const float row_px = frame->scale.type[TYPE_BODY] * 1.9f;
    if (rect.height > 3 * row_px) {
        draw_variables(frame, &grid, ns, rect_cut_top(&rect, row_px));
        rect_cut_top(&rect, frame->scale.pad_px * 0.5f);
    }
    if (!shared->pages_known) {
        ui_paragraph(frame, rect, text_of(frame->language, TEXT_FAMILY_PAGES_UNKNOWN_ID),
                     ui_text(frame, TYPE_BODY, TEXT_SOFT));
        return;
    }
    find_own(&grid, ns);
    lay_out(&grid, rect_of(rect.x, rect.y, rect.width * 0.5f, rect.height));
    if (grid.cell_px < 1)
        return;
    rect_cut_left(&rect, grid.rect.width + frame->scale.gap_px);
    for (uint32_t page = 0; page < grid.plan->pages; page++)
        draw_page(frame, &grid, page);
    ui_explain(frame, grid.rect, text_of(frame->language, TEXT_FAMILY_PAGES_TIP_ID));
    draw_bands(frame, &grid, rect);
}
