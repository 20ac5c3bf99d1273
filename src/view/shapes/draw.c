// Fills draw lists: checks and rounds what it is given, works out bounds and hashes, and keeps it all in the
// frame's arena.
//
// The hash of a command covers everything a player looks at, so two commands of equal hash paint equal pixels. It
// is no defence against an attacker: 64 bits, mixed by multiplication, enough that a change is not missed by
// chance.
#include "view/shapes/draw.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t mix_floats(uint64_t hash, float a, float b)
{
    uint32_t bits[2];
    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return mix(hash, (uint64_t)bits[0] << 32 | bits[1]);
}

static uint64_t mix_rect(uint64_t hash, struct rect rect)
{
    return mix_floats(mix_floats(hash, rect.x, rect.y), rect.width, rect.height);
}

static uint64_t colour_bits(struct colour colour)
{
    return (uint64_t)colour.r << 24 | (uint64_t)colour.g << 16 | (uint64_t)colour.b << 8 | colour.a;
}

static uint64_t mix_paint(uint64_t hash, const struct paint *paint)
{
    hash = mix(hash, colour_bits(paint->fill) << 32 | colour_bits(paint->ink));
    if (paint->pattern == PATTERN_SOLID)
        return hash;
    return mix_floats(mix(hash, (uint64_t)paint->pattern << 32 | (uint64_t)pattern_pitch_px(paint)), paint->anchor.x,
                      paint->anchor.y);
}

static uint64_t mix_stroke(uint64_t hash, const struct stroke *stroke)
{
    hash = mix(hash, colour_bits(stroke->colour) << 1 | stroke->round);
    return mix_floats(mix_floats(hash, stroke->width_px, 0), stroke->dash_px, stroke->gap_px);
}

static uint64_t mix_text(uint64_t hash, const char *bytes, size_t count)
{
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = mix(hash, word);
    }
    uint64_t rest = count;
    for (size_t i = 0; i < count; i++)
        rest = rest << 8 | (unsigned char)bytes[i];
    return mix(hash, rest);
}

static uint64_t command_hash(const struct draw_command *command)
{
    uint64_t hash = mix_rect(mix_rect((uint64_t)command->kind + 1, command->clip), command->bounds);
    if (command->kind != DRAW_TEXT)
        hash = mix_stroke(mix_paint(hash, &command->paint), &command->stroke);
    switch (command->kind) {
    case DRAW_BOX:
        return mix_floats(mix_rect(hash, command->box.rect), command->box.radius_px, 0);
    case DRAW_DISC:
    case DRAW_ARC:
        hash = mix_floats(hash, command->circle.centre.x, command->circle.centre.y);
        hash = mix_floats(hash, command->circle.radius_px, 0);
        return mix_floats(hash, command->circle.from_turns, command->circle.to_turns);
    case DRAW_PATH:
        for (size_t i = 0; i < command->path.count; i++)
            hash = mix_floats(hash, command->path.points[i].x, command->path.points[i].y);
        return mix(hash, command->path.closed);
    case DRAW_TEXT:
        hash = mix_text(hash, command->words.utf8, command->words.bytes);
        hash = mix(hash, (uint64_t)command->words.look.size_px << 8 | (uint64_t)command->words.look.face << 1 |
                             command->words.look.figures);
        hash = mix(hash, colour_bits(command->words.colour));
        return mix_floats(hash, command->words.origin.x, command->words.origin.y);
    }
    return hash;
}

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

void draw_list_init(struct draw_list *list, struct arena *arena, const struct metrics *metrics, int width_px,
                    int height_px, struct colour ground)
{
    assert(arena && metrics && width_px > 0 && height_px > 0);
    *list = (struct draw_list){
        .arena = arena, .metrics = metrics, .width_px = (float)width_px, .height_px = (float)height_px
    };
    list->ground = colour_faded(ground, 255);
    list->clips[0].rect = rect_of(0, 0, list->width_px, list->height_px);
    list->hash = mix(mix(mix(1, (uint64_t)width_px), (uint64_t)height_px), colour_bits(list->ground));
}

