// The progress graph (E. W. Dijkstra): one axis a worker, one unit a step, a schedule is a path that only goes forward.
//
// Where both workers are between a load and its store a path loses an update; where both would hold one lock no path
// can be. Paths run along the lines: a worker rests on one while the other moves, so there is a line wherever it may be
// left. The recorded run is drawn in for the passes around the playhead.
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/schedules/head.h"
#include "view/schedules/parts.h"
#include "view/schedules/path.h"
#include "view/schedules/words.h"
#include "view/ui/words.h"

#include "labs/balance/cell.h"

enum {
    SPANS_MAX = 32,
};

// ---- regions -------------------------------------------------------------------------------------------------------

// Places one behind the other at which something holds: from first to last.
struct span {
    uint32_t first, last;
};

typedef bool span_test(const struct course *course, uint32_t place, int which);

static bool carries(const struct course *course, uint32_t place, int which)
{
    (void)which;
    return course_carries(course, place);
}

static bool holds(const struct course *course, uint32_t place, int lock)
{
    return course_holds(course, place) >> lock & 1;
}

static int find_spans(const struct course *course, span_test *test, int which, struct span spans[SPANS_MAX])
{
    int count = 0;
    for (uint32_t place = 0; place <= course->length; place++) {
        if (!test(course, place, which))
            continue;
        if (count > 0 && spans[count - 1].last + 1 == place)
            spans[count - 1].last = place;
        else if (count < SPANS_MAX)
            spans[count++] = (struct span){ place, place };
    }
    return count;
}

// The open square round two spans: a path that comes inside comes to one of their places.
static struct rect region_of(const struct grid *grid, struct span across, struct span down)
{
    const struct point from = grid_point(grid, (float)across.first - 1, (float)down.first - 1);
    const struct point to = grid_point(grid, (float)across.last + 1, (float)down.last + 1);
    return rect_between(from.x, from.y, to.x, to.y);
}

static bool has_cut(const struct course *course, struct span span)
{
    for (uint32_t place = span.first; place <= span.last; place++)
        if (course_cut(course, place))
            return true;
    return false;
}

// A lock by hand that is broken keeps nobody out.
static bool keeps_out(const struct course *course) { return !course->protocol || course->protocol->excludes; }

static bool locked_out(const struct course *course, struct span across, struct span down)
{
    return keeps_out(course) && (course_holds(course, across.first) & course_holds(course, down.first)) != 0;
}

static void draw_words(struct frame *frame, struct rect rect, const char *words, enum text_role role)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, role);
    const struct rect room = rect_inset(rect, 8 * frame->scale.u);
    style.across = ACROSS_CENTRE;
    const float height = ui_paragraph_height(frame, room.width, words, style);
    const float line = draw_text_lines(frame->list, style).line_px;
    if (height > room.height * 0.5f || room.width < 5 * style.size_px || height > 4.2f * line)
        return;
    ui_paragraph(frame, rect_of(room.x, rect_centre(room).y + room.height * 0.04f, room.width, height + 1), words,
                 style);
}

// Loss regions say so within, where there is room; the rest says the legend.
static void draw_losses(struct frame *frame, const struct grid *grid)
{
    const struct theme *theme = frame->theme;
    struct span spans[SPANS_MAX];
    const int count = find_spans(grid->course, carries, 0, spans);
    for (int i = 0; i < count * count; i++) {
        const struct span across = spans[i % count], down = spans[i / count];
        if (locked_out(grid->course, across, down))
            continue;
        const bool open = has_cut(grid->course, across) || has_cut(grid->course, down);
        const struct rect rect = rect_inset(region_of(grid, across, down), 4 * frame->scale.u);
        const struct colour mark = open ? theme->marks[MARK_LOST] : theme->marks[MARK_LINE];
        draw_box(frame->list, rect, frame->scale.radius_px, paint_solid(colour_faded(mark, open ? 34 : 18)),
                 stroke_dashed(colour_faded(mark, open ? 190 : 110), frame->scale.line_px * 1.2f, 6 * frame->scale.u,
                               4 * frame->scale.u));
        draw_words(frame, rect,
                   text_of(frame->language, open ? TEXT_SCHEDULES_LOSES_HERE_ID : TEXT_SCHEDULES_NO_POINT_ID),
                   open ? TEXT_LOST : TEXT_SOFT);
    }
}

