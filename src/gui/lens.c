// See lens.h.
#include "gui/lens.h"

#include <math.h>

float lens_factor(const struct model *model, const struct ui *ui)
{
    return ui->lens.is_there && ui->zoom > 0 && model->zoom > ui->zoom * 1.01f ? model->zoom / ui->zoom : 1;
}

static float between(float value, float most) { return value > 0 ? (value < most ? value : most) : 0; }

static void hold(struct ui *ui, struct window_size window)
{
    const float more = ui->lens.factor - 1;
    ui->lens.at = point_at(roundf(between(ui->lens.at.x, (float)window.width_px * more)),
                           roundf(between(ui->lens.at.y, (float)window.height_px * more)));
}

void lens_set(struct model *model, struct ui *ui, struct window_size window, float factor)
{
    const struct point pointer =
        point_at(ui->pointer.x - ui->lens.at.x, ui->pointer.y - ui->lens.at.y); // in the window
    const bool other = factor != ui->lens.factor, inside = ui->pointer.x >= 0;
    ui->lens.factor = factor;
    if (other && inside)
        lens_follow(ui, pointer);
    if (other)
        ui->lens.shown = 0;
    model->width_px = (int)lrintf((float)window.width_px * factor);
    model->height_px = (int)lrintf((float)window.height_px * factor);
    hold(ui, window);
    if (other && inside)
        ui->pointer = point_at(pointer.x + ui->lens.at.x, pointer.y + ui->lens.at.y);
}

void lens_follow(struct ui *ui, struct point pointer)
{
    const float more = ui->lens.factor - 1;
    if (more > 0)
        ui->lens.at = point_at(roundf(pointer.x * more), roundf(pointer.y * more));
}

// Where a span of the sheet is seen best from: no further than it must move; its beginning, where not all of it fits.
static float seen_from(float at, float from, float to, float window)
{
    const float margin = window / 16;
    if (to + margin > at + window)
        at = to + margin - window;
    return from - margin < at ? from - margin : at;
}

// What has the keyboard; where something lies over the view and has not, that.
static const struct hit *sought(const struct ui *ui)
{
    const struct hit *hit = ui_hit_of(ui, ui->editing ? ui->editing : ui->focus_visible ? ui->focus : 0);
    if (ui->over > 0 && (!hit || hit < ui->hits + ui->over))
        hit = ui_hit_of(ui, ui_id("popup", 0));
    return hit;
}

void lens_show(struct ui *ui, struct window_size window)
{
    const struct hit *hit = sought(ui);
    const uint32_t id = hit ? hit->id : 0;
    const bool again = id == ui->lens.shown;
    ui->lens.shown = id;
    if (again || !hit || ui->lens.factor <= 1)
        return;
    ui->lens.at.x = seen_from(ui->lens.at.x, hit->rect.x, rect_right(hit->rect), (float)window.width_px);
    ui->lens.at.y = seen_from(ui->lens.at.y, hit->rect.y, rect_bottom(hit->rect), (float)window.height_px);
    hold(ui, window);
}
