// The cards as rows of a grid: those of labs first, then that of a command, alone in its row, then those of recordings, which are
// wider than labs.
#include "view/home/parts.h"

#include "view/ui/actions.h"

#include <math.h>

// A card's least width, by the type it is set in.
#define LAB_WIDTH 11.2f
#define SEEN_WIDTH 14.0f

enum {
    LABS_LEAST = 4, // cards are no wider than so many side by side
};

static int fitting(float width_px, float gap_px, float least_px)
{
    const int fits = (int)((width_px + gap_px) / (least_px + gap_px));
    return fits > 1 ? fits : 1;
}

static int rows_of(int count, int columns) { return (count + columns - 1) / columns; }

// Whether so many rows of cards of labs have room with their pictures, above those of recordings, in a window so high. A card that
// is wide needs two lines for what it is about.
static bool rows_fit(struct scale scale, float window_px, int rows, int commands, int seen_rows)
{
    const float body = scale.type[TYPE_BODY], strong = scale.type[TYPE_STRONG], label = scale.type[TYPE_LABEL],
                card = 1.7f * strong + 2.8f * label + 5.6f * body + 1.8f * scale.pad_px,
                seen = 1.7f * strong + 1.5f * label + 0.9f * scale.pad_px, head = 2.5f * strong;
    const float needed = 3.6f * body + head + (float)rows * (card + scale.gap_px) +
                         (float)commands * (head + home_command_px(scale, true) + scale.gap_px) +
                         (seen_rows ? head : 0) + (float)seen_rows * (seen + scale.gap_px) + 3.4f * body + scale.gap_px;
    return needed <= window_px;
}

float home_command_px(struct scale scale, bool whole)
{
    const float field = scale.type[TYPE_BODY] * 2.1f;
    return whole ? 1.7f * scale.type[TYPE_STRONG] + 1.6f * scale.type[TYPE_LABEL] + field + 1.6f * scale.pad_px
                 : field + scale.pad_px;
}

int home_columns(struct scale scale, float width_px, float window_px, const struct home_items *items)
{
    const int labs = items->labs, seen = items->count - items->labs - items->commands;

    const int fits = fitting(width_px, scale.gap_px, LAB_WIDTH * scale.type[TYPE_BODY]);
    const int wanted = labs > LABS_LEAST ? labs : LABS_LEAST,
              seen_rows = rows_of(seen, home_seen_columns(scale, width_px));
    int rows = rows_of(wanted, fits); // as even as they can be
    if (rows == 1 && wanted > LABS_LEAST && rows_fit(scale, window_px, 2, items->commands, seen_rows))
        rows = 2;
    return rows_of(wanted, rows);
}

int home_seen_columns(struct scale scale, float width_px)
{
    const int fits = fitting(width_px, scale.gap_px, SEEN_WIDTH * scale.type[TYPE_BODY]);
    return fits < SEEN_MOST ? fits : SEEN_MOST;
}

#define ALL_WIDTH (-1.0f)

struct spot {
    int row;
    float x; // of its middle, as a share of the width; ALL_WIDTH: of all of it
};

static struct spot place_of(const struct home_items *items, int at, int columns, int seen_columns)
{
    const int labs = rows_of(items->labs, columns), before = items->labs + items->commands;
    if (at >= items->labs && at < before) // a whole row, wherever one comes from
        return (struct spot){ labs, ALL_WIDTH };
    const bool seen = at >= items->labs;
    const int here = seen ? seen_columns : columns, first = seen ? before : 0,
              above = seen ? labs + items->commands : 0;
    return (struct spot){ above + (at - first) / here, ((float)((at - first) % here) + 0.5f) / (float)here };
}

int home_neighbour(const struct home_items *items, int at, int way, int columns, int seen_columns)
{
    const int step = way == HOME_RIGHT || way == HOME_DOWN ? 1 : -1;
    if (way == HOME_LEFT || way == HOME_RIGHT)
        return at + step >= 0 && at + step < items->count ? at + step : at;
    const struct spot here = place_of(items, at, columns, seen_columns);
    int nearest = at;
    float least = INFINITY;
    for (int i = 0; i < items->count; i++) {
        const struct spot there = place_of(items, i, columns, seen_columns);
        const float away = here.x < 0 || there.x < 0 ? 0 : fabsf(there.x - here.x);
        if (there.row == here.row + step && away < least) {
            least = away;
            nearest = i;
        }
    }
    return nearest;
}
