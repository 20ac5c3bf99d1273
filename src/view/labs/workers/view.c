// The picture of `workers`: times as fast as one worker, by their count; the ideal as a thin line, and where 1 to 2 a core lie.
#include "view/labs/workers/view.h"

#include "labs/workers/workers.h"
#include "view/labs/plot.h"
#include "view/ui/words.h"

#include <math.h>

static const struct recording *recording_of(const struct frame *frame) { return &frame->document->recording; }

static const char *decimal(struct frame *frame, double value)
{
    const char *text = arena_printf(frame->arena, "%.1f", value);
    return text ? text : "";
}

// ---- the plot -------------------------------------------------------------------------------------------------------

// Of workers and of how much faster: powers of two.
static const struct plot_tick powers[] = {
    { 0.5, "0.5" }, { 1, "1" }, { 2, "2" }, { 4, "4" }, { 8, "8" }, { 16, "16" }, { 32, "32" }, { 0, NULL },
};

// The ticks that lie in a range.
static const struct plot_tick *ticks_in(struct frame *frame, double from, double to)
{
    struct plot_tick *ticks = arena_get(frame->arena, sizeof powers);
    size_t count = 0;
    for (const struct plot_tick *tick = powers; ticks && tick->text; tick++)
        if (tick->value >= from && tick->value <= to)
            ticks[count++] = *tick;
    static const struct plot_tick none = { 0, NULL };
    if (!ticks)
        return &none;
    ticks[count] = none;
    return ticks;
}

static struct plot_axis axis_of(struct frame *frame, double from, double to, enum text_id title)
{
    return (struct plot_axis){ .from = from,
                               .to = to,
                               .logarithmic = true,
                               .ticks = ticks_in(frame, from, to),
                               .title = text_of(frame->language, title) };
}

// Whether any count but one was slower than one, at the end: the axis stands still while the curve grows.
static double least_speed(const struct frame *frame)
{
    const struct recording *recording = recording_of(frame);
    for (uint32_t level = 1; level < workers_levels(recording->plan); level++) {
        const double speed = workers_speed(recording, level, UINT64_MAX);
        if (speed > 0 && speed < 0.97)
            return 0.5;
    }
    return 1;
}

// The curve of what was measured, and the ideal line: places in the picture.
struct curves {
    struct point measured[WORKERS_LEVELS], ideal[2];
    size_t count; // of the measured
};

static bool meets(const struct point *points, size_t count, struct rect rect)
{
    enum {
        STEPS = 24 // along each piece, closer together than a text is wide
    };
    for (size_t i = 1; i < count; i++)
        for (int step = 0; step <= STEPS; step++) {
            const float share = (float)step / STEPS;
            if (rect_holds(rect, point_at(points[i - 1].x + (points[i].x - points[i - 1].x) * share,
                                          points[i - 1].y + (points[i].y - points[i - 1].y) * share)))
                return true;
        }
    return false;
}

// What the shaded stretch is, at its foot or head, where no curve goes through it.
static void draw_cores_words(struct frame *frame, const struct plot *plot, const struct curves *curves, float left)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const char *words = text_of(frame->language, TEXT_WORKERS_CORES_ID);
    const float width = draw_text_width(frame->list, words, style), high = 1.4f * style.size_px,
                x = fmaxf(plot->area.x + 2, fminf(left, rect_right(plot->area) - width));
    const struct rect places[] = { rect_of(x, rect_bottom(plot->area) - 1.2f * high, width, high),
                                   rect_of(x, plot->area.y, width, high) };
    style.along = ALONG_MIDDLE;
    for (int i = 0; i < 2 && width < plot->area.width; i++) {
        if (meets(curves->measured, curves->count, places[i]) || meets(curves->ideal, 2, places[i]))
            continue;
        draw_text(frame->list, point_at(x, rect_centre(places[i]).y), words, style);
        return;
    }
}

// From one to two workers for each core.
static void draw_cores(struct frame *frame, const struct plot *plot, const struct curves *curves)
{
    const double cores = recording_of(frame)->plan->cores;
    if (rect_is_empty(plot->area) || cores > plot->x.to)
        return;
    const float left = plot_point(plot, cores, 1).x, right = plot_point(plot, 2 * cores, 1).x;
    draw_rect(frame->list, rect_between(left, plot->area.y, fmaxf(right, left + 1), rect_bottom(plot->area)),
              paint_solid(colour_faded(frame->theme->marks[MARK_ACCENT], 40)));
    draw_cores_words(frame, plot, curves, left);
}

static void draw_plot(struct frame *frame, uint64_t ns, struct rect room)
{
    const struct recording *recording = recording_of(frame);
    const double most = fmax(workers_plan_of(recording->plan)->count_most, 2), least = least_speed(frame);
    const struct plot plot = plot_draw(frame, room, axis_of(frame, 1, most, TEXT_WORKERS_AXIS_COUNT_ID),
                                       axis_of(frame, least, most, TEXT_WORKERS_AXIS_SPEED_ID));
    struct curves curves = { .ideal = { plot_point(&plot, 1, 1), plot_point(&plot, most, most) } };
    const double ends[] = { 1, most };
    double x[WORKERS_LEVELS], y[WORKERS_LEVELS];
    for (uint32_t level = 0; level < workers_levels(recording->plan); level++) {
        const double speed = workers_speed(recording, level, ns);
        if (speed <= 0)
            continue;
        x[curves.count] = workers_count(recording->plan, level);
        y[curves.count] = speed;
        curves.measured[curves.count] = plot_point(&plot, x[curves.count], speed);
        curves.count++;
    }
    draw_cores(frame, &plot, &curves);
    plot_line(frame, &plot, ends, ends, 2, stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px));
    const float width = frame->scale.stroke_px * 1.4f;
    plot_line(frame, &plot, x, y, curves.count, stroke_solid(frame->theme->marks[MARK_ACCENT], width));
    for (size_t i = 0; i < curves.count; i++)
        plot_disc(frame, &plot, x[i], y[i], 2 * width, frame->theme->marks[MARK_ACCENT]);
}

