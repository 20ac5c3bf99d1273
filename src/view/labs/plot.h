// A plot of curves: axes with their figures, and lines in them.
//
// What it shows is the caller's; this knows where a value lies. Nothing is kept from frame to frame.
#ifndef VIEW_LABS_PLOT_H
#define VIEW_LABS_PLOT_H

#include "view/ui/ui.h"

#include <stdbool.h>

// A mark on an axis; ends a list: text NULL.
struct plot_tick {
    double value;
    const char *text; // "": a line without a figure
};

struct plot_axis {
    double from, to; // from < to; of a logarithmic one above 0
    bool logarithmic;
    const struct plot_tick *ticks;
    const char *title; // of x: under its end; of y: over its head. NULL: none
};

struct plot {
    struct rect area; // within the axes
    struct plot_axis x, y;
};

// Draws axes, grid and figures into a room; figures that would lie over one another are left out. The area is empty where
// there is no room for a plot.
struct plot plot_draw(struct frame *frame, struct rect room, struct plot_axis x, struct plot_axis y);

// Where a value lies; outside of the axes' range at the nearest edge.
struct point plot_point(const struct plot *plot, double x, double y);

// A line through the values, and a disc at one, both within the area.
void plot_line(struct frame *frame, const struct plot *plot, const double *x, const double *y, size_t count,
               struct stroke stroke);
void plot_disc(struct frame *frame, const struct plot *plot, double x, double y, float radius_px, struct colour colour);

// Marks of a time axis in powers of ten with the steps 1, 2 and 5 and their figures in words: at least that many steps from
// the shortest to the longest, both rounded outwards; the list is the arena's. Sets the axis' range.
struct plot_axis plot_time_axis(struct frame *frame, double least_ns, double most_ns);

// A small picture of two curves, as a lab's icon.
void plot_icon(struct frame *frame, struct rect rect, const double *first, const double *second, size_t count);

#endif
