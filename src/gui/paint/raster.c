// Finds the squares that changed and paints their commands; the shapes themselves are in outline.c and coverage.c.
#include "gui/paint/raster.h"

#include "base/fault.h"
#include "gui/paint/blend.h"
#include "gui/paint/coverage.h"
#include "gui/paint/outline.h"
#include "gui/paint/pattern_tiles.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SQUARE 64 // pixels, of a square's side

struct span {
    int left, top, right, bottom; // pixels; right and bottom not included
};

struct raster {
    struct fonts *fonts;
    struct pattern_tiles tiles;
    struct coverage coverage;
    int width, height;     // of what the rest is made for; 0: nothing yet
    size_t across, down;   // squares
    uint64_t *old, *fresh; // hashes of the squares
    struct raster_area *areas;
    size_t area_count;
    uint64_t list_hash;
    bool is_painted; // the canvas shows the list of that hash

    // Of the list being painted: the pixels of every command, and which commands each row of squares has.
    struct span *spans;
    size_t span_room;
    uint32_t *members;
    size_t member_room;
    size_t *starts; // row r's members lie from starts[r] to starts[r + 1]; one place more to sort in
};

// What is being painted, and within what bounds.
struct brush {
    struct raster *raster;
    const struct canvas *canvas;
    struct span clip;
    uint32_t colour;
    const struct pattern_tile *tile;
    struct point anchor;
    const struct draw_words *words;
};

struct raster *raster_create(struct fonts *fonts)
{
    assert(fonts);
    struct raster *raster = calloc(1, sizeof *raster);
    if (raster && !pattern_tiles_init(&raster->tiles)) {
        free(raster);
        return NULL;
    }
    if (raster)
        raster->fonts = fonts;
    return raster;
}

static void free_squares(struct raster *raster)
{
    coverage_finish(&raster->coverage);
    free(raster->old);
    free(raster->fresh);
    free(raster->areas);
    free(raster->starts);
    raster->old = raster->fresh = NULL;
    raster->areas = NULL;
    raster->starts = NULL;
    raster->width = raster->height = 0;
}

void raster_destroy(struct raster *raster)
{
    if (raster) {
        free_squares(raster);
        pattern_tiles_finish(&raster->tiles);
        free(raster->spans);
        free(raster->members);
        free(raster);
    }
}

void raster_forget(struct raster *raster) { raster->is_painted = false; }

static bool make_squares(struct raster *raster, int width, int height)
{
    if (raster->width == width && raster->height == height)
        return true;
    free_squares(raster);
    raster->is_painted = false;
    raster->across = ((size_t)width + SQUARE - 1) / SQUARE;
    raster->down = ((size_t)height + SQUARE - 1) / SQUARE;
    size_t count = raster->across * raster->down;
    raster->old = calloc(count, sizeof *raster->old);
    raster->fresh = calloc(count, sizeof *raster->fresh);
    raster->areas = calloc(count, sizeof *raster->areas);
    raster->starts = calloc(raster->down + 2, sizeof *raster->starts);
    if (!raster->old || !raster->fresh || !raster->areas || !raster->starts ||
        !coverage_init(&raster->coverage, width, SQUARE)) {
        free_squares(raster);
        return false;
    }
    raster->width = width;
    raster->height = height;
    return true;
}

// Room for count elements; what was there is lost.
static bool make_room(void **memory, size_t *room, size_t count, size_t size)
{
    if (count <= *room)
        return true;
    free(*memory);
    *memory = calloc(count + count / 2, size);
    *room = *memory ? count + count / 2 : 0;
    return *memory != NULL;
}

static int at_most(float value, int most) { return value <= 0 ? 0 : value >= (float)most ? most : (int)value; }

static struct span span_of(struct rect rect, const struct canvas *canvas)
{
    return (struct span){ at_most(floorf(rect.x), canvas->width), at_most(floorf(rect.y), canvas->height),
                          at_most(ceilf(rect_right(rect)), canvas->width),
                          at_most(ceilf(rect_bottom(rect)), canvas->height) };
}

static struct span span_overlap(struct span a, struct span b)
{
    return (struct span){ a.left > b.left ? a.left : b.left, a.top > b.top ? a.top : b.top,
                          a.right < b.right ? a.right : b.right, a.bottom < b.bottom ? a.bottom : b.bottom };
}

static bool span_is_empty(struct span span) { return span.left >= span.right || span.top >= span.bottom; }

static void hash_into(uint64_t *square, uint64_t hash)
{
    *square = (*square ^ hash) * UINT64_C(0x9e3779b97f4a7c15);
    *square ^= *square >> 32;
}