static void draw_forbidden(struct frame *frame, const struct schedules_sheet *sheet, const struct grid *grid)
{
    const struct theme *theme = frame->theme;
    struct span spans[SPANS_MAX];
    for (int lock = 0; keeps_out(grid->course) && lock < grid->course->lock_count; lock++) {
        const int count = find_spans(grid->course, holds, lock, spans);
        for (int i = 0; i < count * count; i++) {
            const struct rect rect =
                rect_inset(region_of(grid, spans[i % count], spans[i / count]), 3 * frame->scale.u);
            const struct colour ink = colour_faded(theme->marks[MARK_GOOD], 70);
            draw_box(frame->list, rect, frame->scale.radius_px * 0.6f,
                     (struct paint){ theme->grounds[GROUND_WELL], ink, PATTERN_HATCH, 12 * frame->scale.u,
                                     point_at(rect.x, rect.y) },
                     stroke_solid(theme->marks[MARK_GOOD], frame->scale.line_px * 1.2f));
            const char *words = FILL(TEXT_SCHEDULES_FORBIDDEN_ID, schedules_lock(frame, sheet, lock));
            struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
            const float width = draw_text_width(frame->list, words, style);
            if (width + 24 * frame->scale.u < rect.width)
                mark_plate(frame->list, theme, rect_centre(rect), rect, words, style, frame->scale.u);
        }
    }
}

// ---- the grid ------------------------------------------------------------------------------------------------------

static void draw_grid(struct frame *frame, const struct grid *grid)
{
    const struct course *course = grid->course;
    const float side = grid_px(grid);
    for (uint32_t place = 0; place <= course->length; place++) {
        if (!course_cut(course, place))
            continue;
        const bool pass = place % course->step_count == 0;
        const struct colour colour =
            colour_faded(frame->theme->marks[MARK_LINE], pass && course->iterations > 1 ? 230 : 120);
        const float width = frame->scale.line_px * (course->program->bytecode ? 2.2f : 1.2f);
        const struct point at = grid_point(grid, (float)place, (float)place);
        draw_line(frame->list, point_at(at.x, grid->y), point_at(at.x, grid->y + side), stroke_solid(colour, width));
        draw_line(frame->list, point_at(grid->x, at.y), point_at(grid->x + side, at.y), stroke_solid(colour, width));
    }
}

// A step as a sign, where there is no room for its word: as in the timeline a ring loads, a square stores.
static void draw_sign(struct frame *frame, struct point at, uint8_t kind, struct colour colour)
{
    const float size = 3.4f * frame->scale.u;
    if (kind == STEP_LOAD)
        draw_disc(frame->list, at, size, paint_none(), stroke_solid(colour, size * 0.45f));
    else if (kind == STEP_STORE)
        draw_rect(frame->list, rect_of(at.x - size, at.y - size, 2 * size, 2 * size), paint_solid(colour));
    else if (kind == STEP_MODIFY)
        draw_disc(frame->list, at, size, paint_solid(colour), stroke_none());
    else // a lock: a bar across the worker's way
        draw_rect(frame->list, rect_of(at.x - size * 0.35f, at.y - size * 1.3f, size * 0.7f, size * 2.6f),
                  paint_solid(colour));
}

