// Each icon as a few shapes in a square from −1 to 1.
#include "view/looks/icons.h"
#include "view/shapes/draw.h"

struct pen {
    struct draw_list *list;
    struct point centre;
    float half;
    struct colour colour;
};

static struct point place(const struct pen *pen, float x, float y)
{
    return point_at(pen->centre.x + x * pen->half, pen->centre.y + y * pen->half);
}

static void triangle(const struct pen *pen, float x1, float y1, float x2, float y2, float x3, float y3)
{
    const struct point points[3] = { place(pen, x1, y1), place(pen, x2, y2), place(pen, x3, y3) };
    draw_polygon(pen->list, points, 3, paint_solid(pen->colour), stroke_none());
}

static void bar(const struct pen *pen, float left, float top, float right, float bottom)
{
    const struct point from = place(pen, left, top), to = place(pen, right, bottom);
    draw_box(pen->list, rect_between(from.x, from.y, to.x, to.y), pen->half * 0.12f, paint_solid(pen->colour),
             stroke_none());
}

static void line(const struct pen *pen, float x1, float y1, float x2, float y2)
{
    const float width = pen->half * 0.3f;
    struct stroke stroke = stroke_solid(pen->colour, width > 1.4f ? width : 1.4f);
    stroke.round = true;
    draw_line(pen->list, place(pen, x1, y1), place(pen, x2, y2), stroke);
}

static void search(const struct pen *pen)
{
    const float width = pen->half * 0.26f;
    draw_disc(pen->list, place(pen, -0.22f, -0.22f), pen->half * 0.66f, paint_none(),
              stroke_solid(pen->colour, width > 1.2f ? width : 1.2f));
    line(pen, 0.3f, 0.3f, 0.8f, 0.8f);
}

static void below(const struct pen *pen)
{
    const float width = pen->half * 0.2f;
    const struct point from = place(pen, -0.85f, -0.8f), to = place(pen, 0.85f, -0.15f);
    draw_box(pen->list, rect_between(from.x, from.y, to.x, to.y), pen->half * 0.12f, paint_none(),
             stroke_solid(pen->colour, width > 1.2f ? width : 1.2f));
    bar(pen, -0.95f, 0.2f, 0.95f, 0.9f);
}

static void dots(const struct pen *pen)
{
    for (int i = -1; i <= 1; i++)
        draw_disc(pen->list, place(pen, 0.7f * (float)i, 0), pen->half * 0.2f, paint_solid(pen->colour), stroke_none());
}

void icon_draw(struct draw_list *list, enum icon icon, struct point centre, float size_px, struct colour colour)
{
    const struct pen pen = { list, centre, size_px / 2, colour };
    switch (icon) {
    case ICON_PLAY:
        triangle(&pen, -0.7f, -0.95f, 0.95f, 0, -0.7f, 0.95f);
        break;
    case ICON_PAUSE:
        bar(&pen, -0.8f, -1, -0.2f, 1);
        bar(&pen, 0.2f, -1, 0.8f, 1);
        break;
    case ICON_BACK:
        triangle(&pen, 0.6f, -0.9f, -0.9f, 0, 0.6f, 0.9f);
        break;
    case ICON_ON:
        triangle(&pen, -0.6f, -0.9f, 0.9f, 0, -0.6f, 0.9f);
        break;
    case ICON_CLOSE:
        line(&pen, -0.65f, -0.65f, 0.65f, 0.65f);
        line(&pen, -0.65f, 0.65f, 0.65f, -0.65f);
        break;
    case ICON_DOTS:
        dots(&pen);
        break;
    case ICON_MENU:
        line(&pen, -0.75f, -0.6f, 0.75f, -0.6f);
        line(&pen, -0.75f, 0, 0.75f, 0);
        line(&pen, -0.75f, 0.6f, 0.75f, 0.6f);
        break;
    case ICON_MORE:
        line(&pen, 0, -0.7f, 0, 0.7f);
        line(&pen, -0.7f, 0, 0.7f, 0);
        break;
    case ICON_LESS:
        line(&pen, -0.7f, 0, 0.7f, 0);
        break;
    case ICON_DOWN:
        triangle(&pen, -0.8f, -0.4f, 0.8f, -0.4f, 0, 0.6f);
        break;
    case ICON_NEXT:
        triangle(&pen, -0.8f, -0.9f, 0.6f, 0, -0.8f, 0.9f);
        bar(&pen, 0.62f, -0.9f, 0.9f, 0.9f);
        break;
    case ICON_SEARCH:
        search(&pen);
        break;
    case ICON_BELOW:
        below(&pen);
        break;
    case ICON_COUNT:
        break;
    }
}