// Folds each command's hash into the squares it touches, and counts it for their rows. Returns how many rows all
// have together.
static size_t count_commands(struct raster *raster, const struct draw_list *list)
{
    size_t total = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct span span = raster->spans[i];
        if (span_is_empty(span))
            continue;
        for (size_t row = (size_t)span.top / SQUARE; row <= (size_t)(span.bottom - 1) / SQUARE; row++) {
            raster->starts[row + 2]++;
            total++;
            uint64_t *squares = raster->fresh + row * raster->across;
            for (size_t column = (size_t)span.left / SQUARE; column <= (size_t)(span.right - 1) / SQUARE; column++)
                hash_into(&squares[column], list->commands[i].hash);
        }
    }
    return total;
}

// Sorts the commands into rows of squares, in order. Counts lie two places on from their row, so that once they are
// summed up starts[row + 1] is where the row begins, and, moved on past every member put there, where it ends.
static bool sort_commands(struct raster *raster, const struct canvas *canvas, const struct draw_list *list)
{
    for (size_t i = 0; i < raster->across * raster->down; i++)
        raster->fresh[i] = pixel_of(list->ground);
    memset(raster->starts, 0, (raster->down + 2) * sizeof *raster->starts);
    if (!make_room((void **)&raster->spans, &raster->span_room, list->count, sizeof *raster->spans))
        return false;
    for (size_t i = 0; i < list->count; i++)
        raster->spans[i] = span_of(list->commands[i].bounds, canvas);
    if (!make_room((void **)&raster->members, &raster->member_room, count_commands(raster, list),
                   sizeof *raster->members))
        return false;
    for (size_t row = 0; row < raster->down; row++)
        raster->starts[row + 2] += raster->starts[row + 1];
    for (size_t i = 0; i < list->count; i++) {
        struct span span = raster->spans[i];
        for (int row = span.top / SQUARE; !span_is_empty(span) && row <= (span.bottom - 1) / SQUARE; row++)
            raster->members[raster->starts[row + 1]++] = (uint32_t)i;
    }
    return true;
}

static void brush_solid(void *context, int x, int y, size_t count, const uint8_t *mask, uint8_t cover)
{
    const struct brush *brush = context;
    uint32_t *pixels = brush->canvas->pixels + (size_t)y * brush->canvas->stride + (size_t)x;
    if (mask)
        blend_mask(pixels, mask, count, brush->colour);
    else
        blend_run(pixels, count, brush->colour, cover);
}

static size_t phase(int place, float anchor, int pitch)
{
    int rest = (place - (int)anchor) % pitch;
    return (size_t)(rest < 0 ? rest + pitch : rest);
}

static void brush_pattern(void *context, int x, int y, size_t count, const uint8_t *mask, uint8_t cover)
{
    const struct brush *brush = context;
    const struct pattern_tile *tile = brush->tile;
    uint32_t *pixels = brush->canvas->pixels + (size_t)y * brush->canvas->stride + (size_t)x;
    size_t pitch = (size_t)tile->pitch;
    const uint32_t *row = tile->pixels + phase(y, brush->anchor.y, tile->pitch) * pitch;
    blend_pattern(pixels, mask, cover, count, row, pitch, phase(x, brush->anchor.x, tile->pitch));
}

// Readies the brush for a paint; gives the sink that lays it on, or NULL where nothing is to be seen.
static coverage_sink *take_paint(struct brush *brush, const struct paint *paint)
{
    if (!paint_shows(paint))
        return NULL;
    if (paint->pattern == PATTERN_SOLID) {
        brush->colour = pixel_of(paint->fill);
        return brush_solid;
    }
    brush->tile = pattern_tile_get(&brush->raster->tiles, paint);
    brush->anchor = paint->anchor;
    return brush->tile ? brush_pattern : NULL;
}

static struct coverage *begin_shape(struct brush *brush)
{
    struct span clip = brush->clip;
    coverage_begin(&brush->raster->coverage, clip.left, clip.top, clip.right, clip.bottom);
    return &brush->raster->coverage;
}

static void end_stroke(struct brush *brush, const struct stroke *stroke)
{
    brush->colour = pixel_of(stroke->colour);
    coverage_sweep(&brush->raster->coverage, brush_solid, brush);
}

static bool is_whole(float value) { return value == floorf(value); }

// A rectangle on whole pixels needs no outline.
static void fill_rect(struct brush *brush, struct rect rect, coverage_sink *sink)
{
    struct span span = span_overlap(span_of(rect, brush->canvas), brush->clip);
    for (int y = span.top; y < span.bottom && span.left < span.right; y++)
        sink(brush, span.left, y, (size_t)(span.right - span.left), NULL, 255);
}

