// What to draw, as plain data: a list of commands that a view fills and a player, a file or a test reads.
//
// A list lives in the caller's arena, one per frame. Coordinates are pixels (see geometry.h). Later commands lie
// above earlier ones. Every command carries the clip it was given under, the box of pixels it may touch and a hash
// of all it says, so that a player can leave alone what has not changed. Adding cannot fail loudly: what has a
// coordinate that is not a number is left out and counted in `dropped`; when memory runs short `failed` is set and
// the list takes nothing more. Look at both once, at the end. What adds to it is in draw.h and draw_text.h.
// Not thread-safe: one thread per list.
#ifndef VIEW_SHAPES_COMMAND_H
#define VIEW_SHAPES_COMMAND_H

#include "base/arena.h"
#include "view/shapes/metrics.h"
#include "view/shapes/paint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAW_CLIP_DEPTH 16
#define DRAW_SECTIONS_MOST 64

enum draw_kind {
    DRAW_BOX,  // a rectangle, its corners round or not
    DRAW_DISC, // a full circle
    DRAW_ARC,  // a part of a circle's line
    DRAW_PATH, // straight pieces from point to point
    DRAW_TEXT,
    DRAW_PIXELS, // a picture made elsewhere
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
    bool foreign; // and may: a name that is not ours
    bool scrolls; // the clip it was given under scrolls: it may be cut at that edge
};

// 0xffRRGGBB each, rows one after the other.
struct pixels {
    const uint32_t *list;
    int width, height;
    uint64_t mark; // another one for other pixels
};

struct draw_pixels {
    struct point at; // its corner at the top left, whole pixels
    struct pixels pixels;
};

struct draw_command {
    enum draw_kind kind;
    struct rect clip;   // nothing outside is touched
    struct rect bounds; // nor outside this, which lies within the clip
    uint64_t hash;
    struct paint paint; // not of arcs, text and pixels
    struct stroke
        stroke; // not of text and pixels. Of boxes and discs it lies inside the edge, of arcs and paths half to each side
    union {
        struct draw_box box;
        struct draw_circle circle;
        struct draw_path path;
        struct draw_words words;
        struct draw_pixels picture;
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
    struct rect sections[DRAW_SECTIONS_MOST]; // in the order in which they began
    int section_count;
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

// What is drawn in the rectangle belongs together, as in a panel: whoever reads the texts reads them one after another. Past
// DRAW_SECTIONS_MOST they are of none.
void draw_section(struct draw_list *list, struct rect rect);

// For what adds commands: takes one in, under the present clip; drops it unseen where nothing of it can show, unless it must be
// kept for the check of layout. What it points at lies in the list's arena; its clip and hash are filled in here.
void draw_list_add(struct draw_list *list, struct draw_command *command, bool keep);

// Makes the list one of the part of its picture that is width × height pixels from there on, in whole pixels. Nothing is added afterwards.
void draw_list_part(struct draw_list *list, struct point from, int width_px, int height_px);

// True, and counted in `dropped`, where it is not good.
bool draw_refused(struct draw_list *list, bool is_good);

#endif
