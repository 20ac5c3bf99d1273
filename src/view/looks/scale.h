// How large everything is: sizes of type and spaces for a window, a zoom and a mode.
//
// Designs are drawn on a sheet 819 units high; u is how many pixels a unit has. It follows the window's height, and
// its width where the window is narrower than 4:3, so that a narrow window shrinks its type rather than cutting it.
// In a lecture type grows by more than spaces do: body text is 28 px at 1080 lines, captions 36, nothing under 24,
// which is what can be read from the last row. Plain values: no failure, any thread.
#ifndef VIEW_LOOKS_SCALE_H
#define VIEW_LOOKS_SCALE_H

#include <stdbool.h>

enum type_size {
    TYPE_SMALL,   // rulers, hints, the second line of a card
    TYPE_LABEL,   // panel titles
    TYPE_BODY,    // most text, code, figures
    TYPE_STRONG,  // names of guards, rows of a table
    TYPE_HEAD,    // the program's name
    TYPE_CAPTION, // the sentence that tells the present event
    TYPE_HERO,    // the balance
    TYPE_COUNT,
};

#define WINDOW_SIDE 21 // units of the sheet that a window leaves free at both sides

#define ZOOM_MIN 0.5f
#define ZOOM_MAX 3.0f

struct scale {
    float u;
    bool lecture;
    float type[TYPE_COUNT]; // whole pixels
    float line_px;          // thin lines
    float stroke_px;        // arrows, curves
    float gap_px;           // between panels
    float pad_px;           // inside a panel
    float radius_px;        // corners of panels
    float pitch_px;         // of patterns
};

// The next step down (−1) or up (+1) on the ladder of zooms, from the one nearest to it; held within ZOOM_MIN and ZOOM_MAX.
float zoom_step(float zoom, int by);

// Sizes for a window of so many real pixels (1 or more each); zoom is the user's, 1 as designed, held within
// ZOOM_MIN and ZOOM_MAX.
struct scale scale_for(int width_px, int height_px, float zoom, bool lecture);

#endif
