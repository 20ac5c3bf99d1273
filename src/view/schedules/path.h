// A schedule as a path through the graph. Inside the schedules view only.
#ifndef VIEW_SCHEDULES_PATH_H
#define VIEW_SCHEDULES_PATH_H

#include "document/document.h"
#include "view/schedules/sheet.h"

// One unit a step: from the place in the one worker's steps and the other's to pixels.
struct grid {
    const struct course *course;
    float x, y, cell;
};

static inline float grid_px(const struct grid *grid) { return grid->cell * (float)grid->course->length; }

static inline struct point grid_point(const struct grid *grid, float x, float y)
{
    return point_at(grid->x + x * grid->cell, grid->y + y * grid->cell);
}

enum {
    PATH_POINTS_MAX = 2 * DESK_MOVES_MAX + 2
};

struct path {
    struct point points[PATH_POINTS_MAX];
    size_t count;
    const struct grid *grid;
    float off; // to the side, so that paths beside each other both show
    struct point lost[DESK_MOVES_MAX];
    size_t lost_count;
    uint32_t places[2];
};

// Along the moves.
void path_follow(struct path *path, const struct course *course, const char *moves);

// Whether the recorded run is one of the desk's experiment; and along it, for the passes round an event of its order.
bool path_is_recorded(const struct desk *desk, const struct document *document);
// From which pass of each worker, counted from 0, that path begins: what the playhead stands in, or the last as many as fit.
// True: those are all that the run has.
bool path_recorded_from(const struct course *course, const struct document *document, uint64_t events,
                        uint64_t passes[2]);

void path_follow_recorded(struct path *path, const struct schedules_sheet *sheet, const struct document *document,
                          uint64_t events);

#endif