// How far the fill of a shape with a stroke on its edge is drawn in, so that it does not shine through the stroke's
// soft outer edge.
static float fill_inset(const struct draw_command *command)
{
    const struct stroke *stroke = &command->stroke;
    return stroke_shows(stroke) && stroke->colour.a == 255 ? stroke->width_px / 2 : 0;
}

static void paint_box(struct brush *brush, const struct draw_command *command)
{
    const struct draw_box *box = &command->box;
    const struct stroke *stroke = &command->stroke;
    coverage_sink *sink = take_paint(brush, &command->paint);
    struct rect rect = box->rect;
    bool is_plain =
        box->radius_px <= 0 && is_whole(rect.x) && is_whole(rect.y) && is_whole(rect.width) && is_whole(rect.height);
    if (sink && is_plain) {
        fill_rect(brush, rect, sink);
    } else if (sink) {
        float inset = fill_inset(command);
        outline_box(begin_shape(brush), rect_inset(rect, inset), box->radius_px - inset, false);
        coverage_sweep(&brush->raster->coverage, sink, brush);
    }
    if (stroke_shows(stroke)) {
        struct coverage *coverage = begin_shape(brush);
        float width = stroke->width_px;
        if (stroke->dash_px > 0) {
            outline_box_stroke(coverage, rect_inset(rect, width / 2), box->radius_px - width / 2, stroke);
        } else {
            outline_box(coverage, rect, box->radius_px, false);
            outline_box(coverage, rect_inset(rect, width), box->radius_px - width, true);
        }
        end_stroke(brush, stroke);
    }
}

static void paint_disc(struct brush *brush, const struct draw_command *command)
{
    struct draw_circle circle = command->circle;
    const struct stroke *stroke = &command->stroke;
    coverage_sink *sink = take_paint(brush, &command->paint);
    if (sink) {
        outline_circle(begin_shape(brush), circle.centre, circle.radius_px - fill_inset(command), false);
        coverage_sweep(&brush->raster->coverage, sink, brush);
    }
    if (stroke_shows(stroke)) {
        struct coverage *coverage = begin_shape(brush);
        if (stroke->dash_px > 0) {
            circle.radius_px -= stroke->width_px / 2;
            outline_arc_stroke(coverage, &circle, true, stroke);
        } else {
            outline_circle(coverage, circle.centre, circle.radius_px, false);
            outline_circle(coverage, circle.centre, circle.radius_px - stroke->width_px, true);
        }
        end_stroke(brush, stroke);
    }
}

static void paint_arc(struct brush *brush, const struct draw_command *command)
{
    const struct draw_circle *arc = &command->circle;
    outline_arc_stroke(begin_shape(brush), arc, arc->to_turns - arc->from_turns >= 1, &command->stroke);
    end_stroke(brush, &command->stroke);
}

static void paint_path(struct brush *brush, const struct draw_command *command)
{
    const struct draw_path *path = &command->path;
    coverage_sink *sink = take_paint(brush, &command->paint);
    if (sink) {
        outline_polygon(begin_shape(brush), path->points, path->count);
        coverage_sweep(&brush->raster->coverage, sink, brush);
    }
    if (stroke_shows(&command->stroke)) {
        outline_stroke(begin_shape(brush), path->points, path->count, path->closed, &command->stroke);
        end_stroke(brush, &command->stroke);
    }
}

static void paint_mask(void *context, const struct text_mask *mask, int dx)
{
    const struct brush *brush = context;
    int left = (int)brush->words->origin.x + dx + mask->left, top = (int)brush->words->origin.y + mask->top;
    struct span span = span_overlap((struct span){ left, top, left + mask->width, top + mask->height }, brush->clip);
    for (int y = span.top; y < span.bottom && span.left < span.right; y++) {
        const uint8_t *row = mask->cover + (size_t)(y - top) * mask->stride + (size_t)(span.left - left);
        blend_mask(brush->canvas->pixels + (size_t)y * brush->canvas->stride + (size_t)span.left, row,
                   (size_t)(span.right - span.left), brush->colour);
    }
}

static void paint_text(struct brush *brush, const struct draw_command *command)
{
    const struct draw_words *words = &command->words;
    brush->words = words;
    brush->colour = pixel_of(words->colour);
    if (words->colour.a > 0 && words->bytes > 0)
        fonts_set_text(brush->raster->fonts, words->look, words->utf8, words->bytes, paint_mask, brush);
}

