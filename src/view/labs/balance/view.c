// Its small picture: the balance as it should be, and as it goes.
#include "view/labs/balance/view.h"

// Shares of the rectangle: how it goes down from what it should be, step by step.
static const struct point falls[] = { { 0.22f, 0.16f }, { 0.34f, 0.16f }, { 0.34f, 0.36f }, { 0.5f, 0.36f },
                                      { 0.5f, 0.58f },  { 0.68f, 0.58f }, { 0.68f, 0.84f }, { 0.86f, 0.84f } };

enum {
    FALLS = sizeof falls / sizeof *falls
};

static struct point place(struct rect rect, float x, float y)
{
    return point_at(rect.x + x * rect.width, rect.y + y * rect.height);
}

static void icon(struct frame *frame, struct rect rect)
{
    const struct theme *theme = frame->theme;
    const float width = frame->scale.stroke_px * 1.2f;
    struct point points[FALLS];
    for (int i = 0; i < FALLS; i++)
        points[i] = place(rect, falls[i].x, falls[i].y);
    draw_line(frame->list, place(rect, 0.1f, 0), place(rect, 0.1f, 1), stroke_solid(theme->marks[MARK_LINE], width));
    draw_line(frame->list, place(rect, 0.1f, 0.16f), place(rect, 0.9f, 0.16f),
              stroke_dashed(theme->marks[MARK_GOOD], width, 3 * width, 3 * width));
    draw_polyline(frame->list, points, FALLS, stroke_solid(theme->marks[MARK_LOST], width));
    for (int i = 2; i < FALLS; i += 2)
        draw_disc(frame->list, points[i], width * 1.7f, paint_solid(theme->marks[MARK_LOST]), stroke_none());
}

const struct lab_view balance_view = { .title = TEXT_BALANCE_TITLE_ID,
                                       .sentence = TEXT_BALANCE_ABOUT_ID,
                                       .icon = icon };
