// The ink of a tile is drawn like any shape, past its edges so that neighbours join, and then mixed with the fill.
#include "gui/paint/pattern_tiles.h"

#include "gui/paint/blend.h"
#include "gui/paint/outline.h"

#include <stdlib.h>
#include <string.h>

bool pattern_tiles_init(struct pattern_tiles *tiles)
{
    *tiles = (struct pattern_tiles){ 0 };
    return coverage_init(&tiles->coverage, PATTERN_PITCH_MAX, PATTERN_PITCH_MAX);
}

void pattern_tiles_finish(struct pattern_tiles *tiles)
{
    for (size_t i = 0; i < PATTERN_TILES_MAX; i++) {
        free(tiles->tiles[i].pixels);
        tiles->tiles[i] = (struct pattern_tile){ 0 };
    }
    coverage_finish(&tiles->coverage);
}

struct tile_mask {
    uint8_t cover[PATTERN_PITCH_MAX][PATTERN_PITCH_MAX];
};

static void keep_cover(void *context, int x, int y, size_t count, const uint8_t *mask, uint8_t cover)
{
    struct tile_mask *tile = context;
    for (size_t i = 0; i < count; i++)
        tile->cover[y][(size_t)x + i] = mask ? mask[i] : cover;
}

static void stripe(struct coverage *coverage, float x0, float y0, float x1, float y1, float width)
{
    struct point ends[2] = { { x0, y0 }, { x1, y1 } };
    struct stroke stroke = { .width_px = width };
    outline_stroke(coverage, ends, 2, false, &stroke);
}

static void lay_ink(struct coverage *coverage, enum pattern pattern, float pitch, float ink)
{
    float mid = pitch / 2;
    switch (pattern) {
    case PATTERN_DOTS:
        outline_circle(coverage, point_at(pitch / 4, pitch / 4), ink, false);
        outline_circle(coverage, point_at(pitch * 3 / 4, pitch * 3 / 4), ink, false);
        return;
    case PATTERN_HATCH:
    case PATTERN_CROSS:
        for (int i = -1; i <= 1; i++) {
            float x = (float)i * pitch;
            stripe(coverage, x - mid, pitch + mid, x + pitch + mid, -mid, ink);
            if (pattern == PATTERN_CROSS)
                stripe(coverage, x - mid, -mid, x + pitch + mid, pitch + mid, ink);
        }
        return;
    case PATTERN_BARS:
        stripe(coverage, mid, -1, mid, pitch + 1, ink);
        return;
    case PATTERN_SOLID:
    case PATTERN_COUNT:
        return;
    }
}

// Fill and ink side by side in one pixel, ink on `cover` of it: the mean, each colour counting as much as its alpha.
static uint32_t mixed(uint32_t fill, uint32_t ink, uint32_t cover)
{
    uint32_t ink_weight = (ink >> 24) * cover, fill_weight = (fill >> 24) * (255 - cover),
             weight = ink_weight + fill_weight;
    if (weight == 0)
        return 0;
    uint32_t pixel = divide_255(weight) << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t sum = (ink >> shift & 255) * ink_weight + (fill >> shift & 255) * fill_weight;
        pixel |= (sum + weight / 2) / weight << shift;
    }
    return pixel;
}

static bool tile_make(struct pattern_tiles *tiles, struct pattern_tile *tile)
{
    size_t pitch = (size_t)tile->pitch;
    struct tile_mask mask;
    memset(&mask, 0, sizeof mask);
    tile->pixels = malloc(pitch * pitch * sizeof *tile->pixels);
    if (!tile->pixels)
        return false;
    coverage_begin(&tiles->coverage, 0, 0, tile->pitch, tile->pitch);
    lay_ink(&tiles->coverage, tile->pattern, (float)pitch, pattern_ink_px(tile->pattern, tile->pitch));
    coverage_sweep(&tiles->coverage, keep_cover, &mask);
    for (size_t y = 0; y < pitch; y++)
        for (size_t x = 0; x < pitch; x++)
            tile->pixels[y * pitch + x] = mixed(tile->fill, tile->ink, mask.cover[y][x]);
    return true;
}

const struct pattern_tile *pattern_tile_get(struct pattern_tiles *tiles, const struct paint *paint)
{
    uint32_t fill = pixel_of(paint->fill), ink = pixel_of(paint->ink);
    int pitch = pattern_pitch_px(paint);
    struct pattern_tile *place = &tiles->tiles[0];
    for (size_t i = 0; i < PATTERN_TILES_MAX; i++) {
        struct pattern_tile *tile = &tiles->tiles[i];
        if (tile->pixels && tile->pattern == paint->pattern && tile->pitch == pitch && tile->fill == fill &&
            tile->ink == ink) {
            tile->used = ++tiles->clock;
            return tile;
        }
        if (place->pixels && (!tile->pixels || tile->used < place->used))
            place = tile;
    }
    free(place->pixels);
    *place = (struct pattern_tile){
        .pitch = pitch, .pattern = paint->pattern, .fill = fill, .ink = ink, .used = ++tiles->clock
    };
    return tile_make(tiles, place) ? place : NULL;
}
