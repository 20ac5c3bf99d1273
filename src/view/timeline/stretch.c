// Two columns: what the tasks did, and what they waited for longest. Every figure is of two searches.
#include "view/timeline/stretch.h"

#include "base/text.h"
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/timeline/measure.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>

enum {
    LINES = 4,
    GIL_LINES = 2, // of several
    FOUND_EM = 90, // widths of the type's height that the three columns need
};

// ---- figures ---------------------------------------------------------------------------------------------------------

// Requests that one release honoured are one. Those asked before the stretch may be honoured in it.
static uint64_t forced_between(const struct patience *patience, uint64_t from_ns, uint64_t to_ns)
{
    size_t first = patience_request_find(patience, from_ns);
    uint64_t forced = 0, last_ns = 0;
    while (first > 0 && patience->requests[first - 1].honoured_ns >= from_ns)
        first--;
    for (size_t i = first; i < patience->request_count && patience->requests[i].asked_ns < to_ns; i++) {
        const uint64_t ns = patience->requests[i].honoured_ns;
        forced += ns >= from_ns && ns < to_ns && ns != last_ns;
        last_ns = ns ? ns : last_ns;
    }
    return forced;
}

struct stretch_gil stretch_gil_of(const struct patience *patience, uint64_t from_ns, uint64_t to_ns)
{
    const size_t first = patience_turn_find(patience, from_ns), end = patience_turn_find(patience, to_ns);
    const bool with_first = first == 0 && end > 0; // the first taking of all is no switch
    const uint64_t switches = end > first ? end - first - with_first : 0,
                   forced = forced_between(patience, from_ns, to_ns);
    return (struct stretch_gil){ switches, forced < switches ? forced : switches };
}

double stretch_cores_busy(const struct document *document, uint64_t from_ns, uint64_t to_ns)
{
    if (!document->states.from_kernel || to_ns <= from_ns)
        return -1;
    return (double)meter_sum_ns(&document->crowd.running, from_ns, to_ns) / (double)(to_ns - from_ns);
}

// ---- lines -----------------------------------------------------------------------------------------------------------

static void draw_line_of(struct frame *frame, struct rect row, const char *name, const char *figure)
{
    struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_SOFT), number = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    number.figures = false;
    const float figure_px = draw_text_width(frame->list, figure, number) + frame->scale.gap_px;
    words_fit_end(frame, rect_cut_right(&row, fminf(figure_px, row.width * 0.6f)), figure, number, true);
    words.foreign = true;
    words.along = ALONG_MIDDLE;
    words.max_px = row.width;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y), name, words);
}

static const char *switches_text(struct frame *frame, const struct timeline_axis *axis, uint64_t switches)
{
    const char *count = words_number(frame, (int64_t)switches);
    return switches > 0
               ? FILL(TEXT_STRETCH_EVERY_ID, count, words_time(frame, (axis->to_ns - axis->from_ns) / switches))
               : count;
}

static void draw_one_gil(struct frame *frame, const struct timeline_axis *axis, struct rect *rect, float line_px)
{
    const struct stretch_gil gil = stretch_gil_of(&frame->document->gils.all[0], axis->from_ns, axis->to_ns);
    draw_line_of(frame, rect_cut_top(rect, line_px), text_of(frame->language, TEXT_STRETCH_GIL_ID),
                 switches_text(frame, axis, gil.switches));
    draw_line_of(frame, rect_cut_top(rect, line_px), text_of(frame->language, TEXT_STRETCH_FORCED_ID),
                 FILL(TEXT_STRETCH_PAIR_ID, words_number(frame, (int64_t)gil.forced),
                      words_number(frame, (int64_t)(gil.switches - gil.forced))));
}

