// What to draw, as plain data: a list of commands that a view fills and a player, a file or a test reads.
//
// A list lives in the caller's arena, one per frame. Coordinates are pixels (see geometry.h). Later commands lie
// above earlier ones. Every command carries the clip it was given under, the box of pixels it may touch and a hash
// of all it says, so that a player can leave alone what has not changed. Adding cannot fail loudly: what has a
// coordinate that is not a number is left out and counted in `dropped`; when memory runs short `failed` is set and
// the list takes nothing more. Look at both once, at the end.
//
// Straight edges are made crisp here, so that every reader of the list agrees: rectangles, boxes and upright or
// level lines are moved to whole pixels (never to nothing: what is thinner than a pixel gets one). The functions
// ending in _smooth leave them. Not thread-safe: one thread per list.
#ifndef VIEW_SHAPES_DRAW_H
#define VIEW_SHAPES_DRAW_H

#include "base/arena.h"
#include "view/shapes/geometry.h"
#include "view/shapes/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define DRAW_CLIP_DEPTH 16
#define DRAW_COORDINATE_MAX 1e6f // coordinates are held within ± this, in pixels
#define DRAW_TEXT_SIZE_MAX 512   // pixels; larger text is set at this size

enum pattern {
    PATTERN_SOLID,
    PATTERN_DOTS,  // staggered dots
    PATTERN_HATCH, // thick stripes, rising to the right
    PATTERN_CROSS, // thin stripes both ways
    PATTERN_BARS,  // upright stripes
    PATTERN_COUNT,
};

// How an area is filled: a colour, and on it, unless solid, a pattern in another. Patterns repeat every pitch_px,
// rounded to 4 … 64 whole pixels, and are laid out from the anchor (rounded too): anchor it to what moves, or leave
// it at 0,0 so that neighbours join.
struct paint {
    struct colour fill;
    struct colour ink;
    enum pattern pattern;
    float pitch_px;
    struct point anchor;
};

static inline struct paint paint_none(void) { return (struct paint){ 0 }; }
static inline struct paint paint_solid(struct colour colour) { return (struct paint){ .fill = colour }; }

// How an edge or a line is drawn. Dashes where both lengths are above 0; on closed outlines they are stretched so
// that they meet.
struct stroke {
    struct colour colour;
    float width_px; // 0: none
    float dash_px, gap_px;
    bool round; // round ends (of every dash too); else cut straight
};

static inline struct stroke stroke_none(void) { return (struct stroke){ 0 }; }

static inline struct stroke stroke_solid(struct colour colour, float width_px)
{
    return (struct stroke){ .colour = colour, .width_px = width_px };
}

static inline struct stroke stroke_dashed(struct colour colour, float width_px, float dash_px, float gap_px)
{
    return (struct stroke){ .colour = colour, .width_px = width_px, .dash_px = dash_px, .gap_px = gap_px };
}

enum draw_kind {
    DRAW_BOX,  // a rectangle, its corners round or not
    DRAW_DISC, // a full circle
    DRAW_ARC,  // a part of a circle's line
    DRAW_PATH, // straight pieces from point to point
    DRAW_TEXT,
};

struct draw_box {
    struct rect rect;
    float radius_px;
};

struct draw_circle {
    struct point centre;
    float radius_px;
    float from_turns, to_turns; // of an arc: 0 is to the right, 0.25 down; from < to
};

struct draw_path {
    const struct point *points;
    size_t count;
    bool closed;
};

struct draw_words {
    const char *utf8; // ended by a zero; already cut where it had to be
    size_t bytes;
    struct text_look look;
    struct colour colour;
    struct point origin; // left end of the base line, whole pixels
    float width_px;
    struct rect bounds; // from its left to its right end, from its top to its foot
    struct rect place;  // where it has to stay
    uint32_t id;        // what the view calls it; 0: nothing
    uint16_t layer;
    bool cut;     // it did not fit and ends in "…"
    bool scrolls; // the clip it was given under scrolls: it may be cut at that edge
};

struct draw_command {
    enum draw_kind kind;
    struct rect clip;   // nothing outside is touched
    struct rect bounds; // nor outside this, which lies within the clip
    uint64_t hash;
    struct paint paint; // not of arcs and text
    struct stroke
        stroke; // not of text. Of boxes and discs it lies inside the edge, of arcs and paths half to each side
    union {
        struct draw_box box;
        struct draw_circle circle;
        struct draw_path path;
        struct draw_words words;
    };
};

struct draw_clip {
    struct rect rect;
    bool scrolls;
};

