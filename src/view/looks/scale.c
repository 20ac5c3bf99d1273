// Works out the sizes from two tables, one for the desk and one for the lecture hall.
#include "view/looks/scale.h"

#include <assert.h>
#include <math.h>

#define SHEET_HEIGHT 819.0f
#define SHEET_NARROWEST (SHEET_HEIGHT * 4 / 3)
#define DESK_LEAST_PX 12.0f // smaller cannot be read on any screen

// At the desk in units of the sheet; in a lecture in pixels at 1080 lines, the figures the readability rule is
// given in.
static const float desk[TYPE_COUNT] = { 12.2f, 13.2f, 15, 16.5f, 20, 15, 62 };
static const float lecture[TYPE_COUNT] = { 24, 25, 28, 30, 34, 36, 132 };

static float whole_px(float value, float least) { return floorf((value > least ? value : least) + 0.5f); }

float zoom_step(float zoom, int by)
{
    static const float zooms[] = { ZOOM_MIN, 0.67f, 0.8f, 0.9f, 1, 1.1f, 1.25f, 1.5f, 1.75f, 2, 2.5f, ZOOM_MAX };
    const int count = sizeof zooms / sizeof *zooms;
    int nearest = 0;
    for (int i = 0; i < count; i++)
        if (fabsf(zooms[i] - zoom) < fabsf(zooms[nearest] - zoom))
            nearest = i;
    const int step = nearest + (by > 0) - (by < 0);
    return zooms[step < 0 ? 0 : step < count ? step : count - 1];
}

struct scale scale_for(int width_px, int height_px, float zoom, bool in_lecture)
{
    assert(width_px > 0 && height_px > 0);
    zoom = zoom >= ZOOM_MIN ? (zoom <= ZOOM_MAX ? zoom : ZOOM_MAX) : ZOOM_MIN;
    float by_height = (float)height_px / SHEET_HEIGHT, by_width = (float)width_px / SHEET_NARROWEST;
    struct scale scale = { .u = (by_height < by_width ? by_height : by_width) * zoom, .lecture = in_lecture };
    float lines = scale.u * SHEET_HEIGHT / 1080;
    for (int i = 0; i < TYPE_COUNT; i++)
        scale.type[i] = whole_px(in_lecture ? lecture[i] * lines : desk[i] * scale.u, DESK_LEAST_PX);
    float weight = in_lecture ? 1.5f : 1;
    scale.line_px = whole_px(weight * scale.u * 0.8f, 1);
    scale.stroke_px = weight * scale.u * 2 > 1.5f ? weight * scale.u * 2 : 1.5f;
    scale.gap_px = whole_px(12 * scale.u, 4);
    scale.pad_px = whole_px(16 * scale.u, 4);
    scale.radius_px = whole_px(8 * scale.u, 2);
    scale.pitch_px = whole_px(10 * scale.u, 6);
    return scale;
}
