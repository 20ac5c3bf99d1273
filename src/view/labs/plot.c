// Axes and lines. The left margin is as wide as the widest figure of the y axis; x figures stand under their marks.
#include "view/labs/plot.h"

#include "view/ui/words.h"

#include <math.h>

static double share_of(const struct plot_axis *axis, double value)
{
    const double share = axis->logarithmic ? log(value / axis->from) / log(axis->to / axis->from)
                                           : (value - axis->from) / (axis->to - axis->from);
    return isnan(share) || share < 0 ? 0 : share > 1 ? 1 : share;
}

struct point plot_point(const struct plot *plot, double x, double y)
{
    return point_at(plot->area.x + plot->area.width * (float)share_of(&plot->x, x),
                    rect_bottom(plot->area) - plot->area.height * (float)share_of(&plot->y, y));
}

// ---- axes -----------------------------------------------------------------------------------------------------------

static struct text_style figure_style(const struct frame *frame)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    style.along = ALONG_MIDDLE;
    style.figures = true;
    return style;
}

static float widest(const struct frame *frame, const struct plot_axis *axis)
{
    float width = 0;
    for (const struct plot_tick *tick = axis->ticks; tick->text; tick++)
        width = fmaxf(width, draw_text_width(frame->list, tick->text, figure_style(frame)));
    return width;
}

static void draw_y(struct frame *frame, const struct plot *plot, float left)
{
    struct text_style style = figure_style(frame);
    const float apart = 1.25f * style.size_px;
    float last = rect_bottom(plot->area) + 2 * apart;
    style.across = ACROSS_RIGHT;
    for (const struct plot_tick *tick = plot->y.ticks; tick->text; tick++) {
        const float y = plot_point(plot, plot->x.from, tick->value).y;
        draw_rect(frame->list, rect_of(plot->area.x, y, plot->area.width, frame->scale.line_px),
                  paint_solid(frame->theme->trims[TRIM_GRID]));
        if (!*tick->text || last - y < apart)
            continue;
        draw_text(frame->list, point_at(left, y), tick->text, style);
        last = y;
    }
}

static void draw_x(struct frame *frame, const struct plot *plot)
{
    struct text_style style = figure_style(frame);
    const float y = rect_bottom(plot->area) + 0.95f * style.size_px;
    float free_from = plot->area.x - plot->area.width;
    for (const struct plot_tick *tick = plot->x.ticks; tick->text; tick++) {
        const float x = plot_point(plot, tick->value, plot->y.from).x,
                    half = draw_text_width(frame->list, tick->text, style) / 2;
        draw_rect(frame->list, rect_of(x, plot->area.y, frame->scale.line_px, plot->area.height),
                  paint_solid(frame->theme->trims[TRIM_GRID]));
        const bool at_end = x + half > rect_right(plot->area) + 0.5f * style.size_px;
        const float left = at_end ? rect_right(plot->area) - 2 * half : x - half;
        if (!*tick->text || left < free_from)
            continue;
        draw_text(frame->list, point_at(left, y), tick->text, style);
        free_from = left + 2 * half + 0.5f * style.size_px;
    }
}

static void draw_titles(struct frame *frame, const struct plot *plot, struct rect room)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_FAINT);
    style.across = ACROSS_RIGHT;
    if (plot->x.title)
        words_fit_end(
            frame,
            rect_of(plot->area.x, rect_bottom(room) - 1.3f * style.size_px, plot->area.width, 1.3f * style.size_px),
            plot->x.title, style, true);
    style.across = ACROSS_LEFT;
    if (plot->y.title)
        words_fit_end(frame, rect_of(room.x, room.y, room.width, 1.3f * style.size_px), plot->y.title, style, false);
}