// Those that changed hands most often in sight, a line each; the number of those that have none stands with the last.
static void draw_several_gils(struct frame *frame, const struct timeline_axis *axis, struct rect *rect, float line_px)
{
    const struct patiences *gils = &frame->document->gils;
    uint32_t most[GIL_LINES] = { 0 };
    uint64_t switches[GIL_LINES] = { 0 };
    int count = 0;
    for (uint32_t i = 0; i < gils->count; i++) {
        const uint64_t made = stretch_gil_of(&gils->all[i], axis->from_ns, axis->to_ns).switches;
        int at = count < GIL_LINES ? count++ : GIL_LINES;
        for (; at > 0 && switches[at - 1] < made; at--)
            if (at < GIL_LINES) {
                switches[at] = switches[at - 1];
                most[at] = most[at - 1];
            }
        if (at < GIL_LINES) {
            switches[at] = made;
            most[at] = i;
        }
    }
    for (int i = 0; i < count; i++) {
        const char *name = words_resource(frame, gils->all[most[i]].gil),
                   *more = words_number(frame, (int64_t)gils->count - GIL_LINES);
        const bool are_more = i + 1 == count && gils->count > GIL_LINES;
        draw_line_of(frame, rect_cut_top(rect, line_px),
                     FILL(are_more ? TEXT_STRETCH_GIL_OF_MORE_ID : TEXT_STRETCH_GIL_OF_ID, name, more),
                     switches_text(frame, axis, switches[i]));
    }
}

static void draw_figures(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float line_px)
{
    const struct document *document = frame->document;
    const double busy = stretch_cores_busy(document, axis->from_ns, axis->to_ns);
    const struct timeline_measure measure = timeline_measure_of(document, axis->from_ns, axis->to_ns);
    char text[32];
    draw_line_of(frame, rect_cut_top(&rect, line_px), text_of(frame->language, TEXT_STRETCH_LENGTH_ID),
                 words_time(frame, measure.ns));
    snprintf(text, sizeof text, "%.1f", busy);
    if (busy >= 0)
        draw_line_of(frame, rect_cut_top(&rect, line_px), text_of(frame->language, TEXT_STRETCH_BUSY_ID),
                     document->recording.facts->machine_cpus > 0
                         ? FILL(TEXT_STRETCH_OF_ID, text, words_number(frame, document->recording.facts->machine_cpus))
                         : text);
    if (document->gils.count > 1)
        draw_several_gils(frame, axis, &rect, line_px);
    else if (document->gils.count > 0)
        draw_one_gil(frame, axis, &rect, line_px);
    else
        draw_line_of(frame, rect_cut_top(&rect, line_px), text_of(frame->language, TEXT_STRETCH_SWITCHES_ID),
                     words_number(frame, (int64_t)measure.switches));
}

// What was waited for longest in sight: each resource's time, of all tasks together, as a bar beside its name.
struct waited {
    uint32_t resource;
    uint64_t ns;
};

static int find_waited(const struct document *document, const struct timeline_axis *axis, struct waited *list, int most)
{
    const struct crowd *crowd = &document->crowd;
    int count = 0;
    for (uint32_t r = 0; r < crowd->resource_count; r++) {
        const uint64_t ns = meter_sum_ns(&crowd->waits[r], axis->from_ns, axis->to_ns);
        int at = count;
        while (at > 0 && list[at - 1].ns < ns)
            at--;
        if (ns == 0 || at == most)
            continue;
        count += count < most;
        for (int i = count - 1; i > at; i--)
            list[i] = list[i - 1];
        list[at] = (struct waited){ r, ns };
    }
    return count;
}

static void draw_waited(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float line_px)
{
    struct waited list[LINES];
    const int count = find_waited(frame->document, axis, list, LINES - 1);
    draw_line_of(frame, rect_cut_top(&rect, line_px), text_of(frame->language, TEXT_STRETCH_WAITS_ID),
                 count == 0 ? text_of(frame->language, TEXT_STRETCH_NOBODY_ID) : "");
    for (int i = 0; i < count; i++) {
        const struct rect row = rect_cut_top(&rect, line_px);
        const float share = (float)((double)list[i].ns / (double)list[0].ns);
        const uint64_t begun = meter_begun(&frame->document->crowd.waits[list[i].resource], axis->from_ns, axis->to_ns);
        draw_rect(frame->list,
                  rect_of(row.x, rect_bottom(row) - 2 * frame->scale.u, row.width * share, 2 * frame->scale.u),
                  paint_solid(frame->theme->marks[MARK_LOST]));
        draw_line_of(frame, row, words_resource(frame, (int)list[i].resource),
                     FILL(TEXT_STRETCH_TIMES_ID, words_number(frame, (int64_t)begun), words_time(frame, list[i].ns)));
    }
}

// ---- the panel -------------------------------------------------------------------------------------------------------

static float line_height(const struct frame *frame) { return frame->scale.type[TYPE_SMALL] * 1.6f; }

