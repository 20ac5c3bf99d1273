// The picture of `cost`: how long each took, from the quickest to the slowest, a curve for threads and one for processes, over the
// repetitions done so far.
#include "view/labs/cost/view.h"

#include "base/text.h"
#include "labs/cost/cost.h"
#include "view/labs/plot.h"
#include "view/ui/words.h"

#include <math.h>

static const struct plan *plan_of(const struct frame *frame) { return frame->document->recording.plan; }

static bool is_hand_over(const struct frame *frame) { return cost_plan_of(plan_of(frame))->variant == COST_HAND_OVER; }

static struct colour colour_of(const struct frame *frame, uint32_t row)
{
    return frame->theme->marks[row == COST_OF_THREAD ? MARK_ACCENT : MARK_CURVE];
}

// As it is shown: of a hand-over half of there and back.
static void spread_until(const struct frame *frame, uint32_t row, uint64_t until_ns, struct cost_spread *spread)
{
    cost_spread_of(&frame->document->recording, row, COST_WHOLE, until_ns, spread);
    if (is_hand_over(frame))
        for (uint32_t i = 0; i < spread->count; i++)
            spread->sorted[i] /= 2;
}

// ---- the plot -------------------------------------------------------------------------------------------------------

// The axis stands still while the curve grows.
static struct plot_axis time_axis(struct frame *frame)
{
    struct cost_spread spread;
    double least = INFINITY, most = 0;
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        if (!cost_has_row(plan_of(frame), row))
            continue;
        spread_until(frame, row, UINT64_MAX, &spread);
        if (spread.count > 0) {
            least = fmin(least, (double)spread.sorted[0]);
            most = fmax(most, (double)spread.sorted[spread.count - 1]);
        }
    }
    return most > 0 ? plot_time_axis(frame, least, most) : plot_time_axis(frame, 1e3, 1e6);
}

static void draw_curve_of(struct frame *frame, const struct plot *plot, uint32_t row, const struct cost_spread *spread)
{
    double x[COST_REPETITIONS_MAX + 1], y[COST_REPETITIONS_MAX + 1];
    if (spread->count == 0)
        return;
    for (uint32_t i = 0; i < spread->count; i++) {
        x[i] = 100.0 * (i + 1) / spread->count;
        y[i] = (double)spread->sorted[i];
    }
    const float width = frame->scale.stroke_px * 1.2f;
    plot_line(frame, plot, x, y, spread->count, stroke_solid(colour_of(frame, row), width));
    plot_disc(frame, plot, 50, (double)cost_percentile(spread, 50), 2.2f * width, colour_of(frame, row));
}

static void draw_plot(struct frame *frame, const struct cost_spread spreads[COST_ROWS], struct rect room)
{
    static const struct plot_tick shares[] = { { 0, "0" }, { 25, "" },       { 50, "50 %" },
                                               { 75, "" }, { 100, "100 %" }, { 0, NULL } };
    const struct plot_axis x = {
        .from = 0, .to = 100, .ticks = shares, .title = text_of(frame->language, TEXT_COST_AXIS_SHARE_ID)
    };
    struct plot_axis y = time_axis(frame);
    y.title = text_of(frame->language, TEXT_COST_AXIS_TIME_ID);
    const struct plot plot = plot_draw(frame, room, x, y);
    for (uint32_t row = 0; row < COST_ROWS; row++)
        if (cost_has_row(plan_of(frame), row))
            draw_curve_of(frame, &plot, row, &spreads[row]);
}

// ---- its figures ----------------------------------------------------------------------------------------------------

static void draw_cells(struct frame *frame, struct rect row, const char *const cells[3], struct text_style style,
                       struct colour first)
{
    struct text_style name = style;
    name.colour = first;
    style.across = ACROSS_RIGHT;
    const struct rect head = rect_cut_left(&row, row.width * 0.3f);
    words_fit_end(frame, head, cells[0], name, false);
    words_fit_end(frame, rect_cut_left(&row, row.width * 0.55f), cells[1], style, true);
    rect_cut_left(&row, frame->scale.gap_px * 0.5f);
    words_fit_end(frame, row, cells[2], style, true);
}