struct plot plot_draw(struct frame *frame, struct rect room, struct plot_axis x, struct plot_axis y)
{
    const float line = frame->scale.type[TYPE_SMALL] * 1.5f, left = widest(frame, &y);
    struct plot plot = { .x = x, .y = y, .area = room };
    rect_cut_left(&plot.area, left + 0.5f * line);
    rect_cut_right(&plot.area, 0.3f * line);
    rect_cut_top(&plot.area, y.title ? 1.7f * line : 0.5f * line);
    rect_cut_bottom(&plot.area, x.title ? 2 * line : line);
    if (plot.area.height < 2 * line || plot.area.width < 2 * line) {
        plot.area = (struct rect){ 0 };
        return plot;
    }
    draw_y(frame, &plot, room.x + left);
    draw_x(frame, &plot);
    draw_titles(frame, &plot, room);
    draw_line(frame->list, point_at(plot.area.x, rect_bottom(plot.area)),
              point_at(rect_right(plot.area), rect_bottom(plot.area)),
              stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px));
    draw_line(frame->list, point_at(plot.area.x, plot.area.y), point_at(plot.area.x, rect_bottom(plot.area)),
              stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px));
    return plot;
}

// ---- times ----------------------------------------------------------------------------------------------------------

enum {
    STEPS_A_DECADE = 3,
    STEPS_MOST = 12 * STEPS_A_DECADE,
};

static double time_step(int step)
{
    static const double steps[STEPS_A_DECADE] = { 1, 2, 5 };
    const int decade = step / STEPS_A_DECADE;
    return steps[step % STEPS_A_DECADE] * pow(10, decade);
}

static const char *time_text(struct frame *frame, int step)
{
    static const char *const units[] = { "ns", "µs", "ms", "s" };
    const int unit = step / (3 * STEPS_A_DECADE) < 3 ? step / (3 * STEPS_A_DECADE) : 3;
    const char *text = arena_printf(frame->arena, "%.0f %s", time_step(step - unit * 3 * STEPS_A_DECADE), units[unit]);
    return text ? text : "";
}

struct plot_axis plot_time_axis(struct frame *frame, double least_ns, double most_ns)
{
    int from = 0, to;
    while (from + 1 < STEPS_MOST && time_step(from + 1) <= least_ns)
        from++;
    for (to = from + 1; to + 1 < STEPS_MOST && time_step(to) < most_ns;)
        to++;
    struct plot_tick *ticks = arena_get(frame->arena, (size_t)(to - from + 2) * sizeof *ticks);
    static const struct plot_tick none = { 0, NULL };
    struct plot_axis axis = { .from = time_step(from), .to = time_step(to), .logarithmic = true, .ticks = &none };
    if (!ticks)
        return axis;
    for (int step = from; step <= to; step++)
        ticks[step - from] = (struct plot_tick){ time_step(step), time_text(frame, step) };
    ticks[to - from + 1] = none;
    axis.ticks = ticks;
    return axis;
}

// ---- curves ---------------------------------------------------------------------------------------------------------

void plot_line(struct frame *frame, const struct plot *plot, const double *x, const double *y, size_t count,
               struct stroke stroke)
{
    struct point *points = arena_get(frame->arena, (count + 1) * sizeof *points);
    if (!points || rect_is_empty(plot->area))
        return;
    for (size_t i = 0; i < count; i++)
        points[i] = plot_point(plot, x[i], y[i]);
    draw_polyline(frame->list, points, count, stroke);
}

void plot_disc(struct frame *frame, const struct plot *plot, double x, double y, float radius_px, struct colour colour)
{
    if (!rect_is_empty(plot->area))
        draw_disc(frame->list, plot_point(plot, x, y), radius_px, paint_solid(colour),
                  stroke_solid(frame->theme->outline, frame->scale.line_px));
}

void plot_icon(struct frame *frame, struct rect rect, const double *first, const double *second, size_t count)
{
    const struct plot plot = { .area = rect, .x = { .to = (double)count - 1 }, .y = { .to = 1 } };
    double x[16];
    count = count < 16 ? count : 16;
    for (size_t i = 0; i < count; i++)
        x[i] = (double)i;
    const float width = fmaxf(frame->scale.stroke_px * 1.3f, 1.5f);
    plot_line(frame, &plot, x, second, count, stroke_solid(frame->theme->marks[MARK_LOST], width));
    plot_line(frame, &plot, x, first, count, stroke_solid(frame->theme->marks[MARK_ACCENT], width));
}