static bool make_room(struct draw_list *list)
{
    if (list->count < list->room)
        return true;
    size_t room = list->room ? list->room * 2 : 256;
    struct draw_command *commands = list->failed ? NULL : arena_get_array(list->arena, room, sizeof *commands);
    if (!commands) {
        list->failed = true;
        return false;
    }
    if (list->count > 0)
        memcpy(commands, list->commands, list->count * sizeof *commands);
    list->commands = commands;
    list->room = room;
    return true;
}

// Takes the command in, clipped; drops it unseen where nothing of it can show, unless it must be kept for the check
// of layout.
static void list_add(struct draw_list *list, struct draw_command *command, bool keep)
{
    command->clip = list->clips[list->depth].rect;
    command->bounds = rect_overlap(command->bounds, command->clip);
    if ((rect_is_empty(command->bounds) && !keep) || list->failed || !make_room(list))
        return;
    command->hash = command_hash(command);
    list->hash = mix(list->hash, command->hash);
    list->commands[list->count++] = *command;
}

static float held(float value)
{
    return value > DRAW_COORDINATE_MAX    ? DRAW_COORDINATE_MAX
           : value < -DRAW_COORDINATE_MAX ? -DRAW_COORDINATE_MAX
                                          : value;
}

static struct point held_point(struct point point) { return point_at(held(point.x), held(point.y)); }

static bool is_number(float value) { return !isnan(value); }

static bool point_is_number(struct point point) { return is_number(point.x) && is_number(point.y); }

static bool rect_is_number(struct rect rect)
{
    return is_number(rect.x) && is_number(rect.y) && is_number(rect_right(rect)) && is_number(rect_bottom(rect));
}

static bool refused(struct draw_list *list, bool is_good)
{
    list->dropped += !is_good;
    return !is_good;
}

static struct rect held_rect(struct rect rect)
{
    return rect_between(held(rect.x), held(rect.y), held(rect_right(rect)), held(rect_bottom(rect)));
}

static float whole(float value) { return floorf(value + 0.5f); }

// Edges on whole pixels; what is there at all stays at least one pixel.
static struct rect crisp_rect(struct rect rect)
{
    float left = whole(rect.x), top = whole(rect.y), right = whole(rect_right(rect)), bottom = whole(rect_bottom(rect));
    return rect_between(left, top, right > left ? right : left + 1, bottom > top ? bottom : top + 1);
}

// Strokes with lengths the players can rely on: numbers, not negative, and dashes no finer than half a pixel.
static struct stroke held_stroke(struct stroke stroke)
{
    stroke.width_px = stroke.width_px > 0 ? held(stroke.width_px) : 0;
    if (!(stroke.dash_px > 0 && stroke.gap_px > 0)) {
        stroke.dash_px = stroke.gap_px = 0;
        return stroke;
    }
    stroke.dash_px = stroke.dash_px > 0.5f ? held(stroke.dash_px) : 0.5f;
    stroke.gap_px = stroke.gap_px > 0.5f ? held(stroke.gap_px) : 0.5f;
    return stroke;
}

// A whole number of dashes round an outline of the given length.
static void close_dashes(struct stroke *stroke, float length_px)
{
    float period = stroke->dash_px + stroke->gap_px;
    if (period > 0 && length_px > 0) {
        float count = whole(length_px / period);
        float stretch = length_px / (period * (count > 1 ? count : 1));
        stroke->dash_px *= stretch;
        stroke->gap_px *= stretch;
    }
}

static struct paint held_paint(struct paint paint)
{
    paint.anchor = point_is_number(paint.anchor) ? held_point(paint.anchor) : point_at(0, 0);
    paint.anchor = point_at(whole(paint.anchor.x), whole(paint.anchor.y));
    return paint;
}

void draw_clip_push(struct draw_list *list, struct rect rect, bool scrolls)
{
    assert(list->depth + 1 < DRAW_CLIP_DEPTH);
    struct draw_clip *outer = &list->clips[list->depth++];
    struct rect inner =
        refused(list, rect_is_number(rect)) || rect_is_empty(rect) ? rect_of(0, 0, 0, 0) : crisp_rect(held_rect(rect));
    list->clips[list->depth] = (struct draw_clip){ rect_overlap(inner, outer->rect), scrolls || outer->scrolls };
}