static void paint_pixels(struct brush *brush, const struct draw_command *command)
{
    const struct draw_pixels *picture = &command->picture;
    const int left = (int)picture->at.x, top = (int)picture->at.y;
    const struct span span = span_overlap(
        (struct span){ left, top, left + picture->pixels.width, top + picture->pixels.height }, brush->clip);
    for (int y = span.top; y < span.bottom && span.left < span.right; y++)
        memcpy(brush->canvas->pixels + (size_t)y * brush->canvas->stride + (size_t)span.left,
               picture->pixels.list + (size_t)(y - top) * (size_t)picture->pixels.width + (size_t)(span.left - left),
               (size_t)(span.right - span.left) * sizeof *picture->pixels.list);
}

static void paint_area(struct raster *raster, const struct canvas *canvas, const struct draw_list *list,
                       struct span area)
{
    static void (*const paint[])(struct brush *, const struct draw_command *) = {
        [DRAW_BOX] = paint_box,   [DRAW_DISC] = paint_disc, [DRAW_ARC] = paint_arc,
        [DRAW_PATH] = paint_path, [DRAW_TEXT] = paint_text, [DRAW_PIXELS] = paint_pixels
    };
    struct brush brush = { .raster = raster, .canvas = canvas, .clip = area, .colour = pixel_of(list->ground) };
    fill_rect(&brush, rect_of(0, 0, list->width_px, list->height_px), brush_solid);
    size_t row = (size_t)area.top / SQUARE;
    for (size_t i = raster->starts[row]; i < raster->starts[row + 1]; i++) {
        const struct draw_command *command = &list->commands[raster->members[i]];
        brush.clip = span_overlap(raster->spans[raster->members[i]], area);
        if (!span_is_empty(brush.clip))
            paint[command->kind](&brush, command);
    }
}

// Notes an area as painted; one that stands right on top of it and is as wide takes it in, so that showing it is
// one call.
static void note_area(struct raster *raster, struct span span)
{
    size_t since = raster->area_count > 64 ? raster->area_count - 64 : 0;
    for (size_t i = raster->area_count; i-- > since;) {
        struct raster_area *above = &raster->areas[i];
        if (above->x == span.left && above->width == span.right - span.left && above->y + above->height == span.top) {
            above->height += span.bottom - span.top;
            return;
        }
    }
    raster->areas[raster->area_count++] =
        (struct raster_area){ span.left, span.top, span.right - span.left, span.bottom - span.top };
}

// Paints the squares of a row that changed, neighbours together.
static void paint_row(struct raster *raster, const struct canvas *canvas, const struct draw_list *list, size_t row)
{
    const uint64_t *old = raster->old + row * raster->across, *fresh = raster->fresh + row * raster->across;
    for (size_t column = 0; column < raster->across; column++) {
        size_t from = column;
        while (column < raster->across && (!raster->is_painted || old[column] != fresh[column]))
            column++;
        if (column > from) {
            struct span span = { (int)from * SQUARE, (int)row * SQUARE, (int)column * SQUARE, (int)(row + 1) * SQUARE };
            span = span_overlap(span, (struct span){ 0, 0, canvas->width, canvas->height });
            paint_area(raster, canvas, list, span);
            note_area(raster, span);
        }
    }
}

struct status raster_draw(struct raster *raster, const struct canvas *canvas, const struct draw_list *list,
                          struct raster_changes *changes)
{
    assert(canvas->width == (int)list->width_px && canvas->height == (int)list->height_px);
    assert(canvas->width <= RASTER_SIDE_MAX && canvas->height <= RASTER_SIDE_MAX);
    *changes = (struct raster_changes){ 0 };
    if (!make_squares(raster, canvas->width, canvas->height)) {
        return status_with(STATUS_FAILED, FAULT_PIXELS_MEMORY, part_number((unsigned)canvas->width),
                           part_number((unsigned)canvas->height));
    }
    raster->area_count = 0;
    if (raster->is_painted && raster->list_hash == list->hash)
        return status_ok();
    if (!sort_commands(raster, canvas, list)) {
        raster->is_painted = false;
        return status_with(STATUS_FAILED, FAULT_SHAPES_MEMORY, part_number(list->count));
    }
    for (size_t row = 0; row < raster->down; row++)
        paint_row(raster, canvas, list, row);
    uint64_t *swap = raster->old;
    raster->old = raster->fresh;
    raster->fresh = swap;
    raster->list_hash = list->hash;
    raster->is_painted = true;
    changes->areas = raster->areas;
    changes->count = raster->area_count;
    for (size_t i = 0; i < raster->area_count; i++)
        changes->pixels += (size_t)raster->areas[i].width * (size_t)raster->areas[i].height;
    return status_ok();
}
