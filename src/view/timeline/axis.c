// Places and times are proportional; marks stand at round times.
#include "view/timeline/axis.h"

#include "view/model/together.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <string.h>

struct timeline_axis timeline_axis_of(const struct model *model, const struct document *document, struct rect rect)
{
    uint64_t from = model->timeline->from_ns, to = model->timeline->to_ns;
    const struct extent extent = together_extent(model, document);
    if (to <= from)
        return (struct timeline_axis){ extent.from_ns, extent.to_ns, rect.x, rect.width };
    const uint64_t ns = together_head_ns(model), start = together_whole(model, document).from_ns, length = to - from;
    if (model->playback.playing && (ns < from || ns >= to)) {
        from = start + (ns > start ? ns - start : 0) / length * length;
        to = from + length;
    }
    return (struct timeline_axis){ from, to, rect.x, rect.width };
}

struct timeline_axis timeline_axis_within(const struct timeline_axis *axis, const struct document *document)
{
    const uint64_t end = document_to_ns(document);
    struct timeline_axis within = *axis;
    if (within.to_ns > end) {
        within.to_ns = end > within.from_ns ? end : within.from_ns;
        within.width = timeline_x(axis, within.to_ns) - axis->x;
    }
    return within;
}

bool timeline_shows_all(const struct model *model, const struct document *document)
{
    const struct timeline_axis axis = timeline_axis_of(model, document, rect_of(0, 0, 1, 1));
    const struct extent whole = together_whole(model, document);
    return axis.from_ns <= whole.from_ns && axis.to_ns >= whole.to_ns;
}

float timeline_x(const struct timeline_axis *axis, uint64_t ns)
{
    const double share = ((double)ns - (double)axis->from_ns) / (double)(axis->to_ns - axis->from_ns);
    return axis->x + (float)(share * (double)axis->width);
}

uint64_t timeline_ns(const struct timeline_axis *axis, float x)
{
    double share = axis->width > 0 ? (double)(x - axis->x) / (double)axis->width : 0;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return axis->from_ns + (uint64_t)(share * (double)(axis->to_ns - axis->from_ns));
}

// ---- names ---------------------------------------------------------------------------------------------------------

bool timeline_words_draw(struct frame *frame, struct rect rect, const char *text, enum text_role role)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, role);
    style.across = ACROSS_RIGHT;
    style.along = ALONG_MIDDLE;
    const float least = frame->scale.lecture ? style.size_px : 7;
    while (draw_text_width(frame->list, text, style) > rect.width && style.size_px > least)
        style.size_px -= 1;
    if (draw_text_width(frame->list, text, style) > rect.width)
        return false;
    draw_text(frame->list, point_at(rect_right(rect), rect_centre(rect).y), text, style);
    return true;
}

// What a name of several words ends with tells it from others: "bank 20425". "": it is one word, or that takes most of the room.
static const char *name_end(const struct frame *frame, const char *name, const struct text_style *style, float room_px)
{
    const char *space = strrchr(name, ' ');
    return space && draw_text_width(frame->list, space, *style) <= room_px / 2 ? space : "";
}

void timeline_name_draw(struct frame *frame, struct rect rect, const char *name)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    if (words_shrink_to(frame, name, &style, rect.width, frame->scale.lecture ? style.size_px : style.size_px * 0.8f)) {
        style.across = ACROSS_RIGHT;
        draw_text(frame->list, point_at(rect_right(rect), rect_centre(rect).y), name, style);
        return;
    }
    const char *end = name_end(frame, name, &style, rect.width);
    const char *begin = arena_printf(frame->arena, "%.*s", (int)(strlen(name) - strlen(end)), name);
    struct text_style cut = style;
    cut.max_px = rect.width - draw_text_width(frame->list, end, style);
    cut.foreign = true;
    draw_text(frame->list, point_at(rect.x, rect_centre(rect).y), begin ? begin : name, cut);
    style.across = ACROSS_RIGHT;
    if (*end)
        draw_text(frame->list, point_at(rect_right(rect), rect_centre(rect).y), end, style);
}

