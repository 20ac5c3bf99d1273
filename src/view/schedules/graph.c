// The progress graph (E. W. Dijkstra): one axis a worker, one unit a step, a schedule is a path that only goes forward.
//
// Where both workers are between a load and its store a path loses an update; where both would hold one lock no path
// can be. Paths run along the lines: a worker rests on one while the other moves, so there is a line wherever it may be
// left. The recorded run is drawn in for the passes around the playhead.
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/schedules/parts.h"
#include "view/ui/words.h"

#include "labs/balance/books.h"
#include "labs/balance/cell.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#include <math.h>
#include <string.h>

enum {
    SPANS_MAX = 32,
    PATH_MAX_POINTS = 2 * DESK_MOVES_MAX + 2,
    RECORDED_EVENTS_MAX = 4096, // looked at for the recorded run
};

struct grid {
    const struct course *course;
    float x, y, cell;
};

static float grid_px(const struct grid *grid) { return grid->cell * (float)grid->course->length; }

static struct point grid_point(const struct grid *grid, float x, float y)
{
    return point_at(grid->x + x * grid->cell, grid->y + y * grid->cell);
}

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

static bool locked_out(const struct course *course, struct span across, struct span down)
{
    return (course_holds(course, across.first) & course_holds(course, down.first)) != 0;
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
    for (int lock = 0; lock < grid->course->lock_count; lock++) {
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

// ---- paths ---------------------------------------------------------------------------------------------------------

struct path {
    struct point points[PATH_MAX_POINTS];
    size_t count;
    const struct grid *grid;
    float off; // to the side, so that paths beside each other both show
    struct point lost[DESK_MOVES_MAX];
    size_t lost_count;
    uint32_t places[2];
};

static void path_to(struct path *path, uint32_t across, uint32_t down)
{
    struct point at = grid_point(path->grid, (float)across, (float)down);
    at.x += path->off;
    at.y += path->off;
    if (path->count < PATH_MAX_POINTS)
        path->points[path->count++] = at;
    path->places[0] = across;
    path->places[1] = down;
}

static void note_loss(void *context, const struct walk_step *step)
{
    struct path *path = context;
    path->places[step->worker]++;
    if ((step->kind == STEP_STORE || step->kind == STEP_MODIFY) && step->parent != step->over &&
        path->lost_count < DESK_MOVES_MAX)
        path->lost[path->lost_count++] = grid_point(path->grid, (float)path->places[0] - (step->worker == 0 ? 0.5f : 0),
                                                    (float)path->places[1] - (step->worker == 1 ? 0.5f : 0));
}

static void follow(struct path *path, const struct course *course, const char *moves)
{
    struct walk walk = walk_start(course);
    path_to(path, 0, 0);
    for (const char *move = moves; *move; move++) {
        walk_move(course, &walk, *move - '1', note_loss, path);
        path_to(path, walk.places[0], walk.places[1]);
    }
}

// ---- the recorded run ----------------------------------------------------------------------------------------------

// Where the load and the store of each update of a pass stand among its steps.
struct places {
    uint32_t load[COURSE_STEPS_MAX], store[COURSE_STEPS_MAX];
    uint32_t updates;
};

static void find_places(const struct course *course, struct places *places)
{
    uint32_t load = 0;
    places->updates = 0;
    for (uint32_t i = 0; i < course->step_count; i++) {
        const uint8_t kind = course->steps[i].kind;
        if (kind == STEP_LOAD)
            load = i;
        if (kind != STEP_STORE && kind != STEP_MODIFY)
            continue;
        places->load[places->updates] = kind == STEP_MODIFY ? i : load;
        places->store[places->updates++] = i;
    }
}

static bool is_of_this(const struct desk *desk, const struct document *document)
{
    const struct experiment *shown = &desk->experiment, *recorded = experiment_of(&document->recording);
    return recorded->guard == shown->guard && recorded->python == shown->python &&
           experiment_program(recorded) == experiment_program(shown) && recorded->count == 2 &&
           recorded->memory == MEMORY_SHARED && balance_story(document)->order.stores > 0;
}

// Where the worker stands after the event, with the unlocks that follow it.
static uint32_t place_after(const struct course *course, const struct places *places, const struct order_event *event,
                            uint64_t first)
{
    const uint64_t update = version_sequence(event->version) - first, pass = update / places->updates;
    const uint32_t *at = event->kind == ORDER_LOAD ? places->load : places->store;
    uint32_t step = at[update % places->updates];
    const bool modify = course->steps[step].kind == STEP_MODIFY;
    step += modify && event->kind == ORDER_LOAD ? 0 : 1;
    while (step < course->step_count && course->steps[step].kind == STEP_UNLOCK)
        step++;
    return (uint32_t)pass * course->step_count + step;
}

static void follow_recorded(struct path *path, const struct schedules_sheet *sheet, const struct document *document,
                            uint64_t events)
{
    const struct course *course = &sheet->course;
    const struct order *order = &balance_story(document)->order;
    const struct recording *recording = &document->recording;
    struct places places;
    struct order_cursor cursor;
    uint64_t firsts[2], start = UINT64_MAX, made[2] = { 0, 0 };
    find_places(course, &places);
    if (events > 0 && order_cursor_set(&cursor, order, events - 1))
        for (int w = 0; w < 2; w++)
            made[w] = cursor.made[w];
    for (uint32_t w = 0; w < 2; w++) {
        const uint64_t passes = balance_updates(recording, w) / places.updates;
        uint64_t pass = made[w] / places.updates;
        pass = pass + course->iterations <= passes ? pass
               : passes > course->iterations       ? passes - course->iterations
                                                   : 0;
        firsts[w] = pass * places.updates;
        if (passes == 0)
            return;
        const uint64_t event = order_event_of_load(order, version_make(w, (uint32_t)firsts[w]));
        start = event < start ? event : start;
    }
    uint32_t at[2] = { 0, 0 };
    path_to(path, 0, 0);
    if (!order_cursor_set(&cursor, order, start))
        return;
    for (int i = 0; i < RECORDED_EVENTS_MAX && (at[0] < course->length || at[1] < course->length); i++) {
        const struct order_event *event = order_cursor_event(&cursor);
        const uint32_t worker = version_worker(event->version);
        const uint64_t sequence = version_sequence(event->version);
        if (worker < 2 && sequence >= firsts[worker] &&
            sequence < firsts[worker] + (uint64_t)places.updates * course->iterations) {
            at[worker] = place_after(course, &places, event, firsts[worker]);
            path_to(path, at[0], at[1]);
        }
        if (!order_cursor_next(&cursor))
            return;
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

// ---- all of it -----------------------------------------------------------------------------------------------------

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

// Fewer and more iterations, at the right of the panel's head; the width it takes.
static float draw_iterations(struct frame *frame, const struct desk *desk, struct rect panel)
{
    const uint64_t iterations = desk->experiment.iterations;
    const char *number = schedules_number(frame, (int64_t)iterations);
    const char *words = iterations == 1 ? text_of(frame->language, TEXT_SCHEDULES_ITERATION_ID)
                                        : FILL(TEXT_SCHEDULES_ITERATIONS_ID, number);
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const float height = ui_row_height(frame), pad = frame->scale.pad_px;
    const float width = draw_text_width(frame->list, words, style) + 2 * height + 8 * frame->scale.u;
    if (frame->scale.lecture || width + 2 * pad > panel.width)
        return 0;
    struct rect rect = rect_of(rect_right(panel) - pad * 0.6f - width, panel.y + pad * 0.35f, width, height);
    struct ui_press press = { .id = ui_id("schedule iterations", 0),
                              .group = 62,
                              .action = ACTION_SCHEDULE_ITERATIONS,
                              .argument = -1,
                              .disabled = iterations <= 1 };
    ui_icon(frame, rect_cut_left(&rect, height), ICON_LESS, press);
    press.id = ui_id("schedule iterations", 1);
    press.argument = 1;
    press.disabled = iterations >= desk_iterations_max(desk->experiment.count);
    ui_icon(frame, rect_cut_right(&rect, height), ICON_MORE, press);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, rect_centre(rect), words, style);
    return width + pad;
}

struct rect schedules_head_draw(struct frame *frame, const struct schedules_sheet *sheet, struct rect rect,
                                enum text_id title, enum text_id brief)
{
    struct rect head = rect;
    struct rect room = ui_panel(frame, rect, "", NULL);
    head.width -= draw_iterations(frame, sheet->desk, rect);
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(room.x, rect.y + (room.y - rect.y) / 2), schedules_title(frame, head, title, brief),
              style);
    return room;
}

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
    const bool recorded = frame->document && is_of_this(desk, frame->document);
    struct sample samples[3];
    int count = 0;
    const struct stroke strokes[3] = {
        stroke_solid(theme->texts[TEXT_MAIN], 3.6f * u),
        stroke_solid(theme->marks[MARK_ACCENT], 2 * u),
        stroke_dashed(theme->marks[MARK_LOST], 3 * u, 3 * u, 3.4f * u),
    };
    samples[count++] = (struct sample){ text_of(frame->language, TEXT_SCHEDULES_YOURS_ID), strokes[0] };
    if (recorded)
        samples[count++] = (struct sample){ text_of(frame->language, TEXT_SCHEDULES_RECORDED_ID), strokes[1] };
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
        follow(other, &sheet->course, desk->shortest);
        draw_path(frame, other, strokes[2]);
    }
    if (recorded) {
        *other = (struct path){ .grid = &grid, .off = off };
        follow_recorded(other, sheet, frame->document, frame->model->playback.events);
        draw_path(frame, other, strokes[1]);
    }
    *yours = (struct path){ .grid = &grid };
    follow(yours, &sheet->course, desk->moves);
    draw_path(frame, yours, strokes[0]);
    draw_lost_marks(frame, yours);
    if (yours->count > 0)
        draw_disc(frame->list, yours->points[yours->count - 1], 7.5f * u, paint_solid(theme->texts[TEXT_MAIN]),
                  stroke_solid(theme->grounds[GROUND_PANEL], u));
}
