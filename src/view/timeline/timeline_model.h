// What the timeline shows of a run, and what is picked in it: its part of the model.
#ifndef VIEW_TIMELINE_TIMELINE_MODEL_H
#define VIEW_TIMELINE_TIMELINE_MODEL_H

#include "base/bit_set.h"
#include "document/bookmarks.h"
#include "document/moments.h"
#include "view/shapes/geometry.h"
#include "view/texts/texts.h"
#include "view/timeline/hits.h"
#include "view/timeline/picked.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// ---- where one has been (places.h) -----------------------------------------------------------------------------------

enum timeline_way {
    WAY_NONE,
    WAY_ZOOM,
    WAY_MOVE,
    WAY_SCRUB,
    WAY_JUMP, // each is one of its own
};

enum {
    TIMELINE_PLACES_MOST = 64, // then the oldest is forgotten
};

struct timeline_place {
    uint64_t from_ns, to_ns; // as in the model
    struct moments_place playhead;
};

// Plain values; zeroed: nowhere yet.
struct timeline_places {
    struct timeline_place list[TIMELINE_PLACES_MOST];
    int count, at; // list[at] is where one is now; behind it what going forward leads to
    enum timeline_way way;
    float anchor_px; // of a zoom that goes on about the same point
};

// ---- which rows there are, in which order (arrange.h) ----------------------------------------------------------------

enum timeline_order {
    ORDER_NUMBER,
    ORDER_WAITING, // longest waiting first
    ORDER_LOST,    // most of its updates lost first
    TIMELINE_ORDERS
};

// A plain value; zeroed: all of them by number.
struct timeline_arrangement {
    char filter[64]; // parts of names of rows, with spaces between
    enum timeline_order order;
    struct bit_set pinned;
    // Worked out of these by timeline_arrange.
    bool known;
    enum language language;       // that they were looked for in
    struct bit_set hidden;        // tasks
    struct bit_set others_hidden; // rows of anything else, by timeline_row_number
    uint32_t rows, shown;         // all there would be without the filter, and those that it leaves
    bool none_such;               // no name has the filter: nothing is hidden then
    uint16_t tasks
        [BIT_SET_MAX]; // in their order: by number, of several processes each within its own, in the places that it has in the crowd
};

// Whether anything is left out by it.
static inline bool timeline_filters(const struct timeline_arrangement *arrangement)
{
    return arrangement->filter[strspn(arrangement->filter, " ,")] != '\0';
}

// ---- what stands out of a run (story.h) ------------------------------------------------------------------------------

enum timeline_stall_kind {
    STALL_WAIT,   // `other` had what the task waited for
    STALL_READER, // `count` updates were written over then
    STALL_HOLDER, // `count` others waited
};

struct timeline_stall {
    uint64_t from_ns, to_ns;
    uint32_t task, other, count;
    int resource; // −1: none
    enum timeline_stall_kind kind;
};

enum {
    TIMELINE_STALLS_MOST = 128, // the longest
};

// A plain value; zeroed: nothing was looked for yet.
struct timeline_story {
    struct timeline_stall list[TIMELINE_STALLS_MOST];
    int count;
    bool known;
};

// ---- all of it -------------------------------------------------------------------------------------------------------

struct timeline_model {
    uint64_t from_ns, to_ns; // what is visible; both 0: the run's extent (document/extent.h)
    bool measuring;
    uint64_t measure_from_ns, measure_to_ns;
    struct timeline_pick pick;
    struct point menu_at; // where the menu was asked for
    struct timeline_places places;
    char search[64];
    struct timeline_hits hits; // of it
    struct bookmarks bookmarks;
    char note_typed[BOOKMARK_BYTES]; // the words of the note that is being made or changed
    struct timeline_arrangement arrangement;
    struct timeline_story story;
    bool all_resources;      // those that nobody waited for are not folded away
    struct bit_set refolded; // processes that are not folded as they began (timeline/processes.h)
    int scroll_rows;         // that lie above the first in sight, where there are more than fit
    float scroll_rest;       // what the wheel has been turned besides, of a row
    int grabbed_rows;        // scroll_rows when the button went down
    uint64_t grabbed_ns;     // the moment that was under the pointer when the button went down
    bool dragged;            // and it has moved since
};

#endif
