// Goes from span to span, or, where they are thinner than a pixel, from pixel to pixel by binary search.
#include "view/timeline/track.h"

#include "view/timeline/pick.h"

#include "view/looks/marks.h"

#include <math.h>

void timeline_track_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         const struct track *track, timeline_draw_piece *draw)
{
    const float end = axis->x + axis->width;
    struct timeline_piece fold = { 0, 0, -1, NULL, axis };
    float done = axis->x;
    size_t i = track_find(track, axis->from_ns);
    while (i < track->count && track->spans[i].from_ns < axis->to_ns && done < end) {
        const struct track_span *span = &track->spans[i];
        frame->looked_at++;
        float from = timeline_x(axis, span->from_ns), to = timeline_x(axis, span->to_ns);
        from = from > done ? from : done;
        to = to < end ? to : end;
        if (to <= from) {
            i++;
            continue;
        }
        if (to - from >= 2) {
            const struct timeline_piece piece = { from, to, span->kind, span, axis };
            draw(frame, row, &piece);
            done = to;
            i++;
            continue;
        }
        const float left = floorf(from), right = left + 1;
        size_t next = i;
        frame->looked_at++;
        const int kind = track_most_near(track, &next, timeline_ns(axis, left), timeline_ns(axis, right), NULL);
        if (kind != fold.kind || fold.to < left) {
            if (fold.kind >= 0)
                draw(frame, row, &fold);
            fold = (struct timeline_piece){ left > done ? left : done, right, kind, NULL, axis };
        }
        fold.to = right;
        done = right;
        i = next > i ? next : i + (to <= right);
    }
    if (fold.kind >= 0)
        draw(frame, row, &fold);
}

void timeline_inside_draw(struct frame *frame, struct rect rect, const char *text, struct colour colour)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    style.colour = colour;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    const float pad = 7 * frame->scale.u;
    if (style.size_px * 1.35f < rect.height && draw_text_width(frame->list, text, style) + 2 * pad < rect.width)
        draw_text(frame->list, point_at(rect.x + pad, rect_centre(rect).y), text, style);
}

bool timeline_plate_fits(const struct frame *frame, struct rect rect, const char *text)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    const float thin = frame->scale.u * 0.5f, pad = 5 * frame->scale.u;
    const struct rect plate = mark_plate_rect(frame->list, point_at(0, 0), text, style, thin);
    const float needed = fmaxf(plate.height + 2 * thin, draw_text_lines(frame->list, style).line_px + 2);
    return needed < rect.height && 1.6f * plate.width + 2 * pad < rect.width;
}

void timeline_plate_draw(struct frame *frame, struct rect rect, const char *text)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    const float thin = frame->scale.u * 0.5f, pad = 5 * frame->scale.u;
    const struct rect plate = mark_plate_rect(frame->list, point_at(0, 0), text, style, thin);
    if (timeline_plate_fits(frame, rect, text))
        mark_plate(frame->list, frame->theme, point_at(rect.x + pad + plate.width / 2, rect_centre(rect).y), rect, text,
                   style, thin);
}

const struct track_span *timeline_span_at(const struct track *track, uint64_t ns)
{
    const size_t at = track_find(track, ns);
    return at < track->count && track->spans[at].from_ns <= ns ? &track->spans[at] : NULL;
}

bool timeline_track_pick(const struct track *track, const struct timeline_axis *axis, float x,
                         struct timeline_pick *pick)
{
    const struct track_span *span = timeline_span_at(track, timeline_ns(axis, x));
    if (!span)
        return false;
    pick->from_ns = span->from_ns;
    pick->to_ns = span->to_ns;
    return true;
}