#define PLAYHEAD_HALF 5 // of its arrow's width, in units of the sheet

// ---- ruler and playhead --------------------------------------------------------------------------------------------

// 1, 2 or 5 times a power of ten: the smallest such step of at least so many ns.
static uint64_t nice_step(double least)
{
    uint64_t step = 1;
    for (int digits = 0; digits < 18; digits++, step *= 10) {
        if ((double)step >= least)
            return step;
        if ((double)step * 2 >= least)
            return step * 2;
        if ((double)step * 5 >= least)
            return step * 5;
    }
    return step;
}

// In the clock's unit or a smaller one.
static const char *mark_text(struct frame *frame, uint64_t ns, uint64_t step, uint64_t run)
{
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "µs" }, { 1, "ns" } };
    int unit = 0;
    while (unit < 3 && (step < units[unit].ns / 1000 || run < units[unit].ns))
        unit++;
    int places = 0;
    uint64_t part = units[unit].ns;
    for (; part > step && places < 3; part /= 10)
        places++;
    const char *whole = words_number(frame, (int64_t)(ns / units[unit].ns));
    const char *text = places == 0 ? arena_printf(frame->arena, "%s %s", whole, units[unit].name)
                                   : arena_printf(frame->arena, "%s.%0*" PRIu64 " %s", whole, places,
                                                  ns % units[unit].ns / part, units[unit].name);
    return text ? text : "";
}

enum {
    MARKS_MOST = 1000, // no surface has room for more
};

void timeline_ruler_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float foot)
{
    timeline_ruler_draw_of(frame, axis, together_zero_ns(frame->model, frame->document),
                           together_clock_ns(frame->model, frame->document), rect, foot);
}

void timeline_ruler_draw_of(struct frame *frame, const struct timeline_axis *axis, uint64_t start, uint64_t clock_ns,
                            struct rect rect, float foot)
{
    struct text_style style = ui_mono(frame, TYPE_SMALL, TEXT_FAINT);
    style.along = ALONG_MIDDLE;
    style.figures = false;
    const float room = draw_text_width(frame->list, "000.000 ms", style) + 24 * frame->scale.u,
                y = rect.y + rect.height * 0.4f; // above the playhead's arrow
    const uint64_t span = axis->to_ns - axis->from_ns;
    const uint64_t step = nice_step((double)span * (double)room / (double)axis->width);
    const uint64_t before =
                       axis->from_ns > start ? axis->from_ns - start : 0, // what comes before the start has no marks
        until = axis->to_ns > start ? axis->to_ns - start : 0, first = (before + step - 1) / step * step,
                   marks = span / step + 1;
    for (uint64_t i = 0; i < marks && i < MARKS_MOST && first + i * step < until; i++) {
        const uint64_t ns = first + i * step;
        const float x = timeline_x(axis, start + ns);
        draw_rect(frame->list, rect_of(x, rect.y, frame->scale.line_px, foot - rect.y),
                  paint_solid(frame->theme->trims[TRIM_GRID]));
        const char *text = mark_text(frame, ns, step, clock_ns);
        if (x + 5 * frame->scale.u + draw_text_width(frame->list, text, style) < rect_right(rect))
            draw_text(frame->list, point_at(x + 5 * frame->scale.u, y), text, style);
    }
}

float timeline_playhead_top(const struct frame *frame, struct rect ruler)
{
    return rect_bottom(ruler) - 1.3f * PLAYHEAD_HALF * frame->scale.u;
}

void timeline_playhead_draw(struct frame *frame, float x, float top, float foot)
{
    const float half = PLAYHEAD_HALF * frame->scale.u;
    const struct colour colour = frame->theme->marks[MARK_PLAYHEAD];
    const struct point head[3] = { { x - half, top }, { x + half, top }, { x, top + 1.3f * half } };
    draw_rect(frame->list, rect_of(x - frame->scale.line_px, top, 2 * frame->scale.line_px, foot - top),
              paint_solid(colour));
    draw_polygon(frame->list, head, 3, paint_solid(colour), stroke_none());
}
