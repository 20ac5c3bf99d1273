// How boxes lie to each other, and what goes through their gates in memory.
//
// Boxes have numbers, in which the first worker's stretch counts fastest: so what goes through the gates of one box into the
// next of the first worker's is still in the cache. No move leads to a lower number.
#ifndef SCHEDULES_BOXES_LAYOUT_H
#define SCHEDULES_BOXES_LAYOUT_H

#include "schedules/box.h"
#include "schedules/flow.h"

struct box_window {
    int64_t low; // the exponent at which the first tile of a node without an offset begins
    uint32_t length;
};

struct box_step;

struct boxes {
    struct boxes_plan plan;
    struct meter *meter;
    size_t count;                      // of boxes, from where the walk starts on
    struct box_window *windows;        // of each
    size_t *at;                        // by box and direction: where what goes through its gates lies in the field
    size_t lanes;                      // of the field
    uint32_t tile, behind;             // lanes of a tile, of those behind it
    struct box_step *steps[BOX_KINDS]; // what is to be done, as it is done
    size_t slots, stores;              // lanes of all
    size_t bytes;
    // What comes of it.
    double places, sums; // places come to; sums of lanes of one prime
    int64_t low;         // the exponents of the final balance, …
    size_t length;       // … and its lanes; of the paths one for each prime
};

// A box under way.
struct box {
    uint32_t stretches[SCHEDULES_WORKERS_MAX]; // from that on where the walk starts
    size_t number;
    unsigned kind;
};

enum {
    BOXES_NOWHERE = 0, // in `at`, which is one more than the lane
};

static inline uint32_t boxes_stretches(const struct boxes *boxes, int worker)
{
    return boxes->plan.axes[worker].count - boxes->plan.axes[worker].first;
}

static inline struct box boxes_box(const struct boxes *boxes, size_t number)
{
    struct box box = { .number = number };
    for (int w = 0; w < boxes->plan.course->count; w++) {
        const uint32_t count = boxes_stretches(boxes, w);
        box.stretches[w] = (uint32_t)(number % count);
        number /= count;
        box.kind |= (unsigned)(box.stretches[w] + 1 == count) << w;
    }
    return box;
}

// The number of the box before this one in a direction. False: there is none.
static inline bool boxes_before(const struct boxes *boxes, const struct box *box, unsigned direction, size_t *before)
{
    size_t stride = 1;
    *before = box->number;
    for (int w = 0; w < boxes->plan.course->count; w++) {
        if (direction >> w & 1) {
            if (box->stretches[w] == 0)
                return false;
            *before -= stride;
        }
        stride *= boxes_stretches(boxes, w);
    }
    return true;
}

static inline unsigned boxes_directions(const struct boxes *boxes) { return 1U << boxes->plan.course->count; }

static inline size_t *boxes_at(const struct boxes *boxes, size_t number, unsigned direction)
{
    return &boxes->at[number * boxes_directions(boxes) + direction];
}

// Lanes of a gate that leads out of a box: whole tiles.
static inline uint32_t boxes_stride(const struct boxes *boxes, size_t number)
{
    return (boxes->windows[number].length + boxes->tile - 1) / boxes->tile * boxes->tile;
}

// The exponent of a token at the start.
static inline int64_t boxes_start(const struct boxes *boxes, uint32_t token)
{
    const struct values *values = boxes->plan.values;
    if (boxes->plan.tokens == BOX_PATHS)
        return 0;
    return token == FLOW_BALANCE ? values->balance : values->registers[token - 1];
}

#endif