struct rect timeline_stretch_cut(const struct frame *frame, struct rect *room)
{
    const float pad = frame->scale.pad_px * 0.6f, height = LINES * line_height(frame) + 2 * pad;
    if (frame->document->crowd.process_count == 0 || height > room->height * 0.3f)
        return rect_of(0, 0, 0, 0);
    const struct rect rect = rect_cut_bottom(room, height);
    rect_cut_bottom(room, frame->scale.gap_px * 0.6f);
    return rect;
}

// How it was found: of several the first, by its name.
static const char *found_title(struct frame *frame, const struct found_gil *gil)
{
    if (frame->document->recording.gil_count > 1)
        return FILL(gil->version[0] ? TEXT_FOUND_TITLE_NAMED_OF_ID : TEXT_FOUND_TITLE_NAMED_ID,
                    words_resource(frame, (int)gil->resource), gil->version);
    return gil->version[0] ? FILL(TEXT_FOUND_TITLE_OF_ID, gil->version) : text_of(frame->language, TEXT_FOUND_TITLE_ID);
}

// The first that more than one thread had, else the first.
static const struct found_gil *told_gil(const struct recording *recording)
{
    for (uint32_t i = 0; i < recording->gil_count; i++)
        if (found_gil_is_shared(&recording->gils[i]))
            return &recording->gils[i];
    return &recording->gils[0];
}

// How the GIL was found, in sentences; of one that a thread had for itself, that.
static void draw_found(struct frame *frame, struct rect rect, float line_px)
{
    const struct found_gil *gil = told_gil(&frame->document->recording);
    const char *takes = words_number(frame, (int64_t)gil->takes), *leaves = words_number(frame, (int64_t)gil->leaves);
    const char *lines[LINES] = {
        found_title(frame, gil),
        text_of(frame->language, gil->evidence == GIL_BY_CONDITION ? TEXT_FOUND_CONDITION_ID : TEXT_FOUND_SEMAPHORE_ID),
        gil->contradictions ? FILL(TEXT_FOUND_LOST_ID, takes, leaves, words_number(frame, (int64_t)gil->contradictions))
                            : FILL(TEXT_FOUND_TAKEN_ID, takes, leaves),
        gil->interval_ns           ? FILL(TEXT_FOUND_PATIENCE_ID, words_time(frame, gil->interval_ns),
                                          words_number(frame, (int64_t)gil->timeouts), words_number(frame, (int64_t)gil->waits))
        : found_gil_is_shared(gil) ? ""
                                   : text_of(frame->language, TEXT_FOUND_ALONE_ID),
    };
    for (int i = 0; i < LINES; i++) {
        struct text_style style =
            i == 0 ? ui_bold(frame, TYPE_SMALL, TEXT_SOFT) : ui_text(frame, TYPE_SMALL, TEXT_MAIN);
        style.foreign = true;
        style.along = ALONG_MIDDLE;
        style.max_px = rect.width;
        const struct rect row = rect_cut_top(&rect, line_px);
        draw_text(frame->list, point_at(row.x, rect_centre(row).y), lines[i], style);
    }
}

void timeline_stretch_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect)
{
    const float pad = frame->scale.pad_px * 0.6f, gap = 3 * frame->scale.gap_px;
    if (rect.height <= 0)
        return;
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    ui_explain(frame, rect, text_of(frame->language, TEXT_STRETCH_TIP_ID));
    struct rect inner = rect_of(rect.x + 1.5f * pad, rect.y + pad, rect.width - 3 * pad, rect.height - 2 * pad);
    const bool found =
        frame->document->recording.gil_count > 0 && inner.width > FOUND_EM * frame->scale.type[TYPE_SMALL];
    if (found) {
        draw_found(frame, rect_cut_left(&inner, inner.width * 0.34f), line_height(frame));
        rect_cut_left(&inner, gap);
    }
    const struct text_style title = ui_bold(frame, TYPE_SMALL, TEXT_SOFT);
    const char *name = text_of(frame->language, TEXT_STRETCH_TITLE_ID);
    const float title_px = draw_text_width(frame->list, name, title) + gap;
    if (title_px < inner.width * 0.25f)
        words_fit_end(frame, rect_of(inner.x, inner.y, title_px, line_height(frame)), name, title, false);
    rect_cut_left(&inner, title_px < inner.width * 0.25f ? title_px : 0);
    draw_figures(frame, axis, rect_cut_left(&inner, (inner.width - gap) / 2), line_height(frame));
    rect_cut_left(&inner, gap);
    draw_waited(frame, axis, inner, line_height(frame));
}