void draw_clip_pop(struct draw_list *list)
{
    assert(list->depth > 0);
    list->depth--;
}

void draw_layer_begin(struct draw_list *list) { list->layer++; }

static void add_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke,
                    bool crisp)
{
    if (refused(list, rect_is_number(rect) && is_number(radius_px)) || rect_is_empty(rect))
        return;
    rect = held_rect(rect);
    if (crisp)
        rect = crisp_rect(rect);
    float most = (rect.width < rect.height ? rect.width : rect.height) / 2;
    struct draw_command command = { .kind = DRAW_BOX, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    command.box = (struct draw_box){ rect, radius_px > 0 ? (radius_px < most ? radius_px : most) : 0 };
    if (crisp && stroke_shows(&command.stroke))
        command.stroke.width_px = command.stroke.width_px > 1 ? whole(command.stroke.width_px) : 1;
    command.stroke.width_px = command.stroke.width_px < most ? command.stroke.width_px : most;
    struct rect middle = rect_inset(rect, command.stroke.width_px / 2);
    float corner = command.box.radius_px - command.stroke.width_px / 2;
    corner = corner > 0 ? corner : 0;
    close_dashes(&command.stroke,
                 2 * (middle.width + middle.height) - 1.716815f * corner); // 8 − 2π for the four corners
    command.bounds = crisp ? rect : rect_inset(rect, -1);
    if (paint_shows(&command.paint) || stroke_shows(&command.stroke))
        list_add(list, &command, false);
}

void draw_rect(struct draw_list *list, struct rect rect, struct paint paint)
{
    add_box(list, rect, 0, paint, stroke_none(), true);
}

void draw_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke)
{
    add_box(list, rect, radius_px, paint, stroke, true);
}

void draw_box_smooth(struct draw_list *list, struct rect rect, float radius_px, struct paint paint,
                     struct stroke stroke)
{
    add_box(list, rect, radius_px, paint, stroke, false);
}

static struct rect circle_bounds(struct point centre, float radius_px)
{
    return rect_inset(
        rect_between(centre.x - radius_px, centre.y - radius_px, centre.x + radius_px, centre.y + radius_px), -1);
}