// The steps along both sides.
static void draw_sides(struct frame *frame, const struct schedules_sheet *sheet, const struct grid *grid, float band)
{
    const struct course *course = grid->course;
    struct text_style style = ui_mono(frame, TYPE_LABEL, TEXT_MAIN);
    style.figures = false;
    bool words = true;
    for (int worker = 0; worker < 2; worker++)
        for (uint32_t place = 0; place < course->length; place++)
            words = words && draw_text_width(frame->list, schedules_step_word(frame, sheet, worker, place), style) <
                                 grid->cell - 8 * frame->scale.u;
    for (uint32_t place = 0; place < course->length; place++) {
        const uint8_t kind = course_next(course, place)->kind;
        const struct point middle = grid_point(grid, (float)place + 0.5f, (float)place + 0.5f);
        for (int worker = 0; worker < 2; worker++) {
            const struct colour colour = theme_worker(frame->theme, worker)->text;
            const bool across = worker == 0;
            style.colour = colour;
            style.across = across ? ACROSS_CENTRE : ACROSS_RIGHT;
            style.along = ALONG_MIDDLE;
            const float off = 9 * frame->scale.u;
            if (words || (!across && grid->cell > style.size_px * 1.2f))
                draw_text(frame->list,
                          across ? point_at(middle.x, grid->y - band / 2) : point_at(grid->x - off, middle.y),
                          schedules_step_word(frame, sheet, worker, place), style);
            else if (grid->cell > 8 * frame->scale.u)
                draw_sign(frame, across ? point_at(middle.x, grid->y - off) : point_at(grid->x - off, middle.y), kind,
                          colour);
        }
    }
}

// ---- paths ----------------------------------------------------------------------------------------------------------

static void draw_path(struct frame *frame, const struct path *path, struct stroke stroke)
{
    draw_polyline(frame->list, path->points, path->count, stroke);
}

static void draw_lost_marks(struct frame *frame, const struct path *path)
{
    const float size = 5 * frame->scale.u;
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.stroke_px * 1.1f);
    for (size_t i = 0; i < path->lost_count; i++) {
        const struct point at = path->lost[i];
        draw_disc(frame->list, at, size * 1.5f, paint_solid(frame->theme->grounds[GROUND_PANEL]),
                  stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px * 1.4f));
        draw_line(frame->list, point_at(at.x - size * 0.6f, at.y - size * 0.6f),
                  point_at(at.x + size * 0.6f, at.y + size * 0.6f), stroke);
        draw_line(frame->list, point_at(at.x - size * 0.6f, at.y + size * 0.6f),
                  point_at(at.x + size * 0.6f, at.y - size * 0.6f), stroke);
    }
}

// ---- the legend ----------------------------------------------------------------------------------------------------

struct sample {
    const char *words;
    struct stroke stroke;
};

// As many rows as it takes, from the foot up; returns the height.
static float draw_legend(struct frame *frame, struct rect room, const struct sample *samples, int count, bool draw)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float line = style.size_px * 1.7f, sample = 26 * frame->scale.u, gap = 8 * frame->scale.u;
    float x = room.x, y = room.y;
    for (int i = 0; i < count; i++) {
        const float width = sample + gap + draw_text_width(frame->list, samples[i].words, style);
        if (x > room.x && x + width > rect_right(room)) {
            x = room.x;
            y += line;
        }
        if (draw) {
            const float middle = y + line / 2;
            struct text_style words = style;
            words.along = ALONG_MIDDLE;
            draw_line(frame->list, point_at(x, middle), point_at(x + sample, middle), samples[i].stroke);
            words.max_px = rect_right(room) - x - sample - gap;
            draw_text(frame->list, point_at(x + sample + gap, middle), samples[i].words, words);
        }
        x += width + 2.4f * gap;
    }
    return y + line - room.y;
}

// Of a long run the path is of the passes at the playhead, which are named where there is room.
static const char *recorded_words(struct frame *frame, const struct schedules_sheet *sheet, float room_px)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const char *plain = text_of(frame->language, TEXT_SCHEDULES_RECORDED_ID);
    uint64_t passes[2];
    if (path_recorded_from(&sheet->course, frame->document, frame->model->playback.events, passes))
        return plain;
    const char *long_words = FILL(TEXT_SCHEDULES_RECORDED_FROM_ID, schedules_name(frame, sheet, 0),
                                  words_number(frame, (int64_t)passes[0] + 1), schedules_name(frame, sheet, 1),
                                  words_number(frame, (int64_t)passes[1] + 1));
    const char *words[] = { long_words, text_of(frame->language, TEXT_SCHEDULES_RECORDED_HERE_ID), plain };
    for (size_t i = 0; i < 2; i++)
        if (draw_text_width(frame->list, words[i], style) <= room_px)
            return words[i];
    return words[2];
}

// ---- all of it ------------------------------------------------------------------------------------------------------

