// What the players agree on about paint.
#include "view/shapes/paint.h"

bool paint_shows(const struct paint *paint)
{
    return paint->fill.a > 0 || (paint->pattern != PATTERN_SOLID && paint->ink.a > 0);
}

bool stroke_shows(const struct stroke *stroke) { return stroke->width_px > 0 && stroke->colour.a > 0; }

int pattern_pitch_px(const struct paint *paint)
{
    float pitch = paint->pitch_px >= 4 ? paint->pitch_px : 4;
    return (int)((pitch <= 64 ? pitch : 64) + 0.5f);
}

// Shares chosen so that about a quarter of the ground is ink, which keeps a state's own colour the stronger one.
float pattern_ink_px(enum pattern pattern, int pitch_px)
{
    static const float share[PATTERN_COUNT] = { 0, 0.165f, 0.28f, 0.13f, 0.3f };
    float ink = share[pattern] * (float)pitch_px;
    return ink > 1 ? ink : 1;
}