struct draw_list {
    struct arena *arena;
    const struct metrics *metrics;
    float width_px, height_px;
    struct colour ground; // what the whole picture is filled with first; opaque
    struct draw_command *commands;
    size_t count, room;
    struct draw_clip clips[DRAW_CLIP_DEPTH];
    int depth;
    uint16_t layer;
    size_t dropped;
    bool failed;
    uint64_t hash; // of everything in the list, its size and ground
};

// An empty list on the caller's memory. Arena and metrics must outlive it. The size is in whole pixels, 1 or more each.
void draw_list_init(struct draw_list *list, struct arena *arena, const struct metrics *metrics, int width_px,
                    int height_px, struct colour ground);

// From here to the matching pop nothing is drawn outside the rectangle (and those around it). `scrolls` says that
// texts may lie across its edge, as in a scrolled area. At most DRAW_CLIP_DEPTH − 1 deep.
void draw_clip_push(struct draw_list *list, struct rect rect, bool scrolls);
void draw_clip_pop(struct draw_list *list);

// What follows lies on top, as a tooltip does: its texts may cover those of the layers before.
void draw_layer_begin(struct draw_list *list);

void draw_rect(struct draw_list *list, struct rect rect, struct paint paint);
void draw_box(struct draw_list *list, struct rect rect, float radius_px, struct paint paint, struct stroke stroke);
void draw_box_smooth(struct draw_list *list, struct rect rect, float radius_px, struct paint paint,
                     struct stroke stroke);
void draw_disc(struct draw_list *list, struct point centre, float radius_px, struct paint paint, struct stroke stroke);

// A part of a circle's line: from and to in turns clockwise, 0 to the right. The stroke's middle lies on the radius.
void draw_arc(struct draw_list *list, struct point centre, float radius_px, float from_turns, float to_turns,
              struct stroke stroke);

void draw_line(struct draw_list *list, struct point from, struct point to, struct stroke stroke);

// The points are copied. Ones that are not numbers are left out (and counted).
void draw_polyline(struct draw_list *list, const struct point *points, size_t count, struct stroke stroke);

// A closed outline that does not cross itself. Fewer than three points draw nothing.
void draw_polygon(struct draw_list *list, const struct point *points, size_t count, struct paint paint,
                  struct stroke stroke);

// A cubic Bézier curve, as a polyline of points_per_curve pieces.
#define DRAW_CURVE_PIECES 32
void draw_curve(struct draw_list *list, const struct point control[4], struct stroke stroke);

// The curve's DRAW_CURVE_PIECES + 1 points, ends included.
void curve_points(const struct point control[4], struct point points[DRAW_CURVE_PIECES + 1]);

enum across {
    ACROSS_LEFT,
    ACROSS_CENTRE,
    ACROSS_RIGHT
};
enum along {
    ALONG_BASE,   // the point lies on the base line
    ALONG_MIDDLE, // half way up a capital letter, which is also the middle of digits and, nearly, of ideographs
    ALONG_TOP,    // at the top of the tallest letter
};

struct text_style {
    enum face face;
    float size_px; // rounded to whole pixels
    struct colour colour;
    enum across across;
    enum along along;
    float max_px; // 0: as wide as it gets; else cut, ending in "…"
    bool figures; // see struct text_look
    uint32_t id;
    struct rect place; // where it has to stay, for the check of layout; empty: the clip
};

// One line of UTF-8 at the point. Returns the box it takes (what was measured, also when nothing is drawn). NULL
// counts as empty.
struct rect draw_text(struct draw_list *list, struct point point, const char *utf8, struct text_style style);
struct rect draw_textf(struct draw_list *list, struct point point, struct text_style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// The measures of a style, as draw_text would use them.
struct text_look text_style_look(struct text_style style);
float draw_text_width(const struct draw_list *list, const char *utf8, struct text_style style);
struct font_lines draw_text_lines(const struct draw_list *list, struct text_style style);

// Patterns, the same in every player: the pitch in whole pixels, the radius of a dot, the width of a stripe.
int pattern_pitch_px(const struct paint *paint);
float pattern_ink_px(enum pattern pattern, int pitch_px);

// Anything to see?
bool paint_shows(const struct paint *paint);
bool stroke_shows(const struct stroke *stroke);

// One line a command, the same text for the same list on every machine: for golden files and for reading.
void draw_list_dump(const struct draw_list *list, FILE *out);

// Prints one line for every text that leaves its place, the clip or the picture, lies over another text of its
// layer, or was cut; returns how many.
size_t draw_list_check_texts(const struct draw_list *list, FILE *out);

#endif