void draw_disc(struct draw_list *list, struct point centre, float radius_px, struct paint paint, struct stroke stroke)
{
    if (refused(list, point_is_number(centre) && is_number(radius_px)) || !(radius_px > 0))
        return;
    struct draw_command command = { .kind = DRAW_DISC, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    command.circle = (struct draw_circle){ held_point(centre), held(radius_px), 0, 1 };
    float radius = command.circle.radius_px;
    command.stroke.width_px = command.stroke.width_px < radius ? command.stroke.width_px : radius;
    close_dashes(&command.stroke, 6.2831853f * (radius - command.stroke.width_px / 2));
    command.bounds = circle_bounds(command.circle.centre, radius);
    if (paint_shows(&command.paint) || stroke_shows(&command.stroke))
        list_add(list, &command, false);
}

void draw_arc(struct draw_list *list, struct point centre, float radius_px, float from_turns, float to_turns,
              struct stroke stroke)
{
    bool good = point_is_number(centre) && is_number(radius_px) && isfinite(from_turns) && isfinite(to_turns);
    if (refused(list, good) || !(radius_px > 0) || !(to_turns > from_turns) || !stroke_shows(&stroke))
        return;
    struct draw_command command = { .kind = DRAW_ARC, .stroke = held_stroke(stroke) };
    float sweep = to_turns - from_turns < 1 ? to_turns - from_turns : 1;
    float from = from_turns - floorf(from_turns);
    command.circle = (struct draw_circle){ held_point(centre), held(radius_px), from, from + sweep };
    command.bounds = circle_bounds(command.circle.centre, command.circle.radius_px + command.stroke.width_px);
    list_add(list, &command, false);
}

// The box round all points, widened by what a stroke and its soft edge add.
static struct rect path_bounds(const struct point *points, size_t count, float margin)
{
    float left = points[0].x, right = left, top = points[0].y, bottom = top;
    for (size_t i = 1; i < count; i++) {
        left = points[i].x < left ? points[i].x : left;
        right = points[i].x > right ? points[i].x : right;
        top = points[i].y < top ? points[i].y : top;
        bottom = points[i].y > bottom ? points[i].y : bottom;
    }
    return rect_between(left - margin, top - margin, right + margin, bottom + margin);
}

static float path_length(const struct draw_path *path)
{
    float length = 0;
    for (size_t i = 0; i < path->count; i++) {
        struct point a = path->points[i], b = path->points[i + 1 < path->count ? i + 1 : 0];
        length += sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
    }
    return length;
}

static void add_path(struct draw_list *list, const struct point *points, size_t count, bool closed, struct paint paint,
                     struct stroke stroke)
{
    struct draw_command command = { .kind = DRAW_PATH, .paint = held_paint(paint), .stroke = held_stroke(stroke) };
    if (!stroke_shows(&command.stroke) && !paint_shows(&command.paint))
        return;
    struct point *copy = list->failed ? NULL : arena_get_array(list->arena, count, sizeof *copy);
    if (!copy) {
        list->failed = true;
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!refused(list, point_is_number(points[i])))
            copy[kept++] = held_point(points[i]);
    if (kept < (closed ? 3u : 2u))
        return;
    command.path = (struct draw_path){ copy, kept, closed };
    if (closed)
        close_dashes(&command.stroke, path_length(&command.path));
    command.bounds = path_bounds(copy, kept, command.stroke.width_px + 1);
    list_add(list, &command, false);
}

void draw_line(struct draw_list *list, struct point from, struct point to, struct stroke stroke)
{
    if (refused(list, point_is_number(from) && point_is_number(to)) || !stroke_shows(&stroke))
        return;
    bool level = from.y == to.y, upright = from.x == to.x;
    if (level != upright) {
        stroke.width_px = stroke.width_px > 1 ? whole(stroke.width_px) : 1;
        float half = stroke.width_px / 2;
        from = point_at(upright ? whole(from.x - half) + half : whole(from.x),
                        level ? whole(from.y - half) + half : whole(from.y));
        to = point_at(upright ? from.x : whole(to.x), level ? from.y : whole(to.y));
    }
    add_path(list, (struct point[]){ from, to }, 2, false, paint_none(), stroke);
}

void draw_polyline(struct draw_list *list, const struct point *points, size_t count, struct stroke stroke)
{
    add_path(list, points, count, false, paint_none(), stroke);
}

void draw_polygon(struct draw_list *list, const struct point *points, size_t count, struct paint paint,
                  struct stroke stroke)
{
    add_path(list, points, count, true, paint, stroke);
}

void curve_points(const struct point control[4], struct point points[DRAW_CURVE_PIECES + 1])
{
    for (int i = 0; i <= DRAW_CURVE_PIECES; i++) {
        float t = (float)i / DRAW_CURVE_PIECES, s = 1 - t;
        float a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
        points[i] = point_at(a * control[0].x + b * control[1].x + c * control[2].x + d * control[3].x,
                             a * control[0].y + b * control[1].y + c * control[2].y + d * control[3].y);
    }
}

void draw_curve(struct draw_list *list, const struct point control[4], struct stroke stroke)
{
    struct point points[DRAW_CURVE_PIECES + 1];
    curve_points(control, points);
    draw_polyline(list, points, DRAW_CURVE_PIECES + 1, stroke);
}

struct text_look text_style_look(struct text_style style)
{
    float size = style.size_px > 1 ? style.size_px : 1; // a NaN gives 1
    size = size < DRAW_TEXT_SIZE_MAX ? size : DRAW_TEXT_SIZE_MAX;
    return (struct text_look){ style.face, (int)(size + 0.5f), style.figures };
}

float draw_text_width(const struct draw_list *list, const char *utf8, struct text_style style)
{
    const struct metrics *metrics = list->metrics;
    return utf8 ? metrics->width_px(metrics->context, text_style_look(style), utf8, strlen(utf8)) : 0;
}

struct font_lines draw_text_lines(const struct draw_list *list, struct text_style style)
{
    return list->metrics->lines(list->metrics->context, text_style_look(style));
}

// How many bytes of the text, in whole characters, leave room for the ellipsis within max_px.
static size_t bytes_before_dots(const struct metrics *metrics, struct text_look look, const char *utf8, float max_px)
{
    float dots_px = metrics->width_px(metrics->context, look, ELLIPSIS, strlen(ELLIPSIS));
    size_t kept = metrics->fit(metrics->context, look, utf8, strlen(utf8), max_px - dots_px);
    while (kept > 0 && utf8[kept - 1] == ' ')
        kept--;
    return kept;
}

// Copies the text into the arena, ended by the ellipsis if dots are wanted. False when memory is short.
static bool copy_words(struct draw_list *list, struct draw_words *words, const char *utf8, size_t kept, bool dots)
{
    size_t bytes = kept + (dots ? strlen(ELLIPSIS) : 0);
    char *copy = list->failed ? NULL : arena_get(list->arena, bytes + 1);
    if (!copy) {
        list->failed = true;
        return false;
    }
    memcpy(copy, utf8, kept);
    memcpy(copy + kept, ELLIPSIS, bytes - kept);
    words->utf8 = copy;
    words->bytes = bytes;
    return true;
}

// The words as they will be set: whole, or as many letters as leave room for the ellipsis, or nothing where not even that fits.
static bool set_words(struct draw_list *list, struct draw_words *words, const char *utf8, float max_px)
{
    const struct metrics *metrics = list->metrics;
    words->width_px = metrics->width_px(metrics->context, words->look, utf8, strlen(utf8));
    words->cut = max_px > 0 && words->width_px > max_px;
    if (!words->cut)
        return copy_words(list, words, utf8, strlen(utf8), false);
    size_t kept = bytes_before_dots(metrics, words->look, utf8, max_px);
    do {
        if (!copy_words(list, words, utf8, kept, kept > 0))
            return false;
        words->width_px = metrics->width_px(metrics->context, words->look, words->utf8, words->bytes);
        // Letters move their neighbours, so the last one and the dots can be a pixel wider together than apart.
        while (kept > 0 && (utf8[--kept] & 0xc0) == 0x80) {
        }
    } while (words->width_px > max_px && words->bytes > 0);
    return true;
}

struct rect draw_text(struct draw_list *list, struct point point, const char *utf8, struct text_style style)
{
    if (refused(list, point_is_number(point)) || !utf8 || !*utf8)
        return rect_of(0, 0, 0, 0);
    point = held_point(point);
    struct draw_command command = { .kind = DRAW_TEXT };
    struct draw_words *words = &command.words;
    *words = (struct draw_words){
        .look = text_style_look(style), .colour = style.colour, .id = style.id, .layer = list->layer
    };
    if (!set_words(list, words, utf8, style.max_px))
        return rect_of(0, 0, 0, 0);
    struct font_lines lines = draw_text_lines(list, style);
    static const float part_left[] = { 0, 0.5f, 1 };
    float below[] = { 0, lines.cap_px / 2, lines.ascent_px };
    words->origin =
        point_at(whole(point.x - words->width_px * part_left[style.across]), whole(point.y + below[style.along]));
    words->bounds = rect_of(words->origin.x, words->origin.y - lines.ascent_px, words->width_px,
                            lines.ascent_px + lines.descent_px);
    const struct draw_clip *clip = &list->clips[list->depth];
    words->place = rect_is_empty(style.place) ? clip->rect : style.place;
    words->scrolls = clip->scrolls;

    // Ink may stand out beyond the measured box: accents above, a slanted letter at the ends.
    float em = (float)words->look.size_px;
    command.bounds = rect_between(words->origin.x - em / 2, words->origin.y - em * 1.3f,
                                  words->origin.x + words->width_px + em / 2, words->origin.y + em * 0.6f);
    list_add(list, &command, !clip->scrolls);
    return words->bounds;
}

struct rect draw_textf(struct draw_list *list, struct point point, struct text_style style, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return draw_text(list, point, text, style);
}