static void draw_legend(struct frame *frame, uint32_t row, struct rect *line)
{
    const float width = frame->scale.type[TYPE_SMALL];
    const struct rect box = rect_cut_left(line, width);
    draw_line(frame->list, point_at(box.x, rect_centre(box).y), point_at(rect_right(box), rect_centre(box).y),
              stroke_solid(colour_of(frame, row), frame->scale.stroke_px * 1.5f));
    rect_cut_left(line, 0.5f * width);
}

static void draw_figures(struct frame *frame, const struct cost_spread spreads[COST_ROWS], struct rect room)
{
    static const enum text_id names[COST_ROWS] = { TEXT_COST_OF_THREAD_ID, TEXT_COST_OF_PROCESS_ID };
    const float line_px = room.height / (COST_ROWS + 1);
    const struct text_style faint = ui_text(frame, TYPE_SMALL, TEXT_FAINT),
                            strong = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    struct rect head = rect_cut_top(&room, line_px);
    rect_cut_left(&head, 1.5f * frame->scale.type[TYPE_SMALL]);
    const char *const heads[] = { "", text_of(frame->language, TEXT_COST_HALF_ID),
                                  text_of(frame->language, TEXT_COST_99_ID) };
    draw_cells(frame, head, heads, faint, faint.colour);
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        if (!cost_has_row(plan_of(frame), row))
            continue;
        struct rect line = rect_cut_top(&room, line_px);
        draw_legend(frame, row, &line);
        const bool any = spreads[row].count > 0;
        const char *const cells[] = { text_of(frame->language, names[row]),
                                      any ? words_time(frame, cost_percentile(&spreads[row], 50)) : "–",
                                      any ? words_time(frame, cost_percentile(&spreads[row], 99)) : "–" };
        draw_cells(frame, line, cells, strong, ui_text(frame, TYPE_BODY, TEXT_MAIN).colour);
    }
}

static void picture(struct frame *frame, uint64_t ns, struct rect rect)
{
    struct cost_spread *spreads = arena_get(frame->arena, COST_ROWS * sizeof *spreads);
    if (!spreads)
        return;
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        spreads[row].count = 0;
        if (cost_has_row(plan_of(frame), row))
            spread_until(frame, row, ns, &spreads[row]);
    }
    const float figures_px = frame->scale.type[TYPE_BODY] * 4.4f;
    if (rect.height > 2 * figures_px) {
        draw_figures(frame, spreads, rect_cut_bottom(&rect, figures_px));
        rect_cut_bottom(&rect, frame->scale.pad_px * 0.4f);
    }
    draw_plot(frame, spreads, rect);
}

static void icon(struct frame *frame, struct rect rect)
{
    static const double threads[] = { 0.08, 0.1, 0.11, 0.12, 0.13, 0.14, 0.16, 0.22, 0.45 },
                        processes[] = { 0.5, 0.54, 0.56, 0.58, 0.6, 0.62, 0.66, 0.75, 0.98 };
    plot_icon(frame, rect, threads, processes, sizeof threads / sizeof *threads);
}

// ---- its sentences --------------------------------------------------------------------------------------------------

// The end of many trips, of which only the times are kept: for the main task of so many, for its partner of all.
static bool tell_trips(struct frame *frame, const struct tale_event *event, struct lab_caption *told)
{
    const char *name = words_name(frame, event->task);
    *told = (struct lab_caption){ FILL(event->task == 0 ? TEXT_COST_TOLD_BACK_ID : TEXT_COST_TOLD_LAST_ID, name), "",
                                  false };
    return true;
}