// ---- its figures: a column a count ----------------------------------------------------------------------------------

static void draw_figures(struct frame *frame, uint64_t ns, struct rect room)
{
    const struct recording *recording = recording_of(frame);
    const uint32_t levels = workers_levels(recording->plan);
    const float cell_px = room.width / (float)levels;
    struct text_style head = ui_text(frame, TYPE_SMALL, TEXT_FAINT), figure = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    head.across = figure.across = ACROSS_CENTRE;
    struct rect heads = rect_cut_top(&room, room.height * 0.45f);
    for (uint32_t level = 0; level < levels; level++) {
        const double speed = workers_speed(recording, level, ns);
        const struct rect over = rect_inset(rect_cut_left(&heads, cell_px), 1),
                          under = rect_inset(rect_cut_left(&room, cell_px), 1);
        words_fit(frame, over, words_number(frame, workers_count(recording->plan, level)), head);
        words_fit(frame, under, speed > 0 ? FILL(TEXT_WORKERS_TIMES_ID, decimal(frame, speed)) : "–", figure);
    }
}

static void picture(struct frame *frame, uint64_t ns, struct rect rect)
{
    const float figures_px = frame->scale.type[TYPE_BODY] * 2.8f;
    if (rect.height > 3 * figures_px) {
        draw_figures(frame, ns, rect_cut_bottom(&rect, figures_px));
        rect_cut_bottom(&rect, frame->scale.pad_px * 0.3f);
    }
    draw_plot(frame, ns, rect);
}

static void icon(struct frame *frame, struct rect rect)
{
    static const double waiting[] = { 0.05, 0.32, 0.56, 0.73, 0.84, 0.91, 0.95, 0.97, 0.98 },
                        computing[] = { 0.05, 0.27, 0.45, 0.5, 0.51, 0.5, 0.49, 0.48, 0.46 };
    plot_icon(frame, rect, waiting, computing, sizeof waiting / sizeof *waiting);
}

// ---- its sentences --------------------------------------------------------------------------------------------------

static bool caption(struct frame *frame, const struct tale_event *event, struct lab_caption *told)
{
    const struct recording *recording = recording_of(frame);
    const struct note *note = event->kind == TOLD_NOTE ? tale_note(recording, event) : NULL;
    if (!note || note->kind != NOTE_OWN || note->resource >= workers_levels(recording->plan))
        return false;
    const uint64_t time = workers_time_ns(recording, note->resource, event->ns);
    const double speed = workers_speed(recording, note->resource, event->ns);
    const char *count = words_number(frame, workers_count(recording->plan, note->resource));
    *told = (struct lab_caption){ "", "", false };
    if (note->resource == 0 || speed <= 0)
        told->first = FILL(TEXT_WORKERS_TOLD_TIME_ID, count, words_time(frame, time));
    else
        told->first = FILL(TEXT_WORKERS_TOLD_ID, count, words_time(frame, time), decimal(frame, speed));
    return time > 0;
}

static bool verdict(struct frame *frame, struct lab_caption *said)
{
    const struct recording *recording = recording_of(frame);
    const struct plan *plan = recording->plan;
    const uint32_t level = workers_paying(recording), last = workers_levels(plan) - 1;
    *said = (struct lab_caption){ text_of(frame->language, TEXT_WORKERS_SAID_NOTHING_ID), "", false };
    if (level > last || workers_speed(recording, last, UINT64_MAX) <= 0)
        return true;
    const char *count = words_number(frame, workers_count(plan, level)),
               *speed = decimal(frame, workers_speed(recording, level, UINT64_MAX));
    said->first = level == last
                      ? FILL(TEXT_WORKERS_SAID_LAST_ID, count, speed)
                      : FILL(TEXT_WORKERS_SAID_ID, count, speed, words_number(frame, workers_count(plan, last)),
                             decimal(frame, workers_speed(recording, last, UINT64_MAX)));
    said->second = text_of(frame->language, workers_count(plan, level) <= 2 * plan->cores ? TEXT_WORKERS_SAID_ENOUGH_ID
                                            : workers_waits(plan)                         ? TEXT_WORKERS_SAID_MORE_ID
                                                                  : TEXT_WORKERS_SAID_MORE_COMPUTING_ID);
    return true;
}

// ---- the row --------------------------------------------------------------------------------------------------------

static const struct lab_part_name parts[] = {
    { "units", TEXT_WORKERS_PART_UNITS_ID, TEXT_WORKERS_PART_UNIT_ID },
    { "done", TEXT_WORKERS_PART_DONE_ID, 0 },
    { "in_work", TEXT_WORKERS_PART_IN_WORK_ID, 0 },
    { "not_begun", TEXT_WORKERS_PART_NOT_BEGUN_ID, 0 },
    { NULL, 0, 0 },
};

const struct lab_view workers_view = {
    .title = TEXT_WORKERS_TITLE_ID,
    .sentence = TEXT_WORKERS_ABOUT_ID,
    .icon = icon,
    .picture = picture,
    .picture_share = 1,
    .picture_title = TEXT_WORKERS_PICTURE_ID,
    .picture_note = TEXT_WORKERS_PICTURE_NOTE_ID,
    .caption = caption,
    .verdict = verdict,
    .parts = parts,
};