void schedules_graph_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect)
{
    const struct desk *desk = sheet->desk;
    const struct theme *theme = frame->theme;
    const bool lecture = frame->scale.lecture;
    struct rect room = schedules_head_draw(frame, sheet, rect, TEXT_SCHEDULES_GRAPH_ID, TEXT_SCHEDULES_GRAPH_SHORT_ID);
    const float u = frame->scale.u;
    struct path *yours = arena_get(frame->arena, sizeof *yours), *other = arena_get(frame->arena, sizeof *other);
    if (!yours || !other)
        return;
    const bool recorded = frame->document && path_is_recorded(desk, frame->document);
    struct sample samples[3];
    int count = 0;
    const struct stroke strokes[3] = {
        stroke_solid(theme->texts[TEXT_MAIN], 3.6f * u),
        stroke_solid(theme->marks[MARK_ACCENT], 2 * u),
        stroke_dashed(theme->marks[MARK_LOST], 3 * u, 3 * u, 3.4f * u),
    };
    samples[count++] = (struct sample){ text_of(frame->language, TEXT_SCHEDULES_YOURS_ID), strokes[0] };
    if (recorded)
        samples[count++] = (struct sample){ recorded_words(frame, sheet, room.width - 36 * u), strokes[1] };
    if (desk->shortest[0])
        samples[count++] = (struct sample){ text_of(frame->language, TEXT_SCHEDULES_FAILING_ID), strokes[2] };
    const char *note = FILL(TEXT_SCHEDULES_GRAPH_NOTE_ID, schedules_name(frame, sheet, 0),
                            schedules_name(frame, sheet, 1), schedules_number(frame, desk->all.schedules));
    const float legend = draw_legend(frame, room, samples, count, false);
    draw_legend(frame, rect_cut_bottom(&room, legend), samples, count, true);
    if (!lecture) {
        const struct rect line = rect_cut_bottom(&room, frame->scale.type[TYPE_SMALL] * 1.7f);
        words_fit(frame, line, note, ui_text(frame, TYPE_SMALL, TEXT_FAINT));
    }

    const float band = frame->scale.type[TYPE_LABEL] * 2.1f;
    struct text_style side = ui_mono(frame, TYPE_LABEL, TEXT_MAIN);
    float left = 0;
    for (uint32_t place = 0; place < sheet->course.step_count; place++) {
        const float width = draw_text_width(frame->list, schedules_step_word(frame, sheet, 1, place), side);
        left = width > left ? width : left;
    }
    left += 16 * u;
    rect_cut_top(&room, band);
    rect_cut_left(&room, left);
    room = rect_inset(room, 6 * u);
    const float shorter = room.width < room.height ? room.width : room.height;
    struct grid grid = { .course = &sheet->course, .x = room.x, .y = room.y };
    grid.cell = shorter / (float)sheet->course.length;
    if (shorter < 40 * u)
        return;
    grid.x += (room.width - shorter) * 0.4f;
    draw_grid(frame, &grid);
    draw_losses(frame, &grid);
    draw_forbidden(frame, sheet, &grid);
    draw_sides(frame, sheet, &grid, band);
    const float off = grid.cell > 14 * u ? 4.5f * u : grid.cell * 0.25f;
    if (desk->shortest[0]) {
        *other = (struct path){ .grid = &grid, .off = -off };
        path_follow(other, &sheet->course, desk->shortest);
        draw_path(frame, other, strokes[2]);
    }
    if (recorded) {
        *other = (struct path){ .grid = &grid, .off = off };
        path_follow_recorded(other, sheet, frame->document, frame->model->playback.events);
        draw_path(frame, other, strokes[1]);
    }
    *yours = (struct path){ .grid = &grid };
    path_follow(yours, &sheet->course, desk->moves);
    draw_path(frame, yours, strokes[0]);
    draw_lost_marks(frame, yours);
    if (yours->count > 0)
        draw_disc(frame->list, yours->points[yours->count - 1], 7.5f * u, paint_solid(theme->texts[TEXT_MAIN]),
                  stroke_solid(theme->grounds[GROUND_PANEL], u));
}