static bool caption(struct frame *frame, const struct tale_event *event, struct lab_caption *told)
{
    struct cost_spread spread;
    const struct recording *recording = &frame->document->recording;
    if (event->kind == TOLD_NOTE && tale_note(recording, event)->kind == NOTE_ACQUIRED)
        return tell_trips(frame, event, told);
    if (event->kind != TOLD_NOTE || tale_note(recording, event)->kind != NOTE_OWN)
        return false;
    const char *medians[COST_ROWS] = { "–", "–" }, *done = words_number(frame, tale_note(recording, event)->other);
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        if (!cost_has_row(recording->plan, row))
            continue;
        spread_until(frame, row, event->ns, &spread);
        if (spread.count > 0)
            medians[row] = words_time(frame, cost_percentile(&spread, 50));
    }
    *told = (struct lab_caption){ cost_has_row(recording->plan, COST_OF_PROCESS)
                                      ? FILL(TEXT_COST_TOLD_ID, done, medians[0], medians[1])
                                      : FILL(TEXT_COST_TOLD_THREAD_ID, done, medians[0]),
                                  "", false };
    return true;
}

static const char *times(struct frame *frame, uint64_t process, uint64_t thread)
{
    const char *text =
        arena_printf(frame->arena, process >= 10 * thread ? "%.0f" : "%.1f", (double)process / (double)thread);
    return text ? text : "";
}

static bool verdict(struct frame *frame, struct lab_caption *said)
{
    const struct recording *recording = &frame->document->recording;
    const uint64_t thread = cost_median_ns(recording, COST_OF_THREAD),
                   process = cost_median_ns(recording, COST_OF_PROCESS);
    const uint64_t touched = ((const struct cost_shared *)program_lab_shared(recording))->touched_bytes;
    char bytes[TEXT_NUMBER_BYTES];
    *said = (struct lab_caption){ "", "", false };
    if (thread == 0 || (process == 0 && cost_has_row(recording->plan, COST_OF_PROCESS))) {
        said->first = text_of(frame->language, TEXT_COST_SAID_NOTHING_ID);
        return true;
    }
    if (process == 0) {
        said->first = FILL(TEXT_COST_SAID_THREAD_ID, words_time(frame, thread));
        return true;
    }
    said->first = FILL(is_hand_over(frame) ? TEXT_COST_SAID_HAND_OVER_ID : TEXT_COST_SAID_PROCESS_ID,
                       words_time(frame, thread), words_time(frame, process));
    if (is_hand_over(frame) && process < 2 * thread)
        said->second = text_of(frame->language, TEXT_COST_SAID_ALIKE_ID);
    else if (touched > 0)
        said->second = FILL(TEXT_COST_SAID_TOUCHED_ID, times(frame, process, thread), text_bytes(bytes, touched));
    else
        said->second = FILL(TEXT_COST_SAID_TIMES_ID, times(frame, process, thread));
    return true;
}

// ---- the row --------------------------------------------------------------------------------------------------------

static const struct lab_part_name parts[] = {
    { "measurements", TEXT_COST_MEASUREMENTS_ID, 0 },
    { "measured", TEXT_COST_MEASURED_ID, 0 },
    { "under_way", TEXT_COST_UNDER_WAY_ID, 0 },
    { "not_begun", TEXT_COST_NOT_BEGUN_ID, 0 },
    { "died", TEXT_COST_DIED_ID, 0 },
    { "refused", TEXT_COST_REFUSED_ID, 0 },
    { NULL, 0, 0 },
};

const struct lab_view cost_view = {
    .title = TEXT_COST_TITLE_ID,
    .sentence = TEXT_COST_ABOUT_ID,
    .icon = icon,
    .picture = picture,
    .picture_share = 1,
    .picture_title = TEXT_COST_PICTURE_ID,
    .picture_note = TEXT_COST_PICTURE_NOTE_ID,
    .caption = caption,
    .verdict = verdict,
    .parts = parts,
};
